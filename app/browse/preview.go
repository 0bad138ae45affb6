package browse

import (
	"cmp"
	"slices"
	"sync"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Preview is a plan, prepared for looking at: the totals, and every change in words,
// emptied values first. It never changes; an answer to it leads to another plan.
type Preview struct {
	Totals   Totals
	rows     []Change
	counts   map[directory.Action]int
	answered int
	held     int

	plan    *directory.Plan
	base    *directory.Directory
	tree    *PlanTree
	planted sync.Once

	haystack haystack
	indexed  sync.Once
	orders   [previewColumns]order
	placed   sync.Once
	places   map[int64]int32 // in rows, by key
}

// Change is one row of the preview.
type Change struct {
	message.Description

	// Which of the two it is follows from the Kind; the other is nil.
	Department *directory.Change[directory.Department]
	User       *directory.Change[directory.User]

	// LeftOut says that it will not happen after all, since a person has said 「読み込みから除外」.
	LeftOut bool
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
	return BuildPreviewAfter(nil, nil, p, d)
}

// BuildPreviewAfter prepares a plan that answers have made of the one that was looked at
// before: a change to which the answer was that it does not happen stays in the list, so
// that the answer can be seen and taken back.
func BuildPreviewAfter(before *Preview, given directory.Choices, p *directory.Plan, d *directory.Directory) *Preview {
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
	v.leaveOut(before, given)
	for i := range v.rows {
		if v.rows[i].answered() {
			v.answered++
		}
		if v.rows[i].Held() {
			v.held++
		}
	}
	v.emptiedFirst()
	return v
}

func (v *Preview) leaveOut(before *Preview, given directory.Choices) {
	if before == nil || len(given) == 0 {
		return
	}
	there := make(map[int64]bool, len(v.rows))
	for i := range v.rows {
		there[v.rows[i].Key()] = true
	}
	answers := given.ByQuestion()
	for i := range before.rows {
		c := before.rows[i]
		if c.mend() != directory.MendExclude || there[c.Key()] {
			continue
		}
		m, _, _ := c.Answer()
		if _, answered := answers[m.Question()]; answered {
			c.LeftOut, c.Reasons = true, []string{message.LeftOut}
			v.rows = append(v.rows, c)
		}
	}
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
	if !slices.ContainsFunc(v.rows, func(c Change) bool { return c.Emptied() }) { // nearly always
		return
	}
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

// Widest are the texts of a column that may take the most room, as [Model.Widest].
func (v *Preview) Widest(column int, width func(rune) float32) []string {
	return widest(len(v.rows), func(i int) string {
		switch c := &v.rows[i]; column {
		case ChangeName:
			return c.Name
		case ChangeText:
			return c.Text()
		case ChangeReason:
			return c.Reason()
		}
		return ""
	}, width)
}

// Count is how many changes there are of an action; of "" of all.
func (v *Preview) Count(a directory.Action) (n int) {
	if a != "" {
		return v.counts[a]
	}
	for _, of := range v.counts {
		n += of
	}
	return n
}

// Answered is how many changes are what they are by an answer.
func (v *Preview) Answered() int { return v.answered }

// Held is how many users are held from now on (U14).
func (v *Preview) Held() int { return v.held }

// Find is the change with a key; nil: there is none.
func (v *Preview) Find(key int64) *Change {
	v.placed.Do(func() {
		v.places = make(map[int64]int32, len(v.rows))
		for i := range v.rows {
			v.places[v.rows[i].Key()] = int32(i)
		}
	})
	if at, ok := v.places[key]; ok {
		return &v.rows[at]
	}
	return nil
}

// PreviewQuery says what to list of a preview.
type PreviewQuery struct {
	Action   directory.Action  // empty: all
	Answered bool              // those to which a person has given an answer
	Held     bool              // users who are held from now on
	Of       []directory.Party // these records alone; nil: all
	Search   string            // several words are all required
	Sort     []Sort            // by columns such as ChangeName; none: emptied values first
}

// The columns by which changes are sorted.
const (
	ChangeAction = iota
	ChangeKind
	ChangeName
	ChangeText
	ChangeReason
	previewColumns
)

// List answers a query.
func (v *Preview) List(q PreviewQuery) []*Change {
	wanted := newBitset(len(v.rows))
	wanted.fill()
	if words := Words(q.Search); len(words) > 0 {
		v.Warm()
		wanted.keep(v.haystack.find(words))
	}
	of := map[recordKey]bool{}
	for _, p := range q.Of {
		of[recordKey{p.Kind, p.ID}] = true
	}
	list := make([]*Change, 0, wanted.count())
	v.walk(q.Sort, func(row int32) {
		c := &v.rows[row]
		if wanted.has(row) && q.takes(c) && (q.Of == nil || of[recordKey{c.Kind, c.RecordID()}]) {
			list = append(list, c)
		}
	})
	return list
}

// recordKey tells a user from a department of the same id.
type recordKey struct {
	kind directory.RecordKind
	id   int64
}

func (q *PreviewQuery) takes(c *Change) bool {
	return (q.Action == "" || c.Action == q.Action) && (!q.Answered || c.answered()) && (!q.Held || c.Held())
}

// ListAgain answers a query anew after an answer: what was shown stays where it was, even
// where it is another change by now, and what is new stands behind its neighbour.
func (v *Preview) ListAgain(q PreviewQuery, shown []int64) []*Change {
	known := make(map[int64]bool, len(shown))
	for _, key := range shown {
		known[key] = true
	}
	behind := map[int64][]*Change{} // 0: before all
	var neighbour int64
	for _, c := range v.List(q) {
		if known[c.Key()] {
			neighbour = c.Key()
		} else {
			behind[neighbour] = append(behind[neighbour], c)
		}
	}
	list := behind[0]
	for _, key := range shown {
		if c := v.Find(key); c != nil {
			list = append(list, c)
		}
		list = append(list, behind[key]...)
	}
	return list
}

// walk visits all rows, sorted.
func (v *Preview) walk(by []Sort, visit func(row int32)) {
	if len(by) == 0 {
		for i := range v.rows {
			visit(int32(i))
		}
		return
	}
	v.order(by[0].Column).walk(by[0].Descending, func(rows []int32) {
		if len(by) > 1 && len(rows) > 1 {
			rank := v.order(by[1].Column).rank(by[1].Descending)
			rows = slices.Clone(rows)
			slices.SortStableFunc(rows, func(a, b int32) int { return cmp.Compare(rank(a), rank(b)) })
		}
		for _, row := range rows {
			visit(row)
		}
	})
}

func (v *Preview) order(column int) *order {
	o := &v.orders[column]
	o.once.Do(func() {
		s := newSortKeys(len(v.rows))
		for i := range v.rows {
			v.rows[i].sortBy(column, s, i)
		}
		o.sort(s)
	})
	return o
}

// actions are in the order of the filters.
var actions = []directory.Action{directory.Create, directory.Update, directory.Link, directory.Unlink, directory.Delete}

func (c *Change) sortBy(column int, s *sortKeys, row int) {
	switch column {
	case ChangeAction:
		place := 2 * slices.Index(actions, c.Action)
		if c.Held() {
			place++ // they stand together, behind the other changes
		}
		s.keys[row] = sortKey{high: uint64(place), row: int32(row)}
	case ChangeKind:
		s.setText(row, string(c.Kind))
	case ChangeName:
		s.setText(row, natural(Fold(c.Name)))
	case ChangeText:
		s.setText(row, natural(Fold(c.Text())))
	default:
		s.setText(row, Fold(c.Reason()))
	}
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

// Held says whether the change is of a user who is no longer at cybozu.com, and is held (U14).
func (c *Change) Held() bool {
	return !c.LeftOut && c.User != nil && c.User.After != nil && c.User.Leaves()
}

// RecordID is our id of the record; of a new one the id that it will get.
func (c *Change) RecordID() int64 {
	if c.User != nil {
		return c.User.ID()
	}
	return c.Department.ID()
}

// Key tells changes apart, from one plan to the next that answers make of it: the id of a
// new record may be another one there, its id at cybozu.com is not. It is never 0.
func (c *Change) Key() int64 {
	var kind int64
	var cybozu directory.CybozuID // of a new record
	switch {
	case c.User == nil && c.Department.Before == nil:
		cybozu = c.Department.After.CybozuID
	case c.User != nil && c.User.Before == nil:
		cybozu = c.User.After.CybozuID
	}
	if c.User != nil {
		kind = 1
	}
	if cybozu != 0 {
		return -(int64(cybozu)*2 + kind) - 1
	}
	return c.RecordID()*2 + kind
}

// mend is the kind of its [Change.Answer].
func (c *Change) mend() directory.MendKind {
	if c.User != nil {
		return c.User.Mend
	}
	return c.Department.Mend
}

// answered says whether it is what it is by an answer.
func (c *Change) answered() bool {
	return c.LeftOut || c.User != nil && c.User.Given || c.Department != nil && c.Department.Given
}

// Answer is what a person may say to the change, or has said; false: nothing.
func (c *Change) Answer() (m directory.Mend, given, ok bool) {
	if c.User != nil {
		m, given, ok = c.User.Answer()
	} else {
		m, given, ok = c.Department.Answer()
	}
	return m, given || c.LeftOut, ok
}
