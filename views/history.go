package views

import (
	"context"
	"fmt"
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

	filled *fyne.Container // all but the heading, once there is something to look back on
	blank  *kit.Card       // stands where it would

	graph   *kit.Fold // of how many there were; shown once there is something to compare
	chart   *kit.Chart
	points  []browse.Point
	sized   bool // whether there is room for it was seen
	kind    *kit.Select
	outcome *kit.Select
	each    *kit.Button // edits of a day one by one, or in one line again

	grid    *kit.Grid
	imports []directory.Import
	query   browse.HistoryQuery
	lines   []browse.HistoryLine
	state   *state

	title   *kit.Paragraph
	changes *changeList
	views   *historyViews
	approve *kit.Button // shows what an import without a person has stopped at
	undo    *kit.Button
	moment  *kit.Button
	created *kit.Button
	save    *kit.Button
	records *kit.Button         // leads to what happened to one of them
	shown   *directory.Import   // whose changes are listed; nil: none, or those of a day
	day     *browse.HistoryLine // the day whose edits are listed; nil: none
	asked   newest
}

func newHistory(w *window) *history {
	h := &history{w: w}
	h.grid = historyColumns.Grid("まだ読み込んでいません").Single()
	h.grid.OnSelect = h.onSelected
	h.grid.OnMenu = h.onMenu
	h.grid.OnOpen = func(int, int64) { h.onEach() }
	h.grid.OnCopied = w.tellCopied
	w.rememberColumns("history", h.grid)
	h.title = kit.NewParagraph(kit.Dim("読み込みを選ぶと、その変更内容を表示します。"))
	h.changes = newChangeList(w, browse.BuildPreview(new(directory.Plan), new(directory.Directory)), true)
	h.undo = kit.NewButton("この読み込みの前に戻す", h.onUndo)
	h.approve = kit.NewPrimaryButton(message.Approve, w.startStopped)
	h.moment = kit.NewButton("この時点の一覧を見る", h.onMoment)
	h.created = kit.NewButton("新規ユーザーをCSVに保存", h.onSaveCreated)
	h.save = kit.NewButton("変更内容をCSVに保存", h.changes.save)
	h.records = kit.NewButton("人や部署の履歴を探す", w.openRecordSearch)
	h.changes.onSelected = func([]*browse.Change) { h.page.Refresh() }
	h.views = newHistoryViews(w, kit.Column(12, h.changes.bar(), h.changes.body(122)))
	h.chart = kit.NewChart(chartNames).Low()
	h.chart.OnOpen = func(point int) { h.open(h.points[point].ImportID) }
	h.graph = kit.NewFold("推移", kit.NewFrame(kit.Pad(4, 8, 4, 8, h.chart)))
	h.graph.Hide()
	h.kind = kit.NewSelect(kindNames(), h.onKind).Prefix("種類：")
	h.outcome = kit.NewSelect(outcomeNames(), h.onOutcome).Prefix("結果：")
	h.each = kit.NewLink("", h.onEach)
	h.filled = kit.Column(12,
		h.graph,
		kit.Grow(kit.Height(120, kit.NewFrame(h.grid))),
		kit.Wrap(kit.Gap, kit.Grow(kit.Width(240, h.title)), h.each, h.views.tabs),
		kit.Grow(h.views.room),
		kit.Wrap(kit.Gap, h.approve, h.undo, h.moment, kit.Space(), h.created, h.save),
	)
	h.blank = waysIn(w, "まだ履歴がありません", "読み込みや編集をすると、いつ、だれの、何が変わったかが、ここに残ります。あとから元に戻すこともできます。")
	h.filled.Hide()
	h.page = kit.Scroll(kit.Page(
		kit.Wrap(kit.Gap, kit.Grow(kit.Width(120, kit.Heading("ホーム ＞ 履歴", "", ""))), h.kind, h.outcome, h.records),
		kit.Grow(h.blank),
		kit.Grow(h.filled),
	))
	h.arm()
	return h
}

func (h *history) name() string               { return "履歴" }
func (h *history) content() fyne.CanvasObject { return h.page }
func (h *history) layer() kit.Layer           { return kit.Layer{} }

// entered shows the newest line, unless another is selected. In a small window the chart
// is folded, so that the list is seen.
func (h *history) entered() {
	if !h.sized {
		h.sized = true
		h.graph.SetOpen(h.w.win.Canvas().Size().Height >= roomForChart)
	}
	if h.filled.Visible() {
		h.w.win.Canvas().Focus(h.grid.Focusable())
	}
	if h.selected() == nil && len(h.lines) > 0 {
		h.grid.Select(h.lines[0].Key())
	}
	h.arm() // an import may have begun, or ended, since
}

const roomForChart = 720

// show takes the newest lines; what was selected stays so.
func (h *history) show(s *state) {
	h.state = s
	h.imports = s.history
	empty := len(s.history) == 0
	h.filled.Hidden, h.blank.Hidden = empty, !empty
	for _, filter := range []fyne.CanvasObject{h.kind, h.outcome, h.records} {
		setHidden(filter, empty)
	}
	was := h.shown
	h.list()
	if was != nil && h.selected() == nil { // other edits of its day have come
		h.open(was.ID)
	}
	h.views.stale = true
	if h.shown != nil || h.day != nil {
		h.onSelected() // what was told of it may be another by now
	}
	h.arm()
	inBackground(h.w, func(context.Context) ([]browse.Point, error) {
		return browse.BuildChart(s.history, s.model.Census(), chartPoints).Points, nil
	}, func(points []browse.Point, _ error) {
		if h.state != s {
			return
		}
		h.points = points
		h.chart.SetPoints(chartOf(points))
		setHidden(h.graph, len(points) < 2)
		h.page.Refresh()
	})
}

// list lists what the filters leave.
func (h *history) list() {
	h.lines = browse.ListHistory(h.imports, h.query)
	h.grid.SetRows(historyColumns.Rows(h.lines, (*browse.HistoryLine).Key))
}

func (h *history) onKind(option int) {
	h.query.Kind = ""
	if option > 0 {
		h.query.Kind = historyKinds[option-1]
	}
	h.list()
}

func (h *history) onOutcome(option int) {
	h.query.Outcome = ""
	if option > 0 {
		h.query.Outcome = historyOutcomes[option-1]
	}
	h.list()
}

// onEach lists the edits of the selected day one by one, or in one line again.
func (h *history) onEach() {
	line := h.selected()
	if line == nil || line.Edits == nil && !line.Within {
		return
	}
	key := line.Key()
	if line.Within {
		key, _ = browse.DayOf(h.imports, line.ID)
	}
	h.setOpen(key, !h.query.Open[key])
	h.grid.Select(key)
}

func (h *history) setOpen(day int64, open bool) {
	if h.query.Open == nil {
		h.query.Open = map[int64]bool{}
	}
	h.query.Open[day] = open
	h.list()
}

// selected is the line that is selected; nil: none.
func (h *history) selected() *browse.HistoryLine {
	picked := h.grid.Selected()
	if len(picked) == 0 {
		return nil
	}
	i := slices.IndexFunc(h.lines, func(line browse.HistoryLine) bool { return line.Key() == picked[0] })
	if i < 0 {
		return nil
	}
	return &h.lines[i]
}

// open selects an import and lists its changes, also where it is filtered away or one of
// a day's edits.
func (h *history) open(id int64) {
	if h.grid.Select(id) {
		return
	}
	h.kind.Choose(0)
	h.outcome.Choose(0)
	if day, ok := browse.DayOf(h.imports, id); ok {
		h.setOpen(day, true)
	}
	h.grid.Select(id)
}

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
		h.shown, h.day = nil, nil
		h.asked++
		h.title.SetSpans(kit.Dim("読み込みを選ぶと、その変更内容を表示します。"))
		h.changes.set(browse.BuildPreview(new(directory.Plan), new(directory.Directory)))
		h.views.follow(nil)
		h.arm()
		return
	}
	now, ids := h.state.directory, []int64{line.ID}
	for i, e := range line.Edits {
		if i > 0 {
			ids = append(ids, e.ID)
		}
	}
	askInBackground(h.w, &h.asked, func(ctx context.Context) (*browse.Preview, error) {
		read := func() (*directory.Plan, error) { return h.w.app.Changes(ctx, line.ID) }
		if len(ids) > 1 {
			read = func() (*directory.Plan, error) { return h.w.app.ChangesOver(ctx, ids) }
		}
		plan, err := read()
		if err != nil {
			return nil, err
		}
		return browse.BuildPreview(plan, now), nil
	}, func(model *browse.Preview) {
		h.shown, h.day = line.Import, nil
		if line.Edits != nil {
			h.shown, h.day = nil, line
		}
		h.title.SetSpans(kit.Bold(whenOf(line)+"　"), kit.Plain(outcomeText(line)))
		h.changes.set(model)
		h.views.follow(ids)
		h.arm()
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
	case edit && message.IsTakenBack(line.Kind, line.Message):
		h.undo.SetText("元に戻した編集をやり直す")
	case edit:
		h.undo.SetText("この編集を元に戻す")
	case changed && !line.Restorable:
		h.undo.SetText("控えが残っていないため、戻せません")
	}
	h.undo.Off(whyNotUndone(line, changed, h.w.running != nil))
	if h.day != nil {
		h.undo.Off("編集を1件ずつ表示して、1件選ぶと使えます。")
		changed = true
	}
	h.armEach()
	h.moment.Off("")
	switch {
	case line == nil:
		h.moment.Off("履歴の行を選ぶと使えます。")
	case !line.Restorable:
		h.moment.Off("この行の控えが残っていないため、使えません。")
	}
	setHidden(h.approve, h.state == nil || h.state.stopped == nil || line == nil || line.ID != h.state.stopped.ImportID)
	h.approve.OffWhen(h.w.running != nil, "読み込みが終わると使えます。")
	h.created.OffWhen(!changed || line == nil || line.Users.Created == 0, "ユーザーを作成した読み込みを選ぶと使えます。")
	h.save.OffWhen(!changed, "変更のあった行を選ぶと使えます。")
}

// armEach offers to list the edits of a day one by one.
func (h *history) armEach() {
	line := h.selected()
	switch {
	case line == nil || line.Edits == nil && !line.Within:
		h.each.Hide()
	case line.Open || line.Within:
		h.each.SetText("この日の編集を1行にまとめる")
		h.each.Show()
	default:
		h.each.SetText(fmt.Sprintf("この日の編集を1件ずつ表示（%s件）", kit.Digits(len(line.Edits))))
		h.each.Show()
	}
	h.page.Refresh()
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

// whenOf is when a line was, or the day of its edits.
func whenOf(line *browse.HistoryLine) string {
	if line.Edits != nil {
		return line.FinishedAt.Local().Format(dayFormat)
	}
	return line.FinishedAt.Local().Format(timeFormat)
}

const dayFormat = "2006-01-02"

// outcomeText is how a line ended, with its counts or the reason.
func outcomeText(line *browse.HistoryLine) string {
	if line.Edits != nil {
		return fmt.Sprintf("この日の編集%s件　%s", kit.Digits(len(line.Edits)), message.Counts(line.Tallies()))
	}
	return message.Outcomes(line.Import)
}

// daysAgo says how long a time is past, as people do.
func daysAgo(t, now time.Time) string {
	switch days := app.DaysBetween(t, now); days {
	case 0:
		return "今日"
	case 1:
		return "昨日"
	default:
		return kit.Digits(days) + "日前"
	}
}

var historyColumns = kit.Columns[browse.HistoryLine]{
	{kit.GridColumn{Title: "日時", Width: 130}, func(line *browse.HistoryLine) kit.Cell {
		switch {
		case line.Within:
			return kit.Cell{Text: "　" + line.FinishedAt.Local().Format("15:04"), Tone: kit.Muted}
		case line.Open:
			return kit.Cell{Text: "▼ " + whenOf(line)}
		case line.Edits != nil:
			return kit.Cell{Text: "▶ " + whenOf(line)}
		}
		return kit.Cell{Text: whenOf(line)}
	}},
	{kit.GridColumn{Title: "種類", Width: 80}, func(line *browse.HistoryLine) kit.Cell { return kit.Cell{Text: message.ImportKind(line.Kind)} }},
	{kit.GridColumn{Title: "連携先・ファイル", Width: 180, Min: 100, Weight: 1}, func(line *browse.HistoryLine) kit.Cell {
		return kit.Cell{Text: message.Source(line.Import)}
	}},
	{kit.GridColumn{Title: "結果", Width: 130}, func(line *browse.HistoryLine) kit.Cell {
		if line.Edits != nil {
			return kit.Cell{}
		}
		return kit.Cell{Tags: outcomeTags[line.Outcome]}
	}},
	{kit.GridColumn{Title: "内容", Width: 260, Min: 140, Weight: 3}, func(line *browse.HistoryLine) kit.Cell { return kit.Cell{Text: outcomeText(line)} }},
}

// The choices of the filters, after すべて.
var (
	historyKinds = []directory.ImportKind{
		directory.ImportManual, directory.ImportAuto, directory.ImportCSV, directory.ImportEdit,
		directory.ImportUndo, directory.ImportTakeOver, directory.ImportRestore,
	}
	historyOutcomes = []directory.Outcome{
		directory.OutcomeOK, directory.OutcomeFailed, directory.OutcomeCancelled, directory.OutcomeStopped, directory.OutcomeUndone,
	}
)

func kindNames() []string {
	names := []string{"すべて"}
	for _, k := range historyKinds {
		names = append(names, message.ImportKind(k))
	}
	return names
}

func outcomeNames() []string {
	names := []string{"すべて"}
	for _, o := range historyOutcomes {
		names = append(names, message.Outcome(o))
	}
	return names
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
