package storage

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"anpisync/reconcile/directory"
)

// halfway is a context that somebody cancels after it was asked so often whether they have.
type halfway struct {
	context.Context
	left   atomic.Int64
	cancel func()
}

func stopAfter(n int) *halfway {
	h := &halfway{}
	h.Context, h.cancel = context.WithCancel(context.Background())
	h.left.Store(int64(n))
	return h
}

func (h *halfway) look() {
	if h.left.Add(-1) < 0 {
		h.cancel()
	}
}

func (h *halfway) Done() <-chan struct{} { h.look(); return h.Context.Done() }
func (h *halfway) Err() error            { h.look(); return h.Context.Err() }

// writeMeanwhile is an edit by another process while somebody looks, perhaps on a goroutine
// of the driver's, which no failure may end.
func writeMeanwhile(t *testing.T, other *Store, change func(*directory.Directory)) {
	now, err := other.Load(context.Background())
	if err == nil {
		_, err = other.Apply(context.Background(), planned(now, change), directory.Run{Kind: directory.ImportEdit, Whole: true})
	}
	if err != nil {
		t.Errorf("written meanwhile: %v", err)
	}
}

// Who asks at whatever moment another process writes is told the one before or after, and
// never that the file is damaged.
func TestI8_RevisionIsOfOneMoment(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	other := openIn(t, dir)
	for n := range 150 { // it looks some 100 times
		mustLoad(t, s)
		if err := other.SetSetting(t.Context(), "window", fmt.Sprint(n)); err != nil { // so that it has to look at the data
			t.Fatal(err)
		}
		at := stopAfter(n)
		var mu sync.Mutex // the driver looks on a goroutine of its own, too
		over := false
		at.cancel = sync.OnceFunc(func() {
			mu.Lock()
			defer mu.Unlock()
			if !over {
				writeMeanwhile(t, other, func(d *directory.Directory) {
					d.Users = append(d.Users, directory.User{ID: d.NextUserID, LoginName: fmt.Sprint("new", n), Name: "新人"})
				})
			}
		})
		_, err := s.Revision(at)
		mu.Lock()
		over = true
		mu.Unlock()
		if err != nil {
			t.Fatalf("written at look %d: %v", n, err)
		}
	}
}

// Nor is what is loaded then of two moments.
func TestI8_WhatIsLoadedIsOfOneMomentWheneverOthersWrite(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	other := openIn(t, dir)
	everywhere := func(value string) func(*directory.Directory) {
		return func(d *directory.Directory) {
			for i := range d.Departments {
				d.Departments[i].Name = value
			}
			for i := range d.Users {
				d.Users[i].Memo = value
			}
		}
	}
	edit(t, s, directory.ImportEdit, everywhere("at first"))
	for n := 0; ; n++ {
		at := stopAfter(n)
		var mu sync.Mutex // the driver looks on a goroutine of its own, too
		written, over := false, false
		at.cancel = sync.OnceFunc(func() {
			mu.Lock()
			defer mu.Unlock()
			if !over {
				written = true
				writeMeanwhile(t, other, everywhere(fmt.Sprint("at look ", n)))
			}
		})
		d, err := s.Load(at)
		mu.Lock()
		over = true // nobody writes any more, and nothing is written down
		mu.Unlock()
		if err != nil {
			t.Fatalf("written at look %d: %v", n, err)
		}
		for i := range d.Departments {
			if got, want := d.Departments[i].Name, d.Users[0].Memo; got != want {
				t.Errorf("written at look %d: a department is of the moment %q, a user of %q", n, got, want)
			}
		}
		for i := range d.Users {
			if got, want := d.Users[i].Memo, d.Users[0].Memo; got != want {
				t.Errorf("written at look %d: a user is of the moment %q, another of %q", n, got, want)
			}
		}
		if !written {
			return
		}
	}
}

// Whoever goes on after something was stopped, at whatever moment, finds all as it should be:
// no transaction is left open, on any connection.
func TestStore_GoesOnAfterSomethingWasStoppedAnywhere(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportEdit, office)
	read, written := 0, 0
	for n := 0; read < 3 || written < 3; n++ {
		if n > 2000 {
			t.Fatalf("read %d times, written %d", read, written)
		}
		if _, err := s.Load(stopAfter(n)); err == nil {
			read++
		}
		now := mustLoad(t, s)
		memo := fmt.Sprint("覚え", n)
		_, err := s.Apply(stopAfter(n), planned(now, func(d *directory.Directory) { d.Users[0].Memo = memo }), directory.Run{Kind: directory.ImportEdit, Whole: true})
		if err != nil && strings.Contains(err.Error(), "no transaction is active") { // as where SQLite has rolled back itself
			t.Errorf("stopped after %d: %v", n, err)
		}
		if got := mustLoad(t, s).Users[0].Memo; (err == nil) != (got == memo) {
			t.Errorf("stopped after %d: %q, %v", n, got, err)
		}
		if err == nil {
			written++
		}
	}
}

// Who has given up does not wait for the rest of a long table.
func TestStore_WhoGivesUpWhileRowsComeGetsNoMore(t *testing.T) {
	s, _ := openNew(t)
	conn, err := s.readers.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	came := 0
	err = eachRow(ctx, conn, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n", func([]driver.Value) error {
		if came++; came == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || came != 10 {
		t.Errorf("%d rows came, and %v", came, err)
	}
}
