// Package report is what an import without a person came to, for those who are not at the
// PC: as HTML and as text, with what the preview shows and what is to be done. [Build] is
// pure, and leaves out whatever names a person unless that is wanted.
//
// It is not for deciding whether somebody is told (package app), nor for carrying it there
// (package mail).
package report

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Kind is why there is a report.
type Kind string

// The kinds.
const (
	Changed   Kind = "changed"   // the directory was changed
	Stopped   Kind = "stopped"   // a person must look at it
	Failed    Kind = "failed"    // it could not be read or planned
	Paused    Kind = "paused"    // imports hold still
	Recovered Kind = "recovered" // one of the last three, and it is over
	Overdue   Kind = "overdue"   // nothing has succeeded for days
	Weekly    Kind = "weekly"    // a week has gone by
	Test      Kind = "test"      // somebody tries whether a report gets through
)

// Source is what a report is made of.
type Source struct {
	Kind     Kind
	Personal bool // names and addresses may be in it

	Machine string // the PC
	Domain  string // the cybozu.com; empty: it is not known
	Version string
	At      time.Time
	Success time.Time // of the newest import that succeeded; zero: none
	Next    time.Time // of the next import without a person; zero: none

	Said     message.Text         // why it did not succeed
	Overdue  message.Text         // of Overdue
	Plan     *directory.Plan      // what was written, or would be; nil: it did not get so far
	Base     *directory.Directory // what the Plan was made from
	Guards   []directory.Guard
	Problems directory.Problems
	Kept     bool // the window of the PC can show what it has stopped at

	Week Week // of Weekly
}

// Week sums up some days.
type Week struct {
	From                  time.Time
	Done, Stopped, Failed int // imports without a person
	Users, Departments    directory.Tally
	Now                   directory.Census
}

// Report is ready to be written. Its texts are for people.
type Report struct {
	Kind    Kind
	Title   string // what happened, in a line
	Text    string // what that means
	Advice  string // what to do
	Facts   []Fact // which PC, when
	Guards  []message.GuardText
	Groups  []Group // of problems
	Counts  []Count
	Changes []Change
	More    int      // changes beyond those
	Notes   []string // what else is to be known

	machine string
}

// Fact is a line of what is known of the run.
type Fact struct{ Name, Value string }

// Count is a line of the totals: "ユーザー", "追加 3・変更 12", "変更なし 240".
type Count struct{ Name, Changes, Rest string }

// Group are problems of one kind. Without personal data they are counted alone.
type Group struct {
	Name, Explanation, Advice string
	N                         int
	Problems                  []Problem
}

// Problem is one of them.
type Problem struct {
	Headline string
	Parties  []string
	Mends    []string // the answers that the window offers
}

// Change is one line of the preview.
type Change struct{ Action, Kind, Name, Text, Reason string }

// most is how many changes are told one by one: a letter of more would be refused.
const most = 5000

// Build puts what an import came to into words.
func Build(s Source) *Report {
	r := &Report{Kind: s.Kind, Facts: facts(s), Groups: groups(s), machine: directory.Revealed(s.Machine)}
	r.tell(s)
	for _, g := range s.Guards {
		r.Guards = append(r.Guards, message.Guard(g))
	}
	if s.Plan != nil {
		preview := browse.BuildPreview(s.Plan, s.Base)
		r.Counts = counts(preview.Totals)
		if hidden := message.Hidden(s.Plan); hidden != "" {
			r.Notes = append(r.Notes, hidden)
		}
		if s.Personal {
			r.list(preview)
		}
	}
	if !s.Personal && (s.Plan != nil || len(s.Problems) > 0) {
		r.Notes = append(r.Notes, "名前などの個人情報は載せていません。一件ずつの内容は、このPCの安否シンクで確認できます。")
	}
	return r
}

const nothingToDo = "ありません。"

// tell says what happened and what to do about it.
func (r *Report) tell(s Source) {
	said := s.Said
	open := "安否シンクを開いて読み込み、"
	if s.Kept {
		open = "安否シンクを開き、「" + message.Approve + "」を押して、"
	}
	if r.machine != "" {
		open = "PC「" + r.machine + "」で" + open
	}
	switch {
	case len(s.Problems) > 0: // whose own words name people
		said = message.Text{
			Summary: fmt.Sprintf("読み込んだ内容に、%s件の問題があります。", message.Number(len(s.Problems))),
			Advice:  open + "すべて確かめて解消してください。",
		}
	case len(s.Guards) > 0:
		said.Advice = open + "変更内容を確認してください。"
	}
	r.Text, r.Advice = said.Summary, said.Advice
	switch s.Kind {
	case Changed:
		r.Title = "自動同期で" + message.Number(len(s.Plan.Departments)+len(s.Plan.Users)) + "件を反映しました"
		r.Text = "cybozu.comの変更が、一覧に反映されました。"
		r.Advice = nothingToDo + "心当たりのない変更があるときは、安否シンクの「履歴」の「この読み込みの前に戻す」で元に戻せます。"
	case Stopped:
		r.Title = "自動同期は、確認を待っています"
	case Failed:
		r.Title = message.NotImported
	case Paused:
		r.Title = "自動同期を一時停止しています"
	case Recovered:
		r.Title = "自動同期は、正常に戻りました"
		r.Text, r.Advice = "前回は反映できませんでしたが、今回は正常に完了しました。変更はありませんでした。", nothingToDo
	case Overdue:
		r.Title = message.OverdueTitle
		r.Text, r.Advice = s.Overdue.Summary, s.Overdue.Advice
		if said.Summary != "" {
			r.Text += "今回の結果：" + said.Summary
			r.Advice = said.Advice
		}
	case Weekly:
		r.Title = "自動同期の1週間のまとめ"
		r.Text, r.Advice = week(s.Week)
		r.Counts = []Count{
			{"ユーザー", message.Counts(directory.Tally{}, s.Week.Users), "いま " + message.Number(s.Week.Now.Users) + "人"},
			{"部署", message.Counts(s.Week.Departments, directory.Tally{}), "いま " + message.Number(s.Week.Now.Departments) + "件"},
		}
	case Test:
		r.Title = "安否シンクからのテスト送信です"
		r.Text, r.Advice = "自動同期の結果を、このようにお知らせします。", nothingToDo
	}
}

func week(w Week) (text, advice string) {
	text = fmt.Sprintf("%sから今日までに、%s回の自動同期が正常に完了しました。", w.From.Local().Format("1月2日"), message.Number(w.Done))
	if w.Stopped+w.Failed == 0 {
		return text, nothingToDo
	}
	text += fmt.Sprintf("ほかに、確認を待ったものが%s回、失敗したものが%s回あります。", message.Number(w.Stopped), message.Number(w.Failed))
	return text, "安否シンクを開き、「ホーム」と「履歴」で、いまの状態を確かめてください。"
}

func facts(s Source) (all []Fact) {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Local().Format("2006-01-02 15:04")
	}
	for _, f := range []Fact{
		{"PC", s.Machine}, {"連携先", s.Domain}, {"日時", at(s.At)},
		{"最後に成功した読み込み", at(s.Success)}, {"次の自動同期", at(s.Next)}, {"バージョン", s.Version},
	} {
		if f.Value != "" {
			all = append(all, Fact{f.Name, directory.Revealed(f.Value)})
		}
	}
	return all
}

func counts(t browse.Totals) []Count {
	left := func(of browse.Total) string {
		var parts []string
		for _, p := range []struct {
			name string
			n    int
		}{{"変更なし", of.Unchanged}, {"このアプリのみ", of.Local}, {"除外", of.Excluded}} {
			if p.n > 0 {
				parts = append(parts, p.name+" "+message.Number(p.n))
			}
		}
		return strings.Join(parts, "・")
	}
	return []Count{
		{"ユーザー", message.Counts(directory.Tally{}, t.Users.Tally), left(t.Users)},
		{"部署", message.Counts(t.Departments.Tally, directory.Tally{}), left(t.Departments)},
		{"所属", message.Counts(directory.Tally{}, t.Memberships.Tally), left(t.Memberships)},
	}
}

func groups(s Source) (all []Group) {
	for _, g := range browse.BuildProblems(s.Problems, nil, nil).Groups {
		words := message.Problem(directory.Problem{Kind: g.Kind})
		group := Group{Name: message.ProblemKind(g.Kind), N: len(g.Rows), Explanation: words.Explanation, Advice: words.Advice}
		if s.Personal {
			for _, p := range g.Rows {
				group.Problems = append(group.Problems, problem(p.Problem))
			}
		}
		all = append(all, group)
	}
	return all
}

func problem(p directory.Problem) Problem {
	words := message.Problem(p)
	one := Problem{Headline: directory.Revealed(words.Headline)}
	for _, party := range words.Parties {
		one.Parties = append(one.Parties, directory.Revealed(party))
	}
	for _, m := range p.Mends {
		one.Mends = append(one.Mends, directory.Revealed(message.Mend(m, p.Parties)))
	}
	return one
}

func (r *Report) list(preview *browse.Preview) {
	rows := preview.List(browse.PreviewQuery{})
	r.More = max(len(rows)-most, 0)
	for _, c := range rows[:len(rows)-r.More] {
		r.Changes = append(r.Changes, Change{
			Action: message.Action(c.Action), Kind: message.RecordKind(c.Kind),
			Name: directory.Revealed(c.Name), Text: directory.Revealed(c.Text()), Reason: c.Reason(),
		})
	}
}

// Subject is the line by which a letter is found again.
func (r *Report) Subject() string { return "安否シンク：" + r.Title + inBrackets(r.machine) }

// FileName is one that tells the report from others, without its ending: one run may lead to
// two, of itself and of the week.
func (r *Report) FileName(at time.Time) string {
	name := "自動同期レポート"
	switch r.Kind {
	case Weekly:
		name = "自動同期の1週間のまとめ"
	case Test:
		name = "自動同期レポート（テスト）"
	}
	name += " " + at.Local().Format("2006-01-02 150405")
	if r.machine != "" {
		name += " " + strings.Map(func(c rune) rune {
			if unicode.IsControl(c) || strings.ContainsRune(`/\:*?"<>|`, c) {
				return '_'
			}
			return c
		}, r.machine)
	}
	return name
}
