package views

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// userForm asks for all that is kept of a user, new (ID 0) or not.
type userForm struct {
	*editForm
	user *directory.User

	inputs        []userInput
	password      *kit.Entry // of a new user alone
	passwordField *kit.Field
	chosen        *kit.Chips // the departments
	departments   *kit.Grid  // all, to tick
	model         *browse.Model
}

// userInput is where one field is typed.
type userInput struct {
	of     *directory.Field[directory.User]
	field  *kit.Field
	widget fyne.Focusable
	text   func() string
}

// leastDepartments is the width that the departments need beside the other fields; with
// less they stand below them.
const leastDepartments = 220

func newUserForm(w *window, model *browse.Model, u directory.User) *userForm {
	f := &userForm{user: &u, model: model}
	var fields []*kit.Field
	byName := map[string]*kit.Field{}
	all := model.Directory().Options.UserFields()
	for i := range all {
		if of := &all[i]; of.ByHand {
			in := f.newInput(of)
			f.inputs = append(f.inputs, in)
			fields, byName[of.Name] = append(fields, in.field), in.field
		}
	}
	f.password = kit.NewPasswordEntry("", func(string) { f.markPassword(nil) })
	f.passwordField = kit.NewField(label.Of(directory.KindUser, directory.FieldPassword), f.password)
	title, yes := "ユーザーの編集", "変更"
	if u.ID == 0 {
		title, yes = "ユーザーの追加", "追加"
		fields = slices.Insert(fields, 1, f.passwordField)
		f.markPassword(nil)
	}
	f.chosen = kit.NewChips("まだ選ばれていません", f.onGivenUp)
	search := kit.NewSearchEntry("部署を検索", f.onSearched)
	f.departments = kit.NewGrid([]kit.GridColumn{{Title: "部署", Width: 200, Weight: 1}}, "該当する部署はありません").Checklist()
	f.departments.OnSelect = f.showChosen
	search.Below = f.departments.Focus
	f.departments.SetChecked(u.Departments)
	f.onSearched("")
	f.showChosen()
	remark := kit.NewParagraph(kit.Span{Tone: kit.Muted, Size: 12})
	remark.Hide()
	if u.Linked() {
		remark.SetText("連携済みの部署への所属は、" + overwritten)
		remark.Show()
	}
	content := kit.Beside(20-kit.BarRoom, 520+kit.BarRoom, kit.Scroll(kit.Pad(0, kit.BarRoom, 2, 0, kit.Form(fields...))),
		kit.Width(leastDepartments, kit.Column(8, kit.NewText(kit.Span{Text: label.Of(directory.KindUser, directory.FieldDepartments), Tone: kit.Label}),
			f.chosen, search, kit.Grow(kit.Height(200, kit.NewFrame(f.departments))), remark)))
	f.editForm = newEditForm(w, title, yes, content, byName, w.historyLink(directory.KindUser, u.ID, u.Name)...)
	f.dialog.Wide(860)
	f.editForm.name = func() string { return "「" + f.input(directory.FieldName).text() + "」の" + yes }
	f.editForm.make = f.edit
	f.says = func() string {
		all := []string{f.password.Text, fmt.Sprint(f.departments.Checked())}
		for _, in := range f.inputs {
			all = append(all, in.text())
		}
		return strings.Join(all, "\x00")
	}
	return f
}

func (f *userForm) newInput(of *directory.Field[directory.User]) userInput {
	in, text := userInput{of: of}, of.Written(f.user)
	name := label.Of(directory.KindUser, of.Name)
	if of.Lines {
		area := kit.NewTextArea("", 2, nil)
		area.SetText(text)
		in.field, in.widget, in.text = kit.NewField(name, area), area.Focusable(), area.Text
	} else {
		entry := kit.NewEntry("", nil)
		entry.SetText(text)
		entry.OnChanged = func(string) { f.onChanged() }
		in.field, in.widget, in.text = kit.NewField(name, entry), entry, func() string { return entry.Text }
	}
	if of.Required {
		in.field.Required()
	}
	if of.Imported && f.user.Linked() {
		in.field.Hint(overwritten)
	}
	return in
}

func (f *userForm) input(name string) userInput {
	return f.inputs[slices.IndexFunc(f.inputs, func(in userInput) bool { return in.of.Name == name })]
}

// onChanged checks while a person types.
func (f *userForm) onChanged() {
	f.clear()
	typed, err := f.typed()
	f.markTyping(errors.Join(err, edit.CheckUser(f.model.Directory(), *f.user, typed)))
}

// typed is the user as the form says; the error, of each field that says nothing.
func (f *userForm) typed() (u directory.User, err error) {
	u = *f.user
	u.Departments = f.departments.Checked()
	for _, in := range f.inputs {
		switch v := in.of.Of(&u).(type) {
		case *string:
			*v = in.text()
		case *directory.OptionalInt:
			text := strings.TrimSpace(in.text())
			n, wrong := strconv.ParseInt(text, 10, 64)
			if wrong != nil && text != "" {
				err = errors.Join(err, &fieldError{in.field, label.Of(directory.KindUser, in.of.Name) + "は数字で入力してください。"})
				continue
			}
			*v = directory.OptionalInt{Value: n, Valid: text != ""}
		}
	}
	return u, err
}

// edit is what the form says.
func (f *userForm) edit() (edit.Edit, error) {
	typed, err := f.typed()
	err = errors.Join(edit.CheckUser(f.model.Directory(), *f.user, typed), err)
	f.markPassword(nil)
	hash := ""
	if f.password.Text != "" { // of a new user alone
		var wrong error
		if hash, wrong = credentials.HashPassword(f.password.Text); wrong != nil {
			f.markPassword(wrong)
			err = errors.Join(err, &fieldError{f.passwordField, f.passwordField.Error()})
		}
	}
	switch {
	case err != nil:
		return nil, err
	case f.user.ID != 0:
		return edit.ChangeUser(*f.user, typed), nil
	}
	return edit.AddUser(typed, hash), nil
}

// markPassword says what is wrong with the password, or what it may be: the one would
// repeat the other.
func (f *userForm) markPassword(wrong error) {
	const optional = "空のままでも登録できます"
	if wrong != nil {
		f.passwordField.Hint(optional).SetError(message.Of(wrong).Advice)
		return
	}
	f.passwordField.Hint(fmt.Sprintf("%d〜%d文字。", credentials.MinPassword, credentials.MaxPassword) + optional).SetError("")
}

// showChosen shows the departments that are ticked, in the order of the tree.
func (f *userForm) showChosen() {
	checked := f.departments.Checked()
	var chips []kit.Chip
	for _, n := range f.model.FindDepartments("") {
		if _, in := slices.BinarySearch(checked, n.ID); in {
			chips = append(chips, kit.Chip{Key: n.ID, Text: n.Name, Tip: strings.Join(append(f.model.Path(n.ID), n.Name), " ＞ ")})
		}
	}
	f.chosen.SetChips(chips)
}

// onGivenUp takes back the tick of a department.
func (f *userForm) onGivenUp(id int64) {
	f.departments.SetChecked(slices.DeleteFunc(f.departments.Checked(), func(ticked int64) bool { return ticked == id }))
	f.showChosen()
}

func (f *userForm) onSearched(text string) {
	f.departments.SetRows(departmentRows{f.model, f.model.FindDepartments(text)})
}

// departmentRows are departments to tick, each with the way to it.
type departmentRows struct {
	model *browse.Model
	found []*browse.Node
}

func (r departmentRows) Len() int          { return len(r.found) }
func (r departmentRows) Key(row int) int64 { return r.found[row].ID }

func (r departmentRows) Cell(row, _ int) kit.Cell {
	n := r.found[row]
	cell := kit.Cell{Text: n.Name}
	if path := r.model.Path(n.ID); len(path) > 1 {
		cell.More = []kit.Span{kit.Dim("　" + strings.Join(path[1:], " ＞ "))}
	}
	return cell
}

func (p *people) onAddUser() {
	if p.readOnly() {
		return
	}
	u := directory.User{}
	if node := p.model.Node(p.query.Node); node.Department != nil {
		u.Departments = []int64{node.Department.ID}
	}
	f := newUserForm(p.w, p.model, u)
	id := p.model.Directory().NextUserID
	f.done = func() { p.wanted, p.added = id, true }
	f.show(f.input(directory.FieldLogin).widget)
}

func (p *people) onEditUser() {
	if u := p.currentUser(); u != nil && p.readOnly() {
		p.tellUser(u)
	} else if u != nil {
		f := newUserForm(p.w, p.model, *u)
		f.show(f.input(directory.FieldName).widget)
	}
}

// currentUser is the one that is selected alone, or has the cursor.
func (p *people) currentUser() *directory.User {
	picked := p.grid.Selected()
	if len(picked) != 1 {
		return nil
	}
	return p.user(picked[0])
}

func (p *people) user(id int64) *directory.User {
	users := p.model.Directory().Users
	i, found := slices.BinarySearchFunc(users, id, func(u directory.User, id int64) int { return cmp.Compare(u.ID, id) })
	if !found {
		return nil
	}
	return &users[i]
}

func (p *people) onDeleteUsers() {
	if p.readOnly() {
		return
	}
	ids := p.grid.Selected()
	if len(ids) == 0 {
		return
	}
	names, linked := p.named(ids)
	title, back := "ユーザーを削除しますか？", "次の読み込みで戻ります"
	if p.atHeld() {
		title, back = "保留中のユーザーを今すぐ削除しますか？", "cybozu.comに戻れば追加されます"
	}
	p.confirmDeletion(deletion{
		title: title, back: back, text: names + "を削除します。", name: names + "の削除", linked: linked,
		edit: func(exclude bool) edit.Edit { return edit.DeleteUsers(ids, exclude) },
	})
}

func (p *people) onUnlinkUsers() {
	if p.readOnly() {
		return
	}
	ids := p.grid.Selected()
	names, _ := p.named(ids)
	if p.atHeld() {
		p.w.layers.Ask(kit.Question{
			Title: "残しますか？",
			Text:  names + "を、このアプリのみのユーザーにします。読み込みでは削除されなくなります。",
			Yes:   keepHeld,
			Do:    func() { p.w.edit(names+"を残す", edit.UnlinkUsers(ids), nil) },
		})
		return
	}
	p.w.layers.Ask(kit.Question{
		Title: "連携を解除しますか？",
		Text: names + "を、このアプリのみのユーザーにします。" +
			"ログイン名かメールアドレスがcybozu.comと同じときは、次の読み込みでまた紐付きます。",
		Yes: "連携を解除する",
		Do:  func() { p.w.edit(names+"の連携解除", edit.UnlinkUsers(ids), nil) },
	})
}

// named is how a sentence calls some users, and whether any of them is linked.
func (p *people) named(ids []int64) (names string, linked bool) {
	for _, id := range ids {
		if u := p.user(id); u != nil {
			linked = linked || u.Linked()
			if names == "" {
				names = "「" + u.Name + "」"
			}
		}
	}
	if len(ids) > 1 {
		names += fmt.Sprintf("ほか%s人", kit.Digits(len(ids)-1))
	}
	return names, linked
}
