package views

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/release"
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

// Where nothing is newer, 設定 says so, with when it was looked.
func TestReleases_WhereNothingIsNewerThatIsSaid(t *testing.T) {
	feed := releasetest.New(t, feedText)
	s := newStageWithFeed(t, feed)
	r := s.screens[screenSettings].(*settings).releases
	if got := r.text.String(); got != "" || r.open.Visible() {
		t.Errorf("before it is looked it says %q", got)
	}
	r.look.Tapped(nil)
	if r.look.Why() != "確かめています" {
		t.Errorf("meanwhile the button says %q", r.look.Why())
	}
	s.settle()
	if got := r.text.String(); got != "新しいバージョン 99.0.0 があります。名簿を速くしました。" || !r.open.Visible() || r.look.Why() != "" || s.home().newer.card.Visible() {
		t.Errorf("it says %q, and the button %q", got, r.look.Why())
	}
	r.show(app.Releases{Looked: time.Date(2026, 4, 9, 9, 30, 0, 0, time.Local)})
	if got := r.text.String(); got != "お使いのバージョンが最新です。（2026-04-09 09:30 に確認）" || r.open.Visible() || r.watch.Checked() {
		t.Errorf("where nothing is newer it says %q", got)
	}
	s.rename("settings", "gone")
	r.watch.Tapped(nil)
	s.settle()
	if got := s.dialogs(); !strings.Contains(got, "予期しないエラーが発生しました。") {
		t.Errorf("where it cannot be kept it says %q", got)
	}
	s.rename("gone", "settings")
	requests := len(feed.Requests())
	s.press(fyne.KeyEscape, 0)
	if known, err := s.app.Releases(t.Context()); err != nil || known.On || requests == 0 {
		t.Errorf("%v, kept is %+v", err, known)
	}
}

// closedBrowser is an application that can show no page.
type closedBrowser struct{ fyne.App }

func (closedBrowser) OpenURL(*url.URL) error { return fs.ErrPermission }

// A page that cannot be shown is told.
func TestReleases_APageThatCannotBeShownIsTold(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	opened := &browser{App: s.window.fyne}
	s.window.fyne = opened
	s.openPage(release.Release{Page: "https://exa mple.com/%zz"})
	if len(opened.pages) != 0 || s.dialogs() == "" {
		t.Errorf("opened are %q, and it says %q", opened.pages, s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	s.openPage(release.Release{Page: "https://example.com/a"})
	if !slices.Equal(opened.pages, []string{"https://example.com/a"}) || s.dialogs() != "" {
		t.Errorf("opened are %q, and it says %q", opened.pages, s.dialogs())
	}
	s.window.fyne = closedBrowser{opened.App}
	s.openPage(release.Release{Page: "https://example.com/a"})
	if s.dialogs() == "" {
		t.Error("nothing is told")
	}
}

// As long as the window is open, a newer release is looked for once a week, where that is wanted,
// and shown.
func TestReleases_AreFollowedAsLongAsTheWindowIsOpen(t *testing.T) {
	feed := releasetest.New(t, feedText)
	inTime(t, func(t *testing.T) {
		s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), t.TempDir(), func(o *app.Options) {
			of := feed.Feed()
			of.Transport = answersAtOnce{feed}
			o.Feed = &of
		})
		s.importAll()
		s.jobs.Go(s.followReleases)
		asked := func() int { return len(feed.Requests()) }
		if s.pass(24 * time.Hour); asked() != 0 {
			t.Errorf("nobody wants it, and it asks %d times", asked())
		}
		if err := s.app.WatchReleases(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		s.pass(lookOften)
		once := asked()
		if once == 0 || !s.home().newer.card.Visible() {
			t.Fatalf("it is asked %d times, and shown: %v", once, s.home().newer.card.Visible())
		}
		if s.pass(6 * 24 * time.Hour); asked() != once {
			t.Errorf("within a week it is asked %d times more", asked()-once)
		}
		if s.pass(2 * 24 * time.Hour); asked() != 2*once {
			t.Errorf("after a week it is asked %d times more", asked()-once)
		}
		s.cancel()
		s.jobs.Wait()
	})
}

// answersAtOnce asks a server without a connection.
type answersAtOnce struct{ http.Handler }

func (a answersAtOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	a.ServeHTTP(answer, r)
	return answer.Result(), nil
}

func TestReleases_TheirPageIsOpenedFromBothPlaces(t *testing.T) {
	s := newStageWithFeed(t, releasetest.New(t, feedText))
	opened := &browser{App: s.window.fyne}
	s.window.fyne = opened
	settings := s.screens[screenSettings].(*settings)
	settings.releases.watch.Tapped(nil)
	s.settle()
	settings.releases.look.Tapped(nil)
	s.settle()
	settings.releases.open.Tapped(nil)
	button(t, s.home().newer.card, "ページを開く").Tapped(nil)
	if want := []string{"https://example.com/v99.0.0", "https://example.com/v99.0.0"}; !slices.Equal(opened.pages, want) {
		t.Errorf("opened are %q", opened.pages)
	}
}

// browser is an application that remembers what it is to show.
type browser struct {
	fyne.App
	pages []string
}

func (b *browser) OpenURL(page *url.URL) error {
	b.pages = append(b.pages, page.String())
	return nil
}
