package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Split puts two objects beside each other and lets a person move what is between them.
// The right one has what the left one leaves.
type Split struct {
	widget.BaseWidget
	left, right fyne.CanvasObject
	width       float32 // of the left one, as wished
	moved       func(width float32)
	divider     *divider
	all         *fyne.Container
}

const (
	dividerWidth float32 = 14
	narrowest    float32 = 140 // the left one
)

// NewSplit makes the left object so wide. moved is told the width that a person chose,
// when the mouse lets go; may be nil.
func NewSplit(left, right fyne.CanvasObject, width float32, moved func(width float32)) *Split {
	s := &Split{left: left, right: right, width: width, moved: moved}
	s.divider = newDivider(s)
	s.all = container.New(splitLayout{s}, left, s.divider, right)
	s.ExtendBaseWidget(s)
	return s
}

// fitting is the wished width, as far as the room allows.
func (s *Split) fitting(room float32) float32 {
	return floor(max(min(s.width, room-dividerWidth-s.right.MinSize().Width), narrowest))
}

// Drag moves the divider to the right, as a person does, and lets it go.
func (s *Split) Drag(by float32) {
	s.move(by)
	s.let()
}

func (s *Split) move(by float32) {
	s.width = s.fitting(s.Size().Width) + by
	s.width = s.fitting(s.Size().Width)
	s.all.Refresh()
}

func (s *Split) let() {
	if s.moved != nil {
		s.moved(s.width)
	}
}

func (s *Split) inner() []fyne.CanvasObject { return []fyne.CanvasObject{s.all} }

// CreateRenderer implements fyne.Widget.
func (s *Split) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.all) }

type splitLayout struct{ split *Split }

func (l splitLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := l.split
	width := s.fitting(size.Width)
	place(s.left, 0, 0, width, size.Height)
	place(s.divider, width, 0, dividerWidth, size.Height)
	x := width + dividerWidth
	place(s.right, x, 0, max(size.Width-x, 0), size.Height)
}

func (l splitLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	left, right := l.split.left.MinSize(), l.split.right.MinSize()
	return fyne.NewSize(narrowest+dividerWidth+right.Width, max(left.Height, right.Height))
}

// divider is the gap of a Split. A line shows in it under the mouse.
type divider struct {
	widget.BaseWidget
	pointer
	split *Split
}

func newDivider(s *Split) *divider {
	d := &divider{split: s}
	d.pointer.self = d
	d.ExtendBaseWidget(d)
	return d
}

// Cursor implements desktop.Cursorable.
func (d *divider) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// Dragged implements fyne.Draggable.
func (d *divider) Dragged(event *fyne.DragEvent) { d.split.move(event.Dragged.DX) }

// DragEnd implements fyne.Draggable.
func (d *divider) DragEnd() { d.split.let() }

// CreateRenderer implements fyne.Widget.
func (d *divider) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewRectangle(nil)
	return draw(d,
		func() fyne.Size { return fyne.NewSize(dividerWidth, 1) },
		func(size fyne.Size) { place(line, (size.Width-2)/2, 4, 2, max(size.Height-8, 0)) },
		func() {
			line.FillColor = inkBorder.now()
			line.Hidden = !d.over
		},
		line)
}
