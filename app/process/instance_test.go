package process

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"anpisync/storage"
)

func TestLaterStartAsksTheWindowForAPlace(t *testing.T) {
	dir := t.TempDir()
	asked := make(chan Place, 1)
	release, raised, err := ClaimWindow(t.Context(), dir, "", func(at Place) { asked <- at })
	if err != nil || raised {
		t.Fatalf("raised %v, %v", raised, err)
	}
	defer release()
	for _, at := range []Place{PlaceConnect, ""} {
		_, raised, err := ClaimWindow(context.Background(), dir, at, nil)
		if err != nil || !raised {
			t.Fatalf("at %q: raised %v, %v", at, raised, err)
		}
		if got := <-asked; got != at {
			t.Errorf("the window is asked for %q, want %q", got, at)
		}
	}
}

// A window that hangs does not keep whoever starts the program waiting, and a request that it
// did not see does not wait for the next one.
func TestLaterStartIsToldOfAWindowThatDoesNotAnswer(t *testing.T) {
	dir := t.TempDir()
	hung := flock.New(filepath.Join(dir, claimFile))
	if held, err := hung.TryLock(); err != nil || !held {
		t.Fatal(held, err)
	}
	defer func() { _ = hung.Close() }()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		time.AfterFunc(raisePoll, func() {
			if info, err := os.Stat(filepath.Join(dir, raiseFile)); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
				t.Errorf("the request is %v, %v", info, err)
			}
		})
		release, raised, err := ClaimWindow(t.Context(), dir, PlaceHistory, nil)
		var held *storage.HeldError
		if release != nil || raised || !errors.As(err, &held) || held.What != storage.WhatWindow {
			t.Errorf("raised %v, %v", raised, err)
		}
		if waited := time.Since(began); waited != raiseWait {
			t.Errorf("waited for %v", waited)
		}
	})
	for _, name := range []string{raiseFile, raiseFile + ".new"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s stays: %v", name, err)
		}
	}
	if release, raised, err := ClaimWindow(t.Context(), filepath.Join(dir, claimFile), "", nil); release != nil || raised || err == nil {
		t.Errorf("in a file: %v", err)
	}
}

func TestWindowIsAskedOnceForEachStartAndNoMoreWhenItIsClosed(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, raiseFile), []byte("history"), 0o600); err != nil { // of a start that gave up
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		release, _, err := ClaimWindow(t.Context(), dir, "", func(Place) { asked.Add(1) })
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * raisePoll)
		if err := os.Mkdir(filepath.Join(dir, raiseFile), 0o700); err != nil { // which is no request
			t.Fatal(err)
		}
		time.Sleep(5 * raisePoll)
		if asked := asked.Load(); asked != 0 {
			t.Errorf("asked %d times by a start of long ago, or by a folder", asked)
		}
		if err := os.Remove(filepath.Join(dir, raiseFile)); err != nil {
			t.Fatal(err)
		}
		if _, raised, err := ClaimWindow(t.Context(), dir, "", nil); err != nil || !raised {
			t.Errorf("raised %v, %v", raised, err)
		}
		time.Sleep(5 * raisePoll)
		if asked := asked.Load(); asked != 1 {
			t.Errorf("asked %d times by one start", asked)
		}
		release()
		next, raised, err := ClaimWindow(t.Context(), dir, "", nil)
		if err != nil || raised {
			t.Fatalf("the next window: raised %v, %v", raised, err)
		}
		next()
	})
}

// Where the data folder does not let the window be claimed or asked, that is told.
func TestStartThatCanNeitherClaimNorAskIsTold(t *testing.T) {
	block := func(path string) {
		if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	says := func(dir, want string) {
		t.Helper()
		release, raised, err := ClaimWindow(t.Context(), dir, "", nil)
		if release != nil || raised || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("raised %v, %v, want %s", raised, err, want)
		}
	}
	dir := t.TempDir()
	block(filepath.Join(dir, claimFile))
	says(dir, "look into "+dir+": open "+filepath.Join(dir, claimFile)+": ")
	dir = t.TempDir()
	release, _, err := ClaimWindow(t.Context(), dir, "", func(Place) {})
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	block(filepath.Join(dir, raiseFile))
	says(dir, "look into "+dir+": open "+filepath.Join(dir, raiseFile)+": ")
}
