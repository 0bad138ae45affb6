package views

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/mail"
	"anpisync/app/mail/mailtest"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/views/kit"
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

// What is wrong with the mail of reports is said beside each field, and the first has the keys.
func TestReports_EachMistakeIsSaidBesideItsField(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	r.mail.SetChecked(true)
	r.fold.SetOpen(true)
	fields := []*kit.Field{r.host, r.port, r.user, r.from, r.to}
	for _, c := range []struct {
		texts []string
		says  []string
		keys  *kit.Field
	}{
		{[]string{" ", "x", "", "a", "b"}, []string{"メールサーバーの名前を入力してください。", "1から65535までの数字を入力してください。", "", "メールアドレスを1つ入力してください。",
			"メールアドレスを正しく入力してください。"}, r.host},
		{[]string{"mail", "25", "u", "a@example.com, b@example.com", "a@example.com"}, []string{"", "", "", "メールアドレスを1つ入力してください。", ""}, r.from},
		{[]string{"mail", "25", "u", "a@example.com", " "}, []string{"", "", "", "", ""}, r.to},
		{[]string{" mail ", " 25 ", " u ", " a@example.com ", " b@example.com , c@example.com "}, []string{"", "", "", "", ""}, nil},
	} {
		for i, f := range fields {
			f.SetText(c.texts[i])
		}
		s.win.Canvas().Unfocus()
		typed, right := r.typed()
		for i, f := range fields {
			if f != r.to && f.Error() != c.says[i] || f == r.to && (f.Error() != "") != (c.keys == r.to || c.says[i] != "") {
				t.Errorf("%q: %s says %q", c.texts, f.Label(), f.Error())
			}
		}
		if c.keys != nil && (right || s.win.Canvas().Focused() != fyne.Focusable(c.keys.Entry)) {
			t.Errorf("%q: right: %v, the keys are at %T", c.texts, right, s.win.Canvas().Focused())
		}
		if got := fmt.Sprintf("%+v", typed.Server); c.keys == nil && (!right || got != "{Host:mail Port:25 Implicit:false User:u From:a@example.com To:[b@example.com c@example.com]}") {
			t.Errorf("%v, typed is %s", right, got)
		}
	}
}

func TestReports_OnlyPortsThatThereAreAreTaken(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	r.mail.SetChecked(true)
	r.arrange()
	for text, want := range inOrder(map[string]string{"0": "1から65535までの数字を入力してください。", "1": "", "65535": "", "65536": "1から65535までの数字を入力してください。", " 25 ": ""}) {
		r.port.SetText(text)
		r.typed()
		if got := r.port.Error(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		r.port.SetError("")
	}
	before := r.state.String()
	r.try.Tapped(nil)
	s.settle()
	if got := r.state.String(); got != before || r.host.Error() != "メールサーバーの名前を入力してください。" || r.from.Error() != "メールアドレスを1つ入力してください。" {
		t.Errorf("it tries, and says %q, %q, %q", got, r.host.Error(), r.from.Error())
	}
}

// leftInKeyring is a keyring that gives nothing up.
type leftInKeyring struct{ credentials.Keyring }

func (leftInKeyring) Delete(context.Context, cybozu.Host) error { return credentials.ErrLocked }

func TestReports_WhatCannotBeKeptOrDeletedIsSaid(t *testing.T) {
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, leftInKeyring{credentials.Memory()}, t.TempDir())
	r := s.reports()
	r.mail.SetChecked(true)
	r.arrange()
	for field, text := range map[*kit.Field]string{r.host: "mail.example.co.jp", r.user: "soumu", r.password: "secret", r.from: "soumu@example.co.jp", r.to: "soumu@example.co.jp"} {
		field.SetText(text)
	}
	expect := func(when, state, password, placeHolder string) {
		t.Helper()
		r.keep.Tapped(nil)
		if why := r.keep.Why(); why != "保存しています。" || r.try.Why() != why {
			t.Errorf("%s: meanwhile it says %q, %q", when, why, r.try.Why())
		}
		s.settle()
		if got := r.state.String(); got != state || r.password.Text() != password || r.password.Entry.PlaceHolder != placeHolder || r.keep.Why() != "" || r.try.Why() != "" || s.dialogs() != "" {
			t.Errorf("%s: it says %q, %q, %q, %q, %q, %q", when, got, r.password.Text(), r.password.Entry.PlaceHolder, r.keep.Why(), r.try.Why(), s.dialogs())
		}
	}
	s.rename("settings", "gone")
	expect("not kept", "予期しないエラーが発生しました。もう一度お試しください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。", "secret", "")
	s.rename("gone", "settings")
	expect("kept", "✓ レポートはオンです。", "", "保存済み（変更するときだけ入力）")
	r.mail.SetChecked(false)
	r.arrange()
	expect("not deleted", "設定は保存しましたが、メールサーバーのパスワードを、OSの資格情報ストアから消せませんでした。"+
		"OSの資格情報ストアを開き、名前に「AnpiSync」と「smtp:」を含む項目を消してください。", "", "")
	if kept, _, err := s.app.Reports(t.Context()); err != nil || kept.Mail {
		t.Errorf("%v, kept are %+v", err, kept)
	}
}

func TestReports_PersonalDataIsWarnedOfAndHomeLeadsToThem(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	r.fold.SetOpen(true)
	before := s.onScreen()
	if r.personal.Tapped(nil); s.onScreen() == before {
		t.Error("nothing is said of personal data")
	}
	if err := s.app.SetReports(t.Context(), app.Reports{Folder: t.TempDir()}, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.app.SetSetting(t.Context(), "reports_failed", "planted"); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.onNavigated(screenHome)
	s.settle()
	button(t, s.home().reports.card, "設定を開く").Tapped(nil)
	s.settle()
	if s.nav.Selected() != screenSettings {
		t.Errorf("it leads to screen %d", s.nav.Selected())
	}
}

// A port that somebody has typed stays whatever the encryption is.
func TestReports_APortThatIsTypedStays(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	r.mail.SetChecked(true)
	for _, c := range []struct {
		typed  string
		chosen int
		want   string
	}{{"587", 1, "465"}, {"465", 0, "587"}, {"2525", 1, "2525"}, {"2525", 0, "2525"}, {"465", 1, "465"}, {"587", 0, "587"}} {
		r.port.SetText(c.typed)
		r.security.Choose(c.chosen)
		r.onSecurity()
		if got := r.port.Text(); got != c.want {
			t.Errorf("%s becomes %s, want %s", c.typed, got, c.want)
		}
	}
}

// What is kept of reports is shown as it is kept, each part of it, and the fields for the mail only
// where it is wanted.
func TestReports_AreShownAsTheyAreKept(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	read := func() string {
		var b strings.Builder
		for _, f := range []*kit.Field{r.host, r.port, r.user, r.from, r.to} {
			fmt.Fprintf(&b, "%s=%s ", f.Label(), f.Text())
		}
		return fmt.Sprintf("%sfolder=%s mail=%v security=%d weekly=%v personal=%v placeholder=%s open=%v | %s", b.String(), r.folder, r.mail.Checked(), r.security.Chosen(),
			r.weekly.Checked(), r.personal.Checked(), r.password.Entry.PlaceHolder, strings.HasPrefix(r.fold.Title(), "▼"), r.state.String())
	}
	all := app.Reports{Folder: "/mnt/share", Mail: true, Weekly: true, Personal: true,
		Server: mail.Server{Host: "mail", Port: 465, Implicit: true, User: "u", From: "a@example.com", To: []string{"b@example.com", "c@example.com"}}}
	noLogin, folder := all, app.Reports{Folder: "/mnt/share", Server: mail.Server{Port: 587}}
	noLogin.Server.User, noLogin.Server.Implicit, noLogin.Server.Port = "", false, 25
	for _, c := range []struct {
		kept keptReports
		want string
	}{
		{keptReports{Reports: app.Reports{Server: mail.Server{Port: 587}}},
			"メールサーバー（SMTP）= ポート=587 ユーザー名= 差出人= 宛先= folder= mail=false security=0 weekly=false personal=false placeholder= open=false | レポートはオフです。"},
		{keptReports{Reports: all}, "メールサーバー（SMTP）=mail ポート=465 ユーザー名=u 差出人=a@example.com 宛先=b@example.com, c@example.com " +
			"folder=/mnt/share mail=true security=1 weekly=true personal=true placeholder=保存済み（変更するときだけ入力） open=true | ✓ レポートはオンです。"},
		{keptReports{Reports: noLogin, failed: "届きませんでした。"}, "メールサーバー（SMTP）=mail ポート=25 ユーザー名= 差出人=a@example.com 宛先=b@example.com, c@example.com " +
			"folder=/mnt/share mail=true security=0 weekly=true personal=true placeholder= open=true | 届きませんでした。"},
		{keptReports{Reports: folder}, "メールサーバー（SMTP）= ポート=587 ユーザー名= 差出人= 宛先= folder=/mnt/share mail=false security=0 weekly=false personal=false placeholder= open=true | ✓ レポートはオンです。"},
	} {
		r.password.SetText("typed")
		r.show(c.kept)
		if got := read(); got != c.want || r.password.Text() != "" {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		entries := 0
		for _, f := range focusables(r.fold) {
			if _, ok := f.(*kit.Entry); ok {
				entries++
			}
		}
		if want := map[bool]int{true: 6}[c.kept.Mail]; entries != want {
			t.Errorf("%d fields are shown, want %d", entries, want)
		}
		typed, right := r.typed()
		if !right || fmt.Sprint(typed) != fmt.Sprint(c.kept.Reports) {
			t.Errorf("the fields say %+v, %v; want %+v", typed, right, c.kept.Reports)
		}
	}
}

// A try says that what is typed is still to be kept, where it is.
func TestReports_ATrySaysWhatIsStillToBeKept(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	r := s.reports()
	dir := t.TempDir()
	r.setFolder(dir)
	try := func() string {
		r.try.Tapped(nil)
		if r.try.Why() != "送信しています。" || r.keep.Why() != "送信しています。" || r.state.String() != "送信しています…" {
			t.Errorf("meanwhile it says %q, %q, %q", r.try.Why(), r.keep.Why(), r.state.String())
		}
		s.settle()
		if r.try.Why()+r.keep.Why() != "" {
			t.Errorf("afterwards it says %q, %q", r.try.Why(), r.keep.Why())
		}
		return r.state.String()
	}
	if got := try(); got != "✓ "+message.Tried+"よければ、設定を保存してください。" {
		t.Errorf("of what is not kept it says %q", got)
	}
	r.keep.Tapped(nil)
	s.settle()
	if got := try(); got != "✓ "+message.Tried {
		t.Errorf("of what is kept it says %q", got)
	}
	r.password.SetText("another")
	if got := try(); got != "✓ "+message.Tried+"よければ、設定を保存してください。" {
		t.Errorf("with another password it says %q", got)
	}
	r.password.SetText("")
	r.setFolder(filepath.Join(dir, "gone"))
	if got := try(); strings.Contains(got, "✓") || got == "" {
		t.Errorf("of a folder that is not there it says %q", got)
	}
}
