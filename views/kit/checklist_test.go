package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

func TestGrid_ChecklistKeepsWhatIsNotShown(t *testing.T) {
	g, _ := showGrid(t, seq{1, 100})
	g.Checklist()
	g.SetChecked([]int64{5, 90})
	g.goTo(9, false) // moving the cursor ticks nothing
	g.typed(&fyne.KeyEvent{Name: fyne.KeyF1})
	if got, want := g.Checked(), []int64{5, 90}; !slices.Equal(got, want) {
		t.Fatalf("checked %v, want %v", got, want)
	}
	g.SetRows(seq{1, 20})
	g.pick(func() { g.picks.toggle(9) }) // the key 10
	if got, want := g.Checked(), []int64{5, 10, 90}; !slices.Equal(got, want) {
		t.Errorf("checked %v, want %v", got, want)
	}
}

func TestGrid_ChecklistHasNoTickForAll(t *testing.T) {
	g, _ := showGrid(t, seq{1, 100})
	g.Checklist()
	g.SetChecked([]int64{5})
	g.pressed(newChord(fyne.KeyA, fyne.KeyModifierShortcutDefault))
	g.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(tickColumn/2, headHeight/2)})
	if got, want := g.Checked(), []int64{5}; !slices.Equal(got, want) {
		t.Errorf("checked %v, want %v", got, want)
	}
}
