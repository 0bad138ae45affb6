package browse

import (
	"slices"
	"time"

	"anpisync/reconcile/directory"
)

// HistoryQuery says which lines of the history are listed.
type HistoryQuery struct {
	Kind    directory.ImportKind // empty: all
	Outcome directory.Outcome    // empty: all
	Open    map[int64]bool       // the days whose edits are listed one by one, by their keys
}

// HistoryLine is a line of the history, or the edits that were made by hand on one day in
// one.
type HistoryLine struct {
	*directory.Import                     // of a day's edits the newest
	Edits             []*directory.Import // of a day, the newest first, where there are several
	Open              bool                // they follow one by one
	Within            bool                // it is one of them
}

// Key tells lines apart: the id of an import; below 0 for a day.
func (l *HistoryLine) Key() int64 {
	if l.Edits != nil {
		return dayKey(l.FinishedAt)
	}
	return l.ID
}

func dayKey(t time.Time) int64 {
	y, m, d := t.Local().Date()
	return -int64(y*10000 + int(m)*100 + d)
}

// Tallies are how many departments and users the line has changed.
func (l *HistoryLine) Tallies() (departments, users directory.Tally) {
	if l.Edits == nil {
		return l.Departments, l.Users
	}
	for _, e := range l.Edits {
		departments, users = sum(departments, e.Departments), sum(users, e.Users)
	}
	return departments, users
}

// ListHistory lists a history, which is newest first. The edits of a day stand where the
// newest of them is.
func ListHistory(history []directory.Import, q HistoryQuery) []HistoryLine {
	var lines []HistoryLine
	days := map[int64][]*directory.Import{}
	takes := func(line *directory.Import) bool {
		return (q.Kind == "" || line.Kind == q.Kind) && (q.Outcome == "" || line.Outcome == q.Outcome)
	}
	for i := range history {
		if line := &history[i]; takes(line) && line.Kind == directory.ImportEdit {
			key := dayKey(line.FinishedAt)
			days[key] = append(days[key], line)
		}
	}
	for i := range history {
		line := &history[i]
		if !takes(line) {
			continue
		}
		edits := days[dayKey(line.FinishedAt)]
		switch {
		case line.Kind != directory.ImportEdit || len(edits) == 1:
			lines = append(lines, HistoryLine{Import: line})
		case edits[0] == line:
			day := HistoryLine{Import: line, Edits: edits}
			day.Open = q.Open[day.Key()]
			lines = append(lines, day)
			if day.Open {
				for _, e := range edits {
					lines = append(lines, HistoryLine{Import: e, Within: true})
				}
			}
		}
	}
	return lines
}

// DayOf is the key of the day in whose line an edit is listed; false: it is not there, or
// no edit.
func DayOf(history []directory.Import, id int64) (key int64, ok bool) {
	i := slices.IndexFunc(history, func(line directory.Import) bool { return line.ID == id })
	if i < 0 || history[i].Kind != directory.ImportEdit {
		return 0, false
	}
	return dayKey(history[i].FinishedAt), true
}

// Net is what several lines of the history have changed together, of which the changes are
// given from the newest line to the oldest.
func Net(changes []directory.Recorded) *directory.Plan {
	var departments netting[directory.Department]
	var users netting[directory.User]
	for _, c := range changes {
		if c.Department != nil {
			departments.add(c.Department)
		} else {
			users.add(c.User)
		}
	}
	return &directory.Plan{
		Departments: departments.changes((*directory.Department).Equal),
		Users:       users.changes((*directory.User).Equal),
	}
}

// netting joins the changes of each record.
type netting[T directory.Department | directory.User] struct {
	newest, oldest map[int64]*directory.Change[T]
	ids            []int64
}

func (n *netting[T]) add(c *directory.Change[T]) {
	if n.newest == nil {
		n.newest, n.oldest = map[int64]*directory.Change[T]{}, map[int64]*directory.Change[T]{}
	}
	if id := c.ID(); n.newest[id] == nil {
		n.newest[id] = c
		n.ids = append(n.ids, id)
	}
	n.oldest[c.ID()] = c
}

func (n *netting[T]) changes(equal func(a, b *T) bool) (all []directory.Change[T]) {
	for _, id := range n.ids {
		last := n.newest[id]
		before, after := n.oldest[id].Before, last.After
		if before == nil && after == nil || before != nil && after != nil && equal(before, after) {
			continue
		}
		all = append(all, directory.NewChange(before, after, last.Rule, last.Reason, last.Also...))
	}
	return all
}
