package reconcile

import "iter"

// index finds records by a text that several of them may have, lowest position first.
// An empty text is found by nothing (U5).
type index struct {
	first map[string]int
	next  map[int]int // position → the next one with the same text
}

func newIndex(size int) *index { return &index{first: make(map[string]int, size), next: map[int]int{}} }

// put must be called from the highest position down to the lowest.
func (x *index) put(text string, position int) {
	if text == "" {
		return
	}
	if behind, ok := x.first[text]; ok {
		x.next[position] = behind
	}
	x.first[text] = position
}

// all are the positions with the text, ascending.
func (x *index) all(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for position, ok := x.first[text]; ok && yield(position); {
			position, ok = x.next[position]
		}
	}
}
