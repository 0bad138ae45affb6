package message

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"anpisync/app/contact"
	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// parse reads the source of a package without its tests.
func parse(t *testing.T, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// constants are the string constants of a type, by name: a new one without words fails
// a test.
func constants(t *testing.T, dir, typeName string) map[string]string {
	t.Helper()
	found := map[string]string{}
	add := func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != typeName {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			value, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			found[spec.Names[0].Name] = value
		}
		return true
	}
	for _, f := range parse(t, dir) {
		ast.Inspect(f, add)
	}
	if len(found) < 2 {
		t.Fatalf("found no constants of %s in %s", typeName, dir)
	}
	return found
}

// sentinelNames are the exported errors of a package.
func sentinelNames(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	for _, f := range parse(t, dir) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				if v := s.(*ast.ValueSpec); strings.HasPrefix(v.Names[0].Name, "Err") {
					names = append(names, v.Names[0].Name)
				}
			}
		}
	}
	if len(names) == 0 {
		t.Fatal("no errors in " + dir)
	}
	return names
}

func TestEveryWordOfTheVocabularyIsJapanese(t *testing.T) {
	const dir = "../../reconcile/directory"
	for _, c := range []struct {
		dir, typeName string
		word          func(string) string
	}{
		{dir, "Action", func(v string) string { return Action(directory.Action(v)) }},
		{dir, "Reason", func(v string) string { return Reason(directory.KindUser, directory.Reason(v)) }},
		{dir, "ImportKind", func(v string) string { return ImportKind(directory.ImportKind(v)) }},
		{dir, "RecordKind", func(v string) string { return RecordKind(directory.RecordKind(v)) }},
		{dir, "Side", func(v string) string { return sideNames[directory.Side(v)] }},
		{dir, "DomainAnswer", func(v string) string { return domainAnswers[directory.DomainAnswer(v)] }},
		{dir, "MendKind", func(v string) string {
			return Mend(directory.Mend{Kind: directory.MendKind(v), Domain: directory.DomainOther}, nil)
		}},
		{dir, "GuardKind", func(v string) string { return Guard(directory.Guard{Kind: directory.GuardKind(v)}).Headline }},
		{dir, "ProblemKind", func(v string) string { return Problem(directory.Problem{Kind: directory.ProblemKind(v)}).Headline }},
		{dir, "Check", func(v string) string { return Check(directory.Check(v)).Name }},
		{"../contact", "Fault", func(v string) string { return Fault(contact.Fault(v)) }},
		{"../../cybozu", "Phase", func(v string) string { return Phase(cybozu.Phase(v)) }},
		{dir, "Outcome", func(v string) string { return Outcome(directory.Outcome(v)) }},
	} {
		unknown, said := c.word("unheard-of"), map[string]string{}
		for name, value := range constants(t, c.dir, c.typeName) {
			word := c.word(value)
			if word == "" || word == value && value != "csv" || word == unknown {
				t.Errorf("%s has no words", name)
			}
			if other, ok := said[word]; ok {
				t.Errorf("%s and %s are both %q", other, name, word)
			}
			said[word] = name
		}
	}
}

func TestPreview_ReasonOfANewRecordNamesItsKind(t *testing.T) {
	if got := Reason(directory.KindDepartment, directory.ReasonNew); got != "新しい組織" {
		t.Errorf("department: %s", got)
	}
	if got := Reason(directory.KindUser, directory.ReasonNew); got != "新しいユーザー" {
		t.Errorf("user: %s", got)
	}
}

func TestEveryProblemSaysHowToEndIt(t *testing.T) {
	for name, value := range constants(t, "../../reconcile/directory", "ProblemKind") {
		if kind := directory.ProblemKind(value); ProblemKind(kind) == value || !slices.Contains(ProblemKinds(), kind) {
			t.Errorf("%s has no name in the list of problems", name)
		}
		p := Problem(directory.Problem{Kind: directory.ProblemKind(value), Subject: "x"})
		if !saysWhatToDo(p.Advice) || p.Explanation == "" || !strings.HasSuffix(p.Headline, "。") {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestMendNamesWhoIsChosen(t *testing.T) {
	parties := []directory.Party{
		{Side: directory.SideCybozu, CybozuID: 5, Code: "sato", Name: "佐藤 昇"},
		{Side: directory.SideCybozu, CybozuID: 6, Code: "kato", Name: "加藤"},
		{Side: directory.SideHere, ID: 1, Code: "ito", Name: "伊藤"},
	}
	for _, c := range []struct {
		mend directory.Mend
		want string
	}{
		{directory.Mend{Kind: directory.MendKeeper, CybozuID: 6}, "cybozu.comの加藤（kato）が使う"},
		{directory.Mend{Kind: directory.MendKeeper, UserID: 1}, "このアプリの伊藤（ito）が使う"},
		{directory.Mend{Kind: directory.MendRebuild}, "作り直す"},
		{directory.Mend{Kind: directory.MendAdoptLogin, UserID: 1, Name: "sato"}, "ここのログイン名をcybozu.comに合わせる（sato）"},
		{directory.Mend{Kind: directory.MendKeep}, "残す（このアプリのみにする）"},
		{directory.Mend{Kind: directory.MendExclude, Name: "加藤"}, "「加藤」を読み込みから除外"},
		{directory.Mend{Kind: directory.MendDomain, Domain: directory.DomainRenamed}, "URLだけが変わった"},
		{directory.Mend{Kind: directory.MendDomain, Domain: directory.DomainOther}, "別の環境"},
	} {
		if got := Mend(c.mend, parties); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestMendBesideAChangeNamesNobody(t *testing.T) {
	if got := Mend(directory.Mend{Kind: directory.MendExclude, Name: "加藤"}, nil); got != "読み込みから除外" {
		t.Errorf("got %q", got)
	}
}

func TestU3_WarningNamesTheOther(t *testing.T) {
	got := Warning(directory.Warning{Kind: directory.WarningOther, Reason: directory.ReasonEmail, Parties: []directory.Party{
		{Side: directory.SideCybozu, Code: "sato", Name: "佐藤 昇"},
		{Side: directory.SideHere, ID: 1, Code: "sato", Name: "さとう"},
		{Side: directory.SideHere, ID: 2, Code: "n.sato", Name: "佐藤"},
	}})
	if want := "cybozu.comの佐藤 昇（sato）はさとう（sato）に紐付きますが、佐藤（n.sato）とも一致します（メールアドレスが一致）。紐付けが正しいかご確認ください。"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestU12_WarningShowsWhatDeceives(t *testing.T) {
	got := Warning(directory.Warning{Kind: directory.WarningDeceives, Parties: []directory.Party{
		{Side: directory.SideHere, Kind: directory.KindUser, Code: "sato\u200b", Name: "佐藤\u202e昇"},
	}})
	if !strings.Contains(got, "佐藤[U+202E]昇（sato[U+200B]）") {
		t.Errorf("got %s", got)
	}
}

func TestM3_WarningSaysWhoIsUnassigned(t *testing.T) {
	w := directory.Warning{Kind: directory.WarningDeparted, Parties: []directory.Party{
		{Side: directory.SideHere, Kind: directory.KindUser, Code: "ito", Name: "伊藤", Path: []string{"営業部", "総務部"}},
		{Side: directory.SideHere, Kind: directory.KindDepartment, Name: "営業部"},
	}}
	if got, want := Warning(w), "部署「営業部」が削除されるため、伊藤（ito）が所属から外れます。所属部署をご確認ください。"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	w.Parties[0].Path = []string{"営業部"}
	if got, want := Warning(w), "部署「営業部」が削除されるため、伊藤（ito）が未所属になります。所属部署をご確認ください。"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDone_SaysWhatALineOfTheHistoryHasDone(t *testing.T) {
	u := directory.Tally{Created: 2, Deleted: 1}
	for _, c := range []struct {
		kind directory.ImportKind
		name string
		want string
	}{
		{directory.ImportManual, "", Finished + "　追加 2・削除 1"},
		{directory.ImportCSV, "", "ファイルの内容を反映しました。　追加 2・削除 1"},
		{directory.ImportUndo, "", "読み込みの前の状態に戻しました。　追加 2・削除 1"},
		{directory.ImportEdit, "「佐藤 昇」の変更", "「佐藤 昇」の変更：保存しました。"},
		{directory.ImportEdit, TakenBack("「佐藤 昇」の変更"), "「佐藤 昇」の変更を元に戻しました。"},
		{directory.ImportEdit, TakenBack(TakenBack("「佐藤 昇」の変更")), "「佐藤 昇」の変更をやり直しました。"},
	} {
		if got := Done(c.kind, c.name, directory.Tally{}, u); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.kind, c.name, got, c.want)
		}
	}
}

// 「前回：」, not 「前回: 」: a colon behind Japanese is as wide as it.
func TestWords_NoHalfWidthColonStandsBehindJapanese(t *testing.T) {
	narrow := regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}ー）」]:`)
	sources := 0
	for _, dir := range []string{"../../app", "../../views"} {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return err
			}
			for _, f := range parse(t, path) {
				sources++
				ast.Inspect(f, func(n ast.Node) bool {
					if _, tag := n.(*ast.Field); tag {
						return false
					}
					if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && narrow.MatchString(lit.Value) {
						t.Errorf("%s: %s", path, lit.Value)
					}
					return true
				})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if sources < 100 {
		t.Fatalf("only %d sources were read", sources)
	}
}
