package message

import (
	"fmt"
	"strings"

	"anpisync/app/csvfile"
)

// LineText is what a person reads of one thing that is wrong with a file.
type LineText struct {
	Place string // "12行目「電話番号」"; where a cell has lines, the row of a spreadsheet too
	What  string
	Do    string
}

// String is all of it in one line.
func (t LineText) String() string { return t.Place + "：" + t.What + t.Do }

// Line puts an error of a file into words.
func Line(e csvfile.LineError) LineText {
	t := lineText(e)
	t.Place = line(e.Line)
	if e.Row != 0 {
		t.Place += fmt.Sprintf("（表計算ソフトでは%s）", line(e.Row))
	}
	if e.Sheet != "" {
		t.Place = "シート「" + e.Sheet + "」の" + t.Place
	}
	if e.Column != "" {
		t.Place += "「" + string(e.Column) + "」"
	}
	return t
}

func line(n int) string { return grouped(n) + "行目" }

func lineText(e csvfile.LineError) LineText {
	value := "「" + e.Value + "」"
	switch e.Kind {
	case csvfile.ErrorEmpty:
		return LineText{What: "ファイルに何も書かれていません。", Do: "書き出したファイルと同じ見出しを、1行目に付けてください。"}
	case csvfile.ErrorKindUnknown:
		return LineText{
			What: "見出しに「ログイン名」も「部署コード」もないため、何のファイルか分かりません。",
			Do:   "1行目を、書き出したファイルと同じ見出しにしてください。",
		}
	case csvfile.ErrorColumnUnknown:
		return LineText{What: "見出し" + value + "の列は読み込めません。", Do: "見出しを直すか、列を削除してください。"}
	case csvfile.ErrorColumnTwice:
		return LineText{What: "同じ見出しの列が2つ以上あります。", Do: "どれか1つを残して、ほかの列を削除してください。"}
	case csvfile.ErrorLineLong:
		return LineText{
			What: fmt.Sprintf("1行が長すぎます（%sバイトまで）。", grouped(e.Limit)),
			Do:   "引用符「\"」が閉じていない行がないか、この行から後を確かめてください。",
		}
	case csvfile.ErrorFileLarge:
		return LineText{What: fmt.Sprintf("ファイルが大きすぎます（%sバイトまで）。", grouped(e.Limit)), Do: "いくつかのファイルに分けてください。"}
	case csvfile.ErrorManyRows:
		return LineText{What: fmt.Sprintf("行が多すぎます（%s行まで）。", grouped(e.Limit)), Do: "いくつかのファイルに分けてください。"}
	case csvfile.ErrorManyErrors:
		return LineText{What: fmt.Sprintf("間違いが%s件を超えたため、残りは省略しました。", grouped(e.Limit)), Do: "文字コードと見出しが正しいか、先に確かめてください。"}
	case csvfile.ErrorQuote:
		return LineText{What: "引用符「\"」の使い方が正しくありません。", Do: "値の中の引用符は2つ続けて書き、値の全体を引用符で囲んでください。"}
	case csvfile.ErrorManyCells:
		return LineText{What: fmt.Sprintf("列が多すぎます（%s列まで）。", grouped(e.Limit)), Do: "余分な区切り文字を削除してください。"}
	case csvfile.ErrorNoColumn:
		return LineText{What: value + "の列に見出しがありません。", Do: "区切り文字が多すぎないか確かめるか、見出しを付けてください。"}
	case csvfile.ErrorBytes:
		return LineText{What: "文字として読めないデータが含まれています。", Do: "ファイルを「CSV UTF-8」で保存し直してください。"}
	case csvfile.ErrorNUL:
		return LineText{What: "使えない文字（NUL）が含まれています。", Do: "その文字を削除するか、ファイルを保存し直してください。"}
	case csvfile.ErrorRequired:
		return LineText{What: "値がありません。", Do: "入力してください。"}
	case csvfile.ErrorTwice:
		return LineText{What: fmt.Sprintf("%sは、%sにもあります。", value, line(e.Other)), Do: "どちらか1行にしてください。"}
	case csvfile.ErrorLong:
		return LineText{What: fmt.Sprintf("%sは長すぎます（%s文字まで）。", value, grouped(e.Limit)), Do: "短くしてください。"}
	case csvfile.ErrorNumber:
		return LineText{What: value + "は整数ではありません。", Do: "数字だけで入力するか、空にしてください。"}
	case csvfile.ErrorFlag:
		return LineText{What: value + "は正しくありません。", Do: "削除するときは1、しないときは0か空にしてください。"}
	case csvfile.ErrorPasswordLength:
		return LineText{What: "パスワードの長さが正しくありません。", Do: "6〜64文字にしてください。"}
	case csvfile.ErrorPasswordUnseen:
		return LineText{What: "パスワードに、改行や幅のない空白など、見えない文字が含まれています。", Do: "パスワードを入力し直してください。"}
	case csvfile.ErrorNoPassword:
		return LineText{What: "新しいユーザーのパスワードがありません。", Do: "この列に入力するか、画面で新規ユーザーの初期パスワードを入力してください。"}
	case csvfile.ErrorEmailTwice:
		return LineText{What: "メールアドレス" + value + "を重複させることはできません。" + holder(e), Do: "どちらかのメールアドレスを変更または削除してください。"}
	case csvfile.ErrorUnknownUser:
		return LineText{What: "ログイン名が" + value + "のユーザーはいません。", Do: "ログイン名を確かめるか、先にユーザーのファイルを読み込んでください。"}
	case csvfile.ErrorUnknownDepartment:
		return LineText{What: "部署コードが" + value + "の部署はありません。", Do: "部署コードを確かめるか、先に部署のファイルを読み込んでください。"}
	case csvfile.ErrorMoveLinked:
		return LineText{What: "部署" + value + "はcybozu.comと連携しているため、親部署を変更できません。", Do: "cybozu.comで変更するか、先に連携を解除してください。"}
	case csvfile.ErrorParentDeleted:
		return LineText{What: "親部署" + value + "はファイルにないため、削除されます。", Do: "その部署の行を加えるか、「ファイルにない部署を削除する」のチェックを外してください。"}
	case csvfile.ErrorRing:
		return LineText{What: "部署" + value + "は、親をたどると自分自身に戻ります。", Do: "親部署コードを直してください。"}
	}
	return LineText{What: "正しくない値" + value + "があります。", Do: "この行を確かめてください。"}
}

// holder says who else has the address.
func holder(e csvfile.LineError) string {
	where := "このアプリ"
	if e.Other != 0 {
		where = line(e.Other)
	}
	return where + "の「" + e.With + "」と同じです。"
}

func ofFile(es csvfile.Errors) Text {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = printed(Line(e).String())
	}
	first := Line(es[0])
	t := Text{Summary: first.Place + "：" + first.What, Advice: first.Do, Detail: strings.Join(lines, "\n")}
	if len(es) > 1 {
		t.Advice = fmt.Sprintf("ファイルの間違いは全部で%s件あります。何も変更していません。すべて直してから、もう一度読み込んでください。", grouped(len(es)))
	}
	return t
}

func ofUnencodable(e *csvfile.UnencodableError) Text {
	return Text{
		Summary: fmt.Sprintf("Shift_JISで表せない文字が%s件あるため、書き出していません。", grouped(len(e.Cells))),
		Advice:  "文字コードに「UTF-8」を選ぶか、文字を変更してから、もう一度書き出してください。",
		Detail:  strings.Join(unencodable(e.Cells), "\n"),
	}
}

// FileNotes is what to know before a file is written, one sentence a line: what will not
// be in it.
func FileNotes(n csvfile.Notes) []string {
	var lines []string
	if len(n.Omitted) > 0 {
		names := make([]string, len(n.Omitted))
		for i, d := range n.Omitted {
			names[i] = "「" + d.Name + "」"
		}
		lines = append(lines, "部署コードのない部署（"+some(names)+"）と、そこへの所属は、ファイルに含まれません。")
	}
	if n.Defused > 0 {
		lines = append(lines, fmt.Sprintf("表計算ソフトが数式とみなす%s個の値（「+81」で始まる電話番号など）の先頭に、「'」を付けます。読み込むときに外します。", grouped(n.Defused)))
	}
	return append(lines, unencodable(n.Unencodable)...)
}

func unencodable(cells []csvfile.Unencodable) []string {
	var lines []string
	for _, c := range cells {
		what := string(c.Column)
		if c.Key != "" {
			what = RecordKind(c.Record) + "「" + c.Key + "」の" + what
		}
		if c.Text != "" {
			what += "「" + c.Text + "」"
		}
		effect := "「〓」になります。"
		if !c.Replaceable() {
			effect = "UTF-8で書き出してください。"
		}
		lines = append(lines, printed(fmt.Sprintf("%sの「%s」は、Shift_JISで表せません。%s", what, c.Characters, effect)))
	}
	return lines
}

// some names the first few.
func some(names []string) string {
	const few = 3
	if len(names) <= few {
		return strings.Join(names, "、")
	}
	return strings.Join(names[:few], "、") + fmt.Sprintf("ほか%s件", grouped(len(names)-few))
}
