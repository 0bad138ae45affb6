package kit_test

import (
	"fmt"
	"slices"
	"testing"

	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

const ctrl = fyne.KeyModifierShortcutDefault

// stage is a window with one of each widget that can have the focus.
type stage struct {
	t       *testing.T
	window  fyne.Window
	layers  *kit.Layers
	widgets map[string]fyne.Focusable
	done    []string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	testapp.New(t, kit.NewTheme())
	s := &stage{t: t, window: test.NewTempWindow(t, nil)}
	s.layers = kit.NewLayers(s.window)
	grid := kit.NewGrid([]kit.GridColumn{{Title: "名前", Width: 100}}, "なし")
	grid.SetRows(people(20))
	tree := kit.NewTree()
	tree.SetNodes(forest{})
	s.widgets = map[string]fyne.Focusable{
		"entry":    kit.NewEntry("", nil),
		"password": kit.NewPasswordEntry("", nil),
		"search":   kit.NewSearchEntry("", nil),
		"text":     kit.NewTextArea("", 3, nil).Focusable(),
		"button":   kit.NewButton("する", s.note("button")),
		"link":     kit.NewLink("見る", s.note("link")),
		"check":    kit.NewCheck("確認", func(on bool) { s.done = append(s.done, fmt.Sprint("check ", on)) }),
		"radio":    kit.NewRadio([]string{"a", "b"}, nil),
		"select":   kit.NewSelect([]string{"a", "b"}, nil),
		"filters":  kit.NewFilters([]kit.Tag{{Text: "a"}, {Text: "b"}}, nil),
		"nav":      kit.NewNav(nil, "安否シンク", []kit.NavItem{{Name: "a"}, {Name: "b"}}, func(i int) { s.done = append(s.done, fmt.Sprint("open ", i)) }),
		"grid":     grid.Focusable(),
		"tree":     tree.Focusable(),
	}
	objects := []fyne.CanvasObject{grid, tree}
	for name, w := range s.widgets {
		if name != "grid" && name != "tree" {
			objects = append(objects, w.(fyne.CanvasObject))
		}
	}
	s.window.SetContent(kit.Column(4, objects...))
	s.window.Resize(fyne.NewSize(800, 900))
	return s
}

func (s *stage) note(what string) func() {
	return func() { s.done = append(s.done, what) }
}

func (s *stage) focus(name string) {
	if name == "" {
		s.window.Canvas().Unfocus()
		return
	}
	s.window.Canvas().Focus(s.widgets[name])
	if s.window.Canvas().Focused() != s.widgets[name] {
		s.t.Fatalf("%s can't have the focus", name)
	}
}

func (s *stage) press(name fyne.KeyName, modifier fyne.KeyModifier) {
	kittest.Press(s.window, s.layers, name, modifier)
}

func (s *stage) expect(when string, want ...string) {
	s.t.Helper()
	if !slices.Equal(s.done, want) {
		s.t.Errorf("%s: %q, want %q", when, s.done, want)
	}
	s.done = nil
}

// everywhere is each widget that can have the focus, and none.
func (s *stage) everywhere() []string {
	names := []string{""}
	for name := range s.widgets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestKeys_ReachTheScreenWhateverIsFocused(t *testing.T) {
	s := newStage(t)
	s.layers.SetBase(kit.Layer{
		Confirm: s.note("confirm"),
		Cancel:  s.note("cancel"),
		Keys:    []kit.Key{kit.Ctrl(fyne.KeyF, s.note("find")), {Name: fyne.KeyF5, Do: s.note("again")}},
	})
	for _, name := range s.everywhere() {
		s.focus(name)
		s.press(fyne.KeyReturn, ctrl)
		s.expect(name+" Ctrl+Enter", "confirm")
		s.press(fyne.KeyEnter, ctrl)
		s.expect(name+" Ctrl and keypad Enter", "confirm")
		s.press(fyne.KeyEscape, 0)
		s.expect(name+" Esc", "cancel")
		s.press(fyne.KeyF, ctrl)
		s.expect(name+" Ctrl+F", "find")
	}
	s.focus("check")
	s.press(fyne.KeyF5, 0)
	s.expect("F5", "again")
}

// The first frame of a dialog may be late, and the keys of a person in a hurry before it.
func TestKeys_ReachADialogThatFyneHasNotPaintedYet(t *testing.T) {
	for _, name := range newStage(t).everywhere() {
		s := newStage(t)
		s.layers.SetBase(kit.Layer{Cancel: s.note("cancel")})
		test.NewTempWindow(t, nil) // for Fyne's test driver all widgets are now in this one
		s.focus(name)
		s.press(fyne.KeyEscape, 0)
		s.expect(name+" Esc", "cancel")
	}
}

// A held key starts one import, and confirms nothing in what comes after.
func TestKeys_HeldConfirmsOnceAndNothingAfter(t *testing.T) {
	for _, name := range newStage(t).everywhere() {
		t.Run("from "+name, func(t *testing.T) {
			s := newStage(t)
			preview := kit.Layer{Confirm: s.note("apply"), Cancel: s.note("leave")}
			var progress *kit.Progress
			s.layers.SetBase(kit.Layer{Confirm: func() {
				s.note("import")()
				progress = kit.NewProgress(s.layers, "読み込み", s.note("stop"))
				progress.Show()
			}})
			s.focus(name)
			kittest.Hold(s.window, s.layers, fyne.KeyReturn, ctrl, 20)
			s.expect("held", "import")
			progress.Close()
			question := s.layers.Ask(kit.Question{Title: "反映しますか", Yes: "反映する", Do: s.note("yes"), Else: s.note("no")})
			repeat(s, 20)
			s.expect("held over a question")
			question.Close()
			s.layers.SetBase(preview)
			repeat(s, 20)
			s.expect("held over the preview")
			kittest.Release(s.window, s.layers, fyne.KeyReturn)
			s.press(fyne.KeyReturn, ctrl)
			s.expect("pressed anew", "apply")
		})
	}
}

// repeat is what a key that is still held sends.
func repeat(s *stage, times int) {
	for range times {
		kittest.Target(s.window, s.layers).TypedShortcut(kittest.Shortcut(fyne.KeyReturn, ctrl))
		kittest.Target(s.window, s.layers).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
}

func TestKeys_TopmostDialogAlone(t *testing.T) {
	s := newStage(t)
	s.layers.SetBase(kit.Layer{Confirm: s.note("base"), Cancel: s.note("leave"), Keys: []kit.Key{kit.Ctrl(fyne.KeyF, s.note("find"))}})
	s.focus("entry")
	lower := s.layers.Ask(kit.Question{Title: "下", Yes: "はい", Do: s.note("lower yes"), Else: s.note("lower no")})
	upper := s.layers.Tell("上", "お知らせ")
	s.press(fyne.KeyF, ctrl)
	s.expect("Ctrl+F below dialogs")
	s.press(fyne.KeyEscape, 0)
	s.expect("Esc")
	if upper.Open() || !lower.Open() {
		t.Fatal("Esc does not close the upper dialog alone")
	}
	s.press(fyne.KeyEscape, 0)
	s.expect("Esc again", "lower no")
	if lower.Open() || s.layers.Busy() {
		t.Fatal("the lower dialog is still there")
	}
	s.press(fyne.KeyReturn, ctrl)
	s.expect("Ctrl+Enter after all dialogs", "base")
}

func TestKeys_DangerIsNotConfirmedByCtrlEnter(t *testing.T) {
	s := newStage(t)
	d := s.layers.Ask(kit.Question{Title: "削除しますか", Yes: "削除する", Danger: true, Do: s.note("deleted")})
	s.press(fyne.KeyReturn, ctrl)
	s.expect("Ctrl+Enter")
	if !d.Open() {
		t.Fatal("the question is gone")
	}
	s.press(fyne.KeyReturn, 0)
	s.expect("Return")
	if d.Open() {
		t.Fatal("Return does not press the button with the focus, which is No")
	}
}

func TestKeys_ClosingADialogClosesThoseAboveIt(t *testing.T) {
	s := newStage(t)
	progress := kit.NewProgress(s.layers, "読み込み", nil)
	progress.Show()
	asked := s.layers.Ask(kit.Question{Title: "やめますか", Yes: "やめる"})
	asked.Closed = s.note("closed")
	progress.Close()
	s.expect("close below", "closed")
	if asked.Open() || s.layers.Busy() || s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("a dialog is left over")
	}
}

func TestKeys_MenuHasAllKeys(t *testing.T) {
	s := newStage(t)
	s.layers.SetBase(kit.Layer{Confirm: s.note("base")})
	s.layers.Menu(fyne.NewPos(10, 10), kit.MenuItem{Text: "編集", Do: s.note("edit")})
	s.layers.KeyDown(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.layers.TypedShortcut(kittest.Shortcut(fyne.KeyReturn, ctrl))
	s.expect("Ctrl+Enter over a menu")
}

func TestKeys_WhatIsNotSeenTakesNone(t *testing.T) {
	s := newStage(t)
	old := kit.NewButton("反映する", s.note("old"))
	s.window.SetContent(kit.Column(0, old))
	s.window.Canvas().Focus(old)
	next := kit.NewField("部署", kit.NewButton("次", s.note("next")))
	s.window.SetContent(kit.NewCard(kit.Quiet, kit.Form(next)))
	s.layers.SetBase(kit.Layer{Confirm: s.note("confirm")})
	s.press(fyne.KeySpace, 0)
	s.expect("Space on a button of the screen before")
	s.press(fyne.KeyReturn, ctrl)
	s.expect("Ctrl+Enter", "confirm")
	s.window.Canvas().FocusNext()
	s.press(fyne.KeySpace, 0)
	s.expect("Space on a button that is there", "next")
	next.SetVisible(false)
	s.press(fyne.KeySpace, 0)
	s.expect("Space on a button that was hidden")
}

func TestProgress_EscCancelsUnlessWriting(t *testing.T) {
	s := newStage(t)
	p := kit.NewProgress(s.layers, "読み込み", s.note("cancelled"))
	p.Show()
	s.press(fyne.KeyEscape, 0)
	s.expect("Esc", "cancelled")
	p.SetCancellable(false)
	s.press(fyne.KeyEscape, 0)
	s.press(fyne.KeyReturn, 0)
	s.expect("while writing")
}

func TestKeys_ButtonsTakeReturnAndSpaceOnce(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{"button", "link"} {
		s.focus(name)
		for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
			kittest.Hold(s.window, s.layers, key, 0, 10)
			kittest.Release(s.window, s.layers, key)
			s.expect(fmt.Sprint(name, key), name)
		}
		s.widgets[name].(fyne.Disableable).Disable()
		s.press(fyne.KeyReturn, 0)
		s.expect(name + " disabled")
	}
	s.focus("check")
	kittest.Hold(s.window, s.layers, fyne.KeySpace, 0, 10)
	kittest.Release(s.window, s.layers, fyne.KeySpace)
	s.expect("Space held on a check", "check true")
	s.focus("nav")
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	s.expect("Return on the navigation", "open 1")
}

// Japanese input methods send Return while they convert.
func TestEntry_ReturnDoesNothing(t *testing.T) {
	s := newStage(t)
	s.layers.SetBase(kit.Layer{Confirm: s.note("confirm")})
	for _, name := range []string{"entry", "password", "search"} {
		s.focus(name)
		s.press(fyne.KeyReturn, 0)
		s.expect(name)
	}
}

func TestEntry_UndoesTypingAndLeavesUndoToTheScreenElsewhere(t *testing.T) {
	s := newStage(t)
	s.layers.SetBase(kit.Layer{Keys: []kit.Key{kit.Ctrl(fyne.KeyZ, s.note("undo"))}})
	entry := s.widgets["entry"].(*kit.Entry)
	s.focus("entry")
	test.Type(entry, "たかさき")
	s.press(fyne.KeyZ, ctrl)
	if entry.Text != "" {
		t.Errorf("after Ctrl+Z the field holds %q", entry.Text)
	}
	s.expect("Ctrl+Z in a field")
	s.focus("tree")
	s.press(fyne.KeyZ, ctrl)
	s.expect("Ctrl+Z in the tree", "undo")
}

// Whoever presses Enter twice on the button that begins something does not end it.
func TestProgress_IsCancelledByItsButtonOrEscAlone(t *testing.T) {
	s := newStage(t)
	begin := func() *kit.Progress {
		s.focus("button")
		p := kit.NewProgress(s.layers, "読み込み", s.note("cancelled"))
		p.Show()
		return p
	}
	p := begin()
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
		s.press(key, 0)
	}
	s.expect("a second press")
	s.window.Canvas().FocusNext()
	s.press(fyne.KeyReturn, 0)
	s.expect("on the button itself", "cancelled")
	p.Close()
	defer begin().Close()
	s.press(fyne.KeyEscape, 0)
	s.expect("Esc", "cancelled")
}
