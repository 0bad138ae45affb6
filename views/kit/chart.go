package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Chart shows two numbers over time as lines, each with a scale of its own, and below
// them what came and went as bars. It tells of the point that the mouse is on, or that
// the arrow keys lead to; a click and Return open it.
type Chart struct {
	widget.BaseWidget
	focus

	// OnOpen is called for a click and Return; may be nil.
	OnOpen func(point int)

	height float32
	names  [4]string // of the two lines, and of the bars up and down
	points []ChartPoint
	at     int // -1: none
	drawn  struct {
		points  *ChartPoint
		variant fyne.ThemeVariant
	}
}

// ChartPoint is how things stood at one time.
type ChartPoint struct {
	X        float64 // the time, in any unit
	Date     string  // as it stands below the chart
	Lines    [2]int  // below 0: not known
	Up, Down int
	Told     []Span
}

// The inks of the two lines and of the bars up and down.
var chartTones = [4]Tone{Blue, Yellow, Green, Red}

const (
	chartHead   float32 = 24 // the legend, or what is told of a point
	chartFoot   float32 = 20 // dates
	chartBars   float32 = 40
	chartHeight float32 = 190
	chartLow    float32 = 140
	chartGap    float32 = 8
)

// NewChart makes an empty chart. names are those of the two lines and of the bars up and
// down.
func NewChart(names [4]string) *Chart {
	c := &Chart{names: names, at: -1, height: chartHeight}
	c.focus.self = c
	c.ExtendBaseWidget(c)
	return c
}

// Low makes it less high, beside what is read more often, and returns it.
func (c *Chart) Low() *Chart {
	c.height = chartLow
	return c
}

// SetPoints shows others, the oldest first.
func (c *Chart) SetPoints(points []ChartPoint) {
	c.points, c.at = points, -1
	c.Refresh()
}

// plot is where the lines are drawn.
type plot struct {
	left, right, top, bottom float32
	first, last              float64 // of X
	low, high                [2]int
	most                     int // of the bars; longer ones are cut off
}

func (c *Chart) plot(size fyne.Size) plot {
	p := plot{top: chartHead, bottom: size.Height - chartFoot - chartBars - chartGap, most: 1}
	if len(c.points) == 0 {
		return p
	}
	p.first, p.last = c.points[0].X, c.points[len(c.points)-1].X
	for i := range 2 {
		known := false
		for _, point := range c.points {
			v := point.Lines[i]
			switch {
			case v < 0:
			case !known:
				p.low[i], p.high[i], known = v, v, true
			default:
				p.low[i], p.high[i] = min(p.low[i], v), max(p.high[i], v)
			}
		}
	}
	// What comes first is often all at once, beside which nothing later could be seen.
	for _, point := range c.points[min(1, len(c.points)-1):] {
		p.most = max(p.most, point.Up, point.Down)
	}
	p.left = scaleWidth(p.low[0], p.high[0])
	p.right = size.Width - scaleWidth(p.low[1], p.high[1])
	return p
}

// scaleWidth is the room for the numbers beside the lines.
func scaleWidth(low, high int) float32 {
	return max(scaleSpan.measure(Digits(low)), scaleSpan.measure(Digits(high))) + 8
}

var scaleSpan = Span{Size: captionSize}

// x is where a point lies.
func (p plot) x(point ChartPoint) float32 {
	if p.last <= p.first {
		return (p.left + p.right) / 2
	}
	const edge = 6 // so that bars at the ends are whole
	return p.left + edge + (p.right-p.left-2*edge)*float32((point.X-p.first)/(p.last-p.first))
}

// y is where a value of a line lies. The first line has the upper part of the plot, the
// other one the lower, so that two that move alike can be told apart.
func (p plot) y(line, value int) float32 {
	const share = 0.6
	height := p.bottom - p.top - 8
	top := p.top + 4 + height*(1-share)*float32(line)
	bottom := top + height*share
	if p.high[line] == p.low[line] {
		return (top + bottom) / 2
	}
	level := float32(value-p.low[line]) / float32(p.high[line]-p.low[line])
	return bottom - (bottom-top)*level
}

// steps are the corners of a line: a number stays until the next point.
func (c *Chart) steps(p plot, line int) (parts [][]fyne.Position) {
	var part []fyne.Position
	for i, point := range c.points {
		v := point.Lines[line]
		if v < 0 {
			continue
		}
		x, y := p.x(point), p.y(line, v)
		if len(part) == 0 {
			if i == 0 && len(c.points) == 1 {
				x = p.left
			}
			part = append(part, fyne.NewPos(x, y))
			continue
		}
		part = append(part, fyne.NewPos(x, part[len(part)-1].Y), fyne.NewPos(x, y))
	}
	if len(part) > 0 {
		part = append(part, fyne.NewPos(p.right, part[len(part)-1].Y))
		parts = append(parts, part)
	}
	return parts
}

// bars are those of the points, up and down from the middle of their room.
func (c *Chart) bars(p plot, size fyne.Size) (up, down [][2]fyne.Position) {
	middle := size.Height - chartFoot - chartBars/2
	const half = 2
	height := func(n int) float32 {
		if n == 0 {
			return 0
		}
		return max(min(float32(n)/float32(p.most), 1)*(chartBars/2-1), 1.5)
	}
	for _, point := range c.points {
		x := p.x(point)
		if h := height(point.Up); h > 0 {
			up = append(up, [2]fyne.Position{fyne.NewPos(x-half, middle-h), fyne.NewPos(x+half, middle)})
		}
		if h := height(point.Down); h > 0 {
			down = append(down, [2]fyne.Position{fyne.NewPos(x-half, middle+1), fyne.NewPos(x+half, middle+1+h)})
		}
	}
	return up, down
}

func (c *Chart) picture(w, h int) image.Image {
	size := c.Size()
	s := newSheet(w, h, size.Width)
	if len(c.points) == 0 {
		return s.image
	}
	p := c.plot(size)
	middle := size.Height - chartFoot - chartBars/2
	for _, y := range []float32{p.top, p.bottom, middle} {
		s.boxes([][2]fyne.Position{{fyne.NewPos(p.left, y), fyne.NewPos(p.right, y+1)}}, inkLine.now())
	}
	up, down := c.bars(p, size)
	s.boxes(up, chartTones[2].ink().now())
	s.boxes(down, chartTones[3].ink().now())
	for line := range 2 {
		for _, part := range c.steps(p, line) {
			s.line(part, 1.8, chartTones[line].ink().now())
		}
	}
	return s.image
}

// head is the legend, or what is told of a point.
func (c *Chart) head() []Span {
	if c.at >= 0 && c.at < len(c.points) {
		return c.points[c.at].Told
	}
	var spans []Span
	for i, name := range c.names {
		mark := "━ "
		if i >= 2 {
			mark = "■ "
		}
		spans = append(spans, Span{Text: mark, Tone: chartTones[i], Size: captionSize}, Span{Text: name + "　", Tone: Muted, Size: captionSize})
	}
	return spans
}

// CreateRenderer implements fyne.Widget.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	raster := canvas.NewRaster(c.picture)
	head := NewText().Cut()
	guide, outline := box(0), ring(6)
	var scales [2][2]*canvas.Text // of each line its highest and lowest
	var dates [2]*canvas.Text
	objects := []fyne.CanvasObject{raster, guide, head}
	for i := range 2 {
		for j := range 2 {
			scales[i][j] = newText()
			objects = append(objects, scales[i][j])
		}
		dates[i] = newText()
		objects = append(objects, dates[i])
	}
	objects = append(objects, outline)
	return draw(c,
		func() fyne.Size { return fyne.NewSize(360, c.height) },
		func(size fyne.Size) {
			raster.Resize(size)
			outline.Resize(size)
			place(head, 0, 0, size.Width, chartHead-4)
			p := c.plot(size)
			for i := range 2 {
				for j, v := range []int{p.high[i], p.low[i]} {
					t := scales[i][j]
					t.Hidden = len(c.points) == 0 || j == 1 && p.low[i] == p.high[i]
					scaleSpan.write(t, Digits(v))
					want := t.MinSize()
					x := p.left - want.Width - 4
					if i == 1 {
						x = p.right + 4
					}
					place(t, x, floor(p.y(i, v)-want.Height/2), want.Width, want.Height)
				}
			}
			for i, t := range dates {
				t.Hidden = len(c.points) <= i
				if t.Hidden {
					continue
				}
				scaleSpan.write(t, c.points[i*(len(c.points)-1)].Date)
				want := t.MinSize()
				place(t, p.left+float32(i)*(p.right-p.left-want.Width), size.Height-want.Height, want.Width, want.Height)
			}
			guide.Hidden = c.at < 0 || c.at >= len(c.points)
			if !guide.Hidden {
				place(guide, floor(p.x(c.points[c.at])), p.top, 1, size.Height-chartFoot-p.top)
			}
		},
		func() {
			c.refreshPicture(raster)
			head.SetSpans(c.head()...)
			guide.FillColor = inkMuted.now()
			for i := range 2 {
				for j := range 2 {
					scales[i][j].Color = chartTones[i].ink().now()
				}
				dates[i].Color = inkMuted.now()
			}
			showRing(outline, c.focused)
		},
		objects...)
}

// refreshPicture draws the picture again unless only what is told has changed.
func (c *Chart) refreshPicture(raster *canvas.Raster) {
	now := c.drawn
	now.points, now.variant = nil, fyne.CurrentApp().Settings().ThemeVariant()
	if len(c.points) > 0 {
		now.points = &c.points[0]
	}
	if now != c.drawn {
		c.drawn = now
		raster.Refresh()
	}
}

// point shows what is told of a point; -1: of none.
func (c *Chart) point(at int) {
	if c.at != at {
		c.at = at
		c.Refresh()
	}
}

// nearest is the point nearest to a place, or -1.
func (c *Chart) nearest(x float32) int {
	p := c.plot(c.Size())
	found, least := -1, float32(0)
	for i, point := range c.points {
		away := max(p.x(point)-x, x-p.x(point))
		if found < 0 || away < least {
			found, least = i, away
		}
	}
	return found
}

// MouseIn implements desktop.Hoverable.
func (c *Chart) MouseIn(event *desktop.MouseEvent) { c.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (c *Chart) MouseMoved(event *desktop.MouseEvent) { c.point(c.nearest(event.Position.X)) }

// MouseOut implements desktop.Hoverable.
func (c *Chart) MouseOut() { c.point(-1) }

// Tapped implements fyne.Tappable.
func (c *Chart) Tapped(event *fyne.PointEvent) {
	c.take()
	c.point(c.nearest(event.Position.X))
	c.open()
}

func (c *Chart) open() {
	if c.OnOpen != nil && c.at >= 0 {
		c.OnOpen(c.at)
	}
}

// FocusLost implements fyne.Focusable.
func (c *Chart) FocusLost() {
	c.at = -1
	c.focus.FocusLost()
}

// TypedKey implements fyne.Focusable.
func (c *Chart) TypedKey(event *fyne.KeyEvent) {
	last := len(c.points) - 1
	switch event.Name {
	case fyne.KeyLeft:
		if c.at < 0 {
			c.at = last + 1
		}
		c.point(min(max(c.at-1, 0), last))
	case fyne.KeyRight:
		c.point(min(c.at+1, last))
	case fyne.KeyHome:
		c.point(min(0, last))
	case fyne.KeyEnd:
		c.point(last)
	default:
		c.focus.press(event, c.open)
	}
}
