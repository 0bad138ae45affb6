package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"anpisync/app/csvfile"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

const (
	settingFormatName   = "format_name" // of which 書式 自動同期 leaves files
	settingFormatFolder = "format_folder"
	settingFormatFailed = "format_failed"
	settingFormatLeft   = "format_left"
)

// formatFolder is where 自動同期 leaves files of a 書式.
var formatFolder = leaving{"format", settingFormatFolder, settingFormatFailed, settingFormatLeft, message.FormatLeft, message.FormatNotLeft}

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
	stored, err := a.store.Formats(ctx)
	if err != nil {
		return nil, err
	}
	var all []*SavedFormat
	for _, s := range stored {
		f, err := format.Decode(strings.NewReader(s.Definition))
		if err != nil { // a newer version wrote it
			a.log.Error("format", "id", s.ID, "error", err)
			continue
		}
		f.Name = s.Name
		all = append(all, &SavedFormat{ID: s.ID, Format: f, Read: s.ReadAt, Written: s.WrittenAt, Records: s.Records})
	}
	o, err := a.store.Options(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range format.Builtin(o) {
		all = append(all, &SavedFormat{Format: f})
	}
	return all, nil
}

// Format is the one with a name; message.ErrNoSuchFormat: there is none.
func (a *App) Format(ctx context.Context, name string) (*SavedFormat, error) {
	return a.formatThat(ctx, name, func(s *SavedFormat) bool { return s.Format.Name == name })
}

func (a *App) formatThat(ctx context.Context, what any, is func(*SavedFormat) bool) (*SavedFormat, error) {
	all, err := a.Formats(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], nil
	}
	return nil, fmt.Errorf("%w: %v", message.ErrNoSuchFormat, what)
}

// LearnFormat looks at a file that a service has exported; see format.Learn. Nothing is kept.
func (a *App) LearnFormat(ctx context.Context, r io.Reader, o format.LearnOptions) (*format.Learned, error) {
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	return format.Learn(ctx, r, now, o)
}

// SaveFormat keeps a format under its name: id 0 is a new one, and storage.ErrFormatName where
// the name is another's. What the service has stays known where the columns are as
// many as before, and files are left in the same folder under another name.
func (a *App) SaveFormat(ctx context.Context, id int64, f *format.Format) (saved int64, err error) {
	f = f.Clone()
	f.Name = strings.TrimSpace(f.Name)
	if err := format.Check(f); err != nil {
		return 0, err
	}
	forget, called := false, f.Name
	if id != 0 {
		before, err := a.formatThat(ctx, id, func(s *SavedFormat) bool { return s.ID == id })
		if err != nil {
			return 0, err
		}
		was := before.Format
		called = was.Name
		forget = len(was.Columns) != len(f.Columns) || was.Shape.Separator != f.Shape.Separator || was.Kind != f.Kind
	}
	o, err := a.store.Options(ctx)
	if err != nil {
		return 0, err
	}
	if slices.ContainsFunc(format.Builtin(o), func(b *format.Format) bool { return b.Name == f.Name }) {
		return 0, fmt.Errorf("%w: %q", storage.ErrFormatName, f.Name)
	}
	var text strings.Builder
	if err := format.Encode(&text, f); err != nil {
		return 0, err
	}
	saved, err = a.store.SaveFormat(ctx, id, f.Name, text.String(), forget)
	if err != nil || called == f.Name {
		return saved, err
	}
	if left, err := a.Setting(ctx, settingFormatName); err != nil || left != called {
		return saved, err
	}
	return saved, a.SetSetting(ctx, settingFormatName, f.Name)
}

// CopyFormat keeps a copy of any under another name, without what the service has.
func (a *App) CopyFormat(ctx context.Context, s *SavedFormat, name string) (id int64, err error) {
	f := s.Format.Clone()
	f.Name = name
	return a.SaveFormat(ctx, 0, f)
}

// DeleteFormat forgets one, and what the service has.
func (a *App) DeleteFormat(ctx context.Context, id int64) error {
	s, err := a.formatThat(ctx, id, func(s *SavedFormat) bool { return s.ID == id && id != 0 })
	if err != nil {
		return err
	}
	if left, err := a.Setting(ctx, settingFormatName); err != nil {
		return err
	} else if left == s.Format.Name {
		if err := a.SetFormatFolder(ctx, "", ""); err != nil {
			return err
		}
	}
	return a.store.DeleteFormat(ctx, id)
}

// FreeFormatName is a name that no format has, made of one.
func (a *App) FreeFormatName(ctx context.Context, name string) (string, error) {
	all, err := a.Formats(ctx)
	if err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	for n := 1; ; n++ {
		free := name
		if n > 1 {
			end := fmt.Sprintf(" (%d)", n)
			free = string([]rune(name)[:min(len([]rune(name)), format.LongestName-len(end))]) + end
		}
		if !slices.ContainsFunc(all, func(s *SavedFormat) bool { return s.Format.Name == free }) {
			return free, nil
		}
	}
}

// DraftFormat says what is to be handed over to the service. Nothing is written.
func (a *App) DraftFormat(ctx context.Context, s *SavedFormat, o format.Options) (*FormatDraft, error) {
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	var rows []format.Row
	if !s.BuiltIn() {
		if rows, err = a.store.ServiceRows(ctx, s.ID); err != nil {
			return nil, err
		}
	}
	d, err := format.Prepare(s.Format, now, rows, o)
	if err != nil {
		return nil, err
	}
	return &FormatDraft{d, s.ID}, nil
}

// FormatDraft is what would be handed over.
type FormatDraft struct {
	*format.Draft
	id int64
}

// WriteFormat writes a draft to a file, and remembers what the service has once it has taken
// the file, so that the next difference begins there.
func (a *App) WriteFormat(ctx context.Context, d *FormatDraft, path string) error {
	if err := a.writeDraft(ctx, d, path); err != nil {
		return err
	}
	c := d.Counts()
	a.log.Info("format", "id", d.id, "records", c.Written, "new", c.New, "changed", c.Changed, "leave", c.Leave)
	if d.id == 0 {
		return nil
	}
	return a.store.HandOver(ctx, d.id, recordsOf(d.Format), d.Rows())
}

func (a *App) writeDraft(ctx context.Context, d *FormatDraft, path string) error {
	return a.WriteFile(ctx, path, func(ctx context.Context, w io.Writer) error {
		return a.inScratch(func(dir string) error { return d.Write(ctx, w, dir) })
	})
}

// recordsOf is what the rows of a format are about.
func recordsOf(f *format.Format) directory.RecordKind {
	if f.Kind == format.Departments {
		return directory.KindDepartment
	}
	return directory.KindUser
}

// TakeBackFormat forgets the last file that was written, which the service did not take: the
// next difference begins where that one did. It says false where there is nothing to forget.
func (a *App) TakeBackFormat(ctx context.Context, id int64) (bool, error) {
	return a.store.TakeBackHandOver(ctx, id)
}

// PrepareFormat proposes what a file of the service says, to be looked at and applied like
// an import ([App.Apply]); what the service has is kept with it. See PrepareCSV.
func (a *App) PrepareFormat(ctx context.Context, s *SavedFormat, open func() (io.ReadCloser, error), o format.ReadOptions, progress func(Progress)) (*Proposal, error) {
	run := directory.Run{Kind: directory.ImportCSV, StartedAt: time.Now(), Message: o.Name}
	var reading *format.Reading
	p, err := a.propose(ctx, run, func(now *directory.Directory) (*directory.Plan, error) {
		o := o
		if progress != nil {
			o.Progress = func(done, total int) { progress(Progress{Phase: csvfile.PhasePasswords, Done: done, Total: total}) }
		}
		var err error
		if reading, err = a.readFormat(ctx, s, open, now, o); err != nil {
			return nil, err
		}
		return reading.Plan(ctx)
	}, func(ctx context.Context, _ directory.Choices, progress func(Progress)) (*Proposal, error) {
		return a.PrepareFormat(ctx, s, open, o, progress)
	})
	if err != nil {
		return nil, a.failed(ctx, run, err)
	}
	p.Service = reading
	if !s.BuiltIn() {
		p.run.Format, p.run.RowsOf, p.run.Rows = s.ID, recordsOf(s.Format), reading.Rows
	}
	return p, nil
}

func (a *App) readFormat(ctx context.Context, s *SavedFormat, open func() (io.ReadCloser, error), now *directory.Directory, o format.ReadOptions) (*format.Reading, error) {
	var rows []format.Row
	var err error
	if !s.BuiltIn() {
		if rows, err = a.store.ServiceRows(ctx, s.ID); err != nil {
			return nil, err
		}
	}
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return format.Read(ctx, file, s.Format, now, rows, o)
}

// FormatFolder is where 自動同期 leaves files of a format after each import that changes
// something, of which one, and why it could not the last time; all may be "".
func (a *App) FormatFolder(ctx context.Context) (name, dir, failed string, err error) {
	if dir, failed, err = a.leavingIn(ctx, formatFolder); err == nil && dir != "" {
		name, err = a.Setting(ctx, settingFormatName)
	}
	return name, dir, failed, err
}

// SetFormatFolder chooses them, and leaves files there at once, so that it is known to work;
// an empty dir: none any more. Records that cannot be handed over are no error then: they
// are what FormatFolder says has failed.
func (a *App) SetFormatFolder(ctx context.Context, name, dir string) error {
	failed := ""
	if dir != "" {
		var err error
		if dir, err = filepath.Abs(dir); err != nil {
			return err
		}
		_, err = a.leaveFormat(ctx, name, dir)
		var left *format.LeftOutError
		if errors.As(err, &left) {
			failed, err = message.FormatNotLeft(dir, err), nil
		}
		if err != nil {
			return err
		}
	}
	for _, setting := range [][2]string{{settingFormatFailed, failed}, {settingFormatName, name}, {settingFormatFolder, dir}} {
		if err := a.SetSetting(ctx, setting[0], setting[1]); err != nil {
			return err
		}
	}
	return nil
}

// FormatFileName is what a file in a format is called, where nobody has chosen its name: one of
// everybody, or of what differs.
func FormatFileName(f *format.Format, difference bool) string {
	name, ending := fileNameOf(f.Name), ".csv"
	if difference {
		name += "（変更分）"
	}
	if f.Shape.Book {
		ending = XLSXExtension
	}
	return name + ending
}

// fileNameOf is a name as every system takes it for a file.
func fileNameOf(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name), " .")
}

// leaveFormat writes everybody in a format into a folder, and what differs from what the
// service is known to have, each in the place of the file before. It is not remembered as
// handed over: nobody knows whether the service takes it, so that each difference has all
// since a person wrote or read a file. Records that cannot be handed over are left out, and
// told by a *format.LeftOutError. Returns the draft of everybody, once that is written.
func (a *App) leaveFormat(ctx context.Context, name, dir string) (everybody *FormatDraft, err error) {
	now, err := a.Revision(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.Format(ctx, name)
	if err != nil {
		return nil, err
	}
	left := &format.LeftOutError{Kind: s.Format.Kind}
	for _, difference := range []bool{false, true} {
		if difference && (s.Format.Whole || s.Records == 0) {
			break // it would be everybody again
		}
		d, err := a.DraftFormat(ctx, s, format.Options{Difference: difference, LeaveOut: true})
		if err != nil {
			return everybody, err
		}
		if err := a.writeDraft(ctx, d, filepath.Join(dir, FormatFileName(s.Format, difference))); err != nil {
			return everybody, err
		}
		if !difference {
			everybody, left.Problems = d, d.Problems()
		}
	}
	if !a.readOnly {
		if err := a.SetSetting(ctx, settingFormatLeft, stateOf(now)); err != nil {
			return everybody, err
		}
	}
	if len(left.Problems) > 0 {
		return everybody, left
	}
	return everybody, nil
}

// leaveChosenFormat does that in the format that is chosen for it.
func (a *App) leaveChosenFormat(ctx context.Context, dir string) error {
	name, err := a.Setting(ctx, settingFormatName)
	if err != nil {
		return err
	}
	_, err = a.leaveFormat(ctx, name, dir)
	return err
}

// ExportFormatIn opens the data folder without writing to it, and leaves files in the format
// with a name in the folder to, as 自動同期 does. What to know before the service reads them is
// told to out, and what cannot be handed over is the error, once the rest is written.
func ExportFormatIn(ctx context.Context, o Options, to, name string, out io.Writer) error {
	o.ReadOnly = true
	a, err := openChecked(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(a.exportFormat(ctx, to, name, out), a.Close())
}

func (a *App) exportFormat(ctx context.Context, to, name string, out io.Writer) error {
	if err := makeExportFolder(to); err != nil {
		return err
	}
	d, err := a.leaveFormat(ctx, name, to)
	if d != nil {
		for _, warning := range message.FormatWarnings(d.Draft) {
			fmt.Fprintln(out, warning)
		}
	}
	return err
}
