package views

import (
	"context"
	"fmt"
	"io"

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
	filters *kit.Filters
	search  *kit.Entry
	grid    *kit.Grid
	detail  *kit.Paragraph // the selected change in full: a row may cut it off
	asked   int            // numbers the queries: the newest answer is shown
	wanted  int64          // the row to select once the list is there; 0: none

	// onSelected is told the change that is selected; nil: none. May be nil.
	onSelected func(*browse.Change)
}

func newChangeList(w *window, model *browse.Preview) *changeList {
	l := &changeList{w: w, model: model}
	l.filters = kit.NewFilters(l.tags(), func(int) { l.ask() })
	l.search = kit.NewSearchEntry("名前・ログイン名・部署で検索", func(string) { l.ask() })
	l.grid = kit.NewGrid([]kit.GridColumn{
		{Title: "操作", Width: 84},
		{Title: "種類", Width: 80},
		{Title: "対象", Width: 190, Min: 120, Weight: 1},
		{Title: "変更前 → 変更後", Width: 380, Min: 160, Weight: 2},
		{Title: "理由", Width: 220, Min: 100, Weight: 1},
	}, "該当する変更はありません").Single()
	l.grid.OnSelect = l.onPicked
	w.rememberColumns("changes", l.grid)
	l.detail = kit.NewParagraph().AtMost(12) // a memo may have any number
	l.detail.Hide()
	w.jobs.Go(model.Warm)
	l.ask()
	return l
}

// bar is the filters and the search in one line.
func (l *changeList) bar() fyne.CanvasObject {
	return kit.Row(kit.Gap, l.filters, kit.Space(), kit.Width(240, l.search))
}

// body is the list and, below it, the selected change in full.
func (l *changeList) body(height float32) fyne.CanvasObject {
	return kit.Grow(kit.Column(6, kit.Grow(kit.Height(height, kit.NewFrame(l.grid))), l.detail))
}

// set lists another plan's changes.
func (l *changeList) set(model *browse.Preview) {
	l.model = model
	l.w.jobs.Go(model.Warm)
	l.filters.SetTags(l.tags())
	l.ask()
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

func (l *changeList) tags() []kit.Tag {
	tags := make([]kit.Tag, len(shades))
	for i, s := range shades {
		name := "すべて"
		if s.action != "" {
			name = message.Action(s.action)
		}
		tags[i] = kit.Tag{Text: fmt.Sprintf("%s %s", name, kit.Digits(l.model.Count(s.action))), Shade: s.shade}
	}
	return tags
}

// ask lists anew what filter and search leave, off the window's goroutine.
func (l *changeList) ask() {
	q := browse.PreviewQuery{Action: shades[l.filters.Chosen()].action, Search: l.search.Text}
	l.asked++
	asked, model := l.asked, l.model
	inBackground(l.w, func(context.Context) ([]*browse.Change, error) {
		return model.List(q), nil
	}, func(changes []*browse.Change, _ error) {
		if asked == l.asked {
			l.grid.SetRows(&changeRows{changes: changes, hits: hits{finder: browse.NewHighlighter(q.Search)}})
			if l.wanted != 0 {
				l.grid.Select(l.wanted)
				l.wanted = 0
			}
			l.onPicked()
		}
	})
}

func (l *changeList) onPicked() {
	c := l.picked()
	l.detail.Hidden = c == nil
	if c != nil {
		l.detail.SetSpans(kit.Bold(c.Name+"　"), kit.Plain(c.Text()), kit.Dim("　"+c.Reason()))
	}
	l.detail.Refresh()
	if l.onSelected != nil {
		l.onSelected(c)
	}
}

// picked is the selected change; nil: none.
func (l *changeList) picked() *browse.Change {
	rows, ok := l.grid.Rows().(*changeRows)
	keys := l.grid.Selected()
	if !ok || len(keys) == 0 {
		return nil
	}
	for i, c := range rows.changes {
		if rows.Key(i) == keys[0] {
			return c
		}
	}
	return nil
}

// save writes all changes, whatever is filtered, to a file that the person names.
func (l *changeList) save() {
	all := l.model.List(browse.PreviewQuery{})
	l.w.saveFile("変更内容.csv", func(_ context.Context, file io.Writer) error {
		return app.WriteChanges(file, all)
	})
}

// changeRows are the changes as the grid draws them.
type changeRows struct {
	changes  []*browse.Change
	hits     hits
	segments []browse.Segment // used again for each cell
	spans    []kit.Span
}

func (c *changeRows) Len() int { return len(c.changes) }

func (c *changeRows) Key(row int) int64 { return keyOf(c.changes[row]) }

// keyOf tells a user from a department of the same id.
func keyOf(c *browse.Change) int64 {
	key := c.RecordID() * 2
	if c.Kind == directory.KindUser {
		key++
	}
	return key
}

func (c *changeRows) Cell(row, column int) kit.Cell {
	change := c.changes[row]
	switch column {
	case 0:
		return kit.Cell{Tags: actionTags[change.Action]}
	case 1:
		return kit.Cell{Text: message.RecordKind(change.Kind)}
	case 2:
		cell := kit.Cell{Text: change.Name, Hits: c.hits.in(change.Name)}
		if change.Suspended() {
			cell.Tags = suspendedTags
		}
		return cell
	case 3:
		c.segments = change.Segments(c.segments[:0])
		c.spans = c.spans[:0]
		for _, s := range c.segments {
			c.spans = append(c.spans, kit.Span{Text: s.Text, Bold: s.Emphasised})
		}
		return kit.Cell{More: c.spans}
	}
	return kit.Cell{Text: change.Reason(), Tone: kit.Muted}
}

var (
	suspendedTags = []kit.Tag{{Text: "停止中"}}
	actionTags    = func() map[directory.Action][]kit.Tag {
		tags := map[directory.Action][]kit.Tag{}
		for _, s := range shades[1:] {
			tags[s.action] = []kit.Tag{{Text: message.Action(s.action), Shade: s.shade}}
		}
		return tags
	}()
)
