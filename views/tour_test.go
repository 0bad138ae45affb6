package views

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"anpisync/cybozu/cybozutest"
	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
)

// usualSize is the window as it is first opened.
var usualSize = fyne.NewSize(usualWidth, usualHeight)

// looking is what a test does with a sight, which has a name and may be worth a picture.
type looking func(s *stage, at string, drawn bool)

// A guide leads through what a person can come to see in the window, and has it looked at.
type guide struct {
	*stage
	look looking
}

// see has what is shown looked at.
func (g *guide) see(at string) {
	g.t.Helper()
	g.settle()
	g.arrange()
	g.look(g.stage, at, false)
}

// draw has it looked at, as a picture too.
func (g *guide) draw(at string) {
	g.t.Helper()
	g.settle()
	g.arrange()
	g.look(g.stage, at, true)
}

// tour shows a look all that the stories below come to, always the same: the clock stands
// still, and it is in Japan. A sight that is drawn is one that says most of a screen.
func tour(t *testing.T, look looking) {
	testapp.New(t, kit.NewTheme()) // of no story's time
	was := time.Local
	time.Local, stillClock = time.FixedZone("JST", 9*60*60), true
	t.Cleanup(func() { time.Local, stillClock = was, false })
	for _, story := range []struct {
		day  int // of April 2026
		tell func(t *testing.T, look looking)
	}{
		{1, tellEmpty},
		{1, tellFirstImport},
		{2, tellPeople},
		{2, tellForms},
		{3, tellNextDay},
		{3, tellPast},
		{4, tellProblems},
		{4, tellGuards},
		{5, tellFormats},
		{6, tellFiles},
		{7, tellAutoSync},
		{8, tellDamage},
		{9, tellReleases},
		{10, tellHeld},
		{11, tellHandedOver},
		{12, tellTakenBack},
		{13, tellFailing},
	} {
		onDay(t, story.day, func(t *testing.T) { story.tell(t, look) })
	}
}

// stillClock says that the stages are in a bubble of testing/synctest.
var stillClock bool

// onDay has a test believe that it is a day of April 2026, at 9:30.
func onDay(t *testing.T, day int, f func(t *testing.T)) {
	defer func() {
		// A log that is rotated has a goroutine without an end.
		if why := recover(); why != nil && !strings.Contains(fmt.Sprint(why), "blocked goroutines remain") {
			panic(why)
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.April, day, 9, 30, 0, 0, time.Local)))
		f(t)
	})
}

// newGuide begins with a window of the usual size over nothing.
func newGuide(t *testing.T, look looking, company *cybozutest.Company) *guide {
	t.Helper()
	return guideOf(newStage(t, company, cybozutest.Options{}), look)
}

func guideOf(s *stage, look looking) *guide {
	s.win.Resize(usualSize)
	s.settle()
	return &guide{s, look}
}

// opens has a dialog or a menu looked at, and leaves it.
func (g *guide) opens(at string, drawn bool, open func()) {
	g.t.Helper()
	open()
	g.settle()
	if g.win.Canvas().Overlays().Top() == nil {
		g.t.Fatalf("%s opens nothing: %q", at, g.onScreen())
	}
	if drawn {
		g.draw(at)
	} else {
		g.see(at)
	}
	g.leave()
}

// leave closes what lies over the screen.
func (g *guide) leave() {
	g.t.Helper()
	for range 6 {
		if g.win.Canvas().Overlays().Top() == nil {
			return
		}
		g.press(fyne.KeyEscape, 0)
		g.settle()
		if g.window.form != nil && g.window.form.asking {
			g.click("破棄する")
		}
	}
	g.t.Fatalf("it stays open: %q", g.dialogs())
}

// goes shows a screen.
func (g *guide) goes(screen int) {
	g.onNavigated(screen)
	g.settle()
}

// menusAt has the menu bar looked at, as it is now.
func (g *guide) menusAt(at string) {
	g.t.Helper()
	for i := range bar {
		g.opens(fmt.Sprintf("%s-menu-%d", at, i+1), false, func() { g.layers.MenuBar(i, g.menus()...) })
	}
}

// scrolls shows what is further down on the screen.
func (g *guide) scrolls(to float32) {
	page := g.current().content().(*container.Scroll)
	page.ScrollToOffset(fyne.NewPos(0, to))
}

// runs runs a command as its menu does.
func (g *guide) runs(id string) func() { return func() { g.do(g.command(id)) } }

// front is what has the keys: the dialog or menu on top, or the screen, without the tips.
func (s *stage) front() fyne.CanvasObject {
	if top := s.win.Canvas().Overlays().Top(); top != nil {
		return top
	}
	if s.win.Content() != s.filled {
		return s.win.Content() // the restore's
	}
	return s.parts
}

// arrange lays all out anew, as Fyne does before it draws where something wants another size;
// its canvas for tests does not.
func (s *stage) arrange() {
	var again func(o fyne.CanvasObject)
	again = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *fyne.Container:
			if o.Layout != nil {
				o.Layout.Layout(o.Objects, o.Size())
			}
		case fyne.Widget:
			test.WidgetRenderer(o).Layout(o.Size())
		}
		readInside(o, again)
	}
	for range 3 { // lines that break tell their height once they have their width
		again(s.win.Content())
		for _, o := range s.win.Canvas().Overlays().List() {
			again(o)
		}
	}
}
