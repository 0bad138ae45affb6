package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
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
