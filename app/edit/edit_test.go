package edit_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
)

// office is 最上位部署 > 営業部 (linked) > 営業一課 (linked), 安全対策班 (local), and
// 総務部 (local); 佐藤 is linked, 鈴木 local.
func office() *directory.Directory {
	return &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Name: "営業部", Code: "sales", CybozuID: 20, SortOrder: 1},
			{ID: 3, ParentID: 2, Name: "営業一課", Code: "sales_1", CybozuID: 30, SortOrder: 1},
			{ID: 4, ParentID: 2, Name: "安全対策班", SortOrder: 1},
			{ID: 5, ParentID: 1, Name: "総務部", SortOrder: 1},
			{ID: 6, ParentID: 3, Name: "見習い", SortOrder: 1},
		},
		Users: []directory.User{
			{ID: 1, LoginName: "sato", Name: "佐藤 昇", Email: "sato@example.com", CybozuID: 7, Departments: []int64{2, 3}},
			{ID: 2, LoginName: "suzuki", Name: "鈴木 髙子", Email: "Suzuki@example.com", Departments: []int64{4}},
		},
		NextDepartmentID: 7, NextUserID: 3, Domain: "example.cybozu.com",
	}
}

func TestEditRefusals(t *testing.T) {
	person := func(login, email string) directory.User {
		return directory.User{LoginName: login, Name: "新人", Email: email}
	}
	for _, test := range []struct {
		name  string
		edit  edit.Edit
		kind  edit.Kind
		field string
	}{
		{"department without a name", edit.AddDepartment(1, " 　", ""), edit.KindEmpty, directory.FieldName},
		{"code of another department", edit.AddDepartment(1, "新設", "sales"), edit.KindTaken, directory.FieldCode},
		{"parent that has gone", edit.AddDepartment(99, "新設", ""), edit.KindGone, directory.FieldParent},
		{"D1: a code for 最上位部署", edit.RenameDepartment(office().Departments[0], "本社", "top"), edit.KindTop, directory.FieldCode},
		{"D1: moving 最上位部署", edit.MoveDepartment(1, 5), edit.KindTop, directory.FieldParent},
		{"D1: deleting 最上位部署", edit.DeleteDepartment(1, false), edit.KindTop, directory.FieldName},
		{"D8: moving a linked department", edit.MoveDepartment(3, 5), edit.KindLinked, directory.FieldParent},
		{"moving a department below itself", edit.MoveDepartment(5, 5), edit.KindBelow, directory.FieldParent},
		{"user without a login name", edit.AddUser(person("", ""), ""), edit.KindEmpty, directory.FieldLogin},
		{"login name of another user", edit.AddUser(person("sato", ""), ""), edit.KindTaken, directory.FieldLogin},
		{"address of another user in other case (U5)", edit.AddUser(person("new", "SUZUKI@example.com"), ""), edit.KindTaken, directory.FieldEmail},
		{"changing to another's address", edit.ChangeUser(office().Users[0], person("sato", "suzuki@example.com")), edit.KindTaken, directory.FieldEmail},
		{"no address", edit.AddUser(person("new", "bad mail"), ""), edit.KindAddress, directory.FieldEmail},
		{"user who has gone", edit.ChangeUser(directory.User{ID: 9}, person("x", "")), edit.KindGone, directory.FieldLogin},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.edit.Apply(office())
			var wrong *edit.Error
			if !errors.As(err, &wrong) || wrong.Kind != test.kind || wrong.Field != test.field {
				t.Errorf("error %v, want %s of %s", err, test.kind, test.field)
			}
			if want := fmt.Sprintf("edit %s: %s", test.field, test.kind); err == nil || err.Error() != want {
				t.Errorf("a log gets %v, want %s, and nothing that was typed", err, want)
			}
		})
	}
}

func apply(t testing.TB, d *directory.Directory, e edit.Edit) *directory.Directory {
	t.Helper()
	then, err := e.Apply(d)
	if err != nil {
		t.Fatal(err)
	}
	return then
}

func names(d *directory.Directory, parentID int64) (names []string) {
	var below []directory.Department
	for _, dept := range d.Departments {
		if dept.ParentID == parentID {
			below = append(below, dept)
		}
	}
	slices.SortFunc(below, func(a, b directory.Department) int { return directory.CompareSiblings(&a, &b) })
	for _, dept := range below {
		names = append(names, dept.Name)
	}
	return names
}

func TestEditDeletesADepartmentWithWhatCannotMove(t *testing.T) {
	before := office()
	fate := edit.FateOf(before, 2)
	if len(fate.Deleted) != 2 || len(fate.Lifted) != 2 || fate.Members != 1 {
		t.Errorf("fate: %d deleted, %d lifted, %d members", len(fate.Deleted), len(fate.Lifted), fate.Members)
	}
	d := apply(t, before, edit.DeleteDepartment(2, true))
	if got, want := names(d, 1), []string{"安全対策班", "総務部", "見習い"}; !slices.Equal(got, want) {
		t.Errorf("below 最上位部署: %q, want %q", got, want)
	}
	if len(d.Users[0].Departments) != 0 || !slices.Equal(d.Users[1].Departments, []int64{4}) {
		t.Errorf("memberships %v and %v", d.Users[0].Departments, d.Users[1].Departments)
	}
	if n := len(d.Remembered.Excluded); n != 2 {
		t.Errorf("%d left out, want both linked ones (U13)", n)
	}
	if !slices.Equal(before.Users[0].Departments, []int64{2, 3}) {
		t.Error("the original was changed")
	}
}

func TestEdit_NothingHappensToADepartmentThatHasGone(t *testing.T) {
	if fate := edit.FateOf(office(), 99); len(fate.Deleted)+len(fate.Lifted)+fate.Members != 0 {
		t.Errorf("got %+v", fate)
	}
}

// What is broken already is not handed on, whatever is edited.
func TestEdit_IsRefusedWhereTheDirectoryIsBroken(t *testing.T) {
	d := office()
	d.Users[1].LoginName = d.Users[0].LoginName
	if _, err := edit.AddDepartment(1, "新設", "").Apply(d); err == nil {
		t.Error("two users have one login name")
	}
}

func TestEditMovesAndShiftsDepartments(t *testing.T) {
	d := apply(t, office(), edit.MoveDepartment(4, 1))
	if got, want := names(d, 1), []string{"営業部", "総務部", "安全対策班"}; !slices.Equal(got, want) {
		t.Fatalf("after the move: %q, want %q", got, want)
	}
	d = apply(t, d, edit.ShiftDepartment(4, -1))
	if got, want := names(d, 1), []string{"営業部", "安全対策班", "総務部"}; !slices.Equal(got, want) {
		t.Errorf("after the shift: %q, want %q", got, want)
	}
	d = apply(t, d, edit.ShiftDepartment(4, -1)) // linked ones come first always (D7)
	if got, want := names(d, 1), []string{"営業部", "安全対策班", "総務部"}; !slices.Equal(got, want) {
		t.Errorf("past a linked one: %q, want %q", got, want)
	}
}

func TestEditExcludesDeletedUsersOnlyWithTheTickU13(t *testing.T) {
	for _, exclude := range []bool{true, false} {
		d := apply(t, office(), edit.DeleteUsers([]int64{1, 2}, exclude))
		want := 0
		if exclude {
			want = 1 // 佐藤, who was linked
		}
		if len(d.Users) != 0 || len(d.Remembered.Excluded) != want {
			t.Errorf("tick %v: %d users, %d left out, want %d", exclude, len(d.Users), len(d.Remembered.Excluded), want)
		}
	}
}

// Whatever is edited, the directory becomes what one would write on paper, or nothing
// changes; and what was edited can be taken back.
func TestEdits_DoAsThePaperSaysKeepTheInvariantsAndAreTakenBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := company()
		d := start
		paper := newNaive(d)
		var plans []*directory.Plan
		for range rapid.IntRange(1, 12).Draw(t, "edits") {
			e, naively := anyEdit(t, d)
			then, err := e.Apply(d)
			if done := naively(paper); done != (err == nil) {
				t.Fatalf("done on paper: %v; the edit: %v", done, err)
			}
			if err != nil {
				var wrong *edit.Error
				if !errors.As(err, &wrong) {
					t.Fatalf("refused without saying which field: %v", err)
				}
				continue
			}
			if err := then.Validate(); err != nil {
				t.Fatal(err)
			}
			if got, want := newNaive(then).told(), paper.told(); got != want {
				t.Fatalf("got\n%s\nwant\n%s", got, want)
			}
			plan := directory.Diff(d, then)
			d = plan.ApplyTo(d)
			if plan.Empty() {
				continue
			}
			plan.Remembered.Excluded, plan.RememberedBefore.Excluded =
				directory.DiffExclusions(plan.RememberedBefore.Excluded, plan.Remembered.Excluded)
			plans = append(plans, plan)
		}
		for _, plan := range slices.Backward(plans) {
			back, err := directory.TakeBack(d, plan)
			if err != nil {
				t.Fatal(err)
			}
			d = back.ApplyTo(d)
		}
		if plan := directory.Diff(d, start); !plan.Empty() {
			t.Fatalf("%d departments and %d users are not as they were", len(plan.Departments), len(plan.Users))
		}
	})
}

func TestEditWritesOnlyWhatAPersonChangedInTheForm(t *testing.T) {
	opened := office()
	meanwhile := apply(t, opened, edit.ChangeUser(opened.Users[0], func() directory.User {
		p := opened.Users[0]
		p.Phone = "03-1234-5678"
		return p
	}()))
	p := opened.Users[0]
	p.Memo = "産休中"
	p.Departments = []int64{3, 2} // the same, in another order
	u := apply(t, meanwhile, edit.ChangeUser(opened.Users[0], p)).Users[0]
	if u.Phone != "03-1234-5678" || u.Memo != "産休中" || !slices.Equal(u.Departments, []int64{2, 3}) {
		t.Errorf("phone %q, memo %q, departments %v", u.Phone, u.Memo, u.Departments)
	}
}

// Memberships that cybozu.com has come back with the user; the others do not.
func TestEditLossesAreWhatNoImportBringsBack(t *testing.T) {
	d := office()
	d.Users[0].Memo = "産休中"
	d.Users[0].Departments = []int64{2, 4}
	d.Users[1].Departments = []int64{2, 5}
	losses := func(now, then *directory.Directory) string {
		var lines []string
		for _, l := range edit.Losses(now, directory.Diff(now, then)) {
			line := l.User.LoginName + " " + l.Memo
			for _, dep := range l.Departments {
				line += " " + dep.Name
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, ", ")
	}
	for _, c := range []struct {
		name string
		edit edit.Edit
		want string
	}{
		{"users", edit.DeleteUsers([]int64{1, 2}, true), "sato 産休中 安全対策班, suzuki  営業部 総務部"},
		{"a linked department", edit.DeleteDepartment(2, true), "suzuki  営業部"},
		{"a local department", edit.DeleteDepartment(4, true), "sato  安全対策班"},
		{"nothing of theirs", edit.RenameDepartment(d.Departments[1], "別名", ""), ""},
	} {
		if got := losses(d, apply(t, d, c.edit)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	gone, back := apply(t, d, edit.DeleteUsers([]int64{1}, false)), apply(t, d, edit.Assign([]int64{2}, 4, 5))
	if got, want := losses(gone, back), "suzuki  総務部"; got != want {
		t.Errorf("somebody who comes back, and loses nothing: %q, want %q", got, want)
	}
}

func TestEdit_AllThatIsWrongIsSaidAtOnce(t *testing.T) {
	typed := directory.User{LoginName: " ", Email: "no address"}
	_, err := edit.AddUser(typed, "").Apply(office())
	var fields []string
	for _, one := range err.(interface{ Unwrap() []error }).Unwrap() {
		var wrong *edit.Error
		if !errors.As(one, &wrong) {
			t.Fatalf("%v is of no field", one)
		}
		fields = append(fields, wrong.Field)
	}
	if want := []string{directory.FieldLogin, directory.FieldName, directory.FieldEmail}; !slices.Equal(fields, want) {
		t.Errorf("wrong are %q, want %q", fields, want)
	}
}

// An address that was no address before the form was opened is nobody's mistake now.
func TestEdit_FormComplainsOfWhatWasTypedAlone(t *testing.T) {
	d := office()
	d.Users[0].Email = "no address"
	typed := d.Users[0]
	typed.Memo = "new"
	if err := edit.CheckUser(d, d.Users[0], typed); err != nil {
		t.Error(err)
	}
	typed.Email = "none either"
	if edit.CheckUser(d, d.Users[0], typed) == nil {
		t.Error("another one is taken")
	}
}
