package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
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

// smallScreens are windows that fill a screen on which all is drawn larger: 1280×800 and
// 960×540 at 150 %, and the latter with 特大 texts.
var smallScreens = []fyne.Size{{Width: 853, Height: 533}, {Width: 640, Height: 360}, {Width: 457, Height: 257}}

// fillScreen gives the window the size of a screen that is smaller than it usually may be.
func (s *stage) fillScreen(size fyne.Size) {
	s.floor.least = fyne.Size{}
	s.parts.Resize(size)
	s.win.Resize(size)
}

func TestLayout_NoPageScrollsSidewaysWhereAllIsDrawnLarger(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	look := func(size fyne.Size, name string, page fyne.CanvasObject) {
		s.settle()
		s.parts.Refresh()
		scroll, ok := page.(*container.Scroll)
		if !ok {
			t.Fatalf("%s: the page is a %T", name, page)
		}
		if need, room := scroll.Content.MinSize().Width, scroll.Size().Width; need > room-8 || room < size.Width-60 {
			t.Errorf("%s at %v: %g wide, and %g are there", name, size, need, room)
		}
	}
	for _, size := range smallScreens {
		s.fillScreen(size)
		s.onNavigated(screenPeople)
		s.people.onSelected(directory.RootID) // with nobody of its own: leads to those below
		for i, screen := range s.screens {
			s.onNavigated(i)
			look(size, screen.name(), screen.content())
		}
		s.company.Update(func(d *cybozutest.Data) { d.Users[0].Name += "（改名）" })
		s.onNavigated(screenConnect)
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
		if s.preview() == nil {
			t.Fatalf("no preview: %q", s.dialogs())
		}
		look(size, "preview", s.preview().page.(*fyne.Container).Objects[0].(*fyne.Container).Objects[0])
		s.preview().onCancel()
		s.settle()
	}
}

// What can be done with a line of the history is in view, also while a line below tells what
// was done.
func TestLayout_TheButtonsOfTheHistoryAreInViewInASmallWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for _, size := range []fyne.Size{leastSize, smallScreens[0]} {
		s.fillScreen(size)
		s.company.Update(func(d *cybozutest.Data) { d.Users[0].Name += "（改名）" })
		s.onNavigated(screenConnect)
		s.importAll()
		s.onNavigated(screenHistory)
		s.settle()
		page := s.history.page.(*container.Scroll)
		if need, room := page.Content.MinSize().Height, page.Size().Height; s.line() == "" || need > room {
			t.Errorf("at %v below %q: %g high, and %g are there", size, s.line(), need, room)
		}
	}
}

// The button that begins with everything is in view where nothing was imported yet: in the
// smallest window, and in one with a title bar on a screen of 1280×800 at 150 %.
func TestLayout_TheImportButtonIsInViewOfAnEmptyProgram(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	for _, size := range []fyne.Size{leastSize, {Width: 853, Height: 505}} {
		s.fillScreen(size)
		s.onNavigated(screenConnect)
		s.settle()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.connect.start)
		if end := at.Y + s.connect.start.Size().Height; end > size.Height || !s.connect.first.Visible() {
			t.Errorf("at %v it ends at %g", size, end)
		}
	}
}

func TestLayout_NothingThatWasDoneIsCutByItsLinks(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for _, size := range append(smallScreens, leastSize) {
		s.fillScreen(size)
		s.company.Update(func(d *cybozutest.Data) { d.Users[0].Name += "（改名）" })
		s.onNavigated(screenConnect)
		s.importAll()
		if !s.said.people.Visible() || s.said.text.Size().Width < leastSentence {
			t.Errorf("%v: %g are left for what happened", size, s.said.text.Size().Width)
		}
		s.onNavigated(screenPeople)
		s.settle()
		if s.said.people.Visible() {
			t.Error("the screen that is seen is offered")
		}
	}
}

func TestLayout_UserFormIsOneColumnInANarrowWindow(t *testing.T) {
	s := peopleStage(t)
	for size, below := range map[fyne.Size]bool{leastSize: false, smallScreens[1]: true} {
		s.fillScreen(size)
		f := newUserForm(s.window, s.people.model, *s.storedUser("userA"))
		f.show(nil)
		s.settle()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		last := f.inputs[len(f.inputs)-1].widget.(fyne.CanvasObject)
		if got := at(f.departments).Y > at(last).Y; got != below {
			t.Errorf("%v: the departments are below the fields: %v", size, got)
		}
		f.dialog.Close()
	}
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

func TestLayout_TheButtonThatImportsIsInViewInTheSmallestWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.win.Resize(leastSize)
	for _, when := range []string{"empty", "imported"} {
		s.onNavigated(screenConnect)
		s.settle()
		if !s.inView(s.connect.start) {
			t.Errorf("%s: it is at %v", when, fyne.CurrentApp().Driver().AbsolutePositionForObject(s.connect.start))
		}
		s.importAll()
		s.said.hide()
	}
}

func TestEmpty_HistoryLeadsToTheTwoWaysToGetSome(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.onNavigated(screenHistory)
	s.settle()
	if shown := written(s.history.page); !strings.Contains(shown, "まだ履歴がありません") || strings.Contains(shown, "すべて 0") {
		t.Errorf("it shows %q", shown)
	}
	s.click("cybozu.comから読み込む")
	if s.nav.Selected() != screenConnect {
		t.Errorf("the way leads to screen %d", s.nav.Selected())
	}
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	if s.history.blank.Visible() || !s.history.filled.Visible() || s.history.shown == nil {
		t.Errorf("after an import it shows %q", written(s.history.page))
	}
}

func TestEmpty_DepartmentWithoutUsersOfItsOwnLeadsToThoseBelow(t *testing.T) {
	s := peopleStage(t)
	all := s.people.model.Node(directory.RootID).All
	s.people.tree.Select(directory.RootID)
	s.people.onSelected(directory.RootID)
	s.settle()
	if s.people.grid.Rows().Len() != 0 || all == 0 {
		t.Fatalf("%d are in it, %d below", s.people.grid.Rows().Len(), all)
	}
	s.click(s.people.deeper.Text())
	if got := s.people.grid.Rows().Len(); got != all || s.people.deeper.Visible() {
		t.Errorf("%d are listed, want %d", got, all)
	}
}

func TestLayout_WhatIsSeldomDoneWithADepartmentIsInAMenuInANarrowWindow(t *testing.T) {
	s := peopleStage(t)
	b := &s.people.buttons
	for _, c := range []struct {
		size   fyne.Size
		folded bool
	}{{leastSize, false}, {smallScreens[1], true}, {leastSize, false}} {
		s.fillScreen(c.size)
		if b.move.Visible() == c.folded || b.remove.Visible() == c.folded || b.more.Visible() != c.folded || !b.add.Visible() {
			t.Fatalf("%v: 移動 is seen: %v, その他: %v", c.size, b.move.Visible(), b.more.Visible())
		}
		if !c.folded {
			continue
		}
		s.people.onSelected(s.department("開発本部").ID)
		s.settle()
		b.more.Tapped(nil)
		menu := s.dialogs()
		for _, button := range []*kit.Button{b.move, b.unlink, b.remove} {
			if !strings.Contains(menu, button.Text()) {
				t.Errorf("the menu lacks %q: %q", button.Text(), menu)
			}
		}
		s.press(fyne.KeyEscape, 0)
	}
}

func TestPreview_NoReasonIsCutWhileAColumnIsEmpty(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.company.Update(func(d *cybozutest.Data) { d.AddUser(cybozutest.User{Code: "alone", Name: "孤立", Valid: true}) })
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("alone") })
	s.fillScreen(smallScreens[0])
	s.onNavigated(screenConnect)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	g := s.preview().list.changes.grid
	if got, want := g.ColumnWidth(browse.ChangeReason), kit.CellWidth("cybozu.comから削除された", false); g.Rows().Len() != 1 || got < want {
		t.Errorf("the reason has %v of %v, in %d rows", got, want, g.Rows().Len())
	}
}

// What is told anew has its room at once, whatever else is on the screen.
func TestLayout_WhatIsToldAnewFindsItsRoom(t *testing.T) {
	s := nextDay(t)
	s.win.Resize(usualSize)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	l := v.list.changes
	s.expectLegible("at first")
	for row := range 8 {
		l.grid.Select(l.grid.Rows().Key(row))
		s.settle()
		s.expectLegible(fmt.Sprintf("change %d", row))
	}
	l.grid.SelectAll()
	s.expectLegible("all changes")
	l.grid.Unselect()
	s.expectLegible("no change")
	v.tabs.Choose(1)
	s.settle()
	tree := v.tree
	for id := range inOrder(tree.model.Find(tree.preview, "")) {
		if id == directory.RootID {
			continue
		}
		tree.tree.Select(id)
		tree.ask()
		s.settle()
		s.expectLegible("the tree at " + tree.model.Node(id).Name)
	}
	tree.tree.Select(browse.AllUsers)
	tree.ask()
	s.settle()
	s.click("3人をすべて残す")
	s.expectLegible("with answers")
	v.tabs.Choose(0)
	s.expectLegible("with answers in the list")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectLegible("applied")
	s.said.note(fmt.Sprintf("%0300d", 7))
	s.expectLegible("with a long line")
	s.said.hide()
	s.expectLegible("without the line")
	for range 2 {
		u := s.stored().Users[0]
		after := u
		after.Memo += "一"
		s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, after), nil)
		s.settle()
	}
	s.said.hide()
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	for _, line := range h.lines {
		h.grid.Select(line.Key())
		s.settle()
		s.expectLegible("history " + outcomeText(&line))
		for row := range min(4, h.changes.grid.Rows().Len()) {
			h.changes.grid.Select(h.changes.grid.Rows().Key(row))
			s.expectLegible(fmt.Sprintf("history %s %d", outcomeText(&line), row))
		}
	}
	h.views.tabs.Choose(1)
	s.settle()
	s.expectLegible("the tree of the history")
	s.openBiography(directory.KindUser, s.stored().Users[0].ID, "甲", nil)
	s.settle()
	for row := range s.dialogGrid().Rows().Len() {
		s.dialogGrid().Select(int64(row))
		s.expectLegible(fmt.Sprintf("biography %d", row))
	}
}
