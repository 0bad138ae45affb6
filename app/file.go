package app

import (
	"context"
	"io"
	"os"

	"anpisync/storage"
)

// WriteFile has a file written for a person to take along: whole, or what was there stays.
func (a *App) WriteFile(ctx context.Context, path string, write func(context.Context, io.Writer) error) error {
	return storage.WriteFile(a.dir, path, func(w io.Writer) error { return write(ctx, w) })
}

// OpenFile opens a file that a person has chosen, and nothing else: some things would be
// waited for without end.
func OpenFile(path string) (io.ReadCloser, error) {
	if err := storage.CheckFile(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}
