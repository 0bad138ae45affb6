package kit

import (
	"time"

	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
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
	Hit   Hit    // the part of the name that a search found
	Count int    // in grey brackets behind the name; below 0: none
	Below int    // with those below it, where that is another number; 0: not said
	Mark  string // behind the count, in grey
	Tip   string // what the Mark means, told while the mouse rests on it
	Bold  bool
	Story *Story // drawn in place of all that; nil: nothing is
}

// Tree shows nodes that open and close. Up and Down select, Right and Left open
// and close (or go to the first child and to the parent), * opens all below, Home, End,
// PgUp and PgDn go far, letters go to the next node that begins with them. What is open
// and what is selected stays when other nodes are set. What is too wide scrolls sideways.
type Tree struct {
	widget.BaseWidget

	// Begins says whether a node begins with what was typed; nil: none does.
	Begins func(id int64, typed string) bool

	// OnSelect is called when a person selects another node, or when the selected
	// one has gone and another took its place.
	OnSelect func(id int64)
	// OnOpen is called for Return and a double click.
	OnOpen func(id int64)
	// OnTick is called when a person presses the box of a Story, or Space; nothing is ticked
	// by that.
	OnTick func(id int64)
	// OnMenu is called for a right click, with its place in the window, and for the keys that
	// do the same.
	OnMenu func(id int64, at fyne.Position)

	// OnDrag is told where the mouse has dragged the selected node to, in the window, and OnDrop
	// where it let go of it. Without them nothing is dragged.
	OnDrag, OnDrop func(at fyne.Position)

	nodes    Nodes
	opened   map[int64]bool
	unfolded bool // all is open, whatever was opened
	visible  []twig
	at       int // selected place; -1: none
	list     *roll

	held   bool // the mouse was pressed on the selected node
	aiming bool // something is dragged over it …
	aim    int64
	aimed  time.Time // … since then

	typing typeAhead
	wide   float32 // what the widest visible node needs
	late   bool    // the selected node is to be shown once there is room
	boxes  float32 // what the boxes of stories need at the right
	aside  float32 // how far the tree is scrolled sideways
	side   *container.Scroll
	body   *fyne.Container
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
	treeIndent float32 = 13
	treeInset  float32 = 7 // above the first and below the last
)

// NewTree makes an empty tree.
func NewTree() *Tree {
	t := &Tree{nodes: noNodes{}, opened: make(map[int64]bool), at: -1}
	t.list = newRoll(t, treeRow, func() int { return len(t.visible) }, func() rollRow { return newTreeRow(t) })
	t.body = container.New(treeBody{t}, t.list)
	t.side = container.NewHScroll(t.body)
	t.side.OnScrolled = func(at fyne.Position) { t.scrollAside(at.X) }
	t.ExtendBaseWidget(t)
	return t
}

type noNodes struct{}

func (noNodes) Roots() []int64         { return nil }
func (noNodes) Children(int64) []int64 { return nil }
func (noNodes) Node(int64) Node        { return Node{} }

// SetNodes shows other nodes, or the same after a change.
func (t *Tree) SetNodes(nodes Nodes) {
	t.unfolded = false
	t.set(nodes)
}

// SetFound shows what a search found, with all branches open. Where the selected node is
// not among it, none is selected, and nobody is told.
func (t *Tree) SetFound(nodes Nodes) {
	t.unfolded = true
	t.set(nodes)
	rollBy(t.side, fyne.NewDelta(t.aside, 0))
}

func (t *Tree) set(nodes Nodes) {
	t.nodes = nodes
	id, had := t.Selected()
	t.grow()
	if !had {
		return
	}
	if at := t.find(id); at >= 0 || t.unfolded {
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
	t.wide, t.boxes = 0, 0
	for i := range t.visible {
		t.boxes = max(t.boxes, t.visible[i].node.Story.box())
	}
	for i := range t.visible {
		if node := &t.visible[i]; node.width()+t.boxes > t.wide { // few are measured in earnest
			t.wide = max(t.wide, node.exact()+t.boxes)
		}
	}
	t.arrange()
	t.list.Refresh()
}

// arrange gives the body its width, and brings it back into view where it has become
// narrower.
func (t *Tree) arrange() {
	t.body.Refresh()
	t.side.Refresh()
	rollBy(t.side, fyne.Delta{})
	t.body.Layout.Layout(nil, t.body.Size())
}

// scrollAside keeps the list, which scrolls up and down in itself, in view.
func (t *Tree) scrollAside(x float32) {
	if t.aside != x {
		t.aside = x
		t.list.Move(fyne.NewPos(x, 0))
		t.list.redraw()
	}
}

// treeBody places the list in what scrolls sideways.
type treeBody struct{ tree *Tree }

func (b treeBody) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(b.tree.wide, 4*treeRow) }

func (b treeBody) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	t := b.tree
	view, height := t.side.Size().Width, size.Height
	if size.Width > view {
		height -= theme.ScrollBarSmallSize() + 2 // the bar for sideways
	}
	place(t.list, t.aside, 0, view, max(height, 0))
	t.list.redraw()
}

func (t *Tree) add(ids []int64, depth int) {
	for _, id := range ids {
		children := t.nodes.Children(id)
		open := (t.opened[id] || t.unfolded) && len(children) > 0
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
	t.reveal(t.at)
	return true
}

// reveal scrolls as little as is needed to show where a node begins.
func (t *Tree) reveal(at int) {
	if t.late = t.side.Size().IsZero(); t.late {
		return // there is no room yet
	}
	t.list.reveal(at)
	begins := float32(t.visible[at].depth) * treeIndent
	if begins < t.aside || begins+treeStart+treeText > t.aside+t.side.Size().Width {
		rollBy(t.side, fyne.NewDelta(t.aside-begins, 0))
	}
}

// revealLate shows the selected node in the middle, once there is room.
func (t *Tree) revealLate() {
	if t.late && t.at >= 0 && t.at < len(t.visible) {
		t.late = false
		t.list.scrollTo(float32(t.at)*treeRow - t.list.Size().Height/2)
		t.reveal(t.at)
	}
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
	if t.opened[id] != open && !t.unfolded {
		t.open(id, func() { t.opened[id] = open })
	}
}

// OpenOnly opens these branches, and closes all others.
func (t *Tree) OpenOnly(ids []int64) {
	clear(t.opened)
	for _, id := range ids {
		t.opened[id] = true
	}
	t.set(t.nodes)
}

// OpenAll opens a branch and all branches below it.
func (t *Tree) OpenAll(id int64) {
	var below func(id int64)
	below = func(id int64) {
		for _, child := range t.nodes.Children(id) {
			t.opened[id] = true
			below(child)
		}
	}
	t.open(id, func() { below(id) })
}

func (t *Tree) open(id int64, change func()) {
	was, had := t.Selected()
	change()
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
	t.reveal(at)
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

// wrote implements rollOwner.
func (t *Tree) wrote(r rune) {
	if r == ' ' {
		return // Space opens
	}
	id, ok := t.Selected()
	if r == '*' {
		if ok {
			t.OpenAll(id)
		}
		return
	}
	if t.Begins == nil {
		return
	}
	typed, again := t.typing.add(r, time.Now())
	at := t.at
	if again {
		at++ // the same letter goes on to the next
	}
	for i := range t.visible {
		place := (max(at, 0) + i) % len(t.visible)
		if t.Begins(t.visible[place].id, typed) {
			t.goTo(place, false)
			return
		}
	}
}

// drags implements carrier.
func (t *Tree) drags() bool { return t.OnDrag != nil && t.held }

// dragTo implements carrier.
func (t *Tree) dragTo(at fyne.Position) { t.OnDrag(at) }

// letGo implements carrier.
func (t *Tree) letGo(at fyne.Position) { t.OnDrop(at) }

// openAfter is how long the mouse drags something over a branch before that opens.
const openAfter = 700 * time.Millisecond

// Aim marks the node at a place in the window as the one on which something may be dropped, and
// tells which it is. Near its edges the tree scrolls, and a branch opens in time.
func (t *Tree) Aim(at fyne.Position) (id int64, ok bool) {
	at = at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(t.list))
	size := t.list.Size()
	place := int((at.Y + t.list.GetScrollOffset()) / treeRow)
	if at.X < 0 || at.Y < 0 || at.X >= size.Width || at.Y >= size.Height || place >= len(t.visible) {
		t.Unaim()
		return 0, false
	}
	switch {
	case at.Y < treeRow:
		t.list.roll(fyne.NewDelta(0, treeRow/2))
	case at.Y > size.Height-treeRow:
		t.list.roll(fyne.NewDelta(0, -treeRow/2))
	}
	aim := t.visible[place]
	if !t.aiming || t.aim != aim.id {
		t.aiming, t.aim, t.aimed = true, aim.id, time.Now()
	} else if aim.branch && !aim.open && time.Since(t.aimed) > openAfter {
		t.SetOpen(aim.id, true)
	}
	t.list.redraw()
	return aim.id, true
}

// Unaim marks no node any more.
func (t *Tree) Unaim() {
	if t.aiming {
		t.aiming = false
		t.list.redraw()
	}
}

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
		if at.node.Story.answers() && t.list.once(event) {
			t.tick(id)
		} else if at.branch && t.list.once(event) {
			t.SetOpen(id, !at.open)
		}
	case desktop.KeyMenu, fyne.KeyF10:
		if !asksMenu(event) || t.OnMenu == nil {
			return false
		}
		t.OnMenu(id, t.list.below(t.at))
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
	wheel := newWheel(t, func(by fyne.Delta) bool {
		return by.DX != 0 && rollBy(t.side, by) || t.list.roll(by)
	})
	return draw(t,
		func() fyne.Size { return fyne.NewSize(120, 4*treeRow+2*treeInset) },
		func(size fyne.Size) {
			place(t.side, 0, treeInset, size.Width, max(size.Height-2*treeInset, 0))
			treeBody{t}.Layout(nil, t.body.Size())
			wheel.Resize(size)
			t.revealLate()
		},
		func() {},
		t.side, wheel)
}

// treeLine draws a node.
type treeLine struct {
	rollLine
	tree  *Tree
	drawn treeState

	hit                *canvas.Rectangle
	found              *canvas.Text // over the part of the name that a search found
	upper, lower       *canvas.Line
	name, count, aside *canvas.Text
	mark               float32 // where it begins
	story              storyParts
}

type treeState struct {
	twig                    twig
	variant                 fyne.ThemeVariant
	selected, focused, over bool
	aim                     bool
	width, aside, boxes     float32
}

func newTreeRow(t *Tree) *treeLine {
	l := &treeLine{
		tree: t, hit: box(1), found: newText(),
		upper: canvas.NewLine(nil), lower: canvas.NewLine(nil),
		name: newText(), count: newText(), aside: newText(),
	}
	l.surface, l.outline = box(5), ring(5)
	l.upper.StrokeWidth, l.lower.StrokeWidth = 1.4, 1.4
	l.lift = 2
	l.extend(l, t, treeRow, l.tipAt)
	return l
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
		aim:      t.aiming && t.visible[l.index].id == t.aim,
		width:    l.Size().Width,
		aside:    t.aside,
		boxes:    t.boxes,
	}
	if l.valid && state == l.drawn {
		return
	}
	l.drawn, l.valid = state, true
	l.paint()
	canvas.Refresh(l)
}

func (l *treeLine) chevron() float32 {
	return treeStart + float32(l.drawn.twig.depth)*treeIndent - l.drawn.aside
}

const (
	treeStart float32 = 8
	treeText  float32 = 18 // from the chevron to the name
	treeEnd   float32 = 14
)

// count is what stands in brackets behind the name.
func (n Node) count() string {
	switch {
	case n.Count < 0:
		return ""
	case n.Below > 0:
		return " (" + Digits(n.Count) + "／" + Digits(n.Below) + ")"
	}
	return " (" + Digits(n.Count) + ")"
}

// width is what a visible node needs, roughly: all of them are asked whenever a branch
// opens.
func (t *twig) width() float32 {
	width := treeStart + float32(t.depth)*treeIndent + treeText + treeEnd
	if t.node.Story != nil {
		return width + t.node.Story.least()
	}
	advance := advances()
	for _, s := range []string{directory.Revealed(t.node.Name), t.node.count(), t.node.Mark} {
		for _, r := range s {
			width += advance(r)
		}
	}
	return ceil(width * 1.02) // bold is wider
}

// exact is what it needs, measured.
func (t *twig) exact() float32 {
	if t.node.Story != nil {
		return t.width()
	}
	texts := Span{Bold: true}.measure(directory.Revealed(t.node.Name)) + Span{}.measure(t.node.count())
	if t.node.Mark != "" {
		texts += Span{}.measure(" " + t.node.Mark)
	}
	return ceil(treeStart + float32(t.depth)*treeIndent + treeText + texts + treeEnd)
}

func (l *treeLine) paint() {
	s := l.drawn
	width := s.width
	place(l.surface, 6, 0, width-12, treeRow-1)
	place(l.outline, 6, 0, width-12, treeRow-1)
	l.paintSurface(s.selected || s.aim, s.focused || s.aim, inkChosen)

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

	x += treeText - 4
	if s.twig.node.Story != nil {
		l.tell(s.twig.node.Story, x)
		return
	}
	l.begin(l.surface, l.upper, l.lower, l.name, l.hit, l.found, l.count, l.aside, l.outline)
	node := s.twig.node
	name := Span{Text: node.Name, Bold: node.Bold || s.selected, Hits: []Hit{node.Hit}}.revealed()
	aside := ""
	if node.Mark != "" {
		aside = " " + node.Mark
	}
	name.write(l.name, name.Text)
	Span{}.write(l.count, node.count())
	Span{}.write(l.aside, aside)
	wide, count := name.measure(l.name.Text), Span{}.measure(l.count.Text)
	l.name.Color, l.count.Color, l.aside.Color = inkText.now(), inkMuted.now(), inkMuted.now()
	middle(l.name, x, treeRow-2)
	middle(l.count, x+wide, treeRow-2)
	middle(l.aside, x+wide+count, treeRow-2)
	l.mark = x + wide + count
	l.paintHit(name, x)
}

// paintHit marks what a search found.
func (l *treeLine) paintHit(name Span, x float32) {
	hit := name.Hits[0]
	none := hit.From >= hit.To || hit.To > len(name.Text)
	if l.hit.Hidden, l.found.Hidden = none, none; none {
		return
	}
	name.write(l.found, name.Text[hit.From:hit.To])
	l.found.Color, l.hit.FillColor = inkOnHit.now(), inkHit.now()
	x += name.measure(name.Text[:hit.From])
	place(l.hit, x, 3, name.measure(l.found.Text), treeRow-8)
	middle(l.found, x, treeRow-2)
}

// tipAt is what there is to tell at a place of the line.
func (l *treeLine) tipAt(x float32) string {
	node := l.drawn.twig.node
	switch {
	case node.Story != nil:
		return l.storyTip(x)
	case node.Tip != "" && x >= l.mark:
		return node.Tip
	case node.Below > 0:
		return node.Name + "：" + Digits(node.Count) + "人、下の部署も含めて" + Digits(node.Below) + "人"
	case l.mark > l.drawn.width || l.drawn.aside > 0:
		return node.Name
	}
	return ""
}

// MouseDown implements desktop.Mouseable.
func (l *treeLine) MouseDown(event *desktop.MouseEvent) {
	t := l.tree
	tellAt(t, "", event.AbsolutePosition)
	if l.index >= len(t.visible) {
		return
	}
	at := t.visible[l.index]
	t.list.take()
	t.held = false
	if event.Button != desktop.MouseButtonSecondary && at.branch && event.Position.X < l.chevron()+treeText {
		t.SetOpen(at.id, !at.open)
		return
	}
	t.goTo(l.index, false)
	t.held = event.Button != desktop.MouseButtonSecondary
	if event.Button != desktop.MouseButtonSecondary && at.node.Story.answers() && event.Position.X >= l.story.box {
		t.tick(at.id)
	}
	if event.Button == desktop.MouseButtonSecondary && t.OnMenu != nil {
		t.OnMenu(at.id, event.AbsolutePosition)
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (l *treeLine) DoubleTapped(event *fyne.PointEvent) {
	t := l.tree
	if l.index >= len(t.visible) || event.Position.X < l.chevron()+treeText {
		return
	}
	if t.visible[l.index].node.Story.answers() && event.Position.X >= l.story.box {
		return // it was ticked, and back
	}
	if at := t.visible[l.index]; t.OnOpen != nil {
		t.OnOpen(at.id)
	} else if at.branch {
		t.SetOpen(at.id, !at.open)
	}
}
