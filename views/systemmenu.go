package views

import (
	"runtime"

	"fyne.io/fyne/v2"

	"anpisync/views/kit"
)

// systemMenu is the bar of macOS, at the head of the screen; elsewhere nothing of it is made.
type systemMenu struct {
	items []*fyne.MenuItem
	of    []*command // these, one each
}

// makeSystemMenu hands the commands to the system that has a place for them.
func (w *window) makeSystemMenu() {
	if runtime.GOOS != "darwin" {
		w.layers.OnAlt = func() { w.layers.MenuBar(-1, w.menus()...) }
		return
	}
	w.win.SetMainMenu(w.mainMenu())
	kit.NameSystemMenu(programName)
	w.armMenu()
}

// mainMenu is the bar. What the program's own menu has is the system's: Fyne moves there
// what it knows by its English name.
func (w *window) mainMenu() *fyne.MainMenu {
	var menus []*fyne.Menu
	moved := map[string]string{"about": "About", "settings": "Settings…"}
	var own []*fyne.MenuItem
	for _, m := range bar {
		menu := fyne.NewMenu(m.Title)
		for i := range w.commands {
			switch c := &w.commands[i]; {
			case c.menu != m.Title || c.id == "quit":
			case c.id == "":
				menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			default:
				menu.Items = append(menu.Items, w.systemItem(c, moved[c.id]))
			}
		}
		if m.Title == menuProgram {
			own = menu.Items[:2]
			continue
		}
		menus = append(menus, menu)
	}
	menus[0].Items = append(own, menus[0].Items...)
	return fyne.NewMainMenu(menus...)
}

// systemItem is a line for a command. A key alone would be taken from whoever is typing, and
// the one that imports must be pressed while a person sees what it does.
func (w *window) systemItem(c *command, name string) *fyne.MenuItem {
	if name == "" {
		name = c.words
	}
	item := fyne.NewMenuItem(name, func() { w.fromSystem(c) })
	if c.key.Modifier != 0 && c.key.Name != fyne.KeyReturn {
		item.Shortcut = c.key.Shortcut()
	}
	w.system.items, w.system.of = append(w.system.items, item), append(w.system.of, c)
	return item
}

// fromSystem does a command of the bar. Its keys come here even from a field or a dialog, to
// whom those of editing belong.
func (w *window) fromSystem(c *command) {
	if !w.layers.Edit(c.key) && !w.layers.Busy() {
		w.do(c)
	}
}

// armMenu says in the bar what can be done now.
func (w *window) armMenu() {
	for i, c := range w.system.of {
		item := w.system.items[i]
		item.Disabled = w.why(c) != ""
		item.Checked = c.ticked != nil && c.ticked()
	}
}
