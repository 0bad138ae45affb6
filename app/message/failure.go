package message

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"anpisync/storage"
)

// failures has the words for every kind of storage.KindOf. "%s" is the file or folder.
var failures = map[error]Text{
	storage.ErrDamaged: {
		Summary: "データファイルが壊れています。",
		Advice:  "安否シンクを起動し直し、案内に従って復元してください。",
	},
	storage.ErrFull: {
		Summary: "ディスクの空き容量が足りないため、保存できませんでした。",
		Advice:  "何も変更していません。不要なファイルを削除してから、" + again,
	},
	storage.ErrReadOnly: {
		Summary: "%sを読み書きする権限がありません。",
		Advice:  "何も変更していません。読み取り専用でないこと、アクセス権、セキュリティソフトの設定を確かめてください。",
	},
	storage.ErrMedium: {
		Summary: "書き込みが禁止されているディスクのため、%sに保存できません。",
		Advice:  "何も変更していません。ディスクの書き込み禁止を解除するか、書き込めるディスクを使ってください。",
	},
	storage.ErrBusy: {
		Summary: "%sが、ほかのプログラムで使われています。",
		Advice:  "何も変更していません。ほかのプログラムでの作業を終えてから、" + again,
	},
	storage.ErrGone: {
		Summary: "%sが見つかりません。",
		Advice: "移動や削除をしていないか、USBメモリーやネットワークドライブがつながっているかを確かめ、元に戻してから、" + again +
			"データフォルダーは、この端末のディスクに置いてください。",
	},
	storage.ErrDevice: {
		Summary: "ディスクかネットワークドライブに問題があるため、%sを読み書きできません。",
		Advice: "接続を確かめてから、" + again + "データフォルダーは、ネットワークドライブやUSBメモリーではなく、この端末のディスクに置いてください。" +
			"この端末のディスクで起きるときは、ディスクが故障していないか調べてください。",
	},
	storage.ErrMemory: {
		Summary: "この端末のメモリーなどが足りないため、続けられません。",
		Advice:  "何も変更していません。ほかのプログラムを終了するか、端末を再起動してから、" + again,
	},
	storage.ErrLong: {
		Summary: "フォルダーの場所（パス）が長すぎます。",
		Advice:  "ドライブのすぐ下など、もっと短い場所にフォルダーを移してから、" + again,
	},
	storage.ErrPlace: {
		Summary: "%sは、ふつうのファイルやフォルダーではないか、同じ名前の別のものがあるため、使えません。",
		Advice:  "何も変更していません。それを別の場所に移すか、名前を変えてから、" + again,
	},
	storage.ErrName: {
		Summary: "%sの名前に、このディスクで使えない文字があります。",
		Advice:  "「/ \\ : * ? \" < > |」などの文字を含まない名前にしてから、" + again,
	},
	storage.ErrTempDir: {
		Summary: "一時ファイルを置く場所がありません。",
		Advice:  "何も変更していません。一時フォルダー（環境変数TMPDIRやTEMPのフォルダー）があり、書き込めることを確かめてください。",
	},
}

// ofFailure names what could not be used, where the error tells: without a name it is a
// file of the data folder, of which SQLite tells none.
func ofFailure(kind, err error) Text {
	place := "データファイル"
	if path := pathIn(err); path != "" {
		place = "「" + path + "」"
	}
	t := failures[kind]
	t.Summary = strings.ReplaceAll(t.Summary, "%s", place)
	return t
}

// pathIn is the path that an operation of the system failed on; "": it is not told.
func pathIn(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.New
	}
	return ""
}

// concerns has the words for every storage.Concern.
var concerns = map[storage.Concern]Text{
	storage.ConcernOpen: {
		Summary: "データフォルダーを、この端末のほかのユーザーも開けます。",
		Advice:  "中には全員の個人情報があります。自分だけが開けるように、アクセス権を変更してください。",
	},
	storage.ConcernRemote: {
		Summary: "データフォルダーが、ネットワークドライブにあります。",
		Advice: "接続が切れると使えなくなり、ほかの端末と同時に使うと、データが壊れることがあります。" +
			"「全体を保存」で保存してから、この端末のフォルダーに移してください。",
	},
}

// Concern says what a person should know about where the data is.
func Concern(c storage.Concern) Text { return concerns[c] }
