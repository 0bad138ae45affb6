package cybozu

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const domain = ".cybozu.com"

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// Host is where a cybozu.com is, such as "sub.cybozu.com", as [ParseHost] gives it: in lower
// case, so that two of them can be compared. Empty: none is known.
type Host string

// URL is its address, as a browser shows it; empty where none is known.
func (h Host) URL() string {
	if h == "" {
		return ""
	}
	return "https://" + string(h)
}

// ParseHost makes the host out of what people enter as their URL: a subdomain, a host,
// or an address copied out of the browser, in any case, full-width too. "sub",
// "SUB.cybozu.com." and "http://sub.cybozu.com/k/#/portal" are all "sub.cybozu.com".
//
// Its errors are of [KindClientCert] for SUB.s.cybozu.com, the address for client
// certificates, with the plain host as the Message, and of [KindHost] for all else.
// User names and ports other than 443 are refused: no address of cybozu.com has them,
// and "sub.cybozu.com@elsewhere" is not meant well.
func ParseHost(text string) (Host, error) {
	address := clean(text)
	if !strings.Contains(address, "://") {
		address = "https://" + strings.TrimPrefix(address, "//")
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Port() != "" && u.Port() != "443" {
		return "", notOurs(text)
	}
	name := strings.TrimRight(strings.ToLower(u.Hostname()), ".")
	if !strings.Contains(name, ".") {
		name += domain
	}
	sub, ours := strings.CutSuffix(name, domain)
	plain, secured := strings.CutSuffix(sub, ".s")
	switch {
	case !ours || !label.MatchString(plain):
		return "", notOurs(text)
	case secured:
		return "", &Error{Kind: KindClientCert, Message: plain + domain}
	}
	return Host(name), nil
}

// notOurs repeats the text, unless there may be a password in it.
func notOurs(text string) error {
	if strings.ContainsAny(text, "@＠") {
		text = ""
	}
	return &Error{Kind: KindHost, Message: excerpt(text)}
}

// clean undoes what a Japanese input method and copying do to an address.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '。':
			return '.'
		case unicode.Is(unicode.Cf, r): // zero-width spaces and marks of direction
			return -1
		}
		return r
	}, norm.NFKC.String(text))
	return strings.TrimSpace(text)
}
