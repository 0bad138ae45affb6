package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// At the smallest size no page scrolls sideways, whatever is selected, and nothing jumps
// about when something is.
func TestLayout_NoPageScrollsSidewaysInTheSmallestWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.win.Resize(leastSize)
	look := func(when string) {
		for i, screen := range s.screens {
			s.onNavigated(i)
			s.settle()
			page, ok := screen.content().(*container.Scroll)
			if !ok {
				t.Fatalf("%s: the page is a %T", screen.name(), screen.content())
			}
			if need, room := page.Content.MinSize().Width, page.Size().Width; need > room-8 { // another font is a little wider
				t.Errorf("%s, %s: %g wide, and %g are there", when, screen.name(), need, room)
			}
		}
	}
	look("empty")
	s.onNavigated(screenConnect)
	s.importAll()
	look("imported")
	s.onNavigated(screenPeople)
	for _, u := range s.stored().Users {
		if !s.people.grid.Select(u.ID) {
			t.Fatal("a user is not in the list")
		}
	}
	look("one selected")
	s.people.grid.SelectAll()
	look("all selected")
	for _, d := range s.stored().Departments {
		s.people.tree.Select(d.ID)
		s.people.onSelected(d.ID)
		look(d.Name)
	}
	u := s.storedUser("userA").ID
	for _, d := range s.stored().Departments {
		s.people.assign([]int64{u}, d.ID, false)
		s.settle()
	}
	s.people.goTo(directory.KindUser, u)
	s.settle()
	if s.people.currentUser() == nil || !s.people.back.Visible() {
		t.Fatal("no user is selected, or no edit can be taken back")
	}
	look("selected who is in all departments, after an edit")
	s.people.checking.choice.Choose(firstCheck)
	s.settle()
	s.people.grid.SelectAll()
	look("selected in a check, after an edit")
}

func TestLayout_ButtonsOfTheListStayWhereTheyAre(t *testing.T) {
	s := peopleStage(t)
	s.win.Resize(leastSize)
	s.settle()
	at := func() fyne.Position {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(s.people.change)
	}
	before := at()
	s.people.grid.Select(s.storedUser("userA").ID)
	s.settle()
	if now := at(); now != before {
		t.Errorf("「編集」 moved from %v to %v as a user was selected", before, now)
	}
}

func TestEmpty_ListOfUsersLeadsToTheTwoWaysToGetSome(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for text, to := range map[string]int{"cybozu.comから読み込む": screenConnect, "CSVファイルから読み込む": screenFiles} {
		s.onNavigated(screenPeople)
		s.settle()
		s.click(text)
		if s.nav.Selected() != to {
			t.Errorf("「%s」 leads to screen %d", text, s.nav.Selected())
		}
	}
	s.onNavigated(screenConnect)
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	if s.people.nobody.Visible() || !s.people.members.Visible() {
		t.Error("there are users, and no list of them")
	}
}
