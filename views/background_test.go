package views

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/cybozu/cybozutest"
)

// A closed window has nothing done in it any more: its widgets may be gone.
func TestBackground_OfAWindowThatHasClosedNothingIsDone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	release := make(chan struct{})
	inBackground(s.window, func(context.Context) (int, error) { <-release; return 1, nil }, func(int, error) { t.Error("something is done") })
	s.cancel()
	close(release)
	s.jobs.Wait()
	if n := len(s.queue); n != 0 {
		t.Errorf("%d things are to be done", n)
	}
}

// Only the newest of several questions is answered, and told where it fails; what fails of a
// change is told too, and the screens say what is so.
func TestBackground_WhatFailsIsTold(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	broken := errors.New("broken")
	answered := ""
	var n newest
	ask := func(answer string, err error) {
		askInBackground(s.window, &n, func(context.Context) (string, error) { return answer, err }, func(text string) { answered += text })
	}
	ask("first", nil)
	ask("second", broken)
	ask("third", nil)
	if s.settle(); answered != "third" || s.dialogs() != "" {
		t.Errorf("answered is %q, and it says %q", answered, s.dialogs())
	}
	told := func(what string) {
		t.Helper()
		s.settle()
		s.expectWords(what, unexpected)
		if got := s.logged(); !strings.HasSuffix(got, "level=ERROR msg=window error=broken\n") {
			t.Errorf("%s: logged is %s", what, got[strings.LastIndex(strings.TrimSpace(got), "\n")+1:])
		}
		s.press(fyne.KeyEscape, 0)
	}
	ask("fourth", broken)
	told("a question that fails")
	done := false
	s.try(func(context.Context) error { return broken }, func() { done = true })
	told("something that is tried")
	tryInBackground(s.window, func(context.Context) (int, error) { return 0, broken }, func(int) { done = true })
	told("something that is tried for its result")
	shown := s.people.model
	s.window.change(func(context.Context) error { return broken })
	told("a change")
	if done || s.people.model == shown {
		t.Errorf("gone on after a failure: %v; shown anew: %v", done, s.people.model != shown)
	}
	s.try(func(context.Context) error { return nil }, func() { done = true })
	s.try(func(context.Context) error { return nil }, nil)
	if s.settle(); !done || s.dialogs() != "" {
		t.Errorf("gone on after a success: %v; it says %q", done, s.dialogs())
	}
}

// Of values that come faster than they are shown, the newest alone is shown.
func TestBackground_OfManyValuesTheNewestIsShown(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	var shown []int
	l := latest[int]{show: func(n int) { shown = append(shown, n) }}
	for n := range 3 {
		l.put(n)
	}
	s.drain()
	l.put(7)
	s.drain()
	if !slices.Equal(shown, []int{2, 7}) {
		t.Errorf("shown are %d", shown)
	}
}
