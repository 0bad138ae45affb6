package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// A Key is a key, or a key with modifiers, and what it does.
type Key struct {
	Name     fyne.KeyName
	Modifier fyne.KeyModifier
	Do       func()
}

// Ctrl is a key with Ctrl, on macOS with ⌘.
func Ctrl(name fyne.KeyName, do func()) Key {
	return Key{name, fyne.KeyModifierShortcutDefault, do}
}

// CtrlShift is a key with Shift and Ctrl, on macOS ⌘.
func CtrlShift(name fyne.KeyName, do func()) Key {
	return Key{name, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift, do}
}

// Alt is a key with Alt.
func Alt(name fyne.KeyName, do func()) Key { return Key{name, fyne.KeyModifierAlt, do} }

// How people call the keys, with ⌘ on macOS.
var (
	ConfirmKeys = Ctrl(fyne.KeyReturn, nil).String()
	UndoKeys    = Ctrl(fyne.KeyZ, nil).String()
	ZoomKeys    = Ctrl("ホイール", nil).String()
)

// String is how people call the key; "" where there is none.
func (k Key) String() string {
	var parts []string
	for _, m := range []struct {
		is   fyne.KeyModifier
		name string
	}{
		{fyne.KeyModifierControl, "Ctrl"}, {fyne.KeyModifierAlt, "Alt"},
		{fyne.KeyModifierShift, "Shift"}, {fyne.KeyModifierSuper, "⌘"},
	} {
		if k.Modifier&m.is != 0 {
			parts = append(parts, m.name)
		}
	}
	name := string(k.Name)
	if people, ok := keyNames[k.Name]; ok {
		name = people
	}
	return strings.Join(append(parts, name), "+")
}

// Shortcut is how Fyne calls the key, with Ctrl, Alt or ⌘.
func (k Key) Shortcut() fyne.Shortcut {
	clipboard := fyne.CurrentApp().Clipboard()
	switch s := newChord(k.Name, k.Modifier).shortcut().(type) {
	case *fyne.ShortcutCut:
		s.Clipboard = clipboard
		return s
	case *fyne.ShortcutCopy:
		s.Clipboard = clipboard
		return s
	case *fyne.ShortcutPaste:
		s.Clipboard = clipboard
		return s
	default:
		return s
	}
}

// Edit hands a key of editing that came from elsewhere to the field that has the focus, or
// to what has it in a dialog; it reports whether it is theirs.
func (l *Layers) Edit(k Key) bool {
	c := newChord(k.Name, k.Modifier)
	focused, ok := l.canvas.Focused().(fyne.Shortcutable)
	if _, field := focused.(*Entry); !ok || !edits(c) || !field && !l.Busy() {
		return false
	}
	focused.TypedShortcut(k.Shortcut())
	return true
}

// keyNames are the keys that people call otherwise than Fyne does.
var keyNames = map[fyne.KeyName]string{
	fyne.KeyReturn: "Enter", fyne.KeyEscape: "Esc", fyne.KeyUp: "↑", fyne.KeyDown: "↓",
	fyne.KeyAsterisk: "*",
}

// chord is a key press as a Key can name it. Both Return keys are one.
type chord struct {
	name     fyne.KeyName
	modifier fyne.KeyModifier
}

func newChord(name fyne.KeyName, modifier fyne.KeyModifier) chord {
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	return chord{name, modifier}
}

// chordOf undoes what Fyne's driver does: it reports Ctrl+Z as “Undo” and so on.
func chordOf(shortcut fyne.Shortcut) (chord, bool) {
	modifier := fyne.KeyModifierShortcutDefault
	switch s := shortcut.(type) {
	case *desktop.CustomShortcut:
		return newChord(s.KeyName, s.Modifier), true
	case *fyne.ShortcutUndo:
		return chord{fyne.KeyZ, modifier}, true
	case *fyne.ShortcutRedo:
		return chord{fyne.KeyY, modifier}, true
	case *fyne.ShortcutCut:
		return chord{fyne.KeyX, modifier}, true
	case *fyne.ShortcutCopy:
		return chord{fyne.KeyC, modifier}, true
	case *fyne.ShortcutPaste:
		return chord{fyne.KeyV, modifier}, true
	case *fyne.ShortcutSelectAll:
		return chord{fyne.KeyA, modifier}, true
	}
	return chord{}, false
}

// shortcut is how Fyne's driver will report the chord.
func (c chord) shortcut() fyne.Shortcut {
	if c.modifier == fyne.KeyModifierShortcutDefault {
		switch c.name {
		case fyne.KeyZ:
			return &fyne.ShortcutUndo{}
		case fyne.KeyY:
			return &fyne.ShortcutRedo{}
		case fyne.KeyX:
			return &fyne.ShortcutCut{}
		case fyne.KeyC:
			return &fyne.ShortcutCopy{}
		case fyne.KeyV:
			return &fyne.ShortcutPaste{}
		case fyne.KeyA:
			return &fyne.ShortcutSelectAll{}
		}
	}
	return &desktop.CustomShortcut{KeyName: c.name, Modifier: c.modifier}
}

// presses tells a key press from its repeats: the driver reports a key that is held
// down to shortcuts and TypedKey again and again, but to KeyDown only once. A key is
// in the map while it is down; the value says whether the press may still do
// something.
type presses map[fyne.KeyName]bool

func (p presses) down(name fyne.KeyName) { p[newChord(name, 0).name] = true }

func (p presses) up(name fyne.KeyName) { delete(p, newChord(name, 0).name) }

// spend reports whether this is the first use of a press, and makes it the last.
func (p presses) spend(name fyne.KeyName) bool {
	fresh := p[name]
	if fresh {
		p[name] = false
	}
	return fresh
}

// spendAll leaves nothing of the keys that are down to a screen or dialog that
// appears under them: they must be released first.
func (p presses) spendAll() {
	for name := range p {
		p[name] = false
	}
}
