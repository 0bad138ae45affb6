package csvfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// office is a small directory:
//
//	最上位部署 ─ 営業部 (S, linked) ─ 海外営業部 (S1, linked)
//	         │                 └ 有志の会 (no code)
//	         └ 総務部 (G) ─ 庶務課 (G1)
func office() *directory.Directory {
	return &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Code: "S", Name: "営業部", SortOrder: 1, CybozuID: 102},
			{ID: 3, ParentID: 2, Code: "S1", Name: "海外営業部", SortOrder: 1, CybozuID: 103},
			{ID: 4, ParentID: 2, Name: "有志の会", SortOrder: 1},
			{ID: 5, ParentID: 1, Code: "G", Name: "総務部", SortOrder: 1},
			{ID: 6, ParentID: 5, Code: "G1", Name: "庶務課", SortOrder: 4},
		},
		Users: []directory.User{
			{ID: 1, LoginName: "sato", Name: "佐藤 昇", Reading: "さとう のぼる", Email: "sato@example.co.jp", Phone: "03-0000-0001", CybozuID: 201, Departments: []int64{2, 4}},
			{ID: 2, LoginName: "suzuki", Name: "鈴木", Email: "suzuki@example.co.jp", Phone: "+81-3-0000-0002", Memo: "一行目\n二行目", SortOrder: directory.OptionalInt{Value: 7, Valid: true}, Departments: []int64{5, 6}},
			{ID: 3, LoginName: "0012", Name: "𠮷田 ﾊﾅｺ"},
		},
		NextDepartmentID: 7, NextUserID: 4,
		Domain: "sub.cybozu.com",
	}
}

// write is a file of one kind.
func write(t testing.TB, d *directory.Directory, k csvfile.Kind, o csvfile.WriteOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := csvfile.Write(context.Background(), &b, d, k, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// plan is what a file that must have no errors makes of d.
func plan(t testing.TB, d *directory.Directory, file string, o csvfile.ReadOptions) *directory.Plan {
	t.Helper()
	edit, err := csvfile.Read(context.Background(), strings.NewReader(file), d, o)
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	p, err := edit.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.ApplyTo(d).Validate(); err != nil {
		t.Fatalf("the result is no directory: %v\n%s", err, file)
	}
	return p
}

// after is the directory once a file has been taken.
func after(t testing.TB, d *directory.Directory, file string, o csvfile.ReadOptions) *directory.Directory {
	t.Helper()
	return plan(t, d, file, o).ApplyTo(d)
}

// refused is what is wrong with a file, each as "line column kind value".
func refused(t testing.TB, d *directory.Directory, file string, o csvfile.ReadOptions) []string {
	t.Helper()
	_, err := csvfile.Read(context.Background(), strings.NewReader(file), d, o)
	var errs csvfile.Errors
	if !errors.As(err, &errs) {
		t.Fatalf("error %v", err)
	}
	said := []string{}
	for _, e := range errs {
		said = append(said, strings.TrimSpace(strings.ReplaceAll(fmt.Sprintf("%d %s %s %s", e.Line, e.Column, e.Kind, e.Value), "  ", " ")))
	}
	return said
}

func user(t testing.TB, d *directory.Directory, login string) directory.User {
	t.Helper()
	i := slices.IndexFunc(d.Users, func(u directory.User) bool { return u.LoginName == login })
	if i < 0 {
		t.Fatalf("no user %q", login)
	}
	return d.Users[i]
}

func department(t testing.TB, d *directory.Directory, name string) directory.Department {
	t.Helper()
	i := slices.IndexFunc(d.Departments, func(dep directory.Department) bool { return dep.Name == name })
	if i < 0 {
		t.Fatalf("no department %q", name)
	}
	return d.Departments[i]
}

// words are the changes of a plan, each as "action name".
func words(p *directory.Plan) []string {
	said := []string{}
	for _, c := range p.Departments {
		if c.After != nil {
			said = append(said, string(c.Action)+" "+c.After.Name)
		} else {
			said = append(said, string(c.Action)+" "+c.Before.Name)
		}
	}
	for _, c := range p.Users {
		if c.After != nil {
			said = append(said, string(c.Action)+" "+c.After.LoginName)
		} else {
			said = append(said, string(c.Action)+" "+c.Before.LoginName)
		}
	}
	return said
}
