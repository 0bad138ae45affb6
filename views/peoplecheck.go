package views

import (
	"context"
	"fmt"
	"io"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// checking is what 部署／ユーザー shows of 点検: whose finding the list is, what it means,
// and the list of departments where it is about these.
type checking struct {
	choice   *kit.Select
	accepted *kit.Check // 「問題なし」 too
	card     *kit.Card
	text     *kit.Paragraph

	users, departments fyne.CanvasObject // the two lists, of which one is shown
	grid               *kit.Grid         // of departments
	accept             *kit.Button
	open               *kit.Button
	forUsers           []fyne.CanvasObject // what is for the list of users alone
	add                *kit.Button         // of a user; makes room where a check is shown
}

// The places in the choice before and after the checks.
const (
	noCheck    = 0
	firstCheck = 1
)

const (
	withAccepted = "「問題なし」も表示"
	copyList     = "コピー"
)

func allDepartments() int { return firstCheck + len(directory.Checks()) }

func (p *people) newChecking() *checking {
	c := &checking{}
	c.choice = kit.NewSelect(checkNames(nil), p.onChecked).Prefix("点検：")
	c.accepted = kit.NewCheck(withAccepted, func(on bool) {
		p.query.Accepted = on
		p.ask()
	})
	c.text = kit.NewParagraph()
	c.card = kit.NewCard(kit.Info, kit.Column(6, c.text, kit.Row(kit.Gap, c.accepted, kit.Space(), kit.NewLink("点検をやめる", func() { c.choice.Choose(noCheck) }))))
	c.card.Hide()
	c.grid = kit.NewGrid([]kit.GridColumn{
		{Title: "部署名", Width: 180, Min: 120, Weight: 1},
		{Title: "上の部署", Width: 220, Min: 100, Weight: 2},
		{Title: "部署コード", Width: 110},
		{Title: "所属", Width: 60, Right: true},
		{Title: "状態", Width: 130},
	}, "該当する部署はありません").Ticks()
	c.grid.OnSelect = p.arm
	c.grid.OnMenu = p.onListedDepartmentMenu
	c.grid.OnCopied = p.w.tellCopied
	c.grid.OnOpen = func(_ int, id int64) { p.goTo(directory.KindDepartment, id) }
	c.accept = kit.NewButton("問題なしにする", p.onAccept)
	c.open = kit.NewButton("部署を開く", func() {
		if picked := c.grid.Selected(); len(picked) == 1 {
			p.goTo(directory.KindDepartment, picked[0])
		}
	})
	return c
}

// checkNames are the choices, with how many records each has found once that is known.
func checkNames(numbers map[string]int) []string {
	names := []string{"なし"}
	for _, c := range directory.Checks() {
		name := message.Check(c).Name
		if numbers != nil {
			name += fmt.Sprintf("（%s%s）", kit.Digits(numbers[string(c)]), counterOf(c))
		}
		names = append(names, name)
	}
	return append(names, "なし（部署の一覧）")
}

// onChecked lists what a check has found, or everybody again.
func (p *people) onChecked(option int) {
	p.query.Check = ""
	if option >= firstCheck && option < allDepartments() {
		p.query.Check = directory.Checks()[option-firstCheck]
	}
	p.arrange()
	p.ask()
	p.arm()
}

// listsDepartments says whether the list is one of departments.
func (p *people) listsDepartments() bool {
	chosen := p.checking.choice.Chosen()
	return chosen == allDepartments() || p.query.Check.Of() == directory.KindDepartment
}

// arrange shows the list that the check is about, and what it means.
func (p *people) arrange() {
	c := p.checking
	departments := p.listsDepartments()
	p.grid.Unselect()
	c.grid.Unselect()
	setHidden(c.users, departments)
	setHidden(c.departments, !departments)
	for _, o := range c.forUsers {
		setHidden(o, departments)
	}
	setHidden(c.add, departments || p.query.Check != "")
	setHidden(c.open, !departments)
	setHidden(c.card, p.query.Check == "")
	setHidden(c.accept, p.query.Check == "")
	if p.query.Check != "" {
		text := message.Check(p.query.Check)
		c.text.SetSpans(kit.Plain(text.Meaning+text.Why+"\n"), kit.Span{Text: text.Mend, Tone: kit.Muted, Size: 12})
	}
	if p.model != nil {
		p.head()
	}
	p.page.Refresh()
}

func setHidden(o fyne.CanvasObject, hidden bool) {
	if hidden {
		o.Hide()
	} else {
		o.Show()
	}
}

// list shows what a query finds, and gives up what was searched and filtered before.
func (p *people) list(q browse.Query, departments bool) {
	if p.model == nil || p.model.Node(q.Node) == nil {
		return
	}
	p.view.Choose(viewList)
	p.search.SetText("")
	p.seek.SetText("")
	p.filter.Choose(int(q.Filter))
	p.checking.accepted.SetChecked(false)
	p.tree.Select(q.Node)
	p.query.Node = q.Node
	option := noCheck
	for i, c := range directory.Checks() {
		if c == q.Check {
			option = firstCheck + i
		}
	}
	if departments {
		option = allDepartments()
	}
	p.checking.choice.Choose(option)
	p.onSelected(q.Node)
	p.w.win.Canvas().Focus(p.shownGrid().Focusable())
}

// shownGrid is the list that is shown.
func (p *people) shownGrid() *kit.Grid {
	if p.listsDepartments() {
		return p.checking.grid
	}
	return p.grid
}

// number puts into the choice what each check has found.
func (p *people) number(model *browse.Model) {
	inBackground(p.w, func(context.Context) (map[string]int, error) {
		return model.Numbers(), nil
	}, func(numbers map[string]int, _ error) {
		if model == p.model {
			p.checking.choice.SetOptions(checkNames(numbers))
		}
	})
}

// askDepartments lists the departments anew.
func (p *people) askDepartments() {
	model, q := p.model, p.query
	type listed struct {
		browse.DepartmentList
		widest [][]kit.Cell
	}
	grid := p.checking.grid
	columns := len(grid.Titles())
	askInBackground(p.w, &p.asked, func(context.Context) (listed, error) {
		list := model.ListDepartments(q)
		return listed{list, kit.Widest(&departmentLines{list: list, check: q.Check}, columns, p.w.advance)}, nil
	}, func(l listed) {
		grid.SetRows(&departmentLines{list: l.DepartmentList, check: q.Check, hits: hits{finder: browse.NewHighlighter(q.Search)}})
		grid.SetWidest(l.widest)
		p.tellFound(l.Len(), "件")
		p.warm()
		p.offerMore(membersFound{})
	})
}

func (p *people) tellFound(n int, counter string) {
	p.found.SetText(kit.Digits(n) + counter) // no longer while a person types, or the line would break
	p.copy.SetText(copyList)
	// The list was made by then, and so was what 点検 finds.
	label := withAccepted
	if n := p.model.Findings(p.query.Check).Accepted; n > 0 {
		label += fmt.Sprintf("（%s%s）", kit.Digits(n), counterOf(p.query.Check))
	}
	p.checking.accepted.SetText(label)
}

// picked are the records that are selected in the list, and whether all of them are
// accepted.
func (p *people) picked() (ids []int64, accepted bool) {
	ids = p.shownGrid().Selected()
	accepted = len(ids) > 0
	for _, id := range ids {
		accepted = accepted && p.model.Accepted(p.query.Check, id)
	}
	return ids, accepted
}

func (c *checking) armOpen() {
	c.open.OffWhen(c.grid.SelectedCount() != 1, "部署を1つ選ぶと使えます。")
}

func (p *people) armChecking() {
	c := p.checking
	if p.query.Check == "" || p.model == nil {
		c.armOpen()
		return
	}
	ids, accepted := p.picked()
	c.accept.OffWhen(len(ids) == 0, "問題なしにするものを選ぶと使えます。")
	c.accept.SetText("問題なしにする")
	if accepted {
		c.accept.SetText("「問題なし」を取り消す")
	}
	c.armOpen()
}

// onAccept says 「問題なし」 of what is selected, or takes that back.
func (p *people) onAccept() {
	if p.readOnly() {
		return
	}
	ids, accepted := p.picked()
	var findings []directory.Acceptance
	for _, id := range ids {
		findings = append(findings, directory.Acceptance{Check: p.query.Check, Record: id})
	}
	p.w.change(func(ctx context.Context) error { return p.w.app.SetAccepted(ctx, !accepted, findings...) })
}

// onSaveList writes the list as it is shown.
func (p *people) onSaveList() {
	model, q, departments := p.model, p.query, p.listsDepartments()
	name := "ユーザー"
	if departments {
		name = "部署"
	}
	if q.Check != "" {
		name = message.Check(q.Check).Name
	}
	if p.readOnly() {
		name += "_" + p.past.line.FinishedAt.Local().Format("2006-01-02")
	}
	p.w.saveFile(name+".csv", func(_ context.Context, file io.Writer) error {
		if departments {
			return app.WriteDepartmentList(file, model.ListDepartments(q), q.Check)
		}
		return app.WriteMemberList(file, model.List(q), q.Check)
	})
}

// onCopyList copies the selected rows, or all where none is.
func (p *people) onCopyList() {
	p.shownGrid().Copy()
	p.copy.SetText("コピーしました")
	p.page.Refresh()
}

// departmentLines are departments as the list draws them.
type departmentLines struct {
	list  browse.DepartmentList
	check directory.Check
	hits  hits
}

func (d *departmentLines) Len() int          { return d.list.Len() }
func (d *departmentLines) Key(row int) int64 { return d.list.Node(row).ID }

func (d *departmentLines) Cell(row, column int) kit.Cell {
	n := d.list.Node(row)
	switch column {
	case 0:
		return kit.Cell{Text: n.Name, Hits: d.hits.in(n.Name)}
	case 1:
		return kit.Cell{Text: strings.Join(d.list.Path(row), " ＞ "), Tone: kit.Muted}
	case 2:
		return kit.Cell{Text: n.Department.Code, Hits: d.hits.in(n.Department.Code)}
	case 3:
		return kit.Cell{Text: kit.Digits(n.Count)}
	}
	return kit.Cell{Tags: stateTags(d.list.Tags(row, d.check))}
}
