package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// roll is the scrolling list under Grid and Tree: Fyne's, which makes widgets for
// the visible rows alone, without Fyne's selection and keys. Its owner keeps the
// cursor and draws it.
type roll struct {
	widget.List
	focus
	height float32 // of a row
	shown  map[rollRow]struct{}
	owner  rollOwner
	shift  bool
}

// A rollRow is the widget of a row. show draws the row with an index, at no cost
// where nothing has changed.
type rollRow interface {
	fyne.Widget
	show(index int)
	again()
}

type rollOwner interface {
	// goTo moves the cursor, and with extend the end of a selected range.
	goTo(row int, extend bool)
	// cursor is the row of the cursor, -1 for none.
	cursor() int
	// typed takes a key that does not move the cursor, and reports whether it did.
	typed(event *fyne.KeyEvent) bool
	// wrote takes a character.
	wrote(r rune)
	// pressed takes a shortcut, and reports whether it did.
	pressed(c chord) bool
}

func newRoll(owner rollOwner, height float32, length func() int, row func() rollRow) *roll {
	r := &roll{height: height, shown: make(map[rollRow]struct{}), owner: owner}
	r.focus.self = r
	r.HideSeparators = true
	r.Length = length
	r.CreateItem = func() fyne.CanvasObject { return row() }
	r.UpdateItem = func(index int, o fyne.CanvasObject) {
		row := o.(rollRow)
		r.shown[row] = struct{}{}
		row.show(index)
	}
	r.ExtendBaseWidget(r)
	return r
}

// Refresh implements fyne.Widget. Fyne throws away the rows it does not need.
func (r *roll) Refresh() {
	clear(r.shown)
	r.List.Refresh()
}

// redraw brings the visible rows up to date, without asking Fyne for new ones.
func (r *roll) redraw() {
	for row := range r.shown {
		row.again()
	}
}

// FocusGained implements fyne.Focusable.
func (r *roll) FocusGained() {
	r.focused = true
	if r.owner.cursor() < 0 && r.Length() > 0 {
		r.owner.goTo(0, false)
	}
	r.redraw()
}

// FocusLost implements fyne.Focusable.
func (r *roll) FocusLost() {
	r.focused, r.shift = false, false
	r.redraw()
}

// TypedRune implements fyne.Focusable.
func (r *roll) TypedRune(char rune) { r.owner.wrote(char) }

// typeAhead is what was typed in a list lately.
type typeAhead struct {
	text string
	last time.Time
}

// togetherWithin is how soon a letter must follow to belong to those before.
const togetherWithin = time.Second

// add takes a character, and says what was typed together with it; again, that it begins
// anew, as a letter that is pressed over and over does.
func (a *typeAhead) add(r rune, now time.Time) (typed string, again bool) {
	if now.Sub(a.last) > togetherWithin || a.text == string(r) {
		a.text = ""
	}
	a.last = now
	a.text += string(r)
	return a.text, len(a.text) == len(string(r))
}

// KeyDown implements desktop.Keyable.
func (r *roll) KeyDown(event *fyne.KeyEvent) {
	if event.Name == desktop.KeyShiftLeft || event.Name == desktop.KeyShiftRight {
		r.shift = true
	}
	r.focus.KeyDown(event)
}

// KeyUp implements desktop.Keyable.
func (r *roll) KeyUp(event *fyne.KeyEvent) {
	if event.Name == desktop.KeyShiftLeft || event.Name == desktop.KeyShiftRight {
		r.shift = false
	}
	r.focus.KeyUp(event)
}

// TypedKey implements fyne.Focusable.
func (r *roll) TypedKey(event *fyne.KeyEvent) {
	if r.owner.typed(event) {
		return
	}
	to, ok := r.target(event.Name)
	if !ok {
		r.focus.TypedKey(event)
		return
	}
	if n := r.Length(); n > 0 {
		r.owner.goTo(min(max(to, 0), n-1), r.shift)
	}
}

// target is where a key moves the cursor.
func (r *roll) target(name fyne.KeyName) (row int, ok bool) {
	at := r.owner.cursor()
	switch name {
	case fyne.KeyUp:
		return at - 1, true
	case fyne.KeyDown:
		return at + 1, true
	case fyne.KeyPageUp:
		return at - r.page(), true
	case fyne.KeyPageDown:
		return at + r.page(), true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return r.Length() - 1, true
	}
	return 0, false
}

func (r *roll) page() int { return max(int(r.Size().Height/r.height)-1, 1) }

// TypedShortcut implements fyne.Shortcutable.
func (r *roll) TypedShortcut(shortcut fyne.Shortcut) {
	if c, ok := chordOf(shortcut); ok && r.owner.pressed(c) {
		return
	}
	r.focus.TypedShortcut(shortcut)
}

// reveal scrolls as little as is needed to show a row.
func (r *roll) reveal(row int) {
	top, view := float32(row)*r.height, r.Size().Height
	if view < r.height {
		return // it has no place yet
	}
	switch offset := r.GetScrollOffset(); {
	case top < offset:
		r.scrollTo(top)
	case top+r.height > offset+view:
		r.scrollTo(top + r.height - view)
	}
}

// scrollTo scrolls to an offset, and no further than the end.
func (r *roll) scrollTo(offset float32) {
	end := max(float32(r.Length())*r.height-r.Size().Height, 0)
	if offset = min(max(offset, 0), end); offset == 0 {
		r.ScrollToTop() // ScrollToOffset does nothing where all fits
		return
	}
	r.ScrollToOffset(offset)
}

// asksMenu says whether a key does what a right click does.
func asksMenu(event *fyne.KeyEvent) bool {
	return event.Name == desktop.KeyMenu || event.Name == fyne.KeyF10 && modifiers() == fyne.KeyModifierShift
}

// below is the place in the window where a menu about a row begins.
func (r *roll) below(row int) fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r)
	return at.AddXY(3*rowHeight, float32(row+1)*r.height-r.GetScrollOffset())
}

// roll scrolls by the wheel, and reports whether anything moved.
func (r *roll) roll(by fyne.Delta) bool {
	before := r.GetScrollOffset()
	if by.DY != 0 {
		r.scrollTo(before - by.DY)
	}
	return r.GetScrollOffset() != before
}

// Shifted says whether Shift is held while the mouse is used.
func Shifted() bool { return modifiers()&fyne.KeyModifierShift != 0 }

// modifiers are the keys held while the mouse is used.
func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}
