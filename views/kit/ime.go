package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// showInput has the input method write at the cursor what it is converting, which it does
// in a window of its own: Fyne tells it of no place.
func (e *Entry) showInput(scroll *container.Scroll) {
	l := e.focus.layers()
	if l == nil || !e.focus.focused {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e).Add(e.CursorPosition())
	if scroll != nil {
		at = at.Subtract(scroll.Offset)
	}
	scale := l.canvas.Scale()
	placeInput(l.window, int(at.X*scale), int(at.Y*scale))
}

// converting says whether a key belongs to what an input method is converting: it does
// something to that alone.
func (e *Entry) converting() bool {
	l := e.focus.layers()
	return l != nil && converts(l.window)
}
