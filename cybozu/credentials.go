package cybozu

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"strings"
)

// Credentials are who asks: a login with its password, or an API token, which wins.
// The Basic ones are needed beside a password where the office's address is not an
// allowed one; a token excludes them, since both would use the same header.
//
// Printed or logged, they show nothing.
type Credentials struct {
	Login, Password          string
	BasicUser, BasicPassword string
	Token                    string
}

const hidden = "cybozu.Credentials{…}"

// String shows nothing.
func (Credentials) String() string { return hidden }

// GoString shows nothing.
func (Credentials) GoString() string { return hidden }

// LogValue shows nothing.
func (Credentials) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText shows nothing: JSON of a value that holds them is a log line by mistake.
func (Credentials) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// check refuses what cannot be right, before it costs an attempt: ten wrong ones in a
// row lock the account.
func (c Credentials) check() error {
	switch {
	case c.Token != "":
		if strings.ContainsFunc(c.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return &Error{Kind: KindToken, Message: "the token holds characters that no token has"}
		}
	case c.Login == "" || c.Password == "":
		return &Error{Kind: KindAuth, Message: "login or password is missing"}
	case strings.Contains(c.Login, ":"):
		return &Error{Kind: KindAuth, Message: "no login holds a colon"}
	case strings.Contains(c.BasicUser, ":"):
		return &Error{Kind: KindIP, Message: "no user of Basic authentication holds a colon"}
	}
	return nil
}

// header is what proves them.
func (c Credentials) header() http.Header {
	h := http.Header{}
	if c.Token != "" {
		h.Set("Authorization", "Bearer "+c.Token)
		return h
	}
	h.Set("X-Cybozu-Authorization", pair(c.Login, c.Password))
	if c.BasicUser != "" {
		h.Set("Authorization", "Basic "+pair(c.BasicUser, c.BasicPassword))
	}
	return h
}

// redactor removes the secrets from a text that came from outside: a server may echo
// what it was sent.
func (c Credentials) redactor() func(string) string {
	var words []string
	add := func(secret string) {
		if len(secret) >= 4 { // shorter ones are in any text, and removing them shows where
			words = append(words, secret, "…")
		}
	}
	add(c.Token)
	add(pair(c.Login, c.Password))
	add(c.Password)
	add(pair(c.BasicUser, c.BasicPassword))
	add(c.BasicPassword)
	return strings.NewReplacer(words...).Replace
}

func pair(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}
