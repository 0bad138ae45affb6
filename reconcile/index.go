package reconcile

import "iter"

// index finds records by a text that several of them may have, lowest position first.
// An empty text is found by nothing (U5).
type index struct {
	first map[string]int
	next  []int // position → the next one with the same text, or -1
}

// newIndex is for records at the positions below n.
func newIndex(n int) *index { return &index{first: map[string]int{}, next: make([]int, n)} }

// put must be called from the highest position down to the lowest.
func (x *index) put(text string, position int) {
	if text == "" {
		return
	}
	x.next[position] = -1
	if behind, ok := x.first[text]; ok {
		x.next[position] = behind
	}
	x.first[text] = position
}

// all are the positions with the text, ascending.
func (x *index) all(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		position, ok := x.first[text]
		for ok && position >= 0 && yield(position) {
			position = x.next[position]
		}
	}
}
