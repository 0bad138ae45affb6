//go:build unix

package storage

import (
	"errors"
	"syscall"
)

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func isReadOnlyVolume(err error) bool { return errors.Is(err, syscall.EROFS) }
