package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Tile is a panel that is a button as a whole, for what is more than a word.
type Tile struct {
	widget.BaseWidget
	focus
	pointer
	content fyne.CanvasObject
	name    string
	flat    bool
	tapped  func()
}

// NewTile makes a panel of an object; screen readers are told its name.
func NewTile(name string, content fyne.CanvasObject, tapped func()) *Tile {
	t := &Tile{content: content, name: name, tapped: tapped}
	t.focus.self, t.pointer.self = t, t
	t.ExtendBaseWidget(t)
	return t
}

// Flat leaves out surface and border until the mouse is over it, for a Tile that lies on
// a Card, and returns the Tile.
func (t *Tile) Flat() *Tile {
	t.flat = true
	return t
}

// Name is what it is called by.
func (t *Tile) Name() string { return t.name }

// Tapped implements fyne.Tappable.
func (t *Tile) Tapped(*fyne.PointEvent) {
	t.take()
	t.tapped()
}

// TypedKey implements fyne.Focusable.
func (t *Tile) TypedKey(event *fyne.KeyEvent) { t.focus.press(event, t.tapped) }

// CreateRenderer implements fyne.Widget.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	surface, veil, outline := box(8), box(8), ring(9)
	const inset = 12
	insetY := float32(10)
	if t.flat {
		insetY = 7
	}
	return draw(t,
		func() fyne.Size { return t.content.MinSize().Add(fyne.NewSize(2*inset, 2*insetY)) },
		func(size fyne.Size) {
			surface.Resize(size)
			veil.Resize(size)
			place(outline, 0, 0, size.Width, size.Height)
			place(t.content, inset, insetY, size.Width-2*inset, size.Height-2*insetY)
		},
		func() {
			surface.Hidden = t.flat
			surface.FillColor, surface.StrokeColor, surface.StrokeWidth = inkCard.now(), inkBorder.now(), 1
			veil.FillColor = inkPressed.now()
			veil.Hidden = !t.over
			showRing(outline, t.focused)
		},
		surface, veil, t.content, outline)
}
