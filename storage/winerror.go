package storage

// windowsKinds are the kinds of the system error codes of Windows
// (https://learn.microsoft.com/windows/win32/debug/system-error-codes) that a disk, a
// folder or a network drive can lead to. It stands here for all systems to test.
var windowsKinds = map[uint32]error{
	39:   ErrFull, // HANDLE_DISK_FULL
	112:  ErrFull, // DISK_FULL
	223:  ErrFull, // FILE_TOO_LARGE, for the disk's format
	1295: ErrFull, // DISK_QUOTA_EXCEEDED

	5:    ErrReadOnly, // ACCESS_DENIED
	65:   ErrReadOnly, // NETWORK_ACCESS_DENIED
	225:  ErrReadOnly, // VIRUS_INFECTED: a scanner has locked it away
	226:  ErrReadOnly, // VIRUS_DELETED
	395:  ErrReadOnly, // CLOUD_FILE_ACCESS_DENIED
	1260: ErrReadOnly, // ACCESS_DISABLED_BY_POLICY
	1307: ErrReadOnly, // INVALID_OWNER
	1314: ErrReadOnly, // PRIVILEGE_NOT_HELD
	1326: ErrReadOnly, // LOGON_FAILURE, of a network drive
	1327: ErrReadOnly, // ACCOUNT_RESTRICTION
	1330: ErrReadOnly, // PASSWORD_EXPIRED
	1331: ErrReadOnly, // ACCOUNT_DISABLED
	1385: ErrReadOnly, // LOGON_TYPE_NOT_GRANTED
	1907: ErrReadOnly, // PASSWORD_MUST_CHANGE
	1909: ErrReadOnly, // ACCOUNT_LOCKED_OUT
	6000: ErrReadOnly, // ENCRYPTION_FAILED
	6001: ErrReadOnly, // DECRYPTION_FAILED
	6002: ErrReadOnly, // FILE_ENCRYPTED, by another account

	19:  ErrMedium, // WRITE_PROTECT
	381: ErrMedium, // CLOUD_FILE_READ_ONLY_VOLUME

	32:   ErrBusy, // SHARING_VIOLATION
	33:   ErrBusy, // LOCK_VIOLATION
	36:   ErrBusy, // SHARING_BUFFER_EXCEEDED
	108:  ErrBusy, // DRIVE_LOCKED
	142:  ErrBusy, // BUSY_DRIVE
	158:  ErrBusy, // NOT_LOCKED
	170:  ErrBusy, // BUSY
	303:  ErrBusy, // DELETE_PENDING
	148:  ErrBusy, // PATH_BUSY
	391:  ErrBusy, // CLOUD_FILE_IN_USE
	1224: ErrBusy, // USER_MAPPED_FILE
	2404: ErrBusy, // DEVICE_IN_USE

	2:  ErrGone, // FILE_NOT_FOUND
	3:  ErrGone, // PATH_NOT_FOUND
	15: ErrGone, // INVALID_DRIVE: a network drive or a stick that is not connected
	53: ErrGone, // BAD_NETPATH
	55: ErrGone, // DEV_NOT_EXIST
	67: ErrGone, // BAD_NET_NAME

	20:   ErrDevice, // BAD_UNIT
	21:   ErrDevice, // NOT_READY
	22:   ErrDevice, // BAD_COMMAND
	23:   ErrDevice, // CRC
	25:   ErrDevice, // SEEK
	26:   ErrDevice, // NOT_DOS_DISK
	27:   ErrDevice, // SECTOR_NOT_FOUND
	29:   ErrDevice, // WRITE_FAULT
	30:   ErrDevice, // READ_FAULT
	31:   ErrDevice, // GEN_FAILURE
	34:   ErrDevice, // WRONG_DISK
	50:   ErrDevice, // NOT_SUPPORTED
	51:   ErrDevice, // REM_NOT_LIST
	52:   ErrDevice, // DUP_NAME, on the network
	54:   ErrDevice, // NETWORK_BUSY
	57:   ErrDevice, // ADAP_HDW_ERR
	58:   ErrDevice, // BAD_NET_RESP
	59:   ErrDevice, // UNEXP_NET_ERR
	64:   ErrDevice, // NETNAME_DELETED
	66:   ErrDevice, // BAD_DEV_TYPE
	70:   ErrDevice, // SHARING_PAUSED
	71:   ErrDevice, // REQ_NOT_ACCEP
	109:  ErrDevice, // BROKEN_PIPE
	121:  ErrDevice, // SEM_TIMEOUT
	240:  ErrDevice, // VC_DISCONNECTED
	321:  ErrDevice, // DEVICE_UNREACHABLE
	362:  ErrDevice, // CLOUD_FILE_PROVIDER_NOT_RUNNING
	386:  ErrDevice, // CLOUD_FILE_AUTHENTICATION_FAILED
	389:  ErrDevice, // CLOUD_FILE_UNSUCCESSFUL
	388:  ErrDevice, // CLOUD_FILE_NETWORK_UNAVAILABLE
	404:  ErrDevice, // CLOUD_FILE_PROVIDER_TERMINATED
	426:  ErrDevice, // CLOUD_FILE_REQUEST_TIMEOUT
	483:  ErrDevice, // DEVICE_HARDWARE_ERROR
	1005: ErrDevice, // UNRECOGNIZED_VOLUME
	1006: ErrDevice, // FILE_INVALID: the volume was exchanged
	1106: ErrDevice, // INVALID_BLOCK_LENGTH
	1110: ErrDevice, // MEDIA_CHANGED
	1111: ErrDevice, // BUS_RESET
	1112: ErrDevice, // NO_MEDIA_IN_DRIVE
	1117: ErrDevice, // IO_DEVICE
	1127: ErrDevice, // DISK_OPERATION_FAILED
	1165: ErrDevice, // DEVICE_REQUIRES_CLEANING
	1166: ErrDevice, // DEVICE_DOOR_OPEN
	1167: ErrDevice, // DEVICE_NOT_CONNECTED
	1201: ErrDevice, // CONNECTION_UNAVAIL
	1203: ErrDevice, // NO_NET_OR_BAD_PATH
	1208: ErrDevice, // EXTENDED_ERROR, of the network
	1219: ErrDevice, // SESSION_CREDENTIAL_CONFLICT
	1222: ErrDevice, // NO_NETWORK
	1225: ErrDevice, // CONNECTION_REFUSED
	1226: ErrDevice, // GRACEFUL_DISCONNECT
	1229: ErrDevice, // CONNECTION_INVALID
	1231: ErrDevice, // NETWORK_UNREACHABLE
	1232: ErrDevice, // HOST_UNREACHABLE
	1236: ErrDevice, // CONNECTION_ABORTED
	1311: ErrDevice, // NO_LOGON_SERVERS
	1392: ErrDevice, // FILE_CORRUPT, of the disk
	1393: ErrDevice, // DISK_CORRUPT
	1617: ErrDevice, // DEVICE_REMOVED
	2250: ErrDevice, // NOT_CONNECTED
	4319: ErrDevice, // DEVICE_NOT_AVAILABLE
	4350: ErrDevice, // FILE_OFFLINE

	4:    ErrMemory, // TOO_MANY_OPEN_FILES
	8:    ErrMemory, // NOT_ENOUGH_MEMORY
	14:   ErrMemory, // OUTOFMEMORY
	68:   ErrMemory, // TOO_MANY_NAMES
	1450: ErrMemory, // NO_SYSTEM_RESOURCES
	1451: ErrMemory, // NONPAGED_SYSTEM_RESOURCES
	1452: ErrMemory, // PAGED_SYSTEM_RESOURCES
	1453: ErrMemory, // WORKING_SET_QUOTA
	1454: ErrMemory, // PAGEFILE_QUOTA
	1455: ErrMemory, // COMMITMENT_LIMIT
	1816: ErrMemory, // NOT_ENOUGH_QUOTA

	111: ErrLong, // BUFFER_OVERFLOW
	206: ErrLong, // FILENAME_EXCED_RANGE

	80:   ErrPlace, // FILE_EXISTS
	145:  ErrPlace, // DIR_NOT_EMPTY
	183:  ErrPlace, // ALREADY_EXISTS
	267:  ErrPlace, // DIRECTORY: a file where a folder belongs
	336:  ErrPlace, // DIRECTORY_NOT_SUPPORTED
	1463: ErrPlace, // SYMLINK_CLASS_DISABLED
	1920: ErrPlace, // CANT_ACCESS_FILE
	1921: ErrPlace, // CANT_RESOLVE_FILENAME: links in a ring
	4390: ErrPlace, // NOT_A_REPARSE_POINT
	4392: ErrPlace, // INVALID_REPARSE_DATA
	4393: ErrPlace, // REPARSE_TAG_INVALID

	123: ErrName, // INVALID_NAME
	161: ErrName, // BAD_PATHNAME
}
