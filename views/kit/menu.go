package kit

import (
	"slices"

	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A MenuItem is a line of a menu. One without a text is a line between others.
type MenuItem struct {
	Text    string
	Keys    string // behind it
	Do      func()
	Off     string // why it cannot be chosen; "": it can
	Checked bool
}

// A Menu is one of a bar. Its letter, with Alt, opens it.
type Menu struct {
	Title  string
	Letter fyne.KeyName
	Items  []MenuItem
}

// Menu opens a menu at a place in the window. While it is open it has all keys.
func (l *Layers) Menu(at fyne.Position, items ...MenuItem) {
	m := newMenu(l, nil)
	m.pos = at
	m.unfold(items)
	m.show()
}

// MenuBar shows a bar of menus at the head of the window, until something is chosen or
// pressed elsewhere. open is the one whose items are shown; below 0: none yet.
func (l *Layers) MenuBar(open int, menus ...Menu) {
	m := newMenu(l, menus)
	if m.on = 0; open >= 0 {
		m.drop(open)
	}
	m.show()
}

// menu lies over the window with the lines of a menu, and perhaps the bar that they hang
// from. Fyne's own shows keys that nobody can read, and does not say why a line is off.
type menu struct {
	widget.BaseWidget
	focus
	layers *Layers

	bar   []Menu
	on    int // the title of bar that the keys are at
	items []MenuItem
	at    int // the line that is marked; -1: none

	pos    fyne.Position // where the lines begin
	lines  fyne.Size
	row    float32   // how high a line is
	titles []float32 // where each of bar begins, and the end
	tip    *tip
	opened bool
}

const (
	menuRow      float32 = 28
	leastMenuRow float32 = 17
	menuLine     float32 = 9 // between others
	menuEdge     float32 = 5
	menuCheck    float32 = 26 // before the text
	barHeight    float32 = 32
	barInset     float32 = 12
)

func newMenu(l *Layers, bar []Menu) *menu {
	m := &menu{layers: l, bar: bar, at: -1, tip: newTip()}
	m.focus.self = m
	x := float32(6)
	for _, b := range bar {
		m.titles = append(m.titles, x)
		x += Span{}.measure(b.name()) + 2*barInset
	}
	m.titles = append(m.titles, x)
	m.ExtendBaseWidget(m)
	return m
}

// name is the title with the letter that opens it.
func (b Menu) name() string { return b.Title + "(" + string(b.Letter) + ")" }

func (m *menu) show() {
	m.opened = true
	m.layers.push(Layer{Cancel: m.close}, m, func() {
		m.opened = false
		if len(m.bar) > 0 {
			m.layers.ground.below(0)
		}
	})
	if len(m.bar) > 0 {
		m.layers.ground.below(barHeight)
	}
	m.Resize(m.layers.canvas.Size())
	m.layers.canvas.Focus(m)
}

func (m *menu) close() { m.layers.drop(m) }

// drop shows the items of a menu of the bar.
func (m *menu) drop(title int) {
	m.on = title
	m.pos = fyne.NewPos(m.titles[title], barHeight)
	m.unfold(m.bar[title].Items)
}

func (m *menu) unfold(items []MenuItem) {
	m.items, m.at, m.row = slices.Clone(items), -1, menuRow
	m.lines = fyne.NewSize(160, 2*menuEdge)
	for i := range m.items {
		item := &m.items[i]
		item.Text = directory.Revealed(item.Text)
		width := menuCheck + Span{}.measure(item.Text) + 2*menuEdge + 12
		if item.Keys != "" {
			width += 28 + Span{Size: captionSize}.measure(item.Keys)
		}
		m.lines.Width = max(m.lines.Width, ceil(width))
		m.lines.Height += m.height(*item)
	}
	m.squeeze()
	m.Refresh()
}

// squeeze brings a menu that is higher than the window into it.
func (m *menu) squeeze() {
	room := m.layers.canvas.Size().Height - 2
	if len(m.bar) > 0 {
		room -= barHeight
	}
	rows := float32(0)
	for _, item := range m.items {
		if item.Text != "" {
			rows++
		}
	}
	if over := m.lines.Height - room; over > 0 && rows > 0 {
		m.row = max(menuRow-ceil(over/rows), leastMenuRow)
		m.lines.Height -= rows * (menuRow - m.row)
	}
}

func (m *menu) height(item MenuItem) float32 {
	if item.Text == "" {
		return menuLine
	}
	return m.row
}

// panel is where the lines are: within the window.
func (m *menu) panel() (at fyne.Position, size fyne.Size) {
	room := m.Size()
	x := max(min(m.pos.X, room.Width-m.lines.Width-2), 0)
	y := max(min(m.pos.Y, room.Height-m.lines.Height-2), 0)
	return fyne.NewPos(x, y), m.lines
}

// lineAt is the line at a place; -1: none.
func (m *menu) lineAt(at fyne.Position) int {
	from, size := m.panel()
	if at.X < from.X || at.X >= from.X+size.Width {
		return -1
	}
	y := from.Y + menuEdge
	for i, item := range m.items {
		if at.Y >= y && at.Y < y+m.height(item) && item.Text != "" {
			return i
		}
		y += m.height(item)
	}
	return -1
}

// within says whether a place is on the lines or on the bar.
func (m *menu) within(at fyne.Position) bool {
	from, size := m.panel()
	d := at.Subtract(from)
	return len(m.items) > 0 && d.X >= 0 && d.Y >= 0 && d.X < size.Width && d.Y < size.Height || len(m.bar) > 0 && at.Y < barHeight
}

// titleAt is the title of the bar at a place; -1: none.
func (m *menu) titleAt(at fyne.Position) int {
	if len(m.bar) == 0 || at.Y >= barHeight {
		return -1
	}
	for i := range m.bar {
		if at.X >= m.titles[i] && at.X < m.titles[i+1] {
			return i
		}
	}
	return -1
}

// MouseDown implements desktop.Mouseable.
func (m *menu) MouseDown(event *desktop.MouseEvent) {
	switch title := m.titleAt(event.Position); {
	case title >= 0 && title == m.on && len(m.items) > 0, !m.within(event.Position):
		m.close()
	case title >= 0:
		m.drop(title)
	}
}

// MouseUp implements desktop.Mouseable: a press that opened the menu may end on a line.
func (m *menu) MouseUp(event *desktop.MouseEvent) {
	if line := m.lineAt(event.Position); line >= 0 && event.Button == desktop.MouseButtonPrimary {
		m.choose(line)
	}
}

// MouseIn implements desktop.Hoverable.
func (m *menu) MouseIn(event *desktop.MouseEvent) { m.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (m *menu) MouseMoved(event *desktop.MouseEvent) {
	if title := m.titleAt(event.Position); title >= 0 && title != m.on {
		if m.on = title; len(m.items) > 0 {
			m.drop(title)
		}
		m.Refresh()
	}
	if line := m.lineAt(event.Position); line >= 0 && line != m.at {
		m.at = line
		m.Refresh()
	}
	m.say(event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (m *menu) MouseOut() {}

// say tells why the marked line is off.
func (m *menu) say(at fyne.Position) {
	why := ""
	if m.at >= 0 {
		why = m.items[m.at].Off
	}
	m.layers.whisper(m, why, at)
}

// TypedKey implements fyne.Focusable.
func (m *menu) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyDown:
		m.step(1)
	case fyne.KeyUp:
		m.step(-1)
	case fyne.KeyHome:
		m.at = -1
		m.step(1)
	case fyne.KeyEnd:
		m.at = -1
		m.step(-1)
	case fyne.KeyLeft, fyne.KeyRight:
		m.aside(event.Name == fyne.KeyRight)
	case desktop.KeyAltLeft, desktop.KeyAltRight, fyne.KeyF10:
	default:
		m.press(event, func() {
			if m.at < 0 {
				m.step(1)
			} else {
				m.choose(m.at)
			}
		})
	}
}

// step goes to the next line, and over the end.
func (m *menu) step(by int) {
	if len(m.items) == 0 {
		if len(m.bar) == 0 {
			return
		}
		m.drop(m.on)
	}
	if m.at < 0 && by < 0 {
		m.at = 0
	}
	for range m.items {
		if m.at = (m.at + by + len(m.items)) % len(m.items); m.items[m.at].Text != "" {
			break
		}
	}
	from, _ := m.panel()
	for _, item := range m.items[:m.at] {
		from.Y += m.height(item)
	}
	m.Refresh()
	m.say(from.AddXY(m.lines.Width, -tipBelow+5)) // beside the line, whose end are its keys
}

// aside goes to the menu beside this one.
func (m *menu) aside(right bool) {
	if len(m.bar) == 0 {
		return
	}
	m.on += len(m.bar) - 1
	if right {
		m.on += 2
	}
	if m.on %= len(m.bar); len(m.items) > 0 {
		m.drop(m.on)
		m.step(1)
	}
	m.Refresh()
}

// TypedRune implements fyne.Focusable: the letter of a menu opens it.
func (m *menu) TypedRune(r rune) {
	for i, b := range m.bar {
		if string(b.Letter) == string(r) || string(b.Letter) == string(r-'a'+'A') {
			m.drop(i)
			m.step(1)
		}
	}
}

func (m *menu) choose(line int) {
	item := m.items[line]
	if item.Off != "" || !m.opened {
		return
	}
	m.close()
	if item.Do != nil {
		item.Do()
	}
}

// CreateRenderer implements fyne.Widget.
func (m *menu) CreateRenderer() fyne.WidgetRenderer { return &menuDrawing{menu: m} }

// menuDrawing makes its objects anew for every change: a menu is small, and soon gone.
type menuDrawing struct {
	menu    *menu
	objects []fyne.CanvasObject
}

func (d *menuDrawing) Destroy()           {}
func (d *menuDrawing) MinSize() fyne.Size { return fyne.Size{} }

func (d *menuDrawing) Layout(size fyne.Size) {
	d.menu.tip.host.Resize(size)
	d.compose()
}

func (d *menuDrawing) Refresh() {
	d.compose()
	canvas.Refresh(d.menu)
}

func (d *menuDrawing) Objects() []fyne.CanvasObject { return d.objects }

func (d *menuDrawing) surface(x, y, width, height, radius float32, of ink) *canvas.Rectangle {
	b := box(radius)
	b.FillColor = of.now()
	place(b, x, y, width, height)
	d.objects = append(d.objects, b)
	return b
}

func (d *menuDrawing) text(s Span, x, y, height float32, of ink) float32 {
	t := newText()
	s.write(t, s.Text)
	t.Color = of.now()
	size := t.MinSize()
	place(t, x, y+floor((height-size.Height)/2), size.Width, size.Height)
	d.objects = append(d.objects, t)
	return size.Width
}

func (d *menuDrawing) compose() {
	m := d.menu
	d.objects = nil
	if len(m.bar) > 0 {
		bar := d.surface(0, 0, m.Size().Width, barHeight, 0, inkNav)
		bar.StrokeColor, bar.StrokeWidth = inkBorder.now(), 1
		for i, b := range m.bar {
			if i == m.on {
				d.surface(m.titles[i], 3, m.titles[i+1]-m.titles[i], barHeight-6, 5, inkChosen)
			}
			d.text(Plain(b.name()), m.titles[i]+barInset, 0, barHeight, inkText)
		}
	}
	if len(m.items) > 0 {
		d.lines()
	}
	d.objects = append(d.objects, m.tip.host)
}

func (d *menuDrawing) lines() {
	m := d.menu
	at, size := m.panel()
	panel := d.surface(at.X, at.Y, size.Width, size.Height, 7, inkCard)
	panel.StrokeColor, panel.StrokeWidth = inkBorder.now(), 1
	panel.Shadow.Color, panel.Shadow.Offset, panel.Shadow.BlurRadius = inkScrim.now(), fyne.NewPos(0, 3), 10
	y := at.Y + menuEdge
	for i, item := range m.items {
		if item.Text == "" {
			d.surface(at.X+menuEdge, y+4, size.Width-2*menuEdge, 1, 0, inkBorder)
			y += menuLine
			continue
		}
		if i == m.at {
			d.surface(at.X+menuEdge, y, size.Width-2*menuEdge, m.row, 5, inkChosen)
		}
		letters, keys := inkText, inkMuted
		if item.Off != "" {
			letters, keys = inkFaint, inkFaint
		}
		if item.Checked {
			d.text(Plain("✓"), at.X+menuEdge+7, y, m.row, letters)
		}
		d.text(Plain(item.Text), at.X+menuCheck, y, m.row, letters)
		if item.Keys != "" {
			s := Span{Text: item.Keys, Size: captionSize}
			d.text(s, at.X+size.Width-menuEdge-10-s.measure(s.Text), y, m.row, keys)
		}
		y += m.row
	}
}
