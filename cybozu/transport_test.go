package cybozu_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// fetchThrough reads through a changed DefaultTransport.
func fetchThrough(t *testing.T, change func(*http.Transport)) error {
	t.Helper()
	transport := cybozu.DefaultTransport()
	transport.Proxy = nil
	change(transport)
	client, err := cybozu.NewClient("example.cybozu.com", planted, cybozu.Options{
		Transport: transport,
		Wait:      func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Fetch(t.Context(), nil)
	if err == nil {
		t.Fatal("no error")
	}
	if secret := leak(shown(err)); secret != "" {
		t.Errorf("%v shows %q", err, secret)
	}
	return err
}

func dialing(address string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}

// A server that is not vouched for, speaks an old TLS or none, gets no credentials.
func TestNothingIsSentWithoutATrustedServer(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*httptest.Server)
		trust  bool
	}{
		"unknown authority": {func(s *httptest.Server) { s.StartTLS() }, false},
		"another host":      {func(s *httptest.Server) { s.StartTLS() }, true},
		"TLS 1.1": {func(s *httptest.Server) {
			s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
			s.StartTLS()
		}, true},
		"no TLS": {func(s *httptest.Server) { s.Start() }, true},
	} {
		t.Run(name, func(t *testing.T) {
			var asked, opened atomic.Int64
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
				if s == http.StateNew {
					opened.Add(1)
				}
			}
			c.change(server)
			defer server.Close()
			err := fetchThrough(t, func(transport *http.Transport) {
				transport.DialContext = dialing(server.Listener.Addr().String())
				if c.trust && server.Certificate() != nil {
					transport.TLSClientConfig.RootCAs = x509.NewCertPool()
					transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
				}
			})
			mustFail(t, err, cybozu.KindTLS)
			if asked.Load() != 0 || opened.Load() != 1 {
				t.Errorf("%d requests over %d connections, want none over one", asked.Load(), opened.Load())
			}
		})
	}
}

func TestATransportWithoutSpecialWishesIsSafe(t *testing.T) {
	transport := cybozu.DefaultTransport()
	if c := transport.TLSClientConfig; c.MinVersion != tls.VersionTLS12 || c.InsecureSkipVerify || c.RootCAs != nil {
		t.Errorf("TLS %+v", c)
	}
	if transport.Proxy == nil || transport.DisableCompression || !transport.ForceAttemptHTTP2 {
		t.Error("no proxy, compression or HTTP/2")
	}
}

func TestAProxyThatRefusesIsNamed(t *testing.T) {
	for status, tries := range map[int]int64{407: 1, 403: 1, 502: 5, 503: 5} {
		var asked atomic.Int64
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			for name := range r.Header {
				if name != "User-Agent" && name != "Proxy-Authorization" {
					t.Errorf("the proxy is told %s", name)
				}
			}
			w.WriteHeader(status)
		}))
		err := fetchThrough(t, func(transport *http.Transport) { transport.Proxy = through(t, proxy.URL) })
		proxy.Close()
		if failed := mustFail(t, err, cybozu.KindProxy); failed.Status != status {
			t.Errorf("status %d, want %d", failed.Status, status)
		}
		if asked.Load() != tries {
			t.Errorf("%d requests after %d, want %d", asked.Load(), status, tries)
		}
	}
	err := fetchThrough(t, func(transport *http.Transport) { transport.Proxy = through(t, "http://"+closedPort(t)) })
	mustFail(t, err, cybozu.KindProxy)
}

func through(t *testing.T, proxy string) func(*http.Request) (*url.URL, error) {
	u, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("someone", "planted")
	return http.ProxyURL(u)
}

// closedPort is an address on loopback where nobody listens.
func closedPort(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func TestNoConnectionIsNoNetwork(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		tries int64
	}{
		"refused":     {syscall.ECONNREFUSED, 5},
		"unreachable": {syscall.ENETUNREACH, 5},
		"swallowed":   {os.ErrDeadlineExceeded, 2}, // each takes long
		"no resolver": {&net.DNSError{Err: "server misbehaving", IsTemporary: true}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			var dialed atomic.Int64
			err := fetchThrough(t, func(transport *http.Transport) {
				transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
					dialed.Add(1)
					return nil, &net.OpError{Op: "dial", Net: "tcp", Err: c.err}
				}
			})
			mustFail(t, err, cybozu.KindNetwork)
			if dialed.Load() != c.tries {
				t.Errorf("dialed %d times, want %d", dialed.Load(), c.tries)
			}
		})
	}
}

// What will be the same a little later is not tried again.
func TestNoConnectionIsTriedOnceWhereItIsRefusedForGood(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		kind cybozu.Kind
	}{
		"no such name":  {&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, cybozu.KindNoSuchURL},
		"an alert":      {&net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}, cybozu.KindTLS},
		"no TLS":        {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, cybozu.KindTLS},
		"no proxy":      {&net.OpError{Op: "proxyconnect", Net: "tcp", Err: syscall.ECONNREFUSED}, cybozu.KindProxy},
		"garbled":       {gzip.ErrHeader, cybozu.KindBroken},
		"a wrong check": {gzip.ErrChecksum, cybozu.KindBroken},
	} {
		t.Run(name, func(t *testing.T) {
			var dialed atomic.Int64
			err := fetchThrough(t, func(transport *http.Transport) {
				transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
					dialed.Add(1)
					return nil, c.err
				}
			})
			mustFail(t, err, c.kind)
			if dialed.Load() != 1 {
				t.Errorf("dialed %d times", dialed.Load())
			}
		})
	}
}

// A name that is not found is a wrong URL only where names are found at all.
func TestAnUnknownNameIsAWrongURLOnlyOnline(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{})
	for online, kind := range map[bool]cybozu.Kind{true: cybozu.KindNoSuchURL, false: cybozu.KindNetwork} {
		client, err := cybozu.NewClient("nobody.cybozu.com", credentials, cybozu.Options{Transport: server.Transport()})
		if err != nil {
			t.Fatal(err)
		}
		client.SetOnline(online)
		_, err = client.Fetch(t.Context(), nil)
		mustFail(t, err, kind)
		client.Close()
	}
	alone, err := cybozu.NewClient("nobody.cybozu.com", credentials, cybozu.Options{Transport: server.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = alone.Fetch(t.Context(), nil) // a transport of one's own tells the truth
	mustFail(t, err, cybozu.KindNoSuchURL)
	alone.Close()
	for _, unknown := range []cybozutest.Unknown{cybozutest.UnknownRedirect, cybozutest.UnknownNotFound} {
		server := newServer(t, branch(), cybozutest.Options{Unknown: unknown})
		client, err := cybozu.NewClient("nobody.cybozu.com", credentials, cybozu.Options{Transport: server.Transport()})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Fetch(t.Context(), nil)
		mustFail(t, err, cybozu.KindNoSuchURL)
		client.Close()
	}
}

// resolving makes a resolver that finds some names and says of all others that there is none.
func resolving(names ...string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for {
				var size [2]byte // a pipe is no packet connection, so that it is spoken to as over TCP
				if _, err := io.ReadFull(theirs, size[:]); err != nil {
					return
				}
				packet := make([]byte, binary.BigEndian.Uint16(size[:]))
				var asked dnsmessage.Message
				if _, err := io.ReadFull(theirs, packet); err != nil || asked.Unpack(packet) != nil {
					return
				}
				answer := dnsmessage.Message{Header: dnsmessage.Header{ID: asked.ID, Response: true, RCode: dnsmessage.RCodeNameError}, Questions: asked.Questions}
				if q := asked.Questions[0]; slices.Contains(names, q.Name.String()) {
					answer.RCode = dnsmessage.RCodeSuccess
					if q.Type == dnsmessage.TypeA {
						answer.Answers = []dnsmessage.Resource{{
							Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
						}}
					}
				}
				packed, err := answer.Pack()
				if err != nil {
					return
				}
				if _, err := theirs.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...)); err != nil {
					return
				}
			}
		}()
		return ours, nil
	}}
}

// Who has no network must not look for a slip in the URL.
func TestAnUnknownNameIsAWrongURLWhereCybozusOwnIsFound(t *testing.T) {
	defer func(real *net.Resolver) { net.DefaultResolver = real }(net.DefaultResolver)
	for name, c := range map[string]struct {
		found []string
		kind  cybozu.Kind
	}{
		"online":  {[]string{"www.cybozu.com."}, cybozu.KindNoSuchURL},
		"offline": {nil, cybozu.KindNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			net.DefaultResolver = resolving(c.found...)
			client, err := cybozu.NewClient("nobody.cybozu.com", credentials, cybozu.Options{Watch: func(way http.RoundTripper) http.RoundTripper {
				way.(*http.Transport).Proxy = nil // that of the machine that tests
				return way
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			_, err = client.Fetch(t.Context(), nil)
			mustFail(t, err, c.kind)
		})
	}
}

// reading is what the program of its own in TestMain found out.
type reading struct {
	Users, Organizations, Memberships int
	JSON                              int64  // bytes of all answers, uncompressed
	Memory                            uint64 // bytes taken from the system, at most
}

// readerVariable makes this test binary a reader: it holds the host.
const readerVariable = "CYBOZU_TEST_READ"

// readAsProgram reads a host with nothing but the defaults, and prints a reading.
func readAsProgram(host string) error {
	var size atomic.Int64
	real := cybozu.DefaultTransport()
	client, err := cybozu.NewClient(cybozu.Host(host), credentials, cybozu.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if err == nil {
			answer.Body = &measured{answer.Body, &size}
		}
		return answer, err
	})})
	if err != nil {
		return err
	}
	s, err := client.Fetch(context.Background(), nil)
	if err != nil {
		return err
	}
	real.CloseIdleConnections()
	r := reading{Users: len(s.Users), Organizations: len(s.Organizations), JSON: size.Load()}
	for _, u := range s.Users {
		r.Memberships += len(u.Organizations)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	r.Memory = memory.Sys
	return json.NewEncoder(os.Stdout).Encode(r)
}

// measured counts what is read.
type measured struct {
	io.ReadCloser
	size *atomic.Int64
}

func (m *measured) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.size.Add(int64(n))
	return n, err
}

// runReader starts this test binary as a program of its own that knows the server by its
// environment alone, as offices with a proxy do.
func runReader(t testing.TB, server *cybozutest.Server) (reading, error) {
	t.Helper()
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, server.CACertPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	proxy, err := server.Proxy()
	if err != nil {
		t.Fatal(err)
	}
	program := exec.CommandContext(t.Context(), os.Args[0])
	program.Env = append(os.Environ(), readerVariable+"="+server.Host(), "HTTPS_PROXY="+proxy, "SSL_CERT_FILE="+roots)
	var said strings.Builder
	program.Stderr = &said
	out, err := program.Output()
	if err != nil {
		return reading{}, fmt.Errorf("%w: %s", err, said.String())
	}
	var r reading
	return r, json.Unmarshal(out, &r)
}

func TestABrokenProxySettingShowsNoPassword(t *testing.T) {
	find := cybozu.ProxyOf(func(*http.Request) (*url.URL, error) { return nil, errors.New("planted-password") })
	if _, err := find(nil); err == nil || err.Error() != "proxy: the setting is not a URL" {
		t.Errorf("%v", err)
	}
}

func TestTheEnvironmentsProxyIsUsed(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the system's roots are not read from SSL_CERT_FILE here")
	}
	server := newServer(t, branch(), cybozutest.Options{})
	r, err := runReader(t, server)
	if err != nil {
		t.Fatal(err)
	}
	if r.Users != 150 || r.Organizations != 12 || r.Memberships == 0 {
		t.Errorf("read %+v", r)
	}
	connects := server.Connects()
	if len(connects) != 1 || connects[0] != server.Host()+":443" {
		t.Errorf("the proxy was asked for %q, want the host alone, once", connects)
	}
}
