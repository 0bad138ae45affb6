package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A Question is a dialog with two answers.
type Question struct {
	Title   string
	Text    string            // what will happen
	Content fyne.CanvasObject // more, below the text; may be nil
	Must    []Must            // what has to be ticked before Yes can be pressed
	Width   float32           // 0: the usual one
	Yes, No string            // No: 「やめる」 when empty
	Danger  bool              // Yes destroys something: the focus begins on No
	Do      func()            // after Yes, when the dialog is closed
	Else    func()            // after No and Esc; may be nil
}

// Must is something alarming, and the tick that says that it was read.
type Must struct{ Text, Tick string }

// Ask shows a question. Ctrl+Enter is Yes, unless it is dangerous; Esc is No.
func (l *Layers) Ask(q Question) *Dialog {
	var d *Dialog
	answer := func(do func()) func() {
		return func() {
			d.Close()
			if do != nil {
				do()
			}
		}
	}
	if q.No == "" {
		q.No = "やめる"
	}
	yes, no := NewPrimaryButton(q.Yes, answer(q.Do)), NewButton(q.No, answer(q.Else))
	first := yes
	if q.Danger {
		yes.importance, first = Danger, no
	}
	var parts []fyne.CanvasObject
	if q.Text != "" {
		parts = append(parts, NewParagraph(Plain(q.Text)).AtMost(60))
	}
	ticks := make([]*Check, len(q.Must))
	arm := func(bool) {
		yes.SetEnabled(!slices.ContainsFunc(ticks, func(c *Check) bool { return !c.Checked() }))
	}
	for i, m := range q.Must {
		ticks[i] = NewCheck(m.Tick, arm)
		parts = append(parts, NewCard(Alarm, Column(6, NewParagraph(Bold(m.Text)), ticks[i])))
	}
	arm(true)
	if q.Content != nil {
		parts = append(parts, q.Content)
	}
	d = NewDialog(l, q.Title, Column(12, parts...), no, yes)
	if q.Width > 0 {
		d.Wide(q.Width)
	}
	d.Cancel = no.tapped
	if !q.Danger {
		d.Confirm = yes.tapped
	}
	d.Show(first)
	return d
}

// Tell shows a message and a button that closes it, as Esc and Ctrl+Enter do.
func (l *Layers) Tell(title, text string) *Dialog {
	return l.tell(title, NewParagraph(Plain(text)))
}

// TellError shows what went wrong, and the technical cause in a part that folds
// out and can be copied. The part is left out where detail is empty.
func (l *Layers) TellError(title, text, detail string) *Dialog {
	parts := []fyne.CanvasObject{NewCard(Alarm, NewParagraph(Plain(text)))}
	if detail != "" {
		parts = append(parts, NewFold("技術的な詳細", NewDetail(detail)))
	}
	return l.tell(title, Column(12, parts...))
}

func (l *Layers) tell(title string, content fyne.CanvasObject) *Dialog {
	d := NewReadDialog(l, title, content).Wide(560)
	d.Show(nil)
	return d
}

// NewDetail shows a technical text with a button that copies it.
func NewDetail(text string) fyne.CanvasObject {
	var copying *Button
	copying = NewButton("コピー", func() {
		fyne.CurrentApp().Clipboard().SetContent(text)
		copying.SetText("コピーしました")
	})
	return Column(8,
		NewCard(Quiet, NewParagraph(Span{Text: text, Size: captionSize, Tone: Label})),
		Row(0, copying))
}

// Fold is a line that opens and closes what is below it.
type Fold struct {
	widget.BaseWidget
	switcher *Button
	title    string
	content  fyne.CanvasObject
	all      *fyne.Container
}

// NewFold makes a fold that is closed.
func NewFold(title string, content fyne.CanvasObject) *Fold {
	f := &Fold{title: title, content: content}
	f.switcher = NewLink("", func() { f.SetOpen(!f.content.Visible()) })
	f.all = Column(8, Row(0, f.switcher), content)
	f.ExtendBaseWidget(f)
	f.SetOpen(false)
	return f
}

// Title is what the line says, with the mark of whether it is open.
func (f *Fold) Title() string { return f.switcher.Text() }

// SetOpen opens or closes the fold.
func (f *Fold) SetOpen(open bool) {
	if open {
		f.content.Show()
		f.switcher.SetText("▼ " + f.title)
	} else {
		f.content.Hide()
		f.switcher.SetText("▶ " + f.title)
	}
	f.all.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (f *Fold) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.all) }
