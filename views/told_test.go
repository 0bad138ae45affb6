package views

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// plain is what a person reads of spans.
func plain(spans []kit.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

func TestHome_APointOfTheChartTellsWhatChanged(t *testing.T) {
	at := time.Date(2026, 4, 6, 7, 30, 0, 0, time.UTC)
	both := func(created, deleted int) directory.Tally { return directory.Tally{Created: created, Deleted: deleted} }
	for _, c := range []struct {
		p    browse.Point
		want string
	}{
		{browse.Point{Imports: 1, Users: 1345, Departments: 19}, "2026-04-06 07:30　ユーザー 1,345　部署 19"},
		{browse.Point{Imports: 2, Users: 0, Departments: 0, UserChanges: both(1, 0), DepartmentChanges: both(0, 1)},
			"2026-04-06 07:30 までの2回　ユーザー 0（追加 1・削除 0）　部署 0（追加 0・削除 1）"},
		{browse.Point{Users: browse.Unknown, Departments: browse.Unknown, UserChanges: both(2, 3)}, "2026-04-06 07:30　ユーザー（追加 2・削除 3）　部署"},
	} {
		if got := plain(toldOf(c.p, at)); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestFormats_HowAFileLooksAndWhenItWasUsedIsTold(t *testing.T) {
	columns := make([]format.Column, 3)
	shape := func(separator, encoding string, mark, book bool) format.Shape {
		return format.Shape{Separator: separator, Encoding: encoding, Mark: mark, Book: book}
	}
	for want, f := range map[string]*format.Format{
		"見本のファイルから作ります":          {Empty: true},
		"CSV・Shift_JIS・3列":       {Columns: columns, Shape: shape(",", "CP932", false, false)},
		"CSV・UTF-8・3列":           {Columns: columns, Shape: shape(",", "UTF-8", false, false)},
		"CSV・UTF-8（BOM付き）・3列・部署": {Columns: columns, Shape: shape(",", "UTF-8", true, false), Kind: format.Departments},
		"タブ区切り・UTF-16・3列":        {Columns: columns, Shape: shape("\t", "UTF-16", true, false)},
		"「;」区切り・UTF-8・3列":        {Columns: columns, Shape: shape(";", "UTF-8", false, false)},
		"Excel・3列":               {Columns: columns, Shape: shape(",", "UTF-8", true, true)},
	} {
		if got := formatShape(f); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	early, late := time.Date(2026, 4, 6, 7, 30, 0, 0, time.Local), time.Date(2026, 4, 7, 8, 0, 0, 0, time.Local)
	for want, s := range map[string]app.SavedFormat{
		"": {}, "2026-04-06 07:30 読み込み": {Read: early}, "2026-04-06 07:30 書き出し": {Written: early},
		"2026-04-07 08:00 読み込み": {Read: late, Written: early}, "2026-04-07 08:00 書き出し": {Read: early, Written: late},
	} {
		if got := formatUsed(&s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What is waited for is told once it is there, and only where it went well.
func TestSaid_OfALineThatFailedNothingIsSaid(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	line := func(id int64, outcome directory.Outcome) *state {
		return &state{history: []directory.Import{{ID: id + 1}, {ID: id, Kind: directory.ImportEdit, Outcome: outcome, Message: "改名"}}}
	}
	s.said.note("前のこと")
	s.said.tell(7)
	s.said.show(&state{history: []directory.Import{{ID: 3}}})
	if got := s.line(); got != "前のこと" {
		t.Errorf("before it is there: %q", got)
	}
	s.said.show(line(7, directory.OutcomeOK))
	if got := s.line(); got != "改名：保存しました。" || s.said.waiting != 0 || s.said.about.ID != 7 {
		t.Errorf("once it is there: %q", got)
	}
	s.said.show(&state{history: []directory.Import{{ID: 3}}})
	if got := s.line(); got != "" {
		t.Errorf("what is taken back is still told: %q", got)
	}
	s.said.tell(9)
	s.said.show(line(9, directory.OutcomeFailed))
	if got := s.line(); got != "" {
		t.Errorf("what has failed: %q", got)
	}
	s.said.tell(0)
	if got := s.line(); got != "変更はありませんでした。" {
		t.Errorf("of nothing: %q", got)
	}
}

// Few addresses are given to the mail program at once; how many had none is told.
func TestRoster_FewAddressesAreGivenToTheMailProgram(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	opened := &browser{App: s.window.fyne}
	s.window.fyne = opened
	with, without := 0, 0
	for _, u := range s.stored().Users {
		if u.Email == "" {
			without++
		} else {
			with++
		}
	}
	none := ""
	if without > 0 {
		none = fmt.Sprintf("%d人にはメールアドレスがありません。", without)
	}
	s.do(s.command("write.mail"))
	if len(opened.pages) != 1 || s.line() != fmt.Sprintf("%d件のアドレスをBccに入れて、メールソフトを開きます。%s", with, none) {
		t.Fatalf("opened is %q, told %q", opened.pages, s.line())
	}
	page, err := url.Parse(opened.pages[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range s.stored().Users {
		if u.Email != "" && !slices.Contains(strings.Split(page.Query().Get("bcc"), ","), u.Email) {
			t.Errorf("%s is not in %s", u.Email, page)
		}
	}
	s.change("UPDATE users SET email = NULL")
	for _, id := range []string{"write.mail", "copy.mail.semicolons"} {
		s.said.hide()
		s.do(s.command(id))
		if got := s.line(); got != "メールアドレスのある人がいません。" || len(opened.pages) != 1 {
			t.Errorf("%s: %q, %q", id, got, opened.pages)
		}
	}
}

func TestTree_HowManyAreInADepartmentIsTold(t *testing.T) {
	in := func(before, after, joined, left int) *browse.PlanNode {
		return &browse.PlanNode{Before: browse.Crowd{Direct: before}, After: browse.Crowd{Direct: after}, Joined: joined, Left: left}
	}
	for want, n := range map[string]*browse.PlanNode{
		"1,042人": in(1042, 1042, 0, 0), "42 → 45人（＋5 −2）": in(42, 45, 5, 2), "1 → 3人（＋2）": in(1, 3, 2, 0), "3 → 1人（−2）": in(3, 1, 0, 2),
		"3 → 3人（＋1 −1）": in(3, 3, 1, 1), "0 → 1人（＋1）": in(0, 1, 1, 0), "1 → 0人（−1）": in(1, 0, 0, 1), "0人": in(0, 0, 0, 0),
	} {
		if got := plain(crowd(n)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	tree := new(planTree)
	if got := plain(tree.about(nil)); got != "部署を選ぶと、所属する人と、それぞれに起きることを表示します。" {
		t.Errorf("of none: %s", got)
	}
}

// A department that lists thousands shows the first of them, and says how many more there are.
func TestTree_OfManyPeopleTheFirstAreListed(t *testing.T) {
	told := func(members int) (lines int, last string) {
		people := make([]browse.PlanMember, members)
		for i := range people {
			people[i].User, people[i].Stand = &directory.User{ID: int64(i + 1), LoginName: "a", Name: "甲", CybozuID: 1}, browse.StandStays
		}
		nodes := &memberNodes{tree: &planTree{members: people}}
		ids := nodes.Roots()
		n := nodes.Node(ids[len(ids)-1])
		return len(ids), plain(n.Story.Text)
	}
	for members, want := range map[int]struct {
		lines int
		last  string
	}{0: {1, "表示する人はいません"}, 1: {1, "甲"}, membersShown: {membersShown, "甲"}, membersShown + 1: {membersShown + 1, "ほか1人。一覧でご覧ください"}, 3 * membersShown: {membersShown + 1, "ほか4,000人。一覧でご覧ください"}} {
		if lines, last := told(members); lines != want.lines || last != want.last {
			t.Errorf("of %d: %d lines, the last is %s", members, lines, last)
		}
	}
}

func TestUndo_WhyALineIsNotTakenBackIsTold(t *testing.T) {
	line := func(kind directory.ImportKind, outcome directory.Outcome, restorable bool) *directory.Import {
		return &directory.Import{Kind: kind, Outcome: outcome, Restorable: restorable}
	}
	whole := line(directory.ImportManual, directory.OutcomeOK, true)
	for _, c := range []struct {
		line             *directory.Import
		changed, running bool
		want             string
	}{
		{nil, true, false, "履歴の行を選ぶと使えます。"},
		{line(directory.ImportManual, directory.OutcomeUndone, true), true, false, "すでに元に戻してあります。"},
		{whole, true, true, "読み込みが終わると使えます。"},
		{line(directory.ImportEdit, directory.OutcomeOK, false), true, false, ""},
		{line(directory.ImportEdit, directory.OutcomeOK, false), true, true, "読み込みが終わると使えます。"},
		{whole, false, false, "何も変更していないため、戻すものがありません。"},
		{line(directory.ImportManual, directory.OutcomeOK, false), true, false, "この読み込みの前の控えが、もう残っていません。"},
		{whole, true, false, ""},
	} {
		if got := whyNotUndone(c.line, c.changed, c.running); got != c.want {
			t.Errorf("%+v: %q, want %q", c.line, got, c.want)
		}
	}
}

// A problem of hundreds lists the first of them; who is here can be gone to.
func TestProblems_OfManyPartiesTheFirstAreListed(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	parties := make([]directory.Party, 2*partiesShown)
	lines := make([]string, len(parties))
	for i := range parties {
		parties[i].Side, parties[i].ID = directory.SideHere, int64(i%2) // 0: it is not yet here
		lines[i] = fmt.Sprintf("%d人目。", i)
	}
	b := &problemsBody{v: &preview{r: &run{w: s.window}}}
	for n, more := range map[int]string{1: "", partiesShown: "", partiesShown + 1: "ほか1件", 2 * partiesShown: "ほか100件"} {
		list := b.parties(parties[:n], lines)
		list.Resize(list.MinSize().AddWidthHeight(900, 0))
		text := written(list)
		shown := min(n, partiesShown)
		if strings.Count(text, "人目。") != shown || strings.Count(text, "表示する") != shown/2 || !strings.HasSuffix(text, more) || strings.Contains(text, "ほか") != (more != "") {
			t.Errorf("of %d: %.80s…%s", n, text, text[max(0, len(text)-60):])
		}
	}
}

// What the button of the history says is what it would do, or why it does nothing.
func TestHistory_TheButtonSaysWhatItWouldDo(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	says := func(want, why string) {
		t.Helper()
		s.history.open(s.history.state.history[0].ID)
		s.settle()
		if s.history.undo.Text() != want || s.history.undo.Why() != why {
			t.Errorf("it says %s, off because %s", s.history.undo.Text(), s.history.undo.Why())
		}
	}
	says("この読み込みの前に戻す", "")
	s.change("UPDATE imports SET backup = NULL")
	says("控えが残っていないため、戻せません", "この読み込みの前の控えが、もう残っていません。")
	s.window.edit("追加", edit.AddDepartment(directory.RootID, "応援", ""), nil)
	s.settle()
	says("この編集を元に戻す", "")
	s.press(fyne.KeyZ, ctrl)
	s.settle()
	says("元に戻した編集をやり直す", "")
}
