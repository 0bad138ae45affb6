package views

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/release/releasetest"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// slugs are the names of the screens in those of sights.
var slugs = []string{"home", "connect", "people", "history", "files", "settings"}

// tellEmpty is of a window that has nothing yet.
func tellEmpty(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Sample())
	for i := range g.screens {
		g.goes(i)
		if i < screenFiles {
			g.draw("empty-" + slugs[i])
		} else {
			g.see("empty-" + slugs[i])
		}
	}
	for i := range g.screens {
		g.goes(i)
		g.menusAt("empty-" + slugs[i])
	}
	g.goes(screenConnect)
	g.press(fyne.KeyReturn, ctrl)
	g.draw("connect-mistakes")
	g.connect.method.Choose(1)
	g.connect.basic.SetChecked(true)
	g.see("connect-token")
	g.connect.method.Choose(0)
	g.see("connect-basic")
	g.connect.basic.SetChecked(false)
	g.opens("about", false, g.runs("about"))
	g.opens("licenses", false, g.runs("licenses"))
	for _, id := range []string{"help", "help.errors", "help.keys"} {
		g.opens(id, id == "help", g.runs(id))
	}
	g.openHelp("")
	g.dialogEntry().SetText("ないはずのことば")
	g.draw("help-nothing")
	g.leave()
	g.openFinder()
	g.dialogEntry().SetText("ないはずのことば")
	g.see("finder-nothing")
	g.leave()
	g.openMenu("field-menu", g.connect.url.Entry)
	g.goes(screenSettings)
	for i := range textSizes {
		g.settings().texts.Choose(i)
		g.settle()
	}
	g.settings().texts.Choose(1)
	g.do(g.command("find"))
	g.see("refused")
}

// openMenu has the menu of the right button on a field looked at.
func (g *guide) openMenu(at string, e *kit.Entry) {
	g.opens(at, false, func() { e.TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(400, 200)}) })
}

// tellFirstImport is of the sample, as it comes in.
func tellFirstImport(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Sample())
	g.goes(screenConnect)
	g.fillIn()
	fault, _ := cybozutest.NamedFault("wrong-password")
	g.server.Inject(fault)
	g.connect.onTry()
	g.see("connect-failed")
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	g.draw("import-failed")
	g.leave()
	g.see("connect-after-failure")
	g.goes(screenHome)
	g.see("home-failed")
	g.server.ClearFaults()
	g.goes(screenConnect)
	g.fillIn()
	g.connect.onTry()
	g.see("connect-tried")
	reached, release := g.hold("users.json")
	g.press(fyne.KeyReturn, ctrl)
	<-reached
	g.drain()
	g.look(g.stage, "progress", true)
	g.onClose()
	g.look(g.stage, "progress-close", false)
	g.press(fyne.KeyEscape, 0)
	release()
	g.settle()
	g.see("first-preview")
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	for i := range g.screens {
		g.goes(i)
		if i == screenHistory { // which has more the next day
			g.see(slugs[i])
		} else {
			g.draw(slugs[i])
		}
		if i == screenSettings {
			g.scrolls(700)
			g.draw(slugs[i] + "-below")
		}
	}
	g.openFinder()
	g.dialogEntry().SetText("sato")
	g.draw("finder")
	g.dialogEntry().SetText("a")
	g.see("finder-many")
	g.leave()
	g.goes(screenConnect)
	g.importAll()
	g.see("nothing-changed")
	g.company.Update(func(d *cybozutest.Data) { d.AddUser(cybozutest.User{Code: "new", Name: "新人 太郎", Valid: true}) })
	g.fillIn()
	g.connect.initial.SetText("")
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	g.press(fyne.KeyReturn, ctrl)
	g.draw("initial-password")
	g.leave()
}

// tellPeople is of the lists of departments and users.
func tellPeople(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Sample())
	g.importAll()
	g.said.hide()
	g.goes(screenPeople)
	p := g.people
	p.goTo(directory.KindDepartment, g.department("マーケティング本部").ID)
	g.see("people-department")
	p.below.SetChecked(true)
	g.settle()
	p.search.SetText("渡辺")
	g.draw("people-search")
	p.search.SetText("zzzz")
	g.see("people-not-found")
	p.search.SetText("n-takasaki")
	g.see("people-elsewhere")
	p.search.SetText("")
	p.goTo(directory.KindDepartment, g.department("総務部").ID)
	p.below.SetChecked(false)
	g.see("people-nobody")
	p.goTo(directory.KindDepartment, directory.RootID)
	g.see("people-root")
	p.tree.Select(browse.AllUsers)
	p.onSelected(browse.AllUsers)
	g.settle()
	u := g.storedUser("n-takasaki")
	p.goTo(directory.KindUser, u.ID)
	g.draw("people-user")
	g.menusAt("user")
	row := 0
	for p.grid.Rows().Key(row) != u.ID {
		row++
	}
	g.opens("user-menu", true, func() { p.grid.OnMenu(row, u.ID, 1, fyne.NewPos(600, 300)) })
	g.runs("copy")()
	g.see("copied")
	g.runs("copy.mail")()
	g.see("mail-copied")
	p.grid.SelectAll()
	g.see("people-all-selected")
	g.runs("copy.mail")()
	g.draw("mail-of-all")
	g.runs("write.mail")()
	g.see("mail-written")
	g.leave()
	g.opens("delete-all", true, p.onDeleteUsers)
	p.grid.Unselect()
	g.opens("department-menu", true, func() {
		p.goTo(directory.KindDepartment, g.department("開発本部").ID)
		g.settle()
		p.tree.OnMenu(g.department("開発本部").ID, fyne.NewPos(300, 300))
	})
	g.opens("columns", true, p.grid.ChooseColumns)
	g.opens("sort", true, p.grid.ChooseSort)
	for i := range filterNames() {
		p.filter.Choose(i)
		g.settle()
	}
	g.see("people-filtered")
	p.filter.Choose(0)
	p.seek.SetText("ないはずのことば")
	g.see("tree-not-found")
	p.seek.SetText("")
	for i := range directory.Checks() {
		p.checking.choice.Choose(firstCheck + i)
		g.settle()
		if i == 0 {
			g.draw("check")
		}
		g.see(fmt.Sprintf("check-%d", i+1))
		p.shownGrid().SelectAll()
		g.see(fmt.Sprintf("check-%d-selected", i+1))
		if i == 0 {
			p.onAccept()
			g.settle()
			g.see("check-accepted")
			p.checking.accepted.SetChecked(true)
			g.see("check-with-accepted")
			p.shownGrid().SelectAll()
			g.see("check-accepted-selected")
		}
	}
	p.checking.choice.Choose(allDepartments())
	g.draw("departments")
	p.search.SetText("zzzz")
	g.see("departments-not-found")
	p.search.SetText("")
	g.settle()
	p.checking.grid.Select(p.checking.grid.Rows().Key(0))
	g.opens("listed-department-menu", false, func() { p.checking.grid.OnMenu(0, p.checking.grid.Rows().Key(0), 0, fyne.NewPos(600, 300)) })
	p.checking.choice.Choose(noCheck)
	g.goes(screenHome)
	g.see("home-accepted")
	g.goes(screenPeople)
	g.runs("chart")()
	g.draw("chart")
	dev := g.department("開発本部").ID
	p.chart.diagram.Select(dev)
	g.see("chart-selected")
	p.chart.here.Tapped(nil)
	g.see("chart-of-department")
	p.chart.members.Tapped(nil)
	g.see("chart-members")
	g.runs("chart")()
	g.see("chart-again")
	p.chart.onTop()
	for i := range 4 {
		p.chart.depth.Choose(3 - i)
		g.see(fmt.Sprintf("chart-depth-%d", 3-i))
	}
	p.chart.seek.SetText("品質")
	g.see("chart-sought")
	p.chart.seek.SetText("ないはずのことば")
	g.see("chart-not-found")
	p.chart.seek.SetText("")
	p.chart.diagram.Select(dev)
	g.settle()
	g.opens("chart-menu", false, func() { p.chart.diagram.OnMenu(dev, fyne.NewPos(600, 300)) })
	g.menusAt("chart")
}

// tellForms is of what is typed of users and departments.
func tellForms(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Sample())
	g.importAll()
	g.said.hide()
	g.goes(screenPeople)
	p := g.people
	u := g.storedUser("n-takasaki")
	p.goTo(directory.KindUser, u.ID)
	g.settle()
	g.opens("user-form", true, p.onEditUser)
	p.onAddUser()
	g.see("user-form-new")
	g.press(fyne.KeyReturn, ctrl)
	g.draw("user-form-mistakes")
	g.named("ログイン名").SetText("n-takasaki")
	g.named("名前").SetText("新人\u200b 太郎")
	g.named("メールアドレス").SetText("みつからない")
	g.named("並び順").SetText("いち")
	g.named("パスワード").SetText("x")
	g.draw("user-form-wrong")
	g.press(fyne.KeyEscape, 0)
	g.draw("discard")
	g.click("破棄する")
	g.opens("user-join", true, g.runs("user.join"))
	g.opens("user-move", true, g.runs("user.move"))
	g.opens("user-delete", true, p.onDeleteUsers)
	g.opens("user-unlink", true, p.onUnlinkUsers)
	g.opens("user-history", true, p.onUserHistory)
	long := *u
	long.Memo = strings.Repeat("産休中\n", 300)
	g.window.edit("メモの変更", edit.ChangeUser(*u, long), nil)
	g.see("said-edited")
	p.goTo(directory.KindUser, u.ID)
	g.see("people-after-edit")
	p.onEditUser()
	g.draw("memo")
	walk(g.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text() == "次の部分" {
			b.Tapped(nil)
		}
	})
	g.see("memo-next")
	g.leave()
	g.opens("delete-with-memo", false, p.onDeleteUsers)
	g.runs("undo")()
	g.see("said-undone")
	g.menusAt("undone")
	d := g.department("国内営業グループ").ID
	p.goTo(directory.KindDepartment, d)
	g.settle()
	g.opens("department-form", true, p.onRenameDepartment)
	p.onAddDepartment()
	g.see("department-form-new")
	g.press(fyne.KeyReturn, ctrl)
	g.draw("department-form-mistakes")
	g.leave()
	g.opens("department-unlink", false, p.onUnlinkDepartment)
	g.opens("department-delete", true, p.onDeleteDepartment)
	g.opens("department-history", false, p.onDepartmentHistory)
	inner, outer := g.local("応援班"), g.local("安全対策班")
	p.goTo(directory.KindDepartment, inner)
	g.settle()
	g.see("local-department")
	g.opens("department-move", true, p.onMoveDepartment)
	g.opens("local-department-delete", false, p.onDeleteDepartment)
	at := g.placeOf(outer)
	p.tree.OnDrag(at)
	g.see("drag-department")
	p.tree.OnDrag(g.placeOf(g.department("開発本部").ID))
	g.see("drag-department-below")
	p.tree.OnDrag(fyne.NewPos(900, 20))
	g.see("drag-department-nowhere")
	p.tree.Select(browse.AllUsers)
	p.onSelected(browse.AllUsers)
	g.settle()
	p.grid.Select(u.ID)
	p.grid.OnDrag(fyne.NewPos(900, 20))
	g.see("drag-user-nowhere")
	p.grid.OnDrag(at)
	g.see("drag-user")
	p.grid.OnDrop(at)
	g.see("dropped")
	p.onTakeBack()
	g.settle()
	p.goTo(directory.KindDepartment, inner)
	g.settle()
	p.onShiftDepartment(1)
	g.see("department-shifted")
	p.goTo(directory.KindUser, u.ID)
	g.settle()
	g.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI("/a.csv"), storage.NewFileURI("/b.csv")})
	g.see("two-files")
	g.leave()
	g.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI("/a.png")})
	g.see("no-table")
	g.leave()

	f := g.openRosterForm()
	g.draw("roster")
	for i := range len(f.of) {
		f.scope.Choose(i)
		g.settle()
	}
	f.scope.Choose(0)
	for i := range 4 {
		f.form.Choose(i)
		g.see(fmt.Sprintf("roster-%d", i+1))
	}
	f.form.Choose(0)
	g.settle()
	path := filepath.Join(t.TempDir(), "名簿.html")
	g.chooses(path)
	g.click("印刷用に保存（HTML）")
	g.draw("roster-warning")
	g.click("保存する")
	g.see("roster-saved")
	g.leave()
	g.openRosterForm()
	g.click("コピー")
	g.see("roster-copied")
	g.leave()
	changed := g.stored().Users[40]
	after := changed
	after.Phone = "03-0000-1234"
	g.window.edit("電話番号の変更", edit.ChangeUser(changed, after), nil)
	g.settle()
	g.goes(screenHome)
	g.see("home-roster")
	g.opens("roster-changed", true, func() { button(t, g.home().rosters.part, "だれが変わったか").Tapped(nil) })
	p.search.SetText("渡辺")
	g.goes(screenPeople)
	g.settle()
	g.openRosterForm()
	g.see("roster-of-search")
	g.leave()
}

// tellNextDay is of a preview, and of what it leaves in the history.
func tellNextDay(t *testing.T, look looking) {
	g := guideOf(nextDay(t), look)
	g.said.hide()
	g.fillIn()
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	g.draw("preview")
	v := g.preview()
	list := v.list.changes
	for i := range 8 {
		list.filters.Choose(i)
		g.settle()
	}
	list.filters.Choose(0)
	list.search.SetText("zzzz")
	g.see("preview-not-found")
	list.search.SetText("")
	g.settle()
	for _, c := range list.model.List(browse.PreviewQuery{}) {
		list.grid.Select(c.Key())
		g.settle()
		if c.Action == directory.Delete && c.Kind == directory.KindUser {
			break
		}
	}
	g.see("preview-deletion")
	g.opens("change-menu", true, func() { list.grid.OnMenu(0, list.grid.Selected()[0], 2, fyne.NewPos(600, 400)) })
	g.menusAt("preview")
	list.grid.SelectAll()
	g.see("preview-all-selected")
	list.grid.Unselect()
	v.tabs.Choose(1)
	g.settle()
	tree := v.tree
	tree.tree.Select(tree.model.First())
	tree.ask()
	g.draw("preview-tree")
	var all func(id int64)
	all = func(id int64) {
		for _, child := range tree.model.Children(id) {
			tree.tree.Select(child)
			tree.ask()
			g.see(fmt.Sprintf("preview-tree-%d", child))
			all(child)
		}
	}
	all(browse.Top)
	tree.seek.SetText("zzzz")
	g.see("preview-tree-not-found")
	tree.seek.SetText("")
	tree.tree.Select(browse.AllUsers)
	tree.ask()
	g.settle()
	g.see("preview-tree-all")
	g.click("3人をすべて残す")
	g.see("preview-tree-answered")
	g.preview().tabs.Choose(0)
	g.see("preview-answered")
	g.preview().list.changes.grid.SelectAll()
	g.see("preview-answered-selected")
	g.onClose()
	g.see("preview-answered-close")
	g.leave()
	g.press(fyne.KeyEscape, 0)
	g.see("preview-discard")
	g.leave()
	g.preview().tabs.Choose(1)
	g.settle()
	if len(g.preview().p.Choices) != 3 {
		t.Fatal("the answers are lost")
	}
	g.tickAll()
	g.preview().apply.Tapped(nil)
	g.see("said-imported")
	if g.preview() != nil || g.layers.Busy() {
		t.Fatalf("it is not imported: %q", g.dialogs())
	}
	g.goes(screenHome)
	g.see("home-next-day")
	g.goes(screenHistory)
	g.draw("history-next-day")
	g.menusAt("history")
	h := g.history
	g.opens("history-menu", true, func() { h.grid.OnMenu(0, h.grid.Rows().Key(0), 2, fyne.NewPos(600, 300)) })
	h.graph.SetOpen(true)
	g.see("history-graph")
	h.graph.SetOpen(false)
	h.views.tabs.Choose(1)
	g.draw("history-tree")
	all = func(id int64) {
		for _, child := range h.views.tree.model.Children(id) {
			h.views.tree.tree.Select(child)
			h.views.tree.ask()
			g.see(fmt.Sprintf("history-tree-%d", child))
			all(child)
		}
	}
	all(browse.Top)
	h.grid.Unselect()
	g.see("history-tree-none")
	h.views.tabs.Choose(0)
	g.see("history-none")
	for i := range kindNames() {
		h.kind.Choose(i)
		g.settle()
	}
	g.see("history-of-a-kind")
	h.kind.Choose(0)
	for i := range outcomeNames() {
		h.outcome.Choose(i)
		g.settle()
	}
	h.outcome.Choose(0)
	g.settle()
	g.opens("record-search", true, g.openRecordSearch)
	g.openRecordSearch()
	g.settle()
	g.ticks("いまはない人と部署だけ")
	g.draw("record-search-gone")
	g.dialogEntry().SetText("zzzz")
	g.see("record-search-nobody")
	g.leave()
	h.grid.Select(h.imports[0].ID)
	g.settle()
	h.onUndo()
	g.settle()
	g.see("undo-preview")
	g.press(fyne.KeyEscape, 0)
	g.settle()
}

// tellPast is of a list as it was.
func tellPast(t *testing.T, look looking) {
	g := guideOf(nextDay(t), look)
	g.importAll()
	g.said.hide()
	g.openMoment(0)
	g.draw("people-past")
	g.people.past.sides.Choose(sideBefore)
	g.see("people-past-before")
	g.menusAt("past")
	g.people.grid.Select(g.people.grid.Rows().Key(0))
	g.settle()
	g.opens("past-user", true, g.people.onEditUser)
	g.people.leavePast()
	for range 2 {
		u := g.stored().Users[0]
		after := u
		after.Memo += "一"
		g.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, after), nil)
		g.settle()
	}
	g.goes(screenHistory)
	h := g.history
	h.grid.Select(h.grid.Rows().Key(0))
	g.settle()
	g.see("history-edits")
	h.grid.OnOpen(0, h.grid.Rows().Key(0))
	g.settle()
	h.grid.Select(h.grid.Rows().Key(1))
	g.draw("history-edits-open")
	h.onUndo()
	g.see("history-edit-undone")
	g.leave()
	g.goes(screenHistory)
	h.grid.Select(h.grid.Rows().Key(1))
	g.see("history-edits-after-undo")
	for _, of := range []int64{g.stored().Users[0].ID} {
		g.opens("biography", true, func() { g.openBiography(directory.KindUser, of, "名前", nil) })
	}
	g.change("UPDATE imports SET started_at = '2020-01-01T00:00:00Z', finished_at = '2020-01-01T00:00:00Z' WHERE id = 1")
	g.goes(screenSettings)
	g.settings().keep.Choose(2)
	g.see("history-kept-shorter")
	g.leave()
	g.opens("erase", true, g.settings().onErase)
	g.settings().onErase()
	g.settle()
	g.click("消去する")
	g.see("erased")
	g.leave()
	g.settings().options.onChange()
	g.draw("phone-source")
	g.leave()
	g.change("UPDATE imports SET started_at = '2026-03-01T00:00:00Z', finished_at = '2026-03-01T00:00:00Z'")
	g.goes(screenHome)
	g.see("home-old")
	g.goes(screenPeople)
	g.see("people-old")
}

// tellProblems is of what stops an import.
func tellProblems(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Sample())
	g.company.Update(func(d *cybozutest.Data) {
		d.Users[15].Email, d.Users[17].Email = d.Users[16].Email, d.Users[18].Email
		d.Users[25].Name = ""
	})
	g.fillIn()
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	g.draw("problems")
	b := g.preview().problems
	for row := range b.grid.Rows().Len() {
		b.grid.Select(b.grid.Rows().Key(row))
		if row == 1 {
			g.draw("problem")
		}
		g.see(fmt.Sprintf("problem-%d", row))
	}
	b.grid.Select(b.grid.Rows().Key(0))
	g.settle()
	b.grid.OnOpen(0, b.grid.Rows().Key(0))
	g.see("problems-folded")
	b.grid.OnOpen(0, b.grid.Rows().Key(0))
	b.field.SetText("zzzz")
	g.see("problems-not-found")
	b.field.SetText("")
	b.grid.SelectAll()
	g.see("problems-selected")
	g.menusAt("problems")
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	walk(g.win.Canvas().Content(), func(o fyne.CanvasObject) {
		if button, ok := o.(*kit.Button); ok && strings.HasPrefix(button.Text(), "提案どおりにまとめて解決する") && !button.Disabled() {
			button.Tapped(nil)
		}
	})
	g.see("problems-answered")
	v := g.preview()
	for i := range v.bodies {
		v.showBody(i)
		g.see(fmt.Sprintf("answered-body-%d", i))
	}
	v.problems.grid.SelectAll()
	g.see("answers-selected")
	v.problems.grid.Select(v.problems.grid.Rows().Key(1))
	g.see("answer")
}

// tellGuards is of what an import asks for.
func tellGuards(t *testing.T, look looking) {
	g := guideOf(gone(t, 60), look)
	g.draw("preview-guard")
	g.click("対象を見る")
	g.see("preview-guarded")
	g.tickAll()
	g.see("preview-ticked")
	g.preview().onCancel()
	g.settle()
	g.see("cancelled")
	g.goes(screenHome)
	g.see("home-cancelled")
}

// tellFormats is of the files of other services.
func tellFormats(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Manual())
	g.importAll()
	g.said.hide()
	path, _ := g.serviceFile()
	g.opens("format-or-csv", false, func() { g.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)}) })
	f := g.openColumns(path)
	g.draw("format-columns")
	g.opens("format-choices", true, func() { g.layers.Menu(f.below(1), f.choices(1)...) })
	f = g.openColumns(path)
	for i, s := range f.columns {
		_ = s
		g.focus(f.columns[i].choice)
		g.see(fmt.Sprintf("format-column-%d", i))
	}
	g.asksOfColumn(f)
	f.f.Name = ""
	f.submit()
	g.see("format-nameless")
	f.f.Name = "安否確認サービス2"
	f.submit()
	g.draw("format-unsure")
	g.leave()
	saved, _ := g.keepFormat()
	g.see("format-kept")
	g.goes(screenFiles)
	part := g.csv().formats
	part.grid.Select(saved.ID)
	g.draw("files-format")
	g.menusAt("format")
	g.opens("format-read", true, part.onRead)
	g.opens("format-copy", true, part.onCopy)
	g.opens("format-delete", true, part.onRemove)
	g.opens("format-change", true, part.onChange)
	u := g.stored().Users[3]
	after := u
	after.Name = "髙﨑 😀"
	g.window.edit("名前の変更", edit.ChangeUser(u, after), nil)
	g.settle()
	g.window.edit("", edit.DeleteUsers([]int64{g.stored().Users[5].ID}, false), nil)
	g.settle()
	g.goes(screenFiles)
	part.onWrite()
	g.draw("format-draft")
	g.leave()
	part.onWrite()
	g.settle()
	g.ticks("表せない文字を「〓」にして書き出す")
	g.see("format-draft-geta")
	g.ticks("表せない文字を「〓」にして書き出す")
	g.filters().Choose(1)
	g.see("format-draft-filtered")
	g.filters().Choose(0)
	g.ticks("表せない文字を「〓」にして書き出す")
	if grid := g.dialogGrid(); grid.Rows().Len() > 0 {
		grid.Select(grid.Rows().Key(0))
		g.draw("format-draft-selected")
		g.click("選んだ人を除く")
		g.see("format-draft-left-out")
	}
	g.leave()
	part.grid.Select(part.grid.Rows().Key(0))
	g.see("format-built-in")
	csv := g.csv()
	csv.kind.Choose(1)
	g.see("files-departments")
	csv.kind.Choose(2)
	g.see("files-memberships")
	csv.kind.Choose(0)
	csv.password.SetText("x")
	csv.initial.SetText("x")
	g.see("files-passwords")
}

// asksOfColumn has the dialogs of a column looked at.
func (g *guide) asksOfColumn(f *formatForm) {
	g.t.Helper()
	for _, text := range []string{"決まった文字", "削除の印", "所属部署", "長さの上限"} {
		choices := f.choices(3)
		i := slices.IndexFunc(choices, func(item kit.MenuItem) bool { return strings.HasPrefix(item.Text, text) })
		if i < 0 {
			continue
		}
		before := len(g.win.Canvas().Overlays().List())
		choices[i].Do()
		g.see("format-ask-" + text)
		for len(g.win.Canvas().Overlays().List()) > before {
			g.press(fyne.KeyEscape, 0)
			g.settle()
		}
	}
	f.askLongest(3)
	g.named("文字数").SetText("いち")
	g.press(fyne.KeyReturn, ctrl)
	g.see("format-ask-wrong")
	g.press(fyne.KeyEscape, 0)
}

// tellFiles is of what goes out and comes in.
func tellFiles(t *testing.T, look looking) {
	s, path := archived(t)
	g := guideOf(s, look)
	g.goes(screenFiles)
	a := archivePart{g.window}
	g.opens("archive-save", true, a.onSave)
	a.onSave()
	g.press(fyne.KeyReturn, ctrl)
	g.see("archive-save-short")
	g.named("パスフレーズ").SetText("correct horse battery staple")
	g.press(fyne.KeyReturn, ctrl)
	g.draw("archive-save-differs")
	g.leave()
	g.opens("archive-open", true, func() { g.openArchive(path) })
	g.openArchive(path)
	g.click("置き換える")
	g.see("archive-taken-over")
	g.leave()
	sealed := filepath.Join(t.TempDir(), "sealed"+app.ArchiveExtension)
	file, err := os.Create(sealed)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.app.SaveArchive(t.Context(), file, "correct horse battery staple"); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	g.opens("archive-passphrase", true, func() { g.openArchive(sealed) })
	g.openArchive(path)
	g.leave()
	wrong := filepath.Join(t.TempDir(), "間違い.csv")
	if err := os.WriteFile(wrong, []byte("ログイン名,名前\n,名\nx y,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.csv().open(wrong)
	g.draw("csv-mistakes")
	g.leave()
	right := filepath.Join(t.TempDir(), "新人.csv")
	if err := os.WriteFile(right, []byte("ログイン名,名前,パスワード\nshinjin,新人 太郎,secret12\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.csv().open(right)
	g.see("csv-preview")
	g.menusAt("csv-preview")
	g.openArchive(path)
	g.see("archive-while-reading")
	g.leave()
	g.cannotAsk()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "名簿.csv"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, time.March, 31, 17, 0, 0, 0, time.Local)
	if err := os.Chtimes(filepath.Join(dir, "名簿.csv"), day, day); err != nil {
		t.Fatal(err)
	}
	g.folder = dir
	g.opens("chooser-open", false, func() { g.chooseToOpen("CSV", []string{"*.csv"}, func(string) {}) })
	g.opens("chooser-none", false, func() { g.chooseToOpen("CSV", []string{"*.nix"}, func(string) {}) })
	g.opens("chooser-save", false, func() { g.chooseToSave("名簿.csv", func(string) {}) })
	g.chooseToSave("名簿.csv", func(string) {})
	g.press(fyne.KeyReturn, ctrl)
	g.see("chooser-replace")
	g.leave()
}

// tellAutoSync is of what goes on without a person.
func tellAutoSync(t *testing.T, look looking) {
	g := guideOf(newStoppedStage(t, credentials.Memory()), look)
	g.goes(screenHome)
	g.draw("home-stopped")
	g.goes(screenConnect)
	g.see("connect-stopped")
	g.goes(screenHistory)
	g.see("history-stopped")
	g.goes(screenSettings)
	g.see("settings-autosync")
	a := g.autoSync()
	for i := range 5 {
		a.every.Choose(i)
		g.see(fmt.Sprintf("settings-every-%d", i))
	}
	a.every.Choose(1)
	a.at.SetText("25時")
	a.first.SetText("x")
	a.set.Tapped(nil)
	g.see("settings-autosync-wrong")
	r := g.reports()
	r.fold.SetOpen(true)
	r.mail.SetChecked(true)
	r.keep.Tapped(nil)
	g.see("reports-mistakes")
	g.scrolls(500)
	g.draw("reports")
	r.personal.SetChecked(true)
	r.security.Choose(1)
	g.see("reports-personal")
	r.mail.SetChecked(false)
	r.setFolder("/mnt/share")
	g.see("reports-folder")
	r.setFolder(t.TempDir())
	r.try.Tapped(nil)
	g.see("reports-tried")
	r.keep.Tapped(nil)
	g.see("reports-on")
	if err := g.app.SetSetting(t.Context(), "reports_failed", "planted"); err != nil {
		t.Fatal(err)
	}
	g.reload()
	g.goes(screenHome)
	g.see("home-reports")
	g.menusAt("stopped")
	g.startStopped()
	g.see("approve")
	g.preview().onCancel()
	g.settle()
	g.settings().numbers[0].entry.SetText("いち")
	g.see("settings-overdue-wrong")
	g.window.edit("", edit.DeleteUsers([]int64{g.stored().Users[7].ID, g.stored().Users[8].ID}, true), nil)
	g.settle()
	g.goes(screenSettings)
	g.scrolls(1400)
	g.see("settings-excluded")
	g.settings().excluded.SelectAll()
	g.see("settings-excluded-selected")
	o := g.settings().options
	for _, tick := range o.extra {
		tick.SetChecked(true)
		g.settle()
	}
	o.hold.Choose(1)
	g.settle()
	g.draw("settings-options")
}

// tellDamage is of a data file that is damaged.
func tellDamage(t *testing.T, look looking) {
	s := newRestoringStage(t)
	g := guideOf(s.stage, look)
	g.said.hide()
	s.run("DELETE FROM revision")
	g.reload()
	g.settle()
	g.draw("damaged")
	g.dialogButton("復元に進む").Tapped(nil)
	(<-g.queue)() // once the program has let go of its data
	s.settleRestore()
	look(g.stage, "restore", false)
	s.r.onStartAnew()
	look(g.stage, "restore-anew", false)
	g.press(fyne.KeyEscape, 0)
}

// tellReleases is of a newer version, and of what is asked at first.
func tellReleases(t *testing.T, look looking) {
	feed := releasetest.New(t, feedText)
	g := guideOf(newStageWithFeed(t, feed), look)
	g.said.hide()
	g.worry()
	g.see("releases")
	g.dialogButton("週に一度確かめる").Tapped(nil)
	g.settle()
	g.goes(screenHome)
	g.see("home-newer")
	g.goes(screenSettings)
	g.see("settings-newer")
}

// tellHeld is of who has left cybozu.com and is kept for a while.
func tellHeld(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Manual())
	g.importAll()
	g.settings().options.hold.Choose(1)
	g.settle()
	g.goes(screenConnect)
	g.see("connect-holds")
	g.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userA") })
	g.fillIn()
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	list := g.preview().list.changes
	list.grid.Select(list.grid.Rows().Key(0))
	g.see("preview-held")
	g.preview().tabs.Choose(1)
	g.see("preview-tree-held")
	g.tickAll()
	g.preview().apply.Tapped(nil)
	g.see("said-held")
	g.goes(screenHome)
	g.see("home-held")
	g.goes(screenPeople)
	p := g.people
	p.tree.Select(browse.Held)
	p.onSelected(browse.Held)
	g.see("held")
	p.grid.SelectAll()
	g.draw("held-selected")
	g.menusAt("held")
	g.opens("held-menu", false, func() { p.grid.OnMenu(0, p.grid.Rows().Key(0), 1, fyne.NewPos(600, 300)) })
	g.opens("held-delete", true, p.onDeleteUsers)
	g.opens("held-history", false, p.onUserHistory)
	g.opens("held-keep", true, func() { button(t, p.page, "残す").Tapped(nil) })
	button(t, p.page, "残す").Tapped(nil)
	g.press(fyne.KeyReturn, ctrl)
	g.see("held-kept")
	g.goes(screenPeople)
	p.goTo(directory.KindUser, g.storedUser("userA").ID)
	g.see("people-kept")
	g.runs("user.move")()
	g.see("kept-move")
	g.leave()
	g.runs("user.history")()
	g.see("kept-history")
	g.leave()
}

// tellHandedOver is of a service that gets its files.
func tellHandedOver(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Manual())
	g.importAll()
	g.said.hide()
	path, _ := g.serviceFile()
	f := g.openColumns(path)
	f.named.SetText("安否")
	g.press(fyne.KeyReturn, ctrl)
	g.settle()
	g.see("format-saved-question")
	if strings.Contains(g.dialogs(), "要確認の列があります") {
		g.click("このまま保存する")
	}
	g.see("format-saved")
	g.leave()
	part := g.csv().formats
	part.show()
	g.settle()
	part.grid.Select(g.formats()[0].ID)
	g.settle()
	g.see("service-unknown")
	part.onWrite()
	g.see("draft-of-unknown")
	g.leave()
	part.onRead()
	g.see("service-read")
	g.leave()
	part.onRead()
	g.settle()
	g.chooses(path)
	g.press(fyne.KeyReturn, ctrl)
	g.see("service-known")
	g.goes(screenFiles)
	g.window.edit("", edit.AddUser(directory.User{LoginName: "part1", Name: "髙橋 花子"}, ""), nil)
	g.settle()
	g.window.edit("", edit.DeleteUsers([]int64{g.stored().Users[1].ID}, false), nil)
	g.settle()
	g.goes(screenFiles)
	part.onWrite()
	g.see("draft")
	for i := range draftFilters {
		g.filters().Choose(i)
		g.settle()
	}
	g.filters().Choose(0)
	grid := g.dialogGrid()
	grid.Select(grid.Rows().Key(0))
	g.see("draft-selected")
	g.chooses(filepath.Join(t.TempDir(), "安否.csv"))
	g.click("ファイルに保存")
	g.see("draft-written")
	g.leave()
	part.onWrite()
	g.see("draft-of-nothing")
	g.click("前回の書き出しを取り消す")
	g.draw("draft-take-back")
	g.click("取り消す")
	g.see("draft-taken-back")
	g.leave()
	part.onCopy()
	g.settle()
	g.typeInto("書式の名前", "控え")
	g.click("コピーする")
	g.see("format-copied")
	part.onRemove()
	g.settle()
	g.click("削除する")
	g.see("format-deleted")
	for row := range part.grid.Rows().Len() {
		part.grid.Select(part.grid.Rows().Key(row))
		g.see(fmt.Sprintf("format-%d", row))
		part.onWrite()
		g.see(fmt.Sprintf("format-%d-write", row))
		g.leave()
		part.onRead()
		g.see(fmt.Sprintf("format-%d-read", row))
		g.leave()
	}
	part.grid.Select(-3) // 部署
	part.onCopy()
	g.settle()
	g.click("コピーする")
	g.see("departments-copied")
	part.onChange()
	g.see("departments-change")
	g.leave()
	part.onRead()
	g.see("departments-read")
	g.leave()
}

// tellTakenBack is of imports that are taken back, and of copies that are gone.
func tellTakenBack(t *testing.T, look looking) {
	g := guideOf(nextDay(t), look)
	g.importAll()
	g.goes(screenHistory)
	h := g.history
	take := func(line int) {
		t.Helper()
		h.grid.Select(h.imports[line].ID)
		g.settle()
		h.onUndo()
		g.settle()
		g.tickAll()
		g.see(fmt.Sprintf("take-back-%d", line))
		g.preview().apply.Tapped(nil)
		g.settle()
		g.goes(screenHistory)
	}
	look1 := func(at string) {
		t.Helper()
		for i := range h.imports {
			h.grid.Select(h.imports[i].ID)
			g.see(fmt.Sprintf("%s-%d", at, i))
		}
	}
	take(0)
	look1("taken-back")
	g.menusAt("taken-back")
	g.goes(screenConnect)
	g.see("connect-taken-back")
	g.goes(screenHome)
	g.see("home-taken-back")
	g.goes(screenHistory)
	take(0)
	look1("again")
	g.change("UPDATE imports SET backup = NULL, outcome = 'failed', message = 'planted' WHERE id = 1", "UPDATE imports SET backup = NULL")
	look1("without-copies")
	h.views.tabs.Choose(1)
	look1("tree-without-copies")
	h.views.tabs.Choose(0)
	g.settle()
	h.onMoment()
	g.see("moment-without-copy")
}

// tellFailing is of imports that fail again and again.
func tellFailing(t *testing.T, look looking) {
	g := newGuide(t, look, cybozutest.Sample())
	g.importAll()
	fault, _ := cybozutest.NamedFault("wrong-password")
	g.server.Inject(fault)
	for n := range 4 {
		g.goes(screenConnect)
		g.fillIn()
		g.press(fyne.KeyReturn, ctrl)
		g.settle()
		g.leave()
		g.see(fmt.Sprintf("connect-failed-%d", n+1))
		g.goes(screenHome)
		g.see(fmt.Sprintf("home-failed-%d", n+1))
	}
	g.goes(screenHistory)
	g.history.grid.Select(g.history.imports[0].ID)
	g.see("history-failed")
	g.menusAt("failed")
	g.server.ClearFaults()
	g.goes(screenConnect)
	g.fillIn()
	reached, release := g.hold("users.json")
	g.press(fyne.KeyReturn, ctrl)
	<-reached
	g.drain()
	g.onClose()
	g.press(fyne.KeyReturn, 0)
	release()
	g.settle()
}
