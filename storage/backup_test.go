package storage

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

func isA(err, target error) bool { return errors.Is(err, target) }

func TestTheLastTenAndOneADayAreKept(t *testing.T) {
	japan := time.FixedZone("JST", 9*60*60)
	now := time.Date(2026, 6, 30, 18, 0, 0, 0, japan)
	var copies []Backup // newest first: three a day, at 17:30, 12:00 and 8:30
	for day := range 40 {
		for _, at := range []time.Duration{17*time.Hour + 30*time.Minute, 12 * time.Hour, 8*time.Hour + 30*time.Minute} {
			midnight := time.Date(2026, 6, 30-day, 0, 0, 0, 0, japan)
			copies = append(copies, Backup{Path: fmt.Sprint(len(copies)), At: midnight.Add(at).UTC()})
		}
	}
	gone := surplus(copies, now)
	var kept []Backup
	for _, b := range copies {
		if !slices.Contains(gone, b) {
			kept = append(kept, b)
		}
	}
	if !slices.Equal(kept[:10], copies[:10]) {
		t.Errorf("the newest: %v", kept[:10])
	}
	for i, b := range kept[10:] {
		if want := copies[11+3*i]; b != want {
			t.Errorf("kept %v, want %v", b, want)
		}
	}
	if oldest := kept[len(kept)-1].At.In(japan).Format(time.DateTime); len(kept) != 10+27 || oldest != "2026-06-01 08:30:00" {
		t.Errorf("%d are kept, the oldest from %s", len(kept), oldest)
	}
	if gone := surplus(copies[:5], now); gone != nil {
		t.Errorf("of five, %v go", gone)
	}
}

func TestOldCopiesGoAfterAnImport(t *testing.T) {
	s, dir := openNew(t)
	for i := range 12 {
		name := time.Now().UTC().AddDate(0, 0, -40-i).Format(backupTime) + "-import-1.db"
		if err := os.WriteFile(filepath.Join(dir, backupsName, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, s, directory.ImportManual, office)
	copies, err := listBackups(dir)
	if err != nil || len(copies) != keepNewest || copies[0].ImportID != 1 {
		t.Errorf("%v, %v", copies, err)
	}
}

func TestACopyThatIsGoneOrBrokenIsRefused(t *testing.T) {
	s, dir := openNew(t)
	id := edit(t, s, directory.ImportManual, office)
	id2 := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = nil })
	copies, err := listBackups(dir)
	if err != nil || len(copies) != 2 {
		t.Fatal(copies, err)
	}
	slices.SortFunc(copies, func(a, b Backup) int { return int(a.ImportID - b.ImportID) })
	breakIndex(t, copies[1].Path)
	if err := os.Remove(copies[0].Path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeforeImport(t.Context(), id); !isA(err, ErrNoBackup) {
		t.Errorf("gone: %v", err)
	}
	if _, err := s.BeforeImport(t.Context(), id2); !isA(err, ErrDamaged) {
		t.Errorf("broken: %v", err)
	}
	imports, err := s.Imports(t.Context(), 0)
	if err != nil || imports[1].Restorable || !imports[0].Restorable {
		t.Errorf("%+v, %v", imports, err)
	}
}

// breakIndex overwrites a page that reading the directory does not need.
func breakIndex(t *testing.T, path string) {
	spoilRoot(t, path, "sqlite_autoindex_users_1", func(page []byte) { clear(page) })
}

// spoilRoot changes the first page of a table or an index.
func spoilRoot(t *testing.T, path, name string, spoil func(page []byte)) {
	var page, size int64
	err := inBackup(t.Context(), path, func(conn *sql.Conn) error {
		return conn.QueryRowContext(t.Context(), `SELECT rootpage, (SELECT page_size FROM pragma_page_size)
			FROM sqlite_schema WHERE name = ?`, name).Scan(&page, &size)
	})
	if err != nil {
		t.Fatal(err)
	}
	content := read(t, path)
	spoil(content[(page-1)*size : page*size])
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestUnfinishedCopiesGoAtTheNextStart(t *testing.T) {
	dir := closed(t)
	left := filepath.Join(dir, backupsName, "20260101T000000Z-import-2.db"+temporary)
	leave := func() {
		if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	unlock, err := Lock(t.Context(), dir, 0, "import")
	if err != nil {
		t.Fatal(err)
	}
	if err := openIn(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); err != nil {
		t.Errorf("while somebody may be making it: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	openIn(t, dir)
	if _, err := os.Stat(left); !isA(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestADamagedDirectoryIsReplacedByTheNewestGoodCopy(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	want := mustLoad(t, s)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = nil })
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Departments = d.Departments[:1] })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	copies, err := listBackups(dir)
	if err != nil || len(copies) != 3 {
		t.Fatal(copies, err)
	}
	path := filepath.Join(dir, fileName)
	damaged := bytes.Repeat([]byte("damage"), 1000)
	damage := func(path string) {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage(path)
	damage(copies[0].Path)
	if _, err := Open(t.Context(), dir); !isA(err, ErrDamaged) {
		t.Fatalf("got %v", err)
	}
	from, ok, err := NewestBackup(t.Context(), dir)
	if err != nil || !ok || from != copies[1] {
		t.Fatalf("offered %v, %v, %v", from, ok, err)
	}
	unlock, err := Lock(t.Context(), dir, 0, "import")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), dir, from); err == nil {
		t.Error("restored although somebody holds the lock")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), dir, copies[0]); !isA(err, ErrDamaged) {
		t.Errorf("a damaged copy: %v", err)
	}
	if !bytes.Equal(read(t, path), damaged) {
		t.Error("a refusal has touched the file")
	}

	damage(path + "-wal")
	aside, err := Restore(t.Context(), dir, from)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, aside), damaged) || !bytes.Equal(read(t, aside+"-wal"), damaged) {
		t.Error("the damaged file was not kept")
	}
	got := mustLoad(t, openIn(t, dir))
	want.Revision = got.Revision
	equalDirectories(t, got, want)
	checkMode(t, path, 0o600)
}

func TestWithoutAGoodCopyNothingIsOffered(t *testing.T) {
	if _, ok, err := NewestBackup(t.Context(), t.TempDir()); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}
