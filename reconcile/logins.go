package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// claim is somebody who has a login name in the result: a user here (-1: one who is
// created), for an account (-1: not imported).
type claim struct{ user, account int }

// claims are all of them, users here first.
func (u *users) claims() []claim {
	claims := make([]claim, 0, len(u.base.users)+len(u.list.accounts))
	for i, fate := range u.fates {
		if fate != isDeleted {
			claims = append(claims, claim{i, u.matches.holder[i]})
		}
	}
	for n, match := range u.matches.of {
		if match.user < 0 {
			claims = append(claims, claim{-1, n})
		}
	}
	return claims
}

// loginName is the one in the result, as it is compared (U12). It stays what it was
// for those who are here already (U7).
func (u *users) loginName(c claim) string {
	if c.user < 0 || u.adopts[c.user] {
		return u.list.accounts[c.account].login
	}
	return Clean(u.base.users[c.user].LoginName)
}

// loginProblems are the login names that several would have (U4).
func (u *users) loginProblems(p *parties) directory.Problems {
	var problems directory.Problems
	for _, r := range repeated(u.list.logins()) {
		problem := directory.Problem{Rule: "U4", Kind: directory.ProblemLoginTwice, Subject: r.text}
		for _, n := range r.positions {
			problem.Parties = append(problem.Parties, p.account(n))
			problem.Mends = append(problem.Mends, p.excludeAccount(n))
		}
		problems = append(problems, problem)
	}
	claims := u.claims()
	logins := make([]string, len(claims))
	for i, c := range claims {
		logins[i] = u.loginName(c)
	}
	for _, r := range repeated(logins) {
		rivals := make([]claim, len(r.positions))
		for i, position := range r.positions {
			rivals[i] = claims[position]
		}
		if !u.onlyTwiceThere(r.text, rivals) {
			problems = append(problems, u.loginProblem(p, r.text, rivals))
		}
	}
	return problems
}

func (l *listing) logins() []string {
	logins := make([]string, len(l.accounts))
	for n := range l.accounts {
		logins[n] = l.accounts[n].login
	}
	return logins
}

// onlyTwiceThere says whether cybozu.com's own list holds the login name several times
// and nothing else is wrong with it.
func (u *users) onlyTwiceThere(login string, rivals []claim) bool {
	return !slices.ContainsFunc(rivals, func(c claim) bool {
		return c.account < 0 || u.list.accounts[c.account].login != login
	})
}

// loginProblem is a login name that somebody new, or who takes it from cybozu.com,
// would share with a user here; or, where none of them does, that two users here have
// but for control characters.
func (u *users) loginProblem(p *parties, login string, rivals []claim) directory.Problem {
	problem := directory.Problem{Rule: "U4", Kind: directory.ProblemLoginTwice, Subject: login}
	var excludes []directory.Mend
	for _, c := range rivals {
		if c.user >= 0 {
			problem.Parties = append(problem.Parties, p.user(c.user))
		}
		if c.account >= 0 {
			problem.Parties = append(problem.Parties, p.account(c.account))
		}
		switch {
		case c.user < 0:
			problem.Kind = directory.ProblemLoginTaken
			excludes = append(excludes, p.excludeAccount(c.account))
		case u.adopts[c.user]:
			problem.Kind = directory.ProblemLoginTaken
		case c.account >= 0 && u.mayAdopt(c):
			problem.Mends = append(problem.Mends, directory.Mend{
				Kind: directory.MendAdoptLogin, Record: directory.KindUser, Proposed: true,
				UserID: u.base.users[c.user].ID, CybozuID: u.list.accounts[c.account].id,
				Name: u.list.accounts[c.account].login,
			})
		}
	}
	problem.Mends = append(problem.Mends, excludes...)
	return problem
}

// mayAdopt says whether the user here can take the login name of cybozu.com: it is
// another one, and free, or held by a user who can adopt in turn.
func (u *users) mayAdopt(c claim) bool {
	login := u.list.accounts[c.account].login
	return login != u.loginName(c) && !u.fixedLogins()[login]
}

// fixedLogins are the login names of those who are not imported, so that only a
// person's hand can rename them.
func (u *users) fixedLogins() map[string]bool {
	if u.fixed == nil {
		u.fixed = map[string]bool{}
		for i, fate := range u.fates {
			if fate == staysLocal || fate == isKept {
				u.fixed[Clean(u.base.users[i].LoginName)] = true
			}
		}
	}
	return u.fixed
}

// severalProblems are users here whom several accounts choose (U4).
func (u *users) severalProblems(p *parties) directory.Problems {
	var problems directory.Problems
	for i := range u.base.users {
		accounts := u.matches.several[i]
		if accounts == nil {
			continue
		}
		problem := directory.Problem{
			Rule: "U4", Kind: directory.ProblemSeveralToOne, Subject: u.base.users[i].LoginName,
			Parties: []directory.Party{p.user(i)},
		}
		for _, n := range accounts {
			problem.Parties = append(problem.Parties, p.account(n))
			problem.Mends = append(problem.Mends, p.excludeAccount(n))
		}
		problems = append(problems, problem)
	}
	return problems
}
