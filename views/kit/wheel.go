package kit

import (
	"image/color"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over what scrolls, or behind what is on a page, and takes the mouse wheel
// from Fyne's scrollers: those swallow it even where they cannot move. What a wheel
// cannot use goes to the scrollers around its owner.
type wheel struct {
	widget.BaseWidget
	owner fyne.CanvasObject
	roll  func(fyne.Delta) bool // scrolls, and reports whether anything moved; nil: nothing does
}

func newWheel(owner fyne.CanvasObject, roll func(fyne.Delta) bool) *wheel {
	w := &wheel{owner: owner, roll: roll}
	w.ExtendBaseWidget(w)
	return w
}

// A notch of the wheel moves three rows. macOS counts pixels of its own, with a momentum
// that must stay what it is.
var notch = func() float32 {
	if runtime.GOOS == "darwin" {
		return 1
	}
	const fynes = 25
	return 3 * rowHeight / fynes
}()

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(event *fyne.ScrollEvent) {
	tellAt(w.owner, "", event.AbsolutePosition)
	by := turned(event)
	if w.roll == nil || !w.roll(by) {
		rollAround(w.owner, by)
	}
}

// turned is how far a turn of the wheel leads. Shift turns it sideways.
func turned(event *fyne.ScrollEvent) fyne.Delta {
	by := fyne.NewDelta(event.Scrolled.DX*notch, event.Scrolled.DY*notch)
	if modifiers()&fyne.KeyModifierShift != 0 && by.DX == 0 {
		by.DX, by.DY = by.DY, 0
	}
	return by
}

// rollAround scrolls what is around an object: the innermost that can move.
func rollAround(object fyne.CanvasObject, by fyne.Delta) {
	c := fyne.CurrentApp().Driver().CanvasForObject(object)
	if c == nil {
		return
	}
	around, _ := pathTo(front(c), object)
	for _, scroll := range around {
		if rollBy(scroll, by) {
			return
		}
	}
}

// paged makes a scroller of Fyne's one for whose content the wheel is handed on.
func paged(s *container.Scroll, content fyne.CanvasObject) *container.Scroll {
	s.Content = container.NewStack(newWheel(s, func(by fyne.Delta) bool { return rollBy(s, by) }), content)
	return s
}

// rollBy scrolls as far as there is something to see, and reports whether it moved.
func rollBy(scroll *container.Scroll, by fyne.Delta) bool {
	end := scroll.Content.MinSize().Subtract(scroll.Size())
	to := fyne.NewPos(
		min(max(scroll.Offset.X-by.DX, 0), max(end.Width, 0)),
		min(max(scroll.Offset.Y-by.DY, 0), max(end.Height, 0)))
	switch scroll.Direction {
	case container.ScrollVerticalOnly:
		to.X = scroll.Offset.X
	case container.ScrollHorizontalOnly:
		to.Y = scroll.Offset.Y
	}
	if to == scroll.Offset {
		return false
	}
	scroll.ScrollToOffset(to)
	if scroll.OnScrolled != nil {
		scroll.OnScrolled(to)
	}
	return true
}

// CreateRenderer implements fyne.Widget: nothing is seen of it.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
