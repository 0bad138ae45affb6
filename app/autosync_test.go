package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/notify"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

var (
	daily  = schedule.When{Every: schedule.Day, Hour: 7, Minute: 30}
	hourly = schedule.When{Every: schedule.Hour}
	never  = schedule.When{}
)

// newAutoOffice is an office that has imported once, by hand, and imports every hour
// since.
func newAutoOffice(t *testing.T, company *cybozutest.Company) *office {
	t.Helper()
	of := newOffice(t, company, cybozutest.Options{})
	of.save(secret)
	of.runImport()
	of.reopen()
	of.save(secret) // the import by hand has not saved it
	if err := of.SetAutoSync(context.Background(), hourly, secret.InitialPassword); err != nil {
		t.Fatal(err)
	}
	of.server.ForgetRequests()
	return of
}

// reopen starts the program again, which ends what it does in the background.
func (of *office) reopen() {
	of.t.Helper()
	if err := of.Close(); err != nil {
		of.t.Fatal(err)
	}
	of.App = of.open(false)
}

// auto imports as the scheduler does and gives what it ended with.
func (of *office) auto() error {
	of.t.Helper()
	return of.Import(context.Background(), "", new(bytes.Buffer))
}

// registered is the state of the job that would be right for when.
func (of *office) registered(when schedule.When) schedule.State {
	of.t.Helper()
	program, err := os.Executable()
	if err != nil {
		of.t.Fatal(err)
	}
	state, err := of.system.Current(context.Background(), schedule.Job{Program: program, Data: of.dir, When: when})
	if err != nil {
		of.t.Fatal(err)
	}
	return state
}

// initialPassword is what the keyring holds for the office's host.
func (of *office) initialPassword() string {
	of.t.Helper()
	saved, err := of.keyring.Load(context.Background(), cybozu.Host(of.server.Host()))
	if err != nil && !errors.Is(err, credentials.ErrNotFound) {
		of.t.Fatal(err)
	}
	return saved.InitialPassword
}

// pausedFor is why imports without a person hold still; "": they do not.
func (of *office) pausedFor() schedule.Cause {
	of.t.Helper()
	auto, err := of.AutoSync(context.Background())
	if err != nil {
		of.t.Fatal(err)
	}
	if auto.Paused == nil {
		return ""
	}
	return auto.Paused.Cause
}

// halfKeyring reads but does not write.
type halfKeyring struct{ credentials.Keyring }

func (halfKeyring) Save(context.Context, cybozu.Host, credentials.Secret) error {
	return credentials.ErrLocked
}

// brokenScheduler fails at whatever it is asked to change.
type brokenScheduler struct{ schedule.Scheduler }

func (brokenScheduler) Set(context.Context, schedule.Job) error    { return schedule.ErrMissing }
func (brokenScheduler) Remove(context.Context, schedule.Job) error { return schedule.ErrRefused }

func TestAutoSyncI3_SwitchingOnWantsWhatItWillNeed(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	set := func(initial string) error { return of.SetAutoSync(context.Background(), daily, initial) }
	refused := func(err error, right bool) {
		t.Helper()
		if !right {
			t.Errorf("error %v", err)
		}
		if auto, err := of.AutoSync(context.Background()); err != nil || !auto.When.Off() {
			t.Errorf("switched on: %v, %v", auto, err)
		}
		if of.registered(daily) != schedule.None || of.initialPassword() != "" {
			t.Error("something of it has stayed")
		}
	}
	err := set("first-password")
	refused(err, app.IsUsage(err) && err.Error() == "no URL: "+credentials.ErrNotFound.Error())
	of.runImport()
	of.reopen()
	err = set("first-password")
	refused(err, app.IsUsage(err)) // nothing saved
	of.save(credentials.Secret{Login: secret.Login, Password: secret.Password})
	for _, short := range []string{"", "five5"} {
		var wrong *credentials.PasswordError
		err = set(short)
		refused(err, errors.As(err, &wrong))
	}
	system, keyring := of.system, of.keyring
	of.system = brokenScheduler{system}
	of.reopen()
	err = set("first-password")
	refused(err, errors.Is(err, schedule.ErrMissing))
	of.system, of.keyring = system, halfKeyring{keyring}
	of.reopen()
	err = set("first-password")
	refused(err, errors.Is(err, credentials.ErrLocked))
	of.keyring = keyring
	of.reopen()

	if err := set("first-password"); err != nil {
		t.Fatal(err)
	}
	if auto, err := of.AutoSync(context.Background()); err != nil || auto.When != daily || auto.Paused != nil {
		t.Errorf("%v, %v", auto, err)
	}
	if of.registered(daily) != schedule.Same || of.initialPassword() != "first-password" {
		t.Error("it is not registered, or the password not saved")
	}
	if err := of.SetAutoSync(context.Background(), hourly, ""); err != nil { // the password stays
		t.Fatal(err)
	}
	if of.registered(hourly) != schedule.Same || of.initialPassword() != "first-password" {
		t.Error("another time is not registered, or the password is lost")
	}

	of.system = brokenScheduler{system}
	of.reopen()
	if err := of.SetAutoSync(context.Background(), never, ""); !errors.Is(err, schedule.ErrRefused) {
		t.Errorf("error %v", err)
	}
	if auto, err := of.AutoSync(context.Background()); err != nil || auto.When != hourly {
		t.Errorf("off, while the scheduler goes on: %v, %v", auto, err)
	}
	of.system = system
	of.reopen()
	if err := of.SetAutoSync(context.Background(), never, ""); err != nil {
		t.Fatal(err)
	}
	if of.registered(never) != schedule.None || of.initialPassword() != "" {
		t.Error("something of it has stayed")
	}
	if saved, err := of.keyring.Load(context.Background(), cybozu.Host(of.server.Host())); err != nil || saved.Password != secret.Password {
		t.Errorf("the login is gone too: %v", err)
	}
}

func TestAutoSyncI3_InitialPasswordStaysThroughImportsByHand(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	if strings.Contains(of.rows(), "autosync_paused") { // I9
		t.Error("an import by hand has ended a pause that was none")
	}
	byHand := func(initial string, save bool) {
		t.Helper()
		request := of.request()
		request.Secret.InitialPassword, request.Save = initial, save
		if _, err := of.Prepare(context.Background(), request, nil); err != nil {
			t.Fatal(err)
		}
		of.reopen()
	}
	byHand("", true)
	if got := of.initialPassword(); got != secret.InitialPassword {
		t.Errorf("after an import by hand the password is %q", got)
	}
	byHand("another-password", true)
	if got := of.initialPassword(); got != "another-password" {
		t.Errorf("a new one was typed, saved is %q", got)
	}

	// It goes with the URL.
	old := of.server
	of.start(cybozutest.Options{Subdomain: "other"})
	byHand("", true)
	if got := of.initialPassword(); got != "another-password" {
		t.Errorf("at the other host the password is %q", got)
	}
	if left, err := of.keyring.Load(context.Background(), cybozu.Host(old.Host())); err != nil || left.InitialPassword != "" {
		t.Errorf("at the old host one has stayed (%v)", err)
	}

	byHand("", false)
	if got := of.initialPassword(); got != "" {
		t.Error("the person wanted nothing to be saved")
	}
	byHand("once-only", true)
	if err := of.SetAutoSync(context.Background(), never, ""); err != nil {
		t.Fatal(err)
	}
	byHand("once-again", true)
	if got := of.initialPassword(); got != "" {
		t.Errorf("saved for nobody: %q", got)
	}
}

// What a scheduler meets, one after another, and what each leaves behind.
func TestAutoSync_ImportsWithoutAPerson(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	dismiss := func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login && u.Code != "Administrator" {
				d.DeleteUser(u.Code)
			}
		}
	}
	without := func(change func(*credentials.Secret)) func() {
		return func() {
			s := secret
			change(&s)
			of.save(s)
		}
	}
	paused := func(err error) bool {
		var p *schedule.PausedError
		return errors.As(err, &p) && p.Cause == schedule.CauseLogin && isFailure(err)
	}
	all := -1 // as many requests as it takes
	for _, step := range []struct {
		name     string
		before   func()
		check    func(error) bool
		outcome  directory.Outcome
		requests int
		changes  bool
	}{
		{"nothing saved", func() {}, app.IsUsage, directory.OutcomeFailed, 0, false},
		{"switched on", func() {
			if err := of.SetSetting(context.Background(), "url", of.server.Host()); err != nil {
				t.Fatal(err)
			}
			of.save(secret)
			if err := of.SetAutoSync(context.Background(), hourly, ""); err != nil {
				t.Fatal(err)
			}
		}, isNil, directory.OutcomeOK, all, true},
		{"repeated", func() {}, isNil, directory.OutcomeOK, all, false},
		{"changed data", func() { cybozutest.NextDay(of.company) }, isNil, directory.OutcomeOK, all, true},
		{"no initial password, new users", func() {
			of.company.Update(func(d *cybozutest.Data) { d.AddUser(cybozutest.User{Code: "new", Name: "新人", Valid: true}) })
			without(func(s *credentials.Secret) { s.InitialPassword = "" })()
		}, app.IsStopped, directory.OutcomeStopped, all, false},
		{"the same with one", without(func(*credentials.Secret) {}), isNil, directory.OutcomeOK, all, true},
		{"no initial password, no new users", without(func(s *credentials.Secret) { s.InitialPassword = "" }),
			isNil, directory.OutcomeOK, all, false},
		{"guard", func() { of.company.Update(dismiss) }, app.IsStopped, directory.OutcomeStopped, all, false},
		{"wrong password", without(func(s *credentials.Secret) { s.Password = "wrong" }),
			isFailure, directory.OutcomeFailed, 1, false},
		{"paused", func() {}, paused, directory.OutcomeFailed, 0, false},
		{"still paused with another password", without(func(*credentials.Secret) {}), paused, directory.OutcomeFailed, 0, false},
		{"resumed by a login by hand", func() {
			of.propose()
			of.reopen()
			of.save(secret)
			of.server.ForgetRequests()
		}, app.IsStopped, directory.OutcomeStopped, all, false},
		{"nothing saved any more", func() {
			if err := of.keyring.Delete(context.Background(), cybozu.Host(of.server.Host())); err != nil {
				t.Fatal(err)
			}
		}, app.IsUsage, directory.OutcomeFailed, 0, false},
	} {
		step.before()
		of.server.ForgetRequests()
		before, lines := of.stored(), len(of.lines())
		err := of.auto()
		if !step.check(err) {
			t.Fatalf("%s: %v", step.name, err)
		}
		if n := len(of.server.Requests()); step.requests != all && n != step.requests {
			t.Errorf("%s: %d requests, want %d", step.name, n, step.requests)
		}
		if plan := directory.Diff(before, of.stored()); plan.Empty() == step.changes {
			t.Errorf("%s: changed %v, want %v", step.name, !plan.Empty(), step.changes)
		}
		line := of.lines()[0]
		if len(of.lines()) != lines+1 || line.Kind != directory.ImportAuto || line.Outcome != step.outcome {
			t.Errorf("%s: the history says %+v, want %q", step.name, line, step.outcome)
		}
		if err != nil && line.Message != message.Of(err).Line() {
			t.Errorf("%s: the history says %q", step.name, line.Message)
		}
	}
}

func TestAutoSync_RefusedTokenPausesAndOtherFailuresDoNot(t *testing.T) {
	for cause, setUp := range map[schedule.Cause]func(*office){
		schedule.CauseLogin: func(of *office) {
			of.save(credentials.Secret{APIToken: "planted-token", InitialPassword: secret.InitialPassword})
		},
		"": func(of *office) {
			of.server.Inject(cybozutest.Fault{Path: "users.json", Status: 503, Times: 100})
		},
	} {
		of := newAutoOffice(t, cybozutest.Manual())
		setUp(of)
		if err := of.auto(); !isFailure(err) {
			t.Errorf("error %v", err)
		}
		if got := of.pausedFor(); got != cause {
			t.Errorf("paused for %q, want %q", got, cause)
		}
	}
}

func TestAutoSync_NothingIsPausedWhereItIsOff(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	if err := of.SetAutoSync(context.Background(), never, ""); err != nil {
		t.Fatal(err)
	}
	of.save(credentials.Secret{Login: secret.Login, Password: "wrong"})
	before := of.rows()
	for range 2 {
		of.server.ForgetRequests()
		if err := of.auto(); !errors.Is(err, &cybozu.Error{Kind: cybozu.KindAuth}) {
			t.Errorf("error %v", err)
		}
		if n := len(of.server.Requests()); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	}
	id := of.runImportAfter(func(d *cybozutest.Data) { d.User("userA").Name = "別名" })
	of.undo(id)
	of.reopen()
	if of.rows() != before { // I1, I10: no setting changes either
		t.Error("a pause is written down")
	}
	of.save(secret)
	if err := of.auto(); err != nil {
		t.Errorf("error %v", err)
	}
}

// runImportAfter imports by hand what has changed, and gives the import.
func (of *office) runImportAfter(change func(*cybozutest.Data)) int64 {
	of.t.Helper()
	of.company.Update(change)
	return of.runImport().ImportID
}

func TestUndoI10_PausesImportsWithoutAPersonUntilOneByHand(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	id := of.runImportAfter(func(d *cybozutest.Data) { d.User("userA").Name = "別名" })
	p, err := of.PrepareUndo(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	if got := of.pausedFor(); got != "" {
		t.Errorf("paused for %q by a look at an undo", got)
	}
	if _, err := of.Apply(context.Background(), p, nil); err != nil {
		t.Fatal(err)
	}
	before := of.stored()
	still := func(when string) {
		t.Helper()
		of.reopen()
		of.save(secret)
		of.server.ForgetRequests()
		var paused *schedule.PausedError
		if err := of.auto(); !errors.As(err, &paused) || paused.Cause != schedule.CauseUndo {
			t.Errorf("%s: error %v", when, err)
		}
		if n := len(of.server.Requests()); n > 0 {
			t.Errorf("%s: %d requests", when, n)
		}
		of.unchanged(before)
	}
	still("after the undo")
	proposal := of.propose() // logging in alone is not enough, nor is a look
	still("after a look")
	if err := of.Abandon(proposal, context.Canceled); err != nil {
		t.Fatal(err)
	}
	still("after an import that was given up")
	of.runImport()
	of.reopen()
	of.save(secret)
	if err := of.auto(); err != nil {
		t.Errorf("after an import by hand: %v", err)
	}
}

// An undo that is made while an import without a person waits for the lock is not
// undone by that import.
func TestUndoI10_PausesTheImportThatWaits(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	id := of.runImportAfter(func(d *cybozutest.Data) { d.User("userA").Name = "別名" })
	of.keyring = &hookedKeyring{Keyring: of.keyring, load: func() { of.undo(id) }}
	waiting := of.open(false)
	of.save(secret)
	of.server.ForgetRequests()
	var paused *schedule.PausedError
	if err := waiting.Import(context.Background(), "", new(bytes.Buffer)); !errors.As(err, &paused) {
		t.Errorf("error %v", err)
	}
	if n := len(of.server.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
	if err := waiting.Close(); err != nil {
		t.Error(err)
	}
}

// hookedKeyring does something else before it answers.
type hookedKeyring struct {
	credentials.Keyring
	load func()
}

func (k *hookedKeyring) Load(ctx context.Context, host cybozu.Host) (credentials.Secret, error) {
	k.load()
	return k.Keyring.Load(ctx, host)
}

func TestAutoSync_DryRunOfWhatIsPausedWritesNothing(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	of.save(credentials.Secret{Login: secret.Login, Password: "wrong"})
	before := of.rows()
	a := of.open(true)
	if err := a.Import(context.Background(), "", new(bytes.Buffer)); !isFailure(err) || errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("error %v", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if of.rows() != before || of.pausedFor() != "" {
		t.Error("a dry run has written")
	}
	if err := of.auto(); !isFailure(err) {
		t.Errorf("error %v", err)
	}
	before = of.rows()
	of.server.ForgetRequests()
	of.keyring = brokenKeyring{credentials.ErrLocked} // which is not what has to be told
	a = of.open(true)
	var paused *schedule.PausedError
	var out bytes.Buffer
	if err := a.Import(context.Background(), "", &out); !errors.As(err, &paused) || out.Len() > 0 {
		t.Errorf("error %v, printed %q", err, out.String())
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if n := len(of.server.Requests()); of.rows() != before || n > 0 {
		t.Errorf("a dry run has written, or sent %d requests", n)
	}
}

func TestAutoSync_RepairedWhenTheProgramHasMoved(t *testing.T) {
	ctx := context.Background()
	of := newAutoOffice(t, cybozutest.Manual())
	repair := func(want schedule.State, when schedule.When) {
		t.Helper()
		if err := of.RepairAutoSync(ctx); err != nil {
			t.Fatal(err)
		}
		if got := of.registered(when); got != want {
			t.Errorf("state %v, want %v", got, want)
		}
	}
	if err := of.system.Set(ctx, schedule.Job{Program: "/old/anpisync", Data: of.dir, When: hourly}); err != nil {
		t.Fatal(err)
	}
	repair(schedule.Same, hourly)
	if err := of.system.Remove(ctx, schedule.Job{Data: of.dir}); err != nil {
		t.Fatal(err)
	}
	repair(schedule.Same, hourly)

	// Switched off, the job of an earlier life of the data folder goes.
	if err := of.SetAutoSync(ctx, never, ""); err != nil {
		t.Fatal(err)
	}
	if err := of.system.Set(ctx, schedule.Job{Program: "/old/anpisync", Data: of.dir, When: hourly}); err != nil {
		t.Fatal(err)
	}
	repair(schedule.None, never)

	// The data folder on a new machine, with no keyring to log in from.
	of.save(secret)
	if err := of.SetAutoSync(ctx, hourly, ""); err != nil {
		t.Fatal(err)
	}
	of.system, of.keyring = schedule.Memory(), credentials.Memory()
	of.reopen()
	repair(schedule.None, hourly)
	if auto, err := of.AutoSync(ctx); err != nil || !auto.When.Off() {
		t.Errorf("still on: %v, %v", auto, err)
	}
}

func TestAutoSync_DesktopTellsOfFailuresAtOnce(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	var told []string
	url := ""
	run := func(ctx context.Context, change func(*app.Options)) error {
		t.Helper()
		told = nil
		o := of.options(false, of.server.Transport())
		o.Notify = func(_ context.Context, n notify.Notice) error {
			told = append(told, n.Title+"|"+n.Text)
			return errors.New("no desktop") // which costs nothing
		}
		change(&o)
		return app.ImportIn(ctx, o, url, new(bytes.Buffer))
	}
	as := func(*app.Options) {}
	expect := func(what string, err error, notices int) {
		t.Helper()
		if len(told) != notices || notices == 1 && told[0] != message.NotImported+"|"+message.Of(err).Line() {
			t.Errorf("%s (%v): told %q", what, err, told)
		}
	}
	expect("success", run(context.Background(), as), 0)
	of.save(credentials.Secret{Login: secret.Login, Password: "wrong"})
	expect("dry run", run(context.Background(), func(o *app.Options) { o.ReadOnly = true }), 0)
	expect("wrong password", run(context.Background(), as), 1)
	if len(of.grepFolder("no desktop")) == 0 {
		t.Error("that nobody could be told is not in the log")
	}
	expect("paused", run(context.Background(), as), 1)
	expect("at a console", run(context.Background(), func(o *app.Options) {
		o.Ask = func(context.Context, string, bool) (string, error) { return "", io.EOF }
	}), 0)
	url = "https://example.com"
	expect("a URL typed by hand", run(context.Background(), as), 0)
	url = ""
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	expect("logged off", run(cancelled, as), 0)
	// A notice may wait for its click: not for longer than whoever ends the program wants, and
	// no less for an import whose time was over.
	ending, end := context.WithCancel(context.Background())
	_ = run(ending, func(o *app.Options) {
		o.Notify = func(ctx context.Context, _ notify.Notice) error {
			if ctx.Err() != nil {
				t.Errorf("the notice is not shown: %v", ctx.Err())
			}
			end()
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Second):
				t.Error("the notice waits, though the program is to end")
			}
			return nil
		}
	})
	expect("panic", run(context.Background(), func(o *app.Options) {
		o.Keyring = &hookedKeyring{load: func() { panic("planted") }}
		of.resume()
	}), 1)
	if err := of.SetAutoSync(context.Background(), never, ""); err != nil {
		t.Fatal(err)
	}
	expect("by hand from a terminal", run(context.Background(), as), 0)

	// Where the file cannot be opened, it cannot say either that imports run by themselves.
	of.save(secret)
	if err := of.SetAutoSync(context.Background(), hourly, ""); err != nil {
		t.Fatal(err)
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "directory.db"), []byte(strings.Repeat("damaged ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := of.system.Set(context.Background(), schedule.Job{Program: "/usr/bin/anpisync", Data: damaged, When: hourly}); err != nil {
		t.Fatal(err)
	}
	expect("damaged", run(context.Background(), func(o *app.Options) { o.Dir = damaged }), 1)
}

// What a scheduler starts begins some time later, which is another one each time; what a
// person or a script starts begins at once.
func TestAutoSync_GentleNotAllOfficesBeginAtOnce(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	before := len(of.lines())
	o := of.options(false, of.server.Transport())
	waits := map[time.Duration]bool{}
	o.Sleep = func(_ context.Context, d time.Duration) error {
		if d < 0 || d >= schedule.Spread {
			t.Errorf("it waits for %v", d)
		}
		waits[d] = true
		return context.Canceled
	}
	o.Within = schedule.Spread
	for range 20 {
		if err := app.ImportIn(t.Context(), o, "", new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if len(waits) < 15 || len(of.server.Requests()) > 0 || len(of.lines()) != before {
		t.Errorf("%d different times, %d requests", len(waits), len(of.server.Requests()))
	}
	o.Within = 0
	if err := app.ImportIn(t.Context(), o, "", new(bytes.Buffer)); err != nil || len(of.lines()) != before+1 {
		t.Errorf("an import at once: %v", err)
	}
}

// resume lets a person log in by hand.
func (of *office) resume() {
	of.t.Helper()
	of.propose()
	of.reopen()
}

// A run that was missed on Friday is not made up on Saturday.
func TestAutoSync_NothingIsReadAtAQuietTime(t *testing.T) {
	saturday := time.Date(2026, 4, 4, 3, 0, 0, 0, time.Local)
	for _, every := range []schedule.Every{schedule.Weekday, schedule.OfficeHour} {
		of := newAutoOffice(t, cybozutest.Manual())
		when := schedule.When{Every: every, Hour: 7}
		if err := of.SetAutoSync(context.Background(), when, ""); err != nil {
			t.Fatal(err)
		}
		o := of.options(false, of.server.Transport())
		o.Now = func() time.Time { return saturday }
		lines := len(of.history())
		for _, quiet := range []bool{true, false} { // by the scheduler, and by hand
			o.Quiet = quiet
			of.logged()
			if err := app.ImportIn(context.Background(), o, "", io.Discard); err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(of.line(of.logged(), "quiet"), `"`, "")
			if want := "level=INFO msg=quiet when=" + when.String(); (got == want) != quiet || !quiet && got != "" {
				t.Errorf("%s: quiet %v, logged is %s", every, quiet, got)
			}
			if made := len(of.history()) - lines; (made == 0) != quiet || (len(of.server.Requests()) == 0) != quiet {
				t.Errorf("%s: quiet %v, %d lines more in the history", every, quiet, made)
			}
		}
	}
}
