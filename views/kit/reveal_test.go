package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
)

// What Tab leads to is seen, whether it is below or beside what is shown.
func TestFocus_BringsWhatStandsAsideIntoView(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	kit.NewLayers(window)
	var buttons []fyne.CanvasObject
	for i := range 12 {
		buttons = append(buttons, kit.Width(90, kit.NewButton(fmt.Sprint(i), nil)))
	}
	scroll := kit.ScrollAside(kit.Row(10, buttons...))
	window.SetContent(scroll)
	window.Resize(fyne.NewSize(300, 100))
	for range buttons {
		window.Canvas().FocusNext()
		focused := window.Canvas().Focused().(fyne.CanvasObject)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(focused)
		if right := at.X + focused.Size().Width; at.X < 0 || right > 300 {
			t.Errorf("%s is from %g to %g, out of sight", focused.(*kit.Button).Text(), at.X, right)
		}
	}
	if scroll.Offset.X == 0 {
		t.Error("nothing was out of sight")
	}
}
