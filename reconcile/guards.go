package reconcile

import "anpisync/reconcile/directory"

// Guards are what a person must confirm before the Plan may be applied (I4, I7), each
// with its number. It is pure.
func Guards(p *directory.Plan, t directory.Thresholds) []directory.Guard {
	var guards []directory.Guard
	add := func(g directory.Guard, ask bool) {
		if ask {
			guards = append(guards, g)
		}
	}
	if q := p.DomainChange; q != nil {
		add(directory.Guard{Kind: directory.GuardDomain, Count: q.Found, Of: q.Linked},
			q.Answer == directory.DomainUnanswered)
	}
	users := deletedUsers(p)
	add(users, manyDeleted(users, t))
	departments := deletedDepartments(p)
	add(departments, manyDeleted(departments, t))
	add(directory.Guard{Kind: directory.GuardOrganizations, Count: p.Before.LinkedDepartments, Of: p.Before.LinkedDepartments},
		p.Read != nil && p.Read.Organizations == 0 && p.Before.LinkedDepartments > 0)
	memberships := removedMemberships(p)
	add(memberships, many(memberships, t.FewMemberships, t))
	if p.Read != nil {
		emails := emptied(p, directory.GuardEmails, func(u *directory.User) string { return u.Email })
		add(emails, many(emails, t.FewEmptied, t))
		phones := emptied(p, directory.GuardPhones, func(u *directory.User) string { return u.Phone })
		add(phones, many(phones, t.FewEmptied, t))
	}
	recreated := recreatedUnderAnotherName(p)
	add(recreated, recreated.Count > 0)
	return guards
}

// many says whether it is more than a few and more than the percentage.
func many(g directory.Guard, few int, t directory.Thresholds) bool {
	return g.Count > few && g.Count*100 > t.PercentOfBefore*g.Of
}

func manyDeleted(g directory.Guard, t directory.Thresholds) bool {
	return many(g, t.FewDeletions, t) || g.Count > t.ManyDeletions
}

// deletedUsers are counted against the linked ones, since an import deletes no others.
// Where local ones are deleted too, by a file, it is all that were there.
func deletedUsers(p *directory.Plan) directory.Guard {
	g := directory.Guard{Kind: directory.GuardUsers, Of: p.Before.LinkedUsers}
	for _, c := range p.Users {
		if c.Action == directory.Delete {
			g.Parties = append(g.Parties, userParty(c.Before))
			if !c.Before.Linked() {
				g.Of = p.Before.Users
			}
		}
	}
	g.Count = len(g.Parties)
	return g
}

// deletedDepartments are counted as deletedUsers are.
func deletedDepartments(p *directory.Plan) directory.Guard {
	g := directory.Guard{Kind: directory.GuardDepartments, Of: p.Before.LinkedDepartments}
	for _, c := range p.Departments {
		if c.Action == directory.Delete {
			g.Parties = append(g.Parties, departmentParty(c.Before))
			if !c.Before.Linked() {
				g.Of = p.Before.Departments
			}
		}
	}
	g.Count = len(g.Parties)
	return g
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
			g.Parties = append(g.Parties, userParty(c.Before))
		}
	}
	return g
}

// emptied are matched users who lose what field gives.
func emptied(p *directory.Plan, kind directory.GuardKind, field func(*directory.User) string) directory.Guard {
	g := directory.Guard{Kind: kind, Of: p.Matched}
	for _, c := range p.Users {
		matched := c.Before != nil && c.After != nil && c.After.Linked()
		if matched && field(c.Before) != "" && field(c.After) == "" {
			g.Parties = append(g.Parties, userParty(c.Before))
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
				g.Parties = append(g.Parties, userParty(c.Before))
			}
		}
	}
	g.Count = len(g.Parties)
	return g
}

func userParty(u *directory.User) directory.Party {
	return directory.Party{
		Side: directory.SideHere, Kind: directory.KindUser,
		ID: u.ID, CybozuID: u.CybozuID,
		Code: u.LoginName, Name: u.Name, Email: u.Email, Suspended: u.Suspended,
	}
}

func departmentParty(d *directory.Department) directory.Party {
	return directory.Party{
		Side: directory.SideHere, Kind: directory.KindDepartment,
		ID: d.ID, CybozuID: d.CybozuID, Code: d.Code, Name: d.Name,
	}
}
