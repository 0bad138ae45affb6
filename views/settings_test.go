package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
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
