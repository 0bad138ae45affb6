package cybozu_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// noneOfOurs fails the test while goroutines are left that are not the server's. On a busy
// machine they need longer to end than goleak waits.
func noneOfOurs(t *testing.T, before goleak.Option) {
	t.Helper()
	for began := time.Now(); ; {
		err := goleak.Find(before,
			goleak.IgnoreAnyFunction("net/http.(*conn).serve"),
			goleak.IgnoreAnyFunction("net/http.(*Server).Serve"),
			goleak.IgnoreAnyFunction("net/http.(*http2serverConn).serve"),
			goleak.IgnoreAnyFunction("net/http.(*http2serverConn).readFrames"),
			goleak.IgnoreAnyFunction("net/http.(*http2serverConn).runHandler"),
			goleak.IgnoreAnyFunction("net/http/internal/http2.(*serverConn).serve"),
			goleak.IgnoreAnyFunction("net/http/internal/http2.(*serverConn).readFrames"),
			goleak.IgnoreAnyFunction("net/http/internal/http2.(*serverConn).runHandler"),
		)
		if err == nil {
			return
		}
		if time.Since(began) > time.Minute {
			t.Error(err)
			return
		}
	}
}

// A server that never answers again is left at once and without a trace, wherever the
// reading stands. Nothing but the cancelling could end these: the limit is an hour.
func TestCancelEndsAtOnceAndLeavesNothing(t *testing.T) {
	for _, http1 := range []bool{false, true} {
		for _, m := range []struct {
			name  string
			fault cybozutest.Fault
			admin bool
		}{
			{"first request", cybozutest.Fault{Hang: true}.On("users.json", 1), true},
			{"first body", cybozutest.Fault{Hang: true, CutAfter: 100}.On("users.json", 1), true},
			{"lists", cybozutest.Fault{Hang: true}.On("organizations.json", 1), true},
			{"export", cybozutest.Fault{Hang: true, CutAfter: 100}.On("csv/userOrganizations.csv", 1), true},
			{"by user", cybozutest.Fault{Hang: true}.On("user/organizations.json", 1), true},
			{"by organization", cybozutest.Fault{Hang: true}.On("organization/users.json", 5), false},
		} {
			t.Run(m.name, func(t *testing.T) {
				o := cybozutest.Options{HTTP1: http1}
				if !m.admin {
					o.Accounts = colleague
				}
				server := newServer(t, office(), o)
				before := goleak.IgnoreCurrent()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				m.fault.Before = func(*cybozutest.Company) { cancel() }
				m.fault.Times = 1000
				server.Inject(m.fault)
				_, err := newClient(t, server, cybozu.Options{Stall: time.Hour, Wait: func(context.Context, time.Duration) error {
					t.Error("it is tried again")
					return nil
				}}).Fetch(ctx, nil)
				failed := mustFail(t, err, cybozu.KindCancelled)
				if alone := strings.HasPrefix(m.name, "first"); alone && !strings.HasPrefix(failed.Asked, "GET https://"+server.Host()+"/v1/users.json?") {
					t.Errorf("%v does not say what was asked", err)
				}
				noneOfOurs(t, before)
			})
		}
	}
}

func TestCancelEndsAPauseBetweenTries(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	busy := headed(cybozutest.PageFault(503, "メンテナンス"), "Retry-After", "3600").On("users.json", 0)
	busy.Before = func(*cybozutest.Company) { cancel() }
	server.Inject(busy)
	client, err := cybozu.NewClient(cybozu.Host(server.Host()), credentials, cybozu.Options{Transport: server.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Fetch(ctx, nil)
	mustFail(t, err, cybozu.KindCancelled)
}

func TestCancelEndsStillThere(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server.Inject(cybozutest.Fault{Path: "users.json", Hang: true, Before: func(*cybozutest.Company) { cancel() }})
	_, _, err := newClient(t, server, cybozu.Options{Stall: time.Hour}).StillThere(ctx, []cybozu.ID{1}, []cybozu.ID{1})
	mustFail(t, err, cybozu.KindCancelled)
}

func TestADeadlineIsATimeout(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{})
	server.Inject(cybozutest.Fault{Hang: true}.On("", 0))
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := newClient(t, server, cybozu.Options{Stall: time.Hour}).Fetch(ctx, nil)
	mustFail(t, err, cybozu.KindTimeout)
}

// A failure ends the requests beside it too: none of them may go on after the call.
func TestAFailureLeavesNothing(t *testing.T) {
	many := make([]cybozu.ID, 250)
	for i := range many {
		many[i] = cybozu.ID(i + 1)
	}
	hangs := func(path string) cybozutest.Fault { return cybozutest.Fault{Hang: true}.On(path, 0) }
	denied := cybozutest.ErrorFault(http.StatusForbidden, "CB_NO02")
	for _, c := range []struct {
		name   string
		faults []cybozutest.Fault
		ask    func(*cybozu.Client) error
		want   cybozu.Kind
	}{
		{"fetch", []cybozutest.Fault{denied.On("organizations.json", 2), hangs("csv/userOrganizations.csv")}, func(c *cybozu.Client) error {
			_, err := c.Fetch(t.Context(), nil)
			return err
		}, cybozu.KindPermission},
		{"still there", []cybozutest.Fault{denied.On("organizations.json", 0), hangs("users.json")}, func(c *cybozu.Client) error {
			_, _, err := c.StillThere(t.Context(), many, many)
			return err
		}, cybozu.KindPermission},
		{"organizations of", []cybozutest.Fault{cybozutest.ErrorFault(http.StatusUnauthorized, "CB_US02").On("user/organizations.json", 2), hangs("user/organizations.json")}, func(c *cybozu.Client) error {
			_, err := c.OrganizationsOf(t.Context(), []string{"a", "b", "c"})
			return err
		}, cybozu.KindLocked},
		{"access", []cybozutest.Fault{cybozutest.ErrorFault(http.StatusUnauthorized, "CB_US02").On("csv/userOrganizations.csv", 1)}, func(c *cybozu.Client) error {
			_, err := c.Access(t.Context())
			return err
		}, cybozu.KindLocked},
	} {
		for _, http1 := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				server := newServer(t, office(), cybozutest.Options{HTTP1: http1})
				before := goleak.IgnoreCurrent()
				if c.name != "fetch" && c.name != "access" { // the first request is alone
					server.Inject(cybozutest.Fault{Nth: 1})
				}
				for _, f := range c.faults {
					server.Inject(f)
				}
				mustFail(t, c.ask(newClient(t, server, cybozu.Options{Stall: time.Hour})), c.want)
				noneOfOurs(t, before)
			})
		}
	}
}
