package storage

import (
	"bytes"
	"errors"
	"fmt"
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

// garble changes a letter of a text in a file, at each of some of its places, counted
// from 0.
func garble(t *testing.T, path, text string, places ...int) {
	t.Helper()
	content := read(t, path)
	for _, at := range slices.Backward(places) { // so that those before keep their number
		content[index(content, text, at)] ^= 0x20
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// importOften imports an office, and then changes it with each further import.
func importOften(t *testing.T, s *Store, times int) {
	t.Helper()
	edit(t, s, directory.ImportManual, office)
	for i := range times - 1 {
		edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = strings.Repeat("x", i) })
	}
}

// closeAll brings all of a directory into its one file.
func closeAll(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func repaired(t *testing.T, dir string) (*Salvage, *Store) {
	t.Helper()
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrDamaged) {
		t.Fatalf("nobody noticed: %v", err)
	}
	found, err := Examine(t.Context(), dir)
	if err != nil || found == nil {
		t.Fatalf("%+v, %v", found, err)
	}
	if _, err := Repair(t.Context(), dir, func(Salvage) string { return "修復しました" }); err != nil {
		t.Fatal(err)
	}
	s := openIn(t, dir)
	if lines := history(t, s); lines[0].Kind != directory.ImportRestore || lines[0].Message != "修復しました" {
		t.Errorf("the history says %+v", lines[0])
	}
	return found, s
}

// clearRoots makes tables and indexes unreadable.
func clearRoots(t *testing.T, dir string, roots ...string) {
	t.Helper()
	for _, root := range roots {
		spoilRoot(t, filepath.Join(dir, fileName), root, func(page []byte) { clear(page) })
	}
}

func TestRestore_RepairKeepsWhatIsNewerThanTheNewestCopy(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Users[0].Memo, d.Users[0].Departments = "newer than any copy", []int64{2, 3}
		d.Users = append(d.Users, directory.User{ID: 4, LoginName: "newcomer", Name: "新人", Departments: []int64{4}})
	})
	want := mustLoad(t, s)
	closeAll(t, s)
	// In the table, and the name in the index: the history knows which is right.
	garble(t, filepath.Join(dir, fileName), "newer than any copy", 0)
	garble(t, filepath.Join(dir, fileName), "newcomer", 0)
	found, s := repaired(t, dir)
	if !found.Whole() || found.History > 0 || found.Users != 4 || found.From != nil {
		t.Errorf("found %+v", found)
	}
	got := mustLoad(t, s)
	want.Revision = got.Revision
	equalDirectories(t, got, want)
	if id := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:1] }); id != 4 {
		t.Errorf("the next import is %d", id)
	}
}

func TestRestore_WhereTheHistoryIsForgottenTheCopyDecides(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Phone = "x" })
	if _, err := s.ForgetHistory(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := mustLoad(t, s)
	closeAll(t, s)
	garble(t, filepath.Join(dir, fileName), "hanako", 0)
	garble(t, filepath.Join(dir, fileName), "east", 1)
	found, s := repaired(t, dir)
	if !found.Whole() || found.From == nil || found.From.ImportID != 3 {
		t.Errorf("found %+v", found)
	}
	got := mustLoad(t, s)
	want.Revision = got.Revision
	equalDirectories(t, got, want)
}

func TestRestore_WhatNobodyKnowsIsSaid(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	closeAll(t, s)
	path := filepath.Join(dir, fileName)
	changed(t, path, "UPDATE users SET memo = 'by the shell' WHERE id = 3") // in no history, and no copy
	garble(t, path, "by the shell", 0)
	found, s := repaired(t, dir)
	if found.Whole() || found.Doubtful != 1 || found.Filled != 0 || found.Lost {
		t.Errorf("found %+v", found)
	}
	if d := mustLoad(t, s); !strings.EqualFold(d.Users[2].Memo, "by the shell") {
		t.Errorf("%+v", d.Users[2])
	}
}

// Of a line of the history that cannot be told from its damaged double, nobody guesses how
// the directory was.
func TestRestore_ALineOfTheHistoryThatNobodyKnowsIsSaid(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportAuto}, directory.OutcomeFailed, "no network"); err != nil {
		t.Fatal(err)
	}
	closeAll(t, s)
	garble(t, filepath.Join(dir, fileName), "no network", 0)
	found, s := repaired(t, dir)
	if !found.Whole() || found.History != 1 {
		t.Errorf("found %+v", found)
	}
	if lines := history(t, s); len(lines) != 3 || !strings.EqualFold(lines[1].Message, "no network") {
		t.Errorf("the history is %+v", lines)
	}
}

// A number is another at one of its two places, and both can be read to their end.
func TestRestore_TheHistoryKnowsWhichMembershipIsRight(t *testing.T) {
	for _, place := range []string{"memberships", "memberships_by_department"} {
		t.Run(place, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			want := mustLoad(t, s)
			closeAll(t, s)
			spoilRoot(t, filepath.Join(dir, fileName), place, func(page []byte) {
				was, is := []byte{3, 9, 1, 2}, []byte{3, 9, 1, 3} // user 1 is in department 2, now in 3
				if place != "memberships" {
					was, is = []byte{3, 1, 9, 2}, []byte{3, 1, 9, 3}
				}
				if bytes.Count(page, was) != 1 {
					t.Fatalf("% x", page)
				}
				copy(page[bytes.Index(page, was):], is)
			})
			found, s := repaired(t, dir)
			if !found.Whole() || found.From != nil {
				t.Errorf("found %+v", found)
			}
			got := mustLoad(t, s)
			want.Revision = got.Revision
			equalDirectories(t, got, want)
		})
	}
}

// A row with what none of ours holds was not written by us: the history knows how it was, or
// the copy.
func TestRestore_ARowThatMakesNoSenseComesFromTheHistory(t *testing.T) {
	for name, c := range map[string]struct {
		statement string
		filled    int
	}{
		"bytes":                   {"UPDATE users SET memo = x'ff' WHERE id = 1", 1},
		"no text":                 {"UPDATE users SET memo = CAST(x'ff41' AS TEXT) WHERE id = 1", 1},
		"a control character":     {"UPDATE users SET memo = 'a' || char(1) WHERE id = 1", 1},
		"a text for a number":     {"UPDATE users SET suspended = 'yes' WHERE id = 1", 1},
		"a broken number":         {"UPDATE departments SET sort_order = 1.5 WHERE id = 2", 1},
		"a line's beginning":      {"UPDATE imports SET started_at = 'once' WHERE id = 2", 0},
		"a line's end":            {"UPDATE imports SET finished_at = 'once' WHERE id = 2", 0},
		"a change to nothing":     {"UPDATE import_changes SET before = NULL, after = NULL WHERE import_id = 1 AND kind = 'user' AND record_id = 2", 0},
		"a change from no record": {"UPDATE import_changes SET before = '[' WHERE import_id = 2", 0},
		"a change to no record":   {"UPDATE import_changes SET after = '{' WHERE import_id = 2", 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "鍵と\n\t\r判" })
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[1].Memo = "x" })
			want, lines, path := mustLoad(t, s), history(t, s), filepath.Join(dir, fileName)
			closeAll(t, s)
			changes := rows(t, path, "import_changes")
			changed(t, path, c.statement)
			clearRoots(t, dir, "memberships") // so that somebody notices
			found, s := repaired(t, dir)
			if found.Filled != c.filled || found.Doubtful != 0 || found.Lost || found.History != 0 {
				t.Errorf("found %+v", found)
			}
			got := mustLoad(t, s)
			want.Revision = got.Revision
			equalDirectories(t, got, want)
			if now := history(t, s)[1:]; !sameLines(now, lines) || rows(t, path, "import_changes") != changes {
				t.Errorf("the history is %+v, want %+v, with changes\n%s\nwant\n%s", now, lines, rows(t, path, "import_changes"), changes)
			}
		})
	}
}

func TestRestore_OnlyTheHistoryIsDamaged(t *testing.T) {
	for name, table := range map[string]string{"changes": "import_changes", "lines": "imports"} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
			want := mustLoad(t, s)
			closeAll(t, s)
			clearRoots(t, dir, table, table+doubleSuffix)
			found, s := repaired(t, dir)
			if !found.Whole() || found.History == 0 {
				t.Errorf("found %+v", found)
			}
			got := mustLoad(t, s)
			want.Revision = got.Revision
			equalDirectories(t, got, want)
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:1] })
		})
	}
}

func TestRestore_TablesThatCannotBeReadComeFromHistoryAndCopy(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Departments[1].Name = "営業" })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "newer" })
	want := mustLoad(t, s)
	closeAll(t, s)
	clearRoots(t, dir, "users", "users"+doubleSuffix, "memberships", "memberships_by_department")
	found, s := repaired(t, dir)
	if found.Filled != 3+3 || found.Doubtful != 0 || found.Lost || found.From == nil {
		t.Errorf("found %+v", found)
	}
	got := mustLoad(t, s)
	want.Revision = got.Revision
	equalDirectories(t, got, want)
}

func TestRestore_WhatTheHistoryDoesNotTellMayHaveChangedSinceTheCopy(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Remembered.Excluded = nil })
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 99, Name: "退職者"}}
	})
	closeAll(t, s)
	clearRoots(t, dir, "excluded", "excluded"+doubleSuffix)
	if found, _ := repaired(t, dir); found.Whole() || !found.Lost {
		t.Errorf("found %+v", found)
	}
}

func TestRestore_PasswordsThatNothingHasAreSaid(t *testing.T) {
	for name, copies := range map[string]bool{"a copy has them": true, "no copy": false} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
			want := mustLoad(t, s)
			closeAll(t, s)
			if !copies {
				if err := removeAll(filepath.Join(dir, backupsName), func(string) bool { return true }); err != nil {
					t.Fatal(err)
				}
			}
			clearRoots(t, dir, "users", "users"+doubleSuffix)
			found, s := repaired(t, dir)
			if found.Filled != 3 || (found.Passwords == 0) != copies || (found.From != nil) != copies {
				t.Errorf("found %+v", found)
			}
			if got := mustLoad(t, s); (got.Users[0].PasswordHash == want.Users[0].PasswordHash) != copies {
				t.Errorf("got %+v, want %+v", got.Users[0], want.Users[0])
			}
		})
	}
}

// A user who was deleted and came back, where the change that says the latter is damaged.
func TestRestore_TheLastWordOfAHistoryThatIsDamagedIsTheCopys(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	guest := mustLoad(t, s).Users[2]
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:2] })
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = append(d.Users, guest) })
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	want := mustLoad(t, s)
	closeAll(t, s)
	path := filepath.Join(dir, fileName)
	changed(t, path, "UPDATE import_changes SET after = 'broken' WHERE import_id = 3")
	clearRoots(t, dir, "users", "users"+doubleSuffix)
	found, s := repaired(t, dir)
	if found.Users != 3 || found.Passwords > 0 {
		t.Errorf("found %+v", found)
	}
	got := mustLoad(t, s)
	want.Revision = got.Revision
	equalDirectories(t, got, want)
}

func TestRestore_ACopyOfAnotherDirectoryHelpsNobody(t *testing.T) {
	from, _ := furnished(t)
	s, dir := other(t)
	takeOver(t, s, archive(t, from))
	closeAll(t, s)
	clearRoots(t, dir, "excluded", "excluded"+doubleSuffix)
	found, s := repaired(t, dir)
	if !found.Lost || found.From != nil {
		t.Errorf("found %+v", found)
	}
	if d := mustLoad(t, s); len(d.Remembered.Excluded) > 0 {
		t.Errorf("excluded: %v", d.Remembered.Excluded)
	}
}

func TestRestore_ACopyFromBeforeANewBeginningHelpsNobody(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	closeAll(t, s)
	if _, err := StartAnew(t.Context(), dir, "anew"); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir)
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Departments = append(d.Departments, directory.Department{ID: d.NextDepartmentID, ParentID: directory.RootID, Name: "新しい部署"})
		d.Users = append(d.Users, directory.User{ID: d.NextUserID, LoginName: "newcomer", Name: "新人"})
	})
	closeAll(t, s)
	clearRoots(t, dir, "users", "users"+doubleSuffix)
	found, s := repaired(t, dir)
	if found.From != nil || found.Users != 1 {
		t.Errorf("found %+v", found)
	}
	if d := mustLoad(t, s); len(d.Users) != 1 || d.Users[0].LoginName != "newcomer" {
		t.Errorf("users %+v", d.Users)
	}
}

func TestRestore_WhereNothingCanBeReadThereIsNothingToRepair(t *testing.T) {
	for name, damage := range map[string]func(content []byte) []byte{
		"no database": func([]byte) []byte { return bytes.Repeat([]byte("damage"), 1000) },
		"no schema":   func(c []byte) []byte { clear(c[:4096]); return c },
		"one byte":    func(c []byte) []byte { return c[:1] },
	} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t)
			path := filepath.Join(dir, fileName)
			damaged := damage(read(t, path))
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if found, err := Examine(t.Context(), dir); found != nil || err != nil {
				t.Errorf("%+v, %v", found, err)
			}
			if _, err := Repair(t.Context(), dir, func(Salvage) string { return "" }); !errors.Is(err, ErrDamaged) {
				t.Errorf("repaired: %v", err)
			}
			if !bytes.Equal(read(t, path), damaged) {
				t.Error("the damaged file has changed")
			}
		})
	}
}

func TestRestore_StartingAnewKeepsTheCopiesAndTheirOrder(t *testing.T) {
	s, dir := openNew(t)
	importOften(t, s, 5)
	closeAll(t, s)
	if err := os.Remove(filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	before := names(t, dir)
	aside, err := StartAnew(t.Context(), dir, "新しく始めました")
	if err != nil || aside != "" {
		t.Fatal(aside, err)
	}
	s = openIn(t, dir)
	if d := mustLoad(t, s); len(d.Users) != 0 || len(d.Departments) != 1 {
		t.Errorf("%+v", d)
	}
	edit(t, s, directory.ImportManual, office)
	if made, err := s.KeepBackup(t.Context()); !made || err != nil {
		t.Errorf("nothing was copied: %v", err)
	}
	copies, err := listBackups(dir)
	if err != nil || len(copies) != len(before)+2 {
		t.Fatalf("%v, %v", copies, err)
	}
	if c, err := InspectBackup(t.Context(), copies[0]); err != nil || c.Users != 3 {
		t.Errorf("the newest copy holds %+v, %v", c, err)
	}
}

func TestRestore_AFolderMayBeNamedFromWhereOneStands(t *testing.T) {
	dir := closed(t)
	t.Chdir(filepath.Dir(dir))
	relative := filepath.Base(dir)
	clearRoots(t, dir, "users")
	copies, err := Backups(relative)
	if err != nil || len(copies) != 1 {
		t.Fatalf("%v, %v", copies, err)
	}
	if _, err := InspectBackup(t.Context(), copies[0]); err != nil {
		t.Error(err)
	}
	if found, err := Examine(t.Context(), relative); err != nil || found == nil || found.Users != 3 {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := Restore(t.Context(), relative, copies[0], ""); err != nil {
		t.Error(err)
	}
}

func TestRestore_IdsOfCopiesAreNotGivenAgain(t *testing.T) {
	s, dir := openNew(t)
	importOften(t, s, 4)
	closeAll(t, s)
	copies, err := Backups(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), dir, copies[2], "restored"); err != nil { // from before import 2
		t.Fatal(err)
	}
	s = openIn(t, dir)
	if id := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "after" }); id != 6 {
		t.Errorf("the next import is %d", id)
	}
	copies, err = Backups(dir)
	if err != nil || copies[0].ImportID != 6 {
		t.Errorf("%v, %v", copies, err)
	}
}

// A counter that is none is worth no more than the ids that are there.
func TestRestore_ACounterThatIsNoneIsMadeAnew(t *testing.T) {
	for name, seq := range map[string]string{"a text": "'many'", "a broken number": "7.5", "below nothing": "-7", "beyond any": "1 << 53", "what it was": "9"} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			closeAll(t, s)
			changed(t, filepath.Join(dir, fileName), "UPDATE sqlite_sequence SET seq = "+seq+" WHERE name = 'users'")
			clearRoots(t, dir, "memberships") // so that somebody notices
			_, s = repaired(t, dir)
			want := int64(4)
			if name == "what it was" {
				want = 10
			}
			if got := mustLoad(t, s).NextUserID; got != want {
				t.Errorf("the next user is %d, want %d", got, want)
			}
		})
	}
}

// A directory that was damaged before an update is repaired after it, with copies of before.
func TestRestore_ADirectoryOfAnEarlierVersionIsRepaired(t *testing.T) {
	for name, c := range map[string]struct {
		damage damage
		found  string
	}{
		"from its double":             {lost("users"), "3 departments, 3 users, 3 memberships"},
		"from the history and copies": {lost("users", "users"+doubleSuffix, "excluded", "excluded"+doubleSuffix), "3 departments, 3 users, 3 memberships, 4 filled, others may be lost, from copy 2"},
		"a letter of a column":        {replaced("  memo  ", "  mfmo  "), "3 departments, 3 users, 3 memberships"},
		"a letter of a table":         {replaced("CREATE TABLE departments (", "CREATE TABLE dfpartments ("), "3 departments, 3 users, 3 memberships"},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openNew(t)
			edit(t, s, directory.ImportManual, office)
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
			want := mustLoad(t, s)
			closeAll(t, s)
			c.damage(t, dir)
			withMigration(t, "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''; CREATE TABLE badges (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX badges"+doubleSuffix+" ON badges(id, text)")
			found, s := repaired(t, dir)
			if got := tells(found); got != c.found {
				t.Errorf("found %s, want %s", got, c.found)
			}
			got := mustLoad(t, s)
			want.Revision = got.Revision
			equalDirectories(t, got, want)
		})
	}
}

// Whatever replaces the directory holds the lock meanwhile, says so, and leaves nothing behind.
func TestRestore_TheLockIsHeldMeanwhile(t *testing.T) {
	s, dir := openNew(t)
	importOften(t, s, 3)
	closeAll(t, s)
	clearRoots(t, dir, "users")
	if _, err := Repair(t.Context(), dir, func(Salvage) string {
		_, err := Lock(t.Context(), dir, 0, "import")
		if held, ok := errors.AsType[*HeldError](err); !ok || held.What != "restore" {
			t.Errorf("the lock: %v", err)
		}
		return ""
	}); err != nil {
		t.Fatal(err)
	}
	unlock, err := Lock(t.Context(), dir, 0, "import")
	if err != nil {
		t.Fatalf("afterwards: %v", err)
	}
	if _, err := StartAnew(t.Context(), dir, ""); !errors.As(err, new(*HeldError)) || !strings.HasPrefix(err.Error(), "begin a new directory in "+dir+": lock "+dir+": the lock is held by process ") {
		t.Errorf("while another holds it: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if aside, err := StartAnew(t.Context(), dir, ""); err != nil || aside == "" {
		t.Errorf("once it is free: %q, %v", aside, err)
	}
	if left := scratches(t, dir); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}

// The line that tells of it comes after all that copies are named by.
func TestRestore_ItsLineComesAfterAllCopies(t *testing.T) {
	s, dir := openNew(t)
	importOften(t, s, 3)
	closeAll(t, s)
	leave(t, dir, "20260401T090000Z-import-40.db", "20260401T090000Z-import-7.db")
	copies, err := Backups(dir)
	if err != nil {
		t.Fatal(err)
	}
	restore := func(want int64) {
		t.Helper()
		if _, err := Restore(t.Context(), dir, copies[len(copies)-1], "restored"); err != nil {
			t.Fatal(err)
		}
		s := openIn(t, dir)
		if lines := history(t, s); len(lines) != 1 || lines[0].ID != want || lines[0].Kind != directory.ImportRestore || lines[0].Outcome != directory.OutcomeOK || lines[0].Message != "restored" {
			t.Errorf("the history is %+v, want line %d", lines, want)
		}
		closeAll(t, s)
	}
	restore(41)
	if err := os.Remove(copies[0].Path); err != nil {
		t.Fatal(err)
	}
	restore(8)
}

// What cannot be put aside or looked for stays, and is told.
func TestRestore_WhatIsInTheWayIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its words are others")
	}
	s, dir := openNew(t)
	importOften(t, s, 2)
	closeAll(t, s)
	copies, err := Backups(dir)
	if err != nil {
		t.Fatal(err)
	}
	from := copies[0]
	away := filepath.Join(t.TempDir(), from.name())
	if err := errors.Join(copyFile(from.Path, away), os.RemoveAll(filepath.Join(dir, backupsName)), createEmpty(filepath.Join(dir, backupsName))); err != nil {
		t.Fatal(err)
	}
	from.Path = away
	content := read(t, filepath.Join(dir, fileName))
	const why = ": the file or folder is not of the kind that it should be: open DIR/backups: not a directory"
	_, restored := Restore(t.Context(), dir, from, "")
	_, anew := StartAnew(t.Context(), dir, "")
	_, repairedNot := Repair(t.Context(), dir, func(Salvage) string { return "" })
	_, looked := Backups(dir)
	for want, err := range map[string]error{
		"restore " + from.name():       restored,
		"begin a new directory in DIR": anew,
		"repair the directory in DIR":  repairedNot,
		"look for copies":              looked,
	} {
		if got := strings.ReplaceAll(fmt.Sprint(err), dir, "DIR"); got != want+why {
			t.Errorf("got %s, want %s", got, want+why)
		}
	}
	if !bytes.Equal(read(t, filepath.Join(dir, fileName)), content) {
		t.Error("the file is another")
	}

	file := filepath.Join(t.TempDir(), "file")
	if err := createEmpty(file); err != nil {
		t.Fatal(err)
	}
	if err := renameIfThere(file, filepath.Join(file, "below")); err == nil {
		t.Error("a file cannot be below itself, and nothing was told")
	}
	if err := renameIfThere(file+"-gone", file); err != nil {
		t.Errorf("of none: %v", err)
	}
}

// What was put aside comes back whole, whatever was done in between: without its log, a
// damaged file lacks what is newest.
func TestRestore_WhatWasPutAsideComesBack(t *testing.T) {
	for name, c := range map[string]struct {
		there   bool // the file, and not its log alone
		between func(path string) error
	}{
		"nothing was put there":     {true, func(string) error { return nil }},
		"it is gone from its place": {true, os.Remove},
		"there was a log alone":     {false, func(string) error { return nil }},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, fileName)
		want := map[string]string{fileName + "-wal": "its log"}
		if c.there {
			want[fileName] = "the file"
		}
		for name, content := range want {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		aside, takeBack, err := setAside(path)
		if err != nil || (aside != "") != c.there {
			t.Fatalf("%s: %q, %v", name, aside, err)
		}
		if c.there && !regexp.MustCompile(`^directory\.damaged-\d{8}T\d{6}\.\d{6}Z\.db$`).MatchString(filepath.Base(aside)) {
			t.Errorf("%s: it is put aside as %s", name, aside)
		}
		if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: the log is still beside it: %v", name, err)
		}
		if c.there && (string(read(t, aside)) != "the file" || string(read(t, aside+"-wal")) != "its log") {
			t.Errorf("%s: what was put aside is %q", name, read(t, aside))
		}
		if c.there && runtime.GOOS != "windows" { // so that a kill leaves it in its place
			if got := string(read(t, path)); got != "the file" {
				t.Errorf("%s: in its place is %q", name, got)
			}
		}
		if err := errors.Join(c.between(path), takeBack()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != len(want) {
			t.Errorf("%s: there is %v, %v", name, files, err)
		}
		for file, content := range want {
			if got := string(read(t, filepath.Join(dir, file))); got != content {
				t.Errorf("%s: %s holds %q", name, file, got)
			}
		}
	}
}
