package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestForm_URLIsUnderstoodInAnyUsualForm(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	for _, url := range []string{
		"sub", "sub.cybozu.com", "SUB.Cybozu.com", "https://sub.cybozu.com", "https://sub.cybozu.com/", "http://sub.cybozu.com/k/#/portal",
		" sub.cybozu.com ", "ｓｕｂ．ｃｙｂｏｚｕ．ｃｏｍ",
	} {
		c.url.SetText(url)
		if problem := c.url.Error(); problem != "" {
			t.Errorf("%q is refused: %s", url, problem)
		}
	}
}

// What is on its way to a URL of cybozu.com is no mistake yet, until it is sent.
func TestForm_UnfinishedURLIsNotRefusedWhileTyping(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	c := s.form()
	c.url.SetText("")
	for _, r := range "https://sub-1.cybozu.com/k/#/portal" {
		test.Type(c.url.Entry, string(r))
		if problem := c.url.Error(); problem != "" {
			t.Errorf("%q is refused: %s", c.url.Text(), problem)
		}
	}
	c.url.SetText("https://sub.cyb")
	s.press(fyne.KeyReturn, ctrl)
	if problem := c.url.Error(); problem == "" || s.running != nil {
		t.Errorf("%q is sent", c.url.Text())
	}
}

func TestForm_OtherHostsAreRefusedWhileTyping(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	for url, says := range map[string]string{
		"https://example.com/":              "cybozu.comのURLではありません。",
		"https://example.co":                "cybozu.comのURLではありません。",
		"sub.cybozu.com.example.com":        "cybozu.comのURLではありません。",
		"https://sub.cybozu.com@evil.jp":    "cybozu.comのURL", // not repeated: there may be a password in it
		"サブ":                                "cybozu.comのURLではありません。",
		"https://sub.s.cybozu.com/k/#/home": "クライアント証明書を使うURLには対応していません。「https://sub.cybozu.com」を入力してください。",
	} {
		c.url.SetText("")
		test.Type(c.url.Entry, url)
		if problem := c.url.Error(); !strings.HasPrefix(problem, says) {
			t.Errorf("%q: %q, want %q", url, problem, says)
		}
		if !strings.Contains(s.onScreen(), says) {
			t.Errorf("%q: the sentence is not on the screen", url)
		}
	}
	c.url.SetText("")
	if problem := c.url.Error(); problem != "" {
		t.Errorf("an empty field is refused while nothing is typed: %s", problem)
	}
}

func TestFormI3_InitialPasswordIsCountedWhileTyping(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	for text, says := range map[string]string{
		"":                      "",
		"12345":                 "6〜64文字で入力してください（いまは5文字です）。",
		"123456":                "",
		"パスワードだ":                "",
		strings.Repeat("x", 64): "",
		strings.Repeat("x", 65): "6〜64文字で入力してください（いまは65文字です）。",
		strings.Repeat("𠮷", 64): "",
		strings.Repeat("が", 65): "6〜64文字で入力してください（いまは65文字です）。",
	} {
		c.initial.SetText("")
		test.Type(c.initial.Entry, text)
		if problem := c.initial.Error(); problem != says {
			t.Errorf("%q: %q, want %q", text, problem, says)
		}
	}
}

func TestForm_BasicFieldsAppearWithTheTickAndGoWithAToken(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	expect := func(when string, fields ...*kit.Field) {
		t.Helper()
		var got, want []*kit.Entry
		for _, f := range fields {
			want = append(want, f.Entry)
		}
		for _, f := range focusables(c.page) {
			if e, ok := f.(*kit.Entry); ok {
				got = append(got, e)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d fields, want %d", when, len(got), len(want))
		}
	}
	expect("at first", c.url, c.login, c.password, c.initial)
	test.Tap(c.basic)
	expect("ticked", c.url, c.login, c.password, c.basicUser, c.basicPassword, c.initial)
	c.method.Choose(methodToken)
	expect("token", c.url, c.token, c.initial)
	if !c.basic.Disabled() || !strings.Contains(s.onScreen(), "APIトークンを使うときは、Basic認証を利用できません。") {
		t.Error("with a token, the tick is not off, or nothing says why")
	}
	test.Tap(c.basic)
	expect("token, tapped", c.url, c.token, c.initial)
	c.basicUser.SetText("left over")
	c.token.SetText("token")
	if r := c.request(); r.Secret.BasicUser != "" || r.Secret.Login != "" || r.Secret.APIToken != "token" {
		t.Error("fields that are not shown are sent")
	}
	c.method.Choose(methodPassword)
	expect("password again", c.url, c.login, c.password, c.basicUser, c.basicPassword, c.initial)
}

func TestForm_EachRefusalStandsNextToItsField(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	c := s.form()
	for name, step := range map[string]struct {
		spoil func()
		field *kit.Field
		says  string
	}{
		"no URL":            {func() { c.url.SetText(" ") }, c.url, "cybozu.comのURLを入力してください。"},
		"another host":      {func() { c.url.SetText("example.com") }, c.url, "cybozu.comのURLではありません。"},
		"no login":          {func() { c.login.SetText("") }, c.login, "ログイン名を入力してください。"},
		"no password":       {func() { c.password.SetText("") }, c.password, "パスワードを入力してください。"},
		"no token":          {func() { c.method.Choose(methodToken) }, c.token, "APIトークンを入力してください。"},
		"no initial":        {func() { c.initial.SetText("") }, c.initial, "入力してください（6〜64文字）"},
		"a short initial":   {func() { c.initial.SetText("short") }, c.initial, "6〜64文字"},
		"no Basic user":     {func() { c.basic.SetChecked(true); c.basicPassword.SetText("x") }, c.basicUser, "Basic認証のユーザー名を入力してください。"},
		"no Basic password": {func() { c.basic.SetChecked(true); c.basicUser.SetText("x") }, c.basicPassword, "Basic認証のパスワードを入力してください。"},
	} {
		t.Run(name, func(t *testing.T) {
			s.fillIn()
			c.method.Choose(methodPassword)
			c.basic.SetChecked(false)
			c.basicUser.SetText("")
			c.basicPassword.SetText("")
			step.spoil()
			s.press(fyne.KeyReturn, ctrl)
			field := step.field
			for _, f := range []*kit.Field{
				c.url, c.login, c.password, c.token, c.basicUser, c.basicPassword, c.initial,
			} {
				if problem := f.Error(); f == field && !strings.HasPrefix(problem, step.says) || f != field && problem != "" {
					t.Errorf("a field says %q, want %q at one alone", problem, step.says)
				}
			}
			if s.win.Canvas().Focused() != field.Entry {
				t.Error("the cursor is not where it is wrong")
			}
			if s.running != nil || s.layers.Busy() {
				t.Error("an import has begun")
			}
			test.Type(field.Entry, "x")
			if problem := field.Error(); strings.HasSuffix(problem, "を入力してください。") {
				t.Errorf("it goes on saying %q while one types", problem)
			}
		})
	}
	if n := len(s.server.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// A held key sends its shortcut again and again, wherever the focus is, and whatever
// appears meanwhile.
func TestForm_HeldCtrlEnterStartsOneImportAndConfirmsNothing(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.form().basic.SetChecked(true)
	targets := append(focusables(s.win.Canvas().Content()), nil)
	if len(targets) < 12 {
		t.Fatalf("%d widgets can have the focus", len(targets))
	}
	for i, target := range targets {
		s.fillIn()
		s.form().basicUser.SetText("x")
		s.form().basicPassword.SetText("x")
		s.server.ForgetRequests()
		s.server.ClearFaults()
		reached, release := s.hold("users.json")
		if target == nil {
			s.win.Canvas().Unfocus()
		} else {
			s.focus(target)
		}
		kittestHold(s, 50)
		if s.running == nil {
			t.Fatalf("%T: no import has begun", target)
		}
		<-reached
		s.drain()
		s.repeat(50)
		release()
		s.settle()
		if s.preview() == nil {
			t.Fatalf("%T: no preview: %s", target, s.dialogs())
		}
		s.repeat(50)
		s.settle()
		if n := s.imports(); n != 1 || s.preview() == nil || s.layers.Busy() || len(s.stored().Users) > 0 {
			t.Fatalf("%T: %d imports, %d users", target, n, len(s.stored().Users))
		}
		s.press(fyne.KeyEscape, 0) // which also releases nothing of Ctrl+Enter
		s.settle()
		s.repeat(50)
		s.settle()
		if n := s.imports(); n != 1 || s.running != nil || len(s.outcomes()) != i+1 {
			t.Fatalf("%T: %d imports, %q, still the same press", target, n, s.outcomes())
		}
		kittestRelease(s)
	}
}

func TestForm_WrongLoginIsToldInTheManualsWordsByOneRequest(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.form().password.SetText("wrong")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	for _, says := range []string{
		"ユーザーのパスワード認証に失敗しました。「X-Cybozu-Authorization」ヘッダーの値が正しくありません。", "2要素認証やSAML認証を使うアカウントでは、認証方法「APIトークン」をお使いください。",
	} {
		if !strings.Contains(s.dialogs(), says) {
			t.Errorf("%q does not say %q", s.dialogs(), says)
		}
	}
	if n := len(s.server.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() || s.preview() != nil || s.running != nil {
		t.Error("Esc leaves something open")
	}
	if !strings.Contains(s.onScreen(), "読み込めませんでした。何も変更していません。") {
		t.Error("the form does not say how it ended")
	}
	s.expectOutcomes(directory.OutcomeFailed)
	s.form().password.SetText(cybozutest.Password)
	s.importAll()
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeFailed)
}

// slowKeyring answers when the test wants it, or says that it will.
type slowKeyring struct {
	credentials.Keyring
	silent bool          // it says so, and answers later
	asked  chan struct{} // is told when somebody waits
	answer chan credentials.Secret
}

func (k *slowKeyring) Load(ctx context.Context, _ cybozu.Host) (credentials.Secret, error) {
	if k.silent {
		return credentials.Secret{}, &lateAnswer{k}
	}
	return (&lateAnswer{k}).Late(ctx)
}

type lateAnswer struct{ from *slowKeyring }

func (*lateAnswer) Error() string        { return "silent" }
func (*lateAnswer) Is(target error) bool { return target == credentials.ErrSilent }
func (l *lateAnswer) Late(ctx context.Context) (credentials.Secret, error) {
	l.from.asked <- struct{}{}
	select {
	case s := <-l.from.answer:
		return s, nil
	case <-ctx.Done():
		return credentials.Secret{}, ctx.Err()
	}
}

func TestForm_LateKeyringFillsOnlyWhatIsStillEmpty(t *testing.T) {
	for name, silent := range map[string]bool{"in time": false, "after it was given up": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			saveURL(t, dir)
			k := &slowKeyring{credentials.Memory(), silent, make(chan struct{}, 1), make(chan credentials.Secret)}
			s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, k, dir)
			c := s.form()
			for waiting := false; !waiting; { // the form is there; the answer is still to come
				select {
				case f := <-s.queue:
					f()
				case <-k.asked:
					waiting = true
				}
			}
			test.Type(c.login.Entry, "typed")
			k.answer <- credentials.Secret{Login: "saved", Password: "saved-password", BasicUser: "gate", BasicPassword: "keeper"}
			s.settle()
			if c.login.Text() != "typed" || c.password.Text() != "saved-password" || !c.basic.Checked() || c.basicUser.Text() != "gate" || c.basicPassword.Text() != "keeper" {
				t.Errorf("login %q, password %q, Basic %v %q", c.login.Text(), c.password.Text(), c.basic.Checked(), c.basicUser.Text())
			}
			if !c.save.Checked() || c.initial.Text() != "" {
				t.Errorf("save %v, initial password %q", c.save.Checked(), c.initial.Text())
			}
			if s.layers.Busy() {
				t.Errorf("a dialog: %s", s.dialogs())
			}
		})
	}
}

// saveURL makes a data folder in which an import was done before.
func saveURL(t *testing.T, dir string) {
	t.Helper()
	a, err := app.Open(context.Background(), app.Options{Dir: dir, Keyring: credentials.Memory()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.SetSetting(context.Background(), "url", "https://example.cybozu.com"), a.Close()); err != nil {
		t.Fatal(err)
	}
}

type brokenKeyring struct{ credentials.Keyring }

func (brokenKeyring) Load(context.Context, cybozu.Host) (credentials.Secret, error) {
	return credentials.Secret{}, credentials.ErrLocked
}
func (brokenKeyring) Save(context.Context, cybozu.Host, credentials.Secret) error {
	return credentials.ErrLocked
}

// A keyring that does not work costs the convenience, never the import.
func TestForm_BrokenKeyringIsToldAndTheImportSucceeds(t *testing.T) {
	dir := t.TempDir()
	saveURL(t, dir)
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, brokenKeyring{credentials.Memory()}, dir)
	s.settle()
	const says = "OSの資格情報ストアがロックされています。"
	if !strings.Contains(s.onScreen(), says) || s.layers.Busy() {
		t.Errorf("the form does not say %q", says)
	}
	s.form().save.SetChecked(true)
	s.importAll()
	if err := s.app.Close(); err != nil { // waits for the keyring
		t.Fatal(err)
	}
	for !s.form().notice.Visible() {
		(<-s.queue)()
	}
	if !strings.Contains(written(s.form().page), says) {
		t.Errorf("a failure to save is not told")
	}
}

func TestForm_CredentialsOfAnotherHostAreNotFilledIn(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	f := s.form()
	f.url.SetText("https://BETA.cybozu.com/")
	f.fillSecret("alpha.cybozu.com", credentials.Secret{Login: "alpha", Password: "planted"})
	if f.login.Text() != "" || f.password.Text() != "" {
		t.Fatal("what is saved for alpha would be sent to beta")
	}
	f.fillSecret("beta.cybozu.com", credentials.Secret{Login: "beta"})
	if f.login.Text() != "beta" {
		t.Error("what is saved for the host is not filled in")
	}
}

// What was edited since is not it.
func TestForm_LinkLeadsToWhatTheLastImportChanged(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	person := u
	person.Memo = "鍵"
	s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, person), nil)
	s.settle()
	s.onNavigated(screenConnect)
	s.settle()
	s.form().changes.Tapped(nil) // that below the window leads to the edit
	s.settle()
	shown := s.history.shown
	if s.nav.Selected() != screenHistory || shown == nil || shown.Kind != directory.ImportManual {
		t.Errorf("the history shows %+v", shown)
	}
}

// formOf is all that the form of cybozu.com連携 holds, the passwords too, and where the keys are.
func (s *stage) formOf() string {
	c := s.form()
	var b strings.Builder
	for _, f := range []*kit.Field{c.url, c.login, c.password, c.token, c.basicUser, c.basicPassword, c.initial} {
		if f.Text() != "" {
			fmt.Fprintf(&b, "%s=%s ", f.Label(), f.Text())
		}
		if s.win.Canvas().Focused() == fyne.Focusable(f.Entry) {
			fmt.Fprintf(&b, "@%s ", f.Label())
		}
	}
	if s.win.Canvas().Focused() == fyne.Focusable(c.start) {
		b.WriteString("@start ")
	}
	return fmt.Sprintf("%stoken=%v basic=%v save=%v", b.String(), c.method.Chosen() == methodToken, c.basic.Checked(), c.save.Checked())
}

// What was saved is in the form when it is opened, and the keys are at what is still missing.
func TestForm_WhatWasSavedIsThereAgain(t *testing.T) {
	const url = "cybozu.comのURL=https://example.cybozu.com "
	for name, c := range map[string]struct {
		saved *credentials.Secret
		want  string
	}{
		"nothing":    {nil, url + "@ログイン名 token=false basic=false save=false"},
		"a password": {&credentials.Secret{Login: "a", Password: "b"}, url + "ログイン名=a パスワード=b @新規ユーザーの初期パスワード token=false basic=false save=true"},
		"all": {&credentials.Secret{Login: "a", Password: "b", BasicUser: "c", BasicPassword: "d", InitialPassword: "e"},
			url + "ログイン名=a パスワード=b Basic認証のユーザー名=c Basic認証のパスワード=d 新規ユーザーの初期パスワード=e @start token=false basic=true save=true"},
		"a token":                 {&credentials.Secret{APIToken: "t"}, url + "APIトークン=t @新規ユーザーの初期パスワード token=true basic=false save=true"},
		"a token, and a password": {&credentials.Secret{APIToken: "t", InitialPassword: "e"}, url + "APIトークン=t 新規ユーザーの初期パスワード=e @start token=true basic=false save=true"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, keyring := t.TempDir(), credentials.Memory()
			saveURL(t, dir)
			if c.saved != nil {
				if err := keyring.Save(t.Context(), "example.cybozu.com", *c.saved); err != nil {
					t.Fatal(err)
				}
			}
			s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, keyring, dir)
			s.settle()
			if got := s.formOf(); got != c.want || s.form().notice.Visible() {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A token that is saved leaves alone whoever has begun to type a login, or a password.
func TestForm_ASavedTokenLeavesAloneWhoTypesALogin(t *testing.T) {
	for _, c := range []struct{ login, password string }{{"a", ""}, {"", "b"}} {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.settle()
		f := s.form()
		f.url.SetText("example")
		f.login.SetText(c.login)
		f.password.SetText(c.password)
		f.fillSecret("example.cybozu.com", credentials.Secret{APIToken: "t"})
		if f.method.Chosen() != methodPassword || f.token.Text() != "t" {
			t.Errorf("%+v: the token is chosen", c)
		}
	}
}

// answering is a keyring that answers late, if at all.
type answering struct {
	credentials.Keyring
	late func(context.Context) (credentials.Secret, error)
}

func (a answering) Load(context.Context, cybozu.Host) (credentials.Secret, error) {
	return credentials.Secret{}, lateError{a.late}
}

type lateError struct {
	late func(context.Context) (credentials.Secret, error)
}

func (lateError) Error() string { return "silent" }

func (lateError) Is(target error) bool { return target == credentials.ErrSilent }

func (l lateError) Late(ctx context.Context) (credentials.Secret, error) { return l.late(ctx) }

// What a keyring answers late fills the form, says that it does not work, or is nothing at all.
func TestForm_WhatTheKeyringAnswersLateIsTakenAsIfItWereInTime(t *testing.T) {
	const url = "cybozu.comのURL=https://example.cybozu.com @ログイン名 "
	for name, c := range map[string]struct {
		secret credentials.Secret
		err    error
		want   string
		notice string
	}{
		"what was saved": {credentials.Secret{Login: "a"}, nil, "cybozu.comのURL=https://example.cybozu.com ログイン名=a @ログイン名 token=false basic=false save=true", ""},
		"nothing":        {credentials.Secret{}, fmt.Errorf("load: %w", credentials.ErrNotFound), url + "token=false basic=false save=false", ""},
		"a failure":      {credentials.Secret{}, credentials.ErrLocked, url + "token=false basic=false save=false", "OSの資格情報ストアがロックされています。"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			saveURL(t, dir)
			keyring := answering{credentials.Memory(), func(context.Context) (credentials.Secret, error) { return c.secret, c.err }}
			s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, keyring, dir)
			s.settle()
			notice := ""
			if s.form().notice.Visible() {
				notice = s.form().notice.String()
			}
			if got := s.formOf(); got != c.want || !strings.HasPrefix(notice, c.notice) || (notice == "") != (c.notice == "") {
				t.Errorf("got  %s, %q\nwant %s, %q", got, notice, c.want, c.notice)
			}
		})
	}
}

// A URL that somebody has begun to type while the saved one was asked for stays, and so does
// where the keys are.
func TestForm_WhatIsTypedWhileTheSavedIsAskedForStays(t *testing.T) {
	dir := t.TempDir()
	saveURL(t, dir)
	k := &slowKeyring{credentials.Memory(), false, make(chan struct{}, 1), make(chan credentials.Secret)}
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, k, dir)
	<-k.asked
	s.form().url.SetText("other")
	s.focus(s.form().initial.Entry)
	k.answer <- credentials.Secret{Login: "a", Password: "b"}
	s.settle()
	if got := s.formOf(); got != "cybozu.comのURL=other @新規ユーザーの初期パスワード token=false basic=false save=true" {
		t.Errorf("got %s", got)
	}
}

// While an import is under way the form is left as it is, and what it says too.
func TestForm_WhileAnImportIsUnderWayNothingIsTakenBack(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	c := s.form()
	c.tell(credentials.ErrLocked)
	c.say(kit.Plain("ログインできました"))
	c.initial.SetText("")
	c.submit()
	if !c.notice.Visible() || !strings.Contains(s.form().access.String(), "ログインできました") || c.initial.Error() != "" {
		t.Errorf("the notice is there: %v, the answer: %v, and it says %q", c.notice.Visible(), strings.Contains(s.form().access.String(), "ログインできました"), c.initial.Error())
	}
}

// What is said of the last import, and the way to what it changed, where it changed something.
func TestForm_TheCardOfTheLastImportLeadsToWhatItChanged(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	if c.result.Visible() || !c.first.Visible() {
		t.Errorf("before anything was imported, the card: %v, the first steps: %v", c.result.Visible(), c.first.Visible())
	}
	s.importAll()
	if !c.result.Visible() || c.changes.Hidden || c.first.Visible() || c.result.Mood() != kit.Success {
		t.Errorf("after an import, the card: %v, the way on: %v, the first steps: %v", c.result.Visible(), !c.changes.Hidden, c.first.Visible())
	}
	s.importAll()
	if !c.result.Visible() || !c.changes.Hidden {
		t.Errorf("after one without changes, the card: %v, the way on: %v", c.result.Visible(), !c.changes.Hidden)
	}
	for outcome, mood := range map[directory.Outcome]kit.Mood{
		directory.OutcomeOK: kit.Success, directory.OutcomeFailed: kit.Alarm, directory.OutcomeCancelled: kit.Quiet, directory.OutcomeStopped: kit.Warning, directory.OutcomeUndone: kit.Quiet,
	} {
		if moods[outcome] != mood {
			t.Errorf("%s is in mood %d", outcome, moods[outcome])
		}
	}
	if got := written(c.save); !strings.Contains(got, asideTyped) {
		t.Errorf("the tick says %q", got)
	}
	s.switchOn()
	if got := written(c.save); !strings.Contains(got, asideAuto) {
		t.Errorf("with 自動同期 the tick says %q", got)
	}
}

// What is asked of cybozu.com is what the form says, and nothing of the fields that it does not show.
func TestForm_WhatItSaysIsWhatIsAsked(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	for field, text := range map[*kit.Field]string{
		c.url: " https://Sub.cybozu.com/k/ ", c.login: " a ", c.password: " b ", c.token: " t ", c.basicUser: " c ", c.basicPassword: " d ", c.initial: " e ",
	} {
		field.SetText(text)
	}
	for _, x := range []struct {
		token, basic, save bool
		secret             credentials.Secret
		shown              string
	}{
		{false, false, false, credentials.Secret{Login: "a", Password: " b ", InitialPassword: " e "}, "cybozu.comのURL ログイン名 パスワード 新規ユーザーの初期パスワード"},
		{false, true, true, credentials.Secret{Login: "a", Password: " b ", BasicUser: " c ", BasicPassword: " d ", InitialPassword: " e "},
			"cybozu.comのURL ログイン名 パスワード Basic認証のユーザー名 Basic認証のパスワード 新規ユーザーの初期パスワード"},
		{true, true, false, credentials.Secret{APIToken: "t", InitialPassword: " e "}, "cybozu.comのURL APIトークン 新規ユーザーの初期パスワード"},
	} {
		c.method.Choose(map[bool]int{false: methodPassword, true: methodToken}[x.token])
		c.basic.SetChecked(x.basic)
		c.save.SetChecked(x.save)
		c.arrange()
		r := c.request()
		if r.Host != "sub.cybozu.com" || r.Secret != x.secret || r.Save != x.save || r.Kind != directory.ImportManual {
			t.Errorf("asked is %+v, want %+v", r, x.secret)
		}
		var shown []string
		for _, f := range c.fields() {
			shown = append(shown, f.Label())
		}
		if got := strings.Join(shown, " "); got != x.shown {
			t.Errorf("shown are %s, want %s", got, x.shown)
		}
		visible := focusables(c.page)
		for _, f := range []*kit.Field{c.url, c.login, c.password, c.token, c.basicUser, c.basicPassword, c.initial} {
			if slices.Contains(visible, fyne.Focusable(f.Entry)) != slices.Contains(c.fields(), f) {
				t.Errorf("%s is shown, or not", f.Label())
			}
		}
	}
}

// Whatever is missing or wrong is said beside its field, of all of them at once, and the first has
// the keys.
func TestForm_AllThatIsWrongIsSaidAtOnce(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	c := s.form()
	all := []*kit.Field{c.url, c.login, c.password, c.token, c.basicUser, c.basicPassword, c.initial}
	expect := func(when string, at *kit.Field, want string) {
		t.Helper()
		var said []string
		for _, f := range all {
			if f.Error() != "" {
				said = append(said, f.Error())
			}
		}
		if got := strings.Join(said, " / "); got != want || s.win.Canvas().Focused() != fyne.Focusable(at.Entry) || s.running != nil {
			t.Errorf("%s: it says %s, and the keys are at %T", when, got, s.win.Canvas().Focused())
		}
	}
	const initial = "入力してください（6〜64文字）。"
	c.basic.SetChecked(true)
	c.submit()
	expect("of an empty form", c.url, "cybozu.comのURLを入力してください。 / ログイン名を入力してください。 / パスワードを入力してください。 / Basic認証のユーザー名を入力してください。 / Basic認証のパスワードを入力してください。 / "+initial)
	for _, f := range all {
		f.SetError("")
	}
	if c.onTry(); c.try.Disabled() || c.access.String() != "" {
		t.Errorf("it tries, and says %q", c.access.String())
	}
	expect("of a try of an empty form", c.url, "cybozu.comのURLを入力してください。 / ログイン名を入力してください。 / パスワードを入力してください。 / Basic認証のユーザー名を入力してください。 / Basic認証のパスワードを入力してください。")
	for _, f := range all {
		f.SetError("")
	}
	c.url.SetText("sub")
	c.method.Choose(methodToken)
	c.token.SetText(" ")
	c.initial.SetText("short")
	c.submit()
	expect("of a token", c.token, "APIトークンを入力してください。 / 6〜64文字で入力してください（いまは5文字です）。")
	c.token.SetText("t")
	c.submit()
	expect("of an initial password", c.initial, "6〜64文字で入力してください（いまは5文字です）。")
	c.continueWith(false)
	expect("of the advice", c.initial, "6〜64文字で入力してください（いまは5文字です）。")
	c.token.SetText("")
	s.win.Canvas().Unfocus()
	c.continueWith(false)
	if s.running != nil || c.token.Error() != "" {
		t.Errorf("of an empty field the advice says %q", c.token.Error())
	}
	c.entered()
	if s.win.Canvas().Focused() != fyne.Focusable(c.token.Entry) {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
}

// What becomes of a try is said in words, and the button waits for it.
func TestFormConnection_WhatBecomesOfATryIsSaid(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	c := s.form()
	said := func() string {
		c.onTry()
		if !c.try.Disabled() || c.access.String() != "接続を確認しています…" {
			t.Errorf("meanwhile it says %q", c.access.String())
		}
		s.settle()
		if c.try.Disabled() {
			t.Error("the button stays off")
		}
		return c.access.String()
	}
	if got := said(); !strings.HasPrefix(got, "✓ ログインできました（admin）。") {
		t.Errorf("it says %q", got)
	}
	s.server.Inject(cybozutest.Fault{Status: 503, Times: 100})
	got := said()
	if first, advice, ok := strings.Cut(got, "\n"); !ok || first == "" || advice == "" || strings.Contains(got, "✓") || s.dialogs() != "" {
		t.Errorf("of a failure it says %q", got)
	}
	if c.onTyped(c.login); c.access.String() != "" {
		t.Errorf("of what is typed since it says %q", c.access.String())
	}
}

// What was said of the connection, and of the keyring, is gone once an import begins.
func TestForm_AnImportTakesBackWhatWasSaid(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	c := s.form()
	c.tell(credentials.ErrLocked)
	c.onTry()
	s.settle()
	if got := c.access.String(); got == "" || !c.notice.Visible() {
		t.Fatalf("it says %q", got)
	}
	c.submit()
	if got := c.access.String(); got != "" || c.notice.Visible() {
		t.Errorf("it still says %q, and the notice is there: %v", got, c.notice.Visible())
	}
	s.settle()
	s.press(fyne.KeyEscape, 0)
	s.settle()
}

// The form says what an import would write, as the settings have it.
func TestForm_SaysWhatIsWritten(t *testing.T) {
	const head = "読み込みで書き込まれるもの{bold}　部署：名前・コード・親部署　／　ユーザー：名前・よみ・メールアドレス・%s・所属部署⏎" +
		"書き込まれないもの{bold}　既存ユーザーのログイン名とパスワード、メモ、並び順、このアプリだけで作成した部署・ユーザー・所属⏎"
	const foot = "反映の前に変更内容を確認でき、あとから元に戻せます。cybozu.comには何も書き込みません。"
	const gone, held = "cybozu.comから削除された部署とユーザーは、次の読み込みでここからも削除されます。", "cybozu.comから削除された部署は、次の読み込みでここからも削除されます。ユーザーは30日間保留し、その後の読み込みで削除します。"
	for _, c := range []struct {
		o           directory.Options
		phone, ends string
	}{
		{directory.Options{}, "電話番号", gone},
		{directory.Options{Extra: directory.ExtraFields(directory.FieldMobile), HoldDays: 30}, "電話番号・携帯電話", held},
		{directory.Options{Phone: directory.PhoneMobileOrPhone}, "電話番号（携帯電話、なければ電話番号）", gone},
	} {
		if got, want := spelled(explanation(c.o)), fmt.Sprintf(head, c.phone)+c.ends+foot; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestConnect_TheAdviceOfHomeImportsWhereTheFormIsFilled(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.follow(advice{does: lookFirst})
	s.settle()
	if s.nav.Selected() != screenConnect || s.imports() != 0 {
		t.Errorf("with an empty form, screen %d after %d imports", s.nav.Selected(), s.imports())
	}
	s.fillIn()
	s.follow(advice{does: lookFirst})
	s.settle()
	if s.preview() == nil || s.imports() != 1 {
		t.Errorf("no preview after %d imports, but %q", s.imports(), s.dialogs())
	}
}
