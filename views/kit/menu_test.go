package kit

import (
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Nothing of the window lies below the bar of menus.
func TestMenuBar_TheWindowMakesRoomForIt(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	content := NewButton("保存", nil)
	window.SetPadded(false)
	window.SetContent(layers.Over(content))
	window.Resize(fyne.NewSize(600, 400))
	before, size := content.Position(), content.Size()
	layers.MenuBar(0, Menu{Title: "編集", Letter: fyne.KeyE, Items: []MenuItem{{Text: "元に戻す"}}})
	if at := content.Position(); at.Y < barHeight || at.Y+content.Size().Height > 400 {
		t.Errorf("below the bar it is at %v, %v", at, content.Size())
	}
	window.Canvas().Overlays().Top().(*menu).close()
	if content.Position() != before || content.Size() != size {
		t.Errorf("without the bar it is at %v, %v", content.Position(), content.Size())
	}
}

// The menu of a field offers to take back what was typed, where something was.
func TestEntry_TheMenuTakesBackOnlyWhatWasTyped(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	e := NewEntry("", nil)
	window.SetContent(e)
	window.Resize(fyne.NewSize(600, 400))
	e.SetText("前から")
	offers := func(when string, undo, redo bool) {
		t.Helper()
		e.TappedSecondary(&fyne.PointEvent{})
		m := window.Canvas().Overlays().Top().(*menu)
		if m.items[0].Off == "" != undo || m.items[1].Off == "" != redo {
			t.Errorf("%s: 元に戻す is off since %q, やり直す since %q", when, m.items[0].Off, m.items[1].Off)
		}
		m.close()
	}
	offers("untouched", false, false)
	test.Type(e, "あ")
	offers("typed", true, false)
	e.TypedShortcut(&fyne.ShortcutUndo{})
	if e.Text != "前から" {
		t.Fatalf("taken back is %q", e.Text)
	}
	offers("taken back", true, true)
	test.Type(e, "い")
	offers("typed again", true, false)
	e.SetText("")
	offers("emptied by the program", false, false)
}
