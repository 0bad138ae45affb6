package views

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// changed is an office that was imported, and the preview of what a leaver and a new
// person change.
func changed(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) {
		last := len(d.Users) - 1
		d.Users[last].ID, d.Users[last].Code, d.Users[last].Name, d.Users[last].Email = 4711, "new", "新人", "new@example.com"
	})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil {
		t.Fatalf("no preview, but %q", s.dialogs())
	}
	return s
}

// pick selects the change of an action in the preview.
func (s *stage) pick(a directory.Action) {
	s.t.Helper()
	l := s.preview().list.changes
	for _, c := range l.model.List(browse.PreviewQuery{Action: a}) {
		l.grid.Select(c.Key())
		s.settle()
		return
	}
	s.t.Fatalf("no change is %s", a)
}

func TestMend_AnswersAreGivenAndTakenBackInThePreview(t *testing.T) {
	s := changed(t)
	s.pick(directory.Delete)
	s.click("残す（このアプリのみにする）")
	s.pick(directory.Unlink)
	s.click("「残す（このアプリのみにする）」を取り消す")
	s.pick(directory.Create)
	s.click("読み込みから除外")
	if !strings.Contains(s.onScreen(), "「新人」を、これから読み込みません") {
		t.Errorf("the screen says %q", s.onScreen())
	}
	s.click("取り消す")
	if len(s.preview().p.Choices) != 0 {
		t.Errorf("left are %v", s.preview().p.Choices)
	}
	s.click("やめる")
	s.expectOutcomes(directory.OutcomeCancelled, directory.OutcomeOK)
}

func TestConnect_LeadsToTheChangesOfTheLastImport(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenConnect)
	s.settle()
	s.click("変更内容を見る")
	if s.history.shown == nil || s.nav.Selected() != screenHistory {
		t.Error("the history does not show it")
	}
	form := s.form()
	form.save.Tapped(nil)
	if !form.save.Checked() {
		t.Error("the tick is not there")
	}
}

func TestHome_EveryNumberLeadsToItsList(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.onNavigated(screenHome)
	s.click("cybozu.comに接続する")
	if s.nav.Selected() != screenConnect {
		t.Error("it does not lead to the form")
	}
	s.importAll()
	s.onNavigated(screenHome)
	s.settle()
	var tiles []*kit.Tile
	walk(s.win.Canvas().Content(), func(o fyne.CanvasObject) {
		if tile, ok := o.(*kit.Tile); ok {
			tiles = append(tiles, tile)
		}
	})
	if len(tiles) < 6 {
		t.Fatalf("%d tiles", len(tiles))
	}
	for _, tile := range tiles {
		s.onNavigated(screenHome)
		tile.Tapped(nil)
		s.settle()
		if s.nav.Selected() != screenPeople {
			t.Error("a tile leads nowhere")
		}
	}
	home := s.screens[screenHome].(*home)
	s.onNavigated(screenHome)
	home.chart.OnOpen(len(home.points) - 1)
	s.settle()
	if s.history.shown == nil {
		t.Error("the chart leads to no import")
	}
	s.onNavigated(screenHome)
	s.settle()
	home.act.Tapped(nil)
	s.settle()
}

func TestCheck_DepartmentsAreListedAndOpened(t *testing.T) {
	s := peopleStage(t)
	c := s.people.checking
	c.choice.Choose(allDepartments())
	s.settle()
	c.grid.Select(c.grid.Rows().Key(0))
	s.settle()
	s.click("部署を開く")
	if s.people.department() == nil {
		t.Error("no department is selected")
	}
	c.choice.Choose(allDepartments())
	s.settle()
	c.grid.OnOpen(0, c.grid.Rows().Key(0))
	s.settle()
	c.choice.Choose(firstCheck)
	s.settle()
	s.click("点検をやめる")
	if c.choice.Chosen() != noCheck {
		t.Error("the check goes on")
	}
}

func TestSettings_EraseAndSkipByTheirButtons(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(len(s.screens) - 1)
	s.settle()
	settings := s.screens[len(s.screens)-1].(*settings)
	settings.skip.Tapped(nil)
	s.settle()
	if kept, err := s.app.Settings(context.Background()); err != nil || !kept.SkipPreview {
		t.Errorf("kept is %+v, %v", kept, err)
	}
	s.click("履歴と控えから個人情報を消去")
	s.click("消去する")
	if !strings.Contains(s.dialogs(), "消去しました") {
		t.Errorf("it says %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	s.click("パスをコピー")
	if got := s.window.fyne.Clipboard().Content(); got != s.app.Dir() {
		t.Errorf("copied is %q", got)
	}
	s.click("使用しているソフトウェア")
	s.click("閉じる")
	if s.layers.Busy() {
		t.Error("the list of licences stays")
	}
}

func TestDialogs_AreLeftByTheirButton(t *testing.T) {
	s := peopleStage(t)
	for name, open := range inOrder(map[string]func(){
		"全体を保存":    func() { s.do(s.command("archive.save")) },
		"ファイルを開く":  func() { s.chooseToOpen("CSV", []string{"*.csv"}, func(string) { t.Error("a file is chosen") }) },
		"人や部署の履歴":  s.openRecordSearch,
		"部署への移動":   func() { s.people.grid.Select(s.stored().Users[0].ID); s.do(s.command("user.move")) },
		"名簿を作る":    func() { s.openRosterForm() },
		"使い方":      func() { s.openHelp("") },
		"このソフトウェア": s.showLicenses,
	}) {
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

// Screens that have nothing to show yet lead to the two ways to get some users.
func TestEmpty_LeadsToTheTwoWaysIn(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	for _, from := range []int{screenPeople, screenHistory} {
		for text, to := range map[string]int{"cybozu.comから読み込む": screenConnect, "CSVファイルから読み込む": screenFiles} {
			s.onNavigated(from)
			s.settle()
			s.click(text)
			if s.nav.Selected() != to {
				t.Errorf("from %d, %s leads to %d, want %d", from, text, s.nav.Selected(), to)
			}
		}
	}
	s.onNavigated(screenConnect)
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	if h := s.history; h.blank.Visible() || !h.filled.Visible() || !h.kind.Visible() || !h.records.Visible() || s.win.Canvas().Focused() != h.grid.Focusable() {
		t.Errorf("with a history it says %s", s.reads())
	}
}

// Those below are offered only of a department in which nobody is for another reason than what
// narrows the list.
func TestEmpty_ThoseBelowAreOfferedWhereNothingElseHidesThem(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	p.list(browse.Query{Node: directory.RootID}, false)
	offers := func(name string, want bool) {
		t.Helper()
		s.settle()
		if got := !p.more.Hidden && !p.deeper.Hidden; got != want || want && p.deeper.Text() != "下の部署も含める（13人）" {
			t.Errorf("%s: it offers %q", name, offered(p.more))
		}
	}
	offers("the top", true)
	for name, narrow := range inOrder(map[string][2]func(){
		"a search":                {func() { p.search.SetText("ない人") }, func() { p.search.SetText("") }},
		"a filter":                {func() { p.filter.Choose(int(browse.FilterSuspended)) }, func() { p.filter.Choose(0) }},
		"a check":                 {func() { p.checking.choice.Choose(firstCheck) }, func() { p.checking.choice.Choose(noCheck) }},
		"the list of departments": {func() { p.checking.choice.Choose(allDepartments()) }, func() { p.checking.choice.Choose(noCheck) }},
	}) {
		narrow[0]()
		offers(name, false)
		narrow[1]()
		offers("without "+name, true)
	}
	p.deeper.Tapped(nil)
	if offers("with those below", false); !p.below.Checked() || len(s.listed()) != 13 {
		t.Errorf("%d are listed", len(s.listed()))
	}
	p.below.SetChecked(false)
	p.list(browse.Query{Node: s.department("開発チーム").ID}, false)
	offers("one without anybody below", false)
}
