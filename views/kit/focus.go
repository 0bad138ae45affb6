package kit

import (
	"fyne.io/fyne/v2"
)

// focus makes a widget one that Tab reaches, and hands to the Layers of its window
// what the widget does not use. A widget embeds it, sets self, and overrides
// TypedKey and TypedShortcut for its own keys.
type focus struct {
	self    fyne.Widget
	focused bool
	home    *Layers // as last seen
}

// FocusGained implements fyne.Focusable.
func (f *focus) FocusGained() {
	f.focused = true
	f.self.Refresh()
	bringIntoView(f.self)
}

// FocusLost implements fyne.Focusable.
func (f *focus) FocusLost() {
	f.focused = false
	f.self.Refresh()
}

// TypedRune implements fyne.Focusable.
func (f *focus) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (f *focus) TypedKey(event *fyne.KeyEvent) {
	if l := f.layers(); l != nil {
		l.TypedKey(event)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (f *focus) TypedShortcut(shortcut fyne.Shortcut) {
	if l := f.layers(); l != nil {
		l.TypedShortcut(shortcut)
	}
}

// KeyDown implements desktop.Keyable. A widget whose screen has gone, or that was
// hidden, still has Fyne's focus; nobody sees what a key would do in it.
func (f *focus) KeyDown(event *fyne.KeyEvent) {
	l := f.layers()
	if l == nil {
		return
	}
	if !l.shows(f.self) {
		l.canvas.Unfocus()
	}
	l.KeyDown(event)
}

// KeyUp implements desktop.Keyable.
func (f *focus) KeyUp(event *fyne.KeyEvent) {
	if l := f.layers(); l != nil {
		l.KeyUp(event)
	}
}

// once reports whether a key that came by TypedKey is a press of its own rather
// than the repeat of one, or of one that opened this dialog.
func (f *focus) once(event *fyne.KeyEvent) bool {
	l := f.layers()
	return l != nil && l.presses.spend(newChord(event.Name, 0).name)
}

// press is TypedKey of a widget that Return, Enter and Space press.
func (f *focus) press(event *fyne.KeyEvent, do func()) {
	switch event.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if f.once(event) {
			do()
		}
	default:
		f.TypedKey(event)
	}
}

// layers is nil for a widget that was never painted and has not the focus. Fyne knows no
// canvas of one that was not painted yet, such as the first of a dialog that has just been
// opened, and forgets that of one that has left its window after a while.
func (f *focus) layers() *Layers {
	l := layersOf[fyne.CurrentApp().Driver().CanvasForObject(f.self)]
	for canvas, of := range layersOf {
		if l == nil && canvas.Focused() == any(f.self) {
			l = of
		}
	}
	if l != nil {
		f.home = l
	}
	return f.home
}

// take gives the widget the focus, as a click does.
func (f *focus) take() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.self); c != nil {
		c.Focus(f.self.(fyne.Focusable))
	}
}

// ability is whether a widget can be used. Fyne passes over a disabled one in the
// Tab order.
type ability struct {
	self     fyne.Widget
	disabled bool
}

// Disabled implements fyne.Disableable.
func (a *ability) Disabled() bool { return a.disabled }

// Enable implements fyne.Disableable.
func (a *ability) Enable() { a.SetEnabled(true) }

// Disable implements fyne.Disableable.
func (a *ability) Disable() { a.SetEnabled(false) }

// SetEnabled makes the widget usable or not.
func (a *ability) SetEnabled(enabled bool) {
	if a.disabled == !enabled {
		return
	}
	a.disabled = !enabled
	a.self.Refresh()
}
