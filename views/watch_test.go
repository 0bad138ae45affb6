package views

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
	"anpisync/views/frame"
	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
)

// inTime has a stage whose time passes at once, as far as what it does waits for it.
func inTime(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	testapp.New(t, kit.NewTheme()) // of no bubble's time
	stillClock = true
	t.Cleanup(func() { stillClock = false })
	onDay(t, 1, f)
}

// pass lets time pass, and does what is wanted in the window by then. It says whether anything was.
func (s *stage) pass(d time.Duration) (any bool) {
	s.t.Helper()
	time.Sleep(d)
	for synctest.Wait(); s.drain(); synctest.Wait() {
		any = true
	}
	return any
}

// What another process does with the directory is shown soon, whoever does it, but not while an
// import is under way.
func TestWatch_WhatAnotherProcessHasDoneIsShown(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.importAll()
		s.jobs.Go(s.watch)
		s.pass(3 * watchEvery)
		if s.pass(10 * watchEvery) {
			t.Error("nothing has changed, and the window has something to do")
		}
		exec := func(statement string, values ...any) {
			db := s.database()
			defer db.Close()
			if _, err := db.Exec(statement, values...); err != nil {
				t.Fatal(err)
			}
		}
		rename := func(name string) {
			exec("UPDATE users SET name = ? WHERE id = (SELECT min(id) FROM users)", name)
		}
		shown := func() string { return s.people.model.Directory().Users[0].Name }
		rename("改名 太郎")
		if s.pass(watchEvery); shown() != "改名 太郎" {
			t.Errorf("shown is %s", shown())
		}
		s.running = new(run)
		rename("改名 次郎")
		if s.pass(2 * watchEvery); shown() != "改名 太郎" {
			t.Errorf("while an import is under way, shown is %s", shown())
		}
		s.running = nil
		rename("改名 三郎")
		if s.pass(watchEvery); shown() != "改名 三郎" {
			t.Errorf("shown is %s", shown())
		}
		s.window.restore = func(error) {}
		exec("DELETE FROM revision")
		if s.pass(watchEvery); !strings.Contains(s.dialogs(), "データファイルが壊れています。") {
			s.cancel() // it would be looked for without end
			t.Errorf("damage is told as %q", s.dialogs())
		}
		s.jobs.Wait() // of a damaged file nothing more is to be seen
	})
}

// Where a reading is asked for while one is under way, there is one more, and only one.
func TestReload_WhatIsAskedForMeanwhileIsReadOnceMore(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	before := s.people.model
	for range 3 {
		s.reload()
	}
	s.jobs.Wait()
	if !s.loading || !s.stale {
		t.Fatalf("under way: %v, another is wanted: %v", s.loading, s.stale)
	}
	(<-s.queue)()
	first := s.people.model
	s.settle()
	if first == before || s.people.model == first || s.loading || s.stale {
		t.Errorf("read once: %v, twice: %v; under way: %v, another is wanted: %v", first != before, s.people.model != first, s.loading, s.stale)
	}
}

// logged is what the log holds.
func (s *stage) logged() string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.app.Dir(), "anpisync.log"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// What cannot be read of what a list or a window was like costs that alone, and is in the log.
func TestRemember_WhatIsGarbledIsAsIfItHadNeverBeenKept(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	for key, value := range map[string]string{"garbled": "{", "other": `{"a":1}`} {
		if err := s.app.SetSetting(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	var value map[string]int
	if s.recall("garbled", &value); value != nil {
		t.Errorf("read is %v", value)
	}
	log := s.logged()
	if !strings.Contains(log, `level=ERROR msg=setting key=garbled error="unexpected end of JSON input"`) {
		t.Errorf("logged is %s", log)
	}
	k := s.recall("other", &value)
	if value["a"] != 1 || s.logged() != log {
		t.Errorf("read is %v, logged %s", value, s.logged())
	}
	if k.set(value); k.saving {
		t.Error("the same is kept again")
	}
	value["a"] = 2
	k.set(value)
	value["a"] = 3
	k.set(value)
	s.settle()
	if text, err := s.app.Setting(t.Context(), "other"); text != `{"a":3}` || err != nil || k.saving {
		t.Errorf("kept is %s, %v", text, err)
	}
	k.set(make(chan int))
	if log := s.logged(); !strings.Contains(log, `level=ERROR msg=setting key=other error="json: unsupported type: chan int"`) {
		t.Errorf("logged is %s", log)
	}
}

// The window is where it was, but never too small; what makes no sense is as if there were nothing.
func TestPlace_IsThatOfTheLastTime(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	usual := frame.Place{Size: fyne.NewSize(usualWidth, usualHeight)}
	for kept, want := range inOrder(map[string]frame.Place{
		"": usual, "1100": usual, "x": usual,
		"1300x900": {Size: fyne.NewSize(1300, 900)}, "10x900": {Size: fyne.NewSize(leastSize.Width, 900)}, "1300x10": {Size: fyne.NewSize(1300, leastSize.Height)},
	}) {
		if err := s.app.SetSetting(t.Context(), settingWindow, kept); err != nil {
			t.Fatal(err)
		}
		if got := s.place(); got != want {
			t.Errorf("%q: %+v, want %+v", kept, got, want)
		}
	}
	if s.win.Title() != programName {
		t.Errorf("it is called %s", s.win.Title())
	}
	s.settle()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	s.window.ctx = cancelled
	if got := s.place(); got != usual || !strings.Contains(s.logged(), `level=ERROR msg="window size" error=`) {
		t.Errorf("%+v, logged %s", got, s.logged())
	}
}

func TestDemo_TheWindowSaysThatItIsASample(t *testing.T) {
	a, err := app.OpenDemo(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	f := testapp.New(t, kit.NewTheme())
	w := newWindow(t.Context(), f, f.NewWindow(programName), a)
	if got := w.win.Title(); got != programName+"（見本）" {
		t.Errorf("it is called %s", got)
	}
	if err := w.end(); err != nil {
		t.Error(err)
	}
}

// Where the directory changes while the preview is read, nothing is written of what was shown:
// the preview is made anew, and says so (I8).
func TestPreviewI8_WhatChangesMeanwhileIsShownAnew(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = "03-0000-1111" })
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	if v == nil {
		t.Fatal("no preview")
	}
	db := s.database()
	defer db.Close()
	if _, err := db.Exec("UPDATE users SET memo = 'meanwhile' WHERE login_name = 'userA'"); err != nil {
		t.Fatal(err)
	}
	before := v.p
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	want := message.Of(storage.ErrStale)
	if text := s.dialogs(); !strings.Contains(text, want.Summary) || !strings.Contains(text, want.Advice) {
		t.Errorf("it says %q", text)
	}
	if s.preview() != v || v.p == before || s.storedUser("userA").Phone == "03-0000-1111" {
		t.Errorf("the same preview: %v, of the same changes: %v", s.preview() == v, v.p == before)
	}
	s.press(fyne.KeyEscape, 0)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if u := s.storedUser("userA"); u.Phone != "03-0000-1111" || u.Memo != "meanwhile" || s.preview() != nil || s.running != nil {
		t.Errorf("written is %+v", u)
	}
}

// Where another import is in the way, who that is is told, and nothing of the preview is lost.
func TestPreview_AnotherImportInTheWayLosesNothing(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	if v == nil {
		t.Fatal("no preview")
	}
	unlock, err := storage.Lock(t.Context(), s.app.Dir(), 0, string(directory.ImportAuto))
	if err != nil {
		t.Fatal(err)
	}
	before := v.p
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if text := s.dialogs(); !strings.Contains(text, "ほかの安否シンクが作業中です（自動、") || s.preview() != v || v.p != before || s.running == nil || len(s.stored().Users) > 0 {
		t.Errorf("the same preview: %v, it says %q", s.preview() == v, text)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	s.press(fyne.KeyEscape, 0)
	if s.dialogs() != "" {
		t.Fatalf("it still says %q", s.dialogs())
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if len(s.stored().Users) == 0 || s.preview() != nil || s.running != nil {
		t.Errorf("%d users are written; %q", len(s.stored().Users), s.dialogs())
	}
}

// What another process has done is looked for cheaply, and what is in the way then is no news.
func TestWatch_WhatCannotBeReadIsNoNews(t *testing.T) {
	s := peopleStage(t)
	if now, err := s.newest(); err != nil || now != s.shown || now.lastImport != 1 {
		t.Fatalf("%v, it is %+v, and shown is %+v", err, now, s.shown)
	}
	for _, of := range []string{"revision", "imports", "settings"} {
		s.rename(of, "gone")
		if _, err := s.newest(); err == nil {
			t.Errorf("without %s nothing is wrong", of)
		}
		s.rename("gone", of)
	}
}
