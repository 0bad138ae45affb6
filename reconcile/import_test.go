package reconcile_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

func TestI1_AllProblemsAtOnce(t *testing.T) {
	d := here(
		department{ID: 2, Code: "a", Name: "A"}, department{ID: 3, Code: "dup", Name: "D", CybozuID: 7}, department{ID: 4, Code: "taken", Name: "T"},
		user{ID: 1, LoginName: "one", Email: "two@example.jp"}, user{ID: 2, LoginName: "held", CybozuID: 15})
	s := there(
		organization{ID: 5, Code: "up", Name: "上"}, organization{ID: 6, Code: "a", Name: "A", ParentCode: "up"},
		organization{ID: 7, Code: "taken", Name: "D"}, organization{ID: 8, Code: "orphan", ParentCode: "nowhere"},
		organization{ID: 9, Code: "ring", ParentCode: "ring"},
		account{ID: 11, Code: "one"}, account{ID: 12, Code: "two", Email: "two@example.jp"},
		account{ID: 13, Code: "x", Email: "x@example.jp"}, account{ID: 14, Code: "y", Email: "x@example.jp"},
		account{ID: 15, Code: "other"}, account{ID: 16, Code: "held"},
		account{ID: 17, Code: "twice"}, account{ID: 18, Code: "twice "})
	s.Login = "nobody"
	var kinds []string
	for _, p := range refused(t, d, s, choices{}) {
		kinds = append(kinds, string(p.Rule)+" "+string(p.Kind))
	}
	// taken is held by 4, which organization 7 does not match: it is linked to 3.
	same(t, "problems", strings.Join(kinds, "\n"), `I7 no-self
D8 level-one
D9 code-twice
D10 parent-missing
D10 ring
U4 several-to-one
U4 login-taken
U4 login-twice
U10 email-twice`)
}

func TestI2_ThePlanIsTheWholeResult(t *testing.T) {
	d := here(department{ID: 2, Code: "a", Name: "A", CybozuID: 5}, user{ID: 1, LoginName: "x", CybozuID: 11, Departments: []int64{2}})
	plan, then := imported(t, d, there(organization{ID: 6, Code: "b", Name: "B"}, account{ID: 12, Code: "y", Organizations: []cybozu.ID{6}}), choices{})
	same(t, "before", plan.Before, directory.Census{Departments: 1, LinkedDepartments: 1, Users: 1, LinkedUsers: 1, Memberships: 1})
	same(t, "after", plan.After, then.Census())
	same(t, "the directory it was made from", d.Users[0].LoginName, "x")
}

func TestI3_OnlyNewUsersWaitForTheInitialPassword(t *testing.T) {
	_, then := imported(t, here(user{ID: 1, LoginName: "a", PasswordHash: "h"}, user{ID: 2, LoginName: "b", CybozuID: 12}),
		there(account{ID: 11, Code: "a"}, account{ID: 12, Code: "b"}, account{ID: 13, Code: "c"}), choices{})
	same(t, "hashes", []string{userOf(t, then, 1).PasswordHash, userOf(t, then, 2).PasswordHash, userFor(t, then, 13).PasswordHash}, []string{"h", "", ""})
}

func otherDomain() (*directory.Directory, *cybozu.Snapshot) {
	d := here(
		department{ID: 2, Code: "a", Name: "A", CybozuID: 5}, department{ID: 3, Code: "b", Name: "B", CybozuID: 6}, department{ID: 4, Name: "このアプリのみ"},
		user{ID: 1, LoginName: "x", CybozuID: 11, Departments: []int64{2, 3, 4}}, user{ID: 2, LoginName: "y", CybozuID: 12, Departments: []int64{3}},
		user{ID: 3, LoginName: "z"})
	d.Remembered = directory.Remembered{
		Excluded:     []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 13, Name: "z"}},
		EmailKeepers: []directory.EmailKeeper{{Email: "s@example.jp", CybozuID: 21}},
	}
	s := there(organization{ID: 8, Code: "a", Name: "A"}, account{ID: 13, Code: "x", Organizations: []cybozu.ID{8}}, account{ID: 12, Code: "new"})
	s.Host = "other.cybozu.com"
	return d, s
}

func TestI4_OtherEnvironmentDropsTheLinksAndDeletesNothing(t *testing.T) {
	d, s := otherDomain()
	plan, then := imported(t, d, s, choices{{Kind: directory.MendDomain, Domain: directory.DomainOther}})
	same(t, "domain", then.Domain, "other.cybozu.com")
	same(t, "question", *plan.DomainChange, directory.DomainChange{From: domain, To: "other.cybozu.com", Linked: 2, Found: 0,
		Proposed: directory.DomainOther, Answer: directory.DomainOther})
	same(t, "matched by code", departmentOf(t, then, 2), department{ID: 2, ParentID: 1, Code: "a", Name: "A", CybozuID: 8})
	same(t, "not matched", departmentOf(t, then, 3), department{ID: 3, ParentID: 1, Code: "b", Name: "B", FormerLink: true})
	same(t, "left alone", departmentOf(t, then, 4), d.Departments[3])
	same(t, "matched user leaves the departments so marked", userOf(t, then, 1), user{ID: 1, LoginName: "x", Name: usual, CybozuID: 13, Departments: []int64{2, 4}})
	same(t, "the others stay", userOf(t, then, 2), user{ID: 2, LoginName: "y", Name: usual, FormerLink: true, Departments: []int64{3}})
	same(t, "local", userOf(t, then, 3), d.Users[2])
	same(t, "lists", then.Remembered, directory.Remembered{})
	same(t, "why", []string{why(departmentChange(t, plan, 2)), why(departmentChange(t, plan, 3)), why(userChange(t, plan, 1)), why(userChange(t, plan, 2))},
		[]string{"link D3 code +other-domain", "unlink I4 other-domain", "link U3 login +other-domain", "unlink I4 other-domain"})
	same(t, "deleted", directory.Count(plan.Users).Deleted+directory.Count(plan.Departments).Deleted, 0)

	s.Users[0].Organizations = nil
	then.Users[0].Departments = []int64{2, 3, 4}
	_, later := imported(t, then, s, choices{})
	same(t, "later imports treat these as any local department", userOf(t, later, 1).Departments, []int64{3, 4})
}

func TestI4_RenamedURLKeepsTheLinks(t *testing.T) {
	d, s := otherDomain()
	plan, then := imported(t, d, s, choices{{Kind: directory.MendDomain, Domain: directory.DomainRenamed}})
	same(t, "by link", userOf(t, then, 2).CybozuID, 12)
	same(t, "deleted", directory.Count(plan.Users).Deleted, 1)
	same(t, "lists", then.Remembered.Excluded, d.Remembered.Excluded)
	same(t, "domain", then.Domain, "other.cybozu.com")
}

func TestI4_ProposalAndGuard(t *testing.T) {
	links := func(n int) *directory.Directory {
		var users []any
		for i := 1; i <= n; i++ {
			users = append(users, user{ID: int64(i), LoginName: string(rune('a' + i)), Email: string(rune('a'+i)) + "@example.jp", CybozuID: directory.CybozuID(10 + i)})
		}
		return here(users...)
	}
	for _, c := range []struct {
		name  string
		here  *directory.Directory
		there []any
		want  directory.DomainAnswer
	}{
		{"half by login", links(2), []any{account{ID: 11, Code: "b"}, account{ID: 12, Code: "other"}}, directory.DomainRenamed},
		{"half by address", links(2), []any{account{ID: 11, Code: "x", Email: "B@example.jp"}}, directory.DomainRenamed},
		{"less than half", links(3), []any{account{ID: 11, Code: "b"}}, directory.DomainOther},
		{"same people under other ids", links(2), []any{account{ID: 12, Code: "b"}, account{ID: 11, Code: "c"}}, directory.DomainOther},
		{"departments alone", here(department{ID: 2, Code: "a", Name: "A", CybozuID: 5}), []any{account{ID: 11, Code: "b"}}, directory.DomainOther},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := there(c.there...)
			s.Host = "other.cybozu.com"
			plan, problems := reconcile.Import(c.here, s, choices{})
			if problems != nil {
				t.Fatal(problems)
			}
			same(t, "proposed", plan.DomainChange.Proposed, c.want)
			answered, _ := reconcile.Import(c.here, s, choices{{Kind: directory.MendDomain, Domain: c.want}})
			same(t, "made as proposed", describe(plan), strings.Replace(describe(answered), "Answer:"+string(c.want), "Answer:", 1))
			same(t, "guard while unanswered", guardKinds(plan)[0], directory.GuardDomain)
			if slices.Contains(guardKinds(answered), directory.GuardDomain) {
				t.Error("the question is asked again after the answer")
			}
		})
	}
}

func TestI4_HostsCompareInLowerCase(t *testing.T) {
	d := here()
	d.Domain = "EXAMPLE.cybozu.com"
	plan, _ := imported(t, d, there(), choices{})
	if plan.DomainChange != nil {
		t.Errorf("a question for the same host: %+v", plan.DomainChange)
	}
}

func TestI4_FirstImportIsNoQuestion(t *testing.T) {
	d := here()
	d.Domain = ""
	plan, then := imported(t, d, there(), choices{})
	if plan.DomainChange != nil {
		t.Errorf("a question: %+v", plan.DomainChange)
	}
	same(t, "domain", then.Domain, domain)
}

func TestI4_IsAskedBesideProblems(t *testing.T) {
	d := here(user{ID: 1, LoginName: "x", CybozuID: 11, Email: "s@example.jp"})
	s := there(account{ID: 21, Code: "a", Email: "t@example.jp"}, account{ID: 22, Code: "b", Email: "t@example.jp"})
	s.Host = "other.cybozu.com"
	problems := refused(t, d, s, choices{})
	same(t, "first", string(problems[0].Rule)+" "+string(problems[0].Kind), "I4 domain")
	same(t, "proposed", problems[0].Mends[1].Proposed, true)
	theProblem(t, d, s, choices{}.With(problems[0].Mends[1]), "U10", directory.ProblemEmailTwice)
}

// Nothing is ever written to cybozu.com, or anywhere else: the rules reach nothing
// that could.
func TestI5_RulesReachNothingOutside(t *testing.T) {
	for _, dir := range []string{".", "directory"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files in %s: %v", len(files), dir, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, imported := range file.Imports {
				switch path := strings.Trim(imported.Path.Value, `"`); path {
				case "os", "net", "net/http", "database/sql", "syscall", "io/fs":
					t.Errorf("%s imports %s", name, path)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool { // times are words of the history, the clock is outside
				if s, ok := n.(*ast.SelectorExpr); ok && fmt.Sprint(s.X) == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Sleep"}, s.Sel.Name) {
					t.Errorf("%s asks the clock", name)
				}
				return true
			})
		}
	}
}

// What was left out on purpose is still there, so nobody needs to ask for it.
func TestI6_DeletionsSayWhetherToAskForThem(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a", CybozuID: 11}, user{ID: 2, LoginName: "b", CybozuID: 12})
	d.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 12}}
	plan, _ := imported(t, d, there(account{ID: 12, Code: "b"}, account{ID: 13, Code: "c"}), choices{})
	same(t, "reasons", []directory.Reason{userChange(t, plan, 1).Reason, userChange(t, plan, 2).Reason},
		[]directory.Reason{directory.ReasonGone, directory.ReasonExcluded})
}

func TestI7_NoUsersIsAnError(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a"})
	s := &cybozu.Snapshot{Host: domain, Login: "me"}
	theProblem(t, d, s, choices{}, "I7", directory.ProblemNoUsers)
	s.Users = []account{{ID: 1, Code: "Administrator"}}
	theProblem(t, d, s, choices{}, "I7", directory.ProblemNoUsers)
}

func TestI7_ListWithoutTheAccountThatLoggedInIsAnError(t *testing.T) {
	s := there(account{ID: 11, Code: "a"}, account{ID: 12, Code: "b"})
	s.Login = "me"
	problem := theProblem(t, here(), s, choices{}, "I7", directory.ProblemNoSelf)
	same(t, "subject", problem.Subject, "me")
	s.Login = "a"
	imported(t, here(), s, choices{})
	imported(t, here(), s, choices{{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 11}})
}

func TestI8_ThePlanKnowsTheRevisionItWasMadeFrom(t *testing.T) {
	d := here()
	d.Revision = directory.Revision{Counter: 7, DataVersion: 3}
	plan, _ := imported(t, d, there(), choices{})
	same(t, "base", plan.Base, d.Revision)
}

func TestI9_NothingToDo(t *testing.T) {
	s := there(organization{ID: 5, Code: "a", Name: "A"}, account{ID: 11, Code: "x", Organizations: []cybozu.ID{5}})
	_, then := imported(t, here(), s, choices{})
	plan, _ := reconcile.Import(then, s, choices{})
	same(t, "empty", plan.Empty(), true)
	same(t, "left", plan.Left, directory.Left{UnchangedDepartments: 1, UnchangedUsers: 1, UnchangedMemberships: 1})
	same(t, "guards", reconcile.Guards(plan, directory.DefaultThresholds), nil)
}

func TestI9_NewLastingAnswersAreChanges(t *testing.T) {
	s := there(account{ID: 11, Code: "x"}, account{ID: 12, Code: "y"})
	out := choices{{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 12, Name: "y"}}
	d := here(user{ID: 1, LoginName: "x", CybozuID: 11})
	plan, then := imported(t, d, s, out)
	same(t, "a new exclusion of somebody who is not here", []int{len(plan.Users), len(then.Users)}, []int{0, 1})
	same(t, "is a change", plan.Empty(), false)
	plan, _ = imported(t, then, s, out)
	same(t, "the same one again is none", plan.Empty(), true)

	shared := there(account{ID: 11, Code: "x", Email: "s@example.jp"}, account{ID: 12, Code: "y", Email: "s@example.jp"})
	d = here(user{ID: 1, LoginName: "x", CybozuID: 11}, user{ID: 2, LoginName: "y", CybozuID: 12, Email: "s@example.jp"})
	plan, _ = imported(t, d, shared, choices{{Kind: directory.MendKeeper, Email: "s@example.jp", CybozuID: 12}})
	same(t, "a new keeper", []any{len(plan.Users), plan.Empty()}, []any{0, false})
}

func TestI9_AnotherDomainIsAChange(t *testing.T) {
	s := there(account{ID: 11, Code: "x"})
	s.Host = "other.cybozu.com"
	plan, _ := imported(t, here(user{ID: 1, LoginName: "x", CybozuID: 11}), s, choices{{Kind: directory.MendDomain, Domain: directory.DomainRenamed}})
	same(t, "records and empty", []any{len(plan.Users), plan.Empty()}, []any{0, false})
}

func TestMend_ChangesOfferTheAnswersThatRulesAllow(t *testing.T) {
	keep := directory.Mend{Kind: directory.MendKeep, Record: directory.KindUser, UserID: 2}
	d := here(department{ID: 2, ParentID: 1, Name: "消える", CybozuID: 6},
		user{ID: 1, LoginName: "gone", CybozuID: 11}, user{ID: 2, LoginName: "kept", CybozuID: 12}, user{ID: 3, LoginName: "local"},
		user{ID: 4, LoginName: "again", CybozuID: 14}, user{ID: 5, LoginName: "same", Name: "前", CybozuID: 15}, user{ID: 6, LoginName: "out", CybozuID: 16})
	plan, _ := imported(t, d, there(organization{ID: 7, Code: "new", Name: "新"},
		account{ID: 21, Code: "new", Name: "新人"}, account{ID: 23, Code: "local"}, account{ID: 24, Code: "again"}, account{ID: 15, Code: "same", Name: "後"},
		account{ID: 16, Code: "out"}),
		choices{keep, {Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 16}})
	got := map[string]string{}
	for _, c := range plan.Users {
		got[fmt.Sprint(c.Action, " ", c.Reason)] = answerOf(c)
	}
	for _, c := range plan.Departments {
		got[fmt.Sprint("department ", c.Action)] = answerOf(c)
	}
	same(t, "answers", got, map[string]string{
		"delete gone":       "keep user 1",
		"unlink kept":       "keep user 2 given",
		"delete excluded":   "",
		"create new":        "exclude user 21 新人",
		"link login":        "exclude user 23 " + usual,
		"link recreated":    "",
		"update linked":     "",
		"department delete": "",
		"department create": "exclude department 7 新",
	})
}

func answerOf[T directory.Department | directory.User](c directory.Change[T]) string {
	m, given, ok := c.Answer()
	if !ok {
		return ""
	}
	said := fmt.Sprint(m.Kind, " ", m.Record, " ", m.UserID)
	if m.Kind == directory.MendExclude {
		said = fmt.Sprint(m.Kind, " ", m.Record, " ", m.CybozuID, " ", m.Name)
	}
	if given {
		said += " given"
	}
	return said
}

// What is left out is shown at the place where it would come.
func TestU13_PlanSaysWhatIsLeftOut(t *testing.T) {
	s := there(
		organization{ID: 5, Code: "a", Name: "A"}, organization{ID: 6, Code: "b", Name: "B", ParentCode: "a"}, organization{ID: 7, Code: "c", Name: "C", ParentCode: "b"},
		account{ID: 11, Code: "x", Organizations: []cybozu.ID{5, 6}}, account{ID: 12, Code: "y"}, suspended{ID: 13, Code: "Administrator"},
	)
	plan, _ := imported(t, here(), s, choices{
		{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: 6},
		{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 11},
	})
	a := plan.Departments[0].After.ID
	same(t, "departments", plan.LeftOut.Departments, []directory.Department{{Code: "b", Name: "B", CybozuID: 6, ParentID: a}})
	same(t, "users", []any{len(plan.LeftOut.Users), plan.LeftOut.Users[0].LoginName, plan.LeftOut.Users[0].Departments}, []any{1, "x", []int64{a}})
}
