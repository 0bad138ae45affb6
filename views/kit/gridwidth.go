package kit

import (
	"slices"
	"sync"

	"anpisync/reconcile/directory"
)

// CellWidth is the width that a column needs for a text; tagged says that it is drawn
// as a tag.
func CellWidth(text string, tagged bool) float32 {
	if text == "" {
		return 0
	}
	if tagged {
		return ceil(Tag{Text: text}.size().Width + 2*cellInset)
	}
	return ceil(Span{}.measure(directory.Revealed(text)) + 2*cellInset)
}

// TitleWidth is the width that a column needs for its title and the mark of its order, the
// second one's too.
func TitleWidth(title string) float32 { return headWidth(title + arrowOf(SortKey{}, 1)) }

// headWidth is the width that a column needs for what its head says.
func headWidth(text string) float32 { return ceil(headSpan.measure(text) + 2*cellInset) }

var headSpan = Span{Bold: true, Size: 12.5}

// SetWidths gives the columns other widths, as if they had been made with them: those
// that nearly all texts need, and those of the widest. What a person has dragged stays.
func (g *Grid) SetWidths(widths, full []float32) {
	for i := range g.columns {
		g.columns[i].Width, g.columns[i].Full = widths[i], full[i]
	}
	g.version++
	g.fitted = 0
	g.body.Refresh()
	g.head.Refresh()
	g.list.redraw()
}

// Widest are the cells of each column that may take the most room, for SetWidest and for
// whichever goroutine: advance is the width of a character. Of more rows than are soon looked
// through there are none.
func Widest(rows Rows, columns int, advance func(rune) float32) [][]Cell {
	const most, samples = 20_000, 8
	if rows.Len() > most {
		return nil
	}
	widest := make([][]Cell, columns)
	for column := range widest {
		var wide [samples]float32 // descending
		cells := widest[column]
		for row := range rows.Len() {
			cell := rows.Cell(row, column)
			width := cell.estimate(advance)
			if width <= wide[samples-1] || slices.ContainsFunc(cells, func(c Cell) bool { return same(&c, &cell) }) {
				continue
			}
			at := 0
			for wide[at] >= width {
				at++
			}
			copy(wide[at+1:], wide[at:])
			wide[at] = width
			cells = slices.Insert(cells, at, Cell{cell.Text, cell.Bold, cell.Tone, nil, slices.Clone(cell.More), slices.Clone(cell.Tags)})
			cells = cells[:min(len(cells), samples)]
		}
		widest[column] = cells
	}
	return widest
}

// estimate is about the width of a cell.
func (c *Cell) estimate(advance func(rune) float32) (width float32) {
	measure := func(text string) {
		for _, r := range text {
			width += advance(r)
		}
	}
	measure(c.Text)
	for i := range c.More {
		measure(c.More[i].Text)
	}
	for i := range c.Tags {
		measure(c.Tags[i].Text)
		width += 2*tagInset + tagGap
	}
	return width
}

// SetWidest tells which cells of the rows that are shown are the widest: as long as one is
// cut, columns that have more than theirs need give it room. Where none is cut, all columns
// stay as they are, so that nothing jumps while a person types. nil: not known.
func (g *Grid) SetWidest(cells [][]Cell) {
	before := g.needs
	g.newest = nil
	if cells != nil {
		g.newest = make([]float32, len(g.columns))
		for i := range min(len(cells), len(g.columns)) {
			for _, c := range cells[i] {
				g.newest[i] = max(g.newest[i], c.width())
			}
		}
	}
	g.needs = g.newest
	view := g.side.Size().Width
	if g.needs != nil && g.fitted != 0 && !slices.ContainsFunc(g.view, g.cuts) && (g.fitted <= view || g.least() > view) {
		g.needs = before
		return
	}
	g.fitted = 0
	g.arrange()
}

// cuts says whether a column cuts its title or a cell that is shown, other than by a
// person's will.
func (g *Grid) cuts(column int) bool {
	return g.needs != nil && g.dragged[column] == 0 && g.needed(column) > g.widths[column]
}

// advances are made once; other fonts change little of which text is the widest.
var advances = sync.OnceValue(Advances)

// Advances are the widths of single characters, measured once, for whoever looks for the
// widest of many texts on another goroutine. Kanji, and what is not measured, are all as
// wide as each other; so is what takes another font, since finding one takes long.
func Advances() func(rune) float32 {
	const latin, kana, half = 0x17f, 0x3100 - 0x3040, 0xffa0 - 0xff60
	usual := Span{}
	kanji, alone := usual.measure("国"), usual.source("国") != nil
	measured := func(first, n rune) []float32 {
		widths := make([]float32, n)
		for i := range widths {
			widths[i] = kanji
			if char := string(first + rune(i)); !alone || usual.source(char) != nil {
				widths[i] = usual.measure(char)
			}
		}
		return widths
	}
	letters, kanas, halves := measured(0, latin), measured(0x3040, kana), measured(0xff60, half)
	return func(r rune) float32 {
		switch {
		case r < latin:
			return letters[r]
		case 0x3040 <= r && r < 0x3100:
			return kanas[r-0x3040]
		case 0xff60 <= r && r < 0xffa0:
			return halves[r-0xff60]
		}
		return kanji
	}
}

// ColumnWidth is how wide a column is drawn.
func (g *Grid) ColumnWidth(column int) float32 { return g.widths[column] }

// Room is the width that the columns share.
func (g *Grid) Room() float32 { return g.side.Size().Width - g.start() }
