package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/release"
	"anpisync/app/release/releasetest"
	"anpisync/app/schedule"
)

// openWithFeed opens the program on an empty folder, as a build that knows a feed.
func openWithFeed(t *testing.T, feed release.Feed) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Options{Dir: t.TempDir(), Keyring: credentials.Memory(), Scheduler: schedule.Memory(), Feed: &feed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func releases(t *testing.T, a *app.App) app.Releases {
	t.Helper()
	r, err := a.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func told(version string) string {
	return `{"version":"` + version + `","page":"https://example.com/` + version + `","news":["改善しました。"]}`
}

func TestNobodyIsAskedForReleasesUnlessWanted(t *testing.T) {
	feed := releasetest.New(t, told("v1.3.0"))
	a := openWithFeed(t, feed.Feed())
	if a.LookWeekly(t.Context(), time.Now()) || releases(t, a).Asked {
		t.Error("it looks before a person was asked")
	}
	if err := a.WatchReleases(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if a.LookWeekly(t.Context(), time.Now()) || !releases(t, a).Asked {
		t.Error("it looks although a person said no, or asks again")
	}
	if n := len(feed.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestReleasesAreLookedForOnceAWeek(t *testing.T) {
	feed := releasetest.New(t, told("v1.3.0"))
	a := openWithFeed(t, feed.Feed())
	if err := a.WatchReleases(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if !a.LookWeekly(t.Context(), now) {
		t.Fatal("it does not look at once")
	}
	newest, told := releases(t, a).Told()
	if !told || newest.Name() != "1.3.0" || newest.Page != "https://example.com/v1.3.0" {
		t.Fatalf("%+v, %v", newest, told)
	}
	for _, c := range []struct {
		after time.Duration
		looks bool
	}{{time.Hour, false}, {6 * 24 * time.Hour, false}, {-30 * 24 * time.Hour, true}, {7*24*time.Hour + time.Hour, true}} {
		if looks := a.LookWeekly(t.Context(), now.Add(c.after)); looks != c.looks {
			t.Errorf("after %v it looks: %v", c.after, looks)
		}
	}
	if err := a.LeaveRelease(t.Context(), "v1.3.0"); err != nil {
		t.Fatal(err)
	}
	if _, told := releases(t, a).Told(); told {
		t.Error("what was closed is told again")
	}
	if _, newer := releases(t, a).Newer(); !newer {
		t.Error("it is forgotten")
	}
}

func TestAnOlderReleaseTakesNothingBack(t *testing.T) {
	feed := releasetest.New(t, told("v1.3.0"))
	a := openWithFeed(t, feed.Feed())
	for _, version := range []string{"v1.3.0", "v1.2.0"} {
		feed.Tell(told(version))
		r, err := a.LookForRelease(t.Context())
		if err != nil || r.Newest.Version != "v1.3.0" {
			t.Fatalf("told of %s, it knows %+v, %v", version, r.Newest, err)
		}
	}
}

func TestWhatFailsIsLookedForAgainTheNextDay(t *testing.T) {
	for _, c := range []struct {
		name  string
		alter func(*releasetest.Server)
		wrong error
	}{
		{"wrong signature", func(s *releasetest.Server) { s.SignByAnother() }, release.ErrUnsigned},
		{"no network", func(s *releasetest.Server) { s.Close() }, release.ErrUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			feed := releasetest.New(t, told("v1.3.0"))
			a := openWithFeed(t, feed.Feed())
			if err := a.WatchReleases(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			c.alter(feed)
			if _, err := a.LookForRelease(t.Context()); !errors.Is(err, c.wrong) {
				t.Fatalf("%v instead of %v", err, c.wrong)
			}
			if r := releases(t, a); r.Newest.Version != "" || !r.Looked.IsZero() {
				t.Errorf("it believes %+v", r)
			}
			now := time.Now()
			if a.LookWeekly(t.Context(), now.Add(time.Hour)) {
				t.Error("it looks again at once")
			}
			if !a.LookWeekly(t.Context(), now.Add(25*time.Hour)) {
				t.Error("it does not look again")
			}
		})
	}
}

func TestWithoutAFeedNothingIsKnownOfReleases(t *testing.T) {
	a := openWithFeed(t, release.Feed{})
	if a.Feed().Exists() || a.LookWeekly(t.Context(), time.Now()) {
		t.Error("it looks")
	}
	demo, err := app.OpenDemo(context.Background(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if demo.Feed().Exists() {
		t.Error("the sample looks")
	}
	if err := demo.Close(); err != nil {
		t.Error(err)
	}
}
