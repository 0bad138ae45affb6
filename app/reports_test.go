package app_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/mail"
	"anpisync/app/mail/mailtest"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// away are those who are told by mail and in a folder what imports without a person come to.
type away struct {
	*office
	mail    *mailtest.Server
	reports app.Reports
}

func newAway(t *testing.T, company *cybozutest.Company, o mailtest.Options) *away {
	t.Helper()
	server, err := mailtest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	of := &away{office: newAutoOffice(t, company), mail: server}
	of.reports = app.Reports{Folder: t.TempDir(), Mail: true, Server: mail.Server{
		Host: server.Host(), Port: server.Port(), Implicit: o.Implicit, User: mailtest.User,
		From: mailtest.User, To: []string{"soumu@example.co.jp", "jinji@example.co.jp"},
	}}
	of.tell(func(*app.Reports) {})
	return of
}

// tell changes what is told to whom.
func (of *away) tell(change func(*app.Reports)) {
	of.t.Helper()
	change(&of.reports)
	if err := of.SetReports(of.t.Context(), of.reports, mailtest.Password); err != nil {
		of.t.Fatal(err)
	}
}

// run imports as the scheduler does, and gives what came of it: its error, what it printed,
// and the letter, if there is one.
func (of *away) run() (string, *mailtest.Letter, error) {
	of.t.Helper()
	var out bytes.Buffer
	o := of.options(false, of.server.Transport())
	o.MailTrust = of.mail.Trust()
	err := app.ImportIn(context.Background(), o, "", &out)
	letters := of.mail.Letters()
	if len(letters) > 1 {
		of.t.Fatalf("%d letters", len(letters))
	}
	if len(letters) == 0 {
		return out.String(), nil, err
	}
	if want := of.reports.Server.To; !slices.Equal(letters[0].To, want) {
		of.t.Errorf("the letter goes to %q, want %q", letters[0].To, want)
	}
	return out.String(), &letters[0], err
}

// files are the reports in the folder, by their names.
func (of *away) files() map[string]string {
	of.t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(of.reports.Folder)
	if err != nil {
		of.t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(of.reports.Folder, e.Name()))
		if err != nil {
			of.t.Fatal(err)
		}
		all[e.Name()] = string(text)
		if err := os.Remove(filepath.Join(of.reports.Folder, e.Name())); err != nil {
			of.t.Fatal(err)
		}
	}
	return all
}

func (of *away) failed() string {
	of.t.Helper()
	_, failed, err := of.Reports(of.t.Context())
	if err != nil {
		of.t.Fatal(err)
	}
	return failed
}

// delivered is what the log has of a report that got through.
var delivered = regexp.MustCompile(`level=INFO msg=report kind=[a-z]+ delivered=2\n`)

// Each outcome of an import without a person, by both kinds of TLS: what the letter says, as
// text and as HTML, is what there is to know and to do, on which PC; the files say the same.
func TestReport_EachOutcomeIsTold(t *testing.T) {
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	leave := func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login && u.Code != "Administrator" {
				d.DeleteUser(u.Code)
			}
		}
	}
	for _, c := range []struct {
		name     string
		does     func(of *away)
		subject  string // "": there is no letter
		says     []string
		personal []string // only where it is ticked
	}{
		{"changed", func(of *away) {
			of.company.Update(func(d *cybozutest.Data) { d.Users[6].Phone = "03-0000-1111" })
		}, "自動同期で1件を反映しました", []string{"ありません。", "ユーザー", "変更 1", "変更なし"}, []string{"03-0000-1111", "連携済み"}},
		{"nothing", func(*away) {}, "", nil, nil},
		{"guard", func(of *away) { of.company.Update(leave) },
			"自動同期は、確認を待っています", []string{"PC「" + machine + "」で安否シンクを開き、「" + message.Approve + "」を押して、変更内容を確認してください", "確認が必要な変更", "60人（六十人）が削除されます", "ログインしているアカウントの権限をご確認ください", "削除 "}, []string{"cybozu.comから削除された"}},
		{"problems", func(of *away) {
			of.company.Update(func(d *cybozutest.Data) {
				d.Users[6].Email = "planted@example.co.jp"
				d.Users[7].Email = "planted@example.co.jp"
			})
		}, message.NotImported, []string{"1件の問題があります", "「" + message.Approve + "」を押して、すべて確かめて解消", "メールアドレスの重複", "メールアドレスを変更または削除してください"}, []string{"planted@example.co.jp", "が使う"}},
		{"wrong-password", func(of *away) {
			of.save(credentials.Secret{Login: secret.Login, Password: "planted-wrong", InitialPassword: "planted-first"})
		}, message.NotImported, []string{"パスワード認証に失敗しました", "入力し直してください"}, nil},
		{"another-url-meanwhile", func(of *away) {
			of.save(credentials.Secret{Login: secret.Login, Password: "planted-wrong", InitialPassword: "planted-first"})
			of.server.Inject(cybozutest.Fault{Nth: 1, Before: func(*cybozutest.Company) {
				if err := of.SetSetting(context.Background(), "url", "https://other.cybozu.com/"); err != nil {
					of.t.Error(err)
				}
			}})
		}, message.NotImported, []string{"パスワード認証に失敗しました"}, nil},
		{"paused", func(of *away) {
			if err := of.SetSetting(t.Context(), "autosync_paused_login", "2026-01-02T03:04:05Z"); err != nil {
				t.Fatal(err)
			}
		}, "自動同期を一時停止しています", []string{"cybozu.comにログインできなかったため", "再開するには"}, nil},
		{"no-network", func(of *away) {
			of.server.Close()
		}, message.NotImported, []string{"接続できませんでした", "インターネットの接続"}, nil},
		{"ended-token", func(of *away) {
			of.save(credentials.Secret{APIToken: "planted-token", InitialPassword: "planted-first"})
		}, message.NotImported, []string{"APIトークンが正しくないか、期限が切れています", "新しく発行"}, nil},
		{"overdue", func(of *away) {
			of.sql("UPDATE imports SET started_at = '2020-01-02T03:04:05Z', finished_at = '2020-01-02T03:04:05Z'")
			of.save(credentials.Secret{Login: secret.Login, Password: "planted-wrong", InitialPassword: "planted-first"})
		}, message.OverdueTitle, []string{"一度も成功していません", "今回の結果", "パスワード認証に失敗しました"}, nil},
		{"weekly", func(of *away) {
			of.tell(func(r *app.Reports) { r.Weekly = true })
			if err := of.SetSetting(t.Context(), "reports_weekly", time.Now().AddDate(0, 0, -7).UTC().Format(time.RFC3339)); err != nil {
				t.Fatal(err)
			}
		}, "自動同期の1週間のまとめ", []string{"1回の自動同期が正常に完了しました", "いま "}, nil},
	} {
		for _, personal := range []bool{false, true} {
			if personal && c.personal == nil {
				continue
			}
			name := c.name
			if personal {
				name += "-personal"
			}
			t.Run(name, func(t *testing.T) {
				of := newAway(t, cybozutest.Sample(), mailtest.Options{Implicit: personal})
				of.tell(func(r *app.Reports) { r.Personal = personal })
				c.does(of)
				of.logged()
				printed, letter, err := of.run()
				files := of.files()
				log := of.logged()
				if letter == nil {
					if c.subject != "" || len(files) > 0 || err != nil {
						t.Fatalf("no letter, %d files: %v\n%s", len(files), err, printed)
					}
					return
				}
				if want := "安否シンク：" + c.subject + "（" + machine + "）"; letter.Subject != want {
					t.Errorf("the subject is %q, want %q", letter.Subject, want)
				}
				if len(files) != 2 {
					t.Errorf("%d files, want 2", len(files))
				}
				if !delivered.MatchString(log) {
					t.Errorf("logged is %s", log)
				}
				texts := map[string]string{"text": letter.Text, "HTML": letter.HTML}
				for name, file := range files {
					texts[name] = file
				}
				for name, text := range texts {
					if next := strings.Contains(text, "次の自動同期"); next != (of.pausedFor() == "") {
						t.Errorf("%s says when it is next: %v", name, next)
					}
					for _, want := range append(c.says, machine, of.server.Host(), "最後に成功した読み込み") {
						if !strings.Contains(strings.ReplaceAll(text, "</b>", ""), want) {
							t.Errorf("%s lacks %q:\n%.700s", name, want, text)
						}
					}
					for _, word := range c.personal {
						if strings.Contains(text, word) != personal {
							t.Errorf("%s: personal %v, but has %q is %v:\n%s", name, personal, word, !personal, text[:min(900, len(text))])
						}
					}
					for _, planted := range []string{"planted-", mailtest.Password, secret.Password, secret.InitialPassword} {
						if strings.Contains(text, planted) {
							t.Errorf("%s holds the secret %q", name, planted)
						}
					}
				}
				if !personal {
					for _, u := range of.company.Data().Users {
						if u.Email != "" && strings.Contains(letter.Raw+letter.Text+letter.HTML, u.Email) || strings.Contains(letter.Text+letter.HTML, u.Name) {
							t.Errorf("the letter names %s:\n%s", u.Name, letter.Text)
						}
					}
				}
				if of.failed() != "" {
					t.Errorf("it is said that it failed: %s", of.failed())
				}
				dir := t.ArtifactDir()
				if err := errors.Join(os.WriteFile(filepath.Join(dir, name+".html"), []byte(letter.HTML), 0o600),
					os.WriteFile(filepath.Join(dir, name+".txt"), []byte(letter.Subject+"\n\n"+letter.Text), 0o600)); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// What a run came to and the summary of the week, which falls due with it, are two reports.
func TestReport_WeekLeavesTheReportOfTheRunInTheFolder(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.tell(func(r *app.Reports) { r.Mail, r.Weekly = false, true })
	if err := of.SetSetting(t.Context(), "reports_weekly", time.Now().AddDate(0, 0, -7).UTC().Format(time.RFC3339)); err != nil {
		t.Fatal(err)
	}
	of.company.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone = "03-0000-1111" })
	if _, _, err := of.run(); err != nil {
		t.Fatal(err)
	}
	files := of.files()
	for _, title := range []string{"自動同期で1件を反映しました", "自動同期の1週間のまとめ"} {
		n := 0
		for _, text := range files {
			n += min(strings.Count(text, title), 1)
		}
		if n != 2 {
			t.Errorf("%d files say %q, want HTML and text", n, title)
		}
	}
}

// The same trouble is told once a day, another at once, and that it is over once.
func TestReport_TroubleIsToldOnceADayAndItsEndOnce(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	expect := func(when, subject string) {
		t.Helper()
		_, letter, _ := of.run()
		switch {
		case letter == nil && subject != "":
			t.Errorf("%s: no letter, want %s", when, subject)
		case letter != nil && (subject == "" || !strings.Contains(letter.Subject, subject)):
			t.Errorf("%s: %s, want %q", when, letter.Subject, subject)
		}
	}
	wrong := secret
	wrong.Password = "wrong"
	of.save(wrong)
	expect("refused", message.NotImported)
	expect("paused", "一時停止")
	expect("still paused", "")
	told, err := of.Setting(t.Context(), "reports_told")
	if err != nil {
		t.Fatal(err)
	}
	what, _, _ := strings.Cut(told, " ")
	if err := of.SetSetting(t.Context(), "reports_told", what+" "+time.Now().Add(-24*time.Hour).UTC().Format(time.RFC3339)); err != nil {
		t.Fatal(err)
	}
	expect("paused the next day", "一時停止")
	of.save(secret)
	if err := of.SetSetting(t.Context(), "autosync_paused_login", ""); err != nil {
		t.Fatal(err)
	}
	expect("over", "正常に戻りました")
	expect("as always", "")
}

// What is wrong with the reports is told, and costs them alone.
func TestReport_WrongSettingsCostTheReportAndNeverTheImport(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{RefuseTo: "jinji@example.co.jp"})
	of.company.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone = "03-0000-1111" })
	printed, letter, err := of.run()
	if err != nil || letter != nil || of.user(cybozutest.Login).Phone != "03-0000-1111" {
		t.Fatalf("error %v, a letter %v", err, letter != nil)
	}
	want := "メールサーバーが、宛先のメールアドレスを受け付けませんでした。"
	if !strings.Contains(printed, want) || !strings.Contains(of.failed(), want) || len(of.grepFolder(mail.ErrReceiver.Error())) == 0 {
		t.Errorf("it prints %q, and says %q", printed, of.failed())
	}
	if n := len(of.files()); n != 2 {
		t.Errorf("%d files, though there is a folder", n)
	}
	for _, path := range of.grepFolder("jinji@example.co.jp") { // the settings
		if filepath.Ext(path) == ".log" {
			t.Errorf("%s names a receiver", path)
		}
	}

	gone := filepath.Join(t.TempDir(), "gone")
	of.tell(func(r *app.Reports) { r.Mail, r.Folder = false, gone })
	of.company.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone = "03-0000-2222" })
	of.logged()
	if _, _, err := of.run(); err != nil || !strings.Contains(of.failed(), "「"+gone+"」に保存できませんでした") {
		t.Errorf("error %v, said %q", err, of.failed())
	}
	if log := of.logged(); !regexp.MustCompile(`level=ERROR msg=report kind=[a-z]+ error=`).MatchString(log) {
		t.Errorf("logged is %s", log)
	}
	of.tell(func(r *app.Reports) { r.Folder = t.TempDir() })
	if of.failed() != "" {
		t.Errorf("other settings, and still %q", of.failed())
	}
}

// Nothing is told where a person is there, or where it is a dry run.
func TestReport_OnlyWithoutAPerson(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.save(credentials.Secret{Login: secret.Login, Password: "wrong"})
	cancelled, cancel := context.WithCancel(t.Context())
	of.server.Inject(cybozutest.Fault{Path: "organizations.json", Before: func(*cybozutest.Company) { cancel() }, Times: 1})
	of.save(secret)
	if err := app.ImportIn(cancelled, of.options(false, of.server.Transport()), "", new(bytes.Buffer)); !app.IsCancelled(err) {
		t.Errorf("stopped on the way: %v", err)
	}
	if n := len(of.mail.Letters()) + len(of.files()); n != 0 {
		t.Errorf("%d reports of what somebody has stopped", n)
	}
	of.save(credentials.Secret{Login: secret.Login, Password: "wrong"})
	for name, change := range map[string]func(*app.Options) (url string){
		"a URL":     func(*app.Options) string { return of.server.Host() },
		"a dry run": func(o *app.Options) string { o.ReadOnly = true; return "" },
		"a console": func(o *app.Options) string {
			o.Ask = func(context.Context, string, bool) (string, error) { return "", errors.New("nothing") }
			return ""
		},
	} {
		o := of.options(false, of.server.Transport())
		o.MailTrust = of.mail.Trust()
		url := change(&o)
		if err := app.ImportIn(t.Context(), o, url, new(bytes.Buffer)); err == nil {
			t.Errorf("%s: a wrong password is none", name)
		}
		if n := len(of.mail.Letters()) + len(of.files()); n != 0 {
			t.Errorf("%s: %d reports", name, n)
		}
	}
}

func TestReport_PasswordIsInTheKeyringAloneAndGoesWithTheMail(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	ctx := t.Context()
	if found := of.grepFolder(mailtest.Password); len(found) > 0 {
		t.Errorf("the password is in %q", found)
	}
	try := func(password string) []string {
		o := of.options(false, of.server.Transport())
		o.MailTrust = of.mail.Trust()
		a, err := app.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		failed := a.TryReports(ctx, of.reports, password)
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		return failed
	}
	if failed := try(""); len(failed) > 0 || len(of.mail.Letters()) != 1 {
		t.Errorf("with the saved password: %q", failed)
	}
	if failed := try("wrong"); len(failed) != 1 || !strings.Contains(failed[0], "ログインできませんでした") {
		t.Errorf("with a wrong one: %q", failed)
	}
	other := of.reports
	other.Server.Host = "mail.example.co.jp"
	if err := of.SetReports(ctx, other, ""); !errors.Is(err, mail.ErrNoPassword) || err.Error() != mail.ErrNoPassword.Error()+": mail.example.co.jp" {
		t.Errorf("another server is told the password of this one: %v", err)
	}
	if err := of.SetReports(ctx, app.Reports{Folder: of.reports.Folder}, ""); err != nil {
		t.Fatal(err)
	}
	if failed := try(""); len(failed) != 1 || !strings.Contains(failed[0], "パスワードが、この端末に保存されていません") {
		t.Errorf("the password is left: %q", failed)
	}
}

func TestReport_MailGoesOffThoughTheKeyringKeepsItsPassword(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.keyring = brokenKeyring{credentials.ErrLocked}
	of.reopen()
	err := of.SetReports(t.Context(), app.Reports{Folder: of.reports.Folder}, "")
	if !errors.Is(err, message.ErrMailPasswordLeft) || !errors.Is(err, credentials.ErrLocked) || err.Error() != fmt.Sprintf("%v: %s: %v", message.ErrMailPasswordLeft, of.reports.Server.Host, credentials.ErrLocked) {
		t.Errorf("the password that is left is not told: %v", err)
	}
	if now, _, err := of.Reports(t.Context()); err != nil || now.Mail || now.Folder != of.reports.Folder {
		t.Errorf("kept %+v, %v", now, err)
	}
}

// A start of the window may be the first since the scheduler's job has gone.
func TestReport_OverdueIsToldByAnyStartOnceADay(t *testing.T) {
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	of.tell(func(r *app.Reports) { r.Mail = false })
	report := func() (said string) {
		if err := of.ReportOverdue(t.Context()); err != nil {
			t.Fatal(err)
		}
		for name, text := range of.files() {
			said += fmt.Sprintln(name, text)
		}
		return said
	}
	if said := report(); said != "" {
		t.Errorf("nothing is overdue, and it tells %s", said)
	}
	of.sql("UPDATE imports SET started_at = '2020-01-02T03:04:05Z', finished_at = '2020-01-02T03:04:05Z'")
	if said := report(); !strings.Contains(said, message.OverdueTitle) {
		t.Errorf("it tells %q", said)
	}
	if said := report(); said != "" {
		t.Errorf("it tells again: %s", said)
	}
}

// What is set begins anew: a week where a summary is wanted, which goes on where other things are
// set, and nothing of what went wrong before.
func TestReports_WhatIsSetBeginsAnew(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := t.Context()
	for _, key := range []string{"reports_failed", "reports_told"} {
		if err := of.SetSetting(ctx, key, "x"); err != nil {
			t.Fatal(err)
		}
	}
	setting := func(key string) string {
		t.Helper()
		value, err := of.Setting(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	set := func(r app.Reports) {
		t.Helper()
		if err := of.SetReports(ctx, r, ""); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now().Truncate(time.Second)
	set(app.Reports{Folder: "x", Weekly: true})
	if from, err := time.Parse(time.RFC3339, setting("reports_weekly")); err != nil || from.Before(began) || from.After(time.Now()) {
		t.Errorf("the week begins at %v, %v", from, err)
	}
	if now, failed, err := of.Reports(ctx); now.Folder != filepath.Join(here, "x") || failed != "" || err != nil {
		t.Errorf("%+v, %q, %v", now, failed, err)
	}
	if told := setting("reports_told"); told != "" {
		t.Errorf("told is %q", told)
	}
	const before = "2026-01-02T03:04:05Z"
	if err := of.SetSetting(ctx, "reports_weekly", before); err != nil {
		t.Fatal(err)
	}
	if set(app.Reports{Folder: "x", Weekly: true, Personal: true}); setting("reports_weekly") != before {
		t.Errorf("with another setting the week begins at %q", setting("reports_weekly"))
	}
	if set(app.Reports{Folder: "x"}); setting("reports_weekly") != "" {
		t.Errorf("no summary is wanted, and the week begins at %q", setting("reports_weekly"))
	}
}

// A password is kept for the server that letters go by, and for no other.
func TestReports_PasswordIsKeptForItsServerAlone(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := t.Context()
	way := func(host, user string) app.Reports {
		return app.Reports{Mail: host != "", Server: mail.Server{Host: cmp.Or(host, "mail.example.jp"), Port: 587, User: user, From: "a@example.jp", To: []string{"b@example.jp"}}}
	}
	const here, there = "mail.example.jp", "smtp.example.org"
	for _, c := range []struct {
		name          string
		before, after app.Reports
		typed         string
		left          []string // of here and there
	}{
		{"other receivers", way(here, "a"), way(here, "a"), "", []string{"first", ""}},
		{"another password", way(here, "a"), way(here, "a"), "second", []string{"second", ""}},
		{"in other letters", way(here, "a"), way(strings.ToUpper(here), "a"), "", []string{"first", ""}},
		{"another server", way(here, "a"), way(there, "a"), "second", []string{"", "second"}},
		{"without a user", way(here, "a"), way(here, ""), "", []string{"", ""}},
		{"without a user, and a password", way(here, "a"), way(here, ""), "second", []string{"", ""}},
		{"no letters", way(here, "a"), way("", "a"), "", []string{"", ""}},
		{"no letters, and a password", way(here, "a"), way("", "a"), "second", []string{"", ""}},
		{"none before", way("", "a"), way(there, "a"), "second", []string{"", "second"}},
		{"no user before", way(here, ""), way(there, "a"), "second", []string{"", "second"}},
		{"off as before", way("", "a"), way("", "a"), "", []string{"", ""}},
	} {
		of.keyring = credentials.Memory()
		of.reopen()
		if err := of.SetReports(ctx, app.Reports{}, ""); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(of.SetReports(ctx, c.before, "first"), of.SetReports(ctx, c.after, c.typed)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var left []string
		for _, host := range []string{here, there} {
			s, err := of.keyring.Load(ctx, cybozu.Host("smtp:"+host))
			if err != nil && !errors.Is(err, credentials.ErrNotFound) {
				t.Error(err)
			}
			left = append(left, s.Password)
		}
		if !slices.Equal(left, c.left) {
			t.Errorf("%s: it has %q, want %q", c.name, left, c.left)
		}
	}
	// Where there is nothing to forget, the keyring is not asked to.
	for _, before := range []app.Reports{way("", "a"), way(here, "")} {
		of.keyring = credentials.Memory()
		of.reopen()
		if err := of.SetReports(ctx, before, ""); err != nil {
			t.Fatal(err)
		}
		of.keyring = brokenKeyring{credentials.ErrLocked}
		of.reopen()
		if err := of.SetReports(ctx, app.Reports{}, ""); err != nil {
			t.Errorf("of %+v: %v", before.Server, err)
		}
	}
	of.keyring = credentials.Memory()
	of.reopen()
	if err := of.SetReports(ctx, way(here, "a"), "first"); err != nil {
		t.Fatal(err)
	}
	of.keyring = brokenKeyring{credentials.ErrMissing}
	of.reopen()
	if err := of.SetReports(ctx, app.Reports{}, ""); err != nil {
		t.Errorf("there is no keyring any more: %v", err)
	}
}

// Nothing is sent of what cannot be said.
func TestReports_ATryThatKnowsNothingIsNone(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	r := app.Reports{Folder: t.TempDir()}
	a := of.open(false)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if failed := a.TryReports(t.Context(), r, ""); len(failed) != 1 {
		t.Errorf("%q", failed)
	}
	if entries, err := os.ReadDir(r.Folder); len(entries) > 0 || err != nil {
		t.Errorf("%d files, %v", len(entries), err)
	}
}

// Where one stands in no folder any more, none that is named from there is chosen.
func TestFolders_NamedFromNowhereAreRefused(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("a folder that somebody stands in cannot be removed there")
	}
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := t.Context()
	of.learn(serviceFile(of.stored()))
	gone := t.TempDir()
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	before := of.rows()
	for name, choose := range map[string]func() error{
		"reports": func() error { return of.SetReports(ctx, app.Reports{Folder: "x"}, "") },
		"rosters": func() error { return of.SetRosterFolder(ctx, "x") },
		"files":   func() error { return of.SetFormatFolder(ctx, "見本サービス", "x") },
	} {
		if err := choose(); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if of.rows() != before {
		t.Error("something is kept")
	}
}

// A report comes, too, where what has stopped can be neither kept nor looked for; the log says so.
func TestReport_ComesThoughWhatStoppedCannotBeKept(t *testing.T) {
	of := newStoppedOffice(t)
	r := app.Reports{Folder: t.TempDir()}
	if err := of.SetReports(t.Context(), r, ""); err != nil {
		t.Fatal(err)
	}
	of.save(secret)
	of.logged()
	of.server.Inject(cybozutest.Fault{Path: "organizations.json", Before: func(*cybozutest.Company) { of.block("stopped.json") }, Times: 1})
	if err := app.ImportIn(t.Context(), of.options(false, of.server.Transport()), "", new(bytes.Buffer)); !app.IsStopped(err) {
		t.Fatalf("error %v", err)
	}
	text := of.logged()
	if n := strings.Count(text, "level=ERROR msg=stopped error="); n != 2 {
		t.Errorf("logged %d times: %s", n, text)
	}
	if entries, err := os.ReadDir(r.Folder); len(entries) != 2 || err != nil {
		t.Errorf("%d files, %v", len(entries), err)
	}
}
