package views

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/licenses"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
)

func TestADataFolderThatOthersMayOpenIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the modes of files say nothing there")
	}
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	if err := os.Chmod(s.app.Dir(), 0o700); err != nil {
		t.Fatal(err)
	}
	s.worry()
	s.settle()
	if s.layers.Busy() {
		t.Fatalf("without a cause it says %q", s.dialogs())
	}
	if err := os.Chmod(s.app.Dir(), 0o777); err != nil {
		t.Fatal(err)
	}
	s.worry()
	s.settle()
	if !strings.Contains(s.dialogs(), "ほかのユーザーも開けます") || !strings.Contains(s.dialogs(), s.app.Dir()) {
		t.Fatalf("it says %q", s.dialogs())
	}
	s.dialogButton("自分だけが開けるようにする").Tapped(nil)
	s.settle()
	if info, err := os.Stat(s.app.Dir()); err != nil || info.Mode().Perm() != 0o700 || s.layers.Busy() {
		t.Errorf("it has %v, %v; %q", info.Mode(), err, s.dialogs())
	}

	if err := os.Chmod(s.app.Dir(), 0o755); err != nil {
		t.Fatal(err)
	}
	s.worry()
	s.settle()
	s.dialogButton("このままにする").Tapped(nil)
	s.settle()
	s.worry()
	s.settle()
	if info, err := os.Stat(s.app.Dir()); err != nil || info.Mode().Perm() != 0o755 || s.layers.Busy() {
		t.Errorf("it has %v, %v, and asks again: %q", info.Mode(), err, s.dialogs())
	}
}

// 設定 says where the data are, copies that, and says what is wrong with the folder.
func TestAbout_SaysWhereTheDataAreAndWhatIsWrongWithThat(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the modes of files say nothing there")
	}
	for _, mode := range []os.FileMode{0o700, 0o755} {
		dir := t.TempDir()
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		newer := newReleases(s.window)
		about := s.about(newer)
		about.Resize(fyne.NewSize(3000, 800))
		text := written(about)
		if says := strings.Contains(text, message.Concern(app.ConcernOpen).Line()); says != (mode != 0o700) || !strings.Contains(text, dir) || strings.Contains(text, "新しいバージョン") {
			t.Errorf("%v: it says %q", mode, text)
		}
		button(t, about, "パスをコピー").Tapped(nil)
		if got := s.window.fyne.Clipboard().Content(); got != dir {
			t.Errorf("copied is %q", got)
		}
	}
}

// What is no fault of other users of this machine is only to be understood, and asked once.
func TestConcern_OfANetworkDriveIsOnlyToBeUnderstood(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	seclude(t, s)
	s.settle()
	const remote = app.Concern("remote")
	text := message.Concern(remote)
	question := text.Summary + " / " + strings.ReplaceAll(text.Advice, "\n", "⏎") + "⏎⏎FOLDER / [あとで] / [わかりました]"
	s.askConcern(remote)
	s.expectWords("at first", question)
	s.click("あとで")
	if left, err := s.app.Setting(t.Context(), "concerns"); left != "" || err != nil || s.dialogs() != "" {
		t.Errorf("put off, left is %q, %v; it says %q", left, err, s.dialogs())
	}
	s.askConcern(remote)
	s.click("わかりました")
	if left, err := s.app.Setting(t.Context(), "concerns"); left != "remote" || err != nil || s.dialogs() != "" {
		t.Errorf("understood, left is %q, %v; it says %q", left, err, s.dialogs())
	}
}

// The licence that is selected is shown, from its beginning.
func TestLicenses_TheOneThatIsSelectedIsShown(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.win.Resize(usualSize)
	s.showLicenses()
	all := licenses.All()
	if got := s.dialogs(); !strings.HasPrefix(got, fmt.Sprintf("使用しているソフトウェア（%d）", len(all))) {
		t.Errorf("it says %.80q", got)
	}
	grid := s.dialogGrid()
	if at, ok := grid.Current(); !ok || at != 0 || grid.Rows().Len() != len(all) {
		t.Errorf("selected is %d of %d", at, grid.Rows().Len())
	}
	for i, l := range all {
		if grid.Rows().Cell(i, 0).Text != l.Module || grid.Rows().Cell(i, 1).Text != l.Version {
			t.Errorf("line %d is %s %s", i, grid.Rows().Cell(i, 0).Text, grid.Rows().Cell(i, 1).Text)
		}
	}
	grid.Unselect()
	if first, _, _ := strings.Cut(strings.TrimSpace(all[0].Text), "\n"); !strings.Contains(s.dialogs(), first) {
		t.Errorf("with none selected %q is gone", first)
	}
}
