package views

import (
	"testing"

	"anpisync/app/credentials"
	"anpisync/cybozu/cybozutest"
)

func TestTextSize_IsChosenAndKept(t *testing.T) {
	dir := t.TempDir()
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	at := func(s *stage) string {
		s.onNavigated(screenSettings)
		s.settle()
		return textSizes[s.screens[screenSettings].(*settings).texts.Chosen()].name
	}
	if got := at(s); got != "標準" {
		t.Errorf("it begins with %s", got)
	}
	choice := s.screens[screenSettings].(*settings).texts
	choice.Choose(2) // while the first is being kept, another one
	choice.Choose(3)
	s.settle()
	again := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	if got := at(again); got != "特大" {
		t.Errorf("the next window begins with %s", got)
	}
}
