package views

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/reconcile/directory"
)

// placeOf is where a department stands in the tree of the window.
func (s *stage) placeOf(id int64) fyne.Position {
	s.t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.people.tree).AddXY(40, 10)
	for range 60 {
		if got, ok := s.people.tree.Aim(at); ok && got == id {
			return at
		}
		at.Y += 9
	}
	s.t.Fatalf("department %d is not seen", id)
	return at
}

func (s *stage) local(name string) int64 {
	s.t.Helper()
	d := s.stored()
	s.window.edit(name, edit.AddDepartment(directory.RootID, name, ""), nil)
	s.settle()
	return d.NextDepartmentID
}

func TestDrag_UsersAreAddedWhereTheyAreLetGo(t *testing.T) {
	s := peopleStage(t)
	to := s.local("応援")
	ids := []int64{s.stored().Users[1].ID, s.stored().Users[2].ID}
	s.people.grid.Select(ids[0])
	at := s.placeOf(to)
	s.people.grid.OnDrag(at)
	if !strings.Contains(s.onScreen(), "1人を「応援」に追加します") {
		t.Errorf("the mouse says %q", s.onScreen())
	}
	s.people.grid.OnDrag(fyne.NewPos(1200, 5))
	if !strings.Contains(s.onScreen(), "1人を部署にドラッグすると追加、Shiftを押しながらで移動します") {
		t.Errorf("elsewhere the mouse says %q", s.onScreen())
	}
	before := s.stored().Users[1].Departments
	s.people.grid.OnDrop(at)
	s.settle()
	if got := s.stored().Users[1].Departments; !slices.Contains(got, to) || len(got) != len(before)+1 {
		t.Errorf("the departments are %v", got)
	}
	revision := s.stored().Revision
	s.people.grid.OnDrop(fyne.NewPos(1200, 5))
	s.settle()
	if s.stored().Revision != revision {
		t.Error("let go elsewhere, it does something")
	}
}

func TestDrag_ALocalDepartmentGoesBelowAnotherAndALinkedOneDoesNot(t *testing.T) {
	s := peopleStage(t)
	inner, outer := s.local("中"), s.local("外")
	s.people.goTo(directory.KindDepartment, inner)
	s.settle()
	revision := s.stored().Revision
	for what, at := range inOrder(map[string]fyne.Position{"nothing": fyne.NewPos(1200, 5), "itself": s.placeOf(inner)}) {
		s.people.tree.OnDrag(at)
		if !strings.Contains(s.onScreen(), "「中」を移動先の部署にドラッグします") && what == "nothing" {
			t.Errorf("over %s the mouse says %q", what, s.onScreen())
		}
		s.people.tree.OnDrop(at)
		s.settle()
	}
	s.people.tree.OnDrag(s.placeOf(directory.RootID))
	if !strings.Contains(s.onScreen(), "すでに「最上位部署」の下にあります") {
		t.Errorf("over where it is the mouse says %q", s.onScreen())
	}
	s.people.tree.OnDrop(s.placeOf(directory.RootID))
	s.settle()
	if s.stored().Revision != revision || !strings.Contains(s.line(), "すでに「最上位部署」の下にあります") {
		t.Errorf("it was moved, and told is %q", s.line())
	}
	s.people.tree.OnDrag(s.placeOf(outer))
	if !strings.Contains(s.onScreen(), "「中」を「外」の下に移動します") {
		t.Errorf("the mouse says %q", s.onScreen())
	}
	s.people.tree.OnDrop(s.placeOf(outer))
	s.settle()
	parent := func(id int64) int64 {
		for _, d := range s.stored().Departments {
			if d.ID == id {
				return d.ParentID
			}
		}
		return 0
	}
	if parent(inner) != outer {
		t.Errorf("it is below %d", parent(inner))
	}
	s.people.goTo(directory.KindDepartment, outer)
	s.settle()
	s.people.tree.SetOpen(outer, true)
	if why := s.people.whyNotMoved(s.people.department(), s.people.model.Node(inner).Department); why == "" {
		t.Error("a department goes below itself")
	}
	i := slices.IndexFunc(s.stored().Departments, func(d directory.Department) bool { return d.Linked() })
	linked := s.stored().Departments[i]
	s.people.goTo(directory.KindDepartment, linked.ID)
	s.settle()
	s.people.tree.OnDrop(s.placeOf(outer))
	s.settle()
	if parent(linked.ID) != linked.ParentID || !strings.Contains(s.onScreen(), "cybozu.comで移動してください") {
		t.Errorf("a linked one is below %d", parent(linked.ID))
	}
}

func TestDrag_ACSVFileOpensItsPreviewAndAnotherSaysWhatCanBeRead(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[0]
	path := filepath.Join(t.TempDir(), "a.CSV")
	if err := os.WriteFile(path, []byte("ログイン名,名前\n"+u.LoginName+",別の名前\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
	s.settle()
	if s.preview() == nil {
		t.Fatalf("no preview, but %q", s.dialogs())
	}
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI(path)})
	if !strings.Contains(s.onScreen(), "反映するか、やめると使えます") {
		t.Error("another file while there is a preview")
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	s.drop(fyne.NewPos(400, 300), []fyne.URI{storage.NewFileURI("/tmp/a.png")})
	if !strings.Contains(s.onScreen(), "読み込めるのは、表のファイル") {
		t.Errorf("it says %q", s.onScreen())
	}
}

// shifting is an application on a desktop where a key is held.
type shifting struct {
	queued
	by fyne.KeyModifier
}

func (s shifting) Driver() fyne.Driver { return shiftingDriver{s.driver, s.by} }

type shiftingDriver struct {
	queuedDriver
	by fyne.KeyModifier
}

func (shiftingDriver) HasSecondaryDisplay() bool { return false }

func (shiftingDriver) CreateSplashWindow() fyne.Window { return nil }

func (s shiftingDriver) CurrentKeyModifiers() fyne.KeyModifier { return s.by }

// Whoever is dragged with Shift leaves where they are shown, and the mouse says so.
func TestDrag_WithShiftUsersAreMoved(t *testing.T) {
	s := peopleStage(t)
	to, from := s.local("応援"), s.department("役員").ID
	s.people.list(browse.Query{Node: from}, false)
	s.settle()
	u := s.people.grid.Rows().Key(0)
	s.people.grid.SelectAll()
	at := s.placeOf(to)
	was := fyne.CurrentApp()
	fyne.SetCurrentApp(shifting{was.(queued), fyne.KeyModifierShift})
	s.people.grid.OnDrag(at)
	if shown := s.onScreen(); !strings.Contains(shown, "3人を「応援」に移動します") {
		t.Errorf("the mouse says %q", shown)
	}
	s.people.grid.OnDrop(at)
	fyne.SetCurrentApp(was)
	s.settle()
	for _, is := range s.stored().Users {
		if is.ID == u && (slices.Contains(is.Departments, from) || !slices.Contains(is.Departments, to)) {
			t.Errorf("they are in %d", is.Departments)
		}
	}
	revision := s.stored().Revision
	s.people.grid.Unselect()
	s.people.grid.OnDrop(at)
	s.settle()
	if s.stored().Revision != revision || s.line() == "変更はありませんでした。" {
		t.Errorf("of nobody it says %q", s.line())
	}
}

// In the past nothing can be dragged anywhere: the mouse says why, and letting go does nothing.
func TestDrag_OfThePastNothingGoesAnywhere(t *testing.T) {
	s := peopleStage(t)
	inner, outer := s.local("中"), s.local("外")
	s.window.edit("「内」の追加", edit.AddDepartment(outer, "内", ""), nil)
	s.settle()
	s.openMoment(len(s.history.imports) - 1)
	p := s.people
	drag := func(id int64) {
		p.tree.Select(id)
		p.onSelected(id)
		s.settle()
		to := s.placeOf(s.department("グループ1").ID)
		p.tree.OnDrag(to)
		p.tree.OnDrop(to)
		s.settle()
	}
	revision := s.stored().Revision
	drag(s.department("グループ2").ID)
	if shown := s.onScreen(); !strings.Contains(shown, "以前の一覧は変更できません。") {
		t.Errorf("the mouse says %q", shown)
	}
	p.tree.Select(browse.AllUsers)
	p.onSelected(browse.AllUsers)
	s.settle()
	p.grid.SelectAll()
	to := s.placeOf(s.department("グループ1").ID)
	p.grid.OnDrag(to)
	if shown := s.onScreen(); !strings.Contains(shown, "23人を部署にドラッグすると追加、Shiftを押しながらで移動します") {
		t.Errorf("the mouse says %q", shown)
	}
	p.grid.OnDrop(to)
	s.settle()
	if s.stored().Revision != revision {
		t.Error("something has changed")
	}
	p.leavePast()
	s.settle()
	for _, node := range []int64{browse.AllUsers, browse.Unassigned} {
		p.list(browse.Query{Node: node}, false)
		s.settle()
		p.tree.OnDrag(s.placeOf(outer))
		p.tree.OnDrop(s.placeOf(outer))
		s.settle()
	}
	if s.stored().Revision != revision {
		t.Error("what is no department goes somewhere")
	}
	below := s.department("内").ID
	for want, c := range inOrder(map[string][2]int64{
		"自分の下の部署には移動できません": {outer, below}, "すでに「外」の下にあります": {below, outer}, "": {inner, below},
		"最上位部署は、移動も削除もできません。":           {directory.RootID, inner},
		"連携済みの部署は、cybozu.comで移動してください。": {s.department("役員").ID, inner},
	}) {
		p.goTo(directory.KindDepartment, c[0])
		s.settle()
		if got := p.whyNotMoved(p.department(), p.model.Node(c[1]).Department); got != want {
			t.Errorf("%d to %d: %q, want %q", c[0], c[1], got, want)
		}
	}
	p.goTo(directory.KindDepartment, outer)
	s.settle()
	for _, to := range []*directory.Department{nil, p.department()} {
		if got := p.whyNotMoved(p.department(), to); got != "" {
			t.Errorf("to nowhere, or to itself: %q", got)
		}
	}
}

// Files that are dropped are refused with the reason, one at a time, or opened where they belong.
func TestDrag_AFileIsOpenedWhereItBelongsOrRefused(t *testing.T) {
	s, part := formatStage(t)
	dir := t.TempDir()
	archive := filepath.Join(dir, "office.ANPISYNC")
	s.chooses(archive)
	archivePart{s.window}.save("")
	s.settle()
	s.press(fyne.KeyEscape, 0)
	given := filepath.Join(dir, "安否"+format.Extension)
	if err := os.WriteFile(given, []byte(encodeFormat(part.selected().Format)), 0o600); err != nil {
		t.Fatal(err)
	}
	drop := func(paths ...string) {
		var files []fyne.URI
		for _, path := range paths {
			files = append(files, storage.NewFileURI(path))
		}
		s.drop(fyne.NewPos(400, 300), files)
		s.settle()
	}
	for _, c := range []struct {
		paths []string
		line  string
	}{
		{nil, ""},
		{[]string{archive, given}, "ファイルは1つずつドロップしてください。"},
		{[]string{"/a/b.png"}, "読み込めるのは、表のファイル（.csv・.txt・.tsv・.xlsx）、「全体を保存」のファイル（.anpisync）、書式のファイル（.json）です。"},
	} {
		s.onNavigated(screenHome)
		s.said.hide()
		drop(c.paths...)
		if got := s.line(); got != c.line || s.dialogs() != "" || s.nav.Selected() != screenHome {
			t.Errorf("%q: screen %d says %q, %q", c.paths, s.nav.Selected(), got, s.dialogs())
		}
	}
	drop(archive)
	if got := s.dialogs(); !strings.Contains(got, "ファイルの内容に置き換えますか？") || s.nav.Selected() != screenFiles {
		t.Fatalf("an archive: screen %d says %q", s.nav.Selected(), got)
	}
	before := s.dialogs()
	drop(given)
	if s.dialogs() != before {
		t.Errorf("while something is open, %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	s.onNavigated(screenHome)
	drop(given)
	if s.nav.Selected() != screenFiles || s.line() != "「安否 (2)」の書式を追加しました。" {
		t.Errorf("a format: screen %d says %q, %q", s.nav.Selected(), s.line(), s.dialogs())
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
