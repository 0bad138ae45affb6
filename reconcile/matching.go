package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// matches says which user here each account belongs to (U2, U3, U11). Each account is
// judged alone, so that several may choose one user (U4).
type matches struct {
	of       []match       // parallel to listing.accounts
	holder   []int         // parallel to base.users: the first account that chose the user, or -1
	several  map[int][]int // user → its accounts, where they are more than one
	warnings []fit
}

type match struct {
	user   int // position in base.users; -1: none, so that one is created
	reason directory.Reason
}

// fit is another local user whom a later test of U3 would have fitted.
type fit struct {
	account, chosen, other int
	reason                 directory.Reason
}

// test is one of those of U3.
type test struct {
	reason directory.Reason
	among  *index
	text   func(*account) string
}

func matchAccounts(b *base, l *listing) *matches {
	m := &matches{
		of:      make([]match, len(l.accounts)),
		holder:  make([]int, len(b.users)),
		several: map[int][]int{},
	}
	for i := range m.holder {
		m.holder[i] = -1
	}
	byLink, dead, tests := userIndexes(b, l)
	for n := range l.accounts {
		a := &l.accounts[n]
		if i, ok := byLink[a.id]; ok {
			m.choose(n, match{i, directory.ReasonLinked})
			continue
		}
		found := match{-1, directory.ReasonNew}
		for i := range dead.all(a.login) {
			found = match{i, directory.ReasonRecreated}
			break
		}
		m.choose(n, m.judge(n, a, tests, found))
	}
	return m
}

// judge goes through the tests in their order. The first user that fits is chosen, if
// none is found yet; any other one is worth a warning.
func (m *matches) judge(n int, a *account, tests []test, found match) match {
	seen := []int{}
	for _, t := range tests {
		for i := range t.among.all(t.text(a)) {
			switch {
			case found.user < 0:
				found = match{i, t.reason}
			case found.user != i && found.reason != t.reason && !slices.Contains(seen, i):
				seen = append(seen, i)
				m.warnings = append(m.warnings, fit{account: n, chosen: found.user, other: i, reason: t.reason})
			}
		}
	}
	return found
}

func (m *matches) choose(n int, found match) {
	m.of[n] = found
	i := found.user
	switch {
	case i < 0:
	case m.holder[i] < 0:
		m.holder[i] = n
	case m.several[i] == nil:
		m.several[i] = []int{m.holder[i], n}
	default:
		m.several[i] = append(m.several[i], n)
	}
}

// holds says whether the match of an account is the one that counts.
func (m *matches) holds(n int) bool { return m.of[n].user >= 0 && m.holder[m.of[n].user] == n }

// userIndexes are the users with a living link by that, those with a dead one by login
// name (U11), and the local ones by the tests of U3.
func userIndexes(b *base, l *listing) (byLink map[directory.CybozuID]int, dead *index, tests []test) {
	byLink = make(map[directory.CybozuID]int, len(b.users))
	listed := make(map[directory.CybozuID]bool, len(l.accounts))
	for i := range l.accounts {
		listed[l.accounts[i].id] = true
	}
	n := len(b.users)
	dead = newIndex(n)
	logins, emails, loginAddresses := newIndex(n), newIndex(n), newIndex(n)
	for i := n - 1; i >= 0; i-- {
		switch u := &b.users[i]; {
		case u.Linked() && listed[u.CybozuID]:
			byLink[u.CybozuID] = i
		case u.Linked():
			dead.put(Clean(u.LoginName), i)
		default:
			login := Clean(u.LoginName)
			logins.put(login, i)
			emails.put(addressOf(u.Email), i)
			loginAddresses.put(directory.FoldEmail(login), i)
		}
	}
	return byLink, dead, []test{
		{directory.ReasonLogin, logins, func(a *account) string { return a.login }},
		{directory.ReasonEmail, emails, func(a *account) string { return a.address }},
		{directory.ReasonEmailIsLogin, emails, func(a *account) string { return directory.FoldEmail(a.login) }},
		{directory.ReasonLoginIsEmail, loginAddresses, func(a *account) string { return a.address }},
	}
}
