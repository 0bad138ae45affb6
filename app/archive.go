package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// ArchiveExtension ends the name of a file that holds a whole directory.
const ArchiveExtension = storage.ArchiveExtension

// Archive is such a file, as it was looked at.
type Archive = storage.Archive

// Contents are what is in a directory, in numbers.
type Contents = storage.Contents

// SaveArchive writes the whole directory to w, which is the caller's to close: records,
// links, answers and history, with the hashes of passwords. Where a passphrase is given,
// nobody can read it without.
// Credentials are in the keyring, and stay there, as the settings of this machine do.
func (a *App) SaveArchive(ctx context.Context, w io.Writer, passphrase string) error {
	err := a.store.WriteArchive(ctx, w, passphrase)
	a.log.Info("saved the directory", "protected", passphrase != "", "error", err)
	return err
}

// MinPassphrase is the fewest characters that a new passphrase has: who has the file can
// try as many as they have the time for.
const MinPassphrase = 8

// InspectArchive looks into a file, before it is taken over. Nothing is changed. Its
// errors are storage.ErrForeign, ErrNewer and ErrArchive, and where the file needs another
// passphrase storage.ErrSealed and ErrPassphrase.
func (a *App) InspectArchive(ctx context.Context, path, passphrase string) (Archive, error) {
	archive, err := a.store.InspectArchive(ctx, path, passphrase)
	if err != nil {
		return archive, err
	}
	if host, err := cybozu.ParseHost(archive.Domain); archive.Domain != "" && (err != nil || string(host) != archive.Domain) {
		return Archive{}, fmt.Errorf("%w: it is linked to %.80q", storage.ErrArchive, archive.Domain)
	}
	return archive, nil
}

// IsSealed says whether err means that a file needs a passphrase, or another one.
func IsSealed(err error) bool {
	return errors.Is(err, storage.ErrSealed) || errors.Is(err, storage.ErrPassphrase)
}

// Contents looks over the directory that is here.
func (a *App) Contents(ctx context.Context) (Contents, error) {
	return a.store.Contents(ctx)
}

// TakeOverGuards are what a person must confirm before an archive takes the place of all
// that is here (I7).
func (a *App) TakeOverGuards(ctx context.Context, archive Archive) ([]directory.Guard, error) {
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	p, err := a.guard(ctx, &Proposal{Plan: reconcile.Replacement(now, archive.Directory)})
	if err != nil {
		return nil, err
	}
	return p.Guards, nil
}

// TakeOver puts what is in the archive in the place of all that is here, in one
// transaction, and gives the path of a copy of what was here, which is an archive too.
// Every guard must be confirmed (*directory.UnconfirmedError otherwise).
// While an import is under way the error is a *storage.HeldError; a file that changed
// since it was looked at is storage.ErrOtherFile. A cancelled ctx has an effect until the
// commit begins.
func (a *App) TakeOver(ctx context.Context, archive Archive, confirmed []directory.Confirmation) (copied string, err error) {
	run := directory.Run{Kind: directory.ImportTakeOver, StartedAt: time.Now(), Domain: archive.Domain, Numbers: numbersOf}
	if archive.Domain != "" {
		run.Settings = map[string]string{settingURL: cybozu.Host(archive.Domain).URL()}
	}
	unlock, err := a.lock(ctx, run.Kind)
	if err != nil {
		return "", err
	}
	defer unlock()
	guards, err := a.TakeOverGuards(ctx, archive)
	if err != nil {
		return "", err
	}
	if open := directory.Unconfirmed(guards, confirmed); len(open) > 0 {
		return "", &directory.UnconfirmedError{Guards: open}
	}
	file := filepath.Base(archive.Path)
	copied, err = a.store.TakeOver(ctx, archive, run, func(copied string) string {
		return message.TakenOver(file, copied)
	})
	if err != nil {
		a.log.Error("take over", "file", file, "error", err)
		return "", err
	}
	a.dropStopped()
	if err := a.keepBackup(ctx); err != nil { // it stands all the same
		a.log.Error("copy", "error", err)
	}
	a.log.Info("took over", "file", file, "domain", archive.Domain,
		"departments", archive.Departments, "users", archive.Users, "copy", copied)
	return copied, nil
}
