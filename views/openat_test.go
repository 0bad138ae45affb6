package views

import (
	"testing"

	"anpisync/app/process"
	"anpisync/cybozu/cybozutest"
)

func TestPlace_AskedForFromOutsideComesAfterADialog(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	for at, want := range map[process.Place]int{
		process.PlaceHome: screenHome, process.PlaceConnect: screenConnect, process.PlaceHistory: screenHistory, process.PlaceSettings: screenSettings,
	} {
		s.onNavigated(screenPeople)
		s.openAt("")
		if s.nav.Selected() != screenPeople {
			t.Errorf("no place leads to screen %d", s.nav.Selected())
		}
		s.openAt(at)
		if got := s.nav.Selected(); got != want {
			t.Errorf("%s leads to screen %d, want %d", at, got, want)
		}
	}
	s.onNavigated(screenPeople)
	s.layers.Tell("題", "文")
	s.openAt(process.PlaceHome)
	if s.nav.Selected() != screenPeople {
		t.Error("the screen changes behind a dialog")
	}
}
