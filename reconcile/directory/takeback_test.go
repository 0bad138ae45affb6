package directory_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"anpisync/reconcile/directory"
)

// edited is what an edit makes of d, and the edit as the history keeps it.
func edited(d *directory.Directory, change func(*directory.Directory)) (*directory.Directory, *directory.Plan) {
	then := *d
	then.Departments, then.Users = slices.Clone(d.Departments), slices.Clone(d.Users)
	then.Remembered.Excluded = slices.Clone(d.Remembered.Excluded)
	change(&then)
	p := directory.Diff(d, &then)
	on, off := directory.DiffExclusions(d.Remembered.Excluded, then.Remembered.Excluded)
	kept := &directory.Plan{Departments: p.Departments, Users: p.Users, Domain: d.Domain}
	kept.Remembered.Excluded, kept.RememberedBefore.Excluded = on, off
	return p.ApplyTo(d), kept
}

func takenBack(t *testing.T, d *directory.Directory, edit *directory.Plan) *directory.Directory {
	t.Helper()
	p, err := directory.TakeBack(d, edit)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Users {
		same(t, "rule", [2]string{string(c.Rule), string(c.Reason)}, [2]string{"I10", "restored"})
	}
	for _, c := range p.Departments {
		same(t, "rule", [2]string{string(c.Rule), string(c.Reason)}, [2]string{"I10", "restored"})
	}
	then := p.ApplyTo(d)
	if err := then.Validate(); err != nil {
		t.Fatal(err)
	}
	return then
}

// The edits that conflict with what came since are told by the record concerned.
func TestI10_TakeBackIsRefusedOnlyWhereTheRecordHasChangedSince(t *testing.T) {
	delete2 := func(d *directory.Directory) { // 開発本部, with 安全対策本部 lifted
		d.Departments = slices.Delete(d.Departments, 1, 2)
		d.Departments[1].ParentID = 1
		d.Users[0].Departments = []int64{4}
	}
	addDepartment := func(d *directory.Directory) {
		d.Departments = append(d.Departments, department{ID: d.NextDepartmentID, ParentID: 1, Name: "新設"})
		d.NextDepartmentID++
	}
	deleteUser := func(d *directory.Directory) { d.Users = d.Users[1:] }
	for name, c := range map[string]struct {
		edit, since func(*directory.Directory)
		want        directory.ConflictError // zero: it is taken back
	}{
		"another record": {
			func(d *directory.Directory) { d.Users[0].Phone = "1" }, func(d *directory.Directory) { d.Users[1].Phone = "2" }, directory.ConflictError{}},
		"the record": {
			func(d *directory.Directory) { d.Users[0].Phone = "1" }, func(d *directory.Directory) { d.Users[0].Memo = "2" },
			directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindUser, Name: "佐藤"}},
		"the record is gone": {
			func(d *directory.Directory) { d.Departments[2].Name = "安全本部" }, func(d *directory.Directory) {
				d.Departments = d.Departments[:2]
				d.Users[0].Departments = []int64{2}
			}, directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindDepartment, Name: "安全本部"}},
		"a member of a deleted department": {
			delete2, func(d *directory.Directory) { d.Users[0].Phone, d.Users[0].Suspended = "1", true }, directory.ConflictError{}},
		"a member is gone": {delete2, func(d *directory.Directory) { d.Users = d.Users[1:] }, directory.ConflictError{}},
		"a lifted department": {
			delete2, func(d *directory.Directory) { d.Departments[1].Code = "b" },
			directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindDepartment, Name: "安全対策本部"}},
		"the code is another's": {
			delete2, func(d *directory.Directory) { addDepartment(d); d.Departments[2].Code = "a" },
			directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindDepartment, Name: "開発本部", Value: "a", Holder: "新設"}},
		"it was read again": {
			delete2, func(d *directory.Directory) {
				addDepartment(d)
				d.Departments[2].Code, d.Departments[2].CybozuID = "a", 5
			},
			directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindDepartment, Name: "開発本部", Value: "a", Holder: "新設"}},
		"somebody is in the new department": {
			addDepartment, func(d *directory.Directory) { d.Users[1].Departments = []int64{5} },
			directory.ConflictError{Kind: directory.ConflictUsed, Record: directory.KindDepartment, Name: "新設"}},
		"something is below the second of two new departments": {
			func(d *directory.Directory) {
				addDepartment(d)
				addDepartment(d)
				d.Departments[4].Name = "次"
			}, func(d *directory.Directory) { d.Departments[2].ParentID = 6 },
			directory.ConflictError{Kind: directory.ConflictUsed, Record: directory.KindDepartment, Name: "次"}},
		"something is below the new department": {
			addDepartment, func(d *directory.Directory) { d.Departments[2].ParentID = 5 },
			directory.ConflictError{Kind: directory.ConflictUsed, Record: directory.KindDepartment, Name: "新設"}},
		"it was moved, and its old parent below it": {
			func(d *directory.Directory) { d.Departments[2].ParentID = 1 }, func(d *directory.Directory) { d.Departments[1].ParentID = 4 },
			directory.ConflictError{Kind: directory.ConflictPlace, Record: directory.KindDepartment, Name: "安全対策本部"}},
		"it was moved, and its old parent is gone": {
			func(d *directory.Directory) { d.Departments[2].ParentID = 1 }, func(d *directory.Directory) {
				d.Departments = slices.Delete(d.Departments, 1, 2)
				d.Users[0].Departments = []int64{4}
			}, directory.ConflictError{Kind: directory.ConflictPlace, Record: directory.KindDepartment, Name: "安全対策本部"}},
		"it was moved beside another change, and its old parent is gone": {
			func(d *directory.Directory) { d.Departments[0].Name, d.Departments[2].ParentID = "全社", 1 }, func(d *directory.Directory) {
				d.Departments = slices.Delete(d.Departments, 1, 2)
				d.Users[0].Departments = []int64{4}
			}, directory.ConflictError{Kind: directory.ConflictPlace, Record: directory.KindDepartment, Name: "安全対策本部"}},
		"the login name is another's": {
			deleteUser, func(d *directory.Directory) { d.Users[0].LoginName = "sato" },
			directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindUser, Name: "佐藤", Value: "sato", Holder: "加藤"}},
		"the address is another's, in other case": {
			deleteUser, func(d *directory.Directory) { d.Users[0].Email = "Sato@Example.jp" },
			directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindUser, Name: "佐藤", Value: "sato@example.jp", Holder: "加藤"}},
		"the account is another's": {
			deleteUser, func(d *directory.Directory) { d.Users[0].CybozuID = 11 },
			directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindUser, Name: "佐藤", Holder: "加藤"}},
		"the list 「読み込みから除外」 is as it was": {
			func(d *directory.Directory) {
				d.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 3, Name: "三"}, {Kind: directory.KindUser, CybozuID: 4, Name: "四"}}
			}, func(d *directory.Directory) { d.Remembered.Excluded = nil },
			directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindUser, Name: "三"}},
		"the new user has changed": {
			func(d *directory.Directory) {
				d.Users = append(d.Users, user{ID: d.NextUserID, LoginName: "new", Name: "新人"})
				d.NextUserID++
			}, func(d *directory.Directory) { d.Users[2].Phone = "1" },
			directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindUser, Name: "新人"}},
		"its link is one of another cybozu.com": {
			func(d *directory.Directory) { d.Departments[1].CybozuID, d.Departments[1].FormerLink = 0, true },
			func(d *directory.Directory) { d.Domain = "other.cybozu.com" },
			directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindDepartment, Name: "開発本部"}},
		"all is as it was": {
			func(d *directory.Directory) { d.Users[0].Departments = []int64{2} }, func(d *directory.Directory) { d.Users[0].Departments = []int64{2, 4} },
			directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindUser, Name: "佐藤"}},
	} {
		t.Run(name, func(t *testing.T) {
			after, edit := edited(sample(), c.edit)
			now, _ := edited(after, c.since)
			_, err := directory.TakeBack(now, edit)
			if c.want.Kind == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var got *directory.ConflictError
			if !errors.As(err, &got) || *got != c.want {
				t.Errorf("error %+v, want %+v", err, c.want)
			}
		})
	}
}

func TestI10_TakeBackBringsADeletionBackWhole(t *testing.T) {
	before := sample()
	before.Users[0].Memo, before.Users[0].PasswordHash = "鍵", "h"
	after, edit := edited(before, func(d *directory.Directory) {
		d.Departments = d.Departments[:1]
		d.Users = d.Users[1:]
	})
	same(t, "then", *takenBack(t, after, edit), *before)
}

func TestI10_TakeBackDeletesWhatWasCreated(t *testing.T) {
	after, edit := edited(sample(), func(d *directory.Directory) {
		d.Departments = append(d.Departments, department{ID: 5, ParentID: 1, Name: "新設"}, department{ID: 6, ParentID: 5, Name: "その下"})
		d.Users = append(d.Users, user{ID: 4, LoginName: "new", Departments: []int64{6}})
		d.Departments[1].Name, d.Users[0].Name = "改名", "改名"
		d.NextDepartmentID, d.NextUserID = 7, 5
	})
	p, err := directory.TakeBack(after, edit)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, c := range p.Departments {
		order = append(order, fmt.Sprint(c.Action, " ", c.ID(), " ", c.Rule, " ", c.Reason))
	}
	for _, c := range p.Users {
		order = append(order, fmt.Sprint(c.Action, " ", c.ID(), " ", c.Rule, " ", c.Reason))
	}
	same(t, "changes", order, []string{"delete 5 I10 restored", "delete 6 I10 restored", "update 2 I10 restored", "delete 4 I10 restored", "update 1 I10 restored"})
	want := sample()
	want.NextDepartmentID, want.NextUserID = 7, 5 // no id is used twice
	same(t, "then", *p.ApplyTo(after), *want)
}

// Each of the departments that come back counts, however many they are.
func TestI10_TakeBackMakesNoRingOfOneOfMany(t *testing.T) {
	before := sample()
	for id := int64(5); id < 13; id++ {
		before.Departments = append(before.Departments, department{ID: id, ParentID: 1})
	}
	before.NextDepartmentID = 13
	after, edit := edited(before, func(d *directory.Directory) {
		d.Departments[2].ParentID = 1
		for i := range d.Departments[3:] {
			d.Departments[3+i].Name = "改名"
		}
	})
	now, _ := edited(after, func(d *directory.Directory) { d.Departments[1].ParentID = 4 })
	for range 5 {
		_, err := directory.TakeBack(now, edit)
		var got *directory.ConflictError
		if !errors.As(err, &got) || *got != (directory.ConflictError{Kind: directory.ConflictPlace, Record: directory.KindDepartment, Name: "安全対策本部"}) {
			t.Fatalf("%+v", err)
		}
	}
}

func TestI10_AnEditOfNothingCannotBeTakenBack(t *testing.T) {
	_, err := directory.TakeBack(sample(), &directory.Plan{})
	var got *directory.ConflictError
	if !errors.As(err, &got) || *got != (directory.ConflictError{Kind: directory.ConflictChanged}) {
		t.Errorf("%+v", err)
	}
}

// What an edit put on the list 「読み込みから除外」 comes off it, and what it took off comes
// back; what others did with the list stays.
func TestU13_TakeBackEndsTheExclusionsOfTheEditAlone(t *testing.T) {
	exclusion := func(id directory.CybozuID, name string) directory.Exclusion {
		return directory.Exclusion{Kind: directory.KindUser, CybozuID: id, Name: name}
	}
	before := sample()
	before.Remembered.Excluded = []directory.Exclusion{exclusion(3, "三"), exclusion(4, "四")}
	after, deletion := edited(before, func(d *directory.Directory) {
		d.Users = d.Users[1:]
		d.Remembered.Excluded = append(d.Remembered.Excluded, exclusion(11, "佐藤"))
	})
	now, readmission := edited(after, func(d *directory.Directory) {
		d.Remembered.Excluded = []directory.Exclusion{exclusion(4, "四"), exclusion(11, "佐藤"), exclusion(12, "十二")}
	})
	then := takenBack(t, now, deletion)
	same(t, "the deletion", then.Remembered.Excluded, []directory.Exclusion{exclusion(4, "四"), exclusion(12, "十二")})
	then = takenBack(t, then, readmission)
	same(t, "the readmission", then.Remembered.Excluded, []directory.Exclusion{exclusion(3, "三"), exclusion(4, "四")})

	again, _ := edited(now, func(d *directory.Directory) {
		d.Users = append(d.Users, user{ID: d.NextUserID, LoginName: "three", Name: "三", CybozuID: 3})
		d.NextUserID++
	})
	_, err := directory.TakeBack(again, readmission)
	var got *directory.ConflictError
	if !errors.As(err, &got) || got.Name != "三" {
		t.Errorf("who was read again would be left out: %v", err)
	}
}

func TestU13_TakeBackLeavesNoDepartmentOutThatIsThere(t *testing.T) {
	for _, c := range []struct {
		out  directory.Exclusion
		want bool // it is taken back
	}{
		{directory.Exclusion{Kind: directory.KindDepartment, CybozuID: 7, Name: "七"}, false},
		{directory.Exclusion{Kind: directory.KindUser, CybozuID: 7, Name: "七"}, true}, // another one with this number
		{directory.Exclusion{Kind: directory.KindDepartment, CybozuID: 11, Name: "十一"}, true},
	} {
		before := sample()
		before.Remembered.Excluded = []directory.Exclusion{c.out}
		after, readmission := edited(before, func(d *directory.Directory) { d.Remembered.Excluded = nil })
		now, _ := edited(after, func(d *directory.Directory) { d.Departments[2].CybozuID = 7 })
		_, err := directory.TakeBack(now, readmission)
		var got *directory.ConflictError
		if c.want != (err == nil) || err != nil && (!errors.As(err, &got) || *got != directory.ConflictError{Kind: directory.ConflictChanged, Record: c.out.Kind, Name: "七"}) {
			t.Errorf("%+v: %+v", c.out, err)
		}
	}
}

// A link is to an account of one cybozu.com (I4).
func TestI4_TakeBackUnderAnotherDomainRestoresNoLink(t *testing.T) {
	after, edit := edited(sample(), func(d *directory.Directory) { d.Users = d.Users[1:] })
	after.Domain = "other.cybozu.com"
	u := takenBack(t, after, edit).Users[0]
	if u.CybozuID != 0 || !u.FormerLink || u.Email != "sato@example.jp" {
		t.Errorf("came back as %+v", u)
	}
}

// Nobody is held who is not linked (U14).
func TestU14_TakeBackUnderAnotherDomainEndsTheHold(t *testing.T) {
	d := sample()
	d.Users = slices.Clone(d.Users)
	d.Users[0].HeldSince = "2026-01-01T00:00:00Z"
	after, edit := edited(d, func(d *directory.Directory) { d.Users = d.Users[1:] })
	if u := takenBack(t, after, edit).Users[0]; !u.Held() {
		t.Errorf("under the same domain, came back as %+v", u)
	}
	after.Domain = "other.cybozu.com"
	if u := takenBack(t, after, edit).Users[0]; u.Held() {
		t.Errorf("came back as %+v", u)
	}
}

func TestI10_TakeBackGoesWithoutDepartmentsThatAreNotThere(t *testing.T) {
	noDepartment := func(d *directory.Directory) {
		d.Departments = slices.Delete(d.Departments, 1, 2)
		d.Departments[1].ParentID = 1
		for i := range d.Users {
			d.Users[i].Departments = slices.DeleteFunc(slices.Clone(d.Users[i].Departments), func(id int64) bool { return id == 2 })
		}
	}
	after, deletedUser := edited(sample(), func(d *directory.Directory) { d.Users = d.Users[1:] })
	now, _ := edited(after, noDepartment)
	same(t, "the user is in", takenBack(t, now, deletedUser).Users[0].Departments, []int64{4})

	after, deletedDepartment := edited(sample(), func(d *directory.Directory) {
		d.Departments = d.Departments[:2]
		d.Users[0].Departments = []int64{2}
	})
	now, _ = edited(after, func(d *directory.Directory) {
		d.Departments = d.Departments[:1]
		d.Users[0].Departments = nil
	})
	then := takenBack(t, now, deletedDepartment)
	same(t, "the department is below", then.Departments[1].ParentID, directory.RootID)
	same(t, "its member", then.Users[0].Departments, []int64{4})
}

func TestI10_LinesThatHold(t *testing.T) {
	type line = directory.Line
	const (
		manual, byHand, undo = directory.ImportManual, directory.ImportEdit, directory.ImportUndo
	)
	for name, c := range map[string]struct {
		lines []line
		want  []int64
	}{
		"nothing":             {nil, nil},
		"imports and edits":   {[]line{{1, manual, 0}, {2, byHand, 0}}, []int64{1, 2}},
		"an undo":             {[]line{{1, manual, 0}, {2, manual, 0}, {3, byHand, 0}, {5, undo, 2}}, []int64{1, 5}},
		"an undo undone":      {[]line{{1, manual, 0}, {2, manual, 0}, {3, undo, 2}, {4, undo, 3}}, []int64{1, 2, 4}},
		"an edit taken back":  {[]line{{1, byHand, 0}, {2, byHand, 0}, {3, manual, 0}, {4, byHand, 1}}, []int64{2, 3, 4}},
		"done again":          {[]line{{1, byHand, 0}, {2, byHand, 1}, {3, byHand, 2}}, []int64{1, 3}},
		"and taken back":      {[]line{{1, byHand, 0}, {2, byHand, 1}, {3, byHand, 2}, {4, byHand, 1}}, []int64{3, 4}},
		"taken back, undone":  {[]line{{1, byHand, 0}, {2, manual, 0}, {3, byHand, 1}, {4, undo, 2}}, []int64{1, 4}},
		"what was undone too": {[]line{{1, manual, 0}, {2, byHand, 0}, {3, byHand, 2}, {4, undo, 1}, {5, undo, 4}}, []int64{1, 3, 5}},
	} {
		var got []int64
		for id, holds := range directory.Holding(c.lines) {
			if holds {
				got = append(got, id)
			}
		}
		slices.Sort(got)
		same(t, name, got, c.want)
	}
}
