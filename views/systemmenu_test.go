package views

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

func TestSystemMenu_HasEveryCommandOfTheBarAndTakesNoKeyOfTyping(t *testing.T) {
	s := peopleStage(t)
	lines := map[string]*fyne.MenuItem{}
	for _, m := range s.mainMenu().Items {
		for _, item := range m.Items {
			lines[item.Label] = item
			if key, ok := item.Shortcut.(fyne.KeyboardShortcut); ok && key.Mod() == 0 {
				t.Errorf("%s takes the key %s", item.Label, key.Key())
			}
		}
	}
	for _, c := range s.commands {
		if c.menu != "" && c.menu != menuProgram && c.id != "" && lines[c.words] == nil {
			t.Errorf("missing: %s", c.words)
		}
	}
	if lines["About"] == nil || lines["Settings…"] == nil {
		t.Error("the system's menu lacks its own")
	}
	s.armMenu()
	if item := lines[s.command("redo").words]; !item.Disabled {
		t.Error("there is nothing to do again")
	}
}

func TestSystemMenu_KeysOfEditingBelongToTheFieldThatHasTheFocus(t *testing.T) {
	s := peopleStage(t)
	sato := s.stored().Users[0].LoginName
	s.people.search.SetText(sato)
	s.focus(s.people.search)
	s.fromSystem(s.command("all"))
	s.fromSystem(s.command("copy"))
	if got := s.window.fyne.Clipboard().Content(); got != sato || s.people.grid.SelectedCount() != 0 {
		t.Errorf("copied is %q, %d are selected", got, s.people.grid.SelectedCount())
	}
	s.settle()
	s.focus(s.people.grid.Focusable())
	s.fromSystem(s.command("all"))
	if s.people.grid.SelectedCount() == 0 {
		t.Error("none is selected")
	}
}

// The bar of macOS has all that the window's has, each with its key, but for what the system
// has itself, and says what is on and off.
func TestSystemMenu_HasTheCommandsInTheirOrder(t *testing.T) {
	s := peopleStage(t)
	menus := s.mainMenu().Items
	var titles []string
	for i, m := range menus {
		titles = append(titles, m.Label)
		var want, got []string
		if i == 0 {
			want = []string{"About", "Settings…"}
		}
		for _, c := range s.commands {
			if c.menu == m.Label {
				want = append(want, c.words)
			}
		}
		for _, item := range m.Items {
			got = append(got, item.Label)
			if item.IsSeparator != (item.Label == "") {
				t.Errorf("%q is a line between others: %v", item.Label, item.IsSeparator)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", m.Label, got, want)
		}
	}
	if want := []string{menuFile, menuEdit, menuView, menuHelp}; !slices.Equal(titles, want) {
		t.Errorf("the menus are %q, want %q", titles, want)
	}
	line := func(id string) *fyne.MenuItem {
		c := s.command(id)
		return s.system.items[slices.Index(s.system.of, c)]
	}
	for id, want := range map[string]fyne.Shortcut{
		"undo": s.command("undo").key.Shortcut(), "list.save": s.command("list.save").key.Shortcut(), "import": nil, "user.change": nil, "user.delete": nil, "settings": s.command("settings").key.Shortcut(), "about": nil,
	} {
		if got := line(id).Shortcut; got != want && (got == nil || want == nil || got.ShortcutName() != want.ShortcutName()) {
			t.Errorf("%s has the key %v, want %v", id, got, want)
		}
	}
	state := func() (text string) {
		for _, id := range []string{"screen.2", "screen.3", "chart", "redo", "copy", "user.add"} {
			item := line(id)
			text += fmt.Sprintf("%s %v %v, ", id, item.Checked, item.Disabled)
		}
		return text
	}
	s.armMenu()
	if got := state(); got != "screen.2 true false, screen.3 false false, chart false false, redo false true, copy false true, user.add false false, " {
		t.Errorf("at the list: %s", got)
	}
	s.people.grid.SelectAll()
	s.people.view.Choose(viewChart)
	s.armMenu()
	if got := state(); got != "screen.2 true false, screen.3 false false, chart true false, redo false true, copy false false, user.add false false, " {
		t.Errorf("at the chart: %s", got)
	}
	// While a dialog is open, the bar does nothing of the window.
	s.people.view.Choose(viewList)
	s.people.onAddUser()
	line("screen.3").Action()
	if s.nav.Selected() != screenPeople || s.window.form == nil {
		t.Errorf("it leads to screen %d", s.nav.Selected())
	}
	s.press(fyne.KeyEscape, 0)
	line("screen.3").Action()
	if s.nav.Selected() != screenHistory {
		t.Errorf("it leads to screen %d", s.nav.Selected())
	}
}

func TestSystemMenu_ALineDoesItsCommand(t *testing.T) {
	s := peopleStage(t)
	for _, m := range s.mainMenu().Items {
		for _, item := range m.Items {
			if item.Label == s.command("chart").words {
				item.Action()
			}
		}
	}
	if s.settle(); !s.people.chart.shown() {
		t.Error("the chart is not shown")
	}
}
