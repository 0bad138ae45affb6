package browse

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// troubled is an office in which everything is wrong for somebody. Whose login begins
// with "ok" is in order.
func troubled() *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{
		{ID: 1, Name: "最上位部署"},
		{ID: 2, ParentID: 1, Name: "総務部", Code: "somu", CybozuID: 2},
		{ID: 3, ParentID: 1, Name: "開発本部", Code: "dev", CybozuID: 3},
		{ID: 4, ParentID: 3, Name: "開発チーム"},
		{ID: 5, ParentID: 3, Name: "空のチーム", Code: "none"},
	}}
	add := func(login string, change func(*directory.User)) {
		id := int64(len(d.Users) + 1)
		u := directory.User{
			ID: id, LoginName: login, Name: login, Reading: "よみ", CybozuID: directory.CybozuID(id),
			Email: login + "@example.co.jp", Phone: "03-1234-56" + string([]byte{'0' + byte(id/10), '0' + byte(id%10)}), Departments: []int64{2},
		}
		change(&u)
		d.Users = append(d.Users, u)
	}
	add("ok", func(u *directory.User) { u.Departments = []int64{2, 4} })
	add("unreachable", func(u *directory.User) { u.Email, u.Phone = "", "" })
	add("unreachable-suspended", func(u *directory.User) { u.Email, u.Phone, u.Suspended, u.Departments = "", "", true, nil })
	add("no-email", func(u *directory.User) { u.Email = "" })
	add("no-phone", func(u *directory.User) { u.Phone = "" })
	add("wrong-email", func(u *directory.User) { u.Email = "ｓａｔｏ@example.co.jp" })
	add("wrong-phone", func(u *directory.User) { u.Phone = "90-1234-5678" })
	add("extension", func(u *directory.User) { u.Phone = "内線123" })
	add("shared-1", func(u *directory.User) { u.Phone = "03-9999-0000" })
	add("shared-2", func(u *directory.User) { u.Phone = "0399990000" })
	add("shared-3", func(u *directory.User) { u.Phone = "＋８１　３　９９９９　００００" })
	add("ok-couple-1", func(u *directory.User) { u.Phone = "03-9999-0001" })
	add("ok-couple-2", func(u *directory.User) { u.Phone = "03-9999-0001" })
	add("namesake-1", func(u *directory.User) { u.Name = "佐藤 昇" })
	add("namesake-2", func(u *directory.User) { u.Name = "佐藤　昇" })
	add("no-reading", func(u *directory.User) { u.Reading = "" })
	add("unassigned", func(u *directory.User) { u.Departments, u.CybozuID, u.FormerLink = nil, 0, true })
	add("suspended-assigned", func(u *directory.User) { u.Suspended = true })
	return d
}

var troubles = map[directory.Check]string{
	directory.CheckUnreachable:       "unreachable",
	directory.CheckNoEmail:           "no-email unreachable unreachable-suspended",
	directory.CheckNoPhone:           "no-phone unreachable unreachable-suspended",
	directory.CheckWrongEmail:        "wrong-email",
	directory.CheckWrongPhone:        "wrong-phone",
	directory.CheckExtensionPhone:    "extension",
	directory.CheckSharedPhone:       "shared-1 shared-2 shared-3",
	directory.CheckSameName:          "namesake-1 namesake-2",
	directory.CheckNoReading:         "no-reading",
	directory.CheckNoDepartment:      "unassigned unreachable-suspended",
	directory.CheckSuspendedAssigned: "suspended-assigned",
	directory.CheckEmptyDepartment:   "開発本部 空のチーム",
	directory.CheckNoCode:            "開発チーム",
}

func departmentNames(l DepartmentList) string {
	var names []string
	for i := range l.Len() {
		names = append(names, l.Node(i).Name)
	}
	return strings.Join(names, " ")
}

// found are the logins or names that the list of a check shows.
func found(m *Model, q Query) string {
	if q.Check.Of() == directory.KindDepartment {
		return departmentNames(m.ListDepartments(q))
	}
	return logins(m.List(q))
}

func TestCheckFindsWhomItIsAbout(t *testing.T) {
	m := Build(troubled())
	for _, c := range directory.Checks() {
		if got := found(m, Query{Node: AllUsers, Check: c}); got != troubles[c] {
			t.Errorf("%s: got %s, want %s", c, got, troubles[c])
		}
	}
	if got := logins(m.List(Query{Node: AllUsers, Check: "another"})); got != "" {
		t.Errorf("a check that is not known finds %s", got)
	}
}

func TestCheckIsCombinedWithDepartmentStateAndSearch(t *testing.T) {
	m := Build(troubled())
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{Node: 2, Check: directory.CheckNoPhone}, "no-phone unreachable"},
		{Query{Node: 4, Check: directory.CheckNoPhone}, ""},
		{Query{Node: Unassigned, Check: directory.CheckNoPhone}, "unreachable-suspended"},
		{Query{Node: AllUsers, Check: directory.CheckNoPhone, Filter: FilterSuspended}, "unreachable-suspended"},
		{Query{Node: AllUsers, Check: directory.CheckNoPhone, Search: "総務 unre"}, "unreachable"},
		{Query{Node: 3, Check: directory.CheckEmptyDepartment}, "開発本部 空のチーム"},
		{Query{Node: 2, Check: directory.CheckEmptyDepartment}, ""},
		{Query{Node: AllUsers, Check: directory.CheckEmptyDepartment, Search: "ｶﾗ"}, ""},
		{Query{Node: AllUsers, Check: directory.CheckEmptyDepartment, Search: "空"}, "空のチーム"},
	} {
		if got := found(m, c.query); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.query, got, c.want)
		}
	}
}

func TestCheckLeavesOutWhatWasAccepted(t *testing.T) {
	d := troubled()
	m := Build(d,
		directory.Acceptance{Check: directory.CheckNoPhone, Record: 2},
		directory.Acceptance{Check: directory.CheckNoPhone, Record: 1},           // has one
		directory.Acceptance{Check: directory.CheckNoPhone, Record: 99},          // is not here
		directory.Acceptance{Check: directory.CheckEmptyDepartment, Record: 5},   //
		directory.Acceptance{Check: directory.CheckEmptyDepartment, Record: 2},   // is not empty
		directory.Acceptance{Check: "of another version", Record: 2},             //
		directory.Acceptance{Check: directory.CheckWrongPhone, Record: -1 << 62}, //
	)
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{Check: directory.CheckNoPhone}, "no-phone unreachable-suspended"},
		{Query{Check: directory.CheckNoPhone, Accepted: true}, "no-phone unreachable unreachable-suspended"},
		{Query{Check: directory.CheckUnreachable}, "unreachable"},
		{Query{Check: directory.CheckEmptyDepartment}, "開発本部"},
		{Query{Check: directory.CheckEmptyDepartment, Accepted: true}, "開発本部 空のチーム"},
	} {
		c.query.Node = AllUsers
		if got := found(m, c.query); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.query, got, c.want)
		}
	}
	if got, want := m.Findings(directory.CheckNoPhone), (Findings{Open: 2, Accepted: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := m.Numbers(); got["no_phone"] != 2 || got["accepted"] != 2 {
		t.Errorf("got %v", got)
	}
	if !m.Accepted(directory.CheckNoPhone, 2) || m.Accepted(directory.CheckNoPhone, 5) || m.Accepted(directory.CheckUnreachable, 2) {
		t.Error("what is accepted is not told by row")
	}
}

func TestDepartmentsOfACheckSayWhereTheyAreAndWhatTheyAre(t *testing.T) {
	d := troubled()
	d.Departments[4].FormerLink, d.Departments[4].CybozuID = true, 0
	d.Users = slices.Delete(d.Users, 1, 3)
	m := Build(d, directory.Acceptance{Check: directory.CheckEmptyDepartment, Record: 3}, directory.Acceptance{Check: directory.CheckEmptyDepartment, Record: 99},
		directory.Acceptance{Check: directory.CheckEmptyDepartment, Record: AllUsers})
	l := m.ListDepartments(Query{Node: AllUsers, Check: directory.CheckEmptyDepartment, Accepted: true})
	var got []string
	for i := range l.Len() {
		got = append(got, strings.Join(l.Path(i), ">")+" "+l.Node(i).Name+" "+strings.Join(l.Tags(i, directory.CheckEmptyDepartment), ","), strings.Join(l.Tags(i, ""), ","))
	}
	want := []string{"最上位部署 開発本部 問題なし", "", "開発本部 空のチーム このアプリのみ,以前の連携先", "このアプリのみ,以前の連携先"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if l.Node(-1) != nil || l.Node(l.Len()) != nil {
		t.Error("there is a department where there is none")
	}
	for node, want := range map[int64]string{99: "", Unassigned: "", 3: "開発本部 開発チーム 空のチーム", AllUsers: "総務部 開発本部 開発チーム 空のチーム"} {
		if got := departmentNames(m.ListDepartments(Query{Node: node})); got != want {
			t.Errorf("below %d: %s, want %s", node, got, want)
		}
	}
}

func TestCheckSaysMoreWhereThereIsMoreToSay(t *testing.T) {
	if got := Detail(directory.CheckNoPhone, &directory.User{}); got != "" {
		t.Errorf("a missing number: %q", got)
	}
	if got := Detail(directory.CheckWrongPhone, &directory.User{Phone: "内線1"}); got != "" {
		t.Errorf("an extension is wrong: %q", got)
	}
	if got := Build(troubled()).Findings("another"); got != (Findings{}) {
		t.Errorf("a check that is not known: %+v", got)
	}
	d := troubled()
	l := Build(d, directory.Acceptance{Check: directory.CheckNoEmail, Record: 4}).List(Query{Node: AllUsers, Check: directory.CheckNoEmail, Accepted: true})
	for i := range l.Len() {
		want := stateTags[l.Row(i).state]
		if l.Row(i).User.ID == 4 {
			want = append(slices.Clone(want), "問題なし")
		}
		if got := l.Tags(i, directory.CheckNoEmail); !slices.Equal(got, want) || !slices.Equal(l.Tags(i, ""), l.Row(i).Tags()) {
			t.Errorf("%s: %q", l.Row(i).User.LoginName, got)
		}
	}
}

func TestNumbersAreThoseOfTheLists(t *testing.T) {
	m := Build(troubled())
	got := m.Numbers()
	want := map[string]int{"users": 18, "departments": 4, "suspended": 2, "unassigned": 2, "local": 1, "former_link": 1, "held": 0, "accepted": 0}
	for _, c := range directory.Checks() {
		want[string(c)] = len(slices.DeleteFunc([]byte(troubles[c]), func(b byte) bool { return b != ' ' })) + 1
	}
	for name, n := range want {
		if is, known := got[name]; !known || is != n {
			t.Errorf("%s: got %d, want %d", name, is, n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	none := Build(&directory.Directory{Departments: []directory.Department{{ID: 1}}}).Numbers()
	if len(none) != len(want) {
		t.Errorf("nobody: %v", none)
	}
	for name, n := range none {
		if n != 0 {
			t.Errorf("nobody: %s is %d", name, n)
		}
	}
}

func TestU15_CheckKnowsTheOwnNumberWhereItIsRead(t *testing.T) {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for i, u := range []directory.User{
		{LoginName: "neither"},
		{LoginName: "own", MobilePhone: "090-1234-5678"},
		{LoginName: "inside", Phone: "内線123"},
		{LoginName: "inside-own", Phone: "内線123", MobilePhone: "090-1234-5679"},
		{LoginName: "wrong-own", Phone: "03-1234-5678", MobilePhone: "abc"},
		{LoginName: "shared", Phone: "03-1234-5678"}, {LoginName: "shared2", Phone: "03-1234-5678"},
		{LoginName: "shared-own", Phone: "03-1234-5678", MobilePhone: "080-1234-5678"},
	} {
		u.ID, u.Name, u.Departments = int64(i+1), u.LoginName, []int64{1}
		d.Users = append(d.Users, u)
	}
	for _, extra := range []string{"", directory.FieldEmployee, directory.FieldMobile} {
		d.Options.Extra = extra
		m := Build(d)
		var got []string
		for _, c := range []directory.Check{
			directory.CheckUnreachable, directory.CheckNoPhone, directory.CheckWrongPhone, directory.CheckExtensionPhone, directory.CheckSharedPhone,
		} {
			got = append(got, found(m, Query{Node: AllUsers, Check: c}))
		}
		want := []string{"neither own", "neither own", "", "inside inside-own", "shared shared-own shared2 wrong-own"}
		if extra == directory.FieldMobile {
			want = []string{"neither", "neither", "wrong-own", "inside", "shared shared2 wrong-own"}
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q:\n got %q\nwant %q", extra, got, want)
		}
	}
	if got := Detail(directory.CheckWrongPhone, &d.Users[4]); got == "" || Detail(directory.CheckExtensionPhone, &d.Users[3]) == got {
		t.Errorf("what is wrong: %q", got)
	}
}
