package frame

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestPlace_IsReadAsItWasWritten(t *testing.T) {
	for text, want := range map[string]Place{
		"1280x800":           {Size: fyne.NewSize(1280, 800)},
		"1280x800 maximized": {Size: fyne.NewSize(1280, 800), Maximized: true},
	} {
		if p, ok := ParsePlace(text); !ok || p != want || p.String() != text {
			t.Errorf("%q is read as %+v (%v) and written as %q", text, p, ok, p)
		}
	}
	for _, text := range []string{"", "wide", "1280", " maximized"} {
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
