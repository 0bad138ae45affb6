package views

import (
	"fmt"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// The hint below fields that the next import writes over (D3).
const overwritten = "次の読み込みで、cybozu.comの内容に上書きされます"

// departmentForm asks for name and code of a department, new or not.
func (w *window) departmentForm(title, yes string, d directory.Department, make func(name, code string) edit.Edit, done func()) {
	name, code := kit.NewEntry("", nil), kit.NewEntry("", nil)
	name.SetText(d.Name)
	code.SetText(d.Code)
	nameField, codeField := kit.NewField("部署名", name).Required(), kit.NewField("部署コード", code)
	if d.Linked() {
		nameField.Hint(overwritten)
		codeField.Hint(overwritten)
	}
	fields := []*kit.Field{nameField, codeField}
	if d.ID == directory.RootID {
		fields = fields[:1] // 最上位部署 carries no code (D1)
	}
	f := newEditForm(w, title, yes, kit.Form(fields...), map[string]*kit.Field{
		directory.FieldName: nameField, directory.FieldCode: codeField,
	}, w.historyLink(directory.KindDepartment, d.ID, d.Name)...)
	f.name = func() string { return fmt.Sprintf("「%s」の%s", name.Text, yes) }
	f.make = func() (edit.Edit, error) { return make(name.Text, code.Text), nil }
	f.done = done
	f.says = func() string { return name.Text + "\x00" + code.Text }
	code.OnChanged = func(string) {
		f.clear()
		f.markTyping(edit.CheckDepartment(w.people.model.Directory(), d.ID, name.Text, code.Text))
	}
	f.show(name)
}

func (p *people) onAddDepartment() {
	if p.readOnly() {
		return
	}
	parent := p.department()
	id := p.model.Directory().NextDepartmentID
	p.w.departmentForm("「"+parent.Name+"」の下に部署を追加", "追加", directory.Department{},
		func(name, code string) edit.Edit { return edit.AddDepartment(parent.ID, name, code) },
		func() { p.wantedDepartment = id })
}

func (p *people) onRenameDepartment() {
	if p.readOnly() {
		return
	}
	d := p.department()
	p.w.departmentForm("部署の編集", "変更", *d,
		func(name, code string) edit.Edit { return edit.RenameDepartment(*d, name, code) }, nil)
}

// onMoveDepartment asks for the new parent in a tree of its own.
func (p *people) onMoveDepartment() {
	if p.readOnly() {
		return
	}
	d := p.department()
	tree := kit.NewTree()
	tree.SetNodes(departmentNodes{p.model})
	tree.SetOpen(directory.RootID, true)
	tree.Select(d.ParentID)
	problem := kit.NewField("", kit.NewText(kit.Dim("移動先の部署を選んでください")))
	content := kit.Column(kit.Gap, kit.Form(problem), kit.Height(260, kit.NewFrame(tree)))
	f := newEditForm(p.w, "「"+d.Name+"」を移動", "移動", content, map[string]*kit.Field{directory.FieldParent: problem})
	f.name = func() string { return "「" + d.Name + "」の移動" }
	f.make = func() (edit.Edit, error) {
		to, _ := tree.Selected()
		return edit.MoveDepartment(d.ID, to), nil
	}
	f.says = func() string {
		to, _ := tree.Selected()
		return fmt.Sprint(to)
	}
	f.show(tree.Focusable())
}

func (p *people) onShiftDepartment(by int) {
	if p.readOnly() {
		return
	}
	d := p.department()
	p.w.edit("「"+d.Name+"」の並び順", edit.ShiftDepartment(d.ID, by), nil)
}

// onDeleteDepartment says first what happens to members and to what is below.
func (p *people) onDeleteDepartment() {
	if p.readOnly() {
		return
	}
	d := p.department()
	fate := edit.FateOf(p.model.Directory(), d.ID)
	text := fmt.Sprintf("「%s」を削除します。", d.Name)
	if n := len(fate.Deleted) - 1; n > 0 {
		text += fmt.Sprintf("\n下にある連携済みの部署%s件も削除されます。", kit.Digits(n))
	}
	if n := len(fate.Lifted); n > 0 {
		text += fmt.Sprintf("\n下にあるこのアプリのみの部署%s件は、上の部署の下に移ります。", kit.Digits(n))
	}
	if fate.Members > 0 {
		text += fmt.Sprintf("\n%s人がこの部署の所属でなくなります。ユーザーは削除されません。", kit.Digits(fate.Members))
	}
	linked := false
	for _, gone := range fate.Deleted {
		linked = linked || gone.Linked()
	}
	p.confirmDeletion(deletion{
		title: "部署を削除しますか？", text: text, name: "「" + d.Name + "」の削除", linked: linked, back: "次の読み込みで戻ります",
		edit: func(exclude bool) edit.Edit { return edit.DeleteDepartment(d.ID, exclude) },
	})
}

func (p *people) onUnlinkDepartment() {
	if p.readOnly() {
		return
	}
	d := p.department()
	p.w.layers.Ask(kit.Question{
		Title: "連携を解除しますか？",
		Text:  "「" + d.Name + "」をこのアプリのみの部署にします。部署コードがcybozu.comの組織コードと同じときは、次の読み込みでまた紐付きます。",
		Yes:   "連携を解除する",
		Do:    func() { p.w.edit("「"+d.Name+"」の連携解除", edit.UnlinkDepartment(d.ID), nil) },
	})
}
