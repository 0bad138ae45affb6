package views

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestHistory_BeginsWithTheNewestImport(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	first := s.history.imports[0]
	if shown := s.history.shown; shown == nil || shown.ID != first.ID {
		t.Errorf("import %d is not shown, but %+v", first.ID, shown)
	}
	if !strings.Contains(s.onScreen(), "すべて "+strconv.Itoa(first.Departments.Total()+first.Users.Total())) {
		t.Errorf("its changes are not on the screen: %s", s.onScreen())
	}
}

func TestHistoryI10_WhatIsUndoneIsNotOfferedAgain(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	first := s.history.imports[0]
	s.history.onUndo()
	s.settle()
	s.tickAll()
	s.preview().onApply()
	s.settle()
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeUndone)
	s.history.open(first.ID)
	s.settle()
	if b := button(t, s.win.Canvas().Content(), "すでに元に戻してあります"); !b.Disabled() {
		t.Error("it is offered once more")
	}
}

func TestHistoryI10_AnEditIsTakenBackByItsLineAndDoneAgain(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	person := u
	person.Memo = "鍵"
	s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, person), nil)
	s.settle()
	s.importAll() // without changes
	s.onNavigated(screenHistory)
	memo := func(want string, button string) {
		t.Helper()
		s.settle()
		if got := s.stored().Users[0].Memo; got != want || s.history.undo.Text() != button {
			t.Errorf("memo %q and button %q, want %q and %q", got, s.history.undo.Text(), want, button)
		}
	}
	s.history.open(s.history.imports[1].ID)
	memo("鍵", "この編集を元に戻す")
	s.history.undo.Tapped(nil)
	s.settle()
	s.preview().onApply()
	s.settle()
	memo("", "すでに元に戻してあります")
	s.history.open(s.history.imports[0].ID)
	memo("", "元に戻した編集をやり直す")
	s.history.undo.Tapped(nil)
	s.settle()
	s.preview().onCancel()
	memo("", "元に戻した編集をやり直す")
	if lines := s.outcomes(); len(lines) != 4 {
		t.Errorf("%d lines, want none for what was not made", len(lines))
	}
}

func TestPeopleI10_AKeyTakesBackTheEditThatTheButtonNames(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.importAll()
		s.onNavigated(screenPeople)
		for _, name := range []string{"一", "二"} {
			s.window.edit("「"+name+"」の追加", edit.AddDepartment(directory.RootID, name, ""), nil)
			s.settle()
		}
		before := len(s.stored().Departments)
		for i, want := range []string{"「二」の追加を元に戻す", "「一」の追加を元に戻す"} {
			if got := s.people.back.Text(); !strings.HasPrefix(got, want) {
				t.Errorf("the button says %q, want %q", got, want)
			}
			s.press(fyne.KeyZ, ctrl)
			s.press(fyne.KeyZ, ctrl) // while it is under way
			s.settle()
			if n := len(s.stored().Departments); n != before-1-i || s.dialogs() != "" {
				t.Errorf("%d departments, want %d; %s", n, before-1-i, s.dialogs())
			}
		}
		if s.people.back.Visible() {
			t.Errorf("%q is offered", s.people.back.Text())
		}
	})
}

// rows are the lines of the history as they are shown.
func (s *stage) historyRows() string { return cells(s.history.grid, 5) }

func TestHistory_FoldsTheEditsOfADayAndOpensThemAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.importAll()
		for _, memo := range []string{"一", "二", "三"} {
			u := s.stored().Users[0]
			after := u
			after.Memo = memo
			s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(u, after), nil)
			s.settle()
		}
		s.onNavigated(screenHistory)
		s.settle()
		h := s.history
		if shown := s.historyRows(); strings.Count(shown, "\n") != 2 || !strings.Contains(shown, "この日の編集3件") {
			t.Fatalf("lines:\n%s", shown)
		}
		changes := h.changes.grid.Rows()
		if changes.Len() != 1 || !strings.Contains(changes.Cell(0, 3).String(), "三") || strings.Contains(changes.Cell(0, 3).String(), "二") {
			t.Errorf("the day is\n%s", cells(h.changes.grid, 5))
		}
		if h.shown != nil || h.day == nil || !h.undo.Disabled() || h.save.Disabled() {
			t.Error("a day cannot be taken back at once, but saved")
		}
		test.Tap(h.each)
		s.settle()
		if shown := s.historyRows(); strings.Count(shown, "\n") != 5 {
			t.Fatalf("opened:\n%s", shown)
		}
		h.open(h.imports[1].ID)
		s.settle()
		if h.shown == nil || h.shown.ID != h.imports[1].ID || h.undo.Disabled() {
			t.Errorf("one edit cannot be taken back: %+v", h.shown)
		}
		test.Tap(h.each)
		s.settle()
		if shown := s.historyRows(); strings.Count(shown, "\n") != 2 {
			t.Errorf("folded again:\n%s", shown)
		}
		h.open(h.imports[2].ID)
		s.settle()
		if h.shown == nil || h.shown.ID != h.imports[2].ID {
			t.Error("what leads to an edit does not find it in its day")
		}
	})
}

func TestHistory_FiltersByKindAndOutcome(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	u := s.stored().Users[0]
	after := u
	after.Memo = "夜は不在"
	s.window.edit("", edit.ChangeUser(u, after), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	h.kind.Choose(1) // 手動
	if shown := s.historyRows(); strings.Count(shown, "\n") != 1 || !strings.Contains(shown, "|手動|") {
		t.Errorf("manual ones:\n%s", shown)
	}
	h.outcome.Choose(2) // 失敗
	if shown := s.historyRows(); shown != "" {
		t.Errorf("failed ones:\n%s", shown)
	}
	h.open(h.imports[0].ID)
	s.settle()
	if h.shown == nil || h.shown.ID != h.imports[0].ID || h.kind.Chosen() != 0 {
		t.Error("what leads to a line does not find it behind the filters")
	}
}

func TestHistory_ChartSelectsTheLineOfAPoint(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	if s.history.graph.Visible() {
		t.Error("one import is drawn")
	}
	u := s.stored().Users
	s.window.edit("", edit.DeleteUsers([]int64{u[0].ID}, false), nil)
	s.settle()
	h := s.history
	if !h.graph.Visible() || len(h.points) != 2 {
		t.Fatalf("%d points", len(h.points))
	}
	h.chart.OnOpen(0)
	s.settle()
	if h.shown == nil || h.shown.Kind != directory.ImportManual {
		t.Errorf("the first point leads to %+v", h.shown)
	}
	h.chart.OnOpen(1)
	s.settle()
	if h.shown == nil || h.shown.Kind != directory.ImportEdit {
		t.Errorf("the second point leads to %+v", h.shown)
	}
}

func TestHistory_NamesTheFileOfACSV(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	for _, file := range []struct{ name, text string }{
		{"名簿.csv", "ログイン名,名前,パスワード\nnew1,新人,secret12\n"},
		{"壊れた名簿.csv", "ログイン名\n\"\n"},
	} {
		path := filepath.Join(t.TempDir(), file.name)
		if err := os.WriteFile(path, []byte(file.text), 0o600); err != nil {
			t.Fatal(err)
		}
		s.csv().open(path)
		s.settle()
		if s.running != nil {
			s.press(fyne.KeyReturn, ctrl)
			s.settle()
		}
	}
	s.onNavigated(screenHistory)
	s.settle()
	if shown := s.historyRows(); !strings.Contains(shown, "|CSV|名簿.csv|") || !strings.Contains(shown, "「壊れた名簿.csv」：") {
		t.Errorf("lines:\n%s", shown)
	}
}

// offered is what the history says of the selected line, and what can be done with it.
func (s *stage) offered() string {
	h := s.history
	var b strings.Builder
	b.WriteString(moments.ReplaceAllString(h.title.String(), "MOMENT"))
	for _, button := range []*kit.Button{h.each, h.approve, h.undo, h.moment, h.created, h.save} {
		if button.Visible() {
			b.WriteString(" / [" + button.Text() + "]" + strings.TrimRight(" "+button.Why(), " "))
		}
	}
	return days.ReplaceAllString(b.String(), "DAY")
}

var stamps = regexp.MustCompile(`\d{4}-\d\d-\d\d( \d\d:\d\d)?|\d\d:\d\d`)

var days = regexp.MustCompile(`\d{4}-\d\d-\d\d`)

// A day of which there is a line in the history, an import, edits of one day, one that was
// taken back, one that failed.
func TestHistory_OffersWithEachLineWhatCanBeDoneWithIt(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := peopleStage(t)
		u := s.stored().Users[0]
		for _, memo := range []string{"一", "二"} {
			was := s.stored().Users[0]
			u = was
			u.Memo = memo
			s.window.edit("「"+u.Name+"」の変更", edit.ChangeUser(was, u), nil)
			s.settle()
		}
		s.onNavigated(screenPeople)
		s.press(fyne.KeyZ, ctrl)
		s.settle()
		s.onNavigated(screenConnect)
		s.importAll() // without changes
		s.csv().open(fileOf(t, "壊れた名簿.csv", "ログイン名", `"`))
		s.settle()
		s.press(fyne.KeyEscape, 0)
		s.onNavigated(screenConnect)
		s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userW") })
		s.fillIn()
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
		s.preview().onCancel()
		s.settle()
		s.onNavigated(screenHistory)
		s.settle()
		h := s.history
		const (
			nothing  = " / [この読み込みの前に戻す] 何も変更していないため、戻すものがありません。"
			noCopy   = " / [この時点の一覧を見る] この行の控えが残っていないため、使えません。"
			pickLine = " / [この時点の一覧を見る] 履歴の行を選ぶと使えます。"
			noNew    = " / [新規ユーザーをCSVに保存] ユーザーを作成した読み込みを選ぶと使えます。"
			save     = " / [変更内容をCSVに保存]"
			noSave   = save + " 変更のあった行を選ぶと使えます。"
			fold     = " / [この日の編集を1行にまとめる]"
			oneByOne = " / [この読み込みの前に戻す] 編集を1件ずつ表示して、1件選ぶと使えます。"
		)
		canceled := "MOMENT　読み込みをキャンセルしました。" + nothing + noCopy + noNew + noSave
		failed := "MOMENT　「壊れた名簿.csv」：2行目：引用符「\"」の使い方が正しくありません。" + nothing + noCopy + noNew + noSave
		same := "MOMENT　変更はありません。" + nothing + noCopy + noNew + noSave
		first := "MOMENT　追加 33 / [この読み込みの前に戻す] / [この時点の一覧を見る] / [新規ユーザーをCSVに保存]" + save
		each := func(when, rows string, lines ...string) {
			t.Helper()
			if got := stamps.ReplaceAllString(s.historyRows(), "TIME"); got != rows {
				t.Errorf("%s, the lines are\n%swant\n%s", when, got, rows)
			}
			for i, want := range lines {
				h.grid.Select(h.lines[i].Key())
				s.settle()
				if got := s.offered(); got != want {
					t.Errorf("%s, of line %d it says\n%s\nwant\n%s", when, i, got, want)
				}
			}
		}
		const (
			above = "TIME|手動|example.cybozu.com|キャンセル|読み込みをキャンセルしました。|\nTIME|CSV||失敗|「壊れた名簿.csv」：2行目：引用符「\"」の使い方が正しくありません。|\nTIME|手動|example.cybozu.com|完了|変更はありません。|\n"
			below = "TIME|手動|example.cybozu.com|完了|追加 33|\n"
			day   = "TIME|編集|||この日の編集3件　変更 3|\n"
			edits = "TIME|編集||完了|「システム管理者」の変更を元に戻す|\nTIME|編集||元に戻し済み|「システム管理者」の変更|\nTIME|編集||完了|「システム管理者」の変更|\n"
		)
		each("folded", above+"▶ "+day+below, canceled, failed, same,
			"DAY　この日の編集3件　変更 3 / [この日の編集を1件ずつ表示（3件）]"+oneByOne+pickLine+noNew+save, first)
		h.onEach() // the line of an import, which has nothing to open
		h.grid.Unselect()
		h.onEach()
		each("with nothing to open", above+"▶ "+day+below)
		h.grid.Select(h.lines[3].Key())
		h.grid.OnOpen(3, h.lines[3].Key())
		s.settle()
		each("opened", above+"▼ "+day+edits+below, canceled, failed, same,
			"DAY　この日の編集3件　変更 3"+fold+oneByOne+pickLine+noNew+save,
			"MOMENT　「システム管理者」の変更を元に戻す"+fold+" / [元に戻した編集をやり直す]"+noCopy+noNew+save,
			"MOMENT　「システム管理者」の変更"+fold+" / [すでに元に戻してあります] すでに元に戻してあります。"+noCopy+noNew+save,
			"MOMENT　「システム管理者」の変更"+fold+" / [この編集を元に戻す]"+noCopy+noNew+save, first)
		h.grid.Select(h.lines[5].Key())
		s.settle()
		h.onEach()
		s.settle()
		if key := h.grid.Selected(); len(key) != 1 || key[0] != h.lines[3].Key() {
			t.Errorf("folded from one of its edits, %d is selected", key)
		}
		each("folded again", above+"▶ "+day+below)
		for i, want := range []int{5, 3, 0, 1, 1, 0, 0, 0} {
			if h.kind.Choose(i); len(h.lines) != want {
				t.Errorf("%s: %d lines, want %d", kindNames()[i], len(h.lines), want)
			}
		}
		h.kind.Choose(0)
		for i, want := range []int{5, 3, 1, 1, 0, 1} {
			if h.outcome.Choose(i); len(h.lines) != want {
				t.Errorf("%s: %d lines, want %d", outcomeNames()[i], len(h.lines), want)
			}
		}
		s.settle()
		if got, want := s.offered(), "読み込みを選ぶと、その変更内容を表示します。 / [この読み込みの前に戻す] 履歴の行を選ぶと使えます。"+pickLine+noNew+noSave; got != want || h.changes.grid.Rows().Len() != 0 {
			t.Errorf("of none it says\n%s\nwant\n%s", got, want)
		}
	})
}

// The chart is open at first where there is room for it, and stays as it was left.
func TestHistory_TheChartIsOpenAtFirstWhereThereIsRoom(t *testing.T) {
	for height, open := range map[float32]bool{roomForChart - 1: false, roomForChart: true} {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.importAll()
		s.window.edit("", edit.DeleteUsers([]int64{s.stored().Users[3].ID}, false), nil)
		s.settle()
		s.win.Resize(fyne.NewSize(1280, height))
		s.onNavigated(screenHistory)
		s.settle()
		if got := s.history.graph.Title() == "▼ 推移"; got != open || !s.history.graph.Visible() {
			t.Errorf("%g high, it is open: %v", height, got)
		}
		s.onNavigated(screenHome)
		s.win.Resize(fyne.NewSize(1280, 2*roomForChart-height))
		s.onNavigated(screenHistory)
		if got := s.history.graph.Title() == "▼ 推移"; got != open {
			t.Errorf("entered again, it is open: %v", got)
		}
	}
}

// What is drawn is what was read last, however long the reading before it takes.
func TestHistory_TheChartIsOfWhatWasReadLast(t *testing.T) {
	s := peopleStage(t)
	s.window.edit("", edit.DeleteUsers([]int64{s.stored().Users[3].ID}, false), nil)
	s.settle()
	h := s.history
	now, points := h.state, len(h.points)
	old := *now
	old.history = now.history[1:]
	h.show(&old)
	s.jobs.Wait()
	late := (<-s.queue)
	h.show(now)
	if late(); len(h.points) != points {
		t.Errorf("%d points are drawn of what was before, want %d", len(h.points), points)
	}
	if s.settle(); len(h.points) != points || points != 2 {
		t.Errorf("%d points are drawn, want %d", len(h.points), points)
	}
}

func TestHistory_WhatCannotBeReadIsSaid(t *testing.T) {
	s := peopleStage(t)
	d := s.department("開発本部")
	for _, name := range []string{"一", "二"} {
		s.window.edit("改名", edit.RenameDepartment(s.stored().Departments[2], name, d.Code), nil)
		s.settle()
	}
	s.onNavigated(screenHistory)
	s.settle()
	h, v := s.history, s.history.views
	shown := func(want string) {
		t.Helper()
		s.settle()
		if p, ok := v.room.Objects[0].(*kit.Paragraph); !ok || p.String() != want {
			t.Errorf("shown is %T %v, want %q", v.room.Objects[0], v.room.Objects[0], want)
		}
	}
	tree := func(what string) {
		t.Helper()
		s.settle()
		if v.room.Objects[0] != v.tree.all {
			t.Errorf("%s: no tree, but %v", what, v.room.Objects[0])
		}
	}
	v.tabs.Choose(1)
	tree("of a day")
	v.tabs.Choose(0)
	if v.room.Objects[0] != v.list {
		t.Error("the list does not come back")
	}
	model := v.tree.model
	v.tabs.Choose(1)
	if v.room.Objects[0] != v.tree.all || v.tree.model != model {
		t.Error("the tree that is there is not shown at once")
	}
	h.grid.Unselect()
	shown("行を1件選ぶと、その変更内容を表示します。")
	h.open(s.history.imports[1].ID)
	tree("of an edit")

	v.tabs.Choose(0)
	s.rename("import_changes", "gone")
	h.open(h.imports[0].ID)
	s.settle()
	s.expectWords("where the changes cannot be read", unexpected)
	s.press(fyne.KeyEscape, 0)
	v.ids, v.stale = []int64{h.imports[0].ID}, true
	v.tabs.Choose(1)
	shown("ツリーを表示できませんでした。一覧でご覧ください。")
	s.expectWords("where the tree cannot be grown", unexpected)
	s.press(fyne.KeyEscape, 0)
	s.rename("gone", "import_changes")

	// What was there before all was replaced is known no more.
	s.change("UPDATE imports SET kind = 'takeover', backup = NULL WHERE id = " + fmt.Sprint(h.imports[0].ID))
	h.open(h.imports[1].ID)
	shown("このあとに全体が置き換えられ、控えも残っていないため、ツリーでは表示できません。一覧でご覧ください。")
	if s.dialogs() != "" {
		t.Errorf("it says %q", s.dialogs())
	}
}

// An import that has stopped is looked at from its own line, and from there alone.
func TestHistory_WhatHasStoppedIsApprovedFromItsLine(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	for i, offers := range []bool{true, false} {
		h.open(h.imports[i].ID)
		s.settle()
		if got := s.offered(); strings.Contains(got, " / ["+message.Approve+"] / ") != offers {
			t.Errorf("line %d offers %s", i, got)
		}
	}
	h.open(h.imports[0].ID)
	s.settle()
	h.approve.Tapped(nil)
	s.settle()
	s.expectProposedFrom("履歴")
	s.preview().onCancel()
	s.settle()

	// Meanwhile the history can be looked at, and says what has to wait.
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	const wait = "読み込みが終わると使えます。"
	if h.approve.Why() != wait || !h.approve.Visible() {
		t.Errorf("meanwhile approving is off because %q", h.approve.Why())
	}
	h.open(h.imports[1].ID)
	s.settle()
	if h.undo.Why() != wait {
		t.Errorf("meanwhile undoing is off because %q", h.undo.Why())
	}
	s.preview().onCancel()
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	if h.undo.Why() != "" {
		t.Errorf("then undoing is off because %q", h.undo.Why())
	}
}

// expectProposedFrom says from which screen a preview was asked for.
func (s *stage) expectProposedFrom(screen string) {
	s.t.Helper()
	if shown := s.reads(); s.preview() == nil || !strings.Contains(shown, " / "+screen+" ＞ 変更内容の確認 / ") {
		s.t.Errorf("no preview from %s, but %s", screen, shown)
	}
}

// An edit that is looked at stays so when more edits of its day come, which fold it away.
func TestHistory_WhatIsLookedAtStaysWhenItsDayGrows(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := peopleStage(t)
		s.local("一")
		s.onNavigated(screenHistory)
		s.settle()
		h := s.history
		first := h.imports[0].ID
		h.open(first)
		s.settle()
		if h.shown == nil || h.shown.ID != first || len(h.lines) != 2 {
			t.Fatalf("%d lines, shown is %+v", len(h.lines), h.shown)
		}
		s.window.edit("二", edit.AddDepartment(directory.RootID, "二", ""), nil)
		s.settle()
		if h.shown == nil || h.shown.ID != first || h.day != nil || len(h.lines) != 4 || h.changes.grid.Rows().Len() != 1 || h.changes.grid.Rows().Cell(0, 2).Text != "一" {
			t.Errorf("%d lines, shown is %+v", len(h.lines), h.shown)
		}
		h.grid.Select(h.lines[0].Key())
		s.settle()
		if n := h.changes.grid.Rows().Len(); n != 2 || h.day == nil {
			t.Errorf("of the day %d changes are listed", n)
		}
		h.open(first)
		s.settle()

		// The search in the tree of one line is none in that of another.
		h.views.tabs.Choose(1)
		s.settle()
		h.views.tree.seek.SetText("だれもいない")
		h.open(h.imports[2].ID)
		s.settle()
		tree := h.views.tree
		if id, ok := tree.tree.Selected(); tree.seek.Text != "" || !ok || id != tree.model.First() {
			t.Errorf("searched is %q, %d is selected", tree.seek.Text, id)
		}
	})
}

func TestHistory_ADoubleClickOpensTheEditsOfADay(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := peopleStage(t)
		for _, memo := range []string{"一", "二"} {
			u := s.stored().Users[0]
			after := u
			after.Memo = memo
			s.window.edit("", edit.ChangeUser(u, after), nil)
			s.settle()
		}
		s.onNavigated(screenHistory)
		s.settle()
		grid := s.history.grid
		rows := grid.Rows().Len()
		grid.Select(grid.Rows().Key(0))
		s.settle()
		grid.OnOpen(0, grid.Rows().Key(0))
		s.settle()
		if grid.Rows().Len() != rows+2 {
			t.Errorf("%d lines, before %d", grid.Rows().Len(), rows)
		}
	})
}

func TestHistory_IsSearchedAndItsTreeAsksForALine(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	if s.do(s.command("find")); s.win.Canvas().Focused() != fyne.Focusable(s.history.changes.search) {
		t.Errorf("find leads to %T", s.win.Canvas().Focused())
	}
	s.history.grid.Unselect()
	s.history.views.tabs.Choose(1)
	s.settle()
	if shown := s.onScreen(); !strings.Contains(shown, "行を1件選ぶと") {
		t.Errorf("the screen says %q", shown)
	}
}
