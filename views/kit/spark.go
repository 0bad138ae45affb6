package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Spark is a line the size of a word that shows how a number went; the last value has a
// point. One value alone shows nothing, and takes no room.
type Spark struct {
	widget.BaseWidget
	values []int
}

const (
	sparkWidth  float32 = 72
	sparkHeight float32 = 18
	sparkInset  float32 = 3
)

// NewSpark shows values, the oldest first.
func NewSpark(values []int) *Spark {
	s := new(Spark)
	s.ExtendBaseWidget(s)
	s.SetValues(values)
	return s
}

// SetValues shows others.
func (s *Spark) SetValues(values []int) {
	s.values = values
	s.Hidden = len(values) < 2
	s.Refresh()
}

// points are where the values lie in a size.
func (s *Spark) points(size fyne.Size) []fyne.Position {
	if len(s.values) < 2 {
		return nil
	}
	low, high := s.values[0], s.values[0]
	for _, v := range s.values {
		low, high = min(low, v), max(high, v)
	}
	points := make([]fyne.Position, len(s.values))
	for i, v := range s.values {
		level := float32(0.5)
		if high > low {
			level = float32(v-low) / float32(high-low)
		}
		points[i] = fyne.NewPos(
			sparkInset+(size.Width-2*sparkInset)*float32(i)/float32(len(s.values)-1),
			sparkInset+(size.Height-2*sparkInset)*(1-level))
	}
	return points
}

// CreateRenderer implements fyne.Widget.
func (s *Spark) CreateRenderer() fyne.WidgetRenderer {
	raster := canvas.NewRaster(func(w, h int) image.Image {
		size := s.Size()
		sheet := newSheet(w, h, size.Width)
		if points := s.points(size); points != nil {
			sheet.line(points, 1.4, inkMuted.now())
			last := points[len(points)-1]
			sheet.boxes([][2]fyne.Position{{last.SubtractXY(2, 2), last.AddXY(2, 2)}}, inkPrimary.now())
		}
		return sheet.image
	})
	return draw(s,
		func() fyne.Size { return fyne.NewSize(sparkWidth, sparkHeight) },
		func(size fyne.Size) { raster.Resize(size) },
		func() { raster.Refresh() },
		raster)
}
