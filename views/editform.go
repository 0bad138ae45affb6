package views

import (
	"cmp"
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// editForm is a dialog that edits the directory. What is wrong is said beside the field
// it is about, and the dialog stays.
type editForm struct {
	typed
	fields map[string]*kit.Field
	yes    *kit.Button
	busy   bool

	name func() string             // of the edit, for the button that takes it back
	make func() (edit.Edit, error) // from what the form says
	done func()                    // once it is made; nil: nothing
}

// typed is a dialog in which something is typed and chosen that is not lost unasked.
type typed struct {
	w      *window
	dialog *kit.Dialog

	says   func() string // all that was typed and chosen
	before string        // what it said when it was opened
	asking bool          // whether that may be lost
}

// newEditForm makes the dialog; fields are those that an edit.Error may be about, others
// stand before its buttons.
func newEditForm(w *window, title, yes string, content fyne.CanvasObject, fields map[string]*kit.Field, others ...fyne.CanvasObject) *editForm {
	f := &editForm{typed: typed{w: w}, fields: fields}
	f.yes = kit.NewPrimaryButton(yes, f.submit)
	buttons := append(others, kit.NewButton("やめる", f.leave), f.yes)
	f.dialog = kit.NewDialog(w.layers, title, content, buttons...)
	f.dialog.Confirm, f.dialog.Cancel = f.submit, f.leave
	return f
}

// historyLink shows what happened to the record that a form is about; nothing where it is
// a new one.
func (w *window) historyLink(kind directory.RecordKind, id int64, name string) []fyne.CanvasObject {
	if id == 0 {
		return nil
	}
	return []fyne.CanvasObject{kit.NewLink("履歴", func() {
		var below *kit.Dialog
		if w.form != nil {
			below = w.form.dialog
		}
		w.openBiography(kind, id, name, below)
	})}
}

func (t *typed) show(first fyne.Focusable) {
	t.before = t.says()
	below := t.w.form // a file that was long looked into opens its form over another
	t.w.form = t
	t.dialog.Closed = func() { t.w.form = below }
	t.dialog.Show(first)
}

func (t *typed) changed() bool { return t.says() != t.before }

// leave closes the form. People press Esc to leave a conversion, so that what was typed
// is not given up for it alone.
func (t *typed) leave() { t.discard(t.dialog.Close) }

// discard asks whether what was typed may be lost, if anything was, and then goes on.
func (t *typed) discard(then func()) {
	if !t.changed() {
		then()
		return
	}
	t.asking = true
	t.w.layers.Ask(kit.Question{
		Title:  "入力した内容を破棄しますか？",
		Text:   "まだ保存していません。",
		Yes:    "破棄する",
		No:     "入力に戻る",
		Danger: true,
		Do:     then,
	}).Closed = func() { t.asking = false }
}

func (f *editForm) submit() {
	if f.busy {
		return
	}
	f.clear()
	e, err := f.make()
	if err != nil {
		f.complain(err)
		return
	}
	f.busy = true
	f.w.edit(f.name(), e, func(err error) {
		f.busy = false
		if err != nil {
			f.complain(err)
			return
		}
		if f.done != nil {
			f.done()
		}
		f.dialog.Close()
	})
}

func (f *editForm) clear() {
	for _, field := range f.fields {
		field.SetError("")
	}
}

// complain says what is wrong beside its field, or in a dialog where it has none.
func (f *editForm) complain(err error) {
	first := f.mark(err)
	if first == nil {
		f.w.fail(err)
		return
	}
	first.Focus()
}

// markTyping is mark while a person types: what is merely empty is not told yet.
func (f *editForm) markTyping(err error) {
	for _, one := range apart(err) {
		var wrong *edit.Error
		if !errors.As(one, &wrong) || wrong.Kind != edit.KindEmpty {
			f.mark(one)
		}
	}
}

// mark says each mistake beside its field, and returns the first of these; nil: there is
// a mistake that no field has.
func (f *editForm) mark(err error) (first *kit.Field) {
	for _, one := range apart(err) {
		var wrong *edit.Error
		var unreadable *fieldError
		var field *kit.Field
		text := ""
		switch {
		case errors.As(one, &unreadable):
			field, text = unreadable.field, unreadable.text
		case errors.As(one, &wrong):
			field, text = f.fields[wrong.Field], oneLine(one)
		}
		if field == nil {
			return nil
		}
		if first = cmp.Or(first, field); field.Error() == "" {
			field.SetError(text)
		}
	}
	return first
}

// apart are the errors that were joined.
func apart(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range joined.Unwrap() {
			all = append(all, apart(one)...)
		}
		return all
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// fieldError is a text in a field that cannot be made into a value.
type fieldError struct {
	field *kit.Field
	text  string
}

func (e *fieldError) Error() string { return e.text }

// edit makes an edit off the window's goroutine, shows the state after it, and tells
// done, which may be nil: then a failure is shown here.
func (w *window) edit(name string, e edit.Edit, done func(error)) {
	inBackground(w, func(ctx context.Context) (*app.Result, error) {
		return w.app.Edit(ctx, name, e)
	}, func(result *app.Result, err error) {
		w.reload()
		if err == nil {
			w.said.tell(result.ImportID)
		}
		switch {
		case done != nil:
			done(err)
		case err != nil:
			w.fail(err)
		}
	})
}

// takeBack takes back an edit of the history, and leads to the preview where that is
// something to be confirmed.
func (w *window) takeBack(editID int64) {
	inBackground(w, func(ctx context.Context) (*app.Result, error) {
		return w.app.TakeBack(ctx, editID)
	}, func(result *app.Result, err error) {
		w.reload()
		var unconfirmed *directory.UnconfirmedError
		switch {
		case err == nil:
			w.said.tell(result.ImportID)
		case errors.As(err, &unconfirmed):
			w.startTakeBack(editID)
		case w.damaged(err):
		case err != nil:
			text := message.Of(err)
			w.layers.Tell(text.Summary, text.Advice)
		}
	})
}

// startTakeBack shows in the preview what taking back an edit would do.
func (w *window) startTakeBack(editID int64) {
	w.startUndo("編集の前と比べています。", func(ctx context.Context, _ func(app.Progress)) (*app.Proposal, error) {
		return w.app.PrepareTakeBack(ctx, editID)
	})
}
