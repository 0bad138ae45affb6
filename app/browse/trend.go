package browse

import (
	"slices"
	"time"

	"anpisync/reconcile/directory"
)

// Chart is how users and departments came and went, oldest first.
type Chart struct{ Points []Point }

// Point is how the directory stood after an import, or after several that lie close to
// each other.
type Point struct {
	ImportID int64 // of the newest of them
	At       time.Time
	Imports  int

	Users, Departments             int // -1: nobody knows any more
	UserChanges, DepartmentChanges directory.Tally
}

// Unknown is a count that nobody has kept and that cannot be worked out.
const Unknown = -1

// BuildChart draws the history, newest first, up to a directory as it is now, in so many
// points at most. Lines that changed nothing are left out, but for the newest, which
// shows how far the knowledge goes.
func BuildChart(history []directory.Import, now directory.Census, most int) Chart {
	users, departments := now.Users, now.Departments
	var points []Point
	for i := range history {
		line := &history[i]
		if line.Outcome != directory.OutcomeOK && line.Outcome != directory.OutcomeUndone {
			continue
		}
		if n, ok := line.Numbers["users"]; ok {
			users, departments = n, line.Numbers["departments"]
		}
		if len(points) == 0 || line.Users.Total()+line.Departments.Total() > 0 || line.Kind == directory.ImportTakeOver {
			points = append(points, Point{
				ImportID: line.ID, At: line.FinishedAt, Imports: 1,
				Users: users, Departments: departments, UserChanges: line.Users, DepartmentChanges: line.Departments,
			})
		}
		users, departments = before(users, line.Users), before(departments, line.Departments)
		if line.Kind == directory.ImportTakeOver { // another directory's history begins
			users, departments = Unknown, Unknown
		}
	}
	slices.Reverse(points)
	return Chart{merge(points, most)}
}

// before is a count before a line, from the one after it.
func before(after int, t directory.Tally) int {
	if after == Unknown {
		return Unknown
	}
	return max(after-t.Created+t.Deleted, 0)
}

// merge joins points that lie in one part of the time, which has as many parts as there
// may be points.
func merge(points []Point, most int) []Point {
	if len(points) <= most {
		return points
	}
	first, last := points[0].At, points[len(points)-1].At
	part := last.Sub(first)/time.Duration(most) + 1
	var merged []Point
	var of time.Duration = -1
	for _, p := range points {
		if at := p.At.Sub(first) / part; at != of {
			of = at
			merged = append(merged, p)
			continue
		}
		m := &merged[len(merged)-1]
		p.Imports += m.Imports
		p.UserChanges, p.DepartmentChanges = sum(m.UserChanges, p.UserChanges), sum(m.DepartmentChanges, p.DepartmentChanges)
		*m = p
	}
	return merged
}

func sum(a, b directory.Tally) directory.Tally {
	return directory.Tally{
		Created: a.Created + b.Created, Updated: a.Updated + b.Updated, Linked: a.Linked + b.Linked,
		Unlinked: a.Unlinked + b.Unlinked, Deleted: a.Deleted + b.Deleted,
	}
}

// Trend is how a number stood after each line of the history, which is newest first, and
// how it stands now where that is something else: oldest first, so many at most, the
// newest.
func Trend(history []directory.Import, number string, now, most int) []int {
	trend := []int{now}
	newest := true
	for i := range history {
		if len(trend) == most {
			break
		}
		n, ok := history[i].Numbers[number]
		if !ok {
			continue
		}
		if !newest || n != now {
			trend = append(trend, n)
		}
		newest = false
	}
	slices.Reverse(trend)
	return trend
}
