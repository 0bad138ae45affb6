package release_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"anpisync/app/release"
	"anpisync/app/release/releasetest"
)

const page = "https://example.com/releases/tag/v1.3.0"

func TestNewest(t *testing.T) {
	told := `{"version":"v1.3.0","page":"` + page + `","news":["名簿を作れるようにしました。"]}`
	for _, c := range []struct {
		name  string
		alter func(*releasetest.Server)
		wrong error // nil: it is believed
	}{
		{"signed", func(*releasetest.Server) {}, nil},
		{"redirected to where it is kept", func(s *releasetest.Server) { s.Redirect("/latest.json", "/kept/latest.json") }, nil},
		{"signature redirected", func(s *releasetest.Server) { s.Redirect("/latest.json.minisig", "/kept/latest.json.minisig") }, nil},
		{"signed by another", func(s *releasetest.Server) { s.SignByAnother() }, release.ErrUnsigned},
		{"altered after it was signed", func(s *releasetest.Server) { s.Serve("/latest.json", strings.Replace(told, "v1.3.0", "v9.9.9", 1)) }, release.ErrUnsigned},
		{"a signature that is none", func(s *releasetest.Server) { s.Serve("/latest.json.minisig", "signed, honestly") }, release.ErrUnsigned},
		{"without a signature", func(s *releasetest.Server) { s.Remove("/latest.json.minisig") }, release.ErrUnreachable},
		{"gone", func(s *releasetest.Server) { s.Remove("/latest.json") }, release.ErrUnreachable},
		{"redirected to where others read along", func(s *releasetest.Server) { s.Redirect("/latest.json", "http://example.com/latest.json") }, release.ErrUnreachable},
		{"redirected for ever", func(s *releasetest.Server) { s.Redirect("/latest.json", "/latest.json") }, release.ErrUnreachable},
		{"too long", func(s *releasetest.Server) { s.Tell(told + strings.Repeat(" ", 1<<17)) }, release.ErrUnreadable},
		{"no JSON", func(s *releasetest.Server) { s.Tell("<html>") }, release.ErrUnreadable},
		{"no version", func(s *releasetest.Server) { s.Tell(strings.Replace(told, "v1.3.0\",", "newest\",", 1)) }, release.ErrUnreadable},
		{"a page that is no page", func(s *releasetest.Server) { s.Tell(strings.Replace(told, "https:", "file:", 1)) }, release.ErrUnreadable},
		{"no network", func(s *releasetest.Server) { s.Close() }, release.ErrUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := releasetest.New(t, told)
			c.alter(s)
			got, err := s.Feed().Newest(t.Context())
			if !errors.Is(err, c.wrong) {
				t.Fatalf("%v instead of %v", err, c.wrong)
			}
			want := release.Release{}
			if c.wrong == nil {
				want = release.Release{Version: "v1.3.0", Page: page, News: []string{"名簿を作れるようにしました。"}}
			}
			if got.Version != want.Version || got.Page != want.Page || !slices.Equal(got.News, want.News) {
				t.Errorf("%+v instead of %+v", got, want)
			}
		})
	}
}

func TestNothingIsReadUnencrypted(t *testing.T) {
	asked := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer s.Close()
	feed := releasetest.New(t, "{}").Feed()
	feed.Address = s.URL + "/latest.json"
	if _, err := feed.Newest(t.Context()); !errors.Is(err, release.ErrUnreachable) || asked {
		t.Errorf("%v; asked: %v", err, asked)
	}
}

func TestWhatNobodyWaitsForIsNoFailureOfTheFeed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := releasetest.New(t, "{}").Feed().Newest(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, release.ErrUnreachable) {
		t.Errorf("%v", err)
	}
}

func TestNothingButTheRequestGoesOut(t *testing.T) {
	s := releasetest.New(t, "{}")
	_, _ = s.Feed().Newest(t.Context())
	for _, r := range s.Requests() {
		for name := range r.Header {
			if !slices.Contains([]string{"User-Agent", "Accept-Encoding"}, name) {
				t.Errorf("%s: %v", name, r.Header[name])
			}
		}
		if r.URL.RawQuery != "" || r.Header.Get("User-Agent") != "AnpiSync" {
			t.Errorf("%s by %q", r.URL, r.Header.Get("User-Agent"))
		}
	}
	if len(s.Requests()) == 0 {
		t.Error("nothing was asked")
	}
}

func TestNewerThan(t *testing.T) {
	for _, c := range []struct {
		told, here string
		newer      bool
	}{
		{"v1.3.0", "v1.2.9", true},
		{"v1.10.0", "v1.9.0", true},
		{"v1.3.0", "v1.3.0", false},
		{"v1.2.0", "v1.3.0", false}, // an older feed takes nobody back
		{"v1.3.0", "v1.3.0-rc.1", true},
		{"v1.3.0-rc.1", "v1.3.0", false},
		{"v0.1.0", "dev", true},
		{"", "v1.0.0", false},
	} {
		if got := (release.Release{Version: c.told}).NewerThan(c.here); got != c.newer {
			t.Errorf("%q is newer than %q: %v", c.told, c.here, got)
		}
	}
}

// An error says which of the feed's files it was, and what is wrong with it.
func TestWhatIsWrongIsToldWithItsAddress(t *testing.T) {
	const told = `{"version":"v1.3.0","page":"` + page + `"}`
	for _, c := range []struct {
		alter func(*releasetest.Server)
		says  string // behind the name of the host
	}{
		{func(s *releasetest.Server) { s.SignByAnother() }, "the feed of releases has no valid signature: HOST/latest.json"},
		{func(s *releasetest.Server) { s.Remove("/latest.json.minisig") }, "the feed of releases cannot be read: HOST/latest.json.minisig: 404 Not Found"},
		{func(s *releasetest.Server) { s.Tell(told + strings.Repeat(" ", 64<<10+1-len(told))) }, "the feed of releases makes no sense: HOST/latest.json has more than 65536 bytes"},
		{func(s *releasetest.Server) { s.Tell("<html>") }, "the feed of releases makes no sense: invalid character '<' looking for beginning of value"},
		{func(s *releasetest.Server) { s.Tell(strings.Replace(told, "v1.3.0\",", "newest\",", 1)) }, `the feed of releases makes no sense: version "newest" at "` + page + `"`},
		{func(s *releasetest.Server) { s.Tell(`{"version":"v1.3.0","page":"https:///nowhere"}`) }, `the feed of releases makes no sense: version "v1.3.0" at "https:///nowhere"`},
		{func(s *releasetest.Server) { s.Tell(`{"version":"v1.3.0","page":"https://%zz"}`) }, `the feed of releases makes no sense: version "v1.3.0" at "https://%zz"`},
		{func(s *releasetest.Server) { s.Redirect("/latest.json", "http://example.com/latest.json") }, `the feed of releases cannot be read: Get "http://example.com/latest.json": redirected to http://example.com/latest.json, which is not encrypted`},
		{func(s *releasetest.Server) { s.Redirect("/latest.json", "/latest.json") }, `the feed of releases cannot be read: Get "/latest.json": redirected too often`},
	} {
		s := releasetest.New(t, told)
		c.alter(s)
		_, err := s.Feed().Newest(t.Context())
		if want := strings.ReplaceAll(c.says, "HOST", s.URL); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	s := releasetest.New(t, told)
	s.Tell(told + strings.Repeat(" ", 64<<10-len(told)))
	s.Redirect("/latest.json", "/1")
	for i := range 4 { // five in all
		s.Redirect(fmt.Sprintf("/%d", i+1), fmt.Sprintf("/%d", i+2))
	}
	s.Redirect("/5", "/kept/latest.json")
	if _, err := s.Feed().Newest(t.Context()); err == nil {
		t.Error("six redirects were followed")
	}
	s.Redirect("/4", "/kept/latest.json")
	if got, err := s.Feed().Newest(t.Context()); err != nil || got.Version != "v1.3.0" {
		t.Errorf("after five redirects, of 64 KiB: %v, %v", got, err)
	}
	feed := s.Feed()
	feed.Address = "https://exa mple.com"
	if _, err := feed.Newest(t.Context()); !errors.Is(err, release.ErrUnreachable) {
		t.Errorf("an address that is none: %v", err)
	}
	feed.Key = "no key"
	if _, err := feed.Newest(t.Context()); !errors.Is(err, release.ErrUnsigned) || !strings.Contains(err.Error(), "the key in the program") {
		t.Errorf("a key that is none: %v", err)
	}
}

func TestReleasesAndTheirHostsAreNamedAsPeopleWriteThem(t *testing.T) {
	for address, want := range map[string]string{"https://example.com/latest.json": "example.com", "": "", "https://%zz": ""} {
		if got := (release.Feed{Address: address}).Host(); got != want {
			t.Errorf("%q is at %q, want %q", address, got, want)
		}
	}
	if got := (release.Release{Version: "v1.3.0"}).Name(); got != "1.3.0" {
		t.Errorf("it is named %q", got)
	}
}

// The rehearsal of a release gives one to the linker, and names it here.
func TestABuildKnowsTheFeedThatItWasGivenAlone(t *testing.T) {
	want := os.Getenv("ANPISYNC_TEST_FEED")
	if got := release.Built(); got.Address != want || got.Exists() != (want != "") {
		t.Errorf("%+v instead of %q", got, want)
	}
}

// The program minisign, as a release is signed by, writes what is read here.
func TestMinisignItselfSigned(t *testing.T) {
	s := releasetest.New(t, `{"version":"v1.3.0","page":"https://example.com/releases/tag/v1.3.0","news":[]}`)
	s.Serve("/latest.json.minisig", `untrusted comment: signature from minisign secret key
RURu02XjzVr+9X0WmXEpJFnp2912VJ86GS8O6X88wVg3vqZawBNvDG4YKzbTTkQNpKckin+Yly++3WUYAlglnJsVXt1ScQ1SEwg=
trusted comment: AnpiSync v1.3.0 latest.json
kDUJu5Hns65kWxODFdQQEiOjwJYHdIfiEDLStKT7Ro/MqQoDmIAmnTXmhuaC+CmkAaDtjiNi1HUa4RSbWLF1BQ==
`)
	feed := s.Feed()
	feed.Key = "RWRu02XjzVr+9cK2peFrQ7+JZmBfTjxzMZIQI+uFGmYrsCEzRqRYRACD"
	if got, err := feed.Newest(t.Context()); err != nil || got.Version != "v1.3.0" {
		t.Errorf("%+v, %v", got, err)
	}
}
