package views

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// archived imports, saves the whole directory to a file, and goes on without it: a user
// is deleted afterwards.
func archived(t *testing.T) (s *stage, path string) {
	t.Helper()
	s = newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path = filepath.Join(t.TempDir(), "office"+app.ArchiveExtension)
	if err := s.app.WriteFile(context.Background(), path, func(ctx context.Context, file io.Writer) error {
		return s.app.SaveArchive(ctx, file, "")
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.Edit(context.Background(), "削除", edit.DeleteUsers([]int64{s.stored().Users[0].ID}, false)); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	return s, path
}

// openArchive does what follows on the choice of a file.
func (s *stage) openArchive(path string) {
	archivePart{s.window}.look(path, "")
	s.settle()
}

func TestArchive_IsLookedAtBeforeItIsTakenOver(t *testing.T) {
	s, path := archived(t)
	before := s.stored()
	s.openArchive(path)
	for _, want := range []string{"ファイルの内容", "ユーザー23", "22", "連携先" + s.server.Host()} {
		if !strings.Contains(strings.ReplaceAll(s.dialogs(), " ", ""), want) {
			t.Errorf("the question says %q, not %q", s.dialogs(), want)
		}
	}
	s.press(fyne.KeyReturn, ctrl) // confirms nothing that destroys something
	s.settle()
	if !strings.Contains(s.dialogs(), "置き換える") {
		t.Error("Ctrl+Enter has answered")
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.layers.Busy() || s.running != nil {
		t.Errorf("there is still %q", s.dialogs())
	}
	if !directory.Diff(s.stored(), before).Empty() {
		t.Error("looking has changed something")
	}
}

func TestArchive_IsTakenOverAndShown(t *testing.T) {
	s, path := archived(t)
	form := s.form()
	form.url.SetText("https://other.cybozu.com")
	form.login.SetText("of the other")
	s.openArchive(path)
	s.dialogButton("置き換える").Tapped(nil)
	s.settle()
	copies, err := filepath.Glob(filepath.Join(s.app.Dir(), "backups", "*"+app.ArchiveExtension))
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies %q, %v", copies, err)
	}
	for _, want := range []string{"引き継ぎました", "認証情報", filepath.Base(copies[0])} {
		if !strings.Contains(s.dialogs(), want) {
			t.Errorf("the end says %q, not %q", s.dialogs(), want)
		}
	}
	if len(s.stored().Users) != 23 {
		t.Errorf("%d users", len(s.stored().Users))
	}
	if form.url.Text() != "https://"+s.server.Host() || form.login.Text() != "" {
		t.Errorf("the form says %q, %q", form.url.Text(), form.login.Text())
	}
	s.press(fyne.KeyEscape, 0)
	s.onNavigated(screenHistory)
	s.settle()
	if !strings.Contains(s.onScreen(), "引き継ぎ") || !strings.Contains(s.onScreen(), "「office.anpisync」の内容に置き換えました") {
		t.Errorf("the history shows %q", s.onScreen())
	}
}

func TestArchiveGuardI7_ManyWhoWouldBeGoneAreTicked(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	path := filepath.Join(t.TempDir(), "office"+app.ArchiveExtension)
	if err := s.app.WriteFile(context.Background(), path, func(ctx context.Context, file io.Writer) error {
		return s.app.SaveArchive(ctx, file, "")
	}); err != nil {
		t.Fatal(err)
	}
	s.importAll()
	s.openArchive(path) // from before anybody was there
	yes := s.dialogButton("置き換える")
	if !yes.Disabled() || !strings.Contains(s.dialogs(), "23人を削除することを確認しました") {
		t.Fatalf("it is not asked: %s", s.dialogs())
	}
	s.tickDialog()
	yes.Tapped(nil)
	s.settle()
	if n := len(s.stored().Users); n != 0 {
		t.Errorf("%d users", n)
	}
}

func TestArchive_RefusalsSayWhy(t *testing.T) {
	s, path := archived(t)
	text := filepath.Join(t.TempDir(), "text.anpisync")
	if err := os.WriteFile(text, []byte("ログイン名,名前\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.openArchive(text)
	if !strings.Contains(s.dialogs(), "安否シンクで保存したファイルではありません。") {
		t.Errorf("a text file: %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)

	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userB") })
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil {
		t.Fatal("there is no preview")
	}
	s.openArchive(path)
	if !strings.Contains(s.dialogs(), "読み込みの途中です") || strings.Contains(s.dialogs(), "置き換え") {
		t.Errorf("before a preview: %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
}

func TestArchive_ANameWithoutItsKindGetsIt(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken+app.ArchiveExtension, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "office"):     filepath.Join(dir, "office.anpisync"),
		filepath.Join(dir, "office.bak"): filepath.Join(dir, "office.bak"),
		taken:                            taken,
	} {
		if got := withKind(path, app.ArchiveExtension); got != want {
			t.Errorf("%s becomes %s", path, got)
		}
	}
}

func TestArchive_AsksForItsPassphrase(t *testing.T) {
	s, _ := archived(t)
	path := filepath.Join(t.TempDir(), "sealed"+app.ArchiveExtension)
	err := s.app.WriteFile(context.Background(), path, func(ctx context.Context, file io.Writer) error {
		return s.app.SaveArchive(ctx, file, "correct horse")
	})
	if err != nil {
		t.Fatal(err)
	}
	enter := func(passphrase string) {
		t.Helper()
		s.entryWithFocus().SetText(passphrase)
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
	}
	s.openArchive(path)
	for _, passphrase := range []string{"", "wrong horse"} {
		if !strings.Contains(s.dialogs(), "パスフレーズ") || strings.Contains(s.dialogs(), "置き換える") {
			t.Fatalf("before %q: %q", passphrase, s.dialogs())
		}
		enter(passphrase)
	}
	if !strings.Contains(s.dialogs(), "パスフレーズが違います。") {
		t.Errorf("after a wrong one: %q", s.dialogs())
	}
	enter("correct horse")
	if !strings.Contains(s.dialogs(), "置き換える") {
		t.Fatalf("after the right one: %q", s.dialogs())
	}
	s.dialogButton("置き換える").Tapped(nil)
	s.settle()
	if !strings.Contains(s.dialogs(), "引き継ぎました") {
		t.Errorf("the end says %q", s.dialogs())
	}
}

func TestArchive_APassphraseIsTypedTwice(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	archivePart{s.window}.onSave()
	for _, want := range []string{"パスワードのハッシュ値", "個人情報", "だれにも開けません"} {
		if !strings.Contains(s.dialogs(), want) {
			t.Errorf("it does not say %q: %q", want, s.dialogs())
		}
	}
	for _, typed := range []struct{ text, says string }{{"short", "8文字以上で入力"}, {"long enough", "同じパスフレーズ"}} {
		s.entryWithFocus().SetText(typed.text)
		s.press(fyne.KeyReturn, ctrl)
		if !strings.Contains(s.dialogs(), typed.says) {
			t.Errorf("of %q it says %q", typed.text, s.dialogs())
		}
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() {
		t.Errorf("there is still %q", s.dialogs())
	}
}

// entryWithFocus is the field that has the focus.
func (s *stage) entryWithFocus() *kit.Entry {
	s.t.Helper()
	entry, ok := s.win.Canvas().Focused().(*kit.Entry)
	if !ok {
		s.t.Fatalf("the focus is on a %T", s.win.Canvas().Focused())
	}
	return entry
}
