package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// TestValuesMayChangeHands are plans that SQLite's row-by-row checks refuse unless the
// statements come in the right order (D9, U10).
func TestValuesMayChangeHands(t *testing.T) {
	deep := func(parent func(i int64) int64) func(*directory.Directory) {
		return func(d *directory.Directory) {
			d.Departments = d.Departments[:1]
			for i := range int64(30) {
				d.Departments = append(d.Departments, directory.Department{ID: 2 + i, ParentID: parent(i), Name: fmt.Sprint(i)})
			}
		}
	}
	for name, steps := range map[string][2]func(*directory.Directory){
		"D9: two codes swapped": {office, func(d *directory.Directory) {
			d.Departments[1].Code, d.Departments[2].Code = d.Departments[2].Code, d.Departments[1].Code
		}},
		"D9: a code passes on and is emptied": {office, func(d *directory.Directory) {
			d.Departments[1].Code, d.Departments[2].Code = "", "sales"
		}},
		"D9: a code passes from a deleted to a new department": {office, func(d *directory.Directory) {
			d.Departments[3].Code = "east"
			d.Departments = slices.Delete(d.Departments, 2, 3)
			d.Users[1].Departments = nil
			d.Departments = append(d.Departments, directory.Department{ID: 9, ParentID: 1, Name: "new", Code: "x"})
		}},
		"D9: codes that differ in case alone": {
			func(d *directory.Directory) {
				office(d)
				d.Departments[1].Code, d.Departments[2].Code, d.Departments[3].Code = "ABC", "abc", "Abc"
			},
			func(d *directory.Directory) {
				d.Departments[1].Code, d.Departments[2].Code, d.Departments[3].Code = "abc", "x", "y"
			},
		},
		"U4: logins that differ in case alone": {
			func(d *directory.Directory) {
				office(d)
				d.Users[0].LoginName, d.Users[1].LoginName, d.Users[2].LoginName = "ABC", "abc", "Abc"
			},
			func(d *directory.Directory) {
				d.Users[0].LoginName, d.Users[1].LoginName, d.Users[2].LoginName = "abc", "x", "ABC"
			},
		},
		"D3: links swapped": {office, func(d *directory.Directory) {
			d.Departments[1].CybozuID, d.Departments[2].CybozuID = d.Departments[2].CybozuID, d.Departments[1].CybozuID
		}},
		"U10: addresses swapped": {office, func(d *directory.Directory) {
			d.Users[0].Email, d.Users[1].Email = d.Users[1].Email, d.Users[0].Email
		}},
		"U10: addresses swapped, in another case": {office, func(d *directory.Directory) {
			d.Users[0].Email, d.Users[1].Email = "HANAKO@example.co.jp", "taro@EXAMPLE.co.jp"
		}},
		"U5: the case of an address": {office, func(d *directory.Directory) { d.Users[0].Email = "TARO@example.co.jp" }},
		"U10: addresses in a ring": {office, func(d *directory.Directory) {
			d.Users[2].Email = "hanako@example.co.jp"
			d.Users[1].Email = "taro@example.co.jp"
			d.Users[0].Email = "new@example.co.jp"
		}},
		"U8: an address passes from a deleted to a new user": {office, func(d *directory.Directory) {
			d.Users = append(d.Users[1:], directory.User{ID: 8, LoginName: "taro", Name: "次郎", Email: "taro@example.co.jp", CybozuID: 101})
		}},
		"U4: logins swapped": {office, func(d *directory.Directory) {
			d.Users[0].LoginName, d.Users[2].LoginName = d.Users[2].LoginName, d.Users[0].LoginName
		}},
		"U11: a login re-created": {office, func(d *directory.Directory) { d.Users[0].CybozuID = 555 }},
		"U11: links in a ring": {office, func(d *directory.Directory) {
			d.Users[0].CybozuID, d.Users[1].CybozuID, d.Users[2].CybozuID = 102, 103, 101
		}},
		"D2: thirty levels upside down": {
			deep(func(i int64) int64 { return max(directory.RootID, i+1) }),
			deep(func(i int64) int64 {
				if i == 29 {
					return directory.RootID
				}
				return i + 3
			}),
		},
		"D4: the upper half of thirty levels deleted": {
			deep(func(i int64) int64 { return max(directory.RootID, i+1) }),
			func(d *directory.Directory) {
				d.Departments = append(d.Departments[:1:1], d.Departments[16:]...)
				d.Departments[1].ParentID = directory.RootID
			},
		},
		"M3: a department with its memberships deleted": {office, func(d *directory.Directory) {
			d.Departments[2].ParentID = 1
			d.Departments = slices.Delete(d.Departments, 1, 2)
			d.Users[0].Departments = []int64{3, 4}
		}},
		"I10: all gone and back under the same ids": {
			func(d *directory.Directory) {},
			office,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, steps[0])
			plan := planned(mustLoad(t, s), steps[1])
			want := plan.ApplyTo(mustLoad(t, s))
			if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); err != nil {
				t.Fatal(err)
			}
			equalDirectories(t, mustLoad(t, s), want)
			checkFile(t, filepath.Join(dir, fileName))
		})
	}
}

// fataler is what testing.TB and rapid.T have in common.
type fataler interface {
	Helper()
	Error(...any)
}

// checkFile lets SQLite look for damage and dangling references.
func checkFile(t fataler, path string) {
	t.Helper()
	err := inFile(context.Background(), dataSource(path, "mode=rw"), func(conn *sql.Conn) error {
		var report string
		if err := conn.QueryRowContext(context.Background(), "PRAGMA integrity_check").Scan(&report); err != nil || report != "ok" {
			return fmt.Errorf("integrity: %s, %w", report, err)
		}
		return each(context.Background(), conn, "PRAGMA foreign_key_check", func(*sql.Rows) error {
			return errors.New("a dangling reference")
		})
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOnlyWhatChangesIsWritten(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	var statements []string
	s.onStatement = func(query string) { statements = append(statements, query) }
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		d.Users[0].Phone = "03-2222"
		d.Users[0].Departments = []int64{3, 4}
		d.Departments[2].Name = "西日本"
	})
	want := []string{
		"BEGIN IMMEDIATE",
		"DELETE FROM memberships WHERE user_id = ? AND department_id = ?",
		"UPDATE departments SET name = ? WHERE id = ?",
		"UPDATE users SET phone = ? WHERE id = ?",
		"INSERT OR FAIL INTO memberships (user_id, department_id) VALUES (?,?)",
		"UPDATE revision SET counter = counter + 1",
	}
	if len(statements) < len(want) || !slices.Equal(statements[:len(want)], want) {
		t.Errorf("got %q", statements)
	}
	for _, query := range statements[len(want):] {
		if !strings.Contains(query, "import") && query != "COMMIT" {
			t.Errorf("also %q", query)
		}
	}
}

func TestI3_NewUsersGetTheHashOfTheRun(t *testing.T) {
	s, _ := openNew(t)
	plan := planned(mustLoad(t, s), office)
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual, PasswordHash: "$new"}); err != nil {
		t.Fatal(err)
	}
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[1].Name = "吉田 花子" })
	var hashes []string
	for _, u := range mustLoad(t, s).Users {
		hashes = append(hashes, u.PasswordHash)
	}
	if want := []string{"$argon2id$x", "$new", "$new"}; !slices.Equal(hashes, want) {
		t.Errorf("got %q, want %q", hashes, want)
	}
}

func TestI8_AChangeInBetweenIsNoticed(t *testing.T) {
	shell, _ := exec.LookPath("sqlite3")
	for name, change := range map[string]func(t *testing.T, s *Store, dir string){
		"by this program": func(t *testing.T, s *Store, _ string) {
			edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[2].Memo = "x" })
		},
		"to a lasting answer": func(t *testing.T, s *Store, _ string) {
			edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Remembered.Excluded = nil })
		},
		"of the domain": func(t *testing.T, s *Store, _ string) {
			edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Domain = "" })
		},
		"of another process of this program to the domain": func(t *testing.T, _ *Store, dir string) {
			edit(t, openIn(t, dir), directory.ImportEdit, func(d *directory.Directory) { d.Domain = "other.cybozu.com" })
		},
		"to who keeps an address": func(t *testing.T, s *Store, _ string) {
			edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Remembered.EmailKeepers = nil })
		},
		"by another process of this program": func(t *testing.T, _ *Store, dir string) {
			edit(t, openIn(t, dir), directory.ImportEdit, func(d *directory.Directory) { d.Users[2].Memo = "x" })
		},
		"by the sqlite3 shell": func(t *testing.T, _ *Store, dir string) {
			if shell == "" {
				t.Skip("no sqlite3 shell")
			}
			out, err := exec.Command(shell, filepath.Join(dir, fileName), "UPDATE users SET memo = 'x' WHERE id = 3").CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			d := mustLoad(t, s)
			plan := planned(d, func(d *directory.Directory) { d.Users = d.Users[:1] })
			change(t, s, dir)
			if r, err := s.Revision(t.Context()); err != nil || r == d.Revision {
				t.Errorf("the revision is still %v, %v", r, err)
			}
			before := rows(t, filepath.Join(dir, fileName), allTables...)
			if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual, Settings: map[string]string{"url": "u"}}); !errors.Is(err, ErrStale) {
				t.Errorf("got %v", err)
			}
			if after := rows(t, filepath.Join(dir, fileName), allTables...); after != before {
				t.Errorf("before\n%s\nafter\n%s", before, after)
			}
			again := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users = d.Users[:1] })
			if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); !errors.Is(err, ErrStale) {
				t.Errorf("once somebody has loaded again: %v", err)
			}
			if _, err := s.Apply(t.Context(), again, directory.Run{Kind: directory.ImportManual}); err != nil {
				t.Errorf("made again: %v", err)
			}
		})
	}
}

func TestI8_WhatIsNoChangeKeepsTheRevision(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	d := mustLoad(t, s)
	plan := planned(d, func(d *directory.Directory) { d.Users[0].Name = "x" })

	if err := s.SetSetting(t.Context(), "window", "1280x800"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportAuto}, directory.OutcomeFailed, "no network"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Imports(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	mustLoad(t, s)
	stopped, cancel := context.WithCancel(t.Context())
	s.onStatement = func(query string) {
		if strings.HasPrefix(query, "UPDATE users") {
			cancel()
		}
	}
	if _, err := s.Apply(stopped, plan, directory.Run{Kind: directory.ImportManual}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	s.onStatement = nil
	reader, err := OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Revision(t.Context()); err != nil || r != d.Revision {
		t.Errorf("from %v to %v, %v", d.Revision, r, err)
	}
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); err != nil {
		t.Error(err)
	}
}

func TestI8_WhatOthersWriteBesideTheDirectoryIsNoChange(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	d := mustLoad(t, s)
	plan := planned(d, func(d *directory.Directory) { d.Users[0].Name = "x" })
	other := openIn(t, dir)
	for range 2 {
		edit(t, other, directory.ImportAuto, func(*directory.Directory) {})
		if err := other.SetSetting(t.Context(), "window", "960x540"); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Revision(t.Context()); err != nil || r != d.Revision {
			t.Errorf("from %v to %v, %v", d.Revision, r, err)
		}
		if r := mustLoad(t, s).Revision; r != d.Revision {
			t.Errorf("loaded again: from %v to %v", d.Revision, r)
		}
	}
	edit(t, other, directory.ImportAuto, func(*directory.Directory) {})
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); err != nil {
		t.Error(err)
	}
}

func TestI9_AnEmptyPlanWritesItsLineAlone(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	tables := append(slices.Clone(directoryTables), "settings", "revision", "import_changes")
	before := rows(t, path, tables...)
	d := mustLoad(t, s)
	id, err := s.Apply(t.Context(), planned(d, func(*directory.Directory) {}), directory.Run{Kind: directory.ImportAuto, Domain: "sub.cybozu.com"})
	if err != nil {
		t.Fatal(err)
	}
	if after := rows(t, path, tables...); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if r, err := s.Revision(t.Context()); err != nil || r != d.Revision {
		t.Errorf("the revision moved from %v to %v, %v", d.Revision, r, err)
	}
	imports, err := s.Imports(t.Context(), 0)
	if err != nil || len(imports) != 2 || imports[0].ID != id || imports[0].Kind != directory.ImportAuto || imports[0].Restorable {
		t.Errorf("imports: %+v, %v", imports, err)
	}

	// The one exception: a choice of U10 that has ended.
	ended := planned(d, func(d *directory.Directory) { d.Remembered.EmailKeepers = d.Remembered.EmailKeepers[:1] })
	if _, err := s.Apply(t.Context(), ended, directory.Run{Kind: directory.ImportAuto}); err != nil {
		t.Fatal(err)
	}
	after := mustLoad(t, s)
	if len(after.Remembered.EmailKeepers) != 1 || after.Revision == d.Revision {
		t.Errorf("kept %v at %v", after.Remembered.EmailKeepers, after.Revision)
	}
	if copies, err := listBackups(dir); err != nil || len(copies) != 1 {
		t.Errorf("copies: %v, %v", copies, err)
	}
}

func TestI1_TheURLIsSavedWithTheImport(t *testing.T) {
	s, _ := openNew(t)
	plan := planned(mustLoad(t, s), office)
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual, Settings: map[string]string{"url": "https://sub.cybozu.com"}}); err != nil {
		t.Fatal(err)
	}
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "" }) // says none
	for key, want := range map[string]string{"url": "https://sub.cybozu.com", "domain": "sub.cybozu.com"} {
		if got, ok, err := s.Setting(t.Context(), key); got != want || !ok || err != nil {
			t.Errorf("%s: %q, %v, %v", key, got, ok, err)
		}
	}
	edit(t, s, directory.ImportUndo, func(d *directory.Directory) { d.Domain = "" })
	if _, ok, err := s.Setting(t.Context(), "domain"); ok || err != nil {
		t.Errorf("the domain is still there, %v", err)
	}
}

// TestI2_AnErrorLeavesEverything breaks an import at each of its statements.
func TestI2_AnErrorLeavesEverything(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	before := rows(t, path, allTables...)
	d := mustLoad(t, s)
	plan := planned(d, func(d *directory.Directory) {
		d.Domain = "other.cybozu.com"
		d.Remembered = directory.Remembered{}
		d.Departments[1].Code, d.Departments[2].Code = "east", "sales"
		d.Departments = append(d.Departments[:3], directory.Department{ID: 5, ParentID: 1, Name: "new"})
		d.Users[1].Email = d.Users[0].Email
		d.Users = append(d.Users[1:], directory.User{ID: 4, LoginName: "new", Name: "new", Departments: []int64{5}})
	})
	for n := 0; ; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		at, fell := 0, ""
		s.onStatement = func(query string) {
			if at == n && query != "COMMIT" && query != "ROLLBACK" {
				fell = query
				cancel()
			}
			at++
		}
		_, err := s.Apply(ctx, plan, directory.Run{Kind: directory.ImportManual, Settings: map[string]string{"url": "u"}})
		cancel()
		if fell == "" {
			if err != nil {
				t.Fatal(err)
			}
			if n < 20 {
				t.Errorf("only %d statements", n)
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("at %d, %q: got %v", n, fell, err)
		}
		if after := rows(t, path, allTables...); after != before {
			t.Fatalf("at %d, %q: before\n%s\nafter\n%s", n, fell, before, after)
		}
		if copies, err := listBackups(dir); err != nil || len(copies) != 1 {
			t.Errorf("at %d, %q: copies %v, %v", n, fell, copies, err)
		}
	}
	equalDirectories(t, mustLoad(t, s), plan.ApplyTo(d))
}

// TestI2_AViolationLeavesEverything applies plans that no rule would make.
func TestI2_AViolationLeavesEverything(t *testing.T) {
	for name, change := range map[string]func(*directory.Directory){
		"an address twice": func(d *directory.Directory) { d.Users[2].Email = "TARO@example.co.jp" },
		"a code twice":     func(d *directory.Directory) { d.Departments[3].Code = "east" },
		"a login twice":    func(d *directory.Directory) { d.Users[2].LoginName = "taro" },
		"a link twice":     func(d *directory.Directory) { d.Users[2].CybozuID = 101 },
		"a missing parent": func(d *directory.Directory) { d.Departments[3].ParentID = 77 },
		"a second root":    func(d *directory.Directory) { d.Departments[3].ParentID = 0 },
		"a parent deleted": func(d *directory.Directory) {
			d.Departments = slices.Delete(d.Departments, 1, 2)
			d.Users[0].Departments = []int64{4}
		},
		"a membership in nowhere":  func(d *directory.Directory) { d.Users[2].Departments = []int64{77} },
		"a membership left behind": func(d *directory.Directory) { d.Departments = d.Departments[:3] },
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			path := filepath.Join(dir, fileName)
			before := rows(t, path, allTables...)
			if _, err := s.Apply(t.Context(), planned(mustLoad(t, s), change), directory.Run{Kind: directory.ImportManual}); err == nil {
				t.Fatal("it was written")
			}
			if after := rows(t, path, allTables...); after != before {
				t.Errorf("before\n%s\nafter\n%s", before, after)
			}
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "still works" })
		})
	}
}

func TestI2_APlanForRecordsThatAreNotThereIsRefused(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	before := rows(t, filepath.Join(dir, fileName), allTables...)
	someone := directory.User{ID: 77, LoginName: "someone"}
	renamed, member := someone, someone
	renamed.Name, member.Departments = "x", []int64{2}
	for name, c := range map[string]directory.Change[directory.User]{
		"deleted": directory.NewChange(&someone, nil, "", ""),
		"renamed": directory.NewChange(&someone, &renamed, "", ""),
		"left":    directory.NewChange(&member, &someone, "", ""),
	} {
		plan := planned(mustLoad(t, s), func(*directory.Directory) {})
		plan.Users = append(plan.Users, c)
		if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); err == nil {
			t.Errorf("%s: it was written", name)
		}
		if after := rows(t, filepath.Join(dir, fileName), allTables...); after != before {
			t.Errorf("%s: before\n%s\nafter\n%s", name, before, after)
		}
	}
}

func TestCancellingWorksUntilTheCommit(t *testing.T) {
	s, _ := openNew(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.write(ctx, func(tx *tx) error {
		defer cancel()
		return setSetting(ctx, tx, "key", "value")
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, ok, err := s.Setting(t.Context(), "key"); ok || err != nil {
		t.Errorf("it was written, %v", err)
	}
}

func TestI8_LoadIsOfOneMoment(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	other := openIn(t, dir)
	both := func(value string) func(*directory.Directory) {
		return func(d *directory.Directory) { d.Departments[1].Name, d.Users[0].Memo = value, value }
	}
	edit(t, s, directory.ImportEdit, both("0"))
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			default:
				edit(t, other, directory.ImportEdit, both(fmt.Sprint(i)))
			}
		}
	}()
	for range 200 {
		d := mustLoad(t, s)
		if d.Departments[1].Name != d.Users[0].Memo {
			t.Fatalf("departments from %s, users from %s", d.Departments[1].Name, d.Users[0].Memo)
		}
	}
	close(stop)
	<-stopped
}

func TestIdsAreNeverUsedTwice(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		d.Departments, d.Users = d.Departments[:1], nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if d := mustLoad(t, openIn(t, dir)); d.NextDepartmentID != 5 || d.NextUserID != 4 {
		t.Errorf("next ids %d and %d", d.NextDepartmentID, d.NextUserID)
	}
}

func TestApplyWhileOthersRead(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			if _, err := s.Imports(context.Background(), 5); err != nil {
				t.Error(err)
			}
			if d, err := s.Load(context.Background()); err != nil || len(d.Users) != 3 {
				t.Error(d, err)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for i := range 20 {
		edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = fmt.Sprint(i) })
	}
	close(stop)
	<-stopped
}
