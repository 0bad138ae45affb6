package browse

import (
	"strconv"

	"anpisync/reconcile/directory"
)

// What the tree shows beside departments. A department's UID is its id in decimal, so
// that it outlives the model.
const (
	Top        = ""     // what all hangs from; is not shown itself
	AllUsers   = "all"  // 全ユーザー
	Unassigned = "none" // 未所属ユーザー
)

// Node is one line of the tree.
type Node struct {
	UID        string
	Department *directory.Department // nil of AllUsers and Unassigned
	Name       string
	Count      int    // direct members; people where it is no department
	Counted    string // "(42)"
	Mark       string // "◇" of a local department; 最上位部署 is neither local nor linked
	Tag        string // 以前の連携先, or empty (I4)
	Level      int    // 0: 最上位部署

	parent   *Node
	children []string
	end      int32 // one after the last that is below it in Model.nodes
}

// Linked says whether an import owns the department.
func (n *Node) Linked() bool { return n.Department != nil && n.Department.Linked() }

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
	n.Count = count
	n.Counted = "(" + strconv.Itoa(count) + ")"
}

// Children are the UIDs below one, in the order of D7; none for one that is not here.
func (m *Model) Children(uid string) []string {
	if n := m.uids[uid]; n != nil {
		return n.children
	}
	return nil
}

// IsBranch says whether anything is below.
func (m *Model) IsBranch(uid string) bool { return len(m.Children(uid)) > 0 }

// Node is the line of a UID, nil where there is none any more.
func (m *Model) Node(uid string) *Node {
	if uid == Top {
		return nil
	}
	return m.uids[uid]
}

// Department is the line of a department, nil where there is none.
func (m *Model) Department(id int64) *Node {
	if at, ok := m.position[id]; ok {
		return &m.nodes[at]
	}
	return nil
}

// Path is the way to a department: the names from 最上位部署 to its parent.
func (m *Model) Path(id int64) []string {
	n := m.Department(id)
	if n == nil || n.parent == nil {
		return nil
	}
	path := make([]string, n.Level)
	for p := n.parent; p != nil; p = p.parent {
		path[p.Level] = p.Name
	}
	return path
}

// Above are the UIDs that must be open for a department to be seen, from the top.
func (m *Model) Above(id int64) []string {
	n := m.Department(id)
	if n == nil || n.parent == nil {
		return nil
	}
	above := make([]string, n.Level)
	for p := n.parent; p != nil; p = p.parent {
		above[p.Level] = p.UID
	}
	return above
}

// Departments are all departments, as the tree shows them from top to bottom.
func (m *Model) Departments() []Node { return m.nodes }

// Below says whether a department is the other one or anywhere below it, where it
// cannot be moved.
func (m *Model) Below(id, other int64) bool {
	at, ok := m.position[id]
	top, known := m.position[other]
	return ok && known && top <= at && at < m.nodes[top].end
}
