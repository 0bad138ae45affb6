package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func (of *office) makeRoster(c roster.Choices) *app.Roster {
	of.t.Helper()
	r, err := of.MakeRoster(context.Background(), c)
	if err != nil {
		of.t.Fatal(err)
	}
	return r
}

func (of *office) madeRosters() []*app.MadeRoster {
	of.t.Helper()
	made, err := of.MadeRosters(context.Background(), 5)
	if err != nil {
		of.t.Fatal(err)
	}
	return made
}

func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRoster_IsWrittenForItsOwnerAndRemembered(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	c := roster.DefaultChoices()
	c.Title, c.Note, c.Of.Search = "紙の名簿", "集合場所：駐車場", "さとう"
	for _, name := range []string{"a.html", "b.xlsx"} {
		path := filepath.Join(t.TempDir(), name)
		if err := of.WriteRoster(context.Background(), of.makeRoster(c), path); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		made := of.madeRosters()
		if len(made) != 1 || made[0].Path != path || !made[0].Since.Same() || made[0].Now.Title != c.Title || made[0].Now.Note != c.Note || made[0].Now.Of != c.Of {
			t.Errorf("%s: remembered is %+v", name, made)
		}
	}
	if err := of.WriteRoster(context.Background(), of.makeRoster(c), filepath.Join(t.TempDir(), "c.pdf")); !errors.Is(err, message.ErrRosterKind) {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(of.dir, "scratch-*")); len(left) > 0 || err != nil {
		t.Errorf("%q is left, %v", left, err)
	}
}

func TestRoster_ChoicesAreThoseOfTheLastButForWhom(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	c, err := of.RosterChoices(context.Background())
	if err != nil || c.Title == "" || c.Form != roster.ByDepartment {
		t.Errorf("at first: %+v, %v", c, err)
	}
	c.Form, c.Fields, c.Title, c.Note, c.ByReading = roster.Cards, []string{directory.FieldPhone}, "題", "", true
	want := c
	c.Of.Department = 3
	if err := of.SetRosterChoices(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	kept, err := of.Setting(context.Background(), "roster")
	if err != nil {
		t.Fatal(err)
	}
	if err := of.SetRosterChoices(context.Background(), want); err != nil {
		t.Fatal(err)
	}
	if text, err := of.Setting(context.Background(), "roster"); text != kept || err != nil {
		t.Errorf("for whom it was is kept: %s, %v; without it is %s", kept, err, text)
	}
	got, err := of.RosterChoices(context.Background())
	if err != nil || got.Form != want.Form || got.Title != want.Title || got.Note != "" || !got.ByReading || !slices.Equal(got.Fields, want.Fields) || !got.Of.Whole() {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRoster_SaysWhoHasChangedSinceAndHasTheirPages(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	if err := of.RememberRoster(context.Background(), of.makeRoster(roster.DefaultChoices()), ""); err != nil {
		t.Fatal(err)
	}
	u := of.stored().Users[0]
	of.apply(of.proposeFile("ログイン名,電話番号\n"+u.LoginName+",03-0000-9999\n", csvfile.ReadOptions{}))
	made := of.madeRosters()[0]
	if len(made.Since.People) != 1 || made.Since.People[0].User.ID != u.ID || !slices.Equal(made.Since.People[0].Text, []string{"電話番号"}) {
		t.Fatalf("%+v", made.Since)
	}
	pages := made.ChangedPages()
	if len(pages.Departments) == 0 || len(pages.Departments) >= len(made.Now.Departments) {
		t.Errorf("%d of %d departments", len(pages.Departments), len(made.Now.Departments))
	}
	path := filepath.Join(t.TempDir(), "changed.html")
	if err := of.WriteRoster(context.Background(), pages, path); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(contents(t, path), "03-0000-9999") {
		t.Error("the changed pages have not what has changed")
	}
	if again := of.madeRosters(); len(again) != 1 || again[0].Since.Same() {
		t.Error("some pages count as the whole")
	}
	if err := of.WriteRoster(context.Background(), of.makeRoster(made.Now.Choices), path); err != nil {
		t.Fatal(err)
	}
	if again := of.madeRosters(); len(again) != 1 || !again[0].Since.Same() {
		t.Errorf("made again, it is not true: %+v", again[0].Since)
	}
}

func TestRoster_ByFlagOfADepartment(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	o := of.options(false, nil)
	d := of.stored()
	at := slices.IndexFunc(d.Departments, func(d directory.Department) bool { return d.Code != "" })
	for code, want := range map[string]error{"": nil, d.Departments[at].Code: nil, "no such": message.ErrNoSuchDepartment} {
		path := filepath.Join(t.TempDir(), "roster.HTML")
		err := app.RosterIn(context.Background(), o, path, code)
		if !errors.Is(err, want) || want != nil && !app.IsUsage(err) {
			t.Errorf("%q: %v", code, err)
		}
		if want == nil && !strings.HasSuffix(contents(t, path), "</html>\n") {
			t.Errorf("%q: the file is not whole", code)
		}
	}
	if err := app.RosterIn(context.Background(), o, "x.pdf", ""); !app.IsUsage(err) {
		t.Errorf("x.pdf: %v", err)
	}
}

func TestRoster_AutosyncLeavesOneWhereSomethingChanged(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	auto := func(phone string) string {
		t.Helper()
		of.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = phone })
		var out strings.Builder
		if err := of.Import(context.Background(), "", &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	auto("03-0000-9999")
	dir := t.TempDir()
	if err := of.SetRosterFolder(context.Background(), filepath.Join(dir, "not there")); err == nil {
		t.Error("a folder that is not there can be chosen")
	}
	if err := of.SetRosterFolder(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "名簿.html")
	for _, p := range []string{path, filepath.Join(dir, "名簿.xlsx")} {
		if err := os.Remove(p); err != nil {
			t.Error(err)
		}
	}
	if told := auto("03-0000-9999"); strings.Contains(told, "名簿") {
		t.Errorf("where nothing has changed it is told %q", told)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("an import that changes nothing has left one")
	}
	if told := auto("03-0000-8888"); !strings.Contains(told, dir) || !strings.Contains(contents(t, path), "03-0000-8888") {
		t.Errorf("the roster is not the newest; told is %q", told)
	}
	of.apply(of.proposeFile("ログイン名,メモ\nuserA,x\n", csvfile.ReadOptions{}))
	if told := auto("03-0000-8888"); !strings.Contains(told, dir) {
		t.Errorf("what a person has changed meanwhile is left out: %q", told)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if told := auto("03-0000-7777"); !strings.Contains(told, "保存できませんでした") { // the import stands
		t.Errorf("told is %q", told)
	}
	if _, failed, err := of.RosterFolder(context.Background()); err != nil || !strings.Contains(failed, "保存できませんでした") {
		t.Errorf("%q, %v", failed, err)
	}
	if made := of.madeRosters(); len(made) != 0 {
		t.Errorf("%d are remembered, though nobody has printed one", len(made))
	}
}
