package edit_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
)

// company is the office with somebody more of each kind, and somebody left out.
func company() *directory.Directory {
	d := office()
	d.Users = append(d.Users,
		directory.User{ID: 3, LoginName: "takahashi", Name: "高橋 直海", CybozuID: 8, HeldSince: "2026-04-01T00:00:00Z", Departments: []int64{3}},
		directory.User{ID: 4, LoginName: "tanaka", Name: "田中 実", Phone: "03-1111-2222", Departments: []int64{4, 5}})
	d.NextUserID = 5
	d.Remembered.Excluded = []directory.Exclusion{
		{Kind: directory.KindDepartment, CybozuID: 90, Name: "旧部署"}, {Kind: directory.KindUser, CybozuID: 90, Name: "元 社員"},
		{Kind: directory.KindUser, CybozuID: 91, Name: "元 役員"},
	}
	return d
}

// What a person does by hand is all that becomes of the directory: nothing less, and
// nothing of anybody else's.
func TestEdit_DoesWhatItSaysAndNothingElse(t *testing.T) {
	everything := directory.User{
		LoginName: "new", Name: "新人 花子", Reading: "しんじん はなこ", Email: "new@example.com", Phone: "03-3333-4444",
		MobilePhone: "090-1111-2222", EmployeeNumber: "0042", Memo: "一行目\n二行目",
		SortOrder: directory.OptionalInt{Value: 7, Valid: true}, Departments: []int64{5, 3, 5},
	}
	everywhere := everything
	everywhere.ID, everywhere.PasswordHash, everywhere.Departments = 5, "hash", []int64{3, 5}
	changed := everything
	changed.ID = 1
	changedTo := everywhere
	changedTo.ID, changedTo.PasswordHash, changedTo.CybozuID = 1, "", 7

	for _, c := range []struct {
		name string
		edit edit.Edit
		want func(d *directory.Directory)
	}{
		{"a department is added behind its local siblings", edit.AddDepartment(2, " 新設課 ", "new"), func(d *directory.Directory) {
			d.Departments = append(d.Departments, directory.Department{ID: 7, ParentID: 2, Name: "新設課", Code: "new", SortOrder: 2})
			d.NextDepartmentID = 8
		}},
		{"a department is renamed, its code left alone", edit.RenameDepartment(company().Departments[2], "営業第一課", "sales_1"), func(d *directory.Directory) {
			d.Departments[2].Name = "営業第一課"
		}},
		{"a department gets another code", edit.RenameDepartment(company().Departments[2], "営業一課", "s1"), func(d *directory.Directory) {
			d.Departments[2].Code = "s1"
		}},
		{"a name that somebody else has changed is left alone", func(d *edit.Draft) error {
			before := company().Departments[2]
			before.Name = "営業課"
			return edit.RenameDepartment(before, "営業課", "s1")(d)
		}, func(d *directory.Directory) {
			d.Departments[2].Code = "s1"
		}},
		{"a department is moved", edit.MoveDepartment(4, 1), func(d *directory.Directory) {
			d.Departments[3].ParentID, d.Departments[3].SortOrder = 1, 2
		}},
		{"a department is moved to where it is", edit.MoveDepartment(4, 2), func(*directory.Directory) {}},
		{"a department is shifted past the end", edit.ShiftDepartment(5, 1), func(*directory.Directory) {}},
		{"D7: departments of one 並び順 are numbered when one is shifted", func(d *edit.Draft) error {
			if err := edit.AddDepartment(1, "分室", "")(d); err != nil {
				return err
			}
			return edit.ShiftDepartment(7, -1)(d)
		}, func(d *directory.Directory) {
			d.Departments[4].SortOrder = 2
			d.Departments = append(d.Departments, directory.Department{ID: 7, ParentID: 1, Name: "分室", SortOrder: 1})
			d.NextDepartmentID = 8
		}},
		{"a department is unlinked", edit.UnlinkDepartment(3), func(d *directory.Directory) { d.Departments[2].CybozuID = 0 }},
		{"a local department is deleted", edit.DeleteDepartment(4, true), func(d *directory.Directory) {
			d.Departments = slices.Delete(d.Departments, 3, 4)
			d.Users[1].Departments, d.Users[3].Departments = []int64{}, []int64{5}
		}},
		{"a linked department is deleted", edit.DeleteDepartment(3, false), func(d *directory.Directory) {
			d.Departments = slices.Delete(d.Departments, 2, 3)
			d.Departments[4].ParentID = 2
			d.Users[0].Departments, d.Users[2].Departments = []int64{2}, []int64{}
		}},
		{"U13: a linked department is deleted and left out", edit.DeleteDepartment(3, true), func(d *directory.Directory) {
			d.Departments = slices.Delete(d.Departments, 2, 3)
			d.Departments[4].ParentID = 2
			d.Users[0].Departments, d.Users[2].Departments = []int64{2}, []int64{}
			d.Remembered.Excluded = slices.Insert(d.Remembered.Excluded, 0, directory.Exclusion{Kind: directory.KindDepartment, CybozuID: 30, Name: "営業一課"})
		}},
		{"a user is added with all that was typed", edit.AddUser(everything, "hash"), func(d *directory.Directory) {
			d.Users = append(d.Users, everywhere)
			d.NextUserID = 6
		}},
		{"a user is changed in all that was typed", edit.ChangeUser(company().Users[0], changed), func(d *directory.Directory) {
			d.Users[0] = changedTo
		}},
		{"the address of a user is taken away", edit.ChangeUser(company().Users[0], func() directory.User {
			u := company().Users[0]
			u.Email = ""
			return u
		}()), func(d *directory.Directory) { d.Users[0].Email = "" }},
		{"one of two linked users is deleted", edit.DeleteUsers([]int64{1}, false), func(d *directory.Directory) {
			d.Users = slices.Delete(d.Users, 0, 1)
		}},
		{"U13: one of two linked users is deleted and left out", edit.DeleteUsers([]int64{1}, true), func(d *directory.Directory) {
			d.Users = slices.Delete(d.Users, 0, 1)
			d.Remembered.Excluded = slices.Insert(d.Remembered.Excluded, 1, directory.Exclusion{Kind: directory.KindUser, CybozuID: 7, Name: "佐藤 昇"})
		}},
		{"U14: users are unlinked, and held no longer", edit.UnlinkUsers([]int64{1, 3}), func(d *directory.Directory) {
			d.Users[0].CybozuID, d.Users[2].CybozuID, d.Users[2].HeldSince = 0, 0, ""
		}},
		{"users are put into a department and taken out of another", edit.Assign([]int64{1, 4}, 6, 3, 5), func(d *directory.Directory) {
			d.Users[0].Departments, d.Users[3].Departments = []int64{2, 6}, []int64{4, 6}
		}},
		{"U13: one is taken back, and neither another of its kind nor one of its number", edit.Readmit(directory.Exclusion{Kind: directory.KindUser, CybozuID: 90}), func(d *directory.Directory) {
			d.Remembered.Excluded = slices.Delete(d.Remembered.Excluded, 1, 2)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, want := company(), company()
			c.want(want)
			got := apply(t, before, c.edit)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%swant\n%s", lines(got), lines(want))
			}
			if !reflect.DeepEqual(before, company()) {
				t.Error("the original was changed")
			}
		})
	}
}

func lines(d *directory.Directory) (text string) {
	for _, one := range d.Departments {
		text += fmt.Sprintf("%+v\n", one)
	}
	for _, one := range d.Users {
		text += fmt.Sprintf("%+v\n", one)
	}
	return text + fmt.Sprintf("%+v, next %d and %d\n", d.Remembered, d.NextDepartmentID, d.NextUserID)
}
