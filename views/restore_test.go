package views

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/views/kit"
)

// restoringStage is a stage whose restore can be led to, and that starts again after it.
type restoringStage struct {
	*stage
	dir string
	r   *restoring
	why error // that led to the restore
}

func newRestoringStage(t *testing.T) *restoringStage {
	t.Helper()
	dir := t.TempDir()
	s := &restoringStage{stage: newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, credentials.Memory(), dir), dir: dir}
	s.window.restore = s.lead
	s.importAll()
	return s
}

func (s *restoringStage) lead(why error) {
	s.why = why
	s.r = newRestoring(context.Background(), s.win, s.dir, why, func() (*window, error) {
		a, err := app.Open(context.Background(), app.Options{Dir: s.dir, Keyring: credentials.Memory(), Scheduler: schedule.Memory()})
		if err != nil {
			return nil, err
		}
		s.window = newWindow(context.Background(), s.fyne, s.win, a)
		s.fill()
		return s.window, nil
	})
}

// settleRestore waits for what the restore does.
func (s *restoringStage) settleRestore() {
	for {
		s.r.jobs.Wait()
		if !s.drain() {
			return
		}
	}
}

// run runs a statement as a SQLite tool would.
func (s *restoringStage) run(statement string) {
	s.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, "directory.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		s.t.Fatal(err)
	}
}

func TestRestore_DamageFoundWhileTheWindowIsOpenIsRepairedThere(t *testing.T) {
	s := newRestoringStage(t)
	want := s.stored()
	s.run("DELETE FROM revision")
	s.reload()
	s.settle()
	if text := s.dialogs(); !strings.Contains(text, "データファイルが壊れています。") || !strings.Contains(text, "復元に進む") {
		t.Fatalf("nobody is told: %q", text)
	}
	s.dialogButton("あとで").Tapped(nil)
	s.reload()
	s.settle()
	s.dialogButton("復元に進む").Tapped(nil) // it is told until something is done
	(<-s.queue)()                       // once the program has let go of its data
	if s.r == nil || !app.IsDamaged(s.why) {
		t.Fatalf("it leads nowhere: %v", s.why)
	}
	s.settleRestore()
	text := s.onScreen()
	for _, says := range []string{"復元する内容を選んでください。", "読み取れた内容", "すべて読み取れました。", " の控え", kit.Digits(len(want.Users))} {
		if !strings.Contains(text, says) {
			t.Errorf("the screen does not say %q: %q", says, text)
		}
	}
	button(t, s.win.Content(), "修復する").Tapped(nil)
	s.settleRestore()
	s.settle()
	if text := s.dialogs(); !strings.Contains(text, "壊れたデータファイルを修復しました。") {
		t.Errorf("what was done is not told: %q", text)
	}
	if got := s.stored(); len(got.Users) != len(want.Users) || len(got.Departments) != len(want.Departments) {
		t.Errorf("%d users and %d departments are there", len(got.Users), len(got.Departments))
	}
	lines, err := s.app.History(context.Background(), 1)
	if err != nil || !strings.HasPrefix(lines[0].Message, "壊れたデータファイルを修復しました。") {
		t.Errorf("the history says %+v, %v", lines, err)
	}
}

// lose closes the program, does something to its file, and starts it again.
func (s *restoringStage) lose(how func(path string) error) {
	s.t.Helper()
	s.cancel()
	s.settle()
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	if err := how(filepath.Join(s.dir, "directory.db")); err != nil {
		s.t.Fatal(err)
	}
	_, err := app.Open(s.t.Context(), app.Options{Dir: s.dir, Keyring: credentials.Memory(), Scheduler: schedule.Memory()})
	if !app.IsDamaged(err) {
		s.t.Fatalf("got %v", err)
	}
	s.lead(err)
	s.settleRestore()
}

func TestRestore_AMissingFileCanBeGivenUp(t *testing.T) {
	s := newRestoringStage(t)
	s.lose(os.Remove)
	if text := s.onScreen(); !strings.Contains(text, "見つかりません") || strings.Contains(text, "別の名前で残します") {
		t.Errorf("the screen says %q", text)
	}
	button(t, s.win.Content(), "新しいデータで始める…").Tapped(nil)
	s.dialogButton("新しいデータで始める").Tapped(nil)
	s.settleRestore()
	s.settle()
	if got := s.stored(); len(got.Users) != 0 {
		t.Errorf("%d users are there", len(got.Users))
	}
	copies, err := os.ReadDir(filepath.Join(s.dir, "backups"))
	if err != nil || len(copies) != 2 {
		t.Errorf("%d copies, %v", len(copies), err)
	}
}

func TestRestore_ACopyCanBeChosenInstead(t *testing.T) {
	s := newRestoringStage(t)
	s.lose(func(path string) error { return os.Truncate(path, 0) })
	text := s.onScreen()
	if strings.Contains(text, "おすすめ") || strings.Count(text, " の控え") != 2 || !strings.Contains(text, "この控えのあとの変更") {
		t.Errorf("the screen says %q", text)
	}
	s.r.grid.Select(1) // from before the first import
	button(t, s.win.Content(), "復元する").Tapped(nil)
	s.settleRestore()
	s.settle()
	if got := s.stored(); len(got.Users) != 0 {
		t.Errorf("%d users are there", len(got.Users))
	}
}
