package reconcile

import (
	"cmp"
	"slices"
)

// repetition is a text that stands at several positions.
type repetition struct {
	text      string
	positions []int // ascending
}

// repeated are the texts that stand at several positions, in ascending order. An empty
// one is none (U5).
func repeated(texts []string) []repetition {
	count := 0
	for _, text := range texts {
		if text != "" {
			count++
		}
	}
	first := make(map[string]int, count)
	several := map[string][]int{}
	for i, text := range texts {
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
	for text, positions := range several {
		list = append(list, repetition{text, positions})
	}
	slices.SortFunc(list, func(a, b repetition) int { return cmp.Compare(a.text, b.text) })
	return list
}
