package cybozu

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Sizes of bodies, uncompressed, above which an answer is not believed. A page of 100
// users whose every field is full has 1 MB.
const (
	maxPage      = 8 << 20
	maxCSV       = 64 << 20
	maxComplaint = 64 << 10
)

// Numbers above which a list is not believed: a hundred times what the largest office has.
const (
	maxRecords     = 1_000_000 // of a list
	maxMemberships = 5_000_000 // of all users
	maxFields      = 16_384    // of a row of the export, as in Excel
	maxRow         = 1 << 20   // bytes of it
)

var errTooMany = errors.New("a list holds more than any can")

// endpoint is a path below /v1/ with what it answers.
type endpoint struct {
	path  string
	types []string // media types of its answer
	most  int64    // bytes of it
}

var (
	jsonTypes = []string{"application/json", "text/json"}
	csvTypes  = []string{"text/csv", "text/plain", "application/csv", "application/octet-stream"}

	usersEndpoint         = endpoint{"users.json", jsonTypes, maxPage}
	organizationsEndpoint = endpoint{"organizations.json", jsonTypes, maxPage}
	membersEndpoint       = endpoint{"organization/users.json", jsonTypes, maxPage}
	membershipsEndpoint   = endpoint{"user/organizations.json", jsonTypes, maxPage}
	exportEndpoint        = endpoint{"csv/userOrganizations.csv", csvTypes, maxCSV}
)

// get asks until it is answered or the failure is final. decode reads the body to its
// end; it is called once a try, and what it made of an earlier one is void. The errors
// are of type [*Error].
func (c *Client) get(ctx context.Context, from endpoint, query url.Values, decode func(io.Reader) error) error {
	asked := &url.URL{Scheme: "https", Host: string(c.host), Path: "/v1/" + from.path, RawQuery: query.Encode()}
	for try := 1; ; try++ {
		failed := c.try(ctx, asked.String(), from, decode)
		if failed == nil {
			return nil
		}
		if try >= failed.tries {
			return failed.err
		}
		if err := c.wait(ctx, pause(try, failed.after)); err != nil {
			return ended(err)
		}
	}
}

// try asks once, in its turn.
func (c *Client) try(ctx context.Context, asked string, from endpoint, decode func(io.Reader) error) *setback {
	era, err := c.gate.enter(ctx)
	if err != nil {
		return turnedAway(err)
	}
	failed := c.exchange(ctx, asked, from, decode)
	if failed != nil && ctx.Err() != nil {
		failed = &setback{err: ended(ctx.Err()), tries: once}
	}
	if failed != nil {
		failed.err.Asked = http.MethodGet + " " + from.told(asked)
		failed.err.Token = c.token
		if failed.err.Kind == KindToken && !c.tokenEnd.IsZero() && c.tokenEnd.Before(time.Now()) {
			failed.err.Ended = c.tokenEnd
		}
	}
	switch {
	case failed == nil:
		c.gate.leave(era, success, nil)
	case failed.err.Kind == KindBusy:
		c.gate.leave(era, tooMany, nil)
	case failed.err.Kind.OfLogin():
		c.gate.leave(era, refusal, failed.err)
	default:
		c.gate.leave(era, nothing, nil)
	}
	return failed
}

// turnedAway is a request that was never sent: its time is over, or the account was
// refused before, which is not tried again.
func turnedAway(err error) *setback {
	var refused *Error
	if errors.As(err, &refused) {
		return &setback{err: refused, tries: once}
	}
	return &setback{err: ended(err), tries: once}
}

// exchange sends one request and reads its answer.
func (c *Client) exchange(ctx context.Context, asked string, from endpoint, decode func(io.Reader) error) *setback {
	ctx, watch := watchSilence(ctx, c.stall)
	defer watch.end()
	ctx = c.used.track(ctx)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, asked, nil)
	if err != nil {
		return &setback{err: &Error{Kind: KindBroken, Err: err}, tries: once}
	}
	request.Header.Set("Accept-Language", "ja")
	request.Header.Set("User-Agent", "AnpiSync")
	c.prove(request)

	watch.start()
	answer, err := c.http.Do(request)
	watch.stop()
	if err != nil {
		return c.judgeBreak(ctx, err)
	}
	defer answer.Body.Close()
	read := &body{from: answer.Body, watch: watch, left: from.most}
	if answer.StatusCode != http.StatusOK || !from.answers(answer.Header) {
		said, err := io.ReadAll(io.LimitReader(read, maxComplaint))
		if err != nil && ctx.Err() != nil {
			return c.judgeBreak(ctx, err)
		}
		return c.judgeAnswer(answer, said)
	}
	if err := decode(read); err != nil {
		if read.broken != nil {
			return c.judgeBreak(ctx, read.broken)
		}
		return c.judgeContent(answer.StatusCode, err)
	}
	return nil
}

// told is what may be said of what was asked: a login may be somebody's address.
func (e endpoint) told(asked string) string {
	if e.path == membershipsEndpoint.path {
		asked, _, _ = strings.Cut(asked, "?")
	}
	return asked
}

// answers says whether the type of an answer is one of the endpoint's.
func (e endpoint) answers(h http.Header) bool {
	return slices.Contains(e.types, contentType(h))
}
