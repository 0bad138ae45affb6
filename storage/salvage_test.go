package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

// cells is all that is in a file: by table and key, and then by column.
func cells(t *testing.T, path string) map[string]map[string]string {
	t.Helper()
	records := map[string]map[string]string{}
	err := inFile(t.Context(), dataSource(path, "mode=ro"), func(conn *sql.Conn) error {
		tables, err := tablesIn(t.Context(), conn)
		if err != nil {
			return err
		}
		for _, tab := range append(tables, tableIn{name: "sqlite_sequence", columns: []columnIn{{name: "name", key: true}, {name: "seq"}}}) {
			keys, columns := "'"+tab.name+"'", ""
			for _, c := range tab.columns {
				if c.key {
					keys += ", quote(" + c.name + ")"
				} else {
					columns += fmt.Sprintf(" UNION ALL SELECT concat_ws(' ', KEYS), '%s', quote(%[1]s) FROM %s", c.name, tab.name)
				}
			}
			query := "SELECT concat_ws(' ', KEYS), '', '' FROM " + tab.name + columns
			err := each(t.Context(), conn, strings.ReplaceAll(query, "KEYS", keys), func(rows *sql.Rows) error {
				var key, column, value string
				err := rows.Scan(&key, &column, &value)
				if records[key] == nil {
					records[key] = map[string]string{}
				}
				records[key][column] = value
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// differences are those between two files, a line a record or a value.
func differences(was, is map[string]map[string]string) (lines []string) {
	gone := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(was)) {
		if table, id, _ := strings.Cut(key, " "); is[key] == nil {
			gone[table] = append(gone[table], id)
		}
	}
	for table, ids := range gone {
		lines = append(lines, table+" lacks "+strings.Join(ids, ", "))
	}
	for key, columns := range is {
		if was[key] == nil {
			line := key + " is new:"
			for _, column := range slices.Sorted(maps.Keys(columns)) {
				if column != "" {
					line += " " + column + " " + columns[column]
				}
			}
			lines = append(lines, line)
			continue
		}
		for column, value := range columns {
			if value != was[key][column] {
				lines = append(lines, fmt.Sprintf("%s: %s is %s, not %s", key, column, value, was[key][column]))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// tells is all that a salvage says, but for what is as in any directory that is whole.
func tells(s *Salvage) string {
	text := fmt.Sprintf("%d departments, %d users, %d memberships", s.Departments, s.Users, s.Memberships)
	for _, n := range []struct {
		what string
		n    int
	}{{"filled", s.Filled}, {"passwords", s.Passwords}, {"doubtful", s.Doubtful}, {"of the history", s.History}} {
		if n.n != 0 {
			text += fmt.Sprintf(", %d %s", n.n, n.what)
		}
	}
	if s.Lost {
		text += ", others may be lost"
	}
	if s.From != nil {
		text += fmt.Sprint(", from copy ", s.From.ImportID)
	}
	return text
}

// longKept is a directory with a history of imports and edits, of which the newest copy has
// seen those before the last import:
//
//	1 an import makes departments 2, 3, 4 and users 1, 2, 3
//	2 an import changes user 1's memo
//	3 an edit makes user 4, changes user 2's memo, and excludes somebody
//	4 an import deletes user 3, and makes user 15 and department 12
//	5 an edit changes user 1's phone number, and has user 2 join department 12 and no longer suspended
func longKept(t *testing.T) (dir string) {
	t.Helper()
	s, dir := openNew(t)
	imported := func(change func(d *directory.Directory)) {
		t.Helper()
		if _, err := s.Apply(t.Context(), planned(mustLoad(t, s), change), directory.Run{Kind: directory.ImportManual, PasswordHash: "$initial"}); err != nil {
			t.Fatal(err)
		}
	}
	imported(office)
	imported(func(d *directory.Directory) { d.Users[0].Memo = "two" })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Users = append(d.Users, directory.User{ID: 4, LoginName: "typed", Name: "手入力", Memo: "four", PasswordHash: "$typed", Departments: []int64{2}})
		d.Users[1].Memo = "three"
		d.Remembered.Excluded = append(d.Remembered.Excluded, directory.Exclusion{Kind: directory.KindUser, CybozuID: 901, Name: "二人目"})
	})
	acceptAll(t, s, 2, 4)
	handOver(t, s, saveFormat(t, s, "書式"), line{Record: 1, Place: 1, Line: "taro,課長", There: true})
	keepRoster(t, s, Roster{MadeAt: time.Unix(0, 0), Choices: "{}", Title: "名簿"})
	if err := s.SetSetting(t.Context(), "window", "800x600"); err != nil {
		t.Fatal(err)
	}
	imported(func(d *directory.Directory) {
		d.Departments = append(d.Departments, directory.Department{ID: 12, ParentID: 3, Code: "five", Name: "五課", SortOrder: 5, CybozuID: 15})
		d.Users = append(slices.Delete(slices.Clone(d.Users), 2, 3), directory.User{ID: 15, LoginName: "fifth", Name: "五人目", CybozuID: 105, Departments: []int64{12}})
	})
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Users[0].Phone = "03-5555"
		d.Users[1].Departments, d.Users[1].Suspended = []int64{3, 12}, false
	})
	closeAll(t, s)
	return dir
}

// damage is what is done to a data folder.
type damage func(t *testing.T, dir string)

func statement(text string) damage {
	return func(t *testing.T, dir string) { changed(t, filepath.Join(dir, fileName), text) }
}

// apart is a statement that does not come to an index of the table: SQLite does not know of
// it meanwhile.
func apart(index, text string) damage {
	return func(t *testing.T, dir string) {
		var table, definition string
		var root int
		path := filepath.Join(dir, fileName)
		schema := func(do func(conn *sql.Conn) error) {
			t.Helper()
			if err := inFile(t.Context(), dataSource(path, "mode=rw", "_pragma=journal_mode(memory)", "_pragma=writable_schema(on)"), do); err != nil {
				t.Fatal(err)
			}
		}
		schema(func(conn *sql.Conn) error {
			err := conn.QueryRowContext(t.Context(), "SELECT tbl_name, rootpage, sql FROM sqlite_schema WHERE name = ?", index).Scan(&table, &root, &definition)
			if err != nil {
				return err
			}
			_, err = conn.ExecContext(t.Context(), "DELETE FROM sqlite_schema WHERE name = ?", index)
			return err
		})
		changed(t, path, text)
		schema(func(conn *sql.Conn) error {
			_, err := conn.ExecContext(t.Context(), "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('index', ?, ?, ?, ?)", index, table, root, definition)
			return err
		})
	}
}

// lost are tables and indexes that cannot be read.
func lost(roots ...string) damage {
	return func(t *testing.T, dir string) { clearRoots(t, dir, roots...) }
}

func both(table string) damage { return lost(table, table+doubleSuffix) }

// replaced puts one text in the place of another, wherever it is.
func replaced(was, is string) damage {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, fileName)
		if err := os.WriteFile(path, bytes.ReplaceAll(read(t, path), []byte(was), []byte(is)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// loosely is a statement that may put nothing where there must be something.
func loosely(table, text string) damage {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, fileName)
		schema := func(from, to string) {
			changed(t, path, fmt.Sprintf("PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = replace(sql, '%s', '%s') WHERE name = '%s'", from, to, table))
		}
		schema(" NOT NULL", " /*********/")
		schema(" TEXT", " BLOB")
		changed(t, path, text)
		schema(" /*********/", " NOT NULL")
		schema(" BLOB", " TEXT")
	}
}

// aCopy is what is done to one of the copies, the newest being 0.
func aCopy(n int, do func(t *testing.T, path string)) damage {
	return func(t *testing.T, dir string) {
		copies, err := listBackups(dir)
		if err != nil {
			t.Fatal(err)
		}
		do(t, copies[n].Path)
	}
}

func noCopies(t *testing.T, dir string) {
	if err := removeAll(filepath.Join(dir, backupsName), func(string) bool { return true }); err != nil {
		t.Fatal(err)
	}
}

// salvages holds, for each kind of damage, all that is said of what was found, and every value
// in which the new file differs from the one before the damage.
func salvages(t *testing.T, cases []salvageCase) {
	t.Helper()
	given := longKept(t)
	was := cells(t, filepath.Join(given, fileName))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(given)); err != nil {
				t.Fatal(err)
			}
			for _, damage := range c.damage {
				damage(t, dir)
			}
			to := filepath.Join(t.TempDir(), fileName)
			found, err := salvage(t.Context(), dir, to)
			got := fmt.Sprint(err)
			if err == nil {
				lines := differences(was, cells(t, to))
				lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "revision 1: counter is 6, not 5") })
				got = strings.Join(append([]string{tells(found)}, lines...), "\n")
			}
			got = strings.ReplaceAll(got, dir, "DIR")
			if left := scratches(t, dir); len(left) > 0 {
				t.Errorf("it leaves %q", left)
			}
			got = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`).ReplaceAllString(got, "TIME")
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// salvageCase is one for salvages.
type salvageCase struct {
	name   string
	damage []damage
	want   string
}

// The number of the version is one byte, and may be what is damaged: then, too, no column is
// left behind.
func TestSalvage_AFileThatSaysItIsOfAnotherVersionLosesNothing(t *testing.T) {
	given := longKept(t)
	changed(t, filepath.Join(given, fileName), "UPDATE users SET mobile_phone = '080-1111-2222', employee_number = 'E7', held_since = 739000 WHERE id = 1")
	was := cells(t, filepath.Join(given, fileName))
	for version := range latestVersion + 2 {
		for name, also := range map[string]damage{"alone": func(*testing.T, string) {}, "and a letter": replaced("  memo  ", "  mfmo  "), "and a table": lost("users")} {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(given)); err != nil {
				t.Fatal(err)
			}
			changed(t, filepath.Join(dir, fileName), fmt.Sprintf("PRAGMA user_version = %d", version))
			also(t, dir)
			to := filepath.Join(t.TempDir(), fileName)
			found, err := salvage(t.Context(), dir, to)
			if err != nil {
				t.Errorf("%d, %s: %v", version, name, err)
				continue
			}
			if got := tells(found); got != "4 departments, 4 users, 6 memberships" {
				t.Errorf("%d, %s: %s", version, name, got)
			}
			if lines := differences(was, cells(t, to)); len(lines) > 1 { // the revision goes on
				t.Errorf("%d, %s: %q", version, name, lines)
			}
		}
	}
}

func TestSalvage_WhatCannotBeReadComesFromWhereItIsToo(t *testing.T) {
	salvages(t, []salvageCase{
		{"none", nil, "4 departments, 4 users, 6 memberships"},
		{"users: table", []damage{lost("users")}, "4 departments, 4 users, 6 memberships"},
		{"users: index", []damage{lost("users_again")}, "4 departments, 4 users, 6 memberships"},
		{"users: both", []damage{both("users")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, from copy 4
users 15: password_hash is NULL, not '$initial'`},
		{"users: both, no copy", []damage{both("users"), noCopies}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords
users 15: password_hash is NULL, not '$initial'`},
		{"departments: both", []damage{both("departments")}, "4 departments, 4 users, 6 memberships, 5 filled, from copy 4"},
		{"departments: both, no copy", []damage{both("departments"), noCopies}, "4 departments, 4 users, 6 memberships, 4 filled"},
		{"memberships: both", []damage{lost("memberships", "memberships_by_department")}, "4 departments, 4 users, 6 memberships, 6 filled"},
		{"memberships: both, no copy", []damage{lost("memberships", "memberships_by_department"), noCopies}, "4 departments, 4 users, 6 memberships, 6 filled"},
		{"imports: both", []damage{both("imports")}, `4 departments, 4 users, 6 memberships, 7 of the history, from copy 4
import_changes lacks 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
imports lacks 4, 5`},
		{"imports: both, no copy", []damage{both("imports"), noCopies}, `4 departments, 4 users, 6 memberships, 19 of the history
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
import_exclusions lacks 1 'user' 900, 3 'user' 901
imports lacks 1, 2, 3, 4, 5`},
		{"changes: both", []damage{both("import_changes")}, `4 departments, 4 users, 6 memberships, 5 of the history, from copy 4
import_changes lacks 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2`},
		{"changes: both, no copy", []damage{both("import_changes"), noCopies}, `4 departments, 4 users, 6 memberships, 14 of the history
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2`},
		{"exclusions of the history: both", []damage{both("import_exclusions")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"excluded: both", []damage{both("excluded")}, "4 departments, 4 users, 6 memberships, 2 filled, others may be lost, from copy 4"},
		{"email choices: both", []damage{both("email_choices")}, "4 departments, 4 users, 6 memberships, 2 filled, others may be lost, from copy 4"},
		{"settings: both", []damage{both("settings")}, "4 departments, 4 users, 6 memberships, 2 filled, others may be lost, from copy 4"},
		{"settings: both, no copy", []damage{both("settings"), noCopies}, `4 departments, 4 users, 6 memberships, others may be lost
settings lacks 'domain', 'window'`},
		{"accepted: both", []damage{both("accepted")}, `4 departments, 4 users, 6 memberships, 13 filled, others may be lost, from copy 4
accepted 'user' 2 'no_department' is new:
accepted 'user' 2 'suspended_assigned' is new:
accepted 'user' 2 'unreachable' is new:`},
		{"formats: both", []damage{both("formats")}, "4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 4"},
		{"format rows: both", []damage{both("format_rows")}, "4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 4"},
		{"rosters: both", []damage{both("rosters")}, "4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 4"},
		{"revision: both", []damage{both("revision")}, `4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 4
revision 1: counter is 4, not 5`},
		{"counters", []damage{lost("sqlite_sequence")}, "4 departments, 4 users, 6 memberships"},
		{"all but departments", []damage{both("users"), both("import_changes"), both("imports"), noCopies}, `4 departments, 0 users, 0 memberships, others may be lost
accepted lacks 'department' 4 'empty_departments'
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
import_exclusions lacks 1 'user' 900, 3 'user' 901
imports lacks 1, 2, 3, 4, 5
memberships lacks 1 2, 1 4, 15 12, 2 12, 2 3, 4 2
users lacks 1, 15, 2, 4`},
		{"the history and users, with a copy", []damage{both("users"), both("import_changes")}, `4 departments, 4 users, 5 memberships, 4 filled, 5 of the history, others may be lost, from copy 4
import_changes lacks 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
memberships lacks 15 12
users 1: phone is '03-1111', not '03-5555'
users 2: suspended is 1, not 0
users 3 is new: cybozu_id NULL email NULL employee_number '' former_link 1 held_since NULL login_name 'guest' memo '' mobile_phone '' name '守衛' password_hash '$initial' phone '' reading '' sort_order NULL suspended 0
users lacks 15`},
		{"users: both, no copy, and one was erased from the history", []damage{both("users"), noCopies, statement("UPDATE import_changes SET after = '{}' WHERE import_id = 3 AND record_id = 4")}, `4 departments, 3 users, 5 memberships, 3 filled, 1 passwords
import_changes 3 'user' 4: after is '{}', not '{"login_name":"typed","name":"手入力","departments":[2],"memo":"four","password_hash":"$typed"}'
memberships lacks 4 2
users 15: password_hash is NULL, not '$initial'
users lacks 4`},
		{"users: both, no copy, and a change of who knows what", []damage{both("users"), noCopies, statement("UPDATE import_changes SET kind = 'x' WHERE import_id = 2")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords
import_changes 2 'x' 1 is new: action 'update' after '{"login_name":"taro","name":"髙﨑 太郎","reading":"たかさき たろう","email":"Taro@example.co.jp","phone":"03-1111","departments":[2,4],"memo":"two","sort_order":0,"cybozu_id":101}' before '{"login_name":"taro","name":"髙﨑 太郎","reading":"たかさき たろう","email":"Taro@example.co.jp","phone":"03-1111","departments":[2,4],"memo":"鍵","sort_order":0,"cybozu_id":101}' reasons 'by-hand' rule ''
import_changes lacks 2 'user' 1
users 15: password_hash is NULL, not '$initial'`},
		{"users: both, and an older change makes no sense", []damage{both("users"), statement("UPDATE import_changes SET rule = x'ff' WHERE import_id = 2")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, others may be lost, from copy 4
users 15: password_hash is NULL, not '$initial'`},
		{"memberships: both, and a change has one that is none", []damage{lost("memberships", "memberships_by_department"), statement("UPDATE import_changes SET after = replace(after, '[12]', '[\"x\",12]') WHERE import_id = 4")}, `4 departments, 4 users, 6 memberships, 6 filled
import_changes 4 'user' 15: after is '{"login_name":"fifth","name":"五人目","departments":["x",12],"cybozu_id":105}', not '{"login_name":"fifth","name":"五人目","departments":[12],"cybozu_id":105}'`},
		{"lines and users, with a copy", []damage{both("users"), both("imports")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, 7 of the history, from copy 4
import_changes lacks 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
imports lacks 4, 5
users 15: password_hash is NULL, not '$initial'`},
		{"settings: the table, no copy", []damage{lost("settings"), noCopies}, "4 departments, 4 users, 6 memberships"},
		{"settings: the index, no copy", []damage{lost("settings_again"), noCopies}, "4 departments, 4 users, 6 memberships"},
	})
}

func TestSalvage_WhereTheTwoPlacesDifferTheHistoryDecidesAndThenTheCopy(t *testing.T) {
	salvages(t, []salvageCase{
		{"another memo in the table", []damage{apart("users_again", "UPDATE users SET memo = 'other' WHERE id = 1")}, "4 departments, 4 users, 6 memberships"},
		{"another memo in the index", []damage{statement("UPDATE users SET memo = 'other' WHERE id = 1"), apart("users_again", "UPDATE users SET memo = 'two' WHERE id = 1")}, "4 departments, 4 users, 6 memberships"},
		{"another memo in both", []damage{statement("UPDATE users SET memo = 'other' WHERE id = 1"), apart("users_again", "UPDATE users SET memo = 'another' WHERE id = 1")}, `4 departments, 4 users, 6 memberships, 1 doubtful
users 1: memo is 'other', not 'two'`},
		{"another hash in the table", []damage{apart("users_again", "UPDATE users SET password_hash = '$other' WHERE id = 15")}, "4 departments, 4 users, 6 memberships"},
		{"another hash of one's own", []damage{apart("users_again", "UPDATE users SET password_hash = '$other' WHERE id = 4")}, "4 departments, 4 users, 6 memberships"},
		{"another hash of one's own, no copy", []damage{apart("users_again", "UPDATE users SET password_hash = '$other' WHERE id = 4"), noCopies}, "4 departments, 4 users, 6 memberships"},
		{"another hash of one changed since the copy", []damage{apart("users_again", "UPDATE users SET password_hash = '$other' WHERE id = 1")}, "4 departments, 4 users, 6 memberships"},
		{"a row that the index alone has", []damage{apart("users_again", "DELETE FROM users WHERE id = 4")}, "4 departments, 4 users, 6 memberships"},
		{"a row that the table alone has", []damage{apart("users_again", "INSERT INTO users SELECT 19, 'ninth', name, reading, 'ninth@x', phone, memo, sort_order, suspended, password_hash, 109, former_link, mobile_phone, employee_number, held_since FROM users WHERE id = 1")}, `4 departments, 5 users, 6 memberships, 1 doubtful
sqlite_sequence 'users': seq is 19, not 15
users 19 is new: cybozu_id 109 email 'ninth@x' employee_number '' former_link 0 held_since NULL login_name 'ninth' memo 'two' mobile_phone '' name '髙﨑 太郎' password_hash '$argon2id$x' phone '03-5555' reading 'たかさき たろう' sort_order 0 suspended 0`},
		{"the deleted in the table alone", []damage{apart("users_again", "INSERT INTO users SELECT 3, 'third', name, reading, 'third@x', phone, memo, sort_order, suspended, password_hash, 109, former_link, mobile_phone, employee_number, held_since FROM users WHERE id = 1")}, "4 departments, 4 users, 6 memberships"},
		{"the deleted in the table alone, with a history that is cut", []damage{apart("users_again", "INSERT INTO users SELECT 3, 'third', name, reading, 'third@x', phone, memo, sort_order, suspended, password_hash, 109, former_link, mobile_phone, employee_number, held_since FROM users WHERE id = 1"), statement("UPDATE import_changes SET before = '[' WHERE import_id = 2")}, `4 departments, 5 users, 6 memberships, 1 doubtful, from copy 4
users 3 is new: cybozu_id 109 email 'third@x' employee_number '' former_link 0 held_since NULL login_name 'third' memo 'two' mobile_phone '' name '髙﨑 太郎' password_hash '$argon2id$x' phone '03-5555' reading 'たかさき たろう' sort_order 0 suspended 0`},
		{"another name of a department", []damage{apart("departments_again", "UPDATE departments SET name = 'other' WHERE id = 2")}, "4 departments, 4 users, 6 memberships"},
		{"another name of the root", []damage{apart("departments_again", "UPDATE departments SET name = 'other' WHERE id = 1")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"another name of the root, no copy", []damage{apart("departments_again", "UPDATE departments SET name = 'other' WHERE id = 1"), noCopies}, "4 departments, 4 users, 6 memberships, 1 doubtful"},
		{"a membership in the table alone", []damage{apart("memberships_by_department", "INSERT INTO memberships VALUES (4, 4)")}, `4 departments, 4 users, 6 memberships
accepted lacks 'department' 4 'empty_departments'`},
		{"a membership in the index alone", []damage{apart("memberships_by_department", "DELETE FROM memberships WHERE user_id = 4")}, "4 departments, 4 users, 6 memberships"},
		{"another memo in the table, and no sense in both", []damage{
			statement("UPDATE users SET memo = x'ff' WHERE id = 2"),
			apart("users_again", "UPDATE users SET memo = 'other' WHERE id = 1"),
		}, "4 departments, 4 users, 6 memberships, 1 filled, from copy 4"},
		{"another setting in the table, and no sense in both", []damage{
			statement("UPDATE settings SET value = x'ff' WHERE key = 'window'; UPDATE settings SET value = 'a.cybozu.com' WHERE key = 'domain'"),
			apart("settings_again", "UPDATE settings SET value = 'b.cybozu.com' WHERE key = 'domain'"),
		}, `4 departments, 4 users, 6 memberships, 1 filled, 1 doubtful, others may be lost, from copy 4
settings 'domain': value is 'a.cybozu.com', not 'sub.cybozu.com'`},
		{"another memo in the table, and a hash of which the history does not know", []damage{
			statement("UPDATE users SET password_hash = '$unknown' WHERE id = 15"),
			apart("users_again", "UPDATE users SET memo = 'other' WHERE id = 15"),
		}, `4 departments, 4 users, 6 memberships
users 15: password_hash is '$unknown', not '$initial'`},
		{"a membership in the table alone, and no history", []damage{statement("DELETE FROM import_changes; DELETE FROM imports WHERE id > 3"), apart("memberships_by_department", "INSERT INTO memberships VALUES (4, 3)")}, `4 departments, 4 users, 7 memberships, 1 doubtful, 9 of the history
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
imports lacks 4, 5
memberships 4 3 is new:`},
		{"a membership in the index alone, and no history", []damage{statement("DELETE FROM import_changes; DELETE FROM imports WHERE id > 3"), apart("memberships_by_department", "DELETE FROM memberships WHERE user_id = 4")}, `4 departments, 4 users, 6 memberships, 9 of the history, from copy 4
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
imports lacks 4, 5`},
		{"a membership in the index alone, and neither history nor copy", []damage{statement("DELETE FROM import_changes; DELETE FROM imports WHERE id > 3"), apart("memberships_by_department", "DELETE FROM memberships WHERE user_id = 4"), noCopies}, `4 departments, 4 users, 6 memberships, 1 doubtful, 9 of the history
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
imports lacks 4, 5`},
		{"an exclusion in the table alone", []damage{apart("excluded_again", "INSERT INTO excluded VALUES ('user', 77, 'x')")}, `4 departments, 4 users, 6 memberships, 1 doubtful
excluded 'user' 77 is new: name 'x'`},
		{"an exclusion in the index alone", []damage{apart("excluded_again", "DELETE FROM excluded WHERE cybozu_id = 900")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"another line in the table", []damage{apart("imports_again", "UPDATE imports SET message = 'other' WHERE id = 2")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"another newest line in the table", []damage{apart("imports_again", "UPDATE imports SET message = 'other' WHERE id = 5")}, "4 departments, 4 users, 6 memberships, 1 of the history"},
		{"another change in the table", []damage{apart("import_changes_again", "UPDATE import_changes SET rule = 'other' WHERE import_id = 5")}, `4 departments, 4 users, 6 memberships, 2 of the history
import_changes lacks 5 'user' 1, 5 'user' 2`},
		{"another change in the table, and a line that tells of less", []damage{
			statement("UPDATE imports SET users_updated = 0 WHERE id = 5"),
			apart("import_changes_again", "UPDATE import_changes SET rule = 'other' WHERE import_id = 5"),
		}, `4 departments, 4 users, 6 memberships, 2 of the history
import_changes lacks 5 'user' 1, 5 'user' 2
imports 5: users_updated is 0, not 2`},
		{"another change in the table, and no line of it", []damage{both("imports"), noCopies, apart("import_changes_again", "UPDATE import_changes SET rule = 'other' WHERE import_id = 5")}, `4 departments, 4 users, 6 memberships, 18 of the history
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
import_exclusions lacks 1 'user' 900, 3 'user' 901
imports lacks 1, 2, 3, 4, 5`},
		{"another old change in the table", []damage{apart("import_changes_again", "UPDATE import_changes SET rule = 'other' WHERE import_id = 2")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"another memo in the table, and no sense in the index", []damage{
			statement("UPDATE users SET memo = x'ff' WHERE id = 2"),
			apart("users_again", "UPDATE users SET memo = 'three' WHERE id = 2; UPDATE users SET memo = 'other' WHERE id = 1"),
		}, "4 departments, 4 users, 6 memberships"},
		{"another memo in the index, and no sense in the table", []damage{
			statement("UPDATE users SET memo = 'other' WHERE id = 1"),
			apart("users_again", "UPDATE users SET memo = x'ff' WHERE id = 2; UPDATE users SET memo = 'two' WHERE id = 1"),
		}, "4 departments, 4 users, 6 memberships"},
	})
}

// A name that is damaged still parses, and SQLite finds no column, and no index of it.
func TestSalvage_WhatADamagedNameHidesIsFoundAllTheSame(t *testing.T) {
	const all = "4 departments, 4 users, 6 memberships"
	salvages(t, []salvageCase{
		{"addresses", []damage{replaced("email         TEXT UNIQUE", "dmail         TEXT UNIQUE"), noCopies}, all},
		{"addresses in the index", []damage{lost("users"), replaced("email COLLATE BINARY", "dmail COLLATE BINARY"), noCopies}, all},
		{"links of users", []damage{replaced("cybozu_id     INTEGER UNIQUE", "bybozu_id     INTEGER UNIQUE"), noCopies}, all},
		{"links of departments", []damage{replaced("cybozu_id   INTEGER UNIQUE", "bybozu_id   INTEGER UNIQUE"), noCopies}, all},
		{"settings", []damage{replaced("  value TEXT\n", "  valve TEXT\n"), noCopies}, all},
		{"no table", []damage{replaced("CREATE TABLE users (", "CREATE TABLF users ("), noCopies}, all},
	})
}

// Whose words they are is not known where the name in front of them is damaged, too.
func TestSalvage_WhatADamagedNameHidesComesFromElsewhereOrItsLossIsTold(t *testing.T) {
	namelessly := func(table, was, is string) damage {
		return func(t *testing.T, dir string) {
			replaced("table"+table+table, "table"+"_"+table[1:]+table)(t, dir)
			replaced(was, is)(t, dir)
		}
	}
	key := namelessly("rosters", "CREATE TABLE rosters (\n  id          INTEGER PRIMARY", "CREATE TABLE rosters (\n  id          INTEGER QRIMARY")
	address := namelessly("users", "email         TEXT UNIQUE", "dmail         TEXT UNIQUE")
	salvages(t, []salvageCase{
		{"addresses", []damage{address}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, from copy 4
users 15: password_hash is NULL, not '$initial'`},
		{"addresses, no copy", []damage{address, noCopies}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords
users 15: password_hash is NULL, not '$initial'`},
		{"addresses, no copy and no history", []damage{both("import_changes"), noCopies, address}, `4 departments, 0 users, 0 memberships, 14 of the history, others may be lost
accepted lacks 'department' 4 'empty_departments'
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3, 2 'user' 1, 3 'user' 2, 3 'user' 4, 4 'department' 12, 4 'user' 15, 4 'user' 3, 5 'user' 1, 5 'user' 2
memberships lacks 1 2, 1 4, 15 12, 2 12, 2 3, 4 2
users lacks 1, 15, 2, 4`},
		{"links of users", []damage{namelessly("users", "cybozu_id     INTEGER UNIQUE", "bybozu_id     INTEGER UNIQUE")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, from copy 4
users 15: password_hash is NULL, not '$initial'`},
		{"links of departments", []damage{namelessly("departments", "cybozu_id   INTEGER UNIQUE", "bybozu_id   INTEGER UNIQUE")}, "4 departments, 4 users, 6 memberships, 5 filled, from copy 4"},
		{"a key", []damage{key}, "4 departments, 4 users, 6 memberships"},
		{"a key, no copy", []damage{key, noCopies}, "4 departments, 4 users, 6 memberships"},
	})
}

func TestSalvage_WhatMakesNoSenseOrHasNoPlaceIsLeftOutAndSaid(t *testing.T) {
	salvages(t, []salvageCase{
		{"two with a login name", []damage{replaced("typed", "fifth")}, `4 departments, 3 users, 5 memberships, 1 doubtful
import_changes 3 'user' 4: after is '{"login_name":"fifth","name":"手入力","departments":[2],"memo":"four","password_hash":"$fifth"}', not '{"login_name":"typed","name":"手入力","departments":[2],"memo":"four","password_hash":"$typed"}'
memberships lacks 4 2
users lacks 4`},
		{"two with an address that one has since the copy", []damage{statement("UPDATE users SET email = 'hanako@example.co.jp' WHERE id = 2"), lost("users", "users_again")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, from copy 4
users 15: password_hash is NULL, not '$initial'`},
		{"departments alone", []damage{statement("DELETE FROM users; DELETE FROM departments WHERE id > 2")}, `1 departments, 0 users, 0 memberships
accepted lacks 'department' 4 'empty_departments', 'department' 4 'no_code', 'user' 2 'extension_phone', 'user' 2 'no_email', 'user' 2 'no_phone', 'user' 2 'no_reading', 'user' 2 'same_name', 'user' 2 'shared_phone', 'user' 2 'wrong_email', 'user' 2 'wrong_phone'
departments lacks 12, 3, 4
memberships lacks 1 2, 1 4, 15 12, 2 12, 2 3, 4 2
users lacks 1, 15, 2, 4`},
		{"users alone", []damage{statement("DELETE FROM users WHERE id > 1; DELETE FROM departments WHERE id > 1")}, `0 departments, 1 users, 0 memberships
accepted lacks 'department' 4 'empty_departments', 'department' 4 'no_code', 'user' 2 'extension_phone', 'user' 2 'no_email', 'user' 2 'no_phone', 'user' 2 'no_reading', 'user' 2 'same_name', 'user' 2 'shared_phone', 'user' 2 'wrong_email', 'user' 2 'wrong_phone'
departments lacks 12, 2, 3, 4
memberships lacks 1 2, 1 4, 15 12, 2 12, 2 3, 4 2
users lacks 15, 2, 4`},
		{"nobody, and a department of no history", []damage{statement("DELETE FROM users; DELETE FROM departments WHERE id > 1")}, "the file is damaged: no department and no user can be read"},
		{"a table that is gone", []damage{statement("DROP TABLE rosters")}, "4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 4"},
		{"no version", []damage{statement("PRAGMA user_version = 0"), statement("DROP TABLE rosters")}, "4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 4"},
		{"nothing where something must be", []damage{loosely("users", "UPDATE users SET memo = NULL WHERE id = 2")}, "4 departments, 4 users, 6 memberships, 1 filled, from copy 4"},
		{"nothing where a number must be", []damage{loosely("departments", "UPDATE departments SET sort_order = NULL WHERE id = 4")}, "4 departments, 4 users, 6 memberships, 1 filled"},
		{"nothing where a line must have something", []damage{loosely("imports", "UPDATE imports SET finished_at = NULL WHERE id = 2")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"a number for a text", []damage{loosely("users", "UPDATE users SET memo = 5 WHERE id = 2")}, "4 departments, 4 users, 6 memberships, 1 filled, from copy 4"},
		{"nothing for whom a change was", []damage{loosely("import_changes", "UPDATE import_changes SET action = NULL WHERE import_id = 2")}, "4 departments, 4 users, 6 memberships, from copy 4"},
		{"no counters, and those with the highest ids are gone", []damage{
			statement("DELETE FROM memberships WHERE user_id = 15 OR department_id = 12; DELETE FROM users WHERE id = 15; DELETE FROM departments WHERE id = 12; DELETE FROM sqlite_sequence"),
		}, `3 departments, 3 users, 4 memberships
departments lacks 12
memberships lacks 15 12, 2 12
users lacks 15`},
		{"no database", []damage{func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, fileName), bytes.Repeat([]byte("damage"), 1000), 0o600); err != nil {
				t.Fatal(err)
			}
		}}, "the file is damaged: file is not a database (26)"},
		{"just enough for a database", []damage{func(t *testing.T, dir string) {
			if err := os.Truncate(filepath.Join(dir, fileName), 512); err != nil {
				t.Fatal(err)
			}
		}}, "the file is damaged: no department and no user can be read"},
		{"too little for a database", []damage{func(t *testing.T, dir string) {
			if err := os.Truncate(filepath.Join(dir, fileName), 511); err != nil {
				t.Fatal(err)
			}
		}}, "the file is damaged: nothing is left of it"},
		{"no file", []damage{func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, fileName)); err != nil {
				t.Fatal(err)
			}
		}}, "the file is damaged: nothing is left of it"},
		{"no sense, and another has the login name", []damage{
			statement("UPDATE users SET memo = x'ff', login_name = 'zzz' WHERE id = 4; UPDATE users SET login_name = 'typed' WHERE id = 15"),
		}, `4 departments, 3 users, 5 memberships, 1 filled, others may be lost, from copy 4
memberships lacks 4 2
users 15: login_name is 'typed', not 'fifth'
users lacks 4`},
		{"a department without its parent", []damage{statement("DELETE FROM departments WHERE id = 3")}, `3 departments, 4 users, 5 memberships, others may be lost
departments 12: parent_id is 1, not 3
departments lacks 3
memberships lacks 2 3`},
		{"a member of nothing", []damage{statement("DELETE FROM departments WHERE id = 4")}, `3 departments, 4 users, 5 memberships
accepted lacks 'department' 4 'empty_departments', 'department' 4 'no_code'
departments lacks 4
memberships lacks 1 4`},
		{"nobody for a membership", []damage{statement("DELETE FROM users WHERE id = 4")}, `4 departments, 3 users, 5 memberships
memberships lacks 4 2
users lacks 4`},
		{"no line for changes", []damage{statement("DELETE FROM imports WHERE id = 3")}, `4 departments, 4 users, 6 memberships, 3 of the history
import_changes lacks 3 'user' 2, 3 'user' 4
import_exclusions lacks 3 'user' 901
imports lacks 3`},
		{"changes that are gone", []damage{statement("DELETE FROM import_changes WHERE import_id = 1")}, `4 departments, 4 users, 6 memberships, 6 of the history
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3`},
		{"a ring", []damage{statement("UPDATE departments SET parent_id = 12 WHERE id = 2")}, `the file is damaged: department 2: is below itself
department 3: is below itself
department 12: is below itself`},
		{"counters below", []damage{statement("UPDATE sqlite_sequence SET seq = 1")}, "4 departments, 4 users, 6 memberships"},
		{"counters above", []damage{statement("UPDATE sqlite_sequence SET seq = 1000 + seq")}, `4 departments, 4 users, 6 memberships
sqlite_sequence 'departments': seq is 1012, not 12
sqlite_sequence 'imports': seq is 1005, not 5
sqlite_sequence 'users': seq is 1015, not 15`},
		{"lines that tell of less than there is", []damage{statement("UPDATE imports SET users_created = 0, departments_created = 0 WHERE id = 1")}, `4 departments, 4 users, 6 memberships
imports 1: departments_created is 0, not 3
imports 1: users_created is 0, not 3`},
		{"no counters", []damage{statement("DELETE FROM sqlite_sequence")}, "4 departments, 4 users, 6 memberships"},
		{"no root", []damage{statement("DELETE FROM departments WHERE id = 1")}, "4 departments, 4 users, 6 memberships"},
		{"no revision", []damage{statement("DELETE FROM revision")}, `4 departments, 4 users, 6 memberships
revision 1: counter is 1, not 5`},
	})
}

func TestSalvage_TheNewestGoodCopyOfTheSameDirectoryHelps(t *testing.T) {
	salvages(t, []salvageCase{
		{"the newest copy is damaged", []damage{both("settings"), aCopy(0, func(t *testing.T, path string) { breakIndex(t, path) })}, `4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 2
settings lacks 'window'`},
		{"the newest copy is of a newer version", []damage{both("settings"), aCopy(0, func(t *testing.T, path string) {
			changed(t, path, fmt.Sprintf("CREATE TABLE future (x); PRAGMA user_version = %d", latestVersion+1))
		})}, `4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 2
settings lacks 'window'`},
		{"the newest copy is no database", []damage{both("settings"), aCopy(0, func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		})}, `4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 2
settings lacks 'window'`},
		{"the newest copy leads nowhere", []damage{both("settings"), aCopy(0, func(t *testing.T, path string) {
			if err := errors.Join(os.Remove(path), os.Symlink(path+"-gone", path)); err != nil {
				t.Skip(err)
			}
		})}, `4 departments, 4 users, 6 memberships, 1 filled, others may be lost, from copy 2
settings lacks 'window'`},
		{"another line where the newest of the copy is", []damage{both("settings"), statement("UPDATE imports SET users_created = 9 WHERE id = 3")}, `4 departments, 4 users, 6 memberships, 1 filled, 8 of the history, others may be lost, from copy 2
imports 3: users_created is 9, not 1
settings lacks 'window'`},
		{"no line where the newest of the copy is", []damage{both("settings"), statement("DELETE FROM imports WHERE id = 3")}, `4 departments, 4 users, 6 memberships, 2 filled, 3 of the history, others may be lost, from copy 4
import_changes lacks 3 'user' 2, 3 'user' 4
import_exclusions lacks 3 'user' 901
imports lacks 3`},
		{"no line where the newest of the copy is, and a restore after it", []damage{both("settings"), statement("DELETE FROM imports WHERE id = 3; UPDATE imports SET kind = 'restore' WHERE id = 4")}, `4 departments, 4 users, 6 memberships, 1 filled, 3 of the history, others may be lost, from copy 2
import_changes lacks 3 'user' 2, 3 'user' 4
import_exclusions lacks 3 'user' 901
imports 4: kind is 'restore', not 'manual'
imports lacks 3
settings lacks 'window'`},
		{"no line where the newest of the copy is, and a taking over after it", []damage{both("settings"), statement("DELETE FROM imports WHERE id = 3; UPDATE imports SET kind = 'takeover' WHERE id = 5")}, `4 departments, 4 users, 6 memberships, 1 filled, 3 of the history, others may be lost, from copy 2
import_changes lacks 3 'user' 2, 3 'user' 4
import_exclusions lacks 3 'user' 901
imports 5: kind is 'takeover', not 'edit'
imports lacks 3
settings lacks 'window'`},
		{"no line where the newest of the copy is, and a restore before it", []damage{both("settings"), statement("DELETE FROM imports WHERE id = 3; UPDATE imports SET kind = 'restore' WHERE id = 2")}, `4 departments, 4 users, 6 memberships, 2 filled, 3 of the history, others may be lost, from copy 4
import_changes lacks 3 'user' 2, 3 'user' 4
import_exclusions lacks 3 'user' 901
imports 2: kind is 'restore', not 'manual'
imports lacks 3`},
		{"no first line, and users", []damage{both("users"), statement("DELETE FROM imports WHERE id = 1")}, `4 departments, 4 users, 6 memberships, 4 filled, 1 passwords, 7 of the history, others may be lost, from copy 4
import_changes lacks 1 'department' 2, 1 'department' 3, 1 'department' 4, 1 'user' 1, 1 'user' 2, 1 'user' 3
import_exclusions lacks 1 'user' 900
imports lacks 1
users 15: password_hash is NULL, not '$initial'`},
		{"another name of the root, and a copy of nothing", []damage{
			apart("departments_again", "UPDATE departments SET name = 'other' WHERE id = 1"),
			aCopy(0, func(t *testing.T, path string) { breakIndex(t, path) }), aCopy(1, func(t *testing.T, path string) { breakIndex(t, path) }),
		}, "4 departments, 4 users, 6 memberships, 1 doubtful"},
	})
}

// A page in the middle is lost, and all of the other place: what is before and behind it can be
// read, so that only who is on it has to come from elsewhere.
func TestSalvage_ReadsFromBothEndsWhatIsBrokenInTheMiddle(t *testing.T) {
	s, given := openNew(t)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		for i := range int64(400) {
			d.Users = append(d.Users, directory.User{ID: 1 + i, LoginName: fmt.Sprint("user", i), Name: "山田 太郎", Memo: strings.Repeat("x", 100), PasswordHash: "$x"})
		}
	})
	closeAll(t, s)
	was := cells(t, filepath.Join(given, fileName))
	for whole, broken := range map[string]string{"users": "users_again", "users_again": "users"} {
		t.Run(broken, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(given)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, fileName)
			var children, middle int
			spoilRoot(t, path, broken, func(page []byte) {
				children = int(binary.BigEndian.Uint16(page[3:]))
				cell := int(binary.BigEndian.Uint16(page[12+children/2*2:]))
				middle = int(binary.BigEndian.Uint32(page[cell:]))
			})
			content := read(t, path)
			page := content[(middle-1)*4096 : middle*4096]
			held := int(binary.BigEndian.Uint16(page[3:]))
			clear(page)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			clearRoots(t, dir, whole)
			found, err := Examine(t.Context(), dir)
			if err != nil || found == nil {
				t.Fatal(found, err)
			}
			if children < 5 || held > 100 || found.Users != 400 || found.Filled < held || found.Filled > held+1 || found.Passwords != found.Filled || found.Lost {
				t.Errorf("of a page with %d, one of %d: %+v", held, children, found)
			}
			to := filepath.Join(t.TempDir(), fileName)
			if _, err := salvage(t.Context(), dir, to); err != nil {
				t.Fatal(err)
			}
			is := cells(t, to)
			for _, line := range differences(was, is) {
				if !strings.HasSuffix(line, ": password_hash is NULL, not '$x'") && !strings.HasPrefix(line, "revision 1: counter is") {
					t.Error(line)
				}
			}
		})
	}
}

func TestSalvage_WhatIsInTheLogAloneIsFoundToo(t *testing.T) {
	s, open := openNew(t)
	edit(t, s, directory.ImportManual, office)
	limit(t, s, "wal_checkpoint(truncate)")
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[1].Memo = "in the log alone" })
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(filepath.Join(dir, backupsName), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{fileName, fileName + "-wal"} {
		if err := copyFile(filepath.Join(open, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if bytes.Contains(read(t, filepath.Join(dir, fileName)), []byte("in the log alone")) {
		t.Fatal("it is in the file, so that this test sees nothing")
	}
	clearRoots(t, dir, "memberships") // in the file; the log has no newer page of it
	_, s = repaired(t, dir)
	if got := mustLoad(t, s).Users[1].Memo; got != "in the log alone" {
		t.Errorf("the memo is %q", got)
	}
}

// Who stops it, at whatever moment, is told so, and never that there is nothing.
func TestSalvage_CanBeCancelledAtAnyMoment(t *testing.T) {
	dir := longKept(t)
	clearRoots(t, dir, "users", "users"+doubleSuffix)
	want, err := Examine(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n += 1 + n/4 {
		found, err := Examine(stopAfter(n), dir)
		if err == nil {
			if asJSON(t, found) != asJSON(t, want) {
				t.Errorf("stopped after %d: %+v, want %+v", n, found, want)
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("stopped after %d: %v", n, err)
		}
	}
}

// What the system refuses is no damage: it is told as it is.
func TestSalvage_WhatIsNotTheFilesFaultIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its words are others")
	}
	given := longKept(t)
	place := func(name string, put func(path string) error) damage {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, name)
			if err := errors.Join(os.RemoveAll(path), put(path)); err != nil {
				t.Fatal(err)
			}
		}
	}
	folder := func(path string) error { return os.Mkdir(path, 0o700) }
	for _, c := range []salvageCase{
		{"a folder for the file", []damage{place(fileName, folder)}, "open DIR/directory.db: the file or folder is not of the kind that it should be: d---------"},
		{"a folder for the log", []damage{place(fileName+"-wal", folder)}, "read DIR/directory.db-wal: is a directory"},
		{"a link to itself", []damage{place(fileName, func(path string) error { return os.Symlink(fileName, path) })}, "stat DIR/directory.db: too many levels of symbolic links"},
		{"a file for the copies that would fill in", []damage{both("settings"), place(backupsName, createEmpty)}, "open DIR/backups: not a directory"},
		{"a file for the copies that would decide", []damage{apart("departments_again", "UPDATE departments SET name = 'other' WHERE id = 1"), place(backupsName, createEmpty)}, "open DIR/backups: not a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(given)); err != nil {
				t.Fatal(err)
			}
			for _, damage := range c.damage {
				damage(t, dir)
			}
			_, err := Examine(t.Context(), dir)
			doing := "look at the damaged directory in DIR: "
			if kind := KindOf(err); kind != nil && !strings.Contains(c.want, kind.Error()) {
				doing += kind.Error() + ": "
			}
			got := strings.ReplaceAll(fmt.Sprint(err), dir, "DIR")
			got = regexp.MustCompile(`write DIR/scratch-\d+/(\S+): copy_file_range: `).ReplaceAllString(got, "read DIR/$1: ") // as Linux copies
			if got != doing+c.want {
				t.Errorf("got %s, want %s", got, doing+c.want)
			}
		})
	}
	file := filepath.Join(given, fileName)
	if _, err := Examine(t.Context(), file); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("of a file for a folder: %v", err)
	}
	if _, err := salvage(t.Context(), file, filepath.Join(t.TempDir(), fileName)); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("from a file for a folder: %v", err)
	}
	if _, err := salvage(t.Context(), given, file); !errors.Is(err, os.ErrExist) {
		t.Errorf("into a file that is there: %v", err)
	}
}

// Of many rows in doubt, each would take as long as the first.
func TestSalvage_TheCopyIsLookedForOnce(t *testing.T) {
	dir := longKept(t)
	s := &salvaging{dir: dir, rows: map[string]*salvaged{"imports": {}}}
	first, err := s.copy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	copies := filepath.Join(dir, backupsName)
	if err := errors.Join(os.RemoveAll(copies), createEmpty(copies)); err != nil {
		t.Fatal(err)
	}
	if again, err := s.copy(t.Context()); again != first || err != nil {
		t.Errorf("the second time: %v, %v", again, err)
	}
}

func TestSalvage_AnErrorOfSQLiteIsDamageUnlessItIsTheMachines(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	nonsense := func() error {
		return inFile(t.Context(), ":memory:", func(conn *sql.Conn) error {
			_, err := conn.ExecContext(t.Context(), "SELECT who")
			return err
		})
	}()
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want string
	}{
		"nonsense":        {t.Context(), nonsense, "the file is damaged: SQL logic error: no such column: who (1)"},
		"when it ended":   {ended, nonsense, "SQL logic error: no such column: who (1)"},
		"damage":          {t.Context(), ErrDamaged, "the file is damaged"},
		"a full disk":     {t.Context(), ErrFull, "the disk is full"},
		"not of SQLite's": {t.Context(), errors.New("x"), "x"},
	} {
		if got := damageIn(c.ctx, c.err).Error(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
