package app_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// hide hides some of a company from those who are no administrators: organizations with
// all that is below them, but the first, and users, but not who asks.
func hide(random *rand.Rand, percent int) func(*cybozutest.Data) {
	return func(d *cybozutest.Data) {
		for i := range d.Organizations {
			o := &d.Organizations[i]
			up := d.Organization(o.ParentCode)
			o.Hidden = i > 0 && random.IntN(100) < percent || up != nil && up.Hidden
		}
		for i := range d.Users {
			d.Users[i].Hidden = random.IntN(100) < percent && d.Users[i].Code != cybozutest.Login
		}
	}
}

// seen is what is left of the data for who may not see the rest.
func seen(d cybozutest.Data) cybozutest.Data {
	hidden := map[int64]bool{}
	for _, o := range d.Organizations {
		hidden[o.ID] = o.Hidden
	}
	d.Organizations = slices.DeleteFunc(d.Organizations, func(o cybozutest.Organization) bool { return o.Hidden })
	d.Users = slices.DeleteFunc(d.Users, func(u cybozutest.User) bool { return u.Hidden })
	for i := range d.Users {
		d.Users[i].Memberships = slices.DeleteFunc(d.Users[i].Memberships, func(m cybozutest.Membership) bool { return hidden[m.Organization] })
	}
	return d
}

// nothingMore imports once more, which must change nothing.
func (of *office) nothingMore() {
	of.t.Helper()
	if p := of.propose(); !p.Plan.Empty() || len(p.Guards) > 0 {
		of.t.Errorf("a second import: %v, guards %v", message.Plan(p.Plan, p.Directory), p.Guards)
	}
}

func TestM5_WhoSeesHalfOfTheCompanyImportsThatHalf(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			company := branch()
			company.Update(hide(rand.New(rand.NewPCG(seed, 1)), 15+int(seed)*10))
			of := newOffice(t, company, cybozutest.Options{Accounts: colleague})
			p := of.propose()
			if p.Plan.Read.HiddenUsers == 0 || !strings.Contains(message.Hidden(p.Plan), "が見えません") {
				t.Errorf("%+v: the preview says %q", p.Plan.Read, message.Hidden(p.Plan))
			}
			if _, err := of.Apply(context.Background(), p, confirmAll(p)); err != nil {
				t.Fatal(err)
			}
			if got, want := recordsOf(of.stored()), recordsAt(seen(company.Data())); !slices.Equal(got, want) {
				t.Errorf("imported\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			of.nothingMore()
		})
	}
}

// An administrator has imported all before; then somebody does who sees a part of it. What
// is named to them and not shown is not gone.
func TestM5_WhatBecomesHiddenIsNotDeleted(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			of := branchOffice(t, cybozutest.Options{Accounts: colleague}, 0)
			of.company.Update(func(d *cybozutest.Data) { *d = branch().Data() })
			of.company.Update(hide(rand.New(rand.NewPCG(seed, 2)), 5+int(seed)*7))
			before := of.stored()
			of.runImport()
			after := of.stored()
			data := of.company.Data()
			shown := seen(of.company.Data())
			stays := map[directory.CybozuID]bool{} // organizations, shown or named
			for _, o := range shown.Organizations {
				stays[directory.CybozuID(o.ID)] = true
			}
			for _, u := range data.Users {
				for _, m := range u.Memberships {
					if !u.Hidden {
						stays[directory.CybozuID(m.Organization)] = true
					}
				}
			}
			lost := map[int64]bool{}
			for _, was := range before.Departments {
				i := slices.IndexFunc(after.Departments, func(d directory.Department) bool { return d.ID == was.ID })
				switch {
				case !was.Linked():
				case i < 0:
					lost[was.ID] = true
					if stays[was.CybozuID] {
						t.Errorf("%s, which a member names, is deleted", was.Name)
					}
				case stays[was.CybozuID] && after.Departments[i] != was && after.Departments[i].ParentID == was.ParentID:
					t.Errorf("%+v has become %+v", was, after.Departments[i])
				}
			}
			for _, was := range before.Users {
				in := data.User(was.LoginName)
				named := slices.ContainsFunc(in.Memberships, func(m cybozutest.Membership) bool {
					return slices.ContainsFunc(shown.Organizations, func(o cybozutest.Organization) bool { return o.ID == m.Organization })
				})
				if in.Hidden && !named {
					continue // gone, for all that this account is told
				}
				want := was
				want.Departments = slices.DeleteFunc(slices.Clone(was.Departments), func(id int64) bool { return lost[id] })
				i := slices.IndexFunc(after.Users, func(u directory.User) bool { return u.ID == was.ID })
				if i < 0 || !after.Users[i].Equal(&want) {
					t.Errorf("%s (hidden: %v) is not as before", was.LoginName, in.Hidden)
				}
			}
			of.nothingMore()
		})
	}
}

func TestM5_AnImportWithoutAPersonTellsWhatIsHidden(t *testing.T) {
	company := cybozutest.Manual()
	of := newOffice(t, company, cybozutest.Options{Accounts: colleague})
	company.Update(func(d *cybozutest.Data) { d.User("userA").Hidden = true })
	of.runImport()
	of.save(credentials.Secret{Login: secret.Login, Password: secret.Password})
	var out bytes.Buffer
	if err := of.Import(context.Background(), "", &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "このアカウントからは、ユーザー1人が見えません") {
		t.Errorf("it says %q", out.String())
	}
}

// Organizations are asked one after the other; whose primary one stays is noticed by what
// the last import has read.
func TestM5_AMoveWhileMembershipsAreReadIsNoticed(t *testing.T) {
	company := cybozutest.Large(20, 60)
	const login = "somebody"
	company.Update(func(d *cybozutest.Data) {
		d.AddUser(cybozutest.User{Code: login, Valid: true, Name: "兼務", Memberships: []cybozutest.Membership{{Organization: 30}, {Organization: 60}}})
	})
	of := newOffice(t, company, cybozutest.Options{Accounts: colleague})
	of.edit("パート", edit.AddUser(directory.User{LoginName: "part", Name: "派遣 花子"}, "")) // is here alone, before all others
	of.runImport()
	of.server.Inject(cybozutest.Fault{
		Path:  "organization/users.json",
		Match: func(r *http.Request) bool { return r.URL.Query().Get("code") == "org000060" },
		Nth:   1,
		Before: func(c *cybozutest.Company) {
			c.Update(func(d *cybozutest.Data) { d.Move(login, "org000060", "org000001") })
		},
	})
	of.runImport()
	of.edit("削除", edit.DeleteUsers([]int64{of.user("part").ID}, false))
	if got, want := recordsOf(of.stored()), recordsAt(company.Data()); !slices.Equal(got, want) {
		t.Errorf("stored\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
