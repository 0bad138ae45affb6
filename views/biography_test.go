package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// dialogGrid is the list of the topmost dialog.
func (s *stage) dialogGrid() (found *kit.Grid) {
	s.t.Helper()
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if g, ok := o.(*kit.Grid); ok {
			found = g
		}
	})
	if found == nil {
		s.t.Fatal("the dialog has no list")
	}
	return found
}

// cells are the texts of a list, a line a row.
func cells(g *kit.Grid, columns int) string {
	var b strings.Builder
	for row := range g.Rows().Len() {
		for column := range columns {
			b.WriteString(g.Rows().Cell(row, column).String() + "|")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestBiography_OfAUserLeadsFromTheFormToTheLineOfTheHistory(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	after := u
	after.Memo = "夜は不在"
	s.window.edit("", edit.ChangeUser(u, after), nil)
	s.settle()
	s.onNavigated(screenPeople)
	s.settle()
	s.goTo(directory.KindUser, u.ID)
	s.settle()
	s.people.onEditUser()
	s.click("履歴")
	s.settle()
	shown := cells(s.dialogGrid(), 5)
	for _, want := range []string{"メモ：（なし） → 夜は不在", "手動の編集", "編集", "新しいユーザー", "手動（"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
	g := s.dialogGrid()
	if g.Rows().Len() != 2 {
		t.Fatalf("%d rows\n%s", g.Rows().Len(), shown)
	}
	g.Select(g.Rows().Key(1))
	s.settle()
	test.Tap(s.dialogButton("この操作の履歴を開く"))
	s.settle()
	if s.layers.Busy() || s.current() != screen(s.history) {
		t.Fatalf("it leads to %q", s.dialogs())
	}
	if line := s.history.shown; line == nil || line.Kind != directory.ImportManual {
		t.Errorf("the line is %+v", line)
	}
	if picked := s.history.changes.picked(); len(picked) != 1 || picked[0].RecordID() != u.ID || picked[0].Kind != directory.KindUser {
		t.Errorf("the change is %+v", picked)
	}
}

func TestBiography_OfWhatIsGoneIsFoundFromTheHistory(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	d := s.department("開発チーム")
	s.window.edit("", edit.DeleteUsers([]int64{u.ID}, false), nil)
	s.settle()
	s.window.edit("", edit.DeleteDepartment(d.ID, false), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	test.Tap(s.history.records)
	s.settle()
	s.dialogEntry().SetText("誰でもない")
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "該当する人や部署はありません") {
		t.Errorf("of nobody it says %q", shown)
	}
	s.dialogEntry().SetText(u.LoginName)
	s.settle()
	if shown := cells(s.dialogGrid(), 4); !strings.Contains(shown, "|いまはない|") || strings.Count(shown, "\n") != 1 {
		t.Fatalf("found are\n%s", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := cells(s.dialogGrid(), 2); !strings.Contains(shown, "削除") || !strings.Contains(shown, "追加") {
		t.Errorf("it tells\n%s", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.dialogEntry().SetText("開発チーム")
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "「開発チーム」の履歴") {
		t.Errorf("the department: %q", shown)
	}
}

func TestBiography_DoesNotLoseWhatWasTyped(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	d := s.department("開発本部")
	s.people.goTo(directory.KindDepartment, d.ID)
	s.settle()
	s.people.onRenameDepartment()
	s.typeInto("部署名", "研究本部")
	s.click("履歴")
	s.settle()
	g := s.dialogGrid()
	g.Select(g.Rows().Key(0))
	test.Tap(s.dialogButton("この操作の履歴を開く"))
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "入力した内容を破棄しますか") {
		t.Errorf("it asks %q", shown)
	}
}

func TestBiography_TheKeyTellsOfWhatTheKeysAreAt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	u, d := s.stored().Users[0], s.department("開発本部")
	s.people.goTo(directory.KindUser, u.ID)
	s.settle()
	s.people.goTo(directory.KindDepartment, d.ID)
	s.settle()
	s.win.Canvas().Focus(s.people.tree.Focusable())
	s.press(fyne.KeyH, ctrl|fyne.KeyModifierShift)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, d.Name) {
		t.Errorf("in the tree it opens %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.people.goTo(directory.KindUser, u.ID)
	s.settle()
	s.press(fyne.KeyH, ctrl|fyne.KeyModifierShift)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, u.Name) {
		t.Errorf("in the list it opens %q", shown)
	}
}

func TestBiography_TheSearchAndTheDialogSayAllThatThereIs(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	s.openRecordSearch()
	s.dialogEntry().SetText("開発")
	s.settle()
	const head, foot = "人や部署の履歴を探す / field	名前・ログイン名・よみ・メールアドレス・部署", " / 削除された人や部署も探せます。行をダブルクリックすると、その履歴を表示します。 / [閉じる] / [履歴を見る]"
	const titles = " / いまはない人と部署だけ / titles	種類 | 名前 | ログイン名・部署コード | 状態"
	s.expectWords("of what was typed while the history was read", head+" / typed	開発"+titles+" / row	部署 | 開発本部 | dev | / row	部署 | 開発チーム | dev_team |"+foot)
	found := s.dialogGrid()
	found.Select(found.Rows().Key(1))
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	const first = "「開発チーム」の履歴 / titles	日時 | 操作 | 変更前 → 変更後 | 理由 | きっかけ / row	MOMENT | 追加 | 親部署：最上位部署 ＞ 開発本部 | 新しい組織（dev_team） | 手動（example.cybozu.com）" +
		" / MOMENT　開発チーム　親部署：最上位部署 ＞ 開発本部⏎理由：新しい組織（dev_team）　きっかけ：手動（example.cybozu.com） / [この操作の履歴を開く]"
	const last = " / [CSVに保存] / [閉じる]"
	s.expectWords("of the second", first+last)
	s.dialogGrid().Unselect()
	s.expectWords("where no line is selected", first+" 行を選ぶと使えます。"+last)
	s.dialogGrid().OnOpen(0, 0)
	s.settle()
	s.expectWords("where no line is opened", first+" 行を選ぶと使えます。"+last)
	s.press(fyne.KeyEscape, 0)
	found.Unselect()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := s.reads(); !strings.HasPrefix(shown, "「開発本部」の履歴 / ") {
		t.Errorf("without one selected it is of %q, want the first", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.dialogEntry().SetText("だれでもない")
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("where nobody is found", head+" / typed	だれでもない"+titles+" / 種類 / 名前 / ログイン名・部署コード / 状態 / 履歴に、該当する人や部署はありません"+foot)
}

func TestBiography_WhatWasTakenBackIsCalledSo(t *testing.T) {
	for want, line := range map[string]*directory.Import{
		"手動":         {Kind: directory.ImportManual, Outcome: directory.OutcomeOK},
		"手動（元に戻し済み）": {Kind: directory.ImportManual, Outcome: directory.OutcomeUndone},
	} {
		if got := causeOf(line); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestBiography_OfWhoIsGoneIsFoundAndItsLineOpenedByTheMouse(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[0]
	s.window.edit("", edit.DeleteUsers([]int64{u.ID}, false), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	s.click("人や部署の履歴を探す")
	s.ticks("いまはない人と部署だけ")
	grid := s.dialogGrid()
	if listed := cells(grid, 2); grid.Rows().Len() != 1 || !strings.Contains(listed, u.Name) {
		t.Fatalf("who is gone are %q", listed)
	}
	grid.OnOpen(0, 0)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "「"+u.Name) || !strings.Contains(shown, "の履歴日時") {
		t.Fatalf("shown is %q", shown)
	}
	s.dialogGrid().OnOpen(0, 0)
	s.settle()
	if line := s.history.shown; s.layers.Busy() || line == nil || line.Kind != directory.ImportEdit {
		t.Errorf("it leads to %+v, %q", line, s.dialogs())
	}
}

// The history of a record leads to its line and its change, behind whatever was searched.
func TestBiography_LeadsToItsChangeBehindASearch(t *testing.T) {
	s := peopleStage(t)
	u := s.storedUser("userA")
	other := *u
	other.Memo = "鍵"
	s.window.edit("「ユーザーA」の変更", edit.ChangeUser(*u, other), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	h.open(h.imports[1].ID)
	h.changes.search.SetText("だれもいない")
	h.changes.filters.Choose(2)
	s.settle()
	for _, row := range []int64{1, 0, 1} { // the same line, another, and back
		s.onNavigated(screenPeople)
		s.people.goTo(directory.KindUser, u.ID)
		s.settle()
		s.people.onUserHistory()
		s.settle()
		s.dialogGrid().Select(row)
		s.click("この操作の履歴を開く")
		picked := h.changes.picked()
		if s.layers.Busy() || s.current() != screen(h) || h.shown == nil || h.shown.ID != h.imports[row].ID || len(picked) != 1 || picked[0].RecordID() != u.ID || picked[0].Kind != directory.KindUser {
			t.Errorf("row %d leads to %+v, %+v; it says %q", row, h.shown, picked, s.dialogs())
		}
		if h.changes.search.Text != "" || h.changes.filters.Chosen() != 0 || h.changes.wanted != 0 {
			t.Errorf("searched is %q", h.changes.search.Text)
		}
	}
	s.people.onEditUser()
	s.typeInto("メモ", "別")
	s.click("履歴")
	s.click("この操作の履歴を開く")
	s.click("破棄する")
	if s.layers.Busy() || s.window.form != nil || s.current() != screen(h) {
		t.Errorf("given up, it says %q", s.dialogs())
	}
}

func TestBiography_SaysWhetherItIsAllAndSavesWhatThereIs(t *testing.T) {
	s := peopleStage(t)
	u := s.storedUser("userA")
	other := *u
	other.Memo = "鍵"
	s.window.edit("「ユーザーA」の変更", edit.ChangeUser(*u, other), nil)
	s.settle()
	events, err := s.app.Biography(t.Context(), directory.KindUser, u.ID)
	if err != nil || len(events) != 2 {
		t.Fatal(events, err)
	}
	const (
		titles = "の履歴 / titles	日時 | 操作 | 変更前 → 変更後 | 理由 | きっかけ"
		memo   = " / row	MOMENT | 変更 | メモ：（なし） → 鍵 | 手動の編集 | 編集：「ユーザーA」の変更"
		first  = " / row	MOMENT | 追加 | 所属部署：グループ1、グループ2　メールアドレス：userA@example.com | 新しいユーザー | 手動（example.cybozu.com）"
		full   = " / MOMENT　ユーザーA（userA）　メモ：（なし） → 鍵⏎理由：手動の編集　きっかけ：編集：「ユーザーA」の変更"
		foot   = " / [この操作の履歴を開く] / [CSVに保存] / [閉じる]"
	)
	for _, c := range []struct {
		events []browse.Event
		want   string
	}{
		{events, "「甲」" + titles + memo + first + full + foot},
		{events[:1], "「甲」" + titles + memo + full + " / これより前の変更は、履歴に残っていません。" + foot},
		{nil, "「甲」" + titles + " / 日時 / 操作 / 変更前 → 変更後 / 理由 / きっかけ / 履歴に残っている変更はありません / [この操作の履歴を開く] 行を選ぶと使えます。 / [CSVに保存] 保存する変更がありません。 / [閉じる]"},
	} {
		b := newBiography(s.window, "甲", c.events)
		b.dialog.Show(b.grid.Focusable())
		s.expectWords("of some", c.want)
		s.press(fyne.KeyEscape, 0)
	}
}
