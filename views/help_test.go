package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/manual"
)

func TestHelp_F1OpensItOverADialogTooAndFindsAnError(t *testing.T) {
	s := peopleStage(t)
	s.press(fyne.KeyN, ctrl)
	s.settle()
	s.press(fyne.KeyF1, 0)
	if s.help == nil || !s.help.dialog.Open() {
		t.Fatal("F1 opens nothing over a form")
	}
	s.help.search.SetText("ロックされている")
	if got := s.dialogs(); !strings.Contains(got, "cybozu.com共通管理者にロックの解除を依頼し") {
		t.Errorf("it says %q", got)
	}
	s.press(fyne.KeyF1, 0)
	s.press(fyne.KeyEscape, 0)
	if s.help.dialog.Open() || s.window.form == nil {
		t.Error("Esc leaves more than 使い方")
	}
}

func TestHelp_TheKeysAreThoseOfTheCommands(t *testing.T) {
	s := peopleStage(t)
	s.openHelp(helpKeys)
	text := s.dialogs()
	for _, c := range s.commands {
		if keys := c.key.String(); keys != "" && !strings.Contains(text, keys+"："+c.words) {
			t.Errorf("missing: %s", c.words)
		}
	}
}

func TestMenus_TheRightButtonOffersWhatCanBeDoneWithTheirKeys(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[0]
	s.people.grid.Select(u.ID)
	s.settle()
	s.focus(s.people.grid.Focusable())
	s.press("Menu", 0)
	if got := s.dialogs(); !strings.Contains(got, "ユーザーを編集F2") || !strings.Contains(got, "名前「"+u.Name+"」をコピー") {
		t.Fatalf("it offers %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	s.people.tree.OnMenu(s.people.query.Node, fyne.NewPos(5, 5))
	if got := s.dialogs(); !strings.Contains(got, "部署を下に追加Ctrl+Shift+N") {
		t.Fatalf("it offers %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	s.onNavigated(screenHistory)
	s.settle()
	s.history.grid.OnMenu(0, s.history.imports[0].ID, 0, fyne.NewPos(5, 5))
	if got := s.dialogs(); !strings.Contains(got, "履歴の行を元に戻す") {
		t.Fatalf("it offers %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	list := s.history.changes
	list.grid.Select(list.grid.Rows().Key(0))
	list.grid.OnMenu(0, list.grid.Rows().Key(0), 2, fyne.NewPos(5, 5))
	if got := s.dialogs(); !strings.Contains(got, "部署／ユーザーで表示") {
		t.Fatalf("it offers %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	field := s.history.changes.search
	field.SetText("abc")
	s.focus(field)
	s.press("Menu", 0)
	if got := s.dialogs(); !strings.Contains(got, "貼り付けCtrl+V") {
		t.Fatalf("it offers %q", got)
	}
}

func TestHelp_UsesTheHeightOfTheWindowAndScrollsInItselfAlone(t *testing.T) {
	s := peopleStage(t)
	for _, size := range []fyne.Size{fyne.NewSize(960, 540), fyne.NewSize(1280, 800)} {
		s.win.Resize(size)
		s.openHelp("")
		s.win.Resize(size.AddWidthHeight(1, 0)) // laid out again
		const aroundIt = 200                    // title, button and margins
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.help.page)
		if high := s.help.page.Size().Height; high < size.Height-aroundIt || at.Y+high > size.Height-70 {
			t.Errorf("at %v the chapter is from %v to %v", size, at.Y, at.Y+high)
		}
		s.press(fyne.KeyEscape, 0)
	}
}

func TestHelp_NamesEveryScreenAsTheNavigationDoes(t *testing.T) {
	s := peopleStage(t)
	var text strings.Builder
	for _, c := range manual.Chapters() {
		for _, p := range c.Parts {
			text.WriteString(p.Text)
		}
	}
	for _, screen := range s.screens {
		if !strings.Contains(text.String(), "「"+screen.name()+"」") {
			t.Errorf("使い方 does not say 「%s」", screen.name())
		}
	}
}
