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
	t, ok := mistakes[e.Kind]
	if !ok {
		t = LineText{What: "正しくない値{value}があります。", Do: "この行を確かめてください。"}
	}
	t.What = strings.NewReplacer("{value}", value, "{limit}", grouped(e.Limit), "{line}", line(e.Other), "{holder}", holder(e)).Replace(t.What)
	return t
}

// mistakes say what is wrong with a line. In them, {value} is the value in brackets, {limit}
// a number, {line} the other line and {holder} who else has the address.
var mistakes = map[csvfile.ErrorKind]LineText{
	csvfile.ErrorEmpty:             {What: "ファイルに何も書かれていません。", Do: "書き出したファイルと同じ見出しを、1行目に付けてください。"},
	csvfile.ErrorKindUnknown:       {What: "見出しに「ログイン名」も「部署コード」もないため、何のファイルか分かりません。", Do: "1行目を、書き出したファイルと同じ見出しにしてください。"},
	csvfile.ErrorColumnUnknown:     {What: "見出し{value}の列は読み込めません。", Do: "見出しを直すか、列を削除してください。"},
	csvfile.ErrorColumnTwice:       {What: "同じ見出しの列が2つ以上あります。", Do: "どれか1つを残して、ほかの列を削除してください。"},
	csvfile.ErrorOtherColumn:       {What: "書式のこの列に、ファイルでは{value}があります。", Do: "別のファイルでないか確かめてください。サービスの列が変わったときは、このファイルから書式を作り直してください。"},
	csvfile.ErrorLineLong:          {What: "1行が長すぎます（{limit}バイトまで）。", Do: "引用符「\"」が閉じていない行がないか、この行から後を確かめてください。"},
	csvfile.ErrorFileLarge:         {What: "ファイルが大きすぎます（{limit}バイトまで）。", Do: "いくつかのファイルに分けてください。"},
	csvfile.ErrorManyRows:          {What: "行が多すぎます（{limit}行まで）。", Do: "いくつかのファイルに分けてください。"},
	csvfile.ErrorManyErrors:        {What: "間違いが{limit}件を超えたため、残りは省略しました。", Do: "文字コードと見出しが正しいか、先に確かめてください。"},
	csvfile.ErrorQuote:             {What: "引用符「\"」の使い方が正しくありません。", Do: "値の中の引用符は2つ続けて書き、値の全体を引用符で囲んでください。"},
	csvfile.ErrorManyCells:         {What: "列が多すぎます（{limit}列まで）。", Do: "余分な区切り文字を削除してください。"},
	csvfile.ErrorNoColumn:          {What: "{value}の列に見出しがありません。", Do: "区切り文字が多すぎないか確かめるか、見出しを付けてください。"},
	csvfile.ErrorBytes:             {What: "文字として読めないデータが含まれています。", Do: "ファイルを「CSV UTF-8」で保存し直してください。"},
	csvfile.ErrorNUL:               {What: "使えない文字（NUL）が含まれています。", Do: "その文字を削除するか、ファイルを保存し直してください。"},
	csvfile.ErrorRequired:          {What: "値がありません。", Do: "入力してください。"},
	csvfile.ErrorTwice:             {What: "{value}は、{line}にもあります。", Do: "どちらか1行にしてください。"},
	csvfile.ErrorLong:              {What: "{value}は長すぎます（{limit}文字まで）。", Do: "短くしてください。"},
	csvfile.ErrorNumber:            {What: "{value}は整数ではありません。", Do: "数字だけで入力するか、空にしてください。"},
	csvfile.ErrorFlag:              {What: "{value}は正しくありません。", Do: "削除するときは1、しないときは0か空にしてください。"},
	csvfile.ErrorPasswordLength:    {What: "パスワードの長さが正しくありません。", Do: "6〜64文字にしてください。"},
	csvfile.ErrorPasswordUnseen:    {What: "パスワードに、改行や幅のない空白など、見えない文字が含まれています。", Do: "パスワードを入力し直してください。"},
	csvfile.ErrorNoPassword:        {What: "新しいユーザーのパスワードがありません。", Do: "読み込む画面で新規ユーザーの初期パスワードを入力するか、ファイルにパスワードの列があれば、そこに入力してください。"},
	csvfile.ErrorEmailTwice:        {What: "メールアドレス{value}を重複させることはできません。{holder}", Do: "どちらかのメールアドレスを変更または削除してください。"},
	csvfile.ErrorUnknownUser:       {What: "ログイン名が{value}のユーザーはいません。", Do: "ログイン名を確かめるか、先にユーザーのファイルを読み込んでください。"},
	csvfile.ErrorUnknownDepartment: {What: "部署コードが{value}の部署はありません。", Do: "部署コードを確かめるか、先に部署のファイルを読み込んでください。"},
	csvfile.ErrorMoveLinked:        {What: "部署{value}はcybozu.comと連携しているため、親部署を変更できません。", Do: "cybozu.comで変更するか、先に連携を解除してください。"},
	csvfile.ErrorParentDeleted:     {What: "親部署{value}はファイルにないため、削除されます。", Do: "その部署の行を加えるか、「ファイルにない部署を削除する」のチェックを外してください。"},
	csvfile.ErrorRing:              {What: "部署{value}は、親をたどると自分自身に戻ります。", Do: "親部署コードを直してください。"},
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
