package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Mood is what a panel is for, and so its colour.
type Mood int

// The moods of panels.
const (
	Quiet Mood = iota
	Info
	Success
	Warning
	Alarm
)

func (m Mood) inks() (surface, border ink) {
	switch m {
	case Info:
		return inkInfo, inkInfoBorder
	case Success:
		return inkSuccess, inkSuccessBorder
	case Warning:
		return inkWarning, inkWarningBorder
	case Alarm:
		return inkDanger, inkDangerBorder
	}
	return inkCard, inkBorder
}

// Card is a panel with a thin border and round corners.
type Card struct {
	widget.BaseWidget
	content fyne.CanvasObject
	mood    Mood
	inset   float32
}

// NewCard puts a panel around an object.
func NewCard(mood Mood, content fyne.CanvasObject) *Card {
	return newCard(mood, 16, content)
}

// NewFrame is a Card without room between its border and the object: for lists.
func NewFrame(content fyne.CanvasObject) *Card { return newCard(Quiet, 1, content) }

// NewStrip is a Card for a line that stands below everything else: it leaves the others room.
func NewStrip(mood Mood, content fyne.CanvasObject) *Card { return newCard(mood, 9, content) }

func newCard(mood Mood, inset float32, content fyne.CanvasObject) *Card {
	c := &Card{content: content, mood: mood, inset: inset}
	c.ExtendBaseWidget(c)
	return c
}

// Mood is its colour.
func (c *Card) Mood() Mood { return c.mood }

// SetMood changes the colour.
func (c *Card) SetMood(mood Mood) {
	c.mood = mood
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	surface := box(8)
	surface.StrokeWidth = 1
	return draw(c,
		func() fyne.Size { return c.content.MinSize().Add(fyne.NewSquareSize(2 * c.inset)) },
		func(size fyne.Size) {
			surface.Resize(size)
			place(c.content, c.inset, c.inset, size.Width-2*c.inset, size.Height-2*c.inset)
		},
		func() {
			under, border := c.mood.inks()
			surface.FillColor, surface.StrokeColor = under.now(), border.now()
		},
		surface, c.content)
}

// Heading is what stands above a screen: where it is, and its title with perhaps a
// remark behind it. title may be "".
func Heading(path, title, remark string) *fyne.Container {
	crumbs := NewText(Span{Text: path, Tone: Muted, Size: captionSize}).Cut()
	if title == "" {
		return Column(0, crumbs)
	}
	spans := []Span{{Text: title, Bold: true, Size: titleSize}}
	if remark != "" {
		spans = append(spans, Span{Text: "  " + remark, Tone: Muted})
	}
	return Column(10, crumbs, NewText(spans...).Cut())
}

// Page is the room right of the navigation: the heading, and below it the parts of
// the screen, of which those in Grow share what is left.
func Page(heading fyne.CanvasObject, parts ...fyne.CanvasObject) *fyne.Container {
	return Pad(18, 22, 12, 22, Column(12, append([]fyne.CanvasObject{heading}, parts...)...))
}

// Footed is a Page that scrolls, above a foot that is in view whatever the Page holds.
func Footed(page, foot fyne.CanvasObject) *fyne.Container {
	return Column(0, Grow(Scroll(page)), newRule(), Pad(10, 22, 12, 22, foot))
}

// rule is a thin line across.
type rule struct{ widget.BaseWidget }

func newRule() *rule {
	r := &rule{}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *rule) CreateRenderer() fyne.WidgetRenderer {
	line := box(0)
	return draw(r,
		func() fyne.Size { return fyne.NewSize(0, 1) },
		func(size fyne.Size) { line.Resize(size) },
		func() { line.FillColor = inkBorder.now() },
		line)
}
