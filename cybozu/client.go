package cybozu

import (
	"context"
	"net/http"
	"time"
)

// Client reads one cybozu.com on behalf of one account. Its methods are for being called
// one after the other; they work in parallel themselves. Printed, it shows no secret.
type Client struct {
	host     Host
	login    string // empty with a token
	token    bool
	tokenEnd time.Time           // by what it says of itself; the zero time: nothing
	prove    func(*http.Request) // adds the credentials
	redact   func(string) string // removes them

	last map[ID][]ID // who was where, by the last reading; nil: nothing is known

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
	// is slow but goes on is waited for, unless less than 1 KiB comes in twice that time.
	// 0: 30 seconds.
	Stall time.Duration

	// Wait is what passes between two tries; nil: the time asked for. It returns the
	// context's error when that ends first.
	Wait func(context.Context, time.Duration) error

	// Watch takes the place of the transport by one that sees what it brings; nil: none does.
	Watch func(http.RoundTripper) http.RoundTripper
}

const defaultStall = 30 * time.Second

// NewClient makes a Client, and asks nothing yet. Its errors are [KindHost] for a host that
// is none of ParseHost's, and [KindAuth], [KindToken] or [KindIP] for credentials that cannot
// be right.
func NewClient(host Host, c Credentials, o Options) (*Client, error) {
	if parsed, err := ParseHost(string(host)); err != nil || parsed != host {
		return nil, notOurs(string(host)) // the credentials go to nobody else
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	header := c.header()
	client := &Client{
		host:     host,
		token:    c.Token != "",
		tokenEnd: TokenEnd(c.Token),
		redact:   c.redactor(),
		gate:     newGate(),
		online:   func(context.Context) bool { return true },
		stall:    o.Stall,
		wait:     o.Wait,
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
	if o.Watch != nil {
		transport = o.Watch(transport)
	}
	client.http = &http.Client{
		Transport: transport,
		// The credentials must not travel, and nothing of the API redirects.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return client, nil
}

// Recall tells in which organizations each user was when cybozu.com was last read. Where
// organizations are asked one after the other, [Client.Fetch] asks whoever is found
// elsewhere for theirs: they were moved since, perhaps between two answers.
func (c *Client) Recall(memberships map[ID][]ID) { c.last = memberships }

// Close closes the connections. The Client can go on; it will open new ones.
func (c *Client) Close() {
	c.http.CloseIdleConnections()
	c.used.close()
}
