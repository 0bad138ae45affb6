// Package release finds out whether there is a newer release of the program: it reads the
// feed whose address the build was given, and believes it only with a signature of the key
// that the build was given too.
//
// It downloads no release, replaces nothing and keeps nothing. When it is asked, and who is
// told, is package app's affair.
package release

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"aead.dev/minisign"
	"golang.org/x/mod/semver"

	"anpisync/cybozu"
)

// Why it is not known what the newest release is.
var (
	ErrUnreachable = errors.New("the feed of releases cannot be read")
	ErrUnsigned    = errors.New("the feed of releases has no valid signature")
	ErrUnreadable  = errors.New("the feed of releases makes no sense")
)

// The linker sets these. Without either, a build knows no feed.
var address, key string

// Feed is where releases are told of, and whose word counts for it. The zero value is none.
type Feed struct {
	Address   string            // https; the signature is beside it, in .minisig
	Key       string            // the public key of minisign
	Transport http.RoundTripper // nil: the way out of an office
}

// Built is the feed of this build.
func Built() Feed {
	if address == "" || key == "" {
		return Feed{}
	}
	return Feed{Address: address, Key: key}
}

// Exists says whether there is a feed.
func (f Feed) Exists() bool { return f.Address != "" }

// Host is who is asked.
func (f Feed) Host() string {
	u, err := url.Parse(f.Address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Release is one as the feed tells of it.
type Release struct {
	Version string   `json:"version"` // such as v1.2.3
	Page    string   `json:"page"`    // where a person gets it
	News    []string `json:"news"`    // what it brought, a line each
}

// Name is the version as people write it.
func (r Release) Name() string { return strings.TrimPrefix(r.Version, "v") }

// NewerThan says whether it came after a version. Any came after one that is none, such as
// that of a build which is no release.
func (r Release) NewerThan(version string) bool { return semver.Compare(r.Version, version) > 0 }

const (
	patience     = 30 * time.Second
	most         = 64 << 10 // of what is read
	maxRedirects = 5
)

// Newest reads which release is the newest. Its errors are ErrUnreachable, ErrUnsigned or
// ErrUnreadable, or say that ctx ended.
func (f Feed) Newest(ctx context.Context) (Release, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, ErrUnreachable)
	defer cancel()
	transport := f.Transport
	if transport == nil {
		own := cybozu.DefaultTransport()
		defer own.CloseIdleConnections()
		transport = own
	}
	client := &http.Client{Transport: transport, CheckRedirect: checkRedirect}
	var public minisign.PublicKey
	if err := public.UnmarshalText([]byte(f.Key)); err != nil {
		return Release{}, fmt.Errorf("%w: the key in the program: %w", ErrUnsigned, err)
	}
	text, err := read(ctx, client, f.Address)
	if err != nil {
		return Release{}, err
	}
	signature, err := read(ctx, client, f.Address+".minisig")
	if err != nil {
		return Release{}, err
	}
	if !minisign.Verify(public, text, signature) {
		return Release{}, fmt.Errorf("%w: %s", ErrUnsigned, f.Address)
	}
	return parse(text)
}

func parse(text []byte) (Release, error) {
	var r Release
	if err := json.Unmarshal(text, &r); err != nil {
		return Release{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	page, err := url.Parse(r.Page)
	if err != nil || page.Scheme != "https" || page.Host == "" || !semver.IsValid(r.Version) {
		return Release{}, fmt.Errorf("%w: version %q at %q", ErrUnreadable, r.Version, r.Page)
	}
	return r, nil
}

// checkRedirect follows to wherever the feed is kept, but never to where others can read along.
func checkRedirect(next *http.Request, via []*http.Request) error {
	switch {
	case next.URL.Scheme != "https":
		return fmt.Errorf("redirected to %s, which is not encrypted", next.URL.Redacted())
	case len(via) > maxRedirects:
		return errors.New("redirected too often")
	}
	return nil
}

func read(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if request.URL.Scheme != "https" {
		return nil, fmt.Errorf("%w: %s is not encrypted", ErrUnreachable, request.URL.Redacted())
	}
	request.Header.Set("User-Agent", "AnpiSync") // neither its version nor the system's
	answer, err := client.Do(request)
	if err != nil {
		return nil, failed(ctx, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %s: %s", ErrUnreachable, address, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	switch {
	case err != nil:
		return nil, failed(ctx, err)
	case len(text) > most:
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrUnreadable, address, most)
	}
	return text, nil
}

// failed is why nothing could be read, which may be that nobody waits for it any more.
func failed(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), ErrUnreachable) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}
