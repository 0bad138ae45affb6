package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"
)

// CheckFolder looks at a data folder, which need not be there, before anything in it is
// opened: what is in the place of a file and is none would be waited for without end. It
// fails with [ErrPlace], and with [ErrLong] where SQLite cannot follow the path.
func CheckFolder(dir string) error { return explain("look into "+dir, checkFolder(dir)) }

func checkFolder(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	longest := filepath.Join(dir, backupsName, backupTime+"-import-9999999.db"+temporary+"-journal")
	if len(longest) > longestPath {
		return fmt.Errorf("%w: %d bytes", ErrLong, len(dir))
	}
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return otherThan(dir, info)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := checkEntry(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// checkEntry leaves alone what does not have a name of ours.
func checkEntry(path string) error {
	name := filepath.Base(path)
	ours := func(begin string) bool { return strings.HasPrefix(name, begin) }
	isFolder := name == backupsName
	if !isFolder && !ours("directory.") && !ours("anpisync.") && !ours("window.") && !ours("crash.") && !ours("stopped.") {
		return nil
	}
	info, err := os.Stat(path) // a link may lead to the right thing
	switch {
	case errors.Is(err, fs.ErrNotExist): // it leads nowhere, or is gone
		return nil
	case err != nil:
		return err
	case isFolder == info.IsDir() && (isFolder || info.Mode().IsRegular()):
		return nil
	}
	return otherThan(path, info)
}

// otherThan is that something else is in the place of a file or folder.
func otherThan(path string, is fs.FileInfo) error {
	return &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("%w: %v", ErrPlace, is.Mode().Type())}
}

// CheckFile fails with [ErrPlace] where a path leads to something else than a file.
func CheckFile(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = otherThan(path, info)
	}
	return explain("open "+filepath.Base(path), err)
}

// diagnose finds out what keeps SQLite from a file, of which it says little more than
// that it could not open it.
func diagnose(path string, err error) error {
	switch resultCode(err) & 0xff {
	case 0:
		if !errors.Is(err, ErrReadOnly) {
			return err
		}
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
	default:
		return err
	}
	if cause := tryFile(path); cause != nil {
		if kind := KindOf(cause); kind != nil {
			return fmt.Errorf("%w: %w: %v", kind, cause, err)
		}
	}
	return err
}

// tryFile does to a file what SQLite does, and leaves it as it is.
func tryFile(path string) error {
	if len(path)+len("-journal") > longestPath {
		return ErrLong
	}
	if err := CheckFile(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	beside, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-*"+temporary)
	if err != nil {
		return err
	}
	_, err = beside.Write(make([]byte, 32<<10)) // as much as its companions need
	if err := errors.Join(err, beside.Close(), os.Remove(beside.Name())); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return file.Close()
}

// Concern is something about a data folder that its owner should know and may change.
type Concern string

const (
	ConcernOpen   Concern = "open"   // other users of this machine can look into it
	ConcernRemote Concern = "remote" // it is on a network drive, where locks do not hold
)

// Concerns looks at a data folder. What cannot be found out is no concern.
func Concerns(dir string) []Concern {
	var found []Concern
	if isOpen(dir) {
		found = append(found, ConcernOpen)
	}
	if isRemote(dir) {
		found = append(found, ConcernRemote)
	}
	return found
}

// isOpen is for systems where a file's mode says who may use it; elsewhere, and where a
// disk knows no modes and every file has all rights, it is left to the system.
func isOpen(dir string) bool {
	if runtime.GOOS == "windows" {
		return false
	}
	for _, path := range []string{dir, filepath.Join(dir, backupsName), filepath.Join(dir, fileName)} {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			return true
		}
	}
	return false
}

// Seclude takes from other users of this machine what they may do in a data folder.
func Seclude(dir string) error {
	var errs []error
	for path, mode := range map[string]fs.FileMode{
		dir: 0o700, filepath.Join(dir, backupsName): 0o700, filepath.Join(dir, fileName): 0o600,
	} {
		if err := os.Chmod(path, mode); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return explain("seclude "+dir, errors.Join(errs...))
}
