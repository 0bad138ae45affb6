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
	"errors"
	"os"
	"sync"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"anpisync/app"
	"anpisync/views/kit"
	"anpisync/views/opengl"
)

// Options say what the window shows.
type Options struct {
	Dir  string // data folder; empty: the user's own, or with Demo one that is thrown away
	Demo bool   // the sample cybozu.com
	Icon []byte // PNG
}

const appID = "jp.anpisync.app"

// Run opens the window and returns when it is closed, or at once where another
// window of the same data folder came to the front instead. An error that kept it
// from opening has been shown.
func Run(ctx context.Context, o Options) error {
	raise := make(chan struct{}, 1)
	var err error
	if o.Dir == "" && !o.Demo {
		o.Dir, err = app.DefaultDir()
	}
	release, raised := func() {}, false
	if o.Dir != "" { // a sample that is thrown away has a folder of its own
		release, raised, err = claim(ctx, o.Dir, raise)
	}
	if raised {
		return nil
	}
	defer release()

	drawable := sync.OnceValue(func() error { return opengl.Check(ctx) })
	go drawable()
	f := newFyneApp(o)
	var w *window
	start := func() error {
		a, err := open(ctx, o)
		if err != nil {
			return err
		}
		if err := a.KeepCrashes(); err != nil {
			a.Log().Error("crash file", "error", err)
		}
		w = newWindow(ctx, f, a)
		if err := drawable(); err != nil {
			return errors.Join(err, w.end())
		}
		w.show()
		return nil
	}
	if err == nil {
		err = start()
	}
	if missing := drawable(); missing != nil {
		return showBox(ctx, missing)
	}
	if err != nil {
		showNotice(ctx, f, o.Dir, err, start)
	}
	go obey(ctx, f, raise)
	f.Run()
	if w == nil {
		return err
	}
	return w.end()
}

// claim makes this the one window of its data folder.
func claim(ctx context.Context, dir string, raise chan<- struct{}) (release func(), raised bool, err error) {
	release, raised, err = app.ClaimWindow(ctx, dir, func() {
		select {
		case raise <- struct{}{}:
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
func obey(ctx context.Context, f fyne.App, raise <-chan struct{}) {
	for {
		select {
		case <-raise:
			fyne.Do(func() {
				for _, w := range f.Driver().AllWindows() {
					w.RequestFocus()
				}
			})
		case <-ctx.Done():
			fyne.Do(f.Quit)
			return
		}
	}
}

func open(ctx context.Context, o Options) (*app.App, error) {
	if o.Demo {
		return app.OpenDemo(ctx, o.Dir)
	}
	return app.Open(ctx, app.Options{Dir: o.Dir})
}

func newFyneApp(o Options) fyne.App {
	// GLFW calls the window's class so on X11, and else after its title, in letters that no
	// desktop can match with a menu entry. No class is worth an error.
	_ = os.Setenv("RESOURCE_NAME", "anpisync")
	f := fyneapp.NewWithID(appID)
	f.SetIcon(fyne.NewStaticResource("Icon.png", o.Icon))
	f.Settings().SetTheme(kit.NewTheme())
	return f
}
