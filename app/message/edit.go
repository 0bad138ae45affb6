package message

import (
	"fmt"

	"anpisync/app/edit"
)

var editFields = map[edit.Field]string{
	edit.FieldCode:   "部署コード",
	edit.FieldName:   "名前",
	edit.FieldParent: "親部署",
	edit.FieldLogin:  "ログイン名",
	edit.FieldEmail:  "メールアドレス",
}

// ofEdit says what is wrong with an edit by hand, beside the field it is about.
func ofEdit(e *edit.Error) Text {
	field := known(editFields, e.Field)
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
	case edit.KindChanged:
		return Text{
			Summary: "編集したあとに別の変更があったため、元に戻せません。",
			Advice:  "いまの内容を確かめて、編集し直してください。",
		}
	}
	// KindGone
	return Text{Summary: "編集しようとしたものが、すでにありません。", Advice: "いまの内容を確かめて、もう一度お試しください。"}
}
