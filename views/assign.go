package views

import (
	"fmt"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// onAssign asks for a department in a tree of its own, and puts the selected users there.
func (p *people) onAssign(move bool) {
	ids := p.grid.Selected()
	tree := kit.NewTree()
	tree.SetNodes(departmentNodes{p.model})
	tree.SetOpen(directory.RootID, true)
	tree.Begins = p.begins
	at := int64(directory.RootID) // what the keys would go to: nothing is chosen by that
	if d := p.department(); d != nil {
		at = d.ID
	}
	tree.Select(at)
	words := "追加"
	if move {
		words = "移動"
	}
	names, linked := p.named(ids)
	text := p.leaving(move)
	if linked {
		text += "連携済みの部署への所属は、次の読み込みで上書きされます。"
	}
	problem := kit.NewField("", kit.NewText(kit.Dim("部署を選んでください")))
	content := kit.Column(kit.Gap, kit.NewParagraph(kit.Plain(text)), kit.Form(problem), kit.Height(280, kit.NewFrame(tree)))
	f := newEditForm(p.w, names+"を部署に"+words, words, content, map[string]*kit.Field{directory.FieldDepartments: problem})
	target := func() int64 {
		to, _ := tree.Selected()
		return to
	}
	f.name = func() string { return p.assignName(ids, target(), move) }
	f.make = func() (edit.Edit, error) { return edit.Assign(ids, target(), p.from(move)...), nil }
	f.says = func() string { return fmt.Sprint(target()) }
	f.show(tree.Focusable())
}

// assign puts users into a department, out of where they are shown if they move.
func (p *people) assign(ids []int64, to int64, move bool) {
	p.w.edit(p.assignName(ids, to, move), edit.Assign(ids, to, p.from(move)...), nil)
}

func (p *people) assignName(ids []int64, to int64, move bool) string {
	names, _ := p.named(ids)
	if len(ids) > 1 {
		names = kit.Digits(len(ids)) + "人"
	}
	words := "追加"
	if move {
		words = "移動"
	}
	department := ""
	if n := p.model.Node(to); n != nil {
		department = n.Name
	}
	return fmt.Sprintf("%sの「%s」への%s", names, department, words)
}

// from are the departments that those who move leave: what is shown, or else all.
func (p *people) from(move bool) []int64 {
	if !move {
		return nil
	}
	all := p.model.ListDepartments(browse.Query{Node: browse.AllUsers})
	if d := p.department(); d != nil && !p.query.Below {
		return []int64{d.ID}
	} else if d != nil {
		all = p.model.ListDepartments(browse.Query{Node: d.ID})
	}
	ids := []int64{directory.RootID}
	if d := p.department(); d != nil {
		ids = []int64{d.ID}
	}
	for i := range all.Len() {
		ids = append(ids, all.Node(i).ID)
	}
	return ids
}

// leaving says what those who move leave.
func (p *people) leaving(move bool) string {
	d := p.department()
	switch {
	case !move:
		return "いまの所属はそのままです。"
	case d == nil:
		return "いまの所属はすべて外れます。"
	case p.query.Below:
		return "「" + d.Name + "」とその下の部署の所属は外れます。"
	}
	return "「" + d.Name + "」の所属は外れます。"
}
