package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"anpisync/app/csvfile"
)

// ExportIn opens the data folder without writing to it, and leaves its directory in the
// folder to, which it makes where there is none: a file a kind, users.csv and so on, in
// UTF-8 and without passwords, and directory.xlsx with all of them, each in the place of an
// earlier one.
func ExportIn(ctx context.Context, o Options, to string) error {
	o.ReadOnly = true
	a, err := openChecked(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(a.exportAll(ctx, to), a.Close())
}

func (a *App) exportAll(ctx context.Context, to string) error {
	if err := makeExportFolder(to); err != nil {
		return err
	}
	for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
		err := a.WriteFile(ctx, filepath.Join(to, string(k)+".csv"), func(ctx context.Context, w io.Writer) error {
			return a.ExportCSV(ctx, w, k, csvfile.WriteOptions{})
		})
		if err != nil {
			return fmt.Errorf("write %s: %w", k, err)
		}
	}
	err := a.WriteFile(ctx, filepath.Join(to, "directory"+XLSXExtension), func(ctx context.Context, w io.Writer) error {
		return a.ExportBook(ctx, w, csvfile.Users, csvfile.Departments, csvfile.Memberships)
	})
	if err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

func makeExportFolder(to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("make the folder for the files: %w", err)
	}
	return nil
}
