package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// dialogGrid is the list of the topmost dialog.
func (s *stage) dialogGrid() (found *kit.Grid) {
	s.t.Helper()
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if g, ok := o.(*kit.Grid); ok {
			found = g
		}
	})
	if found == nil {
		s.t.Fatal("the dialog has no list")
	}
	return found
}

// cells are the texts of a list, a line a row.
func cells(g *kit.Grid, columns int) string {
	var b strings.Builder
	for row := range g.Rows().Len() {
		for column := range columns {
			b.WriteString(g.Rows().Cell(row, column).String() + "|")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestBiography_OfAUserLeadsFromTheFormToTheLineOfTheHistory(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	after := u
	after.Memo = "夜は不在"
	s.window.edit("", edit.ChangeUser(u, after), nil)
	s.settle()
	s.onNavigated(screenPeople)
	s.settle()
	s.goTo(directory.KindUser, u.ID)
	s.settle()
	s.people.onEditUser()
	s.click("履歴")
	s.settle()
	shown := cells(s.dialogGrid(), 5)
	for _, want := range []string{"メモ：（なし） → 夜は不在", "手動の編集", "編集", "新しいユーザー", "手動（"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
	g := s.dialogGrid()
	if g.Rows().Len() != 2 {
		t.Fatalf("%d rows\n%s", g.Rows().Len(), shown)
	}
	g.Select(g.Rows().Key(1))
	s.settle()
	test.Tap(s.dialogButton("この操作の履歴を開く"))
	s.settle()
	if s.layers.Busy() || s.current() != screen(s.history) {
		t.Fatalf("it leads to %q", s.dialogs())
	}
	if line := s.history.shown; line == nil || line.Kind != directory.ImportManual {
		t.Errorf("the line is %+v", line)
	}
	if picked := s.history.changes.picked(); len(picked) != 1 || picked[0].RecordID() != u.ID || picked[0].Kind != directory.KindUser {
		t.Errorf("the change is %+v", picked)
	}
}

func TestBiography_OfWhatIsGoneIsFoundFromTheHistory(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	d := s.department("開発チーム")
	s.window.edit("", edit.DeleteUsers([]int64{u.ID}, false), nil)
	s.settle()
	s.window.edit("", edit.DeleteDepartment(d.ID, false), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	test.Tap(s.history.records)
	s.settle()
	s.dialogEntry().SetText("誰でもない")
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "該当する人や部署はありません") {
		t.Errorf("of nobody it says %q", shown)
	}
	s.dialogEntry().SetText(u.LoginName)
	s.settle()
	if shown := cells(s.dialogGrid(), 4); !strings.Contains(shown, "|いまはない|") || strings.Count(shown, "\n") != 1 {
		t.Fatalf("found are\n%s", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := cells(s.dialogGrid(), 2); !strings.Contains(shown, "削除") || !strings.Contains(shown, "追加") {
		t.Errorf("it tells\n%s", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.dialogEntry().SetText("開発チーム")
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "「開発チーム」の履歴") {
		t.Errorf("the department: %q", shown)
	}
}

func TestBiography_DoesNotLoseWhatWasTyped(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	d := s.department("開発本部")
	s.people.goTo(directory.KindDepartment, d.ID)
	s.settle()
	s.people.onRenameDepartment()
	s.typeInto("部署名", "研究本部")
	s.click("履歴")
	s.settle()
	g := s.dialogGrid()
	g.Select(g.Rows().Key(0))
	test.Tap(s.dialogButton("この操作の履歴を開く"))
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "入力した内容を破棄しますか") {
		t.Errorf("it asks %q", shown)
	}
}

func TestBiography_TheKeyTellsOfWhatTheKeysAreAt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	u, d := s.stored().Users[0], s.department("開発本部")
	s.people.goTo(directory.KindUser, u.ID)
	s.settle()
	s.people.goTo(directory.KindDepartment, d.ID)
	s.settle()
	s.win.Canvas().Focus(s.people.tree.Focusable())
	s.press(fyne.KeyH, ctrl|fyne.KeyModifierShift)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, d.Name) {
		t.Errorf("in the tree it opens %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.people.goTo(directory.KindUser, u.ID)
	s.settle()
	s.press(fyne.KeyH, ctrl|fyne.KeyModifierShift)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, u.Name) {
		t.Errorf("in the list it opens %q", shown)
	}
}
