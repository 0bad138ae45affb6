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
	if shown := s.dialogs(); !strings.Contains(shown, message.FormatWhole) || !strings.Contains(shown, "1人が、ファイルに入らず、サービスから消えます") {
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
