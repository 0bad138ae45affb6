package app

import (
	"context"
	"errors"

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
	if backup, found, err := storage.NewestBackup(ctx, dir); found && err == nil {
		return true, &backup
	}
	return true, nil
}

// Restore puts a copy in the place of a damaged directory, which is kept beside it.
// No App may be open on the folder.
func Restore(ctx context.Context, dir string, from Backup) error {
	log := openLog(dir)
	aside, err := storage.Restore(ctx, dir, from)
	log.Warn("restored", "from", from.Path, "damaged", aside, "error", err)
	return errors.Join(err, log.Close())
}
