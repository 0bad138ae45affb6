package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
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
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
