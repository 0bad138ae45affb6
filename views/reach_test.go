package views

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// takeLine goes to a line of the open menu by keys, and takes it.
func (s *stage) takeLine(keys ...fyne.KeyName) {
	for _, key := range append(keys, fyne.KeyReturn) {
		s.press(key, 0)
	}
	s.settle()
}

func TestMenu_OfAUserLeadsToTheirDepartment(t *testing.T) {
	s := peopleStage(t)
	users := s.stored().Users
	u := users[slices.IndexFunc(users, func(u directory.User) bool { return u.Linked() && len(u.Departments) > 0 })]
	s.people.grid.Select(u.ID)
	s.settle()
	s.people.grid.OnMenu(0, u.ID, 0, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyEnd, fyne.KeyUp, fyne.KeyUp) // above 削除 and 連携を解除
	if !slices.Contains(u.Departments, s.people.query.Node) {
		t.Errorf("%d is shown, and they are in %d", s.people.query.Node, u.Departments)
	}
}

func TestMenu_OfAListedDepartmentOpensIt(t *testing.T) {
	s := peopleStage(t)
	s.people.list(browse.Query{Node: browse.AllUsers}, true)
	s.settle()
	grid := s.people.checking.grid
	id := grid.Rows().Key(0)
	grid.Select(id)
	grid.OnMenu(0, id, 0, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyHome)
	if s.people.query.Node != id || s.people.listsDepartments() {
		t.Errorf("%d is shown, want %d", s.people.query.Node, id)
	}
}

func TestMenu_OfAChangeLeadsToTheRecordAndToItsHistory(t *testing.T) {
	s := peopleStage(t)
	open := func() *browse.Change {
		s.onNavigated(screenHistory)
		s.settle()
		s.history.grid.Select(s.history.imports[0].ID)
		s.settle()
		grid := s.history.changes.grid
		grid.Select(grid.Rows().Key(0))
		grid.OnMenu(0, grid.Rows().Key(0), 2, fyne.NewPos(5, 5))
		return s.history.changes.picked()[0]
	}
	c := open()
	s.takeLine(fyne.KeyHome)
	if s.nav.Selected() != screenPeople || c.Kind == directory.KindDepartment && s.people.query.Node != c.RecordID() {
		t.Errorf("it leads to screen %d, to %d", s.nav.Selected(), s.people.query.Node)
	}
	c = open()
	s.takeLine(fyne.KeyHome, fyne.KeyDown)
	if shown := s.dialogs(); !strings.Contains(shown, "「"+c.Name+"」の履歴") {
		t.Fatalf("shown is %q", shown)
	}
	if text := s.saves("変更の履歴.csv", func() { s.click("CSVに保存") }); !strings.Contains(text, "手動") {
		t.Errorf("the file is %q", text)
	}
}

func TestMenu_OfAChangeInThePreviewGivesItsAnswer(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	grid := s.preview().list.changes.grid
	for _, c := range s.preview().list.changes.model.List(browse.PreviewQuery{Action: directory.Delete}) {
		if c.Kind == directory.KindUser {
			grid.Select(c.Key())
		}
	}
	s.settle()
	grid.OnMenu(0, grid.Selected()[0], 2, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyHome)
	if given := s.preview().p.Choices; len(given) != 1 || given[0].Kind != directory.MendKeep {
		t.Errorf("answered is %+v", given)
	}
}

func TestRoster_IsSavedAsAPageAndAWorkbookAndCopiedByItsButtons(t *testing.T) {
	s := peopleStage(t)
	f := s.openRosterForm()
	s.typeInto("題名", "防災名簿")
	for _, tick := range []*kit.Check{f.suspended, f.reading, f.across, f.apart} {
		tick.Tapped(nil)
	}
	f.scope.Choose(len(f.of) - 1)
	page := filepath.Join(t.TempDir(), "名簿.html")
	s.chooses(page)
	s.click("印刷用に保存（HTML）")
	s.click("保存する")
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "防災名簿") || !strings.Contains(string(text), "landscape") || strings.Contains(string(text), "停止中を除く") {
		t.Errorf("%v, the page is %.300q", err, text)
	}
	s.click("ブラウザーで開く")
	if shown := s.dialogs(); shown != "" {
		t.Errorf("opened in the browser it says %q", shown)
	}
	if f = s.openRosterForm(); !f.across.Checked() || f.title.Text != "防災名簿" {
		t.Error("what was chosen is not remembered")
	}
	book := filepath.Join(t.TempDir(), "名簿.xlsx")
	s.chooses(book)
	s.click("Excelで保存")
	s.click("保存する")
	if content, err := os.ReadFile(book); err != nil || !strings.HasPrefix(string(content), "PK") {
		t.Errorf("%v, the workbook begins with %.4q", err, content)
	}
	s.click("閉じる")
	s.openRosterForm()
	s.click("コピー")
	if text := s.window.fyne.Clipboard().Content(); !strings.Contains(text, s.stored().Users[0].Name) {
		t.Errorf("copied is %q", text)
	}
}

func TestAssign_TheDialogPutsTheSelectedUserIntoTheDepartment(t *testing.T) {
	s := peopleStage(t)
	u, to := s.stored().Users[0], s.stored().Departments[1].ID
	for _, move := range []bool{false, true} {
		s.people.grid.Select(u.ID)
		s.settle()
		s.do(s.command(map[bool]string{false: "user.join", true: "user.move"}[move]))
		walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if tree, ok := o.(*kit.Tree); ok {
				tree.Select(to)
			}
		})
		s.click(map[bool]string{false: "追加", true: "移動"}[move])
		if is := s.storedUser(u.LoginName).Departments; !slices.Contains(is, to) || move && len(is) != 1 {
			t.Errorf("moved: %v, they are in %d", move, is)
		}
	}
}

func TestFile_AllGoesIntoOneWorkbook(t *testing.T) {
	s := peopleStage(t)
	s.csv()
	if book := s.saves("全部.xlsx", func() { s.click("Excelのファイルに全部書き出す") }); !strings.HasPrefix(book, "PK") {
		t.Errorf("the workbook begins with %.4q", book)
	}
}

func TestCommands_SeekTickAndTellWhereTheyAreDone(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	focused := func() fyne.Focusable { return s.win.Canvas().Focused() }
	if s.do(s.command("find")); focused() != fyne.Focusable(p.search) {
		t.Errorf("find leads to %T", focused())
	}
	if s.do(s.command("find.department")); focused() != fyne.Focusable(p.seek) {
		t.Errorf("find.department leads to %T", focused())
	}
	if s.do(s.command("chart")); !p.chart.shown() {
		t.Error("the chart is not shown")
	}
	if s.do(s.command("find.department")); focused() != fyne.Focusable(p.chart.seek) {
		t.Errorf("at the chart, find.department leads to %T", focused())
	}
	if s.do(s.command("chart")); p.chart.shown() {
		t.Error("the list does not come back")
	}
	if s.do(s.command("below")); !p.below.Checked() {
		t.Error("下の部署も含める is not ticked")
	}
	s.do(s.command("all"))
	if n := p.grid.SelectedCount(); n != p.grid.Rows().Len() {
		t.Errorf("%d are selected", n)
	}
	s.do(s.command("copy"))
	if text := s.window.fyne.Clipboard().Content(); strings.Count(text, "\n") != p.grid.Rows().Len()+1 {
		t.Errorf("copied is %q", text)
	}
	s.do(s.command("about"))
	if shown := s.dialogs(); !strings.Contains(shown, s.app.Dir()) {
		t.Errorf("about says %q", shown)
	}
}

func TestMend_SeveralSelectedProblemsAreAnsweredAtOnce(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	all := b.grid.Rows().Len()
	b.grid.OnOpen(0, b.grid.Rows().Key(0))
	if b.grid.Rows().Len() >= all {
		t.Error("a group does not fold")
	}
	b.grid.OnOpen(0, b.grid.Rows().Key(0))
	if s.do(s.command("find")); s.win.Canvas().Focused() != fyne.Focusable(b.field) {
		t.Error("the search of the problems has not the keys")
	}
	b.field.SetText("だれもいない")
	if b.grid.Rows().Len() != 0 {
		t.Error("the search finds what is not there")
	}
	s.press(fyne.KeyEscape, 0)
	b.filters.Choose(1)
	b.filters.Choose(0)
	b.grid.SelectAll()
	s.settle()
	s.click("提案どおりにまとめて解決する（2件）")
	if v := s.preview(); v == nil || v.p.Plan == nil || len(v.p.Choices) != 2 {
		t.Errorf("no preview, but %q", s.dialogs())
	}
}

func TestFolder_OfRostersAndOfReportsIsTheOneThatAPersonChooses(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenSettings)
	s.settle()
	dir := t.TempDir()
	s.chooses(dir)
	s.autoSync().leave.choose.Tapped(nil)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, dir) || !strings.Contains(shown, "個人情報") {
		t.Fatalf("no warning: %q", shown)
	}
	s.click("保存する")
	if kept, _, err := s.app.RosterFolder(t.Context()); err != nil || kept != dir {
		t.Errorf("%v, rosters are left in %q", err, kept)
	}
	r := s.reports()
	r.choose.Tapped(nil)
	s.settle()
	if r.folder != dir {
		t.Errorf("reports are left in %q", r.folder)
	}
	if r.none.Tapped(nil); r.folder != "" {
		t.Errorf("reports are still left in %q", r.folder)
	}
}

func TestHome_RostersAreMadeAndWhoChangedIsCopiedAndGoneTo(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHome)
	button(t, s.home().rosters.part, "名簿を作る").Tapped(nil)
	s.settle()
	path := filepath.Join(t.TempDir(), "名簿.html")
	s.chooses(path)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.click("保存する")
	s.click("閉じる")
	u := s.stored().Users[0]
	changed := u
	changed.Phone = "03-0000-1234"
	s.window.edit("電話番号の変更", edit.ChangeUser(u, changed), nil)
	s.settle()
	button(t, s.home().rosters.part, "だれが変わったか").Tapped(nil)
	s.click("コピー")
	if text := s.window.fyne.Clipboard().Content(); !strings.Contains(text, u.Name) || !strings.Contains(text, "電話番号が変わりました") {
		t.Errorf("copied is %q", text)
	}
	s.dialogGrid().OnOpen(0, u.ID)
	s.settle()
	if s.nav.Selected() != screenPeople || !slices.Contains(s.people.grid.Selected(), u.ID) {
		t.Errorf("it leads to screen %d, to %d", s.nav.Selected(), s.people.grid.Selected())
	}
	s.onNavigated(screenHome)
	part := filepath.Join(t.TempDir(), "変わった部署.html")
	s.chooses(part)
	button(t, s.home().rosters.part, "変わった部署だけ").Tapped(nil)
	s.click("保存する")
	if text, err := os.ReadFile(part); err != nil || !strings.Contains(string(text), changed.Phone) {
		t.Errorf("%v, the pages do not have the new number", err)
	}
}

func TestTree_ALetterLeadsToTheDepartmentThatBeginsWithIt(t *testing.T) {
	s := peopleStage(t)
	d := s.department("マーケティング本部")
	s.focus(s.people.tree.Focusable())
	s.people.tree.Focusable().TypedRune('マ')
	s.settle()
	if s.people.query.Node != d.ID {
		t.Errorf("%d is shown, want %d", s.people.query.Node, d.ID)
	}
}

func TestOrgchart_AMenuOffersWhatTheTreeDoes(t *testing.T) {
	s := chartStage(t)
	o := s.people.chart
	d := s.department("開発本部")
	o.diagram.Select(d.ID)
	o.diagram.OnMenu(d.ID, fyne.NewPos(5, 5))
	if shown := s.dialogs(); !strings.Contains(shown, "部署を下に追加") || !strings.Contains(shown, "名簿を作る") {
		t.Errorf("it offers %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	o.seek.Below()
	if s.win.Canvas().Focused() != fyne.Focusable(o.diagram) {
		t.Error("↓ does not lead from the search to the chart")
	}
}

func TestDialogs_AreLeftByTheirButton(t *testing.T) {
	s := peopleStage(t)
	for name, open := range map[string]func(){
		"全体を保存":    func() { s.do(s.command("archive.save")) },
		"ファイルを開く":  func() { s.chooseToOpen("CSV", []string{"*.csv"}, func(string) { t.Error("a file is chosen") }) },
		"人や部署の履歴":  s.openRecordSearch,
		"部署への移動":   func() { s.people.grid.Select(s.stored().Users[0].ID); s.do(s.command("user.move")) },
		"名簿を作る":    func() { s.openRosterForm() },
		"使い方":      func() { s.openHelp("") },
		"このソフトウェア": s.showLicenses,
	} {
		open()
		s.settle()
		if s.dialogs() == "" {
			t.Errorf("%s opens nothing", name)
			continue
		}
		leave := "やめる"
		if !strings.Contains(s.dialogs(), leave) {
			leave = "閉じる"
		}
		s.click(leave)
		if shown := s.dialogs(); shown != "" {
			t.Errorf("%s stays: %q", name, shown)
		}
	}
}

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
