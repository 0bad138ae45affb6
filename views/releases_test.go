package views

import (
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/release/releasetest"
	"anpisync/cybozu/cybozutest"
)

// newStageWithFeed is a window of a build that knows where releases are told of, on a
// directory.
func newStageWithFeed(t *testing.T, feed *releasetest.Server) *stage {
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), t.TempDir(), func(o *app.Options) {
		of := feed.Feed()
		o.Feed = &of
	})
	seclude(t, s)
	s.importAll()
	s.settle()
	return s
}

// seclude leaves nothing to be said about the data folder.
func seclude(t *testing.T, s *stage) {
	t.Helper()
	if err := s.app.Seclude(); err != nil {
		t.Fatal(err)
	}
}

const feedText = `{"version":"v99.0.0","page":"https://example.com/v99.0.0","news":["名簿を速くしました。"]}`

func TestNewerReleaseIsOfferedOnceAndTold(t *testing.T) {
	feed := releasetest.New(t, feedText)
	s := newStageWithFeed(t, feed)
	s.worry()
	s.settle()
	host := strings.TrimPrefix(feed.URL, "https://")
	if !strings.Contains(s.dialogs(), host) || len(feed.Requests()) != 0 {
		t.Fatalf("it says %q after %d requests", s.dialogs(), len(feed.Requests()))
	}
	s.dialogButton("週に一度確かめる").Tapped(nil)
	s.settle()
	home := s.home()
	if text := home.newer.text.String(); !home.newer.card.Visible() || !strings.Contains(text, "新しいバージョン 99.0.0 があります。名簿を速くしました。") {
		t.Fatalf("ホーム says %q, visible: %v", text, home.newer.card.Visible())
	}
	s.worry()
	s.settle()
	if s.layers.Busy() {
		t.Errorf("it asks again: %q", s.dialogs())
	}
	button(t, home.newer.card, "閉じる").Tapped(nil)
	s.settle()
	if home.newer.card.Visible() {
		t.Error("what was closed is still there")
	}
}

func TestNewerReleaseThatNobodyWantsIsNotLookedFor(t *testing.T) {
	feed := releasetest.New(t, feedText)
	s := newStageWithFeed(t, feed)
	s.worry()
	s.settle()
	s.dialogButton("確かめない").Tapped(nil)
	s.settle()
	s.worry()
	s.settle()
	if n := len(feed.Requests()); n != 0 || s.layers.Busy() || s.home().newer.card.Visible() {
		t.Errorf("%d requests; %q", n, s.dialogs())
	}
	settings := s.screens[screenSettings].(*settings)
	settings.releases.look.Tapped(nil)
	s.settle()
	if text := settings.releases.text.String(); !strings.Contains(text, "99.0.0") || !settings.releases.open.Visible() {
		t.Errorf("looked for by hand, 設定 says %q", text)
	}
	settings.releases.watch.Tapped(nil)
	s.settle()
	if !s.home().newer.card.Visible() {
		t.Error("switched on in 設定, ホーム says nothing")
	}
}

func TestNewerReleaseWithAWrongSignatureIsNotTold(t *testing.T) {
	feed := releasetest.New(t, feedText)
	feed.SignByAnother()
	s := newStageWithFeed(t, feed)
	settings := s.screens[screenSettings].(*settings)
	settings.releases.look.Tapped(nil)
	s.settle()
	if !strings.Contains(s.dialogs(), "正しい署名がありません") || settings.releases.open.Visible() {
		t.Errorf("it says %q", s.dialogs())
	}
}

func TestWithoutAFeedNothingIsSaidOfReleases(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	seclude(t, s)
	s.importAll()
	s.settle()
	s.worry()
	s.settle()
	if s.layers.Busy() || s.home().newer.card.Visible() || strings.Contains(written(s.screens[screenSettings].content()), "新しいバージョン") {
		t.Errorf("it says %q", s.dialogs())
	}
}
