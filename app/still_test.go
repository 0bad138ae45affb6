package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"anpisync/app"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// loner is an office that has imported somebody of no organization, whom nothing but the
// list and the question of I6 knows.
func loner(t *testing.T) (of *office, login string) {
	t.Helper()
	company := branch()
	login = "loner@example.co.jp"
	company.Update(func(d *cybozutest.Data) {
		d.AddUser(cybozutest.User{Code: login, Name: "ひとり 静", Valid: true})
	})
	of = newOffice(t, company, cybozutest.Options{Accounts: colleague})
	of.runImport()
	return of, login
}

// leftOut is a list that lacks the user, as often as it is read.
func leftOut(login string, times int) cybozutest.Fault {
	return cybozutest.Fault{
		Path: "users.json", Nth: 1, Times: times,
		Match: func(r *http.Request) bool {
			return r.URL.Query().Get("offset") == "100" || r.URL.Query().Get("offset") == "99"
		},
		Rewrite: func(body []byte) []byte { return cutOut(body, `"`+login+`"`) },
	}
}

func deleted(p *app.Proposal) (logins []string) {
	for _, c := range p.Plan.Users {
		if c.Action == directory.Delete {
			logins = append(logins, c.Before.LoginName)
		}
	}
	return logins
}

func TestI6_OneWhoIsMissingOnceOrTwiceIsNotDeleted(t *testing.T) {
	of, login := loner(t)
	for times := 1; times < 3; times++ {
		of.server.ForgetRequests()
		of.server.Inject(leftOut(login, times))
		if gone := deleted(of.propose()); len(gone) > 0 {
			t.Errorf("missing %d times: %q would be deleted", times, gone)
		}
	}
}

// The third reading is the last: a fourth would have everybody, and one that never ends
// would keep a person waiting and cybozu.com answering.
func TestI6_ListsThatKeepLackingOneWhoIsThereStopTheImport(t *testing.T) {
	of, login := loner(t)
	of.server.ForgetRequests()
	of.server.Inject(leftOut(login, 3))
	of.fails(of.request(), saysShifted)
}

func TestI6_WhereTheQuestionFailsNobodyIsDeleted(t *testing.T) {
	of, login := loner(t)
	data := of.company.Data()
	id := fmt.Sprint(data.User(login).ID)
	of.company.Update(func(d *cybozutest.Data) { d.DeleteUser(login) })
	fault := cybozutest.PageFault(http.StatusInternalServerError, "Internal Server Error").On("users.json", 1)
	fault.Match, fault.Times = func(r *http.Request) bool { return r.URL.Query().Get("ids[0]") == id }, 1000
	of.server.Inject(fault)
	of.fails(of.request(), saysServer)
}

func TestI6_WhoIsGoneIsDeleted(t *testing.T) {
	of, login := loner(t)
	of.company.Update(func(d *cybozutest.Data) { d.DeleteUser(login) })
	if gone := deleted(of.propose()); len(gone) != 1 || gone[0] != login {
		t.Errorf("%q would be deleted, want %s", gone, login)
	}
}
