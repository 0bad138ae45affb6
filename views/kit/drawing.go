package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// drawing is the renderer of all widgets here: a few objects, how they are placed,
// and how they are painted from the widget's state.
type drawing struct {
	self    fyne.Widget
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	paint   func()
}

var _ fyne.WidgetRenderer = (*drawing)(nil)

func draw(self fyne.Widget, min func() fyne.Size, layout func(fyne.Size), paint func(), objects ...fyne.CanvasObject) *drawing {
	paint()
	return &drawing{self, objects, min, layout, paint}
}

func (d *drawing) Destroy()                     {}
func (d *drawing) Layout(size fyne.Size)        { d.layout(size) }
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }

// MinSize is whole, so that what is laid out after it begins on a pixel and is sharp.
func (d *drawing) MinSize() fyne.Size { return whole(d.min()) }

func whole(size fyne.Size) fyne.Size {
	return fyne.NewSize(ceil(size.Width), ceil(size.Height))
}

func ceil(x float32) float32 { return float32(math.Ceil(float64(x))) }

func floor(x float32) float32 { return float32(math.Floor(float64(x))) }

func (d *drawing) Refresh() {
	d.paint()
	d.layout(d.self.Size())
	canvas.Refresh(d.self)
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// middle places a text, as high as its font wants, in the middle of a height.
func middle(t *canvas.Text, x, height float32) {
	size := t.MinSize()
	place(t, x, floor((height-size.Height)/2), size.Width, size.Height)
}

func box(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = radius
	return r
}

// ring is what shows where the focus is.
func ring(radius float32) *canvas.Rectangle {
	r := box(radius)
	r.Hide()
	return r
}

func showRing(r *canvas.Rectangle, focused bool) {
	stroke(r, inkFocus, 2)
	r.Hidden = !focused
}

// stroke draws the border of a rectangle that lets through what is below it. Fyne
// blends the border's edge into the fill, black where that is wholly transparent.
func stroke(r *canvas.Rectangle, border ink, width float32) {
	line := border.now()
	red, green, blue, _ := line.RGBA()
	r.StrokeColor, r.StrokeWidth = line, width
	r.FillColor = color.NRGBA{uint8(red >> 8), uint8(green >> 8), uint8(blue >> 8), 1}
}

// newText shows nothing until it is written.
func newText() *canvas.Text {
	t := canvas.NewText("", color.Transparent)
	Span{}.write(t, "")
	return t
}

// pool keeps what a widget draws with, since each drawing needs another number of it.
type pool[T any] struct {
	all  []T
	used int
}

// next is one that is not used yet since the pool was last set back.
func (p *pool[T]) next(make func() T) T {
	if p.used == len(p.all) {
		p.all = append(p.all, make())
	}
	p.used++
	return p.all[p.used-1]
}

// pointer follows the mouse for widgets that answer to it.
type pointer struct {
	self fyne.Widget
	over bool
}

// MouseIn implements desktop.Hoverable.
func (p *pointer) MouseIn(*desktop.MouseEvent) {
	p.over = true
	p.self.Refresh()
}

// MouseMoved implements desktop.Hoverable.
func (p *pointer) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pointer) MouseOut() {
	p.over = false
	p.self.Refresh()
}
