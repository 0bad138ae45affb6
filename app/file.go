package app

import (
	"context"
	"io"

	"anpisync/storage"
)

// WriteFile has a file written for a person to take along: whole, or what was there stays.
func (a *App) WriteFile(ctx context.Context, path string, write func(context.Context, io.Writer) error) error {
	return storage.WriteFile(a.dir, path, func(w io.Writer) error { return write(ctx, w) })
}
