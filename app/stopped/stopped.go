// Package stopped keeps what an import without a person has stopped at, so that a person
// can look at that very import later: what was read at cybozu.com, in a file of the data
// folder that its owner alone may read. There is one at most, the newest.
//
// It is kept for [Days] and no longer: it holds people's names, and what was true then
// is true no more some day. No secret is in it. It is not for planning (package reconcile),
// nor for deciding what is worth keeping, or whether it still holds (package app).
package stopped

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"anpisync/cybozu"
)

// Days is for how long it is kept.
const Days = 7

// The names in the data folder.
const (
	fileName  = "stopped.json"
	temporary = "stopped.json.tmp" // while it is written
)

// version is that of the file. Another one's is as good as none.
const version = 1

// Stop says what is kept.
type Stop struct {
	ImportID int64     // its line in the history
	Read     time.Time // when cybozu.com was read
}

// head is the first line of the file. What was read is the second: it is long, and seldom
// wanted.
type head struct {
	Version int
	Stop
}

// Keep keeps what was read, in the place of what there was.
func Keep(dir string, s Stop, snapshot *cybozu.Snapshot) (err error) {
	path := filepath.Join(dir, temporary)
	// One that was left there by a crash may have other rights.
	if err := remove(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(path)) }() // there is none once it has its name
	out := bufio.NewWriter(file)
	lines := json.NewEncoder(out)
	if err = errors.Join(lines.Encode(head{version, s}), lines.Encode(snapshot), out.Flush(), file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("keep what was read: %w", err)
	}
	return os.Rename(path, filepath.Join(dir, fileName))
}

// Look says what is kept; nil: nothing is, or it is too old. What cannot be read is an
// error.
func Look(dir string, now time.Time) (*Stop, error) {
	s, _, err := read(dir, now, false)
	return s, err
}

// Load is Look, with what was read.
func Load(dir string, now time.Time) (*Stop, *cybozu.Snapshot, error) { return read(dir, now, true) }

func read(dir string, now time.Time, all bool) (*Stop, *cybozu.Snapshot, error) {
	file, err := os.Open(filepath.Join(dir, fileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer file.Close() // it was only read
	lines := json.NewDecoder(file)
	var h head
	if err := lines.Decode(&h); err != nil {
		return nil, nil, fmt.Errorf("read what was kept: %w", err)
	}
	if h.Version != version || over(h.Read, now) {
		return nil, nil, nil
	}
	if !all {
		return &h.Stop, nil, nil
	}
	snapshot := new(cybozu.Snapshot)
	if err := lines.Decode(snapshot); err != nil {
		return nil, nil, fmt.Errorf("read what was kept: %w", err)
	}
	return &h.Stop, snapshot, nil
}

// over says whether what was read at a time is kept no longer; it may be of a clock that
// went wrong.
func over(read, now time.Time) bool {
	return now.Sub(read) > Days*24*time.Hour || read.Sub(now) > 24*time.Hour
}

// Expire leaves nothing behind of what is too old, cannot be read or was not finished.
func Expire(dir string, now time.Time) error {
	if s, err := Look(dir, now); s != nil && err == nil {
		return nil
	}
	return Drop(dir)
}

// Drop leaves nothing of it behind.
func Drop(dir string) error {
	return errors.Join(remove(filepath.Join(dir, temporary)), remove(filepath.Join(dir, fileName)))
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
