package edit

import (
	"errors"
	"slices"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// AddDepartment puts a new local department below another one, after its siblings.
func AddDepartment(parentID int64, name, code string) Edit {
	return func(t *Draft) error {
		if t.department(parentID) < 0 {
			return &Error{Kind: KindGone, Record: directory.KindDepartment, Field: directory.FieldParent}
		}
		d := directory.Department{ID: t.d.NextDepartmentID, ParentID: parentID, Name: name, Code: code}
		if err := t.checkDepartment(&d); err != nil {
			return err
		}
		t.putLast(&d)
		t.d.Departments = append(t.d.Departments, d)
		t.d.NextDepartmentID++
		return nil
	}
}

// RenameDepartment gives a department the name and code that a person typed into a form
// that was filled from before; the one that was left alone keeps what it has become.
// 最上位部署 has no code (D1).
func RenameDepartment(before directory.Department, name, code string) Edit {
	return func(t *Draft) error {
		i := t.department(before.ID)
		if i < 0 {
			return &Error{Kind: KindGone, Record: directory.KindDepartment, Field: directory.FieldName, Value: name}
		}
		d := t.d.Departments[i]
		if name != before.Name {
			d.Name = name
		}
		if code != before.Code {
			d.Code = code
		}
		if d.ID == directory.RootID && d.Code != "" {
			return &Error{Kind: KindTop, Record: directory.KindDepartment, Field: directory.FieldCode, Value: code}
		}
		if err := t.checkDepartment(&d); err != nil {
			return err
		}
		t.d.Departments[i] = d
		return nil
	}
}

// CheckDepartment says what is wrong with a form while it is typed; id is 0 for a new
// department.
func CheckDepartment(d *directory.Directory, id int64, name, code string) error {
	return (&Draft{*d}).checkDepartment(&directory.Department{ID: id, Name: name, Code: code})
}

// MoveDepartment puts a local department below another one, after its siblings.
func MoveDepartment(id, parentID int64) Edit {
	return func(t *Draft) error {
		i, to := t.department(id), t.department(parentID)
		if i < 0 || to < 0 {
			return &Error{Kind: KindGone, Record: directory.KindDepartment, Field: directory.FieldParent}
		}
		d := t.d.Departments[i]
		switch {
		case id == directory.RootID:
			return &Error{Kind: KindTop, Record: directory.KindDepartment, Field: directory.FieldParent, Value: d.Name}
		case d.Linked():
			return &Error{Kind: KindLinked, Record: directory.KindDepartment, Field: directory.FieldParent, Value: d.Name}
		case t.tree().IsBelow(parentID, id):
			return &Error{Kind: KindBelow, Record: directory.KindDepartment, Field: directory.FieldParent, Value: d.Name}
		case d.ParentID == parentID:
			return nil
		}
		d.ParentID = parentID
		t.putLast(&d)
		t.d.Departments[i] = d
		return nil
	}
}

// ShiftDepartment moves a department up (by < 0) or down among the siblings that are
// linked as it is; linked ones come first always (D7). At the end it stays.
func ShiftDepartment(id int64, by int) Edit {
	return func(t *Draft) error {
		i := t.department(id)
		if i < 0 {
			return &Error{Kind: KindGone, Record: directory.KindDepartment, Field: directory.FieldParent}
		}
		d := &t.d.Departments[i]
		siblings := slices.DeleteFunc(t.tree().Children(d.ParentID), func(s *directory.Department) bool { return s.Linked() != d.Linked() })
		at := slices.Index(siblings, d)
		to := min(max(at+by, 0), len(siblings)-1)
		if at == to {
			return nil
		}
		siblings = slices.Insert(slices.Delete(siblings, at, at+1), to, d)
		for order, s := range siblings { // ties are allowed (D7), and end here
			s.SortOrder = int64(order + 1)
		}
		return nil
	}
}

// DeleteDepartment deletes a department, and the linked ones below it, which cannot be
// moved; the local ones below are lifted to the nearest that stays (as in D6). With
// exclude, what was linked is not imported again (U13).
func DeleteDepartment(id int64, exclude bool) Edit {
	return func(t *Draft) error {
		i := t.department(id)
		if i < 0 {
			return &Error{Kind: KindGone, Record: directory.KindDepartment, Field: directory.FieldName}
		}
		if id == directory.RootID {
			return &Error{Kind: KindTop, Record: directory.KindDepartment, Field: directory.FieldName, Value: t.d.Departments[i].Name}
		}
		fate := t.Fate(id)
		for _, d := range fate.Deleted {
			if exclude && d.Linked() {
				t.exclude(directory.KindDepartment, d.CybozuID, d.Name)
			}
		}
		t.sortExcluded()
		parent := t.d.Departments[i].ParentID
		for _, d := range fate.Lifted {
			t.d.Departments[t.department(d.ID)].ParentID = parent
		}
		gone := map[int64]bool{}
		for _, d := range fate.Deleted {
			gone[d.ID] = true
		}
		t.d.Departments = slices.DeleteFunc(t.d.Departments, func(d directory.Department) bool { return gone[d.ID] })
		t.leave(gone)
		return nil
	}
}

// Fate is what deleting a department means for others.
type Fate struct {
	Deleted []directory.Department // itself, and linked ones below
	Lifted  []directory.Department // local ones below, which keep what is below them
	Members int                    // who lose a membership
}

// FateOf says what deleting a department would do.
func FateOf(d *directory.Directory, id int64) Fate { return (&Draft{*d}).Fate(id) }

// Fate is [FateOf] for the draft.
func (t *Draft) Fate(id int64) Fate {
	var f Fate
	tree := t.tree()
	gone := map[int64]bool{}
	var visit func(*directory.Department)
	visit = func(d *directory.Department) {
		gone[d.ID] = true
		f.Deleted = append(f.Deleted, *d)
		for _, child := range tree.Children(d.ID) {
			if child.Linked() {
				visit(child)
			} else {
				f.Lifted = append(f.Lifted, *child)
			}
		}
	}
	if d := tree.Department(id); d != nil {
		visit(d)
	}
	for _, u := range t.d.Users {
		if slices.ContainsFunc(u.Departments, func(id int64) bool { return gone[id] }) {
			f.Members++
		}
	}
	return f
}

// UnlinkDepartment drops the link: 「連携を解除」.
func UnlinkDepartment(id int64) Edit {
	return func(t *Draft) error {
		i := t.department(id)
		if i < 0 {
			return &Error{Kind: KindGone, Record: directory.KindDepartment, Field: directory.FieldName}
		}
		t.d.Departments[i].CybozuID = 0
		return nil
	}
}

// leave takes everybody out of departments that are gone.
func (t *Draft) leave(gone map[int64]bool) {
	for i, u := range t.d.Users {
		t.d.Users[i].Departments = slices.DeleteFunc(slices.Clone(u.Departments), func(id int64) bool { return gone[id] })
	}
}

func (t *Draft) checkDepartment(d *directory.Department) error {
	d.Name, d.Code = reconcile.Clean(d.Name), reconcile.Clean(d.Code)
	var wrong []error
	if d.Name == "" {
		wrong = append(wrong, &Error{Kind: KindEmpty, Record: directory.KindDepartment, Field: directory.FieldName})
	}
	for _, other := range t.d.Departments {
		if d.Code != "" && other.ID != d.ID && other.Code == d.Code {
			wrong = append(wrong, &Error{Kind: KindTaken, Record: directory.KindDepartment, Field: directory.FieldCode, Value: d.Code, Holder: other.Name})
			break
		}
	}
	return errors.Join(wrong...)
}

// tree is how the departments stand; it is good until departments come or go.
func (t *Draft) tree() *directory.Tree { return directory.NewTree(t.d.Departments) }

// putLast puts a department behind the siblings that it is sorted among.
func (t *Draft) putLast(d *directory.Department) {
	places := directory.Places{}
	for i := range t.d.Departments {
		places.Take(&t.d.Departments[i])
	}
	places.PutLast(d)
}
