package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"anpisync/storage"
)

// WriteFile has a file written for a person to take along. It is written beside its place
// first, so that a failure leaves what was there.
func WriteFile(ctx context.Context, path string, write func(context.Context, io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".anpisync-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(ctx, file), file.Sync(), file.Close())
	if err == nil {
		err = replace(path, file.Name())
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// replace puts a file in the place of another. Where a program holds that one open, Windows
// says no more than that it is not allowed.
func replace(path, with string) error {
	err := os.Rename(with, path)
	if err == nil || storage.KindOf(err) != storage.ErrReadOnly {
		return err
	}
	file, why := os.OpenFile(path, os.O_WRONLY, 0)
	if why != nil {
		return why
	}
	return errors.Join(fmt.Errorf("%w: %w", storage.ErrBusy, err), file.Close())
}
