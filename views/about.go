package views

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/licenses"
	"anpisync/app/message"
	"anpisync/app/process"
	"anpisync/views/kit"
)

// worry tells what is wrong with the data folder, until a person leaves it so. Where nothing
// is, there is time for the question about newer releases.
func (w *window) worry() {
	tryInBackground(w, w.app.NewConcerns, func(found []app.Concern) {
		if len(found) == 0 {
			w.offerReleases()
			return
		}
		w.askConcern(found[0])
	})
}

func (w *window) askConcern(c app.Concern) {
	text := message.Concern(c)
	settle := func(how func(context.Context) error) { w.try(how, w.worry) } // and on to the next one
	q := kit.Question{
		Title: text.Summary, Text: text.Advice + "\n\n" + w.app.Dir(), Width: 620, Yes: "わかりました", No: "あとで",
		Do: func() { settle(func(ctx context.Context) error { return w.app.LeaveConcern(ctx, c) }) },
	}
	if c == app.ConcernOpen {
		q.Yes, q.No = "自分だけが開けるようにする", "このままにする"
		q.Do, q.Else = func() { settle(func(context.Context) error { return w.app.Seclude() }) }, q.Do
	}
	w.layers.Ask(q)
}

// about is the part of 設定 that says what the program is, where its data is, and whether
// there is a newer one.
func (w *window) about(newer *releases) fyne.CanvasObject {
	folder := kit.NewField("データフォルダー", kit.Row(kit.Gap, kit.NewButton("パスをコピー", func() {
		w.fyne.Clipboard().SetContent(w.app.Dir())
	}), kit.Grow(kit.NewText(kit.Plain(w.app.Dir())).Cut())))
	for _, c := range w.app.Concerns() {
		folder.Hint(message.Concern(c).Line())
	}
	fields := []*kit.Field{kit.NewField("バージョン", kit.NewParagraph(kit.Plain(process.Versions())))}
	if w.app.Feed().Exists() {
		fields = append(fields, kit.NewField("新しいバージョン", newer.part))
	}
	fields = append(fields,
		folder,
		kit.NewField("ライセンス", kit.Row(kit.Gap, kit.NewText(kit.Plain("MIT License")), kit.NewButton("使用しているソフトウェア", w.showLicenses))),
	)
	return section("このアプリについて", kit.Form(fields...))
}

// showLicenses shows what others want to be said of their parts of the program.
func (w *window) showLicenses() {
	all := licenses.All()
	columns := kit.Columns[licenses.License]{
		{kit.GridColumn{Title: "名前", Width: 260, Weight: 1}, func(l *licenses.License) kit.Cell { return kit.Cell{Text: l.Module} }},
		{kit.GridColumn{Title: "バージョン", Width: 90}, func(l *licenses.License) kit.Cell { return kit.Cell{Text: l.Version} }},
	}
	list := columns.Grid("").Single()
	text := kit.NewParagraph()
	page := kit.Scroll(kit.Pad(10, 12, 10, 12, text))
	list.OnSelect = func() {
		if chosen := list.Selected(); len(chosen) > 0 {
			text.SetText(all[chosen[0]].Text)
			page.ScrollToTop()
		}
	}
	list.SetRows(columns.Rows(all, nil))
	d := kit.NewReadDialog(w.layers, fmt.Sprintf("使用しているソフトウェア（%d）", len(all)),
		kit.Height(240, kit.Row(kit.Gap, kit.Fill(kit.Width(370, kit.NewFrame(list))), kit.Grow(kit.NewFrame(page))))).Wide(1000).Tall()
	d.Show(list.Focusable())
	list.Select(0)
}
