package views

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/xlsx"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

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

// filters are those of the topmost dialog.
func (s *stage) filters() (found *kit.Filters) {
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if f, ok := o.(*kit.Filters); ok {
			found = f
		}
	})
	return found
}

func TestFormatDraft_ListsWhatIsFilteredAndLeavesOutWhoIsTakenOut(t *testing.T) {
	s, _ := formatStage(t)
	for _, u := range s.stored().Users[:2] {
		changed := u
		changed.Email = u.LoginName + "@new.example.com"
		s.window.edit("変更", edit.ChangeUser(u, changed), nil)
		s.settle()
	}
	s.click("この書式で書き出す")
	grid := s.dialogGrid()
	s.filters().Choose(4)
	if grid.Rows().Len() != 0 {
		t.Errorf("problems are %q", cells(grid, 4))
	}
	s.filters().Choose(2)
	if grid.Rows().Len() != 2 {
		t.Errorf("who has changed are %q", cells(grid, 4))
	}
	first := grid.Rows().Cell(0, 1).Text
	out := func() bool { return strings.Contains(cells(grid, 1), "除く") }
	grid.Select(0)
	if s.click("選んだ人を除く"); !out() {
		t.Error("nobody is taken out")
	}
	grid.Select(0)
	if s.click("除くのをやめる"); out() {
		t.Error("the person is still out")
	}
	grid.Select(0)
	grid.OnOpen(0, 0)
	if s.settle(); !out() {
		t.Error("a double click takes nobody out")
	}
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if strings.Contains(wrote, first+",") || strings.Count(wrote, "\r\n") != 2 {
		t.Errorf("written is %q, without %s", wrote, first)
	}
}

func TestFormatDraft_WhoHasAProblemIsLeftOut(t *testing.T) {
	s, _ := formatStage(t)
	u := s.stored().Users[0]
	typed := u
	typed.Name = "𠮷田"
	s.window.edit("変更", edit.ChangeUser(u, typed), nil)
	s.settle()
	s.click("この書式で書き出す")
	s.filters().Choose(4)
	if n := s.dialogGrid().Rows().Len(); n != 1 {
		t.Errorf("%d have a problem", n)
	}
	s.ticks("問題のある人は書き出さない（サービスの内容のまま）")
	if s.dialogButton("ファイルに保存").Why() == "問題のある人がいます。問題を直すか、書き出さないことにすると使えます。" {
		t.Error("whoever has a problem is still in the file")
	}
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if r, ok := o.(*kit.Radio); ok {
			r.Choose(draftEverybody)
		}
	})
	s.settle()
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if strings.Contains(wrote, "〓") || !strings.Contains(wrote, s.stored().Users[1].LoginName) {
		t.Errorf("written is %q", wrote)
	}
}

func TestFormatDraft_ThePasswordOfNewPeopleIsCheckedAndWritten(t *testing.T) {
	s, part := formatStage(t)
	saved := part.selected()
	f := saved.Format.Clone()
	f.Columns[3].Source = format.Source{What: format.Password}
	if _, err := s.app.SaveFormat(t.Context(), saved.ID, f); err != nil {
		t.Fatal(err)
	}
	s.window.edit("追加", edit.AddUser(directory.User{LoginName: "part1", Name: "髙橋 花子"}, ""), nil)
	part.show()
	s.settle()
	s.click("この書式で書き出す")
	if s.typeInto("新しい人の初期パスワード", "x"); !s.dialogButton("ファイルに保存").Disabled() {
		t.Error("a password of one letter is taken")
	}
	s.typeInto("新しい人の初期パスワード", "first-pass-1")
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if !strings.Contains(wrote, "part1,") || strings.Count(wrote, "first-pass-1") != 1 {
		t.Errorf("written is %q", wrote)
	}
}

func TestFormatForm_TheColumnsAreToldInAllTheirWays(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path, _ := s.serviceFile()
	f := s.openColumns(path)
	f.learned.Matches[3].Confidence = format.Unsure
	f.tell()
	s.focus(f.named.Entry)
	if s.click("次の要確認へ"); s.win.Canvas().Focused() != fyne.Focusable(f.columns[3].choice) {
		t.Errorf("it leads to %T", s.win.Canvas().Focused())
	}
	s.chooseByKeys(f, 3, "必須の列（空だと、サービスが受け付けない）")
	if !f.f.Columns[3].Required || !strings.Contains(s.dialogs(), "必須") {
		t.Error("the column is not required")
	}
	s.chooseByKeys(f, 3, "長さの上限 …")
	s.leaves("長さの上限")
	s.chooseByKeys(f, 3, "長さの上限 …")
	s.typeInto("文字数", "0")
	s.press(fyne.KeyReturn, ctrl)
	if !strings.Contains(s.dialogs(), "1以上の数字を入力してください。") {
		t.Errorf("no letter at all is taken: %q", s.dialogs())
	}
	s.typeInto("文字数", "20")
	s.click("決定")
	if f.f.Columns[3].Longest != 20 || !strings.Contains(s.dialogs(), "20文字まで") {
		t.Errorf("the column is %+v", f.f.Columns[3])
	}
	f.choose(3, format.Source{What: format.Path, Join: "＞"})
	s.leaves("区切り")
	f.choose(3, format.Source{What: format.Path, Join: "＞"})
	s.typeInto("部署と部署の間の文字", "/")
	s.click("決定")
	if got := f.f.Columns[3].Source; got != (format.Source{What: format.Path, Join: "/"}) {
		t.Errorf("the column has %+v", got)
	}
	f.choose(4, format.Source{What: format.Delete})
	s.typeInto("いなくなった人", "9")
	s.typeInto("それ以外の人", "1")
	s.click("決定")
	if got := f.f.Columns[4].Source; got != (format.Source{What: format.Delete, Text: "9", Stays: "1"}) {
		t.Errorf("who leaves is told by %+v", got)
	}
	if f.key.Choose(2); f.f.Key != 2 {
		t.Errorf("people are told by column %d", f.f.Key)
	}
	if s.ticks("このサービスは、読み込むと全員を"); !f.f.Whole {
		t.Error("a file does not replace all")
	}
	f.named.SetText("安否")
	records := f.learned.Records
	f.heads.Choose(1)
	s.settle()
	if f.learned.Records != records+1 || !f.f.Whole || f.f.Name != "安否" {
		t.Errorf("without a header there are %d records, before %d; whole %v, called %q", f.learned.Records, records, f.f.Whole, f.f.Name)
	}
}

func TestFormatForm_AnotherSheetIsLookedAt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path := filepath.Join(t.TempDir(), "二枚.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(name string, rows ...[]string) xlsx.Sheet {
		return xlsx.Sheet{Name: name, Head: []string{"ログイン名", "氏名"}, Count: len(rows), Rows: slices.Values(rows)}
	}
	if err := xlsx.Write(t.Context(), file, t.TempDir(), sheet("本社", []string{"a", "甲"}), sheet("支店", []string{"b", "乙"}, []string{"c", "丙"})); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	f := s.openColumns(path)
	f.sheets.Choose(1)
	s.settle()
	if f.f.Shape.Sheet != "支店" || f.learned.Records != 2 || !strings.Contains(s.dialogs(), "丙") {
		t.Errorf("looked at is %q with %d records", f.f.Shape.Sheet, f.learned.Records)
	}
}

func TestFormatFolder_AnotherFormatIsTakenForTheSameFolder(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	saved, _ := s.keepFormat()
	if _, err := s.app.CopyFormat(t.Context(), saved, "支店"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := s.app.SetFormatFolder(t.Context(), "安否", dir); err != nil {
		t.Fatal(err)
	}
	f := s.autoSync().service
	f.fill()
	s.settle()
	f.format.Choose(slices.Index(f.names, "支店"))
	s.settle()
	if name, kept, _, err := s.app.FormatFolder(t.Context()); err != nil || name != "支店" || kept != dir {
		t.Errorf("%v, files of %q are left in %q", err, name, kept)
	}
}
