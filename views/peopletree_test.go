package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestTree_ALetterLeadsToTheDepartmentThatBeginsWithIt(t *testing.T) {
	s := peopleStage(t)
	d := s.department("マーケティング本部")
	s.focus(s.people.tree.Focusable())
	s.people.tree.Focusable().TypedRune('マ')
	s.settle()
	if s.people.query.Node != d.ID {
		t.Errorf("%d is shown, want %d", s.people.query.Node, d.ID)
	}
}

func TestTree_IsSearchedTypedInAndGivenRoom(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := nextDay(t)
		tree := s.lookAtTree()
		find := func() { s.do(s.command("find")) }
		if find(); s.win.Canvas().Focused() != fyne.Focusable(tree.seek) {
			t.Fatalf("find leads to %T", s.win.Canvas().Focused())
		}
		const name = "マーケティング本部"
		if tree.seek.SetText("だれもいない"); strings.Contains(written(tree.tree), name) {
			t.Errorf("found is %q", written(tree.tree))
		}
		s.press(fyne.KeyEscape, 0)
		if tree.seek.Text != "" || s.preview() == nil || !strings.Contains(written(tree.tree), name) {
			t.Errorf("Esc leaves %q in the field, and %q", tree.seek.Text, written(tree.tree))
		}
		s.focus(tree.tree.Focusable())
		tree.tree.Select(directory.RootID)
		var want int64
		for _, id := range tree.model.Children(directory.RootID) {
			if id != directory.RootID {
				want = id
			}
		}
		for _, r := range tree.model.Node(want).Name {
			s.win.Canvas().Focused().TypedRune(r)
		}
		if got, _ := tree.tree.Selected(); got != want {
			t.Errorf("typing leads to %s", tree.model.Node(got).Name)
		}
		walk(s.win.Canvas().Content(), func(o fyne.CanvasObject) {
			if split, ok := o.(*kit.Split); ok {
				split.Drag(-40)
			}
		})
		s.settle()
		if kept, err := s.app.Setting(t.Context(), "plan.width"); err != nil || kept == "" {
			t.Errorf("%v, the width that is kept is %q", err, kept)
		}
	})
}

func TestTree_AnswersToAllPeopleAreTakenBackAtOnce(t *testing.T) {
	s := nextDay(t)
	tree := s.lookAtTree()
	tree.tree.Select(browse.AllUsers)
	tree.ask()
	s.settle()
	s.click("3人をすべて残す")
	if given := s.preview().p.Choices; len(given) != 3 {
		t.Fatalf("answered is %+v", given)
	}
	s.click("3人の回答を取り消す")
	if given := s.preview().p.Choices; len(given) != 0 {
		t.Errorf("answered is still %+v", given)
	}
}

// A line of the tree says how many are there and below it, whose it is, and where a search has
// found it.
func TestTree_ALineSaysAllOfItsDepartment(t *testing.T) {
	s := peopleStage(t)
	s.local("応援")
	s.change("UPDATE departments SET former_link = 1 WHERE name = 'グループ2'", "UPDATE departments SET cybozu_id = NULL WHERE name = 'グループ2'")
	p := s.people
	lines := func(of kit.Nodes) (all []string) {
		var add func(ids []int64, level int)
		add = func(ids []int64, level int) {
			for _, id := range ids {
				n := of.Node(id)
				all = append(all, fmt.Sprintf("%s%s %d/%d %s bold=%v hit=%d-%d tip=%.8s", strings.Repeat("-", level), n.Name, n.Count, n.Below, n.Mark, n.Bold, n.Hit.From, n.Hit.To, n.Tip))
				add(of.Children(id), level+1)
			}
		}
		add(of.Roots(), 0)
		return all
	}
	expect := func(name string, of kit.Nodes, want ...string) {
		t.Helper()
		if got := lines(of); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
	expect("all", treeNodes{p.model},
		"全ユーザー 23/0  bold=true hit=0-0 tip=",
		"最上位部署 0/13  bold=false hit=0-0 tip=",
		"-役員 3/0  bold=false hit=0-0 tip=",
		"-開発本部 4/0  bold=false hit=0-0 tip=",
		"--開発チーム 0/0  bold=false hit=0-0 tip=",
		"--情シスチーム 0/0  bold=false hit=0-0 tip=",
		"-マーケティング本部 4/5  bold=false hit=0-0 tip=",
		"--プロモーションチーム 1/0  bold=false hit=0-0 tip=",
		"--セールスチーム 0/0  bold=false hit=0-0 tip=",
		"--サポートチーム 0/0  bold=false hit=0-0 tip=",
		"-グループ1 1/0  bold=false hit=0-0 tip=",
		"-応援 0/0 ◇ bold=false hit=0-0 tip=このアプリだけに",
		"-グループ2 1/0 ◇ 以前の連携先 bold=false hit=0-0 tip=以前に連携してい",
		"未所属ユーザー 10/0  bold=true hit=0-0 tip=")
	expect("what is found", foundNodes(p.model, "グループ"),
		"最上位部署 0/13  bold=false hit=0-0 tip=",
		"-グループ1 1/0  bold=false hit=0-12 tip=",
		"-グループ2 1/0 ◇ 以前の連携先 bold=false hit=0-12 tip=以前に連携してい")
	expect("what is found below others", foundNodes(p.model, "ﾁｰﾑ"),
		"最上位部署 0/13  bold=false hit=0-0 tip=",
		"-開発本部 4/0  bold=false hit=0-0 tip=",
		"--開発チーム 0/0  bold=false hit=6-15 tip=",
		"--情シスチーム 0/0  bold=false hit=9-18 tip=",
		"-マーケティング本部 4/5  bold=false hit=0-0 tip=",
		"--プロモーションチーム 1/0  bold=false hit=21-30 tip=",
		"--セールスチーム 0/0  bold=false hit=12-21 tip=",
		"--サポートチーム 0/0  bold=false hit=12-21 tip=")
	expect("what is found by its code", foundNodes(p.model, "dev_team"),
		"最上位部署 0/13  bold=false hit=0-0 tip=",
		"-開発本部 4/0  bold=false hit=0-0 tip=",
		"--開発チーム 0/0  bold=false hit=0-0 tip=")
	expect("nothing", foundNodes(p.model, "ない"))
	expect("to choose from", departmentNodes{p.model},
		"最上位部署 -1/0  bold=false hit=0-0 tip=",
		"-役員 -1/0  bold=false hit=0-0 tip=",
		"-開発本部 -1/0  bold=false hit=0-0 tip=",
		"--開発チーム -1/0  bold=false hit=0-0 tip=",
		"--情シスチーム -1/0  bold=false hit=0-0 tip=",
		"-マーケティング本部 -1/0  bold=false hit=0-0 tip=",
		"--プロモーションチーム -1/0  bold=false hit=0-0 tip=",
		"--セールスチーム -1/0  bold=false hit=0-0 tip=",
		"--サポートチーム -1/0  bold=false hit=0-0 tip=",
		"-グループ1 -1/0  bold=false hit=0-0 tip=",
		"-応援 -1/0 ◇ bold=false hit=0-0 tip=このアプリだけに",
		"-グループ2 -1/0 ◇ bold=false hit=0-0 tip=以前に連携してい")
}

// What is typed on the tree leads to a department by the beginning of its name, or of its code.
func TestTree_WhatIsTypedIsTheBeginningOfANameOrOfACode(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	d := s.department("開発チーム")
	for typed, want := range map[string]bool{"開発": true, "かいはつ": false, "チーム": false, "dev_t": true, "ＤＥＶ": true, "team": false} {
		if got := p.begins(d.ID, typed); got != want {
			t.Errorf("%s: %v", typed, got)
		}
	}
	if !p.begins(browse.AllUsers, "全ユ") || p.begins(browse.AllUsers, "dev") {
		t.Error("all users are not found by their name alone")
	}
}

// Whatever the field above the tree finds is shown, and nothing else; ↓ leads to the first of it,
// or nowhere.
func TestTree_TheFieldLeadsToTheFirstThatItFinds(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	before := p.query.Node
	p.seek.SetText("ない部署")
	s.focus(p.seek)
	p.onSeekDown()
	s.settle()
	if p.query.Node != before || s.win.Canvas().Focused() != fyne.Focusable(p.seek) {
		t.Errorf("it leads to %d, and the keys are at %T", p.query.Node, s.win.Canvas().Focused())
	}
	p.seek.SetText("  ")
	if shown := written(p.tree); !strings.Contains(shown, "全ユーザー") {
		t.Errorf("of nothing it shows %q", shown)
	}
	p.seek.SetText("サポート")
	p.onSeekDown()
	s.settle()
	if want := s.department("サポートチーム").ID; p.query.Node != want || s.win.Canvas().Focused() != p.tree.Focusable() {
		t.Errorf("it leads to %d, and the keys are at %T", p.query.Node, s.win.Canvas().Focused())
	}
	// What is edited while the tree is searched stays selected.
	p.seek.SetText("")
	if id, ok := p.tree.Selected(); !ok || id != p.query.Node {
		t.Errorf("selected is %d", id)
	}
	for _, node := range []int64{browse.AllUsers, browse.Unassigned} { // which have no name to change
		p.list(browse.Query{Node: node}, false)
		s.settle()
		if p.onRename(); s.dialogs() != "" {
			t.Errorf("of %d it asks %q", node, s.dialogs())
		}
	}
}
