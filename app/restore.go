package app

import (
	"context"
	"errors"

	"anpisync/storage"
)

// Backup is a copy of the directory, made before an import.
type Backup = storage.Backup

// Restorable is the copy that may take the place of a directory that err, which Open
// gave, says is damaged; false: it is not, or there is no good copy.
func Restorable(ctx context.Context, dir string, err error) (Backup, bool) {
	if !errors.Is(err, storage.ErrDamaged) {
		return Backup{}, false
	}
	backup, found, lookErr := storage.NewestBackup(ctx, dir)
	return backup, found && lookErr == nil
}

// Restore puts a copy in the place of a damaged directory, which is kept beside it.
// No App may be open on the folder.
func Restore(ctx context.Context, dir string, from Backup) error {
	log := openLog(dir)
	aside, err := storage.Restore(ctx, dir, from)
	log.Warn("restored", "from", from.Path, "damaged", aside, "error", err)
	return errors.Join(err, log.Close())
}
