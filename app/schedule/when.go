package schedule

import (
	"fmt"
	"strings"
	"time"
)

// When is how often imports run without a person. The zero value is never.
type When struct {
	Every        Every
	Hour, Minute int // of a Daily one, local time
}

// Every is how much time lies between two imports.
type Every string

// What a person can choose.
const (
	Never Every = ""
	Day   Every = "day"  // at Hour and Minute
	Hour  Every = "hour" // on the hour
)

// Spread is within how much time after its hour an import begins, so that not all offices
// ask at once. Where the system's scheduler knows no such thing, the program waits.
const Spread = 10 * time.Minute

// Off says whether imports never run without a person.
func (w When) Off() bool { return w.Every == Never }

// String is the form in which a When is kept: "", "hour" or "day 07:30".
func (w When) String() string {
	if w.Every == Day {
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
	case w.Every == Never, w.Every == Hour:
		return nil
	case w.Every == Day && w.Hour >= 0 && w.Hour < 24 && w.Minute >= 0 && w.Minute < 60:
		return nil
	}
	return fmt.Errorf("%q is no schedule", w.String())
}

// Next is when the import after a time begins, in that time's zone; the zero time: never.
func (w When) Next(after time.Time) time.Time {
	year, month, day := after.Date()
	at := func(day, hour, minute int) time.Time {
		return time.Date(year, month, day, hour, minute, 0, 0, after.Location())
	}
	switch w.Every {
	case Never:
		return time.Time{}
	case Hour:
		return at(day, after.Hour()+1, 0)
	}
	if today := at(day, w.Hour, w.Minute); today.After(after) {
		return today
	}
	return at(day+1, w.Hour, w.Minute)
}
