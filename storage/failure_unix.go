//go:build unix

package storage

import (
	"errors"
	"syscall"
)

// longestPath is what SQLite takes on these systems, in bytes (MAX_PATHNAME of its
// os_unix.c).
const longestPath = 512

// systemKind is the kind of an error of the system; nil: it is none, or of no kind.
func systemKind(err error) error {
	number, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return nil
	}
	return errnoKinds[number]
}

// errnoKinds leaves out what a mistake of ours alone leads to, as EBADF and EFAULT.
var errnoKinds = byNumber(linuxKinds, map[error][]syscall.Errno{
	ErrFull:     {syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EOVERFLOW},
	ErrReadOnly: {syscall.EPERM, syscall.EACCES},
	ErrMedium:   {syscall.EROFS},
	ErrBusy:     {syscall.EBUSY, syscall.ETXTBSY, syscall.EAGAIN, syscall.EDEADLK},
	ErrGone:     {syscall.ENOENT, syscall.ESTALE},
	ErrDevice: {
		syscall.EIO, syscall.ENXIO, syscall.ENODEV, syscall.ENOTBLK,
		// A disk, often of the network, that lacks what we need: locks, links, renaming.
		syscall.ENOLCK, syscall.EOPNOTSUPP, syscall.ENOTSUP, syscall.ENOSYS, syscall.EXDEV, syscall.EMLINK,
		// A network drive that is away.
		syscall.EREMOTE, syscall.ETIMEDOUT, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.EHOSTUNREACH,
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.ENOTCONN, syscall.ESHUTDOWN, syscall.EPIPE,
	},
	ErrMemory: {syscall.ENOMEM, syscall.ENOBUFS, syscall.EMFILE, syscall.ENFILE},
	ErrLong:   {syscall.ENAMETOOLONG},
	ErrPlace:  {syscall.ENOTDIR, syscall.EISDIR, syscall.ELOOP, syscall.EEXIST, syscall.ENOTEMPTY, syscall.ESPIPE},
	ErrName:   {syscall.EILSEQ, syscall.EINVAL},
})
