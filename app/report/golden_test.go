package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"anpisync/app/goldentest"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// sources are one of each kind, by what is told of it.
func sources() (all []struct {
	name string
	of   Source
}) {
	put := func(name string, s Source) {
		s.Version = "1.2.3"
		all = append(all, struct {
			name string
			of   Source
		}{name, s})
	}
	base := Source{Machine: "SOUMU-01", Domain: "example.cybozu.com", At: at, Success: at.AddDate(0, 0, -1), Next: at.AddDate(0, 0, 1)}
	plan := &directory.Plan{
		Departments: []directory.Change[directory.Department]{
			{Action: directory.Create, Reason: directory.ReasonNew, After: &directory.Department{ID: 3, ParentID: 1, Name: "人事課", Code: "jinji", CybozuID: 30}},
		},
		Users: []directory.Change[directory.User]{
			{Action: directory.Delete, Reason: directory.ReasonGone, Before: &directory.User{ID: 4, Name: "加藤 誠", LoginName: "kato", CybozuID: 40, Departments: []int64{1}}},
			{Action: directory.Create, Reason: directory.ReasonNew, After: &directory.User{ID: 5, Name: "青木\t葵\r\n（新）\r人", LoginName: "aoki", CybozuID: 50, Departments: []int64{3}}},
		},
		Read: &directory.Reading{Organizations: 3, Users: 1245, HiddenUsers: 2, At: at},
		Left: directory.Left{UnchangedUsers: 1240, LocalUsers: 3, ExcludedUsers: 2, UnchangedDepartments: 1, UnchangedMemberships: 1300, LocalMemberships: 4},
	}
	directoryBefore := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}, Users: []directory.User{*plan.Users[0].Before}}
	problems := directory.Problems{{
		Rule: "U10", Kind: directory.ProblemEmailTwice, Subject: "m@example.co.jp",
		Parties: []directory.Party{
			{Side: directory.SideHere, Kind: directory.KindUser, ID: 7, CybozuID: 70, Code: "sato", Name: "佐藤 昇", Email: "m@example.co.jp"},
			{Side: directory.SideCybozu, Kind: directory.KindUser, CybozuID: 80, Code: "suzuki", Name: "鈴木 一", Email: "m@example.co.jp"},
		},
		Mends: []directory.Mend{
			{Kind: directory.MendKeeper, Record: directory.KindUser, UserID: 7, Email: "m@example.co.jp", Name: "佐藤 昇"},
			{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 80, Name: "鈴木 一"},
		},
	}}
	of := func(kind Kind, change func(*Source)) Source {
		s := base
		s.Kind = kind
		if change != nil {
			change(&s)
		}
		return s
	}
	withPlan := func(s *Source) { s.Plan, s.Base = plan, directoryBefore }
	failed := message.Text{Summary: "cybozu.comにつながりません。", Advice: "ネットワークを確かめてください。"}

	put("changed, with names", of(Changed, func(s *Source) { withPlan(s); s.Personal = true }))
	put("changed, all seen", of(Changed, func(s *Source) {
		withPlan(s)
		seen := *plan
		seen.Read, s.Plan = &directory.Reading{Organizations: 3, Users: 1245, At: at}, &seen
	}))
	put("stopped by a guard", of(Stopped, func(s *Source) {
		withPlan(s)
		s.Said = message.Text{Summary: "変更が多いため、反映していません。"}
		s.Guards, s.Kept, s.Personal = []directory.Guard{{Kind: directory.GuardUsers, Count: 60, Of: 345, Read: true}}, true, true
	}))
	put("stopped by problems, with names", of(Stopped, func(s *Source) {
		s.Problems, s.Personal = problems, true
		s.Said = message.Text{Summary: "佐藤 昇さんの問題があります。"}
	}))
	put("stopped by problems", of(Stopped, func(s *Source) { s.Problems = problems }))
	put("failed", of(Failed, func(s *Source) { s.Said = failed; s.Domain, s.Success, s.Next = "", time.Time{}, time.Time{} }))
	put("paused", of(Paused, func(s *Source) {
		s.Machine, s.Said = "", message.Text{Summary: "一時停止中です。", Advice: "「再開」を押してください。"}
	}))
	put("recovered", of(Recovered, nil))
	overdue := message.Text{Summary: "3日間、読み込みが成功していません。", Advice: "安否シンクを開いてください。"}
	put("overdue", of(Overdue, func(s *Source) { s.Overdue = overdue }))
	put("overdue, and failed again", of(Overdue, func(s *Source) { s.Overdue, s.Said = overdue, failed }))
	week := Week{From: at.AddDate(0, 0, -7), Done: 7, Users: directory.Tally{Created: 3, Deleted: 1}, Departments: directory.Tally{Updated: 2}, Now: directory.Census{Users: 1245, Departments: 31}}
	put("a week", of(Weekly, func(s *Source) { s.Week = week }))
	put("a week with trouble", of(Weekly, func(s *Source) { s.Week = week; s.Week.Stopped, s.Week.Failed = 1, 2 }))
	put("a test", of(Test, nil))
	return all
}

// Whoever changes a word of a report looks at what it has become.
func TestEveryKindOfReportReadsAsInTheFile(t *testing.T) {
	var b strings.Builder
	for _, s := range sources() {
		r := Build(s.of)
		fmt.Fprintf(&b, "##### %s\n件名：%s\nファイル：%s\n色：%s\n%s\n", s.name, r.Subject(), r.FileName(at), r.Color(), r.PlainText())
	}
	r := Build(sources()[3].of)
	r.Counts, r.Changes, r.Guards, r.Notes, r.More = Build(sources()[0].of).Counts, Build(sources()[0].of).Changes, Build(sources()[2].of).Guards, []string{"注"}, 1200
	html, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(html, "</head>\n")
	fmt.Fprintf(&b, "##### as a page\n%s", strings.ReplaceAll(body, "\r", "␍"))

	goldentest.Compare(t, "testdata/reports.txt", b.String())
}

// What Windows takes for a name of a file has none of these.
func TestFileNames_LackWhatWindowsRefuses(t *testing.T) {
	got := (&Report{Kind: Changed, machine: "a\\b/c:d*e?f\"g<h>i|j\x07k x"}).FileName(at)
	if want := "自動同期レポート 2026-04-15 073005 a_b_c_d_e_f_g_h_i_j_k x"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
