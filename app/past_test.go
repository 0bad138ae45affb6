package app_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// sameAs compares two directories row by row; secrets are not in the history.
func sameAs(t *testing.T, what string, got, want *directory.Directory, secrets bool) {
	t.Helper()
	if !reflect.DeepEqual(got.Departments, want.Departments) {
		t.Errorf("%s: departments\n%+v, want\n%+v", what, got.Departments, want.Departments)
	}
	if len(got.Users) != len(want.Users) {
		t.Fatalf("%s: %d users, want %d", what, len(got.Users), len(want.Users))
	}
	for i := range want.Users {
		g, w := got.Users[i], want.Users[i]
		if !secrets {
			g.PasswordHash, w.PasswordHash = "", ""
		}
		if !g.Equal(&w) || g.ID != w.ID {
			t.Errorf("%s: %+v, want %+v", what, g, w)
		}
	}
}

// past is an office with three imports and an edit between them: what was there before each,
// and now.
func past(t *testing.T) (of *office, lines []directory.Import, was []*directory.Directory) {
	t.Helper()
	of = newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	note := func(do func()) {
		was = append(was, of.stored())
		do()
	}
	note(func() { of.runImport() })
	cybozutest.NextDay(of.company)
	note(func() { of.runImport() })
	note(func() {
		if _, err := of.Edit(context.Background(), "編集", edit.AddDepartment(directory.RootID, "防災委員会", "")); err != nil {
			t.Fatal(err)
		}
	})
	cybozutest.NextDay(of.company)
	note(func() { of.runImport() })
	was = append(was, of.stored())
	newest, err := of.History(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range newest {
		lines = append(lines, newest[len(newest)-1-i])
	}
	return of, lines, was
}

func TestPast_IsTheKeptCopyRowByRow(t *testing.T) {
	of, lines, was := past(t)
	copies := 0
	for i, line := range lines {
		before, err := of.Before(context.Background(), line.ID)
		if !line.Restorable {
			if !app.NoPast(err) {
				t.Errorf("line %d has no copy, but %v", line.ID, err)
			}
			continue
		}
		copies++
		if err != nil {
			t.Fatal(err)
		}
		sameAs(t, "before "+string(line.Kind), before, was[i], true)
		after, err := of.After(context.Background(), line.ID)
		if err != nil {
			t.Fatal(err)
		}
		sameAs(t, "after "+string(line.Kind), after, was[i+1], false)
		if after.Domain != before.Domain || !reflect.DeepEqual(after.Remembered, before.Remembered) || i > 0 && after.Domain != was[i+1].Domain {
			t.Errorf("after %s it is of %q, with %+v", line.Kind, after.Domain, after.Remembered)
		}
	}
	if copies != 3 {
		t.Errorf("%d lines with a copy, want the three imports", copies)
	}
}

// The changes of each line lead from what was there to what was there next, whether its copy
// is kept or not.
func TestPast_ChangesComeWithWhatTheyWereMadeTo(t *testing.T) {
	of, lines, was := past(t)
	check := func(copies string) {
		t.Helper()
		for i, line := range lines {
			plan, before, err := of.ChangesIn(context.Background(), line.ID)
			if err != nil {
				t.Fatal(err)
			}
			sameAs(t, copies+", before "+string(line.Kind), before, was[i], false)
			sameAs(t, copies+", after "+string(line.Kind), plan.ApplyTo(before), was[i+1], false)
		}
	}
	check("with copies")
	if err := os.RemoveAll(filepath.Join(of.dir, "backups")); err != nil {
		t.Fatal(err)
	}
	check("without copies")
	of.sql("UPDATE imports SET kind = 'takeover' WHERE id = " + "2")
	if _, _, err := of.ChangesIn(context.Background(), lines[1].ID); !app.NoPast(err) {
		t.Errorf("past what has replaced everything: %v", err)
	}
	if _, _, err := of.ChangesIn(context.Background(), lines[3].ID); err != nil {
		t.Errorf("since then: %v", err)
	}
}

// The edits of a day, between which an import came, lead to what was there after the last.
func TestPast_EditsOfADayComeWithWhatTheyWereMadeTo(t *testing.T) {
	of, lines, was := past(t)
	if _, err := of.Edit(context.Background(), "編集", edit.AddDepartment(directory.RootID, "安全委員会", "")); err != nil {
		t.Fatal(err)
	}
	newest, err := of.History(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	plan, before, err := of.ChangesOverIn(context.Background(), []int64{newest[0].ID, lines[2].ID})
	if err != nil {
		t.Fatal(err)
	}
	after := plan.ApplyTo(before)
	slices.SortFunc(after.Departments, func(a, b directory.Department) int { return int(a.ID - b.ID) })
	sameAs(t, "after the edits", after, of.stored(), false)
	if got, want := len(before.Departments), len(was[len(was)-1].Departments)-1; got != want || len(plan.Departments) != 2 {
		t.Errorf("%d departments before, want %d; changes %+v", got, want, plan.Departments)
	}
	of.sql("UPDATE imports SET kind = 'takeover' WHERE id = 2")
	if _, _, err := of.ChangesOverIn(context.Background(), []int64{newest[0].ID, lines[2].ID}); err != nil {
		t.Errorf("since everything was replaced: %v", err)
	}
}
