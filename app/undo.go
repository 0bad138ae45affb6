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
	started := time.Now()
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
	return a.guard(ctx, &Proposal{
		Plan:      directory.Restore(now, then),
		Directory: now,
		request:   Request{Kind: directory.ImportUndo},
		undoes:    importID,
		started:   started,
	})
}
