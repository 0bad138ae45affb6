package views

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestHistory_BeginsWithTheNewestImport(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	first := s.history.imports[0]
	if shown := s.history.shown; shown == nil || shown.ID != first.ID {
		t.Errorf("import %d is not shown, but %+v", first.ID, shown)
	}
	if !strings.Contains(s.onScreen(), "すべて "+strconv.Itoa(first.Departments.Total()+first.Users.Total())) {
		t.Errorf("its changes are not on the screen: %s", s.onScreen())
	}
}

func TestHistoryI10_WhatIsUndoneIsNotOfferedAgain(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	first := s.history.imports[0]
	s.history.onUndo()
	s.settle()
	s.tickAll()
	s.preview().onApply()
	s.settle()
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeUndone)
	s.history.open(first.ID)
	s.settle()
	if b := button(t, s.win.Canvas().Content(), "すでに元に戻してあります"); !b.Disabled() {
		t.Error("it is offered once more")
	}
}

func TestHistoryI10_AnEditIsTakenBackByItsLineAndDoneAgain(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	person := u
	person.Memo = "鍵"
	s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, person), nil)
	s.settle()
	s.importAll() // without changes
	s.onNavigated(screenHistory)
	memo := func(want string, button string) {
		t.Helper()
		s.settle()
		if got := s.stored().Users[0].Memo; got != want || s.history.undo.Text() != button {
			t.Errorf("memo %q and button %q, want %q and %q", got, s.history.undo.Text(), want, button)
		}
	}
	s.history.open(s.history.imports[1].ID)
	memo("鍵", "この編集を元に戻す")
	s.history.undo.Tapped(nil)
	s.settle()
	s.preview().onApply()
	s.settle()
	memo("", "すでに元に戻してあります")
	s.history.open(s.history.imports[0].ID)
	memo("", "元に戻した編集をやり直す")
	s.history.undo.Tapped(nil)
	s.settle()
	s.preview().onCancel()
	memo("", "元に戻した編集をやり直す")
	if lines := s.outcomes(); len(lines) != 4 {
		t.Errorf("%d lines, want none for what was not made", len(lines))
	}
}

func TestPeopleI10_AKeyTakesBackTheEditThatTheButtonNames(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	for _, name := range []string{"一", "二"} {
		s.window.edit("「"+name+"」の追加", edit.AddDepartment(directory.RootID, name, ""), nil)
		s.settle()
	}
	before := len(s.stored().Departments)
	for i, want := range []string{"「二」の追加を元に戻す", "「一」の追加を元に戻す"} {
		if got := s.people.back.Text(); !strings.HasPrefix(got, want) {
			t.Errorf("the button says %q, want %q", got, want)
		}
		s.press(fyne.KeyZ, ctrl)
		s.press(fyne.KeyZ, ctrl) // while it is under way
		s.settle()
		if n := len(s.stored().Departments); n != before-1-i || s.dialogs() != "" {
			t.Errorf("%d departments, want %d; %s", n, before-1-i, s.dialogs())
		}
	}
	if s.people.back.Visible() {
		t.Errorf("%q is offered", s.people.back.Text())
	}
}

// rows are the lines of the history as they are shown.
func (s *stage) historyRows() string { return cells(s.history.grid, 5) }

func TestHistory_FoldsTheEditsOfADayAndOpensThemAgain(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	for _, memo := range []string{"一", "二", "三"} {
		u := s.stored().Users[0]
		after := u
		after.Memo = memo
		s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, after), nil)
		s.settle()
	}
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	if shown := s.historyRows(); strings.Count(shown, "\n") != 2 || !strings.Contains(shown, "この日の編集3件") {
		t.Fatalf("lines:\n%s", shown)
	}
	changes := h.changes.grid.Rows()
	if changes.Len() != 1 || !strings.Contains(changes.Cell(0, 3).String(), "三") || strings.Contains(changes.Cell(0, 3).String(), "二") {
		t.Errorf("the day is\n%s", cells(h.changes.grid, 5))
	}
	if h.shown != nil || h.day == nil || !h.undo.Disabled() || h.save.Disabled() {
		t.Error("a day cannot be taken back at once, but saved")
	}
	test.Tap(h.each)
	s.settle()
	if shown := s.historyRows(); strings.Count(shown, "\n") != 5 {
		t.Fatalf("opened:\n%s", shown)
	}
	h.open(h.imports[1].ID)
	s.settle()
	if h.shown == nil || h.shown.ID != h.imports[1].ID || h.undo.Disabled() {
		t.Errorf("one edit cannot be taken back: %+v", h.shown)
	}
	test.Tap(h.each)
	s.settle()
	if shown := s.historyRows(); strings.Count(shown, "\n") != 2 {
		t.Errorf("folded again:\n%s", shown)
	}
	h.open(h.imports[2].ID)
	s.settle()
	if h.shown == nil || h.shown.ID != h.imports[2].ID {
		t.Error("what leads to an edit does not find it in its day")
	}
}

func TestHistory_FiltersByKindAndOutcome(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	after := u
	after.Memo = "夜は不在"
	s.window.edit("", edit.ChangeUser(u, after), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	h.kind.Choose(1) // 手動
	if shown := s.historyRows(); strings.Count(shown, "\n") != 1 || !strings.Contains(shown, "|手動|") {
		t.Errorf("manual ones:\n%s", shown)
	}
	h.outcome.Choose(2) // 失敗
	if shown := s.historyRows(); shown != "" {
		t.Errorf("failed ones:\n%s", shown)
	}
	h.open(h.imports[0].ID)
	s.settle()
	if h.shown == nil || h.shown.ID != h.imports[0].ID || h.kind.Chosen() != 0 {
		t.Error("what leads to a line does not find it behind the filters")
	}
}

func TestHistory_ChartSelectsTheLineOfAPoint(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	if s.history.graph.Visible() {
		t.Error("one import is drawn")
	}
	u := s.stored().Users
	s.window.edit("", edit.DeleteUsers([]int64{u[0].ID}, false), nil)
	s.settle()
	h := s.history
	if !h.graph.Visible() || len(h.points) != 2 {
		t.Fatalf("%d points", len(h.points))
	}
	h.chart.OnOpen(0)
	s.settle()
	if h.shown == nil || h.shown.Kind != directory.ImportManual {
		t.Errorf("the first point leads to %+v", h.shown)
	}
	h.chart.OnOpen(1)
	s.settle()
	if h.shown == nil || h.shown.Kind != directory.ImportEdit {
		t.Errorf("the second point leads to %+v", h.shown)
	}
}

func TestHistory_NamesTheFileOfACSV(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	for _, file := range []struct{ name, text string }{
		{"名簿.csv", "ログイン名,名前,パスワード\nnew1,新人,secret12\n"},
		{"壊れた名簿.csv", "ログイン名\n\"\n"},
	} {
		path := filepath.Join(t.TempDir(), file.name)
		if err := os.WriteFile(path, []byte(file.text), 0o600); err != nil {
			t.Fatal(err)
		}
		s.csv().open(path)
		s.settle()
		if s.running != nil {
			s.press(fyne.KeyReturn, ctrl)
			s.settle()
		}
	}
	s.onNavigated(screenHistory)
	s.settle()
	if shown := s.historyRows(); !strings.Contains(shown, "|CSV|名簿.csv|") || !strings.Contains(shown, "「壊れた名簿.csv」：") {
		t.Errorf("lines:\n%s", shown)
	}
}
