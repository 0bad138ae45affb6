package kit

import (
	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Check is a box to tick, with a text and perhaps an aside in grey.
type Check struct {
	widget.BaseWidget
	focus
	ability
	pointer
	text, aside string
	checked     bool
	changed     func(bool)
}

// NewCheck makes a box that is not ticked. changed may be nil.
func NewCheck(text string, changed func(bool)) *Check {
	c := &Check{text: directory.Revealed(text), changed: changed}
	c.focus.self, c.ability.self, c.pointer.self = c, c, c
	c.ExtendBaseWidget(c)
	return c
}

// Aside adds a remark in grey behind the text, as far as there is room, and returns
// the Check.
func (c *Check) Aside(text string) *Check {
	c.aside = text
	c.Refresh()
	return c
}

// SetText changes the text.
func (c *Check) SetText(text string) {
	c.text = directory.Revealed(text)
	c.Refresh()
}

// Checked reports whether the box is ticked.
func (c *Check) Checked() bool { return c.checked }

// SetChecked ticks the box or not, and reports a change.
func (c *Check) SetChecked(checked bool) {
	if c.checked == checked {
		return
	}
	c.checked = checked
	c.Refresh()
	if c.changed != nil {
		c.changed(checked)
	}
}

// Tapped implements fyne.Tappable.
func (c *Check) Tapped(*fyne.PointEvent) {
	if c.disabled {
		return
	}
	c.take()
	c.SetChecked(!c.checked)
}

// TypedKey implements fyne.Focusable. Return is left alone: in a form it is no key
// to change something by accident with.
func (c *Check) TypedKey(event *fyne.KeyEvent) {
	if event.Name != fyne.KeySpace {
		c.focus.TypedKey(event)
		return
	}
	if c.once(event) && !c.disabled {
		c.SetChecked(!c.checked)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	tick := newTick()
	label, aside, outline := newText(), newText(), ring(5)
	whole := newTeller(func() string { return c.aside })
	const gap, end = 7, 4
	return draw(c,
		func() fyne.Size {
			size := label.MinSize()
			return fyne.NewSize(tickSize+gap+size.Width, max(size.Height, 22))
		},
		func(size fyne.Size) {
			tick.place(0, (size.Height-tickSize)/2+1)
			place(outline, -3, (size.Height-tickSize)/2-2, tickSize+6, tickSize+6)
			middle(label, tickSize+gap, size.Height)
			x := tickSize + gap + label.MinSize().Width + end
			shown, _ := Span{}.fit(c.aside, size.Width-x)
			Span{}.write(aside, shown)
			middle(aside, x, size.Height)
			place(whole, x, 0, max(size.Width-x, 0), size.Height)
			whole.Hidden = shown == c.aside
		},
		func() {
			tick.paint(c.checked, false, c.disabled)
			Span{}.write(label, c.text)
			label.Color = inkText.now()
			if c.disabled {
				label.Color = inkFaint.now()
			}
			Span{}.write(aside, c.aside)
			aside.Color = inkMuted.now()
			aside.Hidden = c.aside == ""
			showRing(outline, c.focused)
		},
		tick.surface, tick.short, tick.long, tick.dash, label, aside, outline, whole)
}

const tickSize float32 = 14

// tick draws a box, a mark in it or, for “some of them”, a dash.
type tick struct {
	surface           *canvas.Rectangle
	short, long, dash *canvas.Line
}

func newTick() *tick {
	t := &tick{surface: box(3), short: canvas.NewLine(nil), long: canvas.NewLine(nil), dash: canvas.NewLine(nil)}
	for _, l := range []*canvas.Line{t.short, t.long, t.dash} {
		l.StrokeWidth = 1.6
	}
	return t
}

func (t *tick) place(x, y float32) {
	place(t.surface, x, y, tickSize, tickSize)
	at := func(l *canvas.Line, x1, y1, x2, y2 float32) {
		l.Position1, l.Position2 = fyne.NewPos(x+x1, y+y1), fyne.NewPos(x+x2, y+y2)
	}
	at(t.short, 3.2, 7.2, 6, 10)
	at(t.long, 6, 10, 11, 4.4)
	at(t.dash, 3.5, 7, 10.5, 7)
}

func (t *tick) paint(on, some, disabled bool) {
	t.surface.Hidden = false
	fill, stroke, mark := inkCard, inkMuted, inkOnPrimary
	switch {
	case disabled && (on || some):
		fill, stroke = inkPrimaryDim, inkPrimaryDim
	case on || some:
		fill, stroke = inkPrimary, inkPrimary
	case disabled:
		stroke = inkInput
	}
	t.surface.FillColor, t.surface.StrokeColor, t.surface.StrokeWidth = fill.now(), stroke.now(), 1
	for _, l := range []*canvas.Line{t.short, t.long, t.dash} {
		l.StrokeColor = mark.now()
	}
	t.short.Hidden, t.long.Hidden, t.dash.Hidden = !on, !on, on || !some
}

func (t *tick) hide() {
	t.surface.Hidden, t.short.Hidden, t.long.Hidden, t.dash.Hidden = true, true, true, true
}
