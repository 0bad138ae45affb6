package storage

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// acceptAll accepts every finding that there can be of a user and a department.
func acceptAll(t testing.TB, s *Store, user, department int64) {
	t.Helper()
	var all []directory.Acceptance
	for _, c := range directory.Checks() {
		id := user
		if c.Of() == directory.KindDepartment {
			id = department
		}
		all = append(all, directory.Acceptance{Check: c, Record: id})
	}
	if err := s.SetAccepted(t.Context(), true, all...); err != nil {
		t.Fatal(err)
	}
}

func accepted(t testing.TB, s *Store) []directory.Acceptance {
	t.Helper()
	list, err := s.Accepted(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestCheck_AnAcceptanceEndsWhenItsValueChanges(t *testing.T) {
	of := func(change func(u *directory.User)) func(*directory.Directory) {
		return func(d *directory.Directory) { change(&d.Users[0]) }
	}
	for name, c := range map[string]struct {
		change func(*directory.Directory)
		ends   string
	}{
		"memo and order": {of(func(u *directory.User) { u.Memo, u.SortOrder, u.LoginName = "x", directory.OptionalInt{}, "x" }), ""},
		"address":        {of(func(u *directory.User) { u.Email = "" }), "no_email unreachable wrong_email"},
		"phone":          {of(func(u *directory.User) { u.Phone = "03" }), "extension_phone no_phone shared_phone unreachable wrong_phone"},
		"own phone":      {of(func(u *directory.User) { u.MobilePhone = "090" }), "extension_phone no_phone shared_phone unreachable wrong_phone"},
		"name":           {of(func(u *directory.User) { u.Name = "x" }), "same_name"},
		"reading":        {of(func(u *directory.User) { u.Reading = "" }), "no_reading"},
		"停止中":            {of(func(u *directory.User) { u.Suspended = true }), "suspended_assigned unreachable"},
		"joining":        {of(func(u *directory.User) { u.Departments = []int64{2, 3, 4} }), "empty_departments no_department suspended_assigned"},
		"leaving":        {of(func(u *directory.User) { u.Departments = []int64{2} }), "no_department suspended_assigned"},
		"another's": {func(d *directory.Directory) {
			d.Users[1].Phone, d.Users[1].Departments = "03", nil
			d.Departments[1].Code = "x"
		}, "empty_departments"},
		"code":              {func(d *directory.Directory) { d.Departments[2].Code = "" }, "no_code"},
		"name of a place":   {func(d *directory.Directory) { d.Departments[2].Name, d.Departments[2].ParentID = "x", 1 }, ""},
		"addresses swapped": {func(d *directory.Directory) { d.Users[0].Email, d.Users[1].Email = d.Users[1].Email, d.Users[0].Email }, "no_email unreachable wrong_email"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openNew(t)
			edit(t, s, directory.ImportManual, office)
			acceptAll(t, s, 1, 3)
			before := accepted(t, s)
			if len(before) != len(directory.Checks()) {
				t.Fatalf("accepted: %v", before)
			}
			edit(t, s, directory.ImportManual, c.change)
			var ended []string
			left := accepted(t, s)
			for _, a := range before {
				if !slices.Contains(left, a) {
					ended = append(ended, string(a.Check))
				}
			}
			slices.Sort(ended)
			if got := strings.Join(ended, " "); got != c.ends {
				t.Errorf("ended: %s, want %s", got, c.ends)
			}
		})
	}
}

func TestCheck_AnAcceptanceCanBeTakenBackAndIsNoChangeOfTheDirectory(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	before := mustLoad(t, s).Revision
	phone, name := directory.Acceptance{Check: directory.CheckNoPhone, Record: 2}, directory.Acceptance{Check: directory.CheckSameName, Record: 2}
	for _, step := range []struct {
		accept bool
		of     []directory.Acceptance
		want   []directory.Acceptance
	}{
		{true, []directory.Acceptance{phone, name}, []directory.Acceptance{phone, name}},
		{true, []directory.Acceptance{phone}, []directory.Acceptance{phone, name}},
		{false, []directory.Acceptance{phone}, []directory.Acceptance{name}},
		{false, []directory.Acceptance{phone}, []directory.Acceptance{name}},
	} {
		if err := s.SetAccepted(t.Context(), step.accept, step.of...); err != nil {
			t.Fatal(err)
		}
		if got := accepted(t, s); !slices.Equal(got, step.want) {
			t.Errorf("accepted: %v, want %v", got, step.want)
		}
	}
	if now := mustLoad(t, s).Revision; now != before {
		t.Errorf("the revision is %v, was %v", now, before)
	}
}

func TestCheck_WhatWasAcceptedGoesWithItsRecord(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	acceptAll(t, s, 2, 3)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		d.Users = slices.Delete(d.Users, 1, 2)
		d.Departments = slices.Delete(d.Departments, 2, 3)
	})
	if left := accepted(t, s); len(left) > 0 {
		t.Errorf("in the directory: %v", left)
	}
	copies, err := listBackups(dir)
	if err != nil {
		t.Fatal(err)
	}
	if newest := rows(t, copies[0].Path, "accepted"); !strings.Contains(newest, "|2|") {
		t.Fatalf("the copy does not hold it: %s", newest)
	}
	if _, err := s.EraseLeavers(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, b := range copies {
		if left := rows(t, b.Path, "accepted"); strings.Contains(left, "'user'|2|") {
			t.Errorf("in a copy: %s", left)
		}
	}
}

// census is a count that tells one directory from another.
func census(d *directory.Directory, accepted []directory.Acceptance) map[string]int {
	return map[string]int{"users": len(d.Users), "memberships": d.Census().Memberships, "accepted": len(accepted)}
}

func TestHistoryKeepsHowTheDirectoryStoodAfterAnImport(t *testing.T) {
	s, dir := openNew(t)
	apply := func(change func(*directory.Directory)) {
		t.Helper()
		if _, err := s.Apply(t.Context(), planned(mustLoad(t, s), change), directory.Run{Kind: directory.ImportManual, Numbers: census}); err != nil {
			t.Fatal(err)
		}
	}
	apply(office)
	acceptAll(t, s, 1, 3)
	apply(func(d *directory.Directory) { d.Users = d.Users[:1] })
	apply(func(*directory.Directory) {})
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users = nil })
	want := []map[string]int{
		nil,
		{"users": 1, "memberships": 2, "accepted": 12}, // nobody is in department 3 any more
		{"users": 1, "memberships": 2, "accepted": 12},
		{"users": 3, "memberships": 3, "accepted": 0},
	}
	lines := history(t, s)
	for i, line := range lines {
		if !reflect.DeepEqual(line.Numbers, want[i]) {
			t.Errorf("line %d: %v, want %v", line.ID, line.Numbers, want[i])
		}
	}
	if got := rows(t, filepath.Join(dir, fileName), "imports"); !strings.Contains(got, `{"accepted":12,"memberships":2,"users":1}`) {
		t.Errorf("the lines are\n%s", got)
	}
}
