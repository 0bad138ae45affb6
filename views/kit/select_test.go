package kit_test

import (
	"testing"

	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestSelect_ArrowsOpenTheListAndReturnChooses(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := kit.NewLayers(window)
	changes := 0
	choice := kit.NewSelect([]string{"無期限", "1年", "90日"}, func(int) { changes++ })
	window.SetContent(choice)
	window.Resize(fyne.NewSize(300, 300))
	for _, arrow := range []fyne.KeyName{fyne.KeyDown, fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight} {
		window.Canvas().Focus(choice)
		kittest.Hold(window, layers, arrow, 0, 0)
		menu := window.Canvas().Focused()
		if menu == fyne.Focusable(choice) || choice.Chosen() != 0 || changes != 0 {
			t.Fatalf("%s: chose %d without asking", arrow, choice.Chosen())
		}
		menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		kittest.Release(window, layers, arrow)
	}
	kittest.Hold(window, layers, fyne.KeyDown, 0, 0)
	menu := window.Canvas().Focused()
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) // from what is chosen
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if choice.Chosen() != 1 || changes != 1 {
		t.Errorf("chosen: %d, after %d changes", choice.Chosen(), changes)
	}
}

func TestSelect_OpensWhatItIsToldInPlaceOfItsList(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := kit.NewLayers(window)
	choice := kit.NewSelect([]string{"甲", "乙"}, nil)
	opened := 0
	choice.OnOpen = func(fyne.Position) { opened++ }
	window.SetContent(choice)
	window.Resize(fyne.NewSize(300, 300))
	window.Canvas().Focus(choice)
	kittest.Press(window, layers, fyne.KeyReturn, 0)
	if opened != 1 || window.Canvas().Overlays().Top() != nil {
		t.Errorf("opened %d times, and above the window is %v", opened, window.Canvas().Overlays().Top())
	}
}
