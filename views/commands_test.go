package views

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestCommands_EachIsNamedOnceAndHasAPlaceToBeFound(t *testing.T) {
	s := peopleStage(t)
	seen := map[string]bool{}
	menus := map[string]bool{"": true}
	for _, m := range bar {
		menus[m.Title] = true
	}
	meant := map[string]int{}
	for _, c := range s.commands {
		if !menus[c.menu] {
			t.Errorf("%q is in no menu of the bar", c.words)
		}
		if c.id == "" {
			continue
		}
		if seen[c.id] || c.words == "" || c.run == nil {
			t.Errorf("%q is there twice, or half", c.id)
		}
		seen[c.id] = true
		if key := c.key.String(); key != "" && c.when == nil {
			if meant[key]++; meant[key] > 1 {
				t.Errorf("%s means several commands", key)
			}
		}
	}
	for _, m := range s.menus() {
		if len(m.Items) == 0 || len(m.Items) > 20 {
			t.Errorf("%s has %d lines", m.Title, len(m.Items))
		}
	}
}

func TestCommands_KeysLeadToEveryScreen(t *testing.T) {
	s := peopleStage(t)
	for i, screen := range s.screens {
		s.press(fyne.KeyName(rune('1'+i)), ctrl)
		s.settle()
		if s.current() != screen {
			t.Errorf("Ctrl+%d leads to %s", i+1, s.current().name())
		}
	}
}

func TestCommands_AltOpensTheMenuBarAndItsLettersTheMenus(t *testing.T) {
	s := peopleStage(t)
	s.press("LeftAlt", 0)
	if !strings.Contains(s.dialogs(), "ファイル(F)") || strings.Contains(s.dialogs(), "ウィンドウを閉じる") {
		t.Fatalf("Alt shows %q", s.dialogs())
	}
	s.press("LeftAlt", 0)
	if s.dialogs() != "" {
		t.Fatalf("Alt leaves %q", s.dialogs())
	}
	s.press(fyne.KeyV, fyne.KeyModifierAlt)
	if !strings.Contains(s.dialogs(), "列を選ぶCtrl+L") {
		t.Errorf("Alt+V shows %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	if s.dialogs() != "" {
		t.Error("Esc leaves the menu")
	}
}

func TestCommands_OneThatCannotBeDoneSaysWhy(t *testing.T) {
	s := peopleStage(t)
	s.press(fyne.KeyY, ctrl)
	s.settle()
	if !strings.Contains(s.onScreen(), "やり直せる編集がありません。") {
		t.Errorf("the screen says %q", s.onScreen())
	}
}

func TestCommands_AListOfOneChoiceIsNotSelectedAsAWhole(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	before := s.history.grid.Selected()
	s.press(fyne.KeyA, ctrl)
	s.settle()
	if !strings.Contains(s.onScreen(), "この一覧では、1行だけを選べます。") || !slices.Equal(s.history.grid.Selected(), before) {
		t.Errorf("%d of %d are selected, the screen says %q", len(s.history.grid.Selected()), s.history.grid.Rows().Len(), s.onScreen())
	}
	s.onNavigated(screenPeople)
	s.settle()
	s.press(fyne.KeyA, ctrl)
	s.settle()
	if got, all := s.people.grid.SelectedCount(), s.people.grid.Rows().Len(); got != all || all < 2 {
		t.Errorf("%d of %d people are selected", got, all)
	}
}

func TestCommands_RedoTakesBackWhatUndoTookBack(t *testing.T) {
	s := peopleStage(t)
	name := func() string { return s.stored().Departments[1].Name }
	before := name()
	d := s.stored().Departments[1]
	for _, to := range []string{"一", "二"} {
		s.window.edit(to, renamed(d, to), nil)
		s.settle()
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyZ, "一"}, {fyne.KeyZ, before}, {fyne.KeyY, "一"}, {fyne.KeyY, "二"}, {fyne.KeyY, "二"}, {fyne.KeyZ, "一"}} {
		s.press(step.key, ctrl)
		s.settle()
		if got := name(); got != step.want {
			t.Errorf("after %s it is %q, want %q", step.key, got, step.want)
		}
	}
	s.window.edit("三", renamed(s.stored().Departments[1], "三"), nil)
	s.settle()
	s.press(fyne.KeyY, ctrl)
	s.settle()
	if got := name(); got != "三" {
		t.Errorf("what was done since is lost: %q", got)
	}
}

func TestCommands_TheFinderLeadsToAPersonAndADepartment(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHome)
	u := s.stored().Users[3]
	s.press(fyne.KeyK, ctrl)
	s.settle()
	s.dialogEntry().SetText(u.LoginName)
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.people.grid.Selected(); s.current() != screen(s.people) || len(got) != 1 || got[0] != u.ID {
		t.Errorf("selected is %v, want %d", got, u.ID)
	}
	d := s.stored().Departments[2]
	s.press(fyne.KeyK, ctrl)
	s.settle()
	s.dialogEntry().SetText(d.Name)
	s.settle()
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	s.settle()
	if got := s.people.department(); got == nil || got.Name != d.Name {
		t.Errorf("the department is %v", got)
	}
}

func TestCommands_TheFinderOpensWhatWasTypedToWhoIsQuickerThanTheSearch(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[3]
	s.press(fyne.KeyK, ctrl)
	s.settle()
	s.dialogEntry().SetText(u.LoginName)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.people.grid.Selected(); s.current() != screen(s.people) || len(got) != 1 || got[0] != u.ID {
		t.Errorf("selected is %v, want %d", got, u.ID)
	}
}

// One search is under way at a time, and what is listed is what the field says in the end.
func TestCommands_TheFinderListsWhatWasTypedLast(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[3]
	s.openFinder()
	s.settle()
	for i := range u.LoginName {
		s.dialogEntry().SetText(u.LoginName[:i+1])
	}
	s.jobs.Wait()
	if n := len(s.queue); n != 1 {
		t.Errorf("%d searches have run for %d letters typed at once", n, len(u.LoginName))
	}
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, u.Name) {
		t.Errorf("%q lists %q", u.LoginName, shown)
	}
}

func TestCommands_MailAddressesAreCopiedOnceAndThoseWithoutCounted(t *testing.T) {
	s := peopleStage(t)
	s.press(fyne.KeyC, ctrl|fyne.KeyModifierShift)
	s.settle()
	with := map[string]bool{}
	for _, u := range s.stored().Users {
		if u.Email != "" {
			with[u.Email] = true
		}
	}
	lines := strings.Split(s.window.fyne.Clipboard().Content(), "\n")
	if len(lines) != len(with) {
		t.Errorf("copied are %d addresses, want %d", len(lines), len(with))
	}
	for _, line := range lines {
		if !with[line] {
			t.Errorf("copied is %q", line)
		}
	}
	if !strings.Contains(s.onScreen(), "メールアドレス"+kit.Digits(len(lines))+"件をコピーしました。") {
		t.Errorf("the screen says %q", s.onScreen())
	}
}

func TestCommands_UsersAreAddedToADepartmentAndMoved(t *testing.T) {
	s := peopleStage(t)
	at := slices.IndexFunc(s.stored().Users, func(u directory.User) bool { return len(u.Departments) == 1 })
	u := s.stored().Users[at]
	to := slices.IndexFunc(s.stored().Departments, func(d directory.Department) bool {
		return d.ID != directory.RootID && d.ID != u.Departments[0]
	})
	target := s.stored().Departments[to].ID
	s.people.goTo(directory.KindDepartment, u.Departments[0])
	s.settle()
	for _, step := range []struct {
		move bool
		want []int64
	}{{false, slices.Sorted(slices.Values([]int64{u.Departments[0], target}))}, {true, []int64{target}}} {
		s.people.assign([]int64{u.ID}, target, step.move)
		s.settle()
		if text := s.people.back.Text(); utf8.RuneCountInString(text) > longestTakeBack+10 {
			t.Errorf("the button says %q", text)
		}
		if got := s.stored().Users[at].Departments; !slices.Equal(got, step.want) {
			t.Errorf("the departments are %v, want %v", got, step.want)
		}
	}
}

func renamed(d directory.Department, name string) edit.Edit {
	return edit.RenameDepartment(d, name, d.Code)
}

func TestCommands_ColumnsAreSortedAndChosenByTheKeys(t *testing.T) {
	s := peopleStage(t)
	first := s.people.grid.Rows().Key(0)
	s.press(fyne.KeyL, ctrl|fyne.KeyModifierShift)
	if !strings.Contains(s.dialogs(), "ログイン名 ▲") {
		t.Fatalf("it offers %q", s.dialogs())
	}
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	s.settle()
	if got := s.people.grid.Rows().Key(0); got == first {
		t.Error("nothing is sorted")
	}
	columns := len(s.people.grid.Shown())
	s.press(fyne.KeyL, ctrl)
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	if got := len(s.people.grid.Shown()); got != columns-1 {
		t.Errorf("%d columns are shown of %d", got, columns)
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

// whys are the commands that cannot be done now, by the reason, and those that are on.
func (s *stage) whys() string {
	by := map[string][]string{}
	for i := range s.commands {
		c := &s.commands[i]
		if c.id == "" {
			continue
		}
		item := s.item(c)
		if item.Checked {
			by["✓"] = append(by["✓"], c.id)
		}
		if item.Off != "" {
			by[item.Off] = append(by[item.Off], c.id)
		}
	}
	var lines []string
	for why, ids := range by {
		lines = append(lines, why+"："+strings.Join(ids, " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func TestCommands_EachIsOffWhereItCannotBeDone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	expect := func(when string, lines ...string) {
		t.Helper()
		s.settle()
		slices.Sort(lines)
		if got, want := s.whys(), strings.Join(lines, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", when, got, want)
		}
	}
	const (
		oneUser  = "1人だけ選ぶと使えます。：user.history"
		noRedo   = "やり直せる編集がありません。：redo"
		noUndo   = "元に戻せる編集がありません。：undo"
		created  = "ユーザーを作成した読み込みを選ぶと使えます。：history.created"
		noChange = "変更のあった行を選ぶと使えます。：history.save"
		noLine   = "履歴の行を選ぶと使えます。：history.undo history.moment"
		noFormat = "書式を選ぶと使えます。：format.write format.read format.change format.copy format.save format.delete"
		noList   = "一覧のある画面で使えます。：copy all columns sort"
		noSearch = "検索欄のある画面で使えます。：find"
		nothing  = "確認を待っている変更はありません。：import.approve"
		linked   = "連携済みのユーザーを選ぶと使えます。：user.unlink"
		noDept   = "部署を選ぶと使えます。：department.add department.change department.move department.up department.down department.unlink department.delete tree.open department.history"
		users    = "ユーザーを選ぶと使えます。：user.change user.join user.move user.delete"
		noRow    = "行を選ぶと使えます。：copy"
	)
	expect("where there is nothing", oneUser, "✓：screen.1", noRedo, noUndo, created, noChange, noLine, noFormat, noList, noSearch, nothing, linked, noDept,
		"ユーザーを選ぶと使えます。：user.change user.delete", "一覧にユーザーがいません。：copy.mail copy.mail.semicolons write.mail user.join user.move")
	s.importAll()
	expect("at the form", oneUser, "✓：screen.1", noRedo, noUndo, created, noChange, noLine, noFormat, noList, noSearch, nothing, linked, noDept, users)
	s.onNavigated(screenPeople)
	expect("at the list", oneUser, "✓：screen.2", noRedo, noUndo, created, noChange, noLine, noFormat, nothing, linked, noDept, users, noRow)
	s.people.goTo(directory.KindUser, s.stored().Users[1].ID)
	s.people.below.SetChecked(true)
	expect("with a user", "✓：screen.2 below", noRedo, noUndo, created, noChange, noLine, noFormat, nothing, noDept)
	s.people.below.SetChecked(false)
	s.people.view.Choose(viewChart)
	expect("at the chart", "✓：screen.2 chart", noRedo, noUndo, created, noChange, noLine, noFormat, nothing, noDept)
	s.people.view.Choose(viewList)
	s.onNavigated(screenHistory)
	expect("at the history", "✓：screen.3", noRedo, noUndo, noFormat, nothing, noDept, "この一覧では、1行だけを選べます。：all", "この一覧の順は変えられません。：sort")
	s.openMoment(0)
	expect("at the past", oneUser, "✓：screen.2", noFormat, nothing, noRow, "ユーザーを選ぶと使えます。：user.change", "部署を選ぶと使えます。：tree.open department.history",
		"以前の一覧は変更できません。「今の一覧に戻る」を押すと使えます。：undo redo user.add user.join user.move user.unlink user.delete department.add department.change department.move department.up department.down department.unlink department.delete")
	s.people.leavePast()
	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userW") })
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	expect("at a preview", oneUser, "✓：screen.1", nothing, noRow, linked, noDept, users, strings.Replace(noFormat, " format.read", "", 1),
		"いまの読み込みを反映するか、やめると使えます。：import import.try csv.read format.read archive.open undo redo")
}

// A command goes where it is done, does what its name says, and says what it did or why not.
func TestCommands_EachDoesWhatItIsCalled(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.settle()
	s.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userW") })
	s.onNavigated(screenConnect)
	s.fillIn()
	opened := &browser{App: s.window.fyne}
	s.window.fyne = opened
	s.chooses(filepath.Join(t.TempDir(), "ない", "a"))
	const gone, none = "「FOLDER/ない/a」が見つかりません。", "「FOLDER/ない」が見つかりません。"
	want := map[string]string{}
	for _, line := range []string{
		"about 0 安否シンク", "settings 5 ", "import 1 ", "import.approve 0 =確認を待っている変更はありません。", "import.try 1 ",
		"csv.read 4 " + gone, "csv.write 4 " + none, "format.learn 4 " + gone, "format.write 4 =書式を選ぶと使えます。", "format.read 4 =書式を選ぶと使えます。",
		"format.change 4 =書式を選ぶと使えます。", "format.copy 4 =書式を選ぶと使えます。", "format.save 4 =書式を選ぶと使えます。", "format.open 4 " + gone, "format.delete 4 =書式を選ぶと使えます。",
		"list.save 2 " + none, "roster 0 名簿を作る", "archive.save 4 全体を保存", "archive.open 4 読み込めませんでした。何も変更していません。",
		"undo 0 =元に戻せる編集がありません。", "redo 0 =やり直せる編集がありません。", "copy 0 =一覧のある画面で使えます。",
		"copy.mail 2 =メールアドレス22件をコピーしました。1人にはメールアドレスがありません。", "copy.mail.semicolons 2 =メールアドレス22件をコピーしました。1人にはメールアドレスがありません。",
		"write.mail 2 =22件のアドレスをBccに入れて、メールソフトを開きます。1人にはメールアドレスがありません。", "all 0 =一覧のある画面で使えます。",
		"user.add 2 ユーザーの追加", "user.change 2 =ユーザーを選ぶと使えます。", "user.join 2 =ユーザーを選ぶと使えます。", "user.move 2 =ユーザーを選ぶと使えます。",
		"user.unlink 2 =連携済みのユーザーを選ぶと使えます。", "user.delete 2 =ユーザーを選ぶと使えます。",
		"department.add 2 =部署を選ぶと使えます。", "department.change 2 =部署を選ぶと使えます。", "department.move 2 =部署を選ぶと使えます。", "department.up 2 =部署を選ぶと使えます。",
		"department.down 2 =部署を選ぶと使えます。", "department.unlink 2 =部署を選ぶと使えます。", "department.delete 2 =部署を選ぶと使えます。",
		"go 0 人・部署・画面・操作を探す", "find 0 =検索欄のある画面で使えます。", "find.department 2 ",
		"screen.0 0 ", "screen.1 1 ", "screen.2 2 ", "screen.3 3 ", "screen.4 4 ", "screen.5 5 ",
		"columns 0 =一覧のある画面で使えます。", "sort 0 =一覧のある画面で使えます。", "below 2 ", "chart 2 ", "chart.svg 2 " + none, "chart.png 2 " + none,
		"tree.open 2 =部署を選ぶと使えます。", "user.history 2 =1人だけ選ぶと使えます。", "department.history 2 =部署を選ぶと使えます。",
		"history.find 3 人や部署の履歴を探す", "history.undo 3 ", "history.moment 2 ", "history.created 3 " + none, "history.save 3 " + none,
		"help 0 使い方", "help.errors 0 使い方", "help.keys 0 使い方", "licenses 0 使用しているソフトウェア（",
	} {
		id, _, _ := strings.Cut(line, " ")
		want[id] = line
	}
	for i := range s.commands {
		id := s.commands[i].id
		if id == "" || id == "quit" || id == "close" {
			continue
		}
		s.onNavigated(screenHome)
		s.said.hide()
		s.settle()
		s.do(s.command(id))
		s.settle()
		got := fmt.Sprintf("%s %d ", id, s.nav.Selected())
		if s.layers.Busy() {
			got += temporary.ReplaceAllString(s.reads(), "FOLDER")
		} else if line := s.line(); line != "" {
			got += "=" + line
		}
		if want[id] == "" || !strings.HasPrefix(got, want[id]) || want[id][len(want[id])-1] == ' ' && got != want[id] {
			t.Errorf("got %.120s, want %s", got, want[id])
		}
		switch p := s.people; id {
		case "import", "history.undo":
			if s.preview() == nil {
				t.Errorf("%s leads to no preview", id)
			}
		case "copy.mail.semicolons":
			if got := s.fyne.Clipboard().Content(); strings.Count(got, "; ") != 21 || strings.Contains(got, "\n") {
				t.Errorf("copied is %q", got)
			}
		case "copy.mail":
			if got := s.fyne.Clipboard().Content(); strings.Count(got, "\n") != 21 {
				t.Errorf("copied is %q", got)
			}
		case "below":
			if !p.below.Checked() {
				t.Error("those below are not listed")
			}
		case "chart":
			if !p.chart.shown() {
				t.Error("the chart is not shown")
			}
		case "history.moment":
			if !p.readOnly() {
				t.Error("the list is of now")
			}
			p.leavePast()
		case "help.errors", "help.keys":
			if at := s.help.list.Selected(); len(at) != 1 || s.help.shown[at[0]].Title != map[string]string{"help.errors": helpErrors, "help.keys": helpKeys}[id] {
				t.Errorf("%s opens at %d", id, at)
			}
		}
		for range 3 {
			if s.layers.Busy() {
				s.press(fyne.KeyEscape, 0)
				s.settle()
			}
		}
		if s.preview() != nil {
			s.preview().onCancel()
			s.settle()
		}
	}
	if len(opened.pages) != 1 {
		t.Errorf("opened are %q", opened.pages)
	}
	s.do(s.command("close"))
	if s.settle(); !s.closed {
		t.Error("the window is not closed")
	}
}

// Of several lists the one that has the keys is meant, or else the first.
func TestCommands_TheListWithTheKeysIsMeant(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	h := s.history
	for _, c := range []struct {
		has  fyne.Focusable
		want *kit.Grid
	}{{h.grid.Focusable(), h.grid}, {h.changes.grid.Focusable(), h.changes.grid}, {h.changes.search, h.grid}} {
		if s.focus(c.has); s.window.grid() != c.want {
			t.Errorf("with the keys at %T another list is meant", c.has)
		}
	}
	s.focus(h.changes.grid.Focusable())
	h.changes.grid.Select(h.changes.grid.Rows().Key(0))
	s.settle()
	s.do(s.command("copy"))
	if got := s.fyne.Clipboard().Content(); got != "操作\t種類\t対象\t変更前 → 変更後\t理由\n追加\t部署\t役員\t親部署：最上位部署\t新しい組織（yakuin）\n" || s.line() != "1行を、見出しを付けてコピーしました。" {
		t.Errorf("copied is %q, and it says %q", got, s.line())
	}
	h.changes.grid.OnMenu(0, h.changes.grid.Rows().Key(0), 2, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyEnd)
	if got := s.fyne.Clipboard().Content(); got != "役員" || s.line() != "対象をコピーしました。" {
		t.Errorf("copied is %q, and it says %q", got, s.line())
	}
}

func TestCommands_DepartmentsGoUpAndDownAndOpenAndTheHelpIsReached(t *testing.T) {
	s := peopleStage(t)
	first, second := s.local("一"), s.local("二")
	order := func() bool {
		ids := s.people.model.Children(directory.RootID)
		return slices.Index(ids, first) < slices.Index(ids, second)
	}
	s.people.goTo(directory.KindDepartment, second)
	s.settle()
	before := order()
	s.do(s.command("department.up"))
	if s.settle(); order() == before {
		t.Error("it does not go up")
	}
	s.do(s.command("department.down"))
	if s.settle(); order() != before {
		t.Error("it does not go down")
	}
	s.people.goTo(directory.KindDepartment, directory.RootID)
	s.settle()
	s.people.tree.SetOpen(directory.RootID, false)
	s.do(s.command("tree.open"))
	if !strings.Contains(written(s.people.tree), "二") {
		t.Error("what is below is not opened")
	}
	for _, id := range []string{"help", "help.errors", "help.keys"} {
		s.do(s.command(id))
		s.settle()
		if shown := s.dialogs(); !strings.Contains(shown, "使い方") {
			t.Errorf("%s shows %q", id, shown)
		}
		s.press(fyne.KeyEscape, 0)
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
}
