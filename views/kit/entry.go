package kit

import (
	"strings"

	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Entry is a field for text. Nothing is bound to Return in it: Japanese input
// methods use it while they convert. Ctrl+Z takes back typing.
//
// It sleeps until it is drawn, has the keys or the theme changes: Fyne reads all fonts of the theme
// to measure its text, and most fields are on screens that nobody opens.
type Entry struct {
	widget.Entry

	// Below is called for the arrow key that goes from a field to what is below it; nil:
	// nothing is.
	Below func()

	awake    bool
	focus    focus
	blinking blinking
	failed   bool
	rows     int               // of a field of several lines
	deceives func(text string) // told of a text that deceives, and of its end as ""; may be nil
	deceived string            // what was told last
	insert   func(string) bool // takes what is pasted, or not; may be nil

	given   string // what the program put in
	touched bool   // there was another text since
	undone  bool   // typing was taken back, and nothing was typed since
}

// SetText puts in another text; what was typed before cannot be taken back any more.
func (e *Entry) SetText(text string) {
	e.given, e.touched, e.undone = text, false, false
	if e.awake {
		e.Entry.SetText(text)
		return
	}
	changed := e.Text != text
	e.Text = text
	if changed && e.OnChanged != nil {
		e.OnChanged(text)
	}
	e.tell()
}

// SetPlaceHolder says in grey what belongs into the empty field.
func (e *Entry) SetPlaceHolder(text string) {
	if e.awake {
		e.Entry.SetPlaceHolder(text)
		return
	}
	e.PlaceHolder = text
}

// NewEntry makes a field of one line. changed may be nil.
func NewEntry(placeholder string, changed func(string)) *Entry {
	return newEntry(&Entry{}, placeholder, changed)
}

// NewPasswordEntry makes a field that shows dots, and an eye that shows the text.
func NewPasswordEntry(placeholder string, changed func(string)) *Entry {
	e := &Entry{}
	e.Password = true
	return newEntry(e, placeholder, changed)
}

// NewSearchEntry makes a field with a button that empties it.
func NewSearchEntry(placeholder string, changed func(string)) *Entry {
	e := &Entry{}
	clear := newClearer(e)
	e.ActionItem = clear
	return newEntry(e, placeholder, func(text string) {
		clear.show(text != "")
		if changed != nil {
			changed(text)
		}
	})
}

// tell says what the field itself cannot show.
func (e *Entry) tell() {
	if e.deceives == nil {
		return
	}
	text := ""
	if directory.IsDeceptive(e.Text) {
		text = e.Text
	}
	if text != e.deceived {
		e.deceived = text
		e.deceives(text)
	}
}

func newEntry(e *Entry, placeholder string, changed func(string)) *Entry {
	e.focus.self = e
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.PlaceHolder = placeholder
	e.OnChanged = changed
	e.ExtendBaseWidget(e)
	return e
}

// SetFailed draws the border red, or not.
func (e *Entry) SetFailed(failed bool) {
	if e.failed != failed {
		e.failed = failed
		e.Refresh()
	}
}

// Failed says whether the border is red.
func (e *Entry) Failed() bool { return e.failed }

// SetEnabled makes the field usable or not.
func (e *Entry) SetEnabled(enabled bool) {
	if enabled {
		e.Enable()
	} else {
		e.Disable()
	}
}

// MinSize implements fyne.CanvasObject. It is Fyne's, but for a width that its text cannot
// change, and is told in its sleep.
func (e *Entry) MinSize() fyne.Size {
	line := Span{}.extent("あ").Height
	inset := theme.Size(theme.SizeNameInnerPadding)
	return whole(fyne.NewSize(60, max(line*float32(max(e.rows, 1))+2*inset, 31)))
}

// AcceptsTab implements fyne.Tabbable: Tab leaves a field of several lines too.
func (e *Entry) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	e.blinking.goOn()
	if e.converting() {
		return
	}
	if asksMenu(event) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e)
		e.TappedSecondary(&fyne.PointEvent{AbsolutePosition: at.AddXY(8, e.Size().Height)})
		return
	}
	switch event.Name {
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF10:
		e.focus.TypedKey(event)
	case fyne.KeyDown:
		if e.Below != nil && e.focus.once(event) {
			e.Below()
			return
		}
		e.Entry.TypedKey(event)
	default:
		e.Entry.TypedKey(event)
	}
}

// TypedShortcut implements fyne.Shortcutable. What a field does with a shortcut
// goes before what the screen would do with it.
func (e *Entry) TypedShortcut(shortcut fyne.Shortcut) {
	if c, ok := chordOf(shortcut); ok && !edits(c) {
		e.focus.TypedShortcut(shortcut)
		return
	}
	switch s := shortcut.(type) {
	case *fyne.ShortcutPaste:
		e.undone = false
		e.paste(s.Clipboard)
		return
	case *fyne.ShortcutCut:
		e.undone = false
	case *fyne.ShortcutUndo:
		e.undone = e.touched
	}
	e.Entry.TypedShortcut(shortcut)
}

// TappedSecondary implements fyne.SecondaryTappable.
func (e *Entry) TappedSecondary(event *fyne.PointEvent) {
	l := e.focus.layers()
	if l == nil {
		return
	}
	if !e.focus.focused && !e.Disabled() {
		e.focus.take()
	}
	off, hidden := "", ""
	if e.Disabled() {
		off = "いまは入力できません。"
	}
	if hidden = off; e.Password {
		hidden = "パスワードはコピーできません。"
	}
	if hidden == "" && e.SelectedText() == "" {
		hidden = "文字を選ぶと使えます。"
	}
	undo, redo := off, off
	if off == "" && !e.touched {
		undo = "まだ何も入力していません。"
	}
	if off == "" && !e.undone {
		redo = "入力を元に戻すと使えます。"
	}
	clipboard := fyne.CurrentApp().Clipboard()
	item := func(text, off string, key Key, s fyne.Shortcut) MenuItem {
		return MenuItem{Text: text, Keys: key.String(), Off: off, Do: func() { e.TypedShortcut(s) }}
	}
	l.Menu(event.AbsolutePosition,
		item("元に戻す", undo, Ctrl(fyne.KeyZ, nil), &fyne.ShortcutUndo{}),
		item("やり直す", redo, Ctrl(fyne.KeyY, nil), &fyne.ShortcutRedo{}),
		MenuItem{},
		item("切り取り", hidden, Ctrl(fyne.KeyX, nil), &fyne.ShortcutCut{Clipboard: clipboard}),
		item("コピー", hidden, Ctrl(fyne.KeyC, nil), &fyne.ShortcutCopy{Clipboard: clipboard}),
		item("貼り付け", off, Ctrl(fyne.KeyV, nil), &fyne.ShortcutPaste{Clipboard: clipboard}),
		MenuItem{},
		item("すべて選択", off, Ctrl(fyne.KeyA, nil), &fyne.ShortcutSelectAll{}),
	)
}

// paste inserts what the field can hold: spreadsheets and editors hand over the end of
// the line too, which nobody would see in a password.
func (e *Entry) paste(from fyne.Clipboard) {
	text := from.Content()
	if e.MultiLine {
		text = lineBreaks.Replace(text)
	} else {
		text = oneLine(text)
	}
	if text == "" || e.insert != nil && e.insert(text) {
		return
	}
	e.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: pasted{from, text}})
}

// lineBreaks makes the one of Fyne of those of other systems.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// pasted is a clipboard with another content.
type pasted struct {
	fyne.Clipboard
	text string
}

func (p pasted) Content() string { return p.text }

// oneLine is a text without the line breaks and tabs at its ends; each run of them in
// between is one blank. Other blanks are the text's own.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return '\t' <= r && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
	}), " ")
}

// KeyDown implements desktop.Keyable.
func (e *Entry) KeyDown(event *fyne.KeyEvent) {
	e.focus.KeyDown(event)
	e.Entry.KeyDown(event)
}

// KeyUp implements desktop.Keyable.
func (e *Entry) KeyUp(event *fyne.KeyEvent) {
	e.focus.KeyUp(event)
	e.Entry.KeyUp(event)
}

// edits reports whether a chord belongs to the text of a field.
func edits(c chord) bool {
	switch c.name {
	case fyne.KeyZ, fyne.KeyY, fyne.KeyX, fyne.KeyC, fyne.KeyV, fyne.KeyA:
		return c.modifier == fyne.KeyModifierShortcutDefault
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyInsert:
		return true
	}
	return false
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.awake = true
	e.focus.focused = true
	e.Entry.FocusGained()
	e.blinking.start(&e.Entry)
	bringIntoView(e)
}

// FocusLost implements fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focus.focused = false
	e.blinking.stop()
	e.Entry.FocusLost()
}

// TypedRune implements fyne.Focusable.
func (e *Entry) TypedRune(r rune) {
	e.blinking.goOn()
	e.undone = false
	e.Entry.TypedRune(r)
}

// CreateRenderer implements fyne.Widget: Fyne's with a border of ours, since Fyne's
// lies between the pixels and knows no errors.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	r := &entryRenderer{entry: e, border: box(theme.InputRadiusSize())}
	if e.awake {
		r.wake()
	}
	r.paint()
	e.tell()
	return r
}

// roller moves what a field of several lines shows; one of one line moves with the
// cursor alone.
func (e *Entry) roller(scroll *container.Scroll) func(fyne.Delta) bool {
	if !e.MultiLine || scroll == nil {
		return nil
	}
	return func(by fyne.Delta) bool { return rollBy(scroll, by) }
}

// scrollOf is what Fyne shows a field's text in; nil: it needs no such thing.
func scrollOf(inner fyne.WidgetRenderer) *container.Scroll {
	for _, o := range inner.Objects() {
		if scroll, ok := o.(*container.Scroll); ok {
			return scroll
		}
	}
	return nil
}

type entryRenderer struct {
	entry  *Entry
	border *canvas.Rectangle

	fynes  fyne.WidgetRenderer // nil while the field sleeps
	wheel  *wheel
	scroll *container.Scroll // nil: the text cannot move
}

// wake makes what Fyne draws the field with, unless it is there.
func (r *entryRenderer) wake() {
	if r.fynes != nil {
		return
	}
	r.entry.awake = true
	r.fynes = r.entry.Entry.CreateRenderer()
	r.scroll = scrollOf(r.fynes)
	r.wheel = newWheel(r.entry, r.entry.roller(r.scroll))
	r.fynes.Refresh() // much may have been set since the field was made
	r.Layout(r.entry.Size())
}

func (r *entryRenderer) MinSize() fyne.Size { return r.entry.MinSize() }

func (r *entryRenderer) Destroy() {
	if r.fynes != nil {
		r.fynes.Destroy()
	}
}

func (r *entryRenderer) Layout(size fyne.Size) {
	r.border.Resize(size)
	if r.fynes == nil {
		return
	}
	r.fynes.Layout(size)
	r.wheel.Resize(size)
}

// Objects wakes the field: somebody looks at it.
func (r *entryRenderer) Objects() []fyne.CanvasObject {
	r.wake()
	fynes := r.fynes.Objects()
	return append(fynes[:len(fynes):len(fynes)], r.border, r.wheel)
}

// Refresh follows every change of the text, whatever made it.
func (r *entryRenderer) Refresh() {
	r.paint()
	if !r.entry.awake {
		return
	}
	r.wake()
	r.fynes.Refresh()
	r.entry.touched = r.entry.touched || r.entry.Text != r.entry.given
	r.entry.tell()
	r.entry.showInput(r.scroll)
}

func (r *entryRenderer) paint() {
	border, width := inkInput, float32(1)
	switch {
	case r.entry.failed:
		border = inkDangerText
	case r.entry.focus.focused:
		border = inkFocus
	case r.entry.Disabled():
		border = inkBorder
	}
	if r.entry.focus.focused {
		width = 2
	}
	stroke(r.border, border, width)
}

// clearer is the cross at the end of a search field. It is no Tab stop: Ctrl+A and
// Delete do the same.
type clearer struct {
	widget.BaseWidget
	entry *Entry
	icon  *canvas.Image
}

func newClearer(e *Entry) *clearer {
	c := &clearer{entry: e, icon: canvas.NewImageFromResource(theme.CancelIcon())}
	c.ExtendBaseWidget(c)
	c.icon.Hide()
	return c
}

func (c *clearer) show(visible bool) {
	c.icon.Hidden = !visible
	c.Refresh()
}

// Tapped implements fyne.Tappable.
func (c *clearer) Tapped(*fyne.PointEvent) {
	c.entry.SetText("")
	c.entry.focus.take()
}

// Cursor implements desktop.Cursorable: the cross is no text.
func (c *clearer) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// CreateRenderer implements fyne.Widget.
func (c *clearer) CreateRenderer() fyne.WidgetRenderer {
	return draw(c,
		func() fyne.Size { return fyne.NewSize(26, 16) },
		func(size fyne.Size) { place(c.icon, (size.Width-14)/2, (size.Height-14)/2, 14, 14) },
		func() { c.icon.Resource = theme.CancelIcon() },
		c.icon)
}
