package reconcile

import (
	"strconv"

	"anpisync/reconcile/directory"
)

// listingProblems are those of cybozu.com's lists alone (I7, U12).
func listingProblems(l *listing, p *parties, self string) directory.Problems {
	var problems directory.Problems
	switch {
	case l.nobody:
		problems = append(problems, directory.Problem{Rule: "I7", Kind: directory.ProblemNoUsers})
	case l.selfMissing:
		problems = append(problems, directory.Problem{Rule: "I7", Kind: directory.ProblemNoSelf, Subject: self})
	}
	if l.nameless > 1 && l.nameless*100 > l.read.Users { // cybozu.com lets nobody be without
		problems = append(problems, directory.Problem{Rule: "I7", Kind: directory.ProblemNoNames, Subject: strconv.Itoa(l.nameless)})
	}
	for _, o := range l.organizations {
		if o.code == "" {
			problems = append(problems, directory.Problem{
				Rule: "U12", Kind: directory.ProblemNoCode, Subject: o.name,
				Parties: []directory.Party{p.organization(o)},
				Mends:   []directory.Mend{p.excludeOrganization(o)},
			})
		}
	}
	for n := range l.accounts {
		if l.accounts[n].login == "" {
			problems = append(problems, directory.Problem{
				Rule: "U12", Kind: directory.ProblemNoCode, Subject: l.accounts[n].name,
				Parties: []directory.Party{p.account(n)},
				Mends:   []directory.Mend{p.excludeAccount(n)},
			})
		}
	}
	return problems
}

// problems are those of the departments.
func (d *departments) problems(l *listing, p *parties) directory.Problems {
	var problems directory.Problems
	for _, i := range d.stuck {
		problems = append(problems, directory.Problem{
			Rule: "D8", Kind: directory.ProblemLevelOne, Subject: d.fates[i].organization.code,
			Parties: []directory.Party{p.department(i), p.organization(d.fates[i].organization)},
			Mends:   []directory.Mend{{Kind: directory.MendRebuild, Record: directory.KindDepartment, Proposed: true}},
		})
	}
	problems = append(problems, d.codeProblems(l, p)...)
	return append(problems, hierarchyProblems(l, p)...)
}

// codeProblems are codes that two departments would have in the result (D9).
func (d *departments) codeProblems(l *listing, p *parties) directory.Problems {
	organizations := len(l.organizations)
	codes := make([]string, organizations+len(d.fates)) // of the organizations, then of the departments here
	for n, o := range l.organizations {
		codes[n] = o.code
	}
	for i := range d.fates {
		if d.stays(i) {
			codes[organizations+i] = Clean(d.base.departments[i].Code)
		}
	}
	var problems directory.Problems
	for _, r := range repeated(codes) {
		problem := directory.Problem{Rule: "D9", Kind: directory.ProblemCodeTwice, Subject: r.text}
		for _, i := range r.positions {
			if i >= organizations {
				problem.Parties = append(problem.Parties, p.department(i-organizations))
				continue
			}
			o := l.organizations[i]
			if here, existed := d.positions[d.of[o.id]]; existed {
				problem.Parties = append(problem.Parties, p.department(here))
			}
			problem.Parties = append(problem.Parties, p.organization(o))
			problem.Mends = append(problem.Mends, p.excludeOrganization(o))
		}
		problems = append(problems, problem)
	}
	return problems
}

// hierarchyProblems are organizations without their parent, and rings (D10).
func hierarchyProblems(l *listing, p *parties) directory.Problems {
	var problems directory.Problems
	missing := map[string]int{} // parentCode → position in problems
	for _, o := range l.organizations {
		if o.top() || o.parent != nil {
			continue
		}
		i, known := missing[o.parentCode]
		if !known {
			i = len(problems)
			missing[o.parentCode] = i
			problems = append(problems, directory.Problem{
				Rule: "D10", Kind: directory.ProblemParentMissing, Subject: o.parentCode,
			})
		}
		problems[i].Parties = append(problems[i].Parties, p.organization(o))
		problems[i].Mends = append(problems[i].Mends, p.excludeOrganization(o))
	}
	for _, ring := range l.rings {
		problem := directory.Problem{Rule: "D10", Kind: directory.ProblemRing, Subject: ring[0].code}
		for _, o := range ring {
			problem.Parties = append(problem.Parties, p.organization(o))
		}
		problem.Mends = []directory.Mend{p.excludeOrganization(ring[0])}
		problems = append(problems, problem)
	}
	return problems
}

// problems are those of the users.
func (u *users) problems(p *parties) directory.Problems {
	problems := u.severalProblems(p)
	problems = append(problems, u.loginProblems(p)...)
	return append(problems, u.emailProblems(p)...)
}

// emailProblems are the addresses that several would hold, each holder with the side
// where it holds it (U10).
func (u *users) emailProblems(p *parties) directory.Problems {
	var problems directory.Problems
	for _, s := range u.emails.open {
		problem := directory.Problem{Rule: "U10", Kind: directory.ProblemEmailTwice, Subject: s.address}
		keeper := directory.Mend{Kind: directory.MendKeeper, Record: directory.KindUser, Email: s.address}
		for _, n := range s.accounts {
			keeper.CybozuID, keeper.UserID, keeper.Name = u.list.accounts[n].id, 0, u.list.accounts[n].name
			problem.Parties = append(problem.Parties, p.account(n))
			problem.Mends = append(problem.Mends, keeper)
		}
		for _, i := range s.users {
			problem.Parties = append(problem.Parties, p.user(i))
			if u.mayKeep(s, 0) {
				keeper.CybozuID, keeper.UserID, keeper.Name = 0, u.base.users[i].ID, u.base.users[i].Name
				problem.Mends = append(problem.Mends, keeper)
			}
		}
		if best := u.bestKeeper(s); best < len(problem.Mends) {
			problem.Mends[best].Proposed = true
		}
		problems = append(problems, problem)
	}
	return problems
}

// bestKeeper is the position, among accounts and then users, of the holder to propose:
// one who is not 停止中, and of these one who has the address here already.
func (u *users) bestKeeper(s shared) int {
	var best, most int
	consider := func(position int, suspended, has bool) {
		points := 0
		if !suspended {
			points += 2
		}
		if has {
			points++
		}
		if points > most {
			best, most = position, points
		}
	}
	for position, n := range s.accounts {
		i := u.matches.of[n].user
		has := i >= 0 && addressOf(u.base.users[i].Email) == s.address
		consider(position, u.list.accounts[n].suspended(), has)
	}
	for position, i := range s.users {
		consider(len(s.accounts)+position, u.base.users[i].Suspended, true)
	}
	return best
}

// domainProblem asks the question of I4 beside other problems, which may be due to the
// answer that was supposed.
func domainProblem(q *directory.DomainChange) directory.Problem {
	return directory.Problem{Rule: "I4", Kind: directory.ProblemDomain, Subject: q.To, Mends: q.Mends()}
}
