package kit

import (
	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Nodes is what a Tree shows. It is asked when the nodes are set and when a branch
// opens or closes, for what is then visible.
type Nodes interface {
	Roots() []int64
	Children(id int64) []int64
	Node(id int64) Node
}

// A Node is one line of a Tree.
type Node struct {
	Name  string
	Count int    // in grey brackets behind the name; below 0: none
	Mark  string // behind the count, in grey
	Tip   string // what the Mark means, told while the mouse rests on it
	Bold  bool
}

// Tree shows nodes that open and close. Up and Down select, Right and Left open
// and close (or go to the first child and to the parent), Home, End, PgUp and PgDn
// go far. What is open and what is selected stays when other nodes are set.
type Tree struct {
	widget.BaseWidget

	// OnSelect is called when a person selects another node, or when the selected
	// one has gone and another took its place.
	OnSelect func(id int64)
	// OnOpen is called for Return and a double click.
	OnOpen func(id int64)
	// OnMenu is called for a right click, with its place in the window.
	OnMenu func(id int64, at fyne.Position)

	nodes   Nodes
	opened  map[int64]bool
	visible []twig
	at      int // selected place; -1: none
	list    *roll
}

// twig is a visible node.
type twig struct {
	node   Node
	id     int64
	depth  int
	branch bool
	open   bool
}

const (
	treeRow    float32 = 27
	treeIndent float32 = 18
	treeInset  float32 = 7 // above the first and below the last
)

// NewTree makes an empty tree.
func NewTree() *Tree {
	t := &Tree{nodes: noNodes{}, opened: make(map[int64]bool), at: -1}
	t.list = newRoll(t, treeRow, func() int { return len(t.visible) }, func() rollRow { return newTreeRow(t) })
	t.ExtendBaseWidget(t)
	return t
}

type noNodes struct{}

func (noNodes) Roots() []int64         { return nil }
func (noNodes) Children(int64) []int64 { return nil }
func (noNodes) Node(int64) Node        { return Node{} }

// SetNodes shows other nodes, or the same after a change.
func (t *Tree) SetNodes(nodes Nodes) {
	t.nodes = nodes
	id, had := t.Selected()
	t.grow()
	if !had {
		return
	}
	if at := t.find(id); at >= 0 {
		t.at = at
		t.list.redraw()
	} else if len(t.visible) > 0 {
		t.choose(min(t.at, len(t.visible)-1))
	} else {
		t.at = -1
	}
}

// grow works out what is visible.
func (t *Tree) grow() {
	t.visible = t.visible[:0]
	t.add(t.nodes.Roots(), 0)
	t.list.Refresh()
}

func (t *Tree) add(ids []int64, depth int) {
	for _, id := range ids {
		children := t.nodes.Children(id)
		open := t.opened[id] && len(children) > 0
		t.visible = append(t.visible, twig{t.nodes.Node(id), id, depth, len(children) > 0, open})
		if open {
			t.add(children, depth+1)
		}
	}
}

func (t *Tree) find(id int64) int {
	for i := range t.visible {
		if t.visible[i].id == id {
			return i
		}
	}
	return -1
}

// Selected is the node that is selected.
func (t *Tree) Selected() (id int64, ok bool) {
	if t.at < 0 || t.at >= len(t.visible) {
		return 0, false
	}
	return t.visible[t.at].id, true
}

// Select selects a node, opens what is above it, and reports whether it is there.
// It does not call OnSelect.
func (t *Tree) Select(id int64) bool {
	path, ok := t.path(t.nodes.Roots(), id)
	if !ok {
		return false
	}
	for _, above := range path {
		t.opened[above] = true
	}
	t.grow()
	t.at = t.find(id)
	t.list.redraw()
	t.list.reveal(t.at)
	return true
}

// path is what lies above a node.
func (t *Tree) path(ids []int64, id int64) (above []int64, ok bool) {
	for _, i := range ids {
		if i == id {
			return nil, true
		}
		if below, ok := t.path(t.nodes.Children(i), id); ok {
			return append(below, i), true
		}
	}
	return nil, false
}

// SetOpen opens or closes a branch. A selection within goes to the branch.
func (t *Tree) SetOpen(id int64, open bool) {
	if t.opened[id] == open {
		return
	}
	was, had := t.Selected()
	t.opened[id] = open
	t.grow()
	if !had {
		return
	}
	if t.at = t.find(was); t.at < 0 {
		t.choose(t.find(id))
	}
	t.list.redraw()
}

// Focus gives the tree the keys.
func (t *Tree) Focus() { t.list.take() }

// Focusable is what has the focus when the Tree has.
func (t *Tree) Focusable() fyne.Focusable { return t.list }

// choose selects a place and tells everyone.
func (t *Tree) choose(at int) {
	if at < 0 || at >= len(t.visible) {
		return
	}
	id := t.visible[at].id
	t.at = at
	t.list.redraw()
	t.list.reveal(at)
	if t.OnSelect != nil {
		t.OnSelect(id)
	}
}

// goTo implements rollOwner.
func (t *Tree) goTo(row int, _ bool) {
	if row != t.at {
		t.choose(row)
	}
}

// cursor implements rollOwner.
func (t *Tree) cursor() int { return t.at }

// pressed implements rollOwner.
func (t *Tree) pressed(chord) bool { return false }

// typed implements rollOwner.
func (t *Tree) typed(event *fyne.KeyEvent) bool {
	id, ok := t.Selected()
	if !ok {
		return false
	}
	at := t.visible[t.at]
	switch event.Name {
	case fyne.KeyRight:
		if at.branch && !at.open {
			t.SetOpen(id, true)
		} else if at.open {
			t.choose(t.at + 1)
		}
	case fyne.KeyLeft:
		if at.open {
			t.SetOpen(id, false)
		} else {
			t.choose(t.parent(t.at))
		}
	case fyne.KeySpace:
		if at.branch && t.list.once(event) {
			t.SetOpen(id, !at.open)
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if t.OnOpen == nil {
			return false
		}
		if t.list.once(event) {
			t.OnOpen(id)
		}
	default:
		return false
	}
	return true
}

// parent is the place of the node above, or -1.
func (t *Tree) parent(at int) int {
	for i := at - 1; i >= 0; i-- {
		if t.visible[i].depth < t.visible[at].depth {
			return i
		}
	}
	return -1
}

// CreateRenderer implements fyne.Widget.
func (t *Tree) CreateRenderer() fyne.WidgetRenderer {
	wheel := newWheel(t, t.list.roll)
	return draw(t,
		func() fyne.Size { return fyne.NewSize(160, 4*treeRow+2*treeInset) },
		func(size fyne.Size) {
			place(t.list, 0, treeInset, size.Width, max(size.Height-2*treeInset, 0))
			wheel.Resize(size)
		},
		func() {},
		t.list, wheel)
}

// treeLine draws a node.
type treeLine struct {
	widget.BaseWidget
	tree  *Tree
	index int
	over  bool
	drawn treeState

	surface, outline   *canvas.Rectangle
	upper, lower       *canvas.Line
	name, count, aside *canvas.Text
	objects            []fyne.CanvasObject
	cut                bool    // the name
	mark               float32 // where it begins
}

type treeState struct {
	twig                    twig
	variant                 fyne.ThemeVariant
	selected, focused, over bool
	width                   float32
	valid                   bool
}

func newTreeRow(t *Tree) *treeLine {
	l := &treeLine{
		tree: t, index: -1,
		surface: box(5), outline: ring(5),
		upper: canvas.NewLine(nil), lower: canvas.NewLine(nil),
		name: text(textSize), count: text(textSize), aside: text(textSize),
	}
	l.upper.StrokeWidth, l.lower.StrokeWidth = 1.4, 1.4
	l.objects = []fyne.CanvasObject{l.surface, l.upper, l.lower, l.name, l.count, l.aside, l.outline}
	l.ExtendBaseWidget(l)
	return l
}

// show implements rollRow.
func (l *treeLine) show(index int) {
	l.index = index
	l.again()
}

// again implements rollRow. The index may be stale: nodes can have gone since.
func (l *treeLine) again() {
	t := l.tree
	if l.index < 0 || l.index >= len(t.visible) {
		return
	}
	state := treeState{
		twig:     t.visible[l.index],
		variant:  fyne.CurrentApp().Settings().ThemeVariant(),
		selected: l.index == t.at,
		focused:  l.index == t.at && t.list.focused,
		over:     l.over,
		width:    l.Size().Width,
		valid:    true,
	}
	if state == l.drawn {
		return
	}
	l.drawn = state
	l.paint()
	canvas.Refresh(l)
}

func (l *treeLine) chevron() float32 { return 8 + float32(l.drawn.twig.depth)*treeIndent }

func (l *treeLine) paint() {
	s := l.drawn
	width := s.width
	place(l.surface, 6, 0, width-12, treeRow-1)
	place(l.outline, 6, 0, width-12, treeRow-1)
	l.surface.Hidden = !s.selected && !s.over
	l.surface.FillColor = inkHover.now()
	if s.selected {
		l.surface.FillColor = inkChosen.now()
	}
	showRing(l.outline, s.focused)

	x, y := l.chevron()+4, treeRow/2-0.5
	l.upper.Hidden, l.lower.Hidden = !s.twig.branch, !s.twig.branch
	l.upper.StrokeColor, l.lower.StrokeColor = inkMuted.now(), inkMuted.now()
	tip := fyne.NewPos(x+6, y)
	ends := [2]fyne.Position{fyne.NewPos(x+2, y-4), fyne.NewPos(x+2, y+4)}
	if s.twig.open {
		tip = fyne.NewPos(x+4, y+2.5)
		ends = [2]fyne.Position{fyne.NewPos(x, y-1.5), fyne.NewPos(x+8, y-1.5)}
	}
	l.upper.Position1, l.upper.Position2 = ends[0], tip
	l.lower.Position1, l.lower.Position2 = ends[1], tip

	x += 14
	node := s.twig.node
	name := Span{Bold: node.Bold || s.selected}
	l.count.Text, l.aside.Text = "", ""
	var count, aside float32
	if node.Count >= 0 {
		l.count.Text = " (" + Digits(node.Count) + ")"
		count = Plain("").measure(l.count.Text)
	}
	if node.Mark != "" {
		l.aside.Text = " " + node.Mark
		aside = Plain("").measure(l.aside.Text)
	}
	var wide float32
	l.name.Text, wide = name.fit(directory.Revealed(node.Name), max(width-x-count-aside-14, 20))
	l.name.TextStyle.Bold, l.name.Color = name.Bold, inkText.now()
	l.count.Color, l.aside.Color = inkMuted.now(), inkMuted.now()
	middle(l.name, x, treeRow-2)
	middle(l.count, x+wide, treeRow-2)
	middle(l.aside, x+wide+count, treeRow-2)
	l.cut, l.mark = l.name.Text != directory.Revealed(node.Name), x+wide+count
}

// tipAt is what there is to tell at a place of the line.
func (l *treeLine) tipAt(x float32) string {
	switch node := l.drawn.twig.node; {
	case node.Tip != "" && x >= l.mark:
		return node.Tip
	case l.cut:
		return node.Name
	}
	return ""
}

// MouseDown implements desktop.Mouseable.
func (l *treeLine) MouseDown(event *desktop.MouseEvent) {
	t := l.tree
	if l.index >= len(t.visible) {
		return
	}
	at := t.visible[l.index]
	t.list.take()
	if event.Button != desktop.MouseButtonSecondary && at.branch && event.Position.X < l.chevron()+18 {
		t.SetOpen(at.id, !at.open)
		return
	}
	t.goTo(l.index, false)
	if event.Button == desktop.MouseButtonSecondary && t.OnMenu != nil {
		t.OnMenu(at.id, event.AbsolutePosition)
	}
}

// MouseUp implements desktop.Mouseable.
func (l *treeLine) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped implements fyne.DoubleTappable.
func (l *treeLine) DoubleTapped(event *fyne.PointEvent) {
	t := l.tree
	if l.index >= len(t.visible) || event.Position.X < l.chevron()+18 {
		return
	}
	if at := t.visible[l.index]; t.OnOpen != nil {
		t.OnOpen(at.id)
	} else if at.branch {
		t.SetOpen(at.id, !at.open)
	}
}

// MouseIn implements desktop.Hoverable.
func (l *treeLine) MouseIn(event *desktop.MouseEvent) {
	l.hover(true)
	l.MouseMoved(event)
}

// MouseMoved implements desktop.Hoverable.
func (l *treeLine) MouseMoved(event *desktop.MouseEvent) {
	tellAt(l.tree, l.tipAt(event.Position.X), event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (l *treeLine) MouseOut() {
	l.hover(false)
	tellAt(l.tree, "", fyne.Position{})
}

func (l *treeLine) hover(over bool) {
	l.over = over
	l.again()
}

// Resize implements fyne.CanvasObject.
func (l *treeLine) Resize(size fyne.Size) {
	l.BaseWidget.Resize(size)
	l.again()
}

// Refresh implements fyne.Widget: the theme may have changed.
func (l *treeLine) Refresh() {
	l.drawn.valid = false
	l.again()
}

// MinSize implements fyne.CanvasObject.
func (l *treeLine) MinSize() fyne.Size { return fyne.NewSize(0, treeRow) }

// CreateRenderer implements fyne.Widget.
func (l *treeLine) CreateRenderer() fyne.WidgetRenderer { return treeLineRenderer{l} }

type treeLineRenderer struct{ line *treeLine }

func (treeLineRenderer) Destroy()                       {}
func (treeLineRenderer) Layout(fyne.Size)               {}
func (treeLineRenderer) MinSize() fyne.Size             { return fyne.NewSize(0, treeRow) }
func (r treeLineRenderer) Objects() []fyne.CanvasObject { return r.line.objects }
func (r treeLineRenderer) Refresh()                     { r.line.again() }
