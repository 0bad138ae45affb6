// Package orgchart is the 組織図: departments as boxes below one another, with their
// names and how many people are in each and below it. [Lay] says where each box and each
// line between them is, [Chart.See] what of it is seen in a window of some size, and
// [Chart.WriteSVG] makes a file of it, or a part of a page.
//
// It is laid out alike on every machine: how wide a text is, is estimated, with room to
// spare, so that no font is needed. Boxes never overlap.
//
// It is not for drawing on a screen, and knows no widgets.
package orgchart

import (
	"math"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Options say what is drawn. The zero value is the whole directory, for a screen.
type Options struct {
	Root   int64          // the department at the top; 0, or one that is not there: 最上位部署
	Folded map[int64]bool // departments whose lower ones are left out
	Ratio  float64        // about how many times as wide as high the chart becomes; 0: as a screen is
}

// Chart is a 組織図 that is laid out.
type Chart struct {
	Width, Height int

	boxes []Box // as the tree shows them from top to bottom
	byID  map[int64]int
}

// Rect is a place in the chart, whose measure is a pixel where it is drawn in its full
// size.
type Rect struct{ X, Y, W, H int }

// Box is one department.
type Box struct {
	Rect
	ID    int64
	Name  string
	Path  string   // "最上位部署 ＞ 営業本部", empty at the top
	Lines []string // of the name; the last one may be cut off
	Count string   // "12人（計 45人）"
	Local bool     // このアプリのみ
	Level int      // 0: at the top of the chart

	Below int // how many departments are below it
	Fold  Fold

	links  []Link // to those below it
	parent int    // its place in Chart.boxes; -1: none
	end    int    // one after the last below it
	area   Rect   // of it and all below it, which nothing else is in
	rel    point  // of the area's corner in that of the parent
	own    int    // where the box is in its area, from the left
}

// Fold is what can be done with the departments below one.
type Fold int

const (
	Leaf   Fold = iota // none are there
	Open               // they are drawn
	Folded             // they are left out
)

// Link is a line that goes upright or level.
type Link struct{ X1, Y1, X2, Y2 int }

type point struct{ x, y int }

const (
	boxWidth    = 168
	boxInset    = 8
	nameSize    = 13
	nameLine    = 18 // from one line of a name to the next
	nameLines   = 3
	countSize   = 11
	countLine   = 16
	indent      = 18 // of boxes that hang below each other
	columnGap   = 16
	levelGap    = 32
	hangGap     = 12 // above boxes that hang from one
	stackGap    = 8
	stackMost   = 10 // boxes that hang below each other
	topMost     = 6  // boxes without others below them that stand beside each other at the top
	rowLeast    = 8 * (boxWidth + columnGap)
	margin      = 24
	screenRatio = 1.8
)

// Lay lays out a directory.
func Lay(m *browse.Model, o Options) *Chart {
	root := o.Root
	if n := m.Node(root); n == nil || n.Department == nil {
		root = directory.RootID
	}
	if o.Ratio == 0 {
		o.Ratio = screenRatio
	}
	c := &Chart{byID: map[int64]int{}}
	if m.Node(root) != nil {
		path := ""
		for _, name := range m.Path(root) {
			path = under(path, directory.Revealed(name))
		}
		c.grow(m, o.Folded, root, -1, 0, path)
	}
	for at := len(c.boxes) - 1; at >= 0; at-- { // what is below a box comes before it
		c.arrange(at, o.Ratio)
	}
	c.settle()
	return c
}

func under(path, name string) string {
	if path == "" {
		return name
	}
	return path + " ＞ " + name
}

// grow adds a department, and those below it.
func (c *Chart) grow(m *browse.Model, folded map[int64]bool, id int64, parent, level int, path string) {
	n := m.Node(id)
	at := len(c.boxes)
	name := directory.Revealed(n.Name)
	b := Box{ID: id, Name: name, Path: path, Count: counted(n), Level: level, Below: n.Below(), parent: parent}
	b.Local = n.Mark != ""
	b.Lines = wrap(name, boxWidth-2*boxInset, nameSize, nameLines)
	b.W, b.H = boxWidth, 2*boxInset+len(b.Lines)*nameLine+countLine
	c.byID[id] = at
	c.boxes = append(c.boxes, b)
	if children := m.Children(id); len(children) > 0 {
		c.boxes[at].Fold = Folded
		if !folded[id] {
			c.boxes[at].Fold = Open
			for _, child := range children {
				c.grow(m, folded, child, at, level+1, under(path, name))
			}
		}
	}
	c.boxes[at].end = len(c.boxes)
}

// counted says how many people are in a department, and with those below it.
func counted(n *browse.Node) string {
	text := message.People(n.Count)
	if n.Below() > 0 {
		text += "（計 " + message.People(n.All) + "）"
	}
	return text
}

// item is what stands below a box in one piece: a box with all below it, or several
// boxes that hang below each other.
type item struct {
	boxes []int
	w, h  int
	port  int // where the line from above comes in
}

// items are those below a box, in their order.
func (c *Chart) items(at int) (items []item) {
	var leaves []int
	flush := func() {
		if len(leaves) < 2 || c.boxes[at].parent < 0 && len(leaves) <= topMost {
			for _, leaf := range leaves {
				items = append(items, c.single(leaf))
			}
		} else { // as many columns as are needed, of equal length
			columns := (len(leaves) + stackMost - 1) / stackMost
			for i := range columns {
				items = append(items, c.stack(leaves[i*len(leaves)/columns:(i+1)*len(leaves)/columns]))
			}
		}
		leaves = nil
	}
	for child := at + 1; child < c.boxes[at].end; child = c.boxes[child].end {
		if c.boxes[child].end == child+1 {
			leaves = append(leaves, child)
			continue
		}
		flush()
		items = append(items, c.single(child))
	}
	flush()
	return items
}

func (c *Chart) single(at int) item {
	b := &c.boxes[at]
	return item{[]int{at}, b.area.W, b.area.H, b.own + b.W/2}
}

func (c *Chart) stack(boxes []int) item {
	h := -stackGap
	for _, at := range boxes {
		h += c.boxes[at].H + stackGap
	}
	return item{boxes, indent + boxWidth, h, indent / 2}
}

// put places an item in the area of the box above it.
func (c *Chart) put(above *Box, i item, x, y int) {
	if len(i.boxes) == 1 {
		c.boxes[i.boxes[0]].rel = point{x, y}
		return
	}
	port, from := x+i.port, y
	for _, at := range i.boxes {
		b := &c.boxes[at]
		b.rel = point{x + indent, y}
		above.links = append(above.links, Link{port, from, port, y + b.H/2}, Link{port, y + b.H/2, x + indent, y + b.H/2})
		from = y + b.H/2
		y += b.H + stackGap
	}
}

// arrange places what is below a box, whose items are arranged already.
func (c *Chart) arrange(at int, ratio float64) {
	b := &c.boxes[at]
	b.area = Rect{W: b.W, H: b.H}
	items := c.items(at)
	if len(items) == 0 {
		return
	}
	rows := shelves(items, ratio)
	y := b.H + levelGap
	bus := y - levelGap/2
	switch {
	case len(rows) > 1: // the rows are below each other, beside a line that leads to them
		const trunk = indent / 2
		var port, end int
		for _, row := range rows {
			x, high := indent+columnGap, rowHeight(row)
			for _, i := range row {
				c.put(b, i, x, y)
				port = x + i.port
				b.links = append(b.links, Link{port, bus, port, y})
				x += i.w + columnGap
			}
			b.links = append(b.links, Link{trunk, bus, port, bus})
			b.area.W, b.area.H = max(b.area.W, x-columnGap), y+high
			end = bus
			y += high + levelGap
			bus = y - levelGap/2
		}
		b.links = append(b.links, Link{trunk, b.H, trunk, end})
	case len(items) == 1 && len(items[0].boxes) > 1: // they hang from the box
		y = b.H + hangGap
		b.links = append(b.links, Link{indent / 2, b.H, indent / 2, y})
		c.put(b, items[0], 0, y)
		b.area = Rect{W: max(b.W, items[0].w), H: y + items[0].h}
	default: // the box is above the middle of one row
		last := len(items) - 1
		x := 0
		var ports []int
		for _, i := range items {
			ports = append(ports, x+i.port)
			x += i.w + columnGap
		}
		middle := (ports[0] + ports[last]) / 2
		b.own = middle - b.W/2 // it reaches out to neither side, since each item is as wide as a box
		b.links = append(b.links, Link{middle, b.H, middle, bus})
		if last > 0 {
			b.links = append(b.links, Link{ports[0], bus, ports[last], bus})
		}
		b.area.W = x - columnGap
		x = 0
		for i, it := range items {
			b.links = append(b.links, Link{ports[i], bus, ports[i], y})
			c.put(b, it, x, y)
			x += it.w + columnGap
		}
		b.area.H = y + rowHeight(items)
	}
}

func rowHeight(row []item) (high int) {
	for _, i := range row {
		high = max(high, i.h)
	}
	return high
}

// shelves deals items into rows, in their order, so that the whole comes near the ratio.
// What fits a window stays one row; several are as even as can be.
func shelves(items []item, ratio float64) (best [][]item) {
	var area int
	for _, i := range items {
		area += (i.w + columnGap) * (i.h + levelGap)
	}
	wide := int(math.Sqrt(float64(area) * ratio))
	nearest := math.Inf(1)
	for _, percent := range []int{60, 80, 100, 125, 160, 200, 300} {
		rows := even(items, max(wide*percent/100, rowLeast))
		var w, h int
		for _, row := range rows {
			x := -columnGap
			for _, i := range row {
				x += i.w + columnGap
			}
			w, h = max(w, x), h+rowHeight(row)+levelGap
		}
		if off := math.Abs(math.Log(float64(w) / float64(h) / ratio)); off < nearest {
			nearest, best = off, rows
		}
	}
	return best
}

// even is what a width takes in as few rows as can be, of the least breadth.
func even(items []item, wide int) [][]item {
	rows := deal(items, wide)
	for low := 0; low < wide; {
		middle := (low + wide) / 2
		if narrower := deal(items, middle); len(narrower) == len(rows) {
			rows, wide = narrower, middle
		} else {
			low = middle + 1
		}
	}
	return rows
}

func deal(items []item, wide int) (rows [][]item) {
	from, x := 0, 0
	for n, i := range items {
		if n > from && x+i.w > wide {
			rows = append(rows, items[from:n])
			from, x = n, 0
		}
		x += i.w + columnGap
	}
	return append(rows, items[from:])
}

// settle turns places within areas into places in the chart.
func (c *Chart) settle() {
	for at := range c.boxes {
		b := &c.boxes[at]
		corner := point{margin, margin}
		if b.parent >= 0 {
			above := c.boxes[b.parent].area
			corner = point{above.X + b.rel.x, above.Y + b.rel.y}
		}
		b.area.X, b.area.Y = corner.x, corner.y
		b.X, b.Y = corner.x+b.own, corner.y
		for i := range b.links {
			l := &b.links[i]
			*l = Link{l.X1 + corner.x, l.Y1 + corner.y, l.X2 + corner.x, l.Y2 + corner.y}
		}
	}
	if len(c.boxes) > 0 {
		c.Width, c.Height = c.boxes[0].area.W+2*margin, c.boxes[0].area.H+2*margin
	}
}

// Boxes are all that are drawn, as the tree shows them from top to bottom. They are
// shared.
func (c *Chart) Boxes() []Box { return c.boxes }

// Box is that of a department; nil: it is not drawn.
func (c *Chart) Box(id int64) *Box {
	if at, ok := c.byID[id]; ok {
		return &c.boxes[at]
	}
	return nil
}
