package views

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"github.com/ncruces/zenity"

	"anpisync/app"
)

// saveFile asks for a file and has it written. It appears under its name only when it
// is whole. Files of the same kind as name are offered to write over.
func (w *window) saveFile(name string, write func(context.Context, io.Writer) error) {
	kind := filepath.Ext(name)
	inBackground(w, func(ctx context.Context) (string, error) {
		return zenity.SelectFileSave(zenity.Context(ctx), zenity.Title(programName), zenity.Filename(name), zenity.ConfirmOverwrite(),
			zenity.FileFilters{{Name: strings.ToUpper(kind[1:]), Patterns: []string{"*" + kind}, CaseFold: true}})
	}, func(path string, err error) {
		switch {
		case errors.Is(err, zenity.ErrCanceled):
		case err != nil: // there is no dialog of the system here
			w.saveFileByFyne(name, write)
		default:
			w.writeFile(withKind(path, kind), write)
		}
	})
}

// withKind adds what a person left out of a file's name, without which openFile would not
// offer it, unless a file of that name is there: nobody was asked about that one.
func withKind(path, kind string) string {
	if _, err := os.Stat(path + kind); filepath.Ext(path) == "" && errors.Is(err, os.ErrNotExist) {
		return path + kind
	}
	return path
}

func (w *window) saveFileByFyne(name string, write func(context.Context, io.Writer) error) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			w.fail(err)
		} else if file != nil {
			path := file.URI().Path()
			_ = file.Close() // it is written below, beside it first
			w.writeFile(path, write)
		}
	}, w.win)
	d.SetFileName(name)
	d.Show()
}

// openFile asks for a file to read.
func (w *window) openFile(kind string, patterns []string, read func(path string)) {
	inBackground(w, func(ctx context.Context) (string, error) {
		return zenity.SelectFile(zenity.Context(ctx), zenity.Title(programName),
			zenity.FileFilters{{Name: kind, Patterns: patterns, CaseFold: true}})
	}, func(path string, err error) {
		switch {
		case errors.Is(err, zenity.ErrCanceled):
		case err != nil: // there is no dialog of the system here
			w.openFileByFyne(read)
		default:
			read(path)
		}
	})
}

func (w *window) openFileByFyne(read func(path string)) {
	dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil {
			w.fail(err)
		} else if file != nil {
			path := file.URI().Path()
			_ = file.Close() // it is read by its path
			read(path)
		}
	}, w.win).Show()
}

func (w *window) writeFile(path string, write func(context.Context, io.Writer) error) {
	inBackground(w, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, app.WriteFile(ctx, path, write)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.fail(err)
			return
		}
		w.layers.Tell("保存しました", path)
	})
}
