package views

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/release/releasetest"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestReleases_TheirPageIsOpenedFromBothPlaces(t *testing.T) {
	s := newStageWithFeed(t, releasetest.New(t, feedText))
	opened := &browser{App: s.window.fyne}
	s.window.fyne = opened
	settings := s.screens[screenSettings].(*settings)
	settings.releases.watch.Tapped(nil)
	s.settle()
	settings.releases.look.Tapped(nil)
	s.settle()
	settings.releases.open.Tapped(nil)
	button(t, s.home().newer.card, "ページを開く").Tapped(nil)
	if want := []string{"https://example.com/v99.0.0", "https://example.com/v99.0.0"}; !slices.Equal(opened.pages, want) {
		t.Errorf("opened are %q", opened.pages)
	}
}

// browser is an application that remembers what it is to show.
type browser struct {
	fyne.App
	pages []string
}

func (b *browser) OpenURL(page *url.URL) error {
	b.pages = append(b.pages, page.String())
	return nil
}

func TestReports_PersonalDataIsWarnedOfAndHomeLeadsToThem(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	r.fold.SetOpen(true)
	before := s.onScreen()
	if r.personal.Tapped(nil); s.onScreen() == before {
		t.Error("nothing is said of personal data")
	}
	if err := s.app.SetReports(t.Context(), app.Reports{Folder: t.TempDir()}, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.app.SetSetting(t.Context(), "reports_failed", "planted"); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.onNavigated(screenHome)
	s.settle()
	button(t, s.home().reports.card, "設定を開く").Tapped(nil)
	s.settle()
	if s.nav.Selected() != screenSettings {
		t.Errorf("it leads to screen %d", s.nav.Selected())
	}
}

func TestFile_PasswordsAreForUsersAloneAndChecked(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	c := s.csv()
	for i, kind := range csvKinds {
		c.kind.Choose(i)
		if shown := slices.Contains(focusables(c.page), fyne.Focusable(c.password.Entry)); shown != (kind.name == "ユーザー") {
			t.Errorf("a password for %s: %v", kind.name, shown)
		}
	}
	for _, f := range []interface {
		SetText(string)
		Error() string
	}{c.password, c.initial} {
		if f.SetText("x"); f.Error() == "" {
			t.Error("a password of one letter is taken")
		}
	}
}

func TestHistory_ADoubleClickOpensTheEditsOfADay(t *testing.T) {
	s := peopleStage(t)
	for _, memo := range []string{"一", "二"} {
		u := s.stored().Users[0]
		after := u
		after.Memo = memo
		s.window.edit("", edit.ChangeUser(u, after), nil)
		s.settle()
	}
	s.onNavigated(screenHistory)
	s.settle()
	grid := s.history.grid
	rows := grid.Rows().Len()
	grid.Select(grid.Rows().Key(0))
	s.settle()
	grid.OnOpen(0, grid.Rows().Key(0))
	s.settle()
	if grid.Rows().Len() != rows+2 {
		t.Errorf("%d lines, before %d", grid.Rows().Len(), rows)
	}
}

func TestBiography_OfWhoIsGoneIsFoundAndItsLineOpenedByTheMouse(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[0]
	s.window.edit("", edit.DeleteUsers([]int64{u.ID}, false), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	s.click("人や部署の履歴を探す")
	s.ticks("いまはない人と部署だけ")
	grid := s.dialogGrid()
	if listed := cells(grid, 2); grid.Rows().Len() != 1 || !strings.Contains(listed, u.Name) {
		t.Fatalf("who is gone are %q", listed)
	}
	grid.OnOpen(0, 0)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "「"+u.Name) || !strings.Contains(shown, "の履歴日時") {
		t.Fatalf("shown is %q", shown)
	}
	s.dialogGrid().OnOpen(0, 0)
	s.settle()
	if line := s.history.shown; s.layers.Busy() || line == nil || line.Kind != directory.ImportEdit {
		t.Errorf("it leads to %+v, %q", line, s.dialogs())
	}
}

func TestConnect_TheAdviceOfHomeImportsWhereTheFormIsFilled(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.follow(advice{does: lookFirst})
	s.settle()
	if s.nav.Selected() != screenConnect || s.imports() != 0 {
		t.Errorf("with an empty form, screen %d after %d imports", s.nav.Selected(), s.imports())
	}
	s.fillIn()
	s.follow(advice{does: lookFirst})
	s.settle()
	if s.preview() == nil || s.imports() != 1 {
		t.Errorf("no preview after %d imports, but %q", s.imports(), s.dialogs())
	}
}

func TestOrgchart_ABoxTellsOfItselfAndItsMembersAreListed(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	d := s.people.model.Children(directory.RootID)[0]
	if told := (drawnChart{c.chart}).Told(d); !strings.Contains(told, s.people.model.Node(d).Name) {
		t.Errorf("told is %q", told)
	}
	x, y, _ := c.diagram.Where(d, false)
	event := &desktop.MouseEvent{}
	event.Position = fyne.NewPos(x, y)
	c.diagram.MouseIn(event)
	s.clickBox(d, false)
	if s.click("メンバーを表示"); c.shown() || s.people.query.Node != d {
		t.Errorf("listed is %d, want %d", s.people.query.Node, d)
	}
}

func TestCommands_DepartmentsGoUpAndDownAndOpenAndTheHelpIsReached(t *testing.T) {
	s := peopleStage(t)
	first, second := s.local("一"), s.local("二")
	order := func() bool {
		ids := s.people.model.Children(directory.RootID)
		return slices.Index(ids, first) < slices.Index(ids, second)
	}
	s.people.goTo(directory.KindDepartment, second)
	s.settle()
	before := order()
	s.do(s.command("department.up"))
	if s.settle(); order() == before {
		t.Error("it does not go up")
	}
	s.do(s.command("department.down"))
	if s.settle(); order() != before {
		t.Error("it does not go down")
	}
	s.people.goTo(directory.KindDepartment, directory.RootID)
	s.settle()
	s.people.tree.SetOpen(directory.RootID, false)
	s.do(s.command("tree.open"))
	if !strings.Contains(written(s.people.tree), "二") {
		t.Error("what is below is not opened")
	}
	for _, id := range []string{"help", "help.errors", "help.keys"} {
		s.do(s.command(id))
		s.settle()
		if shown := s.dialogs(); !strings.Contains(shown, "使い方") {
			t.Errorf("%s shows %q", id, shown)
		}
		s.press(fyne.KeyEscape, 0)
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
}

func TestSystemMenu_ALineDoesItsCommand(t *testing.T) {
	s := peopleStage(t)
	for _, m := range s.mainMenu().Items {
		for _, item := range m.Items {
			if item.Label == s.command("chart").words {
				item.Action()
			}
		}
	}
	if s.settle(); !s.people.chart.shown() {
		t.Error("the chart is not shown")
	}
}

func TestMenu_OfACellCopiesIt(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	grid := s.history.changes.grid
	key := grid.Rows().Key(0)
	grid.Select(key)
	grid.OnMenu(0, key, 2, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyEnd)
	if got, want := s.window.fyne.Clipboard().Content(), grid.Rows().Cell(0, 2).String(); got != want {
		t.Errorf("copied is %q, want %q", got, want)
	}
}

func TestDrag_ADepartmentSaysWhereItGoes(t *testing.T) {
	s := peopleStage(t)
	inner, outer := s.local("中"), s.local("外")
	s.people.goTo(directory.KindDepartment, inner)
	s.settle()
	s.people.tree.OnDrag(s.placeOf(outer))
	if shown := s.onScreen() + s.dialogs(); !strings.Contains(shown, "「中」を「外」の下に移動します") {
		t.Errorf("the mouse says %q", shown)
	}
	s.people.tree.OnDrag(fyne.NewPos(1200, 5))
	if shown := s.onScreen() + s.dialogs(); !strings.Contains(shown, "「中」を移動先の部署にドラッグします") {
		t.Errorf("elsewhere, the mouse says %q", shown)
	}
}

func TestFinder_ThoseThatItDoesNotListAreShownInTheList(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.openFinder()
	s.dialogEntry().SetText("a")
	s.settle()
	grid := s.dialogGrid()
	for row := range grid.Rows().Len() {
		if strings.HasSuffix(grid.Rows().Cell(row, 1).Text, "人を一覧で見る") {
			grid.OnOpen(row, grid.Rows().Key(row))
			break
		}
	}
	s.settle()
	if p := s.people; s.layers.Busy() || p.query.Search != "a" || p.query.Node != browse.AllUsers || p.grid.Rows().Len() <= mostFound {
		t.Errorf("%d are listed for %q", p.grid.Rows().Len(), p.query.Search)
	}
}

func TestRoster_ItsScopeItsColumnsAndItsNoteAreDrawn(t *testing.T) {
	s := peopleStage(t)
	s.people.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.settle()
	f := s.openRosterForm()
	changes := func(what string, do func()) {
		t.Helper()
		before := fmt.Sprint(f.chosen(), f.order)
		do()
		s.settle()
		if fmt.Sprint(f.chosen(), f.order) == before {
			t.Errorf("%s changes nothing", what)
		}
	}
	counted := f.told.String()
	f.scope.Choose(len(f.of) - 1)
	s.settle()
	if f.told.String() == counted {
		t.Errorf("for others the page is still of %s", counted)
	}
	s.focus(f.fields.Focusable())
	s.press(fyne.KeyEnd, 0)
	s.press(fyne.KeyUp, 0)
	changes("↑", func() { f.up.Tapped(nil) })
	changes("↓", func() { f.down.Tapped(nil) })
	s.typeInto("メモ", "集合は正門前")
	s.settle()
	if shown := s.dialogs(); strings.Count(shown, "集合は正門前") != 2 {
		t.Errorf("the page does not say it: %q", shown)
	}
}

func TestFolder_OfRostersIsGivenUp(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	if err := s.app.SetRosterFolder(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	r := s.autoSync().leave
	r.fill()
	s.settle()
	if r.none.Position().X < r.choose.Position().X+r.choose.Size().Width {
		t.Error("one button lies on the other")
	}
	r.none.Tapped(nil)
	s.settle()
	if dir, _, err := s.app.RosterFolder(t.Context()); err != nil || dir != "" || r.none.Visible() {
		t.Errorf("%v, rosters are left in %q", err, dir)
	}
}

func TestRestore_ADoubleClickTakesACopy(t *testing.T) {
	s := newRestoringStage(t)
	s.lose(func(path string) error { return os.Truncate(path, 0) })
	s.r.grid.Select(1)
	s.r.grid.OnOpen(1, 1)
	s.settleRestore()
	s.settle()
	if got := s.stored(); len(got.Users) != 0 {
		t.Errorf("%d users are there", len(got.Users))
	}
}

func TestCheck_WhatItFindsIsSaved(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	if text := s.saves("ユーザー.csv", p.onSaveList); !strings.Contains(text, s.stored().Users[0].LoginName) {
		t.Errorf("the list is %.200q", text)
	}
	p.list(browse.Query{Node: browse.AllUsers}, true)
	s.settle()
	if text := s.saves("部署.csv", p.onSaveList); !strings.Contains(text, s.stored().Departments[1].Name) {
		t.Errorf("the list of departments is %.200q", text)
	}
}

// cannotAsk leaves the system without a dialog that asks for files.
func (s *stage) cannotAsk() {
	s.t.Helper()
	dir := s.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "zenity"), []byte("#!/bin/sh\nexit 7\n"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestFile_WhereTheSystemCannotAskTheWindowDoes(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.csv()
	s.cannotAsk()
	s.click("ファイルを選んで読み込む")
	if shown := s.dialogs(); !strings.Contains(shown, "のファイルを開く") {
		t.Errorf("shown is %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	r := s.reports()
	r.choose.Tapped(nil)
	s.settle()
	var open *widget.Button
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Importance == widget.HighImportance {
			open = b
		}
	})
	if open == nil {
		t.Fatalf("no dialog asks for a folder: %q", s.dialogs())
	}
	if open.Tapped(nil); r.folder == "" {
		t.Error("no folder is chosen")
	}
}

func TestHistory_IsSearchedAndItsTreeAsksForALine(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	if s.do(s.command("find")); s.win.Canvas().Focused() != fyne.Focusable(s.history.changes.search) {
		t.Errorf("find leads to %T", s.win.Canvas().Focused())
	}
	s.history.grid.Unselect()
	s.history.views.tabs.Choose(1)
	s.settle()
	if shown := s.onScreen(); !strings.Contains(shown, "行を1件選ぶと") {
		t.Errorf("the screen says %q", shown)
	}
}

func TestSettings_AllThatIsLeftOutIsSelectedByTheCommand(t *testing.T) {
	s := peopleStage(t)
	var ids []int64
	for _, u := range s.stored().Users {
		if u.Linked() && len(ids) < 2 {
			ids = append(ids, u.ID)
		}
	}
	s.window.edit("", edit.DeleteUsers(ids, true), nil)
	s.settle()
	excluded := s.settings().excluded
	s.focus(excluded.Focusable())
	s.do(s.command("all"))
	if n := excluded.SelectedCount(); n != len(ids) {
		t.Errorf("%d are selected of %d", n, len(ids))
	}
}
