package reconcile

import "anpisync/reconcile/directory"

// Guards are what a person must confirm before the Plan may be applied (I4, I7), each
// with its number, whatever the Plan comes from. It is pure.
func Guards(p *directory.Plan, t directory.Thresholds) []directory.Guard {
	var guards []directory.Guard
	add := func(g directory.Guard, ask bool) {
		if ask {
			g.Read = p.Read != nil
			guards = append(guards, g)
		}
	}
	if q := p.DomainChange; q != nil {
		add(directory.Guard{Kind: directory.GuardDomain, Count: q.Found, Of: q.Linked},
			q.Answer == directory.DomainUnanswered)
	}
	add(deleted(directory.GuardUsers, p.Users, p.Before.LinkedUsers, p.Before.Users, t))
	add(deleted(directory.GuardDepartments, p.Departments, p.Before.LinkedDepartments, p.Before.Departments, t))
	add(directory.Guard{Kind: directory.GuardOrganizations, Count: p.Before.LinkedDepartments, Of: p.Before.LinkedDepartments},
		p.Read != nil && p.Read.Organizations == 0 && p.Before.LinkedDepartments > 0)
	memberships := removedMemberships(p)
	add(memberships, many(memberships, t.FewMemberships, t))
	for _, f := range emptiable {
		g := matched(p, f.kind, func(before, after *directory.User) bool { return f.of(before) != "" && f.of(after) == "" })
		add(g, many(g, t.FewEmptied, t))
	}
	for _, c := range changeable {
		g := matched(p, c.kind, c.does)
		add(g, g.Count > t.FewChanged && g.Count*2 > g.Of)
	}
	recreated := recreatedUnderAnotherName(p)
	add(recreated, recreated.Count > 0)
	return guards
}

// emptiable are the fields whose emptying is asked about.
var emptiable = []struct {
	kind directory.GuardKind
	of   func(*directory.User) string
}{
	{directory.GuardEmails, func(u *directory.User) string { return u.Email }},
	{directory.GuardPhones, func(u *directory.User) string { return u.Phone }},
	{directory.GuardNames, func(u *directory.User) string { return u.Name }},
	{directory.GuardReadings, func(u *directory.User) string { return u.Reading }},
}

// changeable is what nobody does to more than half of all people on purpose.
var changeable = []struct {
	kind directory.GuardKind
	does func(before, after *directory.User) bool
}{
	{directory.GuardRenamed, func(before, after *directory.User) bool {
		return another(Clean(before.Name), Clean(after.Name))
	}},
	{directory.GuardReaddressed, func(before, after *directory.User) bool {
		return another(addressOf(before.Email), addressOf(after.Email))
	}},
	{directory.GuardSuspended, func(before, after *directory.User) bool { return !before.Suspended && after.Suspended }},
}

func another(before, after string) bool { return before != "" && after != "" && before != after }

// many says whether it is more than a few and more than the percentage.
func many(g directory.Guard, few int, t directory.Thresholds) bool {
	return g.Count > few && g.Count*100 > t.PercentOfBefore*g.Of
}

// deleted are counted against the linked ones, since an import deletes no others. Where
// local ones are deleted too, by a file or an undo, it is all against all that were there,
// unless the linked ones alone are many.
func deleted[T directory.Department | directory.User](kind directory.GuardKind, changes []directory.Change[T], linked, all int, t directory.Thresholds) (g directory.Guard, ask bool) {
	ofLinked, ofAll := directory.Guard{Kind: kind, Of: linked}, directory.Guard{Kind: kind, Of: all}
	for _, c := range changes {
		if !c.Leaves() {
			continue
		}
		if c.After != nil {
			ofLinked.Held++
			ofAll.Held++
		}
		c.After = nil // as it was
		p := c.Party()
		ofAll.Parties = append(ofAll.Parties, p)
		if p.CybozuID != 0 {
			ofLinked.Parties = append(ofLinked.Parties, p)
		}
	}
	ofLinked.Count, ofAll.Count = len(ofLinked.Parties), len(ofAll.Parties)
	manyDeleted := func(g directory.Guard) bool { return many(g, t.FewDeletions, t) || g.Count > t.ManyDeletions }
	switch {
	case ofLinked.Count == ofAll.Count:
		return ofLinked, manyDeleted(ofLinked)
	case manyDeleted(ofAll):
		return ofAll, true
	}
	return ofLinked, manyDeleted(ofLinked)
}

// removedMemberships are those in departments that stay, of users who stay and of
// users who are deleted. All memberships in deleted departments are removed, so those
// in departments that stay are the others.
func removedMemberships(p *directory.Plan) directory.Guard {
	deleted := map[int64]bool{}
	for _, c := range p.Departments {
		if c.Action == directory.Delete {
			deleted[c.Before.ID] = true
		}
	}
	g := directory.Guard{Kind: directory.GuardMemberships, Of: p.Before.Memberships}
	for _, c := range p.Users {
		if c.Before == nil {
			continue
		}
		var after []int64
		if c.After != nil {
			after = c.After.Departments
		}
		_, removed := directory.DiffMemberships(c.Before.Departments, after)
		stay := 0
		for _, id := range removed {
			if deleted[id] {
				g.Of--
			} else {
				stay++
			}
		}
		if stay > 0 {
			g.Count += stay
			g.Parties = append(g.Parties, c.Before.Party())
		}
	}
	return g
}

// matched are matched users to whom something happens. An import matches those who are
// linked afterwards; any other Plan those who were there and stay.
func matched(p *directory.Plan, kind directory.GuardKind, does func(before, after *directory.User) bool) directory.Guard {
	g := directory.Guard{Kind: kind, Of: p.Matched}
	for _, c := range p.Users {
		if c.Before != nil && c.After != nil && (p.Read == nil || c.After.Linked() && !c.After.Held()) && does(c.Before, c.After) {
			g.Parties = append(g.Parties, c.Before.Party())
		}
	}
	g.Count = len(g.Parties)
	return g
}

// recreatedUnderAnotherName may be somebody else who was given the login name of a
// person who left: the password and the memo would be theirs (U11).
func recreatedUnderAnotherName(p *directory.Plan) directory.Guard {
	g := directory.Guard{Kind: directory.GuardRecreated}
	for _, c := range p.Users {
		if c.Reason == directory.ReasonRecreated {
			g.Of++
			if Clean(c.Before.Name) != c.After.Name {
				g.Parties = append(g.Parties, c.Before.Party())
			}
		}
	}
	g.Count = len(g.Parties)
	return g
}
