package kit

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// gridHead is the header of a Grid: titles that sort and can be dragged to another place,
// edges that can be dragged, and with a double click fit, the box for all rows, and
// behind the right button the choice of columns.
type gridHead struct {
	widget.BaseWidget
	grid    *Grid
	edged   int // the column whose edge the mouse holds, or -1
	carried int // the column whose title it holds, or -1
	moved   bool
	over    fyne.Position
	cut     []bool // titles, by column

	clicked   time.Time // when edge clickedAt was last pressed
	clickedAt int
}

func newGridHead(g *Grid) *gridHead {
	h := &gridHead{grid: g, edged: -1, carried: -1, cut: make([]bool, len(g.columns))}
	h.ExtendBaseWidget(h)
	return h
}

// edge is the column whose right edge is near x, or -1.
func (h *gridHead) edge(x float32) int {
	right := h.grid.start()
	for _, i := range h.grid.view {
		right += h.grid.widths[i]
		if x > right-5 && x < right+5 {
			return i
		}
	}
	return -1
}

// title is the column whose title is at x; -1: none.
func (h *gridHead) title(x float32) int {
	right := h.grid.start()
	if x < right {
		return -1
	}
	for _, i := range h.grid.view {
		if right += h.grid.widths[i]; x < right {
			return i
		}
	}
	return -1
}

// doubleClick is how soon a second press makes a double click. Fyne's own would hold
// back each single one for as long.
const doubleClick = 400 * time.Millisecond

// MouseDown implements desktop.Mouseable.
func (h *gridHead) MouseDown(event *desktop.MouseEvent) {
	if event.Button == desktop.MouseButtonSecondary {
		return
	}
	h.moved = false
	h.edged, h.carried = h.edge(event.Position.X), -1
	if h.edged < 0 {
		h.carried = h.title(event.Position.X)
		return
	}
	if now := time.Now(); h.edged == h.clickedAt && now.Sub(h.clicked) < doubleClick {
		h.grid.fitColumn(h.edged)
		h.clicked = time.Time{}
	} else {
		h.clicked, h.clickedAt = now, h.edged
	}
}

// MouseUp implements desktop.Mouseable.
func (h *gridHead) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (h *gridHead) Dragged(event *fyne.DragEvent) {
	switch {
	case h.edged >= 0:
		h.moved = true
		h.grid.resize(h.edged, h.grid.widths[h.edged]+event.Dragged.DX)
	case h.carried >= 0:
		h.moved = true
		h.carry(event.Position.X)
	}
}

// carry lets the held column change places with a neighbour once the mouse is beyond the
// middle of that: a wide one does not jump back and forth.
func (h *gridHead) carry(x float32) {
	g := h.grid
	at := slices.Index(g.view, h.carried)
	left := g.start()
	for _, i := range g.view[:at] {
		left += g.widths[i]
	}
	right := left + g.widths[h.carried]
	switch {
	case at > 0 && x < left-g.widths[g.view[at-1]]/2:
		g.carry(h.carried, at-1)
	case at < len(g.view)-1 && x > right+g.widths[g.view[at+1]]/2:
		g.carry(h.carried, at+1)
	}
}

// DragEnd implements fyne.Draggable.
func (h *gridHead) DragEnd() {
	h.edged, h.carried = -1, -1
	h.grid.rearranged()
}

// Tapped implements fyne.Tappable.
func (h *gridHead) Tapped(event *fyne.PointEvent) {
	g, x := h.grid, event.Position.X
	if h.moved || h.edged >= 0 || h.edge(x) >= 0 { // a double click has moved the edge from under the mouse
		return
	}
	g.list.take()
	if x < g.start() {
		if g.picks.sticky { // nobody means all there is
			return
		}
		if g.SelectedCount() == g.rows.Len() {
			g.Unselect()
		} else {
			g.SelectAll()
		}
		return
	}
	if column := h.title(x); column >= 0 {
		g.sort(column, modifiers()&fyne.KeyModifierShift != 0)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (h *gridHead) TappedSecondary(event *fyne.PointEvent) {
	h.grid.chooseColumns(event.AbsolutePosition)
}

// ChooseColumns opens the choice of columns, as a right click on the header does.
func (g *Grid) ChooseColumns() {
	g.chooseColumns(g.headCorner())
}

// ChooseSort opens the choice of the columns to sort by, first and then second, as clicks on
// the titles do.
func (g *Grid) ChooseSort() {
	var first, second []MenuItem
	for _, i := range g.view {
		if g.columns[i].Sorts {
			title := g.columns[i].Title
			first = append(first, MenuItem{Text: title + g.arrow(i), Do: func() { g.sort(i, false) }})
			if len(g.sorts) > 0 && g.sorts[0].Column != i {
				second = append(second, MenuItem{Text: "2番目に、" + title, Do: func() { g.sort(i, true) }})
			}
		}
	}
	if l := g.list.layers(); l != nil && len(first) > 0 {
		l.Menu(g.headCorner(), slices.Concat(first, []MenuItem{{}}, second)...)
	}
}

// Sorts says whether there is a column to sort by.
func (g *Grid) Sorts() bool {
	return slices.ContainsFunc(g.columns, func(c GridColumn) bool { return c.Sorts })
}

func (g *Grid) headCorner() fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(g).AddXY(g.start(), headHeight)
}

func (g *Grid) chooseColumns(at fyne.Position) {
	if l := g.list.layers(); l != nil && len(g.columns) > 1 {
		l.Menu(at, g.columnMenu()...)
	}
}

// columnMenu are the columns to show or not.
func (g *Grid) columnMenu() []MenuItem {
	var items []MenuItem
	for _, i := range g.order {
		item := MenuItem{Text: g.columns[i].Title, Checked: !g.hidden[i], Do: func() { g.hide(i, !g.hidden[i]) }}
		if item.Checked && len(g.view) == 1 {
			item.Off = "最後の列は隠せません。"
		}
		items = append(items, item)
	}
	fit := func() {
		for _, i := range g.view {
			g.fitColumn(i)
		}
	}
	return append(items, MenuItem{}, MenuItem{Text: "幅を内容に合わせる", Do: fit}, MenuItem{Text: "標準の列に戻す", Do: g.standard})
}

// arrow is what stands behind the title of a column by which rows are sorted.
func (g *Grid) arrow(column int) string {
	at := slices.IndexFunc(g.sorts, func(k SortKey) bool { return k.Column == column })
	if at < 0 {
		return ""
	}
	return arrowOf(g.sorts[at], at)
}

func arrowOf(k SortKey, place int) string {
	arrow := " ▲"
	if k.Descending {
		arrow = " ▼"
	}
	if place > 0 {
		arrow += strconv.Itoa(place + 1)
	}
	return arrow
}

// MouseIn implements desktop.Hoverable.
func (h *gridHead) MouseIn(event *desktop.MouseEvent) { h.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (h *gridHead) MouseMoved(event *desktop.MouseEvent) {
	h.over = event.Position
	text := ""
	if column := h.title(event.Position.X); column >= 0 && h.cut[column] {
		text = h.grid.columns[column].Title + h.grid.arrow(column)
	}
	tellAt(h, text, event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (h *gridHead) MouseOut() { tellAt(h, "", fyne.Position{}) }

// Cursor implements desktop.Cursorable.
func (h *gridHead) Cursor() desktop.Cursor {
	if h.edge(h.over.X) >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer implements fyne.Widget.
func (h *gridHead) CreateRenderer() fyne.WidgetRenderer {
	g := h.grid
	surface, line, all := box(0), box(0), newTick()
	// The frame around a Grid is round.
	surface.TopLeftCornerRadius, surface.TopRightCornerRadius = 7, 7
	objects := []fyne.CanvasObject{surface, line, all.surface, all.short, all.long, all.dash}
	titles, edges := make([]*canvas.Text, len(g.columns)), make([]*canvas.Rectangle, len(g.columns))
	for i := range g.columns {
		titles[i], edges[i] = newText(), box(0)
		objects = append(objects, titles[i], edges[i])
	}
	return draw(h,
		func() fyne.Size { return fyne.NewSize(g.least(), headHeight) },
		func(size fyne.Size) {
			surface.Resize(size)
			place(line, 0, size.Height-1, size.Width, 1)
			all.place((tickColumn-tickSize)/2, (size.Height-tickSize)/2)
			x := g.start()
			for i := range g.columns {
				titles[i].Hidden, edges[i].Hidden = g.hidden[i], g.hidden[i]
			}
			for _, i := range g.view {
				c := g.columns[i]
				t := titles[i]
				shown, width := headSpan.fit(c.Title+g.arrow(i), g.widths[i]-2*cellInset+0.5)
				headSpan.write(t, shown)
				h.cut[i] = shown != c.Title+g.arrow(i)
				at := x + cellInset
				if c.Right {
					at = x + g.widths[i] - cellInset - width
				}
				middle(t, at, size.Height)
				x += g.widths[i]
				place(edges[i], x-1, 9, 1, size.Height-18)
				edges[i].Hidden = x >= size.Width-1 // the frame is an edge too
			}
		},
		func() {
			surface.FillColor, line.FillColor = inkHeader.now(), inkBorder.now()
			some := g.SelectedCount() > 0
			every := some && g.SelectedCount() == g.rows.Len()
			all.paint(every, some, g.rows.Len() == 0)
			if !g.ticks || g.picks.sticky {
				all.hide()
			}
			for i := range g.columns {
				titles[i].Color, edges[i].FillColor = inkLabel.now(), inkBorder.now()
			}
		},
		objects...)
}
