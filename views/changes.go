package views

import (
	"context"
	"io"
	"slices"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// changeList lists the changes of a plan, with a filter by what happens and a search.
// The preview and the history are drawn by it.
type changeList struct {
	w       *window
	model   *browse.Preview
	chips   []chip // what the filters are
	filters *kit.Filters
	search  *kit.Entry
	grid    *kit.Grid
	detail  *kit.Paragraph   // the selected change in full: a row may cut it off
	listed  []*browse.Change // what the grid has
	asked   newest
	sort    []browse.Sort
	of      []directory.Party // these records alone; nil: all
	wanted  int64             // the key of the change to select once it is listed; 0: none

	// offers are what a screen can do with the selected changes; may be nil.
	offers func() []kit.MenuItem
	// onSelected is told the changes that are selected. May be nil.
	onSelected func([]*browse.Change)
}

// newChangeList lists a plan; single is for one of which nothing can be answered.
func newChangeList(w *window, model *browse.Preview, single bool) *changeList {
	l := &changeList{w: w, model: model}
	l.chips = chipsOf(model, "")
	l.filters = kit.NewFilters(tagsOf(l.chips), func(int) { l.ask() })
	l.search = kit.NewSearchEntry("名前・部署で検索", func(string) { l.ask() })
	l.grid = changeColumns(nil).Grid("該当する変更はありません")
	if single {
		l.grid.Single()
	} else {
		l.grid.Ticks()
	}
	l.grid.OnSelect = l.onPicked
	l.grid.OnSort = func(keys []kit.SortKey) {
		l.sort = sortOf(keys)
		l.ask()
	}
	l.grid.OnMenu = l.onMenu
	l.grid.OnCopied = w.tellCopied
	w.rememberColumns("changes", l.grid)
	l.grid.SetSort()                         // emptied values come first until a person wants it otherwise
	l.detail = kit.NewParagraph().AtMost(12) // a memo may have any number
	l.detail.Hide()
	l.prepare()
	l.ask()
	return l
}

// prepare makes the first search fast, and gives each column the room that its texts need.
func (l *changeList) prepare() {
	model := l.model
	l.w.jobs.Go(model.Warm)
	inBackground(l.w, func(context.Context) ([][]string, error) {
		var texts [][]string
		for i := range changeColumns(nil) {
			texts = append(texts, model.Widest(i, l.w.advance))
		}
		return texts, nil
	}, func(texts [][]string, _ error) {
		if l.model == model {
			l.grid.SetWidths(changeWidths(texts))
		}
	})
}

// changeWidths are as wide as the widest texts of each column, or as the column is where it
// has none; the first widths leave something to the others.
func changeWidths(texts [][]string) (usual, full []float32) {
	for i, c := range changeColumns(nil) {
		widest := c.Width
		if c.Weight > 0 {
			widest = max(c.Min, kit.TitleWidth(c.Title))
		}
		for _, text := range texts[i] {
			widest = max(widest, kit.CellWidth(text, false))
		}
		usual, full = append(usual, min(widest, max(c.Width, broadest))), append(full, widest)
	}
	return usual, full
}

// bar is the filters and the search, in one line where there is room.
func (l *changeList) bar() fyne.CanvasObject {
	return kit.Wrap(kit.Gap, l.filters, kit.Grow(kit.Width(170, l.search)))
}

// body is the list and, below it, the selected change in full.
func (l *changeList) body(height float32) fyne.CanvasObject {
	return kit.Grow(kit.Column(6, kit.Grow(kit.Height(height, kit.NewFrame(l.grid))), l.detail))
}

// set lists another plan's changes.
func (l *changeList) set(model *browse.Preview) {
	l.take(model)
	l.ask()
}

// setAgain lists what an answer has made of the plan: each row stays where it is.
func (l *changeList) setAgain(model *browse.Preview) {
	l.take(model)
	var shown []int64
	for _, c := range l.listed {
		shown = append(shown, c.Key())
	}
	l.query(func(q browse.PreviewQuery) []*browse.Change { return model.ListAgain(q, shown) })
}

func (l *changeList) take(model *browse.Preview) {
	l.model = model
	l.prepare()
	chosen := l.chips[l.filters.Chosen()].name
	l.chips = chipsOf(model, chosen)
	l.filters.SetTags(tagsOf(l.chips))
	l.filters.Choose(slices.IndexFunc(l.chips, func(c chip) bool { return c.name == chosen }))
}

// chip is a filter: what it is called, how many changes it lists, and which.
type chip struct {
	name  string
	shade kit.Shade
	n     int
	lists browse.PreviewQuery
}

// shades are the filters in their order, each with its colour; "" is all.
var shades = []struct {
	action directory.Action
	shade  kit.Shade
}{
	{"", kit.Gray},
	{directory.Create, kit.GreenShade},
	{directory.Update, kit.YellowShade},
	{directory.Link, kit.BlueShade},
	{directory.Unlink, kit.Gray},
	{directory.Delete, kit.RedShade},
}

// chipsOf are the filters of a plan. Those that few plans need are there while they list
// something, or are the one that is kept.
func chipsOf(model *browse.Preview, kept string) []chip {
	var chips []chip
	for _, s := range shades {
		name := "すべて"
		if s.action != "" {
			name = message.Action(s.action)
		}
		chips = append(chips, chip{name, s.shade, model.Count(s.action), browse.PreviewQuery{Action: s.action}})
	}
	for _, c := range []chip{
		{heldName, kit.YellowShade, model.Held(), browse.PreviewQuery{Held: true}},
		{"回答", kit.Gray, model.Answered(), browse.PreviewQuery{Answered: true}},
	} {
		if c.n > 0 || c.name == kept {
			chips = append(chips, c)
		}
	}
	return chips
}

func tagsOf(chips []chip) []kit.Tag {
	tags := make([]kit.Tag, len(chips))
	for i, c := range chips {
		tags[i] = kit.Tag{Text: c.name + " " + kit.Digits(c.n), Shade: c.shade}
	}
	return tags
}

// ask lists anew what filter and search leave.
func (l *changeList) ask() { l.query(l.model.List) }

// query lists what a search finds, off the window's goroutine.
func (l *changeList) query(find func(browse.PreviewQuery) []*browse.Change) {
	q := l.chips[l.filters.Chosen()].lists
	q.Search, q.Sort, q.Of = l.search.Text, l.sort, l.of
	type found struct {
		changes []*browse.Change
		widest  [][]kit.Cell
	}
	rows := func(changes []*browse.Change, columns kit.Columns[*browse.Change]) kit.Rows {
		return columns.Rows(changes, func(c **browse.Change) int64 { return (*c).Key() })
	}
	askInBackground(l.w, &l.asked, func(context.Context) (found, error) {
		changes, columns := find(q), changeColumns(nil)
		return found{changes, kit.Widest(rows(changes, columns), len(columns), l.w.advance)}, nil
	}, func(f found) {
		l.listed = f.changes
		l.grid.SetRows(rows(f.changes, changeColumns(newHits(q.Search))))
		l.grid.SetWidest(f.widest)
		if l.wanted != 0 && l.grid.Select(l.wanted) {
			l.wanted = 0
		}
		l.onPicked()
	})
}

func (l *changeList) onPicked() {
	picked := l.picked()
	l.detail.Hidden = len(picked) == 0
	switch len(picked) {
	case 0:
	case 1:
		c := picked[0]
		l.detail.SetSpans(kit.Bold(c.Name+"　"), kit.Plain(c.Text()), kit.Dim("　"+c.Reason()))
	default:
		l.detail.SetSpans(kit.Bold(kit.Digits(len(picked)) + "件を選択しています"))
	}
	l.detail.Refresh()
	if l.onSelected != nil {
		l.onSelected(picked)
	}
}

// picked are the selected changes, in the order of the rows.
func (l *changeList) picked() []*browse.Change {
	var picked []*browse.Change
	for _, key := range l.grid.Selected() {
		if c := l.model.Find(key); c != nil {
			picked = append(picked, c)
		}
	}
	return picked
}

// save writes all changes, whatever is filtered, to a file that the person names.
func (l *changeList) save() {
	all := l.model.List(browse.PreviewQuery{})
	l.w.saveFile("変更内容.csv", func(_ context.Context, file io.Writer) error {
		return app.WriteChanges(file, all)
	})
}

// changeColumns are those of the changes, in which a search has hits.
func changeColumns(h *hits) kit.Columns[*browse.Change] {
	var segments []browse.Segment // used again for each cell, as is what follows
	var spans []kit.Span
	return kit.Columns[*browse.Change]{
		{kit.GridColumn{Title: "操作", Width: 84, Sorts: true}, func(c **browse.Change) kit.Cell { return kit.Cell{Tags: doing(*c)} }},
		{kit.GridColumn{Title: "種類", Width: 80, Sorts: true}, func(c **browse.Change) kit.Cell { return kit.Cell{Text: message.RecordKind((*c).Kind)} }},
		{kit.GridColumn{Title: "対象", Width: 190, Min: 120, Weight: 1, Sorts: true}, func(c **browse.Change) kit.Cell {
			cell := kit.Cell{Text: (*c).Name, Hits: h.in((*c).Name)}
			if (*c).Suspended() {
				cell.Tags = suspendedTags
			}
			return cell
		}},
		{kit.GridColumn{Title: "変更前 → 変更後", Width: 380, Min: 160, Weight: 2, Sorts: true}, func(c **browse.Change) kit.Cell {
			segments = (*c).Segments(segments[:0])
			spans = emphasised(spans[:0], segments)
			return kit.Cell{More: spans}
		}},
		{kit.GridColumn{Title: "理由", Width: 220, Min: 100, Weight: 1, Sorts: true}, func(c **browse.Change) kit.Cell { return kit.Cell{Text: (*c).Reason(), Tone: kit.Muted} }},
	}
}

// doing says what a change does.
func doing(c *browse.Change) []kit.Tag {
	switch u := c.User; {
	case c.LeftOut:
		return leftOutTags
	case u != nil && u.After != nil && u.Leaves():
		return heldTags
	}
	return actionTags[c.Action]
}

// emphasised appends the segments of a change to spans.
func emphasised(spans []kit.Span, segments []browse.Segment) []kit.Span {
	for _, s := range segments {
		spans = append(spans, kit.Span{Text: s.Text, Bold: s.Emphasised})
	}
	return spans
}

// heldName is what becomes of who is no longer at cybozu.com, where they are held (U14).
const heldName = "保留"

var (
	suspendedTags = []kit.Tag{{Text: "停止中"}}
	heldTags      = []kit.Tag{{Text: heldName, Shade: kit.YellowShade, Tip: "cybozu.comにいないため、「保留中」に移します。"}}
	leftOutTags   = []kit.Tag{{Text: "除外", Tip: message.LeftOut}}
	actionTags    = func() map[directory.Action][]kit.Tag {
		tags := map[directory.Action][]kit.Tag{}
		for _, s := range shades[1:] {
			tags[s.action] = []kit.Tag{{Text: message.Action(s.action), Shade: s.shade}}
		}
		return tags
	}()
)
