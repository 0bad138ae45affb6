package browse

import (
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// change makes one with a reason, as the rules do.
func change[T directory.Department | directory.User](r directory.Reason, before, after *T) directory.Change[T] {
	return directory.NewChange(before, after, "", r)
}

// sketch is a plan with one of each.
func sketch() (*directory.Plan, *directory.Directory) {
	d := small()
	user := func(i int, edit func(*directory.User)) (*directory.User, *directory.User) {
		after := d.Users[i]
		edit(&after)
		return &d.Users[i], &after
	}
	naomi, naomiAfter := user(0, func(u *directory.User) { u.Name, u.Departments = "髙﨑 ナオミ", []int64{6} })
	sho, shoAfter := user(1, func(u *directory.User) { u.Email = "" })
	yuki, yukiAfter := user(2, func(u *directory.User) { u.CybozuID, u.Phone = 33, "090" })
	alone, aloneAfter := user(4, func(u *directory.User) { u.Memo = "x" })
	office := directory.Department{ID: 9, ParentID: 4, Name: "事業推進室", CybozuID: 109}
	p := &directory.Plan{
		Departments: []directory.Change[directory.Department]{
			change(directory.ReasonGone, &d.Departments[4], nil),
			change(directory.ReasonNew, nil, &office),
		},
		Users: []directory.Change[directory.User]{
			change(directory.ReasonGone, &d.Users[3], nil),
			change(directory.ReasonLinked, naomi, naomiAfter),
			change(directory.ReasonLinked, sho, shoAfter),
			change(directory.ReasonEmail, yuki, yukiAfter),
			change(directory.ReasonByHand, alone, aloneAfter),
		},
		Left: directory.Left{UnchangedDepartments: 4, LocalDepartments: 2, UnchangedUsers: 7, LocalUsers: 3, ExcludedUsers: 1, UnchangedMemberships: 5, LocalMemberships: 6},
	}
	return p, d
}

func names(list []*Change) string {
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

func TestPreview_EmptiedValuesComeFirst(t *testing.T) {
	v := BuildPreview(sketch())
	want := "高崎 翔（s-takasaki） 情シスチーム 事業推進室 𠮷田 昇（Boss） 髙﨑 ナオミ（n-takasaki） 高咲 雪（y-takasaki） 孤独（alone）"
	if got := names(v.List(PreviewQuery{})); got != want {
		t.Errorf("got %s", got)
	}
}

func TestPreview_FilterBySearchAndAction(t *testing.T) {
	v := BuildPreview(sketch())
	for _, c := range []struct {
		query PreviewQuery
		want  string
	}{
		{PreviewQuery{Action: directory.Create}, "事業推進室"},
		{PreviewQuery{Action: directory.Delete}, "情シスチーム 𠮷田 昇（Boss）"},
		{PreviewQuery{Action: directory.Link}, "高咲 雪（y-takasaki）"},
		{PreviewQuery{Search: "ＴＡＫＡＳＡＫＩ なおみ"}, "髙﨑 ナオミ（n-takasaki）"},
		{PreviewQuery{Search: "S@example"}, "高崎 翔（s-takasaki）"},
		{PreviewQuery{Search: "削除された", Action: directory.Delete}, "情シスチーム 𠮷田 昇（Boss）"},
		{PreviewQuery{Search: "削除された", Action: directory.Update}, ""},
	} {
		if got := names(v.List(c.query)); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.query, got, c.want)
		}
	}
	for action, want := range map[directory.Action]int{
		"": 7, directory.Create: 1, directory.Update: 3, directory.Link: 1, directory.Delete: 2, directory.Unlink: 0,
	} {
		if got := v.Count(action); got != want {
			t.Errorf("%s: %d, want %d", action, got, want)
		}
	}
}

func TestPreview_TotalsCountWhatIsLeftAloneToo(t *testing.T) {
	got := BuildPreview(sketch()).Totals
	want := Totals{
		Departments: Total{directory.Tally{Created: 1, Deleted: 1}, 4, 2, 0},
		Users:       Total{directory.Tally{Updated: 3, Linked: 1, Deleted: 1}, 7, 3, 1},
		Memberships: Total{directory.Tally{Deleted: 3}, 5, 6, 0},
	}
	if got != want {
		t.Errorf("got %+v", got)
	}
}

func TestPreview_NewValuesAreEmphasised(t *testing.T) {
	v := BuildPreview(sketch())
	c := v.List(PreviewQuery{Search: "ナオミ"})[0]
	want := []Segment{
		{"名前", false}, {"：", false}, {"髙﨑 直海", false}, {" → ", false}, {"髙﨑 ナオミ", true},
		{"　", false}, {"所属部署", false}, {"：", false}, {"情シスチーム、開発チーム", false}, {" → ", false}, {"開発チーム", true},
	}
	if got := c.Segments(nil); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	room := make([]Segment, 0, 32)
	if n := testing.AllocsPerRun(20, func() { c.Segments(room) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if s := v.List(PreviewQuery{Search: "翔"})[0]; !s.Suspended() || s.RecordID() != 2 {
		t.Errorf("suspended %v, id %d", s.Suspended(), s.RecordID())
	}
}
