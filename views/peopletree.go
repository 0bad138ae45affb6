package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// planting makes the tree with the field above it.
func (p *people) planting() fyne.CanvasObject {
	p.tree = kit.NewTree()
	p.tree.OnSelect = p.onSelected
	p.tree.OnOpen = func(int64) { p.onRename() }
	p.tree.OnMenu = p.onDepartmentMenu
	p.tree.OnDrag, p.tree.OnDrop = p.onDragDepartment, p.onDropDepartment
	p.tree.Begins = p.begins
	p.seek = kit.NewSearchEntry("部署を検索", func(string) { p.plant() })
	p.seek.Below = p.onSeekDown
	return kit.Column(kit.Gap, p.seek, kit.Grow(kit.NewFrame(p.tree)))
}

// begins says whether the name or the code of a node begins with what was typed.
func (p *people) begins(id int64, typed string) bool {
	n := p.model.Node(id)
	return strings.HasPrefix(browse.Loose(n.Name), browse.Loose(typed)) ||
		n.Department != nil && strings.HasPrefix(browse.Loose(n.Department.Code), browse.Loose(typed))
}

// plant shows the tree, or what of it the field above asks for.
func (p *people) plant() {
	if p.model == nil {
		return
	}
	if words := strings.TrimSpace(p.seek.Text); words != "" {
		p.tree.SetFound(foundNodes(p.model, words))
		return
	}
	p.tree.SetNodes(treeNodes{p.model})
	if id, ok := p.tree.Selected(); !ok || id != p.query.Node {
		p.tree.Select(p.query.Node)
	}
}

// onSeekDown goes from the field to the first department that was found.
func (p *people) onSeekDown() {
	if p.model == nil {
		return
	}
	if found := p.model.FindDepartments(p.seek.Text); len(found) > 0 {
		p.tree.Select(found[0].ID)
		p.onSelected(found[0].ID)
		p.tree.Focus()
	}
}

// onRename is F2 and Return on the tree.
func (p *people) onRename() {
	if p.department() != nil {
		p.onRenameDepartment()
	}
}

// atTree says whether the keys are for the selected department.
func (p *people) atTree() bool {
	focused := p.w.win.Canvas().Focused()
	return focused == p.tree.Focusable() || focused == p.chart.diagram
}

// atUsers says whether they are for the selected users.
func (p *people) atUsers() bool { return !p.atTree() && !p.listsDepartments() && !p.chart.shown() }

// treeNodes are the lines of the tree as it draws them.
type treeNodes struct{ model *browse.Model }

func (t treeNodes) Roots() []int64 { return t.model.Children(browse.Top) }

func (t treeNodes) Children(id int64) []int64 { return t.model.Children(id) }

func (t treeNodes) Node(id int64) kit.Node {
	n := t.model.Node(id)
	node := kit.Node{
		Name: n.Name, Count: n.Count, Mark: strings.TrimSpace(n.Mark + " " + n.Tag), Tip: markTip(n), Bold: n.Department == nil,
	}
	if n.All != n.Count {
		node.Below = n.All
	}
	return node
}

// markTip says what stands behind the name of a node.
func markTip(n *browse.Node) string {
	switch {
	case n.Tag != "":
		return tagTips[n.Tag]
	case n.Mark != "":
		return tagTips["このアプリのみ"]
	}
	return ""
}

// found are the departments that a search found, with what is above them.
type found struct {
	treeNodes
	keep   map[int64]bool
	finder *browse.Highlighter
}

func foundNodes(model *browse.Model, words string) found {
	f := found{treeNodes{model}, map[int64]bool{}, browse.NewHighlighter(words)}
	for _, n := range model.FindDepartments(words) {
		for id := n.ID; id != 0 && !f.keep[id]; id = model.Node(id).Department.ParentID {
			f.keep[id] = true
		}
	}
	return f
}

func (f found) Roots() []int64 { return f.kept(f.treeNodes.Roots()) }

func (f found) Children(id int64) []int64 { return f.kept(f.treeNodes.Children(id)) }

func (f found) kept(ids []int64) []int64 {
	var kept []int64
	for _, id := range ids {
		if f.keep[id] {
			kept = append(kept, id)
		}
	}
	return kept
}

func (f found) Node(id int64) kit.Node {
	node := f.treeNodes.Node(id)
	if hits := f.finder.Hits(node.Name); len(hits) > 0 {
		node.Hit = kit.Hit{From: hits[0].Start, To: hits[0].End}
	}
	return node
}

// departmentNodes are the departments alone, to choose one from.
type departmentNodes struct{ *browse.Model }

func (t departmentNodes) Roots() []int64 { return []int64{directory.RootID} }

func (t departmentNodes) Node(id int64) kit.Node {
	n := t.Model.Node(id)
	return kit.Node{Name: n.Name, Count: -1, Mark: n.Mark, Tip: markTip(n)}
}
