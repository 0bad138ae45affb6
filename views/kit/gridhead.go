package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// gridHead is the header of a Grid: titles that sort, edges that can be dragged,
// and the box for all rows.
type gridHead struct {
	widget.BaseWidget
	grid   *Grid
	column int // whose edge is being dragged, or -1
	moved  bool
	over   fyne.Position
}

func newGridHead(g *Grid) *gridHead {
	h := &gridHead{grid: g, column: -1}
	h.ExtendBaseWidget(h)
	return h
}

// edge is the column whose right edge is near x, or -1.
func (h *gridHead) edge(x float32) int {
	right := h.grid.start()
	for i, w := range h.grid.widths {
		right += w
		if x > right-5 && x < right+5 {
			return i
		}
	}
	return -1
}

// MouseDown implements desktop.Mouseable.
func (h *gridHead) MouseDown(event *desktop.MouseEvent) {
	h.moved = false
	h.column = h.edge(event.Position.X)
}

// MouseUp implements desktop.Mouseable.
func (h *gridHead) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (h *gridHead) Dragged(event *fyne.DragEvent) {
	if h.column >= 0 {
		h.moved = true
		h.grid.resize(h.column, h.grid.widths[h.column]+event.Dragged.DX)
	}
}

// DragEnd implements fyne.Draggable.
func (h *gridHead) DragEnd() { h.column = -1 }

// Tapped implements fyne.Tappable.
func (h *gridHead) Tapped(event *fyne.PointEvent) {
	g, x := h.grid, event.Position.X
	if h.moved || h.edge(x) >= 0 {
		return
	}
	g.list.take()
	if x < g.start() {
		if g.SelectedCount() == g.rows.Len() {
			g.Unselect()
		} else {
			g.SelectAll()
		}
		return
	}
	x -= g.start()
	for i, w := range g.widths {
		if x < w {
			g.sort(i)
			return
		}
		x -= w
	}
}

// MouseIn implements desktop.Hoverable.
func (h *gridHead) MouseIn(event *desktop.MouseEvent) { h.over = event.Position }

// MouseMoved implements desktop.Hoverable.
func (h *gridHead) MouseMoved(event *desktop.MouseEvent) { h.over = event.Position }

// MouseOut implements desktop.Hoverable.
func (h *gridHead) MouseOut() {}

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
		titles[i], edges[i] = text(12.5), box(0)
		titles[i].TextStyle.Bold = true
		objects = append(objects, titles[i], edges[i])
	}
	return draw(h,
		func() fyne.Size { return fyne.NewSize(g.least(), headHeight) },
		func(size fyne.Size) {
			surface.Resize(size)
			place(line, 0, size.Height-1, size.Width, 1)
			all.place((tickColumn-tickSize)/2, (size.Height-tickSize)/2)
			x := g.start()
			for i, c := range g.columns {
				title := c.Title
				if i == g.sorted {
					title += map[bool]string{false: " ▲", true: " ▼"}[g.descending]
				}
				span := Span{Bold: true, Size: 12.5}
				t := titles[i]
				var width float32
				t.Text, width = span.fit(title, g.widths[i]-2*cellInset+0.5)
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
			if !g.ticks {
				all.hide()
			}
			for i := range g.columns {
				titles[i].Color, edges[i].FillColor = inkLabel.now(), inkBorder.now()
			}
		},
		objects...)
}
