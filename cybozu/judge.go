package cybozu

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
)

// Tries that a failure is worth, the first one included.
const (
	once      = 1
	twice     = 2 // a server that is silent may have lost the connection; more would keep a person waiting
	patiently = 5
)

// setback is a request that failed.
type setback struct {
	err   *Error
	tries int
	after time.Duration // what the server wants to be waited at least
}

// complaint is how the API says what is wrong.
type complaint struct {
	Message string `json:"message"`
	Code    string `json:"code"`
}

// The codes that decide whatever the status: that of the same error has changed over
// the years.
const (
	codeCredentials = "CB_WA01"
	codeNobody      = "CB_AU01"
	codeParameter   = "CB_VA01"
	codePermission  = "CB_NO02"
	codeTooMany     = "GAIA_TO04"
)

// judgeAnswer says what an answer means that is not the one asked for: by its code
// first, by its status second, by the kind of its body third.
func (c *Client) judgeAnswer(answer *http.Response, body []byte) *setback {
	s := &setback{err: &Error{Status: answer.StatusCode}, tries: once, after: retryAfter(answer.Header)}
	var said complaint
	isJSON := bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && json.Unmarshal(body, &said) == nil
	isHTML := !isJSON && (contentType(answer.Header) == "text/html" || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")))
	text := said.Message
	if isHTML {
		text = textOf(body)
	} else if !isJSON {
		text = string(body)
	}
	s.err.Code = excerpt(c.redact(said.Code))
	s.err.Message = excerpt(c.redact(text))

	refused := KindAuth
	if c.token {
		refused = KindToken
	}
	switch said.Code {
	case codeCredentials, codeNobody:
		s.err.Kind = refused
		return s
	case codePermission:
		s.err.Kind = KindPermission
		return s
	case codeTooMany:
		s.err.Kind, s.tries = KindBusy, patiently
		return s
	}
	switch status := answer.StatusCode; status {
	case http.StatusTooManyRequests:
		s.err.Kind, s.tries = KindBusy, patiently
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		s.err.Kind, s.tries = KindMaintenance, patiently
	case http.StatusProxyAuthRequired:
		s.err.Kind = KindProxy
	case http.StatusRequestTimeout:
		s.err.Kind = KindTimeout
	case http.StatusUnauthorized:
		s.err.Kind = refused
		if isHTML || strings.HasPrefix(answer.Header.Get("WWW-Authenticate"), "Basic") {
			s.err.Kind = KindIP
		}
	case http.StatusForbidden:
		switch {
		case isHTML:
			s.err.Kind = KindIP
		case c.token && !c.gate.signedIn(): // the code of a refused token is unknown
			s.err.Kind = KindToken
		default:
			s.err.Kind = KindPermission
		}
	default:
		s.err.Kind = KindServer
		switch {
		case status/100 == 2:
			s.err.Kind = KindBroken
			if isHTML && !c.gate.signedIn() && wantsLogin(body) {
				s.err.Kind = refused
			}
		case status/100 == 3:
			c.judgeRedirect(answer, s, refused)
		case status/100 == 4 && isHTML:
			s.err.Kind = KindIP
			if status == http.StatusNotFound && !strings.Contains(text, "認証が必要") {
				s.err.Kind = KindNoSuchURL
			}
		}
	}
	return s
}

// judgeRedirect: away from the host is where cybozu.com sends for subdomains that
// nobody has; within it leads to the login page.
func (c *Client) judgeRedirect(answer *http.Response, s *setback, refused Kind) {
	to, err := answer.Location()
	if err != nil {
		s.err.Kind = KindServer
		return
	}
	s.err.Message = excerpt(c.redact("redirected to " + to.Hostname()))
	s.err.Kind = KindNoSuchURL
	if strings.EqualFold(to.Hostname(), c.host) {
		s.err.Kind = refused
		if c.gate.signedIn() {
			s.err.Kind = KindBroken
		}
		return
	}
	if _, err := ParseHost(to.Hostname()); errors.Is(err, &Error{Kind: KindClientCert}) {
		s.err.Kind = KindClientCert
	}
}

// judgeBreak says what it means that there is no whole answer.
func (c *Client) judgeBreak(ctx context.Context, err error) *setback {
	var asked *url.Error
	if errors.As(err, &asked) {
		err = asked.Err // the rest of it repeats what was asked
	}
	if text := err.Error(); c.redact(text) != text {
		err = errors.New(c.redact(text))
	}
	s := &setback{err: &Error{Kind: KindNetwork, Err: err}, tries: patiently}
	var operation *net.OpError
	var refused *proxyError
	var network net.Error
	dialing := errors.As(err, &operation) && operation.Op == "dial"
	switch {
	case errors.Is(context.Cause(ctx), errSilent):
		s.err.Kind, s.err.Err, s.tries = KindTimeout, errSilent, twice
	case errors.As(err, &refused):
		s.err.Kind, s.err.Status, s.tries = KindProxy, refused.status, once
		if retried(refused.status) {
			s.tries = patiently
		}
	case errors.As(err, &operation) && operation.Op == "proxyconnect":
		s.err.Kind, s.tries = KindProxy, once
	case errors.As(err, &network) && network.Timeout():
		s.tries = twice
		if !dialing {
			s.err.Kind = KindTimeout
		}
	case unknownName(err):
		s.tries = once
		if c.online(ctx) {
			s.err.Kind = KindNoSuchURL
		}
	case isTLS(err):
		s.err.Kind, s.tries = KindTLS, once
	case isGarbled(err):
		s.err.Kind, s.tries = KindBroken, once
	}
	return s
}

// judgeContent says what it means that the body of an answer cannot be read. A body
// that just ends is a connection that broke where nobody noticed.
func (c *Client) judgeContent(status int, err error) *setback {
	s := &setback{err: &Error{Kind: KindBroken, Status: status, Message: excerpt(c.redact(err.Error()))}, tries: once}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		s.tries = patiently
	}
	return s
}

// ended is the error of a request whose context is over.
func ended(err error) *Error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: KindTimeout, Err: err}
	}
	return &Error{Kind: KindCancelled, Err: err}
}

// retried are the statuses that may be another one a little later.
func retried(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

func isTLS(err error) bool {
	var operation *net.OpError
	if errors.As(err, &operation) && (operation.Op == "remote error" || operation.Op == "local error") {
		return true // an alert, which crypto/tls gives no type of its own
	}
	return errors.Is(err, http.ErrSchemeMismatch) || asAny[*tls.CertificateVerificationError](err) || asAny[tls.RecordHeaderError](err) ||
		asAny[x509.UnknownAuthorityError](err) || asAny[x509.HostnameError](err) ||
		asAny[x509.CertificateInvalidError](err) || asAny[x509.SystemRootsError](err) ||
		strings.HasPrefix(innermost(err).Error(), "tls: ")
}

func isGarbled(err error) bool {
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || asAny[flate.CorruptInputError](err)
}

func asAny[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

func contentType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}

// wantsLogin says whether a page is one to log in on.
func wantsLogin(page []byte) bool {
	lower := bytes.ToLower(page)
	for _, sign := range []string{`type="password"`, `type=password`, "ログイン", "login"} {
		if bytes.Contains(lower, []byte(sign)) {
			return true
		}
	}
	return false
}

// textOf is what a person would read of a page.
func textOf(page []byte) string {
	var b strings.Builder
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for shown := true; ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := tokens.TagName()
			shown = string(name) != "script" && string(name) != "style"
		case html.EndTagToken:
			shown = true
			b.WriteByte(' ')
		case html.TextToken:
			if shown {
				b.Write(tokens.Text())
			}
		}
	}
}

// excerpt is the beginning of a text, on one line.
func excerpt(text string) string {
	const most = 200
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, text)
	words := []rune(strings.Join(strings.Fields(text), " "))
	if len(words) > most {
		return string(words[:most]) + "…"
	}
	return string(words)
}
