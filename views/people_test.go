package views

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/goldentest"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func (s *stage) department(name string) directory.Department {
	s.t.Helper()
	for _, d := range s.stored().Departments {
		if d.Name == name {
			return d
		}
	}
	s.t.Fatalf("no department %q", name)
	return directory.Department{}
}

// named finds the field of the topmost dialog that has a label.
func (s *stage) named(label string) *kit.Entry {
	s.t.Helper()
	var found *kit.Entry
	next := false
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			next = next || strings.TrimSuffix(o.String(), " 必須") == label
		case *kit.Entry:
			if next && found == nil {
				found = o
			}
		}
	})
	if found == nil {
		s.t.Fatalf("no field %q", label)
	}
	return found
}

func TestTree_SearchShowsWhatItFindsAndLeadsThere(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	p := s.people
	p.seek.SetText("ﾁｰﾑ")
	shown := s.onScreen()
	for _, d := range s.stored().Departments {
		if strings.Contains(d.Name, "チーム") && !strings.Contains(shown, d.Name) {
			t.Errorf("%s is not shown", d.Name)
		}
	}
	if strings.Contains(shown, "未所属ユーザー") {
		t.Error("what does not match is shown")
	}
	if p.query.Node != browse.AllUsers {
		t.Errorf("typing went to %d", p.query.Node)
	}
	s.focus(p.seek)
	s.press(fyne.KeyDown, 0)
	s.settle()
	first := p.model.FindDepartments("チーム")[0]
	if p.query.Node != first.ID || s.win.Canvas().Focused() != p.tree.Focusable() {
		t.Errorf("the arrow key went to %d, not to %s", p.query.Node, first.Name)
	}
	s.press(fyne.KeyEscape, 0)
	if id, _ := p.tree.Selected(); p.seek.Text != "" || id != first.ID || !strings.Contains(s.onScreen(), "未所属ユーザー") {
		t.Errorf("after Esc %d is selected", id)
	}
}

func TestTree_F2AndDeleteAreForWhatHasTheKeys(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	p := s.people
	d := s.department("開発本部")
	p.tree.Select(d.ID)
	p.onSelected(d.ID)
	s.settle()
	asks := func(has fyne.Focusable, key fyne.KeyName, want string) {
		t.Helper()
		s.focus(has)
		s.press(key, 0)
		s.settle()
		if shown := s.dialogs(); !strings.Contains(shown, want) {
			t.Errorf("%s: %q, want %q", key, shown, want)
		}
		s.press(fyne.KeyEscape, 0)
	}
	asks(p.tree.Focusable(), fyne.KeyF2, "部署の編集")
	asks(p.tree.Focusable(), fyne.KeyDelete, "部署を削除しますか")
	p.grid.Select(p.grid.Rows().Key(0))
	asks(p.grid.Focusable(), fyne.KeyF2, "ユーザーの編集")
	asks(p.grid.Focusable(), fyne.KeyDelete, "ユーザーを削除しますか")
	p.tree.Select(directory.RootID)
	p.onSelected(directory.RootID)
	s.focus(p.tree.Focusable())
	s.press(fyne.KeyDelete, 0)
	if s.layers.Busy() {
		t.Errorf("最上位部署: %q", s.dialogs())
	}
}

func TestEdit_WhatIsAddedIsSelectedAndInView(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	p := s.people
	parent := s.department("開発本部")
	p.tree.Select(parent.ID)
	p.onSelected(parent.ID)
	s.settle()
	p.onAddDepartment()
	s.press(fyne.KeyEscape, 0) // given up: nothing is waited for
	p.onAddDepartment()
	s.named("部署名").SetText("新しい課")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	added := s.department("新しい課")
	if id, _ := p.tree.Selected(); id != added.ID || p.query.Node != added.ID {
		t.Errorf("%d is selected, and %d listed, not %d", id, p.query.Node, added.ID)
	}

	p.search.SetText("いない人") // hides whoever is added
	s.settle()
	p.onAddUser()
	s.named("ログイン名").SetText("new-one")
	s.named("名前").SetText("新人 太郎")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	users := s.stored().Users
	at := slices.IndexFunc(users, func(u directory.User) bool { return u.LoginName == "new-one" })
	if at < 0 {
		t.Fatal("nobody was added")
	}
	if got := p.grid.Selected(); !slices.Equal(got, []int64{users[at].ID}) {
		t.Errorf("%v is selected, want %d", got, users[at].ID)
	}
}

func TestTree_ItsWidthIsRemembered(t *testing.T) {
	dir := t.TempDir()
	width := func(s *stage) float32 { return s.people.tree.Size().Width }
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	s.onNavigated(screenPeople)
	s.win.Resize(fyne.NewSize(1600, 800))
	before := width(s)
	var split *kit.Split
	walk(s.people.page, func(o fyne.CanvasObject) {
		if found, ok := o.(*kit.Split); ok {
			split = found
		}
	})
	split.Drag(80)
	s.settle()
	if width(s) != before+80 {
		t.Fatalf("the tree is %g wide, before %g", width(s), before)
	}
	again := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	again.onNavigated(screenPeople)
	again.win.Resize(fyne.NewSize(1600, 800))
	if width(again) != before+80 {
		t.Errorf("the tree is %g wide again, want %g", width(again), before+80)
	}
}

func TestSearch_NamesItsScopeAndLeadsToAllUsers(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	p := s.people
	user := s.stored().Users[0]
	var other directory.Department
	for _, d := range s.stored().Departments {
		if !slices.Contains(user.Departments, d.ID) && d.ID != directory.RootID {
			other = d
		}
	}
	p.tree.Select(other.ID)
	p.onSelected(other.ID)
	s.settle()
	if want := other.Name + "を検索"; p.search.PlaceHolder != want {
		t.Errorf("the field says %q, not %q", p.search.PlaceHolder, want)
	}
	if p.more.Visible() {
		t.Error("all users are offered without a search")
	}
	p.search.SetText(user.LoginName)
	s.settle()
	if p.grid.Rows().Len() > 0 || !p.more.Visible() || !strings.Contains(p.all.Text(), "全ユーザーから探す（") {
		t.Fatalf("%d found, %q", p.grid.Rows().Len(), p.all.Text())
	}
	p.all.Tapped(nil)
	s.settle()
	if id, _ := p.tree.Selected(); id != browse.AllUsers || p.grid.Rows().Len() == 0 || p.more.Visible() || p.search.Text != user.LoginName {
		t.Errorf("%d is selected, %d found by %q", id, p.grid.Rows().Len(), p.search.Text)
	}
}

func TestEdit_WhatWasTypedIsNotLostWithoutAQuestion(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	const question = "入力した内容を破棄しますか"
	s.people.onAddUser()
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() {
		t.Fatalf("nothing was typed, and yet: %q", s.dialogs())
	}
	s.people.onAddUser()
	s.named("名前").SetText("新人 太郎")
	for _, leave := range []func(){
		func() { s.press(fyne.KeyEscape, 0) },
		func() { s.dialogButton("やめる").Tapped(nil) },
		s.window.onClose,
		func() { s.window.onClose(); s.window.onClose() },
	} {
		leave()
		if shown := s.dialogs(); !strings.Contains(shown, question) {
			t.Fatalf("asked %q", shown)
		}
		s.press(fyne.KeyReturn, ctrl) // confirms nothing that loses something
		s.press(fyne.KeyEscape, 0)
		if strings.Contains(s.dialogs(), question) || s.named("名前").Text != "新人 太郎" || s.closed {
			t.Fatalf("what was typed is gone: %q", s.dialogs())
		}
	}
	s.press(fyne.KeyEscape, 0)
	s.dialogButton("破棄する").Tapped(nil)
	if s.layers.Busy() {
		t.Errorf("still open: %q", s.dialogs())
	}
	s.people.onAddUser()
	s.named("名前").SetText("新人 太郎")
	s.window.onClose()
	s.dialogButton("破棄する").Tapped(nil)
	s.settle()
	if !s.closed {
		t.Errorf("the window is open: %q", s.dialogs())
	}
}

func TestPreview_AnswersAreNotLostWithoutAQuestion(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	users := s.stored().Users
	leaver := users[slices.IndexFunc(users, func(u directory.User) bool { return u.LoginName != cybozutest.Login })]
	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser(leaver.LoginName) })
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil {
		t.Fatalf("no preview: %q", s.dialogs())
	}
	s.preview().answer(directory.Mend{Kind: directory.MendKeep, UserID: leaver.ID})
	s.settle()
	const question = "回答を破棄しますか"
	for _, leave := range []func(){s.preview().onCancel, s.window.onClose} {
		leave()
		if shown := s.dialogs(); !strings.Contains(shown, question) || !strings.Contains(shown, "1件の回答") {
			t.Fatalf("asked %q", shown)
		}
		s.press(fyne.KeyEscape, 0)
		if s.layers.Busy() || s.preview() == nil || s.closed {
			t.Fatal("the preview is gone")
		}
	}
	s.window.onClose()
	s.dialogButton("破棄して終了する").Tapped(nil)
	s.settle()
	if !s.closed {
		t.Errorf("the window is open: %q", s.dialogs())
	}
}

func TestSearch_DownSelectsTheFirstHit(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	s.focus(p.search)
	s.press(fyne.KeyDown, 0)
	if n := p.grid.SelectedCount(); n != 0 {
		t.Errorf("%d are selected without a search", n)
	}
	s.focus(p.search)
	p.search.SetText("userA")
	s.settle()
	s.press(fyne.KeyDown, 0)
	if u := p.currentUser(); u == nil || u.LoginName != "userA" {
		t.Errorf("the first hit is not selected, but %+v", u)
	}
}

// Another list begins with its first line, however far the one before was scrolled; the same list
// stays where it is.
func TestPeople_AnotherListBeginsWithItsFirstLine(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.win.Resize(usualSize)
	s.list(browse.Query{Node: browse.AllUsers})
	s.settle()
	p := s.people
	shows := func(row int) bool {
		s.arrange()
		return strings.Contains(written(p.grid), p.grid.Rows().Cell(row, 0).Text)
	}
	last := func() int { return p.grid.Rows().Len() - 1 }
	s.focus(p.grid.Focusable())
	s.press(fyne.KeyEnd, 0)
	if shows(0) || !shows(last()) {
		t.Fatal("it does not scroll")
	}
	s.reload()
	if s.settle(); shows(0) || !shows(last()) {
		t.Error("read anew, the list is scrolled")
	}
	p.tree.Select(directory.RootID)
	p.onSelected(directory.RootID)
	p.below.SetChecked(true)
	if s.settle(); !shows(0) || shows(last()) {
		t.Error("another list does not begin with its first line")
	}
}

// What a search has found is marked, in the list of people, and of departments.
func TestSearch_WhatItFindsIsMarked(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	marked := func(grid *kit.Grid) string {
		var all []string
		for column := range grid.Titles() {
			cell := grid.Rows().Cell(0, column)
			for _, hit := range cell.Hits {
				all = append(all, cell.Text[hit.From:hit.To])
			}
		}
		return strings.Join(all, " ")
	}
	p.search.SetText("USERA")
	if s.settle(); marked(p.grid) != "userA userA" {
		t.Errorf("marked is %q", marked(p.grid))
	}
	p.search.SetText("")
	if s.settle(); marked(p.grid) != "" {
		t.Errorf("marked is %q", marked(p.grid))
	}
	s.listDepartments()
	p.search.SetText("dev")
	if s.settle(); marked(p.checking.grid) != "dev" {
		t.Errorf("marked is %q", marked(p.checking.grid))
	}
	p.search.SetText("役員")
	if s.settle(); marked(p.checking.grid) != "役員" {
		t.Errorf("marked is %q", marked(p.checking.grid))
	}
}

// A search that is made among all users gives up what else the list was narrowed by, but not that
// those of the departments below are listed.
func TestSearch_AmongAllGivesUpWhatNarrowsTheList(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	p.list(browse.Query{Node: s.department("役員").ID, Check: directory.CheckNoPhone}, false)
	p.filter.Choose(int(browse.FilterSuspended))
	p.below.SetChecked(true)
	p.seek.SetText("役員")
	p.search.SetText("userA")
	s.settle()
	if p.more.Hidden || p.all.Hidden || !p.deeper.Hidden {
		t.Fatalf("it offers %q", offered(p.more))
	}
	p.all.Tapped(nil)
	s.settle()
	if got := s.listed(); !slices.Equal(got, []int64{s.storedUser("userA").ID}) {
		t.Errorf("listed are %d", got)
	}
	if p.filter.Chosen() != 0 || p.query.Filter != browse.FilterAll || p.query.Check != "" || p.checking.choice.Chosen() != noCheck || p.seek.Text != "" || p.query.Search != "userA" || !p.more.Hidden {
		t.Errorf("asked is %+v", p.query)
	}
	p.search.SetText("")
	p.tree.Select(directory.RootID)
	p.onSelected(directory.RootID)
	if s.settle(); len(s.listed()) != 13 {
		t.Errorf("with those below %d are listed", len(s.listed()))
	}
}

// Whatever leads to people or departments leads to the list, from the chart too.
func TestPeople_WhatLeadsToThemLeadsToTheList(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	for name, lead := range inOrder(map[string]func(){
		"a user":       func() { s.goTo(directory.KindUser, s.storedUser("userA").ID) },
		"a department": func() { s.goTo(directory.KindDepartment, s.department("役員").ID) },
		"a query":      func() { s.list(browse.Query{Node: browse.Unassigned}) },
		"departments":  s.listDepartments,
	}) {
		p.view.Choose(1)
		s.settle()
		if !p.chart.shown() {
			t.Fatal("the chart is not shown")
		}
		lead()
		if s.settle(); p.chart.shown() || !p.rows.Visible() {
			t.Errorf("%s leads to the chart", name)
		}
	}
	// What was selected in one list is not selected in the other.
	s.list(browse.Query{Node: browse.AllUsers})
	s.settle()
	p.grid.SelectAll()
	s.listDepartments()
	s.settle()
	p.checking.grid.SelectAll()
	s.list(browse.Query{Node: browse.AllUsers})
	s.settle()
	if n, m := p.grid.SelectedCount(), p.checking.grid.SelectedCount(); n+m != 0 {
		t.Errorf("%d users and %d departments are selected", n, m)
	}
}

// A list is sorted by what is chosen, and so is what another search finds.
func TestPeople_AreSortedByWhatIsChosen(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	first := func() string { return p.grid.Rows().Cell(0, 0).Text + " " + p.grid.Rows().Cell(0, 1).Text }
	for _, c := range []struct {
		keys []kit.SortKey
		want string
	}{
		{[]kit.SortKey{{Column: 0, Descending: true}}, "userX ユーザーX"},
		{[]kit.SortKey{{Column: 1, Descending: true}}, "userX ユーザーX"},
		{[]kit.SortKey{{Column: 4}, {Column: 0, Descending: true}}, "userX ユーザーX"},
		{[]kit.SortKey{{Column: 0}}, "admin システム管理者"},
	} {
		p.grid.OnSort(c.keys)
		if s.settle(); first() != c.want || len(p.query.Sort) != len(c.keys) || p.query.Sort[0].Column != c.keys[0].Column || p.query.Sort[0].Descending != c.keys[0].Descending {
			t.Errorf("%+v: first is %s", c.keys, first())
		}
	}
	p.grid.OnSort([]kit.SortKey{{Column: 0, Descending: true}})
	p.search.SetText("user")
	if s.settle(); first() != "userX ユーザーX" {
		t.Errorf("of a search, first is %s", first())
	}
	for i, c := range memberColumns(browse.Columns()) {
		if of := browse.Columns()[i]; c.Title != of.Title || !c.Sorts || c.Weight != of.Weight || c.Min != of.Min {
			t.Errorf("column %d is %+v", i, c)
		}
	}
}

// offered are the buttons that can be seen of an object, with why those that are off are.
func offered(o fyne.CanvasObject) string {
	var all []string
	walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			text := "[" + b.Text() + "]"
			if b.Disabled() {
				text += " " + b.Why()
			}
			all = append(all, text)
		}
	})
	return strings.Join(all, " ")
}

// toldAround is all that the screen 部署／ユーザー says around its list.
func (p *people) toldAround(s *stage) string {
	s.settle()
	s.arrange()
	var b strings.Builder
	say := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s：%s\n", name, text)
		}
	}
	if p.past.card.Visible() {
		say("過去", p.past.text.String()+" "+offered(p.past.card))
	}
	say("見出し", p.title.String())
	if p.noTools.Visible() {
		say("　", p.told.String())
	}
	if p.tools.Visible() {
		say("部署", offered(p.tools))
	}
	say("検索", p.search.PlaceHolder+"　"+p.found.String()+"　"+p.copy.Text())
	if p.more.Visible() {
		say("　", offered(p.more))
	}
	if !p.below.Disabled() {
		say("下も", fmt.Sprint(p.below.Checked()))
	}
	if p.filter.Visible() {
		say("絞り込み", filterNames()[p.filter.Chosen()])
	}
	c := p.checking
	if c.card.Visible() {
		say("点検", c.text.String()+" "+offered(c.card)+" "+written(c.accepted))
	}
	if p.nobody.Visible() && c.users.Visible() {
		say("だれも", written(p.nobody))
	}
	if p.members.Visible() && c.users.Visible() {
		say("一覧", fmt.Sprintf("%d人、%d人を選択", p.grid.Rows().Len(), p.grid.SelectedCount()))
	}
	if c.departments.Visible() {
		say("部署の一覧", fmt.Sprintf("%d件、%d件を選択", c.grid.Rows().Len(), c.grid.SelectedCount()))
	}
	say("所属", written(p.where))
	var last []string
	for _, b := range []*kit.Button{c.add, p.change, p.remove, p.unlink, c.open, c.accept, p.back} {
		if b.Visible() {
			last = append(last, offered(b))
		}
	}
	say("操作", strings.Join(last, " "))
	return b.String()
}

// Of whatever is selected, what stands around the list says whose it is and what can be done with
// it, and of what cannot be done, why.
func TestPeople_AroundTheListStandsWhatCanBeDoneAndWhyNot(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.onNavigated(screenPeople)
		p := s.people
		var all strings.Builder
		see := func(name string) {
			t.Helper()
			fmt.Fprintf(&all, "# %s\n%s\n", name, strings.ReplaceAll(moments.ReplaceAllString(p.toldAround(s), "MOMENT"), kit.UndoKeys, "Ctrl+Z"))
		}
		goes := func(id int64) {
			p.list(browse.Query{Node: id}, false)
			s.settle()
		}
		see("before anything is there")
		s.onNavigated(screenConnect)
		s.importAll()
		s.onNavigated(screenPeople)
		inner := s.local("応援")
		s.window.edit("「応援」の追加", edit.AddUser(directory.User{LoginName: "local", Name: "地元 太郎", Departments: []int64{inner}}, ""), nil)
		goes(browse.AllUsers)
		see("all users")
		goes(directory.RootID)
		see("the top")
		goes(s.department("役員").ID)
		see("the first department")
		p.below.SetChecked(true)
		see("with those below")
		p.below.SetChecked(false)
		goes(s.department("開発チーム").ID)
		see("one that is below another")
		goes(s.department("サポートチーム").ID)
		see("one without anybody")
		goes(inner)
		see("a local one, the last")
		s.change("UPDATE departments SET former_link = 1, cybozu_id = NULL WHERE name = 'グループ2'")
		goes(s.department("グループ2").ID)
		see("one of another cybozu.com")
		goes(browse.Unassigned)
		see("who is in none")
		goes(browse.AllUsers)
		a, local := s.storedUser("userA").ID, s.storedUser("local").ID
		p.grid.Select(a)
		see("one is selected")
		p.grid.Select(local)
		see("a local one is selected")
		p.grid.SelectAll()
		see("all are selected")
		p.grid.Unselect()
		p.search.SetText("userA")
		see("a search")
		goes(s.department("役員").ID)
		p.search.SetText("local")
		see("a search that finds more elsewhere")
		p.all.Tapped(nil)
		see("and is made there")
		goes(s.department("開発本部").ID)
		p.filter.Choose(int(browse.FilterSuspended))
		see("a filter")
		goes(browse.AllUsers)
		s.change("UPDATE users SET phone = '' WHERE login_name = 'userA'", "UPDATE departments SET code = NULL WHERE name = '応援'")
		list := func(c directory.Check, departments bool) {
			p.list(browse.Query{Node: browse.AllUsers, Check: c}, departments)
			s.settle()
		}
		list(directory.CheckNoPhone, false)
		see("what a check finds")
		p.grid.Select(a)
		see("one of it")
		p.onAccept()
		s.settle()
		see("one less")
		p.checking.accepted.SetChecked(true)
		s.settle()
		p.grid.Select(a)
		see("one that is right")
		p.grid.SelectAll()
		see("one that is right among others")
		s.change("UPDATE users SET phone = '90-1234-5678' WHERE login_name = 'userE'")
		list(directory.CheckWrongPhone, false)
		p.grid.SelectAll()
		see("what is wrong with one")
		list(directory.CheckNoCode, false)
		see("departments that a check finds")
		p.checking.grid.SelectAll()
		see("all of these")
		list("", true)
		see("all departments")
		p.checking.grid.Select(inner)
		see("one of them")
		p.checking.grid.SelectAll()
		see("all of them")
		goes(inner)
		p.fold(true)
		see("in a narrow window")
		p.fold(false)
		see("in a wide one again")
		s.openMoment(len(s.history.imports) - 1)
		p.tree.Select(directory.RootID)
		p.onSelected(directory.RootID)
		see("then")
		p.past.sides.Choose(sideBefore)
		see("before then")
		p.leavePast()
		see("now again")
		if err := s.app.SetOptions(t.Context(), directory.Options{HoldDays: 30}); err != nil {
			t.Fatal(err)
		}
		s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userD") })
		s.onNavigated(screenConnect)
		s.importAll()
		goes(browse.Held)
		see("who is held")
		p.grid.SelectAll()
		see("one who is held is selected")
		goldentest.Compare(t, filepath.Join("testdata", "people.txt"), all.String())
	})
}

// What can be taken back is named, unless the name is too long for its place, and so is the day
// when it was not today.
func TestPeople_WhatIsTakenBackIsNamedWhereThereIsRoom(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := peopleStage(t)
		name := func(characters int) string { return strings.Repeat("名", characters-len([]rune("を元に戻す"))) }
		for _, c := range []struct {
			name, want string
		}{
			{"「応援」の追加", "「応援」の追加を元に戻す"},
			{name(longestTakeBack), name(longestTakeBack) + "を元に戻す"},
			{name(longestTakeBack + 1), "最後の編集を元に戻す"},
		} {
			s.window.edit(c.name, edit.AddDepartment(directory.RootID, "応援", ""), nil)
			s.settle()
			for days, day := range []string{"", "昨日の", "2日前の"} {
				if days > 0 {
					s.past(1)
				}
				if got, want := s.people.back.Text(), day+c.want+"（"+kit.UndoKeys+"）"; got != want || s.people.back.Hidden {
					t.Errorf("after %d days it says %q, want %q", days, got, want)
				}
			}
			s.press(fyne.KeyZ, ctrl)
			s.settle()
			if !s.people.back.Hidden {
				t.Errorf("taken back, it still offers %q", s.people.back.Text())
			}
		}
	})
}

// Before the departments are read, nothing is done with them: neither by the keys, nor by what
// leads to them.
func TestPeople_BeforeAnythingIsReadNothingIsDone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	p := s.people
	if p.model != nil {
		t.Fatal("it is read already")
	}
	s.onNavigated(screenPeople)
	query := p.query
	for _, do := range []func(){
		p.plant, p.onSeekDown, p.ask, p.onRename, p.armChecking, p.leavePast,
		func() { p.goTo(directory.KindUser, 1) }, func() { p.goTo(directory.KindDepartment, 1) },
		func() { p.list(browse.Query{Node: directory.RootID, Search: "x"}, true) }, func() { p.openPast(nil) },
		p.onTakeBack, p.onRedo, p.onCancel, p.arrange, func() { p.onChecked(noCheck) },
	} {
		do()
	}
	if p.query.Node != query.Node || p.query.Search != "" || p.listsDepartments() || s.dialogs() != "" || p.department() != nil {
		t.Errorf("it asks for %+v, and says %q", p.query, s.dialogs())
	}
	s.settle()
	if p.model == nil {
		t.Fatal("nothing is read")
	}
	p.list(browse.Query{Node: 9999}, true)
	if p.query.Node == 9999 || p.listsDepartments() {
		t.Error("a department that is not there is listed")
	}
}

// What was searched, filtered and checked before does not hide whom something leads to; whoever is
// held is in their own list.
func TestPeople_WhoIsLedToIsSelectedWhateverWasSearchedBefore(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	if err := s.app.SetOptions(t.Context(), directory.Options{HoldDays: 30}); err != nil {
		t.Fatal(err)
	}
	held := s.storedUser("userD").ID
	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userD") })
	s.onNavigated(screenConnect)
	s.importAll()
	spoil := func() {
		p.list(browse.Query{Node: s.department("役員").ID, Check: directory.CheckNoPhone}, false)
		p.search.SetText("ない人")
		p.seek.SetText("ない部署")
		p.filter.Choose(int(browse.FilterSuspended))
		s.settle()
	}
	for _, c := range []struct{ id, list int64 }{{s.storedUser("userA").ID, browse.AllUsers}, {held, browse.Held}} {
		spoil()
		s.goTo(directory.KindUser, c.id)
		s.settle()
		if got := p.grid.Selected(); !slices.Equal(got, []int64{c.id}) || p.query.Node != c.list || s.win.Canvas().Focused() != fyne.Focusable(p.grid.Focusable()) {
			t.Errorf("selected is %d in %d, want %d in %d", got, p.query.Node, c.id, c.list)
		}
		if id, _ := p.tree.Selected(); id != c.list || p.search.Text+p.seek.Text != "" || p.filter.Chosen() != 0 || p.query.Check != "" {
			t.Errorf("in the tree is %d; still searched is %q, %q", id, p.search.Text, p.seek.Text)
		}
	}
	spoil()
	d := s.department("開発チーム").ID
	s.goTo(directory.KindDepartment, d)
	s.settle()
	if id, _ := p.tree.Selected(); id != d || p.query.Node != d || p.query.Check != "" {
		t.Errorf("in the tree is %d, listed is %d", id, p.query.Node)
	}
	s.goTo(directory.KindDepartment, 9999)
	s.expectWords("of one that is gone", "表示できません / この部署は、すでに削除されています。 / [閉じる]")
}

// Of a row whose list is of other columns by now nothing is drawn.
func TestPeople_ACellThatIsNotThereIsEmpty(t *testing.T) {
	s := peopleStage(t)
	rows := s.people.grid.Rows().(*memberRows)
	last := len(rows.list.Columns())
	if got := rows.Cell(0, last); got.Text != "" || got.Tags != nil {
		t.Errorf("it is %+v", got)
	}
	s.change("UPDATE users SET suspended = 1 WHERE login_name = 'admin'")
	rows = s.people.grid.Rows().(*memberRows)
	for _, c := range []struct {
		column int
		text   string
	}{{0, "admin"}, {1, "システム管理者"}, {last - 1, ""}} {
		if got := rows.Cell(0, c.column); got.Text != c.text {
			t.Errorf("column %d is %+v", c.column, got)
		}
	}
	if got := rows.Cell(0, last-1).Tags; len(got) != 1 || got[0].Text != "停止中" || got[0].Tip != "cybozu.comで、使用状態が「停止中」のユーザーです。" {
		t.Errorf("its tags are %+v", got)
	}
}

// A column is as wide as nearly all of its texts want it to be, but neither narrow nor very broad;
// what is wider is in full where there is room.
func TestPeople_AColumnIsAsWideAsItsTextsWant(t *testing.T) {
	s := peopleStage(t)
	long := strings.Repeat("とても長い名前", 10)
	s.change("UPDATE users SET name = '" + long + "' WHERE login_name = 'userA'")
	st, err := s.load(t.Context(), s.people.query)
	if err != nil {
		t.Fatal(err)
	}
	usual, full := columnWidths(st)
	columns := st.model.Columns()
	if len(usual) != len(columns) || len(full) != len(columns) {
		t.Fatalf("%d, %d of %d columns", len(usual), len(full), len(columns))
	}
	for i, c := range columns {
		if usual[i] < max(narrowest, kit.TitleWidth(c.Title)) || usual[i] > broadest || full[i] < usual[i] {
			t.Errorf("%s is %g wide, in full %g", c.Title, usual[i], full[i])
		}
		for _, u := range []string{st.model.Usual(i)} {
			if want := min(max(kit.CellWidth(u, c.Tags), kit.TitleWidth(c.Title), narrowest), broadest); usual[i] != want {
				t.Errorf("%s is %g wide, want %g", c.Title, usual[i], want)
			}
		}
	}
	if name := 1; full[name] != kit.CellWidth(long, false) || usual[name] >= full[name] {
		t.Errorf("the names are %g wide, in full %g, want %g", usual[name], full[name], kit.CellWidth(long, false))
	}
}

// The day that somebody goes is in front in the list of who is held, and nowhere else.
func TestPeople_TheStateIsInFrontWhereWhoIsHeldIsListed(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	if got := p.frontFor(browse.Query{Node: browse.AllUsers}); got != -1 {
		t.Errorf("of all, column %d", got)
	}
	if got := p.frontFor(browse.Query{Node: browse.Held}); got != len(p.model.Columns())-1 {
		t.Errorf("of who is held, column %d", got)
	}
}

// Esc gives up a search, first the one that has the keys, and then the look at the past.
func TestPeople_EscGivesUpOneThingAfterTheOther(t *testing.T) {
	s := peopleStage(t)
	s.window.edit("追加", edit.AddDepartment(directory.RootID, "応援", ""), nil)
	s.settle()
	s.openMoment(len(s.history.imports) - 1)
	p := s.people
	p.search.SetText("user")
	p.seek.SetText("チーム")
	p.chart.seek.SetText("開発")
	s.settle()
	state := func() string {
		return fmt.Sprintf("%s|%s|%s|%v", p.search.Text, p.seek.Text, p.chart.seek.Text, p.readOnly())
	}
	s.focus(p.seek)
	for _, want := range []string{"user||開発|true", "||開発|true", "|||true", "|||false"} {
		p.onCancel()
		if s.settle(); state() != want {
			t.Errorf("it is %s, want %s", state(), want)
		}
	}
}

// ↓ in a search that has found nobody, or is not answered yet, selects nobody.
func TestSearch_DownSelectsNobodyWhereNobodyIsFound(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	for _, c := range []struct {
		name, text string
		answered   bool
		selected   string
	}{
		{"nobody is found", "ない人", true, ""}, {"it is not answered", "userA", false, ""}, {"it is answered", "userD", true, "userD"},
		{"somebody is selected already", "user", true, "userD"},
	} {
		s.focus(p.search)
		p.search.SetText(c.text)
		if c.answered {
			s.settle()
		}
		p.onSearchDown()
		if s.win.Canvas().Focused() != p.grid.Focusable() {
			t.Errorf("%s: the keys are at %T", c.name, s.win.Canvas().Focused())
		}
		s.settle()
		got := ""
		if u := p.currentUser(); u != nil {
			got = u.LoginName
		}
		if got != c.selected {
			t.Errorf("%s: selected is %q, want %q", c.name, got, c.selected)
		}
	}
}

// Whoever comes to the screen has the keys in the tree, or in the chart where that is shown.
func TestPeople_HasTheKeysInWhatIsShown(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	for _, c := range []struct {
		view int
		want fyne.Focusable
	}{{viewList, p.tree.Focusable()}, {1, p.chart.diagram}} {
		p.view.Choose(c.view)
		s.onNavigated(screenHome)
		s.onNavigated(screenPeople)
		if got := s.win.Canvas().Focused(); got != c.want {
			t.Errorf("in view %d the keys are at %T", c.view, got)
		}
		if p.atTree() != true || p.atUsers() {
			t.Errorf("in view %d the keys are for users", c.view)
		}
	}
}
