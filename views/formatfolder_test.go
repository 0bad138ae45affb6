package views

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"anpisync/cybozu/cybozutest"
)

// folderStage has two formats, the files of one of which are left in a folder.
func folderStage(t *testing.T, format string) (s *stage, dir string) {
	t.Helper()
	s = newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	saved, _ := s.keepFormat()
	if _, err := s.app.CopyFormat(t.Context(), saved, "支店"); err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := s.app.SetFormatFolder(t.Context(), format, dir); err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// Showing what is set writes nothing.
func TestFormatFolder_IsShownWithoutWritingAnything(t *testing.T) {
	s, dir := folderStage(t, "支店")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	f := s.autoSync().service
	f.fill()
	s.settle()
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 0 || f.chosen() != "支店" || f.folder != dir || f.where.String() != dir || !f.none.Visible() || f.filling || f.choose.Why() != "" {
		t.Errorf("written are %q; chosen is %q in %q", files, f.chosen(), f.where)
	}
	f.show("支店", "書き込めません。")
	if f.field.Error() != "書き込めません。" {
		t.Errorf("it says %q", f.field.Error())
	}
}

func TestFormatFolder_AnotherFormatIsTakenForTheSameFolder(t *testing.T) {
	s, dir := folderStage(t, "安否")
	f := s.autoSync().service
	f.fill()
	s.settle()
	f.format.Choose(slices.Index(f.names, "支店"))
	s.settle()
	if name, kept, _, err := s.app.FormatFolder(t.Context()); err != nil || name != "支店" || kept != dir {
		t.Errorf("%v, files of %q are left in %q", err, name, kept)
	}
}

func TestFormatFolder_IsOffWithoutAFormatAndSaysWhatDidNotWork(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	f := s.autoSync().service
	if f.choose.Why() != "「ファイル」で書式を作ると使えます。" || f.format.Visible() || f.chosen() != "" {
		t.Errorf("without one it says %q, shows %q", f.choose.Why(), f.chosen())
	}
	saved, _ := s.keepFormat()
	if _, err := s.app.CopyFormat(t.Context(), saved, "支店"); err != nil {
		t.Fatal(err)
	}
	f = s.autoSync().service
	if f.choose.Why() != "" || !f.format.Visible() || len(f.names) != 2 {
		t.Errorf("with two it says %q, and has %q", f.choose.Why(), f.names)
	}
	f.format.Choose(slices.Index(f.names, "支店"))
	s.settle()
	if name, dir, _, err := s.app.FormatFolder(t.Context()); err != nil || name != "" || dir != "" || s.dialogs() != "" {
		t.Errorf("%v, without a folder %q is set for %q; it says %q", err, name, dir, s.dialogs())
	}
	dir := t.TempDir()
	s.chooses(dir)
	f.choose.Tapped(nil)
	s.settle()
	s.expectWords("before it is set", "「支店」の書式で、このフォルダーに保存しますか？ / FOLDER⏎⏎このファイルには、名前や電話番号などの個人情報が含まれます。保存する場所に注意してください。"+
		"安否シンクからは、どこにも送信しません。 / [やめる] / [保存する]")
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	s.click("保存する")
	s.expectWords("where the folder is gone", "「FOLDER」が見つかりません。 / 移動や削除をしていないか、USBメモリーやネットワークドライブがつながっているかを確かめ、元に戻してから、もう一度お試しください。"+
		"データフォルダーは、この端末のディスクに置いてください。 / [▶ 技術的な詳細] / [閉じる]")
	if f.folder != "" || f.none.Visible() {
		t.Errorf("set is %q", f.folder)
	}
}
