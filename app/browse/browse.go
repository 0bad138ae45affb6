// Package browse is what the screens list: the tree of departments and the members of
// each ([Model]), what 点検 finds among them ([Model.Findings]), and the changes of a
// plan ([Preview]), prepared once so that drawing, selecting, sorting and searching
// touch nothing but memory.
//
// A Model is made from a [directory.Directory] and never changes; after an edit or an
// import another one is made. What it shows is asked for by a [Query] and comes as a
// [List]. Any goroutine may ask, so that the window's own is kept free; what a widget
// calls for each row and branch ([Model.Children], [Model.Node], [List.Row]) reads
// slices and maps and allocates nothing.
//
// Text is sorted in folded form ([Fold]): hiragana and katakana, full and half width,
// upper and lower case are the same. It is searched in a looser one ([Loose]), from where
// a [Highlighter] leads back to the bytes of the original.
//
// It is not for drawing, loading or changing anything, and knows no widgets and no SQL.
package browse

import (
	"slices"
	"strconv"
	"sync"

	"anpisync/reconcile/directory"
)

// Model is a directory, prepared for looking at.
type Model struct {
	directory *directory.Directory
	tree      *directory.Tree
	nodes     []Node          // departments as the tree shows them from top to bottom
	byID      map[int64]*Node // these, and those that are no departments

	rows    []Row   // as directory.Users
	members []int32 // rows, those of each node one after the other
	first   []int32 // where a node's members begin; one more for the end

	accepted []directory.Acceptance
	checkup  checkup

	columns  []Column
	orders   []order // of columns
	usual    []usual
	haystack haystack
	indexed  sync.Once
}

// Build prepares a directory, of which a person has accepted some findings of 点検. It
// takes some tens of milliseconds for 100,000 users; what only a search, another order
// or 点検 needs is prepared when first asked for, or by [Model.Warm].
func Build(d *directory.Directory, accepted ...directory.Acceptance) *Model {
	m := &Model{directory: d, accepted: accepted, columns: standard}
	if d.Options != (directory.Options{}) {
		m.columns = columnsOf(d.Options)
	}
	m.orders, m.usual = make([]order, len(m.columns)), make([]usual, len(m.columns))
	m.plant()
	m.assign()
	return m
}

// Directory is what the model was built from.
func (m *Model) Directory() *directory.Directory { return m.directory }

// Warm prepares what a search and another order will need. It is for a goroutine of its
// own, right after the first list is shown.
func (m *Model) Warm() {
	m.check()
	m.index()
	for c := range m.columns {
		m.order(c)
	}
}

// plant makes the tree.
func (m *Model) plant() {
	departments := m.directory.Departments
	m.tree = directory.NewTree(departments)
	m.nodes = make([]Node, 0, len(departments))
	m.byID = make(map[int64]*Node, len(departments)+3)
	tops := m.grow(0, 0)
	m.byID[AllUsers] = &Node{ID: AllUsers, Name: "全ユーザー"}
	m.byID[Unassigned] = &Node{ID: Unassigned, Name: "未所属ユーザー"}
	m.byID[Top] = &Node{children: slices.Concat([]int64{AllUsers}, tops, []int64{Unassigned})}
}

// grow adds the departments below a parent, and what is below them, and returns their
// ids. There is room for all in nodes, so that pointers stay good.
func (m *Model) grow(parentID int64, level int) []int64 {
	siblings := m.tree.Children(parentID)
	ids := make([]int64, len(siblings))
	for i, d := range siblings {
		ids[i] = d.ID
		at := len(m.nodes)
		m.nodes = append(m.nodes, Node{ID: d.ID, Department: d, Name: d.Name, Level: level, at: int32(at)})
		node := &m.nodes[at]
		m.byID[d.ID] = node
		node.mark()
		node.children = m.grow(d.ID, level+1)
		node.end = int32(len(m.nodes))
	}
	return ids
}

// assign makes the rows, and puts each into its departments.
func (m *Model) assign() {
	users := m.directory.Users
	m.rows = make([]Row, len(users))
	m.first = make([]int32, len(m.nodes)+1)
	unassigned, waiting := 0, 0
	for i := range users {
		if !users[i].Counts() {
			waiting++
			continue
		}
		for _, id := range users[i].Departments {
			if n := m.Node(id); n != nil {
				m.first[n.at+1]++
			}
		}
		if len(users[i].Departments) == 0 {
			unassigned++
		}
	}
	for i := range m.nodes {
		m.nodes[i].setCount(int(m.first[i+1]))
		m.first[i+1] += m.first[i]
	}
	m.byID[AllUsers].setCount(len(users) - waiting)
	if waiting > 0 {
		m.byID[Held] = &Node{ID: Held, Name: "保留中"}
		m.byID[Held].setCount(waiting)
		m.byID[Top].children = append(m.byID[Top].children, Held)
	}
	m.byID[Unassigned].setCount(unassigned)

	m.members = make([]int32, m.first[len(m.nodes)])
	next := slices.Clone(m.first)
	for i := range users {
		u := &users[i]
		home := int32(len(m.nodes)) // the first of its departments in the tree
		for _, id := range u.Departments {
			if n := m.Node(id); n != nil {
				if u.Counts() {
					m.members[next[n.at]] = int32(i)
					next[n.at]++
				}
				home = min(home, n.at)
			}
		}
		m.rows[i] = Row{User: u, home: home, state: stateOf(u)}
		if !u.Counts() {
			m.rows[i].goes = m.goes(u)
		}
		if int(home) < len(m.nodes) {
			m.rows[i].Departments = m.nodes[home].Name
			if more := len(u.Departments) - 1; more > 0 {
				m.rows[i].Departments += " 他" + strconv.Itoa(more)
			}
		}
	}
	m.countAll()
}

// countAll counts the members of each department and all below it.
func (m *Model) countAll() {
	seen := make([]int32, len(m.rows)) // the last node that counted a row, and one more
	for at := range m.nodes {
		n := &m.nodes[at]
		if n.end == n.at+1 {
			continue // nothing is below it
		}
		n.All = 0
		for _, row := range m.members[m.first[n.at]:m.first[n.end]] {
			if seen[row] != int32(at)+1 {
				seen[row] = int32(at) + 1
				n.All++
			}
		}
	}

}

// Census counts the directory as people know it: who is held is none of its users (U14).
func (m *Model) Census() directory.Census {
	c := m.directory.Census()
	c.Users = m.Node(AllUsers).Count
	return c
}
