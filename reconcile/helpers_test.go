package reconcile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

type (
	department   = directory.Department
	user         = directory.User
	organization = cybozu.Organization
	account      = cybozu.User
	suspended    cybozu.User // an account that is 停止中; the others are not
	choices      = directory.Choices
)

const domain = "example.cybozu.com"

// usual is the 名前 of whom a test gives none, here and there; none is what only looks
// like one.
const (
	usual = "佐藤"
	none  = "\t"
)

// here is a directory of departments (below 最上位部署, unless told otherwise) and users.
func here(records ...any) *directory.Directory {
	d := &directory.Directory{
		Departments: []department{{ID: directory.RootID, Name: "最上位部署"}},
		Domain:      domain, NextDepartmentID: 100, NextUserID: 100,
	}
	for _, r := range records {
		switch r := r.(type) {
		case department:
			if r.ParentID == 0 {
				r.ParentID = directory.RootID
			}
			d.Departments = append(d.Departments, r)
		case user:
			if r.LoginName == "" {
				r.LoginName = fmt.Sprint("user", r.ID)
			}
			if r.Name == "" {
				r.Name = usual
			}
			d.Users = append(d.Users, r)
		}
	}
	return d
}

// there is a snapshot; where no account is given, somebody is in it whom no test looks at.
func there(records ...any) *cybozu.Snapshot {
	s := &cybozu.Snapshot{Host: domain}
	named := func(u cybozu.User) cybozu.User {
		if u.Name == "" {
			u.Name = usual
		}
		return u
	}
	for _, r := range records {
		switch r := r.(type) {
		case organization:
			s.Organizations = append(s.Organizations, r)
		case account:
			r.Valid = true
			s.Users = append(s.Users, named(r))
		case suspended:
			s.Users = append(s.Users, named(cybozu.User(r)))
		}
	}
	if s.Users == nil {
		s.Users = []account{{ID: 999, Code: "somebody", Name: usual, Valid: true}}
	}
	return s
}

// imported is the plan, which must be possible, and the directory after it, which must
// be sound; and once it is there, the same import must have nothing left to do (I9).
func imported(t *testing.T, d *directory.Directory, s *cybozu.Snapshot, c choices) (*directory.Plan, *directory.Directory) {
	t.Helper()
	if err := d.Validate(); err != nil {
		t.Fatalf("the test starts with an unsound directory: %v", err)
	}
	plan, problems := reconcile.Import(d, s, c)
	if problems != nil {
		t.Fatalf("unexpected %v", problems)
	}
	then := plan.ApplyTo(d)
	if err := then.Validate(); err != nil {
		t.Fatalf("the import leaves an unsound directory: %v", err)
	}
	again, problems := reconcile.Import(then, s, choices{})
	if problems != nil {
		t.Fatalf("a second import has problems: %v", problems)
	}
	if !again.Empty() || fmt.Sprint(again.Remembered) != fmt.Sprint(then.Remembered) {
		t.Fatalf("a second import would change something:\n%s", describe(again))
	}
	return plan, then
}

// refused are the problems, of which there must be some.
func refused(t *testing.T, d *directory.Directory, s *cybozu.Snapshot, c choices) directory.Problems {
	t.Helper()
	plan, problems := reconcile.Import(d, s, c)
	if plan != nil || len(problems) == 0 {
		t.Fatalf("no problem, but the plan\n%s", describe(plan))
	}
	return problems
}

// theProblem is the only problem there is.
func theProblem(t *testing.T, d *directory.Directory, s *cybozu.Snapshot, c choices, rule directory.Rule, kind directory.ProblemKind) directory.Problem {
	t.Helper()
	problems := refused(t, d, s, c)
	if len(problems) != 1 || problems[0].Rule != rule || problems[0].Kind != kind {
		t.Fatalf("got %v, want one problem of %s: %s", problems, rule, kind)
	}
	return problems[0]
}

// who names parties: h2 is department 2 here, c7 organization 7, in lower case; users in
// upper case.
func who(parties []directory.Party) string {
	names := make([]string, len(parties))
	for i, p := range parties {
		side, id := "h", p.ID
		if p.Side == directory.SideCybozu {
			side, id = "c", int64(p.CybozuID)
		}
		if p.Kind == directory.KindUser {
			side = strings.ToUpper(side)
		}
		names[i] = fmt.Sprint(side, id)
	}
	return strings.Join(names, " ")
}

func mend(t *testing.T, p directory.Problem, kind directory.MendKind, id directory.CybozuID) directory.Mend {
	t.Helper()
	for _, m := range p.Mends {
		if m.Kind == kind && m.CybozuID == id {
			return m
		}
	}
	t.Fatalf("no mend %s of %d among %+v", kind, id, p.Mends)
	return directory.Mend{}
}

func describe(p *directory.Plan) string {
	var b strings.Builder
	if p == nil {
		return "nil"
	}
	for _, c := range p.Departments {
		fmt.Fprintf(&b, "%s %s %s %v: %+v → %+v\n", c.Action, c.Rule, c.Reason, c.Also, c.Before, c.After)
	}
	for _, c := range p.Users {
		fmt.Fprintf(&b, "%s %s %s %v: %+v → %+v\n", c.Action, c.Rule, c.Reason, c.Also, c.Before, c.After)
	}
	fmt.Fprintf(&b, "warnings %+v\ndomain %q → %q %+v\nremembered %+v → %+v\n",
		p.Warnings, p.DomainBefore, p.Domain, p.DomainChange, p.RememberedBefore, p.Remembered)
	return b.String()
}

func departmentOf(t *testing.T, d *directory.Directory, id int64) department {
	t.Helper()
	i := slices.IndexFunc(d.Departments, func(d department) bool { return d.ID == id })
	if i < 0 {
		t.Fatalf("no department %d in %+v", id, d.Departments)
	}
	return d.Departments[i]
}

func departmentFor(t *testing.T, d *directory.Directory, id directory.CybozuID) department {
	t.Helper()
	i := slices.IndexFunc(d.Departments, func(d department) bool { return d.CybozuID == id })
	if i < 0 {
		t.Fatalf("no department linked to %d in %+v", id, d.Departments)
	}
	return d.Departments[i]
}

func hasDepartment(d *directory.Directory, id int64) bool {
	return slices.ContainsFunc(d.Departments, func(d department) bool { return d.ID == id })
}

func userOf(t *testing.T, d *directory.Directory, id int64) user {
	t.Helper()
	i := slices.IndexFunc(d.Users, func(u user) bool { return u.ID == id })
	if i < 0 {
		t.Fatalf("no user %d in %+v", id, d.Users)
	}
	return d.Users[i]
}

func userFor(t *testing.T, d *directory.Directory, id directory.CybozuID) user {
	t.Helper()
	i := slices.IndexFunc(d.Users, func(u user) bool { return u.CybozuID == id })
	if i < 0 {
		t.Fatalf("no user linked to %d in %+v", id, d.Users)
	}
	return d.Users[i]
}

func hasUser(d *directory.Directory, id int64) bool {
	return slices.ContainsFunc(d.Users, func(u user) bool { return u.ID == id })
}

func departmentChange(t *testing.T, p *directory.Plan, id int64) directory.Change[department] {
	t.Helper()
	i := slices.IndexFunc(p.Departments, func(c directory.Change[department]) bool { return c.ID() == id })
	if i < 0 {
		t.Fatalf("no change of department %d in\n%s", id, describe(p))
	}
	return p.Departments[i]
}

func userChange(t *testing.T, p *directory.Plan, id int64) directory.Change[user] {
	t.Helper()
	i := slices.IndexFunc(p.Users, func(c directory.Change[user]) bool { return c.ID() == id })
	if i < 0 {
		t.Fatalf("no change of user %d in\n%s", id, describe(p))
	}
	return p.Users[i]
}

// why is a change in short: action, rule, reason and further reasons.
func why[T department | user](c directory.Change[T]) string {
	words := []string{string(c.Action), string(c.Rule), string(c.Reason)}
	for _, r := range c.Also {
		words = append(words, "+"+string(r))
	}
	return strings.Join(words, " ")
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}
