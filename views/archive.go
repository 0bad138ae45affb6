package views

import (
	"context"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// archivePart is the section of the screen CSV in which the whole directory goes to
// another machine.
type archivePart struct {
	w *window
}

func (a archivePart) section() fyne.CanvasObject {
	return section("全体の保存と引き継ぎ", kit.Column(kit.Gap,
		kit.NewParagraph(kit.Dim("部署、ユーザー、cybozu.comとの連携、履歴を、1つのファイルに保存します。別の端末で開くと、続きから使えます。"+
			"認証情報と、この端末の設定は入りません。ファイルには個人情報とパスワードのハッシュ値が入るため、取り扱いにご注意ください。")),
		kit.Row(kit.Gap, kit.NewPrimaryButton("全体を保存", a.onSave), kit.NewButton("全体を開く", a.onOpen))))
}

// onSave asks for a passphrase first, and then for the place.
func (a archivePart) onSave() {
	var d *kit.Dialog
	var protect *kit.Check
	var passphrase, again *kit.Field
	passphrase = kit.NewField("パスフレーズ", kit.NewPasswordEntry("", func(string) { passphrase.SetError("") })).
		Hint(fmt.Sprintf("%d文字以上。忘れると、だれにも開けません。", app.MinPassphrase))
	again = kit.NewField("もう一度", kit.NewPasswordEntry("", func(string) { again.SetError("") }))
	protect = kit.NewCheck("パスフレーズで保護する（おすすめ）", func(on bool) {
		passphrase.SetVisible(on)
		again.SetVisible(on)
	})
	protect.SetChecked(true)
	save := func() {
		if !protect.Checked() {
			d.Close()
			a.save("")
			return
		}
		switch {
		case utf8.RuneCountInString(passphrase.Text()) < app.MinPassphrase:
			passphrase.SetError(fmt.Sprintf("%d文字以上で入力してください。", app.MinPassphrase))
			passphrase.Focus()
		case again.Text() != passphrase.Text():
			again.SetError("同じパスフレーズを入力してください。")
			again.Focus()
		default:
			d.Close()
			a.save(passphrase.Text())
		}
	}
	d = kit.NewInputDialog(a.w.layers, "全体を保存", kit.Column(12,
		kit.NewParagraph(kit.Plain("ファイルには、全員の個人情報と、パスワードのハッシュ値（パスワードの確認に使う値）が入ります。"+
			"パスフレーズで保護すると、パスフレーズを知らない人はファイルを開けません。")),
		protect, kit.Form(passphrase, again),
	), "保存する場所を選ぶ", save).Wide(560)
	d.Show(passphrase.Entry)
}

func (a archivePart) save(passphrase string) {
	name := programName + "_" + time.Now().Format("20060102") + app.ArchiveExtension
	a.w.saveFile(name, func(ctx context.Context, file io.Writer) error {
		return a.w.app.SaveArchive(ctx, file, passphrase)
	})
}

func (a archivePart) onOpen() {
	a.w.openFile(programName, []string{"*" + app.ArchiveExtension}, func(path string) { a.look(path, "") })
}

// unseal asks for the passphrase of a file; why is an error that says that it needs one.
func (a archivePart) unseal(path string, why error) {
	text := message.Of(why)
	var d *kit.Dialog
	passphrase := kit.NewPasswordEntry("", nil)
	open := func() {
		d.Close()
		a.look(path, passphrase.Text)
	}
	d = kit.NewInputDialog(a.w.layers, "パスフレーズの入力", kit.Column(12,
		kit.NewParagraph(kit.Bold(text.Summary), kit.Plain("\n"+text.Advice)),
		kit.Form(kit.NewField("パスフレーズ", passphrase)),
	), "開く", open).Wide(560)
	d.Show(passphrase)
}

// begin is a run for one step; nil: an import waits for a person.
func (a archivePart) begin() *run {
	if a.w.running == nil {
		return a.w.begin()
	}
	a.w.layers.Tell("読み込みの途中です", "変更内容を反映するか、やめてから、もう一度開いてください。")
	return nil
}

// look shows what is in the file beside what is here, and asks.
func (a archivePart) look(path, passphrase string) {
	r := a.begin()
	if r == nil {
		return
	}
	type both struct {
		archive app.Archive
		here    app.Contents
		guards  []directory.Guard
	}
	working(r, "ファイルを確かめています。", func(ctx context.Context, _ func(app.Progress)) (both, error) {
		archive, err := a.w.app.InspectArchive(ctx, path, passphrase)
		if err != nil {
			return both{}, err
		}
		here, err := a.w.app.Contents(ctx)
		if err != nil {
			return both{}, err
		}
		guards, err := a.w.app.TakeOverGuards(ctx, archive)
		return both{archive, here, guards}, err
	}, func(found both, err error) {
		if app.IsSealed(err) && !r.closing {
			r.end(nil)
			a.unseal(path, err)
			return
		}
		r.end(err)
		if err == nil && !r.closing {
			a.ask(found.archive, found.here, found.guards)
		}
	})
}

func (a archivePart) ask(archive app.Archive, here app.Contents, guards []directory.Guard) {
	contents := kit.NewFrame(kit.NewTable([][]kit.Span{
		{kit.Dim(""), kit.Dim("ファイルの内容"), kit.Dim("いまの内容")},
		{kit.Plain("部署"), kit.Bold(kit.Digits(archive.Departments)), kit.Plain(kit.Digits(here.Departments))},
		{kit.Plain("ユーザー"), kit.Bold(kit.Digits(archive.Users)), kit.Plain(kit.Digits(here.Users))},
		{kit.Plain("連携先"), kit.Bold(orNone(archive.Domain)), kit.Plain(orNone(here.Domain))},
		{kit.Plain("最後の読み込み"), kit.Bold(timeOrNone(archive.LastImport)), kit.Plain(timeOrNone(here.LastImport))},
	}))
	a.w.layers.Ask(kit.Question{
		Title:   "ファイルの内容に置き換えますか？",
		Text:    "いまの部署、ユーザー、連携、履歴は、すべてファイルの内容に置き換わります。この端末の設定は変わりません。いまの内容は、控えのファイルに残します。",
		Content: contents,
		Must:    mustOf(guards),
		Width:   600,
		Yes:     "置き換える",
		Danger:  true,
		Do:      func() { a.takeOver(archive, confirmations(guards)) },
	})
}

func orNone(text string) string {
	if text == "" {
		return "なし"
	}
	return text
}

func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return "なし"
	}
	return t.Local().Format(timeFormat)
}

func (a archivePart) takeOver(archive app.Archive, confirmed []directory.Confirmation) {
	r := a.begin()
	if r == nil {
		return
	}
	working(r, "引き継いでいます。", func(ctx context.Context, _ func(app.Progress)) (string, error) {
		return a.w.app.TakeOver(ctx, archive, confirmed)
	}, func(copied string, err error) {
		if err == nil {
			a.refillForm()
		}
		r.end(err)
		if err == nil && !r.closing {
			a.w.layers.Tell("引き継ぎました", "認証情報と自動同期などの設定は、ファイルに入っていません。"+
				"「cybozu.com連携」でログイン名とパスワード（またはAPIトークン）を一度入力し、自動同期を使うときは「設定」で設定してください。\n\n"+
				"置き換える前の内容は、次のファイルに残しました。「全体を開く」で元に戻せます。\n"+copied)
		}
	})
}

// refillForm puts the URL that came into the form, and what this machine knows of it.
func (a archivePart) refillForm() {
	form := a.w.connect
	inBackground(a.w, a.w.app.SavedForm, func(f app.Form, err error) {
		for _, e := range []*kit.Field{form.login, form.password, form.token, form.basicUser, form.basicPassword} {
			e.SetText("")
		}
		form.url.SetText(f.Host.URL())
		form.fillSecret(f.Host, f.Secret)
		form.save.SetChecked(f.Saved)
		form.fillLate(f.Host, err)
	})
}
