package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// nextDay is the stage a day after the first import, which has read everybody.
func nextDay(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	return s
}

func TestMend_SeveralAnswersAreTakenBackAtOnceAndAGroupIsFoldedByItsLink(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	all := b.grid.Rows().Len()
	group := b.grid.Rows().Key(0)
	b.grid.Select(group)
	if s.click("たたむ"); b.grid.Rows().Len() >= all {
		t.Error("the group does not fold")
	}
	b.grid.Select(group)
	if s.click("一件ずつ表示する"); b.grid.Rows().Len() != all {
		t.Error("the group does not unfold")
	}
	b.grid.SelectAll()
	s.settle()
	s.click("提案どおりにまとめて解決する（2件）")
	if given := s.preview().p.Choices; len(given) != 2 {
		t.Fatalf("answered is %+v", given)
	}
	v := s.preview()
	v.showBody(len(v.bodies) - 1)
	v.problems.grid.SelectAll()
	s.settle()
	s.click("2件の回答を取り消す")
	if given := s.preview().p.Choices; len(given) != 0 {
		t.Errorf("answered is still %+v", given)
	}
}

func TestPreview_WhoWantsNoPreviewFromNowOnHasNone(t *testing.T) {
	s := nextDay(t)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.preview().skip.Tapped(nil)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if kept, err := s.app.Settings(t.Context()); err != nil || !kept.SkipPreview {
		t.Errorf("%v, kept is %+v", err, kept)
	}
}

func TestPreview_WhatAGuardIsAboutIsListedUntilAllIsWanted(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) { d.Users = d.Users[:len(d.Users)/2] })
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	all := v.list.changes.grid.Rows().Len()
	v.list.changes.filters.Choose(1)
	s.click("対象を見る")
	about := v.list.changes.grid.Rows().Len()
	if !strings.Contains(s.onScreen(), "確認の対象だけを表示しています。") || about == 0 {
		t.Errorf("%d are listed: %q", about, s.onScreen())
	}
	if s.click("すべて表示"); v.list.changes.grid.Rows().Len() != all || strings.Contains(s.onScreen(), "確認の対象だけを表示しています。") {
		t.Errorf("%d are listed of %d", v.list.changes.grid.Rows().Len(), all)
	}
	s.do(s.command("find"))
	if focused := s.win.Canvas().Focused(); focused != fyne.Focusable(v.list.changes.search) {
		t.Errorf("find leads to %T", focused)
	}
}

func TestTree_IsSearchedTypedInAndGivenRoom(t *testing.T) {
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
}

func TestProblems_TheirListIsSelectedByTheCommandAndGivenRoom(t *testing.T) {
	s := twice(t)
	grid := s.preview().problems.grid
	s.focus(grid.Focusable())
	if s.do(s.command("all")); grid.SelectedCount() != grid.Rows().Len() {
		t.Errorf("%d are selected of %d", grid.SelectedCount(), grid.Rows().Len())
	}
	walk(s.win.Canvas().Content(), func(o fyne.CanvasObject) {
		if split, ok := o.(*kit.Split); ok {
			split.Drag(-40)
		}
	})
	s.settle()
	if kept, err := s.app.Setting(t.Context(), "problems.width"); err != nil || kept == "" {
		t.Errorf("%v, the width that is kept is %q", err, kept)
	}
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
