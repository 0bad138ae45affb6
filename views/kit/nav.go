package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Nav is the navigation at the left: the program's icon and name, its screens, and
// a few lines at the foot. Folded, it is the icons alone, which tell the names to a mouse
// that rests on them. It is one Tab stop; arrow keys move, Return and Space open.
type Nav struct {
	widget.BaseWidget
	focus
	icon     fyne.Resource
	name     string
	items    []NavItem
	selected int
	at       int // what the arrow keys are on
	over     int // what the mouse is on, or -1
	foot     []string
	folded   bool
	opened   func(int)
}

// NavItem is one screen that a Nav leads to.
type NavItem struct {
	Name string
	Icon fyne.Resource // in one colour
}

// The measures of the navigation.
const (
	navWidth  float32 = 184
	navFolded float32 = 54
	navIcon   float32 = 18
	navTop    float32 = 58
	navLow    float32 = 8 // instead of navTop, where the height has no room for the name
	navRow    float32 = 35
	navStep   float32 = 37
)

// NewNav makes a navigation whose first item is selected. opened is called with
// the item's index when a person chooses another one; it may refuse by not calling
// Select.
func NewNav(icon fyne.Resource, name string, items []NavItem, opened func(int)) *Nav {
	n := &Nav{icon: icon, name: name, items: items, opened: opened, over: -1}
	n.focus.self = n
	n.ExtendBaseWidget(n)
	return n
}

// Select shows which screen is open.
func (n *Nav) Select(item int) {
	n.selected, n.at = item, item
	n.Refresh()
}

// Selected is the index of the screen that is open.
func (n *Nav) Selected() int { return n.selected }

// SetFoot changes the lines at the foot.
func (n *Nav) SetFoot(lines ...string) {
	n.foot = lines
	n.Refresh()
}

// Fold leaves more room to the screen, or takes it back.
func (n *Nav) Fold(folded bool) {
	if n.folded != folded {
		n.folded = folded
		n.Refresh()
	}
}

// rows says where the first item is and how far each is from the next: all are in view.
func (n *Nav) rows() (top, step float32) {
	top, step = navTop, navStep
	count, height := float32(len(n.items)), n.Size().Height
	if height > 0 && top+count*step > height {
		top = navLow
		step = min(step, floor((height-top)/max(count, 1)))
	}
	return top, step
}

func (n *Nav) item(y float32) int {
	top, step := n.rows()
	i := int((y - top) / step)
	if y < top || i >= len(n.items) {
		return -1
	}
	return i
}

// Tapped implements fyne.Tappable.
func (n *Nav) Tapped(event *fyne.PointEvent) {
	if i := n.item(event.Position.Y); i >= 0 {
		n.open(i)
	}
}

func (n *Nav) open(item int) {
	n.at = item
	if item != n.selected && n.opened != nil {
		n.opened(item)
	}
	n.Refresh()
}

// FocusGained implements fyne.Focusable.
func (n *Nav) FocusGained() {
	n.at = n.selected
	n.focus.FocusGained()
}

// TypedKey implements fyne.Focusable.
func (n *Nav) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyUp:
		n.at = max(n.at-1, 0)
		n.Refresh()
	case fyne.KeyDown:
		n.at = min(n.at+1, len(n.items)-1)
		n.Refresh()
	default:
		n.focus.press(event, func() { n.open(n.at) })
	}
}

// MouseIn implements desktop.Hoverable.
func (n *Nav) MouseIn(event *desktop.MouseEvent) { n.MouseMoved(event) }

// MouseMoved implements desktop.Hoverable.
func (n *Nav) MouseMoved(event *desktop.MouseEvent) {
	i := n.item(event.Position.Y)
	n.hover(i)
	name := ""
	if n.folded && i >= 0 {
		name = n.items[i].Name
	}
	tellAt(n, name, event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (n *Nav) MouseOut() {
	n.hover(-1)
	tellAt(n, "", fyne.Position{})
}

func (n *Nav) hover(item int) {
	if n.over != item {
		n.over = item
		n.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (n *Nav) CreateRenderer() fyne.WidgetRenderer {
	surface, edge := box(0), box(0)
	icon := canvas.NewImageFromResource(n.icon)
	icon.FillMode = canvas.ImageFillContain
	name := newText()
	chosen, hovered, outline := box(6), box(6), ring(7)
	labels, icons := make([]*canvas.Text, len(n.items)), make([]*canvas.Image, len(n.items))
	objects := []fyne.CanvasObject{surface, edge, icon, name, chosen, hovered}
	for i := range n.items {
		labels[i], icons[i] = newText(), canvas.NewImageFromResource(nil)
		icons[i].FillMode = canvas.ImageFillContain
		objects = append(objects, icons[i], labels[i])
	}
	foot := NewParagraph(Span{Tone: Muted, Size: captionSize})
	objects = append(objects, foot, outline)
	return draw(n,
		func() fyne.Size {
			if n.folded {
				return fyne.NewSize(navFolded, 0)
			}
			return fyne.NewSize(navWidth, 0)
		},
		func(size fyne.Size) {
			top, step := n.rows()
			row := min(navRow, step)
			rowAt := func(i int) float32 { return top + float32(i)*step }
			icon.Hidden, name.Hidden = top < navTop, top < navTop || n.folded
			surface.Resize(size)
			place(edge, size.Width-1, 0, 1, size.Height)
			place(icon, 18, 19, 22, 22)
			middle(name, 48, 60)
			for i, l := range labels {
				h := l.MinSize()
				l.Hidden = n.folded
				place(icons[i], 18, rowAt(i)+floor((row-navIcon)/2), navIcon, navIcon)
				place(l, 44, rowAt(i)+floor((row-h.Height)/2), h.Width, h.Height)
			}
			place(chosen, 8, rowAt(n.selected), size.Width-17, row)
			place(hovered, 8, rowAt(n.over), size.Width-17, row)
			place(outline, 8, rowAt(n.at), size.Width-17, row)
			foot.Resize(fyne.NewSize(size.Width-34, 0))
			height := foot.MinSize().Height
			place(foot, 18, size.Height-height-20, size.Width-34, height)
			foot.Hidden = n.folded || size.Height-height-20 < rowAt(len(n.items)) // no room in a very small window
		},
		func() {
			surface.FillColor, edge.FillColor = inkNav.now(), inkBorder.now()
			Span{Bold: true, Size: 16}.write(name, n.name)
			name.Color = inkText.now()
			chosen.FillColor, hovered.FillColor = inkChosen.now(), inkPressed.now()
			chosen.Hidden = n.selected < 0 || n.selected >= len(n.items)
			hovered.Hidden = n.over < 0 || n.over == n.selected
			for i, l := range labels {
				Span{Bold: i == n.selected}.write(l, n.items[i].Name)
				l.Color = inkText.now()
				shade := theme.ColorNameForeground
				if i == n.selected {
					l.Color, shade = inkLink.now(), theme.ColorNameHyperlink
				}
				icons[i].Resource = nil
				if n.items[i].Icon != nil {
					icons[i].Resource = theme.NewColoredResource(n.items[i].Icon, shade)
				}
				icons[i].Refresh()
			}
			var spans []Span
			for i, line := range n.foot {
				if i > 0 {
					line = "\n" + line
				}
				spans = append(spans, Span{Text: line, Tone: Muted, Size: captionSize})
			}
			foot.SetSpans(spans...)
			showRing(outline, n.focused)
		},
		objects...)
}
