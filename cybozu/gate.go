package cybozu

import (
	"context"
	"sync"
)

// maxAtOnce is how many requests of a Client are under way together. cybozu.com allows
// 100 to a whole domain, and others want some of them.
const maxAtOnce = 10

// Who needs many requests goes on at a walk: after so many, fewer are under way together.
const (
	swift     = 1000
	maxAtWalk = 4
)

// patience is how many successes a place must bring before there is one more again.
const patience = 4

// gate counts the requests under way. It starts with one, so that a wrong password
// costs one attempt, opens with the first success, halves when the server says that it
// is too much, and recovers slowly; after the first thousand it takes fewer. Once the
// account is refused it stays shut.
type gate struct {
	mu      sync.Mutex
	changed sync.Cond
	limit   int
	inside  int
	entered int
	era     int // how often the limit was halved
	streak  int // successes since the limit moved
	opened  bool
	refused error
}

func newGate() *gate {
	g := &gate{limit: 1}
	g.changed.L = &g.mu
	return g
}

// outcome is what a request says about the next ones.
type outcome int

const (
	nothing outcome = iota
	success
	tooMany
	refusal
)

// enter waits for a place. Who gets one must leave, with the era that it returns.
func (g *gate) enter(ctx context.Context) (era int, err error) {
	stop := context.AfterFunc(ctx, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.changed.Broadcast()
	})
	defer stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.inside >= g.limit && g.refused == nil && ctx.Err() == nil {
		g.changed.Wait()
	}
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case g.refused != nil:
		return 0, g.refused
	}
	g.inside++
	g.entered++
	g.limit = min(g.limit, g.most())
	return g.era, nil
}

// most is how many may be inside together now, if nothing speaks against it.
func (g *gate) most() int {
	if g.entered >= swift {
		return maxAtWalk
	}
	return maxAtOnce
}

// leave gives the place back. err is remembered where the outcome is a refusal.
func (g *gate) leave(era int, o outcome, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	switch o {
	case success:
		g.succeed()
	case tooMany:
		// Those that were under way with the first one to be turned away say nothing new.
		if era == g.era {
			g.era++
			g.limit = max(1, g.limit/2)
			g.streak = 0
		}
	case refusal:
		g.refused = err
	}
	g.changed.Broadcast()
}

func (g *gate) succeed() {
	if !g.opened {
		g.opened = true
		g.limit = g.most()
		return
	}
	g.streak++
	if g.streak >= patience*g.limit && g.limit < g.most() {
		g.limit++
		g.streak = 0
	}
}

// signedIn says whether anything was answered yet.
func (g *gate) signedIn() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.opened
}
