package message

import (
	"os"
	"strings"

	"anpisync/app/mail"
)

// mailErrors are those of the mail server that reports go by.
var mailErrors = []sentinel{
	{mail.ErrNoPassword, Text{
		Summary: "メールサーバーのパスワードが、この端末に保存されていません。",
		Advice:  "設定の「レポート」でパスワードを入力し、保存してください。",
	}},
	{mail.ErrAddress, Text{
		Summary: "レポートの差出人か宛先が、メールアドレスではありません。",
		Advice:  "「soumu@example.co.jp」のように入力してください。宛先がいくつもあるときは、「,」で区切ります。",
	}},
	{mail.ErrUnreached, Text{
		Summary: "メールサーバーに接続できませんでした。",
		Advice:  "サーバー名、ポート、暗号化の方法、インターネットの接続を確かめてください。",
	}},
	{mail.ErrUnsafe, Text{
		Summary: "メールサーバーとの安全な通信（TLS）を始められませんでした。",
		Advice:  "暗号化の方法とポート（STARTTLSは587、SSL/TLSは465）、サーバー名が証明書のものと同じかを確かめてください。暗号化できないサーバーには送信しません。",
	}},
	{mail.ErrLogin, Text{
		Summary: "メールサーバーにログインできませんでした。",
		Advice:  "ユーザー名とパスワードを確かめてください。2段階認証のアカウントでは、アプリ用のパスワードが必要です。",
	}},
	{mail.ErrSender, Text{
		Summary: "メールサーバーが、差出人のメールアドレスを受け付けませんでした。",
		Advice:  "差出人を、ログインしたアカウントのメールアドレスにしてください。",
	}},
	{mail.ErrReceiver, Text{
		Summary: "メールサーバーが、宛先のメールアドレスを受け付けませんでした。",
		Advice:  "宛先のメールアドレスを確かめてください。社外の宛先には送信できないサーバーもあります。",
	}},
	{mail.ErrRefused, Text{
		Summary: "メールサーバーが、メールを受け付けませんでした。",
		Advice:  "しばらく待ってから、もう一度お試しください。続くときは、メールサーバーの管理者にお問い合わせください。",
	}},
}

// ReportNotSent says that a report could not be handed to the mail server.
func ReportNotSent(err error) string {
	return "レポートをメールで送信できませんでした。" + Of(err).Line()
}

// ReportNotLeft says that a report could not be saved in a folder.
func ReportNotLeft(dir string, err error) string {
	return "レポートを「" + printed(dir) + "」に保存できませんでした。" + Of(err).Line()
}

// Tried says that a report got through which somebody has tried.
const Tried = "テスト送信しました。届いたことを確かめてください。"

// ReportPersonal is said where names may be in a report.
const ReportPersonal = "レポートに、変わった人の名前・メールアドレス・電話番号などが載ります。宛先と保存先に注意してください。"

// Away is a text for readers who are not at this PC: where its user's own folder stands in
// it, they need not read whose it is.
func (t Text) Away() Text {
	home, err := os.UserHomeDir()
	if err != nil || len(home) < 2 {
		return t
	}
	t.Summary, t.Advice = strings.ReplaceAll(t.Summary, home, "~"), strings.ReplaceAll(t.Advice, home, "~")
	return t
}
