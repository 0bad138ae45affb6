package views

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// connect is the screen cybozu.com連携: what an import does, the form that starts one,
// and how the last one ended.
type connect struct {
	w    *window
	page fyne.CanvasObject

	url, login, password, token *kit.Field
	basicUser, basicPassword    *kit.Field
	initial                     *kit.Field
	method                      *kit.Radio
	basic, save                 *kit.Check
	start, try                  *kit.Button
	access                      *kit.Paragraph // what 「接続を確認」 has found
	basicField, accessField     *kit.Field

	trying int // numbers what was asked by 「接続を確認」: the newest is answered, unless something was typed since

	first       *fyne.Container // what is to be done, before there is a directory
	trouble     *trouble        // imports without a person that do not do what they should
	result      *kit.Card
	resultText  *kit.Paragraph
	changes     *kit.Button
	explanation *kit.Paragraph // what an import writes
	last        int64          // the import that result tells of
	notice      *kit.Paragraph // what the keyring did not do
}

// The options of 認証方法.
const (
	methodPassword = iota
	methodToken
)

func newConnect(w *window) *connect {
	c := &connect{w: w}
	c.url = kit.NewField("cybozu.comのURL", kit.NewEntry("https://サブドメイン.cybozu.com", c.onURLChanged))
	typed := func(field **kit.Field) func(string) { return func(string) { c.onTyped(*field) } }
	c.login = kit.NewField("ログイン名", kit.NewEntry("", typed(&c.login)))
	c.password = kit.NewField("パスワード", kit.NewPasswordEntry("", typed(&c.password)))
	c.token = kit.NewField("APIトークン", kit.NewPasswordEntry("", c.onTokenChanged))
	c.basicUser = kit.NewField("Basic認証のユーザー名", kit.NewEntry("", typed(&c.basicUser)))
	c.basicPassword = kit.NewField("Basic認証のパスワード", kit.NewPasswordEntry("", typed(&c.basicPassword)))
	c.initial = kit.NewField("新規ユーザーの初期パスワード", kit.NewPasswordEntry("", c.onInitialChanged))
	c.method = kit.NewRadio([]string{"パスワード", "APIトークン"}, func(int) { c.arrange() })
	c.basic = kit.NewCheck("Basic認証を利用している", func(bool) { c.arrange() })
	c.save = kit.NewCheck("この端末に保存する", nil).Aside(asideTyped)
	c.start = kit.NewPrimaryButton("cybozu.comから情報を読み込む", c.submit)
	c.try = kit.NewButton("接続を確認", c.onTry)
	c.access = kit.NewParagraph()
	c.explanation = kit.NewParagraph(explanation(directory.Options{})...)

	c.basicField = kit.NewField("", c.basic)
	c.accessField = kit.NewField("", c.access)

	form := kit.Form(
		c.url,
		kit.NewField("認証方法", c.method),
		c.login, c.password, c.token,
		c.basicField, c.basicUser, c.basicPassword,
		c.initial,
		kit.NewField("", c.save),
		kit.NewField("", kit.Wrap(kit.Gap, c.start, kit.NewText(kit.Dim(kit.ConfirmKeys)), c.try)),
		c.accessField,
	)
	c.accessField.SetVisible(false)
	c.notice = kit.NewParagraph(kit.Dim(""))
	c.notice.Hide()
	c.resultText = kit.NewParagraph()
	c.changes = kit.NewLink("変更内容を見る", c.onChanges)
	c.result = kit.NewCard(kit.Quiet, kit.Wrap(kit.Gap, kit.Grow(kit.Width(280, c.resultText)), c.changes))
	c.result.Hide()
	c.trouble = newTrouble()
	c.first = firstSteps(w, nil)
	c.first.Hide()
	c.page = kit.Scroll(kit.Page(
		kit.Heading("ホーム ＞ システム設定 ＞ cybozu.com連携", "cybozu.com連携", ""),
		c.trouble.card,
		kit.NewCard(kit.Quiet, form), // before what is only read: its button is in view in the smallest window
		c.first,
		c.notice,
		c.result,
		kit.NewCard(kit.Info, c.explanation),
	))
	c.arrange()
	c.fill()
	return c
}

func explanation(o directory.Options) []kit.Span {
	written := label.Imported(o, "・")
	if o.Phone != directory.PhoneStandard {
		phone := label.Of(directory.KindUser, directory.FieldPhone)
		written = strings.Replace(written, phone, phone+"（"+message.PhoneSource(o.Phone)+"）", 1)
	}
	return []kit.Span{
		kit.Bold("読み込みで書き込まれるもの"), kit.Plain("　部署：名前・コード・親部署　／　ユーザー：" + written + "・所属部署\n"),
		kit.Bold("書き込まれないもの"), kit.Plain("　既存ユーザーのログイン名とパスワード、メモ、並び順、このアプリだけで作成した部署・ユーザー・所属\n"),
		kit.Plain(message.Leavers(o.HoldDays) + "反映の前に変更内容を確認でき、あとから元に戻せます。cybozu.comには何も書き込みません。"),
	}
}

func (c *connect) name() string               { return "cybozu.com連携" }
func (c *connect) content() fyne.CanvasObject { return c.page }
func (c *connect) layer() kit.Layer           { return kit.Layer{Confirm: c.submit} }

// entered puts the cursor into the first field that waits for something.
func (c *connect) entered() {
	for _, f := range c.fields() {
		if f.Text() == "" {
			f.Focus()
			return
		}
	}
	c.w.win.Canvas().Focus(c.start)
}

// fields are those that the form shows, in their order.
func (c *connect) fields() []*kit.Field {
	switch {
	case c.method.Chosen() == methodToken:
		return []*kit.Field{c.url, c.token, c.initial}
	case c.basic.Checked():
		return []*kit.Field{c.url, c.login, c.password, c.basicUser, c.basicPassword, c.initial}
	}
	return []*kit.Field{c.url, c.login, c.password, c.initial}
}

// fill asks for what was saved. The form can be used meanwhile: what a person has
// begun to type stays.
func (c *connect) fill() {
	inBackground(c.w, c.w.app.SavedForm, func(f app.Form, err error) {
		untouched := c.url.Text() == ""
		if untouched {
			c.url.SetText(f.Host.URL())
		}
		c.fillSecret(f.Host, f.Secret)
		c.save.SetChecked(c.save.Checked() || f.Saved)
		if untouched && c.w.current() == screen(c) {
			c.entered()
		}
		c.fillLate(f.Host, err)
	})
}

// late is the error of a keyring that may still answer, as *credentials.SilentError is.
type late interface {
	Late(context.Context) (credentials.Secret, error)
}

func (c *connect) fillLate(host app.Host, err error) {
	if err == nil {
		return
	}
	var silent late
	if !errors.As(err, &silent) {
		c.tell(err)
		return
	}
	inBackground(c.w, silent.Late, func(s credentials.Secret, err error) {
		if errors.Is(err, credentials.ErrNotFound) {
			return
		}
		c.fillSecret(host, s)
		c.save.SetChecked(c.save.Checked() || err == nil)
		c.fillLate(host, err)
	})
}

// fillSecret fills the fields that are still empty, unless the form is for another host by
// now than the one that the credentials are for.
func (c *connect) fillSecret(host app.Host, s credentials.Secret) {
	if typed, err := app.ParseHost(c.url.Text()); err != nil || typed != host {
		return
	}
	if s.APIToken != "" && c.login.Text() == "" && c.password.Text() == "" {
		c.method.Choose(methodToken)
	}
	if s.BasicUser != "" {
		c.basic.SetChecked(true)
	}
	for field, text := range map[*kit.Field]string{
		c.login: s.Login, c.password: s.Password, c.token: s.APIToken,
		c.basicUser: s.BasicUser, c.basicPassword: s.BasicPassword, c.initial: s.InitialPassword,
	} {
		if field.Text() == "" && text != "" {
			field.SetText(text)
		}
	}
}

// tell says what the keyring did not do. It costs the convenience, never the import.
func (c *connect) tell(err error) {
	text := message.Of(err)
	c.notice.SetText(text.Summary + text.Advice)
	c.notice.Show()
}

// arrange shows the fields that the method of authentication needs.
func (c *connect) arrange() {
	token := c.method.Chosen() == methodToken
	c.login.SetVisible(!token)
	c.password.SetVisible(!token)
	c.token.SetVisible(token)
	c.basic.SetEnabled(!token)
	hint := ""
	if token {
		hint = "APIトークンを使うときは、Basic認証を利用できません。Basic認証を利用しているときは、認証方法「パスワード」をお使いください。"
	}
	c.basicField.Hint(hint)
	c.basicUser.SetVisible(!token && c.basic.Checked())
	c.basicPassword.SetVisible(!token && c.basic.Checked())
}

// onTyped takes back what was said of a field, and of the connection.
func (c *connect) onTyped(field *kit.Field) {
	field.SetError("")
	c.say()
}

func (c *connect) onURLChanged(text string) {
	c.onTyped(c.url)
	if strings.TrimSpace(text) == "" {
		return
	}
	if err := app.CheckTypedURL(text); err != nil {
		c.url.SetError(oneLine(err))
	}
}

// onTokenChanged tells when the token ends, by what it says of itself.
func (c *connect) onTokenChanged(text string) {
	c.onTyped(c.token)
	hint, now := "", time.Now()
	if end := app.TokenEnd(text); !end.IsZero() {
		hint = "このトークンの有効期限：" + message.TokenEnd(end, now)
	}
	if err := app.CheckToken(text, now); err != nil {
		hint = ""
		c.token.SetError(oneLine(err))
	}
	c.token.Hint(hint)
}

func (c *connect) onInitialChanged(text string) {
	c.initial.SetError(optionalPasswordProblem(text))
}

// passwordProblem is what is wrong with an initial password (I3).
func passwordProblem(text string) string {
	if err := credentials.CheckInitialPassword(text); err != nil {
		return message.Of(err).Advice
	}
	return ""
}

// optionalPasswordProblem is that of one that may be left out, or is still to be typed.
func optionalPasswordProblem(text string) string {
	if text == "" {
		return ""
	}
	return passwordProblem(text)
}

func oneLine(err error) string {
	text := message.Of(err)
	return text.Summary + text.Advice
}

// What is kept in the keyring, and what of it imports without a person need.
const (
	asideTyped = "（初期パスワード以外をOSの資格情報ストアに保存します）"
	asideAuto  = "（OSの資格情報ストアに保存します。自動同期に必要です）"
)

// submit checks the form and starts the import, or puts the cursor where it cannot.
func (c *connect) submit() { c.begin(false) }

// look starts the import and shows what it would do, even to who usually does not look.
func (c *connect) look() { c.begin(true) }

// continueWith starts the import if the form says all that it needs; if not, the cursor
// waits in the first field that is empty.
func (c *connect) continueWith(look bool) {
	for _, f := range c.fields() {
		if f.Text() == "" {
			return
		}
	}
	c.begin(look)
}

func (c *connect) begin(look bool) {
	if c.w.running != nil {
		return
	}
	if !c.complete(c.fields()) {
		return
	}
	c.notice.Hide()
	c.say()
	c.w.startImport(c.request(), look)
}

// complete marks every one of some fields that is wrong, puts the cursor into the first of
// them, and says whether there is none.
func (c *connect) complete(fields []*kit.Field) bool {
	var first *kit.Field
	for _, f := range fields {
		f.SetError(c.problem(f))
		if first == nil && f.Error() != "" {
			first = f
			f.Focus()
		}
	}
	return first == nil
}

// problem is what is wrong with a field.
func (c *connect) problem(f *kit.Field) string {
	var err error
	switch {
	case f == c.initial:
		return passwordProblem(f.Text())
	case strings.TrimSpace(f.Text()) == "":
		return f.Label() + "を入力してください。"
	case f == c.url:
		_, err = app.ParseHost(f.Text())
	case f == c.token:
		err = app.CheckToken(f.Text(), time.Now())
	}
	if err != nil {
		return oneLine(err)
	}
	return ""
}

// onTry logs in once with what is typed, and tells what the account may do.
func (c *connect) onTry() {
	login := c.fields()
	login = login[:len(login)-1] // all but the initial password
	if !c.complete(login) {
		return
	}
	c.try.SetEnabled(false)
	c.say(kit.Dim("接続を確認しています…"))
	asked, request := c.trying, c.request()
	inBackground(c.w, func(ctx context.Context) (app.Access, error) {
		return c.w.app.CheckConnection(ctx, request)
	}, func(may app.Access, err error) {
		c.try.SetEnabled(true)
		switch {
		case asked != c.trying: // it is about something else than what is there now
		case err != nil:
			text := message.Of(err)
			c.say(kit.Span{Text: text.Summary, Tone: kit.Red, Bold: true}, kit.Plain("\n"+text.Advice))
		default:
			c.say(kit.Span{Text: "✓ ", Tone: kit.Green, Bold: true}, kit.Plain(message.Access(may)))
		}
	})
}

// say shows something about the connection; nothing: nothing is known of what is typed now.
func (c *connect) say(spans ...kit.Span) {
	c.trying++
	c.access.SetSpans(spans...)
	c.accessField.SetVisible(len(spans) > 0)
	if len(spans) > 0 {
		c.page.Refresh()
		kit.Reveal(c.access)
	}
}

// request is what the form says. Fields that are not shown say nothing.
func (c *connect) request() app.Request {
	host, _ := app.ParseHost(c.url.Text()) // what is wrong with it is said by complete
	r := app.Request{
		Kind:   directory.ImportManual,
		Host:   host,
		Secret: credentials.Secret{InitialPassword: c.initial.Text()},
		Save:   c.save.Checked(),
		SaveFailed: func(err error) {
			fyne.Do(func() { c.tell(err) })
		},
	}
	if c.method.Chosen() == methodToken {
		r.Secret.APIToken = strings.TrimSpace(c.token.Text())
		return r
	}
	r.Secret.Login, r.Secret.Password = strings.TrimSpace(c.login.Text()), c.password.Text()
	if c.basic.Checked() {
		r.Secret.BasicUser, r.Secret.BasicPassword = c.basicUser.Text(), c.basicPassword.Text()
	}
	return r
}

// show says how the last import ended.
func (c *connect) show(s *state) {
	c.explanation.SetSpans(explanation(s.directory.Options)...)
	c.first.Hidden = !isEmpty(s.directory)
	c.save.Aside(asideTyped)
	if !s.auto.When.Off() {
		c.save.Aside(asideAuto)
	}
	c.save.Refresh()
	last := s.status.Last
	if told := c.trouble.show(s, time.Now(), c.look, c.w.startStopped); told || last == nil {
		c.result.Hide()
		return
	}
	c.result.SetMood(moods[last.Outcome])
	c.resultText.SetSpans(append(ending(last), sinceSuccess(s.status, time.Now())...)...)
	c.changes.Hidden = last.Departments.Total()+last.Users.Total() == 0
	c.last = last.ID
	c.result.Show()
}

// sinceSuccess says how long ago an import last succeeded, and says it louder when
// they keep failing.
func sinceSuccess(s app.Status, now time.Time) []kit.Span {
	switch {
	case s.Last.Outcome == directory.OutcomeOK:
		return nil
	case s.Success == nil:
		return []kit.Span{kit.Dim("\nまだ一度も読み込みに成功していません。")}
	}
	since := "\n最後に成功した読み込み：" + s.Success.FinishedAt.Local().Format(timeFormat) +
		"（" + daysAgo(s.Success.FinishedAt, now) + "）"
	if s.Failures < manyFailures {
		return []kit.Span{kit.Dim(since)}
	}
	return []kit.Span{
		kit.Dim(since),
		{Text: fmt.Sprintf("\n%d回続けて反映できていません。いまの部署とユーザーは、cybozu.comと異なる可能性があります。", s.Failures), Bold: true, Tone: kit.Red},
	}
}

// manyFailures is how many in a row are told loudly.
const manyFailures = 3

// onChanges shows what the last import changed.
func (c *connect) onChanges() {
	c.w.onNavigated(screenHistory)
	c.w.history.open(c.last)
}

// moods are the colours of the card that tells how an import ended.
var moods = map[directory.Outcome]kit.Mood{
	directory.OutcomeOK:        kit.Success,
	directory.OutcomeFailed:    kit.Alarm,
	directory.OutcomeCancelled: kit.Quiet,
	directory.OutcomeStopped:   kit.Warning,
	directory.OutcomeUndone:    kit.Quiet,
}

func ending(last *directory.Import) []kit.Span {
	when := last.FinishedAt.Local().Format(timeFormat)
	switch last.Outcome {
	case directory.OutcomeOK:
		return []kit.Span{
			{Text: "✓ ", Tone: kit.Green, Bold: true},
			kit.Plain(when + "　" + message.Finished + "　"),
			kit.Bold(message.Counts(last.Departments, last.Users)),
		}
	case directory.OutcomeUndone:
		return []kit.Span{kit.Plain(when + " の読み込みは、元に戻しました。")}
	case directory.OutcomeCancelled:
		return []kit.Span{kit.Plain(when + "　" + last.Message)}
	}
	return []kit.Span{
		kit.Bold(when + "　" + message.Unread + "\n"),
		kit.Plain(message.Unrepeated(last.Message)),
	}
}
