//go:build unix

package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func init() { children["readonly"] = childReadOnly }

// TestReadOnlyFileIsToldAndLeft runs as somebody who may not write, since root may.
func TestReadOnlyFileIsToldAndLeft(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to become somebody else")
	}
	const nobody = 65534
	for name, lockUp := range map[string]func(dir string) error{
		"a read-only file": func(dir string) error {
			return errors.Join(os.Chmod(dir, 0o777), os.Chmod(filepath.Join(dir, backupsName), 0o777), os.Chmod(filepath.Join(dir, fileName), 0o444))
		},
		"a read-only folder": func(dir string) error {
			return errors.Join(os.Chmod(dir, 0o555), os.Chmod(filepath.Join(dir, backupsName), 0o555), os.Chmod(filepath.Join(dir, fileName), 0o666))
		},
		"a read-only folder after a copy was restored": func(dir string) error {
			copies, err := listBackups(dir)
			if err != nil {
				return err
			}
			path := filepath.Join(dir, fileName)
			return errors.Join(os.Remove(path), copyFile(copies[0].Path, path), os.Chmod(path, 0o666), os.Chmod(dir, 0o555))
		},
	} {
		t.Run(name, func(t *testing.T) {
			base, err := os.MkdirTemp("", "anpisync-test-") // above it, all may pass
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(base)
			dir := filepath.Join(base, "data")
			if err := errors.Join(os.Chmod(base, 0o755), os.CopyFS(dir, os.DirFS(closed(t))), os.RemoveAll(filepath.Join(dir, lockName)), lockUp(dir)); err != nil {
				t.Fatal(err)
			}
			before := rows(t, filepath.Join(dir, fileName), allTables...)
			binary := filepath.Join(base, "test")
			if err := errors.Join(copyFile(os.Args[0], binary), os.Chmod(binary, 0o755)); err != nil {
				t.Fatal(err)
			}
			cmd := child("readonly", "DIR="+dir)
			cmd.Path, cmd.Dir = binary, base
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			if out, err := cmd.CombinedOutput(); err != nil || string(out) != "read-only\n" {
				t.Errorf("%v: %s", err, out)
			}
			if after := rows(t, filepath.Join(dir, fileName), allTables...); after != before {
				t.Errorf("before\n%s\nafter\n%s", before, after)
			}
		})
	}
}

func childReadOnly() error {
	s, err := Open(context.Background(), os.Getenv("DIR"))
	if errors.Is(err, ErrReadOnly) {
		fmt.Println("read-only")
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(errors.New("it was opened"), s.Close())
}
