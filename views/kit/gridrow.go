package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// gridRow draws one row of a Grid, all cells of it.
type gridRow struct {
	rollLine
	grid *Grid

	cells []Cell // as drawn; slices are its own
	drawn rowState

	line *canvas.Rectangle
	box  *tick
	tips []extent

	pressed bool // it may become the only one that is selected
}

// extent is a part of a row that has something to tell: a cell that is cut off, or one
// of its tags.
type extent struct {
	column   int
	from, to float32
	tag      int // -1: the cell is cut off
}

// rowState is what a row's looks depend on beside its cells.
type rowState struct {
	version                 int
	variant                 fyne.ThemeVariant
	selected, focused, over bool
	width                   float32
}

func newGridRow(g *Grid) *gridRow {
	r := &gridRow{
		grid: g, line: box(0), box: newTick(), cells: make([]Cell, len(g.columns)),
	}
	r.surface, r.outline = box(0), ring(3)
	r.extend(r, g, rowHeight, r.tipAt)
	return r
}

// again implements rollRow. The index may be stale: rows can have gone since.
func (r *gridRow) again() {
	g := r.grid
	if r.index < 0 || r.index >= g.rows.Len() {
		return
	}
	if len(r.cells) != len(g.columns) { // there are others now
		r.cells, r.valid = make([]Cell, len(g.columns)), false
	}
	state := rowState{
		version:  g.version,
		variant:  fyne.CurrentApp().Settings().ThemeVariant(),
		selected: g.picks.has(r.index),
		focused:  g.list.focused && r.index == g.picks.at,
		over:     r.over,
		width:    r.Size().Width,
	}
	moved := state.version != r.drawn.version || state.variant != r.drawn.variant ||
		state.width > r.drawn.width || !r.valid // what was out of sight may be in view
	for _, column := range g.view {
		cell := g.rows.Cell(r.index, column)
		if !same(&cell, &r.cells[column]) {
			keep(&cell, &r.cells[column])
			moved = true
		}
	}
	if !moved && state == r.drawn {
		return
	}
	r.drawn, r.valid = state, true
	if moved {
		r.compose()
	}
	r.paint()
	canvas.Refresh(r)
}

func same(a, b *Cell) bool {
	return a.Text == b.Text && a.Bold == b.Bold && a.Tone == b.Tone &&
		slices.Equal(a.Hits, b.Hits) && slices.Equal(a.Tags, b.Tags) &&
		slices.EqualFunc(a.More, b.More, func(a, b Span) bool {
			return a.Text == b.Text && a.Bold == b.Bold && a.Tone == b.Tone && a.Size == b.Size && slices.Equal(a.Hits, b.Hits)
		})
}

// keep copies a cell, since its slices belong to whoever made it.
func keep(from, to *Cell) {
	hits, more, tags := append(to.Hits[:0], from.Hits...), append(to.More[:0], from.More...), append(to.Tags[:0], from.Tags...)
	*to = *from
	to.Hits, to.More, to.Tags = hits, more, tags
	for i := range more {
		more[i].Hits = slices.Clone(more[i].Hits)
	}
}

// compose places all texts, marks and tags of the row.
func (r *gridRow) compose() {
	g := r.grid
	r.begin(r.surface)
	r.tips = r.tips[:0]
	x := g.start() - g.aside
	for _, i := range g.view {
		width := g.widths[i]
		if x < r.drawn.width && x+width > 0 { // not scrolled out of sight
			r.cell(i, x+cellInset, width-2*cellInset)
		}
		x += width
	}
	r.box.place((tickColumn-tickSize)/2-g.aside, (rowHeight-tickSize)/2)
	if g.ticks {
		r.objects = append(r.objects, r.box.surface, r.box.short, r.box.long)
	}
	r.objects = append(r.objects, r.line, r.outline)
}

func (r *gridRow) cell(column int, x, room float32) {
	cell, right := &r.cells[column], r.grid.columns[column].Right
	first := Span{Text: cell.Text, Bold: cell.Bold, Tone: cell.Tone, Hits: cell.Hits}.inLine()
	var tags float32
	for i, t := range cell.Tags {
		tags += t.size().Width
		if i > 0 || cell.Text != "" || len(cell.More) > 0 {
			tags += tagGap
		}
	}
	left := max(room-tags, min(room, 24))
	if right {
		used := first.measure(first.Text) + tags
		for _, s := range cell.More {
			used += s.measure(s.inLine().Text)
		}
		x += max(room-used, 0)
		left = min(left, used-tags)
	}
	end := x + left
	at, cut := r.span(first, x, end)
	for i := 0; i < len(cell.More) && !cut; i++ {
		at, cut = r.span(cell.More[i].inLine(), at, end)
	}
	for i, t := range cell.Tags {
		if i > 0 || at > x {
			at += tagGap
		}
		if at+t.size().Width > x+room+1 {
			cut = true
			break
		}
		start := at
		at += r.tag(t, at, rowHeight)
		if t.Tip != "" {
			r.tips = append(r.tips, extent{column, start, at, i})
		}
	}
	if cut {
		r.tips = append(r.tips, extent{column, x - cellInset, x + room + cellInset, -1})
	}
}

// tipAt is what there is to tell at a place of the row; "": nothing.
func (r *gridRow) tipAt(x float32) string {
	for _, e := range r.tips {
		switch cell := &r.cells[e.column]; {
		case x < e.from || x >= e.to:
		case e.tag >= 0 && e.tag < len(cell.Tags):
			return cell.Tags[e.tag].Tip
		case e.tag < 0:
			const most = 500 // characters; a memo may have more
			text, more := beginning(cell.String(), most)
			if more {
				text += ellipsis
			}
			return text
		}
	}
	return ""
}

// inLine is a span that stands in one line and hides nothing: a memo has several.
func (s Span) inLine() Span {
	const widest = 4000 // characters of a cell
	s.Text, _ = beginning(s.Text, widest)
	if strings.Contains(s.Text, "\n") {
		s.Text = strings.ReplaceAll(s.Text, "\n", " ") // as long as before, so that hits stay
	}
	return s.revealed()
}

// span draws a text from x to at most end, with its hits marked, and returns where
// it ends and whether it was cut off.
func (r *gridRow) span(s Span, x, end float32) (at float32, cut bool) {
	if s.Text == "" {
		return x, false
	}
	shown, width := s.fit(s.Text, end-x+0.5)
	cut = shown != s.Text
	if len(s.Hits) == 0 {
		r.text(s, shown, x, s.Tone.ink())
		return x + width, cut
	}
	piece := func(text string, letters ink) {
		r.text(s, text, x, letters)
		x += s.measure(text)
	}
	from, last := 0, len(shown)
	if cut {
		last -= len(ellipsis) // hits are places in the whole text
	}
	for _, h := range s.Hits {
		start, stop := min(max(h.From, from), last), min(h.To, last)
		if start >= stop {
			continue
		}
		if from < start {
			piece(shown[from:start], s.Tone.ink())
		}
		mark := r.marks.next(func() *canvas.Rectangle { return box(1) })
		mark.FillColor = inkHit.now()
		height := s.height()
		place(mark, x, (rowHeight-height)/2+1, s.measure(shown[start:stop]), height)
		r.objects = append(r.objects, mark)
		piece(shown[start:stop], inkOnHit)
		from = stop
	}
	if from < len(shown) {
		piece(shown[from:], s.Tone.ink())
	}
	return x, cut
}

// paint colours what does not depend on cells.
func (r *gridRow) paint() {
	s := r.drawn
	r.paintSurface(s.selected, s.focused, inkRow)
	r.line.FillColor = inkLine.now()
	r.box.paint(s.selected, false, false)
	size := r.Size()
	r.surface.Resize(size)
	place(r.line, 0, size.Height-1, size.Width, 1)
	place(r.outline, 1, 0, size.Width-2, size.Height-1)
}

// MouseDown implements desktop.Mouseable.
func (r *gridRow) MouseDown(event *desktop.MouseEvent) {
	g := r.grid
	if r.index >= g.rows.Len() {
		return
	}
	row, key := r.index, g.rows.Key(r.index)
	tellAt(g, "", event.AbsolutePosition)
	g.list.take()
	if event.Button == desktop.MouseButtonSecondary {
		if !g.picks.has(row) {
			g.pick(func() { g.picks.only(row) })
		}
		if g.OnMenu != nil {
			g.OnMenu(row, key, g.head.title(event.Position.X+g.aside), event.AbsolutePosition)
		}
		return
	}
	g.pick(func() {
		switch {
		case g.picks.sticky:
			g.picks.toggle(row)
		case event.Modifier&fyne.KeyModifierShift != 0:
			g.picks.through(row)
		case event.Modifier&fyne.KeyModifierShortcutDefault != 0, r.onBox(event.Position):
			g.picks.toggle(row)
		case r.waits(row):
		default:
			g.picks.only(row)
		}
	})
	r.pressed = r.waits(row) && event.Modifier == 0 && !r.onBox(event.Position)
}

// waits says whether a press on a row leaves the selection until the mouse is released: all of
// it may be about to be dragged.
func (r *gridRow) waits(row int) bool {
	return r.grid.OnDrag != nil && r.grid.picks.has(row) && r.grid.SelectedCount() > 1
}

// MouseUp implements desktop.Mouseable.
func (r *gridRow) MouseUp(*desktop.MouseEvent) {
	if g := r.grid; r.pressed && !r.carried && r.index < g.rows.Len() {
		g.pick(func() { g.picks.only(r.index) })
	}
	r.pressed = false
}

func (r *gridRow) onBox(at fyne.Position) bool { return at.X < r.grid.start()-r.grid.aside }

// DoubleTapped implements fyne.DoubleTappable.
func (r *gridRow) DoubleTapped(event *fyne.PointEvent) {
	if !r.onBox(event.Position) {
		r.grid.open(r.index)
	}
}
