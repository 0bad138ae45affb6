package views

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"anpisync/app"
	"anpisync/app/mail"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// reports is the part of 設定 that says who is told what imports without a person come to. It
// is folded away: most have nobody but themselves to tell.
type reports struct {
	w    *window
	fold *kit.Fold

	now app.Reports // as it is kept

	*folderChoice
	dir      *kit.Field
	mail     *kit.Check
	host     *kit.Field
	security *kit.Radio
	secured  *kit.Field
	port     *kit.Field
	user     *kit.Field
	password *kit.Field
	from, to *kit.Field
	weekly   *kit.Check
	personal *kit.Check
	warning  *kit.Field
	keep     *kit.Button
	try      *kit.Button
	state    *kit.Paragraph
}

func newReports(w *window) *reports {
	r := &reports{w: w, state: kit.NewParagraph()}
	entry := func(label, placeholder string) (f *kit.Field) {
		f = kit.NewField(label, kit.NewEntry(placeholder, func(string) { f.SetError("") }))
		return f
	}
	r.folderChoice = newFolderChoice(w, "レポートの保存先", r.setFolder, func() { r.setFolder("") })
	r.dir = kit.NewField(r.title, r.row).
		Hint("HTMLとテキストのファイルを、1回ごとに保存します。共有フォルダーに置くと、別の場所でも読めます。")
	r.mail = kit.NewCheck("メールでも送る", func(bool) { r.arrange() })
	r.host = entry("メールサーバー（SMTP）", "smtp.example.co.jp")
	r.security = kit.NewRadio([]string{"STARTTLS", "SSL/TLS"}, func(int) { r.onSecurity() })
	r.secured = kit.NewField("暗号化", r.security)
	r.port = kit.NewField("ポート", kit.Row(8, kit.Width(80, kit.NewEntry("", func(string) { r.port.SetError("") }))))
	r.user = entry("ユーザー名", "").Hint("ログインの要らないサーバーでは、空のままにします。")
	r.password = kit.NewField("パスワード", kit.NewPasswordEntry("", func(string) { r.password.SetError("") })).
		Hint("OSの資格情報ストアに保存します。")
	r.from = entry("差出人", "soumu@example.co.jp")
	r.to = entry("宛先", "soumu@example.co.jp, jinji@example.co.jp")
	r.weekly = kit.NewCheck("何もなくても、1週間に1回、まとめを送る", nil)
	r.personal = kit.NewCheck("変わった人の名前などの個人情報も載せる", func(bool) { r.arrange() })
	r.warning = kit.NewField("", r.personal)
	r.keep = kit.NewButton("レポートの設定を保存する", r.onKeep)
	r.try = kit.NewButton("テスト送信", r.onTry)
	r.fold = kit.NewFold("レポート（この端末にいない人に知らせる）", kit.Column(kit.Gap,
		kit.NewParagraph(kit.Dim("自動同期で変更を反映したとき、確認が必要なとき、失敗したとき、一時停止したときに、"+
			"内容と、すること、どの端末のことかを知らせます。同じ理由で続くときは、1日に1回です。")),
		kit.Form(r.dir, kit.NewField("", r.mail), r.host, r.secured, r.port, r.user, r.password, r.from, r.to,
			kit.NewField("", r.weekly), r.warning, kit.NewField("", kit.Row(kit.Gap, r.keep, r.try))),
		r.state))
	r.arrange()
	return r
}

// arrange shows the fields that the choices need.
func (r *reports) arrange() {
	for _, f := range []*kit.Field{r.host, r.secured, r.port, r.user, r.password, r.from, r.to} {
		f.SetVisible(r.mail.Checked())
	}
	warning := "付けないと、件数だけを載せます。"
	if r.personal.Checked() {
		warning = message.ReportPersonal
	}
	r.warning.Hint(warning)
	r.dir.SetError("")
}

// usualPorts are those of the choices.
var usualPorts = []int{mail.PortSTARTTLS, mail.PortImplicit}

// onSecurity goes from one usual port to the other; one that somebody has typed stays.
func (r *reports) onSecurity() {
	chosen := r.security.Chosen()
	if r.port.Text() == strconv.Itoa(usualPorts[1-chosen]) {
		r.port.SetText(strconv.Itoa(usualPorts[chosen]))
	}
}

// keptReports is what is kept, and why the last report was not delivered.
type keptReports struct {
	app.Reports
	failed string
}

// fill shows what is kept, and forgets what was typed but not kept.
func (r *reports) fill() {
	tryInBackground(r.w, func(ctx context.Context) (s keptReports, err error) {
		s.Reports, s.failed, err = r.w.app.Reports(ctx)
		return s, err
	}, r.show)
}

func (r *reports) show(s keptReports) {
	r.now = s.Reports
	r.showFolder(s.Folder)
	r.mail.SetChecked(s.Mail)
	r.host.SetText(s.Server.Host)
	r.port.SetText(strconv.Itoa(s.Server.Port))
	secured := 0
	if s.Server.Implicit {
		secured = 1
	}
	r.security.Choose(secured)
	r.user.SetText(s.Server.User)
	r.password.SetText("")
	r.password.Entry.SetPlaceHolder("")
	if s.Mail && s.Server.User != "" {
		r.password.Entry.SetPlaceHolder("保存済み（変更するときだけ入力）")
	}
	r.from.SetText(s.Server.From)
	r.to.SetText(strings.Join(s.Server.To, ", "))
	r.weekly.SetChecked(s.Weekly)
	r.personal.SetChecked(s.Personal)
	r.arrange()
	switch {
	case s.failed != "":
		r.state.SetSpans(kit.Span{Text: s.failed, Tone: kit.Red})
	case s.Off():
		r.state.SetSpans(kit.Dim("レポートはオフです。"))
	default:
		r.state.SetSpans(kit.Span{Text: "✓ ", Tone: kit.Green, Bold: true}, kit.Plain("レポートはオンです。"))
	}
	if !s.Off() {
		r.fold.SetOpen(true)
	}
}

// typed is what the fields say; false: something is wrong, and said beside it.
func (r *reports) typed() (app.Reports, bool) {
	typed := app.Reports{Folder: r.folder, Mail: r.mail.Checked(), Weekly: r.weekly.Checked(), Personal: r.personal.Checked(), Server: r.now.Server}
	if !typed.Mail {
		return typed, true
	}
	right := true
	wrong := func(f *kit.Field, problem string) {
		f.SetError(problem)
		if right {
			f.Focus()
		}
		right = false
	}
	s := mail.Server{Host: strings.TrimSpace(r.host.Text()), User: strings.TrimSpace(r.user.Text()), Implicit: r.security.Chosen() == 1}
	if s.Host == "" {
		wrong(r.host, "メールサーバーの名前を入力してください。")
	}
	var err error
	if s.Port, err = strconv.Atoi(strings.TrimSpace(r.port.Text())); err != nil || s.Port < 1 || s.Port > 65535 {
		wrong(r.port, "1から65535までの数字を入力してください。")
	}
	from, err := mail.Addresses(r.from.Text())
	if err != nil || len(from) != 1 {
		wrong(r.from, "メールアドレスを1つ入力してください。")
	} else {
		s.From = from[0]
	}
	if s.To, err = mail.Addresses(r.to.Text()); err != nil || len(s.To) == 0 {
		wrong(r.to, message.Of(mail.ErrAddress).Advice)
	}
	typed.Server = s
	return typed, right
}

func (r *reports) onKeep() {
	typed, right := r.typed()
	if !right {
		return
	}
	password := r.password.Text()
	r.busy("保存しています。")
	r.w.inBackground(func(ctx context.Context) error { return r.w.app.SetReports(ctx, typed, password) }, func(err error) {
		r.busy("")
		switch {
		case errors.Is(err, mail.ErrNoPassword):
			r.password.SetError("パスワードを入力してください。")
			r.password.Focus()
		case errors.Is(err, message.ErrMailPasswordLeft):
			r.show(keptReports{typed, oneLine(err)})
			r.w.reload()
		case err != nil:
			r.state.SetSpans(kit.Span{Text: oneLine(err), Tone: kit.Red})
		default:
			r.fill()
			r.w.reload()
		}
	})
}

// onTry delivers a report by what is typed, so that it can be put right before it is kept.
func (r *reports) onTry() {
	typed, right := r.typed()
	if !right {
		return
	}
	if typed.Off() {
		r.dir.SetError("保存先を選ぶか、「メールでも送る」にチェックを付けてください。")
		return
	}
	password := r.password.Text()
	r.busy("送信しています。")
	r.state.SetSpans(kit.Dim("送信しています…"))
	inBackground(r.w, func(ctx context.Context) ([]string, error) {
		return r.w.app.TryReports(ctx, typed, password), nil
	}, func(failed []string, _ error) {
		r.busy("")
		if len(failed) > 0 {
			r.state.SetSpans(kit.Span{Text: strings.Join(failed, "\n"), Tone: kit.Red})
			return
		}
		r.w.reload() // ホーム may have told of the last one
		text := message.Tried
		if fmt.Sprint(typed) != fmt.Sprint(r.now) || password != "" {
			text += "よければ、設定を保存してください。"
		}
		r.state.SetSpans(kit.Span{Text: "✓ ", Tone: kit.Green, Bold: true}, kit.Plain(text))
	})
}

// busy keeps both buttons off while something goes on.
func (r *reports) busy(why string) {
	r.keep.Off(why)
	r.try.Off(why)
}

func (r *reports) setFolder(dir string) {
	r.showFolder(dir)
	r.arrange()
}

// homeReports is the part of ホーム that says that a report did not get through: those who
// wait for it know nothing of it.
type homeReports struct {
	card *kit.Card
	text *kit.Paragraph
}

func newHomeReports(w *window) *homeReports {
	h := &homeReports{text: kit.NewParagraph()}
	h.card = kit.NewCard(kit.Warning, kit.Row(kit.Gap, kit.Grow(h.text),
		kit.NewButton("設定を開く", func() { w.onNavigated(screenSettings) })))
	h.card.Hide()
	return h
}

func (h *homeReports) show(unreported string) {
	h.text.SetText(unreported)
	h.card.Hidden = unreported == ""
}
