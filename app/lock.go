package app

import (
	"context"
	"time"

	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// lockWait is how long an import without a person waits for another to end; a person
// is told at once who holds the lock.
const lockWait = 60 * time.Second

// lock keeps other processes from importing. A failure to let it go is logged: the
// system lets it go with the process.
func (a *App) lock(ctx context.Context, kind directory.ImportKind) (unlock func(), err error) {
	var wait time.Duration
	if kind == directory.ImportAuto {
		wait = lockWait
	}
	release, err := storage.Lock(ctx, a.dir, wait, string(kind))
	if err != nil {
		return nil, err
	}
	return func() {
		if err := release(); err != nil {
			a.log.Error("unlock", "error", err)
		}
	}, nil
}
