package reconcile

import (
	"slices"
	"time"

	"anpisync/reconcile/directory"
)

// users is what becomes of the users (U1–U13).
type users struct {
	base        *base
	list        *listing
	departments *departments
	matches     *matches
	fates       []userFate   // parallel to base.users
	adopts      map[int]bool // positions of those who take the login name of cybozu.com (U4)
	emails      *sharing

	fixed map[string]bool // what fixedLogins gives, once it is asked for
}

// userFate is what becomes of a user here.
type userFate int

const (
	staysLocal userFate = iota
	isImported
	isDeleted // U8
	isKept    // U8 「残す」
	isHidden  // M5
	isHeld    // U14
)

// stays says whether somebody is here afterwards who is not imported.
func (f userFate) stays() bool { return f == staysLocal || f == isKept || f == isHidden || f == isHeld }

func placeUsers(b *base, l *listing, d *departments, given *answers) *users {
	u := &users{
		base: b, list: l, departments: d,
		matches: matchAccounts(b, l),
		fates:   make([]userFate, len(b.users)),
		adopts:  map[int]bool{},
	}
	for i := range b.users {
		here := &b.users[i]
		switch n := u.matches.holder[i]; {
		case n >= 0:
			u.fates[i] = isImported
			if adopted, ok := given.adopts[here.ID]; ok && adopted == l.accounts[n].id {
				u.adopts[i] = true
			}
		case u.list.hiddenAccounts[here.CybozuID]:
			u.fates[i] = isHidden
		case here.Linked() && given.keeps[here.ID]:
			u.fates[i] = isKept
		case here.Linked() && u.holds(here):
			u.fates[i] = isHeld
		case here.Linked():
			u.fates[i] = isDeleted
		}
	}
	u.emails = u.share(given.keepers)
	return u
}

// holds says whether somebody who is no longer at cybozu.com is held, for the first time or
// still (U14).
func (u *users) holds(here *directory.User) bool {
	o := u.base.stored.Options
	return o.HoldDays > 0 && (!here.Held() || u.list.read.At.Before(o.Goes(here)))
}

// isHeldThen says whether somebody here is held after the import.
func (u *users) isHeldThen(i int) bool {
	return u.fates[i] == isHeld || u.fates[i] == isHidden && u.base.users[i].Held()
}

// after makes after the user at position i after the import: one memory for all of them,
// since nearly all stay as they are. buf is for memberships, and given back for the next one.
func (u *users) after(i int, after *directory.User, buf []int64) []int64 {
	*after = u.base.users[i]
	if u.fates[i] != isImported {
		if u.fates[i] == isKept {
			after.CybozuID, after.HeldSince = 0, ""
		}
		if u.fates[i] == isHeld && !after.Held() {
			after.HeldSince = u.list.read.At.UTC().Format(time.RFC3339)
		}
		if u.emails.emptied[i] {
			after.Email = ""
		}
		after.Departments = u.departments.remaining(after.Departments)
		return buf
	}
	n := u.matches.holder[i]
	u.write(after, n)
	if u.adopts[i] {
		after.LoginName = u.list.accounts[n].login
	}
	earlier := after.Departments
	buf = u.departments.imported(buf[:0], &u.list.accounts[n], earlier)
	if !slices.Equal(buf, earlier) {
		after.Departments = slices.Clone(buf)
	}
	return buf
}

// write gives a user what an import owns (U7); login name, password, memo and order it
// does not.
func (u *users) write(user *directory.User, n int) {
	a := &u.list.accounts[n]
	u.list.write(user, a)
	if u.emails.without[n] {
		user.Email = ""
	}
	user.CybozuID, user.FormerLink, user.HeldSince = a.id, false, ""
}
