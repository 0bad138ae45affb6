package storage

import (
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// KindOf sorts a failure of SQLite or of the system by what a person can do about it: one
// of the errors above, or nil where it is neither, or where nobody can do anything. An
// error that has its kind already keeps it.
func KindOf(err error) error {
	for _, kind := range []error{
		ErrDamaged, ErrFull, ErrReadOnly, ErrMedium, ErrBusy, ErrGone, ErrDevice, ErrMemory, ErrLong, ErrPlace, ErrName, ErrTempDir,
	} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	if code := resultCode(err); code != 0 {
		return sqliteKind(code)
	}
	if kind := systemKind(err); kind != nil {
		return kind
	}
	switch { // those of the library, and of other systems
	case errors.Is(err, fs.ErrPermission):
		return ErrReadOnly
	case errors.Is(err, fs.ErrNotExist):
		return ErrGone
	}
	return nil
}

// sqliteKind is the kind of an extended result code. Without an entry of its own it has
// that of its primary code, which is its lowest byte (https://www.sqlite.org/rescode.html).
func sqliteKind(code int) error {
	if kind, own := sqliteKinds[code]; own {
		return kind
	}
	return sqliteKinds[code&0xff]
}

// sqliteKinds leaves out what is a mistake of ours, as an error in a statement is.
var sqliteKinds = map[int]error{
	sqlite3.SQLITE_CORRUPT: ErrDamaged,
	sqlite3.SQLITE_NOTADB:  ErrDamaged,

	sqlite3.SQLITE_FULL: ErrFull,

	sqlite3.SQLITE_PERM:     ErrReadOnly,
	sqlite3.SQLITE_READONLY: ErrReadOnly,
	sqlite3.SQLITE_AUTH:     ErrReadOnly,

	sqlite3.SQLITE_BUSY:     ErrBusy,
	sqlite3.SQLITE_LOCKED:   ErrBusy,
	sqlite3.SQLITE_PROTOCOL: ErrBusy,
	sqlite3.SQLITE_SCHEMA:   ErrBusy, // changed time and again
	sqlite3.SQLITE_CANTOPEN: ErrBusy, // what else it may be, diagnose finds

	sqlite3.SQLITE_NOMEM: ErrMemory,
	sqlite3.SQLITE_IOERR: ErrDevice,
	sqlite3.SQLITE_NOLFS: ErrDevice,

	sqlite3.SQLITE_READONLY_DBMOVED:   ErrGone,
	sqlite3.SQLITE_CANTOPEN_ISDIR:     ErrPlace,
	sqlite3.SQLITE_CANTOPEN_SYMLINK:   ErrPlace,
	sqlite3.SQLITE_CANTOPEN_NOTEMPDIR: ErrTempDir,
	sqlite3.SQLITE_CANTOPEN_FULLPATH:  ErrGone,
	sqlite3.SQLITE_CANTOPEN_CONVPATH:  ErrName,
	sqlite3.SQLITE_IOERR_SHMSIZE:      ErrFull, // a file could not grow
	sqlite3.SQLITE_IOERR_NOMEM:        ErrMemory,
	sqlite3.SQLITE_IOERR_GETTEMPPATH:  ErrTempDir,
	sqlite3.SQLITE_IOERR_CONVPATH:     ErrName,
	sqlite3.SQLITE_IOERR_ACCESS:       ErrReadOnly,
	sqlite3.SQLITE_IOERR_AUTH:         ErrReadOnly,
	sqlite3.SQLITE_IOERR_DELETE_NOENT: ErrGone,
	sqlite3.SQLITE_IOERR_VNODE:        ErrGone,
	sqlite3.SQLITE_IOERR_BLOCKED:      ErrBusy,
	sqlite3.SQLITE_IOERR_DATA:         ErrDamaged, // a checksum is wrong
	sqlite3.SQLITE_IOERR_IN_PAGE:      ErrDamaged,
	sqlite3.SQLITE_IOERR_CORRUPTFS:    ErrDevice,
}

// resultCode is SQLite's extended result code of err; 0: not an error of SQLite.
func resultCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// byNumber sorts numbers of the system, of which some have two names, by their kind.
func byNumber(sorted ...map[error][]syscall.Errno) map[syscall.Errno]error {
	kinds := map[syscall.Errno]error{}
	for _, some := range sorted {
		for kind, numbers := range some {
			for _, number := range numbers {
				kinds[number] = kind
			}
		}
	}
	return kinds
}
