package report

import (
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

var at = time.Date(2026, 4, 15, 7, 30, 5, 0, time.Local)

// added is what is told of so many new people, all of this name.
func added(n int, name string) Source {
	plan := new(directory.Plan)
	for range n {
		plan.Users = append(plan.Users, directory.Change[directory.User]{
			Action: directory.Create, Reason: directory.ReasonNew,
			After: &directory.User{Name: name, LoginName: "a", Memo: "一行目\n二行目"},
		})
	}
	return Source{Kind: Changed, Personal: true, Machine: "PC-1", At: at, Plan: plan, Base: new(directory.Directory)}
}

func TestNamesAreTextAndNothingElse(t *testing.T) {
	s := added(1, `<script>alert(1)</script><img src="http://example.com/x">`)
	s.Machine = `<b onclick="x">`
	html, err := Build(s).HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"<script", "<img", "<b onclick"} {
		if strings.Contains(html, tag) {
			t.Errorf("the page has %s", tag)
		}
	}
	if !strings.Contains(html, "&lt;script&gt;alert(1)") {
		t.Errorf("the page lacks the name:\n%s", html)
	}
}

func TestTextHasEachChangeOnALineOfItsOwn(t *testing.T) {
	text := Build(added(2, "青木\n葵")).PlainText()
	if n := strings.Count(text, "\n・追加"); n != 2 || strings.Contains(text, "\n二行目") || strings.Contains(text, "\n葵") {
		t.Errorf("%d lines of changes:\n%s", n, text)
	}
}

func TestChangesBeyondWhatALetterHoldsAreCounted(t *testing.T) {
	r := Build(added(most+1200, "青木 葵"))
	if len(r.Changes) != most || r.More != 1200 {
		t.Errorf("%d changes and %d more", len(r.Changes), r.More)
	}
	if text := r.PlainText(); !strings.Contains(text, "ほか1,200件\n") {
		t.Errorf("the text ends with %q", text[len(text)-100:])
	}
}

// A folder has the reports of several PCs, and of one PC several of a day.
func TestFileNamesTellReportsApartAndAreNames(t *testing.T) {
	names := map[string]bool{}
	for _, c := range []struct {
		kind    Kind
		machine string
		at      time.Time
	}{
		{Changed, "PC-1", at}, {Weekly, "PC-1", at}, {Test, "PC-1", at}, {Changed, "PC-2", at}, {Changed, "", at},
		{Changed, "PC-1", at.Add(time.Second)}, {Changed, `a/b\c:d`, at},
	} {
		s := added(0, "")
		s.Kind, s.Machine = c.kind, c.machine
		name := Build(s).FileName(c.at)
		if names[name] || strings.ContainsAny(name, `/\:*?"<>|`) {
			t.Errorf("%+v is %q, which another one is, or no name", c, name)
		}
		names[name] = true
	}
}

func TestWithoutPersonalDataThereAreCountsAlone(t *testing.T) {
	s := added(3, "青木 葵")
	s.Personal = false
	r := Build(s)
	if text := r.PlainText(); len(r.Changes) > 0 || strings.Contains(text, "青木") || !strings.Contains(text, "追加 3") {
		t.Errorf("it says\n%s", text)
	}
}

// What has stopped is approved at the PC, and where that is kept, without reading it anew.
func TestAdviceLeadsToWhatIsKept(t *testing.T) {
	for _, c := range []struct {
		kept bool
		want string
	}{
		{true, "PC「PC-1」で安否シンクを開き、「確認して反映する」を押して、変更内容を確認してください。"},
		{false, "PC「PC-1」で安否シンクを開いて読み込み、変更内容を確認してください。"},
	} {
		s := added(0, "")
		s.Kind, s.Kept, s.Guards = Stopped, c.kept, []directory.Guard{{Kind: directory.GuardUsers, Count: 60, Of: 345}}
		if got := Build(s).Advice; got != c.want {
			t.Errorf("kept %v: %q, want %q", c.kept, got, c.want)
		}
	}
}
