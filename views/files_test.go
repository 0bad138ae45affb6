package views

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/ncruces/zenity"
	"golang.org/x/text/encoding/japanese"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// Whatever is pressed meanwhile, the window waits for a dialog of the system.
func TestFiles_TheWindowWaitsForTheSystemsDialog(t *testing.T) {
	for _, c := range []struct {
		name              string
		path              string
		err               error
		escape            bool
		chosen, otherwise int
	}{
		{name: "a file is chosen", path: "file.csv", chosen: 1},
		{name: "none is chosen", err: zenity.ErrCanceled},
		{name: "Esc ends the dialog", err: errors.New("killed"), escape: true},
		{name: "there is no such dialog", err: errors.New("no program"), otherwise: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
			s.fillIn()
			answered := make(chan struct{})
			chosen, otherwise := 0, 0
			s.choose(func(...zenity.Option) (string, error) {
				<-answered
				return c.path, c.err
			}, nil, func() { otherwise++ }, func(path string) {
				if chosen++; path != c.path {
					t.Errorf("%q is chosen", path)
				}
			})
			s.press(fyne.KeyReturn, ctrl)
			if s.running != nil || !s.layers.Busy() {
				t.Error("the window goes on without an answer")
			}
			if c.escape {
				s.press(fyne.KeyEscape, 0)
			}
			close(answered)
			s.settle()
			if chosen != c.chosen || otherwise != c.otherwise || s.layers.Busy() {
				t.Errorf("chosen %d times, done otherwise %d times, still waiting %v", chosen, otherwise, s.layers.Busy())
			}
		})
	}
}

// chooses has the system's dialog answer with a path: the program that zenity runs here
// is one that a person has told what to choose.
func (s *stage) chooses(path string) {
	s.t.Helper()
	dir := s.t.TempDir()
	script := "#!/bin/sh\nprintf '%s\\n' '" + path + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "zenity"), []byte(script), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// saves clicks a button that saves a file, and gives what is in it.
func (s *stage) saves(name string, click func()) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	s.chooses(path)
	click()
	s.settle()
	if !strings.Contains(s.dialogs(), "保存しました") {
		s.t.Errorf("after saving %s it says %q", name, s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	content, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(content)
}

func (s *stage) csv() *csvScreen {
	i := slices.IndexFunc(s.screens, func(screen screen) bool { _, is := screen.(*csvScreen); return is })
	s.onNavigated(i)
	s.settle()
	return s.screens[i].(*csvScreen)
}

func TestFile_UsersGoOutAndComeInByTheWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.csv()
	text := s.saves("ユーザー.csv", func() { s.click("ファイルに書き出す") })
	if !strings.HasPrefix(text, "\ufeffログイン名,パスワード,名前") {
		t.Fatalf("the file begins with %.60q", text)
	}
	path := filepath.Join(t.TempDir(), "new.csv")
	if err := os.WriteFile(path, []byte(text+"part1,part-time-1,髙橋 花子,,,,,,\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.chooses(path)
	s.click("ファイルを選んで読み込む")
	if s.preview() == nil {
		t.Fatalf("no preview, but %q", s.dialogs())
	}
	s.click(s.preview().apply.Text())
	if u := s.storedUser("part1"); u.Name != "髙橋 花子" || u.PasswordHash == "" {
		t.Errorf("stored is %+v", u)
	}
}

func TestFile_InShiftJISIsWrittenOnceAPersonHasSeenWhatItLacks(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	typed := u
	typed.Name = "𠮷田"
	s.window.edit("変更", edit.ChangeUser(u, typed), nil)
	s.settle()
	c := s.csv()
	c.kind.Choose(0)
	c.encoding.Choose(1)
	text := s.saves("ユーザー.csv", func() {
		s.click("ファイルに書き出す")
		if said := s.dialogs(); !strings.Contains(said, "𠮷") || !strings.Contains(said, "〓") {
			t.Errorf("it says %q", said)
		}
		s.click("書き出す")
	})
	decoded, err := japanese.ShiftJIS.NewDecoder().String(text)
	if err != nil || !strings.Contains(decoded, "〓田") {
		t.Errorf("the file holds %.200q, %v", decoded, err)
	}
}

func TestFile_WholeDirectoryIsSavedAndOpenedByTheWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.csv()
	s.saves("office"+app.ArchiveExtension, func() {
		s.click("全体を保存")
		s.typeInto("パスフレーズ", "long passphrase")
		s.typeInto("もう一度", "long passphrase")
		s.click("保存する場所を選ぶ")
	})
	s.click("全体を開く")
	s.typeInto("パスフレーズ", "long passphrase")
	s.click("開く")
	if !strings.Contains(s.dialogs(), "置き換えますか") {
		t.Errorf("it says %q", s.dialogs())
	}
	s.click("やめる")
}

func TestFile_ChangesProblemsAndNewUsersAreSaved(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if text := s.saves("変更内容.csv", func() { s.click("CSVに保存") }); !strings.Contains(text, "操作,種類,対象") {
		t.Errorf("the changes are %.100q", text)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	if text := s.saves("作成したユーザー.csv", func() { s.click("新規ユーザーをCSVに保存") }); !strings.Contains(text, "userA") {
		t.Errorf("the new users are %.100q", text)
	}
	if text := s.saves("変更内容.csv", func() { s.click("変更内容をCSVに保存") }); !strings.Contains(text, "userA") {
		t.Errorf("the changes are %.100q", text)
	}
	s.window.edit("追加", edit.AddUser(directory.User{LoginName: "local", Name: "地元", Email: "same@example.com"}, ""), nil)
	s.settle()
	s.company.Update(func(d *cybozutest.Data) {
		for i := range d.Users {
			d.Users[i].Email = "same@example.com"
		}
	})
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	text := s.saves("読み込みの問題.txt", func() { s.click("保存") })
	s.click("コピー")
	if !strings.Contains(text, "重複させることはできません") || s.window.fyne.Clipboard().Content()+"\n" != text {
		t.Errorf("saved %.80q, copied %.80q", text, s.window.fyne.Clipboard().Content())
	}
	s.focus(s.preview().problems.focus())
	s.press(fyne.KeyEnd, 0) // the last problem of the list
	s.click("表示する")
	if !strings.Contains(s.onScreen(), "部署／ユーザー") || s.people.grid.SelectedCount() != 1 {
		t.Error("who is concerned is not shown")
	}
}
