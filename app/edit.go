package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Edit changes the directory by hand, in one transaction with its line in the history.
// name is what a person calls it; it stands in that line, and on the button that takes
// it back. Its errors are *edit.Error where the edit cannot be made. Edits wait for each
// other.
func (a *App) Edit(ctx context.Context, name string, e edit.Edit) (*Result, error) {
	a.writing.Lock()
	defer a.writing.Unlock()
	started := time.Now()
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	then, err := e.Apply(now)
	if err != nil {
		return nil, err
	}
	plan := directory.Diff(now, then)
	if plan.Empty() {
		return &Result{Plan: plan, Finished: started}, nil
	}
	unlock, err := a.lock(ctx, directory.ImportEdit)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return a.write(ctx, plan, directory.Run{Kind: directory.ImportEdit, Whole: true, StartedAt: started, Domain: now.Domain, Message: name})
}

// Consequences are what a person should know before something is deleted by hand.
type Consequences struct {
	Guards []directory.Guard // I7
	Losses []edit.Loss
}

// Consequences are those of an edit of the directory as it is now. Nothing is done.
func (a *App) Consequences(ctx context.Context, now *directory.Directory, e edit.Edit) (Consequences, error) {
	then, err := e.Apply(now)
	if err != nil {
		return Consequences{}, err
	}
	p, err := a.guard(ctx, &Proposal{Plan: directory.Diff(now, then)})
	if err != nil {
		return Consequences{}, err
	}
	return Consequences{p.Guards, edit.Losses(now, p.Plan)}, nil
}

// LastEdit is the newest edit of the history that holds, if the directory as it is now
// lets it be taken back; nil: none. history is the newest first. It never waits for what
// is being written.
func (a *App) LastEdit(ctx context.Context, now *directory.Directory, history []directory.Import) (*directory.Import, error) {
	i := slices.IndexFunc(history, func(line directory.Import) bool {
		return line.Kind == directory.ImportEdit && line.Undoes == 0 && line.Outcome == directory.OutcomeOK
	})
	if i < 0 {
		return nil, nil
	}
	return a.ifTakenBack(ctx, now, &history[i])
}

// ifTakenBack is an edit if it can be taken back, else nil.
func (a *App) ifTakenBack(ctx context.Context, now *directory.Directory, line *directory.Import) (*directory.Import, error) {
	_, changes, err := a.store.Edited(ctx, line.ID)
	if err == nil {
		_, err = directory.TakeBack(now, changes)
	}
	var conflict *directory.ConflictError
	switch {
	case err == nil:
		return line, nil
	case errors.As(err, &conflict), errors.Is(err, storage.ErrUndone), errors.Is(err, storage.ErrNoRecord):
		return nil, nil
	}
	return nil, err
}

// LastTakenBack is the newest line of the history that took back an edit, if that can be
// taken back itself and nothing else was done since but this; nil: none. history is the
// newest first.
func (a *App) LastTakenBack(ctx context.Context, now *directory.Directory, history []directory.Import) (*directory.Import, error) {
	tookBack := make(map[int64]bool) // by line
	for _, line := range history {
		tookBack[line.ID] = line.Kind == directory.ImportEdit && line.Undoes != 0
	}
	for i, line := range history {
		switch {
		case line.Outcome != directory.OutcomeOK, line.Departments.Total()+line.Users.Total() == 0, tookBack[line.Undoes]:
		case !tookBack[line.ID]:
			return nil, nil
		default:
			return a.ifTakenBack(ctx, now, &history[i])
		}
	}
	return nil, nil
}

// PrepareTakeBack proposes to take back an edit of the history by its inverse, whatever
// came after it (I10). Where its records have changed since, the error is a
// *directory.ConflictError; where it is taken back already, storage.ErrUndone; where the
// history does not hold all of it any more, storage.ErrNoRecord.
func (a *App) PrepareTakeBack(ctx context.Context, editID int64) (*Proposal, error) {
	line, changes, err := a.store.Edited(ctx, editID)
	if err != nil {
		return nil, err
	}
	run := directory.Run{Kind: directory.ImportEdit, Whole: true, Undoes: editID, Message: message.TakenBack(line.Message)}
	p, err := a.propose(ctx, run, func(now *directory.Directory) (*directory.Plan, error) {
		return directory.TakeBack(now, changes)
	}, func(ctx context.Context, _ directory.Choices, _ func(Progress)) (*Proposal, error) {
		return a.PrepareTakeBack(ctx, editID)
	})
	if err == nil {
		p.run.Domain = p.Directory.Domain
	}
	return p, err
}

// TakeBack takes back an edit as [App.PrepareTakeBack] proposes it, as an edit of its own.
// What a person must look at first is a *directory.UnconfirmedError, and nothing is done.
func (a *App) TakeBack(ctx context.Context, editID int64) (*Result, error) {
	a.writing.Lock()
	defer a.writing.Unlock()
	p, err := a.PrepareTakeBack(ctx, editID)
	if err != nil {
		return nil, err
	}
	return a.Apply(ctx, p, nil)
}
