package cybozu_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

func TestTokenSaysWhenItEnds(t *testing.T) {
	end := time.Date(2026, 12, 7, 3, 4, 5, 0, time.UTC)
	token := cybozutest.Token(end)
	claims := func(text string) string {
		return "cy.s.api1.e30." + base64.RawURLEncoding.EncodeToString([]byte(text)) + ".c2ln"
	}
	for text, want := range map[string]time.Time{
		token:                        end,
		" " + token + "\n":           end,
		claims(`{"exp":1800856189}`): time.Unix(1800856189, 0),
		claims(`{"exp":1.8e9}`):      time.Unix(1800000000, 0),
		"":                           {},
		"cybozu.token-1":             {},
		token[:len(token)/2]:         {},
		strings.Replace(token, "cy.s.api1", "cy.s.api2", 1): {},
		claims(`{}`):             {},
		claims(`{"exp":null}`):   {},
		claims(`{"exp":"soon"}`): {},
		claims(`{"exp":-1}`):     {},
		claims(`{"exp":1e99}`):   {},
		claims(`{"exp":0}`):      {},
		claims(`exp`):            {},
		"cy.s.api1...":           {},
		"cy.s.api1.a.%%%.b":      {},
		"cy.s.api1.a.b.c.d.e":    {},
	} {
		if got := cybozu.TokenEnd(text); !got.Equal(want) {
			t.Errorf("%q ends at %v, want %v", text, got, want)
		}
	}
}

func TestDaysLeftAreThoseOfTheCalendar(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*60*60)
	now := time.Date(2026, 11, 25, 23, 59, 0, 0, tokyo)
	for _, c := range []struct {
		end  time.Time
		want int
	}{
		{time.Date(2026, 12, 7, 0, 0, 0, 0, tokyo), 12},
		{time.Date(2026, 12, 6, 15, 0, 0, 0, time.UTC), 12},
		{time.Date(2026, 12, 6, 14, 59, 59, 0, time.UTC), 11},
		{now.Add(time.Second), 0},
		{now.Add(time.Hour), 1},
		{now.Add(-48 * time.Hour), -2},
	} {
		if got := cybozu.DaysLeft(c.end, now); got != c.want {
			t.Errorf("%v: %d days, want %d", c.end, got, c.want)
		}
	}
}

func TestAccessIsToldByOneRequest(t *testing.T) {
	token := cybozutest.Token(time.Now().Add(time.Hour))
	for name, c := range map[string]struct {
		options cybozutest.Options
		who     cybozu.Credentials
		want    cybozu.Access
		kind    cybozu.Kind // of the error; "": none
	}{
		"an administrator": {cybozutest.Options{}, credentials, cybozu.Access{Login: cybozutest.Login, SeesAll: true}, ""},
		"somebody else":    {cybozutest.Options{Accounts: colleague}, credentials, cybozu.Access{Login: cybozutest.Login}, ""},
		"a token":          {cybozutest.Options{Tokens: []string{token}}, cybozu.Credentials{Token: token}, cybozu.Access{SeesAll: true}, ""},
		"another token":    {cybozutest.Options{}, cybozu.Credentials{Token: token}, cybozu.Access{}, cybozu.KindToken},
		"a wrong password": {cybozutest.Options{}, cybozu.Credentials{Login: cybozutest.Login, Password: "wrong"}, cybozu.Access{}, cybozu.KindAuth},
		"from elsewhere":   {cybozutest.Options{RestrictIP: true}, credentials, cybozu.Access{}, cybozu.KindIP},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, office(), c.options)
			got, err := clientOf(t, server, c.who, cybozu.Options{}).Access(t.Context())
			if c.kind != "" {
				mustFail(t, err, c.kind)
			} else if err != nil {
				t.Error(err)
			}
			if got != c.want {
				t.Errorf("it may %+v, want %+v", got, c.want)
			}
			if n := len(server.Requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

// A token that the server refuses may have ended: then that is said.
func TestARefusedTokenThatHasEndedSaysSo(t *testing.T) {
	for _, ago := range []time.Duration{time.Hour, -time.Hour} {
		end := time.Now().Add(-ago).Truncate(time.Second)
		server := newServer(t, branch(), cybozutest.Options{})
		_, err := clientOf(t, server, cybozu.Credentials{Token: cybozutest.Token(end)}, cybozu.Options{}).Fetch(t.Context(), nil)
		failed := mustFail(t, err, cybozu.KindToken)
		if want := ago > 0; failed.Ended.Equal(end) != want || failed.Ended.IsZero() == want {
			t.Errorf("ended %v ago: %v", ago, failed.Ended)
		}
	}
}
