package directory

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sync"
)

// Tree is departments as they stand below each other. It shares them with the list that
// it was made from, so that it follows changes there: of parents and order until
// children are asked for, of ids never.
type Tree struct {
	byID     map[int64]*Department
	sort     sync.Once
	children map[int64][]*Department
}

// NewTree is the tree of departments in any order. Of two with one id the last counts.
func NewTree(departments []Department) *Tree {
	t := &Tree{byID: make(map[int64]*Department, len(departments))}
	for i := range departments {
		t.byID[departments[i].ID] = &departments[i]
	}
	return t
}

// Department is the one with an id; nil: there is none.
func (t *Tree) Department(id int64) *Department { return t.byID[id] }

// Children are the departments right below one, in the order of D7; below 0 is
// 最上位部署. They are shared.
func (t *Tree) Children(id int64) []*Department {
	t.sort.Do(func() {
		t.children = make(map[int64][]*Department, len(t.byID)/2)
		for _, d := range t.byID {
			t.children[d.ParentID] = append(t.children[d.ParentID], d)
		}
		for _, siblings := range t.children {
			slices.SortFunc(siblings, CompareSiblings)
		}
	})
	return t.children[id]
}

// All are the departments from top to bottom, each before what is below it, with how
// far it is from the top.
func (t *Tree) All() iter.Seq2[*Department, int] {
	return func(yield func(*Department, int) bool) { t.walk(0, 0, yield) }
}

func (t *Tree) walk(id int64, level int, yield func(*Department, int) bool) bool {
	for _, d := range t.Children(id) {
		if !yield(d, level) || !t.walk(d.ID, level+1, yield) {
			return false
		}
	}
	return true
}

// Up are a department and those above it, from the bottom. In a damaged file the way may
// come back to where it was, and ends there.
func (t *Tree) Up(id int64) iter.Seq[*Department] {
	return func(yield func(*Department) bool) {
		for range t.byID {
			d := t.byID[id]
			if d == nil || !yield(d) {
				return
			}
			id = d.ParentID
		}
	}
}

// Path are the names of a department and those above it, from the top.
func (t *Tree) Path(id int64) []string {
	var names []string
	for d := range t.Up(id) {
		names = append(names, d.Name)
	}
	slices.Reverse(names)
	return names
}

// IsBelow says whether a department is another one or anywhere below it.
func (t *Tree) IsBelow(id, other int64) bool {
	for d := range t.Up(id) {
		if d.ID == other {
			return true
		}
	}
	return false
}

// Survivor is the department itself if it stays, else the nearest above it that does (D6).
func (t *Tree) Survivor(id int64, gone func(id int64) bool) int64 {
	for d := range t.Up(id) {
		if !gone(d.ID) {
			return d.ID
		}
	}
	return RootID
}

// Rings are the departments that are below themselves, ring by ring.
func (t *Tree) Rings() [][]int64 {
	ids := slices.Sorted(maps.Keys(t.byID))
	return Climb(ids, func(id int64) (int64, bool) {
		up := t.byID[id].ParentID
		return up, t.byID[up] != nil
	}, nil)
}

// Climb visits each of some things after the one above it, where there is one, and gives
// the rings, in which each is followed by the one above; of these no order of visits
// is right. visit may be nil.
func Climb[K comparable](all []K, above func(K) (K, bool), visit func(K)) (rings [][]K) {
	const walking, done = 1, 2
	state := make(map[K]int8, len(all))
	var way []K
	for _, at := range all {
		way = way[:0]
		more := true
		for more && state[at] == 0 {
			state[at] = walking
			way = append(way, at)
			at, more = above(at)
		}
		if more && state[at] == walking {
			rings = append(rings, slices.Clone(way[slices.Index(way, at):]))
		}
		for _, k := range slices.Backward(way) {
			state[k] = done
			if visit != nil {
				visit(k)
			}
		}
	}
	return rings
}

// CompareSiblings is the order in which departments with one parent are shown (D7):
// linked before local, then by their order, then by id.
func CompareSiblings(a, b *Department) int {
	if a.Linked() != b.Linked() {
		if a.Linked() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.SortOrder, b.SortOrder), cmp.Compare(a.ID, b.ID))
}

// Places knows the last place among siblings: linked ones are shown before local ones,
// and have an order of their own (D7).
type Places map[siblings]int64

type siblings struct {
	parentID int64
	linked   bool
}

func siblingsOf(d *Department) siblings { return siblings{d.ParentID, d.Linked()} }

// Take notes the place of a department.
func (p Places) Take(d *Department) {
	if last, taken := p[siblingsOf(d)]; !taken || d.SortOrder > last {
		p[siblingsOf(d)] = d.SortOrder
	}
}

// PutLast puts a department behind its siblings.
func (p Places) PutLast(d *Department) {
	p[siblingsOf(d)]++
	d.SortOrder = p[siblingsOf(d)]
}
