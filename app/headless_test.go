package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// brokenKeyring fails at whatever it is asked.
type brokenKeyring struct{ err error }

func (k brokenKeyring) Load(context.Context, cybozu.Host) (credentials.Secret, error) {
	return credentials.Secret{}, k.err
}
func (k brokenKeyring) Save(context.Context, cybozu.Host, credentials.Secret) error { return k.err }
func (k brokenKeyring) Delete(context.Context, cybozu.Host) error                   { return k.err }

// Nobody sees standard error of a scheduled import: the history and the log tell.
func TestImportWithoutAPersonTellsOfItsKeyring(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	for _, why := range []error{credentials.ErrMissing, credentials.ErrLocked, credentials.ErrSilent, credentials.ErrNotFound} {
		of.keyring = brokenKeyring{why}
		a := of.open(false)
		err := a.Import(context.Background(), of.server.Host(), new(bytes.Buffer))
		if !errors.Is(err, why) || app.IsUsage(err) != (why == credentials.ErrNotFound) {
			t.Errorf("%v: error %v, usage %v", why, err, app.IsUsage(err))
		}
		line := of.lines()[0]
		if line.Outcome != directory.OutcomeFailed || line.Kind != directory.ImportAuto || line.Domain != of.server.Host() {
			t.Errorf("%v: the history says %+v", why, line)
		}
		if len(of.grepFolder(why.Error())) == 0 {
			t.Errorf("%v is not in the log", why)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := len(of.server.Requests()); n > 0 {
		t.Errorf("%d requests without credentials", n)
	}
}

// TestImportWithoutAPersonEndsByItself is for schedulers that end nothing, as launchd.
func TestImportWithoutAPersonEndsByItself(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.save(secret)
	of.stall = time.Hour
	of.server.Inject(cybozutest.Fault{Path: "organizations.json", Nth: 1, Hang: true})
	before := of.rows()
	o := of.options(false, of.server.Transport())
	o.Limit = 2 * time.Second
	err := app.ImportIn(t.Context(), o, of.server.Host(), io.Discard)
	if !errors.Is(err, schedule.ErrTime) || app.IsCancelled(err) || app.IsStopped(err) {
		t.Errorf("error %v", err)
	}
	line := of.lines()[0]
	if says := message.Of(schedule.ErrTime); line.Outcome != directory.OutcomeFailed || line.Message != says.Line() {
		t.Errorf("the history says %+v", line)
	}
	if of.rows() != before {
		t.Error("something was written")
	}
	// Where nobody says otherwise, it ends before the scheduler's own limit, so that the history
	// has its line; who is asked may take so long.
	o.Limit = 0
	var left time.Duration
	gone := errors.New("the console is gone")
	o.Keyring, o.Ask = credentials.Memory(), func(ctx context.Context, _ string, _ bool) (string, error) {
		if at, limited := ctx.Deadline(); limited {
			left = time.Until(at)
		}
		return "", gone
	}
	if err := app.ImportIn(t.Context(), o, "", io.Discard); !errors.Is(err, gone) || left > schedule.Limit-time.Minute || left < schedule.Limit/2 {
		t.Errorf("it may take %v, %v", left, err)
	}
}

// A person is told at once who holds the lock; without one it is waited for a minute.
func TestLockIsWaitedForWithoutAPersonAlone(t *testing.T) {
	for kind, patience := range map[directory.ImportKind]time.Duration{
		directory.ImportManual: 0,
		directory.ImportAuto:   time.Minute,
	} {
		of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
		of.save(secret)
		unlock, err := storage.Lock(context.Background(), of.dir, 0, "manual")
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) { // a minute of the bubble is none of ours
			began := time.Now()
			if kind == directory.ImportAuto {
				err = of.Import(context.Background(), of.server.Host(), new(bytes.Buffer))
			} else {
				_, err = of.Prepare(context.Background(), of.request(), nil)
			}
			if waited := time.Since(began); waited < patience || waited > patience+time.Second {
				t.Errorf("%s: waited %v, want %v", kind, waited, patience)
			}
		})
		var held *storage.HeldError
		if !errors.As(err, &held) || held.What != "manual" {
			t.Errorf("%s: error %v", kind, err)
		}
		if err := unlock(); err != nil {
			t.Error(err)
		}
		if n := len(of.server.Requests()); n > 0 {
			t.Errorf("%s: %d requests without the lock", kind, n)
		}
	}
}

func TestDryRunTellsEachChangeOnALineAndWritesNothing(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	cybozutest.NextDay(of.company)
	want := of.propose().Plan
	before, history := of.rows(), len(of.lines())
	of.save(secret)
	a := of.open(true)
	var out bytes.Buffer
	if err := a.Import(context.Background(), "", &out); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	for _, c := range want.Users {
		record := c.After
		if c.Action == directory.Delete {
			record = c.Before
		}
		lines := 0
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, record.LoginName) {
				lines++
			}
		}
		if lines != 1 {
			t.Errorf("%d lines tell of %s, want 1\n%s", lines, record.LoginName, out.String())
		}
	}
	if of.rows() != before || len(of.lines()) != history {
		t.Error("a dry run has written")
	}
}

// byID says whether a request asks once more for what would be deleted (I6).
func byID(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "ids") }

// moving is an office whose directory a SQLite tool changes each time that an import has
// planned, so often: somebody is put in whom cybozu.com has to be asked for.
func moving(t *testing.T, times int) *office {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	of.save(secret)
	cybozutest.NextDay(of.company)
	id := 900_000
	join := func() {
		id++
		of.sql(fmt.Sprintf(`INSERT INTO users (login_name, name, reading, phone, memo, suspended, cybozu_id)
			VALUES ('moving%[1]d', '移 動', '', '', '', 0, %[1]d)`, id))
	}
	of.server.Inject(cybozutest.Fault{
		Path: "users.json", Nth: 1, Times: times,
		Match:  byID,
		Before: func(*cybozutest.Company) { join() },
	})
	return of
}

func TestI8_ImportWithoutAPersonPlansAgainThreeTimesAtMost(t *testing.T) {
	of := moving(t, 3)
	var out bytes.Buffer
	if err := of.Import(context.Background(), of.server.Host(), &out); err != nil {
		t.Fatal(err)
	}
	if line := of.lines()[0]; line.Outcome != directory.OutcomeOK || line.Users.Deleted != 3+3 {
		t.Errorf("the history says %+v", line)
	}
	if slices.ContainsFunc(of.stored().Users, func(u directory.User) bool { return u.Name == "移 動" }) {
		t.Error("a plan from before the change was written")
	}

	of = moving(t, 4)
	before, lines := len(of.stored().Users), len(of.lines())
	err := of.Import(context.Background(), of.server.Host(), &out)
	if !errors.Is(err, storage.ErrRestless) {
		t.Fatalf("error %v", err)
	}
	if got := len(of.stored().Users); got != before+4 || len(of.lines()) != lines+1 {
		t.Errorf("%d users and %d lines, want %d and %d", got, len(of.lines()), before+4, lines+1)
	}
	if line := of.lines()[0]; line.Outcome != directory.OutcomeFailed || strings.Contains(line.Message, "確認") {
		t.Errorf("the history says %+v", line)
	}
}

// The password may have been changed while an import plans again.
func TestI8_ARefusalWhilePlanningAgainPausesToo(t *testing.T) {
	of := moving(t, 1)
	if err := of.SetAutoSync(context.Background(), hourly, secret.InitialPassword); err != nil {
		t.Fatal(err)
	}
	refused := cybozutest.ErrorFault(http.StatusUnauthorized, "CB_WA01")
	refused.Path, refused.Match, refused.Nth, refused.Times = "users.json", byID, 2, 100
	of.server.Inject(refused)
	err := of.Import(context.Background(), of.server.Host(), io.Discard)
	if !cybozu.Refused(err) {
		t.Fatalf("error %v", err)
	}
	if auto, err := of.AutoSync(context.Background()); err != nil || auto.Paused == nil || auto.Paused.Cause != schedule.CauseLogin {
		t.Errorf("paused: %+v, %v", auto.Paused, err)
	}
}

// Each waits for those before it; none fails, whatever the others have written.
func TestI8_ImportsSideBySideAllSucceed(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	of.save(secret)
	const imports = 8
	of.server.Inject(cybozutest.Fault{
		Path: "users.json",
		Before: func(c *cybozutest.Company) {
			c.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone += "1" })
		},
	})
	ended := make(chan error)
	for range imports {
		a := of.open(false)
		go func() { ended <- errors.Join(a.Import(context.Background(), of.server.Host(), io.Discard), a.Close()) }()
	}
	for range imports {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	for _, line := range of.lines()[:imports] {
		if line.Outcome != directory.OutcomeOK || line.Users.Updated == 0 {
			t.Errorf("the history says %+v", line)
		}
	}
}
