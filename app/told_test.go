package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/mail/mailtest"
	"anpisync/app/message"
	"anpisync/app/notify"
	"anpisync/app/release"
	"anpisync/app/release/releasetest"
	"anpisync/app/report"
	"anpisync/app/roster"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/cybozu/kept"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// The summary of a week has the runs without a person since the last one, and all that they
// changed, and nothing else.
func TestReport_TheWeekIsWhatTheHistoryHas(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.tell(func(r *app.Reports) { r.Mail, r.Weekly = false, true })
	ctx := t.Context()
	from := time.Now().AddDate(0, 0, -7).UTC()
	line := func(kind, outcome string, at time.Time, n int) string {
		values := []string{}
		for i := range 10 {
			values = append(values, fmt.Sprint(n*(i+1)))
		}
		when := at.Format(time.RFC3339)
		return fmt.Sprintf(`INSERT INTO imports (kind, started_at, finished_at, domain, outcome, message, departments_created, departments_updated, departments_linked,
			departments_unlinked, departments_deleted, users_created, users_updated, users_linked, users_unlinked, users_deleted)
			VALUES ('%s', '%s', '%s', '%s', '%s', '', %s);`, kind, when, when, of.server.Host(), outcome, strings.Join(values, ","))
	}
	in := from.Add(time.Hour)
	of.sql(line("auto", "ok", in, 1) + line("auto", "ok", in, 100) + line("auto", "stopped", in, 0) + line("auto", "stopped", in, 0) +
		line("auto", "failed", in, 0) + line("auto", "failed", in, 0) + line("auto", "failed", in, 0) + line("auto", "cancelled", in, 0) +
		line("manual", "ok", in, 7) + line("auto", "ok", from.Add(-time.Hour), 7))
	due := func(at time.Time) {
		t.Helper()
		if err := of.SetSetting(ctx, "reports_weekly", at.Format(time.RFC3339)); err != nil {
			t.Fatal(err)
		}
	}
	due(from)
	if _, _, err := of.run(); err != nil {
		t.Fatal(err)
	}
	census := of.stored().Census()
	tally := func(n int) directory.Tally {
		return directory.Tally{Created: n, Updated: n + 101, Linked: n + 202, Unlinked: n + 303, Deleted: n + 404}
	}
	want := report.Build(report.Source{Kind: report.Weekly, Week: report.Week{
		From: from, Done: 3, Stopped: 2, Failed: 3, Departments: tally(101), Users: tally(606), Now: census,
	}})
	found := 0
	for name, text := range of.files() {
		if !strings.HasSuffix(name, ".txt") {
			continue
		}
		found++
		text = strings.ReplaceAll(text, "\r\n", "\n")
		for _, says := range []string{want.Title, want.Text, message.Counts(directory.Tally{}, tally(606)), message.Counts(tally(101), directory.Tally{})} {
			if !strings.Contains(strings.ReplaceAll(text, "\n", ""), strings.ReplaceAll(says, "\n", "")) {
				t.Errorf("it lacks %q:\n%s", says, text)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d reports", found)
	}
	for after, n := range map[time.Duration]int{
		-7*24*time.Hour + 4*time.Hour:    0,
		-7*24*time.Hour + 70*time.Minute: 2, // the clock has gone forward, and the last began later after its hour
	} {
		due(time.Now().Add(after))
		if _, _, err := of.run(); err != nil {
			t.Fatal(err)
		}
		if got := len(of.files()); got != n {
			t.Errorf("%v later: %d files, want %d", -after, got, n)
		}
	}
	gone := of.reports.Folder
	of.reports.Folder = filepath.Join(t.TempDir(), "gone")
	of.tell(func(*app.Reports) {})
	due(from)
	if _, _, err := of.run(); err != nil {
		t.Fatal(err)
	}
	if at, err := of.Setting(ctx, "reports_weekly"); at != from.Format(time.RFC3339) || err != nil {
		t.Errorf("it could not be told, and the next begins at %s, %v", at, err)
	}
	of.reports.Folder = gone
	due(time.Time{})
	if err := of.SetSetting(ctx, "reports_weekly", "x"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := of.run(); err != nil {
		t.Fatal(err)
	}
	if at, err := of.Setting(ctx, "reports_weekly"); err != nil || at == "x" || len(of.files()) > 0 {
		t.Errorf("what is not ours stays: %s, %v", at, err)
	}
}

// Reports that cannot be delivered, or are switched off, are no more than that.
func TestReports_WhatIsSetIsCheckedAndWhatIsOffIsSilent(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	ctx := t.Context()
	wrong := of.reports
	wrong.Server.Host = ""
	if err := of.SetReports(ctx, wrong, mailtest.Password); err == nil {
		t.Error("no server is taken for one")
	}
	if now, _, err := of.Reports(ctx); err != nil || now.Server.Host != of.reports.Server.Host {
		t.Errorf("kept is %+v, %v", now, err)
	}
	mailOnly := of.reports
	mailOnly.Folder = ""
	if err := of.SetReports(ctx, mailOnly, ""); err != nil {
		t.Fatal(err)
	}
	if now, _, err := of.Reports(ctx); err != nil || now.Folder != "" || !now.Mail {
		t.Errorf("kept is %+v, %v", now, err)
	}
	keyring := of.keyring
	of.keyring = halfKeyring{keyring}
	of.reopen()
	other := mailOnly
	other.Server.Host = "mail.example.co.jp"
	if err := of.SetReports(ctx, other, "another-password"); !errors.Is(err, credentials.ErrLocked) {
		t.Errorf("a password that cannot be kept: %v", err)
	}
	if now, _, err := of.Reports(ctx); err != nil || now.Server.Host != mailOnly.Server.Host {
		t.Errorf("kept is %+v, %v", now, err)
	}
	of.keyring = keyring
	of.reopen()
	if err := errors.Join(of.SetReports(ctx, app.Reports{Weekly: true}, ""), of.SetSetting(ctx, "reports_failed", "x")); err != nil {
		t.Fatal(err)
	}
	if now, failed, err := of.Reports(ctx); !now.Off() || failed != "" || err != nil {
		t.Errorf("switched off: %+v, %q, %v", now, failed, err)
	}
	of.sql("UPDATE imports SET started_at = '2026-01-02T03:04:05Z', finished_at = '2026-01-02T03:04:05Z'")
	of.logged()
	if err := of.ReportOverdue(ctx); err != nil {
		t.Error(err)
	}
	if told := of.line(of.logged(), "report"); told != "" {
		t.Errorf("nobody wants to know, and it is reported: %s", told)
	}
	if err := of.SetReports(ctx, app.Reports{Folder: t.TempDir()}, ""); err != nil {
		t.Fatal(err)
	}
	dry := of.open(true)
	if err := errors.Join(dry.ReportOverdue(ctx), dry.Close()); err != nil {
		t.Error(err)
	}
	if told := of.line(of.logged(), "report"); told != "" {
		t.Errorf("a dry run reports: %s", told)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	of.save(secret)
	if err := app.ImportIn(cancelled, of.options(false, of.server.Transport()), "", io.Discard); !app.IsCancelled(err) {
		t.Errorf("error %v", err)
	}
	if told := of.line(of.logged(), "report"); told != "" {
		t.Errorf("what somebody has stopped is reported: %s", told)
	}
}

// A data folder that is damaged says whom to tell that it is, as far as it can be read.
func TestReport_OfADamagedFolderComesTheSameWay(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.tell(func(r *app.Reports) { r.Mail = false })
	s := sabotage(t)
	opened := func() int {
		return strings.Count(contents(t, filepath.Join(of.dir, "anpisync.log")), "msg=open ")
	}
	var before atomic.Int64
	s.checkBy(func() error { // as in a large one, the check ends when it is open already
		for opened() == int(before.Load()) && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		before.Add(1)
		return storage.ErrDamaged
	})
	t.Cleanup(func() { s.checkBy(nil) })
	for _, dry := range []bool{true, false} {
		of.logged()
		before.Store(0)
		err := app.ImportIn(t.Context(), of.options(dry, of.server.Transport()), "", io.Discard)
		if !app.IsDamaged(err) {
			t.Fatalf("error %v", err)
		}
		text := of.logged()
		if got := of.line(text, "check"); !strings.HasPrefix(got, `level=ERROR msg=check error="`) {
			t.Errorf("logged is %s", text)
		}
		reports := of.files()
		if len(reports) != map[bool]int{true: 0, false: 2}[dry] {
			t.Errorf("dry %v: %d files", dry, len(reports))
		}
		for name, report := range reports {
			if !strings.Contains(report, message.Of(err).Summary) {
				t.Errorf("%s says\n%s", name, report)
			}
		}
		if strings.Contains(text, "msg=report error=") {
			t.Errorf("something was wrong with it:\n%s", text)
		}
	}
}

// What stops in between, or is begun with too little, is told; what is looked at with problems
// differs from what is without.
func TestRecheck_WhatKeepsItFromThatIsTold(t *testing.T) {
	of := newStoppedOffice(t)
	ctx := t.Context()
	p := of.prepareStopped()
	if p.LacksInitialPassword() {
		t.Error("nobody is new, and an initial password is missing")
	}
	keyring := of.keyring
	of.keyring = brokenKeyring{credentials.ErrLocked}
	of.reopen()
	lines := len(of.lines())
	if fresh, err := of.Recheck(ctx, p, nil); fresh != nil || !errors.Is(err, credentials.ErrLocked) || len(of.lines()) != lines+1 {
		t.Errorf("%+v, %v, %d lines", fresh, err, len(of.lines())-lines)
	}
	of.keyring = keyring
	of.reopen()
	of.server.Inject(cybozutest.Fault{Path: "users.json", Status: http.StatusServiceUnavailable, Times: 100})
	if fresh, err := of.Recheck(ctx, p, nil); fresh != nil || err == nil || len(of.lines()) != lines+2 {
		t.Errorf("%+v, %v, %d lines", fresh, err, len(of.lines())-lines)
	}
	of.server.ClearFaults()
	of.company.Update(func(d *cybozutest.Data) {
		newest := d.Users[len(d.Users)-2:]
		newest[0].Email, newest[1].Email = "same@example.co.jp", "same@example.co.jp"
	})
	fresh := of.recheck(p)
	if fresh.Plan != nil || fresh.Shifted == nil || len(fresh.Shifted.Gone) == 0 {
		t.Errorf("now there are problems, and shifted is %+v", fresh.Shifted)
	}
	noNew := of.prepareStopped()
	noNew, err := noNew.WithInitialPassword("another-password")
	if err != nil || noNew.LacksInitialPassword() {
		t.Errorf("%v", err)
	}
}

// An answer to what is not at cybozu.com any more, or by nobody's leave, is a line of the
// history; one that is stopped is none, as what is looked at is still there.
func TestRevise_ThatFailsIsALineAndThatIsStoppedIsNone(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	cybozutest.NextDay(of.company)
	p := of.propose()
	of.company.Update(func(d *cybozutest.Data) { d.Users[3].Name = "改姓 一" })
	lines := len(of.lines())
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := of.Revise(gone, p, p.Choices, nil); !app.IsCancelled(err) || len(of.lines()) != lines {
		t.Errorf("%v, %d lines more", err, len(of.lines())-lines)
	}
	of.sql(`INSERT INTO users (login_name, name, reading, phone, memo, suspended, cybozu_id) VALUES ('late', '遅 刻', '', '', '', 0, 900001); UPDATE revision SET counter = counter + 1`)
	of.server.Inject(cybozutest.Fault{Path: "users.json", Match: byID, Status: http.StatusInternalServerError, Times: 100})
	if _, err := of.Revise(t.Context(), p, p.Choices, nil); err == nil || len(of.lines()) != lines+1 {
		t.Errorf("%v, %d lines more", err, len(of.lines())-lines)
	}
	of.server.ClearFaults()
}

// An organization that neither the lists nor its id show, but a member names when asked once
// more, is hidden: it stays.
func TestM5_WhatAMemberNamesOnlyAtLastStays(t *testing.T) {
	for _, answers := range []bool{true, false} {
		company := cybozutest.Large(6, 3)
		of := newOffice(t, company, cybozutest.Options{Accounts: colleague})
		of.runImport()
		before := of.stored()
		var hidden cybozutest.Organization
		company.Update(func(d *cybozutest.Data) {
			d.Organizations[1].Hidden = true
			hidden = d.Organizations[1]
			for i := range d.Users {
				d.Users[i].Memberships = []cybozutest.Membership{{Organization: hidden.ID}}
			}
		})
		var verified atomic.Bool
		var asked atomic.Int64
		of.server.Inject(cybozutest.Fault{Path: "organizations.json", Times: 1000, Match: func(r *http.Request) bool {
			if byID(r) {
				verified.Store(true)
			}
			return false
		}})
		of.server.Inject(cybozutest.Fault{
			Path: "user/organizations.json", Times: 1000, Match: func(*http.Request) bool {
				if verified.Load() {
					asked.Add(1)
				}
				return !verified.Load()
			},
			Rewrite: func([]byte) []byte { return []byte(`{"organizationTitles":[]}`) },
		})
		if !answers {
			fault := cybozutest.PageFault(http.StatusServiceUnavailable, "メンテナンス").On("user/organizations.json", 1)
			fault.Times, fault.Match = 1000, func(*http.Request) bool { return verified.Load() }
			of.server.Inject(fault)
		}
		p, err := of.Prepare(t.Context(), of.request(), nil)
		of.server.ClearFaults()
		if !verified.Load() {
			t.Fatal("nothing was to be deleted")
		}
		if !answers {
			if err == nil {
				t.Errorf("nobody has answered, and it is planned: %v", message.Plan(p.Plan, p.Directory))
			}
			of.unchanged(before)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := asked.Load(); n < 1 || n > 2 {
			t.Errorf("%d members are asked", n)
		}
		of.apply(p)
		if !slices.ContainsFunc(of.stored().Departments, func(d directory.Department) bool {
			return int64(d.CybozuID) == hidden.ID && d.Name == hidden.Name
		}) {
			t.Errorf("%s, which members name, is gone", hidden.Name)
		}
		if p := of.propose(); len(p.Plan.Departments) > 0 {
			t.Errorf("a second import changes something: %v", message.Plan(p.Plan, p.Directory))
		}
	}
}

// The sample goes on a day with each import that is applied, and with nothing else.
func TestDemo_ANewDayBeginsWithEachImport(t *testing.T) {
	ctx := t.Context()
	demo, err := app.OpenDemo(ctx, t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer demo.Close()
	form, err := demo.SavedForm(ctx)
	if err != nil {
		t.Fatal(err)
	}
	run := func() *app.Proposal {
		t.Helper()
		p, err := demo.Prepare(ctx, app.Request{Kind: directory.ImportManual, Host: form.Host, Secret: form.Secret}, nil)
		if err != nil || p.Plan == nil {
			t.Fatalf("%+v, %v", p, err)
		}
		return p
	}
	first := run()
	if _, err := demo.Apply(ctx, first, confirmAll(first)); err != nil {
		t.Fatal(err)
	}
	second := run()
	if second.Plan.Empty() {
		t.Fatal("the next day nothing has changed")
	}
	d, err := demo.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u := d.Users[0]
	to := u
	to.Memo = "x"
	if _, err := demo.Edit(ctx, "メモ", edit.ChangeUser(u, to)); err != nil {
		t.Fatal(err)
	}
	history, err := demo.History(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := demo.PrepareTakeBack(ctx, history[0].ID); err != nil {
		t.Fatal(err)
	} else if _, err := demo.Apply(ctx, p, nil); err != nil {
		t.Fatal(err)
	}
	if again := run(); len(again.Plan.Users) != len(second.Plan.Users) || len(again.Plan.Departments) != len(second.Plan.Departments) {
		t.Errorf("an edit makes another day: %d changes, were %d", len(again.Plan.Users), len(second.Plan.Users))
	}
}

// demoCaller is the variable by which [TestMain] knows that it was started as the sample.
const demoCaller = "ANPISYNC_TEST_DEMO"

// beDemo tells whoever has started the sample by which flags.
func beDemo(address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		os.Exit(1)
	}
	fmt.Fprint(conn, strings.Join(os.Args[1:], " "))
	conn.Close()
	os.Exit(0)
}

func TestDemo_IsStartedInAProcessOfItsOwn(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := listener.(*net.TCPListener).SetDeadline(time.Now().Add(5 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	t.Setenv(demoCaller, listener.Addr().String())
	if err := app.StartDemo(); err != nil {
		t.Fatal(err)
	}
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	flags, err := io.ReadAll(conn)
	if err := errors.Join(err, conn.Close()); err != nil || string(flags) != "-demo" {
		t.Errorf("%q, %v", flags, err)
	}
}

// A sample that cannot begin leaves nothing behind.
func TestDemo_ThatCannotBeginSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} { // whichever the system goes by
		t.Setenv(name, filepath.Join(file, "x"))
	}
	if demo, err := app.OpenDemo(t.Context(), "", ""); demo != nil || err == nil {
		t.Errorf("%v, %v", demo, err)
	}
	if demo, err := app.OpenDemo(t.Context(), file, ""); demo != nil || err == nil {
		t.Errorf("%v, %v", demo, err)
	}
}

// What nobody has typed right is asked of nobody.
func TestConnection_AWrongURLIsAskedOfNobody(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	for _, host := range []app.Host{"", "example.com", "x.s.cybozu.com"} {
		r := of.request()
		r.Host = host
		if may, err := of.CheckConnection(t.Context(), r); err == nil || may != (app.Access{}) {
			t.Errorf("%q: %+v, %v", host, may, err)
		}
		_, wrong := cybozu.ParseHost(string(host))
		if n, err := of.CountPhones(t.Context(), r); err == nil || n != nil || err.Error() != wrong.Error() {
			t.Errorf("%q: %v, %v, want %v", host, n, err, wrong)
		}
	}
	if n := len(of.server.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// Where nothing was asked of cybozu.com, no answers are said to be kept; and a run that is
// begun later begins.
func TestKeep_NothingIsSaidOfNoAnswers(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	o := of.options(false, of.server.Transport())
	o.Keep = filepath.Join(t.TempDir(), "answers")
	var out strings.Builder
	if err := app.ImportIn(t.Context(), o, "", &out); !app.IsUsage(err) || out.Len() > 0 {
		t.Errorf("%v, it says %q", err, out.String())
	}
	if answers, err := kept.ReadDir(os.DirFS(filepath.Dir(o.Keep))); len(answers) > 0 {
		t.Errorf("%v, %v", answers, err)
	}
	auto := newAutoOffice(t, cybozutest.Manual())
	o = auto.options(false, auto.server.Transport())
	o.Within, o.Sleep = time.Hour, func(context.Context, time.Duration) error { return nil }
	lines := len(auto.lines())
	if err := app.ImportIn(t.Context(), o, "", io.Discard); err != nil || len(auto.lines()) != lines+1 {
		t.Errorf("begun later: %v", err)
	}
	o.Sleep, o.Within = nil, 1 // the least
	if err := app.ImportIn(t.Context(), o, "", io.Discard); err != nil || len(auto.lines()) != lines+2 {
		t.Errorf("begun a moment later: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	o.Within = 1 << 62
	if err := app.ImportIn(gone, o, "", io.Discard); !app.IsCancelled(err) || len(auto.lines()) != lines+2 {
		t.Errorf("ended before it has begun: %v", err)
	}
	o.Within = 0
	o.Quiet, o.Now = true, func() time.Time { return time.Date(2026, 4, 6, 12, 0, 0, 0, time.Local) }
	if err := app.ImportIn(t.Context(), o, "", io.Discard); err != nil || len(auto.lines()) != lines+3 {
		t.Errorf("at no quiet time: %v", err)
	}
}

// A directory that was never imported has no cybozu.com to go on with.
func TestArchive_WithoutADomainLeavesTheURL(t *testing.T) {
	fresh := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	fresh.edit("追加", edit.AddDepartment(directory.RootID, "安全", "a"))
	path := fresh.archive()
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	if err := of.SetSetting(t.Context(), "url", "https://sub.cybozu.com"); err != nil {
		t.Fatal(err)
	}
	of.logged()
	of.takeOver(path)
	if text := of.logged(); strings.Contains(text, "level=ERROR") {
		t.Errorf("what goes well is an error: %s", text)
	}
	if url, err := of.Setting(t.Context(), "url"); url != "https://sub.cybozu.com" || err != nil {
		t.Errorf("%q, %v", url, err)
	}
	later := of.archive()
	archive := of.inspect(later)
	if err := os.WriteFile(later, []byte("another file"), 0o600); err != nil {
		t.Fatal(err)
	}
	of.logged()
	if copied, err := of.TakeOver(t.Context(), archive, nil); copied != "" || err == nil {
		t.Errorf("%q, %v", copied, err)
	}
	if got := of.line(of.logged(), `"take over"`); !strings.HasPrefix(got, `level=ERROR msg="take over" file=office.anpisync error="`) {
		t.Errorf("logged is %s", got)
	}
}

// What is known of releases is told while it is wanted, and looked for up to a week later.
func TestReleases_AreToldWhileTheyAreWanted(t *testing.T) {
	ctx := t.Context()
	feed := releasetest.New(t, told("v99.0.0"))
	a := openWithFeed(t, feed.Feed())
	if _, err := a.LookForRelease(ctx); err != nil {
		t.Fatal(err)
	}
	if _, told := releases(t, a).Told(); told {
		t.Error("nobody wants it, and it is told")
	}
	if err := a.WatchReleases(ctx, true); err != nil {
		t.Fatal(err)
	}
	if _, told := releases(t, a).Told(); !told {
		t.Error("it is not told")
	}
	now := time.Now()
	if !a.LookWeekly(ctx, now) {
		t.Fatal("it does not look")
	}
	for _, c := range []struct {
		early time.Duration // before the next time
		looks bool
	}{{time.Nanosecond, false}, {7 * 24 * time.Hour, false}, {0, true}, {7*24*time.Hour + time.Nanosecond, true}} {
		r := releases(t, a) // the next time moves where it looks
		if got := r.On && a.LookWeekly(ctx, r.Next.Add(-c.early)); got != c.looks {
			t.Errorf("%v before the next time it looks: %v", c.early, got)
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if r, err := a.LookForRelease(gone); !errors.Is(err, context.Canceled) || !reflect.DeepEqual(r, app.Releases{}) {
		t.Errorf("%+v, %v", r, err)
	}
	if err := a.SetSetting(ctx, "releases", "{"); err != nil {
		t.Fatal(err)
	}
	if r, err := a.Releases(ctx); !reflect.DeepEqual(r, app.Releases{}) || err == nil || !strings.HasPrefix(err.Error(), `setting "releases": `) {
		t.Errorf("%+v, %v", r, err)
	}
	if a.LookWeekly(ctx, now) {
		t.Error("it looks, though nobody knows whether it may")
	}
	log := contents(t, filepath.Join(a.Dir(), "anpisync.log"))
	if n := strings.Count(log, `level=ERROR msg="look for a release" error="setting \"releases\": `); n != 1 || strings.Count(log, `msg="look for a release"`) != n {
		t.Errorf("logged %d times:\n%s", n, log)
	}
	if err := a.WatchReleases(ctx, false); err == nil {
		t.Error("what is garbled is written over")
	}
	none := openWithFeed(t, release.Feed{})
	if r, err := none.Releases(ctx); !reflect.DeepEqual(r, app.Releases{}) || err != nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// What has failed or stopped since the last success is counted; what a person stopped is not,
// nor what was at another cybozu.com.
func TestStatus_IsThatOfTheHistory(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	if err := of.SetSetting(t.Context(), "url", "sub.cybozu.com"); err != nil {
		t.Fatal(err)
	}
	line := func(id int64, kind directory.ImportKind, outcome directory.Outcome, domain string) directory.Import {
		return directory.Import{ID: id, Kind: kind, Outcome: outcome, Domain: domain}
	}
	const here, there = "sub.cybozu.com", "other.cybozu.com"
	history := []directory.Import{
		line(14, directory.ImportManual, directory.OutcomeCancelled, here),
		line(13, directory.ImportEdit, directory.OutcomeOK, here),
		line(12, directory.ImportAuto, directory.OutcomeFailed, there),
		line(11, directory.ImportManual, directory.OutcomeCancelled, here),
		line(10, directory.ImportAuto, directory.OutcomeStopped, here),
		line(9, directory.ImportManual, directory.OutcomeStopped, here),
		line(8, directory.ImportAuto, directory.OutcomeFailed, here),
		line(7, directory.ImportManual, directory.OutcomeFailed, there),
		line(6, directory.ImportManual, directory.OutcomeOK, here),
		line(5, directory.ImportAuto, directory.OutcomeFailed, here),
		line(4, directory.ImportManual, directory.OutcomeOK, here),
		line(3, directory.ImportCSV, directory.OutcomeOK, here),
	}
	s, err := of.Status(t.Context(), history)
	if err != nil || s.Last.ID != 14 || s.Success.ID != 6 || s.Auto.ID != 10 || s.First.ID != 4 || s.Failures != 4 {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := of.Status(t.Context(), nil); err != nil || s != (app.Status{}) {
		t.Errorf("of nothing: %+v, %v", s, err)
	}
}

// Who was changed by an import is not among those whom it created.
func TestWriteCreatedUsers_HasNobodyElse(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	id := of.runImportAfter(func(d *cybozutest.Data) {
		d.User("userA").Phone = "03-0000-1111"
		d.AddUser(cybozutest.User{Code: "new", Name: "新人 一", Email: "new@example.co.jp", Valid: true})
	})
	lines := table(t, func(w io.Writer) error { return of.WriteCreatedUsers(t.Context(), id, w) })
	if want := [][]string{{"ログイン名", "名前", "よみ", "メールアドレス"}, {"new", "新人 一", "", "new@example.co.jp"}}; !slices.EqualFunc(lines, want, slices.Equal) {
		t.Errorf("%q", lines)
	}
}

// A wrong initial password is refused before anything is written.
func TestApply_AnInitialPasswordThatIsNoneIsRefused(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	r := of.request()
	r.Secret.InitialPassword = "short"
	p, err := of.Prepare(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	before := of.stored()
	var wrong *credentials.PasswordError
	if result, err := of.Apply(t.Context(), p, confirmAll(p)); result != nil || !errors.As(err, &wrong) {
		t.Errorf("%+v, %v", result, err)
	}
	of.unchanged(before)
}

// A scheduler that cannot be asked is told to who repairs it, and costs the notice alone.
func TestAutoSync_ASchedulerThatIsSilentIsTold(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	of.system = silentScheduler{of.system}
	of.reopen()
	if err := of.RepairAutoSync(t.Context()); !errors.Is(err, schedule.ErrMissing) {
		t.Errorf("error %v", err)
	}
	of.save(credentials.Secret{Login: secret.Login, Password: "wrong"})
	of.logged()
	if err := app.ImportIn(t.Context(), of.options(false, of.server.Transport()), "", io.Discard); !cybozu.Refused(err) {
		t.Errorf("error %v", err)
	}
	if got := of.line(of.logged(), "notify"); !strings.HasPrefix(got, "level=ERROR msg=notify error=") || !strings.Contains(got, schedule.ErrMissing.Error()) {
		t.Errorf("logged is %s", got)
	}
	if err := of.SetAutoSync(t.Context(), never, ""); err != nil {
		t.Fatal(err)
	}
}

// silentScheduler does not say what it runs.
type silentScheduler struct{ schedule.Scheduler }

func (silentScheduler) Current(context.Context, schedule.Job) (schedule.State, error) {
	return schedule.None, schedule.ErrMissing
}

// What is told of two ways that have failed is a sentence a way, and of one that is not chosen
// nothing.
func TestReport_EachWayThatFailsIsALine(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{RefuseTo: "jinji@example.co.jp"})
	gone := filepath.Join(t.TempDir(), "gone")
	of.tell(func(r *app.Reports) { r.Folder = gone })
	of.company.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone = "03-0000-1111" })
	printed, _, err := of.run()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(of.failed(), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], gone) || !strings.HasPrefix(lines[1], "メールサーバーが") && !strings.Contains(lines[1], "宛先") || !strings.HasSuffix(printed, of.failed()+"\n") {
		t.Errorf("%q, printed\n%s", lines, printed)
	}
	ctx := t.Context()
	for _, key := range []string{"roster_failed", "format_failed", "format_name"} {
		if err := of.SetSetting(ctx, key, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if dir, failed, err := of.RosterFolder(ctx); dir+failed != "" || err != nil {
		t.Errorf("no folder: %q, %q, %v", dir, failed, err)
	}
	if name, dir, failed, err := of.FormatFolder(ctx); name+dir+failed != "" || err != nil {
		t.Errorf("no folder: %q, %q, %q, %v", name, dir, failed, err)
	}
}

// Where 自動同期 is off, the end of a token is not counted as told.
func TestToken_NobodyIsRemindedWhereItIsOff(t *testing.T) {
	of, tokens := tokenOffice(t, 3)
	ctx := t.Context()
	if err := of.SetAutoSync(ctx, never, ""); err != nil {
		t.Fatal(err)
	}
	told := 0
	run := func() {
		t.Helper()
		of.save(credentials.Secret{APIToken: tokens[0], InitialPassword: secret.InitialPassword})
		o := of.options(false, of.server.Transport())
		o.Notify = func(context.Context, notify.Notice) error { told++; return nil }
		if err := app.ImportIn(ctx, o, "", io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	if run(); told != 0 {
		t.Errorf("told %d times", told)
	}
	of.save(credentials.Secret{APIToken: tokens[0]})
	if err := of.SetAutoSync(ctx, hourly, secret.InitialPassword); err != nil {
		t.Fatal(err)
	}
	if run(); told != 1 {
		t.Errorf("told %d times, once it is on", told)
	}
}

// A stopped import of a URL that somebody gave is kept where no other is the usual one.
func TestApprove_WhereNoURLIsSavedItIsKept(t *testing.T) {
	of := newStoppedOffice(t)
	if err := errors.Join(os.Remove(filepath.Join(of.dir, "stopped.json")), of.SetSetting(t.Context(), "url", "")); err != nil {
		t.Fatal(err)
	}
	if err := of.Import(t.Context(), of.server.Host(), io.Discard); !app.IsStopped(err) {
		t.Fatalf("error %v", err)
	}
	if !of.kept() {
		t.Error("nothing is kept of it")
	}
}

// The flag without a code is everybody, and is remembered so.
func TestRoster_WithoutACodeIsOfAll(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	path := filepath.Join(t.TempDir(), "x.html")
	if err := app.RosterIn(t.Context(), of.options(false, nil), path, ""); err != nil {
		t.Fatal(err)
	}
	if made := of.madeRosters(); len(made) != 1 || !made[0].Now.Of.Whole() || made[0].Path != path {
		t.Errorf("%+v", made)
	}
	d := of.stored()
	at := d.Departments[slices.IndexFunc(d.Departments, func(d directory.Department) bool { return d.Code != "" })]
	if err := app.RosterIn(t.Context(), of.options(false, nil), path, at.Code); err != nil {
		t.Fatal(err)
	}
	if made := of.madeRosters(); len(made) != 2 || made[0].Now.Of != (roster.Of{Department: at.ID, Below: true}) {
		t.Errorf("of the department %s: %+v", at.Code, made[0].Now.Of)
	}
	for name, begins := range map[string]string{"x.htm": "<!DOCTYPE html>", "x.HTML": "<!DOCTYPE html>", "x.xlsx": "PK\x03\x04", "x.XLSX": "PK\x03\x04"} {
		path := filepath.Join(t.TempDir(), name)
		if err := app.RosterIn(t.Context(), of.options(false, nil), path, ""); err != nil || !strings.HasPrefix(contents(t, path), begins) {
			t.Errorf("%s begins with %.20q, %v", name, contents(t, path), err)
		}
	}
	if err := app.RosterIn(t.Context(), of.options(false, nil), "x.pdf", ""); err == nil || err.Error() != app.ErrRosterKind.Error()+`: ".pdf"` {
		t.Errorf("as a PDF: %v", err)
	}
	if err := app.RosterIn(t.Context(), of.options(false, nil), path, "x"); err == nil || err.Error() != message.ErrNoSuchDepartment.Error()+`: "x"` {
		t.Errorf("of no department: %v", err)
	}
}

// What this program writes itself is read as such; of another's table the strange columns are
// named, and a format that is kept is known again by its header.
func TestRecognize_WhoseATableIs(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.choose(allFields())
	of.runImport()
	d := of.stored()
	service := serviceFile(d)
	of.learn(service)
	head, rest, _ := strings.Cut(service, "\r\n")
	for _, f := range []string{"ユーザー", "部署"} {
		if _, err := of.CopyFormat(t.Context(), of.format("安否シンク（"+f+"）"), "写し "+f); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, file string
		own, saved bool
		strange    []string
	}{
		{"users", of.export(csvfile.Users, csvfile.WriteOptions{}), true, false, nil},
		{"departments", of.export(csvfile.Departments, csvfile.WriteOptions{}), true, false, nil},
		{"memberships", of.export(csvfile.Memberships, csvfile.WriteOptions{}), true, false, nil},
		{"the service", service, false, true, []string{"ログインID", "氏名", "役職", "初期パスワード"}},
		{"a column more", head + ",謎\r\n" + strings.ReplaceAll(rest, "\r\n", ",\r\n"), false, false, []string{"ログインID", "氏名", "役職", "初期パスワード", "謎"}},
		{"another header", strings.Replace(service, "役職", "肩書", 1), false, false, []string{"ログインID", "氏名", "肩書", "初期パスワード"}},
		{"nothing", "", true, false, nil},
	} {
		r, err := of.Recognize(t.Context(), reads(c.file))
		if err != nil || r.Own() != c.own || !slices.Equal(r.Strange, c.strange) || (r.Saved != nil) != c.saved || (r.Learned != nil) != (c.file != "") {
			t.Errorf("%s: %+v, %v", c.name, r, err)
		}
	}
}

// A clock that was set back, or a time that is not ours, keeps no trouble from being told.
func TestReport_TroubleIsToldAgainWhateverTheClockSays(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.tell(func(r *app.Reports) { r.Mail = false })
	wrong := secret
	wrong.Password = "wrong"
	of.save(wrong)
	run := func() int {
		t.Helper()
		if _, _, err := of.run(); err == nil {
			t.Fatal("a wrong password is none")
		}
		return len(of.files())
	}
	run()
	if n := run(); n != 2 { // it is paused by now
		t.Fatalf("%d files", n)
	}
	told, err := of.Setting(t.Context(), "reports_told")
	if err != nil {
		t.Fatal(err)
	}
	what, _, _ := strings.Cut(told, " ")
	now := time.Now().UTC()
	for at, files := range map[string]int{
		now.Add(-time.Hour).Format(time.RFC3339): 0, now.Add(-19 * time.Hour).Format(time.RFC3339): 0, now.Add(-21 * time.Hour).Format(time.RFC3339): 2,
		now.Add(time.Hour).Format(time.RFC3339): 2, "yesterday": 2,
	} {
		if err := of.SetSetting(t.Context(), "reports_told", what+" "+at); err != nil {
			t.Fatal(err)
		}
		if n := run(); n != files {
			t.Errorf("told %s: %d files, want %d", at, n, files)
		}
	}
}

// What is to be known before a service reads a file is told where nobody sees a window.
func TestExportFormatIn_TellsWhatToKnow(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.edit("パート", edit.AddUser(directory.User{LoginName: "part", Name: "派遣 花子"}, ""))
	file := "ログインID,氏名\r\npart,派遣　花子\r\n" + cybozutest.Login + ",x\r\n"
	of.readService(of.learn(file), file)
	of.edit("削除", edit.DeleteUsers([]int64{of.user("part").ID}, false))
	s := of.format("見本サービス")
	want := strings.Join(message.FormatWarnings(of.draft(s, format.Options{LeaveOut: true}).Draft), "\n") + "\n"
	var out strings.Builder
	if err := app.ExportFormatIn(t.Context(), of.options(false, nil), t.TempDir(), "見本サービス", &out); err != nil {
		t.Fatal(err)
	}
	if len(want) < 10 || out.String() != want {
		t.Errorf("it tells %q, want %q", out.String(), want)
	}
	if err := app.ExportFormatIn(t.Context(), of.options(false, nil), filepath.Join(of.dir, "anpisync.log"), "見本サービス", io.Discard); err == nil || !strings.HasPrefix(err.Error(), "make the folder for the files: ") {
		t.Errorf("into a file: %v", err)
	}
}

// A service that takes all of a file, or of which nobody knows what it has, gets no file of what
// differs; and of whom it gets nothing is told there too.
func TestExportFormatIn_LeavesNoDifferenceToWhatIsNotKnown(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	ctx := t.Context()
	file := serviceFile(of.stored())
	s := of.learn(file)
	export := func() (names []string, said string, err error) {
		t.Helper()
		to := t.TempDir()
		var out strings.Builder
		err = app.ExportFormatIn(ctx, of.options(false, nil), to, s.Format.Name, &out)
		entries, listed := os.ReadDir(to)
		if listed != nil {
			t.Fatal(listed)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names, out.String(), err
	}
	change := func(do func(f *format.Format)) {
		t.Helper()
		do(s.Format)
		if _, err := of.SaveFormat(ctx, s.ID, s.Format); err != nil {
			t.Fatal(err)
		}
		s = of.format(s.Format.Name)
	}
	all, both := []string{"見本サービス.csv"}, []string{"見本サービス.csv", "見本サービス（変更分）.csv"}
	if names, said, err := export(); !slices.Equal(names, all) || said != "" || err != nil {
		t.Errorf("nothing is known: %q, %q, %v", names, said, err)
	}
	change(func(f *format.Format) { f.Whole = true })
	if names, said, err := export(); !slices.Equal(names, all) || said != message.FormatWhole(format.Users)+"\n" || err != nil {
		t.Errorf("all is replaced: %q, %q, %v", names, said, err)
	}
	of.readService(s, file)
	if names, _, err := export(); !slices.Equal(names, all) || err != nil {
		t.Errorf("all is replaced, and known: %q, %v", names, err)
	}
	change(func(f *format.Format) { f.Whole = false })
	if names, said, err := export(); !slices.Equal(names, both) || said != "" || err != nil {
		t.Errorf("it is known: %q, %q, %v", names, said, err)
	}
	change(func(f *format.Format) {
		f.Columns = append(f.Columns, format.Column{Name: "x", Required: true, Source: format.Source{What: format.Nothing}})
	})
	var left *format.LeftOutError
	if names, _, err := export(); !slices.Equal(names, all) || !errors.As(err, &left) || len(left.Problems) != len(of.stored().Users) {
		t.Errorf("nobody can be handed over: %q, %v", names, err)
	}
}

// Whom a file has made of a service was there before: the undo of that does not say that they
// leave. Of departments as of people.
func TestUndoI10_OfAFileOfAServiceMakesNobodyLeaveIt(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	ctx := t.Context()
	for _, c := range [][2]string{{"部署", "new-1,安全,\r\n"}, {"ユーザー", "new-1,,新人 一,,,,,,\r\n"}} {
		kind, row := c[0], c[1]
		if _, err := of.CopyFormat(ctx, of.format("安否シンク（"+kind+"）"), kind); err != nil {
			t.Fatal(err)
		}
		s := of.format(kind)
		var file strings.Builder
		if err := of.draft(s, format.Options{}).Write(ctx, &file, t.TempDir()); err != nil {
			t.Fatal(err)
		}
		p := of.readService(s, file.String()+row)
		if n := len(p.Plan.Users) + len(p.Plan.Departments); n != 1 {
			t.Fatalf("%s: the file changes %d records", kind, n)
		}
		of.undo(of.lines()[0].ID)
		if c := of.draft(of.format(kind), format.Options{Difference: true}).Counts(); c.Leave != 0 || c.Same == 0 {
			t.Errorf("%s: %+v", kind, c)
		}
	}
}

// What is put in the place of a damaged directory is in the log, with what it was made of; where
// it cannot be, what a stopped import has left stays.
func TestRestore_IsLoggedAndDropsWhatStoppedWhereItIsDone(t *testing.T) {
	of := newStoppedOffice(t)
	copies, _ := of.copies()
	of.lose(os.Remove)
	of.logged()
	if _, err := app.Restore(t.Context(), of.dir, app.Backup{Path: filepath.Join(of.dir, "gone")}); err == nil || !of.kept() {
		t.Errorf("restored of nothing: %v, kept %v", err, of.kept())
	}
	// logged is what the log has of it, after where it was made from; a folder may have spaces.
	logged := func(from string) string {
		t.Helper()
		line := of.line(of.logged(), "restored")
		for _, from := range []string{from, strconv.Quote(from)} {
			if rest, found := strings.CutPrefix(line, "level=WARN msg=restored from="+from+" damaged="); found {
				return rest
			}
		}
		t.Errorf("logged is %s", line)
		return ""
	}
	if got := logged(filepath.Join(of.dir, "gone")); !strings.HasPrefix(got, `"" error="`) {
		t.Errorf("logged is %s", got)
	}
	if _, err := app.Restore(t.Context(), of.dir, copies[0]); err != nil || of.kept() {
		t.Errorf("%v, kept %v", err, of.kept())
	}
	if got := logged(copies[0].Path); !strings.HasSuffix(got, " error=<nil>") {
		t.Errorf("logged is %s", got)
	}
	of.App = of.open(false)
	if err := of.Seclude(); err != nil {
		t.Fatal(err)
	}
	if got := of.line(of.logged(), "seclude"); got != "level=INFO msg=seclude error=<nil>" {
		t.Errorf("logged is %s", got)
	}
}

// What goes well is no error in the log, where people look for one.
func TestLog_WhatGoesWellIsNoError(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := t.Context()
	o := of.options(false, of.server.Transport())
	o.Keep = filepath.Join(t.TempDir(), "answers")
	if err := errors.Join(of.SetRosterFolder(ctx, t.TempDir()), of.SetReports(ctx, app.Reports{Folder: t.TempDir()}, "")); err != nil {
		t.Fatal(err)
	}
	if week, err := of.Setting(ctx, "reports_weekly"); week != "" || err != nil {
		t.Errorf("no week is to be summed up, and it began at %s, %v", week, err)
	}
	for _, phone := range []string{"03-0000-1111", "03-0000-2222"} {
		of.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = phone })
		if err := app.ImportIn(ctx, o, "", io.Discard); err != nil {
			t.Fatal(err)
		}
		o.Keep = ""
	}
	r := of.request()
	r.Save = true
	p, err := of.Prepare(ctx, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	of.apply(p)
	of.reopen()
	for line := range strings.Lines(contents(t, filepath.Join(of.dir, "anpisync.log"))) {
		if strings.Contains(line, "level=ERROR") {
			t.Error(line)
		}
	}
}

// A keyring that does not say what it has for the new URL loses nothing of what it has for the old.
func TestKeyringThatSaysNothingOfAnotherURLLosesNothing(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	keyring := &failingKeyring{Keyring: of.keyring, at: "load", why: credentials.ErrLocked}
	of.keyring = keyring
	old := of.server
	of.start(cybozutest.Options{Subdomain: "other"})
	keyring.broken, keyring.host = true, cybozu.Host(of.server.Host())
	failed := make(chan error, 1)
	r := of.request()
	r.Save, r.Secret.InitialPassword, r.SaveFailed = true, "", func(err error) { failed <- err }
	if _, err := of.Prepare(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	of.reopen() // waits for the keyring
	keyring.broken = false
	select {
	case err := <-failed:
		if !errors.Is(err, credentials.ErrLocked) {
			t.Error(err)
		}
	default:
		t.Error("nobody is told")
	}
	if left, err := of.keyring.Load(t.Context(), cybozu.Host(old.Host())); err != nil || left.InitialPassword != secret.InitialPassword {
		t.Errorf("it is %q, %v", left.InitialPassword, err)
	}
}

// That a certificate is wanted is a mistake of the call where the URL says so, and otherwise an
// answer of cybozu.com.
func TestIsUsage_IsOfWhatWasTyped(t *testing.T) {
	for _, c := range []struct {
		err   cybozu.Error
		usage bool
	}{
		{cybozu.Error{Kind: cybozu.KindHost}, true}, {cybozu.Error{Kind: cybozu.KindClientCert}, true}, {cybozu.Error{Kind: cybozu.KindClientCert, Status: http.StatusFound}, false},
		{cybozu.Error{Kind: cybozu.KindNetwork}, false}, {cybozu.Error{Kind: cybozu.KindAuth, Status: http.StatusUnauthorized}, false},
	} {
		if got := app.IsUsage(fmt.Errorf("planted: %w", &c.err)); got != c.usage {
			t.Errorf("%s with status %d: %v", c.err.Kind, c.err.Status, got)
		}
	}
}

// What a person has done with the whole directory, or for the time when nobody is there, is in the
// log with what it came to.
func TestLog_SaysWhatWasDone(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := t.Context()
	path := of.archive()
	of.edit("削除", edit.DeleteUsers([]int64{of.user("userA").ID}, false))
	d := of.stored()
	made := of.makeRoster(roster.DefaultChoices())
	of.logged()
	if _, err := of.EraseLeavers(ctx); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(of.SaveArchive(ctx, io.Discard, ""), of.SaveArchive(ctx, io.Discard, "long enough"), of.RememberRoster(ctx, made, ""),
		of.SetReports(ctx, app.Reports{Folder: t.TempDir(), Weekly: true}, ""), of.SetReports(ctx, app.Reports{Personal: true}, ""),
		of.SetAutoSync(ctx, daily, ""), of.SetAutoSync(ctx, never, "")); err != nil {
		t.Fatal(err)
	}
	copied := of.takeOver(path)
	var got []string
	for line := range strings.Lines(of.logged()) {
		_, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, quoted := range []string{copied, strconv.Quote(copied)} { // a folder may have spaces
			rest = strings.TrimSuffix(rest, quoted)
		}
		got = append(got, rest)
	}
	there := of.stored().Census()
	want := []string{
		`level=INFO msg="erased leavers" people=1 error=<nil>`,
		`level=INFO msg="saved the directory" protected=false error=<nil>`, `level=INFO msg="saved the directory" protected=true error=<nil>`,
		fmt.Sprintf("level=INFO msg=roster form=%s people=%d", made.Form, len(d.Users)),
		"level=INFO msg=reports folder=true mail=false weekly=true personal=false", "level=INFO msg=reports folder=false mail=false weekly=false personal=true",
		`level=INFO msg=autosync when="day 07:30"`, "level=INFO msg=autosync when=never",
		fmt.Sprintf(`level=INFO msg="took over" file=%s domain=%s departments=%d users=%d copy=`, filepath.Base(path), of.server.Host(), there.Departments, there.Users),
	}
	if !slices.Equal(got, want) {
		t.Errorf("logged is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
