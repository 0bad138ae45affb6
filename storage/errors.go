package storage

import (
	"errors"
	"fmt"
	"io/fs"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a caller can tell apart with errors.Is. The cause is kept below it.
var (
	ErrStale    = errors.New("the directory has changed since it was read") // I8
	ErrRestless = errors.New("the directory keeps changing")                // I8, without a person
	ErrNewer    = errors.New("the directory was written by a newer version")
	ErrDamaged  = errors.New("the file is damaged")
	ErrMissing  = fmt.Errorf("%w: it is not there", ErrDamaged)
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("the file or its folder cannot be written")
	ErrBusy     = errors.New("another program is writing to the directory")
	ErrUndone   = errors.New("it has been taken back already")               // I10
	ErrNoRecord = errors.New("the history does not hold all of it any more") // I10
	ErrNoBackup = errors.New("there is no copy of that time")
	ErrBackup   = errors.New("the copy is damaged")
	ErrForeign  = errors.New("the file is not one of this program")
	ErrArchive  = errors.New("the archive is damaged or cannot be read")
)

// explain puts what was being done, and the kind of failure where there is one of
// ours, in front of err.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	kind := kindOf(err)
	if kind == nil || errors.Is(err, kind) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, kind, err)
}

func kindOf(err error) error {
	if code := resultCode(err); code != 0 {
		switch code {
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return ErrDamaged
		case sqlite3.SQLITE_FULL:
			return ErrFull
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return ErrReadOnly
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return ErrBusy
		}
		return nil
	}
	switch {
	case isFull(err):
		return ErrFull
	case errors.Is(err, fs.ErrPermission), isReadOnlyVolume(err):
		return ErrReadOnly
	}
	return nil
}

// resultCode is SQLite's primary result code of err; 0: not an error of SQLite.
func resultCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
