package kit

import (
	"testing"
	"time"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// The cursor stops after a while, and nothing else happens to the field: neither to its
// text nor to what is selected of it.
func TestCursor_StopsBlinkingAfterTheLastKey(t *testing.T) {
	testapp.New(t, NewTheme())
	changes := 0
	e := NewEntry("", func(string) { changes++ })
	w := test.NewTempWindow(t, e)
	w.Canvas().Focus(e)
	test.Type(e, "田中")
	e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	b, typed, before := &e.blinking, e.blinking.typed, changes
	for _, c := range []struct {
		after time.Duration
		held  bool
	}{{time.Second, false}, {blinkFor, true}, {blinkFor + 100*time.Millisecond, false}, {blinkFor + 250*time.Millisecond, true}} {
		now := typed.Add(c.after)
		if b.hold(&e.Entry, now); (b.held == now) != c.held {
			t.Errorf("%v after the last key: held %v", c.after, b.held == now)
		}
	}
	if e.Text != "田中" || e.SelectedText() != "田中" || changes != before {
		t.Errorf("the field holds %q with %q selected, after %d changes", e.Text, e.SelectedText(), changes-before)
	}
	w.Canvas().Unfocus()
	if b.clock != nil {
		t.Error("the clock goes on without the focus")
	}
}
