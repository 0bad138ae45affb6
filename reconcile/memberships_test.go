package reconcile_test

import (
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// The three rows of the manual's table in chapter 11: groups 1 and 2 are at cybozu.com
// too, group 3 is not.
func TestM2_ManualTable(t *testing.T) {
	d := here(
		department{ID: 2, Name: "グループ1", Code: "g1", CybozuID: 1},
		department{ID: 3, Name: "グループ2", Code: "g2", CybozuID: 2},
		department{ID: 4, Name: "グループ3", Code: "g3"},
		user{ID: 1, LoginName: "a", Name: "ユーザーA", CybozuID: 11, Departments: []int64{2, 3, 4}},
		user{ID: 2, LoginName: "b", Name: "ユーザーB", Departments: []int64{2}},
		user{ID: 3, LoginName: "c", Name: "ユーザーC", Departments: []int64{2, 4}})
	_, then := imported(t, d, there(
		organization{ID: 1, Name: "グループ1", Code: "g1"}, organization{ID: 2, Name: "グループ2", Code: "g2"},
		account{ID: 11, Code: "a", Name: "ユーザーA", Organizations: []cybozu.ID{1}},
		account{ID: 12, Code: "b", Name: "ユーザーB", Organizations: []cybozu.ID{2}}), choices{})
	same(t, "ユーザーA", userOf(t, then, 1).Departments, []int64{2, 4})
	same(t, "ユーザーB", userOf(t, then, 2).Departments, []int64{3})
	same(t, "ユーザーC", userOf(t, then, 3).Departments, []int64{2, 4})
}

func TestM1_LocalMeansLocalAfterThisImport(t *testing.T) {
	_, then := imported(t, here(
		department{ID: 2, Name: "紐付く", Code: "a"}, department{ID: 3, Name: "消える", CybozuID: 6},
		department{ID: 4, Name: "このアプリのみ", Code: "c"},
		user{ID: 1, LoginName: "x", CybozuID: 11, Departments: []int64{1, 2, 3, 4}},
	), there(organization{ID: 5, Code: "a", Name: "紐付く"}, account{ID: 11, Code: "x"}), choices{})
	same(t, "memberships", userOf(t, then, 1).Departments, []int64{1, 4})
}

func TestM1_NewMembershipsInNewAndOldDepartments(t *testing.T) {
	plan, then := imported(t, here(department{ID: 2, Code: "a", Name: "A"}, user{ID: 1, LoginName: "x", Departments: []int64{2}}),
		there(organization{ID: 5, Code: "a", Name: "A"}, organization{ID: 6, Code: "b", Name: "B"},
			account{ID: 11, Code: "x", Organizations: []cybozu.ID{6, 5, 6}}, account{ID: 12, Code: "y", Organizations: []cybozu.ID{6}}), choices{})
	same(t, "matched", userOf(t, then, 1).Departments, []int64{2, 100})
	same(t, "created", userFor(t, then, 12).Departments, []int64{100})
	added, removed := directory.MembershipTally(plan.Users)
	same(t, "tally", []int{added, removed, plan.Left.UnchangedMemberships}, []int{2, 0, 1})
}

func TestM3_MembershipInADeletedDepartmentIsListed(t *testing.T) {
	plan, then := imported(t, here(
		department{ID: 2, Name: "消える", CybozuID: 5}, department{ID: 3, Name: "残る"},
		user{ID: 1, LoginName: "both", Departments: []int64{2, 3}}, user{ID: 2, LoginName: "last", Departments: []int64{2}},
		user{ID: 3, LoginName: "none", Departments: []int64{3}},
		user{ID: 4, LoginName: "kept", CybozuID: 14, Departments: []int64{2}},
		user{ID: 5, LoginName: "imported", CybozuID: 15, Departments: []int64{2}},
	), there(account{ID: 15, Code: "imported"}), choices{{Kind: directory.MendKeep, UserID: 4}})
	same(t, "memberships", [][]int64{userOf(t, then, 1).Departments, userOf(t, then, 2).Departments, userOf(t, then, 3).Departments, userOf(t, then, 4).Departments},
		[][]int64{{3}, {}, {3}, {}})
	same(t, "why", []string{why(userChange(t, plan, 1)), why(userChange(t, plan, 2)), why(userChange(t, plan, 4))},
		[]string{"update M3 departed", "update M3 departed", "unlink U8 kept +departed"})
	var listed []string
	for _, w := range plan.Warnings {
		listed = append(listed, string(w.Kind)+" "+who(w.Parties))
	}
	same(t, "warnings", listed, []string{"departed H1 h2", "departed H2 h2", "departed H4 h2"})
	same(t, "paths", [][]string{plan.Warnings[0].Parties[0].Path, plan.Warnings[0].Parties[1].Path}, [][]string{{"消える", "残る"}, {"最上位部署"}})
}

func TestM4_ChildIsNotParent(t *testing.T) {
	_, then := imported(t, here(), there(organization{ID: 5, Code: "a", Name: "A"}, organization{ID: 6, Code: "b", Name: "B", ParentCode: "a"},
		account{ID: 11, Code: "x", Organizations: []cybozu.ID{6}}), choices{})
	same(t, "memberships", userFor(t, then, 11).Departments, []int64{departmentFor(t, then, 6).ID})
}

func TestM5_UnlistedOrganizationGivesNoMembership(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Name: "A", CybozuID: 5}), there(account{ID: 11, Code: "x", Organizations: []cybozu.ID{5, 77}}), choices{})
	same(t, "memberships", userFor(t, then, 11).Departments, []int64{})
}

// What an account may not see is not gone: the record, and memberships of it and in it.
func TestM5_WhatIsHiddenStaysAsItIs(t *testing.T) {
	d := here(
		department{ID: 2, Name: "見える", Code: "a", CybozuID: 5},
		department{ID: 3, Name: "見えない", Code: "b", CybozuID: 6, ParentID: 2},
		department{ID: 4, Name: "消える", Code: "c", CybozuID: 7},
		department{ID: 5, Name: "消える部署の下の見えない", Code: "d", CybozuID: 8, ParentID: 4},
		user{ID: 1, LoginName: "seen", Name: "見える人", CybozuID: 11, Departments: []int64{2, 3}},
		user{ID: 2, LoginName: "hidden", Name: "見えない人", Email: "h@x.jp", CybozuID: 12, Departments: []int64{2, 3, 4}},
		user{ID: 3, LoginName: "gone", Name: "いない人", CybozuID: 13, Departments: []int64{2}})
	s := there(organization{ID: 5, Code: "a", Name: "見える"},
		account{ID: 11, Code: "seen", Name: "見える人", Organizations: []cybozu.ID{5}},
		account{ID: 14, Code: "new", Name: "新しい人"})
	s.HiddenOrganizations, s.HiddenUsers = []cybozu.ID{6, 8, 99}, []cybozu.ID{12, 98}
	plan, then := imported(t, d, s, choices{})
	same(t, "the hidden department", departmentOf(t, then, 3), departmentOf(t, d, 3))
	same(t, "below one that is deleted", departmentOf(t, then, 5), department{ID: 5, ParentID: 1, Name: "消える部署の下の見えない", Code: "d", CybozuID: 8})
	same(t, "deleted", []bool{hasDepartment(then, 4), hasUser(then, 3)}, []bool{false, false})
	same(t, "who is seen", userOf(t, then, 1).Departments, []int64{2, 3})
	hidden := userOf(t, d, 2)
	hidden.Departments = []int64{2, 3}
	same(t, "who is hidden", userOf(t, then, 2), hidden)
	same(t, "counted", *plan.Read, directory.Reading{Organizations: 1, Users: 2, HiddenOrganizations: 3, HiddenUsers: 2})
	same(t, "left", plan.Left, directory.Left{UnchangedDepartments: 2, UnchangedUsers: 1, UnchangedMemberships: 4})
}

// Who takes the login name or the code of what is hidden does not get its record.
func TestM5_NothingMatchesWhatIsHidden(t *testing.T) {
	d := here(department{ID: 2, Name: "見えない", Code: "a", CybozuID: 6}, user{ID: 1, LoginName: "x", Email: "m@x.jp", CybozuID: 12})
	s := there(organization{ID: 7, Code: "a", Name: "別の組織"}, account{ID: 13, Code: "x"}, account{ID: 14, Code: "y", Email: "M@x.jp"})
	s.HiddenOrganizations, s.HiddenUsers = []cybozu.ID{6}, []cybozu.ID{12}
	var told []string
	for _, p := range refused(t, d, s, choices{}) {
		told = append(told, string(p.Rule)+" "+string(p.Kind)+" "+who(p.Parties))
		if len(p.Mends) == 0 {
			t.Errorf("a dead end: %+v", p)
		}
	}
	same(t, "problems", told, []string{"D9 code-twice c7 h2", "U4 login-taken H1 C13", "U10 email-twice C14 H1"})
}

// What a person has left out goes, whether it can be seen or not.
func TestM5_U13_WhatIsLeftOutIsNotHidden(t *testing.T) {
	d := here(department{ID: 2, Name: "除外", Code: "a", CybozuID: 6}, user{ID: 1, LoginName: "x", CybozuID: 12})
	d.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindDepartment, CybozuID: 6}, {Kind: directory.KindUser, CybozuID: 12}}
	s := there(account{ID: 13, Code: "y"})
	s.HiddenOrganizations, s.HiddenUsers = []cybozu.ID{6}, []cybozu.ID{12}
	plan, then := imported(t, d, s, choices{})
	same(t, "there", []bool{hasDepartment(then, 2), hasUser(then, 1)}, []bool{false, false})
	same(t, "left out", []int{plan.Left.ExcludedDepartments, plan.Left.ExcludedUsers, plan.Read.HiddenOrganizations, plan.Read.HiddenUsers}, []int{1, 1, 0, 0})
	same(t, "why", why(userChange(t, plan, 1)), "delete U8 excluded")
}

func TestM3_WarningSaysWhereEachDepartmentStood(t *testing.T) {
	plan, _ := imported(t, here(
		department{ID: 2, Name: "A"}, department{ID: 3, ParentID: 2, Name: "B"},
		department{ID: 4, ParentID: 3, Name: "C"}, department{ID: 5, ParentID: 3, Name: "D"},
		department{ID: 6, ParentID: 4, Name: "消える", CybozuID: 5}, department{ID: 7, ParentID: 5, Name: "消える", CybozuID: 6},
		user{ID: 1, Departments: []int64{6, 7}}), there(), choices{})
	same(t, "ways", [][]string{plan.Warnings[0].Parties[1].Path, plan.Warnings[0].Parties[2].Path},
		[][]string{{"最上位部署", "A", "B", "C"}, {"最上位部署", "A", "B", "D"}})
}
