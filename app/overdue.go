package app

import (
	"context"
	"io"
	"time"

	"anpisync/app/message"
)

// Overdue says that no import from cybozu.com has succeeded for as many days as a person
// has set (Settings.OverdueDays): what should keep the list as cybozu.com is may be gone
// without a word, such as a PC that is switched off or a job that somebody has deleted. So it
// is for the next start to tell, whatever is started.
type Overdue struct {
	Days  int       // since then, by the calendar
	Since time.Time // when the newest success ended; where there is none, when it was first tried
	Never bool      // there is no success
}

// Overdue says whether the directory is overdue; nil: it is not, since an import has
// succeeded, nobody has tried yet, or this is not to be told. A run without a person asks
// before it begins, and again where it did not succeed.
func (a *App) Overdue(ctx context.Context, now time.Time) (*Overdue, error) {
	settings, err := a.Settings(ctx)
	if err != nil {
		return nil, err
	}
	history, err := a.History(ctx, 0)
	if err != nil {
		return nil, err
	}
	status, err := a.Status(ctx, history)
	return status.Overdue(settings.OverdueDays, now), err
}

// TellOverdue tells out that the directory is overdue, where it is: for a start that has no
// window and only reads it. Whether the folder can be used at all, that start has told.
func TellOverdue(ctx context.Context, o Options, now time.Time, out io.Writer) {
	o.ReadOnly = true
	a, err := Open(ctx, o)
	if err != nil {
		return
	}
	overdue, err := a.Overdue(ctx, now)
	if err != nil {
		a.log.Error("overdue", "error", err)
	}
	if overdue != nil {
		tell(out, []string{message.Overdue(overdue.Days, overdue.Since, overdue.Never).String()})
	}
	_ = a.Close() // it was only read
}

// Overdue is that of the status; 0 days: it is not to be told.
func (s Status) Overdue(days int, now time.Time) *Overdue {
	var o Overdue
	switch {
	case s.Success != nil:
		o.Since = s.Success.FinishedAt
	case s.First != nil:
		o.Since, o.Never = s.First.StartedAt, true
	default:
		return nil
	}
	if o.Days = DaysBetween(o.Since, now); days <= 0 || o.Days < days {
		return nil
	}
	return &o
}

// DaysBetween is how many days the calendar here shows between two times.
func DaysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Local().Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)).Hours() / 24)
}
