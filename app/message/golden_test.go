package message

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app/goldentest"
	"anpisync/reconcile/directory"
)

// table is what a person reads of each value there is: a heading a kind, below it a line
// a text.
type table struct{ bytes.Buffer }

func (w *table) heading(format string, args ...any) {
	fmt.Fprintf(w, "\n# "+format+"\n", args...)
}

// line writes the texts that are not empty in one line, once.
func (w *table) line(name string, texts ...string) {
	line := fmt.Sprintf("%s\t%s\n", name, strings.ReplaceAll(join(" | ", texts...), "\n", "⏎"))
	if !bytes.HasSuffix(w.Bytes(), []byte("\n"+line)) {
		w.WriteString(line)
	}
}

// values are the constants of a type of package directory, in the order of the alphabet.
func values[K ~string](t *testing.T, typeName string) []K {
	return allOf[K](t, "../../reconcile/directory", typeName)
}

// allOf are those of a type of the package in a folder.
func allOf[K ~string](t *testing.T, dir, typeName string) (all []K) {
	for _, v := range slices.Sorted(maps.Values(constants(t, dir, typeName))) {
		all = append(all, K(v))
	}
	return all
}

// claimants are three who want the same, each with all that tells one from another.
func claimants(kind directory.RecordKind) []directory.Party {
	if kind == directory.KindDepartment {
		return []directory.Party{
			{Side: directory.SideCybozu, Kind: kind, CybozuID: 11, Code: "sales", Name: "営業部", Path: []string{"最上位部署", "営業本部"}},
			{Side: directory.SideCybozu, Kind: kind, CybozuID: 12, Code: "sales_2", Path: []string{"最上位部署"}},
			{Side: directory.SideHere, Kind: kind, ID: 3, Name: "第二営業部", Path: []string{"最上位部署", "総務部"}},
		}
	}
	return []directory.Party{
		{Side: directory.SideCybozu, Kind: kind, CybozuID: 11, Code: "sato", Name: "佐藤 昇", Email: "sato@example.jp", Path: []string{"営業部", "総務部"}},
		{Side: directory.SideCybozu, Kind: kind, CybozuID: 12, Code: "n-sato", Email: "sato@example.jp", Suspended: true},
		{Side: directory.SideHere, Kind: kind, ID: 3, Code: "suzuki", Name: "鈴木 髙子", Suspended: true, Path: []string{"営業部"}},
	}
}

func (w *table) problems(t *testing.T) {
	for _, p := range values[directory.ProblemKind](t, "ProblemKind") {
		kind := directory.KindUser
		switch p {
		case directory.ProblemParentMissing, directory.ProblemRing, directory.ProblemLevelOne, directory.ProblemCodeTwice:
			kind = directory.KindDepartment
		}
		problem := directory.Problem{Kind: p, Subject: "sato", Parties: claimants(kind)}
		w.heading("problem %s: %s, %s", p, ProblemKind(p), ProblemSubject(problem))
		for _, line := range Problems(directory.Problems{problem}) {
			w.line("", line)
		}
		w.line("all", Proposal(p))
		w.line("names", Names(problem.Parties))
	}
	w.heading("mends")
	for _, m := range values[directory.MendKind](t, "MendKind") {
		for _, of := range []directory.Mend{
			{Kind: m, Record: directory.KindUser, CybozuID: 11, Name: "佐藤", Domain: directory.DomainRenamed},
			{Kind: m, Record: directory.KindUser, UserID: 3, Name: "鈴木", Domain: directory.DomainOther},
		} {
			w.line(string(m), Mend(of, claimants(directory.KindUser)), Mend(of, nil), Mends(m, of.Record, 1234))
		}
	}
}

func (w *table) guards(t *testing.T) {
	w.heading("guards")
	for _, g := range values[directory.GuardKind](t, "GuardKind") {
		for _, of := range []directory.Guard{
			{Kind: g, Count: 41, Of: 123, Read: true},
			{Kind: g, Count: 41, Of: 123, Held: 41, Read: true},
			{Kind: g, Count: 41, Of: 123, Held: 40},
			{Kind: g, Count: 41, Of: 123, Parties: claimants(directory.KindUser)[:2]},
			{Kind: g, Count: 41, Of: 123, Parties: claimants(directory.KindUser)},
		} {
			text := Guard(of)
			w.line(string(g), text.Headline, text.Explanation, text.Tick)
		}
	}
	text := Domain(&directory.DomainChange{From: "a.cybozu.com", To: "b.cybozu.com", Linked: 1234, Found: 41})
	w.line("domain asked", text.Headline, text.Explanation, text.Tick)
}

func (w *table) warnings(t *testing.T) {
	w.heading("warnings")
	for _, kind := range values[directory.WarningKind](t, "WarningKind") {
		all := directory.Options{Extra: directory.FieldMobile + "," + directory.FieldEmployee}
		w.line(string(kind), Warning(directory.Warning{Kind: kind, Reason: directory.ReasonEmail, Parties: claimants(directory.KindUser), Options: all}))
		one := append(claimants(directory.KindUser)[:1:1], claimants(directory.KindDepartment)...)
		w.line(string(kind), Warning(directory.Warning{Kind: kind, Reason: directory.ReasonLogin, Parties: one}))
	}
}

// A full record has something in each field, a bare one what it must have.
var (
	fullUser = directory.User{
		ID: 1, LoginName: "sato", Name: "佐藤 昇", Reading: "さとう のぼる", Email: "sato@example.jp", Phone: "03-1234-5678",
		MobilePhone: "090-1234-5678", EmployeeNumber: "0042", Memo: "産休中\n来春まで", SortOrder: directory.OptionalInt{Value: 7, Valid: true},
		Suspended: true, PasswordHash: "$argon2id$1", CybozuID: 11, FormerLink: true, HeldSince: "2026-04-01T05:00:00Z", Departments: []int64{2, 3},
	}
	bareUser       = directory.User{ID: 1, LoginName: "n-sato", Name: "佐藤 昇一"}
	fullDepartment = directory.Department{ID: 3, ParentID: 2, Code: "sales", Name: "営業部", SortOrder: 2, CybozuID: 11, FormerLink: true}
	bareDepartment = directory.Department{ID: 3, ParentID: 1, Name: "営業一部", SortOrder: 1}
)

// told is what is read of one change of a record.
func told[T directory.Department | directory.User](
	of func(*Describer, *directory.Change[T]) Description, before, after *T, rule directory.Rule, reason directory.Reason, also ...directory.Reason,
) []string {
	d := &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "営業本部"}, fullDepartment, {ID: 4, ParentID: 3, Name: "安全対策班"},
		},
		Users: []directory.User{{ID: 1, Departments: []int64{2, 3}}, {ID: 2, Departments: []int64{3}}},
	}
	p := &directory.Plan{}
	c := directory.NewChange(before, after, rule, reason, also...)
	switch c := any(&c).(type) {
	case *directory.Change[directory.Department]:
		p.Departments = append(p.Departments, *c)
		if c.After == nil { // who stays moves up, and one is in no department any more
			child, lifted := d.Departments[3], d.Departments[3]
			lifted.ParentID = 2
			p.Departments = append(p.Departments, directory.NewChange(&child, &lifted, "D6", directory.ReasonLifted))
			alone, nowhere := d.Users[1], d.Users[1]
			nowhere.Departments = nil
			p.Users = append(p.Users, directory.NewChange(&alone, &nowhere, "M3", directory.ReasonDeparted))
		}
	case *directory.Change[directory.User]:
		p.Users = append(p.Users, *c)
	}
	text := of(NewDescriber(p, d), &c)
	emptied := ""
	if text.Emptied() {
		emptied = "emptied"
	}
	return []string{Action(text.Action), RecordKind(text.Kind), text.Name, text.Text(), text.Reason(), emptied}
}

func previewOf[T directory.Department | directory.User](
	w *table, t *testing.T, kind directory.RecordKind, of func(*Describer, *directory.Change[T]) Description, fields []directory.Field[T], full, bare *T,
) {
	w.heading("preview %s", kind)
	for i := range fields {
		f := &fields[i]
		changed, emptied := *full, *full
		switch to := f.Of(&changed).(type) {
		case *string:
			*to = "新" + *to
		case *int64:
			*to = 1
		case *bool:
			*to = false
		case *directory.OptionalInt:
			to.Value++
		case *[]int64:
			*to = (*to)[:1]
		}
		switch to := f.Of(&emptied).(type) {
		case *string:
			*to = ""
		case *int64:
			*to = 0
		case *bool:
			*to = false
		case *directory.OptionalInt:
			*to = directory.OptionalInt{}
		case *[]int64:
			*to = nil
		}
		w.line(f.Name, told(of, full, &changed, "", directory.ReasonByHand)...)
		w.line(f.Name, told(of, full, &emptied, "", directory.ReasonByHand)...)
		w.line(f.Name, told(of, &emptied, full, "", directory.ReasonByHand)...)
	}
	w.line("all", told(of, full, bare, "", directory.ReasonByHand)...)
	for _, r := range values[directory.Reason](t, "Reason") {
		w.line(string(r), told(of, bare, bare, "U2", r, directory.ReasonDeparted)...)
	}
	for _, r := range []directory.Reason{directory.ReasonNew, directory.ReasonFile} {
		w.line("created full", told(of, nil, full, "U6", r)...)
		w.line("created bare", told(of, nil, bare, "U6", r)...)
	}
	w.line("linked", told(of, bare, full, "U3", directory.ReasonLogin)...)
	w.line("deleted full", told(of, full, nil, "U8", directory.ReasonGone)...)
	w.line("deleted bare", told(of, bare, nil, "U8", directory.ReasonGone)...)
}

func (w *table) plan() {
	w.heading("around a preview")
	plan := &directory.Plan{
		DomainBefore: "a.cybozu.com", Domain: "b.cybozu.com",
		Read: &directory.Reading{HiddenUsers: 1234, HiddenOrganizations: 5},
	}
	plan.RememberedBefore.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 1, Name: "佐藤"}}
	plan.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 2, Name: "鈴木"}, {Kind: directory.KindUser, CybozuID: 3, Name: "高橋"}}
	plan.Remembered.EmailKeepers = []directory.EmailKeeper{{Email: "gone@example.jp", CybozuID: 4}}
	for _, line := range slices.Concat(Plan(plan, &directory.Directory{}), Exclusions(plan), Keepers(plan, &directory.Directory{})) {
		w.line("", line)
	}
	var answers directory.Choices
	for _, kind := range []directory.RecordKind{directory.KindUser, directory.KindDepartment} {
		answers = append(answers, directory.Mend{Kind: directory.MendExclude, Record: kind, CybozuID: 1, Name: "名前"})
		w.line("", LeavesOut(answers))
	}
	w.line("", LeftOut)
	for _, tally := range []directory.Tally{{}, {Created: 1}, {Deleted: 2}, {Updated: 3, Deleted: 4}} {
		w.line("", Applies(tally, directory.Tally{}), Applies(directory.Tally{}, tally), Applies(tally, tally))
	}
}

func (w *table) history(t *testing.T) {
	for _, kind := range values[directory.ImportKind](t, "ImportKind") {
		w.heading("history %s: %s", kind, GoesBack(kind, "09:30"))
		for _, outcome := range values[directory.Outcome](t, "Outcome") {
			for _, message := range []string{"", "「佐藤」の変更"} {
				line := &directory.Import{
					Kind: kind, Outcome: outcome, Message: message, Domain: "sub.cybozu.com",
					Departments: directory.Tally{Created: 1, Updated: 2, Linked: 3, Unlinked: 4, Deleted: 5},
					Users:       directory.Tally{Created: 1000, Updated: 200, Linked: 30, Unlinked: 4},
				}
				w.line(string(outcome), Outcome(outcome), ImportKind(kind), Cause(line), Source(line), Outcomes(line))
			}
		}
		for _, name := range []string{"", "「佐藤」の変更", "「佐藤」の変更を元に戻す", "「佐藤」の変更をやり直す"} {
			w.line("done", Done(kind, name, directory.Tally{Created: 1}, directory.Tally{Deleted: 2}))
			w.line("taken back", TakenBack(name))
		}
	}
}

// forWindows is what is advised there alone.
var forWindows = regexp.MustCompile(`(?m)^・Microsoft Store.*\n`)

func (w *table) errors() {
	for _, g := range Catalogue() {
		w.heading("errors: %s", g.Title)
		for _, text := range g.Texts {
			w.line("", text.Summary, forWindows.ReplaceAllString(text.Advice, ""), text.Detail)
		}
	}
}

// All that is read of an import is in one table, so that a sentence, a name or a field that
// is lost or changed is a line that somebody has looked at.
func TestEveryProblemEveryLineOfThePreviewAndOfTheHistoryReadsAsInTheTable(t *testing.T) {
	was := time.Local
	time.Local = time.FixedZone("JST", 9*60*60)
	t.Cleanup(func() { time.Local = was })

	w := &table{}
	w.problems(t)
	w.guards(t)
	w.warnings(t)
	previewOf(w, t, directory.KindDepartment, (*Describer).Department, directory.DepartmentFields, &fullDepartment, &bareDepartment)
	previewOf(w, t, directory.KindUser, (*Describer).User, directory.UserFields, &fullUser, &bareUser)
	w.plan()
	w.history(t)
	w.errors()

	goldentest.Compare(t, "testdata/words.txt", w.String()[1:])
}
