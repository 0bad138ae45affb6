package cybozu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client reads one cybozu.com on behalf of one account. Its methods are for being called
// one after the other; they work in parallel themselves. Printed, it shows no secret.
type Client struct {
	host   string
	login  string // empty with a token
	token  bool
	prove  func(*http.Request) // adds the credentials
	redact func(string) string // removes them

	http   *http.Client
	used   connections
	gate   *gate
	online func(context.Context) bool // whether a name that is not found says something
	stall  time.Duration
	wait   func(context.Context, time.Duration) error
}

// Options are for tests and for the sample; the zero value is right for cybozu.com.
type Options struct {
	Transport http.RoundTripper // nil: DefaultTransport()

	// Stall is how long the server may be silent, before its answer and within. One that
	// is slow but goes on is waited for as long as it takes. 0: 30 seconds.
	Stall time.Duration

	// Wait is what passes between two tries; nil: the time asked for. It returns the
	// context's error when that ends first.
	Wait func(context.Context, time.Duration) error
}

const defaultStall = 30 * time.Second

// NewClient makes a Client for a host as [ParseHost] returns it, and asks nothing yet.
// Its errors are those of ParseHost, and [KindAuth], [KindToken] or [KindIP] for
// credentials that cannot be right.
func NewClient(host string, c Credentials, o Options) (*Client, error) {
	if parsed, err := ParseHost(host); err != nil {
		return nil, err
	} else if parsed != host {
		return nil, notOurs(host)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	header := c.header()
	client := &Client{
		host:   host,
		token:  c.Token != "",
		redact: c.redactor(),
		gate:   newGate(),
		online: func(context.Context) bool { return true },
		stall:  o.Stall,
		wait:   o.Wait,
		prove: func(r *http.Request) {
			for name, values := range header {
				r.Header[name] = values
			}
		},
	}
	if !client.token {
		client.login = c.Login
	}
	if client.stall == 0 {
		client.stall = defaultStall
	}
	if client.wait == nil {
		client.wait = sleep
	}
	transport := o.Transport
	if transport == nil {
		transport, client.online = DefaultTransport(), online
	}
	client.http = &http.Client{
		Transport: transport,
		// The credentials must not travel, and nothing of the API redirects.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return client, nil
}

// Close closes the connections. The Client can go on; it will open new ones.
func (c *Client) Close() {
	c.http.CloseIdleConnections()
	c.used.close()
}

// Sizes of bodies, uncompressed, above which an answer is not believed. A page of 100
// users whose every field is full has 1 MB.
const (
	maxPage      = 32 << 20
	maxCSV       = 256 << 20
	maxComplaint = 64 << 10
)

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
	asked := &url.URL{Scheme: "https", Host: c.host, Path: "/v1/" + from.path, RawQuery: query.Encode()}
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
		return c.turnedAway(err)
	}
	failed := c.exchange(ctx, asked, from, decode)
	if failed != nil && ctx.Err() != nil {
		failed = &setback{err: ended(ctx.Err()), tries: once}
	}
	if failed != nil {
		failed.err.Asked = http.MethodGet + " " + asked
		failed.err.Token = c.token
	}
	switch {
	case failed == nil:
		c.gate.leave(era, success, nil)
	case failed.err.Kind == KindBusy:
		c.gate.leave(era, tooMany, nil)
	case failed.err.Kind == KindAuth || failed.err.Kind == KindToken:
		c.gate.leave(era, refusal, failed.err)
	default:
		c.gate.leave(era, nothing, nil)
	}
	return failed
}

// turnedAway is a request that was never sent: its time is over, or the account was
// refused before, which is not tried again.
func (c *Client) turnedAway(err error) *setback {
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

// answers says whether the type of an answer is one of the endpoint's.
func (e endpoint) answers(h http.Header) bool {
	t := contentType(h)
	for _, known := range e.types {
		if t == known {
			return true
		}
	}
	return false
}

// body is the body of an answer: watched, limited, and its own failures told from those
// of what it holds.
type body struct {
	from   io.Reader
	watch  *silence
	left   int64
	broken error
}

func (b *body) Read(p []byte) (n int, err error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the answer is larger than any can be")
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	b.watch.start()
	n, err = b.from.Read(p)
	b.watch.stop()
	b.left -= int64(n)
	if err != nil && err != io.EOF {
		b.broken = err
	}
	return n, err
}

// silence ends a request when the server has been waited for too long without a byte.
// Time that passes elsewhere, as in decoding, does not count.
type silence struct {
	timer  *time.Timer
	limit  time.Duration
	cancel context.CancelCauseFunc
}

var errSilent = errors.New("the server was silent for too long")

func watchSilence(parent context.Context, limit time.Duration) (context.Context, *silence) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(limit, func() { cancel(errSilent) })
	timer.Stop()
	return ctx, &silence{timer, limit, cancel}
}

func (s *silence) start() { s.timer.Reset(s.limit) }
func (s *silence) stop()  { s.timer.Stop() }

func (s *silence) end() {
	s.timer.Stop()
	s.cancel(nil)
}
