package views

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/frame"
	"anpisync/views/kit"
)

// window is the program's one window: the navigation, and the screen it leads to.
type window struct {
	ctx    context.Context // ends when the window closes
	cancel context.CancelFunc
	jobs   sync.WaitGroup // what inBackground runs

	app     *app.App
	fyne    fyne.App
	win     fyne.Window
	frame   *frame.Frame // nil: nobody can see the window
	sample  func() error // opens the sample in a process of its own
	restore func(error)  // fills the window with what leads out of damage; nil: nothing does
	layers  *kit.Layers
	nav     *kit.Nav
	advance func(rune) float32 // the width of a character
	body    *fyne.Container
	parts   *fyne.Container // these and the line below
	floor   *floor          // their layout
	said    *said
	help    *help // as last opened; nil: never

	size     int // of the texts: the place in textSizes
	sizeKept *kept

	screens  []screen
	commands []command
	system   systemMenu
	connect  *connect
	people   *people
	history  *history
	csv      *csvScreen
	cover    screen // stands in front of the screen that led to it until it is left
	covered  int    // the place of that screen in the navigation
	running  *run   // the import under way; nil: none
	form     *typed // the one that is open; nil: none

	folder  string // where a file was last chosen by a dialog of this program
	shown   moment // of what the screens show
	leading bool   // away, to the restore of damaged data
	loading bool
	stale   bool // something changed while it was being loaded
}

// moment tells one state of the stored data from another.
type moment struct {
	revision   directory.Revision
	lastImport int64  // the newest line of the history: one that failed changes no more
	stopped    int64  // that of the import which has stopped: it is kept a little later
	unreported string // state.unreported, which comes later too: mail servers take their time
}

// screen is what stands right of the navigation.
type screen interface {
	name() string // in the navigation
	content() fyne.CanvasObject
	layer() kit.Layer
	entered() // it came to be seen: something gets the focus
	show(*state)
}

// state is what the screens show of the stored data.
type state struct {
	directory *directory.Directory
	model     *browse.Model
	widest    [][]string // texts by column of the list of members
	status    app.Status
	auto      app.AutoSync
	history   []directory.Import // newest first
	lastEdit  *directory.Import  // what Ctrl+Z takes back; nil: nothing
	undone    *directory.Import  // what Ctrl+Y takes back again; nil: nothing

	stopped     *app.Stop // what an import without a person has stopped at; nil: nothing
	unreported  string    // why the last report did not get through; empty: it did
	overdueDays int       // after how many days without a success it is told; 0: never
	releases    app.Releases
}

// The places of screens in the navigation that others lead to.
const (
	screenHome = iota
	screenConnect
	screenPeople
	screenHistory
	screenFiles
	screenSettings
)

const (
	programName = "安否シンク"

	settingWindow = "window" // a frame.Place
	minWidth      = 960
	minHeight     = 540
	usualWidth    = 1280
	usualHeight   = 800

	watchEvery = time.Second // how often another process's changes are looked for
	timeFormat = "2006-01-02 15:04"
)

var leastSize = fyne.NewSize(minWidth, minHeight)

// newWindow takes a window for the program, which is empty until fill.
func newWindow(ctx context.Context, f fyne.App, win fyne.Window, a *app.App) *window {
	w := &window{app: a, fyne: f, win: win, sample: app.StartDemo}
	w.ctx, w.cancel = context.WithCancel(ctx)
	if a.Demo() { // it may stand beside the window of the user's own data
		w.win.SetTitle(programName + "（見本）")
	}
	w.recallTextSize()
	w.win.SetPadded(false)
	w.win.SetContent(container.NewStack())
	return w
}

// show puts the window on the screen, as it was when it was closed; nil: there is none to
// be had.
func (w *window) show() *frame.Frame {
	w.frame = frame.Show(w.win, w.place())
	return w.frame
}

// fill puts the screens into the window.
func (w *window) fill() {
	w.layers = kit.NewLayers(w.win)
	w.connect = newConnect(w)
	w.advance = kit.Advances()
	w.people = newPeople(w)
	w.history = newHistory(w)
	w.csv = newCSV(w)
	var items []kit.NavItem
	for _, of := range []struct {
		screen
		icon fyne.Resource
	}{
		{newHome(w), theme.HomeIcon()},
		{w.connect, theme.DownloadIcon()},
		{w.people, theme.AccountIcon()},
		{w.history, theme.HistoryIcon()},
		{w.csv, theme.DocumentIcon()},
		{newSettings(w), theme.SettingsIcon()},
	} {
		w.screens = append(w.screens, of.screen)
		items = append(items, kit.NavItem{Name: of.name(), Icon: of.icon})
	}
	w.nav = kit.NewNav(w.fyne.Icon(), programName, items, w.onNavigated)
	w.body = container.NewStack()
	w.floor = &floor{least: leastSize, resized: func(fyne.Size) {}, nav: w.nav, folded: w.people.fold}
	if w.frame != nil {
		w.floor.least, w.floor.resized = w.frame.Room(leastSize), w.frame.Resized
	}
	w.said = newSaid(w)
	w.parts = container.New(w.floor, w.nav, w.body, w.said.line)
	w.win.SetContent(w.layers.Over(w.parts))
	w.listen()
	w.win.SetCloseIntercept(w.onClose)
	if w.app.Empty(w.ctx) {
		w.nav.Select(screenConnect)
	}
	w.enter()
	w.reload()
}

// attend begins with what goes on as long as the window is open.
func (w *window) attend() {
	w.jobs.Go(w.watch)
	w.jobs.Go(w.followReleases)
	w.worry()
	w.try(w.check, nil)
	w.try(w.repair, nil)
	w.try(w.app.ReportOverdue, nil)
}

// check waits for the check of the stored data, and keeps a copy of them where one is due.
func (w *window) check(ctx context.Context) error {
	if err := w.app.Checked(ctx); err != nil {
		return err
	}
	return w.app.KeepBackup(ctx)
}

// repairAfter is when the start is over, which the system's tools would slow down.
const repairAfter = 5 * time.Second

// repair makes the system's scheduler start this very program, wherever it is by now.
func (w *window) repair(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(repairAfter):
		return w.app.RepairAutoSync(ctx)
	}
}

// end waits for what is under way once the window is closed.
func (w *window) end() error {
	w.cancel()
	w.jobs.Wait()
	return w.app.Close()
}

// place is where the window was when it was closed.
func (w *window) place() frame.Place {
	text, err := w.app.Setting(w.ctx, settingWindow)
	if err != nil {
		w.app.Log().Error("window size", "error", err)
	}
	if p, ok := frame.ParsePlace(text); ok {
		p.Size = p.Size.Max(leastSize)
		return p
	}
	return frame.Place{Size: fyne.NewSize(usualWidth, usualHeight)}
}

// keepPlace remembers where the window is. A minimised one is where it was before.
func (w *window) keepPlace() {
	p, known := frame.Place{Size: w.win.Canvas().Size()}, true
	if w.frame != nil {
		p, known = w.frame.Place()
	}
	if !known {
		return
	}
	w.jobs.Go(func() { // end waits for it
		if err := w.app.SetSetting(context.WithoutCancel(w.ctx), settingWindow, p.String()); err != nil {
			w.app.Log().Error("window size", "error", err)
		}
	})
}

func (w *window) current() screen {
	at := w.nav.Selected()
	if at == w.covered && w.cover != nil {
		return w.cover
	}
	return w.screens[at]
}

// frameAgain lays the window out anew: the line below the screen came or went.
func (w *window) frameAgain() { w.parts.Refresh() }

// enter shows the current screen.
func (w *window) enter() {
	s := w.current()
	layer := s.layer()
	layer.Keys = append(layer.Keys, w.keys()...)
	w.layers.SetBase(layer)
	w.body.Objects = []fyne.CanvasObject{s.content()}
	w.body.Refresh()
	s.entered()
	w.said.arm()
	w.armMenu()
}

func (w *window) onNavigated(item int) {
	w.nav.Select(item)
	w.enter()
}

// setCover puts a screen in front of the one where the import began; nil takes it away.
// Meanwhile the others can be looked at.
func (w *window) setCover(at int, s screen) {
	w.cover, w.covered = s, at
	w.nav.Select(at)
	w.enter()
}

// goTo shows a record on the screen 部署／ユーザー.
func (w *window) goTo(kind directory.RecordKind, id int64) {
	w.people.leavePast()
	w.onNavigated(screenPeople)
	w.people.goTo(kind, id)
}

// list shows on the screen 部署／ユーザー what a query finds.
func (w *window) list(q browse.Query) {
	w.people.leavePast()
	w.onNavigated(screenPeople)
	w.people.list(q, false)
}

// listDepartments shows all departments there as a list.
func (w *window) listDepartments() {
	w.people.leavePast()
	w.onNavigated(screenPeople)
	w.people.list(browse.Query{Node: browse.AllUsers}, true)
}

// reload reads the stored data anew and shows it on all screens.
func (w *window) reload() {
	if w.loading {
		w.stale = true
		return
	}
	w.loading, w.stale = true, false
	first := w.people.query // as it is when the list will be asked for
	inBackground(w, func(ctx context.Context) (*state, error) { return w.load(ctx, first) }, func(s *state, err error) {
		w.loading = false
		if err != nil {
			w.fail(err)
			return
		}
		w.shown = momentOf(s.directory.Revision, s.history, s.stopped, s.unreported)
		for _, screen := range w.screens {
			screen.show(s)
		}
		w.said.show(s)
		w.armMenu()
		w.nav.SetFoot(foot(s)...)
		if w.stale {
			w.reload()
		}
	})
}

// load reads the stored data, and prepares what the first list of members needs of them.
func (w *window) load(ctx context.Context, first browse.Query) (*state, error) {
	d, err := w.app.Directory(ctx)
	if err != nil {
		return nil, err
	}
	auto, err := w.app.AutoSync(ctx)
	if err != nil {
		return nil, err
	}
	accepted, err := w.app.Acceptances(ctx)
	if err != nil {
		return nil, err
	}
	history, err := w.app.History(ctx, 0)
	if err != nil {
		return nil, err
	}
	last, err := w.app.LastEdit(ctx, d, history)
	if err != nil {
		return nil, err
	}
	undone, err := w.app.LastTakenBack(ctx, d, history)
	if err != nil {
		return nil, err
	}
	settings, err := w.app.Settings(ctx)
	if err != nil {
		return nil, err
	}
	releases, err := w.app.Releases(ctx)
	if err != nil {
		return nil, err
	}
	_, unreported, err := w.app.Reports(ctx)
	if err != nil {
		return nil, err
	}
	status, err := w.app.Status(ctx, history)
	model, widest := w.prepare(d, accepted, first)
	return &state{d, model, widest, status, auto, history, last, undone, w.stopped(), unreported, settings.OverdueDays, releases}, err
}

// prepare builds what the screens show of a directory, and does at one time what takes long:
// the texts that are the widest, and the order of the first list.
func (w *window) prepare(d *directory.Directory, accepted []directory.Acceptance, first browse.Query) (*browse.Model, [][]string) {
	model := browse.Build(d, accepted...)
	var ordering sync.WaitGroup
	ordering.Go(func() { model.List(first) })
	texts := widest(model, w.advance)
	ordering.Wait()
	return model, texts
}

// stopped is what an import without a person has stopped at. Where that cannot be read, it
// costs a convenience: the next import brings it anew.
func (w *window) stopped() *app.Stop {
	stop, err := w.app.Stopped()
	if err != nil {
		w.app.Log().Error("stopped", "error", err)
	}
	return stop
}

func foot(s *state) []string {
	if s.directory.Domain == "" {
		return []string{"連携先：", "まだ読み込んでいません"}
	}
	lines := []string{"連携先：", s.directory.Domain}
	if s.status.Success != nil {
		lines = append(lines, "最終読み込み：", s.status.Success.FinishedAt.Local().Format(timeFormat))
	}
	return append(lines, fmt.Sprintf("%s人・%s部署", kit.Digits(s.model.Node(browse.AllUsers).Count), kit.Digits(len(s.directory.Departments)-1)))
}

// fail shows what went wrong outside of an import.
func (w *window) fail(err error) {
	w.app.Log().Error("window", "error", err)
	if w.damaged(err) {
		return
	}
	text := message.Of(err)
	w.layers.TellError(text.Summary, text.Advice, text.Detail)
}

// damaged leads from an error that tells of a damaged directory to what can be done about
// it, and says whether it is one.
func (w *window) damaged(err error) bool {
	if !app.IsDamaged(err) || w.restore == nil {
		return false
	}
	if w.leading {
		return true
	}
	w.leading = true
	text := message.Of(err)
	w.layers.Ask(kit.Question{
		Title: text.Summary,
		Text:  message.LeadToRestore,
		Yes:   "復元に進む",
		No:    "あとで",
		Do:    func() { w.leave(err) },
		Else:  func() { w.leading = false },
	})
	return true
}

// leave lets go of the stored data and leads to the restore.
func (w *window) leave(why error) {
	overlays := w.win.Canvas().Overlays()
	for top := overlays.Top(); top != nil; top = overlays.Top() {
		overlays.Remove(top)
	}
	w.win.SetContent(container.NewStack())
	w.cancel()
	go func() {
		w.jobs.Wait()
		err := w.app.Close()
		fyne.Do(func() { w.restore(errors.Join(why, err)) })
	}()
}

func momentOf(revision directory.Revision, history []directory.Import, stopped *app.Stop, unreported string) moment {
	m := moment{revision: revision, unreported: unreported}
	if len(history) > 0 {
		m.lastImport = history[0].ID
	}
	if stopped != nil {
		m.stopped = stopped.ImportID
	}
	return m
}

// newest is the moment of what is stored, more cheaply than loading it.
func (w *window) newest() (moment, error) {
	revision, err := w.app.Revision(w.ctx)
	if err != nil {
		return moment{}, err
	}
	lines, err := w.app.History(w.ctx, 1)
	if err != nil {
		return moment{}, err
	}
	_, unreported, err := w.app.Reports(w.ctx)
	return momentOf(revision, lines, w.stopped(), unreported), err
}

// watch notices that another process has imported, or tried to, or that the sqlite3
// shell has changed the directory.
func (w *window) watch() {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	var seen moment
	for {
		select {
		case <-w.ctx.Done():
			return
		case <-ticker.C:
		}
		now, err := w.newest()
		if app.IsDamaged(err) {
			fyne.Do(func() { w.fail(err) })
			return
		}
		if err != nil || now == seen {
			continue // what else is wrong with the file is told by who needs it
		}
		seen = now
		fyne.Do(func() {
			if now != w.shown && w.running == nil {
				w.reload()
			}
		})
	}
}

// onClose asks first while an import is under way, and before what was typed is lost.
func (w *window) onClose() {
	switch {
	case w.form != nil && w.form.changed():
		if !w.form.asking {
			w.form.discard(func() {
				w.form.dialog.Close()
				w.onClose()
			})
		}
	case w.running != nil:
		w.running.onClose()
	default:
		w.keepPlace()
		w.win.Close()
	}
}
