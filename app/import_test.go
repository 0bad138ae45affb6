package app_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestImportBringsTheWholeSample(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	d, data := of.stored(), of.company.Data()
	if got, want := len(d.Departments)-1, len(data.Organizations); got != want {
		t.Errorf("%d departments, want %d", got, want)
	}
	left := 0 // U1: Administrator, who is 停止中
	for _, u := range data.Users {
		if u.Code == "Administrator" {
			left++
		}
	}
	if got, want := len(d.Users), len(data.Users)-left; got != want {
		t.Errorf("%d users, want %d", got, want)
	}
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
	if d.Domain != of.server.Host() {
		t.Errorf("domain %q", d.Domain)
	}
}

// The manual's tree and its table of memberships, from cybozu.com to the file.
func TestManualExamplesOfTreeAndMemberships(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	if got, want := of.in("userA"), []string{"グループ1", "グループ2"}; !slices.Equal(got, want) {
		t.Fatalf("ユーザーA is in %q, want %q", got, want)
	}
	cybozutest.ManualLater(of.company)
	of.runImport()
	if got, want := of.in("userA"), []string{"グループ1"}; !slices.Equal(got, want) {
		t.Errorf("ユーザーA is in %q, want %q", got, want)
	}
	if got, want := of.in("userB"), []string{"グループ2"}; !slices.Equal(got, want) {
		t.Errorf("ユーザーB is in %q, want %q", got, want)
	}
	for _, d := range of.stored().Departments {
		if d.Name == "開発チーム" {
			t.Error("開発チーム is still there (D4)")
		}
	}
}

func TestI9_SecondImportWritesItsHistoryLineAlone(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	if result := of.runImport(); !result.Plan.Empty() {
		t.Errorf("planned %d departments, %d users", len(result.Plan.Departments), len(result.Plan.Users))
	}
	of.unchanged(before)
	if got, want := of.history(), []directory.Outcome{directory.OutcomeOK, directory.OutcomeOK}; !slices.Equal(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}
}

func TestI1_WrongPasswordIsOneRequestAndChangesNothing(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	of.server.ForgetRequests()
	request := of.request()
	request.Secret.Password = "planted-password"
	_, err := of.Prepare(context.Background(), request, nil)
	if !errors.Is(err, &cybozu.Error{Kind: cybozu.KindAuth}) {
		t.Errorf("error %v", err)
	}
	if n := len(of.server.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
	of.unchanged(before)
	if got := of.history()[0]; got != directory.OutcomeFailed {
		t.Errorf("history says %q", got)
	}
	if strings.Contains(err.Error(), "planted-password") || len(of.grepFolder("planted-password")) > 0 {
		t.Error("the password can be read somewhere")
	}
}

// A user is deleted while pages are read, so that the rest moves up and the user at
// the page's edge is skipped by one reading of the lists (I6).
func TestI6_WhoeverStillExistsIsNotDeleted(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	leaver := of.company.Data().Users[20].Code
	of.server.Inject(cybozutest.Fault{
		Path: "users.json", Nth: 2,
		Before: func(c *cybozutest.Company) { c.Update(func(d *cybozutest.Data) { d.DeleteUser(leaver) }) },
	})
	p := of.propose()
	for _, c := range p.Plan.Users {
		if c.Action == directory.Delete && c.Before.LoginName != leaver {
			t.Errorf("%s would be deleted", c.Before.LoginName)
		}
	}
}

// Whom cybozu.com has said to be gone, it is not asked about again for each answer (I6).
func TestI6_WhoIsGoneIsAskedAboutOnce(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	of.company.Update(func(d *cybozutest.Data) {
		d.DeleteUser(d.Users[20].Code)
		last := d.Organizations[len(d.Organizations)-1]
		d.DeleteOrganization(last.Code)
	})
	of.server.ForgetRequests()
	var phases []cybozu.Phase
	p, err := of.Prepare(t.Context(), of.request(), func(p app.Progress) {
		if !slices.Contains(phases, p.Phase) {
			phases = append(phases, p.Phase)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(phases) < 2 || phases[0] != cybozu.PhaseSignIn || phases[len(phases)-1] != cybozu.PhaseVerify {
		t.Errorf("it tells of %v", phases)
	}
	asked := func() (paths []string) {
		for _, r := range of.server.Requests() {
			if strings.Contains(r.Query.Encode(), "ids") {
				paths = append(paths, r.Path)
			}
		}
		return paths
	}
	if got := asked(); len(p.Plan.Users) == 0 || len(p.Plan.Departments) == 0 || len(got) < 2 {
		t.Fatalf("%d users, %d departments, asked %q", len(p.Plan.Users), len(p.Plan.Departments), got)
	}
	of.server.ForgetRequests()
	if _, err := of.Revise(t.Context(), p, p.Choices, nil); err != nil || len(of.server.Requests()) > 0 {
		t.Errorf("%v, asked %q", err, asked())
	}
}

// Where departments are read one after the other, who is found where they were is not asked for
// theirs: it would be a request a person (M5).
func TestM5_WhoStaysWhereTheyWereIsNotAskedForTheirs(t *testing.T) {
	of := newOffice(t, cybozutest.Large(6, 3), cybozutest.Options{Accounts: colleague})
	of.runImport()
	of.server.ForgetRequests()
	of.propose()
	there := of.company.Data()
	for _, r := range of.server.Requests() {
		if strings.HasSuffix(r.Path, "user/organizations.json") && len(there.User(r.Query.Get("code")).Memberships) > 0 {
			t.Errorf("asked is %s", r.Query.Encode())
		}
	}
	var moved string
	of.company.Update(func(d *cybozutest.Data) {
		i := slices.IndexFunc(d.Users, func(u cybozutest.User) bool { return len(u.Memberships) > 0 && u.Code != cybozutest.Login })
		was := d.Users[i].Memberships[0].Organization
		to := slices.IndexFunc(d.Organizations, func(o cybozutest.Organization) bool { return o.ID != was })
		moved, d.Users[i].Memberships = d.Users[i].Code, []cybozutest.Membership{{Organization: d.Organizations[to].ID}}
	})
	of.server.ForgetRequests()
	of.propose()
	if !slices.ContainsFunc(of.server.Requests(), func(r cybozutest.Request) bool {
		return strings.HasSuffix(r.Path, "user/organizations.json") && r.Query.Get("code") == moved
	}) {
		t.Errorf("%s, who is found elsewhere, is not asked for theirs", moved)
	}
}

func TestI8_ChangeBetweenPreviewAndApplyIsNoticed(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	cybozutest.NextDay(of.company)
	first, second := of.propose(), of.propose()
	if _, err := of.Apply(context.Background(), first, confirmAll(first)); err != nil {
		t.Fatal(err)
	}
	before := of.stored()
	if _, err := of.Apply(context.Background(), second, confirmAll(second)); !app.IsStale(err) {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	renewed, err := of.Revise(context.Background(), second, second.Choices, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !renewed.Plan.Empty() {
		t.Error("what is done already is planned again")
	}
}

func TestGuardI7_UnconfirmedIsNotApplied(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	of.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login && u.Code != "Administrator" {
				d.DeleteUser(u.Code)
			}
		}
	})
	before := of.stored()
	p := of.propose()
	_, err := of.Apply(context.Background(), p, nil)
	var unconfirmed *directory.UnconfirmedError
	if !errors.As(err, &unconfirmed) {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	if _, err := of.Apply(context.Background(), p, confirmAll(p)); err != nil {
		t.Error(err)
	}
}

func TestI3_InitialPasswordIsOneHashAndNowhereInTheClear(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	hashes := map[string]bool{}
	for _, u := range of.stored().Users {
		hashes[u.PasswordHash] = true
	}
	if len(hashes) != 1 {
		t.Fatalf("%d hashes, want one", len(hashes))
	}
	for hash := range hashes {
		if ok, err := credentials.VerifyPassword(hash, secret.InitialPassword); !ok || err != nil {
			t.Errorf("the hash does not fit: %v", err)
		}
	}
	for _, text := range []string{secret.InitialPassword, secret.Password} {
		if found := of.grepFolder(text); len(found) > 0 {
			t.Errorf("a password is in %q", found)
		}
	}
}

func TestCancelledImportIsRecordedAndChangesNothing(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	before := of.stored()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := of.Prepare(ctx, of.request(), func(p app.Progress) {
		if p.Phase != cybozu.PhaseSignIn {
			cancel()
		}
	})
	if !app.IsCancelled(err) {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	if got, want := of.history(), []directory.Outcome{directory.OutcomeCancelled}; !slices.Equal(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}
}

func TestURLAndCredentialsAreKeptOnceTheServerAcceptedThem(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	request := of.request()
	request.Save = true
	request.Secret.Password = "wrong"
	if _, err := of.Prepare(context.Background(), request, nil); err == nil {
		t.Fatal("a wrong password was accepted")
	}
	if form, err := of.SavedForm(context.Background()); err != nil || form.Host != "" {
		t.Errorf("the form has %q after a refused login (%v)", form.Host, err)
	}
	request.Secret = secret
	if _, err := of.Prepare(context.Background(), request, nil); err != nil {
		t.Fatal(err)
	}
	of.Close() // waits for the keyring
	of.App = of.open(false)
	form, err := of.SavedForm(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if want := cybozu.Host(of.server.Host()); form.Host != want || !form.Saved {
		t.Errorf("the form has %q, saved %v; want %q", form.Host, form.Saved, want)
	}
	if form.Secret.Password != secret.Password || form.Secret.InitialPassword != "" {
		t.Error("the form has other credentials, or the initial password (I3)")
	}
}

func TestHeadlessImport(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	host := of.server.Host()
	ctx := context.Background()
	var out bytes.Buffer
	steps := []struct {
		name  string
		setup func()
		url   string
		dry   bool
		check func(error) bool
		out   string
	}{
		{"nothing saved", func() {}, "", false, app.IsUsage, ""},
		{"another host", func() {}, "https://example.com/", false, app.IsUsage, ""},
		{"no credentials", func() {}, host, false, app.IsUsage, ""},
		{"new users and no initial password", func() {
			s := secret
			s.InitialPassword = ""
			of.save(s)
		}, host, false, app.IsStopped, ""},
		{"dry run", func() { of.save(secret) }, host, true, isNil, "追加"},
		{"first import", func() {}, host, false, isNil, "正常に完了しました"},
		{"by the saved URL, nothing to do", func() {}, "", false, isNil, "変更はありません"},
		{"no new users need no initial password", func() {
			s := secret
			s.InitialPassword = ""
			of.save(s)
		}, "", false, isNil, "正常に完了しました"},
		{"guard", func() {
			of.company.Update(func(d *cybozutest.Data) {
				for _, u := range slices.Clone(d.Users[5:65]) {
					if u.Code != cybozutest.Login {
						d.DeleteUser(u.Code)
					}
				}
			})
		}, "", false, app.IsStopped, ""},
		{"wrong password", func() {
			s := secret
			s.Password = "wrong"
			of.save(s)
		}, "", false, isFailure, ""},
	}
	for _, step := range steps {
		step.setup()
		out.Reset()
		a := of.open(step.dry)
		before := of.stored()
		err := a.Import(ctx, step.url, &out)
		if !step.check(err) {
			t.Fatalf("%s: %v", step.name, err)
		}
		if !strings.Contains(out.String(), step.out) {
			t.Errorf("%s: printed %q", step.name, out.String())
		}
		if err != nil || step.dry {
			of.unchanged(before)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func (of *office) save(s credentials.Secret) {
	of.t.Helper()
	if err := of.keyring.Save(context.Background(), cybozu.Host(of.server.Host()), s); err != nil {
		of.t.Fatal(err)
	}
}

func isNil(err error) bool { return err == nil }

func isFailure(err error) bool { return err != nil && !app.IsUsage(err) && !app.IsStopped(err) }

// What the server has accepted is kept also where the import is stopped a moment later.
func TestURLIsKeptThoughTheImportIsStopped(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	of.server.Inject(cybozutest.Fault{Path: "organizations.json", Before: func(*cybozutest.Company) { cancel() }, Times: 1})
	if err := of.SetSetting(t.Context(), "autosync_paused_login", "2026-01-02T03:04:05Z"); err != nil {
		t.Fatal(err)
	}
	r := of.request()
	r.Save = true
	if p, err := of.Prepare(ctx, r, nil); p != nil || !app.IsCancelled(err) {
		t.Fatalf("%+v, %v", p, err)
	}
	of.reopen() // waits for the keyring
	if form, err := of.SavedForm(t.Context()); err != nil || form.Host != r.Host || !form.Saved {
		t.Errorf("%v, saved %v, %v", form.Host, form.Saved, err)
	}
	if since, err := of.Setting(t.Context(), "autosync_paused_login"); since != "" || err != nil {
		t.Errorf("somebody has logged in, and it holds still since %s, %v", since, err)
	}
}
