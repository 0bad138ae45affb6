package app_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/notify"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestOverdue_OnTheDayThatIsSetAndNotBefore(t *testing.T) {
	now := time.Date(2026, 4, 15, 8, 0, 0, 0, time.Local)
	at := func(day, hour int) *directory.Import {
		return &directory.Import{StartedAt: time.Date(2026, 4, day, hour, 0, 0, 0, time.Local), FinishedAt: time.Date(2026, 4, day, hour, 5, 0, 0, time.Local)}
	}
	for _, c := range []struct {
		name   string
		status app.Status
		days   int
		want   *app.Overdue
	}{
		{"nobody has tried", app.Status{}, 7, nil},
		{"a success seven days ago, though at a later hour", app.Status{First: at(1, 7), Success: at(8, 23)}, 7, &app.Overdue{Days: 7, Since: at(8, 23).FinishedAt}},
		{"a success six days ago", app.Status{First: at(1, 7), Success: at(9, 0)}, 7, nil},
		{"none since it was first tried", app.Status{First: at(1, 7)}, 7, &app.Overdue{Days: 14, Since: at(1, 7).StartedAt, Never: true}},
		{"first tried today", app.Status{First: at(15, 7)}, 7, nil},
		{"a longer time is set", app.Status{First: at(1, 7), Success: at(8, 23)}, 8, nil},
		{"it is not to be told", app.Status{First: at(1, 7)}, 0, nil},
	} {
		got := c.status.Overdue(c.days, now)
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// What fails, or waits for a person, is no success; what succeeds ends it.
func TestOverdue_IsReadFromTheHistory(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	ctx, week := context.Background(), time.Date(2026, 4, 8, 12, 0, 0, 0, time.UTC)
	aged := func() { // so that no midnight comes in between
		of.sql("UPDATE imports SET started_at = '2026-04-01T12:00:00Z', finished_at = '2026-04-01T12:00:00Z'")
	}
	is := func(at time.Time, want app.Overdue) {
		t.Helper()
		got, err := of.Overdue(ctx, at)
		if err != nil {
			t.Fatal(err)
		}
		if got == nil {
			got = new(app.Overdue)
		}
		if got.Days != want.Days || got.Never != want.Never {
			t.Errorf("overdue: %+v, want %+v", *got, want)
		}
	}
	is(week, app.Overdue{})
	if err := of.auto(); err == nil {
		t.Fatal("nothing is saved, and it imported")
	}
	aged()
	is(week, app.Overdue{Days: 7, Never: true})
	of.runImport()
	aged()
	is(week.AddDate(0, 0, -1), app.Overdue{})
	if err := of.auto(); err == nil {
		t.Fatal("nothing is saved, and it imported")
	}
	aged()
	is(week, app.Overdue{Days: 7})
	said := func(at time.Time) string {
		var out bytes.Buffer
		app.TellOverdue(ctx, of.options(false, nil), at, &out)
		return out.String()
	}
	if got := said(week); !strings.Contains(got, "7日間") {
		t.Errorf("a start without a window says %q", got)
	}
	if got := said(week.AddDate(0, 0, -1)); got != "" {
		t.Errorf("nothing is overdue, and a start without a window says %q", got)
	}
	fails := func(at time.Time) (title string) {
		t.Helper()
		o := of.options(false, of.server.Transport())
		o.Now = func() time.Time { return at }
		o.Notify = func(_ context.Context, n notify.Notice) error {
			title = n.Title
			return nil
		}
		if err := app.ImportIn(ctx, o, "", io.Discard); err == nil {
			t.Fatal("the keyring is locked, and it imported")
		}
		return title
	}
	of.save(secret)
	if err := of.SetAutoSync(ctx, schedule.When{Every: schedule.Hour}, ""); err != nil {
		t.Fatal(err)
	}
	of.keyring = brokenKeyring{credentials.ErrLocked}
	if got := fails(week); got != message.OverdueTitle {
		t.Errorf("the desktop is told %q", got)
	}
	if got := fails(week.AddDate(0, 0, -1)); got != message.NotImported {
		t.Errorf("nothing is overdue, and the desktop is told %q", got)
	}
	settings, err := of.Settings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	settings.OverdueDays = 8
	if err := of.SetSettings(ctx, settings); err != nil {
		t.Fatal(err)
	}
	is(week, app.Overdue{})
}
