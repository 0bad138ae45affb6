package views

import (
	"context"
	"io"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// biography is the dialog 「履歴」 of one user or department: all that happened to it.
type biography struct {
	w      *window
	dialog *kit.Dialog
	grid   *kit.Grid
	detail *kit.Paragraph
	open   *kit.Button
	below  *kit.Dialog // from where it was opened; nil: no dialog
	events []browse.Event
}

// openBiography shows what happened to a record, also one that is gone, over the dialog
// where that was asked for, if it was one.
func (w *window) openBiography(kind directory.RecordKind, id int64, name string, below *kit.Dialog) {
	tryInBackground(w, func(ctx context.Context) ([]browse.Event, error) {
		return w.app.Biography(ctx, kind, id)
	}, func(events []browse.Event) {
		b := newBiography(w, name, events)
		b.below = below
		b.dialog.Show(b.grid.Focusable())
	})
}

func newBiography(w *window, name string, events []browse.Event) *biography {
	b := &biography{w: w, events: events}
	b.grid = eventColumns.Grid("履歴に残っている変更はありません").Single()
	b.grid.OnSelect = b.onSelected
	b.grid.OnOpen = func(int, int64) { b.onOpen() }
	b.grid.OnCopied = w.tellCopied
	b.grid.SetRows(eventColumns.Rows(events, nil))
	b.detail = kit.NewParagraph(kit.Dim("")).AtMost(8)
	older := kit.NewText(kit.Dim("これより前の変更は、履歴に残っていません。"))
	older.Hidden = len(events) == 0 || events[len(events)-1].Action == directory.Create
	b.open = kit.NewButton("この操作の履歴を開く", b.onOpen)
	save := kit.NewButton("CSVに保存", b.onSave)
	b.dialog = kit.NewReadDialog(w.layers, "「"+name+"」の履歴", kit.Column(kit.Gap,
		kit.Height(260, kit.NewFrame(b.grid)), b.detail, older,
	), b.open, save).Wide(900)
	save.OffWhen(len(events) == 0, "保存する変更がありません。")
	b.grid.Select(0) // the newest
	b.onSelected()
	return b
}

// picked is the selected event; nil: none.
func (b *biography) picked() *browse.Event {
	if picked := b.grid.Selected(); len(picked) == 1 {
		return &b.events[picked[0]]
	}
	return nil
}

func (b *biography) onSelected() {
	e := b.picked()
	b.open.OffWhen(e == nil, "行を選ぶと使えます。")
	if e == nil {
		return
	}
	b.detail.SetSpans(
		kit.Bold(e.Line.FinishedAt.Local().Format(timeFormat)+"　"+e.Name+"　"), kit.Plain(e.Text()),
		kit.Dim("\n理由："+e.Reason()+"　きっかけ："+causeOf(e.Line)))
	b.detail.Refresh()
}

// onOpen shows the line of the history that the event is part of. What was typed in the
// form below is not lost without asking.
func (b *biography) onOpen() {
	e := b.picked()
	switch {
	case e == nil:
	case b.w.form != nil:
		b.w.form.discard(func() { b.lead(e) })
	default:
		b.lead(e)
	}
}

func (b *biography) lead(e *browse.Event) {
	b.dialog.Close()
	if b.below != nil {
		b.below.Close()
	}
	b.w.onNavigated(screenHistory)
	b.w.history.openAt(e.Line.ID, e.Key())
}

func (b *biography) onSave() {
	events := b.events
	b.w.saveFile("変更の履歴.csv", func(_ context.Context, file io.Writer) error { return app.WriteEvents(file, events) })
}

// causeOf is the import or the hand that made a line of the history.
func causeOf(line *directory.Import) string {
	text := message.Cause(line)
	if line.Outcome == directory.OutcomeUndone {
		text += "（" + message.Outcome(line.Outcome) + "）"
	}
	return text
}

var eventColumns = kit.Columns[browse.Event]{
	{kit.GridColumn{Title: "日時", Width: 130}, func(e *browse.Event) kit.Cell { return kit.Cell{Text: e.Line.FinishedAt.Local().Format(timeFormat)} }},
	{kit.GridColumn{Title: "操作", Width: 84}, func(e *browse.Event) kit.Cell { return kit.Cell{Tags: actionTags[e.Action]} }},
	{kit.GridColumn{Title: "変更前 → 変更後", Width: 300, Min: 160, Weight: 3}, func(e *browse.Event) kit.Cell {
		return kit.Cell{More: emphasised(nil, e.Segments(nil))}
	}},
	{kit.GridColumn{Title: "理由", Width: 160, Min: 90, Weight: 1}, func(e *browse.Event) kit.Cell { return kit.Cell{Text: e.Reason(), Tone: kit.Muted} }},
	{kit.GridColumn{Title: "きっかけ", Width: 180, Min: 100, Weight: 1}, func(e *browse.Event) kit.Cell { return kit.Cell{Text: causeOf(e.Line), Tone: kit.Muted} }},
}

// recordSearch is the dialog in which a user or department of the history is found, who
// may be gone.
type recordSearch struct {
	w      *window
	dialog *kit.Dialog
	search *kit.Entry
	gone   *kit.Check
	grid   *kit.Grid
	known  *browse.Known // nil: not read yet
	found  []browse.Record
	asked  newest
}

func (w *window) openRecordSearch() {
	s := &recordSearch{w: w}
	s.search = kit.NewSearchEntry("名前・ログイン名・よみ・メールアドレス・部署", func(string) { s.ask() })
	s.gone = kit.NewCheck("いまはない人と部署だけ", func(bool) { s.ask() })
	s.grid = recordColumns(nil).Grid("履歴を読んでいます").Single()
	s.grid.OnOpen = func(row int, _ int64) { s.open(row) }
	s.search.Below = s.grid.Focus
	show := kit.NewPrimaryButton("履歴を見る", s.onShow)
	s.dialog = kit.NewDialog(w.layers, "人や部署の履歴を探す", kit.Column(kit.Gap,
		kit.Row(kit.Gap, kit.Grow(s.search), s.gone),
		kit.Height(300, kit.NewFrame(s.grid)),
		kit.NewText(kit.Dim("削除された人や部署も探せます。行をダブルクリックすると、その履歴を表示します。")),
	), kit.NewButton("閉じる", func() { s.dialog.Close() }), show).Wide(760)
	s.dialog.Confirm = s.onShow
	tryInBackground(w, w.app.Known, func(known *browse.Known) {
		s.known = known
		s.grid.SetEmpty("履歴に、該当する人や部署はありません")
		s.ask()
	})
	s.dialog.Show(s.search)
}

func (s *recordSearch) ask() {
	if s.known == nil {
		return
	}
	known, text, gone := s.known, s.search.Text, s.gone.Checked()
	askInBackground(s.w, &s.asked, func(context.Context) ([]browse.Record, error) {
		return known.Find(text, gone), nil
	}, func(found []browse.Record) {
		s.found = found
		s.grid.SetRows(recordColumns(newHits(text)).Rows(found, nil))
		s.grid.Top()
	})
}

// onShow shows the history of the selected record, or the first.
func (s *recordSearch) onShow() {
	row := 0
	if picked := s.grid.Selected(); len(picked) > 0 {
		row = int(picked[0])
	}
	s.open(row)
}

func (s *recordSearch) open(row int) {
	if row < len(s.found) {
		r := s.found[row]
		s.w.openBiography(r.Kind, r.ID, r.Name, s.dialog)
	}
}

func recordColumns(h *hits) kit.Columns[browse.Record] {
	return kit.Columns[browse.Record]{
		{kit.GridColumn{Title: "種類", Width: 80}, func(r *browse.Record) kit.Cell { return kit.Cell{Text: message.RecordKind(r.Kind)} }},
		{kit.GridColumn{Title: "名前", Width: 260, Min: 140, Weight: 2}, func(r *browse.Record) kit.Cell { return kit.Cell{Text: r.Name, Hits: h.in(r.Name)} }},
		{kit.GridColumn{Title: "ログイン名・部署コード", Width: 180, Min: 100, Weight: 1}, func(r *browse.Record) kit.Cell {
			return kit.Cell{Text: r.Code, Hits: h.in(r.Code), Tone: kit.Muted}
		}},
		{kit.GridColumn{Title: "状態", Width: 110}, func(r *browse.Record) (state kit.Cell) {
			if r.Gone {
				state.Tags = goneTags
			}
			return state
		}},
	}
}

var goneTags = []kit.Tag{{Text: "いまはない", Tip: "削除されて、いまの一覧にはありません。"}}

// onUserHistory shows what happened to the selected user.
func (p *people) onUserHistory() {
	if u := p.currentUser(); u != nil {
		p.w.openBiography(directory.KindUser, u.ID, u.Name, nil)
	}
}

// onDepartmentHistory shows what happened to the selected department.
func (p *people) onDepartmentHistory() {
	if d := p.department(); d != nil {
		p.w.openBiography(directory.KindDepartment, d.ID, d.Name, nil)
	}
}

func (p *people) whyNotOneUser() string {
	if p.model == nil || p.currentUser() == nil {
		return "1人だけ選ぶと使えます。"
	}
	return ""
}
