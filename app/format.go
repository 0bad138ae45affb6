package app

import (
	"context"
	"errors"
	"io"
	"time"

	"anpisync/app/format"
)

// SavedFormat is a 書式 that is kept here, or one that comes with the program.
type SavedFormat struct {
	ID     int64 // 0: it comes with the program, and can be copied and written, but not changed
	Format *format.Format

	Read, Written time.Time // when a file was last read or written by hand; the zero time: never
	Records       int       // how many the service has, as far as is known
}

// BuiltIn says whether it comes with the program.
func (s *SavedFormat) BuiltIn() bool { return s.ID == 0 }

// Formats are those that are kept, by name, and then those that come with the program.
func (a *App) Formats(ctx context.Context) ([]*SavedFormat, error) {
	return nil, errors.ErrUnsupported
}

// Format is the one with a name; message.ErrNoSuchFormat: there is none.
func (a *App) Format(ctx context.Context, name string) (*SavedFormat, error) {
	return nil, errors.ErrUnsupported
}

// LearnFormat looks at a file that a service has exported; see format.Learn. Nothing is kept.
func (a *App) LearnFormat(ctx context.Context, r io.Reader, o format.LearnOptions) (*format.Learned, error) {
	return nil, errors.ErrUnsupported
}

// SaveFormat keeps a format under its name: id 0 is a new one, and message.ErrFormatName where
// the name is another's or empty. What the service has stays known where the columns are as
// many as before.
func (a *App) SaveFormat(ctx context.Context, id int64, f *format.Format) (saved int64, err error) {
	return 0, errors.ErrUnsupported
}

// RenameFormat gives one that is kept another name.
func (a *App) RenameFormat(ctx context.Context, id int64, name string) error {
	return errors.ErrUnsupported
}

// CopyFormat keeps a copy of any under another name, without what the service has.
func (a *App) CopyFormat(ctx context.Context, s *SavedFormat, name string) (id int64, err error) {
	return 0, errors.ErrUnsupported
}

// DeleteFormat forgets one, and what the service has.
func (a *App) DeleteFormat(ctx context.Context, id int64) error { return errors.ErrUnsupported }

// FreeFormatName is a name that no format has, made of one.
func (a *App) FreeFormatName(ctx context.Context, name string) (string, error) {
	return name, errors.ErrUnsupported
}

// DraftFormat says what is to be handed over to the service. Nothing is written.
func (a *App) DraftFormat(ctx context.Context, s *SavedFormat, o format.Options) (*FormatDraft, error) {
	return nil, errors.ErrUnsupported
}

// FormatDraft is what would be handed over.
type FormatDraft struct {
	*format.Draft
	id int64
}

// WriteFormat writes a draft to a file, and remembers what the service has once it has taken
// the file, so that the next difference begins there.
func (a *App) WriteFormat(ctx context.Context, d *FormatDraft, path string) error {
	return errors.ErrUnsupported
}

// TakeBackFormat forgets the last file that was written, which the service did not take: the
// next difference begins where that one did. It says false where there is nothing to forget.
func (a *App) TakeBackFormat(ctx context.Context, id int64) (bool, error) {
	return false, errors.ErrUnsupported
}

// PrepareFormat proposes what a file of the service says, to be looked at and applied like
// an import ([App.Apply]); what the service has is kept with it. See PrepareCSV.
func (a *App) PrepareFormat(ctx context.Context, s *SavedFormat, open func() (io.ReadCloser, error), o format.ReadOptions, progress func(Progress)) (*Proposal, error) {
	return nil, errors.ErrUnsupported
}

// FormatFolder is where 自動同期 leaves files of a format after each import that changes
// something, of which one, and why it could not the last time; all may be "".
func (a *App) FormatFolder(ctx context.Context) (name, dir, failed string, err error) {
	return "", "", "", errors.ErrUnsupported
}

// SetFormatFolder chooses them, and leaves files there at once, so that it is known to work;
// an empty dir: none any more.
func (a *App) SetFormatFolder(ctx context.Context, name, dir string) error {
	return errors.ErrUnsupported
}
