package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// outcome is the users' part of a Plan.
type outcome struct {
	changes  []directory.Change[directory.User]
	matched  int
	left     directory.Left // of it, what concerns users
	departed []departure
}

// departure is a user who is not imported and loses memberships (M3).
type departure struct {
	user int
	from []int64
}

func (u *users) outcome() *outcome {
	out := outcome{changes: make([]directory.Change[directory.User], 0, u.matches.sure())}
	var deletions []directory.Change[directory.User]
	var buf []int64
	var after directory.User
	for i := range u.base.users {
		before := &u.base.stored.Users[i]
		if u.fates[i] == isDeleted {
			reason := goneBecause(u.list.leftOutAccounts[before.CybozuID])
			c := directory.NewChange(before, nil, "U8", reason)
			if before.Held() {
				c.Also = []directory.Reason{directory.ReasonHoldOver}
			}
			if reason == directory.ReasonGone {
				c.Mend = directory.MendKeep
			}
			deletions = append(deletions, c)
			continue
		}
		buf = u.after(i, &after, buf)
		same := before.Equal(&after)
		out.tally(i, u.fates[i], same, before, &after)
		if !same {
			out.changes = append(out.changes, u.change(i, before, &after))
		}
	}
	u.create(&out)
	out.changes = slices.Insert(out.changes, 0, deletions...)
	out.left.ExcludedUsers = len(u.list.leftOutAccounts)
	return &out
}

func (out *outcome) tally(i int, fate userFate, same bool, before, after *directory.User) {
	gained, lost := directory.DiffMemberships(before.Departments, after.Departments)
	stay := len(after.Departments) - len(gained)
	users, memberships := &out.left.UnchangedUsers, &out.left.UnchangedMemberships
	if fate != isImported && fate != isHidden && fate != isHeld {
		users, memberships = &out.left.LocalUsers, &out.left.LocalMemberships
	}
	*memberships += stay
	if same {
		*users++
	}
	switch {
	case fate == isImported:
		out.matched++
	case len(lost) > 0:
		out.departed = append(out.departed, departure{i, lost})
	}
}

// cause is why a user changes.
type cause struct {
	rule   directory.Rule
	reason directory.Reason
}

// change keeps what after points to: a copy of it.
func (u *users) change(i int, before, after *directory.User) directory.Change[directory.User] {
	causes := u.causes(i, before, after)
	var also []directory.Reason
	for _, c := range causes[1:] {
		also = append(also, c.reason)
	}
	kept := *after
	c := directory.NewChange(before, &kept, causes[0].rule, causes[0].reason, also...)
	switch {
	case c.Reason == directory.ReasonHeld && !c.For(directory.ReasonExcluded):
		c.Mend = directory.MendKeep
	case c.For(directory.ReasonKept):
		c.Mend, c.Given = directory.MendKeep, true
	case c.For(directory.ReasonLoginAdopted):
		c.Mend, c.Given = directory.MendAdoptLogin, true
	case c.Action == directory.Link && c.Reason != directory.ReasonRecreated:
		c.Mend = directory.MendExclude
	}
	return c
}

// causes are all there are, the first of them the one that a person would name.
func (u *users) causes(i int, before, after *directory.User) []cause {
	var causes []cause
	add := func(rule directory.Rule, reason directory.Reason) {
		causes = append(causes, cause{rule, reason})
	}
	imported := u.fates[i] == isImported
	emailGiven := u.emails.emptied[i]
	if imported {
		n := u.matches.holder[i]
		add(ruleOf(u.matches.of[n].reason), u.matches.of[n].reason)
		emailGiven = u.emails.without[n]
	}
	if u.adopts[i] && before.LoginName != after.LoginName {
		add("U4", directory.ReasonLoginAdopted)
	}
	if u.fates[i] == isHeld && !before.Held() {
		add("U14", directory.ReasonHeld)
		if u.list.leftOutAccounts[before.CybozuID] {
			add("U13", directory.ReasonExcluded)
		}
	}
	if imported && before.Held() {
		add("U14", directory.ReasonReturned)
	}
	if u.fates[i] == isKept {
		add("U8", directory.ReasonKept)
	}
	if u.base.dropped && before.Linked() {
		add("I4", directory.ReasonOtherDomain)
	}
	if emailGiven && before.Email != "" {
		add("U10", directory.ReasonEmailGiven)
	}
	if !imported && len(after.Departments) < len(before.Departments) {
		add("M3", directory.ReasonDeparted)
	}
	return causes
}

func ruleOf(match directory.Reason) directory.Rule {
	switch match {
	case directory.ReasonLinked:
		return "U2"
	case directory.ReasonRecreated:
		return "U11"
	default:
		return "U3"
	}
}

// create makes a user of each account that matches none (U6), in ascending id.
func (u *users) create(out *outcome) {
	id := u.base.stored.NextUserID
	for n := range u.list.accounts {
		if u.matches.of[n].user >= 0 {
			continue
		}
		a := &u.list.accounts[n]
		user := directory.User{ID: id, LoginName: a.login, Departments: u.departments.imported(nil, a, nil)}
		u.write(&user, n)
		var also []directory.Reason
		if u.emails.without[n] {
			also = append(also, directory.ReasonEmailGiven)
		}
		c := directory.NewChange(nil, &user, "U6", directory.ReasonNew, also...)
		c.Mend = directory.MendExclude
		out.changes = append(out.changes, c)
		id++
	}
}
