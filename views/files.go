package views

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"github.com/ncruces/zenity"
)

// saveFile asks for a file and has it written. It appears under its name only when it
// is whole.
func (w *window) saveFile(name string, write func(context.Context, io.Writer) error) {
	inBackground(w, func(ctx context.Context) (string, error) {
		return zenity.SelectFileSave(zenity.Context(ctx), zenity.Title(programName),
			zenity.Filename(name), zenity.ConfirmOverwrite(), zenity.FileFilters{{Name: "CSV", Patterns: []string{"*.csv"}}})
	}, func(path string, err error) {
		switch {
		case errors.Is(err, zenity.ErrCanceled):
		case err != nil: // there is no dialog of the system here
			w.saveFileByFyne(name, write)
		default:
			w.writeFile(path, write)
		}
	})
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
		return struct{}{}, writeWhole(ctx, path, write)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.fail(err)
			return
		}
		w.layers.Tell("保存しました", path)
	})
}

// writeWhole writes to another name first, so that a failure leaves what was there.
func writeWhole(ctx context.Context, path string, write func(context.Context, io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".anpisync-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(ctx, file), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
