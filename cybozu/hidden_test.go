package cybozu_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// seenOf is what is seen of a whole snapshot, with what of the rest is named: hidden users
// by the organizations that are seen, hidden organizations by users who are in no other.
func seenOf(company *cybozutest.Company, whole *cybozu.Snapshot) *cybozu.Snapshot {
	s := &cybozu.Snapshot{Host: whole.Host, Login: whole.Login}
	d := company.Data()
	hidden := map[cybozu.ID]bool{}
	for i, o := range whole.Organizations {
		if d.Organizations[i].Hidden {
			hidden[o.ID] = true
		} else {
			s.Organizations = append(s.Organizations, o)
		}
	}
	for i, u := range whole.Users {
		seen := slices.DeleteFunc(slices.Clone(u.Organizations), func(id cybozu.ID) bool { return hidden[id] })
		switch {
		case !d.Users[i].Hidden:
			if len(seen) == 0 {
				s.HiddenOrganizations = append(s.HiddenOrganizations, u.Organizations...)
			}
			u.Organizations = seen
			s.Users = append(s.Users, u)
		case len(seen) > 0:
			s.HiddenUsers = append(s.HiddenUsers, u.ID)
		}
	}
	slices.Sort(s.HiddenOrganizations)
	s.HiddenOrganizations = slices.Compact(s.HiddenOrganizations)
	return s
}

func mustHide(t *testing.T, got, want *cybozu.Snapshot) {
	t.Helper()
	mustBe(t, got, want)
	if !slices.Equal(got.HiddenUsers, want.HiddenUsers) || !slices.Equal(got.HiddenOrganizations, want.HiddenOrganizations) {
		t.Errorf("hidden: users %v, organizations %v, want %v, %v", got.HiddenUsers, got.HiddenOrganizations, want.HiddenUsers, want.HiddenOrganizations)
	}
}

// An account that may not see everything reads what it sees, at the first attempt, and
// tells what it was named and did not see.
func TestM5_WhatIsHiddenIsLeftOutAndTold(t *testing.T) {
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			company := cybozutest.Large(180, 30)
			company.Update(func(d *cybozutest.Data) {
				for i := range d.Organizations {
					d.Organizations[i].Hidden = random.IntN(100) < int(seed)*3
				}
				for i := range d.Users {
					d.Users[i].Hidden = random.IntN(100) < int(seed)*3 && d.Users[i].Code != cybozutest.Login
				}
			})
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustHide(t, got, seenOf(company, snapshotOf(company, server.Host())))
			mustBeReadOnce(t, server)
		})
	}
}

// A token that may not see everything has an export that names what is in no list.
func TestM5_AnExportThatNamesWhatIsHiddenIsDoneWithout(t *testing.T) {
	company := office()
	company.Update(func(d *cybozutest.Data) { d.Users[30].Hidden, d.Organizations[7].Hidden = true, true })
	server := newServer(t, company, cybozutest.Options{Accounts: colleague})
	export := cybozutest.NewCompany(company.Data())
	other := newServer(t, export, cybozutest.Options{})
	var csv []byte
	other.Inject(cybozutest.Fault{Path: "csv/userOrganizations.csv", Rewrite: func(body []byte) []byte {
		csv = body
		return body
	}})
	if _, err := newClient(t, other, cybozu.Options{}).Fetch(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	server.Inject(cybozutest.Fault{Path: "csv/userOrganizations.csv", Times: 9, Nth: 1, Status: 200, Header: csvHeader, Body: string(csv)})
	got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	mustHide(t, got, seenOf(company, snapshotOf(company, server.Host())))
}

// Who sees everything is told so: what is missing then is not there.
func TestM5_WhoSeesAllIsTold(t *testing.T) {
	hidden := cybozutest.Fault{Path: "user/organizations.json", Nth: 1, Rewrite: func([]byte) []byte {
		return []byte(`{"organizationTitles":[{"organization":{"id":4711,"code":"x"}}]}`)
	}}
	doubtful := cybozutest.Fault{Path: "csv/userOrganizations.csv", Nth: 1, Times: 9, Status: 200, Header: csvHeader, Body: "nobody\r\n"}
	for name, c := range map[string]struct {
		account []cybozutest.Account
		fault   cybozutest.Fault
		want    bool
	}{
		"an administrator": {nil, cybozutest.Fault{}, true},
		"somebody else":    {colleague, cybozutest.Fault{}, false},
		"an administrator who is told of an organization in no list": {nil, hidden, false},
		"an administrator whose export does not fit":                 {nil, doubtful, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, office(), cybozutest.Options{Accounts: c.account})
			server.Inject(c.fault)
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil || got.SeesAll != c.want {
				t.Errorf("%v, %t, want %t", err, got != nil && got.SeesAll, c.want)
			}
		})
	}
}

var csvHeader = map[string][]string{"Content-Type": {"text/csv;charset=UTF-8"}}
