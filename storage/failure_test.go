package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"modernc.org/sqlite"

	"anpisync/reconcile/directory"
)

// TestEverySQLiteCodeHasItsKind goes through every primary code, and every extended one
// that there may be. Without a kind is only what is a mistake of ours.
func TestEverySQLiteCodeHasItsKind(t *testing.T) {
	ours := map[int]string{
		1: "ERROR", 2: "INTERNAL", 4: "ABORT", 9: "INTERRUPT, which the driver tells as the context's error", 12: "NOTFOUND",
		16: "EMPTY", 18: "TOOBIG", 19: "CONSTRAINT", 20: "MISMATCH", 21: "MISUSE", 24: "FORMAT", 25: "RANGE", 27: "NOTICE", 28: "WARNING",
	}
	for primary := 1; primary <= 28; primary++ {
		for extended := range 64 {
			code := primary | extended<<8
			kind := sqliteKind(code)
			if kind == nil && ours[primary] == "" {
				t.Errorf("code %d (%s) has no kind", code, sqlite.ErrorCodeString[code])
			}
			if kind != nil && ours[primary] != "" {
				t.Errorf("code %d (%s) is %v, and a mistake of ours", code, ours[primary], kind)
			}
		}
	}
}

func TestAFolderThatSQLiteCannotFollowIsToldAtOnce(t *testing.T) {
	dir := t.TempDir()
	for len(dir) < longestPath {
		dir = filepath.Join(dir, strings.Repeat("あ", 40))
	}
	if err := CheckFolder(dir); !errors.Is(err, ErrLong) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrLong) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it was made: %v", err)
	}
}

func TestAFolderAsLongAsSQLiteFollowsWorks(t *testing.T) {
	dir := t.TempDir()
	for {
		longer := filepath.Join(dir, "0123456789")
		if checkFolder(longer) != nil {
			break
		}
		dir = longer
	}
	s := openIn(t, dir)
	edit(t, s, directory.ImportManual, office)
	if copies, err := listBackups(dir); err != nil || len(copies) != 1 {
		t.Errorf("copies %v, %v", copies, err)
	}
}

func TestAFolderInTheWayIsTold(t *testing.T) {
	for _, name := range []string{fileName, "anpisync.log", lockName, "crash.log"} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), dir); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), file); !errors.Is(err, ErrPlace) {
		t.Errorf("a file in the place of the data folder: %v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, backupsName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrPlace) {
		t.Errorf("a file in the place of the copies: %v", err)
	}
}

// TestSQLiteThatCannotOpenSaysWhy looks at what SQLite calls CANTOPEN, whatever the cause.
func TestSQLiteThatCannotOpenSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		want error
	}{
		"missing folder": {filepath.Join(t.TempDir(), "gone", fileName), ErrGone},
		"missing file":   {filepath.Join(t.TempDir(), fileName), ErrGone},
		"a folder":       {t.TempDir(), ErrPlace},
		"too long":       {filepath.Join(t.TempDir(), strings.Repeat("0123456789/", longestPath/11+1)), ErrLong},
	} {
		_, err := connect(t.Context(), c.path, func(conn *sql.Conn) error { _, err := schemaVersion(t.Context(), conn); return err })
		if err == nil || !errors.Is(KindOf(err), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestADeletedFolderIsToldBeforeAnythingIsLost deletes what an open program works on:
// SQLite would go on writing to a file without a name.
func TestADeletedFolderIsToldBeforeAnythingIsLost(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	d := mustLoad(t, s)
	if err := os.Rename(dir, dir+"-away"); err != nil {
		t.Skip("the system keeps a folder that is in use") // Windows
	}
	plan := planned(d, func(d *directory.Directory) { d.Users = d.Users[:1] })
	_, applied := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true})
	_, loaded := s.Load(t.Context())
	_, erased := s.EraseLeavers(t.Context())
	_, locked := Lock(t.Context(), dir, 0, "import")
	for _, err := range []error{applied, loaded, erased, locked, s.SetSetting(t.Context(), "k", "v")} {
		if !errors.Is(err, ErrGone) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder came back: %v", err)
	}
	if err := os.Rename(dir+"-away", dir); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true}); err != nil {
		t.Errorf("when it is back: %v", err)
	}
}

func TestConcernsTellOfAFolderThatOthersMayOpen(t *testing.T) {
	dir := closed(t)
	if found := Concerns(dir); len(found) != 0 {
		t.Errorf("of a folder of our own: %v", found)
	}
	for _, open := range []struct {
		name string
		mode fs.FileMode
	}{{".", 0o755}, {".", 0o777}, {fileName, 0o644}, {backupsName, 0o750}} {
		if err := os.Chmod(filepath.Join(dir, open.name), open.mode); err != nil {
			t.Fatal(err)
		}
		if found := Concerns(dir); fmt.Sprint(found) != "[open]" && runtime.GOOS != "windows" {
			t.Errorf("%s with %v: %v", open.name, open.mode, found)
		}
		if err := Seclude(dir); err != nil {
			t.Fatal(err)
		}
		if found := Concerns(dir); len(found) != 0 {
			t.Errorf("%s, secluded: %v", open.name, found)
		}
	}
	s := openIn(t, dir)
	if d := mustLoad(t, s); len(d.Users) != 3 {
		t.Errorf("%d users", len(d.Users))
	}
	if err := Seclude(filepath.Join(dir, fileName)); err == nil && runtime.GOOS != "windows" {
		t.Error("a file was secluded like a folder")
	}
}
