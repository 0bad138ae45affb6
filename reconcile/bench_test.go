package reconcile_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"anpisync/app/versus"
	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// company is a cybozu.com with a department for ten users, in a tree ten wide.
func company(users int) *cybozu.Snapshot {
	s := &cybozu.Snapshot{Host: domain, Login: "user0@example.co.jp"}
	for i := range users / 10 {
		o := organization{ID: cybozu.ID(i + 1), Code: fmt.Sprintf("department-%05d", i), Name: fmt.Sprintf("第%d営業部", i)}
		if i >= 10 {
			o.ParentCode = fmt.Sprintf("department-%05d", i/10)
		}
		s.Organizations = append(s.Organizations, o)
	}
	for i := range users {
		u := account{ID: cybozu.ID(i + 1), Code: fmt.Sprintf("user%d@example.co.jp", i), Name: fmt.Sprintf("山田 太郎%d", i),
			SurNameReading: "やまだ", GivenNameReading: "たろう", Email: fmt.Sprintf("user%d@mail.example.co.jp", i),
			Phone: fmt.Sprintf("03-0000-%04d", i), Valid: i%20 != 0, Organizations: []cybozu.ID{cybozu.ID(i/10 + 1)}}
		if i%10 == 0 && i >= 100 {
			u.Organizations = []cybozu.ID{cybozu.ID(i/100 + 1), cybozu.ID(i/10 + 1)}
		}
		s.Users = append(s.Users, u)
	}
	return s
}

func mustImport(b *testing.B, d *directory.Directory, s *cybozu.Snapshot) *directory.Plan {
	plan, problems := reconcile.Import(d, s, choices{})
	if problems != nil {
		b.Fatal(problems)
	}
	return plan
}

// worked is the company after some months: one in ten was renamed or moved, one in
// fifty left, and as many came.
func worked(s *cybozu.Snapshot) *cybozu.Snapshot {
	then := *s
	then.Users = nil
	var came []account
	for i, u := range s.Users {
		switch {
		case i%50 == 49:
			u.ID += 1 << 40
			u.Code, u.Email = "new-"+u.Code, "new-"+u.Email
			came = append(came, u)
			continue
		case i%10 == 9:
			u.Name += "（旧姓）"
			u.Organizations = []cybozu.ID{1}
		}
		then.Users = append(then.Users, u)
	}
	then.Users = append(then.Users, came...)
	return &then
}

// withoutLinks is the directory as if all had been entered by hand.
func withoutLinks(d *directory.Directory) *directory.Directory {
	local := &directory.Directory{NextDepartmentID: d.NextDepartmentID, NextUserID: d.NextUserID}
	for _, dep := range d.Departments {
		dep.CybozuID = 0
		local.Departments = append(local.Departments, dep)
	}
	for _, u := range d.Users {
		u.CybozuID = 0
		local.Users = append(local.Users, u)
	}
	return local
}

// imports are the kinds of import that are measured, for a number of users.
func imports(b *testing.B, users int) map[string]func() {
	s := company(users)
	empty := here()
	empty.Domain, empty.NextDepartmentID, empty.NextUserID = "", 2, 1
	full := mustImport(b, empty, s).ApplyTo(empty)
	later, local := worked(s), withoutLinks(full)
	return map[string]func(){
		"first":     func() { mustImport(b, empty, s) },
		"unchanged": func() { mustImport(b, full, s) },
		"changed":   func() { mustImport(b, full, later) },
		"by-login":  func() { mustImport(b, local, s) },
	}
}

// BenchmarkImport reconciles 100,000 users in 10,000 departments, beside reading the same
// snapshot from JSON, and beside reconciling a tenth of it: "by-login", which finds every
// user in three indexes, leaves the processor's cache.
func BenchmarkImport(b *testing.B) {
	text, err := json.Marshal(company(100_000))
	if err != nil {
		b.Fatal(err)
	}
	large, small := imports(b, 100_000), imports(b, 10_000)
	for _, kind := range []string{"first", "unchanged", "changed", "by-login"} {
		b.Run(kind, func(b *testing.B) {
			versus.Run(b, "json.Unmarshal", large[kind], func() {
				if err := json.Unmarshal(text, new(cybozu.Snapshot)); err != nil {
					b.Fatal(err)
				}
			})
		})
		b.Run(kind+"-grown", func(b *testing.B) { versus.Run(b, "a tenth of it", large[kind], small[kind]) })
	}
}
