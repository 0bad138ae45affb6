// Package planjson is the form in which an import is told to other programs: one JSON
// object with what was planned, what keeps it from being applied, and how it ended.
//
// Its names are promised: a later version of the program may add some, and takes none away
// or gives it another meaning without another [Version]. What the fields mean is told in
// package app, where an example is.
//
// It is not for storing anything, nor for reading it again: nothing of it comes back into
// the program. No secret is in it.
package planjson

import (
	"encoding/json"
	"io"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Version is that of the form.
const Version = 1

// Object is the whole of it.
type Object struct {
	Version  int               `json:"version"`
	Outcome  directory.Outcome `json:"outcome"`   // how it ended; of a dry run, how it would
	Message  string            `json:"message"`   // why it did not end well, in Japanese; "": it did
	Applied  bool              `json:"applied"`   // something was written, or there was nothing to write
	ImportID *int64            `json:"import_id"` // its line in the history; null: it left none that says what changed
	Domain   string            `json:"domain"`    // the cybozu.com that was read; "": it did not get so far

	Counts   *Counts   `json:"counts"` // null: nothing could be planned
	Guards   []Guard   `json:"guards"`
	Problems []Problem `json:"problems"`
	Changes  []Change  `json:"changes"`
}

// Counts say how many records and memberships something happens to.
type Counts struct {
	Departments Tally       `json:"departments"`
	Users       Tally       `json:"users"`
	Memberships Memberships `json:"memberships"`
}

// Tally counts the records of one kind.
type Tally struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Linked    int `json:"linked"`
	Unlinked  int `json:"unlinked"`
	Deleted   int `json:"deleted"`
	Unchanged int `json:"unchanged"` // linked, and the same
	Local     int `json:"local"`     // not concerned
	Excluded  int `json:"excluded"`  // at cybozu.com, and left out
}

// Memberships counts those of users in departments.
type Memberships struct {
	Added     int `json:"added"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	Local     int `json:"local"`
}

// Guard is something that a person must confirm.
type Guard struct {
	Kind    directory.GuardKind `json:"kind"`
	Count   int                 `json:"count"`
	Of      int                 `json:"of"`   // how many there were before
	Held    int                 `json:"held"` // of the count, who is held for a while
	Message string              `json:"message"`
	Parties []Party             `json:"parties"`
}

// Problem is one reason why nothing can be planned.
type Problem struct {
	Rule    directory.Rule        `json:"rule"`
	Kind    directory.ProblemKind `json:"kind"`
	Subject string                `json:"subject"` // the address, code or login name in question
	Message string                `json:"message"`
	Parties []Party               `json:"parties"`
	Mends   []Mend                `json:"mends"`
}

// Party is a record that a guard or a problem is about.
type Party struct {
	Side      directory.Side       `json:"side"`
	Kind      directory.RecordKind `json:"kind"`
	ID        *int64               `json:"id"` // ours; null at the side of cybozu.com
	CybozuID  *int64               `json:"cybozu_id"`
	Code      string               `json:"code"` // login name or department code
	Name      string               `json:"name"`
	Email     string               `json:"email"`
	Suspended bool                 `json:"suspended"`
	Path      []string             `json:"path"` // names from the top to its parent, or a user's departments
}

// Mend is one way out of a problem.
type Mend struct {
	Kind     directory.MendKind     `json:"kind"`
	Message  string                 `json:"message"` // what its button says
	Record   directory.RecordKind   `json:"record"`
	UserID   *int64                 `json:"user_id"`
	CybozuID *int64                 `json:"cybozu_id"`
	Email    string                 `json:"email"`
	Name     string                 `json:"name"`
	Domain   directory.DomainAnswer `json:"domain"`
	Proposed bool                   `json:"proposed"`
}

// Change is what happens to one record.
type Change struct {
	Kind     directory.RecordKind `json:"kind"`
	ID       int64                `json:"id"`        // ours; of a new record, the one that it gets
	CybozuID *int64               `json:"cybozu_id"` // of its counterpart afterwards, or else before; null: it has none
	Action   directory.Action     `json:"action"`
	Rule     directory.Rule       `json:"rule"`
	Reasons  []directory.Reason   `json:"reasons"`
	Before   Record               `json:"before"` // null: it is new
	After    Record               `json:"after"`  // null: it is deleted
}

// Record is a department or a user by the columns of directory.db; the departments of a
// user are a list of ids.
type Record map[string]any

// Ending is how an import ended, beside what it had planned.
type Ending struct {
	Outcome  directory.Outcome
	Message  string
	Applied  bool
	ImportID int64 // 0: none
	Domain   string
}

// Of puts a plan and what keeps it from being applied into the form; without a plan there
// may be problems.
func Of(plan *directory.Plan, guards []directory.Guard, problems directory.Problems, end Ending) Object {
	o := Object{
		Version: Version, Outcome: end.Outcome, Message: end.Message, Applied: end.Applied,
		ImportID: orNull(end.ImportID), Domain: end.Domain,
		Guards: []Guard{}, Problems: []Problem{}, Changes: []Change{},
	}
	for _, g := range guards {
		o.Guards = append(o.Guards, guardOf(g))
	}
	for _, p := range problems {
		o.Problems = append(o.Problems, problemOf(p))
	}
	if plan == nil {
		return o
	}
	o.Counts = countsOf(plan)
	for _, c := range plan.Departments {
		o.Changes = append(o.Changes, changeOf(c, directory.KindDepartment, directory.DepartmentFields))
	}
	for _, c := range plan.Users {
		o.Changes = append(o.Changes, changeOf(c, directory.KindUser, directory.UserFields))
	}
	return o
}

// Write writes the object on one line.
func (o Object) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(o)
}

func countsOf(p *directory.Plan) *Counts {
	tally := func(t directory.Tally, unchanged, local, excluded int) Tally {
		return Tally{t.Created, t.Updated, t.Linked, t.Unlinked, t.Deleted, unchanged, local, excluded}
	}
	added, removed := directory.MembershipTally(p.Users)
	return &Counts{
		Departments: tally(directory.Count(p.Departments), p.Left.UnchangedDepartments, p.Left.LocalDepartments, p.Left.ExcludedDepartments),
		Users:       tally(directory.Count(p.Users), p.Left.UnchangedUsers, p.Left.LocalUsers, p.Left.ExcludedUsers),
		Memberships: Memberships{added, removed, p.Left.UnchangedMemberships, p.Left.LocalMemberships},
	}
}

func guardOf(g directory.Guard) Guard {
	return Guard{
		Kind: g.Kind, Count: g.Count, Of: g.Of, Held: g.Held,
		Message: message.Guard(g).Headline, Parties: partiesOf(g.Parties),
	}
}

func problemOf(p directory.Problem) Problem {
	mends := []Mend{}
	for _, m := range p.Mends {
		mends = append(mends, Mend{
			Kind: m.Kind, Message: message.Mend(m, p.Parties), Record: m.Record, UserID: orNull(m.UserID), CybozuID: orNull(int64(m.CybozuID)),
			Email: m.Email, Name: m.Name, Domain: m.Domain, Proposed: m.Proposed,
		})
	}
	return Problem{
		Rule: p.Rule, Kind: p.Kind, Subject: p.Subject,
		Message: message.Problem(p).Headline, Parties: partiesOf(p.Parties), Mends: mends,
	}
}

func partiesOf(ps []directory.Party) []Party {
	parties := []Party{}
	for _, p := range ps {
		parties = append(parties, Party{
			Side: p.Side, Kind: p.Kind, ID: orNull(p.ID), CybozuID: orNull(int64(p.CybozuID)), Code: p.Code,
			Name: p.Name, Email: p.Email, Suspended: p.Suspended, Path: append([]string{}, p.Path...),
		})
	}
	return parties
}

func changeOf[T directory.Department | directory.User](c directory.Change[T], kind directory.RecordKind, fields []directory.Field[T]) Change {
	return Change{
		Kind: kind, ID: c.ID(), CybozuID: orNull(int64(c.CybozuID())), Action: c.Action, Rule: c.Rule,
		Reasons: append([]directory.Reason{c.Reason}, c.Also...),
		Before:  recordOf(c.Before, fields), After: recordOf(c.After, fields),
	}
}

func recordOf[T directory.Department | directory.User](record *T, fields []directory.Field[T]) Record {
	if record == nil {
		return nil
	}
	r := Record{"id": directory.Change[T]{Before: record}.ID()}
	for i := range fields {
		if f := &fields[i]; !f.Secret {
			r[f.Name] = valueOf(f, record)
		}
	}
	return r
}

// valueOf is a field as the database has it, but that a truth is no number.
func valueOf[T directory.Department | directory.User](f *directory.Field[T], record *T) any {
	if f.Null && f.Empty(record) {
		return nil
	}
	switch v := f.Of(record).(type) {
	case *string:
		return *v
	case *bool:
		return *v
	case *int64:
		return *v
	case *[]int64:
		return append([]int64{}, *v...)
	case *directory.OptionalInt:
		if !v.Valid {
			return nil
		}
		return v.Value
	}
	panic("a field of an unknown type: " + f.Name)
}

func orNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
