package views

import (
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
