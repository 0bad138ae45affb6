package kit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"golang.org/x/image/vector"
)

// sheet is what lines are drawn on: one image, since hundreds of Fyne's own lines would
// be as many calls of the graphics driver for each frame. Its measures are Fyne's.
type sheet struct {
	image *image.RGBA
	scale float32
}

// newSheet makes an image of so many pixels for a width.
func newSheet(pixelsX, pixelsY int, width float32) *sheet {
	return &sheet{image.NewRGBA(image.Rect(0, 0, pixelsX, pixelsY)), float32(pixelsX) / max(width, 1)}
}

// line draws from point to point. Corners are closed.
func (s *sheet) line(points []fyne.Position, thickness float32, ink color.Color) {
	r := s.rasterizer()
	half := thickness / 2
	for i := range len(points) - 1 {
		from, to := points[i], points[i+1]
		along := direction(from, to)
		if along.IsZero() {
			continue
		}
		along = fyne.NewPos(along.X*half, along.Y*half)
		// Where a line hardly turns, reaching over the joint would show as a dot.
		if i > 0 && turns(points[i-1], from, to) {
			from = from.Subtract(along)
		}
		if i+2 < len(points) && turns(from, to, points[i+2]) {
			to = to.Add(along)
		}
		across := fyne.NewPos(-along.Y, along.X)
		s.polygon(r, from.Add(across), to.Add(across), to.Subtract(across), from.Subtract(across))
	}
	s.fill(r, ink)
}

// direction is the way from one point to another, of length 1; zero where they are one.
func direction(from, to fyne.Position) fyne.Position {
	d := to.Subtract(from)
	length := float32(math.Hypot(float64(d.X), float64(d.Y)))
	if length == 0 {
		return fyne.Position{}
	}
	return fyne.NewPos(d.X/length, d.Y/length)
}

// turns says whether the way over three points turns by a right angle or nearly so.
func turns(a, b, c fyne.Position) bool {
	first, second := direction(a, b), direction(b, c)
	return first.X*second.X+first.Y*second.Y < 0.7
}

// boxes fills upright rectangles, each given by two corners.
func (s *sheet) boxes(corners [][2]fyne.Position, ink color.Color) {
	r := s.rasterizer()
	for _, c := range corners {
		a, b := c[0], c[1]
		s.polygon(r, a, fyne.NewPos(b.X, a.Y), b, fyne.NewPos(a.X, b.Y))
	}
	s.fill(r, ink)
}

func (s *sheet) rasterizer() *vector.Rasterizer {
	size := s.image.Bounds().Size()
	return vector.NewRasterizer(size.X, size.Y)
}

func (s *sheet) polygon(r *vector.Rasterizer, corners ...fyne.Position) {
	for i, c := range corners {
		if i == 0 {
			r.MoveTo(c.X*s.scale, c.Y*s.scale)
		} else {
			r.LineTo(c.X*s.scale, c.Y*s.scale)
		}
	}
	r.ClosePath()
}

func (s *sheet) fill(r *vector.Rasterizer, ink color.Color) {
	r.Draw(s.image, s.image.Bounds(), image.NewUniform(ink), image.Point{})
}
