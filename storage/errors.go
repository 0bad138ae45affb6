package storage

import (
	"errors"
	"fmt"
)

// What a caller can tell apart with errors.Is. The cause is kept below it.
var (
	ErrStale     = errors.New("the directory has changed since it was read") // I8
	ErrRestless  = errors.New("the directory keeps changing")                // I8, without a person
	ErrNewer     = errors.New("the directory was written by a newer version")
	ErrDamaged   = errors.New("the file is damaged")
	ErrMissing   = fmt.Errorf("%w: it is not there", ErrDamaged)
	ErrOtherFile = errors.New("the file is another than was looked at")
	ErrUndone    = errors.New("it has been taken back already")               // I10
	ErrNoRecord  = errors.New("the history does not hold all of it any more") // I10
	ErrNoBackup  = errors.New("there is no copy of that time")
	ErrBackup    = errors.New("the copy is damaged")
	ErrForeign   = errors.New("the file is not one of this program")
	ErrArchive   = errors.New("the archive is damaged or cannot be read")

	ErrSealed     = errors.New("the archive is protected by a passphrase")
	ErrPassphrase = errors.New("the passphrase of the archive is wrong")

	// What a disk, the system or another program does not let be done; see KindOf.
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("the file or its folder cannot be written")
	ErrMedium   = errors.New("the disk is write-protected")
	ErrBusy     = errors.New("another program is using the file")
	ErrGone     = errors.New("the file or its folder is not there any more")
	ErrDevice   = errors.New("the disk or the way to it fails")
	ErrMemory   = errors.New("the system is out of memory or handles")
	ErrLong     = errors.New("the path is too long")
	ErrPlace    = errors.New("the file or folder is not of the kind that it should be")
	ErrName     = errors.New("the path has a character that the disk does not take")
	ErrTempDir  = errors.New("there is no place for temporary files")
)

// explain puts what was being done, and the kind of failure where there is one of
// ours, in front of err.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	kind := KindOf(err)
	if kind == nil || errors.Is(err, kind) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, kind, err)
}
