package kit

import (
	"fmt"
	"slices"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestChips_AreBrokenIntoLinesAndGivenUpByMouseAndKeys(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	var chosen []Chip
	for i := range 9 {
		chosen = append(chosen, Chip{Key: int64(i), Text: fmt.Sprintf("部署%d", i)})
	}
	var c *Chips
	c = NewChips("まだ選ばれていません", func(key int64) {
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(chip Chip) bool { return chip.Key == key })
		c.SetChips(chosen)
	})
	c.SetChips(chosen)
	window.SetContent(layers.Over(Column(0, c)))
	window.Resize(fyne.NewSize(240, 400))
	var widest float32
	for _, s := range c.spots {
		widest = max(widest, s.x+s.width)
	}
	if widest > 240 || c.MinSize().Height <= 2*chipHeight {
		t.Errorf("up to %g of 240, and %g high", widest, c.MinSize().Height)
	}
	left := func() (keys []int64) {
		for _, chip := range c.Chips() {
			keys = append(keys, chip.Key)
		}
		return keys
	}
	third := c.spots[2]
	test.TapAt(c, fyne.NewPos(third.x+third.width/2, third.y+4)) // on the word
	if len(left()) != 9 {
		t.Errorf("a click on a word leaves %v", left())
	}
	test.TapAt(c, fyne.NewPos(third.x+third.width-4, third.y+4))
	if want := []int64{0, 1, 3, 4, 5, 6, 7, 8}; !slices.Equal(left(), want) {
		t.Errorf("a click on the cross leaves %v, want %v", left(), want)
	}
	for _, key := range []fyne.KeyName{fyne.KeyRight, fyne.KeyDelete, fyne.KeyEnd, fyne.KeyBackspace} {
		press := &fyne.KeyEvent{Name: key}
		c.KeyDown(press)
		c.TypedKey(press)
		c.TypedKey(press) // it is held
		c.KeyUp(press)
	}
	if want := []int64{0, 1, 3, 4, 7, 8}; !slices.Equal(left(), want) {
		t.Errorf("the keys leave %v, want %v", left(), want)
	}
}
