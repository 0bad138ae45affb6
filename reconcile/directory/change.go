package directory

import (
	"cmp"
	"slices"
)

// NewChange is the change that makes before into after, and why. Its Action follows
// from the two; either may be nil, not both.
func NewChange[T Department | User](before, after *T, rule Rule, reason Reason, also ...Reason) Change[T] {
	return Change[T]{
		Action: actionOf(before, after),
		Rule:   rule, Reason: reason, Also: also,
		Before: before, After: after,
	}
}

func actionOf[T Department | User](before, after *T) Action {
	if before == nil {
		return Create
	}
	if after == nil {
		return Delete
	}
	switch was, is := link(before), link(after); {
	case was == is:
		return Update
	case is == 0:
		return Unlink
	default:
		return Link
	}
}

// Answer is what a person may say to the change, or has said; false: nothing.
func (c Change[T]) Answer() (m Mend, given, ok bool) {
	p := c.Party()
	m = Mend{Kind: c.Mend, Record: p.Kind}
	switch c.Mend {
	case MendKeep:
		m.UserID = p.ID
	case MendAdoptLogin:
		m.UserID, m.CybozuID, m.Name = p.ID, p.CybozuID, p.Code
	case MendExclude:
		m.CybozuID, m.Name = p.CybozuID, p.Name
	}
	return m, c.Given, c.Mend != ""
}

// Leaves says whether the change is that of a record that is no longer at cybozu.com: it is
// deleted, or held from now on (U14).
func (c *Change[T]) Leaves() bool {
	return c.After == nil || c.Before != nil && held(c.After) && !held(c.Before)
}

func held[T Department | User](record *T) bool {
	u, ok := any(record).(*User)
	return ok && u.Held()
}

// Party names the record that changes, as it is afterwards, or was.
func (c Change[T]) Party() Party { return partyOf(cmp.Or(c.After, c.Before)) }

func partyOf[T Department | User](record *T) Party {
	return any(record).(interface{ Party() Party }).Party()
}

func link[T Department | User](record *T) CybozuID {
	if d, ok := any(record).(*Department); ok {
		return d.CybozuID
	}
	return any(record).(*User).CybozuID
}

func id[T Department | User](record *T) int64 {
	if d, ok := any(record).(*Department); ok {
		return d.ID
	}
	return any(record).(*User).ID
}

// ID is the id of the record that changes.
func (c Change[T]) ID() int64 {
	if c.Before != nil {
		return id(c.Before)
	}
	return id(c.After)
}

// CybozuID is that of the counterpart which the record has afterwards, or else had before;
// 0: none.
func (c Change[T]) CybozuID() (id CybozuID) {
	if c.After != nil {
		id = link(c.After)
	}
	if id == 0 && c.Before != nil {
		id = link(c.Before)
	}
	return id
}

// For says whether r is the cause of the change, or one of them.
func (c Change[T]) For(r Reason) bool { return c.Reason == r || slices.Contains(c.Also, r) }
