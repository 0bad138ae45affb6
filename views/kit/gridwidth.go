package kit

import (
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
	return ceil(Plain("").measure(directory.Revealed(text)) + 2*cellInset)
}

// TitleWidth is the width that a column needs for its title and the arrow of its order.
func TitleWidth(title string) float32 {
	const arrow = 18
	return ceil(Bold(title).measure(title) + 2*cellInset + arrow)
}

// SetWidths gives the columns other widths, as if they had been made with them: those
// that nearly all texts need, and those of the widest. What a person has dragged stays.
func (g *Grid) SetWidths(widths, full []float32) {
	for i := range g.columns {
		g.columns[i].Width, g.columns[i].Full = widths[i], full[i]
	}
	g.version++
	g.body.Refresh()
	g.head.Refresh()
	g.list.redraw()
}

// advances are made once; other fonts change little of which text is the widest.
var advances = sync.OnceValue(Advances)

// Advances are the widths of single characters, measured once, for whoever looks for the
// widest of many texts on another goroutine. Kanji, and what is not measured, are all as
// wide as each other.
func Advances() func(rune) float32 {
	const latin, kana, half = 0x17f, 0x3100 - 0x3040, 0xffa0 - 0xff60
	measured := func(first, n rune) []float32 {
		widths := make([]float32, n)
		for i := range widths {
			widths[i] = Plain("").measure(string(first + rune(i)))
		}
		return widths
	}
	letters, kanas, halves := measured(0, latin), measured(0x3040, kana), measured(0xff60, half)
	kanji := Plain("").measure("国")
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
