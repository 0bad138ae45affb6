package kit

import (
	"strings"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func TestWheel_WhatCannotScrollHandsOnToThePage(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	entry, search, memo := NewEntry("", nil), NewSearchEntry("", nil), NewTextArea("", 3, nil)
	short, long, tree := NewGrid([]GridColumn{{Title: "名前", Width: 100}}, ""), NewGrid([]GridColumn{{Title: "名前", Width: 100}}, ""), NewTree()
	short.SetRows(seq{0, 2})
	long.SetRows(seq{0, 100})
	choice := NewSelect([]string{"a"}, nil)
	objects := map[string]fyne.CanvasObject{
		"entry": entry, "search": search, "memo": memo, "short list": short, "tree": tree, "select": choice,
	}
	bottom := Height(2000, NewText(Plain("下")))
	page := Scroll(Column(10, entry, search, memo, Height(150, short), Height(150, tree), choice, Height(150, long), bottom))
	window.SetContent(page)
	window.Resize(fyne.NewSize(500, 900))
	wheel := func(o fyne.CanvasObject, notches float32) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(20, o.Size().Height-8)
		test.Scroll(window.Canvas(), at, 0, -25*notches)
	}
	for name, o := range objects {
		page.ScrollToOffset(fyne.Position{})
		wheel(o, 1)
		if page.Offset.Y != 3*rowHeight {
			t.Errorf("over %s the page scrolls by %g, want three rows", name, page.Offset.Y)
		}
	}
	page.ScrollToOffset(fyne.Position{})
	wheel(long, 1)
	if page.Offset.Y != 0 || long.list.GetScrollOffset() != 3*rowHeight {
		t.Errorf("a list that is long scrolls by %g, its page by %g", long.list.GetScrollOffset(), page.Offset.Y)
	}
	wheel(long, 1000)
	wheel(long, 1)
	if page.Offset.Y != 3*rowHeight {
		t.Errorf("at its end the page scrolls by %g", page.Offset.Y)
	}
	page.ScrollToOffset(fyne.Position{})
	memo.SetText(strings.Repeat("行\n", 30))
	wheel(memo.entry, 1)
	if page.Offset.Y != 0 {
		t.Errorf("a memo that is long does not scroll, but its page by %g", page.Offset.Y)
	}
	wheel(bottom, 1000)
	if end := page.Content.MinSize().Height - 900; page.Offset.Y != end {
		t.Errorf("the page ends at %g, not at %g", page.Offset.Y, end)
	}
}

func TestWheel_ShiftAndTheWheelGoSideways(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	wide := NewGrid([]GridColumn{{Title: "名前", Width: 900}}, "")
	wide.SetRows(seq{0, 3})
	page := container.NewStack(wide)
	window.SetContent(page)
	window.Resize(fyne.NewSize(500, 400))
	test.Scroll(window.Canvas(), fyne.NewPos(100, 100), -25, 0)
	if wide.aside != 3*rowHeight {
		t.Errorf("the list moved sideways by %g", wide.aside)
	}
}
