// Package views is the window: one file a screen, each drawing what package app knows
// and telling it what the administrator wants. It decides nothing about imports, and
// knows neither SQL nor HTTP.
//
// Everything here runs on Fyne's goroutine. What takes time goes through
// [inBackground]: the work on a goroutine of its own, its result in one fyne.Do.
// All widgets come from package kit, so that keys mean the same everywhere.
package views

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"golang.org/x/sync/errgroup"

	"anpisync/app"
	"anpisync/app/display"
	"anpisync/app/message"
	"anpisync/app/process"
	"anpisync/views/frame"
	"anpisync/views/kit"
)

// Options say what the window shows.
type Options struct {
	Dir   string // data folder; empty: the user's own, or with Demo one that is thrown away
	Demo  bool   // the sample cybozu.com
	Fault string // with Demo: how it misbehaves; empty: not at all

	At process.Place // where the window opens; empty: as usual

	Leave func(error) // ends the process where Fyne does not let Run return
}

// icon is Icon.png, in a size that is soon read.
//
//go:generate convert ../Icon.png -strip -resize 128 -define png:exclude-chunks=date,time icon.png
//go:embed icon.png
var icon []byte

const appID = "jp.anpisync.app"

// Run opens the window and returns when it is closed, or at once where another
// window of the same data folder came to the front instead. An error that kept it
// from opening has been shown, where there is a desktop.
func Run(ctx context.Context, o Options) error {
	if err := display.Reachable(); err != nil {
		return err
	}
	raise := make(chan process.Place, 1)
	var err error
	if o.Dir != "" || !o.Demo {
		o.Dir, err = process.DataDir(o.Dir)
	}
	release, raised := func() {}, false
	if o.Dir != "" { // a sample that is thrown away has a folder of its own
		release, raised, err = claim(ctx, o, raise)
	}
	if raised {
		return nil
	}
	defer release()

	// What takes long goes on side by side, but for what asks the system for displays.
	var a *app.App
	var opening errgroup.Group
	if err == nil {
		opening.Go(func() (err error) {
			a, err = open(ctx, o)
			return err
		})
	}
	var drawable func() error
	var checking sync.WaitGroup
	checking.Go(func() { drawable = display.Check(ctx, o.Dir) })
	f := newFyneApp()
	fontsLoaded := kit.LoadFonts()
	checking.Wait() // a window asks for displays too
	win := f.NewWindow(programName)
	win.SetMaster()
	if err == nil {
		err = opening.Wait()
	}
	if why := drawable(); why != nil {
		if a != nil {
			err = errors.Join(err, a.Close())
		}
		release()
		return errors.Join(err, showBox(ctx, display.Missing(why)))
	}
	var w *window
	var r *restoring
	var shown *frame.Frame
	var restore func(why error)
	begin := func(a *app.App) *window {
		w = newWindow(ctx, f, win, a)
		if o.Dir != "" { // a sample that is thrown away is not worth it
			w.restore = restore
		}
		if shown = w.show(); shown != nil {
			start(w, o, fontsLoaded)
			w.openAt(o.At)
		}
		return w
	}
	restore = func(why error) {
		r = newRestoring(ctx, win, o.Dir, why, func() (*window, error) {
			a, err := open(ctx, o)
			if err != nil {
				return nil, err
			}
			return begin(a), nil
		})
	}
	switch {
	case err == nil:
		begin(a)
	case app.IsDamaged(err):
		fontsLoaded()
		restore(err)
		win.CenterOnScreen()
		shown = frame.Show(win, frame.Place{Size: fyne.NewSize(minWidth, minHeight)})
	default:
		fontsLoaded()
		shown = showNotice(win, err)
	}
	if shown == nil { // Fyne would run without a window for ever
		if w != nil {
			err = errors.Join(err, w.end())
		}
		release() // the next start tells again
		return errors.Join(err, showBox(ctx, display.Missing(display.Prove(ctx))))
	}
	go obey(ctx, f, shown, raise, func(at process.Place) {
		if w != nil {
			w.openAt(at)
		}
	})
	end := sync.OnceValue(func() error {
		if r != nil {
			r.end()
		}
		if w == nil {
			return err
		}
		return w.end()
	})
	gone, returned := make(chan struct{}), make(chan struct{})
	win.SetOnClosed(func() { close(gone) })
	go outlive(gone, returned, func() {
		if w != nil {
			w.app.Log().Error("close", "error", errNoReturn)
		}
		why := end()
		release()
		o.Leave(why)
	})
	f.Run()
	close(returned)
	return end()
}

// returnSoon is how long Fyne may take to return once the window is closed.
const returnSoon = 10 * time.Second

var errNoReturn = errors.New("no return from Fyne")

// outlive does what is to be done at the end where Fyne does not return from a window that is
// gone. Version 2.8 rarely asks its loop for something in the moment between the loop's last look
// and the note that it looks no more, and waits for an answer (internal/driver/glfw/loop.go,
// runGL). Nobody would see that process, and each further start would ask it to show itself.
func outlive(gone, returned <-chan struct{}, end func()) {
	select {
	case <-returned:
		return
	case <-gone:
	}
	select {
	case <-returned:
	case <-time.After(returnSoon):
		end()
	}
}

// drawSoon is how long a window that is on the screen may take to be drawn.
const drawSoon = 5 * time.Second

// start fills the window that is on the screen, empty while fonts are still being read. All other
// fonts have been found, or nobody waits for them any more, when found is closed.
func start(w *window, o Options, fontsLoaded func()) (found <-chan struct{}) {
	drawn, listed := make(chan struct{}), make(chan struct{})
	seen := sync.OnceFunc(func() {
		close(drawn)
		if err := display.Drawn(o.Dir); err != nil {
			w.app.Log().Error("remember the display", "error", err)
		}
	})
	fyne.NewAnimation(drawSoon/10, func(at float32) { // which goes on from frame to frame
		if at >= 1 {
			seen()
		}
	}).Start()
	w.jobs.Go(func() { giveUp(w.ctx, drawn) })
	go func() { // a window that closes does not wait for it
		defer close(listed)
		select {
		case <-w.ctx.Done():
		case <-drawn:
			kit.FindFonts()
		}
	}()
	fontsLoaded()
	w.fill()
	w.attend()
	return listed
}

// openAt shows the screen that somebody asks for from outside, unless a dialog or an import
// is in front: that comes first.
func (w *window) openAt(at process.Place) {
	screen, known := map[process.Place]int{
		process.PlaceHome: screenHome, process.PlaceConnect: screenConnect,
		process.PlaceHistory: screenHistory, process.PlaceSettings: screenSettings,
	}[at]
	if known && !w.layers.Busy() && w.cover == nil {
		w.onNavigated(screen)
	}
}

// giveUp ends the program, with a box, where a window is not drawn because nothing can be
// drawn any more. What draws hangs then, and can end nothing.
func giveUp(ctx context.Context, drawn <-chan struct{}) {
	select {
	case <-ctx.Done():
		return
	case <-drawn:
		return
	case <-time.After(drawSoon):
	}
	if err := display.Prove(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, message.Of(showBox(ctx, display.Missing(err))))
		os.Exit(1)
	}
}

// claim makes this the one window of its data folder.
func claim(ctx context.Context, o Options, raise chan<- process.Place) (release func(), raised bool, err error) {
	release, raised, err = process.ClaimWindow(ctx, o.Dir, o.At, func(at process.Place) {
		select {
		case raise <- at:
		default: // it is on its way already
		}
	})
	if release == nil {
		release = func() {}
	}
	return release, raised, err
}

// obey brings the window to the front when a second start asks for it, and ends the
// program when the process is told to.
func obey(ctx context.Context, f fyne.App, shown *frame.Frame, raise <-chan process.Place, open func(process.Place)) {
	for {
		select {
		case at := <-raise:
			fyne.Do(func() {
				shown.Raise()
				open(at)
			})
		case <-ctx.Done():
			fyne.Do(f.Quit)
			return
		}
	}
}

func open(ctx context.Context, o Options) (a *app.App, err error) {
	if o.Demo {
		a, err = app.OpenDemo(ctx, o.Dir, o.Fault)
	} else {
		a, err = app.Open(ctx, app.Options{Dir: o.Dir})
	}
	if err != nil {
		return nil, err
	}
	if err := a.KeepCrashes(); err != nil {
		a.Log().Error("crash file", "error", err)
	}
	return a, nil
}

func newFyneApp() fyne.App {
	// On X11, GLFW names the window's instance after it, and else after the title, in letters
	// that no desktop can match with a menu entry. No name is worth an error.
	_ = os.Setenv("RESOURCE_NAME", "anpisync")
	f := fyneapp.NewWithID(appID)
	f.SetIcon(fyne.NewStaticResource("icon.png", icon))
	f.Settings().SetTheme(kit.NewTheme())
	return f
}
