package views

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/cybozu"
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

// A window that closes while a file is looked at asks nothing of it any more.
func TestArchive_AWindowThatClosesAsksNothing(t *testing.T) {
	for name, passphrase := range map[string]string{"open": "", "sealed": "correct horse"} {
		s, _ := archived(t)
		path := filepath.Join(t.TempDir(), "office"+app.ArchiveExtension)
		if err := s.app.WriteFile(t.Context(), path, func(ctx context.Context, file io.Writer) error {
			return s.app.SaveArchive(ctx, file, passphrase)
		}); err != nil {
			t.Fatal(err)
		}
		archivePart{s.window}.look(path, "")
		if got := s.dialogs(); !strings.Contains(got, "ファイルを確かめています。") {
			t.Errorf("%s: meanwhile it says %q", name, got)
		}
		s.jobs.Wait()
		s.onClose()
		s.dialogButton("中止して終了する").Tapped(nil)
		s.settle()
		if !s.closed || s.dialogs() != "" {
			t.Errorf("%s: closed: %v; it says %q", name, s.closed, s.dialogs())
		}
	}
}

// What cannot be looked at is told, each step of it, and leaves nothing open.
func TestArchive_WhatCannotBeLookedAtIsTold(t *testing.T) {
	s, path := archived(t)
	s.openArchive(filepath.Join(t.TempDir(), "gone"+app.ArchiveExtension))
	if got := s.dialogs(); strings.Contains(got, "置き換え") || got == "" || s.running != nil {
		t.Errorf("of a file that is not there it says %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	for _, table := range []string{"users", "imports"} {
		s.rename(table, "gone")
		s.openArchive(path)
		if got := s.dialogs(); strings.Contains(got, "置き換えますか") || got == "" || s.running != nil {
			t.Errorf("without %s it says %q", table, got)
		}
		s.rename("gone", table)
		s.escapes(s.layers.Busy)
	}
}

// After another office was taken over, the form is that of the other, with what this machine has of
// it and nothing of the one before.
func TestArchive_TheFormIsThatOfTheOtherOffice(t *testing.T) {
	for name, saved := range map[string]*credentials.Secret{"nothing saved": nil, "a login saved": {Login: "a", Password: "b", BasicUser: "c", BasicPassword: "d"}} {
		s, path := archived(t)
		want := "cybozu.comのURL=https://" + s.server.Host() + " 新規ユーザーの初期パスワード=typed token=false basic=false save=false"
		if saved != nil {
			dir, keyring := t.TempDir(), credentials.Memory()
			if err := keyring.Save(t.Context(), cybozu.Host(s.server.Host()), *saved); err != nil {
				t.Fatal(err)
			}
			s = newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, keyring, dir)
			s.settle()
			want = "cybozu.comのURL=https://" + s.server.Host() + " ログイン名=a パスワード=b Basic認証のユーザー名=c Basic認証のパスワード=d 新規ユーザーの初期パスワード=typed token=false basic=true save=true"
		}
		c := s.form()
		for _, f := range []*kit.Field{c.login, c.password, c.token, c.basicUser, c.basicPassword, c.initial} {
			f.SetText("typed")
		}
		c.url.SetText("other")
		c.save.SetChecked(saved == nil)
		s.win.Canvas().Unfocus()
		s.openArchive(path)
		s.tickDialog()
		s.dialogButton("置き換える").Tapped(nil)
		s.settle()
		if got := s.dialogs(); !strings.Contains(got, "引き継ぎました") {
			t.Fatalf("%s: it says %q", name, got)
		}
		s.press(fyne.KeyEscape, 0)
		s.win.Canvas().Unfocus()
		if got := s.formOf(); got != want {
			t.Errorf("%s: got  %s\nwant %s", name, got, want)
		}
	}
}

// A file is saved without a word where nobody wants a passphrase, and cannot be read by who has not
// the one that was typed.
func TestArchive_ThePassphraseIsWhatWasTyped(t *testing.T) {
	s, _ := archived(t)
	s.csv()
	path := filepath.Join(t.TempDir(), "office"+app.ArchiveExtension)
	s.chooses(path)
	s.click("全体を保存")
	s.typeInto("パスフレーズ", "八文字の合言葉")
	s.typeInto("もう一度", "八文字の合言葉")
	s.click("保存する場所を選ぶ")
	if got := s.dialogs(); !strings.Contains(got, "8文字以上で入力してください。") {
		t.Fatalf("of seven characters it says %q", got)
	}
	s.typeInto("パスフレーズ", "八文字の合言葉。")
	s.typeInto("もう一度", "八文字の合言葉。")
	s.click("保存する場所を選ぶ")
	if got := s.dialogs(); !strings.Contains(got, "保存しました") {
		t.Fatalf("it says %q", got)
	}
	for passphrase, opens := range map[string]bool{"": false, "八文字の合言葉": false, "八文字の合言葉。": true} {
		if _, err := s.app.InspectArchive(t.Context(), path, passphrase); (err == nil) != opens || err != nil && !app.IsSealed(err) {
			t.Errorf("%q: %v", passphrase, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("%v", err)
	}
}

func TestArchive_SavingAsksForAPassphraseUnlessAPersonWantsNone(t *testing.T) {
	s, _ := archived(t)
	s.csv()
	s.chooses(filepath.Join(t.TempDir(), "a.anpisync"))
	const head = "全体を保存 / ファイルには、全員の個人情報と、パスワードのハッシュ値（パスワードの確認に使う値）が入ります。" +
		"パスフレーズで保護すると、パスフレーズを知らない人はファイルを開けません。 / パスフレーズで保護する（おすすめ）"
	asked := func(problem, again string) string {
		return head + " / パスフレーズ" + problem + " / 8文字以上。忘れると、だれにも開けません。 / もう一度" + again + " / [やめる] / [保存する場所を選ぶ]"
	}
	types := func(text string) {
		s.entryWithFocus().SetText(text)
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
	}
	s.click("全体を保存")
	s.expectWords("at first", asked("", ""))
	types("七文字です。。")
	s.expectWords("with seven characters", asked(" / 8文字以上で入力してください。", ""))
	types("八文字です。。。")
	s.expectWords("with eight", asked("", " / 同じパスフレーズを入力してください。"))
	types("八文字です。。。")
	s.expectWords("with the same again", "保存しました / FOLDER/a.anpisync / [閉じる]")
	s.press(fyne.KeyEscape, 0)

	path := filepath.Join(t.TempDir(), "b.anpisync")
	s.chooses(path)
	s.click("全体を保存")
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Check); ok {
			c.Tapped(nil)
		}
	})
	s.expectWords("without a passphrase", head+" / [やめる] / [保存する場所を選ぶ]")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("without one", "保存しました / FOLDER/b.anpisync / [閉じる]")
	s.press(fyne.KeyEscape, 0)
	s.openArchive(path)
	s.expectWords("and opened again", "ファイルの内容に置き換えますか？ / いまの部署、ユーザー、連携、履歴は、すべてファイルの内容に置き換わります。この端末の設定は変わりません。"+
		"いまの内容は、控えのファイルに残します。 / ファイルの内容 / いまの内容 / 部署 / 10 / 10 / ユーザー / 22 / 22 / 連携先 / example.cybozu.com / example.cybozu.com / 最後の読み込み / MOMENT / MOMENT"+
		" / [やめる] / [置き換える]")
}

// A file of another office is taken over once, by whoever is not in the middle of an import, and
// not by a window that is closing.
func TestArchive_IsNotTakenOverInTheMiddleOfSomethingElse(t *testing.T) {
	s, path := archived(t)
	a := archivePart{s.window}
	archive, err := s.app.InspectArchive(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	revision := s.stored().Revision
	s.running = &run{w: s.window}
	a.takeOver(archive, nil)
	s.expectWords("in the middle of an import", "読み込みの途中です / 変更内容を反映するか、やめてから、もう一度開いてください。 / [閉じる]")
	s.running = nil
	s.press(fyne.KeyEscape, 0)
	if s.stored().Revision != revision {
		t.Fatal("it is taken over")
	}
	if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	form := s.form()
	form.login.SetText("typed")
	a.takeOver(archive, nil)
	s.settle()
	if got := s.reads(); s.stored().Revision != revision || form.login.Text() != "typed" || s.running != nil || strings.Contains(got, "引き継ぎました") || got == "" {
		t.Errorf("where it cannot be taken over it says %q, and the form %q", got, form.login.Text())
	}
	s.press(fyne.KeyEscape, 0)
	if err := s.app.WriteFile(t.Context(), path, func(ctx context.Context, file io.Writer) error { return s.app.SaveArchive(ctx, file, "") }); err != nil {
		t.Fatal(err)
	}
	if archive, err = s.app.InspectArchive(t.Context(), path, ""); err != nil {
		t.Fatal(err)
	}
	a.takeOver(archive, nil)
	if got := s.dialogs(); !strings.Contains(got, "引き継いでいます。") {
		t.Errorf("meanwhile it says %q", got)
	}
	s.jobs.Wait()
	s.running.closing = true // the window was closed meanwhile
	s.settle()
	if got := s.dialogs(); got != "" || !s.closed {
		t.Errorf("closed: %v; it says %q", s.closed, got)
	}
	for want, at := range map[string]time.Time{"なし": {}, "2026-04-09 09:30": time.Date(2026, 4, 9, 9, 30, 0, 0, time.Local)} {
		if got := timeOrNone(at); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if orNone("") != "なし" || orNone("a") != "a" {
		t.Errorf("%q, %q", orNone(""), orNone("a"))
	}
}
