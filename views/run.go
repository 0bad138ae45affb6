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

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"anpisync/app"
	"anpisync/views/kit"
)

// Options say what the window shows.
type Options struct {
	Dir  string // data folder; empty: the user's own, or with Demo one that is thrown away
	Demo bool   // the sample cybozu.com
	Icon []byte // PNG
}

const appID = "jp.anpisync.app"

// Run opens the window and returns when it is closed, or at once where another
// window of the same data folder came to the front instead.
func Run(ctx context.Context, o Options) error {
	raise := make(chan struct{}, 1)
	claimed := o.Dir
	if claimed == "" && !o.Demo {
		var err error
		if claimed, err = app.DefaultDir(); err != nil {
			return notice(ctx, o, claimed, err)
		}
	}
	if claimed != "" {
		release, raised, err := app.ClaimWindow(ctx, claimed, func() {
			select {
			case raise <- struct{}{}:
			default: // it is on its way already
			}
		})
		switch {
		case raised:
			return nil
		case err != nil:
			return notice(ctx, o, claimed, err)
		}
		defer release()
	}
	a, err := open(ctx, o)
	if err != nil {
		if err = notice(ctx, o, claimed, err); err != nil {
			return err
		}
		if a, err = open(ctx, o); err != nil { // after a copy took the place of what was damaged
			return err
		}
	}
	if err := a.KeepCrashes(); err != nil {
		a.Log().Error("crash file", "error", err)
	}
	w := newWindow(ctx, newFyneApp(o), a)
	go w.obey(ctx, raise)
	w.run()
	return a.Close()
}

func open(ctx context.Context, o Options) (*app.App, error) {
	if o.Demo {
		return app.OpenDemo(ctx, o.Dir)
	}
	return app.Open(ctx, app.Options{Dir: o.Dir})
}

func newFyneApp(o Options) fyne.App {
	f := fyneapp.NewWithID(appID)
	f.SetIcon(fyne.NewStaticResource("Icon.png", o.Icon))
	f.Settings().SetTheme(kit.NewTheme())
	return f
}
