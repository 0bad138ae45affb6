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
	m.matchByLink(b, l)
	dead, tests := m.indexes(b)
	for n := range l.accounts {
		if m.of[n].user >= 0 {
			continue
		}
		a := &l.accounts[n]
		found := match{-1, directory.ReasonNew}
		for i := range dead.all(a.login) {
			found = match{i, directory.ReasonRecreated}
			break
		}
		m.choose(n, m.judge(n, a, tests, found))
	}
	return m
}

// matchByLink is U2.
func (m *matches) matchByLink(b *base, l *listing) {
	byLink := make(map[directory.CybozuID]int, len(b.users))
	for i := range b.users {
		if b.users[i].Linked() {
			byLink[b.users[i].CybozuID] = i
		}
	}
	for n := range l.accounts {
		m.of[n].user = -1
		if i, ok := byLink[l.accounts[n].id]; ok {
			m.choose(n, match{i, directory.ReasonLinked})
		}
	}
}

// indexes are of users without a living link: those with a dead one by login name (U11),
// and the local ones by the tests of U3.
func (m *matches) indexes(b *base) (dead *index, tests []test) {
	local := 0
	for i := range b.users {
		if !b.users[i].Linked() {
			local++
		}
	}
	dead = newIndex(0)
	logins, emails, loginAddresses := newIndex(local), newIndex(local), newIndex(local)
	for i := len(b.users) - 1; i >= 0; i-- {
		u := &b.users[i]
		if m.holder[i] >= 0 {
			continue
		}
		login := Clean(u.LoginName)
		if u.Linked() {
			dead.put(login, i)
			continue
		}
		logins.put(login, i)
		emails.put(addressOf(u.Email), i)
		loginAddresses.put(directory.FoldEmail(login), i)
	}
	return dead, []test{
		{directory.ReasonLogin, logins, func(a *account) string { return a.login }},
		{directory.ReasonEmail, emails, func(a *account) string { return a.address }},
		{directory.ReasonEmailIsLogin, emails, func(a *account) string { return directory.FoldEmail(a.login) }},
		{directory.ReasonLoginIsEmail, loginAddresses, func(a *account) string { return a.address }},
	}
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
