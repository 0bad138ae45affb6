package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// claim is somebody who has a login name in the result: a user here (-1: one who is
// created), for an account (-1: not imported).
type claim struct{ user, account int }

// loginName is the one in the result, as it is compared (U12). It stays what it was
// for those who are here already (U7).
func (u *users) loginName(c claim) string {
	if c.user < 0 || u.adopts[c.user] {
		return u.list.accounts[c.account].login
	}
	return Clean(u.base.users[c.user].LoginName)
}

// loginProblems are the login names that several accounts have, or several users in
// the result (U4).
func (u *users) loginProblems(p *parties) directory.Problems {
	accounts := len(u.list.accounts)
	logins := make([]string, accounts+len(u.base.users)) // of the accounts, then of the users here who have another than their account
	for n := range u.list.accounts {
		logins[n] = u.list.accounts[n].login
	}
	for i, fate := range u.fates {
		n := u.matches.holder[i]
		if fate == isDeleted || n >= 0 && u.base.users[i].LoginName == logins[n] { // nearly always
			continue
		}
		if login := u.loginName(claim{i, n}); n < 0 || login != logins[n] {
			logins[accounts+i] = login
		}
	}
	var problems directory.Problems
	for _, r := range repeated(logins) {
		first, _ := slices.BinarySearch(r.positions, accounts)
		there, here := r.positions[:first], r.positions[first:]
		if len(there) > 1 {
			problems = append(problems, twiceThere(p, r.text, there))
		}
		var rivals []claim
		for _, position := range here {
			rivals = append(rivals, claim{position - accounts, u.matches.holder[position-accounts]})
		}
		rivals = append(rivals, u.claims(r.text, there)...)
		if len(here) > 0 && len(rivals) > 1 {
			problems = append(problems, u.loginProblem(p, r.text, rivals))
		}
	}
	return problems
}

// claims are those accounts, of the ones with the login name, that have it in the
// result too: the new ones, and those whose user here has the same.
func (u *users) claims(login string, accounts []int) []claim {
	var claims []claim
	for _, n := range accounts {
		c := claim{u.matches.of[n].user, n}
		if c.user < 0 || u.matches.holder[c.user] == n && u.loginName(c) == login {
			claims = append(claims, c)
		}
	}
	return claims
}

// twiceThere is a login name that several accounts have once they are cleaned (U12).
func twiceThere(p *parties, login string, accounts []int) directory.Problem {
	problem := directory.Problem{Rule: "U4", Kind: directory.ProblemLoginTwice, Subject: login}
	for _, n := range accounts {
		problem.Parties = append(problem.Parties, p.account(n))
		problem.Mends = append(problem.Mends, p.excludeAccount(n))
	}
	return problem
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
			if fate.stays() {
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
