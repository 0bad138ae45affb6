package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// inView says whether an object is within the window.
func (s *stage) inView(o fyne.CanvasObject) bool {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	size := s.win.Canvas().Size()
	return at.X >= 0 && at.Y >= 0 && at.X+o.Size().Width <= size.Width && at.Y+o.Size().Height <= size.Height
}

func TestPreview_TheFootIsInViewWhateverIsAboveIt(t *testing.T) {
	s := manyGone(t)
	v := s.preview()
	g := v.p.Guards[0]
	s.floor.least = fyne.Size{} // as on a screen of 960×540 where all is drawn larger
	for _, size := range []fyne.Size{{Width: 640, Height: 360}, {Width: 960, Height: 540}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}} {
		for guards := range 7 { // more than there ever are
			more, plan := *v.p, *v.p.Plan
			plan.Warnings = slices.Repeat([]directory.Warning{{Kind: directory.WarningNobody, Parties: g.Parties}}, 40)
			for i := range guards {
				more.Guards = append(more.Guards, directory.Guard{Kind: directory.GuardKind(fmt.Sprint(i)), Count: 1})
			}
			more.Plan = &plan
			v.present(prepareSight(&more, v.sight))
			s.win.Resize(size)
			if !s.inView(v.apply) {
				t.Fatalf("%v with %d guards: %q is at %v", size, len(v.p.Guards), v.apply.Text(), fyne.CurrentApp().Driver().AbsolutePositionForObject(v.apply))
			}
		}
	}
}

func TestPreview_TheButtonSaysHowMany(t *testing.T) {
	s := manyGone(t)
	all := s.preview().sight.changes.Count("")
	want := "60人を削除して"
	if got := s.preview().apply.Text(); !strings.HasPrefix(got, want) {
		t.Errorf("%d changes: %q", all, got)
	}
}

// 41 people are kept by three clicks: the filter, the tick above the list, the answer. Each
// row stays where it is, and is marked as what it is by now.
func TestMendU8_FortyOneAreKeptByThreeClicks(t *testing.T) {
	s := gone(t, 41)
	v := s.preview()
	l := v.list.changes
	l.filters.Choose(5)
	s.settle()
	var before []int64
	for i := range l.grid.Rows().Len() {
		before = append(before, l.grid.Rows().Key(i))
	}
	l.grid.SelectAll()
	s.click("41人を残す（このアプリのみにする）")
	if s.preview() != v || len(v.p.Choices) != 41 || v.sight.changes.Count(directory.Delete) != 0 {
		t.Fatalf("%d answers, %d are deleted", len(v.p.Choices), v.sight.changes.Count(directory.Delete))
	}
	var after []int64
	for i := range l.grid.Rows().Len() {
		after = append(after, l.grid.Rows().Key(i))
	}
	if !slices.Equal(before, after) || l.grid.SelectedCount() != 41 {
		t.Errorf("%d rows of which %d are selected, were %d", len(after), l.grid.SelectedCount(), len(before))
	}
	l.grid.Select(before[7])
	s.click("「残す（このアプリのみにする）」を取り消す")
	if n := v.sight.changes.Count(directory.Delete); n != 1 || l.grid.Rows().Len() != 41 || l.grid.Rows().Key(7) != before[7] {
		t.Errorf("%d are deleted, %d are listed", n, l.grid.Rows().Len())
	}
	l.filters.Choose(0)
	l.filters.Choose(5)
	s.settle()
	if n := l.grid.Rows().Len(); n != 1 {
		t.Errorf("asked anew, %d deletions are listed", n)
	}
}

func TestGuardI7_ItsPeopleAreListedBelow(t *testing.T) {
	s := manyGone(t)
	l := s.preview().list.changes
	all := l.grid.Rows().Len()
	l.search.SetText("だれもいない")
	s.settle()
	s.click("対象を見る")
	g := s.preview().p.Guards[len(s.preview().p.Guards)-1] // whose link is found
	if n := l.grid.Rows().Len(); n != len(g.Parties) || n == all {
		t.Errorf("%d of %d changes are listed, want %d", n, all, len(g.Parties))
	}
	l.grid.Select(l.grid.Rows().Key(0))
	s.click("残す（このアプリのみにする）")
	if n := l.grid.Rows().Len(); n != len(g.Parties) {
		t.Errorf("%d are listed after an answer, want %d", n, len(g.Parties))
	}
	s.press(fyne.KeyEscape, 0) // the selection
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if n := l.grid.Rows().Len(); n != all || s.preview() == nil {
		t.Errorf("%d changes are listed after Esc, want %d", n, all)
	}
}

func TestI4_TheAnswerStaysToBeSeenAndChanged(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.change(`UPDATE settings SET value = 'before.cybozu.com' WHERE key = 'domain'`)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil || !s.preview().apply.Disabled() {
		t.Fatalf("no question: %s", s.onScreen())
	}
	s.click("URLだけが変わった")
	if v := s.preview(); v.apply.Disabled() || v.p.Plan.DomainChange.Answer != directory.DomainRenamed {
		t.Fatalf("the answer is %q", v.p.Plan.DomainChange.Answer)
	}
	if b := button(t, s.preview().page, "✓ URLだけが変わった"); !b.Disabled() {
		t.Error("the answer can be given again")
	}
	s.click("別の環境")
	if v := s.preview(); v == nil || v.p.Plan.DomainChange.Answer != directory.DomainOther {
		t.Errorf("it was not changed: %s", s.onScreen())
	}
}

func TestUndo_ThePreviewSaysWhatItGoesBackTo(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.history.grid.Select(s.history.imports[0].ID)
	s.settle()
	when := s.history.imports[0].FinishedAt.Local().Format(timeFormat)
	s.history.onUndo()
	s.settle()
	if want := when + "の読み込みの前に戻します。"; !strings.Contains(s.onScreen(), want) {
		t.Errorf("%q is not on the screen", want)
	}
	s.tickAll()
	test.Tap(s.preview().apply)
	s.settle()
	s.history.grid.Select(s.history.imports[0].ID)
	s.settle()
	if got := s.history.undo.Text(); got != "元に戻したことを取り消す" {
		t.Errorf("the line of the undo offers %q", got)
	}
}

// What was answered is left out of the plan, and stays in the list.
func TestMendU13_WhatIsLeftOutStaysInTheList(t *testing.T) {
	s := changed(t)
	s.pick(directory.Create)
	l := s.preview().list.changes
	key := l.grid.Selected()[0]
	s.click("読み込みから除外")
	if c := l.model.Find(key); c == nil || !c.LeftOut || !slices.Contains(l.grid.Selected(), key) {
		t.Fatalf("it is %+v", c)
	}
	s.click("「読み込みから除外」を取り消す")
	if c := l.model.Find(key); c == nil || c.LeftOut || len(s.preview().p.Choices) != 0 {
		t.Errorf("it is %+v", c)
	}
}

func TestPreview_IsSortedByAClickOnATitle(t *testing.T) {
	s := manyGone(t)
	l := s.preview().list.changes
	l.grid.OnSort(nil)
	s.settle()
	usual := l.grid.Rows().Key(0)
	l.sort = []browse.Sort{{Column: browse.ChangeName, Descending: true}}
	l.ask()
	s.settle()
	if l.grid.Rows().Key(0) == usual {
		t.Error("the order is the same")
	}
}
