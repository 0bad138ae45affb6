package views

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
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

// A copy that is broken itself is shown as such, and offers nothing.
func TestRestore_ABrokenCopyIsToldAndNotTaken(t *testing.T) {
	for _, broken := range []int{1, 2} {
		s := newRestoringStage(t)
		s.lose(func(path string) error {
			copies, err := filepath.Glob(filepath.Join(s.dir, "backups", "*.db"))
			if err != nil || len(copies) != 2 {
				return fmt.Errorf("%d copies, %v", len(copies), err)
			}
			slices.Sort(copies)
			for _, path := range copies[:broken] { // the oldest first, which the list has last
				err = errors.Join(err, os.WriteFile(path, []byte("broken"), 0o600))
			}
			return errors.Join(err, os.Remove(path))
		})
		s.r.grid.Select(1)
		s.settleRestore()
		text := s.onScreen()
		if strings.Count(cells(s.r.grid, 1), "壊れています") != broken || !strings.Contains(text, message.BrokenBackup) {
			t.Errorf("of %d the screen says %q", broken, text)
		}
		if strings.Contains(text, message.NothingToKeep) != (broken == 2) {
			t.Errorf("of %d the advice is %q", broken, text)
		}
		if b := button(t, s.win.Content(), "復元する"); !b.Disabled() {
			t.Errorf("of %d one is offered", broken)
		}
		s.r.onRestore() // as by the keyboard
		s.settleRestore()
		if _, err := os.Stat(filepath.Join(s.dir, "directory.db")); !errors.Is(err, fs.ErrNotExist) || s.dialogs() != "" {
			t.Errorf("of %d it is restored: %v, %s", broken, err, s.dialogs())
		}
		s.r.grid.Select(0)
		if b := button(t, s.win.Content(), "復元する"); b.Disabled() != (broken == 2) {
			t.Errorf("of %d the other one is off: %v", broken, b.Disabled())
		}
		s.r.end()
		s.ended = true
	}
}

// Of damage whose remains cannot be read either, the program says so and offers what there is.
func TestRestore_WhatFailsIsToldAndAnotherWayCanBeTaken(t *testing.T) {
	s := newRestoringStage(t)
	s.lose(os.Remove)
	broken := errors.New("broken")
	s.win.Resize(usualSize)
	expect := func(when string) {
		t.Helper()
		s.expectWords(when, unexpected)
		s.dialogButton("閉じる").Tapped(nil)
		if got := s.dialogs(); got != "" {
			t.Errorf("%s: it still says %q", when, got)
		}
	}
	before := len(s.r.choices)
	s.r.show(app.Remains{}, broken)
	s.settleRestore()
	expect("where nothing can be looked at")
	if len(s.r.choices) != before || s.r.restore.Disabled() {
		t.Errorf("%d choices, were %d", len(s.r.choices), before)
	}
	s.r.replace("復元しています。", "復元しました", func() (string, error) { return "", broken })
	s.expectWords("meanwhile", "復元しています。 / [キャンセル]")
	s.settleRestore()
	expect("where it cannot be restored")
	start := s.r.start
	s.r.start = func() (*window, error) { return nil, broken }
	s.r.replace("復元しています。", "復元しました", func() (string, error) { return "済み", nil })
	s.settleRestore()
	expect("where the program does not start")
	if s.r.ctx.Err() != nil {
		t.Fatal("it is over")
	}
	s.r.start = start
	s.r.grid.Select(0)
	s.r.onRestore()
	s.settleRestore()
	s.settle()
	if got := s.dialogs(); !strings.Contains(got, "復元しました") || s.r.ctx.Err() == nil || len(s.stored().Users) == 0 {
		t.Errorf("restored, it says %q", got)
	}
}

// However many copies there are, all are looked into, the first of them shown one by one; of a
// window that has closed, none any more.
func TestRestore_OfManyCopiesTheFirstAreShownOneByOne(t *testing.T) {
	s := newRestoringStage(t)
	const copies = 2*atOnce + 1
	s.lose(func(path string) error {
		kept, err := filepath.Glob(filepath.Join(s.dir, "backups", "*.db"))
		if err != nil || len(kept) != 2 {
			return fmt.Errorf("%d copies, %v", len(kept), err)
		}
		slices.Sort(kept)
		content, err := os.ReadFile(kept[1])
		for i := range copies - len(kept) {
			at := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC).Format("20060102T150405.000000Z")
			err = errors.Join(err, os.WriteFile(filepath.Join(s.dir, "backups", at+"-import-1.db"), content, 0o600))
		}
		return errors.Join(err, os.Remove(path))
	})
	looked := func() (n int) {
		for _, c := range s.r.choices {
			if c.holds != nil {
				n++
			}
		}
		return n
	}
	if len(s.r.choices) != copies || looked() != copies {
		t.Fatalf("%d of %d copies are looked into, want %d", looked(), len(s.r.choices), copies)
	}
	found, err := app.Examine(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	s.r.choices = nil
	s.r.grid.Unselect()
	s.r.show(found, nil)
	if looked() != 0 || !s.r.restore.Disabled() || written(s.r.about) != "" {
		t.Errorf("%d are looked into at once, and it says %q", looked(), written(s.r.about))
	}
	s.r.jobs.Wait()
	for want := 1; want <= atOnce; want++ {
		if (<-s.queue)(); looked() != want {
			t.Fatalf("%d are shown, want %d", looked(), want)
		}
	}
	for _, want := range []int{atOnce + 1, 2*atOnce + 1, copies} {
		if (<-s.queue)(); looked() != want {
			t.Errorf("%d are shown, want %d", looked(), want)
		}
	}
	if len(s.queue) != 0 {
		t.Errorf("%d more things are to be done", len(s.queue))
	}
	s.r.choices = nil
	s.r.cancel()
	s.r.show(found, nil)
	s.r.jobs.Wait()
	if len(s.queue) != 0 {
		t.Errorf("of a window that has closed %d things are done", len(s.queue))
	}
	s.ended = true
}

// What can be restored is listed with what it holds, and which is broken or best.
func TestRestore_WhatThereIsIsListedWithWhatItHolds(t *testing.T) {
	at := time.Date(2026, 4, 9, 9, 30, 0, 0, time.Local)
	contents := app.Contents{LastImport: at}
	contents.Departments, contents.Users = 1234, 5678
	choices := []choice{
		{salvage: &app.Salvage{Contents: contents}, holds: &contents},
		{copied: app.Backup{At: at}, holds: &app.Contents{LastEdit: at}},
		{copied: app.Backup{At: at}},
		{copied: app.Backup{At: at}, broken: true},
	}
	rows := choiceColumns.Rows(choices, nil)
	var got []string
	for row := range rows.Len() {
		var cells []string
		for column := range 5 {
			cell := rows.Cell(row, column)
			text := cell.Text
			for _, tag := range cell.Tags {
				text += "（" + tag.Text + "）"
			}
			if cell.Bold {
				text += "！"
			}
			cells = append(cells, text)
		}
		got = append(got, strings.Join(cells, "|"))
	}
	if want := []string{
		"読み取れた内容（おすすめ）！|1,234|5,678|2026-04-09 09:30|なし",
		"2026-04-09 09:30 の控え|0|0|なし|2026-04-09 09:30",
		"2026-04-09 09:30 の控え||||",
		"2026-04-09 09:30 の控え（壊れています）||||",
	}; !slices.Equal(got, want) {
		t.Errorf("listed are\n%s", strings.Join(got, "\n"))
	}
}

func TestRestore_ADoubleClickTakesACopy(t *testing.T) {
	s := newRestoringStage(t)
	s.lose(func(path string) error { return os.Truncate(path, 0) })
	s.r.grid.Select(1)
	s.r.grid.OnOpen(1, 1)
	s.settleRestore()
	s.settle()
	if got := s.stored(); len(got.Users) != 0 {
		t.Errorf("%d users are there", len(got.Users))
	}
}
