package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Table shows a few lines of texts in columns, the first line as a header. Nothing in
// it can be selected; for what is long or chosen from there is Grid.
type Table struct {
	widget.BaseWidget
	lines [][]Span
}

// NewTable shows lines that have the same number of texts.
func NewTable(lines [][]Span) *Table {
	t := &Table{}
	for _, line := range lines {
		t.lines = append(t.lines, reveal(line))
	}
	t.ExtendBaseWidget(t)
	return t
}

// columnWidths are those that the texts want, and what they need with the least room between
// them.
func (t *Table) columnWidths() (widths []float32, needed float32) {
	widths = make([]float32, len(t.lines[0]))
	for _, line := range t.lines {
		for i, s := range line {
			widths[i] = max(widths[i], s.measure(s.Text))
		}
	}
	needed = 2 * cellInset
	for i, w := range widths {
		if i > 0 {
			needed += cellInset
		}
		needed += w
	}
	return widths, needed
}

// CreateRenderer implements fyne.Widget.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	head := box(8)
	objects := []fyne.CanvasObject{head}
	rules := make([]*canvas.Rectangle, len(t.lines)-1)
	for i := range rules {
		rules[i] = box(0)
		objects = append(objects, rules[i])
	}
	cells := make([][]*Text, len(t.lines))
	for i, line := range t.lines {
		for _, s := range line {
			cell := NewText(s)
			cells[i] = append(cells[i], cell)
			objects = append(objects, cell)
		}
	}
	return draw(t,
		func() (size fyne.Size) {
			_, size.Width = t.columnWidths()
			size.Height = headHeight + float32(len(rules))*rowHeight
			return size
		},
		func(size fyne.Size) {
			place(head, 0, 0, size.Width, headHeight)
			widths, needed := t.columnWidths()
			// What is left goes between the columns, so that they stand apart alike.
			gap := cellInset + max(size.Width-needed, 0)/float32(len(widths))
			y, height := float32(0), headHeight
			for i, line := range cells {
				if i > 0 {
					place(rules[i-1], 0, y, size.Width, 1)
				}
				x := cellInset
				for column, cell := range line {
					place(cell, x, y, widths[column], height)
					x += widths[column] + gap
				}
				y += height
				height = rowHeight
			}
		},
		func() {
			head.FillColor = inkHeader.now()
			for _, rule := range rules {
				rule.FillColor = inkLine.now()
			}
		},
		objects...)
}
