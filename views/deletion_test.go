package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestDeletionNamesTheMemoAndTheMembershipsThatGo(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.window.edit("追加", edit.AddDepartment(directory.RootID, "防災委員会", ""), nil)
	s.settle()
	d := s.stored()
	u, committee := d.Users[0], d.Departments[len(d.Departments)-1]
	typed := u
	typed.Memo, typed.Departments = "産休中\n4月まで", append([]int64{committee.ID}, u.Departments...)
	s.window.edit("変更", edit.ChangeUser(u, typed), nil)
	s.settle()
	s.onNavigated(screenPeople)
	s.settle()

	s.people.grid.Select(u.ID)
	s.people.onDeleteUsers()
	s.settle()
	for _, want := range []string{"「" + u.Name + "」を削除します。", "メモ「産休中 4月まで」", "所属「防災委員会」", "履歴から、あとで元に戻せます。", "（外すと、次の読み込みで戻ります）"} {
		if !strings.Contains(s.dialogs(), want) {
			t.Errorf("%q is not in the dialog: %s", want, s.dialogs())
		}
	}
	s.dialogButton("やめる").Tapped(nil)

	s.people.tree.Select(committee.ID)
	s.people.onSelected(committee.ID)
	s.people.onDeleteDepartment()
	s.settle()
	if want := u.Name + "：所属「防災委員会」"; !strings.Contains(s.dialogs(), want) || strings.Contains(s.dialogs(), "産休中") {
		t.Errorf("%q is not in the dialog, or more: %s", want, s.dialogs())
	}
	s.dialogButton("やめる").Tapped(nil)
	if n := len(s.stored().Departments); n != len(d.Departments) {
		t.Errorf("%d departments, want %d", n, len(d.Departments))
	}
}

func TestDeletionGuardI7_OfManyIsTicked(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	everybody := len(s.stored().Users)
	s.people.grid.SelectAll()
	s.people.onDeleteUsers()
	s.settle()
	yes := s.dialogButton("削除する")
	if want := fmt.Sprintf("%d人を削除することを確認しました", everybody); !yes.Disabled() || !strings.Contains(s.dialogs(), want) {
		t.Fatalf("it is not asked: %s", s.dialogs())
	}
	s.tickDialog()
	yes.Tapped(nil)
	s.settle()
	d := s.stored()
	if len(d.Users) != 0 || len(d.Remembered.Excluded) != everybody {
		t.Errorf("%d users are left, %d left out", len(d.Users), len(d.Remembered.Excluded))
	}
	s.history.open(s.history.imports[0].ID)
	s.settle()
	s.history.undo.Tapped(nil)
	s.settle()
	if want := fmt.Sprintf("ほか%d件が、「読み込みから除外」から外れ、次から読み込まれます。", everybody-3); !strings.Contains(s.onScreen(), want) {
		t.Errorf("%q is not on the screen: %s", want, s.onScreen())
	}
	s.preview().onCancel()
	s.settle()
	s.onNavigated(screenPeople)
	s.press(fyne.KeyZ, ctrl)
	s.settle()
	if d := s.stored(); len(d.Users) != everybody || len(d.Remembered.Excluded) != 0 {
		t.Errorf("taken back: %d users, %d left out", len(d.Users), len(d.Remembered.Excluded))
	}
}

// Whoever is not left out from now on comes back with the next import, and the tick is for those of
// cybozu.com alone.
func TestDeletion_WhoIsNotLeftOutComesBack(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	u := s.storedUser("userA")
	p.list(browse.Query{Node: browse.AllUsers}, false)
	s.settle()
	p.grid.Select(u.ID)
	p.onDeleteUsers()
	s.settle()
	const ask = "ユーザーを削除しますか？ / 「ユーザーA」を削除します。⏎履歴から、あとで元に戻せます。"
	const tick = " / 次からcybozu.comの読み込みから除外する / （外すと、次の読み込みで戻ります）"
	s.expectWords("of one of cybozu.com", ask+tick+" / [やめる] / [削除する]")
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Check); ok {
			c.SetChecked(false)
		}
	})
	s.click("削除する")
	if d := s.stored(); len(d.Users) != 22 || len(d.Remembered.Excluded) != 0 {
		t.Fatalf("%d users, %d left out", len(d.Users), len(d.Remembered.Excluded))
	}
	s.onNavigated(screenConnect)
	s.importAll()
	if len(s.stored().Users) != 23 {
		t.Errorf("%d users", len(s.stored().Users))
	}
	s.onNavigated(screenPeople)
	s.change("UPDATE users SET cybozu_id = NULL, memo = '鍵' WHERE login_name = 'userD'")
	p.grid.Select(s.storedUser("userD").ID)
	p.onDeleteUsers()
	s.settle()
	s.expectWords("of one of this program", "ユーザーを削除しますか？ / 「ユーザーD」を削除します。⏎履歴から、あとで元に戻せます。"+
		" / 次の内容はこのアプリだけにあり、読み込みでは戻りません。⏎ユーザーD：メモ「鍵」、所属「役員」 / [やめる] / [削除する]")
	s.click("削除する")
	if d := s.stored(); len(d.Users) != 22 || len(d.Remembered.Excluded) != 0 {
		t.Errorf("%d users, %d left out", len(d.Users), len(d.Remembered.Excluded))
	}
}

// Of many who are deleted, the first are named, each with what goes.
func TestDeletion_OfManyTheFirstAreNamed(t *testing.T) {
	losses := make([]edit.Loss, 1000+lossesShown)
	for i := range losses {
		losses[i] = edit.Loss{User: &directory.User{Name: fmt.Sprintf("人%d", i)}, Memo: "鍵"}
	}
	for n, more := range map[int]string{lossesShown - 1: "", lossesShown: "", lossesShown + 1: "ほか1人", lossesShown + 1000: "ほか1,000人"} {
		lines := strings.Split(lossLines(losses[:n]), "\n")
		if more != "" {
			if last := lines[len(lines)-1]; last != more {
				t.Errorf("of %d the last line is %s", n, last)
			}
			lines = lines[:len(lines)-1]
		}
		shown := min(n, lossesShown)
		if len(lines) != shown || lines[0] != "人0：メモ「鍵」" || lines[shown-1] != fmt.Sprintf("人%d：メモ「鍵」", shown-1) {
			t.Errorf("of %d the lines are %q", n, lines)
		}
	}
	in := []*directory.Department{{Name: "応援"}, {Name: "防災"}}
	for want, l := range map[string]edit.Loss{
		"甲：所属「応援、防災」":       {Departments: in},
		"甲：メモ「鍵」、所属「応援、防災」": {Memo: "鍵", Departments: in},
	} {
		l.User = &directory.User{Name: "甲"}
		if got := lossLines([]edit.Loss{l}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := lossLines(nil); got != "" {
		t.Errorf("of nobody: %q", got)
	}
	for text, want := range map[string]string{
		strings.Repeat("字", longestInAsk-1): strings.Repeat("字", longestInAsk-1), strings.Repeat("字", longestInAsk): strings.Repeat("字", longestInAsk),
		strings.Repeat("字", longestInAsk+1): strings.Repeat("字", longestInAsk) + "…", " 一\n\n二 三 ": "一 二 三",
	} {
		if got := shortened(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
