package kit_test

import (
	"fmt"

	"anpisync/views/kit"
)

// people are rows whose keys are not their places.
type people int

func (p people) Len() int                 { return int(p) }
func (p people) Key(row int) int64        { return int64(row)*7 + 3 }
func (p people) Cell(row, _ int) kit.Cell { return kit.Cell{Text: fmt.Sprintf("髙﨑 %d", row)} }

// forest is the tree of the manual.
type forest struct{ without int64 }

var below = map[int64][]int64{1: {2, 3, 4}, 3: {5, 6}, 4: {7}}

func (forest) Roots() []int64 { return []int64{-1, 1, -2} }

func (f forest) Children(id int64) []int64 {
	var ids []int64
	for _, child := range below[id] {
		if child != f.without {
			ids = append(ids, child)
		}
	}
	return ids
}

func (forest) Node(id int64) kit.Node { return kit.Node{Name: fmt.Sprint(id), Count: int(id)} }
