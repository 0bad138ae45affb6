package directory

import (
	"cmp"
	"fmt"
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
		departments: byID(now.Departments),
		users:       byID(now.Users),
		otherDomain: edit.Domain != "" && edit.Domain != now.Domain,
	}
	then := *now
	for _, step := range []func() error{
		b.invertDepartments, b.checkPlaces, b.invertUsers, b.checkMembers, b.checkHolders,
		func() (err error) { then.Remembered.Excluded, err = b.exclusions(now.Remembered.Excluded); return err },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	then.Departments, then.Users = inOrder(b.departments), inOrder(b.users)
	if err := then.Validate(); err != nil {
		return nil, fmt.Errorf("take back an edit: %w", err)
	}
	plan := Diff(now, &then).Because("I10", ReasonRestored)
	if plan.Empty() {
		return nil, b.nothingLeft()
	}
	return plan, nil
}

// takingBack is a directory on its way back.
type takingBack struct {
	edit        *Plan
	departments map[int64]Department
	users       map[int64]User
	otherDomain bool
}

func byID[T Department | User](records []T) map[int64]T {
	all := make(map[int64]T, len(records))
	for i := range records {
		all[id(&records[i])] = records[i]
	}
	return all
}

func inOrder[T Department | User](records map[int64]T) []T {
	return slices.SortedFunc(maps.Values(records), func(a, b T) int { return cmp.Compare(id(&a), id(&b)) })
}

// unchanged says whether the record of a change is what the change made of it.
func unchanged[T Department | User](records map[int64]T, c Change[T], equal func(a, b *T) bool) bool {
	r, there := records[c.ID()]
	return there == (c.After != nil) && (!there || equal(&r, c.After))
}

func (b *takingBack) invertDepartments() error {
	for _, c := range b.edit.Departments {
		if !unchanged(b.departments, c, (*Department).Equal) {
			return conflict(ConflictChanged, c)
		}
		if c.Before == nil {
			delete(b.departments, c.ID())
			continue
		}
		d := *c.Before
		b.cutLink(&d.CybozuID, &d.FormerLink, c.After != nil && c.After.CybozuID == d.CybozuID)
		b.departments[d.ID] = d
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
	for _, c := range b.edit.Departments {
		if c.Before == nil || c.ID() == RootID {
			continue
		}
		d := b.departments[c.ID()]
		if _, there := b.departments[d.ParentID]; !there {
			if c.After != nil {
				return conflict(ConflictPlace, c)
			}
			d.ParentID = RootID
			b.departments[d.ID] = d
		}
	}
	for _, d := range b.departments {
		if _, there := b.departments[d.ParentID]; !there && d.ID != RootID {
			return b.conflictOf(ConflictUsed, d.ParentID)
		}
	}
	if rings := NewTree(inOrder(b.departments)).Rings(); len(rings) > 0 {
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
		if !unchanged(b.users, c, (*User).Equal) {
			return conflict(ConflictChanged, c)
		}
		if c.Before == nil {
			delete(b.users, c.ID())
			continue
		}
		u := *c.Before
		b.cutLink(&u.CybozuID, &u.FormerLink, c.After != nil && c.After.CybozuID == u.CybozuID)
		u.Departments = b.there(u.Departments)
		b.users[u.ID] = u
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

func (b *takingBack) invertMemberships(c Change[User]) {
	u, there := b.users[c.ID()]
	if !there {
		return
	}
	added, removed := DiffMemberships(c.Before.Departments, c.After.Departments)
	back := slices.Concat(u.Departments, b.there(removed))
	slices.Sort(back)
	back = slices.DeleteFunc(slices.Compact(back), func(id int64) bool { return slices.Contains(added, id) })
	if !slices.Equal(back, u.Departments) {
		u.Departments = back
		b.users[u.ID] = u
	}
}

// there are those departments that are.
func (b *takingBack) there(ids []int64) []int64 {
	var there []int64
	for _, id := range ids {
		if _, ok := b.departments[id]; ok {
			there = append(there, id)
		}
	}
	return there
}

// checkMembers sees to it that nobody is in a department that goes.
func (b *takingBack) checkMembers() error {
	for _, u := range b.users {
		for _, id := range u.Departments {
			if _, there := b.departments[id]; !there {
				return b.conflictOf(ConflictUsed, id)
			}
		}
	}
	return nil
}

// checkHolders sees to it that nothing comes back that belongs to another by now.
func (b *takingBack) checkHolders() error {
	if d, holder, value := taken(b.departments, b.edit.Departments, DepartmentFields); holder != nil {
		return &ConflictError{ConflictTaken, KindDepartment, d.Name, value, holder.Name}
	}
	if u, holder, value := taken(b.users, b.edit.Users, UserFields); holder != nil {
		return &ConflictError{ConflictTaken, KindUser, u.Name, value, holder.Name}
	}
	return nil
}

// taken finds a changed record with a value that another one has; holder nil: none. value
// is empty where it is no text.
func taken[T Department | User](records map[int64]T, changes []Change[T], fields []Field[T]) (r, holder *T, value string) {
	changed := make(map[int64]bool, len(changes))
	for _, c := range changes {
		changed[c.ID()] = true
	}
	for i := range fields {
		f := &fields[i]
		if !f.Unique {
			continue
		}
		has := map[any]T{}
		for id, r := range records {
			if !changed[id] && !f.Empty(&r) {
				has[f.Key(&r)] = r
			}
		}
		for _, c := range changes {
			r, there := records[c.ID()]
			if !there || f.Empty(&r) {
				continue
			}
			if other, is := has[f.Key(&r)]; is {
				if f.Text != nil {
					value = *f.Text(&r)
				}
				return &r, &other, value
			}
			has[f.Key(&r)] = r
		}
	}
	return nil, nil, ""
}

// exclusions are those now, without what the edit put on the list and with what it took
// off. Those of a domain that is linked no more are none of the edit's.
func (b *takingBack) exclusions(now []Exclusion) ([]Exclusion, error) {
	if b.otherDomain {
		return now, nil
	}
	back := b.edit.RememberedBefore.Excluded
	links := map[counterpart]bool{}
	for _, d := range b.departments {
		links[counterpart{KindDepartment, d.CybozuID}] = true
	}
	for _, u := range b.users {
		links[counterpart{KindUser, u.CybozuID}] = true
	}
	for _, e := range back {
		if links[e.counterpart()] { // it was read again since
			return nil, &ConflictError{Kind: ConflictChanged, Record: e.Kind, Name: e.Name}
		}
	}
	then := notAmong(now, b.edit.Remembered.Excluded)
	return SortExclusions(append(then, back...)), nil
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
