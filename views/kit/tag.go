package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Shade is the colour of a tag.
type Shade int

// The colours of tags.
const (
	Gray Shade = iota
	GreenShade
	YellowShade
	BlueShade
	RedShade
)

func (s Shade) inks() (surface, letters ink) {
	switch s {
	case GreenShade:
		return inkGreenTag, inkGreenTagText
	case YellowShade:
		return inkYellowTag, inkYellowTagText
	case BlueShade:
		return inkBlueTag, inkBlueTagText
	case RedShade:
		return inkRedTag, inkRedTagText
	}
	return inkGrayTag, inkGrayTagText
}

// A Tag is a word in a pill. Rows of a Grid draw them.
type Tag struct {
	Text  string
	Shade Shade
	Tip   string // what it means, told while the mouse rests on it
}

const (
	tagInset float32 = 9
	tagGap   float32 = 6 // before another one, or behind a text
)

func (t Tag) span() Span { return Span{Text: t.Text, Bold: true, Size: 12} }

func (t Tag) size() fyne.Size {
	s := t.span()
	return fyne.NewSize(s.measure(t.Text)+2*tagInset, s.height()+1)
}

// pill draws a tag within another widget.
type pill struct {
	surface *canvas.Rectangle
	label   *canvas.Text
}

func newPill() pill { return pill{box(9), newText()} }

func (p pill) paint(t Tag) {
	surface, letters := t.Shade.inks()
	p.surface.FillColor = surface.now()
	t.span().write(p.label, t.Text)
	p.label.Color = letters.now()
}

// place puts the pill at x in the middle of a height below y, and returns its width.
func (p pill) place(t Tag, x, y, height float32) float32 {
	size := t.size()
	p.surface.CornerRadius = size.Height / 2
	place(p.surface, x, y+(height-size.Height)/2, size.Width, size.Height)
	middle(p.label, x+tagInset, height)
	p.label.Move(p.label.Position().AddXY(0, y))
	return size.Width
}

// Filters is a row of tags of which one is on: a filter by kind. In a Wrap that is narrower it
// takes several lines. It is one Tab stop; the arrow keys choose.
type Filters struct {
	widget.BaseWidget
	focus
	choice
	tags   []Tag
	starts []fyne.Position // of each tag
}

// NewFilters makes a row whose first tag is on. changed is given the tag's index.
func NewFilters(tags []Tag, changed func(int)) *Filters {
	f := &Filters{tags: tags}
	f.choice = choice{self: f, options: func() int { return len(f.tags) }, changed: changed}
	f.focus.self = f
	f.ExtendBaseWidget(f)
	return f
}

// SetTags replaces the tags, whose texts may hold counts. What is on stays on.
func (f *Filters) SetTags(tags []Tag) {
	f.tags = tags
	if f.chosen >= len(tags) {
		f.chosen = 0
	}
	f.Refresh()
}

// Tapped implements fyne.Tappable.
func (f *Filters) Tapped(event *fyne.PointEvent) {
	f.take()
	for i := len(f.starts) - 1; i >= 0; i-- {
		if event.Position.X >= f.starts[i].X && event.Position.Y >= f.starts[i].Y {
			if i < len(f.tags) && event.Position.X <= f.starts[i].X+f.tags[i].size().Width {
				f.Choose(i)
			}
			return
		}
	}
}

// spread says where the tags begin in a room, 0 being as much as they want, and how large
// they are together.
func (f *Filters) spread(room float32) (starts []fyne.Position, size fyne.Size) {
	var at fyne.Position
	for _, t := range f.tags {
		s := t.size().AddWidthHeight(0, 4)
		if at.X > 0 && room > 0 && at.X+s.Width > room {
			at = fyne.NewPos(0, size.Height)
		}
		starts = append(starts, at)
		size = size.Max(fyne.NewSize(at.X+s.Width, at.Y+s.Height))
		at.X += s.Width + Gap
	}
	return starts, size
}

// least implements bends.
func (f *Filters) least() (width float32) {
	for _, t := range f.tags {
		width = max(width, t.size().Width)
	}
	return width
}

// TypedKey implements fyne.Focusable.
func (f *Filters) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyRight, fyne.KeyDown:
		f.Choose(f.chosen + 1)
	case fyne.KeyLeft, fyne.KeyUp:
		f.Choose(f.chosen - 1)
	default:
		f.focus.TypedKey(event)
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Filters) CreateRenderer() fyne.WidgetRenderer {
	var pills []pill
	outline := ring(11)
	d := &drawing{self: f}
	d.min = func() (size fyne.Size) {
		_, size = f.spread(0)
		if given := f.Size().Width; given > 0 && given < size.Width {
			_, bent := f.spread(given)
			size.Height = bent.Height
		}
		return size
	}
	d.layout = func(size fyne.Size) {
		starts, all := f.spread(size.Width)
		top := max(floor((size.Height-all.Height)/2), 0)
		for i, t := range f.tags {
			starts[i].Y += top
			x, y, height := starts[i].X, starts[i].Y, t.size().Height+4
			width := pills[i].place(t, x, y, height)
			if i == f.chosen {
				place(outline, x-2, y, width+4, height)
			}
		}
		f.starts = starts
	}
	d.paint = func() {
		for len(pills) < len(f.tags) {
			pills = append(pills, newPill())
		}
		d.objects = d.objects[:0]
		for i, t := range f.tags {
			pills[i].paint(t)
			if i == f.chosen {
				pills[i].surface.FillColor, pills[i].label.Color = inkStrong.now(), inkOnStrong.now()
			}
			d.objects = append(d.objects, pills[i].surface, pills[i].label)
		}
		showRing(outline, f.focused)
		d.objects = append(d.objects, outline)
	}
	d.paint()
	return d
}
