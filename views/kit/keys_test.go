package kit

import (
	"slices"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestKeys_PressCountsOnceHoweverLongItLasts(t *testing.T) {
	p := make(presses)
	p.down(fyne.KeyReturn)
	if !p.spend(fyne.KeyReturn) {
		t.Fatal("the press itself does nothing")
	}
	for range 54 { // two seconds of repeats
		if p.spend(fyne.KeyReturn) {
			t.Fatal("a repeat counts as a press")
		}
	}
	p.up(fyne.KeyReturn)
	if p.spend(fyne.KeyReturn) {
		t.Fatal("a released key counts as a press")
	}
	p.down(fyne.KeyEnter)
	if !p.spend(fyne.KeyReturn) {
		t.Fatal("keypad Enter is another key than Return")
	}
}

func TestKeys_HeldKeyMustBeReleasedFirst(t *testing.T) {
	p := make(presses)
	p.down(fyne.KeyReturn)
	p.spendAll()
	if p.spend(fyne.KeyReturn) {
		t.Fatal("a key that was down before counts")
	}
	p.up(fyne.KeyReturn)
	p.down(fyne.KeyReturn)
	if !p.spend(fyne.KeyReturn) {
		t.Fatal("a new press does nothing")
	}
}

// The second half of a double press was meant for what was there before.
func TestKeys_ReturnCountsOnceTheLayerIsDrawn(t *testing.T) {
	testapp.New(t, NewTheme())
	l := NewLayers(test.NewTempWindow(t, nil))
	var done []string
	l.SetBase(Layer{
		Confirm: func() { done = append(done, "confirm") },
		Cancel:  func() { done = append(done, "cancel") },
	})
	press := func(name fyne.KeyName, modifier fyne.KeyModifier) {
		l.KeyDown(&fyne.KeyEvent{Name: name})
		l.serve(newChord(name, modifier))
		l.KeyUp(&fyne.KeyEvent{Name: name})
	}
	l.drawing = &fyne.Animation{} // Fyne's test driver ends it at once
	press(fyne.KeyEnter, fyne.KeyModifierShortcutDefault)
	press(fyne.KeyEscape, 0)
	l.drawing = nil
	press(fyne.KeyEnter, fyne.KeyModifierShortcutDefault)
	if want := []string{"cancel", "confirm"}; !slices.Equal(done, want) {
		t.Errorf("done %q, want %q", done, want)
	}
}
