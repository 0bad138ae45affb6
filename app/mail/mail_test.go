package mail_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"anpisync/app/mail"
	"anpisync/app/mail/mailtest"
)

var letter = mail.Letter{Subject: "安否シンク：件名", Text: "本文\n.点で始まる行\n", HTML: "<p>本文</p>"}

func start(t *testing.T, o mailtest.Options) (*mailtest.Server, mail.Server) {
	t.Helper()
	s, err := mailtest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, mail.Server{
		Host: s.Host(), Port: s.Port(), Implicit: o.Implicit, User: mailtest.User,
		From: mailtest.User, To: []string{"a@example.co.jp", "b@example.co.jp"},
	}
}

func TestLetterIsDeliveredByTLSFromTheFirstByteAndBySTARTTLS(t *testing.T) {
	for _, o := range []mailtest.Options{{Implicit: true}, {}, {NoLogin: true}, {Implicit: true, NoLogin: true}, {RefuseRest: true}} {
		at, server := start(t, o)
		if o.NoLogin {
			server.User = ""
		}
		if err := mail.Send(t.Context(), server, mailtest.Password, letter, at.Trust()); err != nil {
			t.Errorf("%+v: %v", o, err)
			continue
		}
		letters := at.Letters()
		if len(letters) != 1 {
			t.Fatalf("%+v: %d letters", o, len(letters))
		}
		got := letters[0]
		if got.Subject != letter.Subject || strings.ReplaceAll(got.Text, "\r\n", "\n") != letter.Text || got.HTML != letter.HTML || got.From != server.From || strings.Join(got.To, " ") != strings.Join(server.To, " ") {
			t.Errorf("%+v: delivered %+v", o, got)
		}
		if id := got.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.co.jp>") || got.Header.Get("User-Agent") != "AnpiSync" || got.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%+v: the head is %v", o, got.Header)
		}
		if day, err := got.Header.Date(); err != nil || time.Since(day).Abs() > time.Hour {
			t.Errorf("%+v: it is of %v, %v", o, day, err)
		}
		if from, err := got.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != "安否シンク" || from[0].Address != server.From {
			t.Errorf("%+v: it is from %v, %v", o, got.Header["From"], err)
		}
	}
}

func TestWhatIsWrongHasAName(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().(*net.TCPAddr).Port
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		at     mailtest.Options
		change func(*mail.Server, *string)
		want   error
	}{
		"a wrong password":     {change: func(_ *mail.Server, password *string) { *password = "wrong" }, want: mail.ErrLogin},
		"no login":             {change: func(s *mail.Server, _ *string) { s.User = "" }, want: mail.ErrLogin},
		"none is offered":      {at: mailtest.Options{NoLogin: true}, want: mail.ErrLogin},
		"nobody listens":       {change: func(s *mail.Server, _ *string) { s.Port = nobody }, want: mail.ErrUnreached},
		"no such host":         {change: func(s *mail.Server, _ *string) { s.Host = "mail.invalid" }, want: mail.ErrUnreached},
		"no host":              {change: func(s *mail.Server, _ *string) { s.Host = "" }, want: mail.ErrUnreached},
		"no TLS":               {at: mailtest.Options{Plain: true}, want: mail.ErrUnsafe},
		"STARTTLS at SSL":      {at: mailtest.Options{Plain: true}, change: func(s *mail.Server, _ *string) { s.Implicit = true }, want: mail.ErrUnsafe},
		"another name":         {change: func(s *mail.Server, _ *string) { s.Host = "localhost" }, want: mail.ErrUnsafe},
		"a sender refused":     {at: mailtest.Options{RefuseFrom: mailtest.User}, want: mail.ErrSender},
		"a receiver refused":   {at: mailtest.Options{RefuseTo: "b@example.co.jp"}, want: mail.ErrReceiver},
		"the letter refused":   {at: mailtest.Options{RefuseMails: true}, want: mail.ErrRefused},
		"no receiver":          {change: func(s *mail.Server, _ *string) { s.To = nil }, want: mail.ErrAddress},
		"a sender with a name": {change: func(s *mail.Server, _ *string) { s.From = "総務 <a@example.co.jp>" }, want: mail.ErrAddress},
		"a header in a sender": {change: func(s *mail.Server, _ *string) { s.From = "a@example.co.jp\r\nBcc: c@example.com" }, want: mail.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			at, server := start(t, c.at)
			password := mailtest.Password
			if c.change != nil {
				c.change(&server, &password)
			}
			err := mail.Send(t.Context(), server, password, letter, at.Trust())
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if strings.Contains(err.Error(), mailtest.Password) {
				t.Errorf("the error tells the password: %v", err)
			}
			if n := len(at.Letters()); n != 0 {
				t.Errorf("%d letters delivered", n)
			}
		})
	}
}

// A server that never says a word is waited for as long as there is time, and no longer.
func TestSilenceIsNotWaitedForWithoutEnd(t *testing.T) {
	for _, c := range []struct {
		at       mailtest.Options
		implicit bool
	}{
		{mailtest.Options{Silent: true}, false},
		{mailtest.Options{Silent: true}, true},
		{mailtest.Options{Implicit: true}, false}, // it waits for TLS, and the letter's side for a word
	} {
		at, server := start(t, c.at)
		server.Implicit = c.implicit
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		err := mail.Send(ctx, server, mailtest.Password, letter, at.Trust())
		cancel()
		if !errors.Is(err, mail.ErrUnreached) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A server takes only so many lines from an office.
func TestNoLineStaysOpenAfterAFailure(t *testing.T) {
	for _, o := range []mailtest.Options{{RefuseLogin: 535}, {RefuseFrom: mailtest.User}, {RefuseMails: true}, {Plain: true}} {
		at, server := start(t, o)
		if err := mail.Send(t.Context(), server, mailtest.Password, letter, at.Trust()); err == nil {
			t.Errorf("%+v: no error", o)
		}
		for deadline := time.Now().Add(20 * time.Second); at.Lines() > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%+v: %d lines are open", o, at.Lines())
			}
		}
	}
}

// A certificate that nobody vouches for costs the login too: the password is not told.
func TestNoPasswordIsToldToAServerThatIsNotTrusted(t *testing.T) {
	for _, o := range []mailtest.Options{{}, {Implicit: true}} {
		at, server := start(t, o)
		if err := mail.Send(t.Context(), server, mailtest.Password, letter, nil); !errors.Is(err, mail.ErrUnsafe) {
			t.Errorf("%+v: %v", o, err)
		}
		if n := at.Logins(); n != 0 {
			t.Errorf("%+v: %d logins", o, n)
		}
	}
}

func TestAddressesAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]string{
		"a@example.co.jp": "a@example.co.jp",
		" a@example.co.jp, b@example.co.jp;c@example.co.jp": "a@example.co.jp|b@example.co.jp|c@example.co.jp",
		"a@example.co.jp、b@example.co.jp\n":                 "a@example.co.jp|b@example.co.jp",
		"":                                                  "",
	} {
		if got, err := mail.Addresses(text); err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if _, err := mail.Addresses("a@example.co.jp, soumu"); !errors.Is(err, mail.ErrAddress) {
		t.Errorf("error %v", err)
	}
}

// Servers differ in which number they refuse a login by; each sends people to the same field.
func TestEveryNumberOfARefusedLoginIsALogin(t *testing.T) {
	for _, code := range []int{454, 530, 534, 535, 538} {
		at, server := start(t, mailtest.Options{RefuseLogin: code})
		if err := mail.Send(t.Context(), server, mailtest.Password, letter, at.Trust()); !errors.Is(err, mail.ErrLogin) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

// An error says which server it was, since a person has typed its name and port.
func TestAnErrorNamesTheServer(t *testing.T) {
	for _, o := range []mailtest.Options{{RefuseMails: true}, {RefuseLogin: 535}} {
		at, server := start(t, o)
		err := mail.Send(t.Context(), server, mailtest.Password, letter, at.Trust())
		if err == nil || !strings.Contains(err.Error(), ": "+at.Address()+": ") {
			t.Errorf("%+v: %v, which does not name %s", o, err, at.Address())
		}
	}
}

func TestServersAreCheckedBeforeTheyAreAsked(t *testing.T) {
	whole := mail.Server{Host: "smtp.example.co.jp", Port: 587, From: "a@example.co.jp", To: []string{"b@example.co.jp"}}
	for _, c := range []struct {
		name   string
		change func(*mail.Server)
		want   error
		says   string
	}{
		{"all is well", func(*mail.Server) {}, nil, ""},
		{"the first port", func(s *mail.Server) { s.Port = 1 }, nil, ""},
		{"the last port", func(s *mail.Server) { s.Port = 65535 }, nil, ""},
		{"no port", func(s *mail.Server) { s.Port = 0 }, mail.ErrUnreached, `mail server not reached: "smtp.example.co.jp", port 0`},
		{"beyond the last port", func(s *mail.Server) { s.Port = 65536 }, mail.ErrUnreached, `mail server not reached: "smtp.example.co.jp", port 65536`},
		{"no host", func(s *mail.Server) { s.Host = "" }, mail.ErrUnreached, `mail server not reached: "", port 587`},
		{"nobody to write to", func(s *mail.Server) { s.To = nil }, mail.ErrAddress, "not an address: nobody to write to"},
		{"a sender with a name", func(s *mail.Server) { s.From = "総務 <a@example.co.jp>" }, mail.ErrAddress, `not an address: "総務 <a@example.co.jp>": more than an address`},
		{"a receiver that is none", func(s *mail.Server) { s.To = append(s.To, "soumu") }, mail.ErrAddress, `not an address: "soumu": mail: missing '@' or angle-addr`},
	} {
		s := whole
		c.change(&s)
		err := s.Check()
		if !errors.Is(err, c.want) || err != nil && err.Error() != c.says {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// What a log says of each kind is its own, so that a line of it tells which it was.
func TestTheKindsOfErrorsSayWhatTheyAre(t *testing.T) {
	for err, want := range map[error]string{
		mail.ErrNoPassword: "no password for the mail server", mail.ErrAddress: "not an address",
		mail.ErrUnreached: "mail server not reached", mail.ErrUnsafe: "no TLS with the mail server",
		mail.ErrLogin: "mail server refuses the login", mail.ErrSender: "mail server refuses the sender",
		mail.ErrReceiver: "mail server refuses a receiver", mail.ErrRefused: "mail server refuses the letter",
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}
