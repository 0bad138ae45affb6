package browse

import (
	"slices"
	"strings"

	"anpisync/reconcile/directory"
)

// DepartmentList is what a Query found among departments, as the tree shows them from
// top to bottom. The zero value is empty.
type DepartmentList struct {
	model *Model
	nodes []int32
}

// Len is the number of departments.
func (l DepartmentList) Len() int { return len(l.nodes) }

// Node is the i-th department; nil where there is none.
func (l DepartmentList) Node(i int) *Node {
	if i < 0 || i >= len(l.nodes) {
		return nil
	}
	return &l.model.nodes[l.nodes[i]]
}

// Path is the way to the i-th department, down to its parent; 最上位部署 is said where there
// is no other.
func (l DepartmentList) Path(i int) []string {
	path := l.model.Path(l.Node(i).ID)
	if len(path) > 1 {
		return path[1:]
	}
	return path
}

// Tags are the marks of the i-th department, and whether a person has accepted what the
// check has found there; "" is no check.
func (l DepartmentList) Tags(i int, c directory.Check) []string {
	n := l.Node(i)
	var tags []string
	if n.Mark != "" {
		tags = append(tags, stateTags[localOnly]...)
	}
	if n.Tag != "" {
		tags = append(tags, n.Tag)
	}
	if c != "" && l.model.Accepted(c, n.ID) {
		tags = append(tags, accepted)
	}
	return tags
}

// ListDepartments answers a query about departments: those below what is selected, it
// among them, but for 最上位部署. Filter and order are those of users, and change nothing.
func (m *Model) ListDepartments(q Query) DepartmentList {
	l := DepartmentList{model: m}
	from, to := 0, 0
	switch n := m.Node(q.Node); {
	case q.Node == AllUsers:
		to = len(m.nodes)
	case n != nil && n.Department != nil:
		from, to = int(n.at), int(n.end)
	}
	words := Words(q.Search)
	var checked bitset
	if q.Check != "" {
		checked = m.marksOf(directory.KindDepartment).rows(bit(q.Check), q.Accepted)
	}
	for i := from; i < to; i++ {
		n := &m.nodes[i]
		if n.ID != directory.RootID && (checked == nil || checked.has(int32(i))) && n.holds(words) {
			l.nodes = append(l.nodes, int32(i))
		}
	}
	return l
}

// holds says whether the name or the code holds every word.
func (n *Node) holds(words []string) bool {
	if len(words) == 0 {
		return true
	}
	var text string
	for _, f := range directory.DepartmentFields {
		if f.Listed {
			text += Loose(*f.Text(n.Department)) + "\x00"
		}
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}
