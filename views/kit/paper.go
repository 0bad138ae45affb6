package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Paper shows a page as it will be printed: dark on white, in any theme, as large as there
// is room.
type Paper struct {
	widget.BaseWidget
	width, height float32 // in the measure of the marks
	marks         []PaperMark
}

// PaperMark is something on a page: a text, or a box where there is none. Size is how high
// the text is.
type PaperMark struct {
	X, Y, W, H   float32
	Text         string
	Size         float32
	Bold, Filled bool
}

// NewPaper makes an empty page.
func NewPaper() *Paper {
	p := &Paper{width: 210, height: 297}
	p.ExtendBaseWidget(p)
	return p
}

// SetMarks shows another page.
func (p *Paper) SetMarks(width, height float32, marks []PaperMark) {
	p.width, p.height, p.marks = width, height, marks
	p.Refresh()
}

var (
	paperWhite  = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	paperInk    = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	paperLine   = color.NRGBA{0x99, 0x99, 0x99, 0xff}
	paperFilled = color.NRGBA{0xe8, 0xed, 0xf5, 0xff}
)

const leastPaper = 300 // on either side

// CreateRenderer implements fyne.Widget.
func (p *Paper) CreateRenderer() fyne.WidgetRenderer {
	r := &drawing{self: p}
	r.min = func() fyne.Size { return fyne.NewSquareSize(leastPaper) }
	r.paint = func() {}
	r.layout = func(size fyne.Size) { r.objects = p.drawn(size) }
	return r
}

func (p *Paper) drawn(size fyne.Size) []fyne.CanvasObject {
	scale := min(size.Width/p.width, size.Height/p.height)
	left := (size.Width - p.width*scale) / 2
	page := canvas.NewRectangle(paperWhite)
	page.StrokeColor, page.StrokeWidth = paperLine, 1
	place(page, left, 0, p.width*scale, p.height*scale)
	objects := []fyne.CanvasObject{page}
	for _, m := range p.marks {
		x, y := left+m.X*scale, m.Y*scale
		if m.Text == "" {
			box := canvas.NewRectangle(color.Transparent)
			if m.Filled {
				box.FillColor = paperFilled
			}
			box.StrokeColor, box.StrokeWidth = paperLine, .5
			place(box, x, y, m.W*scale, m.H*scale)
			objects = append(objects, box)
			continue
		}
		span := Span{Size: m.Size * scale, Bold: m.Bold}
		text := canvas.NewText("", paperInk)
		shown, _ := span.fit(m.Text, m.W*scale)
		span.write(text, shown)
		text.Move(fyne.NewPos(x, y))
		text.Resize(text.MinSize())
		objects = append(objects, text)
	}
	return objects
}
