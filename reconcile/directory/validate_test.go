package directory_test

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func TestValidate_SoundDirectory(t *testing.T) {
	if err := sample().Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidate_NamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		spoil func(*directory.Directory)
		want  string
	}{
		{func(d *directory.Directory) { d.Departments = d.Departments[1:] }, "root is missing"},
		{func(d *directory.Directory) { d.Departments[0].Code = "x" }, "the root has a parent, a code or a link"},
		{func(d *directory.Directory) { d.Departments[0].CybozuID = 9 }, "the root has a parent, a code or a link"},
		{func(d *directory.Directory) { d.Departments[0].ParentID = 2 }, "the root has a parent, a code or a link"},
		{func(d *directory.Directory) { d.Departments[1].ParentID = 4 }, "department 4: is below itself"},
		{func(d *directory.Directory) { d.Departments[2].ParentID = 4 }, "department 4: is below itself"},
		{func(d *directory.Directory) { d.Departments[2].ParentID = 3 }, "department 4: parent 3 does not exist"},
		{func(d *directory.Directory) { d.Departments[2].ParentID = 0 }, "department 4: parent 0 does not exist"},
		{func(d *directory.Directory) { d.Departments[2].Code = "a" }, `has the code "a" of department 2`},
		{func(d *directory.Directory) { d.Departments[2].CybozuID = 5 }, "has the link 5 of department 2"},
		{func(d *directory.Directory) { d.Departments[2].ID = 2 }, "department 2: id after 2"},
		{func(d *directory.Directory) { d.NextDepartmentID = 4 }, "next is 4"},
		{func(d *directory.Directory) { d.Users[1].LoginName = "sato" }, "has the login name of user 1"},
		{func(d *directory.Directory) { d.Users[1].LoginName = "" }, "has no login name"},
		{func(d *directory.Directory) { d.Users[1].Email = "SATO@example.jp" }, "has the address of user 1"},
		{func(d *directory.Directory) { d.Users[1].CybozuID = 11 }, "has the link 11 of user 1"},
		{func(d *directory.Directory) { d.Users[0].Departments = []int64{2, 3} }, "membership in department 3"},
		{func(d *directory.Directory) { d.Users[0].Departments = []int64{4, 2} }, "membership in department 2, after 4"},
		{func(d *directory.Directory) { d.Users[0].Departments = []int64{2, 2} }, "membership in department 2, after 2"},
		{func(d *directory.Directory) { d.NextUserID = 3 }, "next is 3"},
		{func(d *directory.Directory) { d.Users[1].ID = 1 }, "user 1: id after 1"},
		{func(d *directory.Directory) { d.Users[1].HeldSince = "2026-03-01T12:00:00Z" }, "user 3: is held without a link"},
	} {
		d := sample()
		c.spoil(d)
		err := d.Validate()
		if text := fmt.Sprint(err) + "\n"; !strings.Contains(text, c.want+"\n") && !strings.Contains(text, c.want+", ") {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

func TestD7_SiblingsAreShownLinkedFirstThenByOrderThenByID(t *testing.T) {
	sorted := []department{
		{ID: 5, CybozuID: 1, SortOrder: 1}, {ID: 3, CybozuID: 2, SortOrder: 2}, {ID: 4, CybozuID: 3, SortOrder: 2},
		{ID: 9, SortOrder: -1}, {ID: 1, SortOrder: 1}, {ID: 2, SortOrder: 1},
	}
	for i := range sorted {
		for j := range sorted {
			if got := directory.CompareSiblings(&sorted[i], &sorted[j]); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%d and %d compare as %d", sorted[i].ID, sorted[j].ID, got)
			}
		}
	}
}
