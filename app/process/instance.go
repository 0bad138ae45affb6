package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"anpisync/storage"
)

// A second start asks the first by a file, which needs no port and no rights.
const (
	claimFile = "window.lock"
	raiseFile = "window.raise"
	raisePoll = 200 * time.Millisecond
	raiseWait = 3 * time.Second
)

// ClaimWindow makes this process the one window of the data folder, until release.
// raise is called, from another goroutine, when a later start asks for the window, at a
// place of it or at none.
// Where there is a window already, it is asked to come to the front: raised is true
// when it did, and the error is a *storage.HeldError when it did not answer.
func ClaimWindow(ctx context.Context, dir string, at Place, raise func(at Place)) (release func(), raised bool, err error) {
	if err := MakeFolder(dir); err != nil {
		return nil, false, err
	}
	claim := flock.New(filepath.Join(dir, claimFile), flock.SetPermissions(0o600))
	held, err := claim.TryLock()
	if err != nil {
		return nil, false, fmt.Errorf("claim the window: %w", err)
	}
	request := filepath.Join(dir, raiseFile)
	if !held {
		raised, err := askToRaise(ctx, request, at)
		return nil, raised, err
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	_ = os.Remove(request) // left by a start that gave up
	go func() {
		defer close(done)
		for sleep(ctx, raisePoll) {
			at, err := os.ReadFile(request)
			if err == nil && os.Remove(request) == nil { // most times there is none
				raise(ParsePlace(string(at)))
			}
		}
	}()
	return func() {
		cancel()
		<-done
		_ = claim.Unlock() // the system lets it go with the process
	}, false, nil
}

func askToRaise(ctx context.Context, request string, at Place) (bool, error) {
	giveUpForeground()
	whole := request + ".new" // it must not be read before the place is in it
	if err := errors.Join(os.WriteFile(whole, []byte(at), 0o600), os.Rename(whole, request)); err != nil {
		return false, fmt.Errorf("ask the open window: %w", err)
	}
	for deadline := time.Now().Add(raiseWait); time.Now().Before(deadline) && sleep(ctx, raisePoll); {
		if _, err := os.Stat(request); errors.Is(err, os.ErrNotExist) {
			return true, nil
		}
	}
	return false, errors.Join(&storage.HeldError{What: storage.WhatWindow}, os.Remove(request))
}

// sleep waits for d and says whether ctx is still going.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
