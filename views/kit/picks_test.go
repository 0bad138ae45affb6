package kit

import (
	"slices"
	"testing"
	"time"
)

// line64 is a list of keys.
type line64 []int64

func (l line64) Len() int          { return len(l) }
func (l line64) Key(row int) int64 { return l[row] }

func TestGrid_Selection(t *testing.T) {
	tests := map[string]struct {
		do   func(*picks)
		want []int64
		at   int
	}{
		"a click selects one": {
			func(p *picks) { p.only(1); p.only(3) }, []int64{40}, 3},
		"Ctrl adds and takes away": {
			func(p *picks) { p.only(1); p.toggle(3); p.toggle(4); p.toggle(1) }, []int64{40, 50}, 1},
		"Shift extends from where it began": {
			func(p *picks) { p.only(2); p.through(4); p.through(1) }, []int64{20, 30}, 1},
		"Shift after Ctrl begins at the row of Ctrl": {
			func(p *picks) { p.only(0); p.toggle(3); p.through(4) }, []int64{40, 50}, 4},
		"Shift with no cursor selects one": {
			func(p *picks) { p.through(2) }, []int64{30}, 2},
		"all": {
			func(p *picks) { p.all() }, []int64{10, 20, 30, 40, 50}, -1},
		"rows that are not there": {
			func(p *picks) { p.only(5); p.toggle(-1); p.through(9); p.move(7) }, nil, -1},
		"one at most": {
			func(p *picks) { p.single = true; p.only(1); p.toggle(2); p.through(4); p.all() }, []int64{50}, 4},
	}
	for name, test := range tests {
		p := &picks{rows: line64{10, 20, 30, 40, 50}, at: -1, anchor: -1}
		test.do(p)
		if got := p.list(); !slices.Equal(got, test.want) || p.at != test.at {
			t.Errorf("%s: %v at %d, want %v at %d", name, got, p.at, test.want, test.at)
		}
	}
}

func TestGrid_SelectionStaysWithTheKeys(t *testing.T) {
	p := &picks{rows: line64{10, 20, 30, 40, 50}, at: -1, anchor: -1}
	p.only(1)
	p.toggle(3)
	places, lost := p.rebase(line64{50, 40, 30, 20, 10}, 30, 99)
	if got := p.list(); !slices.Equal(got, []int64{40, 20}) || lost || p.at != 1 {
		t.Errorf("sorted the other way: %v at %d, lost %v", got, p.at, lost)
	}
	if !slices.Equal(places, []int{2, -1}) {
		t.Errorf("places %v", places)
	}
	_, lost = p.rebase(line64{20, 10})
	if got := p.list(); !slices.Equal(got, []int64{20}) || !lost {
		t.Errorf("after a row has gone: %v, lost %v", got, lost)
	}
	if p.at != 1 {
		t.Errorf("the cursor's row has gone: cursor at %d, want the row in its place", p.at)
	}
	if _, lost = p.rebase(line64{}); p.at != -1 || !lost || p.list() != nil {
		t.Errorf("nothing left: %v at %d", p.list(), p.at)
	}
}

func TestTree_LettersThatFollowSoonBelongTogether(t *testing.T) {
	var a typeAhead
	now := time.Now()
	for _, c := range []struct {
		after time.Duration
		typed rune
		want  string
		again bool
	}{
		{0, 'k', "k", true}, {time.Second / 2, 'a', "ka", false}, {time.Second, 'i', "kai", false},
		{2 * time.Second, 'k', "k", true}, {time.Second / 2, 'k', "k", true}, // the same letter, over and over
	} {
		now = now.Add(c.after)
		if got, again := a.add(c.typed, now); got != c.want || again != c.again {
			t.Errorf("%c: %q, again %v; want %q, %v", c.typed, got, again, c.want, c.again)
		}
	}
}
