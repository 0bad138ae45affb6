package kit

import (
	"fmt"
	"testing"
	"testing/synctest"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// counted are rows that count what they are asked.
type counted struct {
	n     int
	cells int
	fill  func(row, column int) Cell
}

func (c *counted) Len() int          { return c.n }
func (c *counted) Key(row int) int64 { return int64(row) * 3 }

func (c *counted) Cell(row, column int) Cell {
	c.cells++
	if row >= c.n {
		panic(fmt.Sprintf("row %d of %d", row, c.n))
	}
	return c.fill(row, column)
}

var (
	yoshida = Cell{
		Text: "吉田 昇（yoshida）", Hits: []Hit{{0, 6}},
		More: []Span{{Text: "営業部 → "}, {Text: "海外営業部", Bold: true}},
		Tags: []Tag{{Text: "停止中"}},
	}
	columns = []GridColumn{{Title: "操作", Width: 80}, {Title: "対象", Width: 200, Weight: 1, Sorts: true}, {Title: "理由", Width: 150, Right: true}}
)

func showGrid(t *testing.T, rows Rows) (*Grid, *Layers) {
	t.Helper()
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	g := NewGrid(columns, "変更はありません").Ticks()
	window.SetContent(g)
	window.Resize(fyne.NewSize(600, 400))
	g.SetRows(rows)
	return g, layers
}

// atOnce has a test for which time stands still: whatever follows something does so at once.
func atOnce(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	testapp.New(t, NewTheme()) // of no bubble's time
	synctest.Test(t, f)
}

func same3(row, column int) Cell { return yoshida }

func TestGrid_AsksForVisibleRowsAlone(t *testing.T) {
	rows := &counted{n: 100_000, fill: same3}
	g, _ := showGrid(t, rows)
	if rows.cells > 40*len(columns)*3 {
		t.Errorf("%d cells asked for to show a window of rows", rows.cells)
	}
	rows.cells = 0
	g.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if at, ok := g.Current(); !ok || at != g.rows.Key(99_999) {
		t.Fatalf("End goes to %d", at)
	}
	if rows.cells > 40*len(columns)*3 {
		t.Errorf("%d cells asked for to go to the end", rows.cells)
	}
	if bottom := g.list.GetScrollOffset() + g.list.Size().Height; bottom < 99_999*rowHeight {
		t.Errorf("the last row is out of sight: shown up to %g", bottom)
	}
}

func TestGrid_UnchangedRowsCostNothing(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 100_000, fill: same3})
	if len(g.list.shown) == 0 {
		t.Fatal("no row is shown")
	}
	if allocs := leastAllocs(g.list.redraw); allocs != 0 {
		t.Errorf("%g allocations to redraw %d rows that look the same", allocs, len(g.list.shown))
	}
	one := func() *gridRow {
		for row := range g.list.shown {
			return row.(*gridRow)
		}
		return nil
	}()
	at := 0
	if allocs := leastAllocs(func() { at++; one.show(at) }); allocs != 0 {
		t.Errorf("%g allocations to go to a row that looks the same", allocs)
	}
}

// leastAllocs is what something allocates itself: now and then Fyne does so beside it.
func leastAllocs(do func()) float64 {
	least := testing.AllocsPerRun(100, do)
	for range 4 {
		least = min(least, testing.AllocsPerRun(100, do))
	}
	return least
}

func TestGrid_RedrawsWhatChanged(t *testing.T) {
	name := "前"
	g, _ := showGrid(t, &counted{n: 3, fill: func(int, int) Cell { return Cell{Text: name} }})
	name = "後"
	g.list.redraw()
	for row := range g.list.shown {
		if got := row.(*gridRow).texts.all[0].Text; got != "後" {
			t.Errorf("a row still shows %q", got)
		}
	}
}

// Rows that are handed out must not be kept: their slices may be used again.
func TestGrid_KeepsNoSliceOfACell(t *testing.T) {
	hits := []Hit{{0, 3}}
	g, _ := showGrid(t, &counted{n: 1, fill: func(int, int) Cell { return Cell{Text: "直海骨", Hits: hits} }})
	hits[0] = Hit{3, 6}
	g.list.redraw()
	for row := range g.list.shown {
		if got := row.(*gridRow).texts.all[1].Text; got != "海" {
			t.Errorf("the second piece is %q: the old hit is still drawn", got)
		}
	}
}

func TestGrid_StaleRowsAreNotAskedFor(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 50, fill: same3})
	g.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	var opened int
	g.OnOpen = func(int, int64) { opened++ }
	var stale []*gridRow
	for row := range g.list.shown {
		stale = append(stale, row.(*gridRow))
	}
	g.SetRows(&counted{n: 2, fill: same3})
	for _, row := range stale {
		if row.index < 2 {
			continue
		}
		row.again()
		row.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
		row.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(100, 5)})
	}
	if opened != 0 {
		t.Errorf("%d rows opened that are gone", opened)
	}
	g.SetRows(&counted{})
	g.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	g.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	g.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if g.SelectedCount() != 0 || opened != 0 {
		t.Error("something is selected or opened in an empty list")
	}
}

func TestGrid_Keys(t *testing.T) {
	g, layers := showGrid(t, &counted{n: 100, fill: same3})
	opened := -1
	g.OnOpen = func(row int, _ int64) { opened = row }
	g.Focus()
	if g.SelectedCount() != 0 {
		t.Fatal("the focus alone selects something")
	}
	down := func(name fyne.KeyName) { layers.KeyDown(&fyne.KeyEvent{Name: name}) }
	key := func(name fyne.KeyName) {
		down(name)
		g.list.TypedKey(&fyne.KeyEvent{Name: name})
		layers.KeyUp(&fyne.KeyEvent{Name: name})
	}
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	expect := func(when string, at, selected int) {
		t.Helper()
		if g.picks.at != at || g.SelectedCount() != selected {
			t.Errorf("%s: row %d with %d selected, want row %d with %d", when, g.picks.at, g.SelectedCount(), at, selected)
		}
	}
	key(fyne.KeyDown)
	expect("Down", 1, 1)
	g.list.KeyDown(shift)
	key(fyne.KeyDown)
	key(fyne.KeyDown)
	expect("Shift+Down twice", 3, 3)
	key(fyne.KeyEnd)
	expect("Shift+End", 99, 99)
	g.list.KeyUp(shift)
	key(fyne.KeyHome)
	expect("Home", 0, 1)
	key(fyne.KeyPageDown)
	page := g.list.page()
	expect("PgDn", page, 1)
	key(fyne.KeyPageUp)
	expect("PgUp", 0, 1)
	key(fyne.KeyUp)
	expect("Up at the first row", 0, 1)
	key(fyne.KeySpace)
	expect("Space", 0, 0)
	g.list.TypedShortcut(&fyne.ShortcutSelectAll{})
	expect("Ctrl+A", 0, 100)
	g.list.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierShortcutDefault})
	expect("Ctrl+Down", 1, 100)
	key(fyne.KeyReturn)
	if opened != 1 {
		t.Errorf("Return opened %d", opened)
	}
}

func TestGrid_Mouse(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 100, fill: same3})
	var changes int
	g.OnSelect = func() { changes++ }
	at := func(index int) *gridRow {
		for row := range g.list.shown {
			if r := row.(*gridRow); r.index == index {
				return r
			}
		}
		t.Fatalf("row %d is not shown", index)
		return nil
	}
	click := func(index int, x float32, modifier fyne.KeyModifier) {
		at(index).MouseDown(&desktop.MouseEvent{
			PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 5)},
			Button:     desktop.MouseButtonPrimary, Modifier: modifier,
		})
	}
	click(2, 100, 0)
	click(4, 100, fyne.KeyModifierShift)
	if got := g.Selected(); len(got) != 3 || got[0] != 6 || got[2] != 12 {
		t.Errorf("Shift-click: %v", got)
	}
	click(6, 100, fyne.KeyModifierShortcutDefault)
	click(3, 10, 0) // its box
	if got := g.Selected(); len(got) != 3 || got[1] != 12 {
		t.Errorf("Ctrl-click and a box: %v", got)
	}
	click(5, 100, 0)
	if g.SelectedCount() != 1 || changes != 5 {
		t.Errorf("a click: %d selected, %d changes told", g.SelectedCount(), changes)
	}
	var menu int
	g.OnMenu = func(row int, _ int64, _ int, _ fyne.Position) { menu = row }
	at(7).MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
	if menu != 7 || g.Selected()[0] != 21 {
		t.Errorf("right click: menu of %d, selected %v", menu, g.Selected())
	}
}

func TestGrid_KeepsItsPlaceWhenRowsAreAdded(t *testing.T) {
	g, _ := showGrid(t, seq{0, 1000})
	g.list.scrollTo(500*rowHeight + 7)
	g.SetRows(seq{-20, 1000})
	if got, want := g.list.GetScrollOffset(), 520*rowHeight+7; got != want {
		t.Errorf("scrolled to %g, want %g, where the same row is on top", got, want)
	}
	g.SetRows(seq{0, 5})
	if got := g.list.GetScrollOffset(); got != 0 {
		t.Errorf("all rows fit and the list is scrolled to %g", got)
	}
}

func TestGrid_ForgetsRowsThatFyneThrewAway(t *testing.T) {
	g, _ := showGrid(t, seq{0, 1000})
	visible := len(g.list.shown)
	for i := range 20 {
		g.list.scrollTo(float32(i%3) * 5000)
		g.SetRows(seq{i, 1000})
	}
	if got := len(g.list.shown); got > 2*visible {
		t.Errorf("%d rows are kept, %d are visible", got, visible)
	}
}

// seq are rows whose keys follow each other.
type seq struct{ from, to int }

func TestGrid_Header(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 10, fill: same3})
	var sorted []string
	g.OnSort = func(keys []SortKey) { sorted = append(sorted, fmt.Sprint(keys)) }
	tap := func(x float32) {
		g.head.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}})
		g.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 10)})
	}
	second := g.start() + g.widths[0] + 20
	tap(second)
	tap(second)
	tap(g.start() + 20) // does not sort
	if fmt.Sprint(sorted) != "[[{1 false}] [{1 true}]]" {
		t.Errorf("sorted %v", sorted)
	}
	tap(10)
	if g.SelectedCount() != 10 {
		t.Errorf("the box of the header selected %d of 10", g.SelectedCount())
	}
	tap(10)
	if g.SelectedCount() != 0 {
		t.Errorf("the box of the header left %d selected", g.SelectedCount())
	}
	edge, before := g.start()+g.widths[0], g.widths[0]
	g.head.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(edge, 10)}})
	g.head.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(25, 0)})
	g.head.DragEnd()
	if g.widths[0] != before+25 {
		t.Errorf("dragged by 25 from %g to %g", before, g.widths[0])
	}
}

func TestGrid_ColumnsShareTheWidth(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 1, fill: same3})
	var sum float32
	for _, w := range g.widths {
		sum += w
	}
	if sum != g.Size().Width-tickColumn {
		t.Errorf("columns take %g of %g", sum, g.Size().Width-tickColumn)
	}
	g.Resize(fyne.NewSize(430, 400))
	if g.widths[1] >= 200 || g.widths[1] < columns[1].min() || g.widths[0] != 80 {
		t.Errorf("in a narrow window: %v", g.widths)
	}
	g.Resize(fyne.NewSize(250, 400))
	if least := g.least(); g.side.Content.Size().Width != least {
		t.Errorf("in a window too narrow the columns have %g, want %g and to scroll", g.side.Content.Size().Width, least)
	}
}

func TestGrid_CopiesSelectedRows(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 10, fill: func(row, column int) Cell {
		if column == 2 {
			return Cell{Tags: []Tag{{Text: "停止中"}}}
		}
		return Cell{Text: fmt.Sprint(row, column)}
	}})
	g.Select(6)
	g.list.TypedShortcut(&fyne.ShortcutCopy{})
	if got, want := fyne.CurrentApp().Clipboard().Content(), "操作\t対象\t理由\n2 0\t2 1\t停止中\n"; got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
}

func TestGrid_NothingHides(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 1, fill: func(_, column int) Cell {
		return Cell{Text: "1\n\u3164"}
	}})
	for row := range g.list.shown {
		texts := row.(*gridRow).texts.all
		if got := texts[0].Text; got != "1 [U+3164]" {
			t.Errorf("shown %q", got)
		}
	}
}

// A hit in a text that is cut off is marked as far as it is seen.
func TestGrid_HitsInCutText(t *testing.T) {
	long := "たかさきなおみたかさきなおみたかさきなおみ"
	g, _ := showGrid(t, &counted{n: 1, fill: func(_, column int) Cell {
		if column > 0 {
			return Cell{}
		}
		return Cell{Text: long, Hits: []Hit{{3, len(long)}}}
	}})
	for row := range g.list.shown {
		r := row.(*gridRow)
		var shown string
		for _, t := range r.texts.all {
			shown += t.Text
		}
		if shown == long || []rune(shown)[0] != 'た' || shown[len(shown)-len(ellipsis):] != ellipsis {
			t.Errorf("shown %q", shown)
		}
		if last := r.texts.all[len(r.texts.all)-1].Text; last != ellipsis {
			t.Errorf("the sign of the cut is marked with the hit: %q", last)
		}
		if len(r.marks.all) != 1 || r.marks.all[0].Position().X+r.marks.all[0].Size().Width > tickColumn+80 {
			t.Errorf("%d marks, the mark leaves its column", len(r.marks.all))
		}
	}
}

func (s seq) Len() int           { return s.to - s.from }
func (s seq) Key(row int) int64  { return int64(s.from + row) }
func (s seq) Cell(int, int) Cell { return Cell{} }

func TestGrid_AWiderWindowShowsTheColumnsThatWereOutOfSight(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 1, fill: func(_, column int) Cell { return Cell{Text: columns[column].Title} }})
	words := func() int {
		n := 0
		for row := range g.list.shown {
			for _, o := range row.(*gridRow).objects {
				if _, ok := o.(*canvas.Text); ok {
					n++
				}
			}
		}
		return n
	}
	g.Resize(fyne.NewSize(100, 400))
	if n := words(); n >= len(columns) {
		t.Fatalf("%d cells in a list of 100 px", n)
	}
	g.Resize(fyne.NewSize(g.least()-1, 400)) // the columns' widths stay
	if n := words(); n != len(columns) {
		t.Errorf("%d of %d cells are drawn in a list that became wider", n, len(columns))
	}
}

// A search that finds what is out of sight brings it into view, and gives the list back.
func TestGrid_ShowsWhatASearchFound(t *testing.T) {
	hit := -1
	rows := &counted{n: 5, fill: func(_, column int) Cell {
		c := Cell{Text: "0312345678"}
		if column == hit {
			c.Hits = []Hit{{0, 4}}
		}
		return c
	}}
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	g := NewGrid([]GridColumn{{Title: "a", Width: 300}, {Title: "b", Width: 300}, {Title: "c", Width: 300}}, "")
	window.SetContent(g)
	window.Resize(fyne.NewSize(500, 300))
	g.SetRows(rows)
	for _, test := range []struct {
		hit  int
		want float32
	}{{-1, 0}, {2, 900 - g.Room()}, {1, 600 - g.Room()}, {0, 0}, {2, 900 - g.Room()}, {-1, 0}} {
		hit = test.hit
		g.ShowHits()
		if g.aside != test.want {
			t.Errorf("column %d is found: scrolled by %g, want %g", hit, g.aside, test.want)
		}
	}
}
