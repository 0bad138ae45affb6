package kit

import (
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
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

func TestWrap_WhatGrowsIsAsHighAsItsLine(t *testing.T) {
	high, low := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	high.SetMinSize(fyne.NewSize(100, 50))
	low.SetMinSize(fyne.NewSize(100, 20))
	Wrap(10, Grow(high), Grow(low)).Resize(fyne.NewSize(300, 50))
	if got := low.Size().Height; got != 50 {
		t.Errorf("it is %v high", got)
	}
}

func TestBeside_TheLeftOneScrollsOnlyBesideTheRightOne(t *testing.T) {
	testapp.New(t, NewTheme())
	long, right := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	long.SetMinSize(fyne.NewSize(50, 500))
	right.SetMinSize(fyne.NewSize(100, 80))
	scroll := Scroll(long)
	both := Beside(10, 200, scroll, right)
	for _, c := range []struct{ width, least, wish, left float32 }{{400, 80, 500, 300}, {250, 590, 590, 500}} {
		both.Resize(fyne.NewSize(c.width, 300))
		both.Resize(fyne.NewSize(c.width, max(both.MinSize().Height, 300)))
		if least, wished, left := both.MinSize().Height, wish(both), scroll.Size().Height; least != c.least || wished != c.wish || left != c.left {
			t.Errorf("in a width of %v it needs %v and wants %v, and its left one has %v", c.width, least, wished, left)
		}
	}
}

func TestWrap_FiltersTakeSeveralLinesWhereTheWidthIsShort(t *testing.T) {
	testapp.New(t, NewTheme())
	var chosen int
	f := NewFilters([]Tag{{Text: "すべて 300"}, {Text: "追加 100"}, {Text: "削除 200"}}, func(i int) { chosen = i })
	row := Wrap(10, f)
	row.Resize(fyne.NewSize(600, 100))
	one, wide := f.MinSize().Height, f.MinSize().Width
	row.Resize(fyne.NewSize(wide-1, 100))
	if high := f.Size().Height; high <= one {
		t.Errorf("a line is %v high, and two are %v", one, high)
	}
	if least := row.MinSize().Width; least > wide/2 {
		t.Errorf("it wants %v of %v", least, wide)
	}
	f.Tapped(&fyne.PointEvent{Position: fyne.NewPos(5, f.Size().Height-5)})
	if chosen != 2 {
		t.Errorf("a click on the second line chooses %d", chosen)
	}
}

func TestScrollAside_TheBarCoversNothing(t *testing.T) {
	testapp.New(t, NewTheme())
	content := canvas.NewRectangle(nil)
	content.SetMinSize(fyne.NewSize(300, 50))
	scroll := ScrollAside(content)
	for _, c := range []struct{ width, bar float32 }{{400, 0}, {200, theme.ScrollBarSmallSize() + 2}} {
		scroll.Resize(fyne.NewSize(c.width, 50))
		scroll.Resize(fyne.NewSize(c.width, scroll.MinSize().Height))
		if high := scroll.MinSize().Height; high != 50+c.bar || content.Size().Height != 50 {
			t.Errorf("in a width of %v it wants %v, and gives %v to what it shows", c.width, high, content.Size().Height)
		}
	}
}
