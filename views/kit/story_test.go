package kit_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"anpisync/app/goldentest"
	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"
)

// fontsFile says with which fonts the stories were written.
var fontsFile = filepath.Join("..", "testdata", "fonts.txt")

// A story is a window with widgets, and what a person does in it: after each step it is
// written down what was called and what is drawn otherwise, each text and surface with its
// place and colour. The whole is compared to testdata/stories.
type story struct {
	t      *testing.T
	window fyne.Window
	layers *kit.Layers
	out    bytes.Buffer
	seen   []string
	calls  []string
}

// tell begins a story with a window; nil leaves it to the story to fill it.
func tell(t *testing.T, width, height float32, content func(s *story) fyne.CanvasObject, steps func(s *story)) {
	t.Helper()
	kittest.NeedFonts(t, fontsFile, false)
	var s *story
	synctest.Test(t, func(t *testing.T) { // where two clicks are always soon after each other
		s = &story{t: t, window: test.NewTempWindow(t, nil)}
		s.window.SetPadded(false)
		s.layers = kit.NewLayers(s.window)
		s.step("begin", func() {
			s.window.SetContent(s.layers.Over(content(s)))
			s.window.Resize(fyne.NewSize(width, height))
		})
		steps(s)
	})
	goldentest.Compare(t, filepath.Join("testdata", "stories", strings.TrimPrefix(t.Name(), "TestStory_")+".txt"), s.out.String())
}

// call is something that a widget reports.
func (s *story) call(format string, args ...any) {
	s.calls = append(s.calls, fmt.Sprintf(format, args...))
}

// note is a function that a widget calls.
func (s *story) note(what string) func() { return func() { s.call("%s", what) } }

func (s *story) step(name string, do func()) {
	s.t.Helper()
	do()
	fmt.Fprintf(&s.out, "# %s\n", name)
	for _, c := range s.calls {
		fmt.Fprintf(&s.out, "  called: %s\n", c)
	}
	s.calls = nil
	seen := s.look()
	gone := slices.Clone(s.seen)
	for _, line := range seen {
		if i := slices.Index(gone, line); i >= 0 {
			gone = slices.Delete(gone, i, i+1)
		} else {
			fmt.Fprintf(&s.out, "  + %s\n", line)
		}
	}
	slices.Sort(gone)
	for _, line := range gone {
		fmt.Fprintf(&s.out, "  - %s\n", line)
	}
	s.seen = seen
}

// look is what is drawn.
func (s *story) look() (seen []string) {
	for _, p := range s.parts(false) {
		if line := p.String(); line != "" {
			seen = append(seen, line)
		}
	}
	return seen
}

// sweep does something at each pixel of a line, and writes down where that begins to have
// another outcome.
func (s *story) sweep(what string, from, to fyne.Position, do func(at fyne.Position)) {
	s.t.Helper()
	way := to.Subtract(from)
	steps := max(way.X, -way.X, way.Y, -way.Y)
	var last []string
	for i := range int(steps) + 1 {
		at := from.AddXY(way.X*float32(i)/steps, way.Y*float32(i)/steps)
		do(at)
		calls := s.calls
		if slices.Equal(calls, last) && slices.Equal(s.look(), s.seen) {
			s.calls = nil
			continue
		}
		s.step(fmt.Sprintf("%s at %g,%g", what, at.X, at.Y), func() {})
		last = calls
	}
}

// sweepMouse moves the mouse along a line.
func (s *story) sweepMouse(from, to fyne.Position) { s.t.Helper(); s.sweep("mouse", from, to, s.move) }

// sweepClicks clicks all along a line.
func (s *story) sweepClicks(from, to fyne.Position) {
	s.t.Helper()
	s.sweep("click", from, to, func(at fyne.Position) { s.press(at, desktop.MouseButtonPrimary, 0, false) })
}

// A part is an object that is in view.
type part struct {
	fyne.CanvasObject
	at   fyne.Position
	room [2]fyne.Position // of which no more is seen
}

// parts are all that are drawn, what lies above others behind them; of the topmost layer
// alone, for the mouse.
func (s *story) parts(top bool) (all []part) {
	c := s.window.Canvas()
	roots := append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...)
	if top {
		roots = roots[len(roots)-1:]
	}
	for _, root := range roots {
		all = appendParts(all, root, fyne.Position{}, [2]fyne.Position{{}, fyne.NewPos(c.Size().Width, c.Size().Height)})
	}
	return all
}

func appendParts(all []part, o fyne.CanvasObject, at fyne.Position, room [2]fyne.Position) []part {
	if o == nil || !o.Visible() {
		return all
	}
	at = at.Add(o.Position())
	all = append(all, part{o, at, room})
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		end := at.Add(o.Size())
		room = [2]fyne.Position{
			fyne.NewPos(max(room[0].X, at.X), max(room[0].Y, at.Y)),
			fyne.NewPos(min(room[1].X, end.X), min(room[1].Y, end.Y)),
		}
		children = test.WidgetRenderer(o).Objects() // the bars, too
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		all = appendParts(all, child, at, room)
	}
	return all
}

func (p part) inView() bool {
	end := p.at.Add(p.Size())
	return end.X > p.room[0].X && end.Y > p.room[0].Y && p.at.X < p.room[1].X && p.at.Y < p.room[1].Y
}

// String says what is drawn; "": nothing is.
func (p part) String() string {
	var b strings.Builder
	where := func(kind string) {
		fmt.Fprintf(&b, "%s %g,%g %g×%g", kind, tenth(p.at.X), tenth(p.at.Y), tenth(p.Size().Width), tenth(p.Size().Height))
	}
	if _, line := p.CanvasObject.(*canvas.Line); !line && !p.inView() {
		return ""
	}
	switch o := p.CanvasObject.(type) {
	case *canvas.Text:
		if o.Text == "" {
			return ""
		}
		where(fmt.Sprintf("%q", o.Text))
		fmt.Fprintf(&b, " size %g %s", o.TextSize, tint(o.Color))
		if o.TextStyle.Bold {
			b.WriteString(" bold")
		}
		if o.Alignment != fyne.TextAlignLeading {
			fmt.Fprintf(&b, " aligned %d", o.Alignment)
		}
	case *canvas.Rectangle:
		fill, border := tint(o.FillColor), tint(o.StrokeColor)
		if o.StrokeWidth == 0 {
			border = ""
		}
		if fill == "" && border == "" {
			return ""
		}
		where("box")
		fmt.Fprintf(&b, " %s radius %g", fill, o.CornerRadius)
		if border != "" {
			fmt.Fprintf(&b, " border %s %g", border, o.StrokeWidth)
		}
		if shadow := tint(o.Shadow.Color); shadow != "" {
			fmt.Fprintf(&b, " shadow %s %v %g", shadow, o.Shadow.Offset, o.Shadow.BlurRadius)
		}
	case *canvas.Line:
		where("line")
		fmt.Fprintf(&b, " %s %g", tint(o.StrokeColor), o.StrokeWidth)
	case *canvas.Circle:
		where("circle")
		fmt.Fprintf(&b, " %s border %s %g", tint(o.FillColor), tint(o.StrokeColor), o.StrokeWidth)
	case *canvas.Image:
		if o.Resource == nil {
			return ""
		}
		where("picture " + o.Resource.Name())
		if o.FillMode != canvas.ImageFillContain {
			b.WriteString(" stretched")
		}
	case *canvas.Raster:
		where("drawing")
		if o.Generator == nil {
			return ""
		}
		ink := map[uint32]struct{}{}
		sum, last := uint32(2166136261), uint32(0)
		for scale := range 2 { // the second screen has twice the pixels
			i := o.Generator(int(o.Size().Width)*(scale+1), int(o.Size().Height)*(scale+1)).(*image.RGBA)
			for pixels := i.Pix; len(pixels) > 0; pixels = pixels[4:] {
				pixel := binary.LittleEndian.Uint32(pixels)
				if pixel != last || len(ink) == 0 {
					ink[pixel], last = struct{}{}, pixel
				}
				sum = (sum ^ pixel) * 16777619
			}
		}
		fmt.Fprintf(&b, " of %d colours, %08x", len(ink), sum)
	default:
		return ""
	}
	return b.String()
}

func tenth(x float32) float64 { return float64(int64(float64(x)*10+0.5*sign(x))) / 10 }

func sign(x float32) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// tint is a colour as it is read; "" where nothing can be seen of it.
func tint(c color.Color) string {
	if c == nil {
		return ""
	}
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	if n.A <= 1 {
		return ""
	}
	if n.A == 255 {
		return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
	}
	return fmt.Sprintf("#%02x%02x%02x/%02x", n.R, n.G, n.B, n.A)
}

// where is the middle of the last text that holds a word.
func (s *story) where(word string) fyne.Position {
	s.t.Helper()
	found := fyne.NewPos(-1, -1)
	var all []string
	for _, p := range s.parts(true) {
		text, ok := p.CanvasObject.(*canvas.Text)
		if !ok || !p.inView() {
			continue
		}
		all = append(all, text.Text)
		if strings.Contains(text.Text, word) {
			size := text.MinSize()
			found = p.at.Add(fyne.NewPos(min(size.Width, text.Size().Width)/2, size.Height/2))
		}
	}
	if found.X < 0 {
		s.t.Fatalf("%q is nowhere among %q\n%s", word, all, s.out.Bytes()[max(0, s.out.Len()-300):])
	}
	return found
}

// under is the topmost object at a place that answers to something, and where in it that is.
func (s *story) under(at fyne.Position, answers func(fyne.CanvasObject) bool) (o fyne.CanvasObject, inside fyne.Position) {
	for _, p := range s.parts(true) {
		end := p.at.Add(p.Size())
		if answers(p.CanvasObject) && at.X >= max(p.at.X, p.room[0].X) && at.Y >= max(p.at.Y, p.room[0].Y) &&
			at.X < min(end.X, p.room[1].X) && at.Y < min(end.Y, p.room[1].Y) {
			o, inside = p.CanvasObject, at.Subtract(p.at)
		}
	}
	return o, inside
}

func pressable(o fyne.CanvasObject) bool {
	switch o.(type) {
	case desktop.Mouseable, fyne.Tappable, fyne.DoubleTappable, fyne.SecondaryTappable, fyne.Focusable:
		return true
	}
	return false
}

// press is a click as Fyne's driver reports it.
func (s *story) press(at fyne.Position, button desktop.MouseButton, modifier fyne.KeyModifier, double bool) {
	o, inside := s.under(at, pressable)
	if o == nil {
		return
	}
	point := fyne.PointEvent{AbsolutePosition: at, Position: inside}
	event := &desktop.MouseEvent{PointEvent: point, Button: button, Modifier: modifier}
	if f, ok := o.(fyne.Focusable); ok {
		if d, ok := o.(fyne.Disableable); !ok || !d.Disabled() {
			s.window.Canvas().Focus(f)
		}
	}
	if m, ok := o.(desktop.Mouseable); ok {
		m.MouseDown(event)
		m.MouseUp(event)
	}
	if button == desktop.MouseButtonSecondary {
		if t, ok := o.(fyne.SecondaryTappable); ok {
			t.TappedSecondary(&point)
		}
		return
	}
	if double {
		if t, ok := o.(fyne.DoubleTappable); ok {
			t.DoubleTapped(&point)
			return
		}
	}
	if t, ok := o.(fyne.Tappable); ok {
		t.Tapped(&point)
	}
}

func (s *story) click(words ...string) {
	s.t.Helper()
	for _, word := range words {
		s.step("click "+word, func() { s.press(s.where(word), desktop.MouseButtonPrimary, 0, false) })
	}
}

func (s *story) clickWith(modifier fyne.KeyModifier, word string) {
	s.t.Helper()
	s.step(fmt.Sprintf("click %s with %d", word, modifier), func() { s.press(s.where(word), desktop.MouseButtonPrimary, modifier, false) })
}

func (s *story) clickAt(x, y float32) {
	s.t.Helper()
	s.step(fmt.Sprintf("click at %g,%g", x, y), func() { s.press(fyne.NewPos(x, y), desktop.MouseButtonPrimary, 0, false) })
}

func (s *story) doubleClick(word string) {
	s.t.Helper()
	s.step("double click "+word, func() {
		at := s.where(word)
		s.press(at, desktop.MouseButtonPrimary, 0, false)
		s.press(at, desktop.MouseButtonPrimary, 0, true)
	})
}

// pressAt is one press of any kind.
func (s *story) pressAt(x, y float32, button desktop.MouseButton, modifier fyne.KeyModifier, double bool) {
	s.t.Helper()
	s.step(fmt.Sprintf("press %d at %g,%g with %d, double: %v", button, x, y, modifier, double), func() { s.press(at(x, y), button, modifier, double) })
}

func (s *story) rightClick(word string) {
	s.t.Helper()
	s.step("right click "+word, func() { s.press(s.where(word), desktop.MouseButtonSecondary, 0, false) })
}

// rest lets the mouse rest on words.
func (s *story) rest(words ...string) {
	s.t.Helper()
	for _, word := range words {
		s.step("mouse on "+word, func() { s.move(s.where(word)) })
	}
}

func (s *story) restAt(x, y float32) {
	s.t.Helper()
	s.step(fmt.Sprintf("mouse at %g,%g", x, y), func() { s.move(fyne.NewPos(x, y)) })
}

// move moves the mouse, and tells of the pointer that it gets there.
func (s *story) move(to fyne.Position) {
	test.MoveMouse(s.window.Canvas(), to)
	o, _ := s.under(to, func(o fyne.CanvasObject) bool { _, ok := o.(desktop.Cursorable); return ok })
	if o != nil && o.(desktop.Cursorable).Cursor() != desktop.DefaultCursor {
		s.call("pointer %v", o.(desktop.Cursorable).Cursor())
	}
}

// drag moves the mouse with its button down, through each place.
func (s *story) drag(from fyne.Position, to ...fyne.Position) {
	s.t.Helper()
	s.step(fmt.Sprintf("drag from %v to %v", from, to), func() {
		o, inside := s.under(from, func(o fyne.CanvasObject) bool { _, ok := o.(fyne.Draggable); return ok })
		if o == nil {
			s.t.Fatalf("nothing at %v can be dragged", from)
		}
		origin := from.Subtract(inside)
		if m, ok := o.(desktop.Mouseable); ok {
			m.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: from, Position: inside}, Button: desktop.MouseButtonPrimary})
		}
		last := from
		for _, at := range to {
			event := &fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at, Position: at.Subtract(origin)}}
			event.Dragged = fyne.NewDelta(at.X-last.X, at.Y-last.Y)
			o.(fyne.Draggable).Dragged(event)
			last = at
		}
		o.(fyne.Draggable).DragEnd()
		if m, ok := o.(desktop.Mouseable); ok {
			m.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: last, Position: last.Subtract(origin)}, Button: desktop.MouseButtonPrimary})
		}
	})
}

func (s *story) scroll(x, y, dx, dy float32) {
	s.t.Helper()
	s.step(fmt.Sprintf("scroll at %g,%g by %g,%g", x, y, dx, dy), func() { test.Scroll(s.window.Canvas(), fyne.NewPos(x, y), dx, dy) })
}

func (s *story) scrollWith(modifier fyne.KeyModifier, x, y, dx, dy float32) {
	s.t.Helper()
	s.step(fmt.Sprintf("scroll at %g,%g by %g,%g with %d", x, y, dx, dy, modifier), func() {
		testapp.Modify(modifier, func() { test.Scroll(s.window.Canvas(), fyne.NewPos(x, y), dx, dy) })
	})
}

// hold keeps a key pressed.
func (s *story) hold(name fyne.KeyName, repeats int) {
	s.t.Helper()
	s.step(fmt.Sprintf("%s held", name), func() {
		kittest.Hold(s.window, s.layers, name, 0, repeats)
		kittest.Release(s.window, s.layers, name)
	})
}

// tab goes to the next widget.
func (s *story) tab() {
	s.t.Helper()
	s.step("Tab", s.window.Canvas().FocusNext)
}

func (s *story) keys(names ...fyne.KeyName) { s.t.Helper(); s.keysWith(0, names...) }

func (s *story) keysWith(modifier fyne.KeyModifier, names ...fyne.KeyName) {
	s.t.Helper()
	for _, name := range names {
		s.step(strings.TrimSpace(fmt.Sprintf("%s %s", map[fyne.KeyModifier]string{0: "", ctrl: "Ctrl", fyne.KeyModifierShift: "Shift"}[modifier], name)), func() {
			testapp.Modify(modifier, func() {
				if f := s.foreign(); f != nil {
					f.TypedKey(&fyne.KeyEvent{Name: name})
					return
				}
				kittest.Hold(s.window, s.layers, name, modifier, 0)
				if s.foreign() == nil {
					kittest.Release(s.window, s.layers, name)
				}
			})
		})
	}
}

// foreign is what has the focus and is Fyne's own: options that drop down.
func (s *story) foreign() fyne.Focusable {
	f := s.window.Canvas().Focused()
	if _, ours := f.(kittest.Listener); ours {
		return nil
	}
	return f
}

// write types letters.
func (s *story) write(letters string) {
	s.t.Helper()
	s.step("type "+letters, func() {
		for _, r := range letters {
			if f := s.window.Canvas().Focused(); f != nil {
				f.TypedRune(r)
			}
		}
	})
}

func (s *story) resize(width, height float32) {
	s.t.Helper()
	s.step(fmt.Sprintf("window of %g × %g", width, height), func() { s.window.Resize(fyne.NewSize(width, height)) })
}
