// Package message says in Japanese what went wrong, what will happen, and why: for
// every kind of error, problem, mend, reason, action and guard that the other packages
// know as values, a sentence that ends with what to do.
//
// Where the vendor's manual has words for a case, they are kept to the letter and stand
// first, so that a search for them finds the vendor's help too.
//
// [Of] takes any error. [Describer], [Guard] and [Plan] put a plan into words,
// for the window and for the printed list alike. Labels of buttons and columns that are
// no answer to anything stand where they are drawn, not here.
package message

import (
	"fmt"
	"strings"
)

// The two sentences that frame an import.
const (
	Started  = "cybozu.comの読み込みを開始しました。"
	Finished = "cybozu.comの読み込みは正常に完了しました。"
)

// What a person at a console is asked where nothing is saved.
const (
	AskURL             = "cybozu.comのURL（例：https://sub.cybozu.com）"
	AskLogin           = "ログイン名"
	AskPassword        = "パスワード（表示されません）"
	AskInitialPassword = "新規ユーザーの初期パスワード（表示されません。新しいユーザーがいないときは、入力せずにEnter）"
)

// Kept says whether what a person has answered needs to be asked for again; err is why
// the keyring did not take it.
func Kept(err error) string {
	if err == nil {
		return "URLと認証情報を、この端末に保存しました。次からは入力せずに読み込めます。"
	}
	return Of(err).Summary + "次に読み込むときも、入力してください。"
}

// KeptAnswers says where the answers of cybozu.com are that were kept.
func KeptAnswers(n int, dir string) string {
	return fmt.Sprintf("cybozu.comの応答%s件を、「%s」に保存しました。"+
		"名前・ログイン名・メールアドレス・番号・組織コードは、同じ長さの架空のものに置き換えてあります。お問い合わせに添付できます。", grouped(n), dir)
}

// Unread is what is said of an import that did not get to its end.
const Unread = "読み込めませんでした。" + Unchanged

// Unchanged is what everybody wants to know then.
const Unchanged = "何も変更していません。"

// Unrepeated is what is said after Unread, which may say the same again.
func Unrepeated(text string) string { return strings.Replace(text, Unchanged, "", 1) }

// NotUndone is Unread for what takes something back.
const NotUndone = "元に戻せませんでした。" + Unchanged

// NotImported is the title of a notice about an import without a person.
const NotImported = "自動同期で反映できませんでした"

// Text is what a person reads when something went wrong.
type Text struct {
	Summary string // what happened, one line; the manual's words where it has them
	Advice  string // what to do
	Detail  string // the technical cause, or all problems: to fold out and to copy
}

// String is the whole text, as it is printed and copied.
func (t Text) String() string {
	return join("\n", t.Summary, t.Advice, t.Detail)
}

// Line is what happened and what to do, in one line: for the history and for notices.
func (t Text) Line() string { return t.Summary + t.Advice }

// join puts sep between the texts that are not empty.
func join(sep string, texts ...string) string {
	var b strings.Builder
	for _, t := range texts {
		if t == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(t)
	}
	return b.String()
}
