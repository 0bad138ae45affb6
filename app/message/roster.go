package message

import (
	"errors"

	"anpisync/app/xlsx"
)

// The errors of rosters that somebody calls for.
var (
	ErrRosterKind       = errors.New("a roster of no known kind")
	ErrNoSuchDepartment = errors.New("no such department")
)

// rosterErrors are those of rosters and workbooks.
var rosterErrors = []sentinel{
	{ErrRosterKind, Text{
		Summary: "名簿のファイル名の最後が「.html」でも「.xlsx」でもありません。",
		Advice:  "ブラウザーで開くなら「.html」、Excelで開くなら「.xlsx」で終わる名前にしてください。",
	}},
	{ErrNoSuchDepartment, Text{
		Summary: "その部署コードの部署はありません。",
		Advice:  "部署コードを確かめてください。部署／ユーザーで部署を選ぶと表示されます。",
	}},
	{xlsx.ErrBeyond, Text{
		Summary: "Excelのファイルが大きすぎます。",
		Advice:  "不要なシートや行を削除するか、CSVで保存して、いくつかのファイルに分けてください。",
	}},
	{xlsx.ErrFile, Text{
		Summary: "Excelのファイルとして読み込めません。",
		Advice:  "ファイルが壊れていないか、パスワードで保護されていないかを確かめ、「Excelブック（.xlsx）」で保存し直してください。",
	}},
	{xlsx.ErrLarge, Text{
		Summary: "Excelのシートに入りきらないため、書き出していません。",
		Advice:  "CSVで書き出すか、部署を選んで分けてください。",
	}},
}

// RosterWarning is said before a roster is written.
const RosterWarning = "このファイルには、名前や電話番号などの個人情報が含まれます。保存する場所と、印刷したものの取り扱いに注意してください。安否シンクからは、どこにも送信しません。"

// RosterBookWarning is said too, where a workbook has sheets of the whole directory.
const RosterBookWarning = "\n\nExcelのファイルには、名簿のほかに、全員の全項目（停止中の人、メモを含む）のシートが入り、「ファイル」で読み込めます。"

// RosterLeft says that 自動同期 has left a roster.
func RosterLeft(dir string) string { return "名簿を保存しました：" + printed(dir) }

// RosterNotLeft says that it could not.
func RosterNotLeft(dir string, err error) string {
	return "名簿を「" + printed(dir) + "」に保存できませんでした。" + Of(err).Line()
}
