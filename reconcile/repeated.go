package reconcile

import (
	"cmp"
	"slices"
)

// repetition is a text that several have.
type repetition struct {
	text    string
	numbers []int // who has it, ascending
}

// repeated are the texts that several of the numbers below n have, in ascending order.
// An empty text is none (U5).
func repeated(n int, textOf func(int) string) []repetition {
	first := make(map[string]int, n)
	several := map[string][]int{}
	for i := range n {
		text := textOf(i)
		if text == "" {
			continue
		}
		other, taken := first[text]
		switch {
		case !taken:
			first[text] = i
		case several[text] == nil:
			several[text] = []int{other, i}
		default:
			several[text] = append(several[text], i)
		}
	}
	list := make([]repetition, 0, len(several))
	for text, numbers := range several {
		list = append(list, repetition{text, numbers})
	}
	slices.SortFunc(list, func(a, b repetition) int { return cmp.Compare(a.text, b.text) })
	return list
}
