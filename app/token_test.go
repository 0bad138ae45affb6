package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/notify"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// tokenOffice imports every hour, with a token that ends so many days from now.
func tokenOffice(t *testing.T, days ...int) (*office, []string) {
	t.Helper()
	var tokens []string
	now := time.Now()
	for _, d := range days {
		tokens = append(tokens, cybozutest.Token(now.AddDate(0, 0, d)))
	}
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{Tokens: tokens})
	of.runImport()
	of.reopen()
	of.save(credentials.Secret{APIToken: tokens[0]})
	if err := of.SetAutoSync(context.Background(), hourly, secret.InitialPassword); err != nil {
		t.Fatal(err)
	}
	return of, tokens
}

func (of *office) tokenEnd() time.Time {
	of.t.Helper()
	auto, err := of.AutoSync(context.Background())
	if err != nil {
		of.t.Fatal(err)
	}
	return auto.TokenEnd
}

func TestToken_EndIsKnownForAsLongAsItIsSaved(t *testing.T) {
	of, tokens := tokenOffice(t, 30, 60)
	expect := func(what string, token string) {
		t.Helper()
		if got, want := of.tokenEnd(), app.TokenEnd(token); !got.Equal(want) {
			t.Errorf("%s: it ends at %v, want %v", what, got, want)
		}
	}
	expect("switched on", tokens[0])
	by := func(s credentials.Secret, save bool) {
		t.Helper()
		s.InitialPassword = secret.InitialPassword
		if _, err := of.Prepare(t.Context(), app.Request{Kind: directory.ImportManual, Host: cybozu.Host(of.server.Host()), Secret: s, Save: save}, nil); err != nil {
			t.Fatal(err)
		}
		of.reopen()
	}
	by(credentials.Secret{APIToken: tokens[1]}, true)
	expect("another one saved", tokens[1])
	by(secret, true)
	expect("a password saved", "")
	of.save(credentials.Secret{APIToken: tokens[0]}) // as by an older version
	if err := of.auto(); err != nil {
		t.Fatal(err)
	}
	expect("used without a person", tokens[0])
	by(credentials.Secret{APIToken: tokens[0]}, false)
	expect("not saved", "")
	if found := of.grepFolder(tokens[0][12:40]); len(found) > 0 {
		t.Errorf("the token is in %v", found)
	}
}

// The desktop tells of it once at each number of days.
func TestToken_DesktopTellsFourteenAndThreeDaysBeforeTheEnd(t *testing.T) {
	of, tokens := tokenOffice(t, 15, 14, 9, 3, 0)
	today := app.TokenEnd(tokens[0]).Local().AddDate(0, 0, -15) // whatever day it is by the end of this
	var told []string
	run := func(token string) {
		t.Helper()
		told = nil
		o := of.options(false, of.server.Transport())
		o.Now = func() time.Time { return today }
		o.Notify = func(_ context.Context, n notify.Notice) error {
			told = append(told, n.Title+"|"+n.Text)
			return nil
		}
		of.save(credentials.Secret{APIToken: token})
		if err := app.ImportIn(t.Context(), o, "", new(bytes.Buffer)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		token string
		tells int
	}{{tokens[0], 0}, {tokens[1], 1}, {tokens[1], 0}, {tokens[2], 1}, {tokens[3], 1}, {tokens[3], 0}, {tokens[4], 1}} {
		run(c.token)
		var want []string
		if c.tells > 0 {
			want = []string{message.TokenEndsSoon + "|" + message.TokenEnding(app.TokenEnd(c.token), today).Line()}
		}
		if !slices.Equal(told, want) {
			t.Errorf("the token that ends %v: told %q, want %q", app.TokenEnd(c.token), told, want)
		}
	}
	// The one that was told of fourteen days before is told of again when three are left.
	if err := of.SetSetting(t.Context(), "token_end_told", app.TokenEnd(tokens[3]).UTC().Format(time.RFC3339)+" 14"); err != nil {
		t.Fatal(err)
	}
	if run(tokens[3]); len(told) != 1 {
		t.Errorf("told %q", told)
	}
}

func TestToken_OneThatHasEndedIsRefusedWithoutARequest(t *testing.T) {
	now := time.Now()
	end := now.Add(-time.Minute)
	err := app.CheckToken(cybozutest.Token(end), now)
	if text := message.Of(err); !strings.HasPrefix(text.Summary, "APIトークンの有効期限が切れています（"+end.Local().Format("2006-01-02")) {
		t.Errorf("it says %q", text.Summary)
	}
	for _, token := range []string{cybozutest.Token(now.Add(time.Minute)), "something else", ""} {
		if err := app.CheckToken(token, now); err != nil {
			t.Errorf("%q: %v", token, err)
		}
	}
}

// To look whether the connection is right costs one request and leaves nothing behind.
func TestConnection_IsCheckedByOneRequestAndNothingIsKept(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	before := of.rows()
	r := of.request()
	r.Save = true
	may, err := of.CheckConnection(t.Context(), r)
	if err != nil || may.Login != cybozutest.Login || !may.SeesAll {
		t.Errorf("%+v, %v", may, err)
	}
	r.Secret.Password = "wrong"
	if _, err := of.CheckConnection(t.Context(), r); !strings.HasPrefix(message.Of(err).Summary, saysLogin) {
		t.Errorf("a wrong password: %v", err)
	}
	if n := len(of.server.Requests()); n != 2 {
		t.Errorf("%d requests, want one each", n)
	}
	of.reopen()
	url, err := of.Setting(t.Context(), "url")
	if err != nil || url != "" || of.rows() != before || len(of.lines()) > 0 {
		t.Errorf("something is kept: URL %q, %d lines of the history, %v", url, len(of.lines()), err)
	}
	if _, err := of.keyring.Load(t.Context(), cybozu.Host(of.server.Host())); !errors.Is(err, credentials.ErrNotFound) {
		t.Errorf("something is in the keyring: %v", err)
	}
}

// Who has not been shown that a token ends is reminded the next time; a dry run shows and notes
// nothing of it.
func TestToken_WhatWasNotShownIsShownTheNextTime(t *testing.T) {
	of, tokens := tokenOffice(t, 3)
	of.save(credentials.Secret{APIToken: tokens[0], InitialPassword: secret.InitialPassword})
	if err := of.SetAutoSync(t.Context(), hourly, secret.InitialPassword); err != nil {
		t.Fatal(err)
	}
	blind := errors.New("nobody looks")
	for _, c := range []struct {
		dry   bool
		shows error
		told  int
		logs  bool
	}{{true, nil, 0, false}, {false, blind, 1, true}, {true, blind, 0, false}, {false, nil, 1, false}, {false, nil, 0, false}, {true, nil, 0, false}} {
		told := 0
		o := of.options(c.dry, of.server.Transport())
		o.Notify = func(context.Context, notify.Notice) error { told++; return c.shows }
		of.logged()
		if err := app.ImportIn(t.Context(), o, "", io.Discard); err != nil {
			t.Fatal(err)
		}
		if text := of.logged(); told != c.told || strings.Contains(text, "level=ERROR msg=remind error=") != c.logs {
			t.Errorf("dry %v, shown with %v: told %d times, logged is\n%s", c.dry, c.shows, told, text)
		}
	}
}
