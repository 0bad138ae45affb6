// Package kittest presses keys in tests as Fyne's driver does: to the widget with the
// focus, or to the Layers where there is none; KeyDown first, then what was typed as
// often as the key repeats, then KeyUp. Fyne's own test package has only pieces of it.
package kittest

import (
	"anpisync/views/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Press presses a key once and releases it.
func Press(window fyne.Window, layers *kit.Layers, name fyne.KeyName, modifier fyne.KeyModifier) {
	Hold(window, layers, name, modifier, 0)
	Release(window, layers, name)
}

// Hold presses a key and keeps it down for a number of repeats.
func Hold(window fyne.Window, layers *kit.Layers, name fyne.KeyName, modifier fyne.KeyModifier, repeats int) {
	event := &fyne.KeyEvent{Name: name}
	Target(window, layers).KeyDown(event)
	for range repeats + 1 {
		to := Target(window, layers)
		if modifier&^fyne.KeyModifierShift != 0 {
			to.TypedShortcut(Shortcut(name, modifier))
		} else {
			to.TypedKey(event)
		}
	}
}

// Release releases a key.
func Release(window fyne.Window, layers *kit.Layers, name fyne.KeyName) {
	Target(window, layers).KeyUp(&fyne.KeyEvent{Name: name})
}

// A Listener takes keys. Every widget of kit that can have the focus does; Fyne's
// menus don't, and so hear of none.
type Listener interface {
	fyne.Shortcutable
	KeyDown(*fyne.KeyEvent)
	KeyUp(*fyne.KeyEvent)
	TypedKey(*fyne.KeyEvent)
}

// Target is who takes the keys.
func Target(window fyne.Window, layers *kit.Layers) Listener {
	if focused := window.Canvas().Focused(); focused != nil {
		return focused.(Listener)
	}
	return layers
}

// Shortcut is how the driver reports a key with modifiers.
func Shortcut(name fyne.KeyName, modifier fyne.KeyModifier) fyne.Shortcut {
	if modifier == fyne.KeyModifierShortcutDefault {
		switch name {
		case fyne.KeyZ:
			return &fyne.ShortcutUndo{}
		case fyne.KeyY:
			return &fyne.ShortcutRedo{}
		case fyne.KeyA:
			return &fyne.ShortcutSelectAll{}
		case fyne.KeyC:
			return &fyne.ShortcutCopy{Clipboard: fyne.CurrentApp().Clipboard()}
		case fyne.KeyX:
			return &fyne.ShortcutCut{Clipboard: fyne.CurrentApp().Clipboard()}
		case fyne.KeyV:
			return &fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()}
		}
	}
	return &desktop.CustomShortcut{KeyName: name, Modifier: modifier}
}
