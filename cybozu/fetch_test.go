package cybozu_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// bothWays runs a test as an administrator, who may have the export, and as somebody
// who may not.
func bothWays(t *testing.T, test func(t *testing.T, o cybozutest.Options)) {
	t.Run("with export", func(t *testing.T) { test(t, cybozutest.Options{}) })
	t.Run("without export", func(t *testing.T) { test(t, cybozutest.Options{Accounts: colleague}) })
}

func TestFetchReadsEverything(t *testing.T) {
	for name, company := range map[string]*cybozutest.Company{
		"sample":           cybozutest.Sample(),
		"several pages":    office(),
		"full pages":       cybozutest.Large(200, 100),
		"one page exactly": cybozutest.Large(100, 1),
		"one page and one": cybozutest.Large(101, 99),
		"a page less one":  cybozutest.Large(99, 199),
		"no organization":  cybozutest.Large(3, 0),
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, o cybozutest.Options) {
				for _, http1 := range []bool{false, true} {
					o.HTTP1 = http1
					server := newServer(t, company, o)
					got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
					if err != nil {
						t.Fatal(err)
					}
					mustBe(t, got, snapshotOf(company, server.Host()))
				}
			})
		})
	}
}

func TestFetchTakesEveryWayToWriteAnIDAndNothing(t *testing.T) {
	for _, ids := range []cybozutest.IDs{cybozutest.IDsAsNumbers, cybozutest.IDsAsStrings} {
		for _, unset := range []cybozutest.Unset{cybozutest.UnsetNull, cybozutest.UnsetEmpty, cybozutest.UnsetMissing} {
			server := newServer(t, cybozutest.Sample(), cybozutest.Options{IDs: ids, Unset: unset})
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(cybozutest.Sample(), server.Host()))
		}
	}
}

func TestFetchAsksPolitely(t *testing.T) {
	bothWays(t, func(t *testing.T, o cybozutest.Options) {
		var mu sync.Mutex
		answered := 0
		early := 0
		o.Latency = 50 * time.Millisecond // long enough for ten to be sent meanwhile on a busy machine
		o.Log = func(cybozutest.Request) {
			mu.Lock()
			defer mu.Unlock()
			answered++
		}
		server := newServer(t, office(), o)
		first := cybozutest.Fault{Nth: 2, Before: func(*cybozutest.Company) {
			mu.Lock()
			defer mu.Unlock()
			early = answered
		}}
		server.Inject(first)
		if _, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if early == 0 {
			t.Error("the second request was sent before the first was answered")
		}
		if most := server.MostAtOnce(); most > 10 || most < 5 {
			t.Errorf("%d requests at once, want at most 10 and not few", most)
		}
		for _, r := range server.Requests() {
			if r.Problem != "" || r.Method != http.MethodGet || r.Host != server.Host() {
				t.Errorf("%s %s%s: %s", r.Method, r.Host, r.Path, r.Problem)
			}
			if r.Proto != "HTTP/2.0" || r.Header.Get("Accept-Language") != "ja" || r.Header.Get("Accept-Encoding") != "gzip" || r.Header.Get("User-Agent") != "AnpiSync" {
				t.Errorf("%s with %v", r.Proto, r.Header)
			}
		}
	})
}

func TestFetchNeedsFewRequests(t *testing.T) {
	for _, size := range []struct{ users, organizations int }{{1, 0}, {99, 9}, {350, 20}, {1000, 100}, {3000, 300}, {3001, 1001}} {
		t.Run(fmt.Sprint(size.users), func(t *testing.T) {
			server := newServer(t, cybozutest.Large(max(2, size.users), size.organizations), cybozutest.Options{})
			if _, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			most := (size.users+99)/100 + (size.organizations+99)/100 + 23
			if n := len(server.Requests()); n > most {
				t.Errorf("%d requests, want at most %d: %v", n, most, server.Counts())
			}
		})
	}
}

func TestM5_UsersMissingInTheExportAreAskedFor(t *testing.T) {
	for _, c := range []struct {
		name    string
		rows    func(rows []string) []string
		byUser  int // requests; Administrator is always missing, and otherwise two are in no organization
		byGroup bool
	}{
		{"none", func(rows []string) []string { return rows }, 1, false},
		{"one", func(rows []string) []string { return rows[1:] }, 2, false},
		{"the last one cut off", func(rows []string) []string {
			return append(rows[:len(rows)-1], strings.TrimSuffix(rows[len(rows)-1], "\r\n"))
		}, 2, false},
		{"ninety-nine", func(rows []string) []string { return rows[99:] }, 100, false},
		{"a hundred", func(rows []string) []string { return rows[100:] }, 2, true},
		{"all", func([]string) []string { return nil }, 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			company := office()
			server := newServer(t, company, cybozutest.Options{})
			server.Inject(cybozutest.Fault{Path: "csv/userOrganizations.csv", Rewrite: func(body []byte) []byte {
				return []byte(strings.Join(c.rows(slices.Collect(strings.Lines(string(body)))), ""))
			}})
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
			counts := server.Counts()
			if counts["user/organizations.json"] != c.byUser || counts["organization/users.json"] > 0 != c.byGroup {
				t.Errorf("requests %v, want %d by user, by organization: %v", counts, c.byUser, c.byGroup)
			}
		})
	}
}

// Whether the accounts that the export leaves out may be asked for is not known.
func TestM5_UsersWhoCannotBeAskedForAreReadByOrganization(t *testing.T) {
	for name, fault := range map[string]cybozutest.Fault{
		"unknown":       cybozutest.ErrorFault(http.StatusBadRequest, "CB_VA01"),
		"no permission": cybozutest.ErrorFault(http.StatusForbidden, "CB_NO02"),
		"failure":       cybozutest.PageFault(http.StatusInternalServerError, "Error"),
		"null":          garbled(`{"organizationTitles":null}`),
	} {
		t.Run(name, func(t *testing.T) {
			company := office()
			server := newServer(t, company, cybozutest.Options{})
			fault = fault.On("user/organizations.json", 1)
			fault.Times = 1000
			server.Inject(fault)
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
		})
	}
}

func TestM5_AnExportThatDoesNotFitIsNotTrusted(t *testing.T) {
	for _, c := range []struct {
		name    string
		rewrite func(body string) string
		rounds  int // in the first, the lists may be what does not fit
	}{
		{"unknown login", func(body string) string { return "nobody\r\n" + body }, 2},
		{"unknown organization", func(body string) string { return strings.Replace(body, "org000001", "org999999", 1) }, 2},
		{"a login twice", func(body string) string { return body + body }, 2},
		{"a wrong place before an unknown login", func(body string) string {
			return strings.Replace(body, "org000003", "org000004", 1) + "nobody\r\n"
		}, 2},
		{"a header", func(body string) string { return "ログイン名,組織,役職\r\n" + body }, 2},
		{"holes", func(body string) string { return regexp.MustCompile(`,org\d+,([^,\r])`).ReplaceAllString(body, ",,$1") }, 1},
		{"quotes", func(body string) string { return `a"b` + body }, 1},
		{"Shift JIS", func(body string) string { return body + "\x8d\x6c,,\r\n" }, 1},
		{"JSON", func(string) string { return `{"users":[]}` }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			company := office()
			server := newServer(t, company, cybozutest.Options{})
			server.Inject(cybozutest.Fault{Path: "csv/userOrganizations.csv", Nth: 1, Times: 100, Rewrite: func(body []byte) []byte {
				return []byte(c.rewrite(string(body)))
			}})
			got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, got, snapshotOf(company, server.Host()))
			if n := server.Counts()["organization/users.json"]; n < 101 {
				t.Errorf("%d organizations asked, want all", n)
			}
			if n := timesRead(server); n != c.rounds {
				t.Errorf("the lists were read %d times, want %d", n, c.rounds)
			}
		})
	}
}

// Somebody works at cybozu.com while it is read: at each request of each kind, one after
// the other. Nobody who is there before and after may be missing or in another place.
func TestI6_ChangesWhileReadingLoseNobody(t *testing.T) {
	changes := map[string]func(d *cybozutest.Data){
		"user deleted":         func(d *cybozutest.Data) { d.DeleteUser(d.Users[40].Code) },
		"users deleted":        func(d *cybozutest.Data) { d.Users = d.Users[20:] },
		"user added":           func(d *cybozutest.Data) { d.AddUser(cybozutest.User{Code: "new", Memberships: d.Users[5].Memberships}) },
		"organization deleted": func(d *cybozutest.Data) { d.DeleteOrganization("org000003") },
		"organization renamed": func(d *cybozutest.Data) { d.Organization("org000007").Code = "renamed" },
		"login renamed":        func(d *cybozutest.Data) { d.Users[77].Code = "renamed" },
		"user moved":           func(d *cybozutest.Data) { d.Move(d.Users[77].Code, "org000078", "org000002") },
	}
	moments := []struct {
		path    string
		nth     int
		account []cybozutest.Account
	}{
		{"users.json", 2, nil},
		{"users.json", 3, colleague},
		{"users.json", 4, nil},
		{"organizations.json", 1, nil},
		{"organizations.json", 2, colleague},
		{"organizations.json", 3, nil},
		{"csv/userOrganizations.csv", 1, nil},
		{"user/organizations.json", 1, nil},
		{"organization/users.json", 1, colleague},
		{"organization/users.json", 101, colleague},
	}
	for name, change := range changes {
		for _, m := range moments {
			t.Run(fmt.Sprintf("%s/%s %d", name, m.path, m.nth), func(t *testing.T) {
				t.Parallel()
				company := office()
				server := newServer(t, company, cybozutest.Options{Accounts: m.account})
				before := snapshotOf(company, server.Host())
				server.Inject(cybozutest.Fault{Path: m.path, Nth: m.nth, Before: func(c *cybozutest.Company) { c.Update(change) }})
				got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				mustHold(t, got, before, snapshotOf(company, server.Host()))
			})
		}
	}
}

// Without memberships nothing but the pages themselves tells that somebody was skipped.
func TestI6_AUserDeletedBetweenPagesHidesNobody(t *testing.T) {
	for nth := 2; nth <= 5; nth++ {
		company := cybozutest.Large(350, 0)
		server := newServer(t, company, cybozutest.Options{Accounts: colleague})
		before := snapshotOf(company, server.Host())
		server.Inject(cybozutest.Fault{Path: "users.json", Nth: nth, Before: func(c *cybozutest.Company) {
			c.Update(func(d *cybozutest.Data) { d.DeleteUser(d.Users[40].Code) })
		}})
		got, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		mustHold(t, got, before, snapshotOf(company, server.Host()))
	}
}

// mustHold fails unless whatever is the same before and after is the same in a snapshot.
func mustHold(t *testing.T, got, before, after *cybozu.Snapshot) {
	t.Helper()
	users := map[cybozu.ID]string{}
	for _, u := range got.Users {
		users[u.ID] = fmt.Sprint(u)
	}
	was := map[cybozu.ID]string{}
	for _, u := range before.Users {
		was[u.ID] = fmt.Sprint(u)
	}
	for _, u := range after.Users {
		if now := fmt.Sprint(u); was[u.ID] == now && users[u.ID] != now {
			t.Errorf("user %s, want %s", users[u.ID], now)
		}
	}
	for _, o := range after.Organizations {
		if slices.Contains(before.Organizations, o) && !slices.Contains(got.Organizations, o) {
			t.Errorf("organization %+v is missing", o)
		}
	}
}

func TestI6_ListsThatNeverFitAreAnError(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault cybozutest.Fault
		says  string
	}{
		{"the same page for ever", cybozutest.Fault{Path: "users.json", Rewrite: pageOfUsers(1, 100)}, "a full page at offset 99 brings nothing new"},
		{"records after a short page", cybozutest.Fault{Path: "users.json", Match: offset("99"), Rewrite: pageOfUsers(100, 150)}, "records follow a page that was not full"},
		{"pages of fifty", cybozutest.Fault{Path: "users.json", Match: offset("0"), Rewrite: pageOfUsers(1, 50)}, "records follow a page that was not full"},
		{"a gap", cybozutest.Fault{Path: "users.json", Match: offset("198"), Rewrite: pageOfUsers(200, 299)}, "the page at offset 198 does not join the one before"},
		{"a member in no list who is there", cybozutest.Fault{Path: "users.json", Match: offset("198"), Rewrite: pageOfUsers(199, 219)}, "user 220 is in an organization and in no list"},
		{"an empty page", cybozutest.Fault{Path: "users.json", Match: offset("99"), Rewrite: pageOfUsers(1, 0)}, "the list became shorter"},
		{"one code for two", cybozutest.Fault{Path: "organizations.json", Rewrite: func(body []byte) []byte {
			return bytes.ReplaceAll(body, []byte("org000003"), []byte("org000004"))
		}}, "organizations 3 and 4 have one code"},
		{"organizations that vanish", cybozutest.ErrorFault(http.StatusBadRequest, "CB_VA01").On("organization/users.json", 0), ""},
		{"an organization in no list that is there", cybozutest.Fault{Path: "organizations.json", Match: offset("99"), Rewrite: func([]byte) []byte {
			return []byte(`{"organizations":[{"id":"100","code":"org000100"}]}`)
		}}, "organization 101 has a member and is in no list"},
		{"users who are gone when they are looked up", cybozutest.Fault{Path: "users.json", Match: byID, Rewrite: pageOfUsers(1, 0)}, "2 users were deleted while memberships were read"},
		{"somebody who has another login when looked up", cybozutest.Fault{Path: "users.json", Match: byID, Rewrite: func(body []byte) []byte {
			return bytes.ReplaceAll(body, []byte(`"Administrator"`), []byte(`"somebody"`))
		}}, "user 1 has another login now"},
	} {
		t.Run(c.name, func(t *testing.T) {
			company := office()
			company.Update(func(d *cybozutest.Data) { put(d, 50, 51) }) // somebody is in the last organization alone
			server := newServer(t, company, cybozutest.Options{Accounts: colleague})
			server.Inject(c.fault)
			_, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			failed := mustFail(t, err, cybozu.KindShifted)
			if c.says != "" && failed.Message != c.says {
				t.Errorf("it says %s, want %s", failed.Message, c.says)
			}
			if n := timesRead(server); n != 3 {
				t.Errorf("read %d times, want 3", n)
			}
		})
	}
}

// Who may not have the export may not have it a moment later.
func TestI6_AnExportThatIsRefusedIsAskedForOnce(t *testing.T) {
	server := newServer(t, office(), cybozutest.Options{Accounts: colleague})
	server.Inject(cybozutest.ErrorFault(http.StatusBadRequest, "CB_VA01").On("organization/users.json", 0))
	_, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
	mustFail(t, err, cybozu.KindShifted)
	if n := server.Counts()["csv/userOrganizations.csv"]; n != 1 || timesRead(server) != 3 {
		t.Errorf("it was asked for %d times, and the lists %d times", n, timesRead(server))
	}
}

// In a page that is whole, and in the order of ids but for what is wrong with it.
func TestI6_OnePageThatContradictsItselfIsNeverBelieved(t *testing.T) {
	for says, rewrite := range map[string]func(users []json.RawMessage){
		"id 4 comes after 5": func(users []json.RawMessage) { users[3], users[4] = users[4], users[3] },
		"users 4 and 5 have one login": func(users []json.RawMessage) {
			users[4] = regexp.MustCompile(`"code":"[^"]*"`).ReplaceAll(users[4], regexp.MustCompile(`"code":"[^"]*"`).Find(users[3]))
		},
	} {
		t.Run(says, func(t *testing.T) {
			server := newServer(t, cybozutest.Large(20, 3), cybozutest.Options{Accounts: colleague})
			server.Inject(cybozutest.Fault{Path: "users.json", Match: offset("0"), Rewrite: func(body []byte) []byte {
				var page struct {
					Users []json.RawMessage `json:"users"`
				}
				if err := json.Unmarshal(body, &page); err != nil {
					t.Error(err)
				}
				rewrite(page.Users)
				body, err := json.Marshal(page)
				if err != nil {
					t.Error(err)
				}
				return body
			}})
			_, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
			if failed := mustFail(t, err, cybozu.KindShifted); failed.Message != says {
				t.Errorf("it says %s", failed.Message)
			}
		})
	}
}

func byID(r *http.Request) bool { return r.URL.Query().Has("ids[0]") }

func offset(want string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.URL.Query().Get("offset") == want }
}

func pageOfUsers(from, to int) func([]byte) []byte {
	return func([]byte) []byte {
		var users []string
		for id := from; id <= to; id++ {
			users = append(users, fmt.Sprintf(`{"id":"%d","code":"user%d","valid":true}`, id, id))
		}
		return []byte(`{"users":[` + strings.Join(users, ",") + `]}`)
	}
}

func TestStillThereNamesWhatCybozuStillHas(t *testing.T) {
	company := office()
	server := newServer(t, company, cybozutest.Options{})
	client := newClient(t, server, cybozu.Options{})
	var organizations, users []cybozu.ID
	for id := range cybozu.ID(250) {
		organizations = append(organizations, 250-id)
		users = append(users, 2*(250-id))
	}
	stillOrganizations, stillUsers, err := client.StillThere(t.Context(), organizations, users)
	if err != nil {
		t.Fatal(err)
	}
	if len(stillOrganizations) != 101 || !slices.IsSorted(stillOrganizations) || stillOrganizations[100] != 101 {
		t.Errorf("organizations %v", stillOrganizations)
	}
	if len(stillUsers) != 110 || !slices.IsSorted(stillUsers) || stillUsers[109] != 220 {
		t.Errorf("users %v", stillUsers)
	}
	server.ForgetRequests()
	if o, u, err := client.StillThere(t.Context(), nil, nil); o != nil || u != nil || err != nil || len(server.Requests()) != 0 {
		t.Errorf("nothing asked for: %v, %v, %v, %d requests", o, u, err, len(server.Requests()))
	}
}

func TestUsersAreReadAlone(t *testing.T) {
	server := newServer(t, office(), cybozutest.Options{})
	users, err := newClient(t, server, cybozu.Options{}).Users(t.Context())
	if err != nil || len(users) != 220 || users[219].ID != 220 || server.Counts()["csv/userOrganizations.csv"] != 0 {
		t.Errorf("%d users, %v, %v", len(users), err, server.Counts())
	}
	for nth := 1; nth <= 2; nth++ {
		server.Inject(cybozutest.ErrorFault(http.StatusForbidden, "CB_NO02").On("users.json", nth))
		_, err = newClient(t, server, cybozu.Options{}).Users(t.Context())
		mustFail(t, err, cybozu.KindPermission)
	}
}

func TestM5_UsersNameTheirOrganizations(t *testing.T) {
	company := office()
	d := company.Data()
	in := func(user int) (ids []cybozu.ID) {
		for _, m := range d.Users[user].Memberships {
			ids = append(ids, cybozu.ID(m.Organization))
		}
		return ids
	}
	want := append(in(150), in(120)...)
	slices.Sort(want)
	want = slices.Compact(want)
	server := newServer(t, company, cybozutest.Options{})
	client := newClient(t, server, cybozu.Options{})
	logins := []string{d.Users[150].Code, d.Users[120].Code}
	if got, err := client.OrganizationsOf(t.Context(), logins); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	if got, err := client.OrganizationsOf(t.Context(), append(logins, "nobody")); err != nil || !slices.Equal(got, want) {
		t.Errorf("with one who may not be asked: %v, %v, want %v", got, err, want)
	}
	server.Inject(cybozutest.ErrorFault(http.StatusUnauthorized, "CB_WA01").On("user/organizations.json", 0))
	_, err := client.OrganizationsOf(t.Context(), logins)
	mustFail(t, err, cybozu.KindAuth)
}

func TestStillThereRefusesWhatItDidNotAskFor(t *testing.T) {
	server := newServer(t, office(), cybozutest.Options{})
	server.Inject(cybozutest.Fault{Path: "users.json", Rewrite: pageOfUsers(1, 100)})
	_, _, err := newClient(t, server, cybozu.Options{}).StillThere(t.Context(), nil, []cybozu.ID{7})
	if failed := mustFail(t, err, cybozu.KindBroken); failed.Message != "users.json holds id 1, which was not asked for" {
		t.Errorf("it says %s", failed.Message)
	}
}

func TestStillThereNamesEachOnce(t *testing.T) {
	server := newServer(t, office(), cybozutest.Options{})
	twice := slices.Repeat([]cybozu.ID{7, 3}, 60) // in two questions
	organizations, users, err := newClient(t, server, cybozu.Options{}).StillThere(t.Context(), twice, twice)
	if err != nil || !slices.Equal(organizations, []cybozu.ID{3, 7}) || !slices.Equal(users, []cybozu.ID{3, 7}) {
		t.Errorf("organizations %v, users %v, %v", organizations, users, err)
	}
}

func TestProgressIsSerialAndEndsWithTotals(t *testing.T) {
	bothWays(t, func(t *testing.T, o cybozutest.Options) {
		server := newServer(t, office(), o)
		var running sync.Mutex
		first, last := map[cybozu.Phase]cybozu.Progress{}, map[cybozu.Phase]cybozu.Progress{}
		_, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), func(p cybozu.Progress) {
			if !running.TryLock() {
				t.Error("two reports at once")
				return
			}
			defer running.Unlock()
			if len(first) == 0 && p.Phase != cybozu.PhaseSignIn {
				t.Errorf("the first report is %+v", p)
			}
			if _, here := first[p.Phase]; !here {
				first[p.Phase] = p
			}
			if p.Done < last[p.Phase].Done || p.Total > 0 && p.Done > p.Total {
				t.Errorf("%+v after %+v", p, last[p.Phase])
			}
			last[p.Phase] = p
		})
		if err != nil {
			t.Fatal(err)
		}
		for phase, want := range map[cybozu.Phase]cybozu.Progress{
			cybozu.PhaseSignIn: {Phase: cybozu.PhaseSignIn, Total: 1}, cybozu.PhaseOrganizations: {Phase: cybozu.PhaseOrganizations, Done: 100},
			cybozu.PhaseMemberships: {Phase: cybozu.PhaseMemberships, Total: last[cybozu.PhaseMemberships].Total},
		} {
			if first[phase] != want {
				t.Errorf("first report %+v, want %+v", first[phase], want)
			}
		}
		for phase, total := range map[cybozu.Phase]int{cybozu.PhaseSignIn: 1, cybozu.PhaseUsers: 220, cybozu.PhaseOrganizations: 101} {
			if p := last[phase]; p.Done != total || p.Total != total {
				t.Errorf("last report %+v, want %d of %d", p, total, total)
			}
		}
		if p := last[cybozu.PhaseMemberships]; p.Done == 0 || p.Done != p.Total {
			t.Errorf("last report %+v", p)
		}
	})
}

// TestErrorsNameNoLogin: a login may be somebody's address, and errors go to the log.
func TestErrorsNameNoLogin(t *testing.T) {
	server := newServer(t, office(), cybozutest.Options{})
	fault := cybozutest.PageFault(http.StatusServiceUnavailable, "メンテナンス").On("user/organizations.json", 1)
	fault.Times = 1000
	server.Inject(fault)
	_, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil)
	mustFail(t, err, cybozu.KindMaintenance)
	if text := err.Error(); !strings.Contains(text, "/v1/user/organizations.json") || strings.Contains(text, "code=") {
		t.Errorf("it says %s", text)
	}
}
