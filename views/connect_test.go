package views

import (
	"context"
	"errors"
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
