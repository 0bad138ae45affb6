package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Request is what an import needs to know from a person or the keyring.
type Request struct {
	Kind   directory.ImportKind // ImportManual or ImportAuto
	Host   Host
	Secret credentials.Secret
	Save   bool // keep the Secret in the keyring once the server has accepted it

	// SaveFailed is called, perhaps after the import has ended, when the keyring did
	// not do as Save says. May be nil.
	SaveFailed func(error)
}

// Progress is how far an import is. It is reported from one goroutine at a time.
type Progress = cybozu.Progress

// Proposal is what an import would do, for a person to look at. It is a value that
// does not change: an answer makes another one (Revise).
type Proposal struct {
	Plan     *directory.Plan // nil where there are Problems
	Problems directory.Problems
	Guards   []directory.Guard // what must be confirmed
	Choices  directory.Choices // the answers it was made with

	Directory *directory.Directory // what it would change
	Shifted   *browse.Shift        // in what it differs from the one that was looked at (Recheck); nil: in nothing
	Undoes    *directory.Import    // to go back to before it; nil: that is not what it is
	Service   *format.Reading      // what a file of another service says; nil: it is none

	run    directory.Run // what its line in the history begins with
	again  revising
	causes func(context.Context) (map[string]string, error) // the settings that change with it; nil: none

	// Of what was read at cybozu.com.
	request  Request
	client   *cybozu.Client
	snapshot *cybozu.Snapshot
	stop     *Stop           // what was kept it is of: nobody is asked (PrepareStopped)
	gone     map[goneID]bool // asked for by id and not there (I6)
}

// revising makes a Proposal anew, as whoever has made it knows, with other answers.
type revising func(context.Context, directory.Choices, func(Progress)) (*Proposal, error)

type goneID struct {
	kind directory.RecordKind
	id   cybozu.ID
}

// rounds is how often lists that shift while they are read are read (I6), and how often
// it is planned again without a person what has changed before it was written (I8).
const rounds = 3

// Prepare reads cybozu.com and the directory and proposes what to do. Nothing is
// written but, where it fails, a line of the history, and for a person the URL and
// the credentials once the server has accepted them.
func (a *App) Prepare(ctx context.Context, r Request, progress func(Progress)) (*Proposal, error) {
	p, unlock, err := a.prepare(ctx, r, nil, progress)
	if err != nil {
		return nil, err
	}
	unlock()
	return p, nil
}

// prepare is Prepare with answers, and holds the lock until unlock.
func (a *App) prepare(ctx context.Context, r Request, c directory.Choices, progress func(Progress)) (settled *Proposal, unlock func(), err error) {
	p := &Proposal{
		Choices: c, request: r, gone: map[goneID]bool{}, causes: a.clearedUndo,
		run: directory.Run{Kind: r.Kind, StartedAt: time.Now(), Domain: string(r.Host)},
	}
	if r.Kind == directory.ImportAuto {
		p.causes = func(context.Context) (map[string]string, error) {
			return map[string]string{settingURL: r.Host.URL()}, nil
		}
	}
	if p.client, err = a.connect(r); err != nil {
		return nil, nil, a.failed(ctx, p.run, err)
	}
	defer p.client.Close()
	if unlock, err = a.lock(ctx, r.Kind); err != nil {
		return nil, nil, a.failed(ctx, p.run, err)
	}
	if settled, err = a.read(ctx, p, progress); err != nil {
		unlock()
		return nil, nil, a.failed(ctx, p.run, err)
	}
	return settled, unlock, nil
}

func (a *App) connect(r Request) (*cybozu.Client, error) {
	return cybozu.NewClient(r.Host, cybozu.Credentials{
		Login: r.Secret.Login, Password: r.Secret.Password,
		BasicUser: r.Secret.BasicUser, BasicPassword: r.Secret.BasicPassword,
		Token: r.Secret.APIToken,
	}, a.cybozu)
}

// read settles p, and remembers what the server says of the login.
func (a *App) read(ctx context.Context, p *Proposal, progress func(Progress)) (*Proposal, error) {
	r := p.request
	if r.Kind == directory.ImportAuto { // an undo may have been what the lock was held for
		if err := a.paused(ctx); err != nil {
			return nil, err
		}
	}
	accepted := false
	settled, err := a.settle(ctx, p, func(now Progress) {
		accepted = accepted || now.Phase != cybozu.PhaseSignIn
		if progress != nil {
			progress(now)
		}
	})
	if accepted && r.Kind == directory.ImportManual && !a.readOnly {
		err = errors.Join(err, a.remember(ctx, r))
	}
	return settled, err
}

// Revise makes a proposal anew: with other answers, or with the same where the directory
// has changed since (I8). What was read at cybozu.com is read again only if the answers
// lead to deletions that cybozu.com contradicts (I6); a file is.
func (a *App) Revise(ctx context.Context, p *Proposal, c directory.Choices, progress func(Progress)) (*Proposal, error) {
	return p.again(ctx, c, progress)
}

// reread is Revise of what was read at cybozu.com.
func (a *App) reread(ctx context.Context, p *Proposal, c directory.Choices, progress func(Progress)) (*Proposal, error) {
	unlock, err := a.lock(ctx, p.run.Kind)
	if err != nil {
		return nil, err
	}
	defer unlock()
	revised, err := a.revise(ctx, p, c, progress)
	if IsCancelled(err) {
		return nil, err // p is still there to be looked at
	}
	if err != nil {
		return nil, a.failed(ctx, p.run, err)
	}
	return revised, nil
}

// revise is reread that leaves no line in the history. The caller holds the lock.
func (a *App) revise(ctx context.Context, p *Proposal, c directory.Choices, progress func(Progress)) (*Proposal, error) {
	revised := *p
	revised.Choices, revised.Shifted = c, nil
	revised.gone = maps.Clone(p.gone)
	return a.settle(ctx, &revised, progress)
}

// settle plans p until cybozu.com and the plan agree on what is gone (I6, D10). A login that
// is refused on the way holds imports without a person still.
func (a *App) settle(ctx context.Context, p *Proposal, progress func(Progress)) (settled *Proposal, err error) {
	defer func() {
		if cybozu.Refused(err) && p.request.Kind == directory.ImportAuto {
			err = errors.Join(err, a.pauseLogin(ctx))
		}
	}()
	p.again = func(ctx context.Context, c directory.Choices, progress func(Progress)) (*Proposal, error) {
		return a.reread(ctx, p, c, progress)
	}
	for round := 1; ; round++ {
		if p.snapshot == nil {
			if err := a.recall(ctx, p); err != nil {
				return nil, err
			}
			if p.snapshot, err = p.client.Fetch(ctx, progress); err != nil {
				return nil, err
			}
		}
		if p.Directory, err = a.store.Load(ctx); err != nil {
			return nil, err
		}
		p.Plan, p.Problems = reconcile.Import(p.Directory, p.snapshot, p.Choices)
		shifted := slices.ContainsFunc(p.Problems, func(q directory.Problem) bool { return q.Kind.Shifts() })
		if p.stop != nil { // Recheck asks
			return a.guard(ctx, p)
		}
		if p.Plan != nil {
			if shifted, err = p.contradicted(ctx, progress); err != nil {
				return nil, err
			}
		}
		switch {
		case !shifted, p.Plan == nil && round == rounds: // problems that stay are for a person
			return a.guard(ctx, p)
		case round == rounds:
			return nil, &cybozu.Error{Kind: cybozu.KindShifted}
		}
		p.snapshot = nil
	}
}

// recall tells the reader what the last import has read (M5).
func (a *App) recall(ctx context.Context, p *Proposal) error {
	d, err := a.store.Load(ctx)
	if err != nil || d.Domain != p.run.Domain {
		return err
	}
	organization := make(map[int64]cybozu.ID, len(d.Departments))
	for _, dep := range d.Departments {
		if dep.Linked() {
			organization[dep.ID] = cybozu.ID(dep.CybozuID)
		}
	}
	last := make(map[cybozu.ID][]cybozu.ID, len(d.Users))
	for _, u := range d.Users {
		if !u.Linked() {
			continue
		}
		in := make([]cybozu.ID, 0, len(u.Departments))
		for _, id := range u.Departments {
			if o, linked := organization[id]; linked {
				in = append(in, o)
			}
		}
		last[cybozu.ID(u.CybozuID)] = in
	}
	p.client.Recall(last)
	return nil
}

// contradicted asks cybozu.com for what the plan would delete, and says whether any
// of it still exists.
func (p *Proposal) contradicted(ctx context.Context, progress func(Progress)) (bool, error) {
	var organizations, users []cybozu.ID
	for _, c := range p.Plan.Departments {
		if c.Action == directory.Delete && c.Reason != directory.ReasonExcluded {
			organizations = p.unasked(organizations, directory.KindDepartment, c.Before.CybozuID)
		}
	}
	for _, c := range p.Plan.Users {
		if c.Leaves() && !c.For(directory.ReasonExcluded) {
			users = p.unasked(users, directory.KindUser, c.Before.CybozuID)
		}
	}
	if len(organizations)+len(users) == 0 {
		return false, nil
	}
	if progress != nil {
		progress(Progress{Phase: cybozu.PhaseVerify})
	}
	stillOrganizations, stillUsers, err := p.client.StillThere(ctx, organizations, users)
	if err != nil {
		return false, err
	}
	if len(stillOrganizations)+len(stillUsers) > 0 {
		return true, nil
	}
	hidden, err := p.hidden(ctx, organizations)
	if err != nil {
		return false, err
	}
	if len(hidden) > 0 {
		p.hide(hidden)
		organizations = slices.DeleteFunc(organizations, func(id cybozu.ID) bool { return slices.Contains(hidden, id) })
	}
	for _, id := range organizations {
		p.gone[goneID{directory.KindDepartment, id}] = true
	}
	for _, id := range users {
		p.gone[goneID{directory.KindUser, id}] = true
	}
	return false, nil
}

// askedOfEach is how many members are asked whether a department is gone or hidden.
const askedOfEach = 2

// hidden are those of the organizations, which neither a list nor their id shows, that
// members here still name: they are hidden from the account, not gone (M5).
func (p *Proposal) hidden(ctx context.Context, organizations []cybozu.ID) ([]cybozu.ID, error) {
	if p.snapshot.SeesAll || len(organizations) == 0 {
		return nil, nil
	}
	logins := map[directory.CybozuID]string{}
	for _, u := range p.snapshot.Users {
		logins[directory.CybozuID(u.ID)] = u.Code
	}
	department := map[int64]cybozu.ID{}
	for _, d := range p.Directory.Departments {
		if id := cybozu.ID(d.CybozuID); id != 0 && slices.Contains(organizations, id) {
			department[d.ID] = id
		}
	}
	asked := map[cybozu.ID]int{}
	members := map[string]bool{}
	for _, u := range p.Directory.Users {
		login, listed := logins[u.CybozuID]
		for _, in := range u.Departments {
			if id := department[in]; listed && id != 0 && asked[id] < askedOfEach {
				asked[id]++
				members[login] = true
			}
		}
	}
	named, err := p.client.OrganizationsOf(ctx, slices.Sorted(maps.Keys(members)))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(named, func(id cybozu.ID) bool { return !slices.Contains(organizations, id) }), nil
}

// hide plans anew from a snapshot that has these organizations hidden.
func (p *Proposal) hide(organizations []cybozu.ID) {
	snapshot := *p.snapshot
	snapshot.HiddenOrganizations = slices.Compact(slices.Sorted(slices.Values(slices.Concat(snapshot.HiddenOrganizations, organizations))))
	p.snapshot = &snapshot
	p.Plan, p.Problems = reconcile.Import(p.Directory, p.snapshot, p.Choices)
}

func (p *Proposal) unasked(ids []cybozu.ID, kind directory.RecordKind, id directory.CybozuID) []cybozu.ID {
	if p.gone[goneID{kind, cybozu.ID(id)}] {
		return ids
	}
	return append(ids, cybozu.ID(id))
}

func (a *App) guard(ctx context.Context, p *Proposal) (*Proposal, error) {
	p.Guards = nil
	if p.Plan != nil {
		settings, err := a.Settings(ctx)
		if err != nil {
			return nil, err
		}
		p.Guards = reconcile.Guards(p.Plan, settings.Thresholds)
	}
	return p, nil
}

// NeedsInitialPassword says whether the plan creates users who get the initial password
// of the import; those of a file or an older state bring their own, or none.
func (p *Proposal) NeedsInitialPassword() bool {
	return p.Plan != nil && p.Plan.Read != nil && slices.ContainsFunc(p.Plan.Users, func(c directory.Change[directory.User]) bool {
		return c.Action == directory.Create
	})
}

// propose makes a Proposal that asks nothing of cybozu.com: of a plan for the directory
// as it is now.
func (a *App) propose(ctx context.Context, run directory.Run, plan func(now *directory.Directory) (*directory.Plan, error), again revising) (*Proposal, error) {
	run.StartedAt = time.Now()
	unlock, err := a.lock(ctx, run.Kind)
	if err != nil {
		return nil, err
	}
	defer unlock()
	p := &Proposal{run: run, again: again}
	if p.Directory, err = a.store.Load(ctx); err != nil {
		return nil, err
	}
	if p.Plan, err = plan(p.Directory); err != nil {
		return nil, err
	}
	return a.guard(ctx, p)
}

// Abandon ends an import that a person or a guard has stopped: a line of the history
// that says why. Its error is that the line could not be written.
// One of PrepareStopped was looked at and nothing more: it leaves none, and stays.
func (a *App) Abandon(p *Proposal, why error) error {
	if p.stop != nil {
		return nil
	}
	_, err := a.record(p.run, why)
	return err
}

// failed is why, once the history has its line.
func (a *App) failed(ctx context.Context, run directory.Run, why error) error {
	why = inTime(ctx, why)
	_, err := a.record(run, why)
	return errors.Join(why, err)
}

// record writes the history's line for what was not written, even though the context of
// the import may have ended: the line is what tells that it has.
// It gives the id of the line; 0: there is none.
func (a *App) record(run directory.Run, why error) (importID int64, err error) {
	level := slog.LevelError
	if IsCancelled(why) {
		level = slog.LevelInfo // as a person wanted it
	}
	a.log.Log(context.Background(), level, "import", "kind", run.Kind, "domain", run.Domain, "error", why)
	if run.Kind == directory.ImportEdit {
		return 0, nil // only edits that were made are in the history
	}
	text := message.Of(why)
	told := text.Summary
	if run.Kind == directory.ImportAuto {
		told = text.Line() // nobody was there to read what to do
	}
	if run.Kind == directory.ImportCSV {
		told = message.OfFile(run.Message, told)
	}
	importID, err = a.store.Record(context.Background(), run, outcomeOf(why), told)
	if errors.Is(err, storage.ErrReadOnly) {
		return 0, nil // a dry run; what keeps the file from being written is told by Apply
	}
	if err != nil {
		a.log.Error("history", "error", err)
	}
	return importID, err
}

// IsHeld says whether err means that another import holds the lock.
func IsHeld(err error) bool {
	var held *storage.HeldError
	return errors.As(err, &held)
}

// IsStale says whether err means that the directory has changed since the Proposal
// was made (I8).
func IsStale(err error) bool { return errors.Is(err, storage.ErrStale) }

// IsCancelled says whether err means that a person has stopped the import.
func IsCancelled(err error) bool { return err != nil && outcomeOf(err) == directory.OutcomeCancelled }

func outcomeOf(why error) directory.Outcome {
	var unconfirmed *directory.UnconfirmedError
	switch {
	case errors.Is(why, context.Canceled), errors.Is(why, &cybozu.Error{Kind: cybozu.KindCancelled}):
		return directory.OutcomeCancelled
	case errors.As(why, &unconfirmed), errors.Is(why, credentials.ErrNoInitialPassword):
		return directory.OutcomeStopped
	}
	return directory.OutcomeFailed
}
