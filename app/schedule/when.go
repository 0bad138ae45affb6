package schedule

import (
	"fmt"
	"strings"
	"time"
)

// When is how often imports run without a person. The zero value is never.
type When struct {
	Every        Every
	Hour, Minute int // of one a day, local time
}

// Every is how much time lies between two imports.
type Every string

// What a person can choose.
const (
	Never      Every = ""
	Day        Every = "day"         // at Hour and Minute
	Weekday    Every = "weekday"     // likewise, from Monday to Friday: no scheduler knows holidays
	Hour       Every = "hour"        // on the hour
	OfficeHour Every = "office-hour" // likewise, from Opens to Closes
)

// The first and the last of the hours at which an OfficeHour runs.
const (
	Opens  = 8
	Closes = 20
)

// Daily says whether it runs once on its days, at a time that a person chooses.
func (e Every) Daily() bool { return e == Day || e == Weekday }

// Spread is within how much time after its hour an import begins, so that not all offices
// ask at once. Where the system's scheduler knows no such thing, the program waits.
const Spread = 10 * time.Minute

// Off says whether imports never run without a person.
func (w When) Off() bool { return w.Every == Never }

// String is the form in which a When is kept: "", "hour" or "day 07:30".
func (w When) String() string {
	if w.Every.Daily() {
		return fmt.Sprintf("%s %02d:%02d", w.Every, w.Hour, w.Minute)
	}
	return string(w.Every)
}

// ParseWhen reads what String has written.
func ParseWhen(text string) (When, error) {
	w := When{Every: Every(text)}
	if day, at, found := strings.Cut(text, " "); found {
		w.Every = Every(day)
		if _, err := fmt.Sscanf(at, "%d:%d", &w.Hour, &w.Minute); err != nil {
			return When{}, fmt.Errorf("%q is no schedule: %w", text, err)
		}
	}
	if err := w.check(); err != nil || w.String() != text {
		return When{}, fmt.Errorf("%q is no schedule", text)
	}
	return w, nil
}

func (w When) check() error {
	switch {
	case w.Every == Never, w.Every == Hour, w.Every == OfficeHour:
		return nil
	case w.Every.Daily() && w.Hour >= 0 && w.Hour < 24 && w.Minute >= 0 && w.Minute < 60:
		return nil
	}
	return fmt.Errorf("%q is no schedule", w.String())
}

// Next is when the import after a time begins, in that time's zone; the zero time: never.
func (w When) Next(after time.Time) time.Time {
	if w.Every == Hour { // by elapsed time: the hour that follows on the clock may be left out, or come twice
		return after.Add(time.Hour - time.Duration(after.Minute())*time.Minute - time.Duration(after.Second())*time.Second - time.Duration(after.Nanosecond()))
	}
	var next time.Time
	for _, t := range w.times() {
		if then := t.next(after); next.IsZero() || then.Before(next) {
			next = then
		}
	}
	return next
}

// timeOfDay is one time at which something runs, on all days or from Monday to Friday.
type timeOfDay struct {
	hour, minute int
	weekdays     bool
}

// times are all of a When but Hour, which has no day.
func (w When) times() (times []timeOfDay) {
	switch w.Every {
	case Day, Weekday:
		return []timeOfDay{{w.Hour, w.Minute, w.Every == Weekday}}
	case OfficeHour:
		for hour := Opens; hour <= Closes; hour++ {
			times = append(times, timeOfDay{hour: hour})
		}
	}
	return times
}

func (t timeOfDay) next(after time.Time) time.Time {
	for day := 0; ; day++ {
		then := at(after, day, t.hour, t.minute)
		if then.After(after) && (!t.weekdays || workday(then)) {
			return then
		}
	}
}

// at is a time some days after the day of another, in its zone.
func at(of time.Time, days, hour, minute int) time.Time {
	year, month, day := of.Date()
	return time.Date(year, month, day+days, hour, minute, 0, 0, of.Location())
}

func workday(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// Quiet says whether a When that leaves days or hours out runs nothing at a time, with an hour
// for what begins late, perhaps after midnight: what was missed is made up whenever the machine
// is on again.
func (w When) Quiet(now time.Time) bool {
	switch w.Every {
	case Weekday:
		return !workday(now) && !workday(now.Add(-time.Hour))
	case OfficeHour:
		return now.Hour() < Opens || now.Hour() > Closes
	}
	return false
}

// hasQuiet says whether there are times at which it is Quiet.
func (w When) hasQuiet() bool { return w.Every == Weekday || w.Every == OfficeHour }

// DaysOff is how many days after a time, and before the day of a later one, it does not run.
func (w When) DaysOff(from, to time.Time) (days int) {
	if w.Every != Weekday {
		return 0
	}
	// At noon, since a day may lack its midnight: west of Greenwich that is an hour of the day before.
	for day := at(from, 1, 12, 0); day.Before(at(to.In(from.Location()), 0, 12, 0)); day = at(day, 1, 12, 0) {
		if !workday(day) {
			days++
		}
	}
	return days
}
