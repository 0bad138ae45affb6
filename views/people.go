package views

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// people is the screen 部署／ユーザー: the tree, and the members of what is selected in
// it. The tree keeps its open branches and the selection over every change.
type people struct {
	w    *window
	page fyne.CanvasObject

	tree   *kit.Tree
	seek   *kit.Entry // for a department
	grid   *kit.Grid
	title  *kit.Text
	search *kit.Entry
	found  *kit.Text
	copy   *kit.Button
	all    *kit.Button // searches among all users
	deeper *kit.Button // lists those of the departments below too
	more   *fyne.Container
	below  *kit.Check
	filter *kit.Select

	buttons departmentButtons
	change  *kit.Button
	remove  *kit.Button
	unlink  *kit.Button
	back    *kit.Button
	where   *fyne.Container // the departments of the selected user, to go to
	noTools *fyne.Container // stands where the buttons of a department would
	told    *kit.Text       // in it: what can be done instead
	members *kit.Card       // the list
	nobody  *kit.Card       // stands where it would, while there is no user

	checking *checking
	past     *past
	tools    *fyne.Container // what can be done with a department

	rows     *fyne.Container // the list, and what is around it
	view     *kit.Radio      // the list or the chart
	listPart fyne.CanvasObject
	chart    *organisation

	model    *browse.Model
	warmed   *browse.Model     // whose searches are prepared, or will be soon
	lastEdit *directory.Import // what can be taken back by a key; nil: nothing, or it is under way
	undone   *directory.Import // what can be taken back again; nil: the same
	query    browse.Query
	asked    newest
	searched string // what the list that is shown was searched for

	wanted           int64 // the user to select once the list is there; 0: none
	added            bool  // they are new
	wantedDepartment int64 // the one to select once it is made; 0: none
}

func newPeople(w *window) *people {
	p := &people{w: w, query: browse.Query{Node: browse.AllUsers}}
	plants := p.planting()
	p.title = kit.NewText(kit.Bold("")).Cut()
	p.search = kit.NewSearchEntry("全ユーザーを検索", p.onSearched)
	p.found = kit.NewText(kit.Dim(""))
	p.all = kit.NewLink("", p.onSearchAll)
	p.copy = kit.NewLink(copyList, p.onCopyList)
	p.deeper = kit.NewLink("", func() { p.below.SetChecked(true) })
	p.more = kit.Wrap(kit.Gap, p.all, p.deeper)
	p.more.Hide()
	p.below = kit.NewCheck("下の部署も含む", p.onBelowChanged)
	p.filter = kit.NewSelect(filterNames(), p.onFiltered).Prefix("絞り込み：")
	p.grid = kit.NewGrid(memberColumns(browse.Columns()), "該当するユーザーはいません").Ticks()
	p.grid.OnSelect = p.arm
	p.grid.OnOpen = func(int, int64) { p.onEditUser() }
	p.search.Below = p.onSearchDown
	p.grid.OnSort = p.onSorted
	p.grid.OnMenu = p.onUserMenu
	p.grid.OnDrag, p.grid.OnDrop = p.onDragUsers, p.onDropUsers
	p.grid.OnCopied = w.tellCopied
	p.grid.SetSort(kit.SortKey{})
	w.rememberColumns("members", p.grid)
	p.query.Sort = sortOf(p.grid.Arrangement().Sort)
	p.change = kit.NewButton("編集", p.onEditUser)
	p.remove = kit.NewDangerButton("削除", p.onDeleteUsers)
	p.unlink = kit.NewButton("連携を解除", p.onUnlinkUsers)
	p.back = kit.NewLink("", p.onTakeBack)
	p.where = kit.Row(kit.Gap)
	p.members, p.nobody = kit.NewFrame(p.grid), p.newNobody()
	c := p.newChecking()
	p.checking = c
	c.users, c.departments = kit.Grow(kit.Column(0, kit.Grow(p.members), kit.Grow(p.nobody))), kit.Grow(kit.NewFrame(c.grid))
	add := kit.NewPrimaryButton("＋ユーザーを追加", p.onAddUser)
	c.add, c.forUsers = add, []fyne.CanvasObject{p.filter, p.change, p.remove, p.unlink}
	p.past, p.tools = p.newPast(), kit.Wrap(4, p.departmentTools()...)
	p.told = kit.NewText(kit.Dim("")).Cut()
	p.noTools = kit.Height(30, p.told)
	p.past.edits = []fyne.CanvasObject{add, p.change, p.remove, p.unlink, c.accept, p.back}
	c.departments.Hide()
	c.open.Hide()
	c.accept.Hide()
	p.chart = newOrganisation(p)
	p.view = kit.NewRadio([]string{"一覧", "組織図"}, p.onViewed)
	p.rows = kit.Column(kit.Gap,
		kit.NewCard(kit.Quiet, kit.Column(8, kit.Row(kit.Gap, kit.Grow(p.title), p.below), p.tools, p.noTools)),
		kit.Wrap(kit.Gap, kit.Grow(kit.Width(140, p.search)), p.found, p.copy, kit.NewLink("CSVに保存", p.onSaveList), kit.NewLink("名簿を作る", func() { w.do(w.command("roster")) })),
		p.more,
		kit.Wrap(kit.Gap, p.filter, kit.Grow(kit.Between(150, 270, c.choice))),
		c.card,
		c.users,
		c.departments,
		kit.Wrap(kit.Gap, kit.Grow(kit.Height(20, kit.Width(140, kit.ScrollAside(p.where)))), p.back),
		kit.Wrap(kit.Gap, add, p.change, p.remove, p.unlink, c.open, c.accept),
	)
	p.listPart = kit.Grow(
		p.split(plants, p.rows))
	p.page = kit.Scroll(kit.Page(
		kit.Row(kit.Gap, kit.Grow(kit.Heading("ホーム ＞ 部署／ユーザー", "", "")), p.view),
		p.past.card,
		p.listPart,
		p.chart.part,
	))
	return p
}

// split puts the tree beside the list, as wide as a person last made it.
func (p *people) split(tree, list fyne.CanvasObject) fyne.CanvasObject {
	width := float32(240)
	kept := p.w.recall("tree.width", &width)
	return kit.NewSplit(tree, list, width, func(width float32) { kept.set(width) })
}

func filterNames() []string {
	var names []string
	for _, f := range browse.Filters() {
		names = append(names, f.String())
	}
	return names
}

func memberColumns(all []browse.Column) []kit.GridColumn {
	var columns []kit.GridColumn
	for _, c := range all {
		columns = append(columns, kit.GridColumn{Title: c.Title, Weight: c.Weight, Min: c.Min, Sorts: true})
	}
	return columns
}

// The widths that a column may take by itself: a very long address does not push the
// others away.
const (
	narrowest = 70
	broadest  = 260
)

// columnWidths are as wide as nearly all texts of each column want them to be; full, as
// the widest of all does.
func columnWidths(s *state) (usual, full []float32) {
	for i, c := range s.model.Columns() {
		least := max(kit.TitleWidth(c.Title), narrowest)
		usual = append(usual, min(max(kit.CellWidth(s.model.Usual(i), c.Tags), least), broadest))
		widest := usual[i]
		for _, text := range s.widest[i] {
			widest = max(widest, kit.CellWidth(text, c.Tags))
		}
		full = append(full, widest)
	}
	return usual, full
}

// widest are the texts of each column that may need the most room.
func widest(m *browse.Model, advance func(rune) float32) [][]string {
	var texts [][]string
	for i := range m.Columns() {
		texts = append(texts, m.Widest(i, advance))
	}
	return texts
}

func (p *people) name() string               { return "部署／ユーザー" }
func (p *people) content() fyne.CanvasObject { return p.page }

func (p *people) layer() kit.Layer {
	return kit.Layer{Cancel: p.onCancel}
}

func (p *people) entered() {
	if p.chart.shown() {
		p.w.win.Canvas().Focus(p.chart.diagram)
		return
	}
	p.w.win.Canvas().Focus(p.tree.Focusable())
}

// show takes another state of the directory, but not while a past one is looked at.
func (p *people) show(s *state) {
	p.past.now = s
	if !p.readOnly() {
		p.draw(s)
	}
}

func (p *people) draw(s *state) {
	first := p.model == nil
	p.model, p.lastEdit, p.undone = s.model, s.lastEdit, s.undone
	if s.model.Node(p.wantedDepartment) != nil && p.wantedDepartment != browse.Top {
		p.query.Node, p.wantedDepartment = p.wantedDepartment, 0
		p.seek.SetText("")
	}
	if s.model.Node(p.query.Node) == nil { // it was deleted
		if p.atHeld() { // whoever was there is now among all, or gone
			p.tree.Select(browse.AllUsers)
		}
		p.query.Node = browse.AllUsers
	}
	if first {
		p.tree.SetNodes(treeNodes{s.model})
		p.tree.SetOpen(directory.RootID, true)
	}
	p.plant()
	p.setColumns()
	p.grid.SetWidths(columnWidths(s))
	p.head()
	p.ask()
	p.arm()
	p.chart.show(s.model)
}

// warm prepares the searches and tells what 点検 finds, once the first list of a model is
// shown, which that would slow down.
func (p *people) warm() {
	model := p.model
	if model == p.warmed {
		return
	}
	p.warmed = model
	p.number(model)
	p.w.jobs.Go(func() {
		model.Warm()
		if len(model.Directory().Users) > manyUsers {
			debug.FreeOSMemory()
		}
	})
}

// setColumns gives the list those of the model, which a setting can change.
func (p *people) setColumns() {
	columns := memberColumns(p.model.Columns())
	if slices.EqualFunc(columns, p.grid.Titles(), func(c kit.GridColumn, title string) bool { return c.Title == title }) {
		return
	}
	p.grid.SetRows(&memberRows{})
	p.grid.SetColumns(columns)
	p.grid.SetSort(kit.SortKey{})
	p.w.rememberColumns("members", p.grid)
	p.query.Sort = sortOf(p.grid.Arrangement().Sort)
}

// manyUsers are so many that reading them leaves behind more than all else needs, which
// Go would keep for a while.
const manyUsers = 20_000

func (p *people) onSelected(id int64) {
	p.query.Node = id
	p.head()
	p.arm()
	p.grid.Top()
	p.ask()
}

func (p *people) onSearched(text string) {
	p.query.Search = text
	p.ask()
}

// onSearchDown goes from the search to its first hit, once the list shows the hits.
func (p *people) onSearchDown() {
	if p.query.Search != "" && p.searched == p.query.Search && p.grid.SelectedCount() == 0 && p.grid.Rows().Len() > 0 {
		p.grid.Select(p.grid.Rows().Key(0))
	}
	p.grid.Focus()
}

func (p *people) onBelowChanged(below bool) {
	p.query.Below = below
	p.ask()
}

func (p *people) onFiltered(option int) {
	p.query.Filter = browse.Filters()[option]
	p.ask()
}

func (p *people) onSorted(keys []kit.SortKey) {
	p.query.Sort = sortOf(keys)
	p.ask()
}

func sortOf(keys []kit.SortKey) []browse.Sort {
	by := make([]browse.Sort, len(keys))
	for i, k := range keys {
		by[i] = browse.Sort{Column: k.Column, Descending: k.Descending}
	}
	return by
}

// goTo selects a department, or a user among those of all.
func (p *people) goTo(kind directory.RecordKind, id int64) {
	if p.model == nil {
		return
	}
	p.view.Choose(viewList)
	p.seek.SetText("")
	if kind == directory.KindDepartment {
		if !p.tree.Select(id) {
			p.w.layers.Tell("表示できません", "この部署は、すでに削除されています。")
			return
		}
		p.checking.choice.Choose(noCheck)
		p.onSelected(id)
		return
	}
	p.search.SetText("")
	p.filter.Choose(int(browse.FilterAll))
	p.checking.choice.Choose(noCheck)
	list := browse.AllUsers
	if u := p.user(id); u != nil && u.Held() {
		list = browse.Held
	}
	p.tree.Select(list)
	p.wanted = id
	p.onSelected(list)
}

// onTakeBack takes back what the button says. Another press finds nothing until the next
// edit is named.
func (p *people) onTakeBack() {
	if last := p.lastEdit; last != nil && p.w.running == nil {
		p.takeBack(last)
	}
}

// onRedo takes back what was taken back last.
func (p *people) onRedo() {
	if undone := p.undone; undone != nil && p.w.running == nil {
		p.takeBack(undone)
	}
}

func (p *people) takeBack(line *directory.Import) {
	p.lastEdit, p.undone = nil, nil
	p.arm()
	p.w.takeBack(line.ID)
}

// onCancel is Esc: a search is given up, first the one that has the keys, and then the look
// at the past.
func (p *people) onCancel() {
	for _, field := range []*kit.Entry{p.focused(), p.search, p.seek, p.chart.seek} {
		if field != nil && field.Text != "" {
			field.SetText("")
			return
		}
	}
	p.leavePast()
}

// focused is the field that has the keys; nil: none has.
func (p *people) focused() *kit.Entry {
	e, _ := p.w.win.Canvas().Focused().(*kit.Entry)
	return e
}

// departmentButtons are what can be done with the selected department.
type departmentButtons struct {
	add, change, move, up, down, unlink, remove *kit.Button

	more *kit.Button // leads to what has no room
}

func (p *people) departmentTools() []fyne.CanvasObject {
	b := &p.buttons
	b.add = kit.NewButton("下に追加", p.onAddDepartment)
	b.change = kit.NewButton("編集", p.onRenameDepartment)
	b.move = kit.NewButton("移動", p.onMoveDepartment)
	b.up = kit.NewButton("↑", func() { p.onShiftDepartment(-1) })
	b.down = kit.NewButton("↓", func() { p.onShiftDepartment(1) })
	b.unlink = kit.NewButton("連携を解除", p.onUnlinkDepartment)
	b.remove = kit.NewDangerButton("削除", p.onDeleteDepartment)
	b.more = kit.NewButton("その他", func() {
		below := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.more).AddXY(0, b.more.Size().Height+2)
		p.onDepartmentMenu(p.query.Node, below)
	})
	b.more.Hide()
	return []fyne.CanvasObject{b.add, b.change, b.move, b.up, b.down, b.unlink, b.remove, b.more}
}

// fold puts what is seldom done with a department into a menu, or takes it out again: in a
// narrow window the list needs the room.
func (p *people) fold(narrow bool) {
	b := &p.buttons
	for _, seldom := range []*kit.Button{b.move, b.up, b.down, b.unlink, b.remove} {
		seldom.Hidden = narrow
	}
	b.more.Hidden = !narrow
	p.page.Refresh()
}

// arm offers what can be done with a department, and says why the rest cannot; nil: none
// is selected.
func (b *departmentButtons) arm(d *directory.Department, model *browse.Model) {
	if d == nil {
		for _, button := range []*kit.Button{b.add, b.change, b.move, b.up, b.down, b.unlink, b.remove} {
			button.Off("部署を選ぶと使えます。")
		}
		return
	}
	why := func(button *kit.Button, reasons ...string) { button.Off(cmp.Or(reasons...)) }
	when := func(so bool, reason string) string {
		if so {
			return reason
		}
		return ""
	}
	top := when(d.ID == directory.RootID, "最上位部署は、移動も削除もできません。")
	why(b.add)
	why(b.change)
	why(b.move, top, when(d.Linked(), "連携済みの部署は、cybozu.comで移動してください。"))
	why(b.up, top, when(!model.CanShift(d.ID, -1), "これより上には動かせません。"))
	why(b.down, top, when(!model.CanShift(d.ID, 1), "これより下には動かせません。"))
	why(b.remove, top)
	why(b.unlink, when(!d.Linked(), "このアプリのみの部署です。"))
}

// department is the selected one; nil: something else is selected.
func (p *people) department() *directory.Department {
	if p.model == nil {
		return nil
	}
	return p.model.Node(p.query.Node).Department
}

// What is done with users who are held (U14): they are deleted before their time, or stay.
const (
	removeHeld = "今すぐ削除"
	keepHeld   = "残す"
)

// ofHeld is what a command is called while users who are held are listed.
func (p *people) ofHeld(words string) func() string {
	return func() string {
		if p.atHeld() {
			return words
		}
		return ""
	}
}

// atHeld says whether users who are held are listed.
func (p *people) atHeld() bool { return p.query.Node == browse.Held }

// longestTakeBack is how many characters say what is taken back; more would push the list
// against the tree.
const longestTakeBack = 22

// arm offers what can be done with what is selected.
func (p *people) arm() {
	p.buttons.arm(p.department(), p.model)

	n := p.grid.SelectedCount()
	nobody, several := "", ""
	if n == 0 {
		nobody = "ユーザーを選ぶと使えます。"
	} else if n > 1 {
		several = "1人だけ選ぶと使えます。"
	}
	p.change.Off(nobody + several)
	p.remove.Off(nobody)
	p.remove.SetText(cmp.Or(p.ofHeld(removeHeld)(), "削除"))
	p.unlink.SetText(cmp.Or(p.ofHeld(keepHeld)(), "連携を解除"))
	if n > 0 && !p.atHeld() {
		p.remove.SetText(fmt.Sprintf("選択した%s人を削除", kit.Digits(n)))
	}
	p.copy.SetText(copyList)
	p.armChecking()
	_, linked := p.named(p.grid.Selected())
	p.unlink.OffWhen(!linked, "連携済みのユーザーを選ぶと使えます。")
	p.back.Hidden = true
	if last := p.lastEdit; last != nil {
		text := message.TakenBack(last.Message)
		if utf8.RuneCountInString(text) > longestTakeBack {
			text = "最後の編集を元に戻す"
		}
		if day := daysAgo(last.FinishedAt, time.Now()); day != "今日" {
			text = day + "の" + text
		}
		p.back.SetText(text + "（" + kit.UndoKeys + "）")
		p.back.Hidden = false
	}
	p.showWhere()
	p.armPast()
	p.page.Refresh()
	p.w.armMenu()
}

// showWhere says which departments the selected user is in; one click goes there.
func (p *people) showWhere() {
	p.where.RemoveAll()
	if u := p.currentUser(); u != nil {
		if detail := browse.Detail(p.query.Check, u); detail != "" {
			p.where.Add(kit.NewText(kit.Span{Text: detail, Tone: kit.Red}))
		}
		for _, id := range u.Departments {
			if node := p.model.Node(id); node != nil {
				p.where.Add(kit.NewLink(node.Name, func() { p.goTo(directory.KindDepartment, id) }))
			}
		}
	} else if n := p.shownGrid().SelectedCount(); n > 1 {
		p.where.Add(kit.NewText(kit.Dim(kit.Digits(n) + "件を選択しています")))
	}
}

// head says what is selected, where it stands, and whose it is.
func (p *people) head() {
	node := p.model.Node(p.query.Node)
	name := node.Name
	if node.ID == browse.AllUsers && p.listsDepartments() {
		name = "すべての部署"
	}
	spans := []kit.Span{{Text: name, Bold: true, Size: 15}}
	if d := node.Department; d != nil {
		if path := p.model.Path(d.ID); len(path) > 0 {
			spans = append(spans, kit.Dim("　"+strings.Join(append(path, node.Name), " ＞ ")))
		}
		if d.Code != "" {
			spans = append(spans, kit.Dim("　"+d.Code))
		}
		switch {
		case node.Linked():
			spans = append(spans, kit.Dim("　連携済み"))
		case node.Tag != "":
			spans = append(spans, kit.Dim("　"+node.Tag))
		case node.Level > 0:
			spans = append(spans, kit.Dim("　このアプリのみ"))
		}
	}
	p.title.SetSpans(spans...)
	told := "部署を選ぶと、追加や編集ができます。"
	if p.atHeld() {
		told = "cybozu.comに戻ると、元に戻ります。"
	}
	p.told.SetSpans(kit.Dim(told))
	if p.listsDepartments() {
		p.search.SetPlaceHolder("部署名・部署コードで検索")
	} else {
		p.search.SetPlaceHolder(node.Name + "を検索")
	}
	p.below.SetEnabled(node.Department != nil)
}

// ask lists the members anew, off the window's goroutine.
func (p *people) ask() {
	if p.model == nil {
		return
	}
	model, q := p.model, p.query
	if p.listsDepartments() {
		p.askDepartments()
		return
	}
	askInBackground(p.w, &p.asked, func(context.Context) (membersFound, error) {
		l := membersFound{list: model.List(q)}
		if q.Search != "" {
			l.everywhere = model.List(everywhere(q)).Len()
		}
		l.widest = kit.Widest(&memberRows{list: l.list, check: q.Check}, len(model.Columns()), p.w.advance)
		return l, nil
	}, func(l membersFound) {
		p.grid.SetRows(&memberRows{list: l.list, check: q.Check, hits: hits{finder: browse.NewHighlighter(q.Search)}})
		p.grid.Front(p.frontFor(q))
		p.grid.SetWidest(l.widest)
		if q.Search != p.searched {
			p.searched = q.Search
			p.grid.ShowHits()
		}
		p.showWanted()
		p.tellFound(l.list.Len(), "人")
		p.warm()
		p.offerMore(l)
	})
}

// frontFor is the column that a list is about: of who is held, the day they go. -1: none.
func (p *people) frontFor(q browse.Query) int {
	if q.Node != browse.Held {
		return -1
	}
	return slices.IndexFunc(p.model.Columns(), func(c browse.Column) bool { return c.Tags })
}

// membersFound are whom a query found, their widest cells, and how many its search would find
// among all.
type membersFound struct {
	list       browse.List
	widest     [][]kit.Cell
	everywhere int
}

// everywhere is a query with the same search among all users.
func everywhere(q browse.Query) browse.Query {
	return browse.Query{Node: browse.AllUsers, Search: q.Search, Sort: q.Sort}
}

// offerMore leads on where a search would find more among all users, and where nobody is in
// a department itself, but below it.
func (p *people) offerMore(l membersFound) {
	here := l.list.Len()
	p.all.Hidden = l.everywhere <= here
	if !p.all.Hidden {
		p.all.SetText(fmt.Sprintf("全ユーザーから探す（%s人）", kit.Digits(l.everywhere)))
	}
	node := p.model.Node(p.query.Node)
	p.deeper.Hidden = here > 0 || p.listsDepartments() || p.query.Search != "" || p.query.Filter != browse.FilterAll || p.query.Check != "" || p.query.Below || node == nil || node.Department == nil || node.All == 0
	if !p.deeper.Hidden {
		p.deeper.SetText(fmt.Sprintf("下の部署も含める（%s人）", kit.Digits(node.All)))
	}
	if hidden := p.all.Hidden && p.deeper.Hidden; p.more.Hidden != hidden {
		p.more.Hidden = hidden
		p.page.Refresh()
	}
	p.more.Refresh()
	kit.Again(p.rows)
}

// onSearchAll searches among all users for what is searched for here.
func (p *people) onSearchAll() {
	p.query = everywhere(p.query)
	p.query.Below = p.below.Checked()
	p.filter.Choose(int(browse.FilterAll))
	p.checking.choice.Choose(noCheck)
	p.seek.SetText("")
	p.tree.Select(browse.AllUsers)
	p.onSelected(browse.AllUsers)
}

// showWanted selects the user who was asked for, once they are there. One who was just
// added may not be in this list: then they are shown among all.
func (p *people) showWanted() {
	id, added := p.wanted, p.added
	if id == 0 || p.user(id) == nil {
		return
	}
	p.wanted, p.added = 0, false
	switch {
	case p.grid.Select(id):
		p.grid.Focus()
	case added:
		p.goTo(directory.KindUser, id)
	}
}

// memberRows are users as the list draws them.
type memberRows struct {
	list  browse.List
	check directory.Check
	hits  hits
}

func (m *memberRows) Len() int          { return m.list.Len() }
func (m *memberRows) Key(row int) int64 { return m.list.Row(row).User.ID }

func (m *memberRows) Cell(row, column int) kit.Cell {
	r := m.list.Row(row)
	columns := m.list.Columns()
	if column >= len(columns) { // the list is still of other ones
		return kit.Cell{}
	}
	if c := &columns[column]; !c.Tags {
		text := c.Text(r)
		return kit.Cell{Text: text, Hits: m.hits.in(text)}
	}
	return kit.Cell{Tags: stateTags(m.list.Tags(row, m.check))}
}

func stateTags(names []string) []kit.Tag {
	var tags []kit.Tag
	for _, name := range names {
		tags = append(tags, kit.Tag{Text: name, Tip: tagTips[name]})
	}
	return tags
}

// tagTips say what the tags mean.
var tagTips = map[string]string{
	"停止中":     "cybozu.comで、使用状態が「停止中」のユーザーです。",
	"このアプリのみ": "このアプリだけにあります。cybozu.comからの読み込みでは変更されません。",
	"以前の連携先":  "以前に連携していたcybozu.comから読み込みました。いまの連携先の読み込みでは変更されません。",
	"問題なし":    "点検で「問題なし」にしたものです。",
}
