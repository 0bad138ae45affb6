package kit

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Rows is what a Grid shows. It is asked for the visible rows alone, often, on the
// main goroutine: a cell must be at hand, not worked out. Keys tell rows apart
// from one Rows to the next.
type Rows interface {
	Len() int
	Key(row int) int64
	Cell(row, column int) Cell
}

// A Cell is a text (Text, with its Tone and Hits), further texts behind it, and
// tags. A Grid keeps no part of it.
type Cell struct {
	Text string
	Bold bool
	Tone Tone
	Hits []Hit
	More []Span
	Tags []Tag
}

// A GridColumn is a column of a Grid. Its width is Width; what is left of the room goes
// to columns that would need Full, then to those with a Weight, and where room is short,
// those with a Weight give way down to Min, before the Grid scrolls sideways.
type GridColumn struct {
	Title  string
	Width  float32
	Full   float32 // no text is cut; 0: not known
	Min    float32 // 0: most of Width
	Weight float32
	Right  bool // numbers
	Sorts  bool // a click on the title sorts, with Shift after the one before
}

// Grid is the one list of rows. One click selects, with Ctrl or Shift more of them;
// Space, Shift and the arrow keys, PgUp, PgDn, Home, End and Ctrl+A do the same by
// keys. Ctrl+C copies the selected rows below the titles, as text with tabs.
//
// Set its functions before it is shown; each may be nil.
type Grid struct {
	widget.BaseWidget

	// OnSelect is called when other rows are selected than before.
	OnSelect func()
	// OnOpen is called for Return and a double click.
	OnOpen func(row int, key int64)
	// OnMenu is called for a right click, with its place in the window, and for the keys that
	// do the same: then there is no column, but -1.
	OnMenu func(row int, key int64, column int, at fyne.Position)
	// OnDrag is told where the mouse has dragged the selected rows to, in the window, and OnDrop
	// where it let go of them. Without them nothing is dragged.
	OnDrag, OnDrop func(at fyne.Position)
	// OnCopied is told how many rows were copied.
	OnCopied func(rows int)
	// OnSort is called for a click on a title; the Grid shows the arrows itself.
	OnSort func(keys []SortKey)
	// OnArrange is called when a person has changed the columns or the order of rows.
	OnArrange func()

	columns []GridColumn
	ticks   bool
	empty   *Text
	picks   picks
	rows    Rows

	order   []int     // all columns, from left to right
	hidden  []bool    // by column, as the widths
	view    []int     // those of order that are shown
	front   int       // a column that goes before all of order for now, counted from 1; 0: none
	widths  []float32 // as drawn
	fitted  float32   // the width that they were worked out for; 0: they are to be worked out anew
	viewed  float32   // the width of the view that it was for
	needs   []float32 // what the widest cells that were shown then would take; nil: not known
	newest  []float32 // what those that are shown now would
	dragged []float32 // widths that a person chose; 0: none
	version int       // of widths and aside; rows redraw when it grows
	aside   float32   // how far the Grid is scrolled sideways

	sorts []SortKey

	list *roll
	head *gridHead
	side *container.Scroll
	body *fyne.Container
}

const (
	rowHeight  float32 = 30
	headHeight float32 = 32
	cellInset  float32 = 8
	tickColumn float32 = 32
)

// NewGrid makes an empty list. Its text is shown where there are no rows.
func NewGrid(columns []GridColumn, empty string) *Grid {
	g := &Grid{
		columns: columns,
		empty:   NewText(Dim(empty)),
		rows:    noRows{},
		hidden:  make([]bool, len(columns)),
		dragged: make([]float32, len(columns)),
		widths:  make([]float32, len(columns)),
	}
	for i := range columns {
		g.order, g.view = append(g.order, i), append(g.view, i)
	}
	g.picks = picks{rows: g.rows, at: -1, anchor: -1}
	g.list = newRoll(g, rowHeight, func() int { return g.rows.Len() }, func() rollRow { return newGridRow(g) })
	g.head = newGridHead(g)
	g.body = container.New(gridBody{g}, g.head, g.list)
	g.side = container.NewHScroll(g.body)
	g.side.OnScrolled = func(at fyne.Position) { g.scrollAside(at.X) }
	g.ExtendBaseWidget(g)
	return g
}

type noRows struct{}

func (noRows) Len() int           { return 0 }
func (noRows) Key(int) int64      { return 0 }
func (noRows) Cell(int, int) Cell { return Cell{} }

// SetEmpty changes what is said where there are no rows.
func (g *Grid) SetEmpty(text string) {
	g.empty.SetSpans(Dim(text))
	g.Refresh() // it has another width
}

// Ticks adds a column of boxes that show what is selected, with one in the header
// for all, and returns the Grid.
func (g *Grid) Ticks() *Grid {
	g.ticks = true
	return g
}

// Single allows one selected row at most, and returns the Grid.
func (g *Grid) Single() *Grid {
	g.picks.single = true
	return g
}

// Checklist makes it a list to tick: a click or Space ticks a row or not and leaves the
// others, moving the cursor ticks nothing, and what is ticked stays so while it is not
// shown. Nothing ticks them all. It returns the Grid.
func (g *Grid) Checklist() *Grid {
	g.ticks = true
	g.picks.sticky = true
	return g
}

// SetChecked ticks the rows with these keys, and no others.
func (g *Grid) SetChecked(keys []int64) {
	g.picks.keys = make(map[int64]struct{}, len(keys))
	for _, key := range keys {
		g.picks.keys[key] = struct{}{}
	}
	g.list.redraw()
	g.head.Refresh()
}

// Checked returns the keys that are ticked, shown or not, in ascending order.
func (g *Grid) Checked() []int64 { return slices.Sorted(maps.Keys(g.picks.keys)) }

// SetRows shows other rows, or the same after a change. Selection, cursor and
// place stay with the keys that are still there.
func (g *Grid) SetRows(rows Rows) {
	top := int(g.list.GetScrollOffset() / rowHeight)
	rest := g.list.GetScrollOffset() - float32(top)*rowHeight
	var seek []int64
	if top > 0 && top < g.rows.Len() {
		seek = append(seek, g.rows.Key(top))
	}
	places, lost := g.picks.rebase(rows, seek...)
	g.rows = rows
	g.empty.Hidden = rows.Len() > 0
	g.empty.Refresh()
	g.list.Refresh()
	if len(places) > 0 {
		if places[0] >= 0 {
			top = places[0]
		}
		g.list.scrollTo(float32(top)*rowHeight + rest)
	}
	g.head.Refresh()
	if lost && g.OnSelect != nil {
		g.OnSelect()
	}
}

// Rows is what is shown.
func (g *Grid) Rows() Rows { return g.rows }

// SetSort shows by which columns the rows are sorted.
func (g *Grid) SetSort(keys ...SortKey) {
	g.sorts = keys
	g.head.Refresh()
}

// ShowHits scrolls sideways, as little as is needed, to what a search has found in the
// first row, and back where that is in view without.
func (g *Grid) ShowHits() {
	var to float32
	if g.rows.Len() > 0 {
		x, view := g.start(), g.side.Size().Width
		for _, column := range g.view {
			if right := x + g.widths[column]; len(g.rows.Cell(0, column).Hits) > 0 {
				to = max(right-view, 0)
				break // what is found farther to the right is less
			}
			x += g.widths[column]
		}
	}
	rollBy(g.side, fyne.Delta{DX: g.side.Offset.X - to})
}

// Top scrolls to the first row.
func (g *Grid) Top() { g.list.scrollTo(0) }

// Selected returns the keys of the selected rows, in the order of the rows.
func (g *Grid) Selected() []int64 { return g.picks.list() }

// SelectedCount is how many rows are selected.
func (g *Grid) SelectedCount() int { return len(g.picks.keys) }

// Current is the key of the row with the cursor.
func (g *Grid) Current() (key int64, ok bool) {
	if !g.picks.valid(g.picks.at) {
		return 0, false
	}
	return g.rows.Key(g.picks.at), true
}

// Select selects one row by its key and scrolls to it; it reports whether it is
// there.
func (g *Grid) Select(key int64) bool {
	for i := range g.rows.Len() {
		if g.rows.Key(i) == key {
			g.pick(func() { g.picks.only(i) })
			g.list.reveal(i)
			return true
		}
	}
	return false
}

// SelectAll selects all rows.
func (g *Grid) SelectAll() { g.pick(g.picks.all) }

// Unselect selects nothing.
func (g *Grid) Unselect() { g.pick(g.picks.none) }

// Focus gives the list the keys.
func (g *Grid) Focus() { g.list.take() }

// Focusable is what has the focus when the Grid has: for Dialog.Show.
func (g *Grid) Focusable() fyne.Focusable { return g.list }

// pick changes the selection and tells everyone.
func (g *Grid) pick(change func()) {
	change()
	g.list.redraw()
	g.head.Refresh()
	if g.OnSelect != nil {
		g.OnSelect()
	}
}

// goTo implements rollOwner.
func (g *Grid) goTo(row int, extend bool) {
	if g.picks.at < 0 && row == 0 && !extend {
		g.picks.move(0) // the focus came: nothing is selected by that
		g.list.redraw()
		return
	}
	switch {
	case g.picks.sticky:
		g.picks.move(row)
		g.list.redraw()
	case extend:
		g.pick(func() { g.picks.through(row) })
	default:
		g.pick(func() { g.picks.only(row) })
	}
	g.list.reveal(row)
}

// cursor implements rollOwner.
func (g *Grid) cursor() int { return g.picks.at }

// wrote implements rollOwner.
func (g *Grid) wrote(rune) {}

// typed implements rollOwner.
func (g *Grid) typed(event *fyne.KeyEvent) bool {
	switch event.Name {
	case fyne.KeySpace:
		if g.list.once(event) {
			g.pick(func() { g.picks.toggle(g.picks.at) })
		}
	case desktop.KeyMenu, fyne.KeyF10:
		if !asksMenu(event) || g.OnMenu == nil || !g.picks.valid(g.picks.at) {
			return false
		}
		if !g.picks.has(g.picks.at) {
			g.pick(func() { g.picks.only(g.picks.at) })
		}
		g.OnMenu(g.picks.at, g.rows.Key(g.picks.at), -1, g.list.below(g.picks.at))
	case fyne.KeyReturn, fyne.KeyEnter:
		if g.OnOpen == nil {
			return false
		}
		if g.list.once(event) {
			g.open(g.picks.at)
		}
	default:
		return false
	}
	return true
}

// pressed implements rollOwner. Ctrl and an arrow key moves the cursor and leaves
// the selection.
func (g *Grid) pressed(c chord) bool {
	if c.modifier != fyne.KeyModifierShortcutDefault {
		return false
	}
	switch c.name {
	case fyne.KeyA:
		if g.picks.single || g.picks.sticky {
			return false
		}
		g.SelectAll()
	case fyne.KeyC:
		if g.SelectedCount() == 0 {
			return false
		}
		g.Copy()
	case fyne.KeySpace:
		g.typed(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		to, ok := g.list.target(c.name)
		if !ok || g.rows.Len() == 0 {
			return false
		}
		to = min(max(to, 0), g.rows.Len()-1)
		g.picks.move(to)
		g.list.redraw()
		g.list.reveal(to)
	}
	return true
}

// String is the text of a cell, its tags after it.
func (c Cell) String() string {
	words := []string{c.Text + join(c.More)}
	for _, t := range c.Tags {
		words = append(words, t.Text)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// drags implements carrier.
func (g *Grid) drags() bool { return g.OnDrag != nil && g.SelectedCount() > 0 }

// dragTo implements carrier.
func (g *Grid) dragTo(at fyne.Position) { g.OnDrag(at) }

// letGo implements carrier.
func (g *Grid) letGo(at fyne.Position) { g.OnDrop(at) }

func (g *Grid) open(row int) {
	if g.OnOpen != nil && g.picks.valid(row) {
		g.OnOpen(row, g.rows.Key(row))
	}
}

// scrollAside keeps the list, which scrolls up and down in itself, in view while
// header and cells move sideways.
func (g *Grid) scrollAside(x float32) {
	if g.aside == x {
		return
	}
	g.aside = x
	g.version++
	g.list.Move(fyne.NewPos(x, headHeight))
	g.list.redraw()
}

func (c GridColumn) min() float32 {
	if c.Min > 0 {
		return c.Min
	}
	return max(60, 0.75*c.Width)
}

// start is where the first column begins.
func (g *Grid) start() float32 {
	if g.ticks {
		return tickColumn
	}
	return 0
}

// least is the width below which the Grid scrolls sideways.
func (g *Grid) least() float32 {
	return g.start() + g.sum(func(i int) float32 {
		width := g.columns[i].Width
		if g.weighty(i) {
			width = g.columns[i].min()
		}
		if g.needs != nil {
			width = min(width, g.needed(i))
		}
		return width
	})
}

// wide is the width that the columns take in a view. Where it scrolls sideways anyhow, those
// without a Weight cut nothing that is shown, unless that is very long.
func (g *Grid) wide(view float32) float32 {
	const veryLong = 260
	least := g.least()
	if least <= view || g.needs == nil {
		return max(view, least)
	}
	return max(view, g.start()+g.sum(func(i int) float32 {
		if g.weighty(i) {
			return min(g.columns[i].min(), g.needed(i))
		}
		return min(max(g.columns[i].Width, veryLong), g.needed(i))
	}))
}

// sum adds up the widths of all columns that are shown, those that a person chose as they are.
func (g *Grid) sum(width func(column int) float32) (all float32) {
	for _, i := range g.view {
		if g.dragged[i] > 0 {
			all += g.dragged[i]
		} else {
			all += width(i)
		}
	}
	return all
}

// resize gives a column the width that a person drags it to.
func (g *Grid) resize(column int, width float32) {
	g.dragged[column] = max(width, narrowestColumn)
	g.fitted = 0
	g.arrange()
}

func (g *Grid) arrange() {
	g.body.Refresh()
	g.side.Refresh()
	g.body.Layout.Layout(nil, g.body.Size())
	g.list.redraw()
	g.head.Refresh()
}

// gridBody places header and list in what scrolls sideways.
type gridBody struct{ grid *Grid }

func (b gridBody) MinSize([]fyne.CanvasObject) fyne.Size {
	g, width := b.grid, b.grid.least()
	if view := g.side.Size().Width; width > view && view > 0 {
		width = g.wide(view)
	}
	return fyne.NewSize(width, headHeight+2*rowHeight)
}

func (b gridBody) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	g := b.grid
	view := g.side.Size().Width
	if view != g.viewed {
		g.viewed, g.needs, g.fitted = view, g.newest, 0
	}
	g.fit(g.wide(view))
	place(g.head, 0, 0, size.Width, headHeight)
	height := size.Height - headHeight
	if size.Width > view {
		height -= theme.ScrollBarSmallSize() + 2 // the bar for sideways
	}
	place(g.list, g.aside, headHeight, view, max(height, 0))
	g.list.redraw()
}

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	wheel := newWheel(g, func(by fyne.Delta) bool {
		return by.DX != 0 && rollBy(g.side, by) || g.list.roll(by)
	})
	return draw(g,
		func() fyne.Size { return fyne.NewSize(180, headHeight+3*rowHeight) },
		func(size fyne.Size) {
			g.side.Resize(size)
			wheel.Resize(size)
			g.aside = g.side.Offset.X
			gridBody{g}.Layout(nil, g.body.Size())
			text := g.empty.MinSize()
			width := min(text.Width, size.Width)
			place(g.empty, (size.Width-width)/2, headHeight+max((size.Height-headHeight-text.Height)/2, 0), width, text.Height)
		},
		func() {},
		g.side, g.empty, wheel)
}
