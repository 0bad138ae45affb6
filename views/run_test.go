package views

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/display"
	"anpisync/app/process"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
)

// Where there is no desktop, that is said, and nothing is made.
func TestRun_WithoutADesktopNothingIsMade(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is always one")
	}
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	dir := filepath.Join(t.TempDir(), "data")
	if err := Run(t.Context(), Options{Dir: dir}); !errors.Is(err, display.ErrNone) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data folder is there: %v", err)
	}
}

// One window of a data folder there is: a second start brings it to the front, at the place that
// it asks for.
func TestRun_ASecondStartBringsTheFirstToTheFront(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	raise := make(chan process.Place, 1)
	release, raised, err := claim(t.Context(), o, raise)
	if raised || err != nil {
		t.Fatalf("the first: %v, %v", raised, err)
	}
	o.At = process.PlaceSettings
	again, raised, err := claim(t.Context(), o, nil)
	if !raised || err != nil {
		t.Errorf("the second: %v, %v", raised, err)
	}
	again()
	if at := <-raise; at != process.PlaceSettings {
		t.Errorf("the first is asked for %q", at)
	}
	release()
	release, raised, err = claim(t.Context(), o, raise)
	if raised || err != nil {
		t.Errorf("after the first has ended: %v, %v", raised, err)
	}
	release()
	file := filepath.Join(o.Dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	release, raised, err = claim(t.Context(), Options{Dir: file}, raise)
	if raised || err == nil {
		t.Errorf("of what is no folder: %v, %v", raised, err)
	}
	release()
}

// The data are opened with a file for what the program says when it crashes; the sample is one.
func TestRun_OpensTheDataOrTheSample(t *testing.T) {
	folders := []string{t.TempDir(), t.TempDir()}
	t.Cleanup(func() { // before the folders go, in which it is open
		if err := debug.SetCrashOutput(nil, debug.CrashOptions{}); err != nil {
			t.Error(err)
		}
	})
	for i, demo := range []bool{false, true} {
		dir := folders[i]
		a, err := open(t.Context(), Options{Dir: dir, Demo: demo})
		if err != nil {
			t.Fatal(err)
		}
		if a.Demo() != demo || a.Dir() != dir {
			t.Errorf("a sample: %v, in %s", a.Demo(), a.Dir())
		}
		if _, err := os.Stat(filepath.Join(dir, "crash.log")); err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	if a, err := open(t.Context(), Options{Demo: true, Fault: "no such fault"}); err == nil || a != nil {
		t.Errorf("with a fault that there is not: %v", err)
	}
}

// A window that is on the screen is filled, once the fonts are read, and goes on with what a
// start has to do.
func TestRun_AWindowOnTheScreenIsFilledAndGoesOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the modes of files say nothing there")
	}
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	dir := t.TempDir()
	a, err := app.Open(t.Context(), app.Options{Dir: dir, Keyring: credentials.Memory(), Scheduler: schedule.Memory()})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // which is worth a word
		t.Fatal(err)
	}
	w := newWindow(t.Context(), s.window.fyne, s.window.fyne.NewWindow(programName), a)
	read := 0
	found := start(w, Options{Dir: dir}, func() {
		if read++; w.nav != nil {
			t.Error("it is filled before the fonts are read")
		}
	})
	if read != 1 || w.nav == nil || w.current() != screen(w.connect) {
		t.Errorf("the fonts were waited for %d times", read)
	}
	for w.win.Canvas().Overlays().Top() == nil {
		select {
		case f := <-s.queue:
			f()
		case <-time.After(time.Minute):
			t.Fatal("nothing is said of the folder")
		}
	}
	if got := written(w.win.Canvas().Overlays().Top()); !strings.Contains(got, dir) {
		t.Errorf("it says %q", got)
	}
	if err := w.end(); err != nil {
		t.Error(err)
	}
	s.drain()
	<-found // it reads the clock's zone, which another test changes
}

// A window that is drawn, or closed, is not given up, and neither is one that is slow on a screen
// where something can be drawn.
func TestRun_AWindowThatIsDrawnIsNotGivenUp(t *testing.T) {
	inTime(t, func(t *testing.T) {
		drawn, never := make(chan struct{}), make(chan struct{})
		close(drawn)
		closed, cancel := context.WithCancel(t.Context())
		cancel()
		began := time.Now()
		giveUp(t.Context(), drawn)
		giveUp(closed, never)
		if took := time.Since(began); took != 0 {
			t.Errorf("it takes %v", took)
		}
		if runtime.GOOS != "windows" {
			if giveUp(t.Context(), never); time.Since(began) != drawSoon {
				t.Errorf("it takes %v", time.Since(began))
			}
		}
	})
}

// quitting is an application that counts how often it is ended.
type quitting struct {
	fyne.App
	ended *int
}

func (q quitting) Quit() { *q.ended++ }

// A process that is told to end ends the program.
func TestRun_AProcessThatIsToldToEndEndsTheProgram(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	ctx, cancel := context.WithCancel(t.Context())
	ended := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		obey(ctx, quitting{s.window.fyne, &ended}, nil, nil, func(process.Place) { t.Error("it is opened") })
	}()
	cancel()
	<-done
	if s.drain(); ended != 1 {
		t.Errorf("it is ended %d times", ended)
	}
}

// Fyne may wait for good once the window is gone, and nobody would see that.
func TestRun_EndsWhereFyneDoesNotReturn(t *testing.T) {
	for name, c := range map[string]struct {
		gone, returns bool
		after         time.Duration // of the one the other
		ended         bool
	}{
		"a window that is closed":                {true, true, time.Second, false},
		"a window whose end takes long":          {true, true, returnSoon - 1, false},
		"a window that is gone and not returned": {true, false, 0, true},
		"none was ever closed":                   {false, true, 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			gone, returned, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
			ended := time.Duration(-1)
			began := time.Now()
			go func() {
				defer close(over)
				outlive(gone, returned, func() { ended = time.Since(began) })
			}()
			if c.gone {
				close(gone)
			}
			synctest.Wait()
			time.Sleep(c.after)
			if c.returns {
				close(returned)
			}
			<-over
			if c.ended && ended != returnSoon || !c.ended && ended >= 0 {
				t.Errorf("%s: ended after %v", name, ended)
			}
		})
	}
}
