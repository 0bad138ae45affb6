package storage

import (
	"errors"
	"syscall"
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
	return windowsKinds[uint32(number)]
}
