package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

// archive saves a directory to a file.
func archive(t testing.TB, s *Store) (path string) {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteArchive(t.Context(), &b, ""); err != nil {
		t.Fatal(err)
	}
	return archiveOf(t, b.Bytes())
}

func archiveOf(t testing.TB, content []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "office"+ArchiveExtension)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// inspect looks into a file for a directory of its own.
func inspect(t testing.TB, ctx context.Context, path, passphrase string) (Archive, error) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(context.Background(), dir)
	if err != nil {
		return Archive{}, err
	}
	a, err := s.InspectArchive(ctx, path, passphrase)
	if left := scratches(t, dir); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
	return a, errors.Join(err, s.Close())
}

// scratches are the scratch folders in a data folder.
func scratches(t testing.TB, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, scratchPrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func inspected(t testing.TB, path string) Archive {
	t.Helper()
	a, err := inspect(t, t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func note(copied string) string { return "replaced " + copied }

func takeOver(t testing.TB, s *Store, path string) (copied string) {
	t.Helper()
	copied, err := s.TakeOver(t.Context(), inspected(t, path), directory.Run{Kind: directory.ImportTakeOver}, note)
	if err != nil {
		t.Fatal(err)
	}
	return copied
}

// furnished is a directory with a history: an import, an edit, a failure, an undone
// deletion; with settings that go along and one that does not.
func furnished(t testing.TB) (*Store, string) {
	t.Helper()
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "別の鍵" })
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportAuto}, directory.OutcomeFailed, "because"); err != nil {
		t.Fatal(err)
	}
	last := edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		d.Users = append(d.Users, directory.User{ID: d.NextUserID, LoginName: "late", Name: "新人"})
	})
	older, err := s.BeforeImport(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), directory.Restore(mustLoad(t, s), older), directory.Run{Kind: directory.ImportUndo, Undoes: last}); err != nil {
		t.Fatal(err)
	}
	acceptAll(t, s, 2, 4)
	handOver(t, s, saveFormat(t, s, "書式"), line{Record: 1, Place: 1, Line: "taro,課長", There: true})
	for key, value := range map[string]string{"url": "https://sub.cybozu.com", "window": "800x600"} {
		if err := s.SetSetting(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	return s, dir
}

// other is a directory that has nothing to do with a furnished one.
func other(t testing.TB) (*Store, string) {
	t.Helper()
	s, dir := openNew(t)
	edit(t, s, directory.ImportCSV, func(d *directory.Directory) {
		d.Departments = append(d.Departments, directory.Department{ID: 40, ParentID: 1, Code: "sales", Name: "別の営業部", CybozuID: 12})
		d.Users = append(d.Users, directory.User{ID: 90, LoginName: "taro", Name: "別の太郎", Email: "taro@example.co.jp", CybozuID: 102, Departments: []int64{40}})
		d.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 900, Name: "別人"}}
	})
	for key, value := range map[string]string{"url": "https://other.cybozu.com", "window": "1000x700", "autosync": "daily"} {
		if err := s.SetSetting(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	return s, dir
}

// carried are the tables whose rows are the same wherever the archive is.
var carried = append(slices.Clone(directoryTables), "import_changes", "import_exclusions", "formats", "format_rows", "accepted")

func TestArchive_AllIsThereInAnEmptyFolder(t *testing.T) {
	from, fromDir := furnished(t)
	path := archive(t, from)
	to, toDir := openNew(t)
	copied := takeOver(t, to, path)

	equalDirectories(t, mustLoad(t, to), mustLoad(t, from))
	before, after := filepath.Join(fromDir, fileName), filepath.Join(toDir, fileName)
	if got, want := rows(t, after, carried...), rows(t, before, carried...); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	lines, came := history(t, to), history(t, from)
	if !sameLines(lines[1:], came) {
		t.Errorf("history\n%+v\nwant\n%+v", lines[1:], came)
	}
	if line := lines[0]; line.Kind != directory.ImportTakeOver || line.Outcome != directory.OutcomeOK || line.ID != came[0].ID+1 ||
		line.Message != note(filepath.Base(copied)) || line.FinishedAt.IsZero() {
		t.Errorf("the line of the taking over: %+v", line)
	}
	for key, want := range map[string]string{"url": "", "domain": "sub.cybozu.com", "window": ""} {
		if got, _, err := to.Setting(t.Context(), key); got != want || err != nil {
			t.Errorf("setting %s is %q, %v", key, got, err)
		}
	}
	checkFile(t, after)
}

func sameLines(a, b []directory.Import) bool {
	return slices.EqualFunc(a, b, func(a, b directory.Import) bool { return reflect.DeepEqual(a, b) })
}

// history is that of a Store, without what depends on the folder.
func history(t testing.TB, s *Store) []directory.Import {
	t.Helper()
	imports, err := s.Imports(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range imports {
		imports[i].Restorable = false
	}
	return imports
}

func TestArchive_TakesThePlaceOfAllThatWasThere(t *testing.T) {
	from, _ := furnished(t)
	to, dir := other(t)
	was, lines := mustLoad(t, to), history(t, to)
	copied := takeOver(t, to, archive(t, from))

	now, want := mustLoad(t, to), mustLoad(t, from)
	if now.NextUserID != 91 || now.NextDepartmentID != 41 {
		t.Errorf("ids go on at %d and %d, which may have been somebody's", now.NextUserID, now.NextDepartmentID)
	}
	want.NextUserID, want.NextDepartmentID = now.NextUserID, now.NextDepartmentID
	equalDirectories(t, now, want)
	if now.Revision.Counter <= was.Revision.Counter || now.Revision.Counter <= want.Revision.Counter {
		t.Errorf("revision %v after %v and %v", now.Revision, was.Revision, want.Revision)
	}
	for key, want := range map[string]string{"url": "https://other.cybozu.com", "window": "1000x700", "autosync": "daily"} {
		if got, _, err := to.Setting(t.Context(), key); got != want || err != nil {
			t.Errorf("setting %s is %q, %v", key, got, err)
		}
	}
	if id := edit(t, to, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" }); id != history(t, from)[0].ID+2 {
		t.Errorf("the next import is %d", id)
	}
	checkFile(t, filepath.Join(dir, fileName))

	// What was there comes back the same way.
	checkMode(t, copied, 0o600)
	takeOver(t, to, copied)
	back := mustLoad(t, to)
	was.NextUserID, was.NextDepartmentID = back.NextUserID, back.NextDepartmentID
	equalDirectories(t, back, was)
	if got := history(t, to)[1:]; !sameLines(got, lines) {
		t.Errorf("history\n%+v\nwant\n%+v", got, lines)
	}
	if url, _, err := to.Setting(t.Context(), "url"); url != "https://other.cybozu.com" || err != nil {
		t.Errorf("url %q, %v", url, err)
	}
}

// lastEdit is when anything but an import from cybozu.com last changed a directory.
func lastEdit(t *testing.T, s *Store) time.Time {
	t.Helper()
	lines, err := s.Imports(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(lines, func(i directory.Import) bool {
		return i.Outcome == directory.OutcomeOK && i.Kind != directory.ImportManual && i.Kind != directory.ImportAuto
	})
	return lines[i].FinishedAt
}

func TestArchive_SaysWhatIsInIt(t *testing.T) {
	from, _ := furnished(t)
	last, _, err := from.LastSuccess(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Contents{
		Census: directory.Census{Departments: 3, LinkedDepartments: 2, Users: 3, LinkedUsers: 2, Memberships: 3},
		Domain: "sub.cybozu.com", LastImport: last.FinishedAt,
		LastEdit: lastEdit(t, from),
	}
	if got := inspected(t, archive(t, from)).Contents; got != want || got.LastImport.IsZero() {
		t.Errorf("got %+v, want %+v", got, want)
	}
	empty, _ := openNew(t)
	if got := inspected(t, archive(t, empty)).Contents; got != (Contents{}) {
		t.Errorf("of an empty one: %+v", got)
	}
}

// What is wrong with the copies here says nothing of what has come from elsewhere.
func TestArchive_IsLookedIntoWhereOurOwnCopiesCannotBe(t *testing.T) {
	from, _ := furnished(t)
	path := archive(t, from)
	to, dir := openNew(t)
	copies := filepath.Join(dir, backupsName)
	if err := errors.Join(os.RemoveAll(copies), createEmpty(copies)); err != nil {
		t.Fatal(err)
	}
	if a, err := to.InspectArchive(t.Context(), path, ""); err != nil || a.Users != 3 {
		t.Errorf("%+v, %v", a.Contents, err)
	}
}

func TestArchive_LookingChangesNothing(t *testing.T) {
	from, _ := furnished(t)
	path := archive(t, from)
	files := listing(t, filepath.Dir(path))
	inspected(t, path)
	if after := listing(t, filepath.Dir(path)); after != files {
		t.Errorf("before\n%safter\n%s", files, after)
	}
}

func TestArchive_HoldsNothingOfThisMachine(t *testing.T) {
	s, _ := furnished(t)
	if err := s.SetSetting(t.Context(), "autosync", strings.Repeat("of this machine ", 400)); err != nil {
		t.Fatal(err)
	}
	content := read(t, archive(t, s))
	for _, text := range []string{"of this machine", "800x600", "https://sub.cybozu.com"} {
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("it holds %q", text)
		}
	}
	if !bytes.Contains(content, []byte("sub.cybozu.com")) {
		t.Error("it lacks the domain, or this test sees nothing")
	}
}

// pretend gives an archive another header.
func pretend(content []byte, offset int, value uint32) []byte {
	content = bytes.Clone(content)
	binary.BigEndian.PutUint32(content[offset:], value)
	return content
}

// changed runs a statement on an archive.
func changed(t *testing.T, path, statement string) string {
	t.Helper()
	err := inFile(t.Context(), dataSource(path, "mode=rw", "_pragma=journal_mode(memory)"), func(conn *sql.Conn) error {
		_, err := conn.ExecContext(t.Context(), statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestArchive_RefusesWhatItCannotTakeOver(t *testing.T) {
	from, fromDir := furnished(t)
	good := archive(t, from)
	content := read(t, good)
	newer := read(t, changed(t, archive(t, from), "CREATE TABLE future (x)"))
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	if err := createEmpty(foreign); err != nil {
		t.Fatal(err)
	}
	brokenHistory := archive(t, from)
	// How many bytes of the page are lost in gaps; nothing that reads the rows looks at it.
	spoilRoot(t, brokenHistory, "import_changes", func(page []byte) { page[7] += 9 })
	to, dir := other(t)
	for name, c := range map[string]struct {
		path string
		want error
		says string
	}{
		"a newer file":           {archiveOf(t, pretend(newer, 60, uint32(latestVersion+1))), ErrNewer, fmt.Sprintf("schema %d, known up to %d", latestVersion+1, latestVersion)},
		"a number that lies":     {archiveOf(t, pretend(content, 60, uint32(latestVersion+1))), ErrArchive, fmt.Sprintf("it has the schema %d, and says %d", latestVersion, latestVersion+1)},
		"a foreign database":     {changed(t, foreign, "CREATE TABLE users (id)"), ErrForeign, "a database of another program"},
		"one without a schema":   {archiveOf(t, pretend(content, 60, 0)), ErrForeign, "a database of another program"},
		"a text file":            {archiveOf(t, []byte(strings.Repeat("ログイン名,名前\r\n", 1000))), ErrForeign, "it is no database"},
		"an empty file":          {archiveOf(t, nil), ErrForeign, "it is shorter than a database"},
		"a cut file":             {archiveOf(t, content[:len(content)/2]), ErrArchive, "malformed (11)"},
		"a short file":           {archiveOf(t, content[:100]), ErrArchive, "malformed (11)"},
		"zeroes in it":           {archiveOf(t, append(bytes.Clone(content[:4096*3]), make([]byte, len(content)-4096*3)...)), ErrArchive, "malformed (11)"},
		"a page that lies":       {brokenHistory, ErrArchive, ""},
		"no file":                {filepath.Join(t.TempDir(), "gone"), ErrGone, ""},
		"a folder":               {t.TempDir(), ErrPlace, ""},
		"a ring of departments":  {changed(t, archive(t, from), "UPDATE departments SET parent_id = 3 WHERE id = 2"), ErrArchive, "department 3: is below itself"},
		"a member of nothing":    {changed(t, archive(t, from), "INSERT INTO memberships VALUES (1, 77)"), ErrArchive, "a row refers to one that is not there"},
		"a change of no import":  {changed(t, archive(t, from), "DELETE FROM imports WHERE id = 1"), ErrArchive, "a row refers to one that is not there"},
		"a table missing":        {changed(t, archive(t, from), "DROP TABLE email_choices"), ErrArchive, `the schema has "index excluded_again excluded CREATE INDEX excluded_again ON excluded(kind COLLA"`},
		"a column missing":       {changed(t, archive(t, from), "DROP INDEX import_changes_again; ALTER TABLE import_changes DROP COLUMN after"), ErrArchive, `the schema has "index import_exclusions_again import_exclusions CREATE INDEX import_exclusions_a"`},
		"times that are none":    {changed(t, archive(t, from), "UPDATE imports SET started_at = 'once'"), ErrArchive, `import 5: parsing time "once" as "2006-01-02T15:04:05Z07:00": cannot parse "once" as "2006"`},
		"ids without an end":     {changed(t, archive(t, from), "UPDATE sqlite_sequence SET seq = 9223372036854775807"), ErrArchive, `the counter "departments" is 9223372036854775807, which none comes to`},
		"counters beyond ours":   {changed(t, archive(t, from), "UPDATE sqlite_sequence SET seq = 1 << 50 WHERE name = 'users'"), ErrArchive, `the counter "users" is 1125899906842624, which none comes to`},
		"a counter of its own":   {changed(t, archive(t, from), "INSERT INTO sqlite_sequence VALUES ('else', 1)"), ErrArchive, `the counter "else" is 1, which none comes to`},
		"a counter that is none": {changed(t, archive(t, from), "UPDATE sqlite_sequence SET seq = 'many'"), ErrArchive, ""},
		"a revision without end": {changed(t, archive(t, from), "UPDATE revision SET counter = 9223372036854775807"), ErrArchive, `the counter "revision" is 9223372036854775807, which none comes to`},
		"a trigger missing":      {changed(t, archive(t, from), "DROP TRIGGER accepted_user"), ErrArchive, "the schema lacks 1 parts"},
		"a view":                 {changed(t, archive(t, from), "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"), ErrArchive, `the schema has "view endless endless CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNI"`},
		"a trigger":              {changed(t, archive(t, from), "CREATE TRIGGER more AFTER INSERT ON imports BEGIN DELETE FROM users; END"), ErrArchive, `the schema has "trigger more imports CREATE TRIGGER more AFTER INSERT ON imports BEGIN DELETE FR"`},
		"a table of its own":     {changed(t, archive(t, from), "CREATE TABLE more (x)"), ErrArchive, `the schema has "table more more CREATE TABLE more (x)"`},
		"a table that is a view": {changed(t, archive(t, from),
			"DROP TABLE email_choices; CREATE VIEW email_choices AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS email, i AS cybozu_id FROM n"), ErrArchive, `the schema has "index excluded_again excluded CREATE INDEX excluded_again ON excluded(kind COLLA"`},
		"a column that computes":  {changed(t, archive(t, from), "ALTER TABLE users ADD COLUMN more AS (hex(zeroblob(100000000)))"), ErrArchive, `the schema has "table users users CREATE TABLE users (\n  id            INTEGER PRIMARY KEY AUTOI"`},
		"bytes for a name":        {changed(t, archive(t, from), "UPDATE users SET name = x'ff00'"), ErrArchive, "users.name holds a []uint8"},
		"a name that is no text":  {changed(t, archive(t, from), "UPDATE users SET name = CAST(x'ff41' AS TEXT)"), ErrArchive, "users.name holds 2 bytes that are no text of ours"},
		"a name without an end":   {changed(t, archive(t, from), "UPDATE users SET name = replace(hex(zeroblob(100000)), '0', 'x')"), ErrArchive, "users.name holds 200000 bytes that are no text of ours"},
		"a copy somewhere else":   {changed(t, archive(t, from), "UPDATE imports SET backup = '../../elsewhere.db' WHERE backup IS NOT NULL"), ErrArchive, `"../../elsewhere.db" is the name of no copy`},
		"changes that are none":   {changed(t, archive(t, from), "UPDATE import_changes SET after = '[]' WHERE after IS NOT NULL"), ErrArchive, "read the changes of import 4: the file is damaged: user 4 in the history: [ where a record begins"},
		"a directory that's open": {filepath.Join(fromDir, fileName), ErrBusy, "a part of it lies in directory.db-wal"},
	} {
		t.Run(name, func(t *testing.T) {
			before, files := rows(t, filepath.Join(dir, fileName), allTables...), names(t, dir)
			// What says that the directory is damaged would have it restored.
			if a, err := inspect(t, t.Context(), c.path, ""); !errors.Is(err, c.want) || errors.Is(err, ErrDamaged) {
				t.Errorf("looking: %+v, %v", a, err)
			} else if !strings.HasSuffix(err.Error(), c.says) {
				t.Errorf("a log gets %v, want %q in the end", err, c.says)
			}
			a := inspected(t, good)
			a.Path = c.path
			if _, err := to.TakeOver(t.Context(), a, directory.Run{Kind: directory.ImportTakeOver}, note); !errors.Is(err, c.want) || errors.Is(err, ErrDamaged) {
				t.Errorf("taking over: %v", err)
			}
			unchanged(t, dir, before, files)
		})
	}
	takeOver(t, to, good)
}

// names are those of the copies in a data folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, backupsName))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func unchanged(t *testing.T, dir, before string, files []string) {
	t.Helper()
	if after := rows(t, filepath.Join(dir, fileName), allTables...); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if after := names(t, dir); !slices.Equal(after, files) {
		t.Errorf("copies before %q, after %q", files, after)
	}
}

func TestArchive_OneThatChangedAfterTheLookIsRefused(t *testing.T) {
	from, _ := furnished(t)
	path := archive(t, from)
	a := inspected(t, path)
	changed(t, path, "UPDATE users SET name = '別人' WHERE id = 1")
	to, dir := other(t)
	before, files := rows(t, filepath.Join(dir, fileName), allTables...), names(t, dir)
	if _, err := to.TakeOver(t.Context(), a, directory.Run{Kind: directory.ImportTakeOver}, note); !errors.Is(err, ErrOtherFile) {
		t.Errorf("got %v", err)
	}
	unchanged(t, dir, before, files)
}

func TestArchive_AnOlderOneIsMigrated(t *testing.T) {
	from, _ := furnished(t)
	path := archive(t, from)
	content, want := read(t, path), mustLoad(t, from)
	withMigration(t, "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT 'none'")
	to, dir := openNew(t)
	takeOver(t, to, path)
	equalDirectories(t, mustLoad(t, to), want)
	if !bytes.Equal(read(t, path), content) {
		t.Error("the file itself was migrated")
	}
	if got := rows(t, filepath.Join(dir, fileName), "users"); strings.Count(got, "'none'") != len(want.Users) {
		t.Errorf("users\n%s", got)
	}
}

func TestArchive_ADirectoryThatIsClosedIsOneToo(t *testing.T) {
	from, dir := furnished(t)
	want := mustLoad(t, from)
	if err := from.Close(); err != nil {
		t.Fatal(err)
	}
	to, _ := openNew(t)
	log := filepath.Join(dir, fileName+"-wal")
	if err := os.WriteFile(log, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := inspect(t, t.Context(), filepath.Join(dir, fileName), ""); !errors.Is(err, ErrBusy) || !strings.HasSuffix(err.Error(), ": a part of it lies in "+fileName+"-wal") {
		t.Errorf("where a part of it lies elsewhere: %v", err)
	}
	if err := os.Truncate(log, 0); err != nil { // as some leave it
		t.Fatal(err)
	}
	takeOver(t, to, filepath.Join(dir, fileName))
	equalDirectories(t, mustLoad(t, to), want)
	if window, found, err := to.Setting(t.Context(), "window"); found || err != nil {
		t.Errorf("the window's size came along: %q, %v", window, err)
	}
}

func TestArchive_AFullDiskLeavesEverything(t *testing.T) {
	from, _ := openNew(t)
	edit(t, from, directory.ImportManual, func(d *directory.Directory) {
		for i := range int64(3000) {
			d.Users = append(d.Users, directory.User{ID: d.NextUserID + i, LoginName: fmt.Sprint("u", i), Name: "n"})
		}
	})
	path := archive(t, from)
	to, dir := other(t)
	before, files := rows(t, filepath.Join(dir, fileName), allTables...), names(t, dir)
	limit(t, to, "max_page_count = 60")
	if _, err := to.TakeOver(t.Context(), inspected(t, path), directory.Run{Kind: directory.ImportTakeOver}, note); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	unchanged(t, dir, before, files)
	limit(t, to, "max_page_count = 100000")
	takeOver(t, to, path)
}

// broken is a file on a volume that has gone.
type broken struct{}

var errBroken = errors.New("the volume has gone")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestArchive_NothingIsLeftInTheTemporaryFolder(t *testing.T) {
	s, _ := furnished(t)
	path := archive(t, s)
	temp := t.TempDir()
	for _, variable := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(variable, temp)
	}
	if err := s.WriteArchive(t.Context(), broken{}, ""); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	if err := s.WriteArchive(t.Context(), new(bytes.Buffer), ""); err != nil {
		t.Error(err)
	}
	takeOver(t, s, path)
	if _, err := inspect(t, t.Context(), changed(t, path, "DROP TABLE email_choices"), ""); err == nil {
		t.Error("it was not refused")
	}
	if left := listing(t, temp); left != "" {
		t.Errorf("there is still\n%s", left)
	}
}

// TestArchive_CancelledAtAnyStatement cancels at each statement in turn: what was there is
// left as it was, until the commit begins.
func TestArchive_CancelledAtAnyStatement(t *testing.T) {
	from, _ := furnished(t)
	a := inspected(t, archive(t, from))
	to, dir := other(t)
	before, files := rows(t, filepath.Join(dir, fileName), allTables...), names(t, dir)
	for at := 0; ; at++ {
		ctx, cancel := context.WithCancel(t.Context())
		n, fell := 0, ""
		to.onStatement = func(query string) {
			if n == at {
				fell = query
				cancel()
			}
			n++
		}
		_, err := to.TakeOver(ctx, a, directory.Run{Kind: directory.ImportTakeOver}, note)
		cancel()
		if fell == "COMMIT" {
			if err != nil {
				t.Errorf("in the commit: %v", err)
			}
			if at < 2*len(archivedTables) {
				t.Errorf("%d statements are not all", at)
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("at %q: %v", fell, err)
		}
		unchanged(t, dir, before, files)
	}
	to.onStatement = nil
	if got := mustLoad(t, to); len(got.Users) != a.Users {
		t.Errorf("%d users after the commit", len(got.Users))
	}
}

// A hostile file could keep us busy for ever; it is not the person who has cancelled then.
func TestArchive_OneThatTakesTooLongIsNone(t *testing.T) {
	ctx, cancel := context.WithTimeoutCause(t.Context(), 0, fmt.Errorf("%w: it takes too long", ErrArchive))
	defer cancel()
	<-ctx.Done()
	if err := archiveError(ctx, ctx.Err()); !errors.Is(err, ErrArchive) {
		t.Errorf("got %v", err)
	}
}

func TestArchive_LookingAndSavingCanBeCancelled(t *testing.T) {
	s, _ := furnished(t)
	path := archive(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := inspect(t, ctx, path, ""); !errors.Is(err, context.Canceled) || errors.Is(err, ErrArchive) {
		t.Errorf("looking: %v", err)
	}
	if err := s.WriteArchive(ctx, new(bytes.Buffer), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("saving: %v", err)
	}
}

// A table that a later migration makes must go along, or be told apart on purpose.
func TestArchive_NoTableIsForgotten(t *testing.T) {
	s, _ := openNew(t)
	known := append(slices.Clone(archivedTables), "settings", "revision", "sqlite_sequence")
	err := each(t.Context(), s.readers, "SELECT name FROM sqlite_schema WHERE type = 'table'", func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		if !slices.Contains(known, name) {
			t.Errorf("the table %s does not go along", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestArchive_TheCopyOfWhatWasThereIsNotThinned(t *testing.T) {
	from, _ := furnished(t)
	to, _ := other(t)
	copied := takeOver(t, to, archive(t, from))
	for i := range keepNewest + 2 {
		edit(t, to, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = fmt.Sprint(i) })
	}
	if _, err := os.Stat(copied); err != nil {
		t.Error(err)
	}
}

// The copies that an undo needs stay on the machine that made them.
func TestArchive_OnlyWhereTheCopiesAreItCanBeUndone(t *testing.T) {
	here, _ := furnished(t)
	path := archive(t, here)
	want, err := here.BeforeImport(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	takeOver(t, here, path)
	got, err := here.BeforeImport(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	equalDirectories(t, got, want)
	elsewhere, _ := other(t)
	takeOver(t, elsewhere, path)
	if _, err := elsewhere.BeforeImport(t.Context(), 4); !errors.Is(err, ErrNoBackup) {
		t.Errorf("on another machine: %v", err)
	}
	lines, err := elsewhere.Imports(t.Context(), 0)
	if err != nil || slices.ContainsFunc(lines, func(i directory.Import) bool { return i.Restorable }) {
		t.Errorf("on another machine: %+v, %v", lines, err)
	}
}

// After another directory was taken over, the ids in older copies are those of other
// people: what they hold of them cannot be told apart, and goes as a whole.
func TestErasedPeopleAreInNoCopyOfWhatWasReplaced(t *testing.T) {
	from, _ := furnished(t)
	to, dir := other(t)
	edit(t, to, directory.ImportManual, func(d *directory.Directory) { d.Users[0].ID = 1; d.Users[0].Memo = "of the other taro" })
	edit(t, to, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "" })
	takeOver(t, to, archive(t, from))
	edit(t, to, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	if _, err := to.EraseLeavers(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range names(t, dir) {
		if bytes.Contains(read(t, filepath.Join(dir, backupsName, name)), []byte("別の太郎")) {
			t.Errorf("%s still holds somebody", name)
		}
	}
	if len(names(t, dir)) != 1 {
		t.Errorf("copies: %q", names(t, dir))
	}
}

// TestArchive_AnyDirectorySurvives saves a random directory with a history and takes it
// over into another random one.
func TestArchive_AnyDirectorySurvives(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		open := func() *Store {
			s, err := Open(t.Context(), filepath.Join(t.TempDir(), "data"))
			if err != nil {
				r.Fatal(err)
			}
			for range rapid.IntRange(0, 2).Draw(r, "imports") {
				now := mustLoad(t, s)
				if _, err := s.Apply(t.Context(), directory.Diff(now, anyState(r, now)), directory.Run{Kind: directory.ImportManual, StartedAt: time.Now()}); err != nil {
					r.Fatal(err)
				}
			}
			return s
		}
		from, to := open(), open()
		defer from.Close()
		defer to.Close()
		was, want := mustLoad(t, to), mustLoad(t, from)
		takeOver(t, to, archive(t, from))
		got := mustLoad(t, to)
		want.NextUserID = max(want.NextUserID, was.NextUserID)
		want.NextDepartmentID = max(want.NextDepartmentID, was.NextDepartmentID)
		if g, w := describe(got), describe(want); g != w {
			r.Fatalf("got\n%s\nwant\n%s", g, w)
		}
		if !sameLines(history(t, to)[1:], history(t, from)) {
			r.Fatal("the history is another")
		}
		if g, w := rows(t, filepath.Join(to.dir, fileName), "import_changes"), rows(t, filepath.Join(from.dir, fileName), "import_changes"); g != w {
			r.Fatalf("changes\n%s\nwant\n%s", g, w)
		}
		checkFile(r, filepath.Join(to.dir, fileName))
	})
}

func TestArchive_WhatIsJustWithinTheBoundsIsTakenOver(t *testing.T) {
	from, _ := furnished(t)
	for name, statement := range map[string]string{
		"a counter":   fmt.Sprintf("UPDATE sqlite_sequence SET seq = %d WHERE name = 'users'", mostID),
		"none yet":    "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'imports'; DELETE FROM import_changes; DELETE FROM import_exclusions; DELETE FROM imports",
		"a long memo": fmt.Sprintf("UPDATE users SET memo = replace(hex(zeroblob(%d)), '0', 'x')", mostText/2),
	} {
		path := changed(t, archive(t, from), statement)
		if err := os.WriteFile(path+"-wal", nil, 0o600); err != nil { // as SQLite leaves one that is read
			t.Fatal(err)
		}
		if _, err := inspect(t, t.Context(), path, ""); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		to, _ := other(t)
		takeOver(t, to, path)
	}
}
