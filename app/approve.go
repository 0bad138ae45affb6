package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/stopped"
	"anpisync/reconcile/directory"
)

// Stop is an import without a person that has stopped at what a person must decide, and can
// be looked at as it was.
type Stop = stopped.Stop

// Stopped is the newest of them; nil: there is none, it has been settled since, or it was
// too long ago.
func (a *App) Stopped() (*Stop, error) { return stopped.Look(a.dir, time.Now()) }

// keepStopped keeps what a proposal was made from, of which importID is the line in the
// history, where a person can go on from there. Another cybozu.com than the usual one is
// that of somebody who gave a URL, and reads there what it came to.
func (a *App) keepStopped(ctx context.Context, p *Proposal, importID int64, why error) error {
	var problems directory.Problems
	if a.readOnly || !IsStopped(why) && !errors.As(why, &problems) {
		return nil
	}
	host, err := a.savedHost(context.WithoutCancel(ctx))
	if err != nil || host != "" && host != p.request.Host {
		return err
	}
	return stopped.Keep(a.dir, Stop{ImportID: importID, Read: p.snapshot.Read}, p.snapshot)
}

// PrepareStopped proposes what the stopped import had proposed, for the directory as it is
// now, without asking anybody. cybozu.com may say otherwise by now: what it proposes is
// looked at and answered, and what is applied is what Recheck makes of it.
func (a *App) PrepareStopped(ctx context.Context) (*Proposal, error) {
	stop, snapshot, err := stopped.Load(a.dir, time.Now())
	if err != nil {
		return nil, err
	}
	if stop == nil {
		return nil, message.ErrNothingStopped
	}
	unlock, err := a.lock(ctx, directory.ImportManual)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return a.settle(ctx, &Proposal{
		stop: stop, snapshot: snapshot, gone: map[goneID]bool{}, causes: a.clearedUndo,
		request: Request{Kind: directory.ImportManual, Host: snapshot.Host},
		run:     directory.Run{Kind: directory.ImportManual, StartedAt: time.Now(), Domain: string(snapshot.Host)},
	}, nil)
}

// Stopped says what stopped import the proposal is of; nil: cybozu.com was asked.
func (p *Proposal) Stopped() *Stop { return p.stop }

// Recheck reads cybozu.com again, with the credentials that are saved, and makes of a
// proposal of PrepareStopped one that can be applied, with the same answers. Its Shifted
// says whether it is another than was looked at.
func (a *App) Recheck(ctx context.Context, p *Proposal, progress func(Progress)) (*Proposal, error) {
	r := p.request
	var err error
	if r.Secret, err = a.keyring.Load(ctx, r.Host); err != nil {
		return nil, a.failed(ctx, p.run, err)
	}
	r.Save = true // they stay saved
	fresh, unlock, err := a.prepare(ctx, r, p.Choices, progress)
	if err != nil {
		return nil, err
	}
	unlock()
	fresh.Shifted = shifted(p, fresh)
	return fresh, nil
}

// shifted is in what two proposals differ; nil: in nothing that a person has looked at.
func shifted(before, after *Proposal) *browse.Shift {
	preview := func(p *Proposal) *browse.Preview {
		if p.Plan == nil {
			return browse.BuildPreview(new(directory.Plan), p.Directory)
		}
		return browse.BuildPreview(p.Plan, p.Directory)
	}
	shift := browse.Compare(preview(before), preview(after))
	sameGuards := slices.EqualFunc(before.Guards, after.Guards, func(a, b directory.Guard) bool {
		return a.Kind == b.Kind && a.Count == b.Count && a.Of == b.Of && a.Held == b.Held
	})
	if shift.Empty() && sameGuards && (before.Plan == nil) == (after.Plan == nil) && len(before.Problems) == len(after.Problems) {
		return nil
	}
	return shift
}

// LacksInitialPassword says whether there is none for the users who would be created (I3).
func (p *Proposal) LacksInitialPassword() bool {
	return p.NeedsInitialPassword() && p.request.Secret.InitialPassword == ""
}

// WithInitialPassword is the proposal with one, or the *credentials.PasswordError that says
// what is wrong with it.
func (p *Proposal) WithInitialPassword(password string) (*Proposal, error) {
	if err := credentials.CheckInitialPassword(password); err != nil {
		return nil, err
	}
	given := *p
	given.request.Secret.InitialPassword = password
	return &given, nil
}

// dropStopped drops what a stopped import has left: there was one that succeeded, or the
// history is another. That stands all the same where it fails.
func (a *App) dropStopped() {
	if err := stopped.Drop(a.dir); err != nil {
		a.log.Error("stopped", "error", err)
	}
}
