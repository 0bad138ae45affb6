package planjson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"anpisync/app/message"
	"anpisync/app/planjson"
	"anpisync/reconcile/directory"
)

// The names of the form, as another program writes them down. Whoever changes one breaks
// that program.
type (
	object struct {
		Version  *int      `json:"version"`
		Outcome  *string   `json:"outcome"`
		Message  *string   `json:"message"`
		Applied  *bool     `json:"applied"`
		ImportID *int64    `json:"import_id"`
		Domain   *string   `json:"domain"`
		Counts   *counts   `json:"counts"`
		Guards   []guard   `json:"guards"`
		Problems []problem `json:"problems"`
		Changes  []change  `json:"changes"`
	}
	counts struct {
		Departments map[string]int `json:"departments"`
		Users       map[string]int `json:"users"`
		Memberships map[string]int `json:"memberships"`
	}
	guard struct {
		Kind    string  `json:"kind"`
		Count   int     `json:"count"`
		Of      int     `json:"of"`
		Held    int     `json:"held"`
		Message string  `json:"message"`
		Parties []party `json:"parties"`
	}
	problem struct {
		Rule    string  `json:"rule"`
		Kind    string  `json:"kind"`
		Subject string  `json:"subject"`
		Message string  `json:"message"`
		Parties []party `json:"parties"`
		Mends   []mend  `json:"mends"`
	}
	party struct {
		Side      string   `json:"side"`
		Kind      string   `json:"kind"`
		ID        *int64   `json:"id"`
		CybozuID  *int64   `json:"cybozu_id"`
		Code      string   `json:"code"`
		Name      string   `json:"name"`
		Email     string   `json:"email"`
		Suspended bool     `json:"suspended"`
		Path      []string `json:"path"`
	}
	mend struct {
		Kind     string `json:"kind"`
		Message  string `json:"message"`
		Record   string `json:"record"`
		UserID   *int64 `json:"user_id"`
		CybozuID *int64 `json:"cybozu_id"`
		Email    string `json:"email"`
		Name     string `json:"name"`
		Domain   string `json:"domain"`
		Proposed bool   `json:"proposed"`
	}
	change struct {
		Kind     string          `json:"kind"`
		ID       int64           `json:"id"`
		CybozuID *int64          `json:"cybozu_id"`
		Action   string          `json:"action"`
		Rule     string          `json:"rule"`
		Reasons  []string        `json:"reasons"`
		Before   json.RawMessage `json:"before"`
		After    json.RawMessage `json:"after"`
	}
	user struct {
		ID             int64   `json:"id"`
		LoginName      string  `json:"login_name"`
		Name           string  `json:"name"`
		Reading        string  `json:"reading"`
		Email          *string `json:"email"`
		Phone          string  `json:"phone"`
		MobilePhone    string  `json:"mobile_phone"`
		EmployeeNumber string  `json:"employee_number"`
		Departments    []int64 `json:"departments"`
		Memo           string  `json:"memo"`
		SortOrder      *int64  `json:"sort_order"`
		Suspended      bool    `json:"suspended"`
		CybozuID       *int64  `json:"cybozu_id"`
		FormerLink     bool    `json:"former_link"`
		HeldSince      *string `json:"held_since"`
	}
	department struct {
		ID         int64   `json:"id"`
		ParentID   *int64  `json:"parent_id"`
		Code       *string `json:"code"`
		Name       string  `json:"name"`
		SortOrder  int64   `json:"sort_order"`
		CybozuID   *int64  `json:"cybozu_id"`
		FormerLink bool    `json:"former_link"`
	}
)

// read reads strictly: no name is there that is not known, and none is missing.
func read[T any](t *testing.T, text []byte) (value T) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var names map[string]json.RawMessage
	if err := json.Unmarshal(text, &names); err != nil {
		t.Fatal(err)
	}
	for f := range reflect.TypeFor[T]().Fields() {
		if _, ok := names[f.Tag.Get("json")]; !ok {
			t.Fatalf("%q is missing in %s", f.Tag.Get("json"), text)
		}
	}
	return value
}

func or[T any](p *T) (value T) {
	if p != nil {
		value = *p
	}
	return value
}

func (u user) back() *directory.User {
	back := &directory.User{
		ID: u.ID, LoginName: u.LoginName, Name: u.Name, Reading: u.Reading, Email: or(u.Email), Phone: u.Phone,
		MobilePhone: u.MobilePhone, EmployeeNumber: u.EmployeeNumber, Memo: u.Memo, Suspended: u.Suspended,
		CybozuID: directory.CybozuID(or(u.CybozuID)), FormerLink: u.FormerLink, HeldSince: or(u.HeldSince), Departments: u.Departments,
	}
	if u.SortOrder != nil {
		back.SortOrder = directory.OptionalInt{Value: *u.SortOrder, Valid: true}
	}
	return back
}

func (d department) back() *directory.Department {
	return &directory.Department{
		ID: d.ID, ParentID: or(d.ParentID), Code: or(d.Code), Name: d.Name, SortOrder: d.SortOrder,
		CybozuID: directory.CybozuID(or(d.CybozuID)), FormerLink: d.FormerLink,
	}
}

// back is the change that was told, as far as it is.
func back[T directory.Department | directory.User, U interface{ back() *T }](t *testing.T, c change) directory.Change[T] {
	t.Helper()
	record := func(text json.RawMessage) *T {
		if string(text) == "null" {
			return nil
		}
		return read[U](t, text).back()
	}
	made := directory.Change[T]{Action: directory.Action(c.Action), Rule: directory.Rule(c.Rule), Before: record(c.Before), After: record(c.After)}
	for i, r := range c.Reasons {
		if i == 0 {
			made.Reason = directory.Reason(r)
		} else {
			made.Also = append(made.Also, directory.Reason(r))
		}
	}
	if c.ID != made.ID() || or(c.CybozuID) != int64(made.CybozuID()) {
		t.Errorf("the change of %d (%d at cybozu.com) is told as one of %d (%d)", made.ID(), made.CybozuID(), c.ID, or(c.CybozuID))
	}
	return made
}

// What a text may hold that a format could stumble over.
var texts = []string{"", "佐藤 花子", `"引用" \ と/`, "<b>&amp;</b>", "葛󠄀城\u2028", "髙橋\u202e", "😀", "1e3", "null"}

// chance makes random plans. Every field of a record is drawn, so that none is left out
// that is added later.
type chance struct{ *rand.Rand }

func (r chance) text() string { return texts[r.IntN(len(texts))] }

func one[T any](r chance, of []T) T { return of[r.IntN(len(of))] }

func record[T directory.Department | directory.User](r chance, fields []directory.Field[T]) *T {
	made := new(T)
	for i := range fields {
		switch v := fields[i].Of(made).(type) {
		case *string:
			*v = r.text()
		case *bool:
			*v = r.IntN(2) == 0
		case *int64:
			*v = one(r, []int64{0, 1, r.Int64()})
		case *directory.OptionalInt:
			if v.Valid = r.IntN(2) == 0; v.Valid {
				v.Value = r.Int64() - r.Int64()
			}
		case *[]int64:
			*v = []int64{}
			for range r.IntN(4) {
				*v = append(*v, r.Int64())
			}
		default:
			panic(fields[i].Name)
		}
	}
	switch made := any(made).(type) {
	case *directory.Department:
		made.ID = r.Int64()
	case *directory.User:
		made.ID = r.Int64()
	}
	return made
}

func changes[T directory.Department | directory.User](r chance, fields []directory.Field[T]) (made []directory.Change[T]) {
	for range r.IntN(6) {
		before, after := record(r, fields), record(r, fields)
		switch b := any(before).(type) {
		case *directory.Department:
			any(after).(*directory.Department).ID = b.ID
		case *directory.User:
			any(after).(*directory.User).ID = b.ID
		}
		switch r.IntN(3) {
		case 0:
			before = nil
		case 1:
			after = nil
		}
		c := directory.NewChange(before, after, one(r, []directory.Rule{"D3", "U7", ""}), one(r, []directory.Reason{directory.ReasonNew, directory.ReasonGone, ""}))
		if r.IntN(2) == 0 {
			c.Also = []directory.Reason{directory.ReasonLoginAdopted, directory.ReasonEmailGiven}
		}
		made = append(made, c)
	}
	return made
}

func (r chance) parties() (ps []directory.Party) {
	for range r.IntN(3) {
		ps = append(ps, directory.Party{
			Side: one(r, []directory.Side{directory.SideHere, directory.SideCybozu}), Kind: one(r, []directory.RecordKind{directory.KindUser, directory.KindDepartment}),
			ID: int64(r.IntN(3)), CybozuID: directory.CybozuID(r.IntN(3)), Code: r.text(), Name: r.text(), Email: r.text(),
			Suspended: r.IntN(2) == 0, Path: []string{r.text(), r.text()}[:r.IntN(3)],
		})
	}
	return ps
}

func (r chance) guards() (gs []directory.Guard) {
	for range r.IntN(3) {
		gs = append(gs, directory.Guard{
			Kind:  one(r, []directory.GuardKind{directory.GuardUsers, directory.GuardMemberships, directory.GuardRecreated, directory.GuardDomain}),
			Count: r.IntN(100), Of: 100, Held: r.IntN(3), Read: true, Parties: r.parties(),
		})
	}
	return gs
}

func (r chance) problems() (ps directory.Problems) {
	for range r.IntN(3) {
		p := directory.Problem{Rule: "U10", Kind: one(r, message.ProblemKinds()), Subject: r.text(), Parties: r.parties()}
		for range r.IntN(3) {
			p.Mends = append(p.Mends, directory.Mend{
				Kind:   one(r, []directory.MendKind{directory.MendRebuild, directory.MendKeeper, directory.MendAdoptLogin, directory.MendDomain}),
				Record: one(r, []directory.RecordKind{"", directory.KindUser}), UserID: int64(r.IntN(3)), CybozuID: directory.CybozuID(r.IntN(3)),
				Email: r.text(), Name: r.text(), Domain: one(r, []directory.DomainAnswer{"", directory.DomainOther}), Proposed: r.IntN(2) == 0,
			})
		}
		ps = append(ps, p)
	}
	return ps
}

func (r chance) plan() *directory.Plan {
	return &directory.Plan{
		Departments: changes(r, directory.DepartmentFields), Users: changes(r, directory.UserFields),
		Left: directory.Left{
			UnchangedDepartments: r.IntN(99), UnchangedUsers: r.IntN(99), UnchangedMemberships: r.IntN(99), LocalDepartments: r.IntN(99),
			LocalUsers: r.IntN(99), LocalMemberships: r.IntN(99), ExcludedDepartments: r.IntN(99), ExcludedUsers: r.IntN(99),
		},
	}
}

func TestJSON_WhatIsReadIsThePlan(t *testing.T) {
	for seed := range uint64(1000) {
		r := chance{rand.New(rand.NewPCG(seed, 23))}
		plan, guards, problems := r.plan(), r.guards(), directory.Problems(nil)
		if r.IntN(3) == 0 {
			plan, problems = nil, r.problems()
		}
		end := planjson.Ending{Outcome: directory.OutcomeStopped, Message: r.text(), Applied: r.IntN(2) == 0, ImportID: int64(r.IntN(2)), Domain: r.text()}
		var out bytes.Buffer
		if err := planjson.Of(plan, guards, problems, end).Write(&out); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(out.Bytes(), []byte("\n")); n != 1 || !strings.HasSuffix(out.String(), "}\n") {
			t.Fatalf("%d lines: %s", n, out.String())
		}
		told := read[object](t, out.Bytes())
		if or(told.Version) != 1 || or(told.Outcome) != "stopped" || or(told.Message) != end.Message || or(told.Applied) != end.Applied ||
			or(told.ImportID) != end.ImportID || or(told.Domain) != end.Domain {
			t.Fatalf("it ended with %+v, told is %s", end, out.String())
		}
		compare(t, seed, told, plan, guards, problems)
		if t.Failed() {
			t.Fatal(out.String())
		}
	}
}

func compare(t *testing.T, seed uint64, told object, plan *directory.Plan, guards []directory.Guard, problems directory.Problems) {
	t.Helper()
	same := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d: %s\n%+v\nwant\n%+v", seed, what, got, want)
		}
	}
	same("guards", backAll(told.Guards, guard.back), orEmpty(guards))
	same("problems", backAll(told.Problems, problem.back), orEmpty(problems))
	if plan == nil {
		if told.Counts != nil || len(told.Changes) > 0 {
			t.Errorf("%d: there is no plan, and it is told", seed)
		}
		return
	}
	var departments []directory.Change[directory.Department]
	var users []directory.Change[directory.User]
	for _, c := range told.Changes {
		if c.Kind == string(directory.KindDepartment) {
			departments = append(departments, back[directory.Department, department](t, c))
		} else {
			users = append(users, back[directory.User, user](t, c))
		}
	}
	same("departments", departments, plan.Departments)
	public := slices.Clone(plan.Users)
	for i := range public { // a secret is not told
		public[i].Before, public[i].After = withoutPassword(public[i].Before), withoutPassword(public[i].After)
	}
	same("users", users, public)
	tally := func(t directory.Tally, unchanged, local, excluded int) map[string]int {
		return map[string]int{"created": t.Created, "updated": t.Updated, "linked": t.Linked, "unlinked": t.Unlinked, "deleted": t.Deleted,
			"unchanged": unchanged, "local": local, "excluded": excluded}
	}
	added, removed := directory.MembershipTally(plan.Users)
	same("counts", *told.Counts, counts{
		Departments: tally(directory.Count(plan.Departments), plan.Left.UnchangedDepartments, plan.Left.LocalDepartments, plan.Left.ExcludedDepartments),
		Users:       tally(directory.Count(plan.Users), plan.Left.UnchangedUsers, plan.Left.LocalUsers, plan.Left.ExcludedUsers),
		Memberships: map[string]int{"added": added, "removed": removed, "unchanged": plan.Left.UnchangedMemberships, "local": plan.Left.LocalMemberships},
	})
}

func withoutPassword(u *directory.User) *directory.User {
	if u == nil {
		return nil
	}
	public := *u
	public.PasswordHash = ""
	return &public
}

func orEmpty[T any](all []T) []T { return append([]T{}, all...) }

func backAll[T, U any](all []T, back func(T) U) []U {
	made := []U{}
	for _, one := range all {
		made = append(made, back(one))
	}
	return made
}

func (g guard) back() directory.Guard {
	back := directory.Guard{Kind: directory.GuardKind(g.Kind), Count: g.Count, Of: g.Of, Held: g.Held, Read: true, Parties: partiesBack(g.Parties)}
	if want := message.Guard(back).Headline; g.Message != want {
		panic(fmt.Sprintf("the guard says %q, want %q", g.Message, want))
	}
	return back
}

func (p problem) back() directory.Problem {
	back := directory.Problem{Rule: directory.Rule(p.Rule), Kind: directory.ProblemKind(p.Kind), Subject: p.Subject, Parties: partiesBack(p.Parties)}
	for _, m := range p.Mends {
		back.Mends = append(back.Mends, directory.Mend{
			Kind: directory.MendKind(m.Kind), Record: directory.RecordKind(m.Record), UserID: or(m.UserID), CybozuID: directory.CybozuID(or(m.CybozuID)),
			Email: m.Email, Name: m.Name, Domain: directory.DomainAnswer(m.Domain), Proposed: m.Proposed,
		})
	}
	return back
}

func partiesBack(ps []party) (back []directory.Party) {
	for _, p := range ps {
		path := p.Path
		back = append(back, directory.Party{
			Side: directory.Side(p.Side), Kind: directory.RecordKind(p.Kind), ID: or(p.ID), CybozuID: directory.CybozuID(or(p.CybozuID)),
			Code: p.Code, Name: p.Name, Email: p.Email, Suspended: p.Suspended, Path: path,
		})
	}
	return back
}

// The record of a user has each column, and no secret.
func TestJSON_NoSecretIsInIt(t *testing.T) {
	u := &directory.User{ID: 7, PasswordHash: "$2a$hash"}
	plan := &directory.Plan{Users: []directory.Change[directory.User]{directory.NewChange(nil, u, "U6", directory.ReasonNew)}}
	var out bytes.Buffer
	if err := planjson.Of(plan, nil, nil, planjson.Ending{}).Write(&out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "hash") {
		t.Errorf("told is %s", out.String())
	}
}

// Another program tells "none" from 0 and from "" by null.
func TestWhatIsNotThereIsNull(t *testing.T) {
	plan := &directory.Plan{
		Departments: []directory.Change[directory.Department]{
			directory.NewChange(nil, &directory.Department{ID: 1, Name: "最上位部署"}, "D3", directory.ReasonNew),
			directory.NewChange(nil, &directory.Department{ID: 2, ParentID: 1, Code: "a", Name: "総務部", CybozuID: 20}, "D3", directory.ReasonNew),
		},
		Users: []directory.Change[directory.User]{
			directory.NewChange(nil, &directory.User{ID: 3, LoginName: "sato", Name: "佐藤 <&>"}, "U6", directory.ReasonNew),
			directory.NewChange(nil, &directory.User{
				ID: 4, LoginName: "kato", Email: "kato@example.co.jp", CybozuID: 40, Departments: []int64{2},
				SortOrder: directory.OptionalInt{Valid: true}, HeldSince: "2026-10-01T00:00:00Z",
			}, "U6", directory.ReasonNew),
		},
	}
	problems := directory.Problems{{Parties: []directory.Party{{}, {ID: 5, CybozuID: 50}}, Mends: []directory.Mend{{Kind: directory.MendExclude}, {Kind: directory.MendExclude, UserID: 6, CybozuID: 60}}}}
	var out bytes.Buffer
	if err := planjson.Of(plan, nil, problems, planjson.Ending{}).Write(&out); err != nil {
		t.Fatal(err)
	}
	var told struct {
		ImportID any `json:"import_id"`
		Problems []struct{ Parties, Mends []map[string]any }
		Changes  []struct {
			ID       int64 `json:"id"`
			CybozuID any   `json:"cybozu_id"`
			Before   any
			After    map[string]any
		}
	}
	if err := json.Unmarshal(out.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	c, p := told.Changes, told.Problems[0]
	for what, pair := range map[string][2]any{
		"no import":                   {told.ImportID, nil},
		"the top's parent":            {c[0].After["parent_id"], nil},
		"the top's code":              {c[0].After["code"], nil},
		"the top's link":              {c[0].After["cybozu_id"], nil},
		"the top's link, as a change": {c[0].CybozuID, nil},
		"a parent":                    {c[1].After["parent_id"], 1.0},
		"a code":                      {c[1].After["code"], "a"},
		"a link":                      {c[1].After["cybozu_id"], 20.0},
		"a link, as a change":         {c[1].CybozuID, 20.0},
		"no email":                    {c[2].After["email"], nil},
		"no order":                    {c[2].After["sort_order"], nil},
		"no memo":                     {c[2].After["memo"], ""},
		"not held":                    {c[2].After["held_since"], nil},
		"no departments":              {fmt.Sprint(c[2].After["departments"]), "[]"},
		"an email":                    {c[3].After["email"], "kato@example.co.jp"},
		"an order of 0":               {c[3].After["sort_order"], 0.0},
		"held":                        {c[3].After["held_since"], "2026-10-01T00:00:00Z"},
		"departments":                 {fmt.Sprint(c[3].After["departments"]), "[2]"},
		"nobody before":               {c[2].Before, nil},
		"a party of nobody":           {p.Parties[0]["id"], nil},
		"a party of no link":          {p.Parties[0]["cybozu_id"], nil},
		"a party":                     {p.Parties[1]["id"], 5.0},
		"a party's link":              {p.Parties[1]["cybozu_id"], 50.0},
		"a mend of nobody":            {p.Mends[0]["user_id"], nil},
		"a mend":                      {p.Mends[1]["user_id"], 6.0},
		"a mend's link":               {p.Mends[1]["cybozu_id"], 60.0},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %v, want %v", what, pair[0], pair[1])
		}
	}
	if !strings.Contains(out.String(), `"佐藤 <&>"`) {
		t.Errorf("a name does not stand as it is in %s", out.String())
	}
}
