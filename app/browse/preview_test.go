package browse

import (
	"slices"
	"strings"
	"testing"

	"anpisync/app/message"
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
	if s := v.List(PreviewQuery{Search: "翔"})[0]; !s.Suspended() || s.RecordID() != 2 {
		t.Errorf("suspended %v, id %d", s.Suspended(), s.RecordID())
	}
	field := message.Field{Name: "名前", After: "佐藤"}
	for want, d := range map[string]message.Description{
		"名前：佐藤":       {Fields: []message.Field{field}},
		"名前：佐藤　注意":    {Fields: []message.Field{field}, Note: "注意"},
		"注意":          {Note: "注意"},
		"名前：佐藤　名前：佐藤": {Fields: []message.Field{field, field}},
	} {
		var got string
		for _, s := range (&Change{Description: d}).Segments(nil) {
			got += s.Text
			if s.Emphasised {
				t.Errorf("%q is emphasised, and has taken nothing's place", s.Text)
			}
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPreview_DrawingARowAllocatesNothing(t *testing.T) {
	c := BuildPreview(sketch()).List(PreviewQuery{Search: "ナオミ"})[0]
	room := make([]Segment, 0, 32)
	if n := testing.AllocsPerRun(20, func() { c.Segments(room) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestPreview_SuspendedIsWhoIsThenOrWas(t *testing.T) {
	on, off := &directory.User{ID: 1, Suspended: true}, &directory.User{ID: 1}
	for _, c := range []struct {
		before, after *directory.User
		want          bool
	}{{on, off, false}, {off, on, true}, {on, nil, true}, {off, nil, false}, {nil, on, true}} {
		of := directory.NewChange(c.before, c.after, "", "")
		if got := (&Change{User: &of}).Suspended(); got != c.want {
			t.Errorf("%v → %v: %t", c.before, c.after, got)
		}
	}
	of := directory.NewChange(nil, &directory.Department{ID: 1}, "", "")
	if (&Change{Department: &of}).Suspended() {
		t.Error("a department is 停止中")
	}
}

func TestPreview_WhatAnotherAnswerHasEndedIsNotLeftOut(t *testing.T) {
	p, d := sketch()
	p.Departments[1].Mend = directory.MendExclude
	before := BuildPreview(p, d)
	then, _ := sketch()
	then.Departments = then.Departments[:1]
	other := directory.Choices{{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: 4711}}
	if got := names(BuildPreviewAfter(before, other, then, d).List(PreviewQuery{Search: "事業推進室"})); got != "" {
		t.Errorf("%s is listed", got)
	}
}

func TestPreview_OffersTheAnswerOfEachChange(t *testing.T) {
	p, d := sketch()
	p.Users[0].Mend = directory.MendKeep
	v := BuildPreview(p, d)
	if m, given, ok := v.List(PreviewQuery{Search: "𠮷田"})[0].Answer(); !ok || given || m.Kind != directory.MendKeep || m.UserID != 4 {
		t.Errorf("%+v, given %t, %t", m, given, ok)
	}
	if _, _, ok := v.List(PreviewQuery{Search: "翔"})[0].Answer(); ok {
		t.Error("there is an answer where there is none")
	}
	if v.Find(1<<40) != nil {
		t.Error("a key of nothing is that of something")
	}
	if got := names(v.ListAgain(PreviewQuery{Action: directory.Link}, []int64{1 << 40})); got != "高咲 雪（y-takasaki）" {
		t.Errorf("where one is gone that was shown: %s", got)
	}
	if got := v.Widest(ChangeAction, func(rune) float32 { return 1 }); len(got) > 0 {
		t.Errorf("a column of buttons is as wide as %q", got)
	}
}

// What an answer makes of a plan is told, where its rows alone are others.
func TestShift_TellsWhatIsAnotherInALaterPlan(t *testing.T) {
	before := BuildPreview(sketch())
	p, d := sketch()
	gone := BuildPreview(p, d).List(PreviewQuery{Search: "雪"})[0]
	p.Users[3] = p.Users[4]
	p.Users = p.Users[:4]
	later := directory.User{ID: 100, LoginName: "new", Name: "新人", CybozuID: 47}
	p.Users = append(p.Users, change(directory.ReasonNew, nil, &later))
	other := *p.Users[1].After
	other.Phone = "1"
	p.Users[1].After = &other
	after := BuildPreview(p, d)
	s := Compare(before, after)
	if names(s.Added) != "新人（new）" || names(s.Changed) != "髙﨑 ナオミ（n-takasaki）" || names(s.Gone) != gone.Name {
		t.Errorf("added %s, changed %s, gone %s", names(s.Added), names(s.Changed), names(s.Gone))
	}
	want := []string{message.ShiftAdded(s.Added[0].Description), message.ShiftChanged(s.Changed[0].Description), message.ShiftGone(gone.Description)}
	if got := s.Lines(); !slices.Equal(got, want) {
		t.Errorf("in words: %q", got)
	}
	one := []*Change{gone}
	for _, c := range []struct {
		s    Shift
		want bool
	}{{Shift{}, true}, {Shift{Added: one}, false}, {Shift{Added: one, Changed: one}, false}, {Shift{Added: one, Gone: one}, false}, {Shift{Changed: one, Gone: one}, false}, {Shift{Gone: one}, false}} {
		if got := c.s.Empty(); got != c.want {
			t.Errorf("%+v is empty: %t", c.s, got)
		}
	}
	if !Compare(before, BuildPreview(sketch())).Empty() {
		t.Error("the same plan is another")
	}
}

// answered is what an answer to the first change of each kind has made of the sketch: the
// deletion is 残す, the new department is left out, and the ids of new records are others.
func answered(t *testing.T) (before, after *Preview) {
	t.Helper()
	p, d := sketch()
	p.Users[0].Mend, p.Departments[1].Mend = directory.MendKeep, directory.MendExclude
	before = BuildPreview(p, d)
	leftOut, _, _ := before.List(PreviewQuery{Action: directory.Create})[0].Answer()

	then, _ := sketch()
	kept := d.Users[3]
	kept.CybozuID = 0
	then.Departments = then.Departments[:1]
	then.Users[0] = change(directory.ReasonKept, &d.Users[3], &kept)
	then.Users[0].Mend, then.Users[0].Given = directory.MendKeep, true
	return before, BuildPreviewAfter(before, directory.Choices{leftOut}, then, d)
}

func TestPreview_WhatIsLeftOutStaysInTheListToBeTakenBack(t *testing.T) {
	_, after := answered(t)
	list := after.List(PreviewQuery{Answered: true})
	if len(list) != 2 || after.Answered() != 2 || after.Count("") != 6 || after.Count(directory.Create) != 0 {
		t.Fatalf("%d answered, %d changes, %d new", len(list), after.Count(""), after.Count(directory.Create))
	}
	if m, given, ok := after.List(PreviewQuery{Search: "事業推進室"})[0].Answer(); !given || !ok || m.Kind != directory.MendExclude {
		t.Errorf("the answer is %+v, given %v", m, given)
	}
	again := BuildPreviewAfter(after, nil, &directory.Plan{}, small())
	if n := len(again.List(PreviewQuery{})); n != 0 {
		t.Errorf("%d changes are left out after the answer was taken back", n)
	}
}

func TestPreview_ARowThatWasAnsweredStaysWhereItIs(t *testing.T) {
	before, after := answered(t)
	for name, q := range map[string]PreviewQuery{
		"all": {}, "deletions": {Action: directory.Delete}, "new ones": {Action: directory.Create},
		"sorted": {Sort: []Sort{{Column: ChangeAction, Descending: true}}},
	} {
		var shown []int64
		want := names(before.List(q))
		for _, c := range before.List(q) {
			shown = append(shown, c.Key())
		}
		if got := names(after.ListAgain(q, shown)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if got := names(after.List(PreviewQuery{Action: directory.Delete})); got != "情シスチーム" {
		t.Errorf("asked anew, the deletions are %s", got)
	}
}

func TestPreview_WhatAnAnswerAddsStandsBehindItsNeighbour(t *testing.T) {
	before, _ := answered(t)
	list := before.List(PreviewQuery{})
	var shown []int64
	for i, c := range list {
		if i != 0 && i != 3 {
			shown = append(shown, c.Key())
		}
	}
	if got, want := names(before.ListAgain(PreviewQuery{}, shown)), names(list); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPreview_TheSameNewRecordHasOneKeyInEveryPlan(t *testing.T) {
	key := func(id int64) int64 {
		u := directory.User{ID: id, LoginName: "new", CybozuID: 47}
		v := BuildPreview(&directory.Plan{Users: []directory.Change[directory.User]{change(directory.ReasonNew, nil, &u)}}, small())
		return v.List(PreviewQuery{})[0].Key()
	}
	if key(100) != key(101) {
		t.Error("the id here makes another key")
	}
	v := BuildPreview(sketch())
	for _, c := range v.List(PreviewQuery{}) {
		if v.Find(c.Key()).Name != c.Name {
			t.Errorf("the key of %s is that of %s", c.Name, v.Find(c.Key()).Name)
		}
	}
}

func TestPreview_KeysAreOfOneRecordEach(t *testing.T) {
	p := &directory.Plan{}
	for id := int64(1); id <= 4; id++ {
		d, u := directory.Department{ID: id}, directory.User{ID: id}
		newD, newU := directory.Department{ID: id + 10, CybozuID: directory.CybozuID(id)}, directory.User{ID: id + 10, CybozuID: directory.CybozuID(id)}
		p.Departments = append(p.Departments, directory.NewChange(&d, nil, "", ""), directory.NewChange(nil, &newD, "", ""))
		p.Users = append(p.Users, directory.NewChange(&u, nil, "", ""), directory.NewChange(nil, &newU, "", ""))
	}
	keys := map[int64]bool{0: true}
	for _, c := range BuildPreview(p, small()).List(PreviewQuery{}) {
		if keys[c.Key()] {
			t.Errorf("%d is the key of two", c.Key())
		}
		keys[c.Key()] = true
	}
	one := directory.NewChange(nil, &directory.Department{ID: 100, CybozuID: 7}, "", "")
	other := directory.NewChange(nil, &directory.Department{ID: 101, CybozuID: 7}, "", "")
	if (&Change{Department: &one}).Key() != (&Change{Department: &other}).Key() {
		t.Error("the id here makes another key of a department")
	}
}

func TestPreview_SortsOnceMoreAsBefore(t *testing.T) {
	v := BuildPreview(sketch())
	kind := []Sort{{Column: ChangeKind}}
	want := names(v.List(PreviewQuery{Sort: kind}))
	v.List(PreviewQuery{Sort: append(kind, Sort{Column: ChangeName, Descending: true})})
	if got := names(v.List(PreviewQuery{Sort: kind})); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := names(v.List(PreviewQuery{Search: "090"})); got != "高咲 雪（y-takasaki）" {
		t.Errorf("by a new number: %s", got)
	}
}

func TestPreview_SortsByEveryColumn(t *testing.T) {
	v := BuildPreview(sketch())
	for _, c := range []struct {
		by   []Sort
		want string
	}{
		{nil, "高崎 翔（s-takasaki）"},
		{[]Sort{{Column: ChangeAction}}, "事業推進室"},
		{[]Sort{{Column: ChangeAction, Descending: true}}, "情シスチーム"},
		{[]Sort{{Column: ChangeKind, Descending: true}, {Column: ChangeAction, Descending: true}}, "𠮷田 昇（Boss）"},
		{[]Sort{{Column: ChangeName}}, "事業推進室"},
		{[]Sort{{Column: ChangeText}}, "孤独（alone）"},
		{[]Sort{{Column: ChangeReason}}, "情シスチーム"},
	} {
		if got := v.List(PreviewQuery{Sort: c.by})[0].Name; got != c.want {
			t.Errorf("%v: first is %s, want %s", c.by, got, c.want)
		}
	}
}

func TestPreview_ListsThoseWhomAGuardIsAbout(t *testing.T) {
	p, d := sketch()
	of := []directory.Party{p.Users[0].Party(), p.Users[2].Party()}
	if got := names(BuildPreview(p, d).List(PreviewQuery{Of: of})); got != "高崎 翔（s-takasaki） 𠮷田 昇（Boss）" {
		t.Errorf("got %s", got)
	}
	if got := len(BuildPreview(p, d).List(PreviewQuery{Of: []directory.Party{}})); got != 0 {
		t.Errorf("a guard about nobody lists %d", got)
	}
}

func TestNatural_CountsAsPeopleDo(t *testing.T) {
	sorted := []string{"2", "10", "dup", "dup1", "dup2", "dup002a", "dup10", "dup10b2", "dup10b10", "dup99", "dup123456789", "dup1234567890", "dup20000000000", "dupx"}
	for i, a := range sorted {
		for j, b := range sorted {
			if got, want := natural(a) < natural(b), i < j; got != want {
				t.Errorf("%s before %s: %v", a, b, got)
			}
		}
	}
}
