package directory

import "slices"

// Diff is the Plan that turns now into then: what a person has edited, or what a file
// says. Records are the same when their ids are; a new one brings its id along, which
// must never have been another's. [Plan.Because] gives another reason than ReasonByHand.
//
// Lasting answers become those of then, with one exception: a record that is back with
// its link is off the list of exclusions (U13).
func Diff(now, then *Directory) *Plan {
	return planOf(now, then.Domain, then.Remembered,
		differences(now.Departments, then.Departments, (*Department).Equal),
		differences(now.Users, then.Users, (*User).Equal))
}

// planOf is the Plan of some changes of now.
func planOf(now *Directory, domain string, remembered Remembered, departments []Change[Department], users []Change[User]) *Plan {
	p := &Plan{
		Base:             now.Revision,
		Departments:      departments,
		Users:            users,
		Domain:           domain,
		DomainBefore:     now.Domain,
		Remembered:       remembered,
		RememberedBefore: now.Remembered,
		Before:           now.Census(),
	}
	p.Remembered.Excluded = slices.DeleteFunc(slices.Clone(remembered.Excluded), p.bringsBack())
	p.After = p.Before.After(p.Departments, p.Users)
	p.Matched = len(now.Users) - Count(p.Users).Deleted
	return p
}

// Restore is the Plan that takes now back to an older state (I10): its records, its
// links and the domain they belong to. Lasting answers stay as they are now, but for
// those that would keep a restored record out.
func Restore(now, older *Directory) *Plan {
	then := *older
	then.Remembered = now.Remembered
	return Diff(now, &then).Because("I10", ReasonRestored)
}

// Because gives every change of the Plan its cause, and the Plan back.
func (p *Plan) Because(rule Rule, reason Reason) *Plan {
	for i := range p.Departments {
		p.Departments[i].Rule, p.Departments[i].Reason = rule, reason
	}
	for i := range p.Users {
		p.Users[i].Rule, p.Users[i].Reason = rule, reason
	}
	return p
}

// bringsBack says of an exclusion whether the Plan gives a record its link.
func (p *Plan) bringsBack() func(Exclusion) bool {
	linked := map[counterpart]bool{}
	for _, c := range p.Departments {
		if newLink(c) {
			linked[counterpart{KindDepartment, c.After.CybozuID}] = true
		}
	}
	for _, c := range p.Users {
		if newLink(c) {
			linked[counterpart{KindUser, c.After.CybozuID}] = true
		}
	}
	return func(e Exclusion) bool { return linked[e.counterpart()] }
}

func newLink[T Department | User](c Change[T]) bool {
	return c.Action == Link || c.Action == Create && link(c.After) != 0
}

// differences walks through two lists of records, both in ascending id, and gives the
// changes in the order of a Plan.
func differences[T Department | User](now, then []T, equal func(a, b *T) bool) []Change[T] {
	var deletions, changes []Change[T]
	add := func(to *[]Change[T], before, after *T) {
		*to = append(*to, NewChange(before, after, "", ReasonByHand))
	}
	for i, j := 0, 0; i < len(now) || j < len(then); {
		switch {
		case i == len(now) || j < len(then) && id(&then[j]) < id(&now[i]):
			add(&changes, nil, &then[j])
			j++
		case j == len(then) || id(&now[i]) < id(&then[j]):
			add(&deletions, &now[i], nil)
			i++
		default:
			if !equal(&now[i], &then[j]) {
				add(&changes, &now[i], &then[j])
			}
			i, j = i+1, j+1
		}
	}
	return slices.Insert(changes, 0, deletions...)
}
