package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockName   = "anpisync.lock"
	holderName = "anpisync.lock.json" // beside it: Windows lets nobody read a locked file
	lockRetry  = 50 * time.Millisecond
)

// WhatWindow is what a holder does that has a window open; others name the kind of
// their import.
const WhatWindow = "window"

// HeldError says who holds the lock.
type HeldError struct {
	PID   int       `json:"pid"`  // 0: unknown
	What  string    `json:"what"` // what the holder is doing, in its own words
	Since time.Time `json:"since"`
}

func (e *HeldError) Error() string {
	if e.PID == 0 {
		return "the lock is held by another process"
	}
	return fmt.Sprintf("the lock is held by process %d (%s) since %s", e.PID, e.What, e.Since.Format(time.RFC3339))
}

// Lock keeps every other process, and every other caller in this one, from importing
// into the directory in dir until unlock. It waits up to wait for the holder, then
// fails with a [*HeldError]. what tells others what the lock is held for. A process
// that dies loses the lock. The folder must be there: one that was deleted does not come
// back as an empty one.
func Lock(ctx context.Context, dir string, wait time.Duration, what string) (unlock func() error, err error) {
	unlock, err = lock(ctx, dir, wait, HeldError{PID: os.Getpid(), What: what, Since: time.Now().UTC()})
	return unlock, explain("lock "+dir, err)
}

func lock(ctx context.Context, dir string, wait time.Duration, holder HeldError) (func() error, error) {
	file := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	if err := acquire(ctx, file, wait); err != nil {
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			err = heldBy(dir)
		}
		return nil, errors.Join(err, file.Close())
	}
	if err := writeHolder(dir, holder); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file.Close, nil
}

// acquire fails with [context.DeadlineExceeded] when somebody else still holds the
// lock after wait.
func acquire(ctx context.Context, file *flock.Flock, wait time.Duration) error {
	if free, err := file.TryLock(); free || err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	_, err := file.TryLockContext(ctx, lockRetry)
	return err
}

// writeHolder leaves a file that means nothing once the lock is free again.
func writeHolder(dir string, holder HeldError) error {
	text, err := json.Marshal(holder)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, holderName), text, 0o600)
}

// heldBy reads who holds the lock. A holder that has not said so yet is unknown.
func heldBy(dir string) error {
	holder := &HeldError{}
	text, err := os.ReadFile(filepath.Join(dir, holderName))
	if err != nil || json.Unmarshal(text, holder) != nil {
		return &HeldError{}
	}
	return holder
}
