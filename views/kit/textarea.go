package kit

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// TextArea is a field of several lines. Fyne's own lays out all of its text at every
// key, and 20,000 lines freeze the window; of a long text a TextArea has one part in the
// field at a time, all of it can be edited, and none is lost.
type TextArea struct {
	widget.BaseWidget
	entry         *Entry
	before, after string // what is not in the field
	showing       bool   // the field is being filled, not typed in
	changed       func(string)

	bar                  *fyne.Container
	where                *Text
	back, forth, without *Button
	all                  *fyne.Container
}

// A part, as it is first shown, has no more than these; it may grow to twice as much.
const (
	partLines = 100
	partRunes = 2000
)

// NewTextArea makes a field as high as some rows. changed may be nil; it is given the
// whole text.
func NewTextArea(placeholder string, rows int, changed func(string)) *TextArea {
	a := &TextArea{changed: changed}
	a.entry = newTextEntry(placeholder, rows, a.onChanged)
	a.entry.insert = a.insert
	a.where = NewText(Span{Tone: Muted, Size: captionSize})
	a.back, a.forth = NewLink("前の部分", a.onBack), NewLink("次の部分", a.onForth)
	a.without = NewLink("すべて消す", func() {
		a.SetText("")
		a.tell()
	})
	a.bar = Row(Gap, Grow(a.where.Cut()), a.back, a.forth, a.without)
	a.all = Column(2, a.entry, a.bar)
	a.arm()
	a.ExtendBaseWidget(a)
	return a
}

func newTextEntry(placeholder string, rows int, changed func(string)) *Entry {
	e := &Entry{}
	e.MultiLine = true
	newEntry(e, placeholder, changed)
	e.Wrapping = fyne.TextWrapBreak
	e.rows = rows
	e.SetMinRowsVisible(rows)
	return e
}

// Text is all of it.
func (a *TextArea) Text() string { return a.before + a.entry.Text + a.after }

// SetText fills the field and shows the beginning.
func (a *TextArea) SetText(text string) {
	part, rest := frontPart(text)
	a.show("", part, rest)
}

// Focusable is what has the focus.
func (a *TextArea) Focusable() fyne.Focusable { return a.entry }

// show puts one part of the text into the field.
func (a *TextArea) show(before, part, after string) {
	a.before, a.after = before, after
	a.showing = true
	a.entry.SetText(part)
	a.entry.CursorRow, a.entry.CursorColumn = 0, 0
	a.entry.Refresh()
	a.showing = false
	a.arm()
}

// showAround shows what stands about a place in the text, with the cursor there.
func (a *TextArea) showAround(text string, at int) {
	before, left := backPart(text[:at])
	right, after := frontPart(text[at:])
	a.show(before, right, after)
	if left != "" { // pasted, so that Fyne sets the cursor; Append forgets that it can be taken back
		a.showing = true
		a.entry.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: pasted{text: left}})
		a.entry.Append("")
		a.showing = false
		a.arm()
	}
}

// arm says where the part is, if it is not all.
func (a *TextArea) arm() {
	if a.bar.Hidden = a.before == "" && a.after == ""; !a.bar.Hidden {
		first := strings.Count(a.before, "\n") + 1
		last := first + strings.Count(a.entry.Text, "\n")
		lines := last + strings.Count(a.after, "\n")
		if strings.HasSuffix(a.entry.Text, "\n") && a.after != "" {
			last-- // the next line begins there
		}
		a.where.SetText(fmt.Sprintf("全%s行のうち%s〜%s行目", Digits(lines), Digits(first), Digits(last)))
		a.back.OffWhen(a.before == "", "最初の部分です。")
		a.forth.OffWhen(a.after == "", "最後の部分です。")
	}
	a.all.Refresh()
}

func (a *TextArea) onBack() {
	before, part := backPart(a.before)
	a.show(before, part, a.entry.Text+a.after)
}

func (a *TextArea) onForth() {
	part, after := frontPart(a.after)
	a.show(a.before+a.entry.Text, part, after)
}

func (a *TextArea) onChanged(string) {
	if a.showing {
		return
	}
	if isLong(a.entry.Text) { // typed, line by line
		a.showAround(a.Text(), len(a.before)+a.cursor())
	} else if !a.bar.Hidden {
		a.arm()
	}
	a.tell()
}

func (a *TextArea) tell() {
	if a.changed != nil {
		a.changed(a.Text())
	}
}

// cursor is where it stands in the field, in bytes.
func (a *TextArea) cursor() int {
	runes := []rune(a.entry.Text)
	return len(string(runes[:min(a.entry.CursorTextOffset(), len(runes))]))
}

// insert takes a paste that is too long for the field.
func (a *TextArea) insert(text string) bool {
	if !isLong(a.entry.Text + text) {
		return false
	}
	if a.entry.SelectedText() != "" {
		a.entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	at := len(a.before) + a.cursor()
	all := a.Text()
	a.showAround(all[:at]+text+all[at:], at+len(text))
	a.tell()
	return true
}

func isLong(text string) bool {
	return len(text) > 2*partLines && strings.Count(text, "\n") > 2*partLines ||
		len(text) > 2*partRunes && utf8.RuneCountInString(text) > 2*partRunes
}

// frontPart cuts the first part off a text, behind a line break where there is one.
func frontPart(text string) (part, rest string) {
	lines, runes, broken := 0, 0, 0
	for i, r := range text {
		if runes == partRunes {
			if broken == 0 {
				broken = i
			}
			return text[:broken], text[broken:]
		}
		runes++
		if r == '\n' {
			lines, broken = lines+1, i+1
			if lines == partLines {
				return text[:broken], text[broken:]
			}
		}
	}
	return text, ""
}

// backPart cuts the last part off a text.
func backPart(text string) (rest, part string) {
	lines, runes, broken := 0, 0, len(text)
	for i := len(text); i > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if r == '\n' && i < len(text) {
			lines, broken = lines+1, i
			if lines == partLines {
				return text[:i], text[i:]
			}
		}
		if runes == partRunes {
			if broken == len(text) {
				broken = i
			}
			return text[:broken], text[broken:]
		}
		runes++
		i -= size
	}
	return "", text
}

// CreateRenderer implements fyne.Widget.
func (a *TextArea) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(a.all) }
