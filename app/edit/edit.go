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
	"slices"

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
)

// Error says why an edit cannot be made. Where several fields are wrong, errors.Join has
// one for each, in the order of the fields.
type Error struct {
	Kind   Kind
	Record directory.RecordKind
	Field  string // of the record, by its name
	Value  string
	Holder string // for KindTaken: the name of whom it belongs to
}

func (e *Error) Error() string {
	return fmt.Sprintf("edit %s: %s", e.Field, e.Kind) // the value is not for a log
}

// department and user are where a record is; -1: gone.
func (t *Draft) department(id int64) int {
	return position(t.d.Departments, func(d directory.Department) int { return cmp.Compare(d.ID, id) })
}

func (t *Draft) user(id int64) int {
	return position(t.d.Users, func(u directory.User) int { return cmp.Compare(u.ID, id) })
}

func position[T any](records []T, compare func(T) int) int {
	i, found := slices.BinarySearchFunc(records, 0, func(r T, _ int) int { return compare(r) })
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
