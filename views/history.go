package views

import (
	"context"
	"io"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// history is the screen 履歴: every import, and the changes of the selected one.
type history struct {
	w    *window
	page fyne.CanvasObject

	grid    *kit.Grid
	imports []directory.Import
	state   *state

	title   *kit.Paragraph
	changes *changeList
	views   *historyViews
	undo    *kit.Button
	moment  *kit.Button
	created *kit.Button
	save    *kit.Button
	records *kit.Button       // leads to what happened to one of them
	shown   *directory.Import // whose changes are listed; nil: none
	asked   int
}

func newHistory(w *window) *history {
	h := &history{w: w}
	h.grid = kit.NewGrid([]kit.GridColumn{
		{Title: "日時", Width: 130},
		{Title: "種類", Width: 80},
		{Title: "連携先", Width: 180, Min: 100, Weight: 1},
		{Title: "結果", Width: 130},
		{Title: "内容", Width: 260, Min: 140, Weight: 3},
	}, "まだ読み込んでいません").Single()
	h.grid.OnSelect = h.onSelected
	h.grid.OnMenu = h.onMenu
	h.grid.OnCopied = w.tellCopied
	w.rememberColumns("history", h.grid)
	h.title = kit.NewParagraph(kit.Dim("読み込みを選ぶと、その変更内容を表示します。"))
	h.changes = newChangeList(w, browse.BuildPreview(new(directory.Plan), new(directory.Directory)), true)
	h.undo = kit.NewButton("この読み込みの前に戻す", h.onUndo)
	h.moment = kit.NewButton("この時点の一覧を見る", h.onMoment)
	h.created = kit.NewButton("新規ユーザーをCSVに保存", h.onSaveCreated)
	h.save = kit.NewButton("変更内容をCSVに保存", h.changes.save)
	h.records = kit.NewButton("人や部署の履歴を探す", w.openRecordSearch)
	h.changes.onSelected = func([]*browse.Change) { h.page.Refresh() }
	h.views = newHistoryViews(w, kit.Column(12, h.changes.bar(), h.changes.body(150)))
	h.page = kit.Scroll(kit.Page(
		kit.Row(kit.Gap, kit.Grow(kit.Heading("ホーム ＞ 履歴", "履歴", "")), h.records),
		kit.Grow(kit.Height(120, kit.NewFrame(h.grid))),
		kit.Row(kit.Gap, kit.Grow(h.title), h.views.tabs),
		kit.Grow(h.views.room),
		kit.Row(kit.Gap, h.undo, h.moment, kit.Space(), h.created, h.save),
	))
	h.arm()
	return h
}

func (h *history) name() string               { return "履歴" }
func (h *history) content() fyne.CanvasObject { return h.page }
func (h *history) layer() kit.Layer           { return kit.Layer{} }

// entered shows the newest import, unless another is selected.
func (h *history) entered() {
	h.w.win.Canvas().Focus(h.grid.Focusable())
	if h.selected() == nil && len(h.imports) > 0 {
		h.open(h.imports[0].ID)
	}
}

// show takes the newest lines; what was selected stays so.
func (h *history) show(s *state) {
	h.state = s
	h.imports = s.history
	h.grid.SetRows(importRows(h.imports))
	if h.shown != nil {
		h.onSelected() // what was told of it may be another by now
	}
	h.arm()
}

func (h *history) selected() *directory.Import {
	picked := h.grid.Selected()
	if len(picked) == 0 {
		return nil
	}
	i := slices.IndexFunc(h.imports, func(line directory.Import) bool { return line.ID == picked[0] })
	if i < 0 {
		return nil
	}
	return &h.imports[i]
}

// open selects an import and lists its changes.
func (h *history) open(id int64) { h.grid.Select(id) }

// openAt selects an import, and one of its changes.
func (h *history) openAt(id, change int64) {
	h.changes.search.SetText("")
	h.changes.filters.Choose(0)
	h.changes.wanted = change
	if picked := h.grid.Selected(); len(picked) == 1 && picked[0] == id {
		h.changes.ask()
		return
	}
	h.open(id)
}

func (h *history) onSelected() {
	line := h.selected()
	if line == nil || h.state == nil {
		h.shown = nil
		h.asked++
		h.title.SetSpans(kit.Dim("読み込みを選ぶと、その変更内容を表示します。"))
		h.changes.set(browse.BuildPreview(new(directory.Plan), new(directory.Directory)))
		h.views.follow(nil)
		h.arm()
		return
	}
	h.asked++
	asked, now := h.asked, h.state.directory
	inBackground(h.w, func(ctx context.Context) (*browse.Preview, error) {
		plan, err := h.w.app.Changes(ctx, line.ID)
		if err != nil {
			return nil, err
		}
		return browse.BuildPreview(plan, now), nil
	}, func(model *browse.Preview, err error) {
		switch {
		case asked != h.asked:
		case err != nil:
			h.w.fail(err)
		default:
			h.shown = line
			h.title.SetSpans(kit.Bold(line.FinishedAt.Local().Format(timeFormat)+"　"), kit.Plain(outcomeText(line)))
			h.changes.set(model)
			h.views.follow(line)
			h.arm()
		}
	})
}

// arm offers what can be done with the selected import.
func (h *history) arm() {
	line := h.shown
	changed := line != nil && line.Outcome != directory.OutcomeFailed && line.Departments.Total()+line.Users.Total() > 0
	undone := line != nil && line.Outcome == directory.OutcomeUndone
	edit := line != nil && line.Kind == directory.ImportEdit
	h.undo.SetText("この読み込みの前に戻す")
	switch {
	case undone:
		h.undo.SetText("すでに元に戻してあります")
	case line != nil && line.Kind == directory.ImportUndo:
		h.undo.SetText("元に戻したことを取り消す")
	case edit && line.Undoes != 0:
		h.undo.SetText("元に戻した編集をやり直す")
	case edit:
		h.undo.SetText("この編集を元に戻す")
	case changed && !line.Restorable:
		h.undo.SetText("控えが残っていないため、戻せません")
	}
	h.undo.Off(whyNotUndone(line, changed, h.w.running != nil))
	h.moment.Off("")
	switch {
	case line == nil:
		h.moment.Off("履歴の行を選ぶと使えます。")
	case !line.Restorable:
		h.moment.Off("この行の控えが残っていないため、使えません。")
	}
	h.created.Off("")
	if !changed || line.Users.Created == 0 {
		h.created.Off("ユーザーを作成した読み込みを選ぶと使えます。")
	}
	h.save.Off("")
	if !changed {
		h.save.Off("変更のあった行を選ぶと使えます。")
	}
}

// whyNotUndone is why a line of the history cannot be taken back; "": it can.
func whyNotUndone(line *directory.Import, changed, running bool) string {
	switch {
	case line == nil:
		return "履歴の行を選ぶと使えます。"
	case line.Outcome == directory.OutcomeUndone:
		return "すでに元に戻してあります。"
	case running:
		return "読み込みが終わると使えます。"
	case line.Kind == directory.ImportEdit:
		return ""
	case !changed:
		return "何も変更していないため、戻すものがありません。"
	case !line.Restorable:
		return "この読み込みの前の控えが、もう残っていません。"
	}
	return ""
}

func (h *history) onUndo() {
	id := h.shown.ID
	if h.shown.Kind == directory.ImportEdit {
		h.w.startTakeBack(id)
		return
	}
	h.undoImport(id)
}

// onMoment shows the directory as it was right after the selected line.
func (h *history) onMoment() {
	h.w.people.past.sides.Choose(sideAfter)
	h.w.people.openPast(h.shown)
}

// undoImport proposes to go back to before an import.
func (h *history) undoImport(id int64) {
	h.w.startUndo("以前の状態と比べています。", func(ctx context.Context, _ func(app.Progress)) (*app.Proposal, error) {
		return h.w.app.PrepareUndo(ctx, id)
	})
}

func (h *history) onSaveCreated() {
	id := h.shown.ID
	h.w.saveFile("作成したユーザー.csv", func(ctx context.Context, file io.Writer) error {
		return h.w.app.WriteCreatedUsers(ctx, id, file)
	})
}

// outcomeText is how an import ended, with its counts or the reason.
func outcomeText(line *directory.Import) string {
	if line.Message != "" {
		return line.Message
	}
	return message.Counts(line.Departments, line.Users)
}

// daysAgo says how long a time is past, as people do.
func daysAgo(t, now time.Time) string {
	switch days := daysBetween(t, now); days {
	case 0:
		return "今日"
	case 1:
		return "昨日"
	default:
		return kit.Digits(days) + "日前"
	}
}

// daysBetween counts the midnights between two times.
func daysBetween(t, now time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Local().Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(now).Sub(day(t)).Hours() / 24)
}

// importRows are the lines of the history as the grid draws them.
type importRows []directory.Import

func (r importRows) Len() int          { return len(r) }
func (r importRows) Key(row int) int64 { return r[row].ID }

func (r importRows) Cell(row, column int) kit.Cell {
	line := &r[row]
	switch column {
	case 0:
		return kit.Cell{Text: line.FinishedAt.Local().Format(timeFormat)}
	case 1:
		return kit.Cell{Text: message.ImportKind(line.Kind)}
	case 2:
		if line.Kind == directory.ImportEdit {
			return kit.Cell{} // nothing was read there
		}
		return kit.Cell{Text: line.Domain}
	case 3:
		return kit.Cell{Tags: outcomeTags[line.Outcome]}
	}
	return kit.Cell{Text: outcomeText(line)}
}

var outcomeTags = func() map[directory.Outcome][]kit.Tag {
	tags := map[directory.Outcome][]kit.Tag{}
	for outcome, shade := range map[directory.Outcome]kit.Shade{
		directory.OutcomeOK:        kit.GreenShade,
		directory.OutcomeFailed:    kit.RedShade,
		directory.OutcomeCancelled: kit.Gray,
		directory.OutcomeStopped:   kit.YellowShade,
		directory.OutcomeUndone:    kit.Gray,
	} {
		tags[outcome] = []kit.Tag{{Text: message.Outcome(outcome), Shade: shade}}
	}
	return tags
}()
