package app

import (
	"context"
	"io"
	"path/filepath"
	"time"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// ArchiveExtension ends the name of a file that holds a whole directory.
const ArchiveExtension = storage.ArchiveExtension

// Archive is such a file, as it was looked at.
type Archive = storage.Archive

// Contents are what is in a directory, in numbers.
type Contents = storage.Contents

// officeSettings are the settings that go along to another machine, beside the linked
// domain. All others belong to this one: the window's size, 自動同期.
var officeSettings = []string{settingURL, settingOptions}

// SaveArchive writes the whole directory to w, which is the caller's to close: records,
// links, answers, history and settings. Credentials are in the keyring, and stay there.
func (a *App) SaveArchive(ctx context.Context, w io.Writer) error {
	err := a.store.WriteArchive(ctx, w, officeSettings)
	a.log.Info("saved the directory", "error", err)
	return err
}

// InspectArchive looks into a file, before it is taken over. Nothing is changed. Its
// errors are storage.ErrForeign, ErrNewer and ErrArchive.
func (a *App) InspectArchive(ctx context.Context, path string) (Archive, error) {
	return storage.InspectArchive(ctx, path)
}

// Contents looks over the directory that is here.
func (a *App) Contents(ctx context.Context) (Contents, error) {
	return a.store.Contents(ctx)
}

// TakeOver puts what is in the archive in the place of all that is here, in one
// transaction, and gives the path of a copy of what was here, which is an archive too.
// While an import is under way the error is a *storage.HeldError; a file that changed
// since it was looked at is storage.ErrStale. A cancelled ctx has an effect until the
// commit begins.
func (a *App) TakeOver(ctx context.Context, archive Archive) (copied string, err error) {
	run := storage.Run{Kind: directory.ImportTakeOver, StartedAt: time.Now(), Domain: archive.Domain, Numbers: numbersOf}
	unlock, err := a.lock(ctx, run.Kind)
	if err != nil {
		return "", err
	}
	defer unlock()
	file := filepath.Base(archive.Path)
	copied, err = a.store.TakeOver(ctx, archive, officeSettings, run, func(copied string) string {
		return message.TakenOver(file, copied)
	})
	if err != nil {
		a.log.Error("take over", "file", file, "error", err)
		return "", err
	}
	if err := a.keepBackup(ctx); err != nil { // it stands all the same
		a.log.Error("copy", "error", err)
	}
	a.log.Info("took over", "file", file, "domain", archive.Domain,
		"departments", archive.Departments, "users", archive.Users, "copy", copied)
	return copied, nil
}
