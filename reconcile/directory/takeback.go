package directory

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// ConflictKind is why an edit cannot be taken back.
type ConflictKind string

const (
	ConflictChanged ConflictKind = "changed" // the record is another since, or not there
	ConflictTaken   ConflictKind = "taken"   // what it would get back belongs to another by now
	ConflictUsed    ConflictKind = "used"    // others stand in the department that would go
	ConflictPlace   ConflictKind = "place"   // where it would go back to is not there, or is below it by now
)

// ConflictError says which record keeps an edit from being taken back.
type ConflictError struct {
	Kind   ConflictKind
	Record RecordKind
	Name   string // of the record
	Value  string // for ConflictTaken: the login name, address or code; empty: the link
	Holder string // for ConflictTaken: the name of whom it belongs to
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("take back the edit of a %s: %s", e.Record, e.Kind)
}

// TakeBack is the Plan that takes an edit back by its inverse, whatever else has changed
// since (I10). Of edit it needs the changes, the domain that was linked then (empty: not
// known), and of the lasting answers what came on the list of exclusions, in Remembered,
// and what went off it, in RememberedBefore. Its errors are *ConflictError.
//
// Where nothing but memberships of a user changed, as when their department was deleted,
// it is these that are given back, and the rest of the user may have changed since. What
// comes back goes without departments that are not there any more, to the top where its
// parent is not, and without its link where another cybozu.com is linked by now (I4).
func TakeBack(now *Directory, edit *Plan) (*Plan, error) {
	b := takingBack{
		edit:        edit,
		departments: inverse[Department]{now.Departments, map[int64]*Department{}},
		users:       inverse[User]{now.Users, map[int64]*User{}},
		otherDomain: edit.Domain != "" && edit.Domain != now.Domain,
	}
	remembered := now.Remembered
	for _, step := range []func() error{
		b.invertDepartments, b.checkPlaces, b.invertUsers, b.checkMembers, b.checkHolders,
		func() (err error) { remembered.Excluded, err = b.exclusions(now.Remembered.Excluded); return err },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	plan := planOf(now, now.Domain, remembered, b.departments.changes((*Department).Equal), b.users.changes((*User).Equal))
	if plan.Empty() {
		return nil, b.nothingLeft()
	}
	return plan, nil
}

// takingBack is a directory on its way back. Of 100,000 users it touches few.
type takingBack struct {
	edit        *Plan
	departments inverse[Department]
	users       inverse[User]
	otherDomain bool
}

// inverse are records, in ascending id, and what some of them become; nil: they go.
type inverse[T Department | User] struct {
	now  []T
	then map[int64]*T
}

// was is a record before; nil: it is not there.
func (v *inverse[T]) was(of int64) *T {
	i, found := slices.BinarySearchFunc(v.now, of, func(r T, of int64) int { return cmp.Compare(id(&r), of) })
	if !found {
		return nil
	}
	return &v.now[i]
}

// is is a record afterwards; nil: it is not there.
func (v *inverse[T]) is(of int64) *T {
	if r, changed := v.then[of]; changed {
		return r
	}
	return v.was(of)
}

// all are the records afterwards, in no order.
func (v *inverse[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range v.now {
			if _, changed := v.then[id(&v.now[i])]; !changed && !yield(&v.now[i]) {
				return
			}
		}
		for _, r := range v.then {
			if r != nil && !yield(r) {
				return
			}
		}
	}
}

// unchanged says whether the record of a change is what the change made of it.
func (v *inverse[T]) unchanged(c Change[T], equal func(*T, *T) bool) bool {
	r := v.was(c.ID())
	return (r == nil) == (c.After == nil) && (r == nil || equal(r, c.After))
}

// changes are in the order of a Plan.
func (v *inverse[T]) changes(equal func(*T, *T) bool) []Change[T] {
	var deletions, changes []Change[T]
	for _, id := range slices.Sorted(maps.Keys(v.then)) {
		switch was, is := v.was(id), v.then[id]; {
		case is == nil:
			deletions = append(deletions, NewChange(was, nil, "I10", ReasonRestored))
		case was == nil || !equal(was, is):
			changes = append(changes, NewChange(was, is, "I10", ReasonRestored))
		}
	}
	return slices.Concat(deletions, changes)
}

func (b *takingBack) invertDepartments() error {
	for _, c := range b.edit.Departments {
		if !b.departments.unchanged(c, (*Department).Equal) {
			return conflict(ConflictChanged, c)
		}
		if c.Before == nil {
			b.departments.then[c.ID()] = nil
			continue
		}
		d := *c.Before
		b.cutLink(&d.CybozuID, &d.FormerLink, c.After != nil && c.After.CybozuID == d.CybozuID)
		b.departments.then[d.ID] = &d
	}
	return nil
}

// cutLink makes a link of a domain that is linked no more one of 以前の連携先.
func (b *takingBack) cutLink(link *CybozuID, former *bool, stands bool) {
	if b.otherDomain && *link != 0 && !stands {
		*link, *former = 0, true
	}
}

// checkPlaces sees to it that each department stands below one that is there.
func (b *takingBack) checkPlaces() error {
	if len(b.edit.Departments) == 0 {
		return nil
	}
	for _, c := range b.edit.Departments {
		d := b.departments.is(c.ID())
		if d == nil || d.ID == RootID || b.departments.is(d.ParentID) != nil {
			continue
		}
		if c.After != nil {
			return conflict(ConflictPlace, c)
		}
		d.ParentID = RootID
	}
	var all []Department
	for d := range b.departments.all() {
		if d.ID != RootID && b.departments.is(d.ParentID) == nil {
			return b.conflictOf(ConflictUsed, d.ParentID)
		}
		all = append(all, *d)
	}
	if rings := NewTree(all).Rings(); len(rings) > 0 {
		return b.conflictOf(ConflictPlace, rings[0]...)
	}
	return nil
}

// conflictOf is the conflict of the first change of one of some departments.
func (b *takingBack) conflictOf(kind ConflictKind, ids ...int64) error {
	for _, c := range b.edit.Departments {
		if slices.Contains(ids, c.ID()) {
			return conflict(kind, c)
		}
	}
	return fmt.Errorf("departments %d are of no edit: %s", ids, kind)
}

func (b *takingBack) invertUsers() error {
	for _, c := range b.edit.Users {
		if membershipsAlone(c) {
			b.invertMemberships(c)
			continue
		}
		if !b.users.unchanged(c, (*User).Equal) {
			return conflict(ConflictChanged, c)
		}
		if c.Before == nil {
			b.users.then[c.ID()] = nil
			continue
		}
		u := *c.Before
		b.cutLink(&u.CybozuID, &u.FormerLink, c.After != nil && c.After.CybozuID == u.CybozuID)
		if !u.Linked() {
			u.HeldSince = ""
		}
		u.Departments = b.there(u.Departments)
		b.users.then[u.ID] = &u
	}
	return nil
}

func membershipsAlone(c Change[User]) bool {
	if c.Before == nil || c.After == nil {
		return false
	}
	after := *c.After
	after.Departments = c.Before.Departments
	return c.Before.Equal(&after)
}

// invertMemberships gives back what was taken and takes what was given, as far as it still
// can be.
func (b *takingBack) invertMemberships(c Change[User]) {
	was := b.users.was(c.ID())
	if was == nil {
		return
	}
	added, removed := DiffMemberships(c.Before.Departments, c.After.Departments)
	back := slices.Concat(was.Departments, b.there(removed))
	slices.Sort(back)
	u := *was
	u.Departments = slices.DeleteFunc(slices.Compact(back), func(id int64) bool { return slices.Contains(added, id) })
	b.users.then[u.ID] = &u
}

// there are those departments that are.
func (b *takingBack) there(ids []int64) []int64 {
	var there []int64
	for _, id := range ids {
		if b.departments.is(id) != nil {
			there = append(there, id)
		}
	}
	return there
}

// checkMembers sees to it that nobody is in a department that goes.
func (b *takingBack) checkMembers() error {
	for u := range b.users.all() {
		for _, id := range u.Departments {
			if b.departments.is(id) == nil {
				return b.conflictOf(ConflictUsed, id)
			}
		}
	}
	return nil
}

// checkHolders sees to it that nothing comes back that belongs to another by now.
func (b *takingBack) checkHolders() error {
	if d, holder, value := taken(&b.departments, DepartmentFields); holder != nil {
		return &ConflictError{ConflictTaken, KindDepartment, d.Name, value, holder.Name}
	}
	if u, holder, value := taken(&b.users, UserFields); holder != nil {
		return &ConflictError{ConflictTaken, KindUser, u.Name, value, holder.Name}
	}
	return nil
}

// taken finds a record that changes with a value that another one has; holder nil: none.
// value is empty where it is no text.
func taken[T Department | User](v *inverse[T], fields []Field[T]) (r, holder *T, value string) {
	for i := range fields {
		f := &fields[i]
		if !f.Unique {
			continue
		}
		texts, numbers := map[string]*T{}, map[int64]*T{} // of those that change
		for _, r := range v.then {
			switch {
			case r == nil || f.Empty(r):
			case f.Text != nil:
				texts[f.text(r)] = r
			default:
				numbers[*f.Other(r).(*int64)] = r
			}
		}
		if len(texts)+len(numbers) == 0 {
			continue
		}
		for other := range v.all() {
			if f.Text == nil {
				r = numbers[*f.Other(other).(*int64)]
			} else {
				r = texts[f.text(other)]
			}
			if r == nil || id(r) == id(other) {
				continue
			}
			if f.Text != nil {
				value = *f.Text(r)
			}
			return r, other, value
		}
	}
	return nil, nil, ""
}

// exclusions are those now, without what the edit put on the list and with what it took
// off. Those of a domain that is linked no more are none of the edit's.
func (b *takingBack) exclusions(now []Exclusion) ([]Exclusion, error) {
	back := b.edit.RememberedBefore.Excluded
	if b.otherDomain || len(back)+len(b.edit.Remembered.Excluded) == 0 {
		return now, nil
	}
	for _, e := range back {
		if b.linked(e) { // it was read again since
			return nil, &ConflictError{Kind: ConflictChanged, Record: e.Kind, Name: e.Name}
		}
	}
	return SortExclusions(slices.Concat(notAmong(now, b.edit.Remembered.Excluded), back)), nil
}

// linked says whether a record is there for what would be left out.
func (b *takingBack) linked(e Exclusion) bool {
	for d := range b.departments.all() {
		if e.Kind == KindDepartment && d.CybozuID == e.CybozuID {
			return true
		}
	}
	for u := range b.users.all() {
		if e.Kind == KindUser && u.CybozuID == e.CybozuID {
			return true
		}
	}
	return false
}

// nothingLeft is the conflict where all of it has become as it was before.
func (b *takingBack) nothingLeft() error {
	switch {
	case len(b.edit.Departments) > 0:
		return conflict(ConflictChanged, b.edit.Departments[0])
	case len(b.edit.Users) > 0:
		return conflict(ConflictChanged, b.edit.Users[0])
	}
	e := slices.Concat(b.edit.Remembered.Excluded, b.edit.RememberedBefore.Excluded)
	if len(e) == 0 {
		return &ConflictError{Kind: ConflictChanged}
	}
	return &ConflictError{Kind: ConflictChanged, Record: e[0].Kind, Name: e[0].Name}
}

func conflict[T Department | User](kind ConflictKind, c Change[T]) error {
	p := c.Party()
	return &ConflictError{Kind: kind, Record: p.Kind, Name: p.Name}
}
