package reconcile

import (
	"strings"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// base is the directory that the rules start from: as stored, or, with the answer
// 「別の環境」, with its links dropped (I4).
type base struct {
	stored      *directory.Directory
	departments []directory.Department // ascending id, as are those of stored
	users       []directory.User
	remembered  directory.Remembered
	dropped     bool // the links were dropped
}

func startFrom(d *directory.Directory, question *directory.DomainChange) *base {
	d = inOrder(d)
	b := &base{stored: d, departments: d.Departments, users: d.Users, remembered: d.Remembered}
	if question == nil || answer(question) != directory.DomainOther {
		return b
	}
	b.dropped = true
	b.remembered = directory.Remembered{}
	b.departments = make([]directory.Department, len(d.Departments))
	for i, dep := range d.Departments {
		dep.FormerLink = dep.FormerLink || dep.Linked()
		dep.CybozuID = 0
		b.departments[i] = dep
	}
	b.users = make([]directory.User, len(d.Users))
	for i, u := range d.Users {
		u.FormerLink = u.FormerLink || u.Linked()
		u.CybozuID, u.HeldSince = 0, ""
		b.users[i] = u
	}
	return b
}

func inOrder(d *directory.Directory) *directory.Directory {
	sorted := *d
	sorted.Departments = ascending(d.Departments, func(d *directory.Department) int64 { return d.ID })
	sorted.Users = ascending(d.Users, func(u *directory.User) int64 { return u.ID })
	return &sorted
}

// askDomain is the question of I4, nil where the domain is the linked one or none is
// linked yet. Departments say nothing about it: ids are small numbers everywhere, and
// codes such as "sales" are too. So without a linked user 「別の環境」 is proposed, which
// deletes nothing and matches departments again by their codes.
func askDomain(d *directory.Directory, s *cybozu.Snapshot, given directory.DomainAnswer) *directory.DomainChange {
	from, to := strings.ToLower(d.Domain), string(s.Host)
	if from == "" || from == to {
		return nil
	}
	q := &directory.DomainChange{From: from, To: to, Answer: given, Proposed: directory.DomainOther}
	there := make(map[directory.CybozuID]*cybozu.User, len(s.Users))
	for i := range s.Users {
		there[directory.CybozuID(s.Users[i].ID)] = &s.Users[i]
	}
	for i := range d.Users {
		u := &d.Users[i]
		if !u.Linked() || u.Held() { // who has left says nothing
			continue
		}
		q.Linked++
		if counterpart := there[u.CybozuID]; counterpart != nil && samePerson(u, counterpart) {
			q.Found++
		}
	}
	if q.Linked > 0 && 2*q.Found >= q.Linked {
		q.Proposed = directory.DomainRenamed
	}
	return q
}

func samePerson(here *directory.User, there *cybozu.User) bool {
	address := addressOf(here.Email)
	return Clean(here.LoginName) == Clean(there.Code) || address != "" && address == addressOf(there.Email)
}

// addressOf is the form in which e-mail addresses are compared (U5, U12).
func addressOf(email string) string { return directory.FoldEmail(Clean(email)) }

func answer(q *directory.DomainChange) directory.DomainAnswer {
	if q.Answer == directory.DomainUnanswered {
		return q.Proposed
	}
	return q.Answer
}
