package directory

import "slices"

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

func link[T Department | User](record *T) CybozuID {
	switch r := any(record).(type) {
	case *Department:
		return r.CybozuID
	case *User:
		return r.CybozuID
	}
	return 0
}

func id[T Department | User](record *T) int64 {
	switch r := any(record).(type) {
	case *Department:
		return r.ID
	case *User:
		return r.ID
	}
	return 0
}

// ID is the id of the record that changes.
func (c Change[T]) ID() int64 {
	if c.Before != nil {
		return id(c.Before)
	}
	return id(c.After)
}

// For says whether r is the cause of the change, or one of them.
func (c Change[T]) For(r Reason) bool { return c.Reason == r || slices.Contains(c.Also, r) }
