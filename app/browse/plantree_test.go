package browse

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// shown is the tree of a plan as it is drawn, with what happens.
func shown(t *PlanTree, id int64, level int) string {
	var b strings.Builder
	for _, child := range t.Children(id) {
		n := t.Node(child)
		fmt.Fprintf(&b, "%s%s %d→%d", strings.Repeat(" ", level), n.Name, n.Before.Direct, n.After.Direct)
		if n.Joined+n.Left > 0 {
			fmt.Fprintf(&b, " +%d−%d", n.Joined, n.Left)
		}
		b.WriteString([]string{"", " new", " gone", " from " + t.NameOf(n.Other), " to " + t.NameOf(n.Other), " was " + n.Was, " out"}[n.Fate])
		if n.Untouched() {
			b.WriteString(" untouched")
		}
		if n.opens {
			b.WriteString(" open")
		}
		b.WriteString("\n" + shown(t, child, level+1))
	}
	return b.String()
}

func TestTree_ShowsWhatHappensWhereItHappens(t *testing.T) {
	p, d := sketch()
	moved := d.Departments[6]
	moved.ParentID = 3
	renamed := d.Departments[5]
	renamed.Name = "開発部"
	p.Departments = append(p.Departments, change(directory.ReasonLinked, &d.Departments[5], &renamed), change(directory.ReasonLinked, &d.Departments[6], &moved))
	p.LeftOut.Departments = []directory.Department{{ParentID: 4, Name: "研究所", CybozuID: 500}}
	want := `全ユーザー 5→4 +0−1
最上位部署 1→0 +0−1 open
 役員 1→0 +0−1 open
  マーケティング本部 0→0 from 最上位部署
 開発本部 1→1 open
  事業推進室 0→0 new
  開発部 2→2 was 開発チーム
  情シスチーム 1→0 +0−1 gone
  研究所 0→0 out
 マーケティング本部 0→0 to 役員
 総務部 0→0 untouched
 安全対策本部 0→0 untouched
未所属ユーザー 1→1
`
	tree := BuildPreview(p, d).Tree()
	if got := shown(tree, Top, 0); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := tree.Node(tree.First()).Name; got != "情シスチーム" {
		t.Errorf("first %s", got)
	}
}

func told(members []PlanMember) string {
	var b strings.Builder
	for _, m := range members {
		fmt.Fprintf(&b, "%s %s%s\n", []string{"leaves", "joins", "changes", "out", "stays"}[m.Stand], m.User.LoginName, strings.TrimRight(" "+m.Text, " "))
	}
	return b.String()
}

func TestTree_PeopleOfADepartmentWithWhatHappensToEach(t *testing.T) {
	p, d := sketch()
	p.LeftOut.Users = []directory.User{{LoginName: "later", Name: "あと", CybozuID: 77, Departments: []int64{6}}}
	tree := BuildPreview(p, d).Tree()
	for id, want := range map[int64]string{
		5:          "leaves n-takasaki → 開発チームに残る\n",
		6:          "changes s-takasaki\nchanges n-takasaki\nout later\n",
		3:          "leaves Boss\n",
		Unassigned: "changes alone\n",
		AllUsers:   "leaves Boss\nchanges s-takasaki\nchanges n-takasaki\nchanges y-takasaki\nchanges alone\nout later\n",
	} {
		if got := told(tree.Members(id)); got != want {
			t.Errorf("%s: got\n%s", tree.NameOf(id), got)
		}
	}
	if got := tree.Whereabouts(tree.Node(3)); got != "1人は削除" {
		t.Errorf("whereabouts %s", got)
	}
}

func TestTree_OpensWhereSomethingHappensAndBeginsWithWhatGoes(t *testing.T) {
	p, d := sketch()
	tree := BuildPreview(p, d).Tree()
	if got := tree.Opened(); !slices.Equal(slices.Sorted(slices.Values(got)), []int64{1, 4}) {
		t.Errorf("opened: %v", got)
	}
	after := d.Users[0]
	after.Departments = []int64{6}
	renamed, coded, memo, joins := d.Departments[6], d.Departments[6], d.Users[4], d.Users[4]
	renamed.Name, coded.Code, memo.Memo, joins.Departments = "販売本部", "code", "x", []int64{2}
	users := func(c ...directory.Change[directory.User]) *directory.Plan { return &directory.Plan{Users: c} }
	of := change(directory.ReasonLinked, &d.Users[0], &after)
	both := users(of)
	both.Departments = []directory.Change[directory.Department]{change(directory.ReasonLinked, &d.Departments[6], &renamed)}
	for want, p := range map[string]*directory.Plan{
		"開発チーム": users(of), "販売本部": both, "総務部": users(change(directory.ReasonByHand, &d.Users[4], &joins)),
	} {
		if tree := BuildPreview(p, d).Tree(); tree.NameOf(tree.First()) != want {
			t.Errorf("first is %s, want %s", tree.NameOf(tree.First()), want)
		}
	}
	if tree := BuildPreview(users(change(directory.ReasonByHand, &d.Users[4], &memo)), d).Tree(); tree.First() != AllUsers {
		t.Errorf("where nothing happens to a department, first is %d", tree.First())
	}
	if tree := BuildPreview(&directory.Plan{}, d).Tree(); tree.First() != AllUsers || tree.NameOf(99) != "" {
		t.Errorf("where nothing happens, first is %d", tree.First())
	}
	both.Departments[0] = change(directory.ReasonLinked, &d.Departments[6], &coded)
	if n := BuildPreview(both, d).Tree().Node(7); n.Was != "" {
		t.Errorf("it was %s, and is", n.Was)
	}
	both.Departments = []directory.Change[directory.Department]{change(directory.ReasonGone, &d.Departments[4], nil), change(directory.ReasonGone, &d.Departments[5], nil)}
	if tree := BuildPreview(both, d).Tree(); tree.NameOf(tree.First()) != "開発チーム" {
		t.Errorf("of two that go, %s is drawn first", tree.NameOf(tree.First()))
	}
	for _, first := range []int{2, 4} {
		p.Departments = []directory.Change[directory.Department]{
			change(directory.ReasonGone, &d.Departments[first], nil), change(directory.ReasonGone, &d.Departments[6-first], nil),
		}
		if got := BuildPreview(p, d).Tree(); got.NameOf(got.First()) != "役員" {
			t.Errorf("of two that go, %s is the first", got.NameOf(got.First()))
		}
	}
	if n := len(tree.Find(BuildPreview(p, d), "opq")); n != 0 {
		t.Errorf("%d are found for a letter that stands nowhere", n)
	}
	if n := len(tree.Find(BuildPreview(p, d), "")); n != 9 {
		t.Errorf("without a search %d are found", n)
	}
}

func TestTree_PeopleOfWhatMovesAndOfWhatIsNotThere(t *testing.T) {
	p, d := sketch()
	moved := d.Departments[3]
	moved.ParentID = 3
	p.Departments = append(p.Departments, change(directory.ReasonLinked, &d.Departments[3], &moved))
	p.LeftOut.Departments = []directory.Department{{ParentID: 1, Name: "研究所", CybozuID: 500}}
	p.LeftOut.Users = []directory.User{{LoginName: "later", Name: "あと", CybozuID: 77, Departments: []int64{6}}}
	p.Users[0].Mend = directory.MendKeep
	tree := BuildPreview(p, d).Tree()
	shadows := 0
	for i := range tree.nodes {
		if n := &tree.nodes[i]; n.Fate == FateShadow {
			shadows++
			if got, want := told(tree.Members(n.ID)), told(tree.Members(4)); got != want || got != "changes y-takasaki\n" {
				t.Errorf("where it was: got\n%s", got)
			}
		}
	}
	if shadows != 1 || tree.Members(99) != nil || tree.Members(comesOf(500)) != nil {
		t.Errorf("%d shadows, and people where nobody is", shadows)
	}
	members := tree.Members(AllUsers)
	for i := range members {
		m := &members[i]
		key, mend := m.User.ID, directory.Mend{}
		switch {
		case m.Stand == StandLeftOut:
			key, mend = comesOf(77), leftOut(directory.KindUser, 77, "あと")
		case m.User.ID == 4:
			mend = directory.Mend{Kind: directory.MendKeep, Record: directory.KindUser, UserID: 4}
		}
		got, given, ok := m.Answer()
		if m.Key() != key || got.Kind != mend.Kind || got.UserID != mend.UserID || got.CybozuID != mend.CybozuID || given != (m.Stand == StandLeftOut) || ok != (mend != directory.Mend{}) {
			t.Errorf("%s: key %d, answer %+v %t %t", m.User.LoginName, m.Key(), got, given, ok)
		}
	}
	stays := PlanMember{User: &directory.User{ID: 8, CybozuID: 9}, Stand: StandStays}
	if _, given, ok := stays.Answer(); given || ok || stays.Key() != 8 || stays.Name() != message.Person(stays.User) {
		t.Errorf("who stays: %d %q", stays.Key(), stays.Name())
	}
	comes := directory.NewChange(nil, &directory.User{ID: 8, CybozuID: 9, Name: "新人"}, "", directory.ReasonNew)
	if m := (PlanMember{User: comes.After, Change: &Change{Description: message.Description{Action: comes.Action}, User: &comes}, Stand: StandJoins}); m.Key() != comesOf(9) || m.Name() != "新人" {
		t.Errorf("who comes: %d %q", m.Key(), m.Name())
	}
}

func TestTree_SaysWhereThoseWhoJoinComeFrom(t *testing.T) {
	d := small()
	move := func(i int, to ...int64) directory.Change[directory.User] {
		after := d.Users[i]
		after.Departments = to
		return change(directory.ReasonLinked, &d.Users[i], &after)
	}
	p := &directory.Plan{Users: []directory.Change[directory.User]{
		move(0, 7), move(2, 4, 7), move(4, 7), change(directory.ReasonNew, nil, &directory.User{ID: 100, LoginName: "new", Name: "新人", CybozuID: 47, Departments: []int64{7}}),
	}}
	tree := BuildPreview(p, d).Tree()
	for id, want := range map[int64]string{
		7:          "joins alone ← 未所属から,joins n-takasaki ← 情シスチームと開発チームから,joins new,joins y-takasaki ← 開発本部にも所属",
		Unassigned: "leaves alone → マーケティング本部へ",
	} {
		got := strings.Fields(strings.ReplaceAll(told(tree.Members(id)), " ", "_"))
		slices.Sort(got)
		if got := strings.ReplaceAll(strings.Join(got, ","), "_", " "); got != want {
			t.Errorf("%d: got %s", id, got)
		}
	}
	if n := len(tree.Members(AllUsers)); n != 4 || tree.Children(99) != nil {
		t.Errorf("%d of all users are listed, though something happens to 4", n)
	}
	if n := tree.Node(7); n.After.Direct != 4 || n.After.All != 4 || n.Joined != 4 {
		t.Errorf("%+v, %d join", n.After, n.Joined)
	}
}

func TestTree_WhereaboutsNameTheThreeThatMostGoTo(t *testing.T) {
	d := small()
	p := &directory.Plan{}
	d.Users = nil
	for i, to := range [][]int64{{5, 6}, {2}, {3}, {7}, {3}, nil, {8}, {6}} {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), LoginName: fmt.Sprint("u", i), CybozuID: directory.CybozuID(i + 1), Departments: []int64{6}})
		p.Users = append(p.Users, change(directory.ReasonLinked, nil, &directory.User{ID: int64(i + 1), Departments: to}))
	}
	for i := range p.Users {
		after := d.Users[i]
		after.Departments = p.Users[i].After.Departments
		after.Phone = "1"
		p.Users[i] = change(directory.ReasonLinked, &d.Users[i], &after)
	}
	tree := BuildPreview(p, d).Tree()
	if got, want := tree.Whereabouts(tree.Node(6)), "2人は役員へ、1人は未所属に、1人は総務部へ、ほか2人"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	p.Users = p.Users[:6]
	tree = BuildPreview(p, d).Tree()
	if got, want := tree.Whereabouts(tree.Node(6)), "2人は役員へ、1人は未所属に、1人は総務部へ、ほか1人"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := tree.Whereabouts(tree.Node(3)); got != "" {
		t.Errorf("nobody leaves, and %s", got)
	}
}

func TestU13_TreeHasNobodyWhoIsLeftOutByAnAnswer(t *testing.T) {
	d := small()
	later := directory.User{ID: 100, LoginName: "new", Name: "新人", CybozuID: 47, Departments: []int64{7}}
	p := &directory.Plan{Users: []directory.Change[directory.User]{change(directory.ReasonNew, nil, &later)}}
	p.Users[0].Mend = directory.MendExclude
	before := BuildPreview(p, d)
	m, _, _ := before.List(PreviewQuery{})[0].Answer()
	tree := BuildPreviewAfter(before, directory.Choices{m}, &directory.Plan{}, d).Tree()
	if n, all := tree.Node(7), tree.Node(AllUsers); n.After.Direct != 0 || n.Joined != 0 || all.Joined != 0 || len(tree.Members(7)) != 0 {
		t.Errorf("%d join, in all %d", n.Joined, all.Joined)
	}
	if n := len(BuildPreviewAfter(before, directory.Choices{m}, p, d).List(PreviewQuery{})); n != 1 {
		t.Errorf("an answer that has not come about yet makes %d rows of one", n)
	}
	if n := len(BuildPreviewAfter(nil, directory.Choices{m}, p, d).List(PreviewQuery{})); n != 1 {
		t.Errorf("%d rows without a plan before", n)
	}
}

func TestU13_TreeLeavesOutWhatAnAnswerHasLeftOut(t *testing.T) {
	_, after := answered(t)
	if got := after.Tree(); got.Node(comesOf(109)) != nil || got.Node(AllUsers).Before.Direct != 5 {
		t.Errorf("got\n%s", shown(got, Top, 0))
	}
}

func TestU13_TreeOffersToLeaveOutAndTakesItBack(t *testing.T) {
	p, d := sketch()
	p.Departments[1].Mend = directory.MendExclude
	p.LeftOut.Departments = []directory.Department{{ParentID: 1, Name: "研究所", CybozuID: 500}}
	tree := BuildPreview(p, d).Tree()
	if m, given, ok := tree.Node(comesOf(109)).Answer(); !ok || given || m.Kind != directory.MendExclude || m.CybozuID != 109 {
		t.Errorf("a new department: %+v %v %v", m, given, ok)
	}
	if m, given, ok := tree.Node(comesOf(500)).Answer(); !ok || !given || m != leftOut(directory.KindDepartment, 500, "研究所") {
		t.Errorf("one that is left out: %+v %v %v", m, given, ok)
	}
	if _, given, ok := tree.Node(4).Answer(); ok || given {
		t.Error("a department to which nothing happens can be answered")
	}
}

func TestTree_FindShowsDepartmentsAndWhereFoundPeopleChange(t *testing.T) {
	v := BuildPreview(sketch())
	tree := v.Tree()
	for query, want := range map[string][]int64{
		"推進":   {comesOf(109), 1, 4},
		"ナオミ":  {1, 4, 5, 6},
		"いない人": nil,
	} {
		found := tree.Find(v, query)
		maps.DeleteFunc(found, func(_ int64, shown bool) bool { return !shown })
		if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}

// randomDirectory has departments and users of some ids, so that two of them differ in all
// ways in which directories can.
func randomDirectory(t *rapid.T, what string) *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}, NextDepartmentID: 10, NextUserID: 10}
	number := func(what string, to int) int64 { return int64(rapid.IntRange(0, to).Draw(t, what)) }
	for id := int64(2); id < 10; id++ {
		if number(what+" is there", 3) == 0 {
			continue
		}
		above := d.Departments[rapid.IntRange(0, len(d.Departments)-1).Draw(t, what+" parent")].ID
		d.Departments = append(d.Departments, directory.Department{
			ID: id, ParentID: above, Name: fmt.Sprint("部署", number(what+" name", 2)), SortOrder: number(what+" order", 2),
		})
		if number(what+" linked", 1) == 0 {
			d.Departments[len(d.Departments)-1].CybozuID = directory.CybozuID(100 + id)
		}
	}
	// Ids of parents need not ascend.
	last := &d.Departments[len(d.Departments)-1]
	if second := &d.Departments[min(1, len(d.Departments)-1)]; last.ParentID == 1 && second.ID != last.ID && number(what+" turned", 1) == 0 {
		second.ParentID = last.ID
	}
	for id := int64(1); id < 10; id++ {
		if number(what+" user is there", 3) == 0 {
			continue
		}
		u := directory.User{ID: id, LoginName: fmt.Sprint("u", id), Name: fmt.Sprint("人", number(what+" user name", 1))}
		for _, dep := range d.Departments {
			if number(what+" in", 3) == 0 {
				u.Departments = append(u.Departments, dep.ID)
			}
		}
		d.Users = append(d.Users, u)
	}
	return d
}

// crowds counts the slow way: by department, and 0 is nobody's.
func crowds(d *directory.Directory) map[int64]Crowd {
	counts := map[int64]Crowd{}
	tree := directory.NewTree(d.Departments)
	for _, dep := range d.Departments {
		var c Crowd
		for _, u := range d.Users {
			if slices.Contains(u.Departments, dep.ID) {
				c.Direct++
			}
			if slices.ContainsFunc(u.Departments, func(id int64) bool { return tree.IsBelow(id, dep.ID) }) {
				c.All++
			}
		}
		counts[dep.ID] = c
	}
	for _, u := range d.Users {
		if len(u.Departments) == 0 {
			c := counts[Unassigned]
			counts[Unassigned] = Crowd{c.Direct + 1, c.All + 1}
		}
	}
	counts[AllUsers] = Crowd{len(d.Users), len(d.Users)}
	return counts
}

// Whatever a plan does: each number of the tree is that of the directory before and after,
// each change is of one department or somebody among all, and each place of a department and a person is shown.
func TestTree_IsThePlanAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := randomDirectory(t, "before"), randomDirectory(t, "after")
		if before.Validate() != nil || after.Validate() != nil {
			t.Skip("a ring")
		}
		plan := directory.Diff(before, after)
		v := BuildPreview(plan, before)
		tree := v.Tree()
		was, is := crowds(before), crowds(after)
		changes := map[*Change]int{}
		visited := map[int64]bool{}
		var visit func(ids []int64, above int64)
		visit = func(ids []int64, above int64) {
			for _, id := range ids {
				n, of := tree.Node(id), id // of is the id of its department
				if n.Department != nil && n.Fate != FateShadow {
					of = n.Department.ID
				}
				if visited[of] {
					t.Fatalf("%d is shown twice", of)
				}
				visited[of] = true
				if n.Change != nil {
					changes[n.Change]++
				}
				if id == AllUsers {
					for _, row := range n.people {
						changes[&v.rows[row]]++
					}
				}
				if n.Fate == FateShadow {
					if moved := tree.At(n.Department.ID); moved.Fate != FateMoved || moved.Other != n.Department.ParentID || above != n.Department.ParentID {
						t.Errorf("a shadow of what has not moved: %+v", moved)
					}
					visit(n.children, id)
					continue
				}
				if n.Before != was[of] || n.After != is[of] {
					t.Errorf("%d: %+v → %+v, want %+v → %+v", of, n.Before, n.After, was[of], is[of])
				}
				if n.After.Direct != n.Before.Direct+n.Joined-n.Left {
					t.Errorf("%d: %d + %d − %d is not %d", of, n.Before.Direct, n.Joined, n.Left, n.After.Direct)
				}
				if n.Department != nil && above != n.Department.ParentID {
					t.Errorf("%d is below %d, not %d", of, above, n.Department.ParentID)
				}
				checkMembers(t, tree, n, before, after)
				visit(n.children, of)
			}
		}
		visit(tree.Children(Top), 0)
		for i := range v.rows {
			if changes[&v.rows[i]] != 1 {
				t.Errorf("%s is found %d times", v.rows[i].Name, changes[&v.rows[i]])
			}
		}
		if len(changes) != len(plan.Departments)+len(plan.Users) {
			t.Errorf("%d changes, want %d", len(changes), len(plan.Departments)+len(plan.Users))
		}
		for id := range was {
			if !visited[id] {
				t.Errorf("%d was there, and is not shown", id)
			}
		}
		for id := range is {
			if !visited[id] {
				t.Errorf("%d will be there, and is not shown", id)
			}
		}
	})
}

// checkMembers compares the people of a department with those of both directories.
func checkMembers(t *rapid.T, tree *PlanTree, n *PlanNode, before, after *directory.Directory) {
	if n.Department == nil {
		return
	}
	in := func(d *directory.Directory) map[int64]bool {
		ids := map[int64]bool{}
		for _, u := range d.Users {
			if slices.Contains(u.Departments, n.Department.ID) {
				ids[u.ID] = true
			}
		}
		return ids
	}
	was, is := in(before), in(after)
	listed := map[int64]bool{}
	for _, m := range tree.Members(n.ID) {
		id := m.User.ID
		if listed[id] {
			t.Errorf("%d lists %d twice", n.ID, id)
		}
		listed[id] = true
		stand := StandStays
		switch {
		case was[id] && !is[id]:
			stand = StandLeaves
		case is[id] && !was[id]:
			stand = StandJoins
		case m.Change != nil:
			stand = StandChanges
		}
		if m.Stand != stand || !was[id] && !is[id] {
			t.Errorf("%d says of %d %v, want %v", n.ID, id, m.Stand, stand)
		}
	}
	maps.Copy(was, is)
	if len(listed) != len(was) {
		t.Errorf("%d lists %v, want %v", n.ID, listed, was)
	}
}
