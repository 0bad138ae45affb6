package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"anpisync/app/browse"
	"anpisync/app/csvfile"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

const (
	settingRoster       = "roster" // the choices of the last 名簿, as JSON without what was typed
	settingRosterFolder = "roster_folder"
	settingRosterFailed = "roster_failed"
	settingRosterLeft   = "roster_left"
)

// rosterFolder is where 自動同期 leaves a 名簿.
var rosterFolder = leaving{"roster", settingRosterFolder, settingRosterFailed, settingRosterLeft, message.RosterLeft, message.RosterNotLeft}

// The kinds of file that a roster can be, by their endings.
const (
	HTMLExtension = ".html"
	XLSXExtension = ".xlsx"
)

// RosterChoices are those of the last roster, for everybody.
func (a *App) RosterChoices(ctx context.Context) (roster.Choices, error) {
	c := roster.DefaultChoices()
	text, err := a.Setting(ctx, settingRoster)
	if err != nil || text == "" {
		return c, err
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("setting %q: %w", settingRoster, err)
	}
	c.Of = roster.Of{}
	title, err := a.Setting(ctx, storage.SettingRosterTitle)
	if err != nil {
		return c, err
	}
	c.Title = cmp.Or(title, c.Title)
	c.Note, err = a.Setting(ctx, storage.SettingRosterNote)
	return c, err
}

// SetRosterChoices remembers them, but for whom they were.
func (a *App) SetRosterChoices(ctx context.Context, c roster.Choices) error {
	c.Of = roster.Of{}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	for key, value := range map[string]string{
		storage.SettingRosterTitle: c.Title, storage.SettingRosterNote: c.Note, settingRoster: string(text),
	} {
		if err := a.SetSetting(ctx, key, value); err != nil {
			return err
		}
	}
	return nil
}

// Roster is a 名簿 that can be written.
type Roster struct {
	*roster.Roster
	lastImport int64 // the newest line of the history when it was made
	state      string
	partly     bool // only some of its pages: it is not remembered
}

// MakeRoster makes one of the stored directory.
func (a *App) MakeRoster(ctx context.Context, c roster.Choices) (*Roster, error) {
	basis, err := a.rosterBasis(ctx)
	if err != nil {
		return nil, err
	}
	return basis.make(c), nil
}

// rosterBasis is what rosters are made of.
type rosterBasis struct {
	model      *browse.Model
	source     roster.Source
	lastImport int64
}

func (a *App) rosterBasis(ctx context.Context) (b rosterBasis, err error) {
	b.lastImport, err = a.store.LastImport(ctx) // before the directory: what comes between is told as a change
	if err != nil {
		return b, err
	}
	d, err := a.store.Load(ctx)
	if err != nil {
		return b, err
	}
	accepted, err := a.store.Accepted(ctx)
	if err != nil {
		return b, err
	}
	b.model = browse.Build(d, accepted...)
	b.source, err = a.RosterSource(ctx, d)
	return b, err
}

func (b rosterBasis) make(c roster.Choices) *Roster {
	return &Roster{
		Roster: roster.Build(b.model, c, b.source), lastImport: b.lastImport, state: stateOf(b.model.Directory().Revision),
	}
}

// MakePastRoster makes one of a directory as it was at a time, which is what it says of
// itself. It is not remembered as one that goes out of date.
func MakePastRoster(m *browse.Model, at time.Time, c roster.Choices) *Roster {
	return &Roster{Roster: roster.Build(m, c, PastSource(m.Directory(), at)), partly: true}
}

// PastSource is the source of a directory as it was at a time.
func PastSource(d *directory.Directory, at time.Time) roster.Source {
	return roster.Source{Domain: d.Domain, Now: at, Past: true}
}

// stateOf tells states of the directory apart, also after the file was closed.
func stateOf(r directory.Revision) string { return strconv.FormatInt(r.Counter, 10) }

// RosterSource says where a directory came from.
func (a *App) RosterSource(ctx context.Context, d *directory.Directory) (roster.Source, error) {
	s := roster.Source{Domain: d.Domain, Now: time.Now()}
	success, _, err := a.store.LastSuccess(ctx)
	s.Imported = success.FinishedAt
	return s, err
}

// ErrRosterKind is of a file whose name does not say what it is to be.
var ErrRosterKind = message.ErrRosterKind

// CheckRosterName says whether a roster can be written to a file of a name.
func CheckRosterName(path string) error {
	switch strings.ToLower(filepath.Ext(path)) {
	case HTMLExtension, ".htm", XLSXExtension:
		return nil
	}
	return fmt.Errorf("%w: %q", ErrRosterKind, filepath.Ext(path))
}

// WriteRoster writes a roster to a file, as its name says, and remembers it.
func (a *App) WriteRoster(ctx context.Context, r *Roster, path string) error {
	if err := a.writeRoster(ctx, r.Roster, path); err != nil {
		return err
	}
	if path, err := filepath.Abs(path); err == nil {
		return a.RememberRoster(ctx, r, path)
	}
	return a.RememberRoster(ctx, r, "")
}

func (a *App) writeRoster(ctx context.Context, r *roster.Roster, path string) error {
	if err := CheckRosterName(path); err != nil {
		return err
	}
	return a.WriteFile(ctx, path, func(ctx context.Context, w io.Writer) error {
		if strings.EqualFold(filepath.Ext(path), XLSXExtension) {
			return a.inScratch(func(dir string) error { return r.WriteXLSX(ctx, w, dir) })
		}
		return r.WriteHTML(ctx, w)
	})
}

// inScratch has something done with a folder for what has no room in memory.
func (a *App) inScratch(do func(dir string) error) error {
	dir, remove, err := storage.Scratch(a.dir)
	if err != nil {
		return err
	}
	defer remove()
	return do(dir)
}

// RememberRoster remembers a roster that was made; path is where, empty: on the clipboard.
func (a *App) RememberRoster(ctx context.Context, r *Roster, path string) error {
	if r.partly {
		return nil
	}
	choices, err := json.Marshal(r.Choices)
	if err != nil {
		return err
	}
	a.log.Info("roster", "form", r.Form, "people", r.People)
	return a.store.KeepRoster(ctx, storage.Roster{
		MadeAt: r.Now, LastImport: r.lastImport, People: r.People, Choices: string(choices),
		Title: r.Title, Note: r.Note, Search: r.Of.Search, Path: path,
	})
}

// MadeRoster is one that was made, and whether it is still true.
type MadeRoster struct {
	ID      int64
	MadeAt  time.Time
	Path    string // empty: it was copied, or on another machine
	Now     *Roster
	Since   roster.Difference
	Unknown bool // the history does not reach back: nothing is known of what has changed
}

// MadeRosters are the newest that were made, at most so many.
func (a *App) MadeRosters(ctx context.Context, most int) ([]*MadeRoster, error) {
	stored, err := a.store.Rosters(ctx)
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	basis, err := a.rosterBasis(ctx)
	if err != nil {
		return nil, err
	}
	var all []*MadeRoster
	for _, s := range stored[:min(most, len(stored))] {
		m, err := a.madeRoster(ctx, basis, s)
		if err != nil {
			return nil, err
		}
		if m != nil {
			all = append(all, m)
		}
	}
	return all, nil
}

// madeRoster is nil where what was chosen cannot be understood: a newer version wrote it.
func (a *App) madeRoster(ctx context.Context, basis rosterBasis, s storage.Roster) (*MadeRoster, error) {
	var c roster.Choices
	err := json.Unmarshal([]byte(s.Choices), &c)
	if err == nil && !slices.Contains(roster.Forms(), c.Form) {
		err = fmt.Errorf("its form is %q", c.Form)
	}
	if err == nil && !slices.Contains(browse.Filters(), c.Of.Filter) {
		err = fmt.Errorf("its filter is %d", c.Of.Filter)
	}
	if err != nil {
		a.log.Error("roster", "id", s.ID, "error", err)
		return nil, nil
	}
	c.Title, c.Note, c.Of.Search = s.Title, s.Note, s.Search
	now := basis.make(c)
	m := &MadeRoster{ID: s.ID, MadeAt: s.MadeAt, Path: s.Path, Now: now, Unknown: s.Forgotten}
	if m.Unknown {
		return m, nil
	}
	before, err := a.rewindFrom(ctx, basis.model.Directory(), s.LastImport+1)
	if NoPast(err) {
		m.Unknown = true
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	m.Since = roster.Compare(roster.Build(browse.Build(before), c, now.Source), now.Roster)
	return m, nil
}

// ChangedPages is the roster with the departments alone that have changed since.
func (m *MadeRoster) ChangedPages() *Roster {
	return &Roster{Roster: m.Now.Keep(m.Since.Departments), lastImport: m.Now.lastImport, partly: true}
}

// RosterIn opens the data folder and writes a roster as it was last chosen, of everybody or
// of the department with a code and all below it.
func RosterIn(ctx context.Context, o Options, path, code string) error {
	if err := CheckRosterName(path); err != nil {
		return err
	}
	a, err := openChecked(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(a.rosterByCode(ctx, path, code), a.Close())
}

func (a *App) rosterByCode(ctx context.Context, path, code string) error {
	c, err := a.RosterChoices(ctx)
	if err != nil {
		return err
	}
	if code != "" {
		d, err := a.store.Load(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(d.Departments, func(d directory.Department) bool { return d.Code == code })
		if at < 0 {
			return fmt.Errorf("%w: %q", message.ErrNoSuchDepartment, code)
		}
		c.Of = roster.Of{Department: d.Departments[at].ID, Below: true}
	}
	r, err := a.MakeRoster(ctx, c)
	if err != nil {
		return err
	}
	return a.WriteRoster(ctx, r, path)
}

// RosterFolder is where 自動同期 leaves a roster after each import that changes something,
// and why it could not the last time; both may be "".
func (a *App) RosterFolder(ctx context.Context) (dir, failed string, err error) {
	return a.leavingIn(ctx, rosterFolder)
}

// SetRosterFolder chooses it, and leaves a roster there at once, so that it is known to
// work; "": none any more.
func (a *App) SetRosterFolder(ctx context.Context, dir string) error {
	if dir != "" {
		var err error
		if dir, err = filepath.Abs(dir); err != nil {
			return err
		}
		if err := a.leaveRosters(ctx, dir); err != nil {
			return err
		}
	}
	if err := a.SetSetting(ctx, settingRosterFailed, ""); err != nil {
		return err
	}
	return a.SetSetting(ctx, settingRosterFolder, dir)
}

// leaveRosters writes a roster of everybody into a folder, in the place of the one before:
// as HTML and as a workbook. It is not remembered: what was printed is what people hold.
func (a *App) leaveRosters(ctx context.Context, dir string) error {
	c, err := a.RosterChoices(ctx)
	if err != nil {
		return err
	}
	r, err := a.MakeRoster(ctx, c)
	if err != nil {
		return err
	}
	for _, kind := range []string{HTMLExtension, XLSXExtension} {
		if err := a.writeRoster(ctx, r.Roster, filepath.Join(dir, "名簿"+kind)); err != nil {
			return err
		}
	}
	return a.SetSetting(ctx, settingRosterLeft, r.state)
}

// ExportBook writes a workbook with a sheet a kind to w, which is the caller's to close.
func (a *App) ExportBook(ctx context.Context, w io.Writer, kinds ...csvfile.Kind) error {
	d, err := a.store.Load(ctx)
	if err != nil {
		return err
	}
	return a.inScratch(func(dir string) error { return csvfile.WriteBook(ctx, w, dir, d, kinds...) })
}
