package views

import (
	"fmt"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/licenses"
	"anpisync/views/kit"
)

// about is the part of 設定 that says what the program is and where its data is.
func (w *window) about() fyne.CanvasObject {
	return section("このアプリについて", kit.Form(
		kit.NewField("バージョン", kit.NewText(kit.Plain(app.Versions()))),
		kit.NewField("データフォルダー", kit.Row(kit.Gap, kit.NewText(kit.Plain(w.app.Dir())), kit.NewButton("パスをコピー", func() {
			w.fyne.Clipboard().SetContent(w.app.Dir())
		}))),
		kit.NewField("ライセンス", kit.Row(kit.Gap, kit.NewText(kit.Plain("MIT License")), kit.NewButton("使用しているソフトウェア", w.showLicenses))),
	))
}

// showLicenses shows what others want to be said of their parts of the program.
func (w *window) showLicenses() {
	all := licenses.All()
	list := kit.NewGrid([]kit.GridColumn{{Title: "名前", Width: 260, Weight: 1}, {Title: "バージョン", Width: 90}}, "").Single()
	text := kit.NewParagraph()
	page := kit.Scroll(kit.Pad(10, 12, 10, 12, text))
	list.OnSelect = func() {
		if chosen := list.Selected(); len(chosen) > 0 {
			text.SetText(all[chosen[0]].Text)
			page.ScrollToTop()
		}
	}
	list.SetRows(licenseRows(all))
	var d *kit.Dialog
	closing := kit.NewPrimaryButton("閉じる", func() { d.Close() })
	d = kit.NewDialog(w.layers, fmt.Sprintf("使用しているソフトウェア（%d）", len(all)),
		kit.Height(420, kit.Row(kit.Gap, kit.Fill(kit.Width(370, kit.NewFrame(list))), kit.Grow(kit.NewFrame(page)))), closing).Wide(1000)
	d.Confirm = d.Close
	d.Show(list.Focusable())
	list.Select(0)
}

// licenseRows are the licences as the grid draws them.
type licenseRows []licenses.License

func (r licenseRows) Len() int          { return len(r) }
func (r licenseRows) Key(row int) int64 { return int64(row) }

func (r licenseRows) Cell(row, column int) kit.Cell {
	if column == 0 {
		return kit.Cell{Text: r[row].Module}
	}
	return kit.Cell{Text: r[row].Version}
}
