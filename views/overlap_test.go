package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"anpisync/cybozu/cybozutest"
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
		if a := areaOf(at, o.MinSize()).within(room); o.Text != "" && a.readable() {
			return []placedText{{o.Text, a}}
		}
		return nil
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		room = room.within(areaOf(at, o.Size()))
		children = []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		all = append(all, texts(child, at, room)...)
	}
	return all
}

func (s *stage) expectLegible(where string) {
	s.t.Helper()
	content := s.win.Canvas().Content()
	all := texts(content, fyne.Position{}, areaOf(fyne.Position{}, content.Size()))
	if len(all) < 10 {
		s.t.Errorf("%s: only %d texts can be seen", where, len(all))
	}
	for i, one := range all {
		for _, other := range all[i+1:] {
			if one.within(other.area).readable() {
				s.t.Errorf("%s: %q at %v lies on %q at %v", where, one.text, one.area, other.text, other.area)
				return
			}
		}
	}
}

func TestLayout_NoTextLiesOnAnother(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 960, Height: 540}} {
		s.fillScreen(size)
		if s.preview() == nil && len(s.stored().Users) == 0 {
			s.fillIn()
			s.press(fyne.KeyReturn, ctrl)
			s.settle()
			s.expectLegible("preview")
			s.press(fyne.KeyReturn, ctrl)
			s.settle()
		}
		for i, screen := range s.screens {
			s.onNavigated(i)
			s.settle()
			s.parts.Refresh()
			s.expectLegible(screen.name())
		}
	}
}
