package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// tipAfter is how long the mouse rests before a tip is shown.
const tipAfter = 500 * time.Millisecond

// tip is the small text beside the mouse that says what is cut off, what a mark means, or
// why a button is off. It lies over a screen or a dialog and takes nothing from the mouse.
type tip struct {
	host    *fyne.Container // where tips of a layer are drawn
	surface *canvas.Rectangle
	text    *Paragraph
}

func newTip() *tip {
	t := &tip{surface: box(5), text: NewParagraph()}
	t.surface.StrokeWidth = 1
	t.host = container.New(loose{}, t.surface, t.text)
	t.hide()
	return t
}

// loose is a layout that leaves everything where it is, and asks for nothing.
type loose struct{}

func (loose) Layout([]fyne.CanvasObject, fyne.Size)     {}
func (loose) MinSize([]fyne.CanvasObject) (s fyne.Size) { return s }

func (t *tip) hide() {
	t.surface.Hide()
	t.text.Hide()
}

func (t *tip) shown() bool { return t.text.Visible() }

// show puts a text beside a place, where there is room for it.
func (t *tip) show(text string, at fyne.Position) {
	const widest, inset float32 = 420, 8
	t.text.SetSpans(Span{Text: text, Size: captionSize})
	room := t.host.Size()
	width := min(ceil(Span{Size: captionSize}.measure(text))+1, widest, room.Width-2*inset)
	t.text.Resize(fyne.NewSize(width, 0))
	size := fyne.NewSize(width, t.text.MinSize().Height)
	full := size.AddWidthHeight(2*inset, 2*inset-4)
	x, y := min(at.X+8, room.Width-full.Width), at.Y+tipBelow
	if y+full.Height > room.Height {
		y = at.Y - full.Height - 6
	}
	x, y = max(floor(x), 0), max(floor(y), 0)
	place(t.surface, x, y, full.Width, full.Height)
	place(t.text, x+inset, y+inset-2, size.Width, size.Height)
	t.surface.FillColor, t.surface.StrokeColor = inkCard.now(), inkBorder.now()
	t.surface.Shadow.Color, t.surface.Shadow.Offset, t.surface.Shadow.BlurRadius = inkScrim.now(), fyne.NewPos(0, 2), 6
	t.surface.Show()
	t.text.Show()
	t.host.Refresh()
}

// tipBelow is how far below the mouse a tip is.
const tipBelow float32 = 20

// Over is a window's content with the tips of its widgets over it.
func (l *Layers) Over(content fyne.CanvasObject) fyne.CanvasObject {
	l.ground.all = container.New(&l.ground, content, l.tip.host)
	return l.ground.all
}

// ground lays out what is below all layers: under the bar of menus, while there is one.
type ground struct {
	all *fyne.Container // nil: there is none yet
	bar float32
}

// Layout implements fyne.Layout.
func (g *ground) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, g.bar, size.Width, size.Height-g.bar)
	place(objects[1], 0, 0, size.Width, size.Height)
}

// MinSize implements fyne.Layout.
func (g *ground) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(objects[1].MinSize())
}

// below leaves room for a bar.
func (g *ground) below(bar float32) {
	if g.bar = bar; g.all != nil {
		g.all.Layout.Layout(g.all.Objects, g.all.Size())
		g.all.Refresh()
	}
}

// wanted is a tip that the mouse rests on.
type wanted struct {
	owner fyne.CanvasObject
	text  string
}

// whisper shows a text once the mouse has rested on its owner; "" shows none. It is called
// again for every move of the mouse.
func (l *Layers) whisper(owner fyne.CanvasObject, text string, at fyne.Position) {
	if l.wanted == (wanted{owner, text}) {
		return
	}
	l.hush()
	if text == "" {
		return
	}
	l.wanted = wanted{owner, text}
	l.resting = fyne.NewAnimation(tipAfter, func(passed float32) {
		if passed < 1 || l.resting == nil {
			return
		}
		l.resting = nil
		if t := l.front(); t != nil {
			t.show(text, at)
		}
	})
	l.resting.Start()
}

// Told is the tip that is shown; "" is none.
func (l *Layers) Told() string {
	if t := l.front(); t != nil && t.shown() {
		return t.text.String()
	}
	return ""
}

// Carry says beside the mouse what would be done with what it drags.
func (l *Layers) Carry(text string, at fyne.Position) {
	l.hush()
	if t := l.front(); t != nil && text != "" {
		t.show(text, at)
	}
}

// hush takes the tip away: the mouse is elsewhere, or something is pressed.
func (l *Layers) hush() {
	l.wanted = wanted{}
	if l.resting != nil {
		l.resting.Stop()
		l.resting = nil
	}
	if t := l.front(); t != nil && t.shown() {
		t.hide()
		t.host.Refresh()
	}
}

// front is the tip of what is in front; nil: a choice that drops down.
func (l *Layers) front() *tip {
	switch top := l.canvas.Overlays().Top().(type) {
	case nil:
		return l.tip
	case *modal:
		return top.tip
	case *menu:
		return top.tip
	}
	return nil
}

// tellAt is whisper for a widget that does not know its Layers.
func tellAt(owner fyne.CanvasObject, text string, at fyne.Position) {
	if l := layersOf[fyne.CurrentApp().Driver().CanvasForObject(owner)]; l != nil {
		l.whisper(owner, text, at)
	}
}

// teller lies over what is cut off and tells all of it while the mouse rests there. It
// takes nothing else from the mouse.
type teller struct {
	widget.BaseWidget
	text func() string
}

func newTeller(text func() string) *teller {
	t := &teller{text: text}
	t.ExtendBaseWidget(t)
	t.Hide()
	return t
}

// MouseIn implements desktop.Hoverable.
func (t *teller) MouseIn(event *desktop.MouseEvent) { t.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (t *teller) MouseMoved(event *desktop.MouseEvent) { tellAt(t, t.text(), event.AbsolutePosition) }

// MouseOut implements desktop.Hoverable.
func (t *teller) MouseOut() { tellAt(t, "", fyne.Position{}) }

// CreateRenderer implements fyne.Widget.
func (t *teller) CreateRenderer() fyne.WidgetRenderer {
	return draw(t, func() fyne.Size { return fyne.Size{} }, func(fyne.Size) {}, func() {})
}
