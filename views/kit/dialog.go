package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Dialog is a panel over the window that has all keys while it is open. It is no
// larger than the window; what does not fit scrolls.
type Dialog struct {
	// Confirm is what Ctrl+Enter does; nil: nothing. Cancel is what Esc does; nil: Close.
	Confirm, Cancel func()
	// Closed is called when the dialog has left the screen, for whatever reason.
	Closed func()

	layers  *Layers
	closing *Button // of one that is read; nil: it has none
	title   *Text
	content fyne.CanvasObject
	buttons []fyne.CanvasObject
	width   float32
	tall    bool
	modal   *modal // nil: not open
}

// NewDialog makes a dialog with its buttons at the lower right, in this order.
// Things other than buttons may stand among them: Space, a Check.
func NewDialog(layers *Layers, title string, content fyne.CanvasObject, buttons ...fyne.CanvasObject) *Dialog {
	return &Dialog{
		layers:  layers,
		title:   NewText(Span{Text: title, Bold: true, Size: 16}),
		content: content,
		buttons: buttons,
		width:   480,
	}
}

// NewInputDialog makes a Dialog in which something is typed or chosen. accept is what its
// last button does, and Ctrl+Enter; it closes the Dialog unless something is wrong.
func NewInputDialog(layers *Layers, title string, content fyne.CanvasObject, yes string, accept func()) *Dialog {
	d := NewDialog(layers, title, content)
	d.buttons, d.Confirm = []fyne.CanvasObject{NewButton("やめる", d.Close), NewPrimaryButton(yes, accept)}, accept
	return d
}

// NewReadDialog makes a dialog that is only read: behind the other buttons is one that
// closes it, as Ctrl+Enter does.
func NewReadDialog(layers *Layers, title string, content fyne.CanvasObject, others ...fyne.CanvasObject) *Dialog {
	d := NewDialog(layers, title, content)
	d.closing = NewPrimaryButton("閉じる", d.Close)
	d.buttons, d.Confirm = append(others, d.closing), d.Close
	return d
}

// Wide gives the dialog another width than the usual 480, and returns it.
func (d *Dialog) Wide(width float32) *Dialog {
	d.width = width
	return d
}

// Tall makes the content as high as the window has room for, and returns the dialog: it is
// something to read, and scrolls in itself.
func (d *Dialog) Tall() *Dialog {
	d.tall = true
	return d
}

// Show opens the dialog, with the focus on a widget or, if that is nil, on the button that
// closes what is read, or else on the first that can have it.
func (d *Dialog) Show(focus fyne.Focusable) {
	if d.modal != nil {
		return
	}
	m := newModal(d)
	d.modal = m
	d.layers.push(Layer{Confirm: d.Confirm, Cancel: d.cancel}, m, func() {
		d.modal = nil
		if d.Closed != nil {
			d.Closed()
		}
	})
	m.Resize(d.layers.canvas.Size())
	switch {
	case focus != nil:
		d.layers.canvas.Focus(focus)
	case d.closing != nil:
		d.layers.canvas.Focus(d.closing)
	default:
		d.layers.canvas.FocusNext()
	}
}

func (d *Dialog) cancel() {
	if d.Cancel != nil {
		d.Cancel()
		return
	}
	d.Close()
}

// Close takes the dialog, and those above it, from the screen.
func (d *Dialog) Close() {
	if d.modal != nil {
		d.layers.drop(d.modal)
	}
}

// Open reports whether the dialog is on the screen.
func (d *Dialog) Open() bool { return d.modal != nil }

// What scrolls has room for its bar, which lies at the edge of a dialog, and for the rings and
// the halves of lines around what is in it, which it would cut.
const (
	BarRoom float32 = 12
	rings   float32 = 4
)

// modal covers the window and shows a dialog's panel in its middle.
type modal struct {
	widget.BaseWidget
	dialog *Dialog
	body   *container.Scroll
	foot   *fyne.Container // the buttons
	tip    *tip
}

func newModal(d *Dialog) *modal {
	m := &modal{
		dialog: d,
		body:   paged(container.NewVScroll(nil), Pad(rings, BarRoom, rings, rings, d.content)),
		foot:   Row(Gap, append([]fyne.CanvasObject{Space()}, d.buttons...)...),
		tip:    newTip(),
	}
	m.ExtendBaseWidget(m)
	return m
}

// Tapped implements fyne.Tappable: what lies below is out of reach.
func (m *modal) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (m *modal) CreateRenderer() fyne.WidgetRenderer {
	const inset, margin float32 = 20, 24
	scrim, panel := box(0), box(10)
	panel.StrokeWidth = 1
	title, content := m.dialog.title, m.dialog.content
	body, foot := m.body, m.foot
	chrome := func() float32 { // the height of all but the body
		height := 2*inset + title.MinSize().Height + 14
		if len(m.dialog.buttons) > 0 {
			height += 18 + foot.MinSize().Height
		}
		return height
	}
	return draw(m,
		// A dialog whose content grew is laid out again because this changes.
		func() fyne.Size { return fyne.NewSize(0, min(chrome()+wish(content), m.Size().Height)) },
		func(size fyne.Size) {
			scrim.Resize(size)
			width := min(max(m.dialog.width, foot.MinSize().Width+2*inset), size.Width-2*margin)
			inner := width - 2*inset
			content.Resize(fyne.NewSize(inner, content.MinSize().Height)) // lines break anew …
			high := size.Height - 2*margin - chrome()
			if !m.dialog.tall {
				high = min(wish(content), high) // … which tells the height
			}
			height := high + chrome()
			x, y := floor((size.Width-width)/2), floor((size.Height-height)/2)
			place(panel, x, y, width, height)
			head := title.MinSize().Height
			place(title, x+inset, y+inset, inner, head)
			place(body, x+inset-rings, y+inset+head+14-rings, inner+rings+BarRoom, high+2*rings)
			content.Resize(fyne.NewSize(inner, max(content.MinSize().Height, high))) // the body, as large as before, leaves it as it is
			footHigh := foot.MinSize().Height
			place(foot, x+inset, y+height-inset-footHigh, inner, footHigh)
			m.tip.host.Resize(size)
		},
		func() {
			scrim.FillColor = inkScrim.now()
			panel.FillColor, panel.StrokeColor = inkCard.now(), inkBorder.now()
			panel.Shadow.Color, panel.Shadow.Offset, panel.Shadow.BlurRadius = inkScrim.now(), fyne.NewPos(0, 4), 12
		},
		scrim, panel, title, body, foot, m.tip.host)
}
