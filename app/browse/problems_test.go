package browse

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// shared is an address that two users would hold.
func shared(i int) directory.Problem {
	email := fmt.Sprintf("dup%d@example.jp", i)
	party := directory.Party{Side: directory.SideCybozu, Kind: directory.KindUser, CybozuID: directory.CybozuID(2 * i), Name: "佐藤", Email: email}
	other := party
	other.CybozuID, other.Name = party.CybozuID+1, "鈴木"
	return directory.Problem{
		Rule: "U10", Kind: directory.ProblemEmailTwice, Subject: email, Parties: []directory.Party{party, other},
		Mends: []directory.Mend{
			{Kind: directory.MendKeeper, Email: email, CybozuID: party.CybozuID},
			{Kind: directory.MendKeeper, Email: email, CybozuID: other.CybozuID, Proposed: true},
		},
	}
}

func subjects(g *ProblemGroup) string {
	var all []string
	for _, p := range g.Rows {
		all = append(all, strings.TrimSuffix(p.Subject, "@example.jp"))
	}
	return strings.Join(all, " ")
}

func TestProblems_AreGroupedByKindAndCountedAsPeopleDo(t *testing.T) {
	ring := directory.Problem{Rule: "D10", Kind: directory.ProblemRing, Subject: "a"}
	v := BuildProblems(directory.Problems{shared(10), ring, shared(2), shared(1)}, nil, nil)
	if len(v.Groups) != 2 || v.Groups[0].Kind != directory.ProblemRing || subjects(v.Groups[1]) != "dup1 dup2 dup10" {
		t.Errorf("%d groups, %s", len(v.Groups), subjects(v.Groups[len(v.Groups)-1]))
	}
	if v.Open() != 4 || v.Answered() != 0 || len(v.Groups[0].Proposed) != 0 || len(v.Groups[1].Proposed) != 3 {
		t.Errorf("%d open, %d answered, %d proposed", v.Open(), v.Answered(), len(v.Groups[1].Proposed))
	}
	if list := v.List(); len(list) != 4 || list[0].Subject != "a" || list[2].Subject != shared(2).Subject {
		t.Errorf("the list is %+v", list)
	}
	nobody := directory.Problem{Rule: "I7", Kind: directory.ProblemNoUsers}
	if v := BuildProblems(directory.Problems{nobody}, directory.Choices{shared(2).Mends[0]}, v); len(v.List()) != 1 || v.Answered() != 1 {
		t.Errorf("%d are answered, the others are %+v", v.Answered(), v.List())
	}
	later := BuildProblems(directory.Problems{shared(2), shared(10)}, directory.Choices{shared(1).Mends[1]}, v)
	if g := later.Groups[0]; later.Open() != 2 || g.Open != 2 || len(g.Proposed) != 2 || subjects(g) != "dup1 dup2 dup10" {
		t.Errorf("after one answer %d are open, and %s are listed", later.Open(), subjects(g))
	}
	if g := v.Groups[1]; g.Key() >= 0 || g.Proposed[0] != shared(1).Mends[1] || g.Rows[0].Matches(Words("q")) {
		t.Errorf("group %d, proposed %+v", g.Key(), g.Proposed[0])
	}
	ringOf := func(code string) directory.Problem {
		return directory.Problem{Kind: directory.ProblemRing, Parties: []directory.Party{{Side: directory.SideCybozu, Kind: directory.KindDepartment, Code: code}}}
	}
	if got := BuildProblems(directory.Problems{ringOf("a"), ringOf("b")}, nil, nil).Open(); got != 2 {
		t.Errorf("two rings that have no subject are %d", got)
	}
	named := shared(1)
	named.Parties[0].Name = "伊藤"
	if problemKey(named) != problemKey(shared(1)) {
		t.Error("the same address is another problem once somebody is called otherwise")
	}
	for _, g := range v.Groups {
		if v.Group(g.Key()) != g || v.Find(g.Rows[0].Key()) != g.Rows[0] {
			t.Error("a key leads elsewhere")
		}
	}
}

// Two who have the same name and no login name are two problems.
func TestProblems_OfOneNameAreToldApart(t *testing.T) {
	nameless := func(id directory.CybozuID) directory.Problem {
		return directory.Problem{Rule: "U12", Kind: directory.ProblemNoCode, Subject: "佐藤", Parties: []directory.Party{
			{Side: directory.SideCybozu, Kind: directory.KindUser, CybozuID: id, Name: "佐藤"},
		}}
	}
	if v := BuildProblems(directory.Problems{nameless(1), nameless(2)}, nil, nil); v.Open() != 2 {
		t.Errorf("%d of 2 are listed", v.Open())
	}
}

func TestProblems_AnAnswerStaysToBeSeenChangedAndTakenBack(t *testing.T) {
	first := BuildProblems(directory.Problems{shared(1), shared(2)}, nil, nil)
	mends := shared(2).Mends
	given := directory.Choices{}.With(mends[1])
	second := BuildProblems(directory.Problems{shared(1)}, given, first)
	p := second.Groups[0].Rows[1]
	if p.Subject != shared(2).Subject || p.Open || !p.Answer.Same(mends[1]) || second.Open() != 1 || second.Answered() != 1 {
		t.Fatalf("%+v; %d open, %d answered", p, second.Open(), second.Answered())
	}
	given = given.With(mends[0])
	third := BuildProblems(nil, given, second)
	if p := third.Find(p.Key()); p == nil || !p.Answer.Same(mends[0]) {
		t.Errorf("changed to %+v", p)
	}
	if third.Open() != 0 || third.Answered() != 1 {
		t.Errorf("%d open, %d answered: another one went without an answer", third.Open(), third.Answered())
	}
	last := BuildProblems(directory.Problems{shared(2)}, given.Without(mends[0]), third)
	if last.Open() != 1 || last.Answered() != 0 {
		t.Errorf("taken back: %d open, %d answered", last.Open(), last.Answered())
	}
}

func TestProblems_OneAnswerToSeveralIsSeenAtEach(t *testing.T) {
	rebuild := directory.Mend{Kind: directory.MendRebuild, Record: directory.KindDepartment, Proposed: true}
	var ps directory.Problems
	for _, code := range []string{"a", "b"} {
		ps = append(ps, directory.Problem{Rule: "D8", Kind: directory.ProblemLevelOne, Subject: code, Mends: []directory.Mend{rebuild}})
	}
	first := BuildProblems(ps, nil, nil)
	given := directory.Choices{}.With(first.Groups[0].Proposed...)
	if len(given) != 1 {
		t.Errorf("%d answers to one question", len(given))
	}
	if v := BuildProblems(nil, given, first); v.Answered() != 2 {
		t.Errorf("%d answered", v.Answered())
	}
}

func TestProblems_AreFoundByWhoIsConcerned(t *testing.T) {
	p := BuildProblems(directory.Problems{shared(10)}, nil, nil).Groups[0].Rows[0]
	for search, want := range map[string]bool{"": true, "dup10": true, "ＤＵＰ１０ 佐藤": true, "鈴木 佐藤": true, "dup1 高橋": false, "p1佐": false} {
		if got := p.Matches(Words(search)); got != want {
			t.Errorf("%q: %v", search, got)
		}
	}
}
