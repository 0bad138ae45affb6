package app

import (
	"context"
	"errors"

	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Backup is a copy of the directory, made before an import.
type Backup = storage.Backup

// Restorable says whether err, which Open gave, means that the directory is damaged, and
// which copy may take its place; nil: there is no good one.
func Restorable(ctx context.Context, dir string, err error) (damaged bool, from *Backup) {
	if !errors.Is(err, storage.ErrDamaged) {
		return false, nil
	}
	copies, err := storage.Backups(dir)
	if err != nil {
		return true, nil
	}
	for _, b := range copies {
		if _, err := storage.InspectBackup(ctx, b); err == nil {
			return true, &b
		}
	}
	return true, nil
}

// KeepBackup makes a copy of the directory where one is due: once a day when anything was
// changed since the newest, and when that would bring back nothing. While somebody else
// holds the lock, it is left to them.
func (a *App) KeepBackup(ctx context.Context) error {
	unlock, err := a.lock(ctx, directory.ImportManual)
	if IsHeld(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unlock()
	return a.keepBackup(ctx)
}

// keepBackup is called with the lock held.
func (a *App) keepBackup(ctx context.Context) error {
	made, err := a.store.KeepBackup(ctx)
	if made {
		a.log.Info("copied")
	}
	return err
}

// Restore puts a copy in the place of a damaged directory, which is kept beside it.
// No App may be open on the folder.
func Restore(ctx context.Context, dir string, from Backup) error {
	log := openLog(dir)
	aside, err := storage.Restore(ctx, dir, from, "")
	log.Warn("restored", "from", from.Path, "damaged", aside, "error", err)
	return errors.Join(err, log.Close())
}
