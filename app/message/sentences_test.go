package message

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"anpisync/app/format"
	"anpisync/app/goldentest"
	"anpisync/app/release"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Whoever changes a sentence that is made of numbers and names looks at what it has become,
// with each number that makes it another one.
func TestEverySentenceWithANumberOrANameReadsAsInTheFile(t *testing.T) {
	at := time.Date(2026, 10, 3, 7, 5, 0, 0, time.Local)
	other := errors.New("planted")
	names := func(n int) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprint("名前", i+1))
		}
		return all
	}
	w := &table{}
	w.heading("接続")
	w.line("Kept", Kept(nil), Kept(other))
	w.line("KeptAnswers", KeptAnswers(1234, "/tmp/answers"))
	w.line("Unrepeated", Unrepeated("止めました。"+Unchanged+"もう一度"+Unchanged))
	text := Text{"一", "二", "三"}
	w.line("Text", text.String(), text.Line(), Text{Summary: "一", Detail: "三"}.String())

	w.heading("数")
	for _, n := range []int{0, 1, 1234} {
		w.line(fmt.Sprint(n), People(n), Departments(n), Number(n), HoldTerm(n), Leavers(n))
	}
	for _, from := range values[directory.PhoneSource](t, "PhoneSource") {
		w.line(string(from), PhoneSource(from))
	}

	w.heading("自動同期")
	for _, never := range []bool{false, true} {
		w.line(fmt.Sprint(never), Overdue(1234, at, never).String())
	}
	w.line("Report", ReportNotSent(other), ReportNotLeft("/tmp/reports", other))
	w.line("Roster", RosterLeft("/tmp/rosters"), RosterNotLeft("/tmp/rosters", other))
	t.Setenv("HOME", "/home/sato")
	t.Setenv("USERPROFILE", "/home/sato")
	away := Text{"/home/sato/a に", "/home/sato/b を", "/home/sato/c"}.Away()
	w.line("Away", away.Summary, away.Advice, away.Detail)
	w.line("StoppedAt", StoppedAt(at))
	for _, n := range [][3]int{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1234, 2}} {
		w.line(fmt.Sprint(n), Shifted(n[0], n[1], n[2]).String())
	}
	d := Description{Action: directory.Create, Name: "佐藤 昇（sato）"}
	w.line("Shift", ShiftAdded(d), ShiftChanged(d), ShiftGone(d))

	w.heading("新しいバージョン")
	w.line("ReleaseOffer", ReleaseOffer("example.com"))
	w.line("Newer", Newer(release.Release{Version: "v1.3.0", News: []string{"一。", "二。"}}).String())

	w.heading("見本の不具合")
	fault := &NoSuchFaultError{Name: "x", Known: []string{"a", "b"}}
	w.line("NoSuchFault", fault.Error(), Of(fault).String())

	w.heading("履歴と復元")
	w.line("Readmitted", Readmitted([]directory.Exclusion{{Name: "佐藤 昇"}}), Readmitted(make([]directory.Exclusion, 1234)))
	for _, kind := range []directory.ImportKind{directory.ImportUndo, directory.ImportEdit, directory.ImportCSV} {
		w.line(string(kind), fmt.Sprint(IsTakenBack(kind, TakenBack("移動")), IsTakenBack(kind, "移動"), IsTakenBack(kind, TakenBack(TakenBack("移動")))))
	}
	w.line("OfFile", OfFile("a.csv", "読みました。"), OfFile("", "読みました。"))
	w.line("TakenOver", TakenOver("a.zip", "b.db"))
	w.line("Restored", Restored(storage.Backup{At: at}))
	w.line("Restorable", Restorable(other, true), Restorable(other, false), Restorable(fmt.Errorf("open: %w", storage.ErrMissing), false))

	w.heading("書式")
	w.line("FormatLeft", FormatLeft("/tmp/f"), FormatNotLeft("/tmp/f", other), FormatNotLeft("/tmp/f", &format.LeftOutError{Problems: []format.Problem{{Kind: format.ProblemMissing, Key: "sato", Name: "佐藤 昇", Column: "電話"}}}),
		FormatNotLeft("/tmp/f", &format.LeftOutError{Kind: format.Departments, Problems: []format.Problem{{Kind: format.ProblemMissing, Key: "soumu", Name: "総務部", Column: "上位の部署"}}}))
	for _, n := range []int{1, 5, 6, 1234} {
		w.line(fmt.Sprint(n), FormatDeep(n), FormatDiffers(n))
		for _, kind := range []format.Kind{format.Users, format.Departments} {
			w.line(fmt.Sprint(n), FormatWhole(kind), FormatUnmarked(kind, n), FormatEmptied(kind, n, names(n)), FormatRekeyed(kind, n, "社員番号"))
		}
	}
	change := format.Entry{Change: format.Changed, Key: "2", Cells: []string{"2", ""}, Before: []string{"1", "部長"}, Differ: []int{0, 1}, Written: true}
	columns := []format.Column{{Name: "社員番号"}, {Name: "役職", Source: format.Source{What: format.Field}}}
	for _, f := range []*format.Format{{}, {Columns: columns}, {Columns: columns, Whole: true}, {Columns: columns, Whole: true, Kind: format.Departments}} {
		d := &format.Draft{Format: f}
		if len(f.Columns) > 0 {
			d.Entries = []format.Entry{change, {Change: format.Leaves}}
		}
		w.line("FormatWarnings", FormatWarnings(d)...)
	}
	for _, m := range []format.Match{
		{}, {ByName: true}, {Same: 1, Compared: 2}, {ByName: true, Same: 1, Compared: 2}, {Same: 3, Emptied: 3}, {Same: 3, Emptied: 4},
	} {
		w.line(fmt.Sprintf("%+v", m), FormatMatch(m), FormatUnsure(m))
	}
	goldentest.Compare(t, "testdata/sentences.txt", w.String()[1:])
}
