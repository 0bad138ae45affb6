package cybozu_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

const (
	early = "org000002" // is asked among the first
	late  = "org000101" // is asked last
)

// changedLate makes a change after the early organizations were asked for their members
// and before the late one is.
func changedLate(change func(*cybozutest.Data)) cybozutest.Fault {
	return cybozutest.Fault{
		Path:   "organization/users.json",
		Match:  func(r *http.Request) bool { return r.URL.Query().Get("code") == late },
		Nth:    1,
		Before: func(c *cybozutest.Company) { c.Update(change) },
	}
}

// put places users of an office, by index, in the late organization before all others.
func put(d *cybozutest.Data, from, to int) {
	for i := from; i < to; i++ {
		d.Users[i].Memberships = []cybozutest.Membership{{Organization: d.Organization(late).ID}}
		d.Users[i].Primary = 0
	}
}

func move(d *cybozutest.Data, from, to int) {
	for i := from; i < to; i++ {
		d.Move(d.Users[i].Code, late, early)
	}
}

// Organizations are asked one after the other: who goes from one that is still to be
// asked to one that was asked already is in neither.
func TestM5_WhoMovesBetweenTwoAnswersIsInTheNewPlace(t *testing.T) {
	one := func(change func(d *cybozutest.Data, u *cybozutest.User)) func(*cybozutest.Data) {
		return func(d *cybozutest.Data) { change(d, &d.Users[50]) }
	}
	for _, c := range []struct {
		name         string
		before, then func(*cybozutest.Data)
		questions    int // to users themselves; an office has two in no organization
	}{
		{
			name:      "from the only organization",
			then:      func(d *cybozutest.Data) { move(d, 50, 51) },
			questions: 3,
		},
		{
			name:      "without a primary organization",
			before:    one(func(_ *cybozutest.Data, u *cybozutest.User) { u.Primary = cybozutest.NoPrimary }),
			then:      func(d *cybozutest.Data) { move(d, 50, 51) },
			questions: 3,
		},
		{
			name: "from the primary of two",
			before: one(func(d *cybozutest.Data, u *cybozutest.User) {
				u.Memberships = append(u.Memberships, cybozutest.Membership{Organization: 60})
			}),
			then:      func(d *cybozutest.Data) { move(d, 50, 51) },
			questions: 3,
		},
		{
			name: "out of the other one, too",
			before: one(func(d *cybozutest.Data, u *cybozutest.User) {
				u.Memberships = append(u.Memberships, cybozutest.Membership{Organization: 60})
			}),
			then: one(func(d *cybozutest.Data, u *cybozutest.User) {
				d.Move(u.Code, late, early)
				u.Memberships = u.Memberships[:1]
			}),
			questions: 3,
		},
		{
			name: "to one that was founded meanwhile",
			then: one(func(d *cybozutest.Data, u *cybozutest.User) {
				d.AddOrganization(cybozutest.Organization{Code: "founded"})
				d.Move(u.Code, late, "founded")
			}),
			questions: 3 + 2, // the second time, nobody moves
		},
		{
			name:      "with a hundred and fifty others",
			before:    func(d *cybozutest.Data) { put(d, 10, 160) },
			then:      func(d *cybozutest.Data) { move(d, 10, 160) },
			questions: 150,
		},
		{
			name: "when many are in none",
			before: func(d *cybozutest.Data) {
				for i := 60; i < 180; i++ {
					d.Users[i].Memberships = nil
				}
				d.Users[50].Primary = cybozutest.NoPrimary
			},
			then: one(func(d *cybozutest.Data, u *cybozutest.User) {
				d.Move(u.Code, late, early)
				u.Primary = 0
			}),
			questions: 1,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			company := office()
			company.Update(func(d *cybozutest.Data) {
				put(d, 50, 51)
				if c.before != nil {
					c.before(d)
				}
			})
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			server.Inject(changedLate(c.then))
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
			if n := server.Counts()["user/organizations.json"]; n != c.questions {
				t.Errorf("%d users asked, want %d", n, c.questions)
			}
			if n := server.UnusedFaults(); n > 0 {
				t.Errorf("%d faults were not met", n)
			}
		})
	}
}

// Whose primary organization stays shows a move only beside what was read last time.
func TestM5_WhoMovesBetweenTwoOthersIsComparedWithLastTime(t *testing.T) {
	const primary = 60 // is asked in between, and stays
	for _, c := range []struct {
		name      string
		from, to  string
		users     int
		change    func(d *cybozutest.Data) // since the last reading, before this one
		questions int                      // beside the two who are in none
	}{
		{"found in neither", late, early, 1, nil, 1},
		{"found in both", early, late, 1, nil, 1},
		{"a hundred and twenty at once", late, early, 120, nil, 120},
		{"nobody", late, late, 1, nil, 0},
		{"while others have moved long since", late, early, 1, func(d *cybozutest.Data) {
			for i := 170; i < 200; i++ {
				d.Users[i].Memberships = []cybozutest.Membership{{Organization: 33}}
			}
		}, 31},
		{"while nobody moves, and a hundred and fifty have long since", late, late, 1, func(d *cybozutest.Data) {
			for i := 60; i < 210; i++ {
				d.Users[i].Memberships = []cybozutest.Membership{{Organization: 33}}
			}
		}, 100}, // of whom a hundred were right
		{"while somebody is new", late, early, 1, func(d *cybozutest.Data) {
			d.AddUser(cybozutest.User{Code: "new", Memberships: []cybozutest.Membership{{Organization: 3}}})
		}, 2},
		{"out of an organization that is gone", late, early, 1, func(d *cybozutest.Data) { d.DeleteOrganization("org000034") }, 1 + 1}, // one is in none for it
	} {
		t.Run(c.name, func(t *testing.T) {
			company := office()
			company.Update(func(d *cybozutest.Data) {
				for i := 40; i < 40+c.users; i++ {
					d.Users[i].Memberships = []cybozutest.Membership{{Organization: primary}, {Organization: d.Organization(c.from).ID}}
					d.Users[i].Primary = primary
				}
				for i := range d.Users { // so that all are suspects who are in none
					if d.Users[i].Primary < 0 {
						d.Users[i].Primary = 0
					}
				}
			})
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			client := newClient(t, server, cybozu.Options{})
			before, err := client.Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			last := map[cybozu.ID][]cybozu.ID{}
			for _, u := range before.Users {
				last[u.ID] = slices.Sorted(slices.Values(u.Organizations))
				slices.Reverse(last[u.ID]) // in whatever order they are kept
			}
			if c.change != nil {
				company.Update(c.change)
			}
			server.ForgetRequests()
			server.Inject(cybozutest.Fault{
				Path:  "organization/users.json",
				Match: func(r *http.Request) bool { return r.URL.Query().Get("code") == "org000060" },
				Nth:   1,
				Before: func(company *cybozutest.Company) {
					company.Update(func(d *cybozutest.Data) {
						for i := 40; i < 40+c.users; i++ {
							d.Move(d.Users[i].Code, c.from, c.to)
						}
					})
				},
			})
			client.Recall(last)
			got, err := client.Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
			if n := server.Counts()["user/organizations.json"]; n != 2+c.questions {
				t.Errorf("%d users asked, want %d", n, 2+c.questions)
			}
			mustBeReadOnce(t, server)
		})
	}
}

// Who has moved since the last reading and cannot be asked may have moved once more.
func TestM5_WhoIsElsewhereThanLastTimeHasToBeAsked(t *testing.T) {
	company := office()
	moved := company.Data().Users[50]
	for _, c := range []struct {
		fault cybozutest.Fault
		path  string
		match func(url.Values) bool
		want  cybozu.Kind
	}{
		{cybozutest.PageFault(http.StatusServiceUnavailable, "メンテナンス"), "user/organizations.json", func(q url.Values) bool { return q.Get("code") == moved.Code }, cybozu.KindMaintenance},
		{cybozutest.ErrorFault(http.StatusUnauthorized, "CB_US02"), "users.json", func(q url.Values) bool { return q.Get("ids[0]") == fmt.Sprint(moved.ID) }, cybozu.KindLocked},
	} {
		server := newServer(t, company, cybozutest.Options{Accounts: colleague})
		fault := c.fault.On(c.path, 1)
		fault.Match, fault.Times = func(r *http.Request) bool { return c.match(r.URL.Query()) }, 1000
		server.Inject(fault)
		client := newClient(t, server, cybozu.Options{})
		last := map[cybozu.ID][]cybozu.ID{}
		for _, u := range snapshotOf(company, server.Host()).Users {
			last[u.ID] = u.Organizations
		}
		last[cybozu.ID(moved.ID)] = []cybozu.ID{1}
		client.Recall(last)
		_, err := client.Fetch(t.Context(), nil)
		mustFail(t, err, c.want)
	}
}

// What a primary organization means where it is none of the user's is not known.
func TestM5_APrimaryOrganizationThatIsNoneIsAskedAboutOnce(t *testing.T) {
	for _, c := range []struct {
		name      string
		primary   int64
		users     int
		questions int
	}{
		{"unknown", 4711, 300, 5},
		{"left long ago", 1, 3, 5 + 3},
		{"left long ago by all", 1, 300, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			company := cybozutest.Large(350, 101)
			company.Update(func(d *cybozutest.Data) {
				for i := range d.Users {
					in := d.Users[i].Memberships
					if c.users > 0 && len(in) > 0 && in[0].Organization != 1 {
						d.Users[i].Primary = c.primary
						c.users--
					}
				}
			})
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
			if n := server.Counts()["user/organizations.json"]; n != c.questions {
				t.Errorf("%d users asked, want %d", n, c.questions)
			}
			mustBeReadOnce(t, server)
		})
	}
}

// Whether an account may ask for everybody's organizations, and whether it is told of
// those that are hidden from it, is not known.
func TestM5_WhatOrganizationsSayStandsWhereUsersSayNothing(t *testing.T) {
	for name, fault := range map[string]cybozutest.Fault{
		"unknown":       cybozutest.ErrorFault(http.StatusBadRequest, "CB_VA01"),
		"no permission": cybozutest.ErrorFault(http.StatusForbidden, "CB_NO02"),
		"failure":       cybozutest.PageFault(http.StatusInternalServerError, "Error"),
		"null":          garbled(`{"organizationTitles":null}`),
		"hidden": {Rewrite: func(body []byte) []byte {
			return []byte(strings.Replace(string(body), `"organizationTitles":[]`, `"organizationTitles":[{"organization":{"id":4711,"code":"x"}}]`, 1))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			company := office()
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			server.Inject(fault.On("user/organizations.json", 0))
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
			mustBeReadOnce(t, server)
			if n := server.UnusedFaults(); n > 0 {
				t.Errorf("%d faults were not met", n)
			}
		})
	}
}

// Nobody is taken for somebody in no organization because an answer did not come.
func TestM5_WhoCouldNotBeAskedEndsTheReading(t *testing.T) {
	for kind, fault := range map[cybozu.Kind]cybozutest.Fault{
		cybozu.KindMaintenance: cybozutest.PageFault(http.StatusServiceUnavailable, "メンテナンス"),
		cybozu.KindBusy:        cybozutest.ErrorFault(http.StatusTooManyRequests, "GAIA_TO04"),
		cybozu.KindLocked:      cybozutest.ErrorFault(http.StatusUnauthorized, "CB_US02"),
	} {
		server := newServer(t, office(), cybozutest.Options{Accounts: colleague})
		server.Inject(fault.On("user/organizations.json", 0))
		_, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
		mustFail(t, err, kind)
	}
}

// A login may be another user's by the time its organizations are asked for.
func TestM5_ALoginThatWasPassedOnSpeaksForNobodyElse(t *testing.T) {
	for name, change := range map[string]func(d *cybozutest.Data, u *cybozutest.User){
		"created anew": func(d *cybozutest.Data, u *cybozutest.User) {
			again := *u
			d.DeleteUser(again.Code)
			d.AddUser(again)
		},
		"renamed": func(d *cybozutest.Data, u *cybozutest.User) {
			login := u.Code
			u.Code = "renamed"
			d.AddUser(cybozutest.User{Code: login, Memberships: []cybozutest.Membership{{Organization: 7}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			company := office()
			company.Update(func(d *cybozutest.Data) { d.Users[50].Memberships = nil })
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			server.Inject(changedLate(func(d *cybozutest.Data) { change(d, &d.Users[50]) }))
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
		})
	}
}

// Where nobody moves, no more is asked than what settles who is in none.
func TestM5_WhoIsInNoneIsAskedForUnlessTheseAreMany(t *testing.T) {
	for _, c := range []struct{ users, asked, lookedUp int }{{3000, 31, 1}, {12000, 0, 2}} {
		t.Run(fmt.Sprint(c.users), func(t *testing.T) {
			server := newServer(t, cybozutest.Large(c.users, 20), cybozutest.Options{Accounts: colleague})
			if _, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			lookedUp := 0
			for _, r := range server.Requests() {
				if r.Query.Has("ids[0]") {
					lookedUp++
				}
			}
			if n := server.Counts()["user/organizations.json"]; n != c.asked || lookedUp != c.lookedUp {
				t.Errorf("%d users asked and %d pages by id, want %d and %d", n, lookedUp, c.asked, c.lookedUp)
			}
		})
	}
}

func mustBeReadOnce(t *testing.T, server *cybozutest.Server) {
	t.Helper()
	if n := server.Counts()["csv/userOrganizations.csv"]; n != 1 {
		t.Errorf("the export was asked for %d times, want once", n)
	}
	if n := timesRead(server); n != 1 {
		t.Errorf("the lists were read %d times, want once", n)
	}
}

// timesRead is how often the lists were read.
func timesRead(server *cybozutest.Server) (n int) {
	for _, r := range server.Requests() {
		if r.Path == "/v1/users.json" && r.Query.Get("offset") == "0" {
			n++
		}
	}
	return n
}
