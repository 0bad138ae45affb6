package views

import (
	"fmt"
	"iter"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/contact"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// listen makes the commands, and has Alt and the keys serve them.
func (w *window) listen() {
	w.commands = w.makeCommands()
	w.layers.Always(kit.Key{Name: fyne.KeyF1, Do: func() { w.openHelp("") }})
	w.makeSystemMenu()
	w.win.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.onDropped(files) })
	w.fyne.Lifecycle().SetOnExitedForeground(w.layers.Leave)
}

// departmentsInMenu is how many departments of a user their menu leads to; the list has all.
const departmentsInMenu = 3

// onUserMenu opens what can be done with the selected users.
func (p *people) onUserMenu(row int, _ int64, column int, at fyne.Position) {
	items := p.w.items("user.change", "user.history", "user.join", "user.move", "", "copy", "copy.mail", "copy.mail.semicolons", "write.mail")
	items = append(items, p.w.cellItems(p.grid, row, column)...)
	if u := p.currentUser(); u != nil {
		items = append(items, kit.MenuItem{})
		for _, id := range u.Departments[:min(departmentsInMenu, len(u.Departments))] {
			if n := p.model.Node(id); n != nil {
				items = append(items, kit.MenuItem{Text: "「" + n.Name + "」を表示", Do: func() { p.onShowDepartment(id) }})
			}
		}
	}
	items = append(items, p.w.items("", "user.unlink", "user.delete")...)
	p.w.layers.Menu(at, items...)
}

// onDepartmentMenu opens what can be done with the selected department.
func (p *people) onDepartmentMenu(id int64, at fyne.Position) {
	items := p.w.items("user.add", "department.add", "department.change", "department.move", "department.up", "department.down",
		"", "department.history", "tree.open", "below", "", "roster", "copy.mail", "write.mail", "list.save", "", "department.unlink", "department.delete")
	p.w.layers.Menu(at, items...)
}

// onListedDepartmentMenu opens what can be done with a department of the list.
func (p *people) onListedDepartmentMenu(row int, id int64, column int, at fyne.Position) {
	items := append([]kit.MenuItem{{Text: "部署を開く", Keys: "Enter", Do: func() { p.onShowDepartment(id) }}, {}}, p.w.items("copy")...)
	p.w.layers.Menu(at, append(items, p.w.cellItems(p.checking.grid, row, column)...)...)
}

// onMenu opens what can be done with a line of the history.
func (h *history) onMenu(row int, _ int64, column int, at fyne.Position) {
	items := h.w.items("history.undo", "history.moment", "history.created", "history.save", "", "copy")
	h.w.layers.Menu(at, append(items, h.w.cellItems(h.grid, row, column)...)...)
}

// onMenu opens what can be done with a change: what a screen offers for it, and to copy.
func (l *changeList) onMenu(row int, _ int64, column int, at fyne.Position) {
	picked := l.picked()
	if len(picked) == 0 {
		return
	}
	c := picked[0]
	var items []kit.MenuItem
	if l.offers != nil {
		items = l.offers()
	}
	show := kit.MenuItem{Text: "部署／ユーザーで表示", Do: func() { l.w.goTo(c.Kind, c.RecordID()) }}
	if !l.w.people.has(c) {
		show.Off = "いまの一覧にはありません。"
	}
	past := kit.MenuItem{Text: "この" + message.RecordKind(c.Kind) + "の履歴を見る", Do: func() { l.w.openBiography(c.Kind, c.RecordID(), c.Name, nil) }}
	items = append(append(items, show, past, kit.MenuItem{}), l.w.items("copy")...)
	l.w.layers.Menu(at, append(items, l.w.cellItems(l.grid, row, column)...)...)
}

// onShowDepartment selects a department in the tree.
func (p *people) onShowDepartment(id int64) {
	p.seek.SetText("")
	if p.tree.Select(id) {
		p.checking.choice.Choose(noCheck)
		p.onSelected(id)
	}
}

// onCopyMail copies the addresses of the selected users, or of all in the list where none
// is selected, with something between them.
func (p *people) onCopyMail(between string) {
	addresses, without := p.addresses()
	if len(addresses) == 0 {
		p.w.said.refuse(noAddresses)
		return
	}
	p.w.copyText(strings.Join(addresses, between), fmt.Sprintf("メールアドレス%s件をコピーしました。", kit.Digits(len(addresses)))+withoutAddress(without))
}

const noAddresses = "メールアドレスのある人がいません。"

// addresses are those of the selected users, or of all in the list, and how many have none.
func (p *people) addresses() (addresses []string, without int) {
	return contact.Addresses(func(yield func(string) bool) {
		for u := range p.chosenUsers() {
			if !yield(u.Email) {
				return
			}
		}
	})
}

func withoutAddress(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s人にはメールアドレスがありません。", kit.Digits(n))
}

// onWriteMail opens the mail program with the addresses in Bcc. Where they are more than it
// takes in this way, they are copied, to be put there by hand.
func (p *people) onWriteMail() {
	addresses, without := p.addresses()
	link, fits := roster.Bcc(addresses)
	switch {
	case len(addresses) == 0:
		p.w.said.refuse(noAddresses)
	case !fits:
		p.w.fyne.Clipboard().SetContent(strings.Join(addresses, semicolons))
		p.w.layers.Tell("宛先が多いため、メールソフトに渡せません",
			fmt.Sprintf("%s件のアドレスを、「; 」で区切ってコピーしました。メールソフトで新しいメールを開き、Bccの欄に貼り付けてください。", kit.Digits(len(addresses)))+withoutAddress(without))
	default:
		where, err := url.Parse(link)
		if err == nil {
			err = p.w.fyne.OpenURL(where)
		}
		if err != nil {
			p.w.fail(err)
			return
		}
		p.w.said.note(fmt.Sprintf("%s件のアドレスをBccに入れて、メールソフトを開きます。", kit.Digits(len(addresses))) + withoutAddress(without))
	}
}

// semicolons stand between addresses in mail programs.
const semicolons = "; "

// has says whether the record of a change is in the list as it is now.
func (p *people) has(c *browse.Change) bool {
	if p.model == nil {
		return false
	}
	if c.Kind == directory.KindDepartment {
		return p.model.Node(c.RecordID()) != nil
	}
	return p.user(c.RecordID()) != nil
}

// chosenUsers are the selected users, or all of the list where none is selected.
func (p *people) chosenUsers() iter.Seq[*directory.User] {
	return func(yield func(*directory.User) bool) {
		rows, ok := p.grid.Rows().(*memberRows)
		if !ok {
			return
		}
		ids := p.grid.Selected()
		for _, id := range ids {
			if u := p.user(id); u != nil && !yield(u) {
				return
			}
		}
		for i := range rows.Len() {
			if len(ids) > 0 || !yield(rows.list.Row(i).User) {
				return
			}
		}
	}
}

func (p *people) whyNotThere() string {
	if p.model == nil {
		return "一覧を読み込んでいます。"
	}
	return ""
}

func (p *people) whyNoUsers() string {
	switch {
	case p.model == nil:
		return p.whyNotThere()
	case p.listsDepartments():
		return "ユーザーの一覧で使えます。"
	case p.grid.Rows().Len() == 0:
		return "一覧にユーザーがいません。"
	}
	return ""
}

func (p *people) whyNoneSelected() string {
	if why := p.whyNoUsers(); why != "" {
		return why
	}
	if p.grid.SelectedCount() == 0 {
		return "ユーザーを選ぶと使えます。"
	}
	return ""
}

func (p *people) whyNoDepartment() string {
	if p.department() == nil {
		return "部署を選ぶと使えます。"
	}
	return ""
}

func (p *people) whyNoUndo() string {
	return p.whyNot(p.lastEdit, "元に戻せる編集がありません。")
}
func (p *people) whyNoRedo() string {
	return p.whyNot(p.undone, "やり直せる編集がありません。")
}

// whyNot is why an edit cannot be taken back; none is said where there is none.
func (p *people) whyNot(line *directory.Import, none string) string {
	switch {
	case p.w.running != nil:
		return p.w.whyBusy()
	case line == nil:
		return none
	}
	return ""
}
