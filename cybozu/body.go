package cybozu

import (
	"context"
	"errors"
	"io"
	"time"
)

var (
	errSilent   = errors.New("the server was silent for too long")
	errSlow     = errors.New("the server is too slow to ever end")
	errTooLarge = errors.New("the answer is larger than any can be")
)

// leastPace is how many bytes must come within two times the longest silence: a
// hundredth of what the slowest line of an office brings.
const leastPace = 1 << 10

// body is the body of an answer: watched, limited, and its own failures told from those
// of what it holds.
type body struct {
	from   io.Reader
	watch  *silence
	left   int64
	broken error

	waited time.Duration // since the pace was looked at
	got    int           // bytes meanwhile
}

func (b *body) Read(p []byte) (n int, err error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	began := time.Now()
	b.watch.start()
	n, err = b.from.Read(p)
	b.watch.stop()
	b.left -= int64(n)
	if err == nil {
		err = b.keepPace(n, time.Since(began))
	}
	if err != nil && err != io.EOF {
		b.broken = err
	}
	return n, err
}

// keepPace fails where too little has come in too long a time.
func (b *body) keepPace(n int, took time.Duration) error {
	b.got += n
	if b.waited += took; b.waited < 2*b.watch.limit {
		return nil
	}
	if b.got < leastPace {
		return errSlow
	}
	b.got, b.waited = 0, 0
	return nil
}

// silence ends a request when the server has been waited for too long without a byte.
// Time that passes elsewhere, as in decoding, does not count.
type silence struct {
	timer  *time.Timer
	limit  time.Duration
	cancel context.CancelCauseFunc
}

func watchSilence(parent context.Context, limit time.Duration) (context.Context, *silence) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(limit, func() { cancel(errSilent) })
	timer.Stop()
	return ctx, &silence{timer, limit, cancel}
}

func (s *silence) start() { s.timer.Reset(s.limit) }
func (s *silence) stop()  { s.timer.Stop() }

func (s *silence) end() {
	s.timer.Stop()
	s.cancel(nil)
}
