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

// verdict is what an answer means that is not the one asked for.
type verdict struct {
	kind  Kind
	tries int
}

// codes say what an error of the API is, whatever the status: that of the same one has
// changed over the years.
var codes = map[string]verdict{
	"CB_WA01":    {KindAuth, once}, // login unknown, suspended, wrong password
	"SLASH_LO02": {KindAuth, once}, // the same
	"CB_AU01":    {KindAuth, once}, // no credentials, or a kind that the account may not use
	"CB_CS01":    {KindSession, once},
	"CB_US02":    {KindLocked, once},
	"CB_PE01":    {KindPassword, once}, // expired
	"SLASH_PA02": {KindPassword, once}, // temporary
	"CB_PL01":    {KindMoved, once},
	"SLASH_IL06": {KindCertificate, once},

	codeParameter: {KindServer, once}, // bad parameter, or a code that does not exist
	"CB_NO02":     {KindPermission, once},
	"GAIA_TO04":   {KindBusy, patiently},
}

const codeParameter = "CB_VA01"

// trait is something about an answer that its status does not say.
type trait uint

const (
	coded       trait = 1 << iota // it has a code, which is in no table, or may have had one
	failing                       // it says of itself that it is no success
	front                         // HTML without a code, from what stands in front of the API
	door                          // that says 「認証が必要です」
	login                         // that wants somebody to log in
	basic                         // it asks for Basic authentication
	here                          // a redirect on the host
	elsewhere                     // a redirect to another one
	certificate                   // a redirect to SUB.s.cybozu.com
	early                         // nothing was answered before
	withToken                     // it was asked with one
)

// statuses say what an answer is that has no code of the table above: the first row counts
// whose status and traits are the answer's.
var statuses = []struct {
	from, to int
	traits   trait
	verdict
}{
	{200, 299, login | early, verdict{KindSession, once}},
	{200, 299, coded, verdict{KindServer, once}},
	{200, 299, failing, verdict{KindServer, once}},
	{200, 299, 0, verdict{KindBroken, once}},

	{300, 399, certificate, verdict{KindClientCert, once}},
	{300, 399, elsewhere, verdict{KindNoSuchURL, once}}, // where cybozu.com sends for subdomains that nobody has
	{300, 399, here | early, verdict{KindSession, once}},
	{300, 399, here, verdict{KindBroken, once}},

	{401, 401, front, verdict{KindIP, once}},
	{401, 401, basic, verdict{KindIP, once}},
	{401, 401, 0, verdict{KindAuth, once}},
	{403, 403, front, verdict{KindIP, once}},
	{403, 403, early | withToken, verdict{KindToken, once}}, // how one is refused is unknown
	{403, 403, 0, verdict{KindPermission, once}},
	{404, 404, door, verdict{KindIP, once}},
	{404, 404, front, verdict{KindNoSuchURL, once}},
	{407, 407, 0, verdict{KindProxy, once}},
	{408, 408, 0, verdict{KindTimeout, once}},
	{429, 429, 0, verdict{KindBusy, patiently}},
	{400, 499, front, verdict{KindIP, once}},

	{502, 504, coded, verdict{KindServer, once}}, // never maintenance
	{502, 504, 0, verdict{KindMaintenance, patiently}},

	{0, 999, 0, verdict{KindServer, once}},
}

// judge says what an answer means, by its code first, by its status and traits second.
func (c *Client) judge(status int, code string, traits trait) verdict {
	v, known := codes[code]
	if !known {
		if c.token {
			traits |= withToken
		}
		if !c.gate.signedIn() {
			traits |= early
		}
		if code != "" {
			traits |= coded
		}
		for _, row := range statuses {
			if row.from <= status && status <= row.to && traits&row.traits == row.traits {
				v = row.verdict
				break
			}
		}
	}
	if c.token && (v.kind == KindAuth || v.kind == KindSession) {
		v.kind = KindToken
	}
	return v
}

// complaint is how the API says what is wrong.
type complaint struct {
	message, code string
	failed        bool // the body says so, whatever the status
}

// readComplaint reads one, as far as it is there: the body may be cut off, or anything
// else.
func readComplaint(body []byte) (said complaint, whole bool) {
	keys := json.NewDecoder(bytes.NewReader(body))
	if start, err := keys.Token(); err != nil || start != json.Delim('{') {
		return said, false
	}
	for keys.More() {
		var value json.RawMessage
		name, err := keys.Token()
		if err != nil || keys.Decode(&value) != nil {
			return said, false
		}
		said.note(name, value)
	}
	return said, json.Valid(body)
}

// note keeps what belongs to a complaint, where it has the type that it has there.
func (s *complaint) note(name json.Token, value json.RawMessage) {
	switch name {
	case "message":
		_ = json.Unmarshal(value, &s.message)
	case "code":
		_ = json.Unmarshal(value, &s.code)
	case "success":
		// Of anything else than true, nobody knows what it means: a list beside it may be half of one.
		s.failed = string(value) != "true" && string(value) != "null"
	}
}

func (s *complaint) Error() string { return "a failure: " + s.code + " " + s.message }

// judgeAnswer judges an answer that is not the one asked for.
func (c *Client) judgeAnswer(answer *http.Response, body []byte) *setback {
	var traits trait
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	said, isJSON := readComplaint(body)
	isHTML := !isJSON && (contentType(answer.Header) == "text/html" || bytes.HasPrefix(body, []byte("<")))
	text := said.message
	switch {
	case isHTML:
		text = textOf(body)
	case !isJSON:
		text = string(body)
		if bytes.HasPrefix(body, []byte("{")) {
			traits |= coded // where it is cut off, a code may be what is missing
		}
	}
	if said.code == "" { // a front server may have put its own page in the place of the body
		said.code = answer.Header.Get("X-Cybozu-Error")
	}
	if isHTML && said.code == "" {
		traits |= traitsOf(body, text)
	}
	if said.failed {
		traits |= failing
	}
	if strings.HasPrefix(answer.Header.Get("WWW-Authenticate"), "Basic") {
		traits |= basic
	}
	if to, err := answer.Location(); err == nil && answer.StatusCode/100 == 3 {
		traits |= c.traitsOfRedirect(to)
		text = "redirected to " + to.Hostname()
	}
	s := c.setback(answer.StatusCode, said.code, text, traits)
	s.after = retryAfter(answer.Header)
	return s
}

// setback is what an answer with a code and a text comes to; both may be empty.
func (c *Client) setback(status int, code, text string, traits trait) *setback {
	v := c.judge(status, code, traits)
	return &setback{tries: v.tries, err: &Error{
		Kind:    v.kind,
		Status:  status,
		Code:    excerpt(c.redact(code)),
		Message: excerpt(c.redact(text)),
	}}
}

func traitsOf(body []byte, text string) trait {
	traits := front
	if strings.Contains(text, "認証が必要") {
		traits |= door
	}
	if wantsLogin(body) {
		traits |= login
	}
	return traits
}

func (c *Client) traitsOfRedirect(to *url.URL) trait {
	if strings.EqualFold(to.Hostname(), string(c.host)) {
		return here
	}
	if _, err := ParseHost(to.Hostname()); errors.Is(err, &Error{Kind: KindClientCert}) {
		return certificate
	}
	return elsewhere
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
	case errors.Is(err, errSlow), errors.Is(context.Cause(ctx), errSilent):
		s.err.Kind, s.tries = KindTimeout, twice
		if !errors.Is(err, errSlow) {
			s.err.Err = errSilent
		}
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
	var said *complaint
	if errors.As(err, &said) {
		var traits trait
		if said.failed {
			traits |= failing
		}
		return c.setback(status, said.code, said.message, traits)
	}
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
