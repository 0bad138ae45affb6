package views

import (
	"errors"
	"fmt"

	"anpisync/app/csvfile"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// tellFailure says why something was not done: what is wrong with a file in a list of all
// of it.
func (w *window) tellFailure(title string, err error) {
	text := message.Of(err)
	var wrong csvfile.Errors
	if errors.As(err, &wrong) && len(wrong) > 1 {
		w.tellMistakes(wrong, text)
		return
	}
	w.layers.TellError(title, text.Summary+"\n"+message.Unrepeated(text.Advice), text.Detail)
}

func (w *window) tellMistakes(wrong csvfile.Errors, text message.Text) {
	columns := kit.Columns[csvfile.LineError]{
		{kit.GridColumn{Title: "場所", Width: 190}, func(e *csvfile.LineError) kit.Cell { return kit.Cell{Text: message.Line(*e).Place} }},
		{kit.GridColumn{Title: "間違い", Width: 300, Min: 160, Weight: 1}, func(e *csvfile.LineError) kit.Cell { return kit.Cell{Text: message.Line(*e).What} }},
		{kit.GridColumn{Title: "直し方", Width: 300, Min: 160, Weight: 1}, func(e *csvfile.LineError) kit.Cell { return kit.Cell{Text: message.Line(*e).Do} }},
	}
	list := columns.Grid("")
	list.SetRows(columns.Rows(wrong, nil))
	var copying *kit.Button
	copying = kit.NewButton("コピー", func() {
		w.fyne.Clipboard().SetContent(text.Detail)
		copying.SetText("コピーしました")
	})
	d := kit.NewReadDialog(w.layers, fmt.Sprintf("ファイルに%s件の間違いがあります", kit.Digits(len(wrong))),
		kit.Column(kit.Gap, kit.NewParagraph(kit.Plain(text.Advice)), kit.Height(280, kit.NewFrame(list))),
		copying).Wide(900)
	d.Show(list.Focusable())
}
