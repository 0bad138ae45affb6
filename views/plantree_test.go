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
)

// lookAtTree leads through the form to the preview, as a tree.
func (s *stage) lookAtTree() *treeBody {
	s.t.Helper()
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	if v == nil || v.p.Plan == nil {
		s.t.Fatalf("no preview: %q", s.dialogs())
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
	for search, want := range map[string]string{
		"情シス":    "[変更]情シスチーム → 情報システムチーム8 → 9人（＋1）",
		"サポートチ":  "[移動]サポートチーム　← マーケティング本部から26 → 27人（＋1）",
		"事業推進室":  "[追加]事業推進室0 → 3人（＋3）",
		"セールスチー": "セールスチーム38 → 52人（＋14）",
	} {
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
