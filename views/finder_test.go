package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestFinder_ACommandIsRun(t *testing.T) {
	s := peopleStage(t)
	s.do(s.command("go"))
	s.dialogEntry().SetText("設定を開く")
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.nav.Selected() != screenSettings {
		t.Errorf("screen %d is shown", s.nav.Selected())
	}
}

func TestFinder_ListsWhatIsFoundAndOpensWhatIsSelected(t *testing.T) {
	s := peopleStage(t)
	for _, c := range []struct{ typed, want string }{
		{"情シス", "部署|情シスチーム|最上位部署 ＞ 開発本部|\n"},
		{"履歴 見る", "操作|ユーザーの履歴を見る|Ctrl+Shift+H　1人だけ選ぶと使えます。|\n操作|部署の履歴を見る|Ctrl+Shift+H　部署を選ぶと使えます。|\n"},
		{" 役員 ", "部署|役員|最上位部署|\nユーザー|ユーザーD|userD　役員|\nユーザー|ユーザーE|userE　役員|\nユーザー|ユーザーF|userF　役員|\n"},
		{"userP", "ユーザー|ユーザーP|userP|\n"},
		{"人・部署", ""},
		{"変更内容をCSVに", "操作|変更内容をCSVに保存|変更のあった行を選ぶと使えます。|\n"},
		{"ホーム", "画面|ホーム|Ctrl+1|\n"},
	} {
		s.openFinder()
		s.settle()
		s.dialogEntry().SetText(c.typed)
		s.settle()
		if got := cells(s.dialogGrid(), 3); got != c.want {
			t.Errorf("%q finds\n%swant\n%s", c.typed, got, c.want)
		}
		s.press(fyne.KeyEscape, 0)
	}
	s.openFinder()
	s.settle()
	begin := cells(s.dialogGrid(), 3)
	if !strings.HasPrefix(begin, "操作|設定を開く|Ctrl+,|\n操作|終了|Ctrl+Q|\n操作|cybozu.comから情報を読み込む|Ctrl+Enter|\n") || strings.Contains(begin, "について") ||
		!strings.Contains(begin, "\n画面|設定|Ctrl+6|\n") || strings.Contains(begin, "||\n") {
		t.Errorf("at first there are\n%s", begin)
	}
	s.dialogEntry().SetText("だれでもない")
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if !s.layers.Busy() {
		t.Error("what is not found is opened")
	}
	s.dialogEntry().SetText("役員")
	s.settle()
	s.focus(s.dialogEntry())
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if u := s.people.currentUser(); u == nil || u.LoginName != "userE" || s.layers.Busy() {
		t.Errorf("the one that is selected is not opened, but %+v", u)
	}
}

// Of each kind fifty are listed; of people, how many more there are.
func TestFinder_OfManyFiftyAreListed(t *testing.T) {
	s := peopleStage(t)
	f := &finder{w: s.window}
	for _, n := range []int{mostFound - 1, mostFound, mostFound + 1, 2*mostFound + 1} {
		d := &directory.Directory{Departments: []directory.Department{{ID: directory.RootID, Name: "最上位部署"}}}
		for i := range n {
			d.Departments = append(d.Departments, directory.Department{ID: int64(i + 2), ParentID: directory.RootID, Name: fmt.Sprintf("班%03d", i), SortOrder: int64(i + 1)})
			d.Users = append(d.Users, directory.User{ID: int64(i + 1), LoginName: fmt.Sprintf("u%03d", i), Name: fmt.Sprintf("班員%03d", i)})
		}
		model := browse.Build(d)
		names := func(found []finding) (text string) {
			for _, x := range []finding{found[0], found[len(found)-1]} {
				text += x.kind + "|" + x.name + "|" + x.more + " "
			}
			return fmt.Sprint(text, len(found))
		}
		last := min(n, mostFound) - 1
		if got, want := names(f.departments(model, "班")), fmt.Sprintf("部署|班000|最上位部署 部署|班%03d|最上位部署 %d", last, last+1); got != want {
			t.Errorf("of %d departments: %s, want %s", n, got, want)
		}
		people := map[int]string{
			mostFound - 1: "ユーザー|班員000|u000 ユーザー|班員048|u048 49", mostFound: "ユーザー|班員000|u000 ユーザー|班員049|u049 50",
			mostFound + 1: "ユーザー|班員000|u000 ユーザー|ほか1人を一覧で見る| 51", 2*mostFound + 1: "ユーザー|班員000|u000 ユーザー|ほか51人を一覧で見る| 51",
		}
		if got := names(f.people(model, "班員")); got != people[n] {
			t.Errorf("of %d people: %s, want %s", n, got, people[n])
		}
		if got := f.held(model, "班員"); len(got) != 0 {
			t.Errorf("%d are held", len(got))
		}
	}
}

// Who confirms before the search is done, and then types on or leaves, opens nothing.
func TestFinder_OpensNothingThatIsNoLongerWanted(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHome)
	s.settle()
	for name, then := range inOrder(map[string]func(){
		"typed on": func() { s.dialogEntry().SetText("だれでもない") },
		"left":     func() { s.press(fyne.KeyEscape, 0) },
	}) {
		s.openFinder()
		s.settle()
		s.dialogEntry().SetText("userA")
		s.press(fyne.KeyReturn, ctrl)
		then()
		s.settle()
		if s.nav.Selected() != screenHome || s.layers.Busy() != (name == "typed on") {
			t.Errorf("%s: screen %d is shown, and %q", name, s.nav.Selected(), s.dialogs())
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
	s.openFinder()
	s.dialogEntry().SetText("ユーザー")
	s.settle()
	grid := s.dialogGrid()
	grid.Select(grid.Rows().Key(grid.Rows().Len() - 1))
	s.dialogEntry().SetText("ユーザーA")
	s.settle()
	if grid.SelectedCount() != 0 {
		t.Error("what was selected of other hits is still selected")
	}
	if cell := grid.Rows().Cell(0, 1); cell.Text != "ユーザーA" || len(cell.Hits) != 1 {
		t.Errorf("found is %+v", cell)
	}
}

func TestFinder_ThoseThatItDoesNotListAreShownInTheList(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.openFinder()
	s.dialogEntry().SetText("a")
	s.settle()
	grid := s.dialogGrid()
	for row := range grid.Rows().Len() {
		if strings.HasSuffix(grid.Rows().Cell(row, 1).Text, "人を一覧で見る") {
			grid.OnOpen(row, grid.Rows().Key(row))
			break
		}
	}
	s.settle()
	if p := s.people; s.layers.Busy() || p.query.Search != "a" || p.query.Node != browse.AllUsers || p.grid.Rows().Len() <= mostFound {
		t.Errorf("%d are listed for %q", p.grid.Rows().Len(), p.query.Search)
	}
}
