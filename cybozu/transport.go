package cybozu

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	dialTimeout      = 15 * time.Second
	handshakeTimeout = 15 * time.Second
	idleTimeout      = 90 * time.Second
	pingTimeout      = 10 * time.Second // silence before one on HTTP/2, and without its answer
)

// DefaultTransport is the way out of an office: TLS 1.2 or newer with the system's
// roots, through the system's proxy, over one HTTP/2 connection or, where there is
// none, as many that are kept alive as requests are under way. Answers are compressed.
func DefaultTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  proxyOf(systemProxy()),
		OnProxyConnectResponse: checkConnect,
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    handshakeTimeout,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingTimeout, PingTimeout: pingTimeout},
		MaxIdleConnsPerHost:    maxAtOnce,
		IdleConnTimeout:        idleTimeout,
	}
}

// proxyError is a proxy that does not let us through, and what it said.
type proxyError struct {
	status int // 0: it was not asked
	text   string
}

func (e *proxyError) Error() string { return "proxy: " + e.text }

// proxyOf hides what a broken setting holds: a proxy's URL may have a password in it.
func proxyOf(find func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := find(r)
		if err != nil {
			return nil, &proxyError{text: "the setting is not a URL"}
		}
		return u, nil
	}
}

func checkConnect(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &proxyError{answer.StatusCode, answer.Status}
	}
	return nil
}

// online says whether names of cybozu.com can be found at all. Windows and macOS say
// "no such host" without a network too, which must not be taken for a wrong URL.
func online(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	_, err := net.DefaultResolver.LookupHost(ctx, "www"+domain)
	return err == nil
}

// unknownName says whether DNS answered that there is no such name.
func unknownName(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound && !dns.IsTimeout
}
