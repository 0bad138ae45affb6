package kit

import "anpisync/reconcile/directory"

// CellWidth is the width that a column needs for a text; tagged says that it is drawn
// as a tag.
func CellWidth(text string, tagged bool) float32 {
	if text == "" {
		return 0
	}
	if tagged {
		return Tag{Text: text}.size().Width + 2*cellInset
	}
	return Plain("").measure(directory.Revealed(text)) + 2*cellInset
}

// TitleWidth is the width that a column needs for its title and the arrow of its order.
func TitleWidth(title string) float32 {
	const arrow = 18
	return Bold(title).measure(title) + 2*cellInset + arrow
}

// SetWidths gives the columns other widths, as if they had been made with them. Those
// that a person has dragged stay.
func (g *Grid) SetWidths(widths []float32) {
	for i, w := range widths {
		g.columns[i].Width = w
	}
	g.version++
	g.body.Refresh()
	g.head.Refresh()
	g.list.redraw()
}
