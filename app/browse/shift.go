package browse

import (
	"reflect"
	"slices"

	"anpisync/app/message"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// Shift is in what a plan differs from another that was looked at before, as a person reads
// the two: where numbers of new records alone are others, nothing differs.
type Shift struct {
	Added   []*Change // in the later one alone
	Changed []*Change // as they are in the later one
	Gone    []*Change // in the earlier one alone
}

// Compare compares two plans, the later with the earlier.
func Compare(before, after *Preview) *Shift {
	s := new(Shift)
	for i := range after.rows {
		c := &after.rows[i]
		switch was := before.Find(c.Key()); {
		case was == nil:
			s.Added = append(s.Added, c)
		case !alike(was, c):
			s.Changed = append(s.Changed, c)
		}
	}
	for i := range before.rows {
		if c := &before.rows[i]; after.Find(c.Key()) == nil {
			s.Gone = append(s.Gone, c)
		}
	}
	return s
}

// alike says whether two changes of one record read the same. The day from which somebody is held
// who was not is that on which cybozu.com was read, and nothing that was found there.
func alike(was, is *Change) bool {
	a, b := was.Description, is.Description
	if was.Held() && is.Held() {
		a.Fields, b.Fields = withoutHold(a.Fields), withoutHold(b.Fields)
	}
	return reflect.DeepEqual(a, b)
}

func withoutHold(fields []message.Field) []message.Field {
	hold := label.Of(directory.KindUser, directory.FieldHeldSince)
	return slices.DeleteFunc(slices.Clone(fields), func(f message.Field) bool { return f.Name == hold })
}

// Empty says whether nothing differs.
func (s *Shift) Empty() bool { return len(s.Added)+len(s.Changed)+len(s.Gone) == 0 }

// Lines are all differences in words.
func (s *Shift) Lines() (lines []string) {
	for _, of := range []struct {
		changes []*Change
		how     func(message.Description) string
	}{{s.Added, message.ShiftAdded}, {s.Changed, message.ShiftChanged}, {s.Gone, message.ShiftGone}} {
		for _, c := range of.changes {
			lines = append(lines, of.how(c.Description))
		}
	}
	return lines
}
