package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestChanges_ColumnsAreAsWideAsTheirTexts(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	_ = s
	columns := changeColumns(nil)
	long := strings.Repeat("長い文章", 30)
	texts := [][]string{nil, {"ユーザー"}, {"甲", "長い名前の部署"}, {long}, {""}}
	usual, full := changeWidths(texts)
	wide := func(i int, text string) float32 {
		least := columns[i].Width
		if columns[i].Weight > 0 {
			least = max(columns[i].Min, kit.TitleWidth(columns[i].Title))
		}
		return max(least, kit.CellWidth(text, false))
	}
	for i, text := range []string{"", "ユーザー", "長い名前の部署", long, ""} {
		if full[i] != wide(i, text) || usual[i] != min(wide(i, text), max(columns[i].Width, broadest)) {
			t.Errorf("%s: %g, at most %g, want %g", columns[i].Title, usual[i], full[i], wide(i, text))
		}
	}
	if full[3] <= usual[3] || usual[3] != 380 || full[0] != 84 {
		t.Errorf("%g, %g, %g", full[3], usual[3], full[0])
	}
}

// A filter that few plans need is there while it lists something or is chosen.
func TestChanges_TheFilterThatIsChosenStays(t *testing.T) {
	s := changed(t)
	l := s.preview().list.changes
	names := func() (text string) {
		for _, c := range l.chips {
			text += " " + tagsOf([]chip{c})[0].Text
		}
		return text
	}
	if got := names(); got != " すべて 2 追加 1 変更 0 紐付け 0 連携解除 0 削除 1" {
		t.Errorf("there are%s", got)
	}
	s.pick(directory.Delete)
	s.click("残す（このアプリのみにする）")
	const answered = " すべて 2 追加 1 変更 0 紐付け 0 連携解除 1 削除 0 回答 1"
	if got := names(); got != answered {
		t.Errorf("with an answer there are%s", got)
	}
	l.filters.Choose(6)
	s.settle()
	if n := l.grid.Rows().Len(); n != 1 {
		t.Errorf("%d are answered", n)
	}
	s.preview().takeBack(directory.MendKeep)
	s.settle()
	if got := names(); got != " すべて 2 追加 1 変更 0 紐付け 0 連携解除 0 削除 1 回答 0" || l.chips[l.filters.Chosen()].name != "回答" {
		t.Errorf("taken back there are%s", got)
	}
	l.filters.Choose(0)
	s.pick(directory.Delete)
	s.click("残す（このアプリのみにする）")
	s.preview().takeBack(directory.MendKeep)
	s.settle()
	if got := names(); got != " すべて 2 追加 1 変更 0 紐付け 0 連携解除 0 削除 1" || l.filters.Chosen() != 0 {
		t.Errorf("no longer chosen there are%s", got)
	}
	s.do(s.command("sort"))
	s.expectWords("sorting", "操作 / 種類 / 対象 / 変更前 → 変更後 / 理由")
	s.press(fyne.KeyEscape, 0)
	l.grid.OnSort([]kit.SortKey{{Column: 2, Descending: true}})
	s.settle()
	if got := cells(l.grid, 3); got != "追加|ユーザー|新人（new）|\n削除|ユーザー|ユーザーX（userX）|\n" {
		t.Errorf("sorted the other way they are\n%s", got)
	}
	l.grid.OnSort([]kit.SortKey{{Column: 2}})
	s.settle()
	if got := cells(l.grid, 3); got != "削除|ユーザー|ユーザーX（userX）|\n追加|ユーザー|新人（new）|\n" {
		t.Errorf("sorted they are\n%s", got)
	}
	l.search.SetText("新人")
	s.settle()
	if cell := l.grid.Rows().Cell(0, 2); l.grid.Rows().Len() != 1 || !slices.Equal(cell.Hits, []kit.Hit{{From: 0, To: 6}}) {
		t.Errorf("found is %+v", cell)
	}
	if !s.preview().list.escape() || l.search.Text != "" {
		t.Error("Esc does not give up the search")
	}
	s.settle()
	l.grid.Unselect()
	if offers := s.preview().list.offers(); len(offers) != 0 {
		t.Errorf("of none the menu offers %+v", offers)
	}
	s.settle()
	l.grid.SelectAll()
	if !s.preview().list.escape() || l.grid.SelectedCount() != 0 || s.preview().list.escape() {
		t.Error("Esc does not give up the selection, or more than that")
	}
}

// A list that nobody listens to lists, too, and of another plan nothing is selected yet.
func TestChanges_OfAnotherPlanNothingIsSelected(t *testing.T) {
	s := changed(t)
	model := s.preview().sight.changes
	l := newChangeList(s.window, model, true)
	s.settle()
	l.grid.Select(l.grid.Rows().Key(0))
	if got := l.picked(); len(got) != 1 || l.detail.Hidden || l.detail.String() != got[0].Name+"　"+got[0].Text()+"　"+got[0].Reason() {
		t.Errorf("selected are %+v, and it tells %q", got, l.detail)
	}
	l.set(browse.BuildPreview(new(directory.Plan), new(directory.Directory)))
	if got := l.picked(); len(got) != 0 {
		t.Errorf("selected are %+v", got)
	}
	s.settle()
	if l.grid.Rows().Len() != 0 || !l.detail.Hidden {
		t.Errorf("%d are listed, and it tells %q", l.grid.Rows().Len(), l.detail)
	}
}
