package views

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"anpisync/app/edit"
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
