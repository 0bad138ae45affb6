package reconcile_test

import (
	"fmt"
	"slices"
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

func guardKinds(p *directory.Plan) []directory.GuardKind {
	var kinds []directory.GuardKind
	for _, g := range reconcile.Guards(p, directory.DefaultThresholds) {
		kinds = append(kinds, g.Kind)
	}
	return kinds
}

// staff are n linked users in one linked department, and the same people at cybozu.com.
func staff(n int) (*directory.Directory, *cybozu.Snapshot) {
	records := []any{department{ID: 2, Code: "a", Name: "A", CybozuID: 5}}
	people := []any{organization{ID: 5, Code: "a", Name: "A"}}
	for i := range n {
		login := fmt.Sprintf("u%d", i)
		records = append(records, user{ID: int64(i + 1), LoginName: login, Name: usual, Reading: "さとう", Email: login + "@example.jp", Phone: "1",
			CybozuID: directory.CybozuID(1000 + i), Departments: []int64{2}})
		people = append(people, account{ID: cybozu.ID(1000 + i), Code: login, Name: usual, SurNameReading: "さとう", Email: login + "@example.jp", Phone: "1", Organizations: []cybozu.ID{5}})
	}
	d := here(records...)
	d.NextUserID = int64(n + 1)
	return d, there(people...)
}

func guardsOf(t *testing.T, d *directory.Directory, s *cybozu.Snapshot, c choices) []string {
	t.Helper()
	plan, _ := imported(t, d, s, c)
	return guarded(plan)
}

func guarded(plan *directory.Plan) []string {
	var guards []string
	for _, g := range reconcile.Guards(plan, directory.DefaultThresholds) {
		guards = append(guards, fmt.Sprintf("%s %d/%d (%d)", g.Kind, g.Count, g.Of, len(g.Parties)))
	}
	return guards
}

func TestI7_GuardOfDeletedUsers(t *testing.T) {
	for _, c := range []struct {
		of, deleted int
		want        []string
	}{
		{4, 3, nil}, // a few
		{30, 3, nil},
		{40, 4, nil}, // exactly 10 %
		{39, 4, []string{"users 4/39 (4)"}},
		{600, 50, nil},
		{600, 51, []string{"users 51/600 (51)"}},
	} {
		t.Run(fmt.Sprint(c.deleted, " of ", c.of), func(t *testing.T) {
			d, s := staff(c.of)
			for i := range d.Users {
				d.Users[i].Departments = nil
			}
			s.Users = s.Users[c.deleted:]
			for i := range s.Users {
				s.Users[i].Organizations = nil
			}
			same(t, "guards", guardsOf(t, d, s, choices{}), c.want)
		})
	}
}

func TestI7_GuardCountsLinkedUsersAlone(t *testing.T) {
	d, s := staff(39)
	for i := range d.Users {
		d.Users[i].Departments = nil
	}
	for i := range s.Users {
		s.Users[i].Organizations = nil
	}
	for i := range int64(100) {
		d.Users = append(d.Users, user{ID: 1000 + i, LoginName: fmt.Sprint("local", i)})
	}
	d.NextUserID = 2000
	s.Users = s.Users[4:]
	same(t, "guards", guardsOf(t, d, s, choices{}), []string{"users 4/39 (4)"})
}

func TestI7_GuardOfDeletedDepartments(t *testing.T) {
	guards := func(of, deleted int) []string {
		var records, listed []any
		for i := range of {
			records = append(records, department{ID: int64(i + 2), Code: fmt.Sprint(i), CybozuID: directory.CybozuID(i + 1)})
			if i >= deleted {
				listed = append(listed, organization{ID: cybozu.ID(i + 1), Code: fmt.Sprint(i)})
			}
		}
		d := here(records...)
		d.NextDepartmentID = int64(of + 2)
		return guardsOf(t, d, there(listed...), choices{})
	}
	same(t, "10 %", guards(40, 4), nil)
	same(t, "more", guards(39, 4), []string{"departments 4/39 (4)"})
	same(t, "more than 50", guards(600, 51), []string{"departments 51/600 (51)"})
	same(t, "a few", guards(4, 3), nil)
	same(t, "all, because the list is empty", guards(2, 2), []string{"organizations 2/2 (0)"})
}

func TestI7_GuardOfRemovedMemberships(t *testing.T) {
	d, s := staff(100)
	for i := range 10 {
		s.Users[i].Organizations = nil
	}
	same(t, "10 of 100", guardsOf(t, d, s, choices{}), nil)
	s.Users = s.Users[1:] // who is deleted counts
	s.Users[50].Organizations = nil
	same(t, "11 of 100", guardsOf(t, d, s, choices{}), []string{"memberships 11/100 (11)"})

	d, s = staff(20)
	for i := range 10 {
		s.Users[i].Organizations = nil
	}
	same(t, "a few", guardsOf(t, d, s, choices{}), nil)
}

func TestI7_MembershipsInDeletedDepartmentsDoNotCount(t *testing.T) {
	d, s := staff(20)
	d.Departments = append(d.Departments, department{ID: 3, ParentID: 1, Name: "残る"})
	d.Users[0].Departments = []int64{2, 3}
	s.Organizations = []organization{{ID: 6, Code: "b"}}
	for i := range s.Users {
		s.Users[i].Organizations = nil
	}
	same(t, "guards", guardsOf(t, d, s, choices{}), nil)

	d, s = staff(100)
	d.Departments = append(d.Departments, department{ID: 3, ParentID: 1, Name: "消える", CybozuID: 6})
	for i := range d.Users {
		d.Users[i].Departments = []int64{2, 3}
		if i < 11 {
			s.Users[i].Organizations = nil
		}
	}
	same(t, "nor are they part of what there was", guardsOf(t, d, s, choices{}), []string{"memberships 11/100 (11)"})
}

func TestI7_LocalUserWhoGivesAnAddressAwayIsNotCounted(t *testing.T) {
	d, s := staff(4)
	var c choices
	for i := range 4 {
		address := fmt.Sprintf("info%d@example.jp", i)
		d.Users = append(d.Users, user{ID: int64(10 + i), LoginName: fmt.Sprint("local", i), Email: address})
		s.Users[i].Email = address
		c = c.With(directory.Mend{Kind: directory.MendKeeper, Email: address, CybozuID: directory.CybozuID(s.Users[i].ID)})
	}
	d.NextUserID = 20
	same(t, "guards", guardsOf(t, d, s, c), nil)
}

func TestI7_GuardOfEmptiedAddressesAndPhones(t *testing.T) {
	d, s := staff(30)
	for i := range 3 {
		s.Users[i].Email, s.Users[i].Phone = "", ""
	}
	same(t, "3 of 30", guardsOf(t, d, s, choices{}), nil)
	s.Users[3].Email, s.Users[3].Phone = "", "\t"
	same(t, "4 of 30", guardsOf(t, d, s, choices{}), []string{"emails 4/30 (4)", "phones 4/30 (4)"})
	d, s = staff(4)
	for i := range 3 {
		s.Users[i].Email = ""
	}
	same(t, "a few", guardsOf(t, d, s, choices{}), nil)
	d, s = staff(40)
	for i := range 4 {
		s.Users[i].Email = ""
	}
	same(t, "10 %", guardsOf(t, d, s, choices{}), nil)
}

func TestI7_GuardOfEmptiedNamesAndReadings(t *testing.T) {
	d, s := staff(30)
	for i := range 4 {
		s.Users[i].SurNameReading = ""
	}
	same(t, "4 of 30", guardsOf(t, d, s, choices{}), []string{"readings 4/30 (4)"})
	d, s = staff(30)
	s.Users[0].Name = none
	same(t, "one name", guardsOf(t, d, s, choices{}), nil)
}

func TestI7_GuardOfMoreThanHalfThatBecomeOthers(t *testing.T) {
	for kind, change := range map[directory.GuardKind]func(*account){
		directory.GuardRenamed:     func(a *account) { a.Name = "鈴木" },
		directory.GuardReaddressed: func(a *account) { a.Email = "x" + a.Email },
		directory.GuardSuspended:   func(a *account) { a.Valid = false },
	} {
		changed := func(of, n int) []string {
			d, s := staff(of)
			for i := range n {
				change(&s.Users[i])
			}
			return guardsOf(t, d, s, choices{})
		}
		same(t, string(kind)+": half", changed(30, 15), nil)
		same(t, string(kind)+": more", changed(30, 16), []string{string(kind) + " 16/30 (16)"})
		same(t, string(kind)+": a few", changed(10, 10), nil)
		same(t, string(kind)+": more than a few", changed(11, 11), []string{string(kind) + " 11/11 (11)"})
	}
	d, s := staff(20)
	for i := range s.Users {
		d.Users[i].Email, d.Users[i].Name, d.Users[i].Suspended = "", "佐\t藤", true
		s.Users[i].Email, s.Users[i].Name, s.Users[i].Valid = s.Users[i].Email+"m", "佐 藤", i > 0
	}
	same(t, "what comes, is written otherwise or ends is no other", guardsOf(t, d, s, choices{}), nil)
}

// An undo, a file and an edit that is taken back are no better than an import.
func TestI7_HoldsForEveryPlan(t *testing.T) {
	d, _ := staff(30)
	d.Users = append(d.Users, user{ID: 31, LoginName: "local", Name: usual})
	d.NextUserID = 32
	changed := func(change func(*directory.Directory)) []string {
		then := *d
		then.Departments, then.Users = slices.Clone(d.Departments), slices.Clone(d.Users)
		change(&then)
		same(t, "back", guarded(directory.Restore(d, &then)), guarded(directory.Diff(d, &then)))
		return guarded(directory.Diff(d, &then))
	}
	all := func(change func(*user)) func(*directory.Directory) {
		return func(d *directory.Directory) {
			for i := range d.Users {
				change(&d.Users[i])
			}
		}
	}
	same(t, "users", changed(func(d *directory.Directory) { d.Users = d.Users[:26] }), []string{"users 5/31 (5)"})
	for i := range int64(100) {
		d.Users = append(d.Users, user{ID: 100 + i, LoginName: fmt.Sprint("another", i), Name: usual})
	}
	d.NextUserID = 300
	same(t, "few of all, but many of the linked ones", changed(func(d *directory.Directory) { d.Users = d.Users[4 : len(d.Users)-1] }), []string{"users 4/30 (4)"})
	d.Users, d.NextUserID = d.Users[:31], 32
	same(t, "memberships", changed(all(func(u *user) { u.Departments = nil })), []string{"memberships 30/30 (30)"})
	same(t, "emptied", changed(all(func(u *user) { u.Name, u.Reading, u.Email, u.Phone = "", "", "", "" })),
		[]string{"emails 30/31 (30)", "phones 30/31 (30)", "names 31/31 (31)", "readings 30/31 (30)"})
	same(t, "others", changed(all(func(u *user) { u.Name, u.Email, u.Suspended = "鈴木", "x"+u.Email, true })),
		[]string{"renamed 31/31 (31)", "readdressed 30/31 (30)", "suspended 31/31 (31)"})
}

// cybozu.com lets nobody be without a 表示名: a list that does is half an answer.
func TestI7_ListOfPeopleWithoutNamesIsAnErrorWhateverIsHere(t *testing.T) {
	broken := func(of, nameless int) bool {
		_, s := staff(of)
		for i := range nameless {
			s.Users[i].Name = none
		}
		_, problems := reconcile.Import(here(), s, choices{})
		for _, p := range problems {
			same(t, "problem", fmt.Sprint(p.Rule, p.Kind, p.Subject), fmt.Sprint("I7", directory.ProblemNoNames, nameless))
		}
		return problems != nil
	}
	for _, c := range []struct {
		of, nameless int
		want         bool
	}{{1, 1, false}, {2, 2, true}, {200, 2, false}, {199, 2, true}, {300, 3, false}, {300, 4, true}} {
		same(t, fmt.Sprint(c.nameless, " of ", c.of), broken(c.of, c.nameless), c.want)
	}
}

func TestI7_GuardOfLoginsRecreatedUnderAnotherName(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a", Name: "佐藤\t昇", CybozuID: 11}, user{ID: 2, LoginName: "b", Name: "鈴木", CybozuID: 12}, user{ID: 3, LoginName: "c", Name: "田中", CybozuID: 13})
	s := there(account{ID: 21, Code: "a", Name: "佐藤 昇"}, account{ID: 22, Code: "b", Name: "加藤"}, account{ID: 23, Code: "c", Name: "田中"})
	same(t, "guards", guardsOf(t, d, s, choices{}), []string{"recreated 1/3 (1)"})
	plan, _ := imported(t, d, s, choices{})
	same(t, "who", who(reconcile.Guards(plan, directory.DefaultThresholds)[0].Parties), "H2")
}

func TestI7_TickForOneNumberFitsNoOther(t *testing.T) {
	d, s := staff(20)
	s.Users = s.Users[5:]
	plan, _ := imported(t, d, s, choices{})
	guards := reconcile.Guards(plan, directory.DefaultThresholds)
	same(t, "guards", len(guards), 1)
	same(t, "another number", len(directory.Unconfirmed(guards, []directory.Confirmation{{Kind: directory.GuardUsers, Count: 4}})), 1)
	same(t, "this number", len(directory.Unconfirmed(guards, []directory.Confirmation{{Kind: directory.GuardUsers, Count: 5}})), 0)
}
