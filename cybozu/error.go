package cybozu

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what went wrong, as far as it decides what a person can do about it.
type Kind string

const (
	KindAuth        Kind = "auth"        // login unknown, suspended, or wrong password
	KindToken       Kind = "token"       // the API token was refused, or has ended
	KindLocked      Kind = "locked"      // the account is locked
	KindPassword    Kind = "password"    // it has expired, or is a temporary one: to be changed first
	KindSession     Kind = "session"     // a login in a browser is wanted
	KindMoved       Kind = "moved"       // the service has moved
	KindCertificate Kind = "certificate" // the client certificate is another user's
	KindIP          Kind = "ip"          // IP restriction; Basic authentication missing or wrong
	KindNoSuchURL   Kind = "no-such-url" // no such subdomain
	KindHost        Kind = "host"        // not a host of cybozu.com
	KindClientCert  Kind = "client-cert" // SUB.s.cybozu.com
	KindPermission  Kind = "permission"  // the account may not read this
	KindBusy        Kind = "busy"        // 429, to the end
	KindMaintenance Kind = "maintenance" // 502, 503, to the end
	KindServer      Kind = "server"      // another failure of cybozu.com
	KindNetwork     Kind = "network"     // no connection, or a broken one
	KindTimeout     Kind = "timeout"     // no answer in time
	KindTLS         Kind = "tls"         // the certificate or the handshake
	KindProxy       Kind = "proxy"       // the proxy refused
	KindBroken      Kind = "broken"      // an answer that is not what it should be
	KindShifted     Kind = "shifted"     // the lists changed each time they were read (I6)
	KindCancelled   Kind = "cancelled"
)

// OfLogin says whether it is the login that was refused. Whoever tries that again may lock
// the account: a person must act first.
func (k Kind) OfLogin() bool {
	switch k {
	case KindAuth, KindToken, KindLocked, KindPassword, KindSession, KindMoved, KindCertificate:
		return true
	}
	return false
}

// Refused says whether err means that the login was refused ([Kind.OfLogin]).
func Refused(err error) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.Kind.OfLogin()
}

// Error is every failure of this package: what was asked, what came, and its Kind.
// It holds no credentials.
type Error struct {
	Kind    Kind
	Asked   string // method and URL without secrets; empty where nothing was asked
	Status  int    // of the answer; 0: none
	Code    string // cybozu.com's own, such as "CB_WA01"
	Message string // cybozu.com's own words, or a short extract of what came; of KindClientCert without a Status, the host to use instead
	Token   bool   // asked with an API token, which Basic authentication cannot accompany
	Err     error  // the cause below, if any

	Ended time.Time // of KindToken: when the token ended, where it says so itself; the zero time otherwise
}

func (e *Error) Error() string {
	s := string(e.Kind)
	if e.Asked != "" {
		s = e.Asked + ": " + s
	}
	if e.Status != 0 {
		s += fmt.Sprintf(", status %d", e.Status)
	}
	if e.Code != "" {
		s += ", " + e.Code
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, &Error{Kind: k}) ask for the kind alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Err == nil && t.Asked == ""
}
