package views

import (
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

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
