package browse

import (
	"slices"

	"anpisync/reconcile/directory"
)

// The nodes that are no departments. A department's node has its id, which is above 0,
// so that what is open and selected outlives the model.
const (
	Top        int64 = 0  // what all hangs from; is not shown itself
	AllUsers   int64 = -1 // 全ユーザー
	Unassigned int64 = -2 // 未所属ユーザー
	Held       int64 = -3 // 保留中 (U14); there while somebody is
)

// Node is one line of the tree.
type Node struct {
	ID         int64
	Department *directory.Department // nil of AllUsers and Unassigned
	Name       string
	Count      int    // direct members; people where it is no department
	All        int    // with those of the departments below it, each counted once
	Mark       string // "◇" of a local department; 最上位部署 is neither local nor linked
	Tag        string // 以前の連携先, or empty (I4)
	Level      int    // 0: 最上位部署

	children []int64
	at, end  int32 // its place in Model.nodes, and one after the last that is below it
}

// Linked says whether an import owns the department.
func (n *Node) Linked() bool { return n.Department != nil && n.Department.Linked() }

// Below is how many departments are below it.
func (n *Node) Below() int { return max(int(n.end-n.at)-1, 0) }

func (n *Node) mark() {
	d := n.Department
	if d.Linked() || d.ParentID == 0 {
		return
	}
	n.Mark = "◇"
	if d.FormerLink {
		n.Tag = former
	}
}

func (n *Node) setCount(count int) {
	n.Count, n.All = count, count
}

// Children are the nodes below one, in the order of D7; none for one that is not here.
func (m *Model) Children(id int64) []int64 {
	if n := m.byID[id]; n != nil {
		return n.children
	}
	return nil
}

// Node is the line of a department, AllUsers or Unassigned; nil where there is none any
// more.
func (m *Model) Node(id int64) *Node {
	if id == Top {
		return nil
	}
	return m.byID[id]
}

// Path is the way to a department: the names from 最上位部署 to its parent.
func (m *Model) Path(id int64) []string {
	n := m.Node(id)
	if n == nil || n.Level == 0 {
		return nil
	}
	return m.tree.Path(n.Department.ParentID)
}

// Departments are all departments, as the tree shows them from top to bottom.
func (m *Model) Departments() []Node { return m.nodes }

// FindDepartments are the departments whose name or code holds every word of a query,
// as the tree shows them from top to bottom; 最上位部署 is among them.
func (m *Model) FindDepartments(query string) []*Node {
	words := Words(query)
	var found []*Node
	for i := range m.nodes {
		if n := &m.nodes[i]; n.holds(words) {
			found = append(found, n)
		}
	}
	return found
}

// CanShift says whether a department has a sibling above it (by < 0) or below with which
// it can change places: linked ones stay before local ones (D7).
func (m *Model) CanShift(id int64, by int) bool {
	n := m.Node(id)
	if n == nil || n.Department == nil || n.Level == 0 {
		return false
	}
	siblings := m.Children(n.Department.ParentID)
	at := slices.Index(siblings, id) + by
	return at >= 0 && at < len(siblings) && m.Node(siblings[at]).Linked() == n.Linked()
}
