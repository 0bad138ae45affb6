package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/cybozu/cybozutest"
	"anpisync/views/kit"
)

// The widths that a person gave are there the next time.
func TestRemember_TheWidthsOfAPlanAndOfItsProblemsAreKept(t *testing.T) {
	s := twice(t)
	for key, want := range map[string]string{"plan.width": "500", "problems.width": "333"} {
		if err := s.app.SetSetting(t.Context(), key, want); err != nil {
			t.Fatal(err)
		}
	}
	s.win.Resize(fyne.NewSize(1600, 900))
	s.preview().onCancel()
	s.settle()
	s.expectProblems(2)
	b := s.preview().problems
	if got := b.grid.Size().Width; got < 320 || got > 340 {
		t.Errorf("the problems are %g wide", got)
	}
	b.grid.SelectAll()
	s.settle()
	s.click("提案どおりにまとめて解決する（2件）")
	s.preview().tabs.Choose(1)
	s.settle()
	if got := s.preview().tree.tree.Size().Width; got < 480 || got > 510 {
		t.Errorf("the tree is %g wide", got)
	}
}

// What a person makes of a list is kept even where the window closes at once; where it cannot be
// kept, the log has it and nobody is disturbed.
func TestRemember_WhatCannotBeKeptIsInTheLog(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	value := 0
	k := s.recall("width", &value)
	s.rename("settings", "gone")
	k.set(1)
	s.settle()
	s.rename("gone", "settings")
	if log := s.logged(); !strings.Contains(log, `level=ERROR msg=setting key=width error="write the setting width: `) || s.dialogs() != "" || k.saving {
		t.Errorf("it says %q, logged is %s", s.dialogs(), log)
	}
	k.set(2)
	s.cancel()
	s.jobs.Wait()
	if text, err := s.app.Setting(t.Context(), "width"); text != "2" || err != nil {
		t.Errorf("kept is %q, %v", text, err)
	}
}

// Columns that the program has not, or no longer, are passed over; the first one counts too.
func TestRemember_ColumnsThatAreNotThereArePassedOver(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	of := kit.Columns[int]{
		{GridColumn: kit.GridColumn{Title: "一", Width: 100, Sorts: true}}, {GridColumn: kit.GridColumn{Title: "二", Width: 100, Sorts: true}},
	}
	if err := s.app.SetSetting(t.Context(), "columns.some", `{"columns":[{"title":"二","width":90},{"title":"昔の列","width":5},{"title":"一","hidden":true}],`+
		`"sort":[{"title":"昔の列"},{"title":"一","descending":true}]}`); err != nil {
		t.Fatal(err)
	}
	grid := of.Grid("")
	s.rememberColumns("some", grid)
	got := grid.Arrangement()
	if want := (kit.Arrangement{Columns: []kit.Arranged{{Column: 1, Width: 90}, {Column: 0, Hidden: true}}, Sort: []kit.SortKey{{Column: 0, Descending: true}}}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("arranged is %+v, want %+v", got, want)
	}
	grid.Arrange(kit.Arrangement{Columns: []kit.Arranged{{Column: 0, Width: 80}, {Column: 1}}, Sort: []kit.SortKey{{Column: 1}, {Column: 0, Descending: true}}})
	grid.OnArrange()
	s.settle()
	if text, err := s.app.Setting(t.Context(), "columns.some"); err != nil || text != `{"columns":[{"title":"一","width":80},{"title":"二"}],"sort":[{"title":"二"},{"title":"一","descending":true}]}` {
		t.Errorf("kept is %s, %v", text, err)
	}
}
