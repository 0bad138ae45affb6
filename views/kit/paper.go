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
func (p *Paper) CreateRenderer() fyne.WidgetRenderer { return &paperRenderer{paper: p} }

type paperRenderer struct {
	paper   *Paper
	objects []fyne.CanvasObject
}

func (r *paperRenderer) Destroy()                     {}
func (r *paperRenderer) MinSize() fyne.Size           { return fyne.NewSquareSize(leastPaper) }
func (r *paperRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *paperRenderer) Layout(fyne.Size)             { r.draw() }

func (r *paperRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.paper)
}

func (r *paperRenderer) draw() {
	p, size := r.paper, r.paper.Size()
	scale := min(size.Width/p.width, size.Height/p.height)
	left, top := (size.Width-p.width*scale)/2, float32(0)
	page := canvas.NewRectangle(paperWhite)
	page.StrokeColor, page.StrokeWidth = paperLine, 1
	page.Move(fyne.NewPos(left, top))
	page.Resize(fyne.NewSize(p.width*scale, p.height*scale))
	r.objects = []fyne.CanvasObject{page}
	for _, m := range p.marks {
		at := fyne.NewPos(left+m.X*scale, top+m.Y*scale)
		if m.Text == "" {
			box := canvas.NewRectangle(color.Transparent)
			if m.Filled {
				box.FillColor = paperFilled
			}
			box.StrokeColor, box.StrokeWidth = paperLine, .5
			box.Move(at)
			box.Resize(fyne.NewSize(m.W*scale, m.H*scale))
			r.objects = append(r.objects, box)
			continue
		}
		text := canvas.NewText("", paperInk)
		text.TextSize, text.TextStyle.Bold = m.Size*scale, m.Bold
		text.Text = fitted(m.Text, m.W*scale, text.TextSize, text.TextStyle)
		text.Move(at)
		text.Resize(text.MinSize())
		r.objects = append(r.objects, text)
	}
}

// fitted is as much of a text as has room, found by halves.
func fitted(text string, room, size float32, style fyne.TextStyle) string {
	if fyne.MeasureText(text, size, style).Width <= room {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)-1
	for low < high {
		middle := (low + high + 1) / 2
		if fyne.MeasureText(string(runes[:middle])+"…", size, style).Width <= room {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return string(runes[:low]) + "…"
}
