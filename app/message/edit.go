package message

import (
	"fmt"
	"strings"

	"anpisync/app/edit"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// ofEdit says what is wrong with an edit by hand, beside the field it is about.
func ofEdit(e *edit.Error) Text {
	field := label.Of(e.Record, e.Field)
	switch e.Kind {
	case edit.KindEmpty:
		return Text{Summary: field + "が入力されていません。", Advice: field + "を入力してください。"}
	case edit.KindTaken:
		return Text{
			Summary: fmt.Sprintf("%s「%s」を重複させることはできません。", field, e.Value),
			Advice:  fmt.Sprintf("「%s」が使っています。別の%sを入力してください。", e.Holder, field),
		}
	case edit.KindAddress:
		return Text{
			Summary: "メールアドレスの形ではありません。",
			Advice:  "「name@example.com」の形で入力してください。",
		}
	case edit.KindLinked:
		return Text{
			Summary: "連携済みの部署は移動できません。",
			Advice:  "cybozu.comで組織を移動してから読み込むか、連携を解除してください。",
		}
	case edit.KindBelow:
		return Text{Summary: "部署を、それ自身やその下には移動できません。", Advice: "別の部署を選んでください。"}
	case edit.KindTop:
		return Text{Summary: "最上位部署は、名前だけを変更できます。", Advice: "移動と削除はできません。部署コードは空にしてください。"}
	}
	// KindGone
	return Text{Summary: "編集しようとしたものが、すでにありません。", Advice: "いまの内容を確かめて、もう一度お試しください。"}
}

// ofConflict says why an edit cannot be taken back (I10).
func ofConflict(e *directory.ConflictError) Text {
	who := "「" + e.Name + "」"
	t := Text{Advice: "何も変更していません。いまの内容を確かめて、編集し直してください。"}
	switch e.Kind {
	case directory.ConflictTaken:
		t.Summary = fmt.Sprintf("%sの「%s」は、いまは「%s」が使っているため、元に戻せません。", who, e.Value, e.Holder)
		if e.Value == "" {
			t.Summary = fmt.Sprintf("%sと連携していたcybozu.comの%sは、いまは「%s」と連携しているため、元に戻せません。", who, counterparts[e.Record], e.Holder)
		}
	case directory.ConflictUsed:
		t.Summary = fmt.Sprintf("%sには、追加したあとに部署かユーザーが加わったため、元に戻せません。", who)
		t.Advice = "何も変更していません。部署が要らないときは、「部署／ユーザー」で削除してください。"
	case directory.ConflictPlace:
		t.Summary = fmt.Sprintf("%sの元の親部署は、すでに削除されたか、%sの下に移されたため、元に戻せません。", who, who)
		t.Advice = "何も変更していません。「部署／ユーザー」で移動し直してください。"
	default: // directory.ConflictChanged
		t.Summary = fmt.Sprintf("%sは、編集したあとに変更されたため、元に戻せません。", who)
	}
	return t
}

var counterparts = map[directory.RecordKind]string{
	directory.KindDepartment: "組織",
	directory.KindUser:       "ユーザー",
}

const (
	takenBack = "を元に戻す"
	doneAgain = "をやり直す"
)

// TakenBack is what taking back an edit is called, by what the edit is called: empty
// where an earlier version made it.
func TakenBack(edit string) string {
	if name, was := strings.CutSuffix(edit, takenBack); was {
		return name + doneAgain
	}
	if name, was := strings.CutSuffix(edit, doneAgain); was {
		return name + takenBack
	}
	if edit == "" {
		edit = "編集"
	}
	return edit + takenBack
}

// IsTakenBack says whether the name of a line of the history is of something taken back:
// who takes back that line does the thing again.
func IsTakenBack(kind directory.ImportKind, name string) bool {
	return kind == directory.ImportUndo || kind == directory.ImportEdit && strings.HasSuffix(name, takenBack)
}

// Done says what a line of the history has done, for the one who did it; name is what an
// edit is called.
func Done(kind directory.ImportKind, name string, d, u directory.Tally) string {
	counts := "　" + Counts(d, u)
	switch kind {
	case directory.ImportManual, directory.ImportAuto:
		return Finished + counts
	case directory.ImportCSV:
		return "ファイルの内容を反映しました。" + counts
	case directory.ImportUndo:
		return "読み込みの前の状態に戻しました。" + counts
	case directory.ImportTakeOver:
		return name
	}
	if was, back := strings.CutSuffix(name, takenBack); back {
		return was + "を元に戻しました。"
	}
	if was, again := strings.CutSuffix(name, doneAgain); again {
		return was + "をやり直しました。"
	}
	return name + "：保存しました。"
}

// Readmitted is what taking records off the list 「読み込みから除外」 is called.
func Readmitted(es []directory.Exclusion) string {
	if len(es) == 1 {
		return "「" + es[0].Name + "」の除外の取りやめ"
	}
	return grouped(len(es)) + "件の除外の取りやめ"
}
