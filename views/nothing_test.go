package views

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/roster"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// Who is quicker than the first reading of the directory is told to wait, and loses nothing.
func TestWindow_BeforeTheDirectoryIsReadNothingIsDoneWithIt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	p, o := s.people, s.people.chart
	if p.model != nil {
		t.Fatal("it is read already")
	}
	for _, id := range []string{"roster", "user.add", "user.join", "user.move", "copy.mail", "write.mail"} {
		if why := s.why(s.command(id)); why != "一覧を読み込んでいます。" {
			t.Errorf("%s is off because %q", id, why)
		}
	}
	if p.has(new(browse.Change)) || p.department() != nil {
		t.Error("somebody is there")
	}
	if addresses, without := p.addresses(); len(addresses) != 0 || without != 0 {
		t.Errorf("there are the addresses %q, and %d without", addresses, without)
	}
	asked := s.chooses(filepath.Join(t.TempDir(), "組織図.svg"))
	for name, do := range inOrder(map[string]func(){
		"a search in the chart": func() { o.onSought("本部") }, "the depth of the chart": func() { o.onDepth(1) },
		"the top of the chart": o.onTop, "the selected department": o.onHere, "a department of the chart": func() { o.point(1) },
		"the chart as SVG": o.onSaveSVG, "the chart as PNG": o.onSavePNG, "who is gone to": func() { p.goTo(directory.KindUser, 1) },
		"what the chart tells": o.arm, "the members of none": func() { o.onMembers(0) },
	}) {
		if do(); o.chart != nil || o.from != directory.RootID || s.layers.Busy() {
			t.Errorf("%s: it begins at %d, and says %q", name, o.from, s.dialogs())
		}
	}
	s.openRoster()
	s.settle()
	if _, err := os.Stat(asked); err == nil || s.dialogs() != "" || s.nav.Selected() == screenPeople {
		t.Errorf("then %q is shown on screen %d; a file was asked for: %v", s.dialogs(), s.nav.Selected(), err == nil)
	}
}

// Where nobody is selected, what is for one leads nowhere.
func TestPeople_WithoutASelectionNothingIsOpened(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	p.grid.Unselect()
	p.query.Node = browse.AllUsers
	node := p.query.Node
	for name, do := range inOrder(map[string]func(){
		"the form of a user": p.onEditUser, "the deletion": p.onDeleteUsers, "the history of a user": p.onUserHistory,
		"the history of a department": p.onDepartmentHistory, "a department that is gone": func() { p.onShowDepartment(999) },
		"a change of which none is selected": func() { s.history.changes.onMenu(0, 0, 0, fyne.NewPos(5, 5)) },
	}) {
		do()
		s.settle()
		if s.dialogs() != "" || p.query.Node != node || s.nav.Selected() != screenPeople {
			t.Errorf("%s: %q, %d is shown", name, s.dialogs(), p.query.Node)
		}
	}
	n := 0
	p.grid.SelectAll()
	for range p.chosenUsers() {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d were told of", n)
	}
}

// What a menu does not offer cannot be pressed by a quick hand either.
func TestFormat_WithoutOneOfOnesOwnNothingIsAskedOrDeleted(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	part := s.csv().formats
	asked := s.chooses(filepath.Join(t.TempDir(), "a"))
	empty := slices.IndexFunc(part.list, func(saved *app.SavedFormat) bool { return saved.Format.Empty })
	full := slices.IndexFunc(part.list, func(saved *app.SavedFormat) bool { return !saved.Format.Empty })
	const own = "組み込みの書式は、コピーすると使えます。"
	for _, c := range []struct {
		name             string
		at               int
		copy, own, write string
		copies           bool
	}{
		{"none", -1, "書式を選ぶと使えます。", "書式を選ぶと使えます。", "書式を選ぶと使えます。", false},
		{"one that is empty", empty, "見本のファイルから作ります", own, "", false},
		{"one that comes with the program", full, "", own, "", true},
	} {
		part.grid.Unselect()
		if c.at >= 0 {
			part.grid.Select(formatKey(part.list, part.list[c.at]))
		}
		if part.write.Why() != c.write || (part.copy.Why() != "") != (c.copy != "") {
			t.Errorf("%s: writing is off because %q, copying because %q", c.name, part.write.Why(), part.copy.Why())
		}
		for _, b := range []*kit.Button{part.read, part.change, part.remove, part.save} {
			if b.Why() != c.own {
				t.Errorf("%s: %q is off because %q", c.name, b.Text(), b.Why())
			}
		}
		for _, do := range []func(){part.onRead, part.onChange, part.onRemove, part.onSave} {
			if do(); s.layers.Busy() {
				t.Errorf("%s: it says %q", c.name, s.dialogs())
			}
			s.settle()
		}
		part.onCopy()
		s.settle()
		if copies := s.layers.Busy(); copies != c.copies {
			t.Errorf("%s: it says %q", c.name, s.dialogs())
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
	if _, err := os.Stat(asked); err == nil || s.dialogs() != "" {
		t.Errorf("a file is asked for, and it says %q", s.dialogs())
	}
}

// A command whose button is off without a reason is not said to be there.
func TestCommands_WhyOneIsOffIsAlwaysSaid(t *testing.T) {
	s := peopleStage(t)
	b := kit.NewButton("", nil)
	c := &command{button: b}
	if why := s.why(c); why != "" {
		t.Errorf("on, it says %q", why)
	}
	b.Disable()
	if why := s.why(c); why != "いまは使えません。" {
		t.Errorf("off, it says %q", why)
	}
	b.Off("まだです。")
	if why := s.why(c); why != "まだです。" {
		t.Errorf("off for a reason, it says %q", why)
	}
	c.off = func() string { return "先のことです。" }
	if why := s.why(c); why != "先のことです。" {
		t.Errorf("off for another reason, it says %q", why)
	}
	c.off = func() string { return "" }
	if why := s.why(c); why != "まだです。" {
		t.Errorf("not off for that reason, it says %q", why)
	}
}

// Where the system has the bar, Alt and a letter are the system's.
func TestCommands_TheLettersOfTheBarAreKeysWhereTheWindowHasIt(t *testing.T) {
	s := peopleStage(t)
	letters := func() (n int) {
		for _, k := range s.window.keys() {
			if k.Modifier == fyne.KeyModifierAlt && k.Name != fyne.KeyUp && k.Name != fyne.KeyDown {
				n++
			}
		}
		return n
	}
	s.layers.OnAlt = func() {}
	if n := letters(); n != len(bar) {
		t.Errorf("%d of %d menus have a key", n, len(bar))
	}
	s.layers.OnAlt = nil
	if n := letters(); n != 0 {
		t.Errorf("%d menus have a key that is the system's", n)
	}
}

// On a screen without a list, and on the tree of a preview, what is for lists says so.
func TestCommands_AScreenWithoutAListSaysSo(t *testing.T) {
	s := nextDay(t)
	says := func(where, copying, selecting, columns string) {
		t.Helper()
		for id, want := range map[string]string{"copy": copying, "all": selecting, "columns": columns} {
			if why := s.why(s.command(id)); why != want {
				t.Errorf("%s, %s is off because %q, want %q", where, id, why, want)
			}
		}
	}
	const none = "一覧のある画面で使えます。"
	s.onNavigated(screenConnect)
	says("at the form", none, none, none)
	tree := s.lookAtTree()
	says("at a tree", none, none, none)
	s.preview().tabs.Choose(0)
	s.settle()
	says("at a list", "行を選ぶと使えます。", "", "")
	s.preview().tabs.Choose(1)
	s.settle()
	s.focus(tree.tree.Focusable())
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.preview() != nil {
		t.Error("Esc at a tree that is not searched does not leave the preview")
	}
}

// Of a department that is the top, nothing but its name can be changed (D1).
func TestEdit_TheTopDepartmentHasNoCodeToType(t *testing.T) {
	s := peopleStage(t)
	s.people.goTo(directory.KindDepartment, directory.RootID)
	s.settle()
	s.people.onRenameDepartment()
	s.expectWords("of the top", "部署の編集 / 部署名 必須 / typed	最上位部署 / [履歴] / [やめる] / [変更]")
	s.press(fyne.KeyEscape, 0)
	s.people.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.settle()
	s.people.onRenameDepartment()
	s.expectWords("of another", "部署の編集 / 部署名 必須 / typed	開発本部 / "+overwritten+" / 部署コード / typed	dev / "+overwritten+" / [履歴] / [やめる] / [変更]")
}

// A key that is held or pressed twice does a thing once.
func TestEdit_PressedTwiceItIsDoneOnce(t *testing.T) {
	s := peopleStage(t)
	s.people.goTo(directory.KindDepartment, directory.RootID)
	s.settle()
	lines := len(s.outcomes())
	s.people.onAddDepartment()
	s.named("部署名").SetText("応援")
	s.press(fyne.KeyReturn, ctrl)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := len(s.outcomes()); got != lines+1 || s.dialogs() != "" {
		t.Errorf("%d edits were made; it says %q", got-lines, s.dialogs())
	}
	s.people.onAddDepartment()
	s.named("部署名").SetText("応援2")
	s.rename("departments", "gone")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("what cannot be kept", unexpected)
	s.escapes(func() bool { return strings.HasPrefix(s.reads(), "予期しない") }) // the directory cannot be read again either
	s.rename("gone", "departments")
	s.press(fyne.KeyReturn, ctrl) // the dialog is there, and can be tried again
	s.settle()
	if got := len(s.outcomes()); got != lines+2 || s.storedDepartment("応援2") == nil || s.dialogs() != "" {
		t.Errorf("%d edits were made; it says %q", got-lines, s.dialogs())
	}
}

func TestEdit_WhatCannotBeMadeOrTakenBackIsSaid(t *testing.T) {
	s := peopleStage(t)
	s.local("応援")
	last := s.people.lastEdit
	s.rename("departments", "gone")
	s.window.edit("追加", edit.AddDepartment(directory.RootID, "別", ""), nil)
	s.settle()
	s.escapes(func() bool {
		if shown := s.reads(); s.layers.Busy() && shown != unexpected {
			t.Errorf("an edit that fails says %s", shown)
		}
		return s.layers.Busy()
	})
	s.rename("gone", "departments")
	s.reload()
	s.settle()
	s.rename("import_changes", "gone")
	s.window.takeBack(last.ID)
	s.settle()
	if shown := s.reads(); !strings.HasPrefix(shown, "予期しないエラーが発生しました。 / もう一度お試しください。") {
		t.Errorf("what cannot be taken back says %s", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.rename("gone", "import_changes")
	s.window.takeBack(last.ID)
	s.settle()
	s.window.takeBack(last.ID)
	s.settle()
	if shown := s.reads(); shown == "" || !s.layers.Busy() {
		t.Errorf("what is taken back already says %s", shown)
	}
}

// An edit that goes too far to be taken back unseen is taken back in the preview.
func TestEdit_TakingBackWhatMustBeConfirmedLeadsToThePreview(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	empty := s.stored()
	var ids []int64
	for _, u := range empty.Users {
		if u.Memo == "" && len(u.Departments) > 0 {
			ids = append(ids, u.ID)
		}
	}
	to := s.local("応援")
	s.window.edit("全員の追加", edit.Assign(ids, to), nil)
	s.settle()
	s.onNavigated(screenPeople)
	s.settle()
	s.press(fyne.KeyZ, ctrl)
	s.settle()
	if v := s.preview(); v == nil || len(v.p.Guards) != 1 || !v.apply.Disabled() {
		t.Fatalf("no preview with a guard, but %q", s.onScreen()+s.dialogs())
	}
	s.tickAll()
	s.click(s.preview().apply.Text())
	if d := s.storedDepartment("応援"); d == nil || len(s.stored().Users[0].Departments) != len(empty.Users[0].Departments) {
		t.Errorf("it is not as before: %+v", d)
	}
}

// A folder that the window asks for itself can be not chosen.
func TestFolder_NoneIsChosenInTheWindowsOwnDialog(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	s.cannotAsk()
	r := s.autoSync().leave
	r.choose.Tapped(nil)
	s.settle()
	var cancel *widget.Button
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Importance != widget.HighImportance && b.Text != "" {
			cancel = b
		}
	})
	if cancel == nil {
		t.Fatalf("no dialog asks for a folder: %q", s.dialogs())
	}
	if cancel.Tapped(nil); s.dialogs() != "" || r.folder != "" {
		t.Errorf("chosen is %q; it says %q", r.folder, s.dialogs())
	}
	r.set(filepath.Join(t.TempDir(), "ない"))
	s.settle()
	if shown := s.reads(); !strings.HasPrefix(shown, "「FOLDER/ない」が見つかりません。 / ") || r.folder != "" {
		t.Errorf("of a folder that is not there it says %s, and set is %q", shown, r.folder)
	}
}

func TestRoster_OneThatFailsIsNotWritten(t *testing.T) {
	s := peopleStage(t)
	path := filepath.Join(t.TempDir(), "a.html")
	done := false
	s.saveRoster("a.html", path, "", func(context.Context) (*app.Roster, error) { return nil, errors.New("planted") }, func() { done = true })
	s.click("保存する")
	s.expectWords("what cannot be made", unexpected)
	s.press(fyne.KeyEscape, 0)
	if _, err := os.Stat(path); err == nil || done {
		t.Errorf("it is written: %v, or done: %v", err == nil, done)
	}
	f := s.openRosterForm()
	s.fyne.Clipboard().SetContent("as before")
	s.rename("users", "gone")
	f.onCopy()
	s.settle()
	s.expectWords("what cannot be copied", unexpected)
	if s.fyne.Clipboard().Content() != "as before" || !f.dialog.Open() {
		t.Errorf("copied is %q", s.fyne.Clipboard().Content())
	}
	s.rename("gone", "users")
	if c := f.chosen(); c.Of != (roster.Of{}) {
		t.Errorf("it is of %+v", c.Of)
	}
}
