package app

import (
	"context"
	"slices"
	"time"

	"anpisync/app/schedule"
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
	p, err := a.propose(ctx, directory.Run{Kind: directory.ImportUndo, Undoes: importID}, func(now *directory.Directory) (*directory.Plan, error) {
		then, err := a.store.BeforeImport(ctx, importID)
		if err != nil {
			return nil, err
		}
		return directory.Restore(now, then), nil
	}, func(ctx context.Context, _ directory.Choices, _ func(Progress)) (*Proposal, error) {
		return a.PrepareUndo(ctx, importID)
	})
	if err != nil {
		return nil, err
	}
	p.causes = a.pausedByUndo
	history, err := a.History(ctx, 0)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(history, func(line directory.Import) bool { return line.ID == importID }); at >= 0 {
		p.Undoes = &history[at]
	}
	return p, nil
}

// pausedByUndo makes imports without a person hold still, where there are any (I10).
func (a *App) pausedByUndo(ctx context.Context) (map[string]string, error) {
	auto, err := a.AutoSync(ctx)
	if err != nil || auto.When.Off() {
		return nil, err
	}
	return map[string]string{settingPaused(schedule.CauseUndo): stamp(time.Now())}, nil
}

// clearedUndo lets them run again; where they do, nothing changes (I9).
func (a *App) clearedUndo(ctx context.Context) (map[string]string, error) {
	since, err := a.Setting(ctx, settingPaused(schedule.CauseUndo))
	if err != nil || since == "" {
		return nil, err
	}
	return map[string]string{settingPaused(schedule.CauseUndo): ""}, nil
}
