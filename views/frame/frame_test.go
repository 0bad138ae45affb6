package frame

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
)

func TestPlace_IsReadAsItWasWritten(t *testing.T) {
	for text, want := range map[string]Place{
		"1280x800":                  {Size: fyne.NewSize(1280, 800)},
		"1280x800 maximized":        {Size: fyne.NewSize(1280, 800), Maximized: true},
		"1280x800+40+0":             {Size: fyne.NewSize(1280, 800), At: &Point{40, 0}},
		"960x540-1900+31 maximized": {Size: fyne.NewSize(960, 540), At: &Point{-1900, 31}, Maximized: true},
	} {
		if p, ok := ParsePlace(text); !ok || !reflect.DeepEqual(p, want) || p.String() != text {
			t.Errorf("%q is read as %+v (%v) and written as %q", text, p, ok, p)
		}
	}
	for _, text := range []string{"", "wide", "1280", " maximized", "1280x800+40"} {
		if p, ok := ParsePlace(text); ok {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}

func TestWorkArea_IsTheOneWithMostOfTheWindow(t *testing.T) {
	left, right := rectangle{0, 0, 1366, 728}, rectangle{1366, 0, 1920, 1040}
	areas := []rectangle{left, right}
	for name, test := range map[string]struct {
		areas        []rectangle
		window, want rectangle
	}{
		"in the first":           {areas, rectangle{10, 10, 800, 600}, left},
		"across both":            {areas, rectangle{1000, 10, 1280, 800}, right},
		"on neither":             {areas, rectangle{-5000, 10, 800, 600}, left},
		"where there is no area": {nil, rectangle{10, 10, 800, 600}, rectangle{10, 10, 800, 600}},
	} {
		if got := nearest(test.areas, test.window); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestPlace_WindowIsBroughtBackOntoTheScreen(t *testing.T) {
	area := rectangle{1366, 0, 1920, 1040}
	for name, test := range map[string]struct {
		window rectangle
		middle bool
		want   rectangle
	}{
		"where it was":           {rectangle{1400, 20, 1280, 800}, false, rectangle{1400, 20, 1280, 800}},
		"beyond the right":       {rectangle{3000, 20, 1280, 800}, false, rectangle{2006, 20, 1280, 800}},
		"above, and on the left": {rectangle{-5000, -300, 1280, 800}, false, rectangle{1366, 0, 1280, 800}},
		"below the task bar":     {rectangle{1400, 400, 1280, 800}, false, rectangle{1400, 240, 1280, 800}},
		"nobody chose its place": {rectangle{1400, 400, 1280, 800}, true, rectangle{1686, 120, 1280, 800}},
	} {
		if got := test.window.into(area, test.middle); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
