package views

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/storage"
	"golang.org/x/text/encoding/japanese"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// serviceHead is that of the file as a service exports it.
const serviceHead = "ログイン名,氏名,メールアドレス1,区分,削除フラグ"

// serviceFile is a file in Shift_JIS of all who are here, as a service might export it.
func (s *stage) serviceFile() (path, text string) {
	s.t.Helper()
	text = serviceHead + "\r\n"
	for i, u := range s.stored().Users {
		text += fmt.Sprintf("%s,%s,%s,区分%d,0\r\n", u.LoginName, u.Name, u.Email, i%2)
	}
	encoded, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		s.t.Fatal(err)
	}
	path = filepath.Join(s.t.TempDir(), "利用者.csv")
	if err := os.WriteFile(path, []byte(encoded), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path, text
}

// formats are those that are kept.
func (s *stage) formats() (kept []*app.SavedFormat) {
	s.t.Helper()
	all, err := s.app.Formats(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return slices.DeleteFunc(all, (*app.SavedFormat).BuiltIn)
}

// openColumns shows the columns of a file, as dropping it does once a person wants that.
func (s *stage) openColumns(path string) *formatForm {
	s.t.Helper()
	file, err := os.Open(path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer file.Close()
	learned, err := s.app.LearnFormat(context.Background(), file, format.LearnOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	f := newFormatForm(s.window, 0, learned.Format, learned, path, s.stored().Options)
	f.show(f.first())
	return f
}

// chooseByKeys opens the menu of a column by Return, and goes to a line of it by the arrows.
func (s *stage) chooseByKeys(f *formatForm, at int, text string) {
	s.t.Helper()
	s.focus(f.columns[at].choice)
	s.press(fyne.KeyReturn, 0)
	for _, item := range f.choices(at) {
		if item.Text == "" {
			continue
		}
		s.press(fyne.KeyDown, 0)
		if item.Text == text {
			s.press(fyne.KeyReturn, 0)
			s.settle()
			return
		}
	}
	s.t.Fatalf("the menu has no line %q", text)
}

// keepFormat learns a format from a file of all who are here, and reads that file.
func (s *stage) keepFormat() (saved *app.SavedFormat, text string) {
	s.t.Helper()
	path, text := s.serviceFile()
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
	s.settle()
	s.click("書式を作る")
	s.typeInto("書式の名前", "安否")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if strings.Contains(s.dialogs(), "要確認の列があります") {
		s.click("このまま保存する")
	}
	s.click("確認に進む")
	if s.preview() != nil {
		s.t.Fatalf("what the service has is no change, but the preview says %q", s.onScreen())
	}
	kept := s.formats()
	if len(kept) != 1 {
		s.t.Fatalf("%d formats are kept; the window says %q", len(kept), s.dialogs()+s.onScreen())
	}
	return kept[0], text
}

func TestFormat_IsLearnedFromADroppedFileCorrectedAndKept(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path, _ := s.serviceFile()
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
	s.settle()
	s.click("書式を作る")
	shown := s.dialogs()
	for _, want := range []string{"利用者.csv", "Shift_JIS", "区分0", "区分1", s.stored().Users[0].Name, "ログイン名", "削除の印"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not shown: %q", want, shown)
		}
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.dialogs() != "" || s.window.form != nil {
		t.Fatalf("nothing was typed, and yet it asks %q", s.dialogs())
	}

	f := s.openColumns(path)
	s.typeInto("書式の名前", "安否")
	s.chooseByKeys(f, 3, "決まった文字")
	s.typeInto("全員に入れる文字", "本社")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if !strings.Contains(s.dialogs(), "「本社」") {
		t.Errorf("the column says %q", s.dialogs())
	}
	s.chooseByKeys(f, 1, "名前 …")
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	s.press(fyne.KeyEscape, 0)
	if !strings.Contains(s.dialogs(), "入力した内容を破棄しますか") {
		t.Fatalf("Esc gives up what was chosen: %q", s.dialogs())
	}
	s.click("入力に戻る")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	kept := s.formats()
	if len(kept) != 1 {
		t.Fatalf("%d formats are kept, and it says %q", len(kept), s.dialogs())
	}
	saved := kept[0].Format
	want := []format.Source{format.Of(directory.FieldLogin), format.Of(directory.FieldName).With(format.Family, format.AsIs), format.Of(directory.FieldEmail), {What: format.Fixed, Text: "本社"}}
	for i, w := range want {
		if got := saved.Columns[i].Source; got != w {
			t.Errorf("column %d is %+v, want %+v", i, got, w)
		}
	}
	if saved.Name != "安否" || saved.Shape.Encoding != "CP932" || saved.Columns[4].Source.What != format.Delete {
		t.Errorf("kept is %+v", saved)
	}
	if !strings.Contains(s.dialogs(), "「安否」の書式で読み込む") {
		t.Errorf("reading the file is not offered: %q", s.dialogs())
	}
}

func TestFormat_WritesWhatDiffersOnceAPersonHasSeenIt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	saved, text := s.keepFormat()

	// Who changes and who leaves is listed, and is all that is in the file.
	was := *s.storedUser("userA")
	changed := was
	changed.Email = "changed@example.com"
	s.window.edit("変更", edit.ChangeUser(was, changed), nil)
	s.settle()
	s.csv().formats.grid.Select(saved.ID)
	s.press(fyne.KeyEscape, 0)
	wrote := s.wroteFormat(func() {
		s.click("この書式で書き出す")
		if listed := cells(s.dialogGrid(), 4); !strings.Contains(listed, "変わった") || !strings.Contains(listed, was.Email+" → changed@example.com") {
			t.Errorf("listed are %q", listed)
		}
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
	})
	want := ""
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, serviceHead) || strings.HasPrefix(line, "userA,") {
			want += strings.Replace(line, was.Email, "changed@example.com", 1)
		}
	}
	if wrote != want {
		t.Errorf("written is %q, want %q", wrote, want)
	}
	if line := s.line(); !strings.Contains(line, "1人を 安否.csv に書き出しました") {
		t.Errorf("it says %q", line)
	}

	// Nobody differs from that file, until it is taken back: then all of it is to be said again.
	s.click("この書式で書き出す")
	if s.dialogButton("ファイルに保存").Disabled() == false {
		t.Error("a file of nobody can be saved")
	}
	s.click("前回の書き出しを取り消す")
	s.click("取り消す")
	if listed := cells(s.dialogGrid(), 4); !strings.Contains(listed, "changed@example.com") {
		t.Errorf("after taking it back, listed are %q", listed)
	}
}

// wroteFormat is what is in the file that is saved meanwhile, from Shift_JIS.
func (s *stage) wroteFormat(click func()) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "安否.csv")
	s.chooses(path)
	click()
	content, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatalf("%v; it says %q", err, s.dialogs())
	}
	text, err := japanese.ShiftJIS.NewDecoder().String(string(content))
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

func TestFormat_WhatCannotBeHandedOverIsListedBefore(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	saved, _ := s.keepFormat()
	u := s.stored().Users[0]
	typed := u
	typed.Name = "𠮷田"
	s.window.edit("変更", edit.ChangeUser(u, typed), nil)
	s.settle()
	s.csv().formats.grid.Select(saved.ID)
	s.click("この書式で書き出す")
	if listed := cells(s.dialogGrid(), 4); !strings.Contains(listed, "𠮷") || !strings.Contains(listed, "氏名") {
		t.Errorf("listed are %q", listed)
	}
	if !s.dialogButton("ファイルに保存").Disabled() {
		t.Error("it can be saved before anybody has said what is to become of it")
	}
	if s.ticks("表せない文字を「〓」にして書き出す"); s.dialogButton("ファイルに保存").Disabled() {
		t.Errorf("it still cannot be saved: %q", s.dialogs())
	}
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if !strings.Contains(wrote, u.LoginName+",〓田,") || strings.Count(wrote, "\r\n") != 2 {
		t.Errorf("written is %q", wrote)
	}
}

// ticks ticks a box of the topmost dialog.
func (s *stage) ticks(text string) {
	s.t.Helper()
	ticked := false
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Check); ok && strings.HasPrefix(written(c), text) {
			c.SetChecked(true)
			ticked = true
		}
	})
	if !ticked {
		s.t.Fatalf("no box %q", text)
	}
	s.settle()
}

func TestFormat_AWholeFileWarnsOfWhoVanishes(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	saved, _ := s.keepFormat()
	whole := saved.Format.Clone()
	whole.Whole = true
	if _, err := s.app.SaveFormat(context.Background(), saved.ID, whole); err != nil {
		t.Fatal(err)
	}
	gone := s.stored().Users[0]
	s.window.edit("削除", edit.DeleteUsers([]int64{gone.ID}, false), nil)
	s.settle()
	c := s.csv()
	c.formats.show()
	s.settle()
	c.formats.grid.Select(saved.ID)
	s.click("この書式で書き出す")
	if shown := s.dialogs(); !strings.Contains(shown, message.FormatWhole(format.Users)) || !strings.Contains(shown, "1人が、ファイルに入らず、サービスから消えます") {
		t.Errorf("it does not warn: %q", shown)
	}
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if strings.Contains(wrote, gone.LoginName) || strings.Count(wrote, "\r\n") != 1+len(s.stored().Users) {
		t.Errorf("written is %q", wrote)
	}
}

func TestFormat_IsReadInThePreviewWhereTheFileIsAnothers(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	_, text := s.keepFormat()
	path := filepath.Join(t.TempDir(), "利用者2.csv")
	encoded, err := japanese.ShiftJIS.NewEncoder().String(text + "part1,髙橋 花子,part@example.com,区分9,0\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(encoded), 0o600); err != nil {
		t.Fatal(err)
	}
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
	s.settle()
	s.typeInto("新規ユーザーの初期パスワード", "part-time-1")
	s.click("確認に進む")
	if s.preview() == nil {
		t.Fatalf("no preview, but %q", s.dialogs())
	}
	s.click(s.preview().apply.Text())
	if u := s.storedUser("part1"); u.Name != "髙橋 花子" || u.PasswordHash == "" {
		t.Errorf("stored is %+v", u)
	}
}

func TestFormat_IsCopiedRenamedGivenToAnotherAndDeleted(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	saved, _ := s.keepFormat()
	part := s.csv().formats
	names := func() (all []string) {
		for _, kept := range s.formats() {
			all = append(all, kept.Format.Name)
		}
		return all
	}
	part.grid.Select(saved.ID)
	s.click("コピー")
	s.typeInto("書式の名前", "安否")
	s.click("コピーする")
	if !strings.Contains(s.dialogs(), "名前") || len(names()) != 1 {
		t.Fatalf("two have one name: %q", names())
	}
	s.typeInto("書式の名前", "控え")
	s.click("コピーする")
	if got := names(); !slices.Contains(got, "控え") {
		t.Fatalf("kept are %q, and it says %q", got, s.dialogs())
	}
	s.click("編集")
	s.typeInto("書式の名前", "支店用")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := names(); !slices.Contains(got, "支店用") || slices.Contains(got, "控え") {
		t.Fatalf("kept are %q, and it says %q", got, s.dialogs())
	}

	text := s.saves("支店用"+format.Extension, func() { s.click("書式を保存") })
	if strings.Contains(text, s.stored().Users[0].LoginName) {
		t.Error("somebody is in the file of a format")
	}
	path := filepath.Join(t.TempDir(), "もらった書式"+format.Extension)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
	s.settle()
	if got := names(); len(got) != 3 || part.selected() == nil || part.selected().Format.Name == "支店用" {
		t.Fatalf("kept are %q, and it says %q", got, s.dialogs())
	}
	s.click("削除")
	s.click("削除する")
	if got := names(); len(got) != 2 {
		t.Errorf("kept are %q", got)
	}
}

func TestFormat_ThoseThatComeWithTheProgramAreCopiedOrLeadToTheServicesFile(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	part := s.csv().formats
	for _, saved := range part.list {
		part.grid.Select(formatKey(part.list, saved))
		if !part.change.Disabled() || !part.remove.Disabled() {
			t.Errorf("%s can be changed or deleted", saved.Format.Name)
		}
		if !saved.Format.Empty {
			continue
		}
		s.click("この書式で書き出す")
		if shown := s.dialogs(); !strings.Contains(shown, message.FormatEmpty) {
			t.Errorf("%s says %q", saved.Format.Name, shown)
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
}

func TestFormat_IsWrittenIntoAFolderAfterAutomaticImports(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	s.keepFormat()
	dir := t.TempDir()
	f := s.autoSync().service
	s.settle()
	s.chooses(dir)
	f.choose.Tapped(nil)
	s.settle()
	s.click("保存する")
	if f.folder != dir || f.field.Error() != "" {
		t.Fatalf("set is %q, %q; it says %q", f.folder, f.field.Error(), s.dialogs())
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing is left in the folder: %v", err)
	}
	s.click("保存をやめる")
	if dir := f.folder; dir != "" {
		t.Errorf("set is still %q", dir)
	}
}

// The dialogs of 書式 fit into the smallest window; what does not is scrolled within them.
func TestLayout_DialogsOfFormatsFitTheSmallestWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path, _ := s.serviceFile()
	s.win.Resize(leastSize)
	f := s.openColumns(path)
	if button := f.yes; !s.inView(button) || !s.inView(f.columns[0].choice) {
		t.Error("the button or the first column is out of sight")
	}
	for _, c := range f.columns {
		s.focus(c.choice)
		if !s.inView(c.choice) {
			t.Errorf("the choice of %q has the keys and is out of sight", f.f.Label(slices.Index(f.columns, c)))
		}
	}
	s.press(fyne.KeyEscape, 0)
	d := newFormatDraft(s.window, &app.SavedFormat{ID: 1, Format: f.f})
	d.dialog.Show(d.scope)
	s.settle()
	if !s.inView(d.yes) || !s.inView(d.grid) {
		t.Error("the list or the button is out of sight")
	}
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if scroll, ok := o.(*container.Scroll); ok && scroll.Direction == container.ScrollVerticalOnly && scroll.Content.MinSize().Width > scroll.Size().Width {
			t.Errorf("%g wide, and %g are there", scroll.Content.MinSize().Width, scroll.Size().Width)
		}
	})
}

// formatStage has a format whose service has everybody, selected.
func formatStage(t *testing.T) (s *stage, part *formatPart) {
	t.Helper()
	s = newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	saved, _ := s.keepFormat()
	part = s.csv().formats
	part.grid.Select(saved.ID)
	s.settle()
	return s, part
}

// leaves gives up the dialog by its button.
func (s *stage) leaves(want string) {
	s.t.Helper()
	if shown := s.dialogs(); !strings.Contains(shown, want) {
		s.t.Fatalf("shown is %q, want %q", shown, want)
	}
	s.click("やめる")
	if shown := s.dialogs(); strings.Contains(shown, want) {
		s.t.Fatalf("it is still shown: %q", shown)
	}
}

func TestFormat_ItsLineIsOpenedByTheMouseAndItsDialogsAreLeft(t *testing.T) {
	s, part := formatStage(t)
	id := part.selected().ID
	part.grid.OnOpen(0, id)
	s.settle()
	s.leaves("「安否」の書式で書き出す")
	part.grid.OnMenu(0, id, 0, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyHome)
	s.leaves("「安否」の書式で書き出す")
	s.click("この書式で読み込む")
	s.leaves("「安否」の書式で読み込む")
	s.click("コピー")
	s.leaves("「安否」のコピー")
	if n := len(s.formats()); n != 1 {
		t.Errorf("%d formats are kept", n)
	}
}

func TestFormat_ASampleAndASavedFormatAreChosenByTheirButtons(t *testing.T) {
	s, _ := formatStage(t)
	path, _ := s.serviceFile()
	s.chooses(path)
	s.click("見本のファイルから作る")
	if shown := s.dialogs(); !strings.Contains(shown, "書式を作る") || !strings.Contains(shown, "利用者.csv") {
		t.Errorf("shown is %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	text := s.saves("安否"+format.Extension, func() { s.click("書式を保存") })
	given := filepath.Join(t.TempDir(), "もらった"+format.Extension)
	if err := os.WriteFile(given, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.chooses(given)
	s.click("書式を開く")
	if n := len(s.formats()); n != 2 {
		t.Errorf("%d formats are kept, and it says %q", n, s.dialogs())
	}
}

func TestFormat_AStrangeFileIsLeftOrTakenForOneOfOurs(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path, _ := s.serviceFile()
	drop := func() {
		s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
		s.settle()
	}
	drop()
	s.leaves("ほかのサービスのファイルですか？")
	drop()
	s.click("このアプリのCSVとして確かめる")
	if shown := s.dialogs(); !strings.Contains(shown, "区分") || strings.Contains(shown, "ほかのサービス") {
		t.Errorf("what is wrong with it as one of ours is not said: %q", shown)
	}
}

// What a person presses leads to the right question, to the right file, and is told after.
func TestFormat_EachButtonAsksForItsFileAndSaysWhatWasDone(t *testing.T) {
	s, part := formatStage(t)
	missing := filepath.Join(t.TempDir(), "ない")
	asks := func(name string, do func(), want ...string) {
		t.Helper()
		asked := s.chooses(missing)
		do()
		s.settle()
		with, err := os.ReadFile(asked)
		for _, want := range want {
			if err != nil || !strings.Contains(string(with), want) {
				t.Errorf("%s asks with %q, %v, want %q", name, with, err, want)
			}
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
	tables := []string{"\nCSV・Excelのファイルを開く\n", "*.[cC]", "*.[tT][xX][tT]", "*.[tT][s", "*.[xX][lL]"}
	asks("a sample", part.onLearn, tables...)
	asks("a file of ours", s.csv().onRead, tables...)
	asks("a format", part.onOpen, "\n書式のファイルを開く\n")
	s.click("この書式で読み込む")
	asks("a file of the service", func() { s.click("ファイルを選ぶ") }, tables...)

	s.click("コピー")
	s.expectWords("before it is copied", "「安否」のコピー / 書式の名前 / typed	安否 (2) / [やめる] / [コピーする]")
	s.typeInto("書式の名前", "  支店  ")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := part.selected(); got == nil || got.Format.Name != "支店" || s.line() != "「安否」をコピーしました。" || s.dialogs() != "" {
		t.Errorf("copied, %+v is selected; it says %q, %q", got, s.line(), s.dialogs())
	}
	text := s.saves("支店"+format.Extension, func() { s.click("書式を保存") })
	s.click("削除")
	s.expectWords("before it is deleted", "「支店」を削除しますか？ / 書式と、「そのまま残す」の列の内容、前回書き出したときの控えを消します。部署とユーザーは変わりません。 / [やめる] / [削除する]")
	s.click("やめる")
	s.click("削除")
	s.click("削除する")
	if got := s.formats(); len(got) != 1 || got[0].Format.Name != "安否" || s.line() != "「支店」を削除しました。" {
		t.Errorf("deleted, it says %q, and %d are kept", s.line(), len(got))
	}
	given := filepath.Join(t.TempDir(), "a"+format.Extension)
	if err := os.WriteFile(given, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"支店", "支店 (2)"} {
		s.chooses(given)
		part.onOpen()
		s.settle()
		if got := part.selected(); got == nil || got.Format.Name != want || s.line() != "「"+want+"」の書式を追加しました。" {
			t.Errorf("opened, %+v is selected, and it says %q", got, s.line())
		}
	}
	part.show()
	s.settle()
	if got := part.selected(); got == nil || got.Format.Name != "支店 (2)" {
		t.Errorf("read anew, %+v is selected", got)
	}
}

// Most have one format, which is selected where none is; what comes with the program is not.
func TestFormat_TheFirstOfOnesOwnIsSelectedAtFirst(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	part := s.csv().formats
	if got := part.selected(); got != nil {
		t.Errorf("%s is selected", got.Format.Name)
	}
	saved, _ := s.keepFormat()
	part.grid.Unselect()
	part.show()
	s.settle()
	if got := part.selected(); got == nil || got.ID != saved.ID {
		t.Errorf("selected is %+v", got)
	}
	if row := cells(part.grid, 3); !strings.HasPrefix(stamps.ReplaceAllString(row, "TIME"), "安否|CSV・Shift_JIS・5列|TIME 読み込み|\n") {
		t.Errorf("listed are %s", row)
	}
	part.grid.Select(formatKey(part.list, part.list[1]))
	part.show()
	s.settle()
	if got := part.selected(); got == nil || !got.BuiltIn() || got != part.list[1] {
		t.Errorf("selected is %+v", got)
	}
}

// What a person wants of a file decides what it would change.
func TestFormat_ReadingTakesWhatIsWanted(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	_, text := s.keepFormat()
	lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "userA,") {
			lines[i] = strings.Replace(line, "ユーザーA", "新しい名前", 1)
		}
	}
	lines = append(lines, "part1,髙橋 花子,part@example.com,区分9,0")
	path := fileOf(t, "利用者2.csv", lines...)
	const (
		strangers = "ここにいない人は追加しません：part1。次に書き出すとき、いなくなった人（サービスから削除する人）として示します。"
		linked    = "連携済みの新しい名前（userA、userA@example.com）の名前、よみ、メールアドレス、電話番号は、次の読み込みでcybozu.comの内容に戻ります。続けて使うときは、cybozu.comでも変更してください。"
	)
	for _, c := range []struct {
		ticks []string
		want  string
		warns string
	}{
		{nil, "追加|ユーザー|髙橋 花子（part1）|\n", ""},
		{[]string{"ここにいない人を追加しない"}, "", strangers},
		{[]string{"cybozu.comと連携している人も、ファイルの内容に変える"}, "変更|ユーザー|新しい名前（userA）|\n追加|ユーザー|髙橋 花子（part1）|\n", linked},
		{[]string{"ここにいない人を追加しない", "cybozu.comと連携している人も、ファイルの内容に変える"}, "変更|ユーザー|新しい名前（userA）|\n", linked + "|" + strangers},
	} {
		s.openFormatReading(s.formats()[0], path)
		for _, tick := range c.ticks {
			s.ticks(tick)
		}
		if len(c.ticks) == 0 || c.ticks[0] != "ここにいない人を追加しない" {
			s.typeInto("新規ユーザーの初期パスワード", "part-time-1")
		}
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
		got := ""
		if v := s.preview(); v != nil {
			got = cells(v.list.changes.grid, 3)
			if got := strings.Join(v.sight.warnings, "|"); got != c.warns {
				t.Errorf("with %q it warns of %q", c.ticks, got)
			}
			v.onCancel()
			s.settle()
		}
		if s.preview() != nil || got != c.want {
			t.Errorf("with %q:\n%swant\n%s; it says %q", c.ticks, got, c.want, s.dialogs())
		}
		s.escapes(s.layers.Busy)
	}
}

// fileOf is a file in Shift_JIS.
func fileOf(t testing.TB, name string, lines ...string) string {
	t.Helper()
	encoded, err := japanese.ShiftJIS.NewEncoder().String(strings.Join(lines, "\r\n") + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(encoded), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Errors are said, whatever was asked for; nothing is kept.
func TestFormat_WhatIsNoFileOfAServiceOrOfAFormatIsRefused(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	part := s.csv().formats
	const gone = "「FOLDER/ない.csv」が見つかりません。 / 移動や削除をしていないか、USBメモリーやネットワークドライブがつながっているかを確かめ、元に戻してから、もう一度お試しください。" +
		"データフォルダーは、この端末のディスクに置いてください。 / [▶ 技術的な詳細] / [閉じる]"
	for _, c := range []struct {
		path string
		open func()
		want string
	}{
		{filepath.Join(t.TempDir(), "ない.csv"), part.onLearn, gone},
		{filepath.Join(t.TempDir(), "ない.csv"), part.onOpen, gone},
		{fileOf(t, "文章.txt", "ログイン名"), part.onOpen, "書式のファイルとして読み込めません。 / 「書式を保存」で保存したファイルを選んでください。 / [▶ 技術的な詳細] / [閉じる]"},
	} {
		s.chooses(c.path)
		c.open()
		s.settle()
		s.expectWords(filepath.Base(c.path), c.want)
		s.press(fyne.KeyEscape, 0)
	}
	const first, last = "ほかのサービスのファイルですか？ / 他社.csv には、このアプリのCSVにはない列があります：",
		"⏎⏎ほかのサービスから書き出したファイルなら、列の並びや文字コードを覚えて（書式）、同じ形で書き出し、読み込めるようになります。" +
			" / [やめる] / [このアプリのCSVとして確かめる] / [書式を作る]"
	for head, told := range map[string]string{
		"ログイン名,名前,色,形,味,音,匂い,手触り":    "「色」「形」「味」「音」「匂い」「手触り」",
		"ログイン名,名前,色,形,味,音,匂い,手触り,重さ": "「色」「形」「味」「音」「匂い」「手触り」など、7列",
	} {
		s.openTable(fileOf(t, "他社.csv", head, "admin,管理者,1,2,3,4,5,6"))
		s.settle()
		s.expectWords("of "+head, first+told+last)
		s.press(fyne.KeyEscape, 0)
	}
	if kept := s.formats(); len(kept) != 0 {
		t.Errorf("%d formats are kept", len(kept))
	}
}

func TestFormat_ReadingAFileSaysWhatBecomesOfItAndChecksThePassword(t *testing.T) {
	s, _ := formatStage(t)
	const first, last = "「安否」の書式で読み込む / 「安否」の書式で、サービスから書き出したファイルを読み込みます。変更内容は、反映の前に確認できます。⏎" +
		"だれがサービスにいるかと、「そのまま残す」列の内容を覚え、次に書き出すときに使います。 / cybozu.comと連携している人も、ファイルの内容に変える / " +
		"次にcybozu.comから読み込むと、cybozu.comの内容に戻ります。 / 削除した連携済みのものを読み込みから除外する / ここにいない人を追加しない / " +
		"次に書き出すとき、いなくなった人（サービスから削除する人）として示します。 / 新規ユーザーの初期パスワード / ",
		"ファイルの人がここにいないときに、追加して使います。 / [やめる] / [ファイルを選ぶ]"
	s.click("この書式で読み込む")
	s.expectWords("at first", first+last)
	path, _ := s.serviceFile()
	s.chooses(path)
	s.typeInto("新規ユーザーの初期パスワード", "x")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("with a password of a letter", first+"6〜64文字で入力してください（いまは1文字です）。 / "+last)
	if s.entryWithFocus().Text != "x" {
		t.Errorf("the keys are at %q", s.entryWithFocus().Text)
	}
	s.entryWithFocus().SetText("")
	s.click("ファイルを選ぶ")
	if shown := s.onScreen(); !strings.Contains(shown, "ファイルの内容を反映しました。　変更はありません。") {
		t.Errorf("what the service has is no change, and it says %q", shown)
	}

	// A file that was taken back already cannot be taken back again.
	u := s.stored().Users[0]
	changed := u
	changed.Name = "新"
	s.window.edit("変更", edit.ChangeUser(u, changed), nil)
	s.settle()
	s.wroteFormat(func() {
		s.click("この書式で書き出す")
		s.click("ファイルに保存")
	})
	s.click("この書式で書き出す")
	s.click("前回の書き出しを取り消す")
	s.expectWords("before it is taken back", "前回の書き出しを取り消しますか？ / 前回のファイルをサービスに読み込めなかったときは、取り消すと、その前から変わった人を書き出せます。"+
		"保存したファイルは消えません。 / [やめる] / [取り消す]")
	if taken, err := s.app.TakeBackFormat(t.Context(), s.formats()[0].ID); err != nil || !taken {
		t.Fatal(taken, err)
	}
	s.click("取り消す")
	s.expectWords("taken back already", "取り消せる書き出しがありません / 前回の書き出しのあとに、サービスのファイルを読み込んでいます。 / [閉じる]")
}
