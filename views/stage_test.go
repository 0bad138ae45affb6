package views

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"
)

const ctrl = fyne.KeyModifierShortcutDefault

func TestMain(m *testing.M) {
	credentials.HashCheaply()
	storage.SealCheaply()
	os.Exit(m.Run())
}

// stage is the window on a data folder of its own and a cybozu.com on loopback. What
// jobs want done in the window waits in a queue for the test, whose goroutine is the
// window's: so nothing is looked at while it changes.
type stage struct {
	*window
	t       testing.TB
	company *cybozutest.Company
	server  *cybozutest.Server
	queue   chan func()
	closed  bool
	ended   bool                            // whatever is open is closed by the test itself
	filled  fyne.CanvasObject               // the content of the window with its screens
	drop    func(fyne.Position, []fyne.URI) // what a desktop calls for files that are dropped
	leaving func()                          // and where somebody closes the window
}

// droppable is Fyne's test window, which has no desktop, but for what is dropped on it, and for
// its closing.
type droppable struct {
	fyne.Window
	stage *stage
}

func (d droppable) SetOnDropped(dropped func(fyne.Position, []fyne.URI)) { d.stage.drop = dropped }

func (d droppable) SetCloseIntercept(leave func()) { d.stage.leaving = leave }

// queued is Fyne's test application but for that queue.
type queued struct {
	fyne.App
	driver queuedDriver
}

func (q queued) Driver() fyne.Driver { return q.driver }

type queuedDriver struct {
	fyne.Driver
	queue chan func()
}

func (d queuedDriver) DoFromGoroutine(f func(), _ bool) { d.queue <- f }

func newStage(t testing.TB, company *cybozutest.Company, o cybozutest.Options) *stage {
	t.Helper()
	return newStageWith(t, company, o, credentials.Memory(), t.TempDir())
}

func newStageWith(t testing.TB, company *cybozutest.Company, o cybozutest.Options, keyring credentials.Keyring, dir string, more ...func(*app.Options)) *stage {
	t.Helper()
	s := &stage{t: t, company: company, queue: make(chan func(), 1<<12)}
	o.Pipes = stillClock
	var err error
	if s.server, err = cybozutest.NewServer(company, o); err != nil {
		t.Fatal(err)
	}
	options := app.Options{Dir: dir, Keyring: keyring, Scheduler: schedule.Memory(), Cybozu: cybozu.Options{
		Transport: s.server.Transport(),
		Wait:      func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}}
	for _, more := range more {
		more(&options)
	}
	a, err := app.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	f := testapp.New(t, kit.NewTheme())
	q := queued{f, queuedDriver{f.Driver(), s.queue}}
	fyne.SetCurrentApp(q)
	s.window = newWindow(context.Background(), q, droppable{q.NewWindow(programName), s}, a)
	s.win.SetOnClosed(func() { s.closed = true })
	s.fill()
	s.filled = s.win.Content()
	t.Cleanup(func() {
		s.cancel()
		s.server.Close()
		s.settle()
		if s.ended {
			return
		}
		if err := s.app.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// settle waits for the jobs under way, and does what they want done in the window,
// until nothing is left.
func (s *stage) settle() {
	for {
		s.jobs.Wait()
		if !s.drain() {
			return
		}
	}
}

// drain does what jobs wanted so far.
func (s *stage) drain() (any bool) {
	for {
		select {
		case f := <-s.queue:
			f()
			any = true
		default:
			return any
		}
	}
}

// hold makes the first request of a path from now on wait, until the end of the test at
// the latest. reached is closed when it has come.
func (s *stage) hold(path string) (reached <-chan struct{}, release func()) {
	came, released := make(chan struct{}), make(chan struct{})
	s.server.Inject(cybozutest.Fault{Path: path, Nth: 1, Before: func(*cybozutest.Company) {
		close(came)
		<-released
	}})
	release = sync.OnceFunc(func() { close(released) })
	s.t.Cleanup(release)
	return came, release
}

func (s *stage) press(name fyne.KeyName, modifier fyne.KeyModifier) {
	kittest.Press(s.win, s.layers, name, modifier)
}

// escapes leaves what is open by Esc while that is so, which it is not for long.
func (s *stage) escapes(while func() bool) {
	s.t.Helper()
	for range 8 {
		if !while() {
			return
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
	s.t.Fatalf("Esc leaves it open: %q", s.dialogs())
}

// repeat is what a held Ctrl+Enter goes on sending, to whatever has the keys.
func (s *stage) repeat(times int) {
	for range times {
		kittest.Target(s.win, s.layers).TypedShortcut(kittest.Shortcut(fyne.KeyReturn, ctrl))
	}
}

func (s *stage) focus(f fyne.Focusable) {
	s.t.Helper()
	s.win.Canvas().Focus(f)
	if s.win.Canvas().Focused() != f {
		s.t.Fatalf("%T cannot have the focus", f)
	}
}

func (s *stage) form() *connect { return s.connect }

// preview is the one on the screen, nil if there is none.
func (s *stage) preview() *preview {
	p, _ := s.cover.(*preview)
	return p
}

// fillIn types into the form what an import needs.
func (s *stage) fillIn() {
	s.t.Helper()
	s.settle() // what was saved is there
	c := s.form()
	for entry, text := range map[*kit.Field]string{
		c.url: s.server.Host(), c.login: cybozutest.Login, c.password: cybozutest.Password, c.initial: "first-password",
	} {
		entry.SetText(text)
	}
}

// importAll imports by the keys: from the form, and through the preview if there is one.
func (s *stage) importAll() {
	s.t.Helper()
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() != nil {
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
	}
	if s.running != nil || s.layers.Busy() {
		s.t.Fatalf("the import has not ended: %q", s.dialogs())
	}
}

// tickAll confirms all that the preview asks for.
func (s *stage) tickAll() {
	s.t.Helper()
	for _, tick := range s.preview().ticks {
		tick.SetChecked(true)
	}
}

func (s *stage) stored() *directory.Directory {
	s.t.Helper()
	d, err := s.app.Directory(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// outcomes are those of the history, the newest first.
func (s *stage) outcomes() []directory.Outcome {
	s.t.Helper()
	lines, err := s.app.History(context.Background(), 0)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []directory.Outcome
	for _, line := range lines {
		all = append(all, line.Outcome)
	}
	return all
}

func (s *stage) expectOutcomes(want ...directory.Outcome) {
	s.t.Helper()
	if got := s.outcomes(); !slices.Equal(got, want) {
		s.t.Errorf("the history says %q, want %q", got, want)
	}
}

// imports counts those that asked cybozu.com for something.
func (s *stage) imports() (n int) {
	for _, r := range s.server.Requests() {
		if strings.HasSuffix(r.Path, "/users.json") && r.Query.Get("offset") == "0" {
			n++
		}
	}
	return n
}

// inOrder goes through a map always in the same way: what one step leaves behind, the next one
// meets.
func inOrder[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

// dialogs is all that is written on those that are open.
func (s *stage) dialogs() string {
	var text strings.Builder
	for _, o := range s.win.Canvas().Overlays().List() {
		text.WriteString(written(o))
	}
	return text.String()
}

// onScreen is all that is written on the screen below them.
func (s *stage) onScreen() string { return written(s.win.Canvas().Content()) }

// written is all the text that can be seen of an object. Lines that were broken are
// whole again.
func written(o fyne.CanvasObject) string {
	var text strings.Builder
	walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			text.WriteString(t.Text)
		}
	})
	return text.String()
}

// walk visits what is visible of an object, the object first.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

// focusables are the widgets of an object that can have the focus now.
func focusables(o fyne.CanvasObject) (all []fyne.Focusable) {
	walk(o, func(o fyne.CanvasObject) {
		f, ok := o.(fyne.Focusable)
		if d, disableable := o.(fyne.Disableable); ok && !(disableable && d.Disabled()) {
			all = append(all, f)
		}
	})
	return all
}

// button finds one by its text.
func button(t testing.TB, o fyne.CanvasObject, text string) (found *kit.Button) {
	t.Helper()
	walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text() == text {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("no button %q", text)
	}
	return found
}

// tickDialog ticks all that the topmost dialog has to tick.
func (s *stage) tickDialog() {
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if tick, ok := o.(*kit.Check); ok {
			tick.SetChecked(true)
		}
	})
}

// dialogButton finds a button of the topmost dialog.
func (s *stage) dialogButton(text string) *kit.Button {
	s.t.Helper()
	return button(s.t, s.win.Canvas().Overlays().Top(), text)
}

// dialogEntry is the first field of the topmost dialog.
func (s *stage) dialogEntry() (found *kit.Entry) {
	s.t.Helper()
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok && found == nil {
			found = e
		}
	})
	if found == nil {
		s.t.Fatal("no field in the dialog")
	}
	return found
}
