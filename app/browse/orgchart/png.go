package orgchart

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// How large a PNG becomes: twice as large as on the screen, so that it can be printed,
// unless that would be too many pixels for the programs that show it.
const (
	pngScale  = 2
	pngPixels = 25e6
	pngSide   = 16000
)

// pngScale of a chart.
func (c *Chart) pngScale() float64 {
	w, h := float64(max(c.Width, 1)), float64(max(c.Height, 1))
	return min(pngScale, math.Sqrt(pngPixels/(w*h)), pngSide/max(w, h))
}

// WritePNG writes the chart as a picture, with the colours of WriteSVG, in two fonts, of
// which each is a file of one TrueType or OpenType face.
func (c *Chart) WritePNG(w io.Writer, regular, bold []byte) error {
	p := painter{scale: c.pngScale()}
	for _, f := range []struct {
		face *font.Face
		file []byte
		size float64
	}{{&p.name, regular, nameSize}, {&p.bold, bold, nameSize}, {&p.count, regular, countSize}} {
		face, err := openFace(f.file, f.size*p.scale)
		if err != nil {
			return fmt.Errorf("font: %w", err)
		}
		defer face.Close()
		*f.face = face
	}
	p.image = image.NewRGBA(image.Rect(0, 0, p.pixels(c.Width), p.pixels(c.Height)))
	draw.Draw(p.image, p.image.Rect, image.White, image.Point{}, draw.Src)
	for i := range c.boxes {
		for _, l := range c.boxes[i].links {
			p.fill(Rect{min(l.X1, l.X2), min(l.Y1, l.Y2), max(l.X1, l.X2) - min(l.X1, l.X2), max(l.Y1, l.Y2) - min(l.Y1, l.Y2)}, 0, svgLink)
		}
	}
	for i := range c.boxes {
		p.box(&c.boxes[i])
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, p.image)
}

func openFace(file []byte, size float64) (font.Face, error) {
	parsed, err := opentype.Parse(file)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
}

type painter struct {
	image             *image.RGBA
	scale             float64
	name, bold, count font.Face
}

func (p *painter) pixels(n int) int { return int(math.Round(float64(n) * p.scale)) }

// fill fills a place, or what is left of it within a border of so many pixels. A line is
// as thick as a border.
func (p *painter) fill(r Rect, within int, hex string) {
	x0, y0 := p.pixels(r.X)+within, p.pixels(r.Y)+within
	x1, y1 := max(p.pixels(r.X+r.W)-within, x0+p.line()), max(p.pixels(r.Y+r.H)-within, y0+p.line())
	draw.Draw(p.image, image.Rect(x0, y0, x1, y1), image.NewUniform(colour(hex)), image.Point{}, draw.Src)
}

func (p *painter) line() int { return max(p.pixels(1), 1) }

func (p *painter) box(b *Box) {
	p.fill(b.Rect, 0, svgBorder)
	if b.Local { // the border is broken
		const dash, gap = 4, 3
		for x := dash; x < b.W-gap; x += dash + gap {
			p.fill(Rect{b.X + x, b.Y, gap, b.H}, 0, svgPaper)
		}
		for y := dash; y < b.H-gap; y += dash + gap {
			p.fill(Rect{b.X, b.Y + y, b.W, gap}, 0, svgPaper)
		}
	}
	ground, face := svgPaper, p.name
	if b.Level == 0 {
		ground, face = svgTop, p.bold
	}
	p.fill(b.Rect, p.line(), ground)
	room := b.W - 2*boxInset
	for i, line := range b.Lines {
		p.text(face, line, b.X+boxInset, b.Y+boxInset+i*nameLine+nameSize, room, svgText)
	}
	y := b.Y + b.H - boxInset - 3
	p.text(p.count, b.Count, b.X+boxInset, y, room, svgAside)
	more := b.more()
	wide := font.MeasureString(p.count, more).Ceil()
	p.text(p.count, more, b.X+b.W-boxInset-int(float64(wide)/p.scale+1), y, room, svgAside)
}

// text draws on a base line, as much as there is room for in this font.
func (p *painter) text(face font.Face, text string, x, y, room int, hex string) {
	if most := p.pixels(room); font.MeasureString(face, text).Ceil() > most {
		runes := []rune(text)
		for len(runes) > 1 && font.MeasureString(face, string(runes)+"…").Ceil() > most {
			runes = runes[:len(runes)-1]
		}
		text = string(runes) + "…"
	}
	drawer := font.Drawer{
		Dst: p.image, Src: image.NewUniform(colour(hex)), Face: face,
		Dot: fixed.P(p.pixels(x), p.pixels(y)),
	}
	drawer.DrawString(text)
}

// colour reads "#rrggbb".
func colour(hex string) color.RGBA {
	var r, g, b uint8
	_, _ = fmt.Sscanf(hex, "#%02x%02x%02x", &r, &g, &b) // they are the constants above
	return color.RGBA{r, g, b, 0xff}
}
