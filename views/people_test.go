package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/credentials"
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
