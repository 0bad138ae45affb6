package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Field is one line of a Form: a label, what is filled in, and below it a hint or
// what is wrong with it.
type Field struct {
	Entry *Entry // the first in its input; nil: there is none

	label   *Text
	input   fyne.CanvasObject
	error   *Paragraph
	unseen  *Paragraph // what the input cannot show of its text
	hint    *Paragraph
	row     *fyne.Container
	problem string
}

// NewField makes a line. An empty label leaves the column of labels empty.
func NewField(label string, input fyne.CanvasObject) *Field {
	f := &Field{
		Entry:  entryIn(input),
		label:  NewText(Span{Text: label, Tone: Label}).Right(),
		input:  input,
		error:  NewParagraph(Span{Tone: Red, Size: captionSize}),
		unseen: NewParagraph(Span{Tone: Yellow, Size: captionSize}),
		hint:   NewParagraph(Span{Tone: Muted, Size: captionSize}),
	}
	for _, note := range f.notes() {
		note.Hide()
	}
	if e := f.Entry; e != nil && !e.Password && !e.MultiLine {
		e.deceives = f.tellUnseen
	}
	return f
}

// notes are what may stand below the input, in their order.
func (f *Field) notes() []*Paragraph { return []*Paragraph{f.error, f.unseen, f.hint} }

// tellUnseen shows below the input a text whose characters deceive; "" takes that back.
func (f *Field) tellUnseen(text string) {
	if text != "" {
		text = "見えない文字が含まれています：" + text
	}
	f.unseen.SetText(text)
	f.unseen.Hidden = text == ""
	f.again()
}

// Hint adds a remark in grey below the input, and returns the Field.
func (f *Field) Hint(text string) *Field {
	f.hint.SetText(text)
	f.hint.Hidden = text == ""
	f.again()
	return f
}

// SetLabel changes the label.
func (f *Field) SetLabel(text string) {
	f.label.SetText(text)
	f.again()
}

// Required marks the field as one that must be filled in, and returns the Field.
func (f *Field) Required() *Field {
	f.label.SetSpans(append(f.label.spans, Span{Text: " 必須", Tone: Red, Size: captionSize})...)
	f.again()
	return f
}

// SetError says below the input what is wrong with it; "" takes that back. An Entry
// in it gets a red border.
func (f *Field) SetError(text string) {
	if f.problem == text {
		return
	}
	f.problem = text
	if f.Entry != nil {
		f.Entry.SetFailed(text != "")
	}
	f.error.SetText(text)
	f.error.Hidden = text == ""
	f.again()
}

// Label is what stands before the input.
func (f *Field) Label() string { return f.label.String() }

// Text is what was typed.
func (f *Field) Text() string { return f.Entry.Text }

// SetText types a text.
func (f *Field) SetText(text string) { f.Entry.SetText(text) }

// entryIn finds the first Entry of an input that may be several things in a Row.
func entryIn(input fyne.CanvasObject) *Entry {
	switch o := input.(type) {
	case *Entry:
		return o
	case *TextArea:
		return o.entry
	case *fyne.Container:
		for _, child := range o.Objects {
			if e := entryIn(child); e != nil {
				return e
			}
		}
	}
	return nil
}

// Error is what SetError said.
func (f *Field) Error() string { return f.problem }

// Focus gives the keys to an Entry in it.
func (f *Field) Focus() {
	if f.Entry != nil {
		f.Entry.focus.take()
	}
}

// SetVisible shows the whole line or takes it out of the form.
func (f *Field) SetVisible(visible bool) {
	if f.row == nil || f.row.Visible() == visible {
		return
	}
	f.row.Hidden = !visible
	f.again()
}

// again lays out the form that the field is in: its height has changed.
func (f *Field) again() {
	if f.row != nil {
		f.row.Refresh()
	}
}

// Form puts fields below each other, the labels right-aligned in one column as wide
// as the widest of them; where that leaves too little room, above what is filled in.
func Form(fields ...*Field) *fyne.Container {
	shared := &formLayout{fields: fields}
	rows := make([]fyne.CanvasObject, len(fields))
	for i, f := range fields {
		f.row = container.New(fieldLayout{f, shared}, f.label, f.input, f.error, f.unseen, f.hint)
		rows[i] = f.row
	}
	return Column(7, rows...)
}

type formLayout struct{ fields []*Field }

const (
	labelGap   float32 = 12
	inputWidth float32 = 430
)

// labels is the width of the column of labels: fields that are hidden count, so
// that nothing jumps when they appear.
func (l *formLayout) labels() (width float32) {
	for _, f := range l.fields {
		width = max(width, f.label.MinSize().Width)
	}
	return width
}

// stacked says whether the labels stand above what is filled in, since it would have too
// little room beside them.
func (l *formLayout) stacked(width float32) bool {
	var input float32
	for _, f := range l.fields {
		input = max(input, f.least())
	}
	return width > 0 && width < l.labels()+labelGap+input
}

// least is the width that what is filled in cannot do without.
func (f *Field) least() float32 {
	width := f.input.MinSize().Width
	switch f.input.(type) {
	case *Entry, *TextArea:
		width = max(width, 200)
	}
	return width
}

const stackedLabel float32 = 22

type fieldLayout struct {
	field *Field
	form  *formLayout
}

// labelled says whether anything stands before the input.
func (l fieldLayout) labelled() bool { return l.field.Label() != "" }

func (l fieldLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f := l.field
	left := l.form.labels()
	x, top := left+labelGap, float32(0)
	if l.form.stacked(size.Width) {
		x, left = 0, min(f.label.MinSize().Width, size.Width)
		if l.labelled() {
			top = stackedLabel
		}
	}
	room := max(size.Width-x, 0)
	width := room
	switch f.input.(type) {
	case *Entry, *TextArea:
		width = min(room, inputWidth)
	case *Select:
		width = min(room, f.input.MinSize().Width)
	}
	height := heightAt(f.input, width)
	if top > 0 {
		place(f.label, 0, 0, left, top)
	} else {
		place(f.label, 0, 0, left, min(height, 30))
	}
	place(f.input, x, top, width, height)
	y := top + height + 2
	for _, note := range f.notes() {
		if note.Visible() {
			note.Resize(fyne.NewSize(room, 0))
			height := note.MinSize().Height
			place(note, x, y, room, height)
			y += height + 2
		}
	}
}

func (l fieldLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	f := l.field
	size := fyne.NewSize(max(l.form.labels(), f.least()), f.input.MinSize().Height)
	if l.form.stacked(f.row.Size().Width) && l.labelled() {
		size.Height += stackedLabel
	}
	for _, note := range f.notes() {
		if note.Visible() {
			size.Height += 2 + note.MinSize().Height
		}
	}
	return size
}
