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

// test is one of those of U3, or U11's.
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
	tests := m.tests(b, l.hiddenAccounts)
	for n := range l.accounts {
		if m.of[n].user < 0 {
			m.choose(n, m.judge(n, &l.accounts[n], tests))
		}
	}
	return m
}

// matchByLink is U2: both sides in the order of cybozu.com's ids, which is nearly the
// one they have, walked through at once.
func (m *matches) matchByLink(b *base, l *listing) {
	linked := make([]int, 0, len(b.users))
	for i := range b.users {
		if b.users[i].Linked() {
			linked = append(linked, i)
		}
	}
	linked = ascending(linked, func(i *int) int64 { return int64(b.users[*i].CybozuID) })
	for n := range l.accounts {
		id := l.accounts[n].id
		for len(linked) > 0 && b.users[linked[0]].CybozuID < id {
			linked = linked[1:]
		}
		m.of[n].user = -1
		if len(linked) > 0 && b.users[linked[0]].CybozuID == id {
			m.choose(n, match{linked[0], directory.ReasonLinked})
		}
	}
}

// tests are those of U11 and U3 in their order, for users without a living link: by
// login name for those with a dead one, by all four for the local ones, never for those
// that are hidden (M5).
func (m *matches) tests(b *base, hidden map[directory.CybozuID]bool) []test {
	var dead, local []int
	for i := range b.users {
		switch {
		case m.holder[i] >= 0, hidden[b.users[i].CybozuID]:
		case b.users[i].Linked():
			dead = append(dead, i)
		default:
			local = append(local, i)
		}
	}
	index := func(users []int, text func(*directory.User) string) *index {
		x := newIndex(len(users))
		for _, i := range slices.Backward(users) {
			x.put(text(&b.users[i]), i)
		}
		return x
	}
	cleanLogin := func(u *directory.User) string { return Clean(u.LoginName) }
	logins := index(local, cleanLogin)
	emails := index(local, func(u *directory.User) string { return addressOf(u.Email) })
	loginAddresses := index(local, func(u *directory.User) string { return addressOf(u.LoginName) })

	login := func(a *account) string { return a.login }
	loginAddress := func(a *account) string { return directory.FoldEmail(a.login) }
	return []test{
		{directory.ReasonRecreated, index(dead, cleanLogin), login},
		{directory.ReasonLogin, logins, login},
		{directory.ReasonEmail, emails, (*account).address},
		{directory.ReasonEmailIsLogin, emails, loginAddress},
		{directory.ReasonLoginIsEmail, loginAddresses, (*account).address},
	}
}

// judge goes through the tests. The first user that fits is chosen; another local one
// is worth a warning.
func (m *matches) judge(n int, a *account, tests []test) match {
	found := match{-1, directory.ReasonNew}
	var seen []int
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

// sure is the number of accounts that are sure to change something: those without a
// link so far.
func (m *matches) sure() int {
	sure := 0
	for _, match := range m.of {
		if match.reason != directory.ReasonLinked {
			sure++
		}
	}
	return sure
}
