package browse

import (
	"sync"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Preview is a plan, prepared for looking at: the totals, and every change in words,
// emptied values first. It never changes; an answer to it leads to another plan.
type Preview struct {
	Totals Totals
	rows   []Change
	counts map[directory.Action]int

	plan    *directory.Plan
	base    *directory.Directory
	tree    *PlanTree
	planted sync.Once

	haystack haystack
	indexed  sync.Once
}

// Change is one row of the preview.
type Change struct {
	message.Description

	// Which of the two it is follows from the Kind; the other is nil.
	Department *directory.Change[directory.Department]
	User       *directory.Change[directory.User]
}

// Totals are the numbers at the head of a preview.
type Totals struct{ Departments, Users, Memberships Total }

// Total is one line of the totals.
type Total struct {
	directory.Tally     // of memberships Created and Deleted alone
	Unchanged       int // linked, and the same
	Local           int // このアプリのみ, not concerned
	Excluded        int // at cybozu.com, and left out (U13)
}

// BuildPreview prepares a plan that was made from d.
func BuildPreview(p *directory.Plan, d *directory.Directory) *Preview {
	v := &Preview{
		Totals: totals(p),
		rows:   make([]Change, 0, len(p.Departments)+len(p.Users)),
		counts: map[directory.Action]int{},
		plan:   p,
		base:   d,
	}
	describer := message.NewDescriber(p, d)
	for i := range p.Departments {
		c := &p.Departments[i]
		v.rows = append(v.rows, Change{Description: describer.Department(c), Department: c})
	}
	for i := range p.Users {
		c := &p.Users[i]
		v.rows = append(v.rows, Change{Description: describer.User(c), User: c})
	}
	for i := range v.rows {
		v.counts[v.rows[i].Action]++
	}
	v.emptiedFirst()
	return v
}

func totals(p *directory.Plan) Totals {
	t := Totals{
		Departments: Total{directory.Count(p.Departments), p.Left.UnchangedDepartments, p.Left.LocalDepartments, p.Left.ExcludedDepartments},
		Users:       Total{directory.Count(p.Users), p.Left.UnchangedUsers, p.Left.LocalUsers, p.Left.ExcludedUsers},
		Memberships: Total{Unchanged: p.Left.UnchangedMemberships, Local: p.Left.LocalMemberships},
	}
	t.Memberships.Created, t.Memberships.Deleted = directory.MembershipTally(p.Users)
	return t
}

// emptiedFirst keeps the order of the plan otherwise.
func (v *Preview) emptiedFirst() {
	rows := make([]Change, 0, len(v.rows))
	for _, emptied := range []bool{true, false} {
		for i := range v.rows {
			if v.rows[i].Emptied() == emptied {
				rows = append(rows, v.rows[i])
			}
		}
	}
	v.rows = rows
}

// Warm prepares what the first search will need. It is for a goroutine of its own,
// right after the first list is shown.
func (v *Preview) Warm() { v.indexed.Do(v.index) }

func (v *Preview) index() {
	v.haystack = newHaystack(len(v.rows), 128*len(v.rows))
	for i := range v.rows {
		c := &v.rows[i]
		v.haystack.add(c.Name)
		for _, f := range c.Fields {
			v.haystack.add(f.Before)
			v.haystack.add(f.After)
		}
		v.haystack.add(c.Note)
		for _, r := range c.Reasons {
			v.haystack.add(r)
		}
		v.haystack.endRow()
	}
}

// Count is how many changes there are of an action; of "" of all.
func (v *Preview) Count(a directory.Action) int {
	if a == "" {
		return len(v.rows)
	}
	return v.counts[a]
}

// PreviewQuery says what to list of a preview.
type PreviewQuery struct {
	Action directory.Action // empty: all
	Search string           // several words are all required
}

// List answers a query, emptied values first.
func (v *Preview) List(q PreviewQuery) []*Change {
	wanted := newBitset(len(v.rows))
	wanted.fill()
	if words := Words(q.Search); len(words) > 0 {
		v.Warm()
		wanted.keep(v.haystack.find(words))
	}
	list := make([]*Change, 0, wanted.count())
	for i := range v.rows {
		if c := &v.rows[i]; wanted.has(int32(i)) && (q.Action == "" || c.Action == q.Action) {
			list = append(list, c)
		}
	}
	return list
}

// Segment is a piece of the text of a change; new values are emphasised.
type Segment struct {
	Text       string
	Emphasised bool
}

// Segments append the text "before → after" of a change to dst, in pieces.
func (c *Change) Segments(dst []Segment) []Segment {
	for i, f := range c.Fields {
		if i > 0 {
			dst = append(dst, Segment{Text: "　"})
		}
		dst = append(dst, Segment{Text: f.Name}, Segment{Text: "："})
		if f.Before != "" {
			dst = append(dst, Segment{Text: f.Before}, Segment{Text: " → "})
		}
		dst = append(dst, Segment{f.After, f.Before != ""})
	}
	if c.Note != "" {
		if len(c.Fields) > 0 {
			dst = append(dst, Segment{Text: "　"})
		}
		dst = append(dst, Segment{Text: c.Note})
	}
	return dst
}

// Suspended says whether the change is of a user who is 停止中 afterwards, or was.
func (c *Change) Suspended() bool {
	switch {
	case c.User == nil:
		return false
	case c.User.After != nil:
		return c.User.After.Suspended
	}
	return c.User.Before.Suspended
}

// RecordID is our id of the record; of a new one the id that it will get.
func (c *Change) RecordID() int64 {
	if c.User != nil {
		return c.User.ID()
	}
	return c.Department.ID()
}

// Answer is what a person may say to the change, or has said; false: nothing.
func (c *Change) Answer() (m directory.Mend, given, ok bool) {
	if c.User != nil {
		return c.User.Answer()
	}
	return c.Department.Answer()
}
