package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// What a person reads, as the manual has it or as we do, up to where it differs.
const (
	saysLogin       = "ユーザーのパスワード認証に失敗しました。「X-Cybozu-Authorization」ヘッダーの値が正しくありません。"
	saysToken       = "APIトークンが正しくないか、期限が切れています。"
	saysLocked      = "cybozu.comのアカウントがロックされているため、読み込めませんでした。"
	saysPassword    = "cybozu.comのパスワードを変更する必要があるため、読み込めませんでした。"
	saysSession     = "ブラウザーでのログインを求められたため、読み込めませんでした。"
	saysMoved       = "cybozu.comの環境が移行されたため、読み込めませんでした。"
	saysOtherUser   = "クライアント証明書のユーザーと異なるアカウントのため、読み込めませんでした。"
	saysNoSuchURL   = "指定したcybozu.comのURLは存在しません"
	saysIP          = "cybozu.comでIPアドレス制限が設定されているため、読み込めませんでした。"
	saysBasic       = saysIP + "Basic認証情報を入力してください。"
	saysCertificate = "クライアント証明書を使うURLには対応していません。"
	saysHost        = "cybozu.comのURLではありません。"
	saysPermission  = "このアカウントには、cybozu.comの情報を読み込む権限がありません。"
	saysBusy        = "cybozu.comへの同時アクセスが多すぎるため、読み込めませんでした。"
	saysMaintenance = "cybozu.comがメンテナンス中か、一時的な過負荷のため、読み込めませんでした。"
	saysServer      = "cybozu.comでエラーが発生したため、読み込めませんでした。"
	saysNetwork     = "cybozu.comに接続できませんでした。"
	saysTimeout     = "cybozu.comから時間内に応答がありませんでした。"
	saysTLS         = "cybozu.comとの安全な通信（TLS）を始められませんでした。"
	saysProxy       = "プロキシサーバーに接続を拒否されました。"
	saysBroken      = "cybozu.comからの応答を正しく読み取れませんでした。"
	saysShifted     = "読み込んでいる間にcybozu.comの情報が変わり続けたため、中止しました。"
)

// failing is a way for cybozu.com to fail: what a person reads of it at the first
// request and, where that differs, later; and whether trying again may help.
type failing struct {
	name   string
	fault  cybozutest.Fault
	says   string
	later  string // empty: the same
	passes bool
}

var failings = []failing{
	{"wrong password", cybozutest.ErrorFault(401, "CB_WA01"), saysLogin, "", false},
	{"wrong password, 520", cybozutest.ErrorFault(520, "CB_WA01"), saysLogin, "", false},
	{"no credentials", cybozutest.ErrorFault(401, "CB_AU01"), saysLogin, "", false},
	{"no credentials, 520", cybozutest.ErrorFault(520, "CB_AU01"), saysLogin, "", false},
	{"bad parameter", cybozutest.ErrorFault(400, "CB_VA01"), saysServer, "", false},
	{"no permission", cybozutest.ErrorFault(403, "CB_NO02"), saysPermission, "", false},
	{"too many", cybozutest.ErrorFault(429, "GAIA_TO04"), saysBusy, "", true},
	{"Basic", cybozutest.PageFault(401, "認証が必要です"), saysBasic, "", false},
	{"address, 403", cybozutest.PageFault(403, "認証が必要です"), saysBasic, "", false},
	{"address, another 4xx", cybozutest.PageFault(400, "認証が必要です"), saysBasic, "", false},
	{"no such subdomain, 302", cybozutest.RedirectFault("https://www.cybozu.com/jp/"), saysNoSuchURL, "", false},
	{"no such subdomain, 404", cybozutest.PageFault(404, "お探しのページは見つかりませんでした"), saysNoSuchURL, "", false},
	{"maintenance", cybozutest.PageFault(503, "一時的な過負荷かメンテナンス"), saysMaintenance, "", true},
	{"overload", cybozutest.PageFault(502, "一時的な過負荷かメンテナンス"), saysMaintenance, "", true},
	{"failure, 500 HTML", cybozutest.PageFault(500, "Internal Server Error"), saysServer, "", false},
	{"failure, 520 JSON", cybozutest.ErrorFault(520, "CB_XX99"), saysServer, "", false},
	{"login page, 200", cybozutest.PageFault(200, "ログイン"), saysSession, saysBroken, false},
	{"login page, 302", cybozutest.RedirectFault("/login"), saysSession, saysBroken, false},
	{"proxy", cybozutest.PageFault(407, "Proxy"), saysProxy, "", false},
	{"hang", cybozutest.Fault{Hang: true}, saysTimeout, "", true},
	{"hang in the body", cybozutest.Fault{Hang: true, CutAfter: 10}, saysTimeout, "", true},
	{"drop", cybozutest.Fault{Drop: true}, saysNetwork, "", true},
	{"cut off", cybozutest.Fault{CutAfter: 10}, saysNetwork, "", true},
	{"cut off unnoticed", rewritten(func(body []byte) []byte { return body[:1+bytes.LastIndexByte(body[:len(body)/2], '{')] }), saysBroken, "", true},
	{"garbage", rewritten(func([]byte) []byte { return []byte("\x00\x01\x02") }), saysBroken, "", false},
	{"invalid UTF-8", rewritten(func(body []byte) []byte { return bytes.Replace(body, []byte("{"), []byte("{\"\xff\":1,"), 1) }), saysBroken, "", false},
	{"wrong types", rewritten(func([]byte) []byte { return []byte(`{"users":7,"organizations":7,"userTitles":7}`) }), saysBroken, "", false},
	{"no list", rewritten(func([]byte) []byte { return []byte(`{}`) }), saysBroken, "", false},
}

func rewritten(rewrite func([]byte) []byte) cybozutest.Fault {
	return cybozutest.Fault{Rewrite: rewrite}
}

// moments are the requests at which it fails: of somebody who is no administrator, so
// that memberships are read organization by organization.
var moments = []struct {
	name, path string
	match      func(*http.Request) bool
}{
	{"first", "users.json", nil},
	{"middle", "organization/users.json", nil},
	{"last", "users.json", func(r *http.Request) bool { return r.URL.Query().Has("ids[0]") }}, // I6
}

// organizations is how many the branch has.
const organizations = 12

// silence is how long a server that hangs is waited for: short for one that hangs for
// good, long enough for a busy machine where the second try must succeed.
func silence(f failing, passes bool) time.Duration {
	switch {
	case !f.fault.Hang:
		return 0
	case passes:
		return time.Second
	}
	return 400 * time.Millisecond
}

var colleague = []cybozutest.Account{{Login: cybozutest.Login, Password: cybozutest.Password}}

// branchFile is the stored directory after a first import of the branch.
var branchFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "anpisync-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	server, err := cybozutest.NewServer(branch(), cybozutest.Options{})
	if err != nil {
		return nil, err
	}
	defer server.Close()
	ctx := context.Background()
	a, err := app.Open(ctx, app.Options{Dir: dir, Keyring: credentials.Memory(), Cybozu: cybozu.Options{Transport: server.Transport()}})
	if err != nil {
		return nil, err
	}
	p, err := a.Prepare(ctx, app.Request{Kind: directory.ImportManual, Host: cybozu.Host(server.Host()), Secret: secret}, nil)
	if err == nil {
		_, err = a.Apply(ctx, p, nil)
	}
	if err := errors.Join(err, a.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "directory.db"))
})

func branch() *cybozutest.Company { return cybozutest.Large(130, organizations) }

// change is what has happened at the branch since, with a deletion that must be asked
// for once more. Nobody is new: hashing the initial password would take longer than all
// the rest.
func change(d *cybozutest.Data) {
	d.Organizations[3].Name = "改名部"
	d.Organizations[11].ParentCode = d.Organizations[1].Code
	founded := d.AddOrganization(cybozutest.Organization{Code: "new", Name: "新設部", ParentCode: d.Organizations[2].Code})
	d.Users[20].Memberships = []cybozutest.Membership{{Organization: founded}}
	d.Users[30].Email = "changed@example.co.jp"
	d.Users[40].Phone = "03-0000-0000"
	d.Users[50].Valid = false
	d.DeleteUser(d.Users[60].Code)
}

// branchOffice has imported the branch before it changed.
func branchOffice(t *testing.T, o cybozutest.Options, stall time.Duration) *office {
	t.Helper()
	file, err := branchFile()
	if err != nil {
		t.Fatal(err)
	}
	of := &office{t: t, company: branch(), keyring: credentials.Memory(), dir: t.TempDir(), stall: stall}
	if err := os.WriteFile(filepath.Join(of.dir, "directory.db"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	of.company.Update(change)
	of.start(o)
	return of
}

// tryImport is a whole import by a person who confirms all that is asked.
func (of *office) tryImport(r app.Request) error {
	ctx := context.Background()
	p, err := of.Prepare(ctx, r, nil)
	if err != nil {
		return err
	}
	if p.Plan == nil {
		return errors.Join(p.Problems, of.Abandon(p, p.Problems))
	}
	_, err = of.Apply(ctx, p, confirmAll(p))
	return err
}

// fails imports, and fails the test unless a person reads what says begins with, every
// row is as before, and the history has one line more, which tells the same.
func (of *office) fails(r app.Request, says string) {
	of.t.Helper()
	before, history := of.rows(), of.lines()
	err := of.tryImport(r)
	if err == nil {
		of.t.Fatal("the import succeeded")
	}
	text := message.Of(err)
	if !strings.HasPrefix(text.Summary, says) {
		of.t.Errorf("a person reads %q\n(%v), want %q", text.Summary, err, says)
	}
	if text.Advice == "" {
		of.t.Error("nobody is told what to do")
	}
	if after := of.rows(); after != before {
		of.t.Errorf("rows changed:\n%s\nwere\n%s", after, before)
	}
	lines := of.lines()
	if len(lines) != len(history)+1 {
		of.t.Fatalf("%d lines more in the history, want one", len(lines)-len(history))
	}
	if line := lines[0]; line.Outcome != directory.OutcomeFailed || line.Message != text.Summary {
		of.t.Errorf("the history says %q, %q; want %q", line.Outcome, line.Message, text.Summary)
	}
}

// succeeds imports, and fails the test unless all of the company is there as it is in
// one of the states, and the history has one line more.
func (of *office) succeeds(states ...cybozutest.Data) {
	of.t.Helper()
	history := of.lines()
	if err := of.tryImport(of.request()); err != nil {
		of.t.Fatal(err)
	}
	d := of.stored()
	if err := d.Validate(); err != nil {
		of.t.Error(err)
	}
	got := recordsOf(d)
	if !slices.ContainsFunc(states, func(data cybozutest.Data) bool { return slices.Equal(got, recordsAt(data)) }) {
		for _, record := range recordsAt(states[len(states)-1]) {
			if !slices.Contains(got, record) {
				of.t.Errorf("missing: %s", record)
			}
		}
		of.t.Errorf("%d records are not those of cybozu.com", len(got))
	}
	lines := of.lines()
	if len(lines) != len(history)+1 || lines[0].Outcome != directory.OutcomeOK {
		of.t.Errorf("%d lines more in the history, the newest %q", len(lines)-len(history), lines[0].Outcome)
	}
}

func (of *office) lines() []directory.Import {
	of.t.Helper()
	lines, err := of.History(context.Background(), 0)
	if err != nil {
		of.t.Fatal(err)
	}
	return lines
}

// rows is every row that an import may change, but for the history, the last URL and
// the window's size.
func (of *office) rows() string {
	of.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(of.dir, "directory.db")+"?mode=ro")
	if err != nil {
		of.t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	for _, table := range []string{
		"departments", "users", "memberships", "excluded", "email_choices", "settings WHERE key NOT IN ('url', 'window')",
	} {
		name, _, _ := strings.Cut(table, " ")
		var columns string
		if err := db.QueryRow("SELECT group_concat('quote(' || name || ')', '||''|''||') FROM pragma_table_info(?)", name).Scan(&columns); err != nil {
			of.t.Fatal(err)
		}
		var lines sql.NullString
		if err := db.QueryRow("SELECT group_concat(line, char(10)) FROM (SELECT " + columns + " AS line FROM " + table + " ORDER BY 1)").Scan(&lines); err != nil {
			of.t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n%s\n", name, lines.String)
	}
	return out.String()
}

// recordsOf are the linked records of a directory, one line each, as far as cybozu.com
// decides about them: login names stay as they are (U7).
func recordsOf(d *directory.Directory) []string {
	var records []string
	code := map[int64]string{}
	for _, dept := range d.Departments {
		code[dept.ID] = dept.Code
	}
	for _, dept := range d.Departments {
		if dept.Linked() {
			records = append(records, fmt.Sprint("department ", dept.CybozuID, " ", dept.Code, " ", dept.Name, " in ", code[dept.ParentID]))
		}
	}
	for _, u := range d.Users {
		in := []string{}
		for _, id := range u.Departments {
			in = append(in, code[id])
		}
		slices.Sort(in)
		records = append(records, fmt.Sprint("user ", u.CybozuID, " ", u.Name, " ", u.Email, " ", u.Phone, " ", u.Suspended, " in ", in))
	}
	slices.Sort(records)
	return records
}

// recordsAt are the same as cybozu.com has them.
func recordsAt(data cybozutest.Data) []string {
	var records []string
	code := map[int64]string{}
	for _, o := range data.Organizations {
		code[o.ID] = o.Code
		records = append(records, fmt.Sprint("department ", o.ID, " ", o.Code, " ", o.Name, " in ", o.ParentCode))
	}
	for _, u := range data.Users {
		if u.Code == "Administrator" && !u.Valid {
			continue // U1
		}
		in := []string{}
		for _, m := range u.Memberships {
			in = append(in, code[m.Organization])
		}
		slices.Sort(in)
		records = append(records, fmt.Sprint("user ", u.ID, " ", u.Name, " ", u.Email, " ", u.Phone, " ", !u.Valid, " in ", slices.Compact(in)))
	}
	slices.Sort(records)
	return records
}

func TestI1_FailureThatStaysChangesNothingAndIsToldInTheManualsWords(t *testing.T) {
	for _, f := range failings {
		for i, m := range moments {
			t.Run(f.name+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				of := branchOffice(t, cybozutest.Options{Accounts: colleague}, silence(f, false))
				fault := f.fault.On(m.path, 1)
				fault.Match, fault.Times = m.match, 1000
				of.server.Inject(fault)
				says := f.says
				switch {
				case f.later != "" && i > 0:
					says = f.later
				case m.name == "middle" && f.name == "bad parameter":
					says = saysShifted // the organization is known no more
				}
				of.fails(of.request(), says)
				if m.name == "first" && says == saysLogin && len(of.server.Requests()) != 1 {
					t.Errorf("%d attempts to log in, want 1", len(of.server.Requests()))
				}
			})
		}
	}
}

func TestI2_FailureThatPassesLeavesNoGap(t *testing.T) {
	for _, f := range failings {
		if !f.passes {
			continue
		}
		for _, m := range moments {
			t.Run(f.name+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				of := branchOffice(t, cybozutest.Options{Accounts: colleague}, silence(f, true))
				fault := f.fault.On(m.path, 1)
				fault.Match = m.match
				of.server.Inject(fault)
				of.succeeds(of.company.Data())
			})
		}
	}
}

// The export of memberships is a convenience: whatever comes in its place, they are
// read otherwise, or nothing is.
func TestM5_ExportThatFailsIsDoneWithoutOrNotAtAll(t *testing.T) {
	stops := []string{saysLogin, saysBusy, saysMaintenance, saysNetwork, saysTimeout, saysProxy}
	for _, f := range failings {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			of := branchOffice(t, cybozutest.Options{}, silence(f, false))
			fault := f.fault.On("csv/userOrganizations.csv", 1)
			fault.Times = 1000
			of.server.Inject(fault)
			says := f.says
			if f.later != "" {
				says = f.later
			}
			if slices.Contains(stops, says) {
				of.fails(of.request(), says)
			} else {
				of.succeeds(of.company.Data())
			}
		})
	}
}

func TestM5_ExportThatDoesNotFitTheListsIsNotBelieved(t *testing.T) {
	line := func(d cybozutest.Data, user int) []byte { return []byte(d.Users[user].Code + ",") }
	for name, rewrite := range map[string]func(d cybozutest.Data, csv []byte) []byte{
		"a row missing":          func(d cybozutest.Data, csv []byte) []byte { return without(csv, line(d, 70)) },
		"rows missing at an end": func(_ cybozutest.Data, csv []byte) []byte { return csv[:1+bytes.LastIndexByte(csv[:len(csv)/2], '\n')] },
		"nearly all missing":     func(_ cybozutest.Data, csv []byte) []byte { return csv[:1+bytes.IndexByte(csv, '\n')] },
		"empty":                  func(cybozutest.Data, []byte) []byte { return nil },
		"a login of nobody":      func(_ cybozutest.Data, csv []byte) []byte { return append(csv, "nobody,org000001,\r\n"...) },
		"an unknown organization": func(d cybozutest.Data, csv []byte) []byte {
			return append(without(csv, line(d, 70)), d.Users[70].Code+",nowhere,\r\n"...)
		},
		"a row twice":       func(d cybozutest.Data, csv []byte) []byte { return append(csv, d.Users[70].Code+",,\r\n"...) },
		"an open quotation": func(_ cybozutest.Data, csv []byte) []byte { return append([]byte(`"`), csv...) },
		"HTML":              func(cybozutest.Data, []byte) []byte { return []byte("<html><body>ログイン</body></html>") },
		"invalid UTF-8":     func(_ cybozutest.Data, csv []byte) []byte { return append(csv, "\xff,\xfe\r\n"...) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := branchOffice(t, cybozutest.Options{}, 0)
			data := of.company.Data()
			fault := rewritten(func(csv []byte) []byte { return rewrite(data, slices.Clone(csv)) }).On("csv/userOrganizations.csv", 1)
			fault.Times = 1000
			of.server.Inject(fault)
			of.succeeds(data)
		})
	}
}

// without takes the line out that begins so.
func without(csv, beginning []byte) []byte {
	lines := slices.DeleteFunc(bytes.SplitAfter(csv, []byte("\n")), func(line []byte) bool { return bytes.HasPrefix(line, beginning) })
	return bytes.Join(lines, nil)
}

// Somebody works at cybozu.com while its lists are read. What is stored is what was
// there before or after, never a mixture.
func TestI6_ChangesWhileListsAreReadLeaveNoMixture(t *testing.T) {
	for name, c := range meanwhile {
		for _, m := range []struct {
			path string
			nth  int
		}{
			{"users.json", 1},
			{"users.json", 2},
			{"organizations.json", 1},
		} {
			t.Run(fmt.Sprint(name, "/", m.path, " ", m.nth), func(t *testing.T) {
				t.Parallel()
				of := branchOffice(t, cybozutest.Options{Accounts: colleague}, 0)
				before := of.company.Data()
				of.server.Inject(cybozutest.Fault{Path: m.path, Nth: m.nth, Before: func(company *cybozutest.Company) { company.Update(c) }})
				of.succeeds(before, after(before, c))
			})
		}
	}
}

// Once the lists are read, the memberships may show another moment than they do: who
// leaves an organization then has none, though the organization of the lists is there.
// Nobody is deleted for it, and the next import is right.
func TestI6_ChangesWhileMembershipsAreReadDeleteNobody(t *testing.T) {
	for name, c := range meanwhile {
		for _, m := range []struct {
			path     string
			nth      int
			accounts []cybozutest.Account
		}{
			{"organization/users.json", 1, colleague},
			{"organization/users.json", organizations, colleague},
			{"csv/userOrganizations.csv", 1, nil},
		} {
			t.Run(fmt.Sprint(name, "/", m.path, " ", m.nth), func(t *testing.T) {
				t.Parallel()
				of := branchOffice(t, cybozutest.Options{Accounts: m.accounts}, 0)
				of.server.Inject(cybozutest.Fault{Path: m.path, Nth: m.nth, Before: func(company *cybozutest.Company) { company.Update(c) }})
				if err := of.tryImport(of.request()); err != nil {
					t.Fatal(err)
				}
				kept := map[directory.CybozuID]bool{}
				for _, u := range of.stored().Users {
					kept[u.CybozuID] = true
				}
				for _, u := range of.company.Data().Users {
					if !kept[directory.CybozuID(u.ID)] && u.Valid && u.Code != "late" {
						t.Errorf("%s was deleted", u.Code)
					}
				}
				of.succeeds(of.company.Data())
			})
		}
	}
}

// meanwhile is what somebody does while it is read.
var meanwhile = map[string]func(*cybozutest.Data){
	"a user deleted":          func(d *cybozutest.Data) { d.DeleteUser(d.Users[10].Code) },
	"a user added":            func(d *cybozutest.Data) { d.AddUser(cybozutest.User{Code: "late", Name: "遅刻", Valid: true}) },
	"a login renamed":         func(d *cybozutest.Data) { d.Users[11].Code = "renamed" },
	"an organization renamed": func(d *cybozutest.Data) { d.Organizations[5].Name = "途中改名部" },
	"another code":            func(d *cybozutest.Data) { d.Organizations[9].Code = "recoded" },
	"an organization deleted": func(d *cybozutest.Data) { d.DeleteOrganization(d.Organizations[8].Code) },
	"an organization added": func(d *cybozutest.Data) {
		d.AddOrganization(cybozutest.Organization{Code: "late", Name: "途中新設部"})
	},
	"a user moved": func(d *cybozutest.Data) {
		d.Users[12].Memberships = []cybozutest.Membership{{Organization: d.Organizations[7].ID}}
	},
}

func after(d cybozutest.Data, c func(*cybozutest.Data)) cybozutest.Data {
	company := cybozutest.NewCompany(d)
	company.Update(c)
	return company.Data()
}

// Lists that contradict themselves, or what is asked by id, are never believed.
func TestI6_ListsThatStayContradictoryStopTheImport(t *testing.T) {
	users := branch().Data().Users
	last := `"` + users[len(users)-1].Code + `"`
	hidden := func(r *http.Request) bool { return !r.URL.Query().Has("ids[0]") }
	for name, f := range map[string]cybozutest.Fault{
		"the list of users lacks one who is there": {
			Path: "users.json", Match: hidden,
			Rewrite: func(body []byte) []byte { return cutOut(body, last) },
		},
		"every page of users is the first": {
			Path: "users.json", Match: func(r *http.Request) bool { return hidden(r) && r.URL.Query().Get("offset") != "0" },
			Rewrite: func([]byte) []byte { return []byte(`{"users":[]}`) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := branchOffice(t, cybozutest.Options{Accounts: colleague}, 0)
			if err := of.tryImport(of.request()); err != nil {
				t.Fatal(err)
			}
			of.server.ForgetRequests()
			of.server.Inject(f)
			of.fails(of.request(), saysShifted)
		})
	}
}

// cutOut takes the user out of a page whose record holds a text.
func cutOut(body []byte, text string) []byte {
	at := bytes.Index(body, []byte(text))
	if at < 0 {
		return body
	}
	from := bytes.LastIndex(body[:at], []byte(`{"id"`))
	return append(bytes.TrimSuffix(slices.Clone(body[:from]), []byte(",")), "]}"...)
}

func TestI1_EveryoneWhoMayNotReadIsToldSo(t *testing.T) {
	wrong := func(r *app.Request) { r.Secret.Password = "wrong" }
	token := func(r *app.Request) { r.Secret = credentials.Secret{APIToken: "no-such-token"} }
	basic := func(r *app.Request) { r.Secret.BasicUser, r.Secret.BasicPassword = "office", "wrong" }
	at := func(host app.Host) func(*app.Request) { return func(r *app.Request) { r.Host = host } }
	account := func(a cybozutest.Account) []cybozutest.Account {
		a.Login, a.Password = cybozutest.Login, cybozutest.Password
		return []cybozutest.Account{a}
	}
	same := func(*app.Request) {}
	for name, c := range map[string]struct {
		options  cybozutest.Options
		request  func(*app.Request)
		says     string
		requests int
	}{
		"wrong password":         {cybozutest.Options{}, wrong, saysLogin, 1},
		"suspended":              {cybozutest.Options{Accounts: account(cybozutest.Account{Suspended: true})}, same, saysLogin, 1},
		"two-factor or SAML":     {cybozutest.Options{Accounts: account(cybozutest.Account{TokenOnly: true})}, same, saysLogin, 1},
		"guest":                  {cybozutest.Options{Accounts: account(cybozutest.Account{Guest: true})}, same, saysPermission, 1},
		"token":                  {cybozutest.Options{}, token, saysToken, 1},
		"address":                {cybozutest.Options{RestrictIP: true}, same, saysBasic, 1},
		"no Basic":               {cybozutest.Options{RestrictIP: true, BasicUser: "office", BasicPassword: "gate"}, same, saysBasic, 1},
		"wrong Basic":            {cybozutest.Options{RestrictIP: true, BasicUser: "office", BasicPassword: "gate"}, basic, saysBasic, 1},
		"address with a token":   {cybozutest.Options{RestrictIP: true, Tokens: []string{"no-such-token"}}, token, saysIP, 1},
		"no such name":           {cybozutest.Options{}, at("nobody.cybozu.com"), saysNoSuchURL, 0},
		"no such subdomain, 302": {cybozutest.Options{Unknown: cybozutest.UnknownRedirect}, at("nobody.cybozu.com"), saysNoSuchURL, 1},
		"no such subdomain, 404": {cybozutest.Options{Unknown: cybozutest.UnknownNotFound}, at("nobody.cybozu.com"), saysNoSuchURL, 1},
		"another host":           {cybozutest.Options{}, at("example.com"), saysHost, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := branchOffice(t, c.options, 0)
			r := of.request()
			c.request(&r)
			of.fails(r, c.says)
			if n := len(of.server.Requests()); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
			if n := of.server.FailedLogins(cybozutest.Login); name == "wrong password" && n != 1 {
				t.Errorf("%d failed logins, want 1", n)
			}
		})
	}
}

// Without a person, too, nothing is asked where the address is for client certificates.
func TestI1_AddressForClientCertificatesIsToldSo(t *testing.T) {
	of := branchOffice(t, cybozutest.Options{}, 0)
	err := of.Import(t.Context(), "https://example.s.cybozu.com", io.Discard)
	if text := message.Of(err).Summary; !app.IsUsage(err) || text != saysCertificate {
		t.Errorf("it says %q", text)
	}
	if n := len(of.server.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// A list without a single user, or without who asked, is not that everyone has left (I7).
func TestI7_EmptyListsAreNotBelieved(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*cybozutest.Data)
		says   string
	}{
		"nobody at all": {func(d *cybozutest.Data) { d.Users = nil }, "cybozu.comのユーザーを1人も読み込めませんでした。"},
		"not who asked": {func(d *cybozutest.Data) { d.DeleteUser(cybozutest.Login) }, "読み込んだ一覧に、ログインしたユーザー「" + cybozutest.Login + "」がいません。"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := branchOffice(t, cybozutest.Options{}, 0)
			of.company.Update(c.change)
			of.fails(of.request(), c.says)
		})
	}
}

func TestTLS_ServerThatNobodyVouchesForIsNotTrusted(t *testing.T) {
	of := branchOffice(t, cybozutest.Options{}, 0)
	stranger, err := cybozutest.NewServer(branch(), cybozutest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	of.Close()
	transport := of.server.Transport()
	transport.DialContext = stranger.Transport().DialContext
	of.App = of.openWith(false, transport)
	of.fails(of.request(), saysTLS)
	if n := len(stranger.Requests()); n != 0 {
		t.Errorf("%d requests reached a stranger", n)
	}
}
