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

// line draws from point to point.
func (s *sheet) line(points []fyne.Position, thickness float32, ink color.Color) {
	if len(points) < 2 {
		return
	}
	r := s.rasterizer()
	half := thickness / 2
	for i, to := range points[1:] {
		from := points[i]
		dx, dy := to.X-from.X, to.Y-from.Y
		length := float32(math.Hypot(float64(dx), float64(dy)))
		if length == 0 {
			continue
		}
		// Its ends reach over the joints, so that corners are closed.
		dx, dy = dx/length*half, dy/length*half
		s.polygon(r,
			fyne.NewPos(from.X-dx-dy, from.Y-dy+dx), fyne.NewPos(to.X+dx-dy, to.Y+dy+dx),
			fyne.NewPos(to.X+dx+dy, to.Y+dy-dx), fyne.NewPos(from.X-dx+dy, from.Y-dy-dx))
	}
	s.fill(r, ink)
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
