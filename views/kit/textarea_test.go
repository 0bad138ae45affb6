package kit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// newArea is one in a window; told is what it reported last.
func newArea(t *testing.T) (a *TextArea, told *string) {
	t.Helper()
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	told = new(string)
	a = NewTextArea("", 3, func(text string) { *told = text })
	window.SetContent(a)
	window.Resize(fyne.NewSize(500, 300))
	window.Canvas().Focus(a.Focusable())
	return a, told
}

func (a *TextArea) pasteIn(text string) {
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent(text)
	a.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
}

func (a *TextArea) key(name fyne.KeyName) { a.entry.TypedKey(&fyne.KeyEvent{Name: name}) }

func lines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d行目\n", i+1)
	}
	return b.String()
}

func TestMemo_OfTwentyThousandLinesIsEditedInParts(t *testing.T) {
	a, told := newArea(t)
	all := lines(20_000)
	typing := func(text string) float64 {
		a.SetText(text)
		return testing.AllocsPerRun(5, func() { a.entry.TypedRune('x') })
	}
	if long, short := typing(all), typing(lines(50)); long > 10*short {
		t.Errorf("a key costs %.0f allocations, %.0f in a short text", long, short)
	}
	a.SetText("")
	a.pasteIn(all)
	if a.Text() != all || *told != all {
		t.Fatal("a long paste is not the whole of it")
	}
	if n := strings.Count(a.entry.Text, "\n"); n > 2*partLines {
		t.Errorf("%d lines are in the field", n)
	}
	a.entry.TypedRune('終')
	if a.Text() != all+"終" {
		t.Error("what is typed after a paste is not at its end")
	}
	a.without.Tapped(nil)
	if a.Text() != "" || *told != "" || a.bar.Visible() {
		t.Error("it is not empty")
	}
}

func TestMemo_EveryPartComesIntoTheField(t *testing.T) {
	a, _ := newArea(t)
	for _, text := range memos {
		a.SetText(text)
		all := a.entry.Text
		for n := 0; a.bar.Visible() && !a.forth.Disabled(); n++ {
			a.forth.Tapped(nil)
			all += a.entry.Text
			if n > 300 {
				t.Fatal("no end of parts")
			}
		}
		if all != text {
			t.Errorf("forth through %d bytes: %d seen", len(text), len(all))
		}
		all = a.entry.Text
		for a.bar.Visible() && !a.back.Disabled() {
			a.back.Tapped(nil)
			all = a.entry.Text + all
		}
		if all != text {
			t.Errorf("back through %d bytes: %d seen", len(text), len(all))
		}
	}
}

var memos = []string{
	"", "短い", "\n", lines(99), lines(100), lines(101), lines(1000), strings.Repeat("\n", 5000),
	strings.Repeat("とても長い一行。", 2000), lines(300) + strings.Repeat("あ", 5000) + "\n\n" + lines(300),
}

// Whatever is done, the text is what a field without parts would hold.
func TestMemo_LosesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	a, _ := newArea(t)
	for _, text := range memos {
		a.SetText(text)
		for step := range 30 {
			before, seen, after := a.before, a.entry.Text, a.after
			want := a.Text()
			switch random.IntN(6) {
			case 0:
				a.forth.Tapped(nil)
			case 1:
				a.back.Tapped(nil)
			case 2:
				a.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
				a.pasteIn("替わり\r\n")
				want = before + "替わり\n" + after
			case 3:
				a.key(fyne.KeyPageDown)
				a.key(fyne.KeyReturn)
				want = before + seen + "\n" + after
			case 4:
				a.key(fyne.KeyPageUp)
				pasted := lines(random.IntN(400))
				a.pasteIn(pasted)
				want = before + pasted + seen + after
			case 5:
				a.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
				pasted := lines(random.IntN(400) + 1)
				a.pasteIn(pasted)
				want = before + pasted + after
			}
			if a.Text() != want {
				t.Fatalf("step %d with %d bytes: %d bytes, want %d", step, len(text), len(a.Text()), len(want))
			}
		}
	}
}
