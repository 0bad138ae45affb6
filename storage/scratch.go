package storage

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	scratchPrefix = "scratch-"   // begins the name of such a folder
	scratchLock   = "lock"       // in it, held as long as somebody needs it
	scratchTarget = "target"     // in it, perhaps: the path of an unfinished file elsewhere
	besidePrefix  = ".anpisync-" // begins the name of such a file
)

// scratch is a folder for what one call or one Store needs. It is in the data folder,
// since what is in it may be personal: the next start removes what a kill leaves there.
type scratch struct {
	dir  string
	held *flock.Flock
}

// newScratch makes one. Where the data folder is not there or cannot be written, it is
// the system's temporary folder that holds it.
func newScratch(data string) (*scratch, error) {
	dir, err := os.MkdirTemp(data, scratchPrefix)
	if kind := KindOf(err); kind == ErrGone || kind == ErrReadOnly || kind == ErrMedium {
		dir, err = os.MkdirTemp("", "anpisync-"+scratchPrefix)
	}
	if err != nil {
		return nil, err
	}
	s := &scratch{dir, flock.New(filepath.Join(dir, scratchLock), flock.SetPermissions(0o600))}
	if _, err := s.held.TryLock(); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *scratch) path(name string) string { return filepath.Join(s.dir, name) }

// remove leaves to the next start what cannot be removed now: what the folder was for is
// done, or has failed for a reason of its own.
func (s *scratch) remove() { _ = errors.Join(s.held.Close(), removeFolder(s.dir)) }

// removeFolder removes a folder of files, one by one: os.RemoveAll fails under Wine. The
// lock goes last, since a folder without one is taken for one that is being made.
func removeFolder(dir string) error {
	files, err := os.ReadDir(dir)
	for _, f := range files {
		if f.Name() != scratchLock {
			err = errors.Join(err, removeIfThere(filepath.Join(dir, f.Name())))
		}
	}
	if err != nil {
		return err
	}
	return errors.Join(removeIfThere(filepath.Join(dir, scratchLock)), removeIfThere(dir))
}

// tidyScratch removes what nobody needs any more. What cannot be removed, as on a stick
// that is not connected, is tried again at the next start.
func tidyScratch(data string) {
	entries, err := os.ReadDir(data)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), scratchPrefix) {
			_ = abandonScratch(filepath.Join(data, e.Name()))
		}
	}
}

func abandonScratch(dir string) error {
	held := flock.New(filepath.Join(dir, scratchLock), flock.SetFlag(os.O_RDWR))
	free, err := held.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < time.Hour {
			return errors.Join(err, held.Close()) // it is being made
		}
	case err != nil || !free:
		return errors.Join(err, held.Close())
	}
	target, err := os.ReadFile(filepath.Join(dir, scratchTarget))
	if err == nil && strings.HasPrefix(filepath.Base(string(target)), besidePrefix) {
		err = removeIfThere(string(target))
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return errors.Join(err, held.Close())
	}
	return errors.Join(held.Close(), removeFolder(dir))
}

// WriteFile has a file written that a person takes along. It is written beside its place
// first, so that a failure leaves what was there; and noted in the data folder meanwhile,
// so that the next start removes what a kill leaves.
func WriteFile(data, path string, write func(io.Writer) error) error {
	return explain("write "+filepath.Base(path), writeFile(data, path, write))
}

func writeFile(data, path string, write func(io.Writer) error) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), besidePrefix)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		e.Path = filepath.Dir(path) // nobody has chosen the name that it would have had
	}
	if err != nil {
		return err
	}
	word, err := leaveWord(data, file.Name())
	if err != nil {
		return errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err == nil {
		err = takePlace(file.Name(), path)
	}
	if err != nil {
		if left := os.Remove(file.Name()); left != nil {
			return errors.Join(err, left, word.held.Close()) // the next start removes it
		}
	}
	word.remove()
	return err
}

// takePlace puts a file in the place of another. Where a program holds that one open,
// Windows says no more than that it is not allowed.
func takePlace(path, of string) error {
	err := os.Rename(path, of)
	if err == nil || KindOf(err) != ErrReadOnly {
		return err
	}
	file, why := os.OpenFile(of, os.O_WRONLY, 0)
	if why != nil {
		return why
	}
	return errors.Join(fmt.Errorf("%w: %w", ErrBusy, err), file.Close())
}

// leaveWord tells the next start of an unfinished file, until the word is removed.
func leaveWord(data, path string) (word *scratch, err error) {
	s, err := newScratch(data)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(s.path(scratchTarget), []byte(path), 0o600); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// Scratch is a folder for what one call has no room for in memory, until it is removed: the
// next start removes what a kill leaves of it.
func Scratch(data string) (dir string, remove func(), err error) {
	s, err := newScratch(data)
	if err != nil {
		return "", nil, explain("make a folder for what has no room", err)
	}
	return s.dir, s.remove, nil
}
