package views

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"anpisync/app/mail"
	"anpisync/app/mail/mailtest"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
)

// reports is the part of 設定, on the screen.
func (s *stage) reports() *reports {
	s.t.Helper()
	s.onNavigated(screenSettings)
	s.settle()
	return s.autoSync().reports
}

func TestReports_FoldedAwayUntilSomebodyWantsThem(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	if r.dir.Error() != "" || r.state.String() != "レポートはオフです。" || r.keep.Visible() && r.where.Visible() && strings.HasPrefix(r.fold.Title(), "▼") {
		t.Errorf("it is open, and says %q", r.state.String())
	}
	dir := t.TempDir()
	r.setFolder(dir)
	r.keep.Tapped(nil)
	s.settle()
	if got := r.state.String(); got != "✓ レポートはオンです。" || !strings.HasPrefix(r.fold.Title(), "▼") {
		t.Errorf("kept, and it says %q", got)
	}
	r.try.Tapped(nil)
	s.settle()
	if files, err := os.ReadDir(dir); err != nil || len(files) != 2 || r.state.String() != "✓ "+message.Tried {
		t.Errorf("%d files (%v), and it says %q", len(files), err, r.state.String())
	}
	if err := s.app.SetSetting(context.Background(), "reports_failed", "planted"); err != nil {
		t.Fatal(err)
	}
	if now, err := s.newest(); now == s.shown || err != nil {
		t.Errorf("nobody notices that a report did not get through (%v)", err)
	}
	s.reload()
	s.onNavigated(screenHome)
	s.settle()
	if h := s.screens[screenHome].(*home).reports; !h.card.Visible() || h.text.String() != "planted" {
		t.Errorf("ホーム says %q of a report that did not get through", h.text.String())
	}
	if got := s.reports().state.String(); got != "planted" {
		t.Errorf("設定 says %q", got)
	}
	r.try.Tapped(nil)
	s.settle()
	if h := s.screens[screenHome].(*home).reports; h.card.Visible() {
		t.Errorf("a try got through, and ホーム says %q", h.text.String())
	}
}

func TestReports_WhatIsWrongWithTheMailIsSaidBesideIt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	server, err := mailtest.Start(mailtest.Options{Implicit: true})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	r := s.reports()
	r.try.Tapped(nil)
	if r.dir.Error() == "" {
		t.Error("nothing is chosen, and it tries")
	}
	r.mail.SetChecked(true)
	r.arrange()
	if r.port.Text() != "587" {
		t.Errorf("the port is %q", r.port.Text())
	}
	r.security.Choose(1)
	r.onSecurity()
	if r.port.Text() != "465" {
		t.Errorf("the port of SSL/TLS is %q", r.port.Text())
	}
	r.to.SetText("soumu")
	r.keep.Tapped(nil)
	for name, f := range map[string]string{"host": r.host.Error(), "from": r.from.Error(), "to": r.to.Error()} {
		if f == "" {
			t.Errorf("nothing is said of the %s", name)
		}
	}
	r.host.SetText(server.Host())
	r.port.SetText("x")
	r.from.SetText("soumu@example.co.jp")
	r.to.SetText("soumu@example.co.jp, jinji@example.co.jp")
	r.user.SetText(mailtest.User)
	r.keep.Tapped(nil)
	if r.port.Error() == "" {
		t.Error("nothing is said of the port")
	}
	r.port.SetText("465")
	r.keep.Tapped(nil)
	s.settle()
	if r.password.Error() == "" {
		t.Error("nothing is said of the password")
	}
	r.password.SetText(mailtest.Password)
	r.keep.Tapped(nil)
	s.settle()
	kept, _, err := s.app.Reports(context.Background())
	want := mail.Server{Host: server.Host(), Port: 465, Implicit: true, User: mailtest.User, From: "soumu@example.co.jp"}
	if err != nil || !kept.Mail || kept.Server.Host != want.Host || kept.Server.Port != want.Port || !kept.Server.Implicit || len(kept.Server.To) != 2 {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if r.password.Text() != "" {
		t.Error("the password still stands there")
	}
	// Nobody vouches for the server's certificate.
	_, port, _ := strings.Cut(server.Address(), ":")
	r.port.SetText(port)
	r.try.Tapped(nil)
	s.settle()
	if got := r.state.String(); !strings.Contains(got, message.Of(errors.Join(mail.ErrUnsafe)).Summary) {
		t.Errorf("it says %q", got)
	}
}
