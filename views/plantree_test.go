package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// lookAtTree leads through the form to the preview, as a tree.
func (s *stage) lookAtTree() *treeBody {
	s.t.Helper()
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	if v == nil || v.p.Plan == nil {
		s.t.Fatalf("no preview: %q", s.dialogs()+s.onScreen())
	}
	v.tabs.Choose(1)
	s.settle()
	if v.body != body(v.tree) {
		s.t.Fatal("no tree")
	}
	return v.tree
}

// told is what the line of a node says.
func told(t *planTree, id int64) string {
	var b strings.Builder
	story := planNodes{tree: t}.Node(id).Story
	for _, tag := range story.Tags {
		b.WriteString("[" + tag.Text + "]")
	}
	for _, span := range slices.Concat(story.Text, story.Right) {
		b.WriteString(span.Text)
	}
	return b.String()
}

func TestTree_TellsWhatBecomesOfADepartmentAndItsPeople(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	s.win.Resize(fyne.NewSize(1280, 800))
	tree := s.lookAtTree()
	n := tree.model.Node(tree.model.First())
	if got := told(tree.planTree, n.ID); got != "[削除]海外営業グループ　12人はセールスチームへ、2人はセールスチームと事業推進室へ14 → 0人（−14）" {
		t.Errorf("the line says %s", got)
	}
	text := s.onScreen()
	for _, want := range []string{"削除される部署です。", "所属していた14人のうち、12人はセールスチームへ", "外れるJohn Smith　→ セールスチームと事業推進室へ"} {
		if !strings.Contains(text, want) {
			t.Errorf("the screen does not say %s: %s", want, text)
		}
	}
	for search, want := range inOrder(map[string]string{
		"情シス":    "[変更]情シスチーム → 情報システムチーム8 → 9人（＋1）",
		"サポートチ":  "[移動]サポートチーム　← マーケティング本部から26 → 27人（＋1）",
		"事業推進室":  "[追加]事業推進室0 → 3人（＋3）",
		"セールスチー": "セールスチーム38 → 52人（＋14）",
	}) {
		var lines []string
		for id := range tree.model.Find(tree.preview, search) {
			lines = append(lines, told(tree.planTree, id))
		}
		if !slices.Contains(lines, want) {
			t.Errorf("%q, and no line says %s", lines, want)
		}
	}
	if len(tree.members) != 14 {
		t.Errorf("%d people, want 14", len(tree.members))
	}
}

// An office that wants two of its organizations says so in the first preview: what is ticked
// goes at once and stays where it can be ticked off.
func TestU13_TreeLeavesOutWhatIsTicked(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	tree := s.lookAtTree()
	tops := slices.Clone(tree.model.Children(directory.RootID))
	for _, id := range tops[2:] {
		tree.tree.Select(id)
		s.focus(tree.tree.Focusable())
		s.press(fyne.KeySpace, 0)
		s.settle()
		if got, _ := tree.tree.Selected(); got != id || s.win.Canvas().Focused() != tree.tree.Focusable() {
			t.Fatalf("%d is selected after %d was ticked", got, id)
		}
		if !strings.Contains(told(tree.planTree, id), "読み込みません") {
			t.Errorf("ticked, and then %s", told(tree.planTree, id))
		}
	}
	s.press(fyne.KeySpace, 0) // the last one comes after all
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	var names []string
	for _, d := range s.stored().Departments {
		if d.ParentID == directory.RootID {
			names = append(names, d.Name)
		}
	}
	if want := 3; len(names) != want {
		t.Errorf("imported %v, want %d of %d", names, want, len(tops))
	}
	if got := len(s.stored().Remembered.Excluded); got != len(tops)-3 {
		t.Errorf("%d are left out, want %d", got, len(tops)-3)
	}
	cybozutest.NextDay(s.company)
	tree = s.lookAtTree()
	for id := range tree.model.Find(tree.preview, "") {
		if n := tree.model.Node(id); n.Fate == browse.FateLeftOut {
			if story := (planNodes{tree: tree.planTree}).Node(id).Story; !story.On || story.Fixed == "" {
				t.Errorf("%s was left out before: %+v", n.Name, story)
			}
		}
	}
}

// Who would be deleted is kept by a box beside their name, one by one or all at once.
func TestU8_TreeKeepsWhoIsTicked(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	before := len(s.stored().Users)
	cybozutest.NextDay(s.company)
	tree := s.lookAtTree()
	tree.tree.Select(browse.AllUsers)
	tree.ask()
	s.settle()
	keep := func() (kept, deleted int) {
		for _, c := range s.preview().p.Plan.Users {
			switch {
			case c.For(directory.ReasonKept):
				kept++
			case c.Action == directory.Delete:
				deleted++
			}
		}
		return kept, deleted
	}
	i := slices.IndexFunc(tree.members, func(m browse.PlanMember) bool {
		return m.Change != nil && m.Change.Action == directory.Delete
	})
	tree.people.Select(tree.members[i].Key())
	s.focus(tree.people.Focusable())
	s.press(fyne.KeySpace, 0)
	s.settle()
	if kept, deleted := keep(); kept != 1 || deleted != 2 {
		t.Fatalf("%d are kept, %d deleted, want 1 and 2", kept, deleted)
	}
	if s.win.Canvas().Focused() != tree.people.Focusable() {
		t.Error("the keys are not among the people any more")
	}
	button(t, tree.answers, "2人をすべて残す").Tapped(nil)
	s.settle()
	button(t, tree.answers, "3人の回答を取り消す")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := len(s.stored().Users); got != before+4 {
		t.Errorf("%d users, want %d and 4 new ones", got, before)
	}
}

func TestTree_OfTheHistoryAndOfAnUndo(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	s.importAll()
	s.window.edit("「防災委員会」の追加", edit.AddDepartment(directory.RootID, "防災委員会", ""), nil)
	s.onNavigated(screenHistory)
	s.settle()
	views := s.history.views
	views.tabs.Choose(1)
	for _, c := range []struct {
		line  int
		first string
	}{
		{0, "[追加]防災委員会0人"}, // its copy is none: a hand's
		{1, "[削除]海外営業グループ　12人はセールスチームへ、2人はセールスチームと事業推進室へ14 → 0人（−14）"},
		{2, "[追加]役員0 → 3人（＋3）"},
	} {
		s.history.open(s.history.imports[c.line].ID)
		s.settle()
		tree := views.tree
		if got := told(tree, tree.model.First()); got != c.first {
			t.Errorf("line %d: %s, want %s", c.line, got, c.first)
		}
		if all := tree.model.Node(browse.AllUsers); c.line == 1 && (all.Before.Direct != 345 || all.After.Direct != 346) {
			t.Errorf("%+v people before, %+v after", all.Before, all.After)
		}
		if c.line == 1 && !strings.Contains(s.onScreen(), "削除された部署です") {
			t.Errorf("what has happened is told as if it would: %s", s.onScreen())
		}
		if story := (planNodes{tree: tree}).Node(tree.model.First()).Story; story.Box != "" {
			t.Error("what has happened can be answered")
		}
	}
	s.history.open(s.history.imports[1].ID)
	s.settle()
	s.history.undo.Tapped(nil)
	s.settle()
	s.preview().tabs.Choose(1)
	s.settle()
	tree := s.preview().tree
	found := false
	for id := range tree.model.Find(tree.preview, "海外営業グループ") {
		found = found || told(tree.planTree, id) == "[追加]海外営業グループ0 → 14人（＋14）"
	}
	if !found {
		t.Errorf("the undo's tree says %s", s.onScreen())
	}
}

// What a day's edits have done together is a tree too, and follows what is done next.
func TestTree_OfADaysEdits(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	add := func(name string) {
		s.window.edit("「"+name+"」の追加", edit.AddDepartment(directory.RootID, name, ""), nil)
		s.settle()
	}
	add("防災委員会")
	add("安全委員会")
	s.onNavigated(screenHistory)
	s.settle()
	views := s.history.views
	views.tabs.Choose(1)
	s.settle()
	added := func() (names []string) {
		for _, id := range views.tree.model.Children(directory.RootID) {
			if n := views.tree.model.Node(id); n.Fate == browse.FateCreated {
				names = append(names, n.Name)
			}
		}
		slices.Sort(names)
		return names
	}
	if got := added(); !slices.Equal(got, []string{"安全委員会", "防災委員会"}) || s.history.day == nil {
		t.Fatalf("added are %q", got)
	}
	views.tree.tree.Select(browse.AllUsers)
	add("衛生委員会")
	if got := added(); len(got) != 3 {
		t.Errorf("after one more edit added are %q", got)
	}
	s.reload()
	s.settle()
	id := views.tree.model.First()
	views.tree.tree.Select(browse.AllUsers)
	s.reload() // another process has changed something
	s.settle()
	if got, _ := views.tree.tree.Selected(); got != browse.AllUsers {
		t.Errorf("selected is %d, not what was; first is %d", got, id)
	}
}

// Of whom personal data was erased, the tree says so, as the list does, also where it was
// there before.
func TestTree_OfTheHistoryForgetsWhoWasErased(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	views := s.history.views
	views.tabs.Choose(1)
	s.settle()
	names := func() (deleted []string) {
		views.tree.tree.Select(browse.AllUsers)
		views.tree.ask()
		s.settle()
		for i := range views.tree.members {
			if m := &views.tree.members[i]; m.Change != nil && m.Change.Action == directory.Delete {
				deleted = append(deleted, (&memberNodes{tree: views.tree}).Node(m.Key()).Name)
			}
		}
		return deleted
	}
	if got := names(); len(got) != 3 || slices.Contains(got, "（消去済み）") {
		t.Fatalf("deleted are %q", got)
	}
	if _, err := s.app.EraseLeavers(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	if got := names(); !slices.Equal(got, []string{"（消去済み）", "（消去済み）", "（消去済み）"}) {
		t.Errorf("deleted are %q", got)
	}
}

// treeLines are all lines of a tree, the deeper ones further in, with what can be ticked and
// what the mouse is told.
func treeLines(t *planTree) string {
	var b strings.Builder
	nodes := planNodes{tree: t}
	var add func(ids []int64, in string)
	add = func(ids []int64, in string) {
		for _, id := range ids {
			story := nodes.Node(id).Story
			b.WriteString(in + told(t, id))
			if story.Box != "" {
				b.WriteString(" □" + story.Box)
			}
			if story.On {
				b.WriteString("✓")
			}
			for _, more := range []string{story.Fixed, story.Tip} {
				if more != "" {
					b.WriteString(" （" + more + "）")
				}
			}
			b.WriteString("\n")
			add(nodes.Children(id), in+"　")
		}
	}
	add(nodes.Roots(), "")
	return b.String()
}

// peopleLines are those of the people beside it, and what is told above them.
func peopleLines(t *planTree) string {
	var b strings.Builder
	b.WriteString(t.title.String() + "\n")
	nodes := &memberNodes{tree: t}
	for _, id := range nodes.Roots() {
		story := nodes.Node(id).Story
		for _, tag := range story.Tags {
			b.WriteString("[" + tag.Text + "]")
		}
		b.WriteString(plain(story.Text) + "　" + plain(story.Right))
		if story.Box != "" {
			b.WriteString(" □" + story.Box)
		}
		if story.On {
			b.WriteString("✓")
		}
		for _, more := range []string{story.Fixed, story.Tip} {
			if more != "" {
				b.WriteString(" （" + more + "）")
			}
		}
		b.WriteString("\n")
	}
	for _, o := range t.answers.Objects {
		b.WriteString("→ " + o.(*kit.Button).Text() + "\n")
	}
	return b.String()
}

func TestTree_TellsOfEachDepartmentAndPersonWhatBecomesOfThem(t *testing.T) {
	s := peopleStage(t)
	s.local("応援")
	s.window.edit("", edit.AddUser(directory.User{LoginName: "local", Name: "地元 花子", Departments: []int64{s.department("役員").ID}}, ""), nil)
	s.settle()
	s.company.Update(func(d *cybozutest.Data) {
		at := func(code string) *cybozutest.Organization {
			return &d.Organizations[slices.IndexFunc(d.Organizations, func(o cybozutest.Organization) bool { return o.Code == code })]
		}
		at("yakuin").Code = "board"      // another code
		at("dev_team").Name = "研究チーム"    // another name
		at("dev_sys").ParentCode = "mkt" // another place
		at("sales_1").ParentCode = "dev" // another place and name
		at("sales_1").Name = "営業チーム"
		d.Organizations = slices.DeleteFunc(d.Organizations, func(o cybozutest.Organization) bool { return o.Code == "group1" || o.Code == "mkt_support" })
		d.Organizations = append(d.Organizations, cybozutest.Organization{ID: 77, Code: "new", Name: "防災室"})
		user := func(code string) *cybozutest.User {
			return &d.Users[slices.IndexFunc(d.Users, func(u cybozutest.User) bool { return u.Code == code })]
		}
		user("userA").Memberships = []cybozutest.Membership{{Organization: 77}}
		user("userD").Memberships = []cybozutest.Membership{{Organization: 77}, {Organization: 2}}
		user("userE").Name = "ユーザーE（改名）"
		d.DeleteUser("userF")
		d.DeleteUser("userW")
		d.AddUser(cybozutest.User{Code: "new1", Name: "新人 一", Valid: true, Memberships: []cybozutest.Membership{{Organization: 1}}})
		d.AddUser(cybozutest.User{Code: "new2", Name: "新人 二", Valid: true, Memberships: []cybozutest.Membership{{Organization: 1}}})
	})
	s.onNavigated(screenConnect)
	tree := s.lookAtTree().planTree
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
	}
	expect("the tree", treeLines(tree), `全ユーザー24 → 24人（＋2 −2）
最上位部署0人 （下の部署も含めて14 → 15人）
　[変更]役員　部署コード：yakuin → board4 → 4人（＋2 −2）
　開発本部4 → 5人（＋1）
　　[変更]開発チーム → 研究チーム0人
　　情シスチーム　→ マーケティング本部の下へ
　　[移動]セールスチーム → 営業チーム　← マーケティング本部から0人
　マーケティング本部4人 （下の部署も含めて5人）
　　プロモーションチーム1人
　　[移動]情シスチーム　← 開発本部から0人
　　セールスチーム　→ 開発本部の下へ
　　[削除]サポートチーム0人
　[削除]グループ1　1人は防災室へ1 → 0人（−1）
　グループ21 → 0人（−1）
　[追加]防災室0 → 2人（＋2） □除外
　応援　このアプリのみ（対象外）0人
未所属ユーザー10 → 9人（−1）
`)
	const nobody = "表示する人はいません　\n"
	of := func(name string) (found int64) {
		for id := range tree.model.Find(tree.preview, "") {
			if n := tree.model.Node(id); n.Name == name && n.Fate != browse.FateShadow {
				found = id
			}
		}
		return found
	}
	for _, c := range []struct {
		name string
		id   int64
		want string
	}{
		{"役員", of("役員"), `役員　4人のうち、1人は削除、1人は開発本部と防災室へ。　2人が加わります。
[外れる]ユーザーD　→ 開発本部と防災室へ　 （userD　所属部署：役員 → 開発本部、防災室）
[削除]ユーザーF　cybozu.comから削除された　 □残す （userF　所属部署：役員）
[追加]新人 一　新しいユーザー　 □除外 （new1　所属部署：役員）
[追加]新人 二　新しいユーザー　 □除外 （new2　所属部署：役員）
[変更]ユーザーE（改名）　名前：ユーザーE → ユーザーE（改名）　 （userE　名前：ユーザーE → ユーザーE（改名））
地元 花子　このアプリのみ（対象外） （local）
→ 2人をすべて読み込みから除外
`},
		{"防災室", of("防災室"), `防災室　追加される部署です。　2人が加わります。
[加わる]ユーザーA　← グループ1とグループ2から　 （userA　所属部署：グループ1、グループ2 → 防災室）
[加わる]ユーザーD　← 役員から　 （userD　所属部署：役員 → 開発本部、防災室）
`},
		{"グループ1", of("グループ1"), `グループ1　削除される部署です。　所属していた1人は防災室へ。
[外れる]ユーザーA　→ 防災室へ　 （userA　所属部署：グループ1、グループ2 → 防災室）
`},
		{"サポートチーム", of("サポートチーム"), "サポートチーム　削除される部署です。　誰も所属していません。\n" + nobody},
		{"営業チーム", of("営業チーム"), "営業チーム　「マーケティング本部」の下から「開発本部」の下へ移ります。　名前が「セールスチーム」から「営業チーム」に変わります。\n" + nobody},
		{"where it comes from", tree.model.Children(of("マーケティング本部"))[2], "営業チーム　「マーケティング本部」の下から「開発本部」の下へ移ります。　名前が「セールスチーム」から「営業チーム」に変わります。\n" + nobody},
		{"応援", of("応援"), "応援　人の出入りはありません。\n" + nobody},
		{"研究チーム", of("研究チーム"), "研究チーム　名前が「開発チーム」から「研究チーム」に変わります。\n" + nobody},
		{"開発本部", of("開発本部"), `開発本部　1人が加わります。
[加わる]ユーザーD　← 役員から　 （userD　所属部署：役員 → 開発本部、防災室）
ユーザーG　変更なし （userG）
ユーザーH　変更なし （userH）
ユーザーI　変更なし （userI）
ユーザーJ　変更なし （userJ）
`},
		{"マーケティング本部", of("マーケティング本部"), `マーケティング本部　人の出入りはありません。
ユーザーK　変更なし （userK）
ユーザーL　変更なし （userL）
ユーザーM　変更なし （userM）
ユーザーN　変更なし （userN）
`},
	} {
		tree.tree.Select(c.id)
		tree.ask()
		s.settle()
		expect(c.name, peopleLines(tree), c.want)
	}

	// One answer is taken back by its box, several by a link too.
	tree.tree.Select(of("役員"))
	tree.ask()
	s.settle()
	answer := func(name string) {
		at := slices.IndexFunc(tree.members, func(m browse.PlanMember) bool { return strings.HasPrefix(m.Name(), name) })
		tree.onTickPerson(tree.members[at].Key())
		s.settle()
	}
	links := func() (text string) {
		for _, o := range tree.answers.Objects {
			text += o.(*kit.Button).Text() + " "
		}
		return text
	}
	for _, step := range []struct{ name, want string }{
		{"新人 一", ""}, {"新人 二", "2人の回答を取り消す "}, {"ユーザーF", "3人の回答を取り消す "}, {"新人 一", "2人の回答を取り消す "}, {"新人 二", "2人をすべて読み込みから除外 "}, {"ユーザーF", "2人をすべて読み込みから除外 "},
	} {
		answer(step.name)
		if got := links(); got != step.want || tree.answers.Visible() != (step.want != "") {
			t.Errorf("after %s is answered: %q, want %q", step.name, got, step.want)
		}
	}

	// A line that is gone by now is not answered.
	tree.onTick(999)
	tree.onTickPerson(999)
	s.settle()
	if given := s.preview().p.Choices; len(given) != 0 {
		t.Errorf("answered is %+v", given)
	}
	tree.onTick(of("防災室"))
	s.settle()
	tree.tree.Select(of("防災室"))
	tree.ask()
	s.settle()
	if got := told(tree, of("防災室")); got != "[除外]防災室　読み込みません" {
		t.Errorf("left out it says %s", got)
	}
	expect("what is left out", peopleLines(tree), "防災室　読み込まない組織です。下にある組織と、それらへの所属も読み込みません。\n"+nobody)

	// Where the search finds nothing of another plan, nobody is shown beside it.
	tree.seek.SetText("だれもいない")
	s.preview().takeBack(directory.MendExclude)
	s.settle()
	expect("of nothing", peopleLines(tree), "部署を選ぶと、所属する人と、それぞれに起きることを表示します。\n"+nobody)
	tree.seek.SetText("")
	s.settle()
	if id, ok := tree.tree.Selected(); !ok || id != tree.model.First() || !strings.HasPrefix(tree.title.String(), tree.model.Node(id).Name+"　") {
		t.Errorf("no longer searched, %d is selected and %q told", id, tree.title)
	}
}

// A tree of a plan that is not there yet waits for it; a box that is fixed is not ticked.
func TestTree_WithoutAPlanNothingIsShownAndAFixedBoxStays(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	tree := newPlanTree(s.window)
	tree.seek.SetText("本部")
	s.settle()
	if len(tree.members) != 0 || tree.model != nil {
		t.Errorf("%d people are listed", len(tree.members))
	}
	var given []directory.Mend
	tree.answer = func(_ bool, ms ...directory.Mend) { given = append(given, ms...) }
	keep := directory.Mend{Kind: directory.MendKeep, UserID: 1}
	tree.say(keep, true, "以前に除外したものです。")
	tree.say(directory.Mend{}, false, "")
	if len(given) != 0 {
		t.Errorf("answered is %+v", given)
	}
	tree.say(keep, false, "")
	if len(given) != 1 || !given[0].Same(keep) {
		t.Errorf("answered is %+v", given)
	}
}
