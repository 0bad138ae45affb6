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
	list := kit.NewGrid([]kit.GridColumn{
		{Title: "場所", Width: 190},
		{Title: "間違い", Width: 300, Min: 160, Weight: 1},
		{Title: "直し方", Width: 300, Min: 160, Weight: 1},
	}, "")
	list.SetRows(mistakeRows(wrong))
	var d *kit.Dialog
	var copying *kit.Button
	copying = kit.NewButton("コピー", func() {
		w.fyne.Clipboard().SetContent(text.Detail)
		copying.SetText("コピーしました")
	})
	closing := kit.NewPrimaryButton("閉じる", func() { d.Close() })
	d = kit.NewDialog(w.layers, fmt.Sprintf("ファイルに%s件の間違いがあります", kit.Digits(len(wrong))),
		kit.Column(kit.Gap, kit.NewParagraph(kit.Plain(text.Advice)), kit.Height(280, kit.NewFrame(list))),
		copying, closing).Wide(900)
	d.Confirm = d.Close
	d.Show(list.Focusable())
}

// mistakeRows are what is wrong with a file as the list draws it.
type mistakeRows csvfile.Errors

func (r mistakeRows) Len() int          { return len(r) }
func (r mistakeRows) Key(row int) int64 { return int64(row) }

func (r mistakeRows) Cell(row, column int) kit.Cell {
	line := message.Line(r[row])
	return kit.Cell{Text: []string{line.Place, line.What, line.Do}[column]}
}
