package views

import (
	"strconv"
	"strings"
	"testing"

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
