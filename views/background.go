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
