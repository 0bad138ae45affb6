package cybozutest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/cybozu/cybozutest"
)

func TestFaultHitsTheNthRequestOfItsPath(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	f := cybozutest.ErrorFault(520, "CB_WA01").On("users.json", 2)
	f.Times = 2
	o.Inject(f)
	o.Inject(cybozutest.PageFault(503, "メンテナンス").On("csv/userOrganizations.csv", 0))
	for i, want := range []int{200, 520, 520, 200} {
		if got := o.get("users.json"); got.status != want {
			t.Errorf("request %d: %d, want %d", i+1, got.status, want)
		}
		if got := o.get("organizations.json"); got.status != 200 {
			t.Errorf("another path: %d", got.status)
		}
	}
	if n := o.UnusedFaults(); n != 1 {
		t.Errorf("%d unused, want 1", n)
	}
	for range 2 {
		got := o.get("csv/userOrganizations.csv")
		if got.status != 503 || !strings.Contains(string(got.body), "メンテナンス") || got.header.Get("Content-Type") != "text/html;charset=UTF-8" {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
	if n := o.UnusedFaults(); n != 0 {
		t.Errorf("%d unused, want none", n)
	}
	o.ClearFaults()
	o.expect("csv/userOrganizations.csv", 200, "")
}

func TestFaultsSpoilAnswers(t *testing.T) {
	half := func(body []byte) []byte { return body[:len(body)/2] }
	for name, test := range map[string]struct {
		fault  cybozutest.Fault
		status int // 0: the answer does not end well
		body   string
	}{
		"redirect":    {cybozutest.RedirectFault("https://other.example.com/login"), 302, "ログイン"},
		"Retry-After": {cybozutest.Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: "wait"}, 429, "wait"},
		"garbage":     {cybozutest.Fault{Rewrite: func([]byte) []byte { return []byte("\xff\x00{") }}, 200, "\xff\x00{"},
		"half":        {cybozutest.Fault{Rewrite: half}, 200, `"users":[`},
		"drop":        {cybozutest.Fault{Drop: true}, 0, ""},
		"cut":         {cybozutest.Fault{CutAfter: 500}, 0, `"users":[`},
		"drip":        {cybozutest.Fault{Drip: time.Nanosecond}, 200, `"users":[`},
	} {
		for _, http1 := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				o := start(t, cybozutest.Sample(), cybozutest.Options{HTTP1: http1})
				// net/http asks again by itself where a kept connection breaks.
				o.client.Transport.(*http.Transport).DisableKeepAlives = http1
				if http1 { // without compression, whose own end would tell
					o.header.Set("Accept-Encoding", "identity")
				}
				whole := len(o.get("users.json").body)
				o.Inject(test.fault)
				got, err := o.try(o.request("GET", "users.json", nil))
				if (err == nil) != (test.status != 0) || err == nil && got.status != test.status {
					t.Errorf("%v, status %d", err, got.status)
				}
				if !strings.Contains(string(got.body), test.body) {
					t.Errorf("body %.80q", got.body)
				}
				if name == "drip" && len(got.body) != whole {
					t.Errorf("%d bytes of %d", len(got.body), whole)
				}
				for key := range test.fault.Header {
					if want := test.fault.Header.Get(key); got.header.Get(key) != want {
						t.Errorf("%s %q, want %q", key, got.header.Get(key), want)
					}
				}
				if o.UnusedFaults() != 0 {
					t.Error("not used")
				}
				o.ClearFaults()
				o.expect("users.json", 200, "")
			})
		}
	}
}

func TestFaultHangsUntilTheClientGivesUpOrTheServerCloses(t *testing.T) {
	for _, http1 := range []bool{false, true} {
		for _, after := range []int{0, 300} {
			o := start(t, cybozutest.Sample(), cybozutest.Options{HTTP1: http1})
			o.header.Set("Accept-Encoding", "identity")
			arrived := make(chan struct{}, 1)
			o.Inject(cybozutest.Fault{
				Before:   func(*cybozutest.Company) { arrived <- struct{}{} },
				Hang:     true,
				CutAfter: after,
			})
			// ask returns once everything is there that will ever be.
			ask := func(ctx context.Context) chan error {
				done := make(chan error, 1)
				if after == 0 {
					go func() {
						_, err := o.try(o.request("GET", "users.json", nil).WithContext(ctx))
						done <- err
					}()
					<-arrived
					return done
				}
				response, err := o.client.Do(o.request("GET", "users.json", nil).WithContext(ctx))
				if err != nil {
					t.Fatal(err)
				}
				<-arrived
				if _, err := io.CopyN(io.Discard, response.Body, int64(after)); err != nil {
					t.Fatal(err)
				}
				go func() {
					defer response.Body.Close()
					_, err := response.Body.Read(make([]byte, 1))
					done <- err
				}()
				return done
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := ask(ctx)
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("client gave up, cut after %d: %v", after, err)
			}
			done = ask(t.Context())
			o.Close()
			if err := <-done; err == nil {
				t.Errorf("server closed, cut after %d: answered", after)
			}
		}
	}
}

func TestFirstInjectedFaultHasTheRequest(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	o.Inject(cybozutest.Fault{Status: 502})
	o.Inject(cybozutest.Fault{Status: 503})
	if got := o.get("users.json"); got.status != 502 || o.UnusedFaults() != 1 {
		t.Errorf("%d, %d unused", got.status, o.UnusedFaults())
	}
}

// A broken connection takes the other requests on it along, which HTTP/2 has many of.
func TestDropBreaksEveryRequestOfTheConnection(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	arrived := make(chan struct{})
	o.Inject(cybozutest.Fault{Path: "users.json", Before: func(*cybozutest.Company) { close(arrived) }, Hang: true})
	o.Inject(cybozutest.Fault{Path: "organizations.json", Drop: true})
	done := make(chan error, 1)
	go func() {
		_, err := o.try(o.request("GET", "users.json", nil))
		done <- err
	}()
	<-arrived
	if _, err := o.try(o.request("GET", "organizations.json", nil)); err == nil {
		t.Error("the dropped request was answered")
	}
	if err := <-done; err == nil {
		t.Error("the other request was answered")
	}
}

// What offset paging does: the user who was first on the second page is on none.
func TestUserDeletedBetweenPagesMakesAnotherBeSkipped(t *testing.T) {
	c := cybozutest.Sample()
	o := start(t, c, cybozutest.Options{})
	skipped := c.Data().Users[100].ID
	o.Inject(cybozutest.Fault{
		Match: func(r *http.Request) bool { return r.URL.Query().Get("offset") == "100" },
		Before: func(c *cybozutest.Company) {
			c.Update(func(d *cybozutest.Data) { d.DeleteUser("n-takasaki") })
		},
	})
	read := append(ids(o.get("users.json").list(t, "users")), ids(o.get("users.json?offset=100").list(t, "users"))...)
	if len(read) != 200 || slices.Contains(read, skipped) {
		t.Errorf("user %d was read, among %d", skipped, len(read))
	}
}

func TestMalformedRowsAndMissingOnes(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	whole := o.get("csv/userOrganizations.csv").body
	o.Inject(cybozutest.Fault{Path: "csv/userOrganizations.csv", Rewrite: func(body []byte) []byte {
		_, rest, _ := bytes.Cut(body, []byte("\r\n"))
		return rest
	}})
	if got := o.get("csv/userOrganizations.csv").body; bytes.Count(got, []byte("\r\n")) != bytes.Count(whole, []byte("\r\n"))-1 {
		t.Errorf("%d bytes of %d", len(got), len(whole))
	}
}
