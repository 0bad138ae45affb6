package views

import (
	"strconv"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/cybozu/cybozutest"
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
	for _, tick := range s.preview().ticks {
		tick.SetChecked(true)
	}
	s.preview().onApply()
	s.settle()
	s.expectOutcomes(app.OutcomeOK, app.OutcomeUndone)
	s.history.open(first.ID)
	s.settle()
	if b := button(t, s.win.Canvas().Content(), "すでに元に戻してあります"); !b.Disabled() {
		t.Error("it is offered once more")
	}
}
