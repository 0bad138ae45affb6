package storage

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func openNew(t testing.TB) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	return openIn(t, dir), dir
}

func openIn(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func mustLoad(t testing.TB, s *Store) *directory.Directory {
	t.Helper()
	d, err := s.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// edit applies the difference that change makes to a copy of the stored directory.
func edit(t testing.TB, s *Store, kind directory.ImportKind, change func(d *directory.Directory)) int64 {
	t.Helper()
	id, err := s.Apply(t.Context(), planned(mustLoad(t, s), change), directory.Run{Kind: kind, Whole: kind == directory.ImportEdit})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func planned(now *directory.Directory, change func(d *directory.Directory)) *directory.Plan {
	then := *now
	then.Departments = append([]directory.Department(nil), now.Departments...)
	then.Users = append([]directory.User(nil), now.Users...)
	change(&then)
	return directory.Diff(now, &then)
}

// office is a small directory: two branches, linked and local records, every column
// used at least once.
func office(d *directory.Directory) {
	d.Domain = "sub.cybozu.com"
	d.Departments = append(d.Departments,
		directory.Department{ID: 2, ParentID: 1, Code: "sales", Name: "営業部", SortOrder: 1, CybozuID: 1<<62 + 1},
		directory.Department{ID: 3, ParentID: 2, Code: "east", Name: "東日本", SortOrder: 2, CybozuID: 12},
		directory.Department{ID: 4, ParentID: 1, Name: "防災委員会", SortOrder: 3, FormerLink: true},
	)
	d.Users = append(d.Users,
		directory.User{ID: 1, LoginName: "taro", Name: "髙﨑 太郎", Reading: "たかさき たろう", Email: "Taro@example.co.jp",
			Phone: "03-1111", Memo: "鍵", SortOrder: directory.OptionalInt{Value: 0, Valid: true},
			PasswordHash: "$argon2id$x", CybozuID: 101, Departments: []int64{2, 4}},
		directory.User{ID: 2, LoginName: "hanako", Name: "𠮷田 花子", Email: "hanako@example.co.jp", Suspended: true, CybozuID: 102, Departments: []int64{3}},
		directory.User{ID: 3, LoginName: "guest", Name: "守衛", FormerLink: true},
	)
	d.Remembered = directory.Remembered{
		Excluded:     []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 900, Name: "退職者"}},
		EmailKeepers: []directory.EmailKeeper{{Email: "info@example.co.jp"}, {Email: "zz@example.co.jp", CybozuID: 101}},
	}
}

// rows is everything in a file but the bookkeeping of the history, as text.
func rows(t testing.TB, path string, tables ...string) string {
	t.Helper()
	db, err := sql.Open("sqlite", dataSource(path, "mode=ro"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	for _, table := range tables {
		out.WriteString("-- " + table + "\n")
		var columns string
		if err := db.QueryRow("SELECT group_concat('quote(' || name || ')', ' || ''|'' || ') FROM pragma_table_info(?)", table).Scan(&columns); err != nil {
			t.Fatal(err)
		}
		err := each(context.Background(), db, "SELECT "+columns+" FROM "+table+" ORDER BY 1", func(r *sql.Rows) error {
			var line string
			err := r.Scan(&line)
			out.WriteString(line + "\n")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

var (
	directoryTables = []string{"departments", "users", "memberships", "excluded", "email_choices"}
	allTables       = append(append([]string{}, directoryTables...), "settings", "revision", "imports", "import_changes", "import_exclusions", "formats", "format_rows", "sqlite_sequence")
)

func TestNewDirectoryHoldsTheRootAlone(t *testing.T) {
	s, dir := openNew(t)
	d := mustLoad(t, s)
	if len(d.Departments) != 1 || d.Departments[0] != (directory.Department{ID: directory.RootID, Name: "最上位部署"}) {
		t.Errorf("departments: %+v", d.Departments)
	}
	if len(d.Users) != 0 || d.NextDepartmentID != 2 || d.NextUserID != 1 || d.Domain != "" {
		t.Errorf("not new: %+v", d)
	}
	for name, mode := range map[string]os.FileMode{
		".": 0o700, fileName: 0o600, fileName + "-wal": 0o600, fileName + "-shm": 0o600, backupsName: 0o700, lockName: 0o600,
	} {
		checkMode(t, filepath.Join(dir, name), mode)
	}
}

func checkMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Error(err)
	} else if info.Mode().Perm() != want && runtime.GOOS != "windows" {
		t.Errorf("%s has mode %v", path, info.Mode())
	}
}

func TestWhatIsAppliedIsLoadedAgain(t *testing.T) {
	s, dir := openNew(t)
	id := edit(t, s, directory.ImportManual, office)
	want := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}, NextDepartmentID: 5, NextUserID: 4}
	office(want)
	got := mustLoad(t, s)
	want.Revision = got.Revision
	equalDirectories(t, got, want)

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openIn(t, dir)
	got = mustLoad(t, again)
	want.Revision = got.Revision
	equalDirectories(t, got, want)
	imports, err := again.Imports(t.Context(), 0)
	if err != nil || len(imports) != 1 || imports[0].ID != id || imports[0].Users.Created != 3 ||
		imports[0].Departments.Created != 3 || imports[0].MembershipsAdded != 3 || !imports[0].Restorable {
		t.Errorf("imports: %+v, %v", imports, err)
	}
}

func equalDirectories(t testing.TB, got, want *directory.Directory) {
	t.Helper()
	if g, w := describe(got), describe(want); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func describe(d *directory.Directory) string {
	var b strings.Builder
	for _, dep := range d.Departments {
		b.WriteString(departments.encode(&dep, false).(string) + "\n")
	}
	for _, u := range d.Users {
		b.WriteString(users.encode(&u, false).(string) + " " + u.PasswordHash + "\n")
	}
	fmt.Fprintf(&b, "%d %d %q %+v", d.NextDepartmentID, d.NextUserID, d.Domain, d.Remembered)
	return b.String()
}
