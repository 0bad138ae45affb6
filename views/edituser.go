package views

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// userForm asks for all that is kept of a user, new (ID 0) or not.
type userForm struct {
	*editForm
	user *directory.User

	login, name, reading, email, phone, order *kit.Entry
	memo                                      *kit.TextArea
	password                                  *kit.Entry // of a new user alone
	orderField, passwordField                 *kit.Field
	departments                               *kit.Grid
	model                                     *browse.Model
}

func newUserForm(w *window, model *browse.Model, u directory.User) *userForm {
	f := &userForm{user: &u, model: model}
	entry := func(text string) *kit.Entry {
		e := kit.NewEntry("", nil)
		e.SetText(text)
		e.OnChanged = func(string) { f.onChanged() }
		return e
	}
	f.login, f.name, f.reading = entry(u.LoginName), entry(u.Name), entry(u.Reading)
	f.email, f.phone = entry(u.Email), entry(u.Phone)
	f.memo = kit.NewTextArea("", 2, nil)
	f.memo.SetText(u.Memo)
	f.order = entry(orderText(u.SortOrder))
	f.password = kit.NewPasswordEntry("", nil)

	loginField, nameField := kit.NewField("ログイン名", f.login), kit.NewField("名前", f.name)
	readingField, emailField := kit.NewField("よみ", f.reading), kit.NewField("メールアドレス", f.email)
	phoneField := kit.NewField("電話番号", f.phone)
	f.orderField, f.passwordField = kit.NewField("並び順", f.order), kit.NewField("パスワード", f.password)
	fields := []*kit.Field{loginField, nameField, readingField, emailField, phoneField, kit.NewField("メモ", f.memo), f.orderField}
	title, yes := "ユーザーの編集", "変更"
	if u.ID == 0 {
		title, yes = "ユーザーの追加", "追加"
		fields = slices.Insert(fields, 1, f.passwordField.Hint("6文字以上64文字以内。空でも登録できます"))
	}
	search := kit.NewSearchEntry("部署を検索", f.onSearched)
	f.departments = kit.NewGrid([]kit.GridColumn{{Title: "所属部署", Width: 200, Weight: 1}}, "該当する部署はありません").Checklist()
	f.departments.SetChecked(u.Departments)
	f.onSearched("")
	remark := kit.NewParagraph(kit.Dim(""))
	remark.Hide()
	if u.Linked() {
		remark.SetText("連携済みのため、名前・よみ・メールアドレス・電話番号と、連携済みの部署への所属は、次の読み込みで上書きされます")
		remark.Show()
	}
	content := kit.Row(20,
		kit.Grow(kit.Form(fields...)),
		kit.Fill(kit.Width(280, kit.Column(8, search, kit.Grow(kit.Height(260, kit.NewFrame(f.departments))), remark))),
	)
	f.editForm = newEditForm(w, title, yes, content, map[edit.Field]*kit.Field{
		edit.FieldLogin: loginField, edit.FieldName: nameField, edit.FieldEmail: emailField,
	})
	f.dialog.Wide(860)
	f.editForm.name = func() string { return "「" + f.name.Text + "」の" + yes }
	f.editForm.make = f.edit
	return f
}

func orderText(o directory.OptionalInt) string {
	if !o.Valid {
		return ""
	}
	return strconv.FormatInt(o.Value, 10)
}

// onChanged checks while a person types.
func (f *userForm) onChanged() {
	f.clear()
	f.markTyping(edit.CheckUser(f.model.Directory(), f.user.ID, f.person()))
}

func (f *userForm) person() edit.Person {
	return edit.Person{
		LoginName: f.login.Text, Name: f.name.Text, Reading: f.reading.Text,
		Email: f.email.Text, Phone: f.phone.Text, Memo: f.memo.Text(),
		SortOrder: f.user.SortOrder, Departments: f.departments.Checked(),
	}
}

// edit is what the form says.
func (f *userForm) edit() (edit.Edit, error) {
	p := f.person()
	f.orderField.SetError("")
	p.SortOrder = directory.OptionalInt{}
	if text := strings.TrimSpace(f.order.Text); text != "" {
		order, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, &fieldError{f.orderField, "並び順は数字で入力してください。"}
		}
		p.SortOrder = directory.OptionalInt{Value: order, Valid: true}
	}
	if f.user.ID != 0 {
		return edit.ChangeUser(*f.user, p), nil
	}
	f.passwordField.SetError("")
	if f.password.Text == "" {
		return edit.AddUser(p, ""), nil
	}
	hash, err := credentials.HashPassword(f.password.Text)
	if err != nil {
		return nil, &fieldError{f.passwordField, message.Of(err).Advice}
	}
	return edit.AddUser(p, hash), nil
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
	u := directory.User{}
	if node := p.model.Node(p.query.Node); node.Department != nil {
		u.Departments = []int64{node.Department.ID}
	}
	f := newUserForm(p.w, p.model, u)
	f.show(f.login)
}

func (p *people) onEditUser() {
	if u := p.currentUser(); u != nil {
		f := newUserForm(p.w, p.model, *u)
		f.show(f.name)
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
	ids := p.grid.Selected()
	if len(ids) == 0 {
		return
	}
	names, linked := p.named(ids)
	p.confirmDeletion("ユーザーを削除しますか？", names+"を削除します。", linked, func(exclude bool) {
		p.w.edit(names+"の削除", edit.DeleteUsers(ids, exclude), nil)
	})
}

func (p *people) onUnlinkUsers() {
	ids := p.grid.Selected()
	names, _ := p.named(ids)
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
			names = "「" + u.Name + "」"
		}
	}
	if len(ids) > 1 {
		names = fmt.Sprintf("選択した%s人", kit.Digits(len(ids)))
	}
	return names, linked
}
