package views

import (
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/manual"
	"anpisync/views/kit"
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

// What was found in a text has another colour, and the text is there once.
func TestHelp_WhatIsFoundIsMarked(t *testing.T) {
	found := &hits{finder: browse.NewHighlighter("ロック")}
	blue := func(text string) kit.Span { return kit.Span{Text: text, Tone: kit.Blue, Bold: true, Size: 15} }
	text := func(text string) kit.Span { return kit.Span{Text: text, Size: 15} }
	for of, want := range map[string][]kit.Span{
		"":          nil,
		"鍵":         {text("鍵")},
		"ロック":       {blue("ロック")},
		"ロックする":     {blue("ロック"), text("する")},
		"画面ロック":     {text("画面"), blue("ロック")},
		"ﾛｯｸとロックです": {blue("ﾛｯｸ"), text("と"), blue("ロック"), text("です")},
	} {
		if got := marked(of, kit.Span{Size: 15}, found); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", of, got, want)
		}
	}
	if got := marked("鍵", kit.Span{Bold: true}, nil); !reflect.DeepEqual(got, []kit.Span{{Text: "鍵", Bold: true}}) {
		t.Errorf("without a search: %+v", got)
	}
	if got := (*hits)(nil).in("鍵"); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestHelp_TheChapterThatIsSelectedIsRead(t *testing.T) {
	s := peopleStage(t)
	s.openHelp(helpErrors)
	h := s.help
	if at := h.list.Selected(); len(at) != 1 || h.shown[at[0]].Title != helpErrors || !strings.HasPrefix(h.text.String(), helpErrors+"\n\n") {
		t.Errorf("opened at %d it says %.100q", at, h.text)
	}
	first := h.dialog
	if s.openHelp(helpKeys); s.help != h || s.help.dialog != first {
		t.Error("it is opened twice")
	}
	h.search.SetText("ないはずのことば")
	if h.text.String() != "" || h.list.Rows().Len() != 0 {
		t.Errorf("of nothing it says %.100q", h.text)
	}
	h.search.SetText("")
	if at := h.list.Selected(); len(at) != 1 || at[0] != 0 || !strings.HasPrefix(h.text.String(), manual.Chapters()[0].Title) {
		t.Errorf("at %d it says %.100q", at, h.text)
	}
	h.list.Select(int64(len(h.shown) - 1))
	const first3 = "キー操作\n\n安否シンク\nCtrl+,：設定を開く\nCtrl+Q：終了\n\n\nファイル\nCtrl+Enter：cybozu.comから情報を読み込む\nCtrl+O："
	if text := h.text.String(); !strings.HasPrefix(text, first3) || !strings.Contains(text, "\n\n部署の並び順など\nAlt+↑：部署を上に動かす\nAlt+↓：部署を下に動かす\n\n\n一覧\n") {
		t.Errorf("the keys are %q", text)
	}
	for _, c := range h.all {
		for _, p := range c.Parts {
			if p.Text == "" && p.Title == "" {
				t.Errorf("%s has an empty part", c.Title)
			}
		}
	}
	s.press(fyne.KeyEscape, 0)
	if s.openHelp(""); s.help == h || len(s.help.list.Selected()) != 1 || s.help.list.Selected()[0] != 0 {
		t.Error("closed, it is not opened anew")
	}
	for range 2 {
		s.press(fyne.KeyEscape, 0)
	}
}
