package app

import (
	"context"
	"errors"
	"time"

	"anpisync/app/credentials"
	"anpisync/reconcile/directory"
)

// Result is what an import has done.
type Result struct {
	ImportID int64 // its line in the history
	Plan     *directory.Plan
	Finished time.Time
}

// errUnchecked is a mistake of the caller: what a stopped import had proposed is nothing to
// write.
var errUnchecked = errors.New("a proposal of a stopped import is applied without Recheck")

// Apply writes what was proposed, in one transaction, or nothing. Problems come back
// as the error. Every guard must be confirmed (*directory.UnconfirmedError otherwise); a
// directory that changed since the proposal was made is storage.ErrStale (I8), and Revise
// makes it anew. A cancelled ctx has an effect until the commit begins.
func (a *App) Apply(ctx context.Context, p *Proposal, confirmed []directory.Confirmation) (*Result, error) {
	unlock, err := a.lock(ctx, p.run.Kind)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return a.apply(ctx, p, confirmed)
}

// apply is Apply. The caller holds the lock.
func (a *App) apply(ctx context.Context, p *Proposal, confirmed []directory.Confirmation) (*Result, error) {
	if p.Plan == nil {
		return nil, p.Problems
	}
	if p.stop != nil {
		return nil, errUnchecked
	}
	if open := directory.Unconfirmed(p.Guards, confirmed); len(open) > 0 {
		return nil, &directory.UnconfirmedError{Guards: open}
	}
	run := p.run
	if p.NeedsInitialPassword() {
		hash, err := credentials.HashPassword(p.request.Secret.InitialPassword)
		if err != nil {
			return nil, err
		}
		run.PasswordHash = hash
	}
	if p.causes != nil {
		var err error
		if run.Settings, err = p.causes(ctx); err != nil {
			return nil, err
		}
	}
	result, err := a.write(ctx, p.Plan, run)
	if err != nil {
		return nil, err
	}
	if a.sample != nil && p.Plan.Read != nil {
		a.sample.nextDay()
	}
	return result, nil
}

// write is the one last step of everything that changes the directory. The caller holds
// the lock.
func (a *App) write(ctx context.Context, plan *directory.Plan, run directory.Run) (*Result, error) {
	run.Numbers = numbersOf
	id, err := a.store.Apply(ctx, plan, run)
	if err != nil {
		return nil, err
	}
	if plan.Read != nil {
		a.dropStopped()
	}
	if err := a.forgetHistory(ctx); err != nil { // the import stands all the same
		a.log.Error("forget history", "error", err)
	}
	if err := a.keepBackup(ctx); err != nil { // as it does without this copy
		a.log.Error("copy", "error", err)
	}
	a.log.Info("applied", "kind", run.Kind, "domain", run.Domain, "import", id,
		"departments", directory.Count(plan.Departments), "users", directory.Count(plan.Users))
	return &Result{ImportID: id, Plan: plan, Finished: time.Now()}, nil
}
