package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Radio is a choice of one among a few options beside each other. It is one Tab
// stop; the arrow keys choose.
type Radio struct {
	widget.BaseWidget
	focus
	ability
	choice
	options []string
	starts  []float32 // where each option begins
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

// Tapped implements fyne.Tappable.
func (r *Radio) Tapped(event *fyne.PointEvent) {
	if r.disabled {
		return
	}
	r.take()
	for i := len(r.starts) - 1; i >= 0; i-- {
		if event.Position.X >= r.starts[i] {
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
	const dot, inner, gap, between = 14, 7, 6, 22
	outline := ring(9)
	var circles, dots []*canvas.Circle
	var labels []*canvas.Text
	objects := []fyne.CanvasObject{}
	for range r.options {
		c, d, l := canvas.NewCircle(nil), canvas.NewCircle(nil), text(textSize)
		circles, dots, labels = append(circles, c), append(dots, d), append(labels, l)
		objects = append(objects, c, d, l)
	}
	objects = append(objects, outline)
	return draw(r,
		func() (size fyne.Size) {
			for i, l := range labels {
				width := dot + gap + l.MinSize().Width
				size.Height = radioHeight
				size.Width += width
				if i > 0 {
					size.Width += between
				}
			}
			return size
		},
		func(fyne.Size) {
			var x float32
			r.starts = r.starts[:0]
			for i, l := range labels {
				r.starts = append(r.starts, x)
				place(circles[i], x, (radioHeight-dot)/2+1, dot, dot)
				place(dots[i], x+(dot-inner)/2, (radioHeight-inner)/2+1, inner, inner)
				if i == r.chosen {
					place(outline, x-3, (radioHeight-dot)/2-2, dot+6, dot+6)
				}
				size := l.MinSize()
				place(l, x+dot+gap, (radioHeight-size.Height)/2, size.Width, size.Height)
				x += dot + gap + size.Width + between
			}
		},
		func() {
			on, letters := inkPrimary, inkText
			if r.disabled {
				on, letters = inkPrimaryDim, inkFaint
			}
			for i, l := range labels {
				l.Text, l.Color = r.options[i], letters.now()
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
