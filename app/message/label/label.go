// Package label says how the fields of a record are called in Japanese, on every screen
// and in every file. It is apart from package message because that puts the errors of
// files into words, and files have these words in their headers.
package label

import (
	"strings"

	"anpisync/reconcile/directory"
)

var labels = map[directory.RecordKind]map[string]string{directory.KindUser: {
	directory.FieldLogin:       "ログイン名",
	directory.FieldName:        "名前",
	directory.FieldReading:     "よみ",
	directory.FieldEmail:       "メールアドレス",
	directory.FieldPhone:       "電話番号",
	directory.FieldMobile:      "携帯電話",
	directory.FieldEmployee:    "従業員番号",
	directory.FieldDepartments: "所属部署",
	directory.FieldMemo:        "メモ",
	directory.FieldSortOrder:   "並び順",
	directory.FieldSuspended:   "状態",
	directory.FieldCybozuID:    "連携先のID",
	directory.FieldFormerLink:  "連携",
	directory.FieldHeldSince:   "保留",
	directory.FieldPassword:    "パスワード",
}, directory.KindDepartment: {
	directory.FieldCode:       "部署コード",
	directory.FieldName:       "部署名",
	directory.FieldParent:     "親部署",
	directory.FieldSortOrder:  "並び順",
	directory.FieldCybozuID:   "連携先のID",
	directory.FieldFormerLink: "連携",
}}

// Of is the name of a field of one kind of record.
func Of(kind directory.RecordKind, field string) string { return labels[kind][field] }

// Imported are the fields of a user that a person may write and each import writes over
// (U7, U15), with sep between them.
func Imported(o directory.Options, sep string) string {
	var names []string
	for _, f := range o.UserFields() {
		if f.Imported && f.ByHand {
			names = append(names, Of(directory.KindUser, f.Name))
		}
	}
	return strings.Join(names, sep)
}
