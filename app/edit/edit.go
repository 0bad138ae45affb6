// Package edit is what an administrator can change by hand: departments and users,
// each edit a pure function from one directory to another. Package app makes a Plan of
// the difference and writes it like any import.
//
// By hand, nobody gets past the invariants of a directory: one 最上位部署, no ring,
// unique login names, addresses and codes. A linked department cannot be moved (D8);
// its name and code, and what an import owns of a linked user (U7), can be changed, and
// the next import writes over it. Texts are cleaned as those of an import are (U12).
//
// It is not for reading or writing the directory, nor for sentences: an [Error] says
// which field of which record is wrong, and package message says it in Japanese.
package edit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// Edit changes a copy of a directory, or says why it cannot.
type Edit func(*Draft) error

// Draft is a directory that is being edited. What is shared with the original is
// replaced, never changed in place.
type Draft struct{ d directory.Directory }

// Apply returns d after the edit. d is left as it was.
func (e Edit) Apply(d *directory.Directory) (*directory.Directory, error) {
	draft := Draft{*d}
	draft.d.Departments = slices.Clone(d.Departments)
	draft.d.Users = slices.Clone(d.Users)
	draft.d.Remembered.Excluded = slices.Clone(d.Remembered.Excluded)
	if err := e(&draft); err != nil {
		return nil, err
	}
	if err := draft.d.Validate(); err != nil {
		return nil, err
	}
	return &draft.d, nil
}

// Kind is what is wrong with an edit.
type Kind string

const (
	KindEmpty   Kind = "empty"   // a field that must not be
	KindTaken   Kind = "taken"   // a login name, address or code of another record
	KindGone    Kind = "gone"    // the record, or where it should go, is not there any more
	KindLinked  Kind = "linked"  // a linked department cannot be moved (D8)
	KindBelow   Kind = "below"   // a department cannot be moved to itself or below
	KindTop     Kind = "top"     // 最上位部署 can only be renamed (D1)
	KindAddress Kind = "address" // no e-mail address
	KindChanged Kind = "changed" // an edit cannot be taken back: the record is another since
)

// Field is a field of a record that an Error is about.
type Field string

const (
	FieldCode   Field = "code"
	FieldName   Field = "name"
	FieldParent Field = "parent"
	FieldLogin  Field = "login"
	FieldEmail  Field = "email"
)

// Error says why an edit cannot be made.
type Error struct {
	Kind   Kind
	Field  Field
	Value  string
	Holder string // for KindTaken: the name of whom it belongs to
}

func (e *Error) Error() string {
	return fmt.Sprintf("edit %s %q: %s", e.Field, e.Value, e.Kind)
}

// position of a record by id; -1: gone.
func (t *Draft) department(id int64) int {
	i, found := slices.BinarySearchFunc(t.d.Departments, id, func(d directory.Department, id int64) int {
		return cmp.Compare(d.ID, id)
	})
	if !found {
		return -1
	}
	return i
}

func (t *Draft) user(id int64) int {
	i, found := slices.BinarySearchFunc(t.d.Users, id, func(u directory.User, id int64) int {
		return cmp.Compare(u.ID, id)
	})
	if !found {
		return -1
	}
	return i
}

// exclude puts a linked record on the list 「読み込みから除外」 (U13); sortExcluded ends it.
func (t *Draft) exclude(kind directory.RecordKind, id directory.CybozuID, name string) {
	t.d.Remembered.Excluded = append(t.d.Remembered.Excluded, directory.Exclusion{Kind: kind, CybozuID: id, Name: name})
}

func (t *Draft) sortExcluded() {
	t.d.Remembered.Excluded = directory.SortExclusions(t.d.Remembered.Excluded)
}

func clean(texts ...*string) {
	for _, text := range texts {
		*text = reconcile.Clean(*text)
	}
}

// Readmit takes records off the list 「読み込みから除外」 (U13).
func Readmit(es ...directory.Exclusion) Edit {
	return func(t *Draft) error {
		t.d.Remembered.Excluded = slices.DeleteFunc(t.d.Remembered.Excluded, func(e directory.Exclusion) bool {
			return slices.ContainsFunc(es, func(gone directory.Exclusion) bool {
				return gone.Kind == e.Kind && gone.CybozuID == e.CybozuID
			})
		})
		return nil
	}
}

// TakeBack undoes the changes of a plan that was applied, whatever else was changed
// since, as long as its records are still what it made them (KindChanged otherwise).
// What it put on the list 「読み込みから除外」 comes off it.
func TakeBack(p *directory.Plan) Edit {
	return func(t *Draft) error {
		var err error
		if t.d.Departments, err = takeBack(t.d.Departments, p.Departments, directory.Department.Equal); err != nil {
			return err
		}
		if t.d.Users, err = takeBack(t.d.Users, p.Users, directory.User.Equal); err != nil {
			return err
		}
		t.d.Remembered.Excluded = slices.DeleteFunc(t.d.Remembered.Excluded, func(e directory.Exclusion) bool {
			return slices.Contains(p.Remembered.Excluded, e) && !slices.Contains(p.RememberedBefore.Excluded, e)
		})
		return nil
	}
}

func takeBack[T directory.Department | directory.User](records []T, changes []directory.Change[T], equal func(T, T) bool) ([]T, error) {
	now := make(map[int64]T, len(records))
	for _, r := range records {
		now[idOf(r)] = r
	}
	for _, c := range changes {
		r, there := now[c.ID()]
		if there != (c.After != nil) || there && !equal(r, *c.After) {
			return nil, &Error{Kind: KindChanged, Field: FieldName}
		}
		if c.Before == nil {
			delete(now, c.ID())
		} else {
			now[c.ID()] = *c.Before
		}
	}
	return slices.SortedFunc(maps.Values(now), func(a, b T) int { return cmp.Compare(idOf(a), idOf(b)) }), nil
}

func idOf[T directory.Department | directory.User](record T) int64 {
	switch r := any(record).(type) {
	case directory.Department:
		return r.ID
	case directory.User:
		return r.ID
	}
	return 0
}
