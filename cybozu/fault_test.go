package cybozu_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// stall is no time at all in a bubble, and longer than net/http waits between its own
// tries when a connection is gone.
const stall = 30 * time.Second

// faultCase is one way to fail for good: what it is called at the first request and,
// where that differs, at a later one, and how often it is tried.
type faultCase struct {
	name  string
	fault cybozutest.Fault
	kind  cybozu.Kind
	later cybozu.Kind // empty: the same
	tries int
}

func (c faultCase) kindLater() cybozu.Kind {
	if c.later != "" {
		return c.later
	}
	return c.kind
}

const (
	doors = "認証が必要です"
	jsons = "application/json;charset=UTF-8"
)

var faultCases = []faultCase{
	{"wrong password", cybozutest.ErrorFault(401, "CB_WA01"), cybozu.KindAuth, "", 1},
	{"wrong password until 2023", cybozutest.ErrorFault(520, "CB_WA01"), cybozu.KindAuth, "", 1},
	{"nobody", cybozutest.ErrorFault(401, "CB_AU01"), cybozu.KindAuth, "", 1},
	{"nobody until 2023", cybozutest.ErrorFault(520, "CB_AU01"), cybozu.KindAuth, "", 1},
	{"no permission", cybozutest.ErrorFault(403, "CB_NO02"), cybozu.KindPermission, "", 1},
	{"no permission until 2023", cybozutest.ErrorFault(520, "CB_NO02"), cybozu.KindPermission, "", 1},
	{"bad parameter", cybozutest.ErrorFault(400, "CB_VA01"), cybozu.KindServer, "", 1},
	{"too many", cybozutest.ErrorFault(429, "GAIA_TO04"), cybozu.KindBusy, "", 5},
	{"too many, another status", cybozutest.ErrorFault(520, "GAIA_TO04"), cybozu.KindBusy, "", 5},
	{"too many, HTML", cybozutest.PageFault(429, "Too Many Requests"), cybozu.KindBusy, "", 5},
	{"Basic", cybozutest.PageFault(401, doors), cybozu.KindIP, "", 1},
	{"Basic without a body", headed(cybozutest.Fault{Status: 401}, "WWW-Authenticate", `Basic realm="x"`), cybozu.KindIP, "", 1},
	{"address", cybozutest.PageFault(403, doors), cybozu.KindIP, "", 1},
	{"address, 400", cybozutest.PageFault(400, doors), cybozu.KindIP, "", 1},
	{"address, 404", cybozutest.PageFault(404, doors), cybozu.KindIP, "", 1},
	{"not found", cybozutest.PageFault(404, "お探しのページは見つかりません"), cybozu.KindNoSuchURL, "", 1},
	{"elsewhere", cybozutest.RedirectFault("https://www.cybozu.com/jp/"), cybozu.KindNoSuchURL, "", 1},
	{"client certificate", cybozutest.RedirectFault("https://example.s.cybozu.com/"), cybozu.KindClientCert, "", 1},
	{"login page by redirect", cybozutest.RedirectFault("/login?redirect=%2Fv1%2F"), cybozu.KindSession, cybozu.KindBroken, 1},
	{"login page", cybozutest.PageFault(200, "ログイン"), cybozu.KindSession, cybozu.KindBroken, 1},
	{"another page", cybozutest.PageFault(200, "Welcome"), cybozu.KindBroken, "", 1},
	{"redirect to nowhere", cybozutest.Fault{Status: 302}, cybozu.KindServer, "", 1},
	{"maintenance", cybozutest.PageFault(503, "一時的な過負荷かメンテナンス"), cybozu.KindMaintenance, "", 5},
	{"overload", cybozutest.PageFault(502, "一時的な過負荷かメンテナンス"), cybozu.KindMaintenance, "", 5},
	{"gateway", cybozutest.PageFault(504, "Gateway Time-out"), cybozu.KindMaintenance, "", 5},
	{"login refused, cut off", headed(cybozutest.Fault{Status: 502, Body: `{"code":"SLASH_LO02","message":"x`}, "Content-Type", jsons), cybozu.KindAuth, "", 1},
	{"locked, with a mark in front", headed(cybozutest.Fault{Status: 503, Body: "\ufeff{\"code\":\"CB_US02\"}"}, "Content-Type", jsons), cybozu.KindLocked, "", 1},
	{"a complaint without its end", headed(cybozutest.Fault{Status: 502, Body: `{"message":"x","id":"y","co`}, "Content-Type", jsons), cybozu.KindServer, "", 1},
	{"failure, JSON", cybozutest.ErrorFault(520, "CB_XX99"), cybozu.KindServer, "", 1},
	{"failure, HTML", cybozutest.PageFault(500, "Internal Server Error"), cybozu.KindServer, "", 1},
	{"404 without a body", cybozutest.Fault{Status: 404}, cybozu.KindServer, "", 1},
	{"proxy in between", cybozutest.PageFault(407, "Proxy"), cybozu.KindProxy, "", 1},
	{"nothing", headed(cybozutest.Fault{Status: 200}, "Content-Type", jsons), cybozu.KindBroken, "", 5},
	{"no content", cybozutest.Fault{Status: 204}, cybozu.KindBroken, "", 1},
	{"garbage", garbled("\x00\x01\x02"), cybozu.KindBroken, "", 1},
	{"invalid UTF-8", garbled("{\"users\":[],\"organizations\":[],\"userTitles\":[],\"x\":\"\xff\"}"), cybozu.KindBroken, "", 1},
	{"wrong type", garbled(`{"users":7,"organizations":7,"userTitles":7}`), cybozu.KindBroken, "", 1},
	{"other keys", garbled(`{"groups":[]}`), cybozu.KindBroken, "", 1},
	{"half", cybozutest.Fault{Rewrite: func(body []byte) []byte { return body[:len(body)/2] }}, cybozu.KindBroken, "", 5},
	{"HTML said to be JSON", headed(cybozutest.PageFault(200, "ログイン"), "Content-Type", jsons), cybozu.KindBroken, "", 1},
	{"JSON said to be text", headed(cybozutest.Fault{}, "Content-Type", "text/plain"), cybozu.KindBroken, "", 1},
	{"no gzip", headed(cybozutest.Fault{Status: 200, Body: "this is plain text"}, "Content-Type", jsons, "Content-Encoding", "gzip"), cybozu.KindBroken, "", 1},
	{"dropped", cybozutest.Fault{Drop: true}, cybozu.KindNetwork, "", 5},
	{"cut off", cybozutest.Fault{CutAfter: 10}, cybozu.KindNetwork, "", 5},
	{"hangs", cybozutest.Fault{Hang: true}, cybozu.KindTimeout, "", 2},
	{"hangs in the middle", cybozutest.Fault{Hang: true, CutAfter: 10}, cybozu.KindTimeout, "", 2},
}

func headed(f cybozutest.Fault, fields ...string) cybozutest.Fault {
	header := f.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	for pair := range slices.Chunk(fields, 2) {
		header.Set(pair[0], pair[1])
	}
	f.Header = header
	return f
}

func garbled(body string) cybozutest.Fault {
	return cybozutest.Fault{Rewrite: func([]byte) []byte { return []byte(body) }}
}

// moment is when a fault begins: at the n-th request of a path.
type moment struct {
	name string
	path string
	nth  int
}

var moments = []moment{
	{"first", "users.json", 1},
	{"middle", "organizations.json", 2},
	{"last", "organization/users.json", 12},
}

// A fault that stays is an error of the right kind, after the right number of tries.
func TestFaultsThatStayAreNamed(t *testing.T) {
	for _, c := range faultCases {
		for _, m := range moments {
			t.Run(c.name+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := newServer(t, branch(), cybozutest.Options{Accounts: colleague, Pipes: true})
					fault := c.fault.On(m.path, m.nth)
					fault.Times = 1000
					server.Inject(fault)
					_, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil)
					want := c.kind
					if m.nth > 1 {
						want = c.kindLater()
					}
					if c.fault.Status == 400 && c.kind == cybozu.KindServer && m.name == "last" {
						want = cybozu.KindShifted // the code in question is known no more
					}
					failed := mustFail(t, err, want)
					if !strings.HasPrefix(failed.Asked, "GET https://"+server.Host()+"/v1/"+m.path) && !c.fault.Drop { // which takes others along
						t.Errorf("%v does not say what was asked", err)
					}
					if m.nth == 1 && len(server.Requests()) != c.tries {
						t.Errorf("%d requests, want %d", len(server.Requests()), c.tries)
					}
				})
			})
		}
	}
}

// A fault that passes leaves a whole snapshot, if it is one that is tried again.
func TestFaultsThatPassAreOvercome(t *testing.T) {
	for _, c := range faultCases {
		if c.tries == 1 {
			continue
		}
		for _, m := range append(moments, moment{"export", "csv/userOrganizations.csv", 1}, moment{"by user", "user/organizations.json", 1}) {
			t.Run(c.name+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					company := branch()
					o := cybozutest.Options{Accounts: colleague, Pipes: true}
					if m.name == "export" || m.name == "by user" {
						o.Accounts = nil
					}
					server := newServer(t, company, o)
					fault := c.fault.On(m.path, m.nth)
					fault.Times = c.tries - 1
					server.Inject(fault)
					got, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil)
					if err != nil {
						t.Fatal(err)
					}
					mustBe(t, got, snapshotOf(company, server.Host()))
					if n := server.UnusedFaults(); n > 0 {
						t.Errorf("%d faults were not met", n)
					}
				})
			})
		}
	}
}

// Whatever the export answers instead of one, memberships are read otherwise, or the
// error is one that any request would have met.
func TestFaultsOfTheExportAreWorkedAround(t *testing.T) {
	final := []cybozu.Kind{cybozu.KindAuth, cybozu.KindLocked, cybozu.KindSession, cybozu.KindBusy, cybozu.KindMaintenance, cybozu.KindNetwork, cybozu.KindTimeout, cybozu.KindProxy, cybozu.KindClientCert}
	for _, c := range faultCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				company := branch()
				server := newServer(t, company, cybozutest.Options{Pipes: true})
				fault := c.fault.On("csv/userOrganizations.csv", 1)
				fault.Times = 1000
				server.Inject(fault)
				got, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil)
				if slices.Contains(final, c.kindLater()) {
					mustFail(t, err, c.kindLater())
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				mustBe(t, got, snapshotOf(company, server.Host()))
			})
		})
	}
}

func TestAWrongPasswordIsOneRequest(t *testing.T) {
	for name, ask := range map[string]func(c *cybozu.Client) error{
		"fetch": func(c *cybozu.Client) error {
			_, err := c.Fetch(t.Context(), nil)
			return err
		},
		"still there": func(c *cybozu.Client) error {
			_, _, err := c.StillThere(t.Context(), make([]cybozu.ID, 1000), make([]cybozu.ID, 1000))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, office(), cybozutest.Options{})
			client := clientOf(t, server, cybozu.Credentials{Login: cybozutest.Login, Password: "wrong"}, cybozu.Options{})
			for range 3 {
				failed := mustFail(t, ask(client), cybozu.KindAuth)
				if failed.Status != 401 || failed.Code != "CB_WA01" || !strings.HasPrefix(failed.Message, "ユーザーのパスワード認証に失敗しました。") {
					t.Errorf("%v lacks what cybozu.com said", failed)
				}
			}
			if n := len(server.Requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
			if n := server.FailedLogins(cybozutest.Login); n != 1 {
				t.Errorf("%d attempts, want 1", n)
			}
		})
	}
}

func TestNothingIsAskedWithCredentialsThatCannotBeRight(t *testing.T) {
	for want, c := range map[string]cybozu.Credentials{
		"auth: no login holds a colon":                        {Login: "a:b", Password: "c"},
		"auth: login or password is missing":                  {Login: "a"},
		"token: the token holds characters that no token has": {Token: "two\nlines"},
		"ip: no user of Basic authentication holds a colon":   {Login: "a", Password: "b", BasicUser: "c:d"},
	} {
		if _, err := cybozu.NewClient("example.cybozu.com", c, cybozu.Options{}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, c := range []cybozu.Credentials{{}, {Password: "a"}} {
		_, err := cybozu.NewClient("example.cybozu.com", c, cybozu.Options{})
		mustFail(t, err, cybozu.KindAuth)
	}
	for token, right := range map[string]bool{"!~": true, "two words": false, "delete\x7f": false, "全角": false} {
		if _, err := cybozu.NewClient("example.cybozu.com", cybozu.Credentials{Token: token}, cybozu.Options{}); (err == nil) != right {
			t.Errorf("%q: %v", token, err)
		}
	}
}

func TestBasicAuthenticationGoesWithThePassword(t *testing.T) {
	server := newServer(t, cybozutest.Sample(), cybozutest.Options{RestrictIP: true, BasicUser: "office", BasicPassword: "gate:way"})
	allowed := credentials
	allowed.BasicUser, allowed.BasicPassword = "office", "gate:way"
	if _, err := clientOf(t, server, allowed, cybozu.Options{}).Fetch(t.Context(), nil); err != nil {
		t.Error(err)
	}
	allowed.BasicPassword = "wrong"
	for _, c := range []cybozu.Credentials{credentials, allowed} {
		_, err := clientOf(t, server, c, cybozu.Options{}).Fetch(t.Context(), nil)
		if failed := mustFail(t, err, cybozu.KindIP); failed.Message != doors+" "+doors {
			t.Errorf("message %q", failed.Message)
		}
	}
}

// What a server gets that it does not want, it refuses.
func TestCredentialsAreSentAsTheyAreNeeded(t *testing.T) {
	pair := func(text string) []string { return []string{base64.StdEncoding.EncodeToString([]byte(text))} }
	for _, c := range []struct {
		who            cybozu.Credentials
		login, general []string // the headers
	}{
		{cybozu.Credentials{Login: "a", Password: "b:c"}, pair("a:b:c"), nil},
		{cybozu.Credentials{Login: "a", Password: "b", BasicPassword: "left over"}, pair("a:b"), nil},
		{cybozu.Credentials{Login: "a", Password: "b", BasicUser: "c"}, pair("a:b"), []string{"Basic " + pair("c:")[0]}},
		{cybozu.Credentials{Login: "a", Password: "b", BasicUser: "c", BasicPassword: "d:e"}, pair("a:b"), []string{"Basic " + pair("c:d:e")[0]}},
		{cybozu.Credentials{Token: "f", Login: "a", Password: "b", BasicUser: "c", BasicPassword: "d"}, nil, []string{"Bearer f"}},
	} {
		server := newServer(t, branch(), cybozutest.Options{})
		_, _ = clientOf(t, server, c.who, cybozu.Options{}).Access(t.Context()) // which some are refused
		for _, r := range server.Requests() {
			if login, general := r.Header["X-Cybozu-Authorization"], r.Header["Authorization"]; !slices.Equal(login, c.login) || !slices.Equal(general, c.general) {
				t.Errorf("%q and %q are sent, want %q and %q", login, general, c.login, c.general)
			}
		}
		if n := len(server.Requests()); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	}
}

func TestATokenIsEnough(t *testing.T) {
	company := branch()
	server := newServer(t, company, cybozutest.Options{Tokens: []string{"cybozu.token-1"}})
	client := clientOf(t, server, cybozu.Credentials{Token: "cybozu.token-1", Login: "admin", Password: "x", BasicUser: "office", BasicPassword: "y"}, cybozu.Options{})
	got, err := client.Fetch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := snapshotOf(company, server.Host())
	want.Login = ""
	mustBe(t, got, want)
	for _, r := range server.Requests() {
		if r.Header.Get("X-Cybozu-Authorization") != "" || r.Header.Get("Authorization") != "Bearer cybozu.token-1" {
			t.Fatalf("a request with %v", r.Header)
		}
	}
}

func TestARefusedTokenIsNamed(t *testing.T) {
	for _, c := range []struct {
		fault cybozutest.Fault
		kind  cybozu.Kind
	}{
		{cybozutest.ErrorFault(401, "CB_OA01"), cybozu.KindToken},
		{cybozutest.ErrorFault(401, "CB_AU01"), cybozu.KindToken},
		{cybozutest.ErrorFault(520, "CB_WA01"), cybozu.KindToken},
		{cybozutest.Fault{Status: 401}, cybozu.KindToken},
		{headed(cybozutest.Fault{Status: 401}, "WWW-Authenticate", "Bearer"), cybozu.KindToken},
		{cybozutest.RedirectFault("/login"), cybozu.KindToken},
		{cybozutest.PageFault(403, doors), cybozu.KindIP},
		{cybozutest.ErrorFault(403, "CB_NO02"), cybozu.KindPermission},
	} {
		server := newServer(t, office(), cybozutest.Options{})
		server.Inject(c.fault.On("", 0))
		_, err := clientOf(t, server, cybozu.Credentials{Token: "refused"}, cybozu.Options{}).Fetch(t.Context(), nil)
		if failed := mustFail(t, err, c.kind); !failed.Token {
			t.Errorf("%v does not say that a token was used", err)
		}
		if n := len(server.Requests()); n != 1 {
			t.Errorf("%v: %d requests, want 1", err, n)
		}
	}
}

// endless is a body that never ends: a text is opened and goes on.
type endless struct{ given int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	if e.given == 0 {
		copy(p, `{"x":"`)
	}
	e.given += len(p)
	return len(p), nil
}

func TestAnswersAreLimitedInSize(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{})
	for path, status := range map[string]int{"users.json": 200, "organizations.json": 500, "csv/userOrganizations.csv": 200} {
		body := &endless{}
		real := server.Transport()
		client := newClient(t, server, cybozu.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			answer, err := real.RoundTrip(r)
			if err == nil && r.URL.Path == "/v1/"+path {
				answer.Body.Close()
				answer.StatusCode, answer.Body = status, io.NopCloser(body)
			}
			return answer, err
		})})
		_, err := client.Fetch(t.Context(), nil)
		switch path {
		case "users.json":
			if failed := mustFail(t, err, cybozu.KindBroken); failed.Message != "the answer is larger than any can be" {
				t.Errorf("got %v", err)
			}
		case "organizations.json":
			mustFail(t, err, cybozu.KindServer)
		default: // organizations are asked instead
			if err != nil {
				t.Error(err)
			}
		}
		if body.given > 100<<20 {
			t.Errorf("%s: %d bytes were read", path, body.given)
		}
	}
}

func TestASlowServerIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, cybozutest.Large(20, 2), cybozutest.Options{Pipes: true})
		server.Inject(cybozutest.Fault{Path: "users.json", Nth: 1, Drip: stall / 5}) // twice the limit in all
		if _, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if n := server.Counts()["users.json"]; n != 2 {
			t.Errorf("%d requests, want none twice", n)
		}
	})
}

// TestATrickleEnds has a server send a byte at a time, each long before it would be silent
// for too long.
func TestATrickleEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, cybozutest.Large(20, 2), cybozutest.Options{Pipes: true})
		server.Inject(cybozutest.Fault{Path: "users.json", Nth: 1, Times: 100, Drip: stall / 20, Pieces: 1 << 20})
		_, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil)
		mustFail(t, err, cybozu.KindTimeout)
		if !strings.HasSuffix(err.Error(), ": timeout: the server is too slow to ever end") {
			t.Errorf("got %v", err)
		}
		if n := server.Counts()["users.json"]; n != 2 {
			t.Errorf("%d requests, want two", n)
		}
	})
}

// What came quickly at first is no credit for later.
func TestThePaceIsThatOfEachTwoSilences(t *testing.T) {
	pace := cybozu.Pace(time.Second)
	for i, c := range []struct {
		bytes int
		took  time.Duration
		slow  bool
	}{{9000, time.Second, false}, {0, time.Second, false}, {1023, 1999 * time.Millisecond, false}, {1, time.Millisecond, false}, {1023, 2 * time.Second, true}} {
		if err := pace(c.bytes, c.took); (err != nil) != c.slow {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestPausesGrowAndHonourTheServersWish(t *testing.T) {
	date := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for name, c := range map[string]struct {
		header []string
		least  time.Duration
	}{
		"no wish":       {nil, 0},
		"seconds":       {[]string{"Retry-After", "7"}, 7 * time.Second},
		"too long":      {[]string{"Retry-After", "9999"}, time.Minute},
		"never":         {[]string{"Retry-After", "99999999999999999999"}, 0},
		"date":          {[]string{"Date", date.Format(http.TimeFormat), "Retry-After", date.Add(9 * time.Second).Format(http.TimeFormat)}, 9 * time.Second},
		"date gone by":  {[]string{"Date", date.Format(http.TimeFormat), "Retry-After", date.Add(-time.Hour).Format(http.TimeFormat)}, 0},
		"long ago":      {[]string{"Date", "", "Retry-After", date.Format(http.TimeFormat)}, 0},
		"no such thing": {[]string{"Retry-After", "soon"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, office(), cybozutest.Options{})
			fault := headed(cybozutest.PageFault(503, "メンテナンス"), c.header...)
			fault.Times = 100
			server.Inject(fault.On("users.json", 1))
			var pauses []time.Duration
			client := newClient(t, server, cybozu.Options{Wait: func(_ context.Context, d time.Duration) error {
				pauses = append(pauses, d)
				return nil
			}})
			_, err := client.Fetch(t.Context(), nil)
			mustFail(t, err, cybozu.KindMaintenance)
			if len(pauses) != 4 {
				t.Fatalf("pauses %v, want 4", pauses)
			}
			for i, d := range pauses {
				usual := 500 * time.Millisecond << i
				if d < max(usual/2, c.least) || d > max(usual, c.least) {
					t.Errorf("pause %d is %v, want %v to %v", i, d, max(usual/2, c.least), max(usual, c.least))
				}
			}
		})
	}
}

// A server that takes five at once gets fewer, and everything is read nevertheless.
func TestFewerRequestsAfterTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		company := cybozutest.Large(300, 200)
		server := newServer(t, company, cybozutest.Options{Accounts: colleague, Pipes: true, Concurrency: 5, Latency: 5 * time.Millisecond})
		got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		mustBe(t, got, snapshotOf(company, server.Host()))
		refused := 0
		for _, r := range server.Requests() {
			if r.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		if n := len(server.Requests()); refused == 0 || refused > n/4 {
			t.Errorf("%d of %d requests were too many, want some but few", refused, n)
		}
	})
}

func TestTheNumberOfRequestsRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		company := cybozutest.Large(200, 300)
		server := newServer(t, company, cybozutest.Options{Accounts: colleague, Pipes: true, Latency: 10 * time.Millisecond})
		var mu sync.Mutex
		lowered := 0
		server.Inject(cybozutest.ErrorFault(429, "GAIA_TO04").On("organization/users.json", 15))
		server.Inject(cybozutest.Fault{Path: "organization/users.json", Nth: 45, Before: func(*cybozutest.Company) {
			mu.Lock()
			defer mu.Unlock()
			server.ForgetRequests()
			lowered = server.MostAtOnce()
		}})
		if _, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		defer mu.Unlock()
		if lowered == 0 || lowered > 7 {
			t.Errorf("%d requests at once soon after the 429, want fewer", lowered)
		}
		if most := server.MostAtOnce(); most != 10 {
			t.Errorf("%d requests at once in the end, want 10 again", most)
		}
	})
}

// Who reads a large company leaves room for others after the first thousand requests.
func TestGentle_FewerRequestsAtOnceAfterAThousand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		company := cybozutest.Large(200, 1200)
		server := newServer(t, company, cybozutest.Options{Accounts: colleague, Pipes: true, Latency: 2 * time.Millisecond})
		var mu sync.Mutex
		asked, swiftly := 0, 0
		count := func(*http.Request) bool {
			mu.Lock()
			defer mu.Unlock()
			if asked++; asked == 1000 {
				swiftly = server.MostAtOnce()
			}
			return asked == 1010 // those that were under way are answered
		}
		server.Inject(cybozutest.Fault{Match: count, Before: func(*cybozutest.Company) { server.ForgetRequests() }})
		got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		mustBe(t, got, snapshotOf(company, server.Host()))
		if most := server.MostAtOnce(); swiftly != 10 || most > 4 {
			t.Errorf("%d requests at once, then %d, want 10, then 4", swiftly, most)
		}
		if n := server.UnusedFaults(); n > 0 {
			t.Errorf("%d faults were not met", n)
		}
	})
}

// What a server says beside its code is for whoever helps the office.
func TestFailuresTellWhatTheServerSaid(t *testing.T) {
	client, err := cybozu.NewClient("example.cybozu.com", credentials, cybozu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("長", 200)
	for body, want := range map[string]string{
		"disk full\n": "disk full", long: long, long + "い": long + "…",
		"<style>p{}</style><script>x()</script><p>ただいま<b>混雑</b></p>": "ただいま混雑", "<script>x()</script>混雑": "混雑",
		`{"message":"だめ","code":"CB_XX01"}`: "だめ",
	} {
		if failed := client.JudgeAnswer(500, http.Header{}, []byte(body)); failed.Message != want || failed.Kind != cybozu.KindServer {
			t.Errorf("%.40q: %q, %s", body, failed.Message, failed.Kind)
		}
	}
}

func TestSilenceIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, cybozutest.Large(20, 2), cybozutest.Options{Pipes: true})
		server.Inject(cybozutest.Fault{Hang: true}.On("users.json", 0))
		_, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil)
		mustFail(t, err, cybozu.KindTimeout)
		if !strings.HasSuffix(err.Error(), ": the server was silent for too long") {
			t.Errorf("got %v", err)
		}
	})
}

func TestRefusedIsTheLoginAlone(t *testing.T) {
	for want, err := range map[bool]error{true: fmt.Errorf("reading: %w", &cybozu.Error{Kind: cybozu.KindLocked}), false: &cybozu.Error{Kind: cybozu.KindBusy}} {
		if cybozu.Refused(err) != want {
			t.Errorf("%v: %t", err, !want)
		}
	}
	if cybozu.Refused(errors.New("auth")) || cybozu.Refused(nil) {
		t.Error("what is no failure of cybozu.com is taken for a refusal")
	}
}

func TestErrorsOfOneKindAreEqual(t *testing.T) {
	err := error(&cybozu.Error{Kind: cybozu.KindBusy, Asked: "GET x", Status: 429, Err: context.Canceled})
	if !errors.Is(err, &cybozu.Error{Kind: cybozu.KindBusy}) || errors.Is(err, &cybozu.Error{Kind: cybozu.KindAuth}) || !errors.Is(err, context.Canceled) {
		t.Error("kinds are not told apart")
	}
}

// Whoever helps an office has these out of the log, or out of a message that was copied.
func TestErrorsSayWhatWasAskedAndWhatCame(t *testing.T) {
	for want, err := range map[string]*cybozu.Error{
		"busy":                                   {Kind: cybozu.KindBusy},
		"GET https://x/v1/: busy":                {Kind: cybozu.KindBusy, Asked: "GET https://x/v1/"},
		"server, status 500":                     {Kind: cybozu.KindServer, Status: 500},
		"auth, CB_WA01":                          {Kind: cybozu.KindAuth, Code: "CB_WA01"},
		"host: example.com":                      {Kind: cybozu.KindHost, Message: "example.com"},
		"cancelled: " + context.Canceled.Error(): {Kind: cybozu.KindCancelled, Err: context.Canceled},
		"GET x: auth, status 401, CB_WA01: だめ: " + context.Canceled.Error(): {
			Kind: cybozu.KindAuth, Asked: "GET x", Status: 401, Code: "CB_WA01", Message: "だめ", Err: context.Canceled, Token: true},
	} {
		if err.Error() != want {
			t.Errorf("%s, want %s", err, want)
		}
	}
}

// A kind is asked for alone: an error that says more is no question.
func TestAnErrorOfMoreThanAKindIsNoQuestion(t *testing.T) {
	err := &cybozu.Error{Kind: cybozu.KindBusy, Asked: "GET x", Err: context.Canceled}
	for _, other := range []error{
		&cybozu.Error{Kind: cybozu.KindBusy, Asked: "GET y"}, &cybozu.Error{Kind: cybozu.KindBusy, Err: context.DeadlineExceeded}, errors.New("busy"),
	} {
		if errors.Is(err, other) {
			t.Errorf("%v is taken for %v", err, other)
		}
	}
}

// The status and the code of a refused token are not known; whatever they are, one
// request says that it was the token.
func TestRefusedTokenIsNamedWhateverTheStatus(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		server := newServer(t, branch(), cybozutest.Options{Tokens: []string{"right"}, TokenStatus: status})
		_, err := clientOf(t, server, cybozu.Credentials{Token: "wrong"}, cybozu.Options{}).Fetch(t.Context(), nil)
		if !errors.Is(err, &cybozu.Error{Kind: cybozu.KindToken}) {
			t.Errorf("status %d: %v", status, err)
		}
		if n := len(server.Requests()); n != 1 {
			t.Errorf("status %d: %d requests", status, n)
		}
	}
}

// What stands in front of the API answers with a page, which need not be right HTML.
func TestAPageIsToldByItsTypeOrByHowItBegins(t *testing.T) {
	client, err := cybozu.NewClient("example.cybozu.com", planted, cybozu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		contentType, body string
		want              cybozu.Kind
	}{
		{"text/html; charset=utf-8", "Unauthorized", cybozu.KindIP},
		{"text/plain", "\ufeff <p>Unauthorized", cybozu.KindIP},
		{"text/plain", "Unauthorized", cybozu.KindAuth},
		{"text/html", `{"code":"","message":"x"}`, cybozu.KindAuth}, // an answer of the API, whatever it says
	} {
		if failed := client.JudgeAnswer(401, http.Header{"Content-Type": {c.contentType}}, []byte(c.body)); failed.Kind != c.want {
			t.Errorf("%+v: %v", c, failed)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAServerThatFallsSilentWhileItRefusesIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, err := cybozu.NewClient("example.cybozu.com", planted, cybozu.Options{
			Transport: roundTrip(func(r *http.Request) (*http.Response, error) { // the beginning of a complaint, and no more
				body := io.MultiReader(strings.NewReader(`{"code":"CB_`), readerFunc(func([]byte) (int, error) {
					<-r.Context().Done()
					return 0, r.Context().Err()
				}))
				return &http.Response{StatusCode: 500, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(body), Request: r}, nil
			}),
			Stall: stall, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		_, err = client.Access(t.Context())
		mustFail(t, err, cybozu.KindTimeout)
	})
}

// A status beside another one means something else.
func TestAStatusWithoutACodeMeansWhatItSays(t *testing.T) {
	client, err := cybozu.NewClient("example.cybozu.com", planted, cybozu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]cybozu.Kind{
		199: cybozu.KindServer, 200: cybozu.KindBroken, 299: cybozu.KindBroken, 400: cybozu.KindServer, 401: cybozu.KindAuth, 402: cybozu.KindServer,
		403: cybozu.KindPermission, 404: cybozu.KindServer, 406: cybozu.KindServer, 407: cybozu.KindProxy, 408: cybozu.KindTimeout, 409: cybozu.KindServer,
		428: cybozu.KindServer, 429: cybozu.KindBusy, 430: cybozu.KindServer, 500: cybozu.KindServer, 501: cybozu.KindServer,
		502: cybozu.KindMaintenance, 503: cybozu.KindMaintenance, 504: cybozu.KindMaintenance, 505: cybozu.KindServer, 999: cybozu.KindServer,
	} {
		if failed := client.JudgeAnswer(status, http.Header{"Content-Type": {"text/plain"}}, []byte("x")); failed.Kind != want {
			t.Errorf("%d: %v, want %s", status, failed, want)
		}
	}
}
