package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
)

// Text is the selected rows, or all where none is, below the titles of the columns, as they are shown: a
// line each, tabs between the cells.
func (g *Grid) Text() string {
	titles := make([]string, len(g.view))
	for i, column := range g.view {
		titles[i] = g.columns[column].Title
	}
	all := g.SelectedCount() == 0
	return strings.Join(titles, "\t") + "\n" + g.text(func(row int) bool { return all || g.picks.has(row) })
}

// Copy copies that, and says so to OnCopied.
func (g *Grid) Copy() {
	fyne.CurrentApp().Clipboard().SetContent(g.Text())
	if g.OnCopied != nil {
		n := g.SelectedCount()
		if n == 0 {
			n = g.rows.Len()
		}
		g.OnCopied(n)
	}
}

// Shown are the columns that are shown, from left to right.
func (g *Grid) Shown() []int { return slices.Clone(g.view) }

// Many says whether several rows can be selected.
func (g *Grid) Many() bool { return !g.picks.single }

// text is some rows as text.
func (g *Grid) text(which func(row int) bool) string {
	var b strings.Builder
	for row := range g.rows.Len() {
		if !which(row) {
			continue
		}
		for at, column := range g.view {
			if at > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(g.rows.Cell(row, column).String())
		}
		b.WriteByte('\n')
	}
	return b.String()
}
