package kit

import (
	"testing"

	"fyne.io/fyne/v2"
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
