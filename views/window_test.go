package views

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"

	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/release/releasetest"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
	"anpisync/views/kit"
)

// A window that is being closed is not kept open by what has changed meanwhile.
func TestClose_WhatHasChangedMeanwhileKeepsNothingOpen(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil {
		t.Fatal("no preview")
	}
	if _, err := s.app.Edit(t.Context(), "追加", edit.AddDepartment(directory.RootID, "応援", "")); err != nil { // by another process
		t.Fatal(err)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.jobs.Wait() // it is found out, and about to be told
	s.onClose()
	s.onClose() // which asks no second time
	if n := strings.Count(s.dialogs(), "読み込みを中止して終了しますか？"); n != 1 {
		t.Errorf("it asks %d times", n)
	}
	s.click("続ける")
	if s.closed {
		t.Fatal("it is closed")
	}
	s.escapes(s.layers.Busy)
	if s.preview() == nil {
		t.Fatal("the preview is gone")
	}
	if _, err := s.app.Edit(t.Context(), "追加", edit.AddDepartment(directory.RootID, "防災", "")); err != nil {
		t.Fatal(err)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.jobs.Wait()
	s.onClose()
	s.dialogButton("中止して終了する").Tapped(nil)
	s.settle()
	if !s.closed || s.dialogs() != "" || len(s.stored().Users) > 0 {
		t.Errorf("closed: %v; it says %q", s.closed, s.dialogs())
	}
}

// A window that is being closed does not show what has been read at the last moment.
func TestClose_WhatHasJustBeenReadIsNotShownAnyMore(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.jobs.Wait() // it is read, and about to be shown
	s.onClose()
	s.dialogButton("中止して終了する").Tapped(nil)
	s.settle()
	if !s.closed || s.preview() != nil || len(s.stored().Users) > 0 {
		t.Errorf("closed: %v; the preview is there: %v", s.closed, s.preview() != nil)
	}
	s.expectOutcomes(directory.OutcomeCancelled)
}

// While cybozu.com is asked once more the window can be closed: before it answers, and just when
// it has.
func TestClose_DuringTheSecondLookChangesNothing(t *testing.T) {
	for name, answered := range map[string]bool{"before the answer": false, "after the answer": true} {
		s, v := approving(t)
		before := len(s.stored().Users)
		if answered {
			v.apply.Tapped(nil)
			s.jobs.Wait()
		} else {
			reached, _ := s.hold("users.json")
			v.apply.Tapped(nil)
			<-reached
			s.drain()
		}
		s.onClose()
		s.dialogButton("中止して終了する").Tapped(nil)
		s.settle()
		if !s.closed || len(s.stored().Users) != before || s.dialogs() != "" {
			t.Errorf("%s: closed %v, %d users, were %d; it says %q", name, s.closed, len(s.stored().Users), before, s.dialogs())
		}
		s.expectOutcomes(directory.OutcomeCancelled, directory.OutcomeStopped, directory.OutcomeOK)
	}
}

// Whoever closes the window by the desktop is asked as by the menu, and the restore closes at once.
func TestClose_ByTheDesktopIsAskedFirst(t *testing.T) {
	s := newRestoringStage(t)
	s.onNavigated(screenPeople)
	s.settle()
	s.people.onAddUser()
	s.named("名前").SetText("新人 太郎")
	s.leaving()
	if shown := s.dialogs(); s.closed || !strings.Contains(shown, "入力した内容を破棄しますか") {
		t.Fatalf("closed: %v, asked %q", s.closed, shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.press(fyne.KeyEscape, 0)
	s.dialogButton("破棄する").Tapped(nil)
	s.fail(fmt.Errorf("read: %w", storage.ErrDamaged))
	s.dialogButton("復元に進む").Tapped(nil)
	(<-s.queue)() // once the program has let go of its data
	s.settleRestore()
	if s.leaving(); !s.closed {
		t.Error("the restore stays open")
	}
	s.r.end()
	s.ended = true
}

// The window begins with what is to be done: the form where there is no directory, and else ホーム,
// with the foot that says whose it is.
func TestStart_BeginsWithWhatIsToBeDone(t *testing.T) {
	keyring, dir := credentials.Memory(), t.TempDir()
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, keyring, dir)
	s.settle()
	if s.nav.Selected() != screenConnect || !strings.Contains(s.onScreen(), "まだ読み込んでいません") || s.win.Canvas().Focused() != fyne.Focusable(s.form().url.Entry) {
		t.Errorf("it begins with screen %d: %q", s.nav.Selected(), s.onScreen())
	}
	s.importAll()
	if shown := s.onScreen(); !strings.Contains(shown, "連携先：example.cybozu.com最終読み込み：") || !strings.Contains(shown, "23人・10部署") {
		t.Errorf("the foot says %q", shown)
	}
	again := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, keyring, dir)
	if again.nav.Selected() != screenHome {
		t.Errorf("the next one begins with screen %d", again.nav.Selected())
	}
	again.settle()
	if again.win.Canvas().Focused() != fyne.Focusable(again.home().act) || again.loading || again.stale {
		t.Errorf("the keys are at %T", again.win.Canvas().Focused())
	}
	for i, name := range []string{"ホーム", "cybozu.com連携", "部署／ユーザー", "履歴", "ファイル", "設定"} {
		if got := again.screens[i].name(); got != name {
			t.Errorf("screen %d is %s, want %s", i, got, name)
		}
	}
}

// newLog is what the log has got since it was looked at last, the times left out.
func (s *stage) newLog(before string) string {
	s.t.Helper()
	var lines []string
	for line := range strings.Lines(strings.TrimPrefix(s.logged(), before)) {
		_, line, _ = strings.Cut(line, " ")
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

// Whatever of the stored data cannot be read is told and in the log, and nothing of it is shown:
// the screens stay as they were.
func TestReload_WhateverCannotBeReadIsTold(t *testing.T) {
	s := newStageWithFeed(t, releasetest.New(t, feedText))
	s.window.edit("追加", edit.AddDepartment(directory.RootID, "応援", ""), nil)
	s.settle()
	keep := func(key, value string) func() {
		return func() {
			t.Helper()
			if err := s.app.SetSetting(t.Context(), key, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	table := func(name string) (away, back func()) {
		return func() { s.rename(name, "gone") }, func() { s.rename("gone", name) }
	}
	setting := func(key, garbled string) (away, back func()) {
		was, err := s.app.Setting(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return keep(key, garbled), keep(key, was)
	}
	fails := func(name, cause string, away, back func()) {
		t.Helper()
		shown, log := s.people.model, s.logged()
		away()
		s.reload()
		s.settle()
		s.expectWords("without "+name, unexpected)
		if got := s.newLog(log); !strings.HasPrefix(got, "level=ERROR msg=window error=") || !strings.Contains(got, cause) {
			t.Errorf("without %s, logged is %s, want %s", name, got, cause)
		}
		if s.people.model != shown || s.loading {
			t.Errorf("without %s something is shown, or still being read: %v", name, s.loading)
		}
		back()
		s.press(fyne.KeyEscape, 0)
		s.reload()
		s.settle()
		if s.people.model == shown || s.dialogs() != "" {
			t.Errorf("once there is %s again, it says %q", name, s.dialogs())
		}
	}
	for _, of := range []struct{ name, table, cause string }{
		{"users", "users", "no such table: users"},
		{"acceptances", "accepted", "read what was accepted: "},
		{"history", "imports", "read the history: "},
		{"what Ctrl+Z takes back", "import_changes", "no such table: import_changes"},
	} {
		away, back := table(of.table)
		fails(of.name, of.cause, away, back)
	}
	for _, of := range []struct{ name, key, garbled, cause string }{
		{"自動同期", "autosync", "sometimes", `is no schedule`},
		{"settings", "options", "{", `setting \"options\": `},
		{"releases", "releases", "{", `setting \"releases\": `},
		{"reports", "reports", "{", `setting \"reports\": `},
	} {
		away, back := setting(of.key, of.garbled)
		fails(of.name, of.cause, away, back)
	}
	s.press(fyne.KeyZ, ctrl) // so that what is left is what Ctrl+Y takes back
	s.settle()
	away, back := table("import_changes")
	fails("what Ctrl+Y takes back", "no such table: import_changes", away, back)
}

// What an import has stopped at is a convenience: where it cannot be read, all else is shown.
func TestReload_WithoutWhatWasStoppedAtTheRestIsShown(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	if err := os.WriteFile(filepath.Join(s.app.Dir(), "stopped.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	log, shown := s.logged(), s.people.model
	s.reload()
	s.settle()
	if s.people.model == shown || s.dialogs() != "" || s.whyNothingStopped() == "" {
		t.Errorf("shown anew: %v; it says %q", s.people.model != shown, s.dialogs())
	}
	if got := s.newLog(log); got != "level=ERROR msg=stopped error=\"read what was kept: unexpected EOF\"\n" {
		t.Errorf("logged is %s", got)
	}
}

// At the foot of the navigation stands of whom the list is, and since when.
func TestFoot_SaysWhoseListItIsAndHowCurrent(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.settle()
	read := func() (st *state) {
		t.Helper()
		st, err := s.load(t.Context(), s.people.query)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	if got := foot(read()); !slices.Equal(got, []string{"連携先：", "まだ読み込んでいません"}) {
		t.Errorf("at first: %q", got)
	}
	s.importAll()
	now := read()
	users, departments := len(now.directory.Users), len(now.directory.Departments)-1
	counts := kit.Digits(users) + "人・" + kit.Digits(departments) + "部署"
	at := now.status.Success.FinishedAt.Local().Format(timeFormat)
	if got := foot(now); !slices.Equal(got, []string{"連携先：", "example.cybozu.com", "最終読み込み：", at, counts}) {
		t.Errorf("after an import: %q", got)
	}
	now.status.Success = nil
	if got := foot(now); !slices.Equal(got, []string{"連携先：", "example.cybozu.com", counts}) {
		t.Errorf("without a success: %q", got)
	}
}

// Of damage a person is told once, however often it is met, and whatever is open is left behind
// by the way out.
func TestDamage_IsToldOnceAndWhateverIsOpenIsLeftBehind(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	damage := fmt.Errorf("read the list: %w", storage.ErrDamaged)
	s.fail(damage)
	const plainly = "データファイルが壊れています。"
	if got := s.dialogs(); !strings.Contains(got, plainly) || strings.Contains(got, "復元に進む") {
		t.Errorf("where nothing leads out of it, it says %q", got)
	}
	s.press(fyne.KeyEscape, 0)

	led := make(chan error, 1)
	s.window.restore = func(why error) { led <- why }
	if s.damaged(errors.New("something else")) || s.dialogs() != "" {
		t.Errorf("an error of another kind is taken for damage: %q", s.dialogs())
	}
	for range 2 {
		s.fail(damage)
	}
	if n := len(s.win.Canvas().Overlays().List()); n != 1 {
		t.Errorf("it is told %d times", n)
	}
	s.click("あとで")
	s.showLicenses()
	s.settle()
	s.fail(damage)
	if n := len(s.win.Canvas().Overlays().List()); n != 2 {
		t.Fatalf("%d dialogs are open", n)
	}
	s.dialogButton("復元に進む").Tapped(nil)
	(<-s.queue)()  // once the program has let go of its data
	s.ended = true // the way out has let go of the data
	if n := len(s.win.Canvas().Overlays().List()); n != 0 || s.onScreen() != "" || s.window.ctx.Err() == nil {
		t.Errorf("%d dialogs are still open, and the screen says %q", n, s.onScreen())
	}
	if why := <-led; !errors.Is(why, storage.ErrDamaged) {
		t.Errorf("it leads there because of %v", why)
	}
}

// Where the place of the window cannot be kept, it closes all the same, and the log says why.
func TestPlace_ThatCannotBeKeptIsInTheLog(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.rename("settings", "gone")
	s.onClose()
	s.settle()
	s.rename("gone", "settings")
	if log := s.logged(); !s.closed || !strings.Contains(log, `level=ERROR msg="window size" error="write the setting window: `) {
		t.Errorf("closed: %v, logged is %s", s.closed, log)
	}
}

// The scheduler is told where the program is, but not before the start is over.
func TestStart_TheCopyOfTheDayIsKeptAndTheSchedulerIsToldLater(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.importAll()
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		began := time.Now()
		if err := s.repair(cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("of a window that is closed: %v", err)
		}
		if err := s.repair(t.Context()); err != nil || time.Since(began) != repairAfter {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		copies := func() int {
			t.Helper()
			made, err := filepath.Glob(filepath.Join(s.app.Dir(), "backups", "*.db"))
			if err != nil {
				t.Fatal(err)
			}
			return len(made)
		}
		s.pass(48 * time.Hour)
		s.window.edit("追加", edit.AddDepartment(directory.RootID, "応援", ""), nil)
		s.pass(48 * time.Hour)
		s.change("UPDATE users SET memo = 'by another program'", "UPDATE revision SET counter = counter + 1")
		before := copies()
		if err := s.check(t.Context()); err != nil || copies() != before+1 {
			t.Errorf("%v; %d copies, were %d", err, copies(), before)
		}
		if err := s.check(t.Context()); err != nil || copies() != before+1 {
			t.Errorf("%v; %d copies, were %d", err, copies(), before+1)
		}
		if err := s.check(cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("of a window that is closed: %v", err)
		}
	})
}

// noDisplay has windows that nobody can see, without asking the system for a display.
func noDisplay(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "darwin" {
		t.Skip("it wants the first thread of the process")
	}
	glfw.InitHint(glfw.PlatformHint, int(glfw.PlatformNull))
	if err := glfw.Init(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		glfw.Terminate()
		glfw.InitHint(glfw.PlatformHint, int(glfw.AnyPlatform))
	})
}

// Why the program cannot fill its window stands in it, and any key that ends something closes it.
func TestNotice_SaysWhyAndIsLeftByEveryKey(t *testing.T) {
	noDisplay(t)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.settle()
		if shown := showNotice(s.win, fmt.Errorf("open the data: %w", storage.ErrNewer)); shown != nil {
			t.Error("a window that nobody can see is on the screen")
		}
		s.expectWords("in the window", "データが、より新しいバージョンの安否シンクで作られています。⏎データには触れていません。安否シンクを新しいバージョンに更新してください。 / [▶ 技術的な詳細] / [閉じる]")
		if got := s.win.Canvas().Size(); got != fyne.NewSize(560, 260) {
			t.Errorf("it is %v", got)
		}
		closing := button(t, s.win.Content(), "閉じる")
		if s.win.Canvas().Focused() != fyne.Focusable(closing) {
			t.Fatalf("the keys are at %T", s.win.Canvas().Focused())
		}
		s.press(key, 0)
		if !s.closed {
			t.Errorf("%s does not close it", key)
		}
	}
}

// A window that is not on the screen is no window: the program tells so otherwise.
func TestShow_WithoutAScreenThereIsNoWindow(t *testing.T) {
	noDisplay(t)
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	if err := s.app.SetSetting(t.Context(), settingWindow, "1300x900"); err != nil {
		t.Fatal(err)
	}
	if shown := s.show(); shown != nil || s.frame != nil {
		t.Error("there is a window")
	}
	if got := s.win.Canvas().Size(); got != fyne.NewSize(1300, 900) {
		t.Errorf("it is %v", got)
	}
}
