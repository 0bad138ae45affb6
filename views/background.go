package views

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
)

// inBackground runs work off the window's goroutine and hands its result back to it.
// Nothing is handed back once the window is closing: its widgets may be gone.
func inBackground[T any](w *window, work func(ctx context.Context) (T, error), done func(T, error)) {
	w.jobs.Go(func() {
		result, err := work(w.ctx)
		if w.ctx.Err() != nil {
			return
		}
		fyne.Do(func() { done(result, err) })
	})
}

// tryInBackground is inBackground for what is wanted only where it succeeds: a failure is
// shown.
func tryInBackground[T any](w *window, work func(ctx context.Context) (T, error), done func(T)) {
	inBackground(w, work, func(result T, err error) {
		if err != nil {
			w.fail(err)
			return
		}
		done(result)
	})
}

// newest numbers questions that may be asked anew before they are answered.
type newest int

// askInBackground is tryInBackground for such a question: the newest alone is answered.
func askInBackground[T any](w *window, n *newest, work func(ctx context.Context) (T, error), done func(T)) {
	*n++
	asked := *n
	inBackground(w, work, func(result T, err error) {
		switch {
		case asked != *n:
		case err != nil:
			w.fail(err)
		default:
			done(result)
		}
	})
}

// inBackground is the function of that name for work without a result.
func (w *window) inBackground(work func(ctx context.Context) error, done func(error)) {
	inBackground(w, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) { done(err) })
}

// try is tryInBackground for work without a result; done may be nil.
func (w *window) try(work func(ctx context.Context) error, done func()) {
	w.inBackground(work, func(err error) {
		switch {
		case err != nil:
			w.fail(err)
		case done != nil:
			done()
		}
	})
}

// change runs what changes something kept, and shows the state after it, whether that
// succeeded or not: what a person has ticked meanwhile may not be so.
func (w *window) change(work func(ctx context.Context) error) {
	w.inBackground(work, func(err error) {
		if err != nil {
			w.fail(err)
		}
		w.reload()
	})
}

// latest hands values to the window's goroutine, the newest alone where it is slower
// than they come, so that progress never floods it.
type latest[T any] struct {
	show func(T)

	mu     sync.Mutex
	value  T
	queued bool // show is on its way to the window's goroutine
}

// put may be called from any goroutine.
func (l *latest[T]) put(value T) {
	l.mu.Lock()
	l.value = value
	first := !l.queued
	l.queued = true
	l.mu.Unlock()
	if first {
		fyne.Do(l.take)
	}
}

func (l *latest[T]) take() {
	l.mu.Lock()
	value := l.value
	l.queued = false
	l.mu.Unlock()
	l.show(value)
}
