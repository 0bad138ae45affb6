package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func TestEveryColumnIsStoredTwice(t *testing.T) {
	s, _ := openNew(t)
	tables, err := tablesIn(t.Context(), s.readers)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, tab := range tables {
		names[tab.name] = true
		for _, c := range tab.columns {
			if !slices.Contains(tab.order, c.name) {
				t.Errorf("%s.%s is stored once alone; the index is %q", tab.name, c.name, tab.index)
			}
		}
	}
	for _, name := range allTables {
		if !names[name] && name != "sqlite_sequence" {
			t.Errorf("%s is not looked at", name)
		}
	}
}

// A file of a newer version is told by that from one whose number is damaged.
func TestEveryStepChangesTheSchema(t *testing.T) {
	var before []string
	for version := range latestVersion {
		after, err := structureOf(t.Context(), version+1)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(after, before) {
			t.Errorf("step %d leaves the schema as it was", version+1)
		}
		before = after
	}
}

// One letter of each column, at each place where the file has it.
func TestDamageOfAnyTextIsFoundWhenOpening(t *testing.T) {
	dir := closed(t)
	first := openIn(t, dir)
	want := describe(mustLoad(t, first))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fileName)
	whole := read(t, path)
	for _, text := range []string{
		"hanako", "花子", "たかさき", "Taro@example", "03-1111", "鍵", "$argon2id", // users
		"東日本", "east", // departments
		"退職者", "zz@example", "sub.cybozu.com", // answers, settings
		"manual", `"memo":"鍵"`, // history
	} {
		for at := range bytes.Count(whole, []byte(text)) {
			damaged := bytes.Clone(whole)
			i := index(damaged, text, at)
			damaged[i] ^= 0x20 // "a" to "A"
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), dir)
			if err == nil { // an index may hold a text once more
				if got := describe(mustLoad(t, s)); got != want {
					t.Errorf("a letter of %q at %d is another, and nobody noticed:\n%s", text, i, got)
				}
				err = s.Close()
			} else if errors.Is(err, ErrDamaged) {
				err = nil
			}
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

// index is where the nth text is.
func index(content []byte, text string, n int) int {
	at := bytes.Index(content, []byte(text))
	for range n {
		at += 1 + bytes.Index(content[at+1:], []byte(text))
	}
	return at
}

func TestDamageOfTheHeaderIsFoundWhenOpening(t *testing.T) {
	for _, version := range []int{0, 1, latestVersion + 1, 255, 1 << 30, -1} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			dir := closed(t)
			path := filepath.Join(dir, fileName)
			content := pretend(read(t, path), 60, uint32(int32(version)))
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), dir); !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v", err)
			}
			if !bytes.Equal(read(t, path), content) {
				t.Error("the damaged file has changed")
			}
		})
	}
}

func TestDamageOfCountersIsFoundWhenOpening(t *testing.T) {
	for name, statement := range map[string]string{
		"ids that were given":   "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'users'",
		"no counter":            "DELETE FROM sqlite_sequence WHERE name = 'imports'",
		"a counter that is one": "UPDATE sqlite_sequence SET seq = 'personal' WHERE name = 'departments'",
		"no revision":           "DELETE FROM revision",
	} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t)
			changed(t, filepath.Join(dir, fileName), statement)
			if _, err := Open(t.Context(), dir); !errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "personal") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// holdCheck makes every check wait for release, and Open for none.
func holdCheck(t *testing.T) (release func()) {
	held := make(chan struct{})
	wait, before := patience, beforeCheck
	patience, beforeCheck = 0, func() { <-held }
	t.Cleanup(func() { patience, beforeCheck = wait, before })
	return func() { close(held) }
}

func TestOpenDoesNotWaitForALongCheckButWritingDoes(t *testing.T) {
	dir := closed(t)
	path := filepath.Join(dir, fileName)
	breakIndex(t, path)
	release := holdCheck(t)
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := mustLoad(t, s)
	before := read(t, path)
	soon, cancel := context.WithCancel(t.Context())
	cancel()
	for name, write := range map[string]func(context.Context) error{
		"an import": func(ctx context.Context) error {
			_, err := s.Apply(ctx, planned(d, func(d *directory.Directory) { d.Users = nil }), directory.Run{Kind: directory.ImportManual})
			return err
		},
		"a setting": func(ctx context.Context) error { return s.SetSetting(ctx, "k", "v") },
		"a copy":    func(ctx context.Context) error { _, err := s.KeepBackup(ctx); return err },
	} {
		if err := write(soon); !errors.Is(err, context.Canceled) {
			t.Errorf("%s does not wait: %v", name, err)
		}
	}
	release()
	if err := s.Checked(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("the check found %v", err)
	}
	if err := s.SetSetting(t.Context(), "k", "v"); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged file was written: %v", err)
	}
	if !bytes.Equal(read(t, path), before) {
		t.Error("the damaged file has changed")
	}
}

func TestCloseEndsTheCheck(t *testing.T) {
	dir := closed(t)
	release := holdCheck(t)
	held := beforeCheck
	beforeCheck = func() {
		held()
		for range 1000 { // it takes longer than the rest of Close
			if _, err := os.ReadDir(dir); err != nil {
				t.Error(err)
			}
		}
	}
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	stop := s.checking.stop
	s.checking.stop = func() {
		stop()
		release()
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-s.checking.done:
		if err := s.checking.err; !errors.Is(err, context.Canceled) {
			t.Errorf("it went on to its end: %v", err)
		}
	default:
		t.Error("it goes on")
	}
}

func TestNothingIsCopiedFromADirectoryThatWasDamagedMeanwhile(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	limit(t, s, "wal_checkpoint(truncate)")
	path := filepath.Join(dir, fileName)
	content := read(t, path)
	content[bytes.Index(content, []byte("hanako"))] ^= 0x20
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s.readers.SetMaxIdleConns(0) // what they have read before is forgotten
	before := names(t, dir)
	_, err := s.Apply(t.Context(), planned(mustLoad(t, s), func(d *directory.Directory) { d.Users = d.Users[:1] }), directory.Run{Kind: directory.ImportManual})
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if after := names(t, dir); !slices.Equal(after, before) {
		t.Errorf("copies before %q, after %q", before, after)
	}
}

func TestWhatOthersAddDoesNoHarm(t *testing.T) {
	dir := closed(t)
	changed(t, filepath.Join(dir, fileName), `CREATE TABLE notes (x); CREATE INDEX users_by_name ON users(name);
		ALTER TABLE users ADD COLUMN nickname TEXT; UPDATE users SET memo = 'by the shell', nickname = 'x' WHERE id = 1`)
	if d := mustLoad(t, openIn(t, dir)); d.Users[0].Memo != "by the shell" {
		t.Errorf("%+v", d.Users[0])
	}
}

// What is read of a table a second time is to be another part of the file.
func TestDamage_EachTableIsReadAtTwoPlaces(t *testing.T) {
	s := openIn(t, t.TempDir())
	tables, err := tablesIn(t.Context(), s.readers)
	if err != nil {
		t.Fatal(err)
	}
	for _, tab := range tables {
		if tab.index == "" {
			t.Errorf("%s lies nowhere else", tab.name)
			continue
		}
		var columns []string
		for _, c := range tab.columns {
			columns = append(columns, c.name)
		}
		var id, parent, unused int
		var plan string
		err := s.readers.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN SELECT "+strings.Join(columns, ", ")+" FROM "+tab.name+" "+tab.itself).
			Scan(&id, &parent, &unused, &plan)
		if err != nil || strings.Contains(plan, tab.index) {
			t.Errorf("%s is read by %q: %v", tab.name, plan, err)
		}
	}
}

// What is said of damage is what a person sends to whom may help: ten findings at the most.
func TestCheck_SaysWhatIsWrong(t *testing.T) {
	s, given := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		for i := range int64(12) {
			d.Users = append(d.Users, directory.User{ID: 10 + i, LoginName: fmt.Sprint("user", i), Name: "山田"})
		}
	})
	closeAll(t, s)
	var missing []string
	for row := range 10 { // they are counted
		missing = append(missing, fmt.Sprintf("row %d missing from index users_again", row+1))
	}
	schema := func(from, to, of string) damage {
		return statement(fmt.Sprintf("PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = replace(sql, '%s', '%s') WHERE name = '%s'", from, to, of))
	}
	for _, c := range []struct {
		damage damage
		want   string
	}{
		{apart("users_again", "UPDATE users SET memo = 'x'"), strings.Join(missing, "; ")},
		{apart("users_again", "UPDATE users SET memo = 'x' WHERE id = 11"), "row 5 missing from index users_again"},
		{statement("UPDATE sqlite_sequence SET seq = 20 WHERE name = 'users'"), "the counter of users is 20, but 21 was given"},
		{statement("DELETE FROM users WHERE id > 20; UPDATE sqlite_sequence SET seq = 20 WHERE name = 'users'"), "the counter of users is 20, but 21 was given"},
		{statement("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'departments'"), "the counter of departments is 3, but 4 was given"},
		{statement("DELETE FROM memberships; DELETE FROM departments WHERE id = 4; UPDATE sqlite_sequence SET seq = 3 WHERE name = 'departments'"), "the counter of departments is 3, but 4 was given"},
		{statement("DELETE FROM sqlite_sequence WHERE name = 'departments'"), "the counter of departments is 0, but 4 was given"},
		{statement("DELETE FROM sqlite_sequence WHERE name = 'users'"), "the counter of users is 0, but 21 was given"},
		{statement("DELETE FROM sqlite_sequence WHERE name = 'imports'"), "the counter of imports is 0, but 2 was given"},
		{statement("DELETE FROM revision"), "sql: no rows in result set"},
		{schema("memo          TEXT", "memo          BLOB", "users"), `the schema lacks "users memo TEXT 1 0"`},
		{schema("REFERENCES departments(id) DEFERRABLE INITIALLY DEFERRED", "", "departments"), `the schema lacks "departments departments parent_id id NO ACTION"`},
		{schema("ON DELETE CASCADE", "", "import_changes"), `the schema lacks "import_changes imports import_id id CASCADE"`},
		{statement("DROP INDEX departments_by_parent"), `the schema lacks "departments departments_by_parent 0 0 1 0 BINARY 1"`},
		{statement("DROP TRIGGER accepted_name"), `the schema lacks "accepted_name CREATE TRIGGER accepted_name AFTER UPDATE OF name ON users WHEN old.name <> new.name BEGIN\n  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id AND check_name = 'same_name';\nEND"`},
		{statement("ALTER TABLE rosters RENAME COLUMN note TO word"), `the schema lacks "rosters note TEXT 1 0"`},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(dir, os.DirFS(given)); err != nil {
			t.Fatal(err)
		}
		c.damage(t, dir)
		_, err := Open(t.Context(), dir)
		if want := "open the directory in " + dir + ": check the directory: the file is damaged: " + c.want; fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// What could not be found out once is not taken for known.
func TestCheck_AnErrorIsNotRemembered(t *testing.T) {
	want, err := structureOf(t.Context(), latestVersion)
	if err != nil || len(want) == 0 {
		t.Fatal(want, err)
	}
	statements.places, statements.ways = map[string]bool{}, map[string]bool{}
	driverName = "faulty"
	t.Cleanup(func() { driverName = "sqlite" })
	for told := 0; ; told++ {
		structures.Clear()
		statements.next()
		_, err := structureOf(t.Context(), latestVersion)
		statements.mute()
		if err == nil {
			if told == 0 {
				t.Error("nothing failed")
			}
			return
		}
		if got, again := structureOf(t.Context(), latestVersion); !slices.Equal(got, want) || again != nil {
			t.Fatalf("after %v there is %q, %v", err, got, again)
		}
	}
}
