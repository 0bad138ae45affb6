package views

import (
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"anpisync/cybozu/cybozutest"
	"anpisync/views/kit"
)

// Where a window is narrow, the navigation folds and the screens are told, once; the line below the
// screen takes the room that it needs, and no more.
func TestFloor_TheNavigationFoldsAndTheLineTakesItsRoom(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	var folds []bool
	var sizes []fyne.Size
	nav := kit.NewNav(nil, programName, []kit.NavItem{{Name: "ホーム"}}, func(int) {})
	f := &floor{least: fyne.NewSize(10, 20), resized: func(size fyne.Size) { sizes = append(sizes, size) }, nav: nav, folded: func(narrow bool) { folds = append(folds, narrow) }}
	body, line := canvas.NewRectangle(color.Black), canvas.NewRectangle(color.Black)
	line.SetMinSize(fyne.NewSize(50, 40))
	lay := func(width, height float32) {
		f.Layout([]fyne.CanvasObject{nav, body, line}, fyne.NewSize(width, height))
	}
	expect := func(when string, height, foot float32) {
		t.Helper()
		left := nav.MinSize().Width
		if nav.Size() != fyne.NewSize(left, height) || nav.Position() != (fyne.Position{}) {
			t.Errorf("%s the navigation is %v at %v", when, nav.Size(), nav.Position())
		}
		width := sizes[len(sizes)-1].Width - left
		if body.Position() != fyne.NewPos(left, 0) || body.Size() != fyne.NewSize(width, foot) {
			t.Errorf("%s the screen is %v at %v", when, body.Size(), body.Position())
		}
		if line.Visible() && (line.Position() != fyne.NewPos(left, foot) || line.Size() != fyne.NewSize(width, 40)) {
			t.Errorf("%s the line is %v at %v", when, line.Size(), line.Position())
		}
	}
	lay(minWidth, 800)
	expect("with a line", 800, 760)
	wide := nav.MinSize().Width
	line.Hide()
	lay(minWidth, 800)
	expect("without a line", 800, 800)
	lay(minWidth-1, 800)
	lay(minWidth-1, 700)
	expect("narrow", 700, 700)
	narrow := nav.MinSize().Width
	lay(minWidth, 700)
	if !slices.Equal(folds, []bool{true, false}) || narrow >= wide || nav.MinSize().Width != wide || len(sizes) != 5 {
		t.Errorf("folded %v, from %g to %g", folds, wide, narrow)
	}
	if f.MinSize(nil) != fyne.NewSize(10, 20) {
		t.Errorf("it wants %v", f.MinSize(nil))
	}
}
