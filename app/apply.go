package app

import (
	"context"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/schedule"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Result is what an import has done.
type Result struct {
	ImportID int64 // its line in the history
	Plan     *directory.Plan
	Finished time.Time
}

// Apply writes what was proposed, in one transaction, or nothing. Problems come back
// as the error. Every guard must be confirmed (*directory.UnconfirmedError otherwise); a directory that changed since
// the proposal was made is storage.ErrStale (I8), and Revise makes it anew.
// A cancelled ctx has an effect until the commit begins.
func (a *App) Apply(ctx context.Context, p *Proposal, confirmed []directory.Confirmation) (*Result, error) {
	unlock, err := a.lock(ctx, p.request.Kind)
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
	if open := directory.Unconfirmed(p.Guards, confirmed); len(open) > 0 {
		return nil, &directory.UnconfirmedError{Guards: open}
	}
	run := p.run()
	if p.NeedsInitialPassword() {
		hash, err := credentials.HashPassword(p.request.Secret.InitialPassword)
		if err != nil {
			return nil, err
		}
		run.PasswordHash = hash
	}
	var err error
	if run.Settings, err = a.settingsWith(ctx, p); err != nil {
		return nil, err
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

// settingsWith are the settings that change with a Proposal: the URL that was read, and
// whether imports without a person hold still (I10).
func (a *App) settingsWith(ctx context.Context, p *Proposal) (map[string]string, error) {
	undone := settingPaused(schedule.CauseUndo)
	switch p.request.Kind {
	case directory.ImportAuto:
		return map[string]string{settingURL: "https://" + p.Plan.Domain}, nil
	case directory.ImportUndo:
		if auto, err := a.AutoSync(ctx); err != nil || !auto.When.Off() {
			return map[string]string{undone: p.started.UTC().Format(time.RFC3339)}, err
		}
	case directory.ImportManual:
		if since, err := a.Setting(ctx, undone); err != nil || since != "" {
			return map[string]string{undone: ""}, err
		}
	}
	return nil, nil // I9
}

// write is the one last step of everything that changes the directory. The caller holds
// the lock.
func (a *App) write(ctx context.Context, plan *directory.Plan, run storage.Run) (*Result, error) {
	run.Numbers = numbersOf
	id, err := a.store.Apply(ctx, plan, run)
	if err != nil {
		return nil, err
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
