package views

import (
	"strings"
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
	again.screens[screenSettings].(*settings).texts.Choose(0)
	again.settle()
	smallest := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	if got := at(smallest); got != "小" {
		t.Errorf("the window after it begins with %s", got)
	}
}

// The size of texts that is there already is not kept anew, and what makes no sense is the usual.
func TestTextSize_WhatMakesNoSenseIsTheUsual(t *testing.T) {
	dir := t.TempDir()
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	s.settle()
	s.setTextSize(usualTextSize)
	s.settle()
	if kept, err := s.app.Setting(t.Context(), settingTextSize); kept != "" || err != nil {
		t.Errorf("kept is %q, %v", kept, err)
	}
	for text, want := range inOrder(map[string]int{`"巨大"`: usualTextSize, "": usualTextSize, `"小"`: 0, `"特大"`: 3}) {
		if err := s.app.SetSetting(t.Context(), settingTextSize, text); err != nil {
			t.Fatal(err)
		}
		if s.recallTextSize(); s.window.size != want {
			t.Errorf("%s: %s", text, textSizes[s.window.size].name)
		}
	}
	if got := strings.Join(textSizeNames(), " "); got != "小 標準 大 特大" {
		t.Errorf("the choices are %s", got)
	}
}
