package directory_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

func TestDiff_TurnsAnyDirectoryIntoAnyOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, then := anyDirectory(t), anyDirectory(t)
		plan := directory.Diff(now, then)
		got := plan.ApplyTo(now)
		if err := got.Validate(); err != nil {
			t.Fatal(err)
		}
		want := *then
		want.Remembered.Excluded = got.Remembered.Excluded // below
		if fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", want) {
			t.Fatalf("got %+v\nwant %+v", *got, want)
		}
		if plan.Before != now.Census() || plan.After != then.Census() {
			t.Fatalf("census %+v → %+v", plan.Before, plan.After)
		}
		if !directory.Diff(got, then).Empty() && len(got.Remembered.Excluded) == len(then.Remembered.Excluded) {
			t.Fatal("the same again is a change")
		}
		for _, e := range then.Remembered.Excluded {
			linked := func(d *directory.Directory) bool {
				return slices.ContainsFunc(d.Users, func(u user) bool { return u.CybozuID == e.CybozuID })
			}
			if back := linked(then) && !linked(now); slices.Contains(got.Remembered.Excluded, e) == back {
				t.Fatalf("U13: %d is back: %v, list %v", e.CybozuID, back, got.Remembered.Excluded)
			}
		}
	})
}

func TestDiff_OfTheSameIsEmpty(t *testing.T) {
	plan := directory.Diff(sample(), sample())
	same(t, "empty", plan.Empty(), true)
	same(t, "left as it was", *plan.ApplyTo(sample()), *sample())
}

func TestDiff_SaysWhatAPersonWouldCallIt(t *testing.T) {
	now, then := sample(), sample()
	then.Users[0].CybozuID = 0
	then.Users[1].CybozuID = 12
	then.Departments[1].CybozuID = 6
	then.Departments[2].Name = "安全本部"
	then.Users = append(then.Users, user{ID: 4, LoginName: "new"})
	then.NextUserID = 5
	plan := directory.Diff(now, then)
	var actions []directory.Action
	for _, c := range plan.Departments {
		actions = append(actions, c.Action)
	}
	for _, c := range plan.Users {
		actions = append(actions, c.Action)
	}
	same(t, "actions", actions, []directory.Action{directory.Link, directory.Update, directory.Unlink, directory.Link, directory.Create})
	same(t, "reason", plan.Users[0].Reason, directory.ReasonByHand)
	same(t, "rule", plan.Users[0].Rule+plan.Departments[0].Rule, "") // of a person's own wish there is none
	same(t, "another reason", plan.Because("", directory.ReasonFile).Users[0].Reason, directory.ReasonFile)
}

func TestDiff_HasTheCauseThatIsGiven(t *testing.T) {
	then := sample()
	then.Departments[2].Name, then.Users[0].Name = "安全本部", "佐藤 昇"
	p := directory.Diff(sample(), then).Because("D9", directory.ReasonFile)
	same(t, "departments", []string{string(p.Departments[0].Rule), string(p.Departments[0].Reason)}, []string{"D9", string(directory.ReasonFile)})
	same(t, "users", []string{string(p.Users[0].Rule), string(p.Users[0].Reason)}, []string{"D9", string(directory.ReasonFile)})
}

func TestDiff_DeletionsComeFirst(t *testing.T) {
	now, then := sample(), sample()
	then.Users = []user{{ID: 1, LoginName: "changed"}}
	then.Departments = then.Departments[:1]
	plan := directory.Diff(now, then)
	same(t, "user", plan.Users[0].ID(), 3)
	same(t, "action", plan.Users[0].Action, directory.Delete)
}

func TestDiff_EveryFieldCounts(t *testing.T) {
	for name, edit := range map[string]func(*directory.Directory){
		"login":         func(d *directory.Directory) { d.Users[0].LoginName = "x" },
		"name":          func(d *directory.Directory) { d.Users[0].Name = "x" },
		"reading":       func(d *directory.Directory) { d.Users[0].Reading = "x" },
		"email":         func(d *directory.Directory) { d.Users[0].Email = "x" },
		"phone":         func(d *directory.Directory) { d.Users[0].Phone = "x" },
		"memo":          func(d *directory.Directory) { d.Users[0].Memo = "x" },
		"order":         func(d *directory.Directory) { d.Users[0].SortOrder.Valid = true },
		"suspended":     func(d *directory.Directory) { d.Users[0].Suspended = true },
		"password":      func(d *directory.Directory) { d.Users[0].PasswordHash = "x" },
		"link":          func(d *directory.Directory) { d.Users[0].CybozuID = 99 },
		"former link":   func(d *directory.Directory) { d.Users[0].FormerLink = true },
		"memberships":   func(d *directory.Directory) { d.Users[0].Departments = []int64{4} },
		"department":    func(d *directory.Directory) { d.Departments[2].SortOrder = 7 },
		"domain":        func(d *directory.Directory) { d.Domain = "other.cybozu.com" },
		"exclusion":     func(d *directory.Directory) { d.Remembered.Excluded = []directory.Exclusion{{CybozuID: 77}} },
		"email choice":  func(d *directory.Directory) { d.Remembered.EmailKeepers = []directory.EmailKeeper{{Email: "x"}} },
		"new user":      func(d *directory.Directory) { d.Users = append(d.Users, user{ID: 9, LoginName: "x"}) },
		"no department": func(d *directory.Directory) { d.Departments = d.Departments[:2] },
	} {
		t.Run(name, func(t *testing.T) {
			then := sample()
			edit(then)
			if directory.Diff(sample(), then).Empty() {
				t.Error("the plan is empty")
			}
		})
	}
}

func TestI10_RestoreBringsRecordsAndLinksBackAndKeepsTheChoices(t *testing.T) {
	older := sample()
	older.Domain = "old.cybozu.com"
	older.Remembered.EmailKeepers = []directory.EmailKeeper{{Email: "forgotten@example.jp"}}
	now := sample()
	now.Users = []user{{ID: 3, LoginName: "kato", Name: "改名"}, {ID: 4, LoginName: "new", CybozuID: 12}}
	now.NextUserID = 5
	now.Remembered = directory.Remembered{
		Excluded: []directory.Exclusion{
			{Kind: directory.KindDepartment, CybozuID: 11}, {Kind: directory.KindUser, CybozuID: 11}, {Kind: directory.KindUser, CybozuID: 13}},
		EmailKeepers: []directory.EmailKeeper{{Email: "kept@example.jp", CybozuID: 12}},
	}
	plan := directory.Restore(now, older)
	then := plan.ApplyTo(now)
	same(t, "users", then.Users, older.Users)
	same(t, "departments", then.Departments, older.Departments)
	same(t, "domain", then.Domain, "old.cybozu.com")
	same(t, "choices", then.Remembered.EmailKeepers, now.Remembered.EmailKeepers)
	same(t, "who is back is off the list (U13)", then.Remembered.Excluded,
		[]directory.Exclusion{{Kind: directory.KindDepartment, CybozuID: 11}, {Kind: directory.KindUser, CybozuID: 13}})
	same(t, "ids are not used again", then.NextUserID, 5)
	same(t, "why", fmt.Sprint(plan.Users[0].Rule, " ", plan.Users[0].Reason), "I10 restored")
	same(t, "older is left as it was", len(older.Remembered.EmailKeepers), 1)
}

func TestI10_RestoringTheDomainAloneIsAChange(t *testing.T) {
	older := sample()
	older.Domain = "old.cybozu.com"
	same(t, "empty", directory.Restore(sample(), older).Empty(), false)
}

// Left on the list, a department that is back would be deleted again by the next import:
// with it goes where everybody stood. Each kind is told by its own ids, which may be alike.
func TestU13_ADepartmentThatIsBackIsOffTheList(t *testing.T) {
	older := sample()
	older.Departments = append(older.Departments, department{ID: 5, ParentID: 1, Name: "総務部", CybozuID: 8, SortOrder: 2})
	older.NextDepartmentID = 6
	now := sample()
	now.Departments[1].CybozuID = 0 // 連携を解除
	now.NextDepartmentID = 6
	now.Remembered.Excluded = []directory.Exclusion{
		{Kind: directory.KindDepartment, CybozuID: 5}, {Kind: directory.KindDepartment, CybozuID: 7}, {Kind: directory.KindDepartment, CybozuID: 8},
		{Kind: directory.KindUser, CybozuID: 5}, {Kind: directory.KindUser, CybozuID: 8},
	}
	then := directory.Restore(now, older).ApplyTo(now)
	same(t, "departments", then.Departments, older.Departments)
	same(t, "those that are not back", then.Remembered.Excluded, []directory.Exclusion{
		{Kind: directory.KindDepartment, CybozuID: 7}, {Kind: directory.KindUser, CybozuID: 5}, {Kind: directory.KindUser, CybozuID: 8}})
}

func TestU13_AnExclusionOfWhatStaysStays(t *testing.T) {
	now, then := sample(), sample()
	then.Users = then.Users[1:]
	then.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 11, Name: "佐藤"}}
	after := directory.Diff(now, then).ApplyTo(now)
	same(t, "deleted with the tick", after.Remembered.Excluded, then.Remembered.Excluded)
	same(t, "taken back", directory.Restore(after, now).Remembered.Excluded, nil)
}
