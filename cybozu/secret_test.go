package cybozu_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// planted are credentials whose every secret is recognised wherever it turns up.
var planted = cybozu.Credentials{
	Login: "admin", Password: "planted-password", BasicUser: "office", BasicPassword: "planted-basic",
}

var plantedToken = cybozu.Credentials{Token: "planted-token"}

// leak is the secret that a text holds, or empty.
func leak(text string) string {
	for _, secret := range []string{
		"planted",
		base64.StdEncoding.EncodeToString([]byte("admin:planted-password")),
		base64.StdEncoding.EncodeToString([]byte("office:planted-basic")),
	} {
		if strings.Contains(text, secret) {
			return secret
		}
	}
	return ""
}

// shown is a value in every way that it may be printed.
func shown(v any) string {
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", v)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", v)
	return fmt.Sprintf("%v %+v %#v %s %q ", v, v, v, v, v) + log.String()
}

func TestCredentialsShowNothing(t *testing.T) {
	for _, c := range []cybozu.Credentials{planted, plantedToken} {
		client, err := cybozu.NewClient("example.cybozu.com", c, cybozu.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []any{c, &c, client, struct{ C cybozu.Credentials }{c}, []any{c, client}} {
			if secret := leak(shown(v)); secret != "" {
				t.Errorf("%T shows %q", v, secret)
			}
		}
	}
}

// Every failure there is, on a server that repeats what it was sent.
func TestErrorsShowNoSecrets(t *testing.T) {
	for _, c := range []cybozu.Credentials{planted, plantedToken} {
		header := "Bearer planted-token"
		if c.Token == "" {
			header = base64.StdEncoding.EncodeToString([]byte("admin:planted-password")) + " Basic " +
				base64.StdEncoding.EncodeToString([]byte("office:planted-basic")) + " planted-password planted-basic"
		}
		echoes := []cybozutest.Fault{
			cybozutest.PageFault(403, header),
			cybozutest.PageFault(200, header),
			{Status: 500, Body: header},
			{Status: 500, Body: `{"message":"` + header + `","code":"CB_XX99"}`},
			{Status: 500, Body: `{"message":"","code":"` + header + `"}`},
			cybozutest.RedirectFault("https://www.cybozu.com/?" + header),
			cybozutest.RedirectFault("https://" + c.Password + c.Token + ".example/"),
			cybozutest.RedirectFault("/login?" + header),
			garbled(`{"users":[{"id":"` + header + `"}]}`),
			garbled(`{"` + header + `":`),
		}
		for _, f := range faultCases {
			if !f.fault.Hang {
				echoes = append(echoes, f.fault)
			}
		}
		for _, echo := range echoes {
			server := newServer(t, branch(), cybozutest.Options{})
			server.Inject(echo.On("", 0))
			_, err := clientOf(t, server, c, cybozu.Options{}).Fetch(t.Context(), nil)
			if err == nil {
				t.Fatalf("%+v succeeds", echo)
			}
			for ; err != nil; err = errors.Unwrap(err) {
				if secret := leak(shown(err)); secret != "" {
					t.Errorf("%v shows %q", err, secret)
				}
			}
		}
	}
}

// So may whatever stands between.
func TestErrorsOfTheNetworkShowNoSecrets(t *testing.T) {
	client, err := cybozu.NewClient("example.cybozu.com", planted, cybozu.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("gateway: %v and planted-password", r.Header)
	}), Wait: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Fetch(t.Context(), nil)
	if secret := leak(shown(err)); secret != "" || !strings.Contains(fmt.Sprint(err), "gateway") {
		t.Errorf("%v shows %q", err, secret)
	}
}

func TestCredentialsGoToNoOtherHost(t *testing.T) {
	for _, to := range []string{"https://other.cybozu.com/v1/users.json", "https://www.cybozu.com/", "/v1/organizations.json", "http://example.cybozu.com/v1/users.json"} {
		server := newServer(t, branch(), cybozutest.Options{Unknown: cybozutest.UnknownNotFound})
		server.Inject(cybozutest.RedirectFault(to).On("users.json", 1))
		if _, err := newClient(t, server, cybozu.Options{}).Fetch(t.Context(), nil); err == nil {
			t.Errorf("a redirect to %s was followed", to)
		}
		if requests := server.Requests(); len(requests) != 1 {
			t.Errorf("%d requests after a redirect to %s, want 1", len(requests), to)
		}
	}
}

func TestHostsRefusedMayHoldAPassword(t *testing.T) {
	for _, text := range []string{"https://admin:planted-password@sub.cybozu.com/", "admin:planted-password＠sub.cybozu.com"} {
		_, err := cybozu.ParseHost(text)
		if failed := mustFail(t, err, cybozu.KindHost); leak(shown(failed)) != "" {
			t.Errorf("%v shows the password", failed)
		}
	}
}

// roundTrip is a transport that is one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestEveryRequestIsHTTPSToTheHost(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{})
	real := server.Transport()
	client := newClient(t, server, cybozu.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Scheme != "https" || r.URL.Host != server.Host() || r.URL.User != nil || strings.Contains(r.URL.String(), cybozutest.Password) {
			t.Errorf("asked %s", r.URL)
		}
		return real.RoundTrip(r)
	})})
	if _, err := client.Fetch(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}
