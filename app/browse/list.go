package browse

import (
	"cmp"
	"math/bits"
	"slices"

	"anpisync/reconcile/directory"
)

// Query says what to list, and in what order. The zero value lists nothing: it selects
// [Top].
type Query struct {
	Node     int64 // what is selected in the tree
	Below    bool  // the departments below it too
	Filter   Filter
	Check    directory.Check // what 点検 found; empty: all
	Accepted bool            // with Check, also what a person has accepted
	Search   string          // several words are all required
	Sort     []Sort          // the first goes before the second; none: by the first column
}

// Filter keeps some of the users.
type Filter int

// The filters, in the order of their menu.
const (
	FilterAll Filter = iota
	FilterLinked
	FilterLocal
	FilterSuspended
	FilterFormer
	filters
)

var filterNames = [filters]string{"すべて", "連携済み", "このアプリのみ", "停止中", former}

// Filters are all filters, in the order of their menu.
func Filters() []Filter {
	all := make([]Filter, filters)
	for i := range all {
		all[i] = Filter(i)
	}
	return all
}

func (f Filter) String() string { return filterNames[f] }

func (f Filter) takes(s state) bool {
	switch f {
	case FilterLinked:
		return s&localOnly == 0
	case FilterLocal:
		return s&localOnly != 0
	case FilterSuspended:
		return s&suspended != 0
	case FilterFormer:
		return s&formerLink != 0
	}
	return true
}

// List is what a Query found. The zero value is empty.
type List struct {
	model *Model
	rows  []int32
}

// Len is the number of rows.
func (l List) Len() int { return len(l.rows) }

// Row is the i-th row; nil where there is none, since a widget may ask for what an
// earlier list had.
func (l List) Row(i int) *Row {
	if i < 0 || i >= len(l.rows) {
		return nil
	}
	return &l.model.rows[l.rows[i]]
}

// Tags are the marks of the i-th row's state, and whether a person has accepted what the
// check has found there; "" is no check. They are shared.
func (l List) Tags(i int, c directory.Check) []string {
	r := l.Row(i)
	if r.goes != "" {
		return append(slices.Clone(stateTags[r.state&^held]), r.goes)
	}
	if c != "" && l.model.Accepted(c, r.User.ID) {
		return acceptedTags[r.state]
	}
	return r.Tags()
}

// goes is when a held user is deleted (U14).
func (m *Model) goes(u *directory.User) string {
	if day := m.directory.Options.Goes(u); !day.IsZero() {
		return day.Local().Format("2006/01/02") + "に削除"
	}
	return "次の読み込みで削除"
}

// Departments are the names of all departments of the i-th row, as the tree shows them
// from top to bottom.
func (l List) Departments(i int) []string {
	var nodes []*Node
	for _, id := range l.Row(i).User.Departments {
		if n := l.model.Node(id); n != nil {
			nodes = append(nodes, n)
		}
	}
	slices.SortFunc(nodes, func(a, b *Node) int { return cmp.Compare(a.at, b.at) })
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = n.Name
	}
	return names
}

// List answers a query.
func (m *Model) List(q Query) List {
	wanted := m.scope(q)
	if words := Words(q.Search); len(words) > 0 {
		m.index()
		wanted.keep(m.haystack.find(words))
	}
	if q.Check != "" {
		wanted.keep(m.marksOf(directory.KindUser).rows(bit(q.Check), q.Accepted))
	}
	if q.Filter != FilterAll { // in the order of the rows, which the processor foresees
		for i := range m.rows {
			if !q.Filter.takes(m.rows[i].state) {
				wanted.unset(int32(i))
			}
		}
	}
	l := List{m, make([]int32, 0, wanted.count())}
	by := Sort{}
	if len(q.Sort) > 0 {
		by = q.Sort[0]
	}
	settle := m.settle(q.Sort)
	m.order(by.Column).walk(by.Descending, func(rows []int32) {
		first := len(l.rows)
		for _, at := range rows {
			if wanted.has(at) {
				l.rows = append(l.rows, at)
			}
		}
		if equal := l.rows[first:]; len(equal) > 1 {
			settle(equal)
		}
	})
	return l
}

// settle sorts rows that are equal by the first of several columns by the second.
func (m *Model) settle(by []Sort) func(equal []int32) {
	if len(by) < 2 {
		return func([]int32) {}
	}
	rank := m.order(by[1].Column).rank(by[1].Descending)
	return func(equal []int32) {
		slices.SortStableFunc(equal, func(a, b int32) int { return cmp.Compare(rank(a), rank(b)) })
	}
}

// scope are the rows of what is selected in the tree.
func (m *Model) scope(q Query) bitset {
	wanted := newBitset(len(m.rows))
	switch node := m.Node(q.Node); {
	case q.Node == AllUsers:
		wanted.fill()
		if m.byID[Held] != nil {
			for i := range m.rows {
				if !m.rows[i].User.Counts() {
					wanted.unset(int32(i))
				}
			}
		}
	case q.Node == Held:
		for i := range m.rows {
			if !m.rows[i].User.Counts() {
				wanted.set(int32(i))
			}
		}
	case q.Node == Unassigned:
		for i := range m.rows {
			if u := m.rows[i].User; u.Counts() && len(u.Departments) == 0 {
				wanted.set(int32(i))
			}
		}
	case node != nil && node.Department != nil:
		end := node.at + 1
		if q.Below {
			end = node.end
		}
		for _, i := range m.members[m.first[node.at]:m.first[end]] {
			wanted.set(i)
		}
	}
	return wanted
}

// bitset is a set of rows.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int32)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) unset(i int32)    { b[i/64] &^= 1 << (i % 64) }
func (b bitset) has(i int32) bool { return b[i/64]&(1<<(i%64)) != 0 }

// fill sets all, and some beyond the last row, which nothing asks for.
func (b bitset) fill() {
	for i := range b {
		b[i] = ^uint64(0)
	}
}

// keep drops what is not in the other one.
func (b bitset) keep(other bitset) {
	for i := range b {
		b[i] &= other[i]
	}
}

// count is how many there are, or with fill up to 63 more.
func (b bitset) count() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}
