package views

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/licenses"
	"anpisync/cybozu/cybozutest"
)

// settings is the screen 設定, on the screen.
func (s *stage) settings() *settings {
	s.t.Helper()
	for i, screen := range s.screens {
		if found, ok := screen.(*settings); ok {
			s.onNavigated(i)
			s.settle()
			return found
		}
	}
	s.t.Fatal("no settings")
	return nil
}

func TestAbout_TellsVersionDataAndLicenses(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settings()
	for _, want := range []string{app.Versions(), s.app.Dir()} {
		if !strings.Contains(s.onScreen(), want) {
			t.Errorf("%q is not on the screen", want)
		}
	}
	button(t, s.settings().page, "使用しているソフトウェア").Tapped(nil)
	for i, l := range licenses.All()[:3] {
		if i > 0 {
			s.press(fyne.KeyDown, 0)
		}
		first, _, _ := strings.Cut(strings.TrimSpace(l.Text), "\n")
		if shown := s.dialogs(); !strings.Contains(shown, l.Module) || !strings.Contains(shown, first) {
			t.Errorf("%s, %q: not shown", l.Module, first)
		}
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() {
		t.Error("Esc does not close it")
	}
}

func TestSettings_ExclusionsAreListedUntilTheyAreReadmitted(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	const none = "除外しているものはありません"
	page := s.settings()
	if !strings.Contains(s.onScreen(), none) || page.exclusions.Visible() {
		t.Error("an empty list is not told to be empty")
	}
	leaver := s.stored().Users[0]
	if _, err := s.app.Edit(context.Background(), "削除", edit.DeleteUsers([]int64{leaver.ID}, true)); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	if shown := s.onScreen(); strings.Contains(shown, none) || !strings.Contains(shown, leaver.Name) {
		t.Errorf("%s is not listed: %s", leaver.Name, shown)
	}
	page.excluded.SelectAll()
	button(t, page.page, "除外をやめる").Tapped(nil)
	s.settle()
	if !strings.Contains(s.onScreen(), none) || len(s.stored().Remembered.Excluded) > 0 {
		t.Errorf("%s is still excluded", leaver.Name)
	}
}
