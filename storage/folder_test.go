package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// longTo is a path that is not there, below a folder, of a length in bytes.
func longTo(t *testing.T, dir string, length int) string {
	t.Helper()
	for length-len(dir) > 101 {
		dir = filepath.Join(dir, strings.Repeat("x", 50))
	}
	path := filepath.Join(dir, strings.Repeat("y", length-len(dir)-1))
	if len(path) != length {
		t.Fatalf("%d bytes, not %d", len(path), length)
	}
	return path
}

// The longest name that SQLite is given is that of the journal of a copy.
func TestFolder_ItsPathMayBeAsLongAsSQLiteFollows(t *testing.T) {
	longest := longestPath - len(filepath.Join("", "backups", "20060102T150405.000000Z-import-9999999.db.tmp-journal")) - 1
	if err := CheckFolder(longTo(t, t.TempDir(), longest)); err != nil {
		t.Errorf("just as long: %v", err)
	}
	path := longTo(t, t.TempDir(), longest+1)
	if err := CheckFolder(path); fmt.Sprint(err) != fmt.Sprintf("look into %s: the path is too long: %d bytes", path, longest+1) {
		t.Errorf("a byte longer: %v", err)
	}
	beside := longestPath - len("-journal")
	if err := tryFile(longTo(t, t.TempDir(), beside)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file just as long: %v", err)
	}
	if err := tryFile(longTo(t, t.TempDir(), beside+1)); !errors.Is(err, ErrLong) {
		t.Errorf("a file a byte longer: %v", err)
	}
}

func TestFolder_WhatIsInTheWayIsToldWithItsPlace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its words are others")
	}
	const place = "the file or folder is not of the kind that it should be: "
	folder := func(path string) error { return os.Mkdir(path, 0o700) }
	link := func(to string) func(string) error {
		return func(path string) error { return os.Symlink(to, path) }
	}
	for _, c := range []struct {
		name string
		put  func(path string) error
		want string // of CheckFolder; empty: it is not in the way
	}{
		{"directory.db-wal", folder, "look into DIR: open DIR/directory.db-wal: " + place + "d---------"},
		{"directory.x", folder, "look into DIR: open DIR/directory.x: " + place + "d---------"},
		{"anpisync.x", folder, "look into DIR: open DIR/anpisync.x: " + place + "d---------"},
		{"window.x", folder, "look into DIR: open DIR/window.x: " + place + "d---------"},
		{"crash.x", folder, "look into DIR: open DIR/crash.x: " + place + "d---------"},
		{"stopped.x", folder, "look into DIR: open DIR/stopped.x: " + place + "d---------"},
		{"backups", createEmpty, "look into DIR: open DIR/backups: " + place + "----------"},
		{"directory.db", link("directory.db"), "look into DIR: " + place + "stat DIR/directory.db: too many levels of symbolic links"},
		{"directory.db", link("elsewhere"), ""}, // it leads nowhere
		{"directory.db", createEmpty, ""},
		{"backups", folder, ""},
		{"backups", link("/"), ""},
		{"backup", createEmpty, ""},
		{"directory", folder, ""},
		{"notes", folder, ""},
	} {
		dir := t.TempDir()
		if err := errors.Join(createEmpty(filepath.Join(dir, "a")), c.put(filepath.Join(dir, c.name)), createEmpty(filepath.Join(dir, "z"))); err != nil {
			t.Fatal(err)
		}
		want := c.want
		if want == "" {
			want = "<nil>"
		}
		if got := strings.ReplaceAll(fmt.Sprint(CheckFolder(dir)), dir, "DIR"); got != want {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := createEmpty(file); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		file:                        "look into FILE: open FILE: " + place + "----------",
		filepath.Join(file, "data"): "look into FILE/data: " + place + "stat FILE/data: not a directory",
	} {
		if got := strings.ReplaceAll(fmt.Sprint(CheckFolder(path)), file, "FILE"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for path, want := range map[string]string{
		file:                          "<nil>",
		filepath.Dir(file):            "open NAME: open DIR: " + place + "d---------",
		filepath.Join(file, "office"): "open office: " + place + "stat FILE/office: not a directory",
		file + "-gone":                "open file-gone: the file or its folder is not there any more: stat FILE-gone: no such file or directory",
	} {
		got := strings.ReplaceAll(fmt.Sprint(CheckFile(path)), file, "FILE")
		if got = strings.NewReplacer(filepath.Dir(file), "DIR", "open "+filepath.Base(filepath.Dir(file))+":", "open NAME:").Replace(got); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

var numbered = regexp.MustCompile(`-\d+\.tmp`)

// What keeps SQLite from a file is looked for where it may be the file, and there alone.
func TestFolder_WhatKeepsSQLiteFromAFileIsFound(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its words are others")
	}
	of := func(source, statement string) error {
		return inFile(t.Context(), source, func(conn *sql.Conn) error {
			_, err := conn.ExecContext(t.Context(), statement)
			return err
		})
	}
	dir := t.TempDir()
	whole := filepath.Join(dir, fileName)
	if err := createEmpty(whole); err != nil {
		t.Fatal(err)
	}
	cannotOpen := of(dataSource(filepath.Join(dir, "gone"), "mode=rw"), "SELECT 1 FROM sqlite_schema")
	mistake := of(":memory:", "SELECT who")
	cannotWrite := of(dataSource(whole, "mode=ro"), "CREATE TABLE x (y)")
	refused := fmt.Errorf("%w: refused", ErrReadOnly)
	other := errors.New("of another kind")
	for name, c := range map[string]struct {
		err  error
		path string
		want string
	}{
		"nothing is wrong":                     {nil, dir, "<nil>"},
		"not of SQLite's":                      {other, dir, "of another kind"},
		"not allowed, and a folder":            {refused, dir, "the file or folder is not of the kind that it should be: open NAME: open DIR: the file or folder is not of the kind that it should be: d---------: the file or its folder cannot be written: refused"},
		"not allowed, and a file that is":      {refused, whole, "the file or its folder cannot be written: refused"},
		"cannot be opened, and is not there":   {cannotOpen, filepath.Join(dir, "gone"), "the file or its folder is not there any more: open DIR/gone: no such file or directory: " + cannotOpen.Error()},
		"cannot be opened, and nor the folder": {cannotOpen, filepath.Join(dir, "no", "gone"), "the file or its folder is not there any more: open DIR/no/gone-#.tmp: no such file or directory: " + cannotOpen.Error()},
		"cannot be opened, and can":            {cannotOpen, whole, cannotOpen.Error()},
		"cannot be written, and is a folder":   {cannotWrite, dir, "the file or folder is not of the kind that it should be: open NAME: open DIR: the file or folder is not of the kind that it should be: d---------: " + cannotWrite.Error()},
		"a mistake of ours":                    {mistake, dir, mistake.Error()},
	} {
		got := fmt.Sprint(diagnose(c.path, c.err))
		got = numbered.ReplaceAllString(strings.NewReplacer("open "+filepath.Base(dir)+":", "open NAME:", dir, "DIR").Replace(got), "-#.tmp")
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 || len(read(t, whole)) != 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

func TestFolder_SecludedItIsItsOwnersAlone(t *testing.T) {
	dir := closed(t)
	paths := map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, backupsName): 0o700, filepath.Join(dir, fileName): 0o600}
	for path := range paths {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := Seclude(dir); err != nil {
		t.Error(err)
	}
	for path, mode := range paths {
		checkMode(t, path, mode)
	}
	for path := range paths {
		if path == dir {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := Seclude(dir); err != nil {
		t.Errorf("of a new one: %v", err)
	}
	if found := Concerns(dir); len(found) != 0 {
		t.Errorf("a new one: %v", found)
	}
	file := filepath.Join(dir, "file")
	if err := createEmpty(file); err != nil {
		t.Fatal(err)
	}
	if err := Seclude(file); runtime.GOOS != "windows" && !strings.HasPrefix(fmt.Sprint(err), "seclude "+file+": the file or folder is not of the kind that it should be: chmod ") {
		t.Errorf("a file for a folder: %v", err)
	}
}
