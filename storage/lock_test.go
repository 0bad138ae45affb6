package storage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestLockSaysWhoHoldsIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	before := time.Now()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	unlock, err := Lock(t.Context(), dir, 0, "manual import")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Lock(t.Context(), dir, 0, "automatic import")
	held, ok := errors.AsType[*HeldError](err)
	if !ok || held.PID != os.Getpid() || held.What != "manual import" || held.Since.Before(before.Add(-time.Second)) {
		t.Errorf("got %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	unlock, err = Lock(t.Context(), dir, 0, "automatic import")
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	for _, name := range []string{lockName, holderName} {
		checkMode(t, filepath.Join(dir, name), 0o600)
	}
}

func TestLockThatCannotSayWhoHoldsItIsNotHeld(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, holderName), 0o700); err != nil {
		t.Fatal(err)
	}
	if unlock, err := Lock(t.Context(), dir, 0, "first"); err == nil || unlock != nil {
		t.Errorf("it is held: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, holderName)); err != nil {
		t.Fatal(err)
	}
	unlock, err := Lock(t.Context(), dir, 0, "second")
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

func TestLockIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Lock(t.Context(), dir, 0, "first")
	if err != nil {
		t.Fatal(err)
	}
	// Whether anybody still wants it is asked once it was found to be held.
	waits, second := make(chan struct{}), make(chan error, 1)
	at := stopAfter(0)
	at.cancel = sync.OnceFunc(func() { close(waits) })
	go func() {
		unlock, err := Lock(at, dir, time.Hour, "second")
		if err == nil {
			err = unlock()
		}
		second <- err
	}()
	select {
	case <-waits:
	case err := <-second:
		t.Fatalf("it was not waited for: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-second; err != nil {
		t.Error(err)
	}
}

func TestWaitingForTheLockCanBeCancelled(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Lock(t.Context(), dir, 0, "first")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Lock(ctx, dir, time.Hour, "second"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestADeadHolderLosesTheLock(t *testing.T) {
	dir := t.TempDir()
	cmd := child("lock", "DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" || err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	_, err = Lock(t.Context(), dir, 0, "parent")
	if held, ok := errors.AsType[*HeldError](err); !ok || held.PID != cmd.Process.Pid || held.What != "child" {
		t.Errorf("got %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // says that it was killed
	unlock, err := Lock(t.Context(), dir, 0, "parent")
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

func init() { children["lock"] = childLock }

func childLock() error {
	if _, err := Lock(context.Background(), os.Getenv("DIR"), 0, "child"); err != nil {
		return err
	}
	fmt.Println("held")
	select {}
}

// Another version may leave something else about who holds the lock.
func TestLockOfAHolderThatCannotBeReadIsHeldByAnother(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Lock(t.Context(), dir, 0, "first")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	for _, text := range []string{"", "{", `{"pid": 7, "what": 8}`} {
		if err := os.WriteFile(filepath.Join(dir, holderName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Lock(t.Context(), dir, 0, "second")
		if held, ok := errors.AsType[*HeldError](err); !ok || *held != (HeldError{}) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
