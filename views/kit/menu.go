package kit

import (
	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A MenuItem is a line of a menu. One without a text is a line between others.
type MenuItem struct {
	Text string
	Do   func()
	Off  bool // shown, but can't be chosen
}

// Menu opens a menu at a place in the window. While it is open it has all keys.
func (l *Layers) Menu(at fyne.Position, items ...MenuItem) {
	list := make([]*fyne.MenuItem, len(items))
	for i, item := range items {
		if item.Text == "" {
			list[i] = fyne.NewMenuItemSeparator()
			continue
		}
		list[i] = fyne.NewMenuItem(directory.Revealed(item.Text), item.Do)
		list[i].Disabled = item.Off
	}
	openMenu(l.canvas, at, list)
}

func openMenu(c fyne.Canvas, at fyne.Position, items []*fyne.MenuItem) *widget.PopUpMenu {
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtPosition(at)
	c.Focus(menu)
	return menu
}
