package views

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"anpisync/views/kit"
)

// area is a rectangle of the window.
type area struct{ left, top, right, bottom float32 }

func areaOf(at fyne.Position, size fyne.Size) area {
	return area{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

func (a area) within(b area) area {
	return area{max(a.left, b.left), max(a.top, b.top), min(a.right, b.right), min(a.bottom, b.bottom)}
}

// readable says whether enough is there to be read. A few pixels are the air of a line.
func (a area) readable() bool { return a.right-a.left > 4 && a.bottom-a.top > 4 }

type placedText struct {
	text string
	area
	cut   float32 // what lies right of its room
	leads bool    // of a button: its … leads to a dialog
}

// texts are those of an object that can be seen, and where: inside of a list, no further
// than it reaches.
func texts(o fyne.CanvasObject, at fyne.Position, room area) (all []placedText) {
	if o == nil || !o.Visible() {
		return nil
	}
	at = at.Add(o.Position())
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		whole := areaOf(at, o.MinSize())
		if a := whole.within(room); o.Text != "" && a.readable() {
			return []placedText{{o.Text, a, whole.right - room.right, strings.HasSuffix(o.Text, " …")}}
		}
		return nil
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		for _, t := range texts(o.Content, at, room.within(areaOf(at, o.Size()))) {
			if o.Direction != container.ScrollVerticalOnly {
				t.cut = 0
			}
			all = append(all, t)
		}
		return all
	case *kit.Paper: // a picture of a page, which is small
		return nil
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		all = append(all, texts(child, at, room)...)
	}
	g, list := o.(*kit.Grid)
	_, button := o.(*kit.Button)
	for i := range all {
		if list && scrollsAside(g) {
			all[i].cut = 0
		}
		all[i].leads = all[i].leads || button
	}
	return all
}

// scrollsAside says of a list that its columns are wider than it is.
func scrollsAside(g *kit.Grid) bool {
	var width float32
	for _, column := range g.Shown() {
		width += g.ColumnWidth(column)
	}
	return width > g.Room()
}

// expectLegible fails where a text lies on another, or ends before its end. Those alone may
// that say by … that there is more, and tell it to the mouse.
func (s *stage) expectLegible(where string) {
	s.t.Helper()
	front := s.front()
	window := areaOf(fyne.Position{}, s.win.Canvas().Size())
	all := texts(front, fyne.Position{}, window)
	if len(all) == 0 {
		s.t.Errorf("%s: no text can be seen", where)
	}
	over := spots(front, fyne.Position{}, window)
	for i, one := range all {
		for _, other := range all[i+1:] {
			if one.within(other.area).readable() {
				s.t.Errorf("%s: %q at %v lies on %q at %v", where, one.text, one.area, other.text, other.area)
			}
		}
		if one.cut > 1 {
			s.t.Errorf("%s: %q at %v lacks %g", where, one.text, one.area, one.cut)
		}
		if start, abridged := strings.CutSuffix(one.text, "…"); abridged && !one.leads {
			told := s.hover(over, (one.left+one.right)/2, (one.top+one.bottom)/2)
			if !strings.Contains(strings.ReplaceAll(told, "\n", " "), strings.TrimSpace(start)) {
				s.t.Errorf("%s: %q is abridged, and the mouse is told %q", where, one.text, told)
			}
		}
	}
}

// tooNarrow is what has no room in the narrowest window: menus lie over the bar that they hang
// from.
var tooNarrow = regexp.MustCompile(`menu`)

func TestLayout_NoTextLiesOnAnotherOrIsCut(t *testing.T) {
	if watched {
		t.Skip("a place is the same with the race detector, which takes minutes of them: it is walked through without -race")
	}
	tour(t, func(s *stage, at string, _ bool) {
		for _, size := range []fyne.Size{usualSize, leastSize, smallScreens[1]} {
			if size == smallScreens[1] && tooNarrow.MatchString(at) {
				continue
			}
			s.fillScreen(size)
			s.drain()
			s.arrange()
			s.expectLegible(fmt.Sprintf("%s, %g × %g", at, size.Width, size.Height))
		}
		s.floor.least = leastSize
		s.parts.Resize(usualSize)
		s.win.Resize(usualSize)
		s.drain()
		s.arrange()
	})
}
