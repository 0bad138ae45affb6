package app_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// What is older than a person wants to keep goes when they say so, and with each import.
func TestHistory_IsAsLongAsTheSettingsSay(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	kept := func(want ...int64) {
		t.Helper()
		lines, err := of.History(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, line := range lines {
			ids = append(ids, line.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("lines %v, want %v", ids, want)
		}
	}
	age := func() { of.sql("UPDATE imports SET finished_at = '2020-04-01T00:00:00Z'") }

	of.runImport()
	of.runImport()
	age()
	kept(2, 1)
	s := app.DefaultSettings
	s.HistoryDays = 365
	if err := of.SetSettings(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	kept(2) // the last success stays
	age()
	of.logged()
	of.runImport()
	kept(3)
	if got := of.line(of.logged(), `"forgot history"`); got != `level=INFO msg="forgot history" lines=1` {
		t.Errorf("logged is %s", got)
	}

	s.HistoryDays = 0 // for ever
	if err := of.SetSettings(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	age()
	of.runImport()
	kept(4, 3)
}

func TestPreview_IsSavedForASpreadsheetWithALineAField(t *testing.T) {
	d := &directory.Directory{Departments: []directory.Department{{ID: directory.RootID, Name: "最上位部署"}}}
	before := directory.User{ID: 1, LoginName: "sato", Name: "佐藤 昇", Phone: "03-1111-2222", Memo: "鍵,\"金庫\""}
	after := before
	after.Phone, after.Reading = "", "=さとう"
	leaver := directory.User{ID: 2, LoginName: "suzuki", Name: "鈴木", Memo: "鍵"}
	plan := &directory.Plan{Users: []directory.Change[directory.User]{
		directory.NewChange(&leaver, nil, "U8", directory.ReasonGone),
		directory.NewChange(&before, &after, "U2", directory.ReasonLinked),
	}}
	var file bytes.Buffer
	if err := app.WriteChanges(&file, browse.BuildPreview(plan, d).List(browse.PreviewQuery{})); err != nil {
		t.Fatal(err)
	}
	want := "\ufeff" + strings.Join([]string{
		"操作,種類,対象,項目,変更前,変更後,理由",
		"変更,ユーザー,佐藤 昇（sato）,電話番号,03-1111-2222,（なし）,連携済み",
		"変更,ユーザー,佐藤 昇（sato）,よみ,（なし）,'=さとう,連携済み",
		"削除,ユーザー,鈴木（suzuki）,,,メモ「鍵」も失われます,cybozu.comから削除された", "",
	}, "\r\n")
	if file.String() != want {
		t.Errorf("got\n%s\nwant\n%s", file.String(), want)
	}
}
