package storage

import (
	"errors"
	"syscall"
)

// System error codes of Windows (winerror.h).
const (
	errorWriteProtect   = syscall.Errno(19)
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
)

func isFull(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}

func isReadOnlyVolume(err error) bool { return errors.Is(err, errorWriteProtect) }
