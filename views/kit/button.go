package kit

import (
	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Importance is how much a button stands out.
type Importance int

// The kinds of buttons: the one that a screen is about, others, one that destroys,
// one that looks like a link.
const (
	Ordinary Importance = iota
	Primary
	Danger
	Ghost
)

// Button does something when it is clicked, or Return or Space is pressed on it.
type Button struct {
	widget.BaseWidget
	focus
	ability
	pointer
	text       string
	importance Importance
	tapped     func()
	why        string // it is off
	keys       string // that do the same
}

// NewButton makes an ordinary button.
func NewButton(text string, tapped func()) *Button { return newButton(text, Ordinary, tapped) }

// NewPrimaryButton makes the button that the screen is about.
func NewPrimaryButton(text string, tapped func()) *Button { return newButton(text, Primary, tapped) }

// NewDangerButton makes a button that destroys something.
func NewDangerButton(text string, tapped func()) *Button { return newButton(text, Danger, tapped) }

// NewLink makes a button that looks like a link within a text.
func NewLink(text string, tapped func()) *Button { return newButton(text, Ghost, tapped) }

func newButton(text string, importance Importance, tapped func()) *Button {
	b := &Button{text: directory.Revealed(text), importance: importance, tapped: tapped}
	b.focus.self, b.ability.self, b.pointer.self = b, b, b
	b.ExtendBaseWidget(b)
	return b
}

// SetText changes what stands on the button.
func (b *Button) SetText(text string) {
	if text = directory.Revealed(text); b.text != text {
		b.text = text
		b.Refresh()
	}
}

// Text is what stands on the button.
func (b *Button) Text() string { return b.text }

// Off makes the button unusable and says why while the mouse rests on it; "" makes it
// usable.
func (b *Button) Off(why string) {
	b.why = why
	b.SetEnabled(why == "")
}

// OffWhen is Off for a reason where that is so, and makes the button usable where not.
func (b *Button) OffWhen(so bool, why string) {
	if !so {
		why = ""
	}
	b.Off(why)
}

// Why is why it is off; "": it is not, or nobody said.
func (b *Button) Why() string { return b.why }

// Keys says in the tip which keys do the same.
func (b *Button) Keys(keys string) { b.keys = keys }

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(event *desktop.MouseEvent) {
	b.pointer.MouseIn(event)
	b.MouseMoved(event)
}

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(event *desktop.MouseEvent) {
	tip := b.keys
	if b.disabled {
		tip = b.why
	}
	tellAt(b, tip, event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.pointer.MouseOut()
	tellAt(b, "", fyne.Position{})
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	if b.disabled {
		return
	}
	b.take()
	b.tap()
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(event *fyne.KeyEvent) { b.focus.press(event, b.tap) }

func (b *Button) tap() {
	if !b.disabled && b.tapped != nil {
		b.tapped()
	}
}

// inks are those of the surface and of the text; ok is false where there is no surface.
func (b *Button) inks() (surface, letters ink, ok bool) {
	switch {
	case b.importance == Ghost && b.disabled:
		return 0, inkFaint, false
	case b.importance == Ghost:
		return 0, inkLink, false
	case b.importance == Primary && b.disabled:
		return inkPrimaryDim, inkOnPrimaryDim, true
	case b.importance == Primary:
		return inkPrimary, inkOnPrimary, true
	case b.disabled:
		return inkButton, inkFaint, true
	case b.importance == Danger:
		return inkButton, inkDangerText, true
	}
	return inkButton, inkText, true
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	surface, veil, outline, label := box(5), box(5), ring(6), newText()
	min := func() fyne.Size {
		size := label.MinSize()
		switch b.importance {
		case Ghost:
			return size
		case Primary:
			return fyne.NewSize(size.Width+36, max(size.Height+10, 30))
		}
		return fyne.NewSize(size.Width+28, max(size.Height+10, 30))
	}
	return draw(b, min,
		func(size fyne.Size) {
			surface.Resize(size)
			veil.Resize(size)
			place(outline, -2, -2, size.Width+4, size.Height+4)
			middle(label, (size.Width-label.MinSize().Width)/2, size.Height)
		},
		func() {
			under, letters, solid := b.inks()
			surface.Hidden = !solid
			surface.FillColor = under.now()
			veil.FillColor = inkPressed.now()
			veil.Hidden = !b.over || b.disabled
			Span{Bold: b.importance == Primary}.write(label, b.text)
			label.Color = letters.now()
			showRing(outline, b.focused)
		},
		surface, veil, label, outline)
}
