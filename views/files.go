package views

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/ncruces/zenity"
)

// saveFile asks for a file and has it written. It appears under its name only when it
// is whole. Files of the same kind as name are offered to write over.
func (w *window) saveFile(name string, write func(context.Context, io.Writer) error) {
	w.savePath(name, func(path string) { w.writeFile(path, write) })
}

// savePath asks under what name something is to be saved.
func (w *window) savePath(name string, save func(path string)) {
	kind := filepath.Ext(name)
	w.choose(zenity.SelectFileSave, []zenity.Option{
		zenity.Title(strings.TrimSuffix(name, kind) + "を保存"), zenity.Filename(name), zenity.ConfirmOverwrite(),
		zenity.FileFilters{{Name: strings.ToUpper(kind[1:]), Patterns: []string{"*" + kind}, CaseFold: true}},
	}, func() { w.chooseToSave(name, save) }, func(path string) {
		save(withKind(path, kind))
	})
}

// choose has a dialog of the system ask for a file: in front of the window, which takes
// nothing until it is answered. Where there is no such dialog, it is done otherwise.
func (w *window) choose(dialog func(...zenity.Option) (string, error), options []zenity.Option, otherwise func(), chosen func(path string)) {
	ctx, cancel := context.WithCancel(w.ctx)
	uncover := w.layers.Cover(cancel)
	options = append(append(options, zenity.Context(ctx), zenity.Modal()), over(w.win)...)
	inBackground(w, func(context.Context) (string, error) { return dialog(options...) }, func(path string, err error) {
		uncover()
		cancelled := ctx.Err() != nil || errors.Is(err, zenity.ErrCanceled)
		cancel()
		switch {
		case err == nil:
			chosen(path)
		case !cancelled:
			otherwise()
		}
	})
}

// over makes a dialog belong to a window, where the system knows such a thing.
func over(win fyne.Window) (options []zenity.Option) {
	native, ok := win.(driver.NativeWindow)
	if !ok {
		return nil
	}
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.WindowsWindowContext:
			options = append(options, zenity.Attach(c.HWND))
		case driver.X11WindowContext:
			options = append(options, zenity.Attach(int(c.WindowHandle)))
		}
	})
	return options
}

// withKind adds what a person left out of a file's name, without which openFile would not
// offer it, unless a file of that name is there: nobody was asked about that one.
func withKind(path, kind string) string {
	if _, err := os.Stat(path + kind); filepath.Ext(path) == "" && errors.Is(err, os.ErrNotExist) {
		return path + kind
	}
	return path
}

// openFile asks for a file to read.
func (w *window) openFile(kind string, patterns []string, read func(path string)) {
	w.choose(zenity.SelectFile, []zenity.Option{
		zenity.Title(kind + "のファイルを開く"), zenity.FileFilters{{Name: kind, Patterns: patterns, CaseFold: true}},
	}, func() { w.chooseToOpen(kind, patterns, read) }, read)
}

func (w *window) writeFile(path string, write func(context.Context, io.Writer) error) {
	w.try(func(ctx context.Context) error { return w.app.WriteFile(ctx, path, write) }, func() {
		w.layers.Tell("保存しました", path)
	})
}
