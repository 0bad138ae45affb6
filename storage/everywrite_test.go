package storage

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// writesOfAnImport are all kinds of writes that one import may lead to.
var writesOfAnImport = []string{
	"DELETE departments", "DELETE email_choices", "DELETE excluded", "DELETE memberships", "DELETE users",
	"INSERT departments", "INSERT email_choices", "INSERT excluded", "INSERT format_rows", "INSERT import_changes", "INSERT import_exclusions", "INSERT imports", "INSERT memberships", "INSERT settings", "INSERT users",
	"UPDATE departments", "UPDATE formats", "UPDATE imports", "UPDATE revision", "UPDATE settings", "UPDATE users",
}

// TestI2_AnErrorOfAnyWriteLeavesEverything lets SQLite refuse each kind of write to each
// table in turn, after some rows of the statement were written, as a file does whose disk
// is full or damaged: nothing may be taken for written.
func TestI2_AnErrorOfAnyWriteLeavesEverything(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	undone := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "undone" })
	format, err := s.SaveFormat(t.Context(), 0, "サービス", "{}", false)
	if err != nil {
		t.Fatal(err)
	}
	d := mustLoad(t, s)
	plan := planned(d, func(d *directory.Directory) {
		d.Domain = "other.cybozu.com"
		d.Remembered = directory.Remembered{
			Excluded:     []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 901, Name: "別の退職者"}},
			EmailKeepers: []directory.EmailKeeper{{Email: "new@example.co.jp"}},
		}
		d.Departments[1].Name = "営業本部"
		d.Departments = append(d.Departments[:3], directory.Department{ID: 5, ParentID: 1, Name: "new"})
		d.Users[1].Name = "𠮷田 華子"
		d.Users = append(d.Users[1:], directory.User{ID: 4, LoginName: "new", Name: "new", Departments: []int64{5}})
	})
	run := directory.Run{
		Kind: directory.ImportUndo, Undoes: undone, Settings: map[string]string{"url": "u"},
		Format: format, RowsOf: directory.KindUser, Rows: []directory.ServiceRow{{Record: 2, Place: 1, Line: "x", There: true}},
	}
	path := filepath.Join(dir, fileName)
	before := rows(t, path, allTables...)
	copies, err := listBackups(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range writesOfAnImport {
		write, table, _ := strings.Cut(w, " ")
		onWriter(t, s, fmt.Sprintf("CREATE TEMP TRIGGER sabotage AFTER %s ON main.%s BEGIN SELECT RAISE(FAIL, 'sabotage'); END", write, table))
		if _, err := s.Apply(t.Context(), plan, run); err == nil || !strings.Contains(err.Error(), "sabotage") {
			t.Fatalf("%s: %v", w, err)
		}
		onWriter(t, s, "DROP TRIGGER temp.sabotage")
		if after := rows(t, path, allTables...); after != before {
			t.Fatalf("%s: before\n%s\nafter\n%s", w, before, after)
		}
		if now, err := listBackups(dir); err != nil || len(now) != len(copies) {
			t.Errorf("%s: copies %v, %v", w, now, err)
		}
	}

	// These are all the writes there are.
	onWriter(t, s, "CREATE TEMP TABLE written (what)")
	for _, table := range allTables {
		for _, write := range []string{"INSERT", "UPDATE", "DELETE"} {
			if !strings.HasPrefix(table, "sqlite_") {
				onWriter(t, s, fmt.Sprintf("CREATE TEMP TRIGGER %[1]s_%[2]s AFTER %[1]s ON main.%[2]s BEGIN INSERT INTO temp.written VALUES ('%[1]s %[2]s'); END", write, table))
			}
		}
	}
	if _, err := s.Apply(t.Context(), plan, run); err != nil {
		t.Fatal(err)
	}
	conn, err := s.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.give(conn)
	var written string
	err = conn.QueryRowContext(t.Context(), "SELECT group_concat(what, ', ') FROM (SELECT DISTINCT what FROM temp.written ORDER BY what)").Scan(&written)
	if want := strings.Join(writesOfAnImport, ", "); err != nil || written != want {
		t.Errorf("written\n%s, %v\nwant\n%s", written, err, want)
	}
}

// onWriter runs a statement on the connection that writes.
func onWriter(t *testing.T, s *Store, statement string) {
	t.Helper()
	conn, err := s.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.give(conn)
	if _, err := conn.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
