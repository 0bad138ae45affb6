package message

import (
	"errors"
	"fmt"
	"strings"

	"anpisync/app/format"
	"anpisync/storage"
)

// ErrNoSuchFormat is of a format that somebody calls for by its name.
var ErrNoSuchFormat = errors.New("no such format")

// formatErrors are those of 書式.
var formatErrors = []sentinel{
	{ErrNoSuchFormat, Text{
		Summary: "その名前の書式はありません。",
		Advice:  "「ファイル」の「書式」で、名前を確かめてください。",
	}},
	{storage.ErrFormatName, Text{
		Summary: "書式の名前が空か、ほかの書式と同じです。",
		Advice:  "別の名前を入力してください。",
	}},
	{format.ErrName, Text{
		Summary: "書式の名前が空か、長すぎます。",
		Advice:  fmt.Sprintf("%d文字以内の名前を入力してください。", format.LongestName),
	}},
	{format.ErrKey, Text{
		Summary: "見分ける列で、人や部署を見分けられません。",
		Advice:  "ログイン名・社員番号・部署コードのように、一つひとつ違う列を選んでください。",
	}},
	{format.ErrEmpty, Text{Summary: "この書式の列は、まだ分かりません。", Advice: FormatEmpty}},
	{format.ErrNewer, Text{
		Summary: "新しいバージョンの安否シンクで保存された書式です。",
		Advice:  "安否シンクを更新してから、もう一度開いてください。",
	}},
	{format.ErrFile, Text{
		Summary: "書式のファイルとして読み込めません。",
		Advice:  "「書式を保存」で保存したファイルを選んでください。",
	}},
}

func thisRecord(kind format.Kind) string { return FormatSaid(kind, "その人", "その部署") }

func mendFormat(kind format.Kind) string {
	this := thisRecord(kind)
	return this + "の内容を直すか、" + this + "を除いて書き出してください。"
}

// ofFormatProblems says that nothing was written, and of whom what is in the way.
func ofFormatProblems(e *format.ProblemError) Text {
	return Text{
		Summary: "サービスに渡せない内容が" + grouped(len(e.Problems)) + "件あるため、書き出していません。",
		Advice:  mendFormat(e.Kind),
		Detail:  problemLines(e.Problems),
	}
}

// ofLeftOut says that somebody is missing in what was written.
func ofLeftOut(e *format.LeftOutError) Text {
	return Text{
		Summary: "サービスに渡せない内容が" + grouped(len(e.Problems)) + "件あるため、" + thisRecord(e.Kind) + "を除いて書き出しました。",
		Advice:  thisRecord(e.Kind) + "の内容を直してください。次からはファイルに入ります。",
		Detail:  problemLines(e.Problems),
	}
}

func problemLines(problems []format.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, printed(p.Name+"（"+p.Key+"）："+FormatProblem(p)))
	}
	return strings.Join(lines, "\n")
}

// FormatLeft says that 自動同期 has left files in a format.
func FormatLeft(dir string) string {
	return "書式のファイルを保存しました：" + printed(dir)
}

// FormatNotLeft says that it could not, or not of everybody.
func FormatNotLeft(dir string, err error) string {
	if left := (*format.LeftOutError)(nil); errors.As(err, &left) {
		return "書式のファイルを「" + printed(dir) + "」に保存しましたが、渡せない" + FormatSaid(left.Kind, "人がいます。", "部署があります。") + Of(err).Line()
	}
	return "書式のファイルを「" + printed(dir) + "」に保存できませんでした。" + Of(err).Line()
}

// What a person is told of formats before a file is made or read.
const (
	FormatEmpty   = "まず、安否確認サービス2から書き出したファイルを読み込んでください。"
	FormatWarning = "このファイルには、名前や電話番号などの個人情報が含まれます。保存する場所に注意してください。安否シンクからは、どこにも送信しません。"
)

// FormatSaid is what is said of a format of people, or of one of departments.
func FormatSaid(kind format.Kind, people, departments string) string {
	if kind == format.Departments {
		return departments
	}
	return people
}

// FormatWarnings are what a person must know of a file before the service reads it.
func FormatWarnings(d *format.Draft) (warnings []string) {
	c, kind := d.Counts(), d.Format.Kind
	if d.Format.Whole {
		warnings = append(warnings, FormatWhole(kind))
	}
	if c.Vanish > 0 {
		warnings = append(warnings, "いまサービスに"+FormatSaid(kind, "いる", "ある")+formatRecords(kind, c.Vanish)+"が、ファイルに入らず、サービスから消えます。")
	}
	if c.Rekeyed > 0 {
		warnings = append(warnings, FormatRekeyed(kind, c.Rekeyed, d.Format.Label(d.Format.Key)))
	}
	if c.Emptied > 0 {
		warnings = append(warnings, FormatEmptied(kind, c.Emptied, d.Emptied()))
	}
	if c.Deep > 0 {
		warnings = append(warnings, FormatDeep(c.Deep))
	}
	if c.Unmarked > 0 {
		warnings = append(warnings, FormatUnmarked(kind, c.Unmarked))
	}
	return warnings
}

// formatRecords is a number of people or departments at a service.
func formatRecords(kind format.Kind, n int) string {
	return grouped(n) + FormatSaid(kind, "人", "件")
}

// FormatWhole says that a service replaces all that it has.
func FormatWhole(kind format.Kind) string {
	return FormatSaid(kind,
		"このファイルをサービスに読み込むと、サービスの全員が、ファイルの内容に置き換わります。ファイルにない人は、サービスから消えます。",
		"このファイルをサービスに読み込むと、サービスのすべての部署が、ファイルの内容に置き換わります。ファイルにない部署は、サービスから消えます。")
}

// FormatUnmarked says that a service is not told of leavers.
func FormatUnmarked(kind format.Kind, n int) string {
	return FormatSaid(kind, "いなくなった", "なくなった部署") + formatRecords(kind, n) + "は、この書式に削除の印の列がないため、ファイルに入りません。サービスの画面で削除してください。"
}

// FormatEmptied says that a service loses what only it has.
func FormatEmptied(kind format.Kind, n int, columns []string) string {
	return "サービスにある内容が空になる" + FormatSaid(kind, "人が", "部署が") + formatRecords(kind, n) + FormatSaid(kind, "います", "あります") +
		"（" + few(columns) + "）。サービスの内容を残すときは、書式の「編集」で、その列を「そのまま残す」にしてください。"
}

// FormatRekeyed says that a service takes records that it has for new ones.
func FormatRekeyed(kind format.Kind, n int, column string) string {
	one := FormatSaid(kind, "人", "部署")
	return "同じ" + one + "を見分ける列「" + printed(column) + "」の内容が変わる" + one + "が" + formatRecords(kind, n) + FormatSaid(kind, "います", "あります") +
		"。サービスは、新しい" + one + "とみなします。列に入れるものが正しいか、書式の「編集」で確かめてください。"
}

// FormatDeep says of whom a service learns only a department above their own.
func FormatDeep(people int) string {
	return "部署の階層が、この書式の列より深い人が" + People(people) + "います。列にある階層まで、上の部署として書き出します。"
}

// FormatUnsure says in short that a column must be looked at.
func FormatUnsure(m format.Match) string {
	if m.Emptied > m.Same {
		return "要確認（ここでは空）"
	}
	return "要確認"
}

// FormatReading is what to know of a file of another service before its changes are
// applied, one sentence a line.
func FormatReading(r *format.Reading) (lines []string) {
	if len(r.Guessed) > 0 {
		lines = append(lines, "名前だけで同じ人とみなした人がいます："+few(r.Guessed)+"。別の人のときは、やめて、書式の「同じ人を見分ける列」を確かめてください。")
	}
	if len(r.Strangers) > 0 {
		lines = append(lines, "ここにいない人は追加しません："+few(r.Strangers)+"。次に書き出すとき、いなくなった人（サービスから削除する人）として示します。")
	}
	if len(r.Unknown) > 0 {
		lines = append(lines, "ここにない部署があります："+few(r.Unknown)+"。その部署への所属は変えません。")
	}
	return lines
}

// few are the first of some names, and how many there are.
func few(names []string) string {
	const shown = 5
	text := printed(strings.Join(names[:min(shown, len(names))], "、"))
	if len(names) > shown {
		text += "など" + grouped(len(names)) + "件"
	}
	return text
}

// FormatDiffers says from which line on a file would not be written back as it is.
func FormatDiffers(line int) string {
	return fmt.Sprintf("%d行目からは、引用符などの書き方が混ざっています。内容は同じまま、書き方をそろえて書き出します。", line)
}

// FormatMatch says why a column is taken for what it is.
func FormatMatch(m format.Match) string {
	switch {
	case m.ByName && m.Same > 0:
		return "見出しと内容から"
	case m.ByName:
		return "見出しから"
	case m.Same > 0:
		return fmt.Sprintf("%d人中%d人の内容が同じ", m.Compared, m.Same)
	}
	return ""
}

// FormatProblem says in a line what of a record cannot be handed over.
func FormatProblem(p format.Problem) string {
	return "「" + p.Column + "」" + formatProblem(p)
}

func formatProblem(p format.Problem) string {
	switch p.Kind {
	case format.ProblemEncoding:
		return "の「" + p.Characters + "」は、このファイルの文字コードで表せません。"
	case format.ProblemLong:
		return fmt.Sprintf("が長すぎます（%d文字まで）。", p.Limit)
	case format.ProblemMissing:
		return "が空です。サービスが受け付けません。"
	case format.ProblemTwice:
		return "の「" + p.Text + "」が、" + p.With + "さんと同じです。"
	case format.ProblemPassword:
		return "に入れる初期パスワードを入力してください。"
	case format.ProblemSeparator:
		return "の「" + p.Text + "」に、区切りの文字か、表せない文字が入っています。"
	}
	return "を書き出せません。"
}
