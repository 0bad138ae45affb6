package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestWrap_BreaksIntoLinesWhereTheWidthIsShort(t *testing.T) {
	left, right := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	left.SetMinSize(fyne.NewSize(100, 20))
	right.SetMinSize(fyne.NewSize(100, 20))
	row := Wrap(10, left, Space(), right)
	for _, c := range []struct{ width, at, high float32 }{{300, 200, 20}, {230, 130, 20}, {150, 0, 50}} {
		row.Resize(fyne.NewSize(c.width, 100))
		if at, high := right.Position().X, row.MinSize().Height; at != c.at || high != c.high {
			t.Errorf("in a width of %v the last is at %v and all is %v high, want %v and %v", c.width, at, high, c.at, c.high)
		}
	}
	if width := row.MinSize().Width; width != 100 {
		t.Errorf("it wants a width of %v", width)
	}
}
