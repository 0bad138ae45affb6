package storage

import (
	"context"
	"fmt"
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
		at.cancel = sync.OnceFunc(func() {
			edit(t, other, directory.ImportEdit, func(d *directory.Directory) {
				d.Users = append(d.Users, directory.User{ID: d.NextUserID, LoginName: fmt.Sprint("new", n), Name: "新人"})
			})
		})
		if _, err := s.Revision(at); err != nil {
			t.Fatalf("written at look %d: %v", n, err)
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
		if got := mustLoad(t, s).Users[0].Memo; (err == nil) != (got == memo) {
			t.Errorf("stopped after %d: %q, %v", n, got, err)
		}
		if err == nil {
			written++
		}
	}
}
