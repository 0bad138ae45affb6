package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Select is a choice of one among several options that drop down. Space, Return and the
// arrow keys open it; nothing is chosen before a person has seen the options.
type Select struct {
	widget.BaseWidget
	focus
	ability
	pointer
	choice
	options []string
	prefix  string
	cut     bool // what is shown, for want of room

	// OnOpen opens something in place of the list of options, at a place in the window;
	// nil: the options drop down.
	OnOpen func(at fyne.Position)
}

// NewSelect makes a choice whose first option is chosen. changed may be nil; it is
// given the option's index.
func NewSelect(options []string, changed func(int)) *Select {
	s := &Select{options: options}
	s.choice = choice{self: s, options: func() int { return len(s.options) }, changed: changed}
	s.focus.self, s.ability.self, s.pointer.self = s, s, s
	s.ExtendBaseWidget(s)
	return s
}

// Prefix puts a word before the option that is shown, and returns the Select.
func (s *Select) Prefix(text string) *Select {
	s.prefix = text
	return s
}

// SetOptions puts other words to the options; the place that is chosen stays.
func (s *Select) SetOptions(options []string) {
	if !slices.Equal(s.options, options) {
		s.options = options
		s.Refresh()
	}
}

func (s *Select) shown() string {
	if s.chosen < len(s.options) {
		return s.options[s.chosen]
	}
	return ""
}

// MouseIn implements desktop.Hoverable.
func (s *Select) MouseIn(event *desktop.MouseEvent) {
	s.pointer.MouseIn(event)
	s.MouseMoved(event)
}

// MouseMoved implements desktop.Hoverable.
func (s *Select) MouseMoved(event *desktop.MouseEvent) {
	tip := ""
	if s.cut {
		tip = s.prefix + s.shown()
	}
	tellAt(s, tip, event.AbsolutePosition)
}

// MouseOut implements desktop.Hoverable.
func (s *Select) MouseOut() {
	s.pointer.MouseOut()
	tellAt(s, "", fyne.Position{})
}

// Tapped implements fyne.Tappable.
func (s *Select) Tapped(*fyne.PointEvent) {
	if s.disabled {
		return
	}
	s.take()
	s.open()
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown, fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight:
		if s.once(event) && !s.disabled {
			s.open()
		}
	default:
		s.focus.TypedKey(event)
	}
}

func (s *Select) open() {
	items := make([]*fyne.MenuItem, len(s.options))
	for i, option := range s.options {
		items[i] = fyne.NewMenuItem(option, func() { s.Choose(i) })
		items[i].Checked = i == s.chosen
	}
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(s)
	if c == nil {
		return
	}
	at := driver.AbsolutePositionForObject(s).AddXY(0, s.Size().Height+2)
	if s.OnOpen != nil {
		s.OnOpen(at)
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtPosition(at)
	for range s.chosen + 1 { // the keys go on from what is chosen
		menu.ActivateNext()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	surface, outline, label := box(5), ring(6), newText()
	surface.StrokeWidth = 1
	arrow := canvas.NewImageFromResource(theme.MenuDropDownIcon())
	const inset, icon = 10, 16
	return draw(s,
		func() fyne.Size {
			var widest float32
			for _, option := range s.options {
				widest = max(widest, Span{}.measure(s.prefix+option))
			}
			return fyne.NewSize(widest+2*inset+icon, max(label.MinSize().Height+10, 30))
		},
		func(size fyne.Size) {
			surface.Resize(size)
			place(outline, -1, -1, size.Width+2, size.Height+2)
			shown, _ := Span{}.fit(s.prefix+s.shown(), size.Width-2*inset-icon+0.5)
			Span{}.write(label, shown)
			middle(label, inset, size.Height)
			s.cut = shown != s.prefix+s.shown()
			place(arrow, size.Width-icon-6, (size.Height-icon)/2, icon, icon)
		},
		func() {
			surface.FillColor, surface.StrokeColor = inkCard.now(), inkInput.now()
			if s.over && !s.disabled {
				surface.FillColor = inkHover.now()
			}
			Span{}.write(label, s.prefix+s.shown())
			label.Color = inkText.now()
			if s.disabled {
				label.Color = inkFaint.now()
			}
			arrow.Resource = theme.MenuDropDownIcon()
			showRing(outline, s.focused)
		},
		surface, label, arrow, outline)
}
