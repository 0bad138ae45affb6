package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// edited is an edit of this session that can be taken back.
type edited struct {
	name string
	plan *directory.Plan
}

// Edit changes the directory by hand, in one transaction with its line in the history.
// name is what a person calls it; it stands on the button that takes it back. Its
// errors are *edit.Error where the edit cannot be made. Edits wait for each other.
func (a *App) Edit(ctx context.Context, name string, e edit.Edit) (*Result, error) {
	a.writing.Lock()
	defer a.writing.Unlock()
	result, err := a.edit(ctx, e)
	if err == nil && !result.Plan.Empty() {
		a.editing.Lock()
		a.edits = append(a.edits, edited{name: name, plan: result.Plan})
		a.editing.Unlock()
	}
	return result, err
}

// edit is called with writing held.
func (a *App) edit(ctx context.Context, e edit.Edit) (*Result, error) {
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
	return a.write(ctx, plan, storage.Run{Kind: directory.ImportEdit, StartedAt: started})
}

// LastEdit names the newest edit of this session that can be taken back; "": none.
// An import ends them. It never waits for what is being written.
func (a *App) LastEdit() string {
	last, _ := a.lastEdit()
	return last.name
}

func (a *App) lastEdit() (edited, bool) {
	a.editing.Lock()
	defer a.editing.Unlock()
	if len(a.edits) == 0 {
		return edited{}, false
	}
	return a.edits[len(a.edits)-1], true
}

// TakeBack undoes the newest edit of this session, as an edit of its own. Where its
// records have changed since, nothing is done and the edit is given up
// (*edit.Error of edit.KindChanged).
func (a *App) TakeBack(ctx context.Context) (*Result, error) {
	a.writing.Lock()
	defer a.writing.Unlock()
	last, ok := a.lastEdit()
	if !ok {
		return &Result{Plan: new(directory.Plan), Finished: time.Now()}, nil
	}
	result, err := a.edit(ctx, edit.TakeBack(last.plan))
	if err == nil || isChanged(err) {
		a.editing.Lock()
		a.edits = slices.DeleteFunc(a.edits, func(e edited) bool { return e.plan == last.plan })
		a.editing.Unlock()
	}
	return result, err
}

func isChanged(err error) bool {
	var e *edit.Error
	return errors.As(err, &e) && e.Kind == edit.KindChanged
}

// forgetEdits ends what can be taken back: after an import the records are others.
func (a *App) forgetEdits() {
	a.editing.Lock()
	defer a.editing.Unlock()
	a.edits = nil
}
