package browse

import (
	"fmt"
	"slices"
	"testing"

	"anpisync/reconcile/directory"
)

// waiting is an office with three people who are held among others, and lack everything.
func waiting() *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "総務部", Code: "a", CybozuID: 2}}}
	for i, login := range []string{"a", "held1", "b", "held2", "held3", "c"} {
		u := directory.User{ID: int64(i + 1), LoginName: login, CybozuID: directory.CybozuID(i + 1)}
		if login[0] == 'h' {
			u.HeldSince, u.Suspended = "2026-03-01T12:00:00Z", true
		} else {
			u.Name, u.Reading, u.Email, u.Phone, u.Departments = "佐藤", "さとう", login+"@example.jp", "03-1234-5678", []int64{2}
		}
		d.Users = append(d.Users, u)
	}
	d.Users[1].Departments = []int64{2}
	d.Options.HoldDays = 30
	return d
}

func TestU14_WhoIsHeldIsListedApart(t *testing.T) {
	d := waiting()
	m := Build(d)
	want := `全ユーザー (3)
最上位部署 (0)
 総務部 (3)
未所属ユーザー (0)
保留中 (3)
`
	if got := drawn(m, Top, 0); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{Node: AllUsers}, "a b c"}, {Query{Node: 2}, "a b c"}, {Query{Node: Unassigned}, ""}, {Query{Node: Held}, "held1 held2 held3"},
		{Query{Node: AllUsers, Filter: FilterSuspended}, ""},
	} {
		if got := logins(m.List(c.query)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.query, got, c.want)
		}
	}
	one := *d
	one.Users = d.Users[:2]
	if n := Build(&one).Node(Held); n == nil || n.Count != 1 {
		t.Errorf("one alone who is held is listed in %+v", n)
	}
	if m.Census().Users != 3 || m.Node(2).All != 3 {
		t.Errorf("%d users are counted, %d of them in a department", m.Census().Users, m.Node(2).All)
	}
	if n := m.Numbers(); n["users"] != 3 || n["held"] != 3 || n["suspended"] != 0 || n["unassigned"] != 0 {
		t.Errorf("numbers %v", n)
	}
}

func TestU14_TheHeldAreTakenOutOfALongListAlone(t *testing.T) {
	d := waiting()
	var want []int64
	for id := int64(7); id < 200; id++ {
		u := directory.User{ID: id, LoginName: fmt.Sprintf("user%03d", id), CybozuID: directory.CybozuID(id)}
		if id%3 == 0 {
			u.HeldSince = "2026-03-01T12:00:00Z"
		} else {
			want = append(want, id)
		}
		d.Users = append(d.Users, u)
	}
	var got []int64
	l := Build(d).List(Query{Node: AllUsers, Search: "user"})
	for i := range l.Len() {
		got = append(got, l.Row(i).User.ID)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d are listed, want %d", len(got), len(want))
	}
}

func TestU14_ListSaysWhenTheHeldAreDeleted(t *testing.T) {
	d := waiting()
	for days, want := range map[int]string{30: "2026/03/31に削除", 0: "次の読み込みで削除"} {
		d.Options.HoldDays = days
		m := Build(d)
		l := m.List(Query{Node: Held})
		if got := l.Tags(0, directory.CheckNoEmail); !slices.Equal(got, []string{"停止中", want}) {
			t.Errorf("tags %q, want %s", got, want)
		}
		if got := m.Columns()[at("状態")].Text(l.Row(0)); got != want {
			t.Errorf("column %q, want %s", got, want)
		}
		if got := l.Row(0).Tags(); !slices.Equal(got, []string{"停止中", "保留中"}) {
			t.Errorf("state %q", got)
		}
	}
}

// They are about to go, so nobody need put them right.
func TestU14_CheckPassesOverTheHeld(t *testing.T) {
	m := Build(waiting())
	for _, c := range directory.Checks() {
		want := map[directory.Check]int{directory.CheckSharedPhone: 3, directory.CheckSameName: 3}[c]
		if got := m.Findings(c).Open; got != want && c.Of() == directory.KindUser {
			t.Errorf("%s finds %d, want %d", c, got, want)
		}
		if got := logins(m.List(Query{Node: Held, Check: c})); c.Of() == directory.KindUser && got != "" {
			t.Errorf("%s finds %s", c, got)
		}
	}
}

// A plan is looked at on one day, and made anew on another.
func TestU14_TheDayFromWhichSomebodyWouldBeHeldIsNoShift(t *testing.T) {
	d := waiting()
	since := func(day string, and func(u *directory.User)) *Preview {
		p := new(directory.Plan)
		for _, i := range []int{0, 2} {
			u := d.Users[i]
			u.HeldSince = day + "T12:00:00Z"
			and(&u)
			p.Users = append(p.Users, change(directory.ReasonHeld, &d.Users[i], &u))
		}
		return BuildPreview(p, d)
	}
	nothing := func(*directory.User) {}
	before := since("2026-03-01", nothing)
	if s := Compare(before, since("2026-03-03", nothing)); !s.Empty() {
		t.Errorf("another day is %q", s.Lines())
	}
	for name, and := range map[string]func(*directory.User){
		"what else changes":     func(u *directory.User) { u.Email = "" },
		"who is not held":       func(u *directory.User) { u.HeldSince, u.Phone = "", "06" },
		"who is linked no more": func(u *directory.User) { u.HeldSince, u.CybozuID = "", 0 },
	} {
		if s := Compare(before, since("2026-03-03", and)); len(s.Changed) != 2 {
			t.Errorf("%s is not told: %q", name, s.Lines())
		}
	}
	// Whose time here begins anew was held before as well.
	held := func(day string) *Preview {
		u := d.Users[1]
		u.HeldSince = day + "T12:00:00Z"
		return BuildPreview(&directory.Plan{Users: []directory.Change[directory.User]{change(directory.ReasonHeld, &d.Users[1], &u)}}, d)
	}
	if s := Compare(held("2026-03-05"), held("2026-03-07")); len(s.Changed) != 1 {
		t.Errorf("the days of who was held are %q", s.Lines())
	}
}

func TestU14_PreviewShowsWhoIsHeldAndReturns(t *testing.T) {
	d := waiting()
	stays, goes, returns := d.Users[0], d.Users[2], d.Users[3]
	stays.Phone = "06"
	goes.HeldSince = "2026-03-02T12:00:00Z"
	returns.HeldSince, returns.Departments = "", []int64{2}
	p := &directory.Plan{Users: []directory.Change[directory.User]{
		change(directory.ReasonHeld, &d.Users[2], &goes), change(directory.ReasonLinked, &d.Users[3], &returns), change(directory.ReasonLinked, &d.Users[0], &stays),
	}}
	v := BuildPreview(p, d)
	if v.Held() != 1 {
		t.Errorf("%d are held", v.Held())
	}
	var held []bool
	for _, c := range v.List(PreviewQuery{Sort: []Sort{{Column: ChangeAction}}}) {
		held = append(held, c.Held())
	}
	if !slices.Equal(held, []bool{false, false, true}) {
		t.Errorf("those who are held stand at %v", held)
	}
	tree := v.Tree()
	want := "leaves b → 保留\njoins held2 ← 保留\nchanges a\nstays c\n"
	if got := told(tree.Members(2)); got != want {
		t.Errorf("got\n%s", got)
	}
	if n := tree.Node(2); n.Before.All != 3 || n.After.All != 3 || n.Before.Direct != 3 {
		t.Errorf("the department: %+v %+v", n.Before, n.After)
	}
	if all := tree.Node(AllUsers); all.Before.Direct != 3 || all.After.Direct != 3 || all.Joined != 1 || all.Left != 1 {
		t.Errorf("everybody: %s", fmt.Sprint(all.Before, all.After, all.Joined, all.Left))
	}
}
