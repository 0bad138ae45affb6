package kit

import (
	"cmp"
	"slices"
)

// An Arrangement is what a person has made of the columns of a Grid.
type Arrangement struct {
	Columns []Arranged // from left to right, hidden ones too
	Sort    []SortKey  // the first goes before the second
}

// Arranged is one column of an Arrangement.
type Arranged struct {
	Column int
	Width  float32 // that a person chose; 0: none
	Hidden bool
}

// A SortKey is a column by which rows are sorted.
type SortKey struct {
	Column     int
	Descending bool
}

// Arrangement is how the columns are now.
func (g *Grid) Arrangement() Arrangement {
	a := Arrangement{Sort: slices.Clone(g.sorts)}
	for _, i := range g.order {
		a.Columns = append(a.Columns, Arranged{i, g.dragged[i], g.hidden[i]})
	}
	return a
}

// Titles are those of all columns, as they were made.
func (g *Grid) Titles() []string {
	titles := make([]string, len(g.columns))
	for i, c := range g.columns {
		titles[i] = c.Title
	}
	return titles
}

// Arrange makes the columns as they once were. It tells nobody; columns that the
// Arrangement does not know, since they are new, stand where they were made.
func (g *Grid) Arrange(a Arrangement) {
	var known []int
	for _, c := range a.Columns {
		if c.Column < 0 || c.Column >= len(g.columns) || slices.Contains(known, c.Column) {
			continue
		}
		known = append(known, c.Column)
		g.hidden[c.Column], g.dragged[c.Column] = c.Hidden, 0
		if c.Width > 0 {
			g.dragged[c.Column] = max(c.Width, narrowestColumn)
		}
	}
	for i := range g.columns {
		if !slices.Contains(known, i) {
			known = slices.Insert(known, min(i, len(known)), i)
		}
	}
	g.order = known
	if !slices.Contains(g.hidden, false) {
		clear(g.hidden)
	}
	if len(a.Sort) > 0 {
		g.SetSort(a.Sort...)
	}
	g.look()
}

// SetColumns gives the Grid other columns, as if it had been made with them; nothing of what
// a person made of them is left. Rows that have other columns are to follow.
func (g *Grid) SetColumns(columns []GridColumn) {
	g.columns = columns
	g.order, g.hidden = make([]int, len(columns)), make([]bool, len(columns))
	g.dragged, g.widths = make([]float32, len(columns)), make([]float32, len(columns))
	for i := range columns {
		g.order[i] = i
	}
	g.needs, g.newest = nil, nil
	g.head = newGridHead(g) // it has a title a column
	g.body.Objects[0] = g.head
	g.look()
}

// look works out which columns are seen, and draws them.
func (g *Grid) look() {
	g.view = g.view[:0]
	for _, i := range g.order {
		switch {
		case g.hidden[i]:
		case i == g.front-1:
			g.view = slices.Insert(g.view, 0, i)
		default:
			g.view = append(g.view, i)
		}
	}
	g.version++
	g.fitted = 0
	g.arrange()
}

// Front shows a column before all others as long as the list is about it, wherever a person
// has put it; -1: none. Nothing of that is remembered.
func (g *Grid) Front(column int) {
	if g.front != column+1 {
		g.front = column + 1
		g.look()
	}
}

// rearranged tells that a person has changed something.
func (g *Grid) rearranged() {
	if g.OnArrange != nil {
		g.OnArrange()
	}
}

// hide shows a column or not; one is always shown.
func (g *Grid) hide(column int, hidden bool) {
	if hidden && len(g.view) == 1 {
		return
	}
	g.hidden[column] = hidden
	g.look()
	g.rearranged()
}

// standard makes the columns as they were made.
func (g *Grid) standard() {
	for i := range g.columns {
		g.order[i], g.hidden[i], g.dragged[i] = i, false, 0
	}
	g.look()
	g.rearranged()
}

// carry puts a column at another place among the shown ones.
func (g *Grid) carry(column, place int) {
	next := g.view[place]
	from := slices.Index(g.order, column)
	to := slices.Index(g.order, next)
	g.order = slices.Insert(slices.Delete(g.order, from, from+1), to, column)
	g.look()
}

// fitColumn makes a column as wide as its texts.
func (g *Grid) fitColumn(column int) {
	c := &g.columns[column]
	want := c.Full
	if want == 0 {
		const most = 1000 // rows; more take too long to measure
		for row := range min(g.rows.Len(), most) {
			want = max(want, g.rows.Cell(row, column).width())
		}
	}
	g.resize(column, max(want, TitleWidth(c.Title)))
	g.rearranged()
}

// width is what a column needs for a cell.
func (c Cell) width() float32 {
	width := float32(2 * cellInset)
	for _, s := range append([]Span{{Text: c.Text, Bold: c.Bold}}, c.More...) {
		width += s.measure(s.inLine().Text)
	}
	for i, t := range c.Tags {
		if i > 0 || width > 2*cellInset {
			width += tagGap
		}
		width += t.size().Width
	}
	return ceil(width)
}

const narrowestColumn float32 = 30

// sort sorts by a column, or with also by it after the one before. A second click turns
// the direction.
func (g *Grid) sort(column int, also bool) {
	if !g.columns[column].Sorts {
		return
	}
	keys := slices.Clone(g.sorts)
	at := slices.IndexFunc(keys, func(k SortKey) bool { return k.Column == column })
	switch {
	case at >= 0 && (also || len(keys) == 1):
		keys[at].Descending = !keys[at].Descending
	case also && len(keys) > 0:
		keys = append(keys[:1], SortKey{Column: column})
	default:
		keys = []SortKey{{Column: column}}
	}
	g.SetSort(keys...)
	if g.OnSort != nil {
		g.OnSort(keys)
	}
	g.rearranged()
}

// fit shares a width among the columns that are shown. Each has its width first, for
// which those with a Weight give way where it is too much; what is left goes to those
// that are still cut, at first those without a Weight, and the rest to those with one.
// At last those that cut what is shown now get what others do not need for it.
func (g *Grid) fit(width float32) {
	if width == g.fitted {
		return
	}
	g.fitted = width
	room := width - g.start()
	before := slices.Clone(g.widths)
	var base float32
	for _, i := range g.view {
		g.widths[i] = g.columns[i].Width
		if g.dragged[i] > 0 {
			g.widths[i] = g.dragged[i]
		}
		base += g.widths[i]
	}
	full := func(i int) float32 { return g.columns[i].Full }
	rest := room - base
	rest += g.giveWay(-rest, g.spare)
	rest += g.giveWay(-rest, g.unneeded)
	rest = g.fill(rest, full, g.plain)
	rest = g.fill(rest, full, g.weighty)
	g.lend(g.spread(rest))
	for _, i := range g.view {
		g.widths[i] = floor(g.widths[i] + 0.01) // what was shared is a little inexact
	}
	if !slices.Equal(before, g.widths) {
		g.version++
	}
}

func (g *Grid) plain(column int) bool   { return g.columns[column].Weight == 0 }
func (g *Grid) weighty(column int) bool { return g.columns[column].Weight > 0 }

// lend gives columns that cut what is shown what is left of the room, and what others have
// beyond what they need.
func (g *Grid) lend(rest float32) {
	var lack float32
	for _, i := range g.view {
		if g.cuts(i) {
			lack += g.needed(i) - g.widths[i]
		}
	}
	if lack == 0 {
		return
	}
	rest = max(rest, 0)
	rest += g.giveWay(lack-rest, g.unneeded)
	g.fill(g.fill(rest, g.needed, g.plain), g.needed, g.weighty)
}

// unneeded is what a column has beyond its title and what is shown of it.
func (g *Grid) unneeded(column int) float32 {
	if g.dragged[column] > 0 || g.needs == nil {
		return 0
	}
	return max(g.widths[column]-g.needed(column), 0)
}

// needed is the width that a column needs for its title and for what is shown of it.
func (g *Grid) needed(column int) float32 {
	return max(g.needs[column], headWidth(g.columns[column].Title+g.arrow(column)))
}

// giveWay takes what is missing from the columns, from each its share of what all of them
// can spare, and returns it.
func (g *Grid) giveWay(missing float32, spare func(column int) float32) (given float32) {
	var all float32
	for _, i := range g.view {
		all += spare(i)
	}
	if missing <= 0 || all == 0 {
		return 0
	}
	given = min(missing, all)
	for _, i := range g.view {
		g.widths[i] -= given * spare(i) / all
	}
	return given
}

// fill widens some columns up to what they want, the one that lacks least first, and returns
// what is left of the room.
func (g *Grid) fill(room float32, want func(column int) float32, some func(column int) bool) float32 {
	var cut []int
	for _, i := range g.view {
		if g.dragged[i] == 0 && some(i) && want(i) > g.widths[i] {
			cut = append(cut, i)
		}
	}
	lack := func(i int) float32 { return want(i) - g.widths[i] }
	slices.SortStableFunc(cut, func(a, b int) int { return cmp.Compare(lack(a), lack(b)) })
	for n, i := range cut {
		more := min(lack(i), max(room, 0)/float32(len(cut)-n))
		g.widths[i] += more
		room -= more
	}
	return room
}

// spread shares a room among the columns with a Weight, and returns it where there are none.
func (g *Grid) spread(room float32) (left float32) {
	var weights float32
	for _, i := range g.view {
		if g.dragged[i] == 0 {
			weights += g.columns[i].Weight
		}
	}
	for _, i := range g.view {
		if c := g.columns[i]; g.dragged[i] == 0 && c.Weight > 0 && room > 0 {
			g.widths[i] += room * c.Weight / weights
		}
	}
	if weights > 0 {
		return 0
	}
	return room
}

func (g *Grid) spare(column int) float32 {
	c := g.columns[column]
	if g.dragged[column] > 0 || c.Weight == 0 {
		return 0
	}
	return max(g.widths[column]-c.min(), 0)
}
