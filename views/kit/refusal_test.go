package kit

import (
	"image/color"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// What is refused is red, with and without the keys, until it is put right.
func TestEntry_WhatIsRefusedHasARedBorder(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	e := NewEntry("", nil)
	window.SetContent(e)
	border := func() color.Color {
		return test.WidgetRenderer(e).(*entryRenderer).border.StrokeColor
	}
	usual := border()
	e.SetFailed(true)
	if got := border(); got != inkDangerText.now() || got == usual {
		t.Errorf("refused, the border is %v; usually %v", got, usual)
	}
	window.Canvas().Focus(e)
	if got := border(); got != inkDangerText.now() {
		t.Errorf("refused, with the keys, it is %v", got)
	}
	window.Canvas().Unfocus()
	e.SetFailed(false)
	if got := border(); got != usual {
		t.Errorf("put right, it is %v, usually %v", got, usual)
	}
}

// The height that a field tells of in its sleep is the one it has when it is awake.
func TestEntry_IsAsHighAsFyneHasIt(t *testing.T) {
	testapp.New(t, NewTheme())
	for name, e := range map[string]*Entry{
		"one line": NewEntry("", nil), "password": NewPasswordEntry("", nil), "search": NewSearchEntry("部署", nil),
		"3 lines": NewTextArea("", 3, nil).entry, "8 lines": NewTextArea("", 8, nil).entry,
	} {
		fynes := e.Entry.CreateRenderer().MinSize()
		if got, want := e.MinSize(), whole(fynes.Max(fyne.NewSize(60, 31))); got != want {
			t.Errorf("%s: %v, not %v", name, got, want)
		}
	}
}
