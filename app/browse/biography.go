package browse

import (
	"slices"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Event is one change in the life of a record, in words, with the line of the history
// that made it.
type Event struct {
	Change
	Line *directory.Import
}

// BuildBiography puts the changes of one record into words, the newest first, as they
// are given. Departments are named as they were at that time: for this, departments are
// all changes of these, the newest first, and now is how it all ended.
func BuildBiography(changes, departments []directory.Recorded, history []directory.Import, now *directory.Directory) []Event {
	lines := make(map[int64]*directory.Import, len(history))
	for i := range history {
		lines[history[i].ID] = &history[i]
	}
	then := make(map[int64]directory.Department, len(now.Departments))
	for _, d := range now.Departments {
		then[d.ID] = d
	}
	var events []Event
	for _, c := range changes {
		line := lines[c.ImportID]
		if line == nil {
			continue // it was forgotten meanwhile
		}
		plan := new(directory.Plan)
		for len(departments) > 0 && departments[0].ImportID >= c.ImportID {
			if departments[0].ImportID == c.ImportID {
				plan.Departments = append(plan.Departments, *departments[0].Department)
			}
			takeBack(then, departments[0].Department)
			departments = departments[1:]
		}
		describer := message.NewDescriber(plan, &directory.Directory{Departments: sorted(then)})
		event := Event{Line: line}
		if event.Department, event.User = c.Department, c.User; c.User != nil {
			event.Description = describer.User(c.User)
		} else {
			event.Description = describer.Department(c.Department)
		}
		events = append(events, event)
	}
	return events
}

// takeBack undoes a change of a department.
func takeBack(then map[int64]directory.Department, c *directory.Change[directory.Department]) {
	if c.Before == nil {
		delete(then, c.ID())
	} else {
		then[c.ID()] = *c.Before
	}
}

func sorted(then map[int64]directory.Department) []directory.Department {
	all := make([]directory.Department, 0, len(then))
	for _, d := range then {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b directory.Department) int { return int(a.ID - b.ID) })
	return all
}

// Known are the records that the history knows, also those that are gone.
type Known struct {
	records  []Record
	haystack haystack
}

// Record is one of them, as it was last.
type Record struct {
	directory.Party
	Name string // as a person calls it
	Last int64  // the line of the history that changed it last
	Gone bool
}

// BuildKnown prepares the records, of each of which the newest change is given. Those
// whose personal data was erased are left out.
func BuildKnown(changes []directory.Recorded) *Known {
	k := &Known{haystack: newHaystack(len(changes), 64*len(changes))}
	for _, c := range changes {
		r := Record{Last: c.ImportID}
		if c.User != nil {
			u := c.User.After
			if r.Gone = u == nil; r.Gone {
				u = c.User.Before
			}
			r.Party, r.Name = u.Party(), message.Person(u)
			if u.LoginName == "" {
				continue
			}
			for i := range directory.UserFields {
				if f := &directory.UserFields[i]; f.Listed {
					k.haystack.add(*f.Text(u))
				}
			}
		} else {
			d := c.Department.After
			if r.Gone = d == nil; r.Gone {
				d = c.Department.Before
			}
			r.Party, r.Name = d.Party(), d.Name
			for i := range directory.DepartmentFields {
				if f := &directory.DepartmentFields[i]; f.Listed {
					k.haystack.add(*f.Text(d))
				}
			}
		}
		k.haystack.endRow()
		k.records = append(k.records, r)
	}
	return k
}

// Find are the records that hold every word; gone, those alone that are no more. The one
// that was changed last comes first.
func (k *Known) Find(search string, gone bool) []Record {
	wanted := newBitset(len(k.records))
	wanted.fill()
	if words := Words(search); len(words) > 0 {
		wanted.keep(k.haystack.find(words))
	}
	var found []Record
	for i := range k.records {
		if wanted.has(int32(i)) && (!gone || k.records[i].Gone) {
			found = append(found, k.records[i])
		}
	}
	slices.SortStableFunc(found, func(a, b Record) int { return int(b.Last - a.Last) })
	return found
}
