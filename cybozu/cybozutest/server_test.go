package cybozutest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"anpisync/cybozu/cybozutest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// office is a server and somebody who asks it.
type office struct {
	*cybozutest.Server
	t      testing.TB
	client *http.Client
	header http.Header
}

func start(t *testing.T, c *cybozutest.Company, o cybozutest.Options) *office {
	t.Helper()
	s, err := cybozutest.NewServer(c, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return newOffice(t, s)
}

func newOffice(t testing.TB, s *cybozutest.Server) *office {
	return &office{s, t, &http.Client{
		Transport:     s.Transport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, as(cybozutest.Login, cybozutest.Password)}
}

func as(login, password string) http.Header {
	secret := base64.StdEncoding.EncodeToString([]byte(login + ":" + password))
	return http.Header{"X-Cybozu-Authorization": {secret}, "Accept-Language": {"ja"}}
}

// reply is an answer that was read.
type reply struct {
	status int
	header http.Header
	body   []byte
	proto  string
}

func (o *office) request(method, path string, body io.Reader) *http.Request {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), method, "https://"+o.Host()+"/v1/"+path, body)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header = o.header.Clone()
	return r
}

func (o *office) try(r *http.Request) (reply, error) {
	response, err := o.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, body, response.Proto}, err
}

func (o *office) get(path string) reply {
	o.t.Helper()
	got, err := o.try(o.request("GET", path, nil))
	if err != nil {
		o.t.Fatal(err)
	}
	return got
}

func (o *office) expect(path string, status int, code string) reply {
	o.t.Helper()
	got := o.get(path)
	if got.status != status || got.code() != code {
		o.t.Errorf("%s: %d %q, want %d %q: %s", path, got.status, got.code(), status, code, got.body)
	}
	return got
}

// code is that of an error; empty for what is not JSON.
func (r reply) code() string {
	var e struct{ Code string }
	if json.Unmarshal(r.body, &e) != nil {
		return ""
	}
	return e.Code
}

type object = map[string]any

// list is what stands under a key.
func (r reply) list(t *testing.T, key string) []object {
	t.Helper()
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(r.body, &answer); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	var list []object
	d := json.NewDecoder(strings.NewReader(string(answer[key])))
	d.UseNumber()
	if err := d.Decode(&list); err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return list
}

func ids(list []object) []int64 {
	var all []int64
	for _, o := range list {
		var id int64
		fmt.Sscan(fmt.Sprint(o["id"]), &id)
		all = append(all, id)
	}
	return all
}

func TestPagesAreInAscendingIdsAndTheLastIsShort(t *testing.T) {
	c := cybozutest.Sample()
	o := start(t, c, cybozutest.Options{})
	var got []int64
	for {
		page := ids(o.get(fmt.Sprintf("users.json?size=50&offset=%d", len(got))).list(t, "users"))
		got = append(got, page...)
		if len(page) < 50 {
			break
		}
	}
	var want []int64
	for _, u := range c.Data().Users {
		want = append(want, u.ID)
	}
	if !slices.Equal(got, want) || !slices.IsSorted(got) {
		t.Errorf("got %d users, want %d in ascending ids", len(got), len(want))
	}
	if page := o.get("users.json").list(t, "users"); len(page) != 100 {
		t.Errorf("without size: %d, want 100", len(page))
	}
	if page := o.get("users.json?offset=100000").list(t, "users"); len(page) != 0 {
		t.Errorf("beyond the end: %d, want none", len(page))
	}
}

func TestFiltersLeaveOutWhatIsUnknown(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	for path, want := range map[string][]int64{
		"users.json?ids[0]=3&ids[1]=999999&ids[2]=2&ids[3]=3":   {2, 3},
		"users.json?codes[0]=admin&codes[1]=nobody":             {2},
		"users.json?codes[0]=ADMIN":                             nil,
		"organizations.json?codes[0]=mkt&codes[1]=dev":          {2, 12},
		"organizations.json?ids[0]=12&ids[1]=2&size=1":          {2},
		"organizations.json?ids[0]=12&ids[1]=2&size=1&offset=1": {12},
		"organizations.json?codes[0]=" + url.QueryEscape("東日本"): {11},
	} {
		key := strings.TrimSuffix(strings.SplitN(path, "?", 2)[0], ".json")
		if got := ids(o.get(path).list(t, key)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestBadParametersAreNamed(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	many := url.Values{}
	for i := range 101 {
		many.Set(fmt.Sprintf("ids[%d]", i), "1")
	}
	for path, parameter := range map[string]string{
		"users.json?size=0":                        "size",
		"users.json?size=101":                      "size",
		"users.json?offset=-1":                     "offset",
		"users.json?size=many":                     "size",
		"organizations.json?ids[0]=1&codes[0]=dev": "ids",
		"users.json?" + many.Encode():              "ids",
		"users.json?ids[0]=one":                    "ids",
		"organization/users.json":                  "code",
		"organization/users.json?code=nowhere":     "code",
		"user/organizations.json?code=nobody":      "code",
	} {
		got := o.expect(path, 400, "CB_VA01")
		var e struct {
			Message string
			Errors  map[string]struct{ Messages []string }
		}
		if err := json.Unmarshal(got.body, &e); err != nil || len(e.Errors[parameter].Messages) != 1 {
			t.Errorf("%s: no word about %s: %s", path, parameter, got.body)
		}
		if e.Message != "入力内容が正しくありません。" {
			t.Errorf("%s: %q", path, e.Message)
		}
	}
}

// All three ways to the memberships must say the same.
func TestMembershipsAgreeWhicheverWayTheyAreAsked(t *testing.T) {
	c := cybozutest.Sample()
	o := start(t, c, cybozutest.Options{})
	data := c.Data()
	codes := map[int64]string{}
	for _, org := range data.Organizations {
		codes[org.ID] = org.Code
	}
	titles := map[int64]string{}
	for _, title := range data.Titles {
		titles[title.ID] = title.Code
	}
	want := map[string]int{}
	for _, u := range data.Users {
		for _, m := range u.Memberships {
			want[u.Code+"\n"+codes[m.Organization]+"\n"+titles[m.Title]]++
		}
	}

	byOrganization, byUser, byCSV := map[string]int{}, map[string]int{}, map[string]int{}
	for _, org := range data.Organizations {
		for offset := 0; ; offset += 10 {
			page := o.get(fmt.Sprintf("organization/users.json?code=%s&size=10&offset=%d", url.QueryEscape(org.Code), offset)).list(t, "userTitles")
			for _, entry := range page {
				byOrganization[entry["user"].(object)["code"].(string)+"\n"+org.Code+"\n"+titleOf(entry)]++
			}
			if len(page) < 10 {
				break
			}
		}
	}
	for _, u := range data.Users {
		for _, entry := range o.get("user/organizations.json?code="+u.Code).list(t, "organizationTitles") {
			byUser[u.Code+"\n"+entry["organization"].(object)["code"].(string)+"\n"+titleOf(entry)]++
		}
	}
	rows := csvRows(t, o.get("csv/userOrganizations.csv").body)
	for _, row := range rows {
		for i := 1; i < len(row) && row[i] != ""; i += 2 {
			byCSV[row[0]+"\n"+row[i]+"\n"+row[i+1]]++
		}
	}
	for name, got := range map[string]map[string]int{"organization/users": byOrganization, "user/organizations": byUser, "csv": byCSV} {
		if !maps.Equal(got, want) {
			t.Errorf("%s: %d memberships, want %d", name, len(got), len(want))
		}
	}
	if len(want) < 300 {
		t.Errorf("only %d memberships: not much of a test", len(want))
	}
}

func titleOf(entry object) string {
	if title, is := entry["title"].(object); is {
		return title["code"].(string)
	}
	return ""
}

func csvRows(t *testing.T, body []byte) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(string(body)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVHasBothFormsOfNoOrganizationAndNoAdministrator(t *testing.T) {
	c := cybozutest.Sample()
	o := start(t, c, cybozutest.Options{})
	got := o.get("csv/userOrganizations.csv")
	if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") {
		t.Errorf("Content-Type %q", kind)
	}
	alone, empty := 0, 0
	rows := csvRows(t, got.body)
	for _, row := range rows {
		switch {
		case row[0] == "Administrator":
			t.Error("Administrator has a row")
		case len(row) == 1:
			alone++
		case row[1] == "":
			empty++
		}
	}
	if alone == 0 || empty == 0 || alone+empty != 10 {
		t.Errorf("%d logins alone and %d with empty fields, want some of each, 10 together", alone, empty)
	}
	if len(rows) != len(c.Data().Users)-1 {
		t.Errorf("%d rows for %d users", len(rows), len(c.Data().Users))
	}
	for _, part := range []string{`"manager ""acting"", 2nd"`, `"sales,overseas"`} {
		if !strings.Contains(string(got.body), part) {
			t.Errorf("no %s", part)
		}
	}
}

func TestCSVIsForAdministratorsAndTokens(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{
		Accounts: []cybozutest.Account{{Login: "yoshida", Password: "p:w"}, {Login: "guest", Password: "g", Guest: true}},
		Tokens:   []string{"tök"},
	})
	o.header = as("yoshida", "p:w")
	o.expect("csv/userOrganizations.csv", 403, "CB_NO02")
	o.expect("users.json", 200, "")
	o.header = as("guest", "g")
	o.expect("users.json", 403, "CB_NO02")
	o.header = http.Header{"Authorization": {"Bearer tök"}}
	o.expect("csv/userOrganizations.csv", 200, "")
}

func TestWithTheAccessRightsOfOrganizations(t *testing.T) {
	c := cybozutest.Sample()
	c.Update(func(d *cybozutest.Data) {
		d.Organization("dev").Hidden = true
		d.User("n-takasaki").Hidden = true
	})
	o := start(t, c, cybozutest.Options{Accounts: []cybozutest.Account{
		{Login: "yoshida", Password: "p"}, {Login: "admin", Password: "p", Admin: true},
	}})
	for login, want := range map[string]int{"admin": 1, "yoshida": 0} {
		o.header = as(login, "p")
		if got := len(o.get("organizations.json?codes[0]=dev").list(t, "organizations")); got != want {
			t.Errorf("%s sees %d of a hidden organization", login, got)
		}
		if got := len(o.get("users.json?codes[0]=n-takasaki").list(t, "users")); got != want {
			t.Errorf("%s sees %d of a hidden user", login, got)
		}
	}
	// …and the child names a parent that is not there.
	o.header = as("yoshida", "p")
	child := o.get("organizations.json?codes[0]=dev_team").list(t, "organizations")[0]
	if child["parentCode"] != "dev" {
		t.Errorf("parentCode %v", child["parentCode"])
	}
	o.expect("organization/users.json?code=dev", 400, "CB_VA01")
	o.expect("user/organizations.json?code=n-takasaki", 400, "CB_VA01")
	// …and memberships name what is hidden.
	named := func(record map[string]any, as string) any { return record[as].(map[string]any)["code"] }
	members := o.get("organization/users.json?code=dev_team").list(t, "userTitles")
	if !slices.ContainsFunc(members, func(m map[string]any) bool { return named(m, "user") == "n-takasaki" }) {
		t.Error("the members leave out who is hidden")
	}
	c.Update(func(d *cybozutest.Data) { d.Move("yoshida", "sales_1", "dev") })
	in := o.get("user/organizations.json?code=yoshida").list(t, "organizationTitles")
	if !slices.ContainsFunc(in, func(m map[string]any) bool { return named(m, "organization") == "dev" }) {
		t.Errorf("yoshida is in %v", in)
	}
}

func TestWhoMayNotEnter(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{Accounts: []cybozutest.Account{
		{Login: "admin", Password: "p"},
		{Login: "yoshida", Password: "p", Suspended: true},
		{Login: "m-sato", Password: "p"}, // her user is 停止中
		{Login: "t-suzuki", Password: "p", TokenOnly: true},
	}})
	for name, test := range map[string]struct {
		header http.Header
		status int
		code   string
	}{
		"wrong password":    {as("admin", "P"), 401, "CB_WA01"},
		"unknown login":     {as("nobody", "p"), 401, "CB_WA01"},
		"login in capitals": {as("Admin", "p"), 401, "CB_WA01"},
		"suspended":         {as("yoshida", "p"), 401, "CB_WA01"},
		"停止中":               {as("m-sato", "p"), 401, "CB_WA01"},
		"not base64":        {http.Header{"X-Cybozu-Authorization": {"admin:p"}}, 401, "CB_WA01"},
		"two factors":       {as("t-suzuki", "p"), 401, "CB_AU01"},
		"nobody":            {http.Header{}, 401, "CB_AU01"},
		"no token":          {http.Header{"Authorization": {"Bearer x"}}, 401, "CB_OA01"},
		"token and password": {http.Header{
			"Authorization": {"Bearer x"}, "X-Cybozu-Authorization": {"eA=="}}, 400, "CB_IL02"},
	} {
		t.Run(name, func(t *testing.T) {
			o.header = test.header
			o.expect("users.json", test.status, test.code)
		})
	}
	o.header = as("admin", "p")
	o.expect("users.json", 200, "")
	for login, want := range map[string]int{"nobody": 1, "t-suzuki": 0} {
		if got := o.FailedLogins(login); got != want {
			t.Errorf("%d failures counted for %s, want %d", got, login, want)
		}
	}
}

func TestMessagesFollowTheLanguage(t *testing.T) {
	c := cybozutest.Sample()
	c.Update(func(d *cybozutest.Data) { d.User("yoshida").Locale = "en" })
	o := start(t, c, cybozutest.Options{Accounts: []cybozutest.Account{{Login: "yoshida", Password: "p"}}})
	o.header = as("yoshida", "wrong")
	want := "ユーザーのパスワード認証に失敗しました。「X-Cybozu-Authorization」ヘッダーの値が正しくありません。"
	if got := o.get("users.json"); !strings.Contains(string(got.body), want) {
		t.Errorf("got %s", got.body)
	}
	o.header.Set("Accept-Language", "fr")
	if got := o.get("users.json"); !strings.Contains(string(got.body), "Password authentication failed") {
		t.Errorf("got %s", got.body)
	}
	o.header = as("yoshida", "p") // whose own setting goes first
	if got := o.get("users.json?size=0"); !strings.Contains(string(got.body), "Missing or invalid input.") {
		t.Errorf("got %s", got.body)
	}
}

func TestTenWrongPasswordsLockTheAccount(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	wrong, right := as(cybozutest.Login, "x"), o.header
	try := func(n int) {
		o.header = wrong
		for range n {
			o.expect("users.json", 401, "CB_WA01")
		}
		o.header = right
	}
	try(9)
	if n := o.FailedLogins(cybozutest.Login); n != 9 {
		t.Errorf("%d failures, want 9", n)
	}
	o.expect("users.json", 200, "")
	if n := o.FailedLogins(cybozutest.Login); n != 0 {
		t.Errorf("%d failures after the right password", n)
	}
	try(10)
	o.expect("users.json", 401, "CB_WA01")
	if n := o.FailedLogins(cybozutest.Login); n != 10 {
		t.Errorf("%d failures, want 10: a locked account counts no more", n)
	}
}

func TestRestrictedAddress(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte("office:s:cret"))
	for name, test := range map[string]struct {
		user   string
		header string
		status int
	}{
		"no way in":     {"", "Basic " + basic, 403},
		"without Basic": {"office", "", 401},
		"wrong Basic":   {"office", "Basic eDp5", 401},
		"with a token":  {"office", "Bearer token", 401},
		"right Basic":   {"office", "Basic " + basic, 200},
	} {
		t.Run(name, func(t *testing.T) {
			o := start(t, cybozutest.Sample(), cybozutest.Options{
				RestrictIP: true, BasicUser: test.user, BasicPassword: "s:cret", Tokens: []string{"token"},
			})
			if test.header != "" {
				o.header.Set("Authorization", test.header)
			}
			got := o.get("users.json")
			if got.status != test.status {
				t.Errorf("status %d, want %d", got.status, test.status)
			}
			if html := strings.HasPrefix(got.header.Get("Content-Type"), "text/html"); html != (test.status != 200) {
				t.Errorf("Content-Type %q", got.header.Get("Content-Type"))
			}
			if test.status != 200 && !strings.Contains(string(got.body), "認証が必要です") {
				t.Errorf("body %s", got.body)
			}
			if o.FailedLogins(cybozutest.Login) != 0 {
				t.Error("counted against the account")
			}
		})
	}
}

func TestOtherSubdomains(t *testing.T) {
	for unknown, status := range map[cybozutest.Unknown]int{
		cybozutest.UnknownName:     0,
		cybozutest.UnknownRedirect: 302,
		cybozutest.UnknownNotFound: 404,
	} {
		o := start(t, cybozutest.Sample(), cybozutest.Options{Unknown: unknown})
		r := o.request("GET", "users.json", nil)
		r.URL.Host, r.Host = "nobody.cybozu.com", "nobody.cybozu.com"
		got, err := o.try(r)
		var dns *net.DNSError
		switch {
		case status == 0:
			if !errors.As(err, &dns) || !dns.IsNotFound || dns.Name != "nobody.cybozu.com" {
				t.Errorf("got %v, want a name that DNS does not have", err)
			}
		case err != nil:
			t.Error(err)
		case got.status != status || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html"):
			t.Errorf("%d %s, want %d with HTML", got.status, got.header.Get("Content-Type"), status)
		}
		if location, err := url.Parse(got.header.Get("Location")); status == 302 && (err != nil || location.Host == r.URL.Host) {
			t.Errorf("redirected to %v", location)
		}
	}
}

func TestNothingButCybozuComIsReached(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{Unknown: cybozutest.UnknownNotFound})
	for _, host := range []string{"example.com", "cybozu.com", "a.b.cybozu.com", "cybozu.com.example.org", "example.cybozu.com:8443"} {
		r := o.request("GET", "users.json", nil)
		r.URL.Host = host
		var dns *net.DNSError
		if _, err := o.try(r); !errors.As(err, &dns) || !dns.IsNotFound {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestBothVersionsOfHTTPAndCompression(t *testing.T) {
	for _, http1 := range []bool{false, true} {
		o := start(t, cybozutest.Sample(), cybozutest.Options{HTTP1: http1})
		plain := o.get("users.json")
		if want := map[bool]string{false: "HTTP/2.0", true: "HTTP/1.1"}[http1]; plain.proto != want {
			t.Errorf("%s, want %s", plain.proto, want)
		}
		o.header.Set("Accept-Encoding", "gzip") // from here on the transport does not decompress
		zipped := o.get("users.json")
		if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body)*3 > len(plain.body) {
			t.Errorf("%d bytes of %d, encoding %q", len(zipped.body), len(plain.body), zipped.header.Get("Content-Encoding"))
		}
		o.header.Set("Accept-Encoding", "identity")
		if got := o.get("users.json"); got.header.Get("Content-Encoding") != "" || len(got.body) != len(plain.body) {
			t.Errorf("compressed without being asked to")
		}
	}
}

func TestIDsAndWhatIsUnsetComeInEveryStyle(t *testing.T) {
	c := cybozutest.Sample()
	kinds := func(options cybozutest.Options) (found []string) {
		o := start(t, c, options)
		seen := map[string]bool{}
		for _, list := range [][]object{
			o.get("users.json").list(t, "users"), o.get("organizations.json").list(t, "organizations"),
		} {
			for _, record := range list {
				seen[fmt.Sprintf("id %T", record["id"])] = true
				for _, key := range []string{"email", "phone", "parentCode"} {
					switch value, there := record[key]; {
					case key == "parentCode" && record["mapPin"] == nil, key != "parentCode" && record["mapPin"] != nil:
					case !there:
						seen["missing"] = true
					case value == nil:
						seen["null"] = true
					case value == "":
						seen["empty"] = true
					}
				}
			}
		}
		return slices.Sorted(maps.Keys(seen))
	}
	for name, test := range map[string]struct {
		options cybozutest.Options
		want    []string
	}{
		"mixed":   {cybozutest.Options{}, []string{"empty", "id json.Number", "id string", "missing", "null"}},
		"today":   {cybozutest.Options{IDs: cybozutest.IDsAsStrings, Unset: cybozutest.UnsetNull}, []string{"id string", "null"}},
		"samples": {cybozutest.Options{IDs: cybozutest.IDsAsNumbers, Unset: cybozutest.UnsetEmpty}, []string{"empty", "id json.Number"}},
		"missing": {cybozutest.Options{IDs: cybozutest.IDsAsNumbers, Unset: cybozutest.UnsetMissing}, []string{"id json.Number", "missing"}},
	} {
		if got := kinds(test.options); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// What is not documented must not be of use to a client.
func TestNothingIsKinderThanDocumented(t *testing.T) {
	c := cybozutest.Sample()
	data := c.Data()
	o := start(t, c, cybozutest.Options{})
	var members []object
	for _, entry := range o.get("organization/users.json?code=dev_team").list(t, "userTitles") {
		members = append(members, entry["user"].(object))
	}
	if slices.IsSorted(ids(members)) {
		t.Error("the members of an organization come in ascending ids")
	}
	var found []object
	for _, entry := range o.get("user/organizations.json?code=n-takasaki").list(t, "organizationTitles") {
		found = append(found, entry["organization"].(object))
	}
	if got, want := ids(found), []int64{7, 4}; !slices.Equal(got, want) {
		t.Errorf("the organizations of a user: %v, want the primary one last, %v", got, want)
	}
	var rows, byID []string
	for _, row := range csvRows(t, o.get("csv/userOrganizations.csv").body) {
		rows = append(rows, row[0])
	}
	for _, user := range o.get("users.json").list(t, "users") {
		byID = append(byID, user["code"].(string))
		if user["pronouns"] == nil {
			t.Error("no key that nobody knows")
		}
		primary, in := user["primaryOrganization"], data.User(user["code"].(string)).Memberships
		if len(in) == 0 && primary != nil || len(in) > 0 && fmt.Sprint(primary) != fmt.Sprint(in[0].Organization) {
			t.Errorf("primaryOrganization %v of %v", primary, in)
		}
	}
	if slices.IsSortedFunc(byID, func(a, b string) int { return slices.Index(rows, a) - slices.Index(rows, b) }) {
		t.Error("the rows of the CSV come in ascending ids")
	}
}

// A primary organization follows a move, unless it was chosen; then it may be anything.
func TestPrimaryOrganizationNeedNotBeOneOfTheUsers(t *testing.T) {
	c := cybozutest.Sample()
	c.Update(func(d *cybozutest.Data) { d.Organization("mkt").Hidden = true })
	o := start(t, c, cybozutest.Options{Accounts: []cybozutest.Account{{Login: "yoshida", Password: "p"}}})
	o.header = as("yoshida", "p")
	for _, test := range []struct {
		chosen   int64
		from, to string
		want     string
	}{
		{0, "sales_1", "dev", "2"},
		{0, "dev", "mkt", "12"}, // which is hidden
		{9, "mkt", "dev", "9"},
		{4711, "dev", "sales_1", "4711"},
		{cybozutest.NoPrimary, "sales_1", "dev", "<nil>"},
		{0, "nowhere", "sales_1", "2"},
	} {
		c.Update(func(d *cybozutest.Data) {
			d.User("t-suzuki").Primary = test.chosen
			d.Move("t-suzuki", test.from, test.to)
		})
		user := o.get("users.json?codes[0]=t-suzuki").list(t, "users")[0]
		if got := fmt.Sprint(user["primaryOrganization"]); got != test.want {
			t.Errorf("%+v: primary organization %s", test, got)
		}
	}
}

// Every answer is made from one state: here all users have one name at any time.
func TestCompanyMayBeChangedWhileItIsRead(t *testing.T) {
	c := cybozutest.Sample()
	rename := func(name string) {
		c.Update(func(d *cybozutest.Data) {
			for i := range d.Users {
				d.Users[i].Name = name
			}
		})
	}
	rename("0")
	o := start(t, c, cybozutest.Options{})
	stop := make(chan struct{})
	var changing sync.WaitGroup
	changing.Go(func() {
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			default:
				rename(fmt.Sprint(i))
			}
		}
	})
	for range 20 {
		names := map[any]bool{}
		for _, user := range o.get("users.json").list(t, "users") {
			names[user["name"]] = true
		}
		if len(names) != 1 {
			t.Errorf("names of %d states in one answer", len(names))
		}
	}
	close(stop)
	changing.Wait()

	c.Update(func(d *cybozutest.Data) { d.DeleteOrganization("dev_team") })
	data := c.Data()
	if n := len(data.User("n-takasaki").Memberships); n != 1 {
		t.Errorf("%d memberships, want the one that is not in the deleted organization", n)
	}
	if body := string(o.get("csv/userOrganizations.csv").body); strings.Contains(body, "dev_team") {
		t.Error("the CSV still names a deleted organization")
	}
	child := o.get("organizations.json?codes[0]=dev_design").list(t, "organizations")[0]
	if child["parentCode"] != "dev" {
		t.Errorf("what was below it is below %v", child["parentCode"])
	}
}

func TestLatencyIsBeforeTheAnswer(t *testing.T) {
	for name, test := range map[string]struct {
		options cybozutest.Options
		fault   cybozutest.Fault
	}{
		"latency": {options: cybozutest.Options{Latency: time.Hour}},
		"delay":   {fault: cybozutest.Fault{Delay: time.Hour}},
	} {
		o := start(t, cybozutest.Sample(), test.options)
		arrived := make(chan struct{})
		test.fault.Match = func(*http.Request) bool {
			close(arrived)
			return true
		}
		o.Inject(test.fault)
		done := make(chan error, 1)
		go func() {
			_, err := o.try(o.request("GET", "users.json", nil))
			done <- err
		}()
		<-arrived
		o.Close()
		if err := <-done; err == nil || o.Requests()[0].Status != 0 {
			t.Errorf("%s: answered within the hour, %v", name, o.Requests()[0].Status)
		}
	}
}

func TestTooManyAtOnce(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{Concurrency: 2})
	arrived := make(chan struct{})
	o.Inject(cybozutest.Fault{
		Path:   "users.json",
		Before: func(*cybozutest.Company) { arrived <- struct{}{} },
		Hang:   true,
	})
	ctx, cancel := context.WithCancel(t.Context())
	var hanging sync.WaitGroup
	for range 2 {
		r := o.request("GET", "users.json", nil).WithContext(ctx)
		hanging.Go(func() { o.try(r) })
		<-arrived
	}
	got := o.expect("organizations.json", 429, "GAIA_TO04")
	limit, running := got.header.Get("X-ConcurrencyLimit-Limit"), got.header.Get("X-ConcurrencyLimit-Running")
	if limit != "2" || running != "3" || o.MostAtOnce() != 3 {
		t.Errorf("limit %s, running %s, most %d", limit, running, o.MostAtOnce())
	}
	cancel()
	hanging.Wait()
}

func TestRequestsThatCybozuComDoesNotTakeAreNoted(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	typed := o.request("GET", "users.json", nil)
	typed.Header.Set("Content-Type", "application/json")
	for _, r := range []*http.Request{
		o.request("POST", "users.json", nil),
		o.request("GET", "users.json", strings.NewReader("{}")),
		typed,
	} {
		if got, err := o.try(r); err != nil || got.status != 400 || got.code() != "CB_IL02" {
			t.Errorf("%v %d %s", err, got.status, got.body)
		}
	}
	o.expect("users.json", 200, "")
	var problems []string
	for _, r := range o.Requests() {
		problems = append(problems, r.Problem)
	}
	if want := []string{"method POST", "body", "Content-Type", ""}; !slices.Equal(problems, want) {
		t.Errorf("%q, want %q", problems, want)
	}
}

func TestRequestsAreCounted(t *testing.T) {
	var logged []string
	o := start(t, cybozutest.Sample(), cybozutest.Options{Log: func(r cybozutest.Request) {
		logged = append(logged, fmt.Sprint(r.Method, " ", r.Host, r.Path, " ", r.Status))
	}})
	o.get("users.json?offset=100")
	port := o.request("GET", "users.json", nil)
	port.URL.Host += ":443"
	port.Host = port.URL.Host
	if got, err := o.try(port); err != nil || got.status != 200 {
		t.Errorf("with the port: %v, %d", err, got.status)
	}
	o.get("organizations.json?size=0")
	if got, want := o.Counts(), map[string]int{"users.json": 2, "organizations.json": 1}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if r := o.Requests()[0]; r.Query.Get("offset") != "100" || r.Status != 200 || r.Proto != "HTTP/2.0" || r.At.IsZero() {
		t.Errorf("noted %+v", r)
	}
	o.ForgetRequests()
	if len(o.Requests()) != 0 || o.MostAtOnce() != 0 {
		t.Error("not forgotten")
	}
	o.Close() // joins the handlers, so that all is logged
	if want := "GET example.cybozu.com/v1/organizations.json 400"; len(logged) != 3 || logged[2] != want {
		t.Errorf("logged %q", logged)
	}
}

// A program of its own gets there by HTTPS_PROXY and SSL_CERT_FILE.
func TestProxyAndCertificateLeadAProgramThere(t *testing.T) {
	o := start(t, cybozutest.Sample(), cybozutest.Options{})
	address, err := o.Proxy()
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(o.CACertPEM()) {
		t.Fatal("no certificate")
	}
	transport := &http.Transport{
		Proxy:             http.ProxyURL(proxy),
		TLSClientConfig:   &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2: true,
	}
	defer transport.CloseIdleConnections()
	o.client.Transport = transport
	if got := o.get("users.json"); got.status != 200 || got.proto != "HTTP/2.0" {
		t.Errorf("%d %s", got.status, got.proto)
	}
	elsewhere := o.request("GET", "users.json", nil)
	elsewhere.URL.Host = "nobody.example.com"
	if _, err := o.try(elsewhere); err == nil {
		t.Error("the proxy leads elsewhere")
	}
	if want := []string{"example.cybozu.com:443", "nobody.example.com:443"}; !slices.Equal(o.Connects(), want) {
		t.Errorf("connects %q, want %q", o.Connects(), want)
	}
	o.Close() // with the tunnel open
}
