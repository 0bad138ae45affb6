package storage

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// ofVersion makes a file as an earlier version of the program left it: with a department, a
// user in it, an import that made both, and an edit before which the copy of that name was made.
func ofVersion(t *testing.T, path string, version int, backup string) {
	t.Helper()
	if err := createEmpty(path); err != nil {
		t.Fatal(err)
	}
	err := inFile(t.Context(), dataSource(path, "mode=rw", "_pragma=journal_mode(wal)"), func(conn *sql.Conn) error {
		migrating := &tx{conn: conn}
		if err := migrating.run(t.Context(), func() error { return migrating.migrate(t.Context(), 0, version) }); err != nil {
			return err
		}
		_, err := conn.ExecContext(t.Context(), `
			INSERT INTO departments (id, parent_id, code, name, sort_order) VALUES (2, 1, 'sales', '営業部', 1);
			INSERT INTO users (id, login_name, name, reading, phone, memo, suspended, password_hash) VALUES (1, 'taro', '太郎', '', '03-1111', '鍵', 0, '$x');
			INSERT INTO memberships VALUES (1, 2);
			INSERT INTO settings VALUES ('domain', 'sub.cybozu.com');
			INSERT INTO imports (id, kind, started_at, finished_at, domain, outcome, message) VALUES (1, 'manual', '2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z', '', 'ok', '');
			INSERT INTO imports (id, kind, started_at, finished_at, domain, outcome, message, backup) VALUES (2, 'edit', '2026-01-03T03:04:05Z', '2026-01-03T03:04:06Z', '', 'ok', '', ?)`, backup)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What any earlier version has left is opened, looked into, taken back to, restored and
// repaired, and holds the same.
func TestMigrate_WhatAnyEarlierVersionLeftIsOfUse(t *testing.T) {
	want := `{"name":"最上位部署"}
{"code":"sales","name":"営業部","parent_id":1,"sort_order":1}
{"login_name":"taro","name":"太郎","phone":"03-1111","departments":[2],"memo":"鍵"} $x
3 2 "sub.cybozu.com" {Excluded:[] EmailKeepers:[]}`
	for version := 1; version <= latestVersion; version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.MkdirAll(filepath.Join(dir, backupsName), 0o700); err != nil {
				t.Fatal(err)
			}
			name := "20260103T030405Z-import-2.db"
			path, kept := filepath.Join(dir, fileName), filepath.Join(dir, backupsName, name)
			ofVersion(t, path, version, name)
			if err := copyFile(path, kept); err != nil {
				t.Fatal(err)
			}
			same := func(what string, d *directory.Directory, err error) {
				t.Helper()
				if err != nil {
					t.Errorf("%s: %v", what, err)
				} else if got := describe(d); got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", what, got, want)
				}
			}
			looked := func(open func() (*Store, error)) func() (*directory.Directory, error) {
				return func() (*directory.Directory, error) {
					s, err := open()
					if err != nil {
						return nil, err
					}
					d, err := s.Load(t.Context())
					return d, errors.Join(err, s.Checked(t.Context()), s.Close())
				}
			}
			found, err := Examine(t.Context(), dir)
			if err != nil || found == nil || tells(found) != "1 departments, 1 users, 1 memberships" {
				t.Errorf("examined: %+v, %v", found, err)
			}
			content := read(t, path)
			d, err := looked(func() (*Store, error) { return OpenReadOnly(t.Context(), dir) })()
			same("a dry run", d, err)
			if !bytes.Equal(read(t, path), content) {
				t.Error("a dry run has changed the file")
			}
			d, err = looked(func() (*Store, error) { return Open(t.Context(), dir) })()
			same("opened", d, err)
			s := openIn(t, dir)
			d, err = s.BeforeImport(t.Context(), 2)
			same("taken back to", d, err)
			if err == nil && d.Revision != (directory.Revision{}) {
				t.Errorf("taken back to: it has the revision %v", d.Revision)
			}
			copies, err := Backups(dir)
			if err != nil || len(copies) != 1 {
				t.Fatal(copies, err)
			}
			if c, err := InspectBackup(t.Context(), copies[0]); err != nil || c.Users != 1 || c.Departments != 1 || c.Domain != "sub.cybozu.com" {
				t.Errorf("looked into: %+v, %v", c, err)
			}
			closeAll(t, s)
			clearRoots(t, dir, "users")
			if _, err := Restore(t.Context(), dir, copies[0], "restored"); err != nil {
				t.Fatal(err)
			}
			same("restored", mustLoad(t, openIn(t, dir)), nil)
		})
	}
}

// An index that has all of a table once more is in each table from the fourth version on.
func TestMigrate_EachTableLiesTwiceFromTheFourthVersionOn(t *testing.T) {
	for version := 1; version <= latestVersion; version++ {
		doubled := false
		lines, err := schemaOf(t.Context(), version)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			doubled = doubled || strings.Contains(line, "CREATE INDEX users_again ON users(")
		}
		if doubled != (version >= 4) {
			t.Errorf("version %d: %v", version, doubled)
		}
	}
}

// The numbers in a file's header say whose it is, and of which version.
func TestMigrate_AFileIsKnownByItsNumbers(t *testing.T) {
	ours := fmt.Sprintf("PRAGMA application_id = %d", 0x416E7069)
	for _, c := range []struct{ statements, want string }{
		{"", "0, <nil>"},
		{"CREATE TABLE x (y)", "0, the file is damaged: a database of another program"},
		{"PRAGMA user_version = 1", "0, the file is damaged: a database of another program"},
		{"PRAGMA user_version = -1", "0, the file is damaged: a database of another program"},
		{"PRAGMA application_id = 1", "0, the file is damaged: a database of another program"},
		{ours, "0, the file is damaged: schema 0, but 0 tables and indexes"},
		{ours + "; CREATE TABLE x (y); CREATE INDEX z ON x(y)", "0, the file is damaged: schema 0, but 2 tables and indexes"},
		{ours + "; PRAGMA user_version = -3", "0, the file is damaged: schema -3, but 0 tables and indexes"},
		{ours + "; PRAGMA user_version = 1", "1, <nil>"},
		{ours + fmt.Sprintf("; PRAGMA user_version = %d", latestVersion), fmt.Sprintf("%d, <nil>", latestVersion)},
		{ours + "; PRAGMA user_version = 99", fmt.Sprintf("0, the directory was written by a newer version: schema 99, known up to %d", latestVersion)},
	} {
		err := inFile(t.Context(), ":memory:", func(conn *sql.Conn) error {
			if _, err := conn.ExecContext(t.Context(), c.statements); err != nil {
				return err
			}
			version, err := schemaVersion(t.Context(), conn)
			if got := fmt.Sprintf("%d, %v", version, err); got != c.want {
				t.Errorf("%s: got %s, want %s", c.statements, got, c.want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Of a number that says another version than the schema has, both are told.
func TestMigrate_ANumberThatLiesIsToldWithWhatTheFileHas(t *testing.T) {
	for version := 1; version <= latestVersion; version++ {
		for _, says := range []int{version - 1, latestVersion + 1, 200} {
			if says == 0 || says == 5 || says == 6 {
				continue // those lack columns that their index has now, which is told
			}
			dir := t.TempDir()
			path := filepath.Join(dir, fileName)
			ofVersion(t, path, version, "")
			content := pretend(read(t, path), 60, uint32(says))
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprintf("open the directory in %s: the file is damaged: it has the schema %d, and says %d", dir, version, says)
			if _, err := Open(t.Context(), dir); fmt.Sprint(err) != want {
				t.Errorf("got %v, want %s", err, want)
			}
			if !bytes.Equal(read(t, path), content) {
				t.Error("the file is another")
			}
		}
	}
}

// Who opens a file of the newest version waits for nobody.
func TestMigrate_NothingIsWrittenWhereNothingIsToBe(t *testing.T) {
	dir := closed(t)
	other := openIn(t, dir)
	err := other.write(t.Context(), func(*tx) error {
		s, err := Open(t.Context(), dir)
		if err != nil {
			return err
		}
		return s.Close()
	})
	if err != nil {
		t.Error(err)
	}
}

// Another process may have brought the file to the next version since it was looked at.
func TestMigrate_WhatAnotherProcessMigratesIsNoDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), fileName)
	ofVersion(t, path, 3, "")
	for _, was := range []int{2, 3} {
		err := inFile(t.Context(), dataSource(path, "mode=rw"), func(conn *sql.Conn) error { return checkOlder(t.Context(), conn, was) })
		if err != nil {
			t.Errorf("of version %d: %v", was, err)
		}
	}
	changed(t, path, "PRAGMA user_version = 2")
	err := inFile(t.Context(), dataSource(path, "mode=rw"), func(conn *sql.Conn) error { return checkOlder(t.Context(), conn, 2) })
	if want := "the file is damaged: it has the schema 3, and says 2"; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
