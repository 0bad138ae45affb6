package views

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/ncruces/zenity"
	"golang.org/x/text/encoding/japanese"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
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

// needsZenity leaves out a test where the system's own dialog would be asked, and wait.
func (s *stage) needsZenity() {
	if runtime.GOOS != "linux" {
		s.t.Skip("on " + runtime.GOOS + " no program stands between this one and the dialog")
	}
}

// chooses has the system's dialog answer with a path: the program that zenity runs here
// is one that a person has told what to choose.
// The file that it gives has what the dialog was opened with.
func (s *stage) chooses(path string) (asked string) {
	s.t.Helper()
	s.needsZenity()
	dir := s.t.TempDir()
	asked = filepath.Join(dir, "asked")
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >'" + asked + "'\nprintf '%s\\n' '" + path + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "zenity"), []byte(script), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return asked
}

// saves clicks a button that saves a file, and gives what is in it.
func (s *stage) saves(name string, click func()) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	asked := s.chooses(path)
	click()
	s.settle()
	if with, err := os.ReadFile(asked); err != nil || !strings.Contains(string(with), "\n"+name+"\n") {
		s.t.Errorf("to save %s the system is asked with %q, %v", name, with, err)
	}
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
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.importAll()
		s.csv()
		s.saves(programName+"_"+time.Now().Format("20060102")+app.ArchiveExtension, func() {
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
	})
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

func TestFile_AllGoesIntoOneWorkbook(t *testing.T) {
	s := peopleStage(t)
	s.csv()
	if book := s.saves("ユーザーと部署.xlsx", func() { s.click("Excelのファイルに全部書き出す") }); !strings.HasPrefix(book, "PK") {
		t.Errorf("the workbook begins with %.4q", book)
	}
}

// One mistake is told, several are listed, and all can be copied.
func TestFile_MistakesAreToldOrListed(t *testing.T) {
	s := peopleStage(t)
	read := func(lines string) {
		s.startPlan("ファイルを確かめています。", prepareCSV(s.app, "ログイン名,名前,パスワード\n"+lines))
		s.settle()
	}
	read("a,,secret12\n")
	if shown := s.reads(); !strings.HasPrefix(shown, "読み込めませんでした。何も変更していません。 / 2行目「名前」：値がありません。") || strings.Contains(shown, "titles") || !strings.HasSuffix(shown, " / [▶ 技術的な詳細] / [閉じる]") {
		t.Errorf("of one it says %s", shown)
	}
	s.press(fyne.KeyEscape, 0)
	read("a,,secret12\nb,,secret12\n")
	const list = "ファイルに2件の間違いがあります / "
	if shown := s.reads(); !strings.HasPrefix(shown, list) || !strings.Contains(shown, " / titles	場所 | 間違い | 直し方 / row	2行目「名前」 | 値がありません。 | ") || !strings.HasSuffix(shown, " / [コピー] / [閉じる]") {
		t.Errorf("of two it says %s", shown)
	}
	if s.win.Canvas().Focused() != s.dialogGrid().Focusable() {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
	s.click("コピー")
	if got := s.fyne.Clipboard().Content(); strings.Count(got, "行目") != 2 || !strings.HasSuffix(s.reads(), " / [コピーしました] / [閉じる]") {
		t.Errorf("copied is %q; it says %s", got, s.reads())
	}
}

// What the system's dialog is asked with: its title, what files it offers, and that it asks before
// it replaces one.
func TestFiles_TheSystemsDialogOffersFilesOfTheKind(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it is no program there")
	}
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	dir := t.TempDir()
	const save = "--file-selection --save --title 名簿を保存 --modal --filename 名簿.csv --confirm-overwrite --file-filter=CSV|*.[cC][sſS][vV]"
	for _, c := range []struct {
		answer string
		ask    func(chosen func(string))
		want   string
		chosen string
	}{
		{filepath.Join(dir, "a"), func(chosen func(string)) { s.savePath("名簿.csv", chosen) }, save, filepath.Join(dir, "a.csv")},
		{filepath.Join(dir, "b.txt"), func(chosen func(string)) { s.savePath("名簿.csv", chosen) }, save, filepath.Join(dir, "b.txt")},
		{filepath.Join(dir, "c"), func(chosen func(string)) { s.openFile("表", []string{"*.csv", "*.xlsx"}, chosen) }, "--file-selection --title 表のファイルを開く --modal --file-filter=表|*.[cC][sſS][vV] *.[xX][lL][sſS][xX]", filepath.Join(dir, "c")},
	} {
		asked := s.chooses(c.answer)
		got := ""
		c.ask(func(path string) { got = path })
		s.settle()
		with, err := os.ReadFile(asked)
		if text := strings.ReplaceAll(strings.TrimSpace(string(with)), "\n", " "); err != nil || text != c.want {
			t.Errorf("%v, it is asked with %s, want %s", err, text, c.want)
		}
		if got != c.chosen {
			t.Errorf("chosen is %s, want %s", got, c.chosen)
		}
	}
}

// A file that cannot be written is told, and not said to be saved.
func TestFiles_WhatCannotBeWrittenIsTold(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	path := filepath.Join(t.TempDir(), "a.csv")
	s.writeFile(path, func(context.Context, io.Writer) error { return errors.New("broken") })
	s.settle()
	s.expectWords("where it cannot be written", unexpected)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a part of it is there: %v", err)
	}
	s.press(fyne.KeyEscape, 0)
	s.writeFile(path, func(_ context.Context, file io.Writer) error { _, err := io.WriteString(file, "x"); return err })
	s.settle()
	s.expectWords("where it is written", "保存しました / FOLDER/a.csv / [閉じる]")
}

func TestFile_TheWorkbookHasASheetOfEachKind(t *testing.T) {
	s := peopleStage(t)
	s.csv()
	book := s.saves("ユーザーと部署.xlsx", func() { s.click("Excelのファイルに全部書き出す") })
	if n := strings.Count(book, "xl/worksheets/sheet"); n != 2*len(csvKinds) { // beside each, and in the list of all
		t.Errorf("%d names of sheets", n)
	}
}

func TestFile_AWrongPasswordHasTheKeysAndNothingIsAsked(t *testing.T) {
	s := peopleStage(t)
	c := s.csv()
	for _, x := range []struct {
		field *kit.Field
		click string
	}{{c.password, "ファイルに書き出す"}, {c.initial, "ファイルを選んで読み込む"}} {
		x.field.SetText("x")
		s.click(x.click)
		if s.win.Canvas().Focused() != fyne.Focusable(x.field.Entry) || x.field.Error() != "6〜64文字で入力してください（いまは1文字です）。" || s.layers.Busy() {
			t.Errorf("%s: the keys are at %T, it says %q, %q", x.click, s.win.Canvas().Focused(), x.field.Error(), s.dialogs())
		}
	}
}

// unexpected is what is said of an error that nobody has foreseen.
const unexpected = "予期しないエラーが発生しました。 / もう一度お試しください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。 / [▶ 技術的な詳細] / [閉じる]"

// rename calls a table otherwise, unseen by the window: what asks for it fails.
func (s *stage) rename(from, to string) {
	s.t.Helper()
	if err := s.app.Checked(s.t.Context()); err != nil { // which would find damage for good
		s.t.Fatal(err)
	}
	db := s.database()
	defer db.Close()
	if _, err := db.Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
		s.t.Fatal(err)
	}
}

// Whatever cannot be read is said, and where it was asked for can be gone on with.
func TestFile_WhatCannotBeReadIsSaid(t *testing.T) {
	s, part := formatStage(t)
	c := s.csv()
	path := filepath.Join(t.TempDir(), "a"+app.ArchiveExtension)
	s.chooses(path)
	archivePart{s.window}.save("")
	s.settle()
	s.press(fyne.KeyEscape, 0)
	given := filepath.Join(t.TempDir(), "a"+format.Extension)
	if err := os.WriteFile(given, []byte(encodeFormat(part.selected().Format)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name, table string
		do          func()
		want        string
	}{
		{"a file of users", "users", c.onWrite, unexpected},
		{"an archive beside what is here", "users", func() { s.openArchive(path) }, unexpected},
		{"a draft", "users", part.onWrite, unexpected},
		{"a format as a file", "formats", func() { part.take(given) }, unexpected},
		{"a copy of a format", "formats", part.onCopy, unexpected},
		{"a roster's choices", "settings", func() { s.openRoster() }, unexpected},
		{"a roster's page", "imports", func() { s.openRoster() }, unexpected},
		{"the history of a record", "imports", func() { s.openBiography(directory.KindUser, 1, "", nil) }, unexpected},
		{"the formats for a folder", "settings", newFormatFolder(s.window).fill, unexpected},
	} {
		s.rename(x.table, "gone")
		x.do()
		s.settle()
		s.expectWords(x.name, x.want)
		for range 2 {
			s.press(fyne.KeyEscape, 0)
		}
		s.rename("gone", x.table)
		s.settle()
		if shown := s.dialogs(); shown != "" {
			t.Errorf("after %s it still says %q", x.name, shown)
		}
	}
}

func TestFile_PasswordsAreForUsersAloneAndChecked(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	c := s.csv()
	for i, kind := range csvKinds {
		c.kind.Choose(i)
		if shown := slices.Contains(focusables(c.page), fyne.Focusable(c.password.Entry)); shown != (kind.name == "ユーザー") {
			t.Errorf("a password for %s: %v", kind.name, shown)
		}
	}
	for _, f := range []interface {
		SetText(string)
		Error() string
	}{c.password, c.initial} {
		if f.SetText("x"); f.Error() == "" {
			t.Error("a password of one letter is taken")
		}
	}
}

// cannotAsk leaves the system without a dialog that asks for files.
func (s *stage) cannotAsk() {
	s.t.Helper()
	s.needsZenity()
	dir := s.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "zenity"), []byte("#!/bin/sh\nexit 7\n"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestFile_WhereTheSystemCannotAskTheWindowDoes(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.csv()
	s.cannotAsk()
	s.click("ファイルを選んで読み込む")
	if shown := s.dialogs(); !strings.Contains(shown, "のファイルを開く") {
		t.Errorf("shown is %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	r := s.reports()
	r.choose.Tapped(nil)
	s.settle()
	var open *widget.Button
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Importance == widget.HighImportance {
			open = b
		}
	})
	if open == nil {
		t.Fatalf("no dialog asks for a folder: %q", s.dialogs())
	}
	if open.Tapped(nil); r.folder == "" {
		t.Error("no folder is chosen")
	}
}

// writes has a file written, also where there is something to know before.
func (s *stage) writes() {
	s.click("ファイルに書き出す")
	if strings.HasPrefix(s.dialogs(), "書き出す前にご確認ください") {
		s.click("書き出す")
	}
}

// What is chosen on the screen is what is in the file.
func TestFile_IsWrittenAsItIsChosen(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[0]
	changed := u
	changed.Memo = "=1+1"
	s.window.edit("", edit.ChangeUser(u, changed), nil)
	s.settle()
	c := s.csv()
	if s.win.Canvas().Focused() != fyne.Focusable(c.kind) {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
	c.password.SetText("for-all-1")
	for _, x := range []struct {
		kind, encoding int
		defuse         bool
		name           string
		holds, lacks   []string
	}{
		{0, 0, true, "ユーザー.csv", []string{"\ufeffログイン名,", "admin,for-all-1,システム管理者,", "userA,for-all-1,", "'=1+1"}, nil},
		{0, 0, false, "ユーザー.csv", []string{"=1+1"}, []string{"'=1+1"}},
		{0, 1, true, "ユーザー.csv", []string{"ログイン名,", "admin,for-all-1,システム管理者,"}, []string{"\ufeff"}},
		{1, 0, true, "部署.csv", []string{"\ufeff", "開発本部", "dev"}, []string{"for-all-1", "userA"}},
		{2, 0, true, "所属.csv", []string{"\ufeff", "userD", "yakuin"}, []string{"for-all-1", "開発本部,dev"}},
	} {
		c.kind.Choose(x.kind)
		c.encoding.Choose(x.encoding)
		c.defuse.SetChecked(x.defuse)
		text := s.saves(x.name, s.writes)
		if x.encoding == 1 {
			var err error
			if text, err = japanese.ShiftJIS.NewDecoder().String(text); err != nil {
				t.Error(err)
			}
		}
		for _, want := range x.holds {
			if !strings.Contains(text, want) {
				t.Errorf("%+v: %q is not in %.300q", x, want, text)
			}
		}
		for _, other := range x.lacks {
			if strings.Contains(text, other) {
				t.Errorf("%+v: %q is in %.300q", x, other, text)
			}
		}
	}
	c.password.SetText("x") // which no department has
	for i, name := range []string{"部署.csv", "所属.csv"} {
		c.kind.Choose(i + 1)
		s.saves(name, s.writes)
	}
	c.password.SetText("")
	c.kind.Choose(0)
	if text := s.saves("ユーザー.csv", s.writes); !strings.Contains(text, "admin,,システム管理者,") {
		t.Errorf("without a password it is %.200q", text)
	}
	// What a file would lack is told first, and nothing is written where a person leaves.
	changed.Name = "𠮷田"
	s.window.edit("", edit.ChangeUser(s.stored().Users[0], changed), nil)
	s.settle()
	c.encoding.Choose(1)
	asked := s.chooses(filepath.Join(t.TempDir(), "a.csv"))
	s.click("ファイルに書き出す")
	if shown := s.reads(); !strings.HasPrefix(shown, "書き出す前にご確認ください / ") || !strings.HasSuffix(shown, " / [やめる] / [書き出す]") {
		t.Errorf("it says %s", shown)
	}
	s.click("やめる")
	if _, err := os.Stat(asked); err == nil {
		t.Error("a file is asked for")
	}
}

// What is ticked on the screen is how a file is read.
func TestFile_IsReadAsItIsTicked(t *testing.T) {
	s := peopleStage(t)
	c := s.csv()
	c.kind.Choose(1)
	text := s.saves("部署.csv", s.writes)
	var fewer []string
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "グループ2") {
			fewer = append(fewer, line)
		}
	}
	departments := filepath.Join(t.TempDir(), "部署2.csv")
	if err := os.WriteFile(departments, []byte(strings.Join(fewer, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	users := filepath.Join(t.TempDir(), "新人.csv")
	if err := os.WriteFile(users, []byte("ログイン名,名前\nnew1,新人\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(path string) string {
		t.Helper()
		s.csv()
		s.chooses(path)
		s.click("ファイルを選んで読み込む")
		v := s.preview()
		if v == nil {
			shown := s.dialogs()
			s.press(fyne.KeyEscape, 0)
			return shown
		}
		rows := cells(v.list.changes.grid, 3) + strings.Join(message.Exclusions(v.p.Plan), "")
		v.onCancel()
		s.settle()
		return rows
	}
	if got := read(departments); got != "" || !strings.Contains(s.line(), "変更はありません。") {
		t.Errorf("what is not in the file is deleted: %s, %s", got, s.line())
	}
	c.missing.SetChecked(true)
	const gone = "削除|部署|グループ2|\n"
	if got := read(departments); !strings.Contains(got, gone) || !strings.Contains(got, "「グループ2」が、「読み込みから除外」に入り") {
		t.Errorf("what is not in the file stays, or is read again: %s", got)
	}
	c.exclude.SetChecked(false)
	if got := read(departments); !strings.Contains(got, gone) || strings.Contains(got, "読み込みから除外") {
		t.Errorf("what is not in the file stays, or is left out: %s", got)
	}
	if got := read(users); !strings.Contains(got, "パスワード") || strings.Contains(got, "追加|") {
		t.Errorf("without a password there is %s", got)
	}
	c.initial.SetText("first-pass-1")
	if got := read(users); got != "追加|ユーザー|新人（new1）|\n" {
		t.Errorf("with a password there is %s", got)
	}
}
