package cybozu

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// until is a verdict up to a status, from the one before it.
type until struct {
	status int
	verdict
}

// What an answer without a known code means, for every status there can be: a login that was
// refused must not be tried again, a wrong URL must not be looked for in the login.
func TestEveryStatusMeansWhatItComesWith(t *testing.T) {
	server, broken, session, denied := verdict{KindServer, once}, verdict{KindBroken, once}, verdict{KindSession, once}, verdict{KindPermission, once}
	auth, ip, token, url := verdict{KindAuth, once}, verdict{KindIP, once}, verdict{KindToken, once}, verdict{KindNoSuchURL, once}
	busy, maintenance := verdict{KindBusy, patiently}, verdict{KindMaintenance, patiently}
	// What the rest of the statuses mean, from 400 on, where a page stands in front.
	inFront := []until{{428, ip}, {429, busy}, {499, ip}, {501, server}, {504, maintenance}, {999, server}}
	after := func(first ...until) []until { return append(first, inFront...) }
	otherwise := func(s401, s403 verdict) []until {
		return []until{{400, server}, {401, s401}, {402, server}, {403, s403}, {406, server}, {407, verdict{KindProxy, once}}, {408, verdict{KindTimeout, once}},
			{428, server}, {429, busy}, {501, server}, {504, maintenance}, {999, server}}
	}
	with := func(rest []until, first ...until) []until { return append(first, rest...) }
	pages := []until{{403, ip}, {404, url}, {406, ip}, {407, verdict{KindProxy, once}}, {408, verdict{KindTimeout, once}}}
	for _, c := range []struct {
		name   string
		code   string
		traits trait
		token  bool
		later  bool // something was answered before
		want   []until
	}{
		{"nothing else", "", 0, false, false, with(otherwise(auth, denied), until{199, server}, until{299, broken}, until{399, server})},
		{"nothing else, later", "", 0, false, true, with(otherwise(auth, denied), until{199, server}, until{299, broken}, until{399, server})},
		{"nothing else, to a token", "", 0, true, false, with(otherwise(token, token), until{199, server}, until{299, broken}, until{399, server})},
		{"nothing else, to a token that was let in", "", 0, true, true, with(otherwise(token, denied), until{199, server}, until{299, broken}, until{399, server})},
		{"a code that nobody knows", "CB_XX99", 0, false, true, []until{
			{400, server}, {401, auth}, {402, server}, {403, denied}, {406, server}, {407, verdict{KindProxy, once}}, {408, verdict{KindTimeout, once}}, {428, server}, {429, busy}, {999, server}}},
		{"a failure by its own word", "", failing, false, true, with(otherwise(auth, denied), until{399, server})},
		{"a page", "", front, false, true, after(append([]until{{199, server}, {299, broken}, {399, server}}, pages...)...)},
		{"a page to log in on, at first", "", front | login, false, false, after(append([]until{{199, server}, {299, session}, {399, server}}, pages...)...)},
		{"a page to log in on, at first, to a token", "", front | login, true, false, after(append([]until{{199, server}, {299, token}, {399, server}}, pages...)...)},
		{"a page to log in on, later", "", front | login, false, true, after(append([]until{{199, server}, {299, broken}, {399, server}}, pages...)...)},
		{"a page that wants Basic authentication", "", front | door, false, true, after(
			until{199, server}, until{299, broken}, until{399, server}, until{406, ip}, until{407, verdict{KindProxy, once}}, until{408, verdict{KindTimeout, once}})},
		{"a header that wants Basic authentication", "", basic, false, true, with(otherwise(ip, denied), until{199, server}, until{299, broken}, until{399, server})},
		{"a redirect on the host, at first", "", here, false, false, with(otherwise(auth, denied), until{199, server}, until{299, broken}, until{399, session})},
		{"a redirect on the host, later", "", here, false, true, with(otherwise(auth, denied), until{199, server}, until{399, broken})},
		{"a redirect elsewhere", "", elsewhere, false, true, with(otherwise(auth, denied), until{199, server}, until{299, broken}, until{399, url})},
		{"a redirect elsewhere with a code that nobody knows", "CB_XX99", elsewhere, false, true, []until{
			{299, server}, {399, url}, {400, server}, {401, auth}, {402, server}, {403, denied}, {406, server}, {407, verdict{KindProxy, once}}, {408, verdict{KindTimeout, once}}, {428, server}, {429, busy}, {999, server}}},
		{"a redirect elsewhere that is a failure by its own word", "", elsewhere | failing, false, true, with(otherwise(auth, denied), until{299, server}, until{399, url})},
		{"a redirect to where certificates are asked for", "", certificate, false, true,
			with(otherwise(auth, denied), until{199, server}, until{299, broken}, until{399, verdict{KindClientCert, once}})},
		{"a code that says it all", "CB_NO02", front, false, false, []until{{999, denied}}},
		{"a code that says it all, to a token", "CB_AU01", 0, true, true, []until{{999, token}}},
		{"a code that wants a browser, to a token", "CB_CS01", 0, true, true, []until{{999, token}}},
		{"a code of a locked account, to a token", "CB_US02", 0, true, true, []until{{999, verdict{KindLocked, once}}}},
	} {
		client := &Client{gate: newGate(), token: c.token}
		client.gate.opened = c.later
		from := 0
		for _, u := range c.want {
			for status := from; status <= u.status; status++ {
				if got := client.judge(status, c.code, c.traits); got != u.verdict {
					t.Errorf("%s, %d: %v, want %v", c.name, status, got, u.verdict)
				}
			}
			from = u.status + 1
		}
	}
}

// What it means that there is no whole answer: what will be the same a little later is not
// tried again, and a person is told what can be done about it.
func TestEveryBreakMeansWhatItIs(t *testing.T) {
	noName := &net.DNSError{Err: "no such host", IsNotFound: true}
	silent, cancel := context.WithCancelCause(t.Context())
	cancel(errSilent)
	for _, c := range []struct {
		name    string
		err     error
		ctx     context.Context // nil: one that goes on
		offline bool
		want    verdict
		status  int
		says    string // "": what the error says
	}{
		{name: "broken", err: io.ErrUnexpectedEOF, want: verdict{KindNetwork, patiently}},
		{name: "reset", err: &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, want: verdict{KindNetwork, patiently}},
		{name: "asked in vain", err: &url.Error{Op: "Get", URL: "https://example.cybozu.com/v1/", Err: io.ErrUnexpectedEOF}, want: verdict{KindNetwork, patiently}, says: "unexpected EOF"},
		{name: "with a secret", err: errors.New("gateway: planted-password"), want: verdict{KindNetwork, patiently}, says: "gateway: …"},
		{name: "too slow", err: fmt.Errorf("reading: %w", errSlow), want: verdict{KindTimeout, twice}, says: "reading: the server is too slow to ever end"},
		{name: "silent", err: context.Canceled, ctx: silent, want: verdict{KindTimeout, twice}, says: "the server was silent for too long"},
		{name: "too slow, and silent then", err: errSlow, ctx: silent, want: verdict{KindTimeout, twice}, says: "the server is too slow to ever end"},
		{name: "swallowed", err: &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}, want: verdict{KindNetwork, twice}},
		{name: "swallowed later", err: &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, want: verdict{KindTimeout, twice}},
		{name: "the proxy wants to know who", err: &proxyError{407, "407 Proxy Authentication Required"}, want: verdict{KindProxy, once}, status: 407},
		{name: "the proxy is full", err: &proxyError{429, "429 Too Many Requests"}, want: verdict{KindProxy, patiently}, status: 429},
		{name: "the proxy fails", err: &proxyError{500, "500 Internal Server Error"}, want: verdict{KindProxy, once}, status: 500},
		{name: "the proxy finds nobody", err: &proxyError{502, "502 Bad Gateway"}, want: verdict{KindProxy, patiently}, status: 502},
		{name: "the proxy is down", err: &proxyError{503, "503 Service Unavailable"}, want: verdict{KindProxy, patiently}, status: 503},
		{name: "the proxy waits in vain", err: &proxyError{504, "504 Gateway Timeout"}, want: verdict{KindProxy, patiently}, status: 504},
		{name: "no proxy", err: &net.OpError{Op: "proxyconnect", Net: "tcp", Err: syscall.ECONNREFUSED}, want: verdict{KindProxy, once}},
		{name: "no such name", err: &net.OpError{Op: "dial", Net: "tcp", Err: noName}, want: verdict{KindNoSuchURL, once}},
		{name: "no name at all", err: &net.OpError{Op: "dial", Net: "tcp", Err: noName}, offline: true, want: verdict{KindNetwork, once}},
		{name: "no resolver", err: &net.DNSError{Err: "server misbehaving"}, want: verdict{KindNetwork, patiently}},
		{name: "an alert of theirs", err: &net.OpError{Op: "remote error", Err: errors.New("bad certificate")}, want: verdict{KindTLS, once}},
		{name: "an alert of ours", err: &net.OpError{Op: "local error", Err: errors.New("bad record MAC")}, want: verdict{KindTLS, once}},
		{name: "no TLS", err: http.ErrSchemeMismatch, want: verdict{KindTLS, once}},
		{name: "a certificate that is refused", err: &tls.CertificateVerificationError{Err: errors.New("x")}, want: verdict{KindTLS, once}, says: "tls: failed to verify certificate: x"},
		{name: "no record", err: tls.RecordHeaderError{Msg: "x"}, want: verdict{KindTLS, once}, says: "tls: x"},
		{name: "nobody vouches", err: x509.UnknownAuthorityError{}, want: verdict{KindTLS, once}},
		{name: "another host", err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, want: verdict{KindTLS, once}},
		{name: "a certificate that is over", err: x509.CertificateInvalidError{Cert: &x509.Certificate{}, Reason: x509.Expired}, want: verdict{KindTLS, once}},
		{name: "no roots", err: x509.SystemRootsError{}, want: verdict{KindTLS, once}},
		{name: "another failure of TLS", err: fmt.Errorf("dialing: %w", errors.New("tls: handshake failure")), want: verdict{KindTLS, once}},
		{name: "no gzip", err: gzip.ErrHeader, want: verdict{KindBroken, once}},
		{name: "a wrong sum", err: gzip.ErrChecksum, want: verdict{KindBroken, once}},
		{name: "garbled", err: flate.CorruptInputError(7), want: verdict{KindBroken, once}},
	} {
		client := &Client{redact: Credentials{Login: "a", Password: "planted-password"}.redactor(), online: func(context.Context) bool { return !c.offline }}
		ctx := c.ctx
		if ctx == nil {
			ctx = t.Context()
		}
		got := client.judgeBreak(ctx, c.err)
		if (verdict{got.err.Kind, got.tries}) != c.want || got.err.Status != c.status {
			t.Errorf("%s: %s, status %d, %d tries, want %v, status %d", c.name, got.err.Kind, got.err.Status, got.tries, c.want, c.status)
		}
		want := c.says
		if want == "" {
			want = c.err.Error()
		}
		if says := got.err.Err.Error(); says != want {
			t.Errorf("%s says %s, want %s", c.name, says, want)
		}
	}
}

// What stands in front of the API is known by what is in its pages.
func TestAPageToLogInOnIsKnownByAnySignOfIt(t *testing.T) {
	client := &Client{host: "example.cybozu.com", gate: newGate(), redact: func(text string) string { return text }}
	for page, want := range map[string]Kind{
		`<input type="password">`: KindSession, `<INPUT TYPE="PASSWORD">`: KindSession, "<input type=password>": KindSession, "<p>ログイン</p>": KindSession, "<a href=/login>": KindSession,
		"<p>Log in</p>": KindBroken, "<p>password</p>": KindBroken, "login": KindBroken, `{"message":"login"}`: KindBroken,
	} {
		if got := client.judgeAnswer(&http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/plain"}}}, []byte(page)); got.err.Kind != want {
			t.Errorf("%s: %v, want %s", page, got.err, want)
		}
	}
}

func TestAFailureMaySayNoMoreThanThatItIsOne(t *testing.T) {
	client := &Client{gate: newGate(), redact: func(text string) string { return text }}
	for body, want := range map[string]Kind{
		`{"success":false}`: KindServer, `{"message":"だめ","success":false}`: KindServer, `{"success":"true"}`: KindServer, `{"success":0}`: KindServer,
		`{"success":true}`: KindBroken, `{"success":null}`: KindBroken,
	} {
		if got := client.judgeAnswer(&http.Response{StatusCode: 200, Header: http.Header{}}, []byte(body)); got.err.Kind != want {
			t.Errorf("%s: %v, want %s", body, got.err, want)
		}
	}
}

func TestARedirectSaysWhereTo(t *testing.T) {
	client := &Client{host: "example.cybozu.com", gate: newGate(), redact: func(text string) string { return text }}
	asked := &http.Request{URL: &url.URL{Scheme: "https", Host: "example.cybozu.com", Path: "/v1/users.json"}}
	for _, c := range []struct {
		status int
		to     string
		want   Kind
		says   string
	}{
		{302, "https://www.cybozu.com/jp/", KindNoSuchURL, "redirected to www.cybozu.com"},
		{302, "https://EXAMPLE.cybozu.com/login", KindSession, "redirected to EXAMPLE.cybozu.com"},
		{302, "/login", KindSession, "redirected to example.cybozu.com"},
		{301, "https://example.s.cybozu.com/", KindClientCert, "redirected to example.s.cybozu.com"},
		{399, "https://example.s.cybozu.com:8443/", KindClientCert, "redirected to example.s.cybozu.com"},
		{302, "https://example.kintone.com/", KindNoSuchURL, "redirected to example.kintone.com"},
		{201, "/v1/users/1", KindBroken, "created"}, // is where it is, and no redirect
		{400, "https://example.s.cybozu.com/", KindServer, "created"},
	} {
		answer := &http.Response{StatusCode: c.status, Header: http.Header{"Location": {c.to}}, Request: asked}
		if got := client.judgeAnswer(answer, []byte("created")).err; got.Kind != c.want || got.Message != c.says {
			t.Errorf("%d, %s: %v, want %s, %s", c.status, c.to, got, c.want, c.says)
		}
	}
}

// An answer that cannot be read is asked for again where it was cut off alone.
func TestWhatCannotBeReadIsAskedForAgainIfItWasCutOff(t *testing.T) {
	client := &Client{gate: newGate(), redact: func(text string) string { return text }}
	for _, c := range []struct {
		err  error
		want verdict
		says string
	}{
		{io.EOF, verdict{KindBroken, patiently}, "broken, status 200: EOF"},
		{fmt.Errorf("users[1]: %w", io.ErrUnexpectedEOF), verdict{KindBroken, patiently}, "broken, status 200: users[1]: unexpected EOF"},
		{errTooLarge, verdict{KindBroken, once}, "broken, status 200: the answer is larger than any can be"},
		{&complaint{message: "だめ", code: "CB_US02"}, verdict{KindLocked, once}, "locked, status 200, CB_US02: だめ"},
		{&complaint{message: "だめ", failed: true}, verdict{KindServer, once}, "server, status 200: だめ"},
	} {
		got := client.judgeContent(200, c.err)
		if (verdict{got.err.Kind, got.tries}) != c.want || got.err.Error() != c.says {
			t.Errorf("%v: %v, %d tries, want %s, %v", c.err, got.err, got.tries, c.says, c.want)
		}
	}
}

// A wish is taken by the clock of whoever has it.
func TestAWishToWaitIsRead(t *testing.T) {
	date := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"", "", 0}, {"10", "", 10 * time.Second}, {"0", "", 0}, {"65535", "", 65535 * time.Second}, {"65536", "", 0}, {"-1", "", 0}, {"1.5", "", 0},
		{date.Add(10 * time.Second).Format(http.TimeFormat), date.Format(http.TimeFormat), 10 * time.Second},
		{date.Format(http.TimeFormat), date.Add(time.Second).Format(http.TimeFormat), 0},
		{date.Format(http.TimeFormat), "", 0},
	} {
		if got := retryAfter(http.Header{"Retry-After": {c.after}, "Date": {c.date}}); got != c.want {
			t.Errorf("%q at %q: %v, want %v", c.after, c.date, got, c.want)
		}
	}
	if got := retryAfter(http.Header{"Retry-After": {time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}}); got < 50*time.Minute || got > time.Hour {
		t.Errorf("in an hour by our clock: %v", got)
	}
}

func TestAnExcerptIsOneLine(t *testing.T) {
	long := strings.Repeat("長", 200)
	for text, want := range map[string]string{
		"": "", " a \r\n\tb\x00c ": "a b c", "a\uFFFDb\xffc": "a b c", "　全角　": "全角", long: long, long + " ": long, long + "x": long + "…",
	} {
		if got := excerpt(text); got != want {
			t.Errorf("%.30q: %q, want %q", text, got, want)
		}
	}
}

// What is shorter is in any text, and where it was removed would tell it.
func TestSecretsOfFourLettersAreRemoved(t *testing.T) {
	for _, c := range []struct {
		who        Credentials
		text, want string
	}{
		{Credentials{Login: "a", Password: "abcd"}, "abcd: abc", "…: abc"},
		{Credentials{Login: "a", Password: "abc"}, "abc", "abc"},
		{Credentials{Login: "a", Password: "abc"}, pair("a", "abc"), "…"},
		{Credentials{Login: "a", Password: "b", BasicUser: "c", BasicPassword: "efgh"}, "efgh " + pair("c", "efgh"), "… …"},
		{Credentials{Token: "token"}, "Bearer token", "Bearer …"},
	} {
		if got := c.who.redactor()(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
