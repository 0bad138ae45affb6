package reconcile_test

import (
	"testing"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

func TestI7_ReplacementIsJudgedByWhoIsTheSame(t *testing.T) {
	now := here(
		department{ID: 2, Code: "a", Name: "営業部", CybozuID: 5}, department{ID: 3, ParentID: 2, Name: "一課"}, department{ID: 4, Code: "c", Name: "消える部"},
		user{ID: 1, LoginName: "linked", CybozuID: 11, Email: "l@example.jp", Departments: []int64{2, 3}},
		user{ID: 2, LoginName: "local", Phone: "1", Departments: []int64{3}}, user{ID: 3, LoginName: "gone"})
	other := here(
		department{ID: 20, ParentID: 21, Name: "一課"}, department{ID: 21, Name: "営業部", CybozuID: 5},
		user{ID: 1, LoginName: "local", Departments: []int64{20}}, user{ID: 2, LoginName: "new"},
		user{ID: 9, LoginName: "renamed", CybozuID: 11, Email: "l@example.jp", Departments: []int64{20, 21}})
	plan := reconcile.Replacement(now, other)
	same(t, "departments", directory.Count(plan.Departments), directory.Tally{Updated: 1, Deleted: 1})
	same(t, "users", directory.Count(plan.Users), directory.Tally{Created: 1, Updated: 2, Deleted: 1})
	same(t, "to be confirmed", func() []string {
		var guards []string
		for _, g := range reconcile.Guards(plan, strict) {
			guards = append(guards, string(g.Kind))
		}
		return guards
	}(), []string{"users", "departments", "phones"})

	more := here(department{ID: 20, Name: "新部"}, department{ID: 21, ParentID: 20, Name: "新課"},
		user{ID: 1, LoginName: "new1", Departments: []int64{20}}, user{ID: 2, LoginName: "new2", Departments: []int64{20, 21}})
	same(t, "each new one is another", reconcile.Replacement(here(), more).After, directory.Census{Departments: 2, Users: 2, Memberships: 3})
	for i, c := range reconcile.Replacement(here(), more).Users {
		same(t, "new ids", []int64{c.After.ID, c.After.Departments[0]}, []int64{100 + int64(i), 100})
	}

	other.Domain, other.Departments[0].Name = "other.cybozu.com", "本社"
	plan = reconcile.Replacement(now, other)
	same(t, "a link elsewhere is none here", directory.Count(plan.Users), directory.Tally{Created: 2, Updated: 1, Deleted: 2})
	same(t, "but where it stands tells a department", directory.Count(plan.Departments), directory.Tally{Updated: 2, Unlinked: 0, Deleted: 1})

	same(t, "itself", reconcile.Replacement(now, now).Empty(), true)
	same(t, "a new machine", len(reconcile.Guards(reconcile.Replacement(here(), now), strict)), 0)
}
