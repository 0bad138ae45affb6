package app

import (
	"context"
	"errors"
	"slices"

	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Before is the directory as it was before an import of the history, from the copy that
// was made then. Where none is left the error is storage.ErrNoBackup.
func (a *App) Before(ctx context.Context, importID int64) (*directory.Directory, error) {
	return a.store.BeforeImport(ctx, importID)
}

// After is the directory as it was right after an import whose copy is left, without
// password hashes. Who was erased from the history since is not in it.
func (a *App) After(ctx context.Context, importID int64) (*directory.Directory, error) {
	before, err := a.store.BeforeImport(ctx, importID)
	if err != nil {
		return nil, err
	}
	plan, err := a.Changes(ctx, importID)
	if err != nil {
		return nil, err
	}
	plan.Users = slices.DeleteFunc(plan.Users, func(c directory.Change[directory.User]) bool {
		return c.After != nil && c.After.LoginName == "" // each has one
	})
	after := plan.ApplyTo(before)
	after.Domain, after.Remembered = before.Domain, before.Remembered
	return after, nil
}

// ChangesIn are the changes of an import with the directory that they were made to: that
// of its copy, or, where there is none, today's without all that has happened since. Where
// everything was replaced since, so that no way leads back, the error is
// storage.ErrNoBackup.
func (a *App) ChangesIn(ctx context.Context, importID int64) (*directory.Plan, *directory.Directory, error) {
	plan, err := a.Changes(ctx, importID)
	if err != nil {
		return nil, nil, err
	}
	before, err := a.store.BeforeImport(ctx, importID)
	if errors.Is(err, storage.ErrNoBackup) || errors.Is(err, storage.ErrBackup) {
		before, err = a.rewind(ctx, importID)
	}
	return plan, before, err
}

// ChangesOverIn are the changes that several lines of the history have made together, the
// newest of which comes first, with the directory as it would be without them alone: what
// came between them is in it. Errors are those of ChangesIn.
func (a *App) ChangesOverIn(ctx context.Context, ids []int64) (*directory.Plan, *directory.Directory, error) {
	plan, err := a.ChangesOver(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	after, err := a.rewind(ctx, ids[0]+1)
	if err != nil {
		return nil, nil, err
	}
	return plan, directory.Rewind(after, plan.Departments, plan.Users), nil
}

// rewind is the directory before a line of the history, from today's.
func (a *App) rewind(ctx context.Context, importID int64) (*directory.Directory, error) {
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	return a.rewindFrom(ctx, now, importID)
}

// rewindFrom is rewind for who has today's directory already.
func (a *App) rewindFrom(ctx context.Context, now *directory.Directory, importID int64) (*directory.Directory, error) {
	lines, err := a.store.Imports(ctx, 0)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(lines, func(l directory.Import) bool {
		return l.ID >= importID && (l.Kind == directory.ImportTakeOver || l.Kind == directory.ImportRestore)
	}) {
		return nil, storage.ErrNoBackup // what they have replaced is not in the history
	}
	changes, err := a.store.ChangesSince(ctx, importID-1)
	if err != nil {
		return nil, err
	}
	slices.Reverse(changes)
	var departments []directory.Change[directory.Department]
	var users []directory.Change[directory.User]
	for _, c := range changes {
		if c.Department != nil {
			departments = append(departments, *c.Department)
		} else {
			users = append(users, *c.User)
		}
	}
	return directory.Rewind(now, departments, users), nil
}

// NoPast says whether err means that no way leads back to a moment of the history.
func NoPast(err error) bool { return errors.Is(err, storage.ErrNoBackup) }
