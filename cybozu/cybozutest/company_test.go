package cybozutest_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"anpisync/cybozu/cybozutest"
)

// What the documentation of Sample promises, and what the demo shows.
func TestSampleHasWhatMatters(t *testing.T) {
	d := cybozutest.Sample().Data()
	if !reflect.DeepEqual(d, cybozutest.Sample().Data()) {
		t.Error("not the same twice")
	}
	counts := map[string]int{}
	members := map[int64]int{}
	logins, emails, names := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, u := range d.Users {
		if logins[u.Code] || u.Email != "" && emails[strings.ToLower(u.Email)] || names[u.Name] {
			t.Errorf("%s %s %s is there twice", u.Code, u.Email, u.Name)
		}
		logins[u.Code], emails[strings.ToLower(u.Email)], names[u.Name] = true, true, true
		counts["memberships"] += len(u.Memberships)
		for _, m := range u.Memberships {
			members[m.Organization]++
		}
		if u.Code == "Administrator" {
			continue
		}
		counts["users"]++
		if !u.Valid {
			counts["停止中"]++
		}
		if u.Email == "" {
			counts["no address"]++
		}
		if len(u.Memberships) == 0 {
			counts["in none"]++
		}
		if len(u.Memberships) == 2 {
			counts["in two"]++
		}
	}
	want := map[string]int{"users": 345, "memberships": 349, "停止中": 13, "no address": 19, "in none": 10, "in two": 14}
	if !reflect.DeepEqual(counts, want) {
		t.Errorf("counts %v, want %v", counts, want)
	}
	if a := d.User("Administrator"); a == nil || a.Valid {
		t.Error("Administrator is not 停止中")
	}
	for _, name := range []string{"髙﨑 直海", "𠮷田 昇", "渡邉 美穂"} {
		if !names[name] {
			t.Errorf("no %s", name)
		}
	}

	if len(d.Organizations) != 19 {
		t.Errorf("%d organizations", len(d.Organizations))
	}
	for _, o := range d.Organizations {
		if want := map[string]int{"開発チーム": 42, "情シスチーム": 8, "総務部": 0, "役員": 3}; members[o.ID] != want[o.Name] && want[o.Name] != 0 || o.Name == "総務部" && members[o.ID] != 0 {
			t.Errorf("%s has %d members", o.Name, members[o.ID])
		}
	}
	deepest := 0
	for _, o := range d.Organizations {
		level := 1
		for parent := d.Organization(o.ParentCode); parent != nil; parent = d.Organization(parent.ParentCode) {
			level++
		}
		deepest = max(deepest, level)
	}
	if deepest != 4 {
		t.Errorf("%d levels", deepest)
	}
}

func TestNextDayBringsEveryKindOfChange(t *testing.T) {
	c := cybozutest.Sample()
	before := c.Data()
	cybozutest.NextDay(c)
	after := c.Data()
	again := cybozutest.Sample()
	cybozutest.NextDay(again)
	if !reflect.DeepEqual(after, again.Data()) {
		t.Error("not the same twice")
	}

	added, changed, deleted := diff(before.Users, after.Users, func(u cybozutest.User) int64 { return u.ID })
	// One account was re-created, so it is deleted and added.
	if added != 5 || deleted != 4 || changed < 15 || changed > 40 {
		t.Errorf("users: %d added, %d changed, %d deleted", added, changed, deleted)
	}
	added, changed, deleted = diff(before.Organizations, after.Organizations, func(o cybozutest.Organization) int64 { return o.ID })
	if added != 1 || deleted != 1 || changed != 2 {
		t.Errorf("organizations: %d added, %d changed, %d deleted", added, changed, deleted)
	}

	emails := map[string]string{}
	numbers := map[string]string{} // nobody gets the login of another one
	for range 60 {
		cybozutest.NextDay(c)
		clear(emails)
		for _, u := range c.Data().Users {
			if number := numbers[u.Code]; number != "" && number != u.EmployeeNumber {
				t.Fatalf("%s was %s before %s", u.Code, number, u.EmployeeNumber)
			}
			numbers[u.Code] = u.EmployeeNumber
			if other := emails[strings.ToLower(u.Email)]; other != "" && u.Email != "" {
				t.Fatalf("%s and %s share %s", u.Code, other, u.Email)
			}
			emails[strings.ToLower(u.Email)] = u.Code
		}
	}
}

func diff[T any](before, after []T, id func(T) int64) (added, changed, deleted int) {
	old := map[int64]T{}
	for _, r := range before {
		old[id(r)] = r
	}
	for _, r := range after {
		switch was, there := old[id(r)]; {
		case !there:
			added++
		case !reflect.DeepEqual(was, r):
			changed++
		}
		delete(old, id(r))
	}
	return added, changed, len(old)
}

func TestManualIsTheManualsExample(t *testing.T) {
	c := cybozutest.Manual()
	before := c.Data()
	cybozutest.ManualLater(c)
	after := c.Data()
	groups := func(d cybozutest.Data, login string) (names []string) {
		u := d.User(login)
		if u == nil {
			return []string{"-"}
		}
		for _, m := range u.Memberships {
			i := slices.IndexFunc(d.Organizations, func(o cybozutest.Organization) bool { return o.ID == m.Organization })
			names = append(names, d.Organizations[i].Name)
		}
		return names
	}
	for login, want := range map[string][2]string{
		"userA": {"グループ1 グループ2", "グループ1"},
		"userB": {"-", "グループ2"},
		"userC": {"-", "-"},
	} {
		got := [2]string{strings.Join(groups(before, login), " "), strings.Join(groups(after, login), " ")}
		if got != want {
			t.Errorf("%s: %q, want %q", login, got, want)
		}
	}
	if len(before.Users) != 23 || len(before.Organizations) != 10 || len(after.Organizations) != 9 {
		t.Errorf("%d users, %d and %d organizations", len(before.Users), len(before.Organizations), len(after.Organizations))
	}
}

func TestLargeHasTheSizeAskedFor(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {1, 1}, {2, 0}, {1000, 100}} {
		d := cybozutest.Large(size[0], size[1]).Data()
		if len(d.Users) != size[0] || len(d.Organizations) != size[1] {
			t.Errorf("%d users, %d organizations, want %v", len(d.Users), len(d.Organizations), size)
		}
		logins := map[string]bool{}
		alone := 0
		for _, u := range d.Users {
			logins[u.Code] = true
			if len(u.Memberships) == 0 {
				alone++
			}
		}
		// Users 0 and 1 are the built-in one and the login, then one in a hundred.
		if size[0] == 1000 && alone != 11 {
			t.Errorf("%d users in no organization, want 11", alone)
		}
		if len(logins) != size[0] {
			t.Errorf("%d logins for %d users", len(logins), size[0])
		}
		for _, o := range d.Organizations {
			if o.ParentCode != "" && d.Organization(o.ParentCode) == nil {
				t.Errorf("%s is below nothing", o.Code)
			}
		}
	}
}

func TestCompanyKeepsItsDataToItself(t *testing.T) {
	c := cybozutest.Sample()
	d := c.Data()
	d.Users[5].Name = "changed"
	d.Users[20].Memberships[0].Organization = 99
	d.Organizations[0].Name = "changed"
	if !reflect.DeepEqual(c.Data(), cybozutest.Sample().Data()) {
		t.Error("changed through a copy")
	}
}
