package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

// nineImports makes a directory with nine imports, edits between them, and an undo. The
// newest copy is older than the newest edits.
func nineImports(t *testing.T) (dir string) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	for i := range int64(8) {
		edit(t, s, directory.ImportManual, func(d *directory.Directory) {
			for k := range int64(12) {
				id := d.NextUserID + k
				d.Users = append(d.Users, directory.User{
					ID: id, LoginName: fmt.Sprintf("user%d@example.co.jp", id), Name: fmt.Sprintf("山田 太郎%d", id), Reading: "やまだ たろう",
					Email: fmt.Sprintf("User%d@example.co.jp", id), Phone: fmt.Sprintf("03-1234-%04d", id), PasswordHash: fmt.Sprint(hash, i),
					CybozuID: directory.CybozuID(1000 + id), Departments: []int64{1 + (id+i)%4, 5 + i},
				})
			}
			d.Departments = append(d.Departments, directory.Department{ID: d.NextDepartmentID, ParentID: 2,
				Code: fmt.Sprint("d", i), Name: fmt.Sprintf("第%d課", i), SortOrder: i, CybozuID: directory.CybozuID(500 + i)})
			d.Users[i].Phone = fmt.Sprint("06-", i)
			d.Users = slices.Delete(d.Users, len(d.Users)/2, len(d.Users)/2+1)
		})
		edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
			d.Users[7+i].Memo = strings.Repeat(fmt.Sprintf("メモ%d ", i), 40*int(i+1)) // the last fills pages
			d.Users[8+i].Departments = append(slices.Clone(d.Users[8+i].Departments), d.Departments[len(d.Departments)-1].ID)
			d.Users[8+i].Departments = slices.Compact(d.Users[8+i].Departments)
		})
	}
	if err := s.SetSetting(t.Context(), "url", "https://sub.cybozu.com"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// spoil overwrites a random piece of the content with random bytes, zeroes, ones or a
// piece of it from elsewhere.
func spoil(random *rand.Rand, content []byte) (spoilt []byte, what string) {
	spoilt = slices.Clone(content)
	length := []int{1, 4, 16, 64, 512, 4096}[random.IntN(6)]
	at := random.IntN(len(content) - length)
	piece := spoilt[at : at+length]
	kind := random.IntN(4)
	switch kind {
	case 0:
		for i := range piece {
			piece[i] = byte(random.Uint32())
		}
	case 1:
		clear(piece)
	case 2:
		for i := range piece {
			piece[i] = 0xFF
		}
	case 3:
		from := random.IntN(len(content) - length)
		copy(piece, content[from:from+length])
	}
	return spoilt, fmt.Sprintf("%d bytes at %d (page %d), %s", length, at, at/4096+1, []string{"random", "zeroes", "ones", "moved"}[kind])
}

// keptTables are all but the history.
var (
	keptTables    = append(append([]string{}, directoryTables...), "settings", "accepted")
	historyTables = []string{"imports", "import_changes", "import_exclusions"}
)

// TestDamageAnywhere damages the file at random places. It either works rightly, or says
// so and is repaired, or refuses and leads back to a copy; and what is said to be whole is.
func TestDamageAnywhere(t *testing.T) {
	places := 100
	switch {
	case os.Getenv("ANPISYNC_TEST_ALL") != "":
		places = 500
	case slow || testing.Short():
		places = 10
	}
	dir := nineImports(t)
	path := filepath.Join(dir, fileName)
	whole := read(t, path)
	wantAll, wantDirectory := rows(t, path, append(keptTables, historyTables...)...), rows(t, path, keptTables...)
	outcomes := map[string]int{}
	for place := range places {
		random := rand.New(rand.NewPCG(uint64(place), 7))
		spoilt, what := spoil(random, whole)
		if err := errors.Join(removeIfThere(path+"-wal"), removeIfThere(path+"-shm"), os.WriteFile(path, spoilt, 0o600)); err != nil {
			t.Fatal(err)
		}
		t.Run(fmt.Sprint(place), func(t *testing.T) {
			outcome := survive(t, dir, wantAll, wantDirectory)
			outcomes[outcome]++
			if outcome != "unharmed" || t.Failed() {
				t.Logf("%s: %s", what, outcome)
			}
		})
		if err := removeAll(dir, func(name string) bool { return strings.Contains(name, damagedMark) }); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d bytes, %d places: %v", len(whole), places, outcomes)
}

// survive says how a directory gets over what was done to its file.
func survive(t *testing.T, dir, wantAll, wantDirectory string) (outcome string) {
	path := filepath.Join(dir, fileName)
	s, err := Open(t.Context(), dir)
	if err == nil {
		err = errors.Join(s.Checked(t.Context()), s.Close())
	}
	if err == nil {
		if got := rows(t, path, append(keptTables, historyTables...)...); got != wantAll {
			t.Errorf("nobody noticed; got\n%s\nwant\n%s", got, wantAll)
		}
		return "unharmed"
	}
	if !errors.Is(err, ErrDamaged) {
		t.Fatalf("a dead end: %v", err)
	}
	copies, err := Backups(dir)
	if err != nil || len(copies) < 9 {
		t.Fatalf("%d copies, %v", len(copies), err)
	}
	if c, err := InspectBackup(t.Context(), copies[0]); err != nil || c.Users < 70 {
		t.Errorf("the newest copy holds %+v, %v", c, err)
	}
	found, err := Examine(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if found == nil {
		if _, err := Restore(t.Context(), dir, copies[0], "restored"); err != nil {
			t.Fatal(err)
		}
	} else if _, err := Repair(t.Context(), dir, func(again Salvage) string {
		if again.Contents != found.Contents || again.Whole() != found.Whole() || again.History != found.History {
			t.Errorf("repaired %+v, but was said to be %+v", again, *found)
		}
		return "repaired"
	}); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir)
	lines, err := s.Imports(t.Context(), 0)
	if err != nil || lines[0].Kind != directory.ImportRestore {
		t.Errorf("the history does not tell: %+v, %v", lines[0], err)
	}
	if err := errors.Join(s.Checked(t.Context()), s.Close()); err != nil {
		t.Fatal(err)
	}
	if found == nil {
		return "restored"
	}
	if !found.Whole() {
		if rows(t, path, keptTables...) == wantDirectory {
			return "repaired with help, all there"
		}
		return "repaired with help, and it says so"
	}
	if got := rows(t, path, keptTables...); got != wantDirectory {
		t.Errorf("it was said to be whole; got\n%s\nwant\n%s", got, wantDirectory)
	}
	if found.History > 0 {
		return "repaired, but for the history"
	}
	if got := rows(t, path, "import_changes", "import_exclusions"); !strings.Contains(wantAll, got) {
		t.Errorf("the history was said to be whole; got\n%s", got)
	}
	return "repaired, all there"
}

// What is no number is damage to whoever reads it, and nothing is read past it.
func TestDamage_ANumberThatIsNoneIsToldByAllWhoReadIt(t *testing.T) {
	given, _ := furnishedToTheFull(t)
	ctx := t.Context()
	for what, reads := range map[string]map[string]func(*Store) error{
		"departments.sort_order":  {"load": func(s *Store) error { _, err := s.Load(ctx); return err }},
		"users.suspended":         {"load": func(s *Store) error { _, err := s.Load(ctx); return err }},
		"users.sort_order":        {"load": func(s *Store) error { _, err := s.Load(ctx); return err }},
		"memberships.user_id":     {"load": func(s *Store) error { _, err := s.Load(ctx); return err }},
		"excluded.cybozu_id":      {"load": func(s *Store) error { _, err := s.Load(ctx); return err }},
		"email_choices.cybozu_id": {"load": func(s *Store) error { _, err := s.Load(ctx); return err }},
		"revision.counter": {
			"load":     func(s *Store) error { _, err := s.Load(ctx); return err },
			"revision": func(s *Store) error { _, err := s.Revision(ctx); return err },
			"keep":     func(s *Store) error { _, err := s.keepBackup(ctx, time.Now().AddDate(0, 0, 2)); return err },
		},
		"imports.memberships_removed": {
			"imports": func(s *Store) error { _, err := s.Imports(ctx, 0); return err },
			"success": func(s *Store) error { _, _, err := s.LastSuccess(ctx); return err },
			"edited":  func(s *Store) error { _, _, err := s.Edited(ctx, 2); return err },
		},
		"import_changes.record_id": {
			"changes": func(s *Store) error { _, err := s.Changes(ctx, 1); return err },
			"last":    func(s *Store) error { _, err := s.LastChanges(ctx); return err },
			"since":   func(s *Store) error { _, err := s.ChangesSince(ctx, 0); return err },
			"edited":  func(s *Store) error { _, _, err := s.Edited(ctx, 2); return err },
			"erase":   func(s *Store) error { _, err := s.EraseLeavers(ctx); return err },
		},
		"accepted.record_id":    {"accepted": func(s *Store) error { _, err := s.Accepted(ctx); return err }},
		"rosters.people":        {"rosters": func(s *Store) error { _, err := s.Rosters(ctx); return err }},
		"format_rows.place":     {"rows": func(s *Store) error { _, err := s.ServiceRows(ctx, 1); return err }},
		"format_rows.record_id": {"rows": func(s *Store) error { _, err := s.ServiceRows(ctx, 1); return err }},
	} {
		table, column, _ := strings.Cut(what, ".")
		for who, read := range reads {
			t.Run(what+", "+who, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "data")
				if err := os.CopyFS(dir, os.DirFS(given)); err != nil {
					t.Fatal(err)
				}
				s := openIn(t, dir)
				onWriter(t, s, "PRAGMA foreign_keys = off")
				onWriter(t, s, fmt.Sprintf("UPDATE %s SET %s = 'many' WHERE %[2]s = (SELECT min(%[2]s) FROM %[1]s)", table, column))
				if err := read(s); !errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "many") {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

// The indexes count the users before they are read.
func TestDamage_ACountThatIsWrongIsTold(t *testing.T) {
	for what, count := range map[string]byte{"fewer": 2, "more": 4} {
		t.Run(what, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			var indexes []string
			err := each(t.Context(), s.readers, "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'users'", func(rows *sql.Rows) error {
				var name string
				err := rows.Scan(&name)
				indexes = append(indexes, name)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			closeAll(t, s)
			for _, name := range indexes {
				spoilRoot(t, filepath.Join(dir, fileName), name, func(page []byte) { page[4] = count })
			}
			release := holdCheck(t)
			s, err = Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			defer release()
			_, err = s.Load(t.Context())
			if want := fmt.Sprintf("load the directory: %v: there are %s than %d users", ErrDamaged, map[string]string{"fewer": "more", "more": "fewer"}[what], count); !errors.Is(err, ErrDamaged) || strings.Split(err.Error(), "\n")[0] != want { // the helper tells it, too
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}
