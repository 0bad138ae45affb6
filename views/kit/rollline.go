package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// rollLine is what the rows of a Grid and of a Tree are alike in. Fyne hands the same
// one from row to row as the list scrolls, so that it draws nothing for a row that looks
// the same.
type rollLine struct {
	widget.BaseWidget
	self   rollRow
	owner  fyne.CanvasObject
	tipAt  func(x float32) string // what there is to tell at a place
	height float32
	lift   float32 // how far texts stand above the middle, doubled

	index int
	over  bool
	valid bool // what is drawn is

	carried bool          // it is being dragged, or was when Esc gave that up
	at      fyne.Position // where the mouse has it

	surface, outline *canvas.Rectangle
	texts            pool[*canvas.Text]
	marks            pool[*canvas.Rectangle] // of what a search found
	pills            pool[pill]
	objects          []fyne.CanvasObject
}

// begin draws anew, from the bottom on; what is drawn after it lies above.
func (l *rollLine) begin(objects ...fyne.CanvasObject) {
	l.texts.used, l.marks.used, l.pills.used = 0, 0, 0
	l.objects = append(l.objects[:0], objects...)
}

// text draws a piece of a span.
func (l *rollLine) text(s Span, piece string, x float32, letters ink) {
	t := l.texts.next(newText)
	s.write(t, piece)
	t.Color = letters.now()
	middle(t, x, l.height-l.lift)
	l.objects = append(l.objects, t)
}

// tag draws a tag, and gives its width.
func (l *rollLine) tag(t Tag, x, height float32) float32 {
	p := l.pills.next(newPill)
	p.paint(t)
	l.objects = append(l.objects, p.surface, p.label)
	return p.place(t, x, 0, height)
}

func (l *rollLine) extend(self rollRow, owner fyne.CanvasObject, height float32, tipAt func(float32) string) {
	l.self, l.owner, l.height, l.tipAt, l.index = self, owner, height, tipAt, -1
	l.ExtendBaseWidget(self)
}

// paintSurface colours what tells that a row is chosen, pointed at or has the cursor.
func (l *rollLine) paintSurface(selected, focused bool, chosen ink) {
	l.surface.Hidden = !selected && !l.over
	l.surface.FillColor = inkHover.now()
	if selected {
		l.surface.FillColor = chosen.now()
	}
	showRing(l.outline, focused)
}

// show implements rollRow.
func (l *rollLine) show(index int) {
	l.index = index
	l.self.again()
}

// MouseUp implements desktop.Mouseable.
func (l *rollLine) MouseUp(*desktop.MouseEvent) {}

// A carrier is a list whose rows can be dragged elsewhere.
type carrier interface {
	drags() bool             // something that can be dragged is selected
	dragTo(at fyne.Position) // the mouse has come to a place in the window with it
	letGo(at fyne.Position)  // and was released there
}

// Dragged implements fyne.Draggable.
func (l *rollLine) Dragged(event *fyne.DragEvent) {
	layers := layersOf[fyne.CurrentApp().Driver().CanvasForObject(l.owner)]
	if c, ok := l.owner.(carrier); ok && layers != nil && (layers.carrying || c.drags() && !l.carried) {
		layers.carrying, l.carried, l.at = layers.carrying || !l.carried, true, event.AbsolutePosition
		if layers.carrying {
			c.dragTo(l.at)
		}
	}
}

// DragEnd implements fyne.Draggable.
func (l *rollLine) DragEnd() {
	layers := layersOf[fyne.CurrentApp().Driver().CanvasForObject(l.owner)]
	if layers != nil && layers.carrying && l.carried {
		layers.carrying = false
		layers.hush()
		l.owner.(carrier).letGo(l.at)
	}
	l.carried = false
}

// MouseIn implements desktop.Hoverable.
func (l *rollLine) MouseIn(event *desktop.MouseEvent) {
	l.hover(true)
	l.MouseMoved(event)
}

// MouseMoved implements desktop.Hoverable.
func (l *rollLine) MouseMoved(event *desktop.MouseEvent) {
	tellAt(l.owner, l.tipAt(event.Position.X), event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (l *rollLine) MouseOut() {
	l.hover(false)
	tellAt(l.owner, "", fyne.Position{})
}

func (l *rollLine) hover(over bool) {
	l.over = over
	l.self.again()
}

// Resize implements fyne.CanvasObject.
func (l *rollLine) Resize(size fyne.Size) {
	l.BaseWidget.Resize(size)
	l.self.again()
}

// Refresh implements fyne.Widget: the theme may have changed.
func (l *rollLine) Refresh() {
	l.valid = false
	l.self.again()
}

// MinSize implements fyne.CanvasObject.
func (l *rollLine) MinSize() fyne.Size { return fyne.NewSize(0, l.height) }

// CreateRenderer implements fyne.Widget.
func (l *rollLine) CreateRenderer() fyne.WidgetRenderer { return rollLineRenderer{l} }

type rollLineRenderer struct{ line *rollLine }

func (rollLineRenderer) Destroy()                       {}
func (rollLineRenderer) Layout(fyne.Size)               {}
func (r rollLineRenderer) MinSize() fyne.Size           { return r.line.MinSize() }
func (r rollLineRenderer) Objects() []fyne.CanvasObject { return r.line.objects }
func (r rollLineRenderer) Refresh()                     { r.line.self.again() }
