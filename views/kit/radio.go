package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Radio is a choice of one among a few options beside each other, or where it Wraps in as
// many lines as they need. It is one Tab stop; the arrow keys choose.
type Radio struct {
	widget.BaseWidget
	focus
	ability
	choice
	options []string
	wraps   bool
	starts  []fyne.Position // of each option
}

const radioHeight float32 = 24

// NewRadio makes a choice whose first option is chosen. changed may be nil; it is
// given the option's index.
func NewRadio(options []string, changed func(int)) *Radio {
	r := &Radio{options: options}
	r.focus.self, r.ability.self = r, r
	r.choice = choice{self: r, options: func() int { return len(r.options) }, changed: changed}
	r.ExtendBaseWidget(r)
	return r
}

// Wrap lets the options take several lines, and returns the Radio: it belongs where it is
// given its width, such as into a Field.
func (r *Radio) Wrap() *Radio {
	r.wraps = true
	return r
}

// spread says where options of some widths begin in a room, and how large they are together.
func (r *Radio) spread(widths []float32, room float32) (starts []fyne.Position, size fyne.Size) {
	const between = 22
	var at fyne.Position
	for _, width := range widths {
		if r.wraps && at.X > 0 && room > 0 && at.X+width > room {
			at = fyne.NewPos(0, at.Y+radioHeight)
		}
		starts = append(starts, at)
		size = size.Max(fyne.NewSize(at.X+width, at.Y+radioHeight))
		at.X += width + between
	}
	return starts, size
}

// Tapped implements fyne.Tappable.
func (r *Radio) Tapped(event *fyne.PointEvent) {
	if r.disabled {
		return
	}
	r.take()
	for i := len(r.starts) - 1; i >= 0; i-- {
		if event.Position.X >= r.starts[i].X && event.Position.Y >= r.starts[i].Y {
			r.Choose(i)
			return
		}
	}
}

// TypedKey implements fyne.Focusable.
func (r *Radio) TypedKey(event *fyne.KeyEvent) {
	step := 0
	switch event.Name {
	case fyne.KeyRight, fyne.KeyDown:
		step = 1
	case fyne.KeyLeft, fyne.KeyUp:
		step = -1
	default:
		r.focus.TypedKey(event)
		return
	}
	if !r.disabled {
		r.Choose((r.chosen + step + len(r.options)) % len(r.options))
	}
}

// CreateRenderer implements fyne.Widget.
func (r *Radio) CreateRenderer() fyne.WidgetRenderer {
	const dot, inner, gap = 14, 7, 6
	outline := ring(9)
	var circles, dots []*canvas.Circle
	var labels []*canvas.Text
	objects := []fyne.CanvasObject{}
	for range r.options {
		c, d, l := canvas.NewCircle(nil), canvas.NewCircle(nil), newText()
		circles, dots, labels = append(circles, c), append(dots, d), append(labels, l)
		objects = append(objects, c, d, l)
	}
	objects = append(objects, outline)
	widths := func() (widths []float32, widest float32) {
		for _, l := range labels {
			widths = append(widths, dot+gap+l.MinSize().Width)
			widest = max(widest, widths[len(widths)-1])
		}
		return widths, widest
	}
	return draw(r,
		func() fyne.Size {
			widths, widest := widths()
			_, size := r.spread(widths, r.Size().Width)
			if r.wraps {
				size.Width = widest
			}
			return size
		},
		func(size fyne.Size) {
			widths, _ := widths()
			r.starts, _ = r.spread(widths, size.Width)
			for i, l := range labels {
				x, y := r.starts[i].X, r.starts[i].Y
				place(circles[i], x, y+(radioHeight-dot)/2+1, dot, dot)
				place(dots[i], x+(dot-inner)/2, y+(radioHeight-inner)/2+1, inner, inner)
				if i == r.chosen {
					place(outline, x-3, y+(radioHeight-dot)/2-2, dot+6, dot+6)
				}
				size := l.MinSize()
				place(l, x+dot+gap, y+(radioHeight-size.Height)/2, size.Width, size.Height)
			}
		},
		func() {
			on, letters := inkPrimary, inkText
			if r.disabled {
				on, letters = inkPrimaryDim, inkFaint
			}
			for i, l := range labels {
				Span{}.write(l, r.options[i])
				l.Color = letters.now()
				circles[i].FillColor, circles[i].StrokeWidth = inkCard.now(), 1
				circles[i].StrokeColor = inkMuted.now()
				if i == r.chosen {
					circles[i].StrokeColor = on.now()
				}
				dots[i].FillColor = on.now()
				dots[i].Hidden = i != r.chosen
			}
			showRing(outline, r.focused)
		},
		objects...)
}
