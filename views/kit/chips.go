package kit

import (
	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Chip is one of the things that were chosen.
type Chip struct {
	Key  int64
	Text string
	Tip  string // more about it
}

// Chips are what was chosen from a list, in as many lines as they need, each with a cross
// that gives it up. They are one Tab stop: the arrow keys go from one to the next, and
// Delete, Backspace and Space give it up.
type Chips struct {
	widget.BaseWidget
	focus
	chips   []Chip
	empty   string
	removed func(key int64)
	at      int       // what the arrow keys are on
	over    int       // what the mouse is on; -1: none
	spots   []chipRow // where each is
	width   float32
}

type chipRow struct {
	x, y, width float32
	text        string // perhaps cut
}

const (
	chipHeight float32 = 24
	chipInset  float32 = 9
	chipCross  float32 = 20
	chipGap    float32 = 6
)

// NewChips makes an empty row, which says so in its own words. removed is given the key of
// what is given up, which stays until SetChips.
func NewChips(empty string, removed func(key int64)) *Chips {
	c := &Chips{empty: empty, removed: removed, over: -1}
	c.focus.self = c
	c.ExtendBaseWidget(c)
	return c
}

// SetChips shows others.
func (c *Chips) SetChips(chips []Chip) {
	c.chips = chips
	for i := range c.chips {
		c.chips[i].Text = directory.Revealed(c.chips[i].Text)
	}
	c.at, c.over = max(min(c.at, len(chips)-1), 0), -1
	c.spread()
	c.Refresh()
}

// Chips are those that are shown.
func (c *Chips) Chips() []Chip { return c.chips }

// spread breaks the chips into lines.
func (c *Chips) spread() {
	c.spots = c.spots[:0]
	var x, y float32
	for _, chip := range c.chips {
		room := max(c.width-chipInset-chipCross, 0)
		shown, width := chip.Text, Span{}.measure(chip.Text)
		if c.width > 0 {
			shown, width = Span{}.fit(chip.Text, room)
		}
		width = ceil(width) + chipInset + chipCross
		if x > 0 && x+width > c.width {
			x, y = 0, y+chipHeight+chipGap
		}
		c.spots = append(c.spots, chipRow{x, y, width, shown})
		x += width + chipGap
	}
}

// Resize implements fyne.CanvasObject: in another width there are other lines.
func (c *Chips) Resize(size fyne.Size) {
	if size.Width != c.width {
		c.width = size.Width
		c.spread()
		c.BaseWidget.Resize(size)
		c.Refresh()
		return
	}
	c.BaseWidget.Resize(size)
}

// find is the chip at a place, and whether that is its cross; -1: none is.
func (c *Chips) find(at fyne.Position) (chip int, cross bool) {
	for i, s := range c.spots {
		if at.X >= s.x && at.X < s.x+s.width && at.Y >= s.y && at.Y < s.y+chipHeight {
			return i, at.X >= s.x+s.width-chipCross
		}
	}
	return -1, false
}

// Tapped implements fyne.Tappable.
func (c *Chips) Tapped(event *fyne.PointEvent) {
	i, cross := c.find(event.Position)
	if i < 0 {
		return
	}
	c.at = i
	c.take()
	if cross {
		c.remove()
	}
	c.Refresh()
}

func (c *Chips) remove() {
	if c.at < len(c.chips) && c.removed != nil {
		c.removed(c.chips[c.at].Key)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Chips) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		c.at = max(c.at-1, 0)
		c.Refresh()
	case fyne.KeyRight, fyne.KeyDown:
		c.at = max(min(c.at+1, len(c.chips)-1), 0)
		c.Refresh()
	case fyne.KeyDelete, fyne.KeyBackspace, fyne.KeySpace:
		if c.once(event) {
			c.remove()
		}
	default:
		c.focus.TypedKey(event)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chips) MouseIn(event *desktop.MouseEvent) { c.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (c *Chips) MouseMoved(event *desktop.MouseEvent) {
	i, cross := c.find(event.Position)
	tip, over := "", -1
	if i >= 0 {
		if tip = c.chips[i].Tip; tip == "" && c.spots[i].text != c.chips[i].Text {
			tip = c.chips[i].Text
		}
	}
	if cross {
		over = i
	}
	tellAt(c, tip, event.AbsolutePosition)
	if c.over != over {
		c.over = over
		c.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (c *Chips) MouseOut() {
	tellAt(c, "", fyne.Position{})
	c.over = -1
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *Chips) CreateRenderer() fyne.WidgetRenderer {
	type parts struct {
		surface, veil *canvas.Rectangle
		label, cross  *canvas.Text
	}
	var drawn []parts
	none, outline := newText(), ring(13)
	d := &drawing{self: c}
	d.min = func() fyne.Size {
		if len(c.spots) == 0 {
			return fyne.NewSize(0, chipHeight)
		}
		return fyne.NewSize(0, c.spots[len(c.spots)-1].y+chipHeight)
	}
	d.layout = func(size fyne.Size) {
		middle(none, 0, chipHeight)
		for i, s := range c.spots {
			p := drawn[i]
			place(p.surface, s.x, s.y, s.width, chipHeight)
			place(p.veil, s.x+s.width-chipCross, s.y+3, chipHeight-6, chipHeight-6)
			for _, t := range []*canvas.Text{p.label, p.cross} {
				h := t.MinSize()
				x := s.x + chipInset
				if t == p.cross {
					x = s.x + s.width - chipCross + (chipHeight-6-h.Width)/2
				}
				place(t, x, s.y+floor((chipHeight-h.Height)/2), h.Width, h.Height)
			}
			if i == c.at {
				place(outline, s.x-2, s.y-2, s.width+4, chipHeight+4)
			}
		}
		if len(c.spots) == 0 {
			place(outline, -2, -2, size.Width+4, chipHeight+4)
		}
	}
	d.paint = func() {
		for len(drawn) < len(c.chips) {
			drawn = append(drawn, parts{box(chipHeight / 2), box(9), newText(), newText()})
		}
		Span{}.write(none, c.empty)
		none.Color = inkMuted.now()
		d.objects = d.objects[:0]
		if len(c.chips) == 0 {
			d.objects = append(d.objects, none)
		}
		for i := range c.chips {
			p := drawn[i]
			p.surface.FillColor, p.veil.FillColor = inkBlueTag.now(), inkPressed.now()
			p.veil.Hidden = i != c.over
			Span{}.write(p.label, c.spots[i].text)
			Span{}.write(p.cross, "×")
			p.label.Color, p.cross.Color = inkBlueTagText.now(), inkBlueTagText.now()
			d.objects = append(d.objects, p.surface, p.veil, p.label, p.cross)
		}
		showRing(outline, c.focused)
		d.objects = append(d.objects, outline)
	}
	d.paint()
	return d
}
