package cybozutest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token is an API token in the shape of cybozu.com's, which says of itself when it ends. It
// opens a server that has it among its [Options].
func Token(end time.Time) string {
	part := base64.RawURLEncoding.EncodeToString
	claims := fmt.Sprintf(`{"rand":"4f1c2e77-0d3b-4f59-9a56-7a9e1c0b5d21","iss":"c000000","exp":%d}`, end.Unix())
	return "cy.s.api1." + part([]byte(`{"kid":"v1","typ":"JWT","alg":"HS256"}`)) + "." + part([]byte(claims)) + "." + part(make([]byte, 32))
}

// maxFailures in a row lock an account.
const maxFailures = 10

// logins counts failures by login name.
type logins struct {
	mu       sync.Mutex
	failures map[string]int
}

// FailedLogins counts the wrong passwords for a login since the last right one; ten
// lock the account.
func (s *Server) FailedLogins(login string) int {
	s.logins.mu.Lock()
	defer s.logins.mu.Unlock()
	return s.logins.failures[login]
}

// attempt says whether the password opens the account, and counts.
func (l *logins) attempt(login string, right bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failures == nil {
		l.failures = map[string]int{}
	}
	if l.failures[login] >= maxFailures {
		return false
	}
	if !right {
		l.failures[login]++
		return false
	}
	delete(l.failures, login)
	return true
}

// caller is who asks, and what they may see.
type caller struct {
	admin    bool
	guest    bool
	language string // of messages
}

// enter is the way in: the address and Basic authentication first, then the account or
// the token. refused is the answer to those who get no further.
func (s *Server) enter(r *http.Request) (c caller, refused *answer) {
	c.language = r.Header.Get("Accept-Language")
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if s.options.RestrictIP {
		if a := s.checkBasic(r); a != nil {
			return c, a
		}
	}
	password := r.Header.Get("X-Cybozu-Authorization")
	switch {
	case strings.EqualFold(scheme, "Bearer") && password != "":
		return c, refuse(http.StatusBadRequest, codeIllegal, c.language)
	case strings.EqualFold(scheme, "Bearer"):
		if !slices.Contains(s.options.Tokens, secret) {
			return c, refuse(s.options.TokenStatus, codeToken, c.language)
		}
		c.admin = true
		return c, nil
	case password != "":
		return s.logIn(c, password)
	}
	return c, refuse(http.StatusUnauthorized, codeNobody, c.language)
}

func (s *Server) checkBasic(r *http.Request) *answer {
	if s.options.BasicUser == "" {
		a := page(http.StatusForbidden, "認証が必要です")
		return &a
	}
	user, password, _ := r.BasicAuth()
	if user == s.options.BasicUser && password == s.options.BasicPassword {
		return nil
	}
	a := page(http.StatusUnauthorized, "認証が必要です")
	a.header.Set("WWW-Authenticate", `Basic realm="cybozu.com"`)
	return &a
}

func (s *Server) logIn(c caller, header string) (caller, *answer) {
	wrong := refuse(http.StatusUnauthorized, codeCredentials, c.language)
	decoded, err := base64.StdEncoding.DecodeString(header)
	if err != nil {
		return c, wrong
	}
	login, password, _ := strings.Cut(string(decoded), ":")
	i := slices.IndexFunc(s.options.Accounts, func(a Account) bool { return a.Login == login })
	if i < 0 {
		s.logins.attempt(login, false)
		return c, wrong
	}
	account := s.options.Accounts[i]
	if account.TokenOnly {
		return c, refuse(http.StatusUnauthorized, codeNobody, c.language)
	}
	user := s.company.state.Load().everybody().users.byCode[login]
	suspended := account.Suspended || user != nil && !user.Valid
	if !s.logins.attempt(login, password == account.Password && !suspended) {
		return c, wrong
	}
	if user != nil && user.Locale != "" {
		c.language = user.Locale
	}
	c.admin, c.guest = account.Admin, account.Guest
	return c, nil
}

func refuse(status int, code, language string) *answer {
	a := failure(status, code, language, nil)
	return &a
}
