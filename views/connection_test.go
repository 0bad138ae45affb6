package views

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestFormConnection_IsCheckedBesideTheButton(t *testing.T) {
	for name, c := range map[string]struct {
		options  cybozutest.Options
		password string
		says     string
	}{
		"an administrator": {cybozutest.Options{}, cybozutest.Password, "ログインできました（admin）。cybozu.com共通管理者のため"},
		"somebody else": {cybozutest.Options{Accounts: []cybozutest.Account{{Login: cybozutest.Login, Password: cybozutest.Password}}},
			cybozutest.Password, "ログインできました（admin）。所属を組織ごとに読み込むため"},
		"a wrong password": {cybozutest.Options{}, "wrong", "ユーザーのパスワード認証に失敗しました。"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, cybozutest.Manual(), c.options)
			s.fillIn()
			f := s.form()
			f.password.SetText(c.password)
			f.initial.SetText("") // which it does not need
			test.Tap(f.try)
			if !f.try.Disabled() || !strings.Contains(s.onScreen(), "接続を確認しています…") {
				t.Error("nothing is seen of it while it asks")
			}
			s.settle()
			if !strings.Contains(s.onScreen(), c.says) {
				t.Errorf("it does not say %q", c.says)
			}
			if n := len(s.server.Requests()); n != 1 || f.try.Disabled() || s.running != nil || len(s.outcomes()) > 0 {
				t.Errorf("%d requests, want one and nothing else", n)
			}
			test.Type(f.login.Entry, "x")
			if strings.Contains(s.onScreen(), c.says) {
				t.Error("it goes on saying so of another login")
			}
		})
	}
}

// What was asked before something was typed is no answer any more.
func TestFormConnection_AnAnswerToWhatIsGoneIsNotShown(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	reached, release := s.hold("csv/userOrganizations.csv")
	test.Tap(s.form().try)
	<-reached
	test.Type(s.form().login.Entry, "x")
	release()
	s.settle()
	if strings.Contains(s.onScreen(), "ログインできました") || s.form().try.Disabled() {
		t.Error("it answers what was not asked")
	}
}

func TestFormConnection_WhatIsMissingIsToldFirst(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.form().password.SetText("")
	test.Tap(s.form().try)
	s.settle()
	if s.form().password.Error() != "パスワードを入力してください。" || s.win.Canvas().Focused() != s.form().password.Entry || len(s.server.Requests()) > 0 {
		t.Error("it asks without a password")
	}
}

func TestFormToken_SaysWhenItEnds(t *testing.T) {
	inTime(t, func(t *testing.T) {
		end := time.Now().AddDate(0, 0, 12)
		good, over := cybozutest.Token(end), cybozutest.Token(time.Now().Add(-time.Hour))
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{Tokens: []string{good, over}})
		s.fillIn()
		f := s.form()
		f.method.Choose(methodToken)
		f.token.SetText(good)
		if says := "このトークンの有効期限：" + message.TokenEnd(end, time.Now()); !strings.Contains(s.onScreen(), says) || !strings.HasSuffix(says, "（あと12日）") {
			t.Errorf("the form does not say %q", says)
		}
		f.token.SetText("something else")
		if strings.Contains(s.onScreen(), "このトークンの有効期限") {
			t.Error("it says so of another token")
		}
		for _, press := range []func(){func() { s.press(fyne.KeyReturn, ctrl) }, func() { test.Tap(f.try) }} {
			f.token.SetText(over)
			press()
			s.settle()
			if !strings.HasPrefix(f.token.Error(), "APIトークンの有効期限が切れています") || len(s.server.Requests()) > 0 || s.win.Canvas().Focused() != f.token.Entry {
				t.Errorf("a token that has ended: %q, %d requests", f.token.Error(), len(s.server.Requests()))
			}
		}
	})
}

func TestTokenEndIsToldInTheSettingsAndAtHome(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		days int
		soon bool
	}{{40, false}, {14, true}, {3, true}, {-1, true}} {
		auto := app.AutoSync{When: schedule.When{Every: schedule.Hour}, TokenEnd: now.AddDate(0, 0, c.days)}
		says := message.TokenEnd(auto.TokenEnd, now)
		loud := false
		text := ""
		for _, span := range autoSyncSpans(autoSyncState{auto: auto}, now) {
			text += span.Text
			loud = loud || span.Text == says && span.Tone == kit.Red
		}
		if !strings.Contains(text, "保存済みのAPIトークンの有効期限："+says) || loud != c.soon {
			t.Errorf("%d days before: the settings say %q, loud: %v", c.days, text, loud)
		}
		imported := directory.Import{Outcome: directory.OutcomeOK, FinishedAt: now}
		a := advise(&state{auto: auto, status: app.Status{Last: &imported, Success: &imported}}, nil, now)
		if told := strings.Contains(a.spans[0].Text, says); told != c.soon || told && a.does != fillForm {
			t.Errorf("%d days before: ホーム says %q", c.days, a.spans[0].Text)
		}
	}
}
