// Package cybozutest is a cybozu.com on loopback: the User API of one subdomain, over
// TLS and HTTP/2, for tests and for the sample that the program runs inside itself.
//
// A [Company] holds the organizations and users; [Sample] is the one to show, and
// [NextDay] what may have become of it by tomorrow. A [Server] answers for a Company
// the way cybozu.com is documented to, and where that is not known, in the less
// convenient way: ids are strings here and numbers there, what is unset is null, ""
// or missing, members come in no useful order, memberships and primary organizations name
// what is hidden, keys appear that nobody knows. A [Fault] makes it fail on purpose.
// [NewReplay] answers as another one did whose answers were kept.
//
//	server, err := cybozutest.NewServer(cybozutest.Sample(), cybozutest.Options{})
//	…
//	defer server.Close()
//	client := &http.Client{Transport: server.Transport()}
//	client.Get("https://" + server.Host() + "/v1/users.json")
//
// Nothing leaves the machine: the Transport knows no other host, and [Server.Proxy] is
// for a program of its own that finds its way by HTTPS_PROXY and the certificate of
// [Server.CACertPEM].
//
// It is not a kintone, writes nothing, and holds no client: that is package cybozu.
package cybozutest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// The administrator's account where [Options] name none; every company of this package
// has a user of that login.
const (
	Login    = "admin"
	Password = "demo:pass" // a password may hold a colon
)

// Options say how the server behaves. The zero value is an office without restrictions.
type Options struct {
	Subdomain string    // empty: "example"
	Accounts  []Account // who may log in; nil: [Login] with [Password], an administrator
	Tokens    []string  // API tokens of scope Read

	RestrictIP    bool   // the caller's address is not an allowed one
	BasicUser     string // lets such a caller in; empty: nothing does
	BasicPassword string

	Unknown     Unknown       // what other subdomains do
	TokenStatus int           // of a refused token; 0: 401, 403 occurs too
	Concurrency int           // requests at once before the 429; 0: 100
	Latency     time.Duration // before each answer
	HTTP1       bool          // no HTTP/2
	Pipes       bool          // no port: in a bubble of testing/synctest, whose time stands still at one

	IDs   IDs
	Unset Unset

	Log func(Request) // is told each request once it is answered
}

// Account is a user who may ask.
type Account struct {
	Login, Password string
	Admin           bool // cybozu.com共通管理者: sees everything, may have the CSV
	Suspended       bool // so is one whose user is 停止中
	Guest           bool // may ask for nothing
	TokenOnly       bool // two-factor authentication or SAML: the password is refused
}

// Unknown is what a subdomain does that nobody has.
type Unknown int

const (
	UnknownName     Unknown = iota // there is no such DNS name
	UnknownRedirect                // 302 to another host, with HTML
	UnknownNotFound                // 404, with HTML
)

// Server is a running cybozu.com.
type Server struct {
	company *Company
	options Options
	host    string
	ca      authority
	address string // of the listener
	pipes   *pipes // in its place; nil: there is a port

	http   *http.Server
	proxy  proxy
	faults faults
	record record
	logins logins
	replay *replay // of answers that were kept; nil: it is asked for the company

	mu     sync.Mutex
	closed bool           // no request is begun any more
	ended  sync.WaitGroup // listeners, and what begin counts
}

// NewServer starts a server for a company. Its errors are those of opening a port on
// loopback and of making a certificate.
func NewServer(c *Company, o Options) (*Server, error) {
	if o.Subdomain == "" {
		o.Subdomain = "example"
	}
	if o.Accounts == nil {
		o.Accounts = []Account{{Login: Login, Password: Password, Admin: true}}
	}
	if o.TokenStatus == 0 {
		o.TokenStatus = http.StatusUnauthorized
	}
	if o.Concurrency == 0 {
		o.Concurrency = 100
	}
	ca, err := newAuthority("AnpiSync sample cybozu.com CA")
	if err != nil {
		return nil, fmt.Errorf("certificate of the sample cybozu.com: %w", err)
	}
	var listener net.Listener
	var inside *pipes
	if o.Pipes {
		inside = newPipes()
		listener = inside
	} else if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("sample cybozu.com: %w", err)
	}
	s := &Server{
		company: c,
		options: o,
		host:    strings.ToLower(o.Subdomain) + domain,
		ca:      ca,
		address: listener.Addr().String(),
		pipes:   inside,
	}
	s.http = newHTTPServer(http.HandlerFunc(s.serve))
	s.http.TLSConfig = &tls.Config{GetCertificate: s.certificate, MinVersion: tls.VersionTLS12}
	s.http.Protocols = protocols(o.HTTP1)
	s.proxy = proxy{server: s, http: newHTTPServer(nil)}
	s.listen(func() error { return s.http.ServeTLS(listener, "", "") })
	return s, nil
}

func (s *Server) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if !s.faults.untrusted() {
		return &s.ca.leaf, nil
	}
	stranger, err := newAuthority("a stranger")
	return &stranger.leaf, err
}

// Host is where the company is, such as "example.cybozu.com".
func (s *Server) Host() string { return s.host }

// CACertPEM is the certificate of the authority that vouches for the server, made at
// its start: for SSL_CERT_FILE, or the store of Windows.
func (s *Server) CACertPEM() []byte { return s.ca.pem }

// Transport leads every subdomain of cybozu.com to the server, trusts it, and knows no
// other host: those fail as a name that DNS does not have. Each call makes a new one,
// with connections of its own, which end with the server.
func (s *Server) Transport() *http.Transport {
	roots := x509.NewCertPool()
	roots.AddCert(s.ca.certificate)
	return &http.Transport{
		DialContext:         s.dial,
		TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 100,
	}
}

// Close breaks every connection, and with it the requests under way, and returns when
// none is left.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	ignoreClosed(s.http.Close())
	ignoreClosed(s.proxy.http.Close())
	s.ended.Wait()
}

// begin counts a request or a tunnel in, unless the server is closing. ended.Done is
// to follow.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.ended.Add(1)
	return true
}

// listen serves until Close. A server that stops earlier shows in every request that
// is made of it.
func (s *Server) listen(serve func() error) {
	s.ended.Go(func() { ignoreClosed(serve()) })
}

const domain = ".cybozu.com"

// knows says whether a name leads to the server.
func (s *Server) knows(host string) bool {
	host = strings.ToLower(host)
	sub, ok := strings.CutSuffix(host, domain)
	if !ok || sub == "" || strings.Contains(sub, ".") {
		return false
	}
	return host == s.host || s.options.Unknown != UnknownName
}

func (s *Server) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if port != "443" || !s.knows(host) {
		notFound := &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		return nil, &net.OpError{Op: "dial", Net: network, Err: notFound}
	}
	if s.pipes != nil {
		return s.pipes.dial(ctx)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", s.address)
}

// connectionKey finds the connection of a request, to drop it.
type connectionKey struct{}

func newHTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: time.Minute,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, c)
		},
		// A client that goes away in the middle is what many tests do.
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

func protocols(http1 bool) *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetHTTP2(!http1)
	return p
}

// ignoreClosed tells of errors in stopping, of which nothing depends, but not that it
// was stopped.
func ignoreClosed(err error) {
	if err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		log.Printf("sample cybozu.com: %v", err)
	}
}
