package app

import (
	"context"
	"time"

	"anpisync/reconcile/directory"
)

// PrepareUndo proposes the directory as it was before an import of the history (I10).
// It is looked at and applied like any other Proposal; cybozu.com is not asked. What
// was edited here since is undone with it, and shown. Where no copy is left the error
// is storage.ErrNoBackup; where the import is undone already, storage.ErrUndone.
func (a *App) PrepareUndo(ctx context.Context, importID int64) (*Proposal, error) {
	if err := a.store.Holds(ctx, importID); err != nil {
		return nil, err
	}
	then, err := a.store.BeforeImport(ctx, importID)
	if err != nil {
		return nil, err
	}
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	plan := directory.Restore(now, then)
	return &Proposal{
		Plan:      plan,
		Directory: now,
		request:   Request{Kind: directory.ImportUndo},
		undoes:    importID,
		started:   time.Now(),
	}, nil
}
