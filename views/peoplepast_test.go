package views

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// openMoment opens a line of the history, 0 the newest, in 部署／ユーザー.
func (s *stage) openMoment(line int) {
	s.t.Helper()
	s.onNavigated(screenHistory)
	s.settle()
	s.history.open(s.history.imports[line].ID)
	s.settle()
	s.history.moment.Tapped(nil)
	s.settle()
	if !s.people.readOnly() || s.current() != screen(s.people) {
		s.t.Fatalf("the list of then is not there: %q", s.dialogs())
	}
}

func TestPast_OpensBeforeAndAfterAnImportAndLeadsBack(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	first := s.stored()
	cybozutest.NextDay(s.company)
	s.importAll()
	second := s.stored()
	rows := func(what string, want *directory.Directory) {
		t.Helper()
		got := s.people.model.Directory()
		if !reflect.DeepEqual(got.Departments, want.Departments) || len(got.Users) != len(want.Users) {
			t.Fatalf("%s: not the departments and users of then", what)
		}
		for i := range want.Users {
			g, w := got.Users[i], want.Users[i]
			g.PasswordHash, w.PasswordHash = "", ""
			if g.ID != w.ID || !g.Equal(&w) {
				t.Errorf("%s: %+v, want %+v", what, g, w)
			}
		}
	}
	s.openMoment(0)
	rows("after the second", second)
	s.people.past.sides.Choose(sideBefore)
	s.settle()
	rows("before the second", first)
	if !strings.Contains(s.onScreen(), "直前の一覧です") {
		t.Errorf("the screen says %s", s.onScreen())
	}
	s.people.search.SetText("すみす")
	s.people.search.SetText("j-smith")
	s.settle()
	if got := s.people.grid.Rows().Len(); got != 1 {
		t.Errorf("a search finds %d", got)
	}
	s.people.onRoster()
	s.settle()
	if roster := s.dialogs(); !strings.Contains(roster, "名簿を作る") || !strings.Contains(roster, s.people.past.line.FinishedAt.Local().Format("2006年1月2日 15:04")+" の時点") {
		t.Errorf("no roster of then: %s", roster)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	s.reload() // another process has imported
	s.settle()
	rows("while something happens now", first)
	s.people.search.SetText("")
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.people.readOnly() || s.people.model.Directory().Revision != s.stored().Revision {
		t.Error("Esc does not lead back to now")
	}
	if s.people.change.Hidden || s.people.noTools.Hidden || strings.Contains(s.onScreen(), "直前の一覧です") {
		t.Errorf("not as it was: %s", s.onScreen())
	}
	s.openMoment(1)
	s.goTo(directory.KindDepartment, second.Departments[1].ID)
	if s.people.readOnly() {
		t.Error("what leads to a record of now shows then")
	}
}

// Whatever a person presses: what is past stays, and so does what is now.
func TestPast_NothingCanBeChanged(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	before := s.stored()
	s.openMoment(0)
	p := s.people
	p.tree.Select(before.Departments[2].ID)
	p.onSelected(before.Departments[2].ID)
	s.settle()
	p.grid.Select(p.grid.Rows().Key(0))
	keys := func() {
		for _, f := range []fyne.Focusable{p.tree.Focusable(), p.grid.Focusable()} {
			s.focus(f)
			for _, key := range []fyne.KeyName{fyne.KeyDelete, fyne.KeyF2, fyne.KeyReturn, fyne.KeyInsert} {
				s.press(key, 0)
				s.settle()
				for s.layers.Busy() { // only what can be read
					if len(inputs(s.win.Canvas().Overlays().Top())) > 0 {
						t.Fatalf("%s leads to %s", key, s.dialogs())
					}
					s.press(fyne.KeyEscape, 0)
					s.settle()
				}
			}
			s.press(fyne.KeyZ, ctrl)
			s.press(fyne.KeyReturn, ctrl)
			s.settle()
		}
	}
	keys()
	for _, handler := range []func(){
		p.onAddUser, p.onDeleteUsers, p.onUnlinkUsers, p.onAddDepartment, p.onRenameDepartment, p.onMoveDepartment,
		func() { p.onShiftDepartment(1) }, p.onDeleteDepartment, p.onUnlinkDepartment, p.onAccept, p.onTakeBack,
	} {
		handler()
		s.settle()
		if s.layers.Busy() {
			t.Fatalf("something can be changed: %s", s.dialogs())
		}
	}
	for _, word := range []string{"＋ユーザーを追加", "編集", "選択した1人を削除", "削除", "移動", "連携を解除"} {
		walk(p.page, func(o fyne.CanvasObject) {
			if b, ok := o.(*kit.Button); ok && b.Text() == word {
				t.Errorf("there is a button %q", word)
			}
		})
	}
	if after := s.stored(); after.Revision != before.Revision {
		t.Error("something has changed")
	}
	if !s.people.readOnly() {
		t.Error("it is not past any more")
	}
	if lines, err := s.app.History(context.Background(), 0); err != nil || len(lines) != 1 {
		t.Errorf("%d lines of the history, %v", len(lines), err)
	}
}

// inputs are the fields and boxes of an object.
func inputs(o fyne.CanvasObject) (all []fyne.CanvasObject) {
	walk(o, func(o fyne.CanvasObject) {
		switch o.(type) {
		case *kit.Entry, *kit.Check, *kit.TextArea:
			all = append(all, o)
		}
	})
	return all
}

// A time that cannot be read is told, and now stays; of a user of then, all that was kept is shown.
func TestPast_WhatCannotBeReadIsToldAndNowStays(t *testing.T) {
	s := peopleStage(t)
	line := s.history.imports[0]
	s.people.past.sides.Choose(sideAfter)
	s.rename("imports", "gone")
	s.people.openPast(&line)
	s.settle()
	if got := s.dialogs(); got == "" || s.people.readOnly() || s.people.past.card.Visible() {
		t.Errorf("it says %q", got)
	}
	s.rename("gone", "imports")
	s.press(fyne.KeyEscape, 0)
	s.people.openPast(&line)
	s.settle()
	s.people.tellUser(s.storedUser("userA"))
	s.expectWords("of one who is in two", "「ユーザーA」（MOMENT） / ログイン名 / userA / 名前 / ユーザーA / よみ / （なし） / メールアドレス / userA@example.com / 電話番号 / （なし） / メモ / （なし） / 並び順 / （なし） / 所属部署 / 最上位部署 ＞ グループ1⏎最上位部署 ＞ グループ2 / [閉じる]")
	s.press(fyne.KeyEscape, 0)
	u := *s.storedUser("admin")
	u.Departments = []int64{s.department("開発チーム").ID, 9999}
	s.people.tellUser(&u)
	s.expectWords("of one who is in one below another", "「システム管理者」（MOMENT） / ログイン名 / admin / 名前 / システム管理者 / よみ / （なし） / メールアドレス / （なし） / 電話番号 / （なし） / メモ / （なし） / 並び順 / （なし） / 所属部署 / 最上位部署 ＞ 開発本部 ＞ 開発チーム / [閉じる]")
}

// A time that is asked for and given up meanwhile is not shown; another side of it takes the keys
// from nobody.
func TestPast_WhatIsGivenUpMeanwhileIsNotShown(t *testing.T) {
	s := peopleStage(t)
	p, line := s.people, s.history.imports[0]
	now := p.model
	p.openPast(&line)
	s.jobs.Wait()
	p.leavePast()
	if s.settle(); p.readOnly() || p.model != now || p.past.card.Visible() {
		t.Error("it is shown")
	}
	s.onNavigated(screenHistory)
	p.openPast(&line)
	if s.settle(); !p.readOnly() || s.current() != screen(p) || s.win.Canvas().Focused() != p.tree.Focusable() {
		t.Fatalf("shown is screen %d", s.nav.Selected())
	}
	s.focus(p.search)
	p.past.sides.Choose(1 - p.past.sides.Chosen())
	s.settle()
	if s.win.Canvas().Focused() != fyne.Focusable(p.search) || !p.readOnly() {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
	s.openMoment(0)
	button(t, p.past.card, "今の一覧に戻る").Tapped(nil)
	if s.settle(); p.readOnly() || p.past.card.Visible() || p.model.Directory().Revision != s.stored().Revision {
		t.Error("now is not shown again")
	}
}
