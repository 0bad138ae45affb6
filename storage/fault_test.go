package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"anpisync/reconcile/directory"
)

func TestI2_AFullDiskLeavesEverything(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	before := rows(t, path, allTables...)
	limit(t, s, "max_page_count = 60")
	plan := planned(mustLoad(t, s), func(d *directory.Directory) {
		for i := range int64(5000) {
			d.Users = append(d.Users, directory.User{ID: d.NextUserID + i, LoginName: fmt.Sprint("u", i), Name: "n"})
		}
	})
	if _, err := s.Apply(t.Context(), plan, Run{Kind: directory.ImportManual}); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	if after := rows(t, path, allTables...); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if copies, err := listBackups(dir); err != nil || len(copies) != 1 {
		t.Errorf("copies %v, %v", copies, err)
	}
	limit(t, s, "max_page_count = 100000")
	if _, err := s.Apply(t.Context(), plan, Run{Kind: directory.ImportManual}); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestI2_AnotherWriterLeavesEverything(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	other := openIn(t, dir)
	plan := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users = d.Users[:1] })
	limit(t, s, "busy_timeout = 1")
	err := other.write(t.Context(), func(*tx) error {
		_, err := s.Apply(t.Context(), plan, Run{Kind: directory.ImportManual})
		return err
	})
	if !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Apply(t.Context(), plan, Run{Kind: directory.ImportManual}); err != nil {
		t.Errorf("when it is free: %v", err)
	}
}

// limit sets a pragma on the connection that writes.
func limit(t *testing.T, s *Store, pragma string) {
	conn, err := s.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.give(conn)
	if _, err := conn.ExecContext(t.Context(), "PRAGMA "+pragma); err != nil {
		t.Fatal(err)
	}
}

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
