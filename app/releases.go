package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"anpisync/app/process"
	"anpisync/app/release"
)

// settingReleases is what is known of newer releases, as JSON. It belongs to this machine.
const settingReleases = "releases"

const (
	lookEvery = 7 * 24 * time.Hour
	lookAgain = 24 * time.Hour // after a failure
)

// Releases are what is known of newer releases, and what a person wants of it.
type Releases struct {
	Asked  bool            `json:"asked"`           // a person has said whether to look
	On     bool            `json:"on"`              // to look once a week
	Looked time.Time       `json:"looked,omitzero"` // when the feed was read the last time
	Next   time.Time       `json:"next,omitzero"`   // when it is read again
	Newest release.Release `json:"newest,omitzero"` // as it said
	Left   string          `json:"left,omitempty"`  // the version of which nobody wants to be told any more
}

// Newer is the newest release, where it is newer than the program.
func (r Releases) Newer() (release.Release, bool) {
	return r.Newest, r.Newest.NewerThan(process.Version())
}

// Told is Newer until a person has closed what tells of it.
func (r Releases) Told() (release.Release, bool) {
	newest, newer := r.Newer()
	return newest, newer && r.On && r.Left != newest.Version
}

// due says whether the feed is to be read, even if the clock was set back since.
func (r Releases) due(now time.Time) bool {
	return r.On && (!now.Before(r.Next) || r.Next.Sub(now) > lookEvery)
}

// Feed is where newer releases are told of. Without one, none of this is offered.
func (a *App) Feed() release.Feed { return a.feed }

// Releases reads what is known.
func (a *App) Releases(ctx context.Context) (Releases, error) {
	var r Releases
	value, err := a.Setting(ctx, settingReleases)
	if err != nil || value == "" || !a.feed.Exists() {
		return Releases{}, err
	}
	if err := json.Unmarshal([]byte(value), &r); err != nil {
		return Releases{}, fmt.Errorf("setting %q: %w", settingReleases, err)
	}
	return r, nil
}

// WatchReleases keeps whether the feed is read once a week.
func (a *App) WatchReleases(ctx context.Context, on bool) error {
	return a.noteReleases(ctx, func(r *Releases) { r.Asked, r.On, r.Next = true, on, time.Time{} })
}

// LeaveRelease keeps that nobody wants to be told of a version any more.
func (a *App) LeaveRelease(ctx context.Context, version string) error {
	return a.noteReleases(ctx, func(r *Releases) { r.Left = version })
}

// LookForRelease reads the feed, and gives what is known then. That it could not is in the log,
// unless nobody waits for it any more.
func (a *App) LookForRelease(ctx context.Context) (Releases, error) {
	r, err := a.lookForRelease(ctx)
	if err != nil && ctx.Err() == nil {
		a.log.Error("look for a release", "error", err)
	}
	return r, err
}

func (a *App) lookForRelease(ctx context.Context) (Releases, error) {
	newest, failure := a.feed.Newest(ctx)
	if ctx.Err() != nil {
		return Releases{}, ctx.Err()
	}
	now := time.Now()
	err := a.noteReleases(ctx, func(r *Releases) {
		if failure != nil {
			r.Next = now.Add(lookAgain)
			return
		}
		r.Looked, r.Next = now, now.Add(lookEvery)
		if !r.Newest.NewerThan(newest.Version) { // an older feed takes nothing back
			r.Newest = newest
		}
	})
	if err := errors.Join(failure, err); err != nil {
		return Releases{}, err
	}
	return a.Releases(ctx)
}

// LookWeekly is LookForRelease where that is wanted and due, and says whether it was. A
// failure is no more than a line of the log: it looks again the next day.
func (a *App) LookWeekly(ctx context.Context, now time.Time) bool {
	if !a.feed.Exists() {
		return false
	}
	r, err := a.Releases(ctx)
	if err != nil {
		a.log.Error("look for a release", "error", err)
		return false
	}
	if !r.due(now) {
		return false
	}
	_, _ = a.LookForRelease(ctx)
	return true
}

// noteReleases changes what is known, one change at a time.
func (a *App) noteReleases(ctx context.Context, change func(*Releases)) error {
	a.noting.Lock()
	defer a.noting.Unlock()
	r, err := a.Releases(ctx)
	if err != nil {
		return err
	}
	change(&r)
	value, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return a.SetSetting(ctx, settingReleases, string(value))
}
