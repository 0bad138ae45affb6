package storage

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

// TestAnyPlanIsWrittenAsItSays applies several random plans in a row: the file holds
// what each says, the constraints hold, and the history and the copies lead back.
func TestAnyPlanIsWrittenAsItSays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir := t.TempDir()
		s, err := Open(t.Context(), dir)
		if err != nil {
			r.Fatal(err)
		}
		defer s.Close()
		for range rapid.IntRange(1, 4).Draw(r, "imports") {
			now := mustLoad(t, s)
			plan := directory.Diff(now, anyState(r, now))
			want := plan.ApplyTo(now)
			if err := want.Validate(); err != nil {
				r.Fatalf("the test makes wrong states: %v", err)
			}
			id, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual})
			if err != nil {
				r.Fatal(err)
			}
			got := mustLoad(t, s)
			if g, w := describe(got), describe(want); g != w {
				r.Fatalf("got\n%s\nwant\n%s", g, w)
			}
			if same := describe(got) == describe(now); same != (got.Revision == now.Revision) {
				r.Fatalf("the same: %v, but the revision went from %v to %v", same, now.Revision, got.Revision)
			}
			changes, err := s.Changes(t.Context(), id)
			if err != nil || len(changes) != len(plan.Departments)+len(plan.Users) {
				r.Fatalf("%d changes in the history, %v", len(changes), err)
			}
			if plan.Empty() {
				continue
			}
			before, err := s.BeforeImport(t.Context(), id)
			if err != nil {
				r.Fatal(err)
			}
			if g, w := describe(before), describe(now); g != w {
				r.Fatalf("the copy holds\n%s\nwant\n%s", g, w)
			}
		}
		checkFile(r, filepath.Join(dir, fileName))
	})
}

// TestI10_AnyEditIsTakenBackFromTheHistoryAlone makes random edits, and takes each back
// from what the history has kept of it, after others in between that it has nothing to do
// with.
func TestI10_AnyEditIsTakenBackFromTheHistoryAlone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s, err := Open(t.Context(), t.TempDir())
		if err != nil {
			r.Fatal(err)
		}
		defer s.Close()
		apply := func(plan *directory.Plan, run directory.Run) int64 {
			id, err := s.Apply(t.Context(), plan, run)
			if err != nil {
				r.Fatal(err)
			}
			return id
		}
		now := mustLoad(t, s)
		apply(directory.Diff(now, anyState(r, now)), directory.Run{Kind: directory.ImportManual})
		before := mustLoad(t, s)
		then := anyState(r, before)
		then.Domain, then.Remembered.EmailKeepers = before.Domain, before.Remembered.EmailKeepers
		plan := directory.Diff(before, then)
		if plan.Empty() {
			return
		}
		edited := apply(plan, directory.Run{Kind: directory.ImportEdit, Whole: true, Domain: before.Domain})
		now = mustLoad(t, s)
		for range rapid.IntRange(0, 2).Draw(r, "others") {
			added := *now
			added.Users = append(slices.Clone(now.Users), directory.User{ID: now.NextUserID, LoginName: fmt.Sprint("other", now.NextUserID)})
			added.NextUserID++
			apply(directory.Diff(now, &added), directory.Run{Kind: directory.ImportCSV})
			now = mustLoad(t, s)
		}
		others := len(now.Users)
		back := func(id int64) int64 {
			_, changes, err := s.Edited(t.Context(), id)
			if err != nil {
				r.Fatal(err)
			}
			inverse, err := directory.TakeBack(mustLoad(t, s), changes)
			if err != nil {
				r.Fatal(err)
			}
			return apply(inverse, directory.Run{Kind: directory.ImportEdit, Whole: true, Domain: before.Domain, Undoes: id})
		}
		first := back(edited)
		got := mustLoad(t, s)
		want := *before
		want.NextDepartmentID, want.NextUserID = got.NextDepartmentID, got.NextUserID
		want.Users = append(slices.Clone(before.Users), now.Users[len(then.Users):]...)
		if g, w := describe(got), describe(&want); g != w {
			r.Fatalf("taken back\n%s\nwant\n%s", g, w)
		}
		back(first)
		if got := mustLoad(t, s); len(got.Users) != others || describe(got) != describe(now) {
			r.Fatalf("done again\n%s\nwant\n%s", describe(got), describe(now))
		}
	})
}

// anyState draws a state that may follow on now: some records stay, with their unique
// values drawn from few, so that these often change hands.
func anyState(r *rapid.T, now *directory.Directory) *directory.Directory {
	then := &directory.Directory{NextDepartmentID: now.NextDepartmentID, NextUserID: now.NextUserID}
	then.Domain = rapid.SampledFrom([]string{"", "a.cybozu.com", "b.cybozu.com"}).Draw(r, "domain")
	few := rapid.SampledFrom([]int{2, 6, 130}).Draw(r, "size")

	codes, links := permutation(r, few+8), permutation(r, few+8)
	for _, d := range now.Departments {
		if d.ID == directory.RootID || rapid.IntRange(0, 3).Draw(r, "stays") > 0 {
			then.Departments = append(then.Departments, d)
		}
	}
	for len(then.Departments) <= few {
		then.Departments = append(then.Departments, directory.Department{ID: then.NextDepartmentID})
		then.NextDepartmentID++
	}
	then.Departments = then.Departments[:few+1]
	order := permutation(r, len(then.Departments)-1) // parents come before children in it
	for i := range then.Departments[1:] {
		d := &then.Departments[order[i]+1]
		d.ParentID = directory.RootID
		if i > 0 && rapid.Bool().Draw(r, "deeper") {
			d.ParentID = then.Departments[order[rapid.IntRange(0, i-1).Draw(r, "parent")]+1].ID
		}
		d.Code, d.CybozuID = "", 0
		if rapid.Bool().Draw(r, "code") {
			d.Code = inCase("abcdefgh", codes[i])
		}
		if rapid.Bool().Draw(r, "link") {
			d.CybozuID = directory.CybozuID(links[i] + 1)
		}
		d.Name = rapid.SampledFrom([]string{"営業部", "総務部"}).Draw(r, "name")
		d.SortOrder = int64(rapid.IntRange(0, 2).Draw(r, "order"))
		d.FormerLink = rapid.Bool().Draw(r, "former")
	}

	logins, emails, ids := permutation(r, few+8), permutation(r, few+8), permutation(r, few+8)
	for _, u := range now.Users {
		if rapid.IntRange(0, 3).Draw(r, "stays") > 0 {
			then.Users = append(then.Users, u)
		}
	}
	for len(then.Users) < few {
		then.Users = append(then.Users, directory.User{ID: then.NextUserID})
		then.NextUserID++
	}
	then.Users = then.Users[:few]
	for i := range then.Users {
		u := &then.Users[i]
		u.LoginName = inCase("loginname", logins[i])
		u.Email, u.CybozuID, u.Departments = "", 0, nil
		if rapid.Bool().Draw(r, "email") {
			u.Email = fmt.Sprint(rapid.SampledFrom([]string{"a@", "A@"}).Draw(r, "case"), emails[i])
		}
		if rapid.Bool().Draw(r, "link") {
			u.CybozuID = directory.CybozuID(ids[i] + 1)
		}
		u.Name = rapid.SampledFrom([]string{"髙﨑", "𠮷田", "O'Hara\t\"x\""}).Draw(r, "name")
		u.Memo = rapid.SampledFrom([]string{"", "memo"}).Draw(r, "memo")
		u.SortOrder = directory.OptionalInt{}
		if rapid.Bool().Draw(r, "ordered") {
			u.SortOrder = directory.OptionalInt{Value: int64(rapid.IntRange(0, 1).Draw(r, "order")), Valid: true}
		}
		u.Suspended = rapid.Bool().Draw(r, "suspended")
		u.PasswordHash = rapid.SampledFrom([]string{"", "$hash"}).Draw(r, "hash")
		for range rapid.IntRange(0, 3).Draw(r, "memberships") {
			u.Departments = append(u.Departments, then.Departments[rapid.IntRange(0, few).Draw(r, "in")].ID)
		}
		slices.Sort(u.Departments)
		u.Departments = slices.Compact(u.Departments)
	}

	for i := range rapid.IntRange(0, 2).Draw(r, "excluded") {
		then.Remembered.Excluded = append(then.Remembered.Excluded, directory.Exclusion{Kind: directory.KindUser, CybozuID: directory.CybozuID(900 + i), Name: "x"})
	}
	for i := range rapid.IntRange(0, 2).Draw(r, "keepers") {
		then.Remembered.EmailKeepers = append(then.Remembered.EmailKeepers, directory.EmailKeeper{Email: fmt.Sprint("a@", i), CybozuID: directory.CybozuID(i)})
	}
	return then
}

// inCase is word in its nth case: all of them are one where case does not count.
func inCase(word string, n int) string {
	b := []byte(word)
	for i := range b {
		if n>>i&1 != 0 {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

func permutation(r *rapid.T, n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return rapid.Permutation(numbers).Draw(r, "permutation")
}
