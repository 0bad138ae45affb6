package views

import (
	"strings"
	"testing"

	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
)

func TestFolder_OfRostersAndOfReportsIsTheOneThatAPersonChooses(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenSettings)
	s.settle()
	dir := t.TempDir()
	s.chooses(dir)
	s.autoSync().leave.choose.Tapped(nil)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, dir) || !strings.Contains(shown, "個人情報") {
		t.Fatalf("no warning: %q", shown)
	}
	s.click("保存する")
	if kept, _, err := s.app.RosterFolder(t.Context()); err != nil || kept != dir {
		t.Errorf("%v, rosters are left in %q", err, kept)
	}
	r := s.reports()
	r.choose.Tapped(nil)
	s.settle()
	if r.folder != dir {
		t.Errorf("reports are left in %q", r.folder)
	}
	if r.none.Tapped(nil); r.folder != "" {
		t.Errorf("reports are still left in %q", r.folder)
	}
}

// The folder of rosters is told with its failure, and home says where they are left.
func TestFolder_OfRostersSaysWhereAndWhy(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	r := s.autoSync().leave
	if r.where.String() != "保存しない" || r.none.Visible() || r.field.Error() != "" {
		t.Errorf("without one it says %q, %q", r.where, r.field.Error())
	}
	r.show("/share", "書き込めません。")
	if r.where.String() != "/share" || !r.none.Visible() || r.field.Error() != "書き込めません。" {
		t.Errorf("with one it says %q, %q", r.where, r.field.Error())
	}
	dir := t.TempDir()
	r.ask(dir)
	s.expectWords("before it is set", "名簿をこのフォルダーに保存しますか？ / FOLDER⏎⏎"+strings.ReplaceAll(message.RosterWarning+message.RosterBookWarning, "\n", "⏎")+" / [やめる] / [保存する]")
	s.click("保存する")
	if r.folder != dir || r.field.Error() != "" || s.dialogs() != "" {
		t.Errorf("set is %q, it says %q, %q", r.folder, r.field.Error(), s.dialogs())
	}
}

func TestFolder_OfRostersIsGivenUp(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	if err := s.app.SetRosterFolder(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	r := s.autoSync().leave
	r.fill()
	s.settle()
	if r.none.Position().X < r.choose.Position().X+r.choose.Size().Width {
		t.Error("one button lies on the other")
	}
	r.none.Tapped(nil)
	s.settle()
	if dir, _, err := s.app.RosterFolder(t.Context()); err != nil || dir != "" || r.none.Visible() {
		t.Errorf("%v, rosters are left in %q", err, dir)
	}
}
