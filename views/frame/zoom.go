package frame

import (
	"os"
	"strconv"
	"sync"

	"fyne.io/fyne/v2"
)

// scaleKey is the variable in which Fyne looks for a scale, each time that it needs one.
const scaleKey = "FYNE_SCALE"

// usual is the scale that a person has chosen elsewhere, in the variable or for all of
// Fyne's programs.
var usual = sync.OnceValue(func() float32 {
	if scale, err := strconv.ParseFloat(os.Getenv(scaleKey), 32); err == nil && scale > 0 {
		return float32(scale)
	}
	if scale := fyne.CurrentApp().Settings().Scale(); scale > 0 && os.Getenv(scaleKey) == "" {
		return scale
	}
	return 1
})

// Zoom draws all windows that are shown from now on larger by a factor, or smaller. Fyne
// has no other way to say so.
func Zoom(factor float32) {
	if err := os.Setenv(scaleKey, strconv.FormatFloat(float64(usual()*factor), 'f', 3, 32)); err != nil {
		fyne.LogError("zoom", err)
	}
}

// Zoom draws all in the window larger by a factor, or smaller. The window itself stays as
// it is, as far as its content lets it.
func (f *Frame) Zoom(factor float32) {
	width, height := f.view.GetSize()
	before, unusual := f.win.Canvas().Scale(), f.unusual()
	var at *Point
	if movable() {
		x, y := f.view.GetPos()
		at = &Point{x, y}
	}
	Zoom(factor)
	settings := fyne.CurrentApp().Settings()
	settings.SetTheme(settings.Theme()) // then Fyne looks at the scale
	if by := before / f.win.Canvas().Scale(); unusual {
		f.normal, f.before = scaled(f.normal, by), scaled(f.before, by)
		f.win.Resize(f.size(width, height))
		return
	}
	f.fit(width, height, at) // larger for a moment, it may have been pushed about
}

func scaled(size fyne.Size, by float32) fyne.Size {
	return fyne.NewSize(size.Width*by, size.Height*by)
}
