package storage

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

func isA(err, target error) bool { return errors.Is(err, target) }

// copiesOf are three a day of 40 days, the newest first: at 17:30, 12:00 and 8:30.
func copiesOf40Days(now time.Time) (copies []Backup) {
	for day := range 40 {
		for _, at := range []time.Duration{17*time.Hour + 30*time.Minute, 12 * time.Hour, 8*time.Hour + 30*time.Minute} {
			midnight := time.Date(now.Year(), now.Month(), now.Day()-day, 0, 0, 0, 0, now.Location())
			copies = append(copies, Backup{Path: fmt.Sprint(len(copies)), ImportID: int64(120 - len(copies)), At: midnight.Add(at).UTC(), size: 10})
		}
	}
	return copies
}

func TestBackupAllCopiesAreKeptThatFit(t *testing.T) {
	now := time.Date(2026, 6, 30, 18, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	copies := copiesOf40Days(now)
	for _, c := range []struct {
		room int64
		kept func(i int) bool
	}{
		{1200, func(i int) bool { return true }},
		{1199, func(i int) bool { return i != 118 }},                                // the second of the first day
		{1000, func(i int) bool { return i < 90 || i%3 == 2 }},                      // ten days have their first copy alone
		{10 * (10 + 37), func(i int) bool { return i < 10 || i%3 == 2 }},            // all days have
		{10 * (10 + 36), func(i int) bool { return i < 10 || i%3 == 2 && i < 119 }}, // the first day goes
		{10, func(i int) bool { return i < 10 }},
	} {
		gone := surplus(copies, c.room, now)
		for i, b := range copies {
			if kept := !slices.Contains(gone, b); kept != c.kept(i) {
				t.Errorf("%d bytes: copy %d of %s is kept: %v", c.room, i, b.At.In(now.Location()).Format(time.DateTime), kept)
			}
		}
	}
	if gone := surplus(copies[:5], 1, now); gone != nil {
		t.Errorf("of five, %v go", gone)
	}
}

// leave leaves files in the folder for copies, of a byte each.
func leave(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, backupsName, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBackupAllOf300ImportsInADayAreKept(t *testing.T) {
	s, dir := openNew(t)
	for i := range 300 {
		leave(t, dir, time.Now().UTC().Add(time.Duration(i)*time.Millisecond).Format(backupTime)+fmt.Sprintf("-import-%d.db", i+1))
	}
	edit(t, s, directory.ImportManual, office)
	if n := len(names(t, dir)); n != 301 {
		t.Errorf("%d copies are left", n)
	}
	all := keepBytes
	t.Cleanup(func() { keepBytes = all })
	keepBytes = 1
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	if n := len(names(t, dir)); n != keepNewest {
		t.Errorf("%d copies are left where there is no room", n)
	}
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "by hand" })
	if made, err := s.keepBackup(t.Context(), time.Now().AddDate(0, 0, 2)); !made || err != nil || len(names(t, dir)) != keepNewest {
		t.Errorf("one of an edit: %v, %v, and there are %d", made, err, len(names(t, dir)))
	}
}

func TestBackupsAreInTheOrderOfTheirImports(t *testing.T) {
	s, dir := openNew(t)
	year, month, today := time.Now().Date()
	tomorrow := time.Date(year, month, today+1, 12, 0, 0, 0, time.Local) // they are all of one day
	for i := range 12 {
		leave(t, dir, tomorrow.Add(time.Duration(i)*time.Minute).UTC().Format(backupTime)+fmt.Sprintf("-import-%d.db", i+1))
	}
	if _, err := s.db.ExecContext(t.Context(), "INSERT INTO sqlite_sequence (name, seq) VALUES ('imports', 12)"); err != nil {
		t.Fatal(err)
	}
	edit(t, s, directory.ImportManual, office)
	copies, err := listBackups(dir)
	if err != nil || len(copies) != 13 || copies[0].ImportID != 13 || !copies[0].At.Before(tomorrow) {
		t.Fatalf("%v, %v", copies, err)
	}
	for i := range copies {
		copies[i].size = 1
	}
	if gone := surplus(copies, 1, time.Now()); slices.Contains(gone, copies[0]) || len(gone) != 3 || gone[0].ImportID != 2 {
		t.Errorf("the first to go: %v", gone)
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
	if _, err := s.BeforeImport(t.Context(), id2); !isA(err, ErrBackup) || isA(err, ErrDamaged) {
		t.Errorf("broken: %v", err)
	}
	imports, err := s.Imports(t.Context(), 0)
	if err != nil || imports[1].Restorable || !imports[0].Restorable {
		t.Errorf("%+v, %v", imports, err)
	}
}

// A copy heals the indexes of what it copies, and so would hide that the directory is
// damaged; and what the disk has made of it is looked at before it counts as one.
func TestI2_NoImportTrustsACopyThatIsNotSound(t *testing.T) {
	dir := t.TempDir()
	first := openIn(t, dir)
	edit(t, first, directory.ImportManual, office)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := openIn(t, dir)
	if err := s.Checked(t.Context()); err != nil {
		t.Fatal(err)
	}
	edit(t, openIn(t, dir), directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "x" }) // s keeps no pages
	plan := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users[0].Memo = "y" })
	spoilRoot(t, filepath.Join(dir, fileName), "sqlite_autoindex_users_1", func(page []byte) {
		clear(page[3:5]) // it holds nothing any more, which no copy of it would show
	})
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); !isA(err, ErrDamaged) {
		t.Errorf("of a damaged directory: %v", err)
	}
	copies, err := listBackups(dir)
	if err != nil || len(copies) != 1 {
		t.Fatal(copies, err)
	}

	spoilRoot(t, copies[0].Path, "users", func(page []byte) { clear(page) })
	finished := filepath.Join(dir, "finished.db")
	if err := finishBackup(t.Context(), copies[0].Path, finished); !isA(err, ErrBackup) {
		t.Errorf("a damaged copy: %v", err)
	}
	if _, err := os.Stat(finished); !isA(err, fs.ErrNotExist) {
		t.Errorf("it counts as one: %v", err)
	}
}

// breakIndex overwrites a page that reading the directory does not need.
func breakIndex(t *testing.T, path string) {
	spoilRoot(t, path, "sqlite_autoindex_users_1", func(page []byte) { clear(page) })
}

// spoilRoot changes the first page of a table or an index.
func spoilRoot(t *testing.T, path, name string, spoil func(page []byte)) {
	var page, size int64
	err := inFile(t.Context(), immutable(path), func(conn *sql.Conn) error {
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
	if _, err := InspectBackup(t.Context(), copies[0]); !isA(err, ErrBackup) {
		t.Errorf("a damaged copy holds something: %v", err)
	}
	from := copies[1]
	if c, err := InspectBackup(t.Context(), from); err != nil || c.Users != 3 || c.Departments != 3 || c.LastImport.IsZero() {
		t.Fatalf("the copy holds %+v, %v", c, err)
	}
	unlock, err := Lock(t.Context(), dir, 0, "import")
	if err != nil {
		t.Fatal(err)
	}
	if aside, err := Restore(t.Context(), dir, from, "restored"); err == nil || aside != "" {
		t.Errorf("restored although somebody holds the lock; the damaged file is %q", aside)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), dir, copies[0], ""); !isA(err, ErrBackup) {
		t.Errorf("a damaged copy: %v", err)
	}
	if !bytes.Equal(read(t, path), damaged) {
		t.Error("a refusal has touched the file")
	}

	damage(path + "-wal")
	aside, err := Restore(t.Context(), dir, from, "restored")
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

func TestBackupsAreMadeAfterTheFirstImportAndOnceADay(t *testing.T) {
	s, dir := openNew(t)
	byHand := func(memo string) func() {
		return func() {
			edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = memo })
		}
	}
	for _, step := range []struct {
		name string
		do   func()
		days int // from that of the newest copy
		want bool
	}{
		{"nothing is there", func() {}, 0, false},
		{"an import failed", func() {
			if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportManual}, directory.OutcomeFailed, "x"); err != nil {
				t.Fatal(err)
			}
		}, 0, false},
		{"the first import", func() { edit(t, s, directory.ImportManual, office) }, 0, true},
		{"nothing since", func() {}, 0, false},
		{"an edit on the day of the copy", byHand("1"), 0, false},
		{"the day after", func() {}, 1, true},
		{"nothing changed for a week", func() {}, 7, false},
		{"an edit with the clock set back", byHand("2"), -7, true},
		{"a setting alone", func() {
			if err := s.SetSetting(t.Context(), "window", "960x540"); err != nil {
				t.Fatal(err)
			}
		}, 7, false},
		{"the history was forgotten", func() {
			if _, err := s.ForgetHistory(t.Context(), time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, 0, true},
		{"nothing since it was", func() {}, 7, false},
		{"an edit on the day of that copy", byHand("3"), 0, false},
		{"the newest copy is damaged", func() {
			copies, err := listBackups(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(copies[0].Path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, 0, true},
	} {
		step.do()
		before, err := listBackups(dir)
		if err != nil {
			t.Fatal(err)
		}
		day := time.Now()
		if len(before) > 0 { // so that no midnight comes in between
			day = before[0].At.Local()
		}
		made, err := s.keepBackup(t.Context(), day.AddDate(0, 0, step.days))
		if made != step.want || err != nil || len(names(t, dir))-len(before) != map[bool]int{true: 1}[made] {
			t.Errorf("%s: %v, %v, %q", step.name, made, err, names(t, dir))
		}
	}
	copies, err := listBackups(dir)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := InspectBackup(t.Context(), copies[0]); err != nil || c.Users != 3 || c.LastEdit.IsZero() {
		t.Errorf("the newest holds %+v, %v", c, err)
	}
}

func TestBackupOneIsMadeOfWhatReplacedTheDirectory(t *testing.T) {
	from, _ := furnished(t)
	s, _ := other(t)
	if _, err := s.KeepBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	takeOver(t, s, archive(t, from))
	if made, err := s.KeepBackup(t.Context()); !made || err != nil {
		t.Errorf("made: %v, %v", made, err)
	}
	if made, err := s.KeepBackup(t.Context()); made || err != nil {
		t.Errorf("again: %v, %v", made, err)
	}
}

func TestBackup_OneIsMadeWhereTheNewestIsDamagedAndThereIsNoHistory(t *testing.T) {
	s, dir := openNew(t)
	importOften(t, s, 2)
	onWriter(t, s, "DELETE FROM imports")
	copies, err := listBackups(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copies[0].Path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if made, err := s.KeepBackup(t.Context()); !made || err != nil {
		t.Errorf("made: %v, %v", made, err)
	}
	if made, err := s.KeepBackup(t.Context()); made || err != nil {
		t.Errorf("once more: %v, %v", made, err)
	}
}

func TestBackups_TheNewestComesFirst(t *testing.T) {
	if keepBytes != 1<<30 {
		t.Errorf("%d bytes are kept, not a gigabyte", keepBytes)
	}
	_, dir := openNew(t)
	leave(t, dir, "20260401T090000Z-import-5.db", "20260401T090000.500000Z-import-5.db", "20260401T080000Z-import-12.db", "20260501T080000Z-import-4.db", "20260401T090001Z-import-5.db", "notes.db")
	copies, err := Backups(dir)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, b := range copies {
		order = append(order, b.name())
		if b.Path != filepath.Join(dir, "backups", b.name()) {
			t.Errorf("%s is %s", b.name(), b.Path)
		}
	}
	want := []string{"20260401T080000Z-import-12.db", "20260401T090001Z-import-5.db", "20260401T090000.500000Z-import-5.db", "20260401T090000Z-import-5.db", "20260501T080000Z-import-4.db"}
	if !slices.Equal(order, want) {
		t.Errorf("got %q, want %q", order, want)
	}
	if copies, err := Backups(filepath.Join(dir, "gone")); copies != nil || err != nil {
		t.Errorf("of no folder: %v, %v", copies, err)
	}
}

func TestBackupIsWhatHasTheNameOfOne(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 250_000_000, time.UTC)
	for name, want := range map[string]struct {
		importID int64
		at       time.Time
		is       bool
	}{
		"20260401T090000.250000Z-import-12.db": {12, at, true},
		"20260401T090000Z-import-12.db":        {12, at.Truncate(time.Second), true},
		"20260401T090000Z-import-x.db":         {},
		"20260401T090000Z-import-.db":          {},
		"20260401T090000Z.db":                  {},
		"20260401T090000Z-import-12":           {},
		"yesterday-import-12.db":               {},
	} {
		got, ok := parseBackupName(name)
		if ok != want.is || ok && (got.ImportID != want.importID || !got.At.Equal(want.at)) {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}

// What is said of a copy that is of no use, and of copies that cannot be looked for.
func TestBackup_OneOfNoUseIsToldWithTheReason(t *testing.T) {
	s, dir := openNew(t)
	importOften(t, s, 2)
	copies, err := listBackups(dir)
	if err != nil {
		t.Fatal(err)
	}
	path, content := copies[0].Path, read(t, copies[0].Path)
	put := func(content []byte) {
		t.Helper()
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newer := changed(t, archiveOf(t, content), "CREATE TABLE future (x); PRAGMA user_version = 99")
	for _, c := range []struct {
		content []byte
		want    string
	}{
		{nil, "the copy is damaged: the file is damaged: it is empty"},
		{read(t, newer), fmt.Sprintf("the directory was written by a newer version: schema 99, known up to %d", latestVersion)},
		{[]byte("damage"), "the copy is damaged: file is not a database (26)"},
		{bytes.Repeat([]byte("damage"), 1000), "the copy is damaged: file is not a database (26)"},
	} {
		put(c.content)
		_, looked := InspectBackup(t.Context(), copies[0])
		if got, want := fmt.Sprint(looked), "look into "+copies[0].name()+": "+c.want; got != want {
			t.Errorf("looked into: got %s, want %s", got, want)
		}
		_, read := s.BeforeImport(t.Context(), 2)
		if got, want := fmt.Sprint(read), "read the copy made before import 2: "+c.want; got != want {
			t.Errorf("read: got %s, want %s", got, want)
		}
		verified := verifyBackup(t.Context(), path)
		if got, want := fmt.Sprint(verified), "check "+copies[0].name()+": "+c.want; got != want {
			t.Errorf("checked: got %s, want %s", got, want)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := InspectBackup(t.Context(), copies[0]); !isA(err, ErrNoBackup) || !isA(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "look into "+copies[0].name()+": the file or its folder is not there any more: there is no copy of that time: ") {
		t.Errorf("gone: %v", err)
	}

	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "since" })
	folder := filepath.Join(dir, backupsName)
	if err := errors.Join(os.RemoveAll(folder), createEmpty(folder)); err != nil {
		t.Fatal(err)
	}
	made, err := s.KeepBackup(t.Context())
	if made || !strings.HasPrefix(fmt.Sprint(err), "copy the directory: ") || runtime.GOOS != "windows" && (!isA(err, ErrPlace) || !strings.HasSuffix(err.Error(), ": open "+folder+": not a directory")) {
		t.Errorf("where a file is in the place of the copies: %v, %v", made, err)
	}
}

// Of what was copied half, nothing is left, and what is there is not touched.
func TestBackup_AFileIsCopiedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	from, to, there := filepath.Join(dir, "from"), filepath.Join(dir, "to"), filepath.Join(dir, "there")
	for _, path := range []string{from, there} {
		if err := os.WriteFile(path, []byte(path), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := copyFile(dir, to); err == nil {
		t.Error("a folder was copied")
	}
	if err := copyFile(filepath.Join(dir, "gone"), to); !isA(err, fs.ErrNotExist) {
		t.Errorf("one that is gone: %v", err)
	}
	if _, err := os.Stat(to); !isA(err, fs.ErrNotExist) {
		t.Errorf("it leaves something: %v", err)
	}
	if err := copyFile(from, there); !isA(err, fs.ErrExist) || string(read(t, there)) != there {
		t.Errorf("onto another: %v, %q", err, read(t, there))
	}
	if err := copyFile(from, to); err != nil || string(read(t, to)) != from {
		t.Errorf("got %q, %v", read(t, to), err)
	}
	checkMode(t, to, 0o600)
	if err := replaceFile(filepath.Join(dir, "gone"), to); !isA(err, fs.ErrNotExist) || string(read(t, to)) != from {
		t.Errorf("by one that is gone: %v, %q", err, read(t, to))
	}
	if err := removeIfThere(dir); err == nil {
		t.Error("a folder with something in it was removed")
	}
	if err := errors.Join(removeIfThere(to), removeIfThere(to)); err != nil {
		t.Errorf("removed twice: %v", err)
	}
	if err := replaceFile(there, dir); err == nil || string(read(t, there)) != there {
		t.Errorf("a folder was replaced by a file: %q", read(t, there))
	}
}
