package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// Somebody leaves, is listed under 保留中 with the day they go, and is kept by hand.
func TestU14_HeldUsersHaveAListOfTheirOwn(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	if s.people.model.Node(browse.Held) != nil {
		t.Fatal("there is a list of nobody")
	}
	all := s.people.model.Node(browse.AllUsers).Count
	s.settings().options.hold.Choose(1)
	s.settle()
	if got := s.stored().Options.HoldDays; got != 30 {
		t.Fatalf("%d days are kept", got)
	}
	if text := written(s.connect.page); !strings.Contains(text, "ユーザーは30日間保留し") {
		t.Errorf("the form explains %q", text)
	}
	s.company.Update(func(d *cybozutest.Data) {
		d.DeleteUser("userA")
		d.Users[0].Name += "（改名）"
	})
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	list := s.preview().list.changes
	list.filters.Choose(len(list.chips) - 1)
	s.settle()
	if chip := list.chips[list.filters.Chosen()]; chip.name != "保留" || chip.n != 1 || list.grid.Rows().Len() != 1 {
		t.Errorf("%d rows are listed as %+v", list.grid.Rows().Len(), chip)
	}
	if cell := list.grid.Rows().Cell(0, 0); len(cell.Tags) != 1 || cell.Tags[0].Text != "保留" {
		t.Errorf("the preview calls it %+v", cell)
	}
	s.preview().onCancel()
	s.settle()
	s.importAll()
	held := s.people.model.Node(browse.Held)
	if now := s.people.model.Node(browse.AllUsers).Count; now != all-1 || held == nil || held.Count != 1 {
		t.Fatalf("%d users are counted, held %+v", now, held)
	}
	s.onNavigated(screenPeople)
	s.people.tree.Select(browse.Held)
	s.people.onSelected(browse.Held)
	s.settle()
	rows := s.people.grid.Rows()
	if tags := rows.Cell(0, len(s.people.grid.Titles())-1).Tags; rows.Len() != 1 || len(tags) != 1 || !strings.Contains(tags[0].Text, "に削除") {
		t.Errorf("%d are listed, tagged %+v", rows.Len(), tags)
	}
	s.win.Resize(leastSize)
	s.settle()
	if day, login := s.leftOf("状態"), s.leftOf("ログイン"); day >= login {
		t.Errorf("the day they go is at %g, behind the login at %g", day, login)
	}
	if shown := s.onScreen(); !strings.Contains(shown, "保留中 (1)") {
		t.Errorf("the list shows %q", shown)
	}
	s.people.query.Search = "a"
	if scopes := s.people.rosterScopes(); len(scopes) != 0 {
		t.Errorf("a roster of them is offered: %+v", scopes)
	}
	s.people.query.Search = ""
	s.people.goTo(directory.KindUser, s.people.grid.Rows().Key(0))
	s.settle()
	if s.people.query.Node != browse.Held || s.people.grid.SelectedCount() != 1 {
		t.Errorf("who is held is shown in %d, %d selected", s.people.query.Node, s.people.grid.SelectedCount())
	}
	s.openFinder()
	s.dialogEntry().SetText("userA")
	s.settle()
	if found := s.dialogs(); !strings.Contains(found, "保留中") {
		t.Errorf("Ctrl+K finds %q", found)
	}
	s.press(fyne.KeyEscape, 0)
	s.people.onUserMenu(0, 0, 0, fyne.NewPos(0, 0))
	if menu := s.dialogs(); !strings.Contains(menu, "今すぐ削除") || strings.Contains(menu, "連携を解除") {
		t.Errorf("the right button offers %q", menu)
	}
	s.press(fyne.KeyEscape, 0)
	s.press(fyne.KeyDelete, 0)
	s.settle()
	if asked := s.dialogs(); !strings.Contains(asked, "保留中のユーザーを今すぐ削除しますか？") || strings.Contains(asked, "次の読み込みで戻ります") {
		t.Errorf("a deletion asks %q", asked)
	}
	s.press(fyne.KeyEscape, 0)
	s.people.grid.SelectAll()
	button(t, s.people.page, "残す").Tapped(nil)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	for _, u := range s.stored().Users {
		if u.LoginName == "userA" && (u.Held() || u.Linked()) {
			t.Errorf("kept as %+v", u)
		}
	}
	if s.people.model.Node(browse.Held) != nil || s.people.query.Node != browse.AllUsers {
		t.Errorf("the list of nobody is still there: %+v, %d", s.people.model.Node(browse.Held), s.people.query.Node)
	}
	if (directory.Options{}) == s.stored().Options {
		t.Error("the setting is gone")
	}
}

// leftOf is where a title of the list of users begins, which may be cut.
func (s *stage) leftOf(title string) (x float32) {
	s.t.Helper()
	x = -1
	walk(s.people.grid, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && x < 0 && strings.HasPrefix(text.Text, title) {
			x = fyne.CurrentApp().Driver().AbsolutePositionForObject(text).X
		}
	})
	if x < 0 {
		s.t.Fatalf("there is no title %q", title)
	}
	return x
}

// Who is held is deleted before their time, or stays, under the words for that (U14).
func TestU14_HeldUsersAreDeletedOrStayByTheirOwnWords(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.settings().options.hold.Choose(1)
	s.settle()
	s.company.Update(func(d *cybozutest.Data) {
		for _, code := range []string{"userA", "userD", "userE"} {
			d.DeleteUser(code)
		}
	})
	s.onNavigated(screenConnect)
	s.importAll()
	s.onNavigated(screenPeople)
	p := s.people
	held := func() {
		p.tree.Select(browse.Held)
		p.onSelected(browse.Held)
		s.settle()
	}
	held()
	p.grid.SelectAll()
	s.settle()
	for id, want := range map[string]string{"user.delete": "今すぐ削除", "user.unlink": "残す"} {
		if item := s.item(s.command(id)); item.Text != want || item.Off != "" {
			t.Errorf("%s is called %q, off because %q", id, item.Text, item.Off)
		}
	}
	s.gives("deleting all", "保留中のユーザーを今すぐ削除しますか？ / 「ユーザーA」ほか2人を削除します。⏎履歴から、あとで元に戻せます。 / 次からcybozu.comの読み込みから除外する / （外すと、cybozu.comに戻れば追加されます） / [やめる] / [削除する]", p.onDeleteUsers)
	s.gives("keeping all", "残しますか？ / 「ユーザーA」ほか2人を、このアプリのみのユーザーにします。読み込みでは削除されなくなります。 / [やめる] / [残す]", p.onUnlinkUsers)
	p.grid.Select(s.storedUser("userA").ID)
	s.settle()
	p.onUnlinkUsers()
	s.click("残す")
	s.settle()
	if u := s.storedUser("userA"); u.Held() || u.Linked() || s.line() != "「ユーザーA」を残す：保存しました。" {
		t.Errorf("it says %q, and stored is %+v", s.line(), u)
	}
	held()
	if got := (&finder{w: s.window}).held(p.model, "user"); len(got) != 2 || got[0].kind != "保留中" || got[0].name != "ユーザーD" || got[1].more != "userE" && !strings.HasPrefix(got[1].more, "userE　") {
		t.Errorf("the finder finds %+v", got)
	}
}

// Once nobody is held any more, their list is gone, and all users are listed.
func TestHeld_OnceNobodyIsHeldAllAreListed(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	if err := s.app.SetOptions(t.Context(), directory.Options{HoldDays: 30}); err != nil {
		t.Fatal(err)
	}
	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userD") })
	s.onNavigated(screenConnect)
	s.importAll()
	s.list(browse.Query{Node: browse.Held})
	s.settle()
	if id, _ := p.tree.Selected(); id != browse.Held || len(s.listed()) != 1 {
		t.Fatalf("selected is %d", id)
	}
	p.grid.SelectAll()
	p.remove.Tapped(nil)
	s.settle()
	s.click("削除する")
	if id, _ := p.tree.Selected(); id != browse.AllUsers || p.query.Node != browse.AllUsers || len(s.listed()) != 22 || p.model.Node(browse.Held) != nil {
		t.Errorf("selected is %d, listed are %d of %d", id, len(s.listed()), p.query.Node)
	}
}
