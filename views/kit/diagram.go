package kit

import (
	"image"
	"image/color"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Diagram shows boxes that are joined by lines, as much of them as there is room for. It
// is dragged and scrolled to see others; Ctrl and the wheel, as which Windows hands on a
// pinch, and + and - make it larger and smaller, 0 shows the whole. The
// arrow keys and a click select a box, Return and a double click open it, Space and a
// click on its mark fold it.
//
// Set its functions before it is shown; each may be nil.
type Diagram struct {
	widget.BaseWidget
	focus

	OnSelect func(id int64)
	OnOpen   func(id int64)
	OnFold   func(id int64)
	// OnMenu is called for a right click, with its place in the window.
	OnMenu func(id int64, at fyne.Position)

	drawn    Drawn
	view     DiagramView
	whole    bool // it is to be shown as a whole, whatever the size
	selected int64
	seen     DiagramSeen // as last drawn
	version  int         // of what is drawn

	held    fyne.Position // where the mouse went down
	dragged bool
	clicked time.Time // when clickedAt was last clicked
	last    int64
}

// Drawn is what a Diagram shows. It is asked on the main goroutine for each frame.
type Drawn interface {
	Size() (w, h float64)
	See(v DiagramView) DiagramSeen
	At(v DiagramView, x, y float64) (id int64, mark bool) // 0: no box
	Told(id int64) string                                 // what is said of a box under the mouse
	Place(id int64) (a DiagramArea, ok bool)              // in the whole
	Step(id int64, way fyne.KeyName) int64                // where an arrow key leads to
}

// DiagramView is what of the whole is seen: from a place on, at a scale, in a window.
type DiagramView struct{ X, Y, Scale, W, H float64 }

// DiagramArea is a place.
type DiagramArea struct{ X, Y, W, H float64 }

// DiagramSeen is what is drawn in the window. Of a line, one of the sides is 0.
type DiagramSeen struct {
	Boxes []DiagramBox
	Lines []DiagramArea
	Texts []DiagramText
	Small bool // the boxes are too small for texts
}

// DiagramBox is a box.
type DiagramBox struct {
	DiagramArea
	ID     int64
	Head   bool
	Dashed bool
	Mark   DiagramArea // where it is folded; without a width: nowhere
	Folded bool
}

// DiagramText is a text; a label has a ground of its own.
type DiagramText struct {
	DiagramArea
	Text               string
	Size               float64
	Bold, Aside, Label bool
}

const (
	largestScale  = 2.5
	smallestScale = 0.02
	zoomStep      = 1.2
	diagramNotch  = 25 // of the wheel, in Fyne's measure
)

// NewDiagram makes an empty one.
func NewDiagram() *Diagram {
	d := &Diagram{whole: true}
	d.focus.self = d
	d.ExtendBaseWidget(d)
	return d
}

// SetDrawn shows something else, from where it stands; the whole of what is the first, or
// when asked for.
func (d *Diagram) SetDrawn(drawn Drawn, whole bool) {
	d.drawn = drawn
	d.whole = d.whole || whole
	d.fit()
	d.redraw()
}

// ShowWhole shows all of it.
func (d *Diagram) ShowWhole() {
	d.whole = true
	d.fit()
	d.redraw()
}

// fit shows the whole where that is wanted and the room is known.
func (d *Diagram) fit() {
	size := d.Size()
	d.view.W, d.view.H = float64(size.Width), float64(size.Height)
	if d.drawn == nil || size.Width < 2 || size.Height < 2 {
		return
	}
	if d.whole {
		d.view.Scale = min(d.least(), 1)
	}
	d.clamp()
}

// least is the scale at which the whole is seen.
func (d *Diagram) least() float64 {
	w, h := d.drawn.Size()
	return max(min(d.view.W/max(w, 1), d.view.H/max(h, 1)), smallestScale)
}

// clamp keeps something in sight: what is smaller than the window is in its middle, else
// the edges of the whole come no further than to the middle.
func (d *Diagram) clamp() {
	if d.drawn == nil || d.view.Scale <= 0 {
		return
	}
	w, h := d.drawn.Size()
	d.view.X = clamped(d.view.X, w, d.view.W/d.view.Scale)
	d.view.Y = clamped(d.view.Y, h, d.view.H/d.view.Scale)
}

func clamped(at, whole, window float64) float64 {
	if whole <= window {
		return (whole - window) / 2
	}
	return min(max(at, -window/2), whole-window/2)
}

// Zoom makes it larger or smaller by a factor, around the middle.
func (d *Diagram) Zoom(by float64) { d.zoom(by, d.view.W/2, d.view.H/2) }

// ZoomIn and ZoomOut go one step.
func (d *Diagram) ZoomIn()  { d.Zoom(zoomStep) }
func (d *Diagram) ZoomOut() { d.Zoom(1 / zoomStep) }

// zoom keeps what is at a place where it is.
func (d *Diagram) zoom(by, x, y float64) {
	if d.drawn == nil || d.view.Scale <= 0 {
		return
	}
	scale := min(max(d.view.Scale*by, min(d.least(), 1)), largestScale)
	d.view.X += x/d.view.Scale - x/scale
	d.view.Y += y/d.view.Scale - y/scale
	d.view.Scale, d.whole = scale, false
	d.clamp()
	d.redraw()
}

// pan moves by so many pixels, and reports whether there was somewhere to go.
func (d *Diagram) pan(dx, dy float64) bool {
	if d.drawn == nil || d.view.Scale <= 0 {
		return false
	}
	before := d.view
	d.view.X -= dx / d.view.Scale
	d.view.Y -= dy / d.view.Scale
	d.clamp()
	if d.view == before {
		return false
	}
	d.whole = false
	d.redraw()
	return true
}

// Select selects a box and brings it into sight; nobody is told. 0: none.
func (d *Diagram) Select(id int64) {
	d.selected = id
	d.bring(id)
	d.redraw()
}

// Selected is the box that is selected; 0: none.
func (d *Diagram) Selected() int64 { return d.selected }

// bring moves a box into sight, no further than it must be.
func (d *Diagram) bring(id int64) {
	if d.drawn == nil || d.view.Scale <= 0 {
		return
	}
	a, ok := d.drawn.Place(id)
	if !ok {
		return
	}
	const edge = 12
	w, h, around := d.view.W/d.view.Scale, d.view.H/d.view.Scale, edge/d.view.Scale
	d.view.X = max(min(d.view.X, a.X-around), a.X+a.W+around-w)
	d.view.Y = max(min(d.view.Y, a.Y-around), a.Y+a.H+around-h)
	d.clamp()
}

// ShowLegible brings a box into sight so large that it can be read.
func (d *Diagram) ShowLegible(id int64) {
	if d.drawn == nil || d.view.Scale <= 0 {
		return
	}
	if a, ok := d.drawn.Place(id); ok && d.view.Scale < 1 {
		d.view.Scale, d.whole = 1, false
		d.view.X, d.view.Y = a.X+a.W/2-d.view.W/2, a.Y+a.H/2-d.view.H/2
		d.clamp()
	}
	d.Select(id)
}

func (d *Diagram) choose(id int64) {
	if id == d.selected {
		return
	}
	d.Select(id)
	if d.OnSelect != nil {
		d.OnSelect(id)
	}
}

func (d *Diagram) redraw() {
	d.version++
	d.Refresh()
}

// Resize implements fyne.CanvasObject.
func (d *Diagram) Resize(size fyne.Size) {
	if size == d.Size() {
		return
	}
	d.BaseWidget.Resize(size)
	d.fit()
	d.redraw()
}

// MinSize implements fyne.CanvasObject.
func (d *Diagram) MinSize() fyne.Size { return fyne.NewSize(200, 120) }

// picture draws boxes and lines; texts are Fyne's.
func (d *Diagram) picture(w, h int) image.Image {
	s := newSheet(w, h, d.Size().Width)
	line, edge, fill := inkInput.now(), inkMuted.now(), inkCard.now()
	for _, l := range d.seen.Lines {
		s.block(l.X, l.Y, l.W, l.H, line)
	}
	for _, b := range d.seen.Boxes {
		ground, border, thick := fill, edge, 1.0
		switch {
		case b.ID == d.selected:
			ground, border, thick = inkChosen.now(), inkPrimary.now(), 2
		case b.Head:
			ground = inkInfo.now()
		case d.seen.Small:
			ground = inkGrayTag.now()
		}
		if b.W < 8 || b.H < 5 { // there is no room for a border
			if b.ID != d.selected {
				border = line
			}
			s.block(b.X, b.Y, b.W, b.H, border)
			continue
		}
		s.block(b.X, b.Y, b.W, b.H, border)
		if b.Dashed && b.ID != d.selected {
			const dash = 7
			for x := 4.0; x < b.W-3; x += dash {
				s.block(b.X+x, b.Y, 3, b.H, fill)
			}
			for y := 4.0; y < b.H-3; y += dash {
				s.block(b.X, b.Y+y, b.W, 3, fill)
			}
		}
		s.block(b.X+thick, b.Y+thick, b.W-2*thick, b.H-2*thick, ground)
		if m := b.Mark; m.W > 0 {
			const arm, half = 4, 7
			x, y := m.X+m.W/2, m.Y+m.H/2
			ink := inkLink.now()
			s.block(x-half, y-half, 2*half, 2*half, line)
			s.block(x-half+1, y-half+1, 2*half-2, 2*half-2, fill)
			s.block(x-arm, y-0.75, 2*arm, 1.5, ink)
			if b.Folded {
				s.block(x-0.75, y-arm, 1.5, 2*arm, ink)
			}
		}
	}
	return s.image
}

// CreateRenderer implements fyne.Widget.
func (d *Diagram) CreateRenderer() fyne.WidgetRenderer {
	r := &diagramRenderer{d: d, raster: canvas.NewRaster(d.picture), outline: ring(4)}
	r.inner = container.New(loose{}, r.raster)
	r.clip = container.NewClip(r.inner)
	r.objects = []fyne.CanvasObject{r.clip, r.outline}
	return r
}

// diagramRenderer keeps texts to draw others with.
type diagramRenderer struct {
	d       *Diagram
	objects []fyne.CanvasObject
	clip    *container.Clip
	inner   *fyne.Container
	raster  *canvas.Raster
	outline *canvas.Rectangle
	labels  pool[*canvas.Rectangle]
	texts   pool[*canvas.Text]
	drawn   int
	variant fyne.ThemeVariant
}

func (r *diagramRenderer) Destroy()                     {}
func (r *diagramRenderer) MinSize() fyne.Size           { return r.d.MinSize() }
func (r *diagramRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *diagramRenderer) Layout(size fyne.Size) {
	r.clip.Resize(size)
	r.inner.Resize(size)
	r.raster.Resize(size)
	r.outline.Resize(size)
}

func (r *diagramRenderer) Refresh() {
	d := r.d
	showRing(r.outline, d.focused)
	if variant := fyne.CurrentApp().Settings().ThemeVariant(); r.drawn != d.version || r.variant != variant {
		r.drawn, r.variant = d.version, variant
		d.seen = DiagramSeen{}
		if d.drawn != nil && d.view.Scale > 0 {
			d.seen = d.drawn.See(d.view)
		}
		r.write()
		r.raster.Refresh()
	}
	canvas.Refresh(d)
}

// write places the texts.
func (r *diagramRenderer) write() {
	r.labels.used, r.texts.used = 0, 0
	for _, t := range r.d.seen.Texts {
		if t.Label {
			ground := r.labels.next(func() *canvas.Rectangle { return box(4) })
			ground.FillColor, ground.StrokeColor, ground.StrokeWidth = inkCard.now(), inkBorder.now(), 1
			place(ground, float32(t.X), float32(t.Y), float32(t.W), float32(t.H))
		}
		out := r.texts.next(newText)
		span := Span{Text: t.Text, Size: float32(t.Size), Bold: t.Bold}
		const inset = 6
		x, room := float32(t.X), float32(t.W)
		if t.Label {
			x, room = x+inset, room-2*inset
		}
		shown := t.Text
		if want := span.measure(t.Text); want > room+1 { // this font is broader than was thought
			shown, _ = span.fit(t.Text, room)
		}
		span.write(out, shown)
		out.Color = inkText.now()
		if t.Aside {
			out.Color = inkMuted.now()
		}
		size := out.MinSize()
		place(out, x, float32(t.Y)+(float32(t.H)-size.Height)/2, size.Width, size.Height)
	}
	r.inner.Objects = append(r.inner.Objects[:0], r.raster)
	for _, l := range r.labels.all[:r.labels.used] {
		r.inner.Objects = append(r.inner.Objects, l)
	}
	for _, t := range r.texts.all[:r.texts.used] {
		r.inner.Objects = append(r.inner.Objects, t)
	}
}

// Scrolled implements fyne.Scrollable. What cannot be used goes to the scrollers around.
func (d *Diagram) Scrolled(event *fyne.ScrollEvent) {
	tellAt(d, "", event.AbsolutePosition)
	if modifiers()&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0 {
		notches := float64(event.Scrolled.DY) / diagramNotch
		d.zoom(math.Pow(zoomStep, min(max(notches, -4), 4)), float64(event.Position.X), float64(event.Position.Y))
		return
	}
	by := turned(event)
	if !d.pan(float64(by.DX), float64(by.DY)) {
		rollAround(d, by)
	}
}

// Dragged implements fyne.Draggable.
func (d *Diagram) Dragged(event *fyne.DragEvent) {
	d.dragged = true
	d.pan(float64(event.Dragged.DX), float64(event.Dragged.DY))
}

// DragEnd implements fyne.Draggable.
func (d *Diagram) DragEnd() {}

// MouseDown implements desktop.Mouseable.
func (d *Diagram) MouseDown(event *desktop.MouseEvent) {
	tellAt(d, "", event.AbsolutePosition)
	d.take()
	d.held, d.dragged = event.Position, false
}

// MouseUp implements desktop.Mouseable: where the mouse was not moved, it was a click.
func (d *Diagram) MouseUp(event *desktop.MouseEvent) {
	if d.dragged || d.drawn == nil {
		return
	}
	id, mark := d.drawn.At(d.view, float64(event.Position.X), float64(event.Position.Y))
	switch {
	case id == 0:
		d.last = 0
	case event.Button == desktop.MouseButtonSecondary:
		d.choose(id)
		if d.OnMenu != nil {
			d.OnMenu(id, event.AbsolutePosition)
		}
	case mark:
		d.last = 0
		d.fold(id)
	case id == d.last && time.Since(d.clicked) < doubleClick:
		d.last = 0
		d.open(id)
	default:
		d.clicked, d.last = time.Now(), id
		d.choose(id)
	}
}

// fold folds a box, or opens it, which stays where it is seen.
func (d *Diagram) fold(id int64) {
	before, ok := d.drawn.Place(id)
	if !ok || d.OnFold == nil {
		return
	}
	d.OnFold(id)
	if after, ok := d.drawn.Place(id); ok {
		d.view.X += after.X - before.X
		d.view.Y += after.Y - before.Y
		d.clamp()
		d.redraw()
	}
}

func (d *Diagram) open(id int64) {
	if d.OnOpen != nil && id != 0 {
		d.OnOpen(id)
	}
}

// MouseIn implements desktop.Hoverable.
func (d *Diagram) MouseIn(event *desktop.MouseEvent) { d.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (d *Diagram) MouseMoved(event *desktop.MouseEvent) {
	if d.drawn == nil {
		return
	}
	told := ""
	if id, _ := d.drawn.At(d.view, float64(event.Position.X), float64(event.Position.Y)); id != 0 {
		told = d.drawn.Told(id)
	}
	tellAt(d, told, event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (d *Diagram) MouseOut() { tellAt(d, "", fyne.Position{}) }

// TypedKey implements fyne.Focusable.
func (d *Diagram) TypedKey(event *fyne.KeyEvent) {
	if d.drawn == nil {
		d.focus.TypedKey(event)
		return
	}
	switch event.Name {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight:
		d.choose(d.drawn.Step(d.selected, event.Name))
	case fyne.KeyPageUp:
		d.pan(0, d.view.H*0.8)
	case fyne.KeyPageDown:
		d.pan(0, -d.view.H*0.8)
	case fyne.KeySpace:
		if d.selected != 0 && d.once(event) {
			d.fold(d.selected)
		}
	default:
		d.focus.press(event, func() { d.open(d.selected) })
	}
}

// TypedRune implements fyne.Focusable.
func (d *Diagram) TypedRune(r rune) {
	switch r {
	case '+', ';', '＋': // on Japanese keyboards the plus needs Shift
		d.ZoomIn()
	case '-', '－', 'ー':
		d.ZoomOut()
	case '0', '０':
		d.ShowWhole()
	}
}

// block fills an upright rectangle whose edges are those of pixels; nothing is too thin
// to be seen.
func (s *sheet) block(x, y, w, h float64, ink color.Color) {
	scale := float64(s.scale)
	x0, y0 := int(math.Round(x*scale)), int(math.Round(y*scale))
	x1, y1 := max(int(math.Round((x+w)*scale)), x0+1), max(int(math.Round((y+h)*scale)), y0+1)
	area := image.Rect(x0, y0, x1, y1).Intersect(s.image.Rect)
	if area.Empty() {
		return
	}
	r, g, b, a := ink.RGBA()
	pixel := [4]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}
	first := s.image.Pix[s.image.PixOffset(area.Min.X, area.Min.Y):][:4*area.Dx()]
	for i := 0; i < len(first); i += 4 {
		copy(first[i:], pixel[:])
	}
	for row := area.Min.Y + 1; row < area.Max.Y; row++ {
		copy(s.image.Pix[s.image.PixOffset(area.Min.X, row):], first)
	}
}

// Where is where the middle of a box is in the Diagram, or its mark.
func (d *Diagram) Where(id int64, mark bool) (x, y float32, ok bool) {
	for _, b := range d.seen.Boxes {
		if b.ID != id {
			continue
		}
		a := b.DiagramArea
		if mark {
			a = b.Mark
		}
		return float32(a.X + a.W/2), float32(a.Y + a.H/2), a.W > 0
	}
	return 0, 0, false
}
