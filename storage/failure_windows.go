package storage

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"
)

// longestPath is what SQLite takes on Windows, in bytes (SQLITE_WIN32_MAX_PATH_BYTES of
// its os_win.c). Whether the system takes as much depends on its age and its settings.
const longestPath = 260 * 4

// systemKind is the kind of an error of the system; nil: it is none, or of no kind.
func systemKind(err error) error {
	number, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return nil
	}
	switch number { // Go's own, which the system does not know; ENOTDIR is not among them
	case syscall.EISDIR, syscall.EEXIST:
		return ErrPlace
	case syscall.ENAMETOOLONG:
		return ErrLong
	}
	return windowsKinds[number]
}

// windowsKinds are the kinds of the system error codes of Windows
// (https://learn.microsoft.com/windows/win32/debug/system-error-codes) that a disk, a
// folder or a network drive can lead to.
var windowsKinds = byNumber(map[error][]syscall.Errno{
	ErrFull: {
		windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_FULL, windows.ERROR_FILE_TOO_LARGE,
		windows.ERROR_DISK_QUOTA_EXCEEDED,
	},
	ErrReadOnly: { // scanners for viruses lock files away, and network drives have accounts
		windows.ERROR_ACCESS_DENIED, windows.ERROR_NETWORK_ACCESS_DENIED, windows.ERROR_VIRUS_INFECTED,
		windows.ERROR_VIRUS_DELETED, windows.ERROR_CLOUD_FILE_ACCESS_DENIED, windows.ERROR_ACCESS_DISABLED_BY_POLICY,
		windows.ERROR_INVALID_OWNER, windows.ERROR_PRIVILEGE_NOT_HELD, windows.ERROR_LOGON_FAILURE,
		windows.ERROR_ACCOUNT_RESTRICTION, windows.ERROR_PASSWORD_EXPIRED, windows.ERROR_ACCOUNT_DISABLED,
		windows.ERROR_LOGON_TYPE_NOT_GRANTED, windows.ERROR_PASSWORD_MUST_CHANGE, windows.ERROR_ACCOUNT_LOCKED_OUT,
		windows.ERROR_ENCRYPTION_FAILED, windows.ERROR_DECRYPTION_FAILED, windows.ERROR_FILE_ENCRYPTED,
	},
	ErrMedium: {windows.ERROR_WRITE_PROTECT, windows.ERROR_CLOUD_FILE_READ_ONLY_VOLUME},
	ErrBusy: {
		windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_SHARING_BUFFER_EXCEEDED,
		windows.ERROR_DRIVE_LOCKED, windows.ERROR_BUSY_DRIVE, windows.ERROR_NOT_LOCKED, windows.ERROR_BUSY,
		windows.ERROR_DELETE_PENDING, windows.ERROR_PATH_BUSY, windows.ERROR_CLOUD_FILE_IN_USE,
		windows.ERROR_USER_MAPPED_FILE, windows.ERROR_DEVICE_IN_USE,
	},
	ErrGone: { // a drive may be of the network, or a stick, and not connected
		windows.ERROR_FILE_NOT_FOUND, windows.ERROR_PATH_NOT_FOUND, windows.ERROR_INVALID_DRIVE, windows.ERROR_BAD_NETPATH,
		windows.ERROR_DEV_NOT_EXIST, windows.ERROR_BAD_NET_NAME,
	},
	ErrDevice: {
		windows.ERROR_BAD_UNIT, windows.ERROR_NOT_READY, windows.ERROR_BAD_COMMAND, windows.ERROR_CRC, windows.ERROR_SEEK,
		windows.ERROR_NOT_DOS_DISK, windows.ERROR_SECTOR_NOT_FOUND, windows.ERROR_WRITE_FAULT, windows.ERROR_READ_FAULT,
		windows.ERROR_GEN_FAILURE, windows.ERROR_WRONG_DISK, windows.ERROR_NOT_SUPPORTED, windows.ERROR_REM_NOT_LIST,
		windows.ERROR_DUP_NAME, windows.ERROR_NETWORK_BUSY, windows.ERROR_ADAP_HDW_ERR, windows.ERROR_BAD_NET_RESP,
		windows.ERROR_UNEXP_NET_ERR, windows.ERROR_NETNAME_DELETED, windows.ERROR_BAD_DEV_TYPE,
		windows.ERROR_SHARING_PAUSED, windows.ERROR_REQ_NOT_ACCEP, windows.ERROR_BROKEN_PIPE, windows.ERROR_SEM_TIMEOUT,
		windows.ERROR_VC_DISCONNECTED, windows.ERROR_DEVICE_UNREACHABLE, windows.ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING,
		windows.ERROR_CLOUD_FILE_AUTHENTICATION_FAILED, windows.ERROR_CLOUD_FILE_UNSUCCESSFUL,
		windows.ERROR_CLOUD_FILE_NETWORK_UNAVAILABLE, windows.ERROR_CLOUD_FILE_PROVIDER_TERMINATED,
		windows.ERROR_CLOUD_FILE_REQUEST_TIMEOUT, windows.ERROR_DEVICE_HARDWARE_ERROR, windows.ERROR_UNRECOGNIZED_VOLUME,
		windows.ERROR_FILE_INVALID, windows.ERROR_INVALID_BLOCK_LENGTH, windows.ERROR_MEDIA_CHANGED,
		windows.ERROR_BUS_RESET, windows.ERROR_NO_MEDIA_IN_DRIVE, windows.ERROR_IO_DEVICE,
		windows.ERROR_DISK_OPERATION_FAILED, windows.ERROR_DEVICE_REQUIRES_CLEANING, windows.ERROR_DEVICE_DOOR_OPEN,
		windows.ERROR_DEVICE_NOT_CONNECTED, windows.ERROR_CONNECTION_UNAVAIL, windows.ERROR_NO_NET_OR_BAD_PATH,
		windows.ERROR_EXTENDED_ERROR, windows.ERROR_SESSION_CREDENTIAL_CONFLICT, windows.ERROR_NO_NETWORK,
		windows.ERROR_CONNECTION_REFUSED, windows.ERROR_GRACEFUL_DISCONNECT, windows.ERROR_CONNECTION_INVALID,
		windows.ERROR_NETWORK_UNREACHABLE, windows.ERROR_HOST_UNREACHABLE, windows.ERROR_CONNECTION_ABORTED,
		windows.ERROR_NO_LOGON_SERVERS, windows.ERROR_FILE_CORRUPT, windows.ERROR_DISK_CORRUPT,
		windows.ERROR_DEVICE_REMOVED, windows.ERROR_NOT_CONNECTED, windows.ERROR_DEVICE_NOT_AVAILABLE,
		windows.ERROR_FILE_OFFLINE,
	},
	ErrMemory: {
		windows.ERROR_TOO_MANY_OPEN_FILES, windows.ERROR_NOT_ENOUGH_MEMORY, windows.ERROR_OUTOFMEMORY,
		windows.ERROR_TOO_MANY_NAMES, windows.ERROR_NO_SYSTEM_RESOURCES, windows.ERROR_NONPAGED_SYSTEM_RESOURCES,
		windows.ERROR_PAGED_SYSTEM_RESOURCES, windows.ERROR_WORKING_SET_QUOTA, windows.ERROR_PAGEFILE_QUOTA,
		windows.ERROR_COMMITMENT_LIMIT, windows.ERROR_NOT_ENOUGH_QUOTA,
	},
	ErrLong: {windows.ERROR_BUFFER_OVERFLOW, windows.ERROR_FILENAME_EXCED_RANGE},
	ErrPlace: { // such as a file where a folder belongs, and links in a ring
		windows.ERROR_FILE_EXISTS, windows.ERROR_DIR_NOT_EMPTY, windows.ERROR_ALREADY_EXISTS, windows.ERROR_DIRECTORY,
		windows.ERROR_DIRECTORY_NOT_SUPPORTED, windows.ERROR_SYMLINK_CLASS_DISABLED, windows.ERROR_CANT_ACCESS_FILE,
		windows.ERROR_CANT_RESOLVE_FILENAME, windows.ERROR_NOT_A_REPARSE_POINT, windows.ERROR_INVALID_REPARSE_DATA,
		windows.ERROR_REPARSE_TAG_INVALID,
	},
	ErrName: {windows.ERROR_INVALID_NAME, windows.ERROR_BAD_PATHNAME},
})
