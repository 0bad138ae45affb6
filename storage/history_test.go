package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

func TestHistoryKeepsHowAnImportEnded(t *testing.T) {
	s, _ := openNew(t)
	started := time.Date(2026, 4, 1, 9, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	run := directory.Run{Kind: directory.ImportAuto, StartedAt: started, Domain: "sub.cybozu.com"}
	outcomes := []directory.Outcome{directory.OutcomeFailed, directory.OutcomeCancelled, directory.OutcomeStopped}
	for _, o := range outcomes {
		if _, err := s.Record(t.Context(), run, o, "because "+string(o)); err != nil {
			t.Fatal(err)
		}
	}
	imports, err := s.Imports(t.Context(), 2)
	if err != nil || len(imports) != 2 {
		t.Fatalf("%+v, %v", imports, err)
	}
	newest := imports[0]
	if newest.Outcome != directory.OutcomeStopped || newest.Message != "because stopped" || newest.Kind != directory.ImportAuto ||
		newest.Domain != "sub.cybozu.com" || !newest.StartedAt.Equal(started) || newest.StartedAt.Location() != time.UTC {
		t.Errorf("%+v", newest)
	}
	if imports[1].ID >= newest.ID || imports[1].Outcome != directory.OutcomeCancelled {
		t.Errorf("second: %+v", imports[1])
	}
	if all, err := s.Imports(t.Context(), 0); len(all) != 3 || err != nil {
		t.Errorf("%d lines, %v", len(all), err)
	}
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportTakeOver}, directory.OutcomeFailed, ""); err != nil {
		t.Fatal(err)
	}
	if at, err := s.Imports(t.Context(), 1); err != nil || at[0].StartedAt.IsZero() || at[0].StartedAt != at[0].FinishedAt {
		t.Errorf("what took no time: %+v, %v", at, err)
	}
	if _, ok, err := s.LastSuccess(t.Context()); ok || err != nil {
		t.Errorf("a success: %v, %v", ok, err)
	}
}

func TestLastSuccessIsAnImportThatHolds(t *testing.T) {
	s, _ := openNew(t)
	first := edit(t, s, directory.ImportManual, office)
	second := edit(t, s, directory.ImportAuto, func(d *directory.Directory) { d.Users = d.Users[:2] })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	if i, ok, err := s.LastSuccess(t.Context()); i.ID != second || !ok || err != nil {
		t.Errorf("got %d, %v, %v", i.ID, ok, err)
	}
	undo(t, s, second)
	if i, ok, err := s.LastSuccess(t.Context()); i.ID != first || !ok || err != nil {
		t.Errorf("after an undo: got %d, %v, %v", i.ID, ok, err)
	}
}

func TestChangesComeBackAsTheyWere(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	plan := planned(mustLoad(t, s), func(d *directory.Directory) {
		d.Departments[3].Name = `<"委員会" & 'co'>`
		d.Departments = slices.Delete(d.Departments, 2, 3)
		d.Users[0].Phone, d.Users[0].SortOrder = "", directory.OptionalInt{}
		d.Users[1].Departments, d.Users[1].CybozuID = []int64{2, 4}, 0
		d.Users = slices.Delete(d.Users, 2, 3)
		d.Users = append(d.Users, directory.User{ID: 9, LoginName: "new", Name: "新人", PasswordHash: "$secret"})
	}).Because("U6", directory.ReasonNew)
	plan.Users[1].Also = []directory.Reason{directory.ReasonDeparted, directory.ReasonEmailGiven}
	id, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := s.Changes(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, c := range changes {
		if c.Department != nil {
			got = append(got, describeChange(*c.Department))
		} else {
			got = append(got, describeChange(*c.User))
		}
	}
	for _, c := range plan.Departments {
		want = append(want, describeChange(c))
	}
	for _, c := range plan.Users {
		want = append(want, describeChange(c))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBiography_ChangesOfOneRecordComeTheNewestFirst(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	d := mustLoad(t, s)
	user, department := d.Users[0].ID, d.Departments[1].ID
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Phone = "1" })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Departments[1].Name = "別の名前" })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users = d.Users[1:] })
	changes, err := s.ChangesOf(t.Context(), directory.KindUser, user)
	if err != nil || len(changes) != 3 {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	for i, want := range []directory.Action{directory.Delete, directory.Update, directory.Create} {
		if c := changes[i]; c.User == nil || c.User.Action != want || i > 0 && c.ImportID >= changes[i-1].ImportID {
			t.Errorf("%d: %+v", i, c)
		}
	}
	departments, err := s.DepartmentChanges(t.Context())
	if err != nil || departments[0].Department.ID() != department || departments[0].Department.After.Name != "別の名前" {
		t.Errorf("%+v, %v", departments, err)
	}
	last, err := s.LastChanges(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	type record struct {
		kind directory.RecordKind
		id   int64
	}
	seen := map[record]int{}
	for _, c := range last {
		if c.User != nil {
			seen[record{directory.KindUser, c.User.ID()}]++
			if c.User.ID() == user && c.User.Action != directory.Delete {
				t.Errorf("the last change of the user is %+v", c.User)
			}
		} else {
			seen[record{directory.KindDepartment, c.Department.ID()}]++
		}
	}
	changes = append(changes, last...)
	for _, id := range []int64{1, 2, 4} {
		of, err := s.Changes(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, of...)
	}
	since, err := s.ChangesSince(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(changes, since...) {
		if c.User == nil {
			continue
		}
		for _, u := range []*directory.User{c.User.Before, c.User.After} {
			if u != nil && u.PasswordHash != "" {
				t.Errorf("who looks at the history reads the hash %q", u.PasswordHash)
			}
		}
	}
	for r, times := range seen {
		if times != 1 {
			t.Errorf("%s %d comes %d times", r.kind, r.id, times)
		}
	}
	if want := len(d.Users) + len(d.Departments) - 1; len(seen) != want {
		t.Errorf("%d records, want %d", len(seen), want)
	}
}

// describeChange is all of a change but the password's hash, field by field.
func describeChange[T directory.Department | directory.User](c directory.Change[T]) string {
	return fmt.Sprintf("%s %s %s %v: %s → %s", c.Action, c.Rule, c.Reason, c.Also, describeRecord(c.Before), describeRecord(c.After))
}

func describeRecord[T directory.Department | directory.User](record *T) string {
	if record == nil {
		return "nothing"
	}
	without := *record
	if u, ok := any(&without).(*directory.User); ok {
		u.PasswordHash = ""
	}
	return fmt.Sprintf("%+v", without)
}

func TestNoPasswordHashIsInTheHistoryOfImports(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	var found int
	err := s.readers.QueryRow(`SELECT count(*) FROM import_changes WHERE before LIKE '%argon2id%' OR after LIKE '%argon2id%'`).Scan(&found)
	if err != nil || found != 0 {
		t.Errorf("%d rows, %v", found, err)
	}
}

func undo(t *testing.T, s *Store, importID int64) int64 {
	t.Helper()
	older, err := s.BeforeImport(t.Context(), importID)
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.Apply(t.Context(), directory.Restore(mustLoad(t, s), older), directory.Run{Kind: directory.ImportUndo, Undoes: importID})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// takeBack takes an edit back as package app does.
func takeBack(t *testing.T, s *Store, id int64) (int64, error) {
	t.Helper()
	_, changes, err := s.Edited(t.Context(), id)
	if err != nil {
		return 0, err
	}
	plan, err := directory.TakeBack(mustLoad(t, s), changes)
	if err != nil {
		t.Fatal(err)
	}
	return s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true, Undoes: id})
}

func TestI10_AnEditKeepsAllThatTakingItBackNeeds(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	before := rows(t, path, directoryTables...)
	id := edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		for _, u := range d.Users {
			d.Remembered.Excluded = append(d.Remembered.Excluded, directory.Exclusion{Kind: directory.KindUser, CybozuID: 900 + directory.CybozuID(u.ID), Name: u.Name})
		}
		d.Departments, d.Users = d.Departments[:1], nil
	})
	edit(t, s, directory.ImportManual, func(*directory.Directory) {}) // without changes
	back, err := takeBack(t, s, id)
	if err != nil {
		t.Fatal(err)
	}
	if after := rows(t, path, directoryTables...); after != before {
		t.Errorf("before\n%s\nnow\n%s", before, after)
	}
	if _, err := takeBack(t, s, id); !isA(err, ErrUndone) {
		t.Errorf("once more: %v", err)
	}
	if _, err := takeBack(t, s, back); err != nil { // done again
		t.Fatal(err)
	}
	if got, want := outcomes(t, s), "ok ok ok undone ok"; got != want {
		t.Errorf("the history says %q, want %q", got, want)
	}
	if d := mustLoad(t, s); len(d.Users) != 0 || len(d.Remembered.Excluded) < 3 {
		t.Errorf("done again: %+v", d)
	}
	if _, err := takeBack(t, s, 1); !isA(err, ErrNoRecord) {
		t.Errorf("an import: %v", err)
	}
}

// An earlier version kept no hash. It is known of who stays, and lost of who was deleted.
func TestI10_AnEditOfAnEarlierVersionIsTakenBackWhereItIsWhole(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	before := rows(t, path, directoryTables...)
	changed := edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	moved := edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[1].Departments = []int64{2} })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[1].Departments = []int64{3} })
	deleted := edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users = slices.Delete(d.Users, 1, 2) })
	if err := s.write(t.Context(), func(tx *tx) error {
		return tx.exec(t.Context(), `UPDATE import_changes SET before = json_remove(before, '$.password_hash'), after = json_remove(after, '$.password_hash')`)
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := takeBack(t, s, deleted); !isA(err, ErrNoRecord) || err.Error() != fmt.Sprintf("read edit %d: %v: the password of user 2", deleted, ErrNoRecord) {
		t.Errorf("a deletion: %v", err)
	}
	_, gone, err := s.Edited(t.Context(), moved)
	if err != nil {
		t.Fatal(err)
	}
	var conflict *directory.ConflictError
	if _, err := directory.TakeBack(mustLoad(t, s), gone); !errors.As(err, &conflict) {
		t.Errorf("a change of one who is gone: %v", err)
	}
	undoDeletion := func(d *directory.Directory) {
		was := new(directory.Directory)
		office(was)
		d.Users = slices.Insert(d.Users, 1, was.Users[1])
	}
	edit(t, s, directory.ImportCSV, undoDeletion)
	if _, err := takeBack(t, s, changed); err != nil {
		t.Fatal(err)
	}
	if after := rows(t, path, directoryTables...); after != before {
		t.Errorf("before\n%s\nnow\n%s", before, after)
	}
}

// Nor of whom an edit added: theirs is the one that they have.
func TestI10_AnEditOfAnEarlierVersionThatAddedSomebodyIsWhole(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	added := edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Users = append(d.Users, directory.User{ID: 9, LoginName: "late", Name: "新人", PasswordHash: "$9"})
	})
	onWriter(t, s, `UPDATE import_changes SET after = json_remove(after, '$.password_hash')`)
	_, plan, err := s.Edited(t.Context(), added)
	if err != nil || len(plan.Users) != 1 || plan.Users[0].Before != nil || plan.Users[0].After.PasswordHash != "$9" {
		t.Errorf("%+v, %v", plan, err)
	}
}

// Of whom was erased, an edit knows no more what it made of them.
func TestI10_AnEditOfWhomWasErasedIsNotTakenBack(t *testing.T) {
	for name, first := range map[string]func(d *directory.Directory){
		"added": func(d *directory.Directory) {
			d.Users = append(d.Users, directory.User{ID: 9, LoginName: "late", Name: "新人"})
		},
		"changed": func(d *directory.Directory) { d.Users[2].Memo = "x" },
		"deleted": func(d *directory.Directory) { d.Users = d.Users[:2] },
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openNew(t)
			edit(t, s, directory.ImportManual, office)
			id := edit(t, s, directory.ImportEdit, first)
			edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:2] })
			if _, err := s.EraseLeavers(t.Context()); err != nil {
				t.Fatal(err)
			}
			line, plan, err := s.Edited(t.Context(), id)
			if !isA(err, ErrNoRecord) || !regexp.MustCompile(fmt.Sprintf("^read edit %d: %v: user [349] was erased$", id, ErrNoRecord)).MatchString(err.Error()) {
				t.Errorf("got %v", err)
			}
			if line.ID != 0 || plan != nil {
				t.Errorf("it comes with %+v, %+v", line, plan)
			}
		})
	}
}

// Nor did it keep the domain that was linked: the import before tells (I4).
func TestI10_AnEditOfAnEarlierVersionKnowsItsDomain(t *testing.T) {
	s, _ := openNew(t)
	if _, err := s.Apply(t.Context(), planned(mustLoad(t, s), office), directory.Run{Kind: directory.ImportManual, Domain: "sub.cybozu.com"}); err != nil {
		t.Fatal(err)
	}
	unlinked := edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[1].CybozuID = 0 })
	moved := planned(mustLoad(t, s), func(d *directory.Directory) { d.Domain = "other.cybozu.com" })
	if _, err := s.Apply(t.Context(), moved, directory.Run{Kind: directory.ImportManual, Domain: moved.Domain}); err != nil {
		t.Fatal(err)
	}
	if _, err := takeBack(t, s, unlinked); err != nil {
		t.Fatal(err)
	}
	if u := mustLoad(t, s).Users[1]; u.CybozuID != 0 || !u.FormerLink {
		t.Errorf("linked to an account of another cybozu.com: %+v", u)
	}
}

func TestI10_UndoBringsBackWhatWasBefore(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	tables := []string{"departments", "users", "memberships", "settings"}
	before := rows(t, path, tables...)
	second := edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		d.Domain = "other.cybozu.com"
		d.Departments = d.Departments[:1]
		d.Users = d.Users[2:]
		d.Users[0].Email = "taro@example.co.jp"
	})
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) {
		d.Users = append(d.Users, directory.User{ID: d.NextUserID, LoginName: "late", Name: "later"})
	})
	after := rows(t, path, tables...)

	third := undo(t, s, second)
	if got := rows(t, path, tables...); got != before {
		t.Errorf("before\n%s\nnow\n%s", before, got)
	}
	undo(t, s, third)
	if got := rows(t, path, tables...); got != after {
		t.Errorf("before the undo\n%s\nnow\n%s", after, got)
	}
}

// outcomes are those of all lines, the oldest first.
func outcomes(t *testing.T, s *Store) string {
	t.Helper()
	imports, err := s.Imports(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, i := range slices.Backward(imports) {
		words = append(words, string(i.Outcome))
	}
	return strings.Join(words, " ")
}

// importMemo is an import that gives the first user a memo.
func importMemo(t *testing.T, s *Store, memo string) int64 {
	t.Helper()
	return edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		if len(d.Users) == 0 {
			office(d)
		}
		d.Users[0].Memo = memo
	})
}

func TestI10_WhatIsUndoneCannotBeUndoneAgain(t *testing.T) {
	s, _ := openNew(t)
	importMemo(t, s, "1")
	second := importMemo(t, s, "2")
	failed, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportAuto}, directory.OutcomeFailed, "")
	if err != nil {
		t.Fatal(err)
	}
	undo(t, s, second)
	before, lines := rows(t, filepath.Join(s.dir, fileName), allTables...), outcomes(t, s)
	older, err := s.BeforeImport(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]error{second: ErrUndone, failed: ErrUndone, 99: ErrNoRecord} {
		_, err := s.Apply(t.Context(), directory.Restore(mustLoad(t, s), older), directory.Run{Kind: directory.ImportUndo, Undoes: id})
		if says := fmt.Sprintf("import %d: %v", id, want); !isA(err, want) || err.Error() != "write the import: "+says {
			t.Errorf("undoing %d: error %v, want %s", id, err, says)
		}
		if err := s.Holds(t.Context(), id); !isA(err, want) || err.Error() != fmt.Sprintf("look for what is taken back: import %d: %v", id, want) {
			t.Errorf("%d holds: %v, want %v", id, err, want)
		}
	}
	if err := s.Holds(t.Context(), 1); err != nil {
		t.Errorf("the first does not hold: %v", err)
	}
	if got := outcomes(t, s); got != lines || lines != "ok undone failed ok" {
		t.Errorf("the history says %q, before %q", got, lines)
	}
	if after := rows(t, filepath.Join(s.dir, fileName), allTables...); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

func TestI10_TheHistorySaysWhatIsTakenBack(t *testing.T) {
	s, _ := openNew(t)
	steps := []struct {
		do   func()
		want string
	}{
		{func() { importMemo(t, s, "1"); importMemo(t, s, "2"); importMemo(t, s, "3") }, "ok ok ok"},
		{func() {
			if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportAuto}, directory.OutcomeFailed, ""); err != nil {
				t.Fatal(err)
			}
		}, "ok ok ok failed"},
		{func() { undo(t, s, 2) }, "ok undone undone failed ok"},
		{func() { importMemo(t, s, "6") }, "ok undone undone failed ok ok"},
		{func() { undo(t, s, 5) }, "ok ok ok failed undone undone ok"},            // an undo undone
		{func() { undo(t, s, 3) }, "ok ok undone failed undone undone undone ok"}, // one that an undo brought back
	}
	for i, step := range steps {
		step.do()
		if got := outcomes(t, s); got != step.want {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
}

func TestBackupsAreMadeBeforeImportsAlone(t *testing.T) {
	s, dir := openNew(t)
	for _, kind := range []directory.ImportKind{directory.ImportManual, directory.ImportAuto, directory.ImportCSV, directory.ImportUndo} {
		id := edit(t, s, kind, func(d *directory.Directory) {
			if len(d.Users) == 0 {
				office(d)
			}
			d.Users[0].Memo = string(kind)
		})
		if _, err := s.BeforeImport(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	id := edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "by hand" })
	if _, err := s.BeforeImport(t.Context(), id); !isA(err, ErrNoBackup) {
		t.Errorf("got %v", err)
	}
	copies, err := listBackups(dir)
	if err != nil || len(copies) != 4 {
		t.Errorf("copies: %v, %v", copies, err)
	}
	for _, b := range copies {
		checkMode(t, b.Path, 0o600)
	}
	entries, err := os.ReadDir(filepath.Join(dir, backupsName))
	if err != nil || len(entries) != 4 {
		t.Errorf("beside the copies: %v, %v", entries, err)
	}
}

func TestHistoryCanBeShortened(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "x" })
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportAuto}, directory.OutcomeFailed, ""); err != nil {
		t.Fatal(err)
	}
	if n, err := s.ForgetHistory(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("%d lines, %v", n, err)
	}
	if n, err := s.Forgettable(t.Context(), time.Now().Add(time.Hour)); n != 2 || err != nil {
		t.Errorf("%d lines would go, %v", n, err)
	}
	n, err := s.ForgetHistory(t.Context(), time.Now().Add(time.Hour))
	if n != 2 || err != nil {
		t.Errorf("%d lines, %v", n, err)
	}
	imports, err := s.Imports(t.Context(), 0)
	if err != nil || len(imports) != 1 || imports[0].ID != 1 {
		t.Errorf("left: %+v, %v", imports, err)
	}
	var changes int
	if err := s.readers.QueryRow("SELECT count(*) FROM import_changes WHERE import_id <> 1").Scan(&changes); err != nil || changes != 0 {
		t.Errorf("%d changes without a line, %v", changes, err)
	}
	if id := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = nil }); id != 4 {
		t.Errorf("the next import is %d", id)
	}
}

// What is kept however old it is, is the newest import of cybozu.com that holds: by it one
// knows when the directory was last as it is there.
func TestHistory_TheLastSuccessStaysWhateverCameBeforeAndAfter(t *testing.T) {
	s, _ := openNew(t)
	importMemo(t, s, "first")
	last := edit(t, s, directory.ImportAuto, func(d *directory.Directory) { d.Users[0].Memo = "last" })
	undone := importMemo(t, s, "undone")
	undo(t, s, undone)
	edit(t, s, directory.ImportCSV, func(d *directory.Directory) { d.Users[0].Memo = "of a file" })
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportManual}, directory.OutcomeFailed, ""); err != nil {
		t.Fatal(err)
	}
	if n, err := s.ForgetHistory(t.Context(), time.Now().Add(time.Hour)); n != 5 || err != nil {
		t.Errorf("%d lines, %v", n, err)
	}
	if imports, err := s.Imports(t.Context(), 0); err != nil || len(imports) != 1 || imports[0].ID != last {
		t.Errorf("left: %+v, %v; want %d", imports, err, last)
	}
	if changes, err := s.Changes(t.Context(), last); err != nil || len(changes) != 1 || changes[0].User.After.Memo != "last" {
		t.Errorf("its changes: %+v, %v", changes, err)
	}
}

// Each of a line's numbers is that of what happened, in the column of its name.
func TestHistory_CountsEachKindOfChangeOfEachKindOfRecord(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		for i := range int64(40) {
			link := directory.CybozuID(0)
			if i >= 20 {
				link = directory.CybozuID(i)
			}
			d.Departments = append(d.Departments, directory.Department{ID: 2 + i, ParentID: 1, Name: "部署", CybozuID: link})
			d.Users = append(d.Users, directory.User{ID: 1 + i, LoginName: fmt.Sprint("u", i), Name: "名前", CybozuID: link})
		}
		d.Users[39].Departments = []int64{2, 3, 4}
	})
	id := edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		const updated, linked, unlinked, deleted = 2, 3, 4, 5 // of departments; of users five more
		for i := range updated {
			d.Departments[1+i].Name = "別の名前"
		}
		for i := range linked {
			d.Departments[10+i].CybozuID = directory.CybozuID(100 + i)
		}
		for i := range unlinked {
			d.Departments[21+i].CybozuID = 0
		}
		d.Departments = slices.Delete(d.Departments, 31, 31+deleted)
		d.Departments = append(d.Departments, directory.Department{ID: 50, ParentID: 1, Name: "新設"})
		for i := range updated + 4 {
			d.Users[i].Memo = "別のメモ"
		}
		for i := range linked + 5 {
			d.Users[10+i].CybozuID = directory.CybozuID(100 + i)
		}
		for i := range unlinked + 5 {
			d.Users[20+i].CybozuID = 0
		}
		d.Users[39].Departments = []int64{2}
		d.Users[20].Departments = []int64{5}
		d.Users = slices.Delete(d.Users, 29, 29+deleted+5)
		for i := range int64(6) {
			d.Users = append(d.Users, directory.User{ID: 50 + i, LoginName: fmt.Sprint("new", i), Name: "新人", Departments: []int64{50}})
		}
	})
	imports, err := s.Imports(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	line := imports[0]
	got := fmt.Sprintf("%+v %+v +%d -%d", line.Departments, line.Users, line.MembershipsAdded, line.MembershipsRemoved)
	want := "{Created:1 Updated:2 Linked:3 Unlinked:4 Deleted:5} {Created:6 Updated:7 Linked:8 Unlinked:9 Deleted:10} +7 -2"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var named string
	err = s.readers.QueryRow(`SELECT format('%d %d %d %d %d, %d %d %d %d %d, +%d -%d',
		departments_created, departments_updated, departments_linked, departments_unlinked, departments_deleted,
		users_created, users_updated, users_linked, users_unlinked, users_deleted, memberships_added, memberships_removed)
		FROM imports WHERE id = ?`, id).Scan(&named)
	if want := "1 2 3 4 5, 6 7 8 9 10, +7 -2"; named != want || err != nil {
		t.Errorf("in the file %s, %v; want %s", named, err, want)
	}
}

func TestErasedPeopleAreNowhere(t *testing.T) {
	s, dir := openNew(t)
	secrets := []string{"hanako-login", "𠮷田 花子", "よしだ", "hanako@example.co.jp", "03-9999", "memo of hanako"}
	first := edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		office(d)
		u := &d.Users[1]
		u.LoginName, u.Name, u.Reading, u.Email, u.Phone, u.Memo = secrets[0], secrets[1], secrets[2], secrets[3], secrets[4], secrets[5]
	})
	second := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[1].Phone = "" })
	third := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = slices.Delete(d.Users, 1, 2) })
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportManual}, directory.OutcomeFailed, "the address hanako@example.co.jp of 𠮷田 花子 twice"); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(dir, "directory"+damagedMark+"20260101T000000Z.db")
	broken := filepath.Join(dir, backupsName, "20260101T000000Z-import-7.db")
	copies, err := listBackups(dir)
	if err != nil || copies[0].ImportID != third {
		t.Fatal(copies, err)
	}
	for _, path := range []string{damaged, broken, copies[0].Path} {
		if err := os.WriteFile(path, []byte("hanako-login"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := rows(t, filepath.Join(dir, fileName), directoryTables...)

	if n, err := s.EraseLeavers(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d people, %v", n, err)
	}
	if n, err := s.EraseLeavers(t.Context()); n != 0 || err != nil {
		t.Errorf("again: %d people, %v", n, err)
	}
	if after := rows(t, filepath.Join(dir, fileName), directoryTables...); after != now {
		t.Errorf("the directory itself: before\n%s\nafter\n%s", now, after)
	}
	changes, err := s.Changes(t.Context(), third)
	if err != nil || len(changes) != 1 || changes[0].User == nil || changes[0].User.Before == nil || changes[0].User.Before.ID != 2 {
		t.Errorf("the deletion in the history: %+v, %v", changes, err)
	}
	if d, err := s.BeforeImport(t.Context(), second); err != nil || len(d.Users) != 2 {
		t.Errorf("a copy: %+v, %v", d, err)
	}
	if changes, err := s.Changes(t.Context(), first); err != nil || len(changes) != 6 {
		t.Errorf("others are gone too: %+v, %v", changes, err)
	}
	imports, err := s.Imports(t.Context(), 1)
	if err != nil || imports[0].Message != "the address … of … twice" {
		t.Errorf("the message: %+v, %v", imports, err)
	}
	err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content := string(read(t, path))
		for _, secret := range secrets {
			if strings.Contains(content, secret) {
				t.Errorf("%s still holds %s", path, secret)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Revision(context.Background()); err != nil || r != mustLoad(t, s).Revision {
		t.Error(r, err)
	}
}

// Years of history are not read for one of its records.
func TestBiography_OneRecordIsLookedUpByTheKey(t *testing.T) {
	s, _ := openNew(t)
	var plan []string
	err := each(t.Context(), s.readers, "EXPLAIN QUERY PLAN SELECT before FROM import_changes WHERE "+ofAnyImport+" AND kind = ? AND record_id = ? ORDER BY import_id DESC",
		func(rows *sql.Rows) error {
			var id, parent, unused int
			var step string
			err := rows.Scan(&id, &parent, &unused, &step)
			plan = append(plan, step)
			return err
		}, directory.KindUser, 1)
	if err != nil {
		t.Fatal(err)
	}
	if steps := strings.Join(plan, "\n"); !strings.Contains(steps, "import_id=? AND kind=? AND record_id=?") || strings.Contains(steps, "SCAN import_changes") {
		t.Errorf("SQLite would\n%s", steps)
	}
}

func TestHistory_ARecordThatIsNoneIsToldWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "EOF",
		"[]":                        "[ where a record begins",
		`{"name":"山田",`:             "EOF",
		`{"name":1}`:                "name: json: cannot unmarshal number into Go value of type string",
		`{"departments":[1,"two"]}`: "departments: json: cannot unmarshal string into Go value of type int64",
		`{"name":"山田","name`:        "unexpected EOF",
		`{"name":"山田"`:              "EOF",
		`{"name":"山田"]`:             "invalid character ']' after object key:value pair",
		`{"of a newer version":{]}`: "of a newer version: invalid character ']' looking for beginning of object key string",
	} {
		_, err := users.decode(7, text, false)
		if want = "the file is damaged: user 7 in the history: " + want; err == nil || err.Error() != want || !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	u, err := users.decode(7, `{"of a newer version":{"x":[1]},"name":"山田","password_hash":"$x"}`, false)
	if err != nil || u.ID != 7 || u.Name != "山田" || u.PasswordHash != "" {
		t.Errorf("%+v, %v", u, err)
	}
}

// A record stands in the history as JSON that any reader of JSON takes, with its texts as they are.
func TestHistory_TextsStandThereAsTheyAre(t *testing.T) {
	for text, want := range map[string]string{
		"髙﨑 太郎": `"髙﨑 太郎"`, "<a> & 'b'\x7f": "\"<a> & 'b'\x7f\"", " ": `" "`,
		`"`: `"\""`, `\`: `"\\"`, "\x00": `"\u0000"`, "\x1f": `"\u001f"`, "一\n二": `"一\n二"`, "<\t>": `"<\t>"`,
		"\u2028": `"\u2028"`, "\u2029": `"\u2029"`, "\u2027\u202a": "\"\u2027\u202a\"", "\xff": `"\ufffd"`,
	} {
		record := users.encode(&directory.User{ID: 7, Name: text}, false)
		if want = `{"name":` + want + `}`; record != want {
			t.Errorf("%q stands as %s, want %s", text, record, want)
		}
		u, err := users.decode(7, want, false)
		if err != nil || u.Name != strings.ToValidUTF8(text, "\ufffd") {
			t.Errorf("%s reads as %+v, %v", want, u, err)
		}
	}
	if record := users.encode(nil, true); record != nil {
		t.Errorf("no record stands as %v", record)
	}
	everything := &directory.User{
		ID: 7, LoginName: "l", Name: "n", Reading: "r", Email: "e", Phone: "p", Memo: "m", SortOrder: directory.OptionalInt{Valid: true},
		Suspended: true, PasswordHash: "$x", CybozuID: 1<<62 + 1, Departments: []int64{3, 1, 2},
	}
	for whole, hash := range map[bool]string{true: "$x", false: ""} {
		u, err := users.decode(7, users.encode(everything, whole).(string), whole)
		if want := *everything; err != nil || u.PasswordHash != hash {
			t.Errorf("whole %v: %+v, %v", whole, u, err)
		} else if want.PasswordHash = hash; !u.Equal(&want) {
			t.Errorf("whole %v: %+v, want %+v", whole, u, want)
		}
	}
}

// What is told in sentences holds any name that a leaver ever had, longer ones first; a single
// letter is found in too many words to be one.
func TestErase_EveryNameThatALeaverEverHadIsErased(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		office(d)
		d.Users[1].Name, d.Users[1].LoginName, d.Users[1].Reading = "旧姓 花子", "hanako", "林"
	})
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[1].Name = "花子" })
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = slices.Delete(d.Users, 1, 2) })
	onWriter(t, s, "DELETE FROM import_changes WHERE import_id = 1") // as where that was forgotten
	if _, err := s.Record(t.Context(), directory.Run{Kind: directory.ImportManual}, directory.OutcomeFailed, "旧姓 花子、花子、hanako@example.co.jp、hanako、林業、髙﨑 太郎"); err != nil {
		t.Fatal(err)
	}
	if n, err := s.EraseLeavers(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d people, %v", n, err)
	}
	imports, err := s.Imports(t.Context(), 1)
	if want := "…、…、…、…、林業、髙﨑 太郎"; err != nil || imports[0].Message != want {
		t.Errorf("it says %+v, %v; want %s", imports, err, want)
	}
}
