package app

import (
	"context"
	"errors"

	"anpisync/app/message"
	"anpisync/app/stopped"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Backup is a copy of the directory.
type Backup = storage.Backup

// Salvage is what can be read of a damaged directory.
type Salvage = storage.Salvage

// IsDamaged says whether err means that the directory's file is damaged, or not there
// although it was: then see Examine.
func IsDamaged(err error) bool { return errors.Is(err, storage.ErrDamaged) }

// Remains are what a damaged directory can be restored from.
type Remains struct {
	Salvage *Salvage // nil: nothing of use can be read
	Backups []Backup // the newest first; none has been looked into
}

// Examine looks for what is left of a damaged directory, and changes nothing.
func Examine(ctx context.Context, dir string) (Remains, error) {
	salvage, err := storage.Examine(ctx, dir)
	if err != nil {
		return Remains{}, err
	}
	copies, err := storage.Backups(dir)
	return Remains{salvage, copies}, err
}

// InspectBackup looks into a copy. The error is storage.ErrBackup where it cannot be used.
func InspectBackup(ctx context.Context, b Backup) (Contents, error) {
	return storage.InspectBackup(ctx, b)
}

// Repair puts what can be read of a damaged directory in its place. This and what follows
// keep the damaged file beside it and leave a line in the history, which is given back. No
// App may be open on the folder.
func Repair(ctx context.Context, dir string) (done string, err error) {
	aside, err := storage.Repair(ctx, dir, func(found Salvage) string {
		done = message.Repaired(found)
		return done
	})
	return done, logReplaced(dir, "repaired", "", aside, err)
}

// Restore puts a copy in the place of a damaged directory.
func Restore(ctx context.Context, dir string, from Backup) (done string, err error) {
	done = message.Restored(from)
	aside, err := storage.Restore(ctx, dir, from, done)
	return done, logReplaced(dir, "restored", from.Path, aside, err)
}

// StartAnew puts a new directory in the place of a damaged one. Copies stay.
func StartAnew(ctx context.Context, dir string) (done string, err error) {
	aside, err := storage.StartAnew(ctx, dir, message.StartedAnew)
	return message.StartedAnew, logReplaced(dir, "started anew", "", aside, err)
}

func logReplaced(dir, what, from, aside string, err error) error {
	if err == nil {
		err = stopped.Drop(dir) // its line in the history may be another's now
	}
	log := openLog(dir)
	log.Warn(what, "from", from, "damaged", aside, "error", err)
	return errors.Join(err, log.Close())
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
