package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"anpisync/reconcile/directory"
)

// withMigration adds a step to the schema for the time of a test.
func withMigration(t *testing.T, step string) {
	steps, latest := migrations, latestVersion
	t.Cleanup(func() { migrations, latestVersion = steps, latest })
	migrations, latestVersion = append(migrations[:latest:latest], step), latest+1
}

// closed makes a directory with an office in it and closes it.
func closed(t *testing.T) (dir string) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// listing is every file below dir with its size, mode and time.
func listing(t *testing.T, dir string) string {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		fmt.Fprintln(&b, path, info.Size(), info.Mode(), info.ModTime())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t *testing.T, path string) []byte {
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestNewerFileIsRefusedUntouched(t *testing.T) {
	ours := latestVersion
	withMigration(t, "CREATE TABLE future (x)")
	dir := closed(t)
	files, content := listing(t, dir), read(t, filepath.Join(dir, fileName))

	migrations, latestVersion = migrations[:ours], ours
	for _, open := range []func() (*Store, error){
		func() (*Store, error) { return Open(t.Context(), dir) },
		func() (*Store, error) { return OpenReadOnly(t.Context(), dir) },
	} {
		if _, err := open(); !errors.Is(err, ErrNewer) {
			t.Errorf("got %v", err)
		}
		if after := listing(t, dir); after != files {
			t.Errorf("files before\n%safter\n%s", files, after)
		}
		if !bytes.Equal(read(t, filepath.Join(dir, fileName)), content) {
			t.Error("the content has changed")
		}
	}
}

func TestOlderFileIsMigrated(t *testing.T) {
	dir := closed(t)
	withMigration(t, "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''; CREATE TABLE badges (id INTEGER)")
	s := openIn(t, dir)
	if v, err := schemaVersion(t.Context(), s.readers); v != latestVersion || err != nil {
		t.Errorf("schema %d, %v", v, err)
	}
	if d := mustLoad(t, s); len(d.Users) != 3 {
		t.Errorf("%d users", len(d.Users))
	}
	d, err := s.BeforeImport(t.Context(), 1) // a copy with the older schema
	if err != nil || len(d.Departments) != 1 {
		t.Errorf("the older copy: %+v, %v", d, err)
	}
}

func TestFailedMigrationLeavesTheFile(t *testing.T) {
	dir := closed(t)
	before := rows(t, filepath.Join(dir, fileName), allTables...)
	withMigration(t, "DELETE FROM memberships; CREATE TABLE users (x)")
	if _, err := Open(t.Context(), dir); err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("open the directory in %s: migrate to schema %d: ", dir, latestVersion)) {
		t.Fatalf("got %v", err)
	}
	if after := rows(t, filepath.Join(dir, fileName), allTables...); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

func TestTwoProcessesMayOpenANewDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := Open(t.Context(), dir)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// It is waited for, but not for ever, and not once nobody wants the directory any more.
func TestWhoeverIsMakingTheFileIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, fileName)
		if err := createEmpty(path); err != nil {
			t.Fatal(err)
		}
		other, err := sql.Open(driverName, dataSource(path, "mode=rw", "_txlock=immediate"))
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		making, err := other.Begin()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := Open(t.Context(), dir); !errors.Is(KindOf(err), ErrBusy) || time.Since(began) < busyWait {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := Open(short, dir); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nobody wants it any more: %v", err)
		}
		var s *Store
		ended := make(chan error)
		go func() {
			var err error
			s, err = Open(t.Context(), dir)
			ended <- err
		}()
		synctest.Wait()
		if err := making.Rollback(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestReadOnlyCreatesNothing(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if d := mustLoad(t, s); len(d.Departments) != 1 || d.NextUserID != 1 {
		t.Errorf("not a new directory: %+v", d)
	}
	scratch := s.scratch.dir
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if files := listing(t, dir); files != "" {
		t.Errorf("there is now\n%s", files)
	}
	if _, err := os.Stat(scratch); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
}

func TestReadOnlyWritesNothing(t *testing.T) {
	from, _ := other(t)
	a := inspected(t, archive(t, from))
	for name, older := range map[string]bool{"newest schema": false, "older schema": true} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t)
			files := listing(t, dir)
			if older {
				withMigration(t, "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
			}
			s, err := OpenReadOnly(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			d := mustLoad(t, s)
			if len(d.Users) != 3 {
				t.Errorf("%d users", len(d.Users))
			}
			plan := planned(d, func(d *directory.Directory) { d.Users = d.Users[1:] })
			_, applied := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual})
			_, recorded := s.Record(t.Context(), directory.Run{Kind: directory.ImportManual}, directory.OutcomeFailed, "x")
			_, erased := s.EraseLeavers(t.Context())
			made, copied := s.KeepBackup(t.Context())
			aside, taken := s.TakeOver(t.Context(), a, directory.Run{Kind: directory.ImportTakeOver}, note)
			if made || aside != "" {
				t.Errorf("a copy %v, %q", made, aside)
			}
			for _, err := range []error{applied, recorded, erased, copied, taken, s.SetSetting(t.Context(), "k", "v")} {
				if !errors.Is(err, ErrReadOnly) {
					t.Errorf("got %v", err)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if after := listing(t, dir); after != files {
				t.Errorf("files before\n%safter\n%s", files, after)
			}
		})
	}
}

func TestAMissingFileIsANewDirectoryWhereThereAreNoCopies(t *testing.T) {
	for name, begin := range map[string]func(path string) error{
		"gone":  func(string) error { return nil },
		"empty": createEmpty,
		"killed before its tables were made": func(path string) error {
			return errors.Join(createEmpty(path), inFile(t.Context(), dataSource(path, "mode=rw", "_pragma=journal_mode(wal)"), func(*sql.Conn) error { return nil }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := begin(filepath.Join(dir, fileName)); err != nil {
				t.Fatal(err)
			}
			readOnly, err := OpenReadOnly(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			defer readOnly.Close()
			for _, s := range []*Store{readOnly, openIn(t, dir)} {
				if d := mustLoad(t, s); len(d.Departments) != 1 || len(d.Users) != 0 {
					t.Errorf("%+v", d)
				}
			}
		})
	}
}

func TestAMissingFileIsNoNewDirectoryWhereThereAreCopies(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"gone":     os.Remove,
		"empty":    func(path string) error { return os.Truncate(path, 0) },
		"one byte": func(path string) error { return os.Truncate(path, 1) },
		"short":    func(path string) error { return os.Truncate(path, 500) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t)
			if err := lose(filepath.Join(dir, fileName)); err != nil {
				t.Fatal(err)
			}
			files := listing(t, dir)
			for _, open := range []func() (*Store, error){
				func() (*Store, error) { return Open(t.Context(), dir) },
				func() (*Store, error) { return OpenReadOnly(t.Context(), dir) },
			} {
				if _, err := open(); !errors.Is(err, ErrDamaged) || errors.Is(err, ErrMissing) != (name == "gone") {
					t.Errorf("got %v", err)
				}
			}
			if after := listing(t, dir); after != files {
				t.Errorf("files before\n%safter\n%s", files, after)
			}
		})
	}
}

// What is left of a file is told to the byte, and a new one is what never had any.
func TestAFileIsOneFromTheSmallestPageOn(t *testing.T) {
	const there = "the file is damaged: database disk image is malformed (11)"
	for _, c := range []struct {
		size          int64 // below nothing: there is no file
		copies        int
		want, without string // without any copies; empty: it is a new directory
	}{
		{-1, 1, "the file is damaged: it is not there: there are 1 copies of it", ""},
		{-1, 3, "the file is damaged: it is not there: there are 3 copies of it", ""},
		{0, 1, "the file is damaged: directory.db has 0 bytes", ""},
		{1, 1, "the file is damaged: directory.db has 1 bytes", "the file is damaged: directory.db has 1 bytes"},
		{511, 1, "the file is damaged: directory.db has 511 bytes", "the file is damaged: directory.db has 511 bytes"},
		{512, 1, there, there},
	} {
		s, dir := openNew(t)
		importOften(t, s, c.copies)
		closeAll(t, s)
		path := filepath.Join(dir, fileName)
		lose := func() error { return os.Truncate(path, c.size) }
		if c.size < 0 {
			lose = func() error { return os.Remove(path) }
		}
		if err := lose(); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{c.want, c.without} {
			for _, way := range []struct {
				doing string
				open  func(context.Context, string) (*Store, error)
			}{{"read", OpenReadOnly}, {"open", Open}} {
				s, err := way.open(t.Context(), dir)
				if err != nil {
					if err.Error() != way.doing+" the directory in "+dir+": "+want {
						t.Errorf("%d bytes, %d copies: %v, want %s", c.size, c.copies, err, want)
					}
					continue
				}
				if d := mustLoad(t, s); len(d.Departments) != 1 || want != "" {
					t.Errorf("%d bytes, %d copies: %s: %+v, want %s", c.size, c.copies, way.doing, d, want)
				}
				closeAll(t, s)
			}
			if err := removeAll(filepath.Join(dir, backupsName), func(string) bool { return true }); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestDamageIsFoundWhenOpening(t *testing.T) {
	for name, damage := range map[string]func(content []byte) []byte{
		"not a database":     func([]byte) []byte { return []byte(strings.Repeat("not a database at all ", 1000)) },
		"emptied":            func([]byte) []byte { return nil },
		"cut in half":        func(c []byte) []byte { return c[:len(c)/2] },
		"zeroes in a table":  func(c []byte) []byte { clear(c[4096*3:]); return c },
		"another's database": func(c []byte) []byte { copy(c[68:72], "Else"); return c },
	} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t)
			path := filepath.Join(dir, fileName)
			damaged := damage(read(t, path))
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, open := range []func() (*Store, error){
				func() (*Store, error) { return Open(t.Context(), dir) },
				func() (*Store, error) { return OpenReadOnly(t.Context(), dir) },
			} {
				if _, err := open(); !errors.Is(err, ErrDamaged) {
					t.Errorf("got %v", err)
				}
			}
			if !bytes.Equal(read(t, path), damaged) {
				t.Error("the damaged file has changed")
			}
		})
	}
}

func TestDamageOfAnIndexIsFoundWhenOpening(t *testing.T) {
	dir := closed(t)
	breakIndex(t, filepath.Join(dir, fileName))
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestClosedStoreSaysSo(t *testing.T) {
	s, _ := openNew(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	at := workplace{s: s}
	for _, c := range slices.Concat(reads, writes) {
		switch c.doing {
		case "look into NEWEST", "look into office.anpisync", "take over office.anpisync", "read the copy made before import 4":
			continue // they ask other files, too
		}
		got, err := c.do(t.Context(), at)
		if err == nil || !strings.HasPrefix(err.Error(), c.doing+": ") || !strings.Contains(err.Error(), "closed") {
			t.Errorf("%s: %v", c.doing, err)
		}
		if v := reflect.ValueOf(got); v.IsValid() && v.CanInt() && !v.IsZero() {
			t.Errorf("%s: %v comes with %v", c.doing, err, got)
		}
	}
}
