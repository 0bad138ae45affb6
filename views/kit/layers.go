package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A Layer is what the keys do in a screen or dialog. Nil functions do nothing.
type Layer struct {
	Confirm func() // Ctrl+Enter, on macOS ⌘+Enter
	Cancel  func() // Esc
	Keys    []Key  // more
}

// Layers leads the keys of one window to the screen (the base) or, while there
// are dialogs, to the topmost of them alone. Each press counts once, however long
// it lasts, and only for the layer that was on top when it began: what is still held
// down when a layer appears must be released before it can do anything there. And
// Return and Space must be pressed after the layer was drawn: the second half of a
// double press, or one that waited in the queue, was meant for what was there before.
//
// A choice that Fyne drops down over the top layer keeps the keys to itself.
type Layers struct {
	window  fyne.Window
	canvas  fyne.Canvas
	stack   []*layer
	presses presses
	known   map[chord]bool  // the shortcuts that the canvas hands over
	drawing *fyne.Animation // runs until the top layer has been drawn for a moment

	// OnAlt is called when Alt was pressed alone and released, or F10; may be nil.
	OnAlt func()
	alt   bool // it is down, and nothing else was pressed since

	carrying bool // rows are being dragged

	always []Key // served whatever is on top

	ground  ground
	tip     *tip            // of the base
	wanted  wanted          // what is told, or will be
	resting *fyne.Animation // runs until the mouse has rested
}

// drawnFor is how long a layer must have been on the screen before Return and Space
// mean it.
const drawnFor = 200 * time.Millisecond

type layer struct {
	Layer
	overlay fyne.CanvasObject // nil: the base
	dropped func()
}

// layersOf finds a widget's Layers. Fyne gives no other way from a widget to its
// window than the canvas.
var layersOf = make(map[fyne.Canvas]*Layers)

// NewLayers takes over the window's keys. Call it once a window, before its
// content is set.
func NewLayers(window fyne.Window) *Layers {
	l := &Layers{
		window:  window,
		canvas:  window.Canvas(),
		stack:   []*layer{{}},
		presses: make(presses),
		known:   make(map[chord]bool),
		tip:     newTip(),
	}
	layersOf[l.canvas] = l
	l.canvas.SetOnTypedKey(l.TypedKey)
	if c, ok := l.canvas.(desktop.Canvas); ok {
		c.SetOnKeyDown(l.KeyDown)
		c.SetOnKeyUp(l.KeyUp)
	}
	l.listen(newChord(fyne.KeyReturn, fyne.KeyModifierShortcutDefault))
	return l
}

// SetBase gives the window's keys to another screen. Dialogs stay on top.
func (l *Layers) SetBase(base Layer) {
	l.stack[0] = &layer{Layer: base}
	l.admit(base)
}

// Always serves keys over dialogs too.
func (l *Layers) Always(keys ...Key) {
	l.always = keys
	l.admit(Layer{Keys: keys})
}

// Busy reports whether a dialog is open.
func (l *Layers) Busy() bool { return len(l.stack) > 1 }

// Cover keeps all from the window until uncover, while something else has to be answered
// first, such as a dialog of the system. cancel is what Esc does.
func (l *Layers) Cover(cancel func()) (uncover func()) {
	c := newCurtain()
	l.push(Layer{Cancel: cancel}, c, func() {})
	c.Resize(l.canvas.Size())
	return func() { l.drop(c) }
}

// curtain lies over the window.
type curtain struct{ widget.BaseWidget }

func newCurtain() *curtain {
	c := &curtain{}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped implements fyne.Tappable: what lies below is out of reach.
func (c *curtain) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (c *curtain) CreateRenderer() fyne.WidgetRenderer {
	scrim := box(0)
	return draw(c,
		func() fyne.Size { return fyne.Size{} },
		func(size fyne.Size) { scrim.Resize(size) },
		func() { scrim.FillColor = inkScrim.now() },
		scrim)
}

// push puts a dialog on top. dropped is called when it leaves the stack.
func (l *Layers) push(top Layer, overlay fyne.CanvasObject, dropped func()) {
	l.hush()
	l.stack = append(l.stack, &layer{top, overlay, dropped})
	l.canvas.Overlays().Add(overlay)
	l.admit(top)
}

// drop takes a dialog and all above it from the screen, the topmost first.
func (l *Layers) drop(overlay fyne.CanvasObject) {
	at := slices.IndexFunc(l.stack, func(e *layer) bool { return e.overlay == overlay })
	if at < 1 {
		return
	}
	gone := slices.Clone(l.stack[at:])
	l.stack = slices.Delete(l.stack, at, len(l.stack))
	l.canvas.Overlays().Remove(overlay)
	l.changed()
	for _, e := range slices.Backward(gone) {
		e.dropped()
	}
}

func (l *Layers) admit(top Layer) {
	l.changed()
	for _, key := range top.Keys {
		if key.Modifier != 0 {
			l.listen(newChord(key.Name, key.Modifier))
		}
	}
}

// changed is called when another layer is on top. An animation, unlike a clock, runs
// only while frames are drawn.
func (l *Layers) changed() {
	l.hush()
	l.presses.spendAll()
	if l.drawing != nil {
		l.drawing.Stop()
	}
	l.drawing = fyne.NewAnimation(drawnFor, func(at float32) {
		if at >= 1 {
			l.drawing = nil
		}
	})
	l.drawing.Start()
}

// listen makes the canvas hand over a shortcut that finds no widget with the focus.
func (l *Layers) listen(c chord) {
	if l.known[c] {
		return
	}
	l.known[c] = true
	l.canvas.AddShortcut(c.shortcut(), l.TypedShortcut)
	if c.name == fyne.KeyReturn {
		l.canvas.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: c.modifier}, l.TypedShortcut)
	}
}

// KeyDown implements desktop.Keyable. This and the following take what no widget
// with the focus has used.
func (l *Layers) KeyDown(event *fyne.KeyEvent) {
	l.hush()
	l.presses.down(event.Name)
	l.alt = event.Name == desktop.KeyAltLeft || event.Name == desktop.KeyAltRight
	switch event.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if l.drawing != nil {
			l.presses.spend(newChord(event.Name, 0).name)
		}
	}
}

// KeyUp implements desktop.Keyable.
func (l *Layers) KeyUp(event *fyne.KeyEvent) {
	l.presses.up(event.Name)
	switch event.Name {
	case desktop.KeyAltLeft, desktop.KeyAltRight:
		if l.alt {
			l.alt = false
			l.onAlt()
		}
	}
}

// onAlt opens the menu bar, or closes the menu that is open.
func (l *Layers) onAlt() {
	switch top := l.canvas.Overlays().Top().(type) {
	case nil:
		if l.OnAlt != nil {
			l.OnAlt()
		}
	case *menu:
		top.close()
	}
}

// Leave forgets the keys that are down: another window has the keys, and the release of
// Alt that went there is none of ours.
func (l *Layers) Leave() { l.alt = false }

// TypedKey takes a key that came without Ctrl, Alt or ⌘.
func (l *Layers) TypedKey(event *fyne.KeyEvent) {
	if event.Name == fyne.KeyF10 && modifiers() == 0 && l.presses.spend(event.Name) {
		l.onAlt()
		return
	}
	if event.Name == fyne.KeyEscape && l.carrying && l.presses.spend(event.Name) {
		l.carrying = false // it is let go nowhere
		l.hush()
		return
	}
	l.serve(newChord(event.Name, 0))
}

// TypedShortcut implements fyne.Shortcutable.
func (l *Layers) TypedShortcut(s fyne.Shortcut) {
	if c, ok := chordOf(s); ok {
		l.serve(c)
	}
}

// shows reports whether a widget is where the keys are: in the topmost overlay or,
// without one, in the window's content.
func (l *Layers) shows(object fyne.CanvasObject) bool {
	_, found := pathTo(front(l.canvas), object)
	return found
}

// serve does what the top layer has for a chord, if the press is not used up.
func (l *Layers) serve(c chord) {
	top := l.stack[len(l.stack)-1]
	if l.canvas.Overlays().Top() != top.overlay {
		return
	}
	do := top.find(c)
	if do == nil && !top.menu() {
		do = Layer{Keys: l.always}.find(c)
	}
	if do != nil && l.presses.spend(c.name) {
		do()
	}
}

func (l *layer) menu() bool {
	_, is := l.overlay.(*menu)
	return is
}

func (l Layer) find(c chord) func() {
	switch c {
	case chord{fyne.KeyReturn, fyne.KeyModifierShortcutDefault}:
		return l.Confirm
	case chord{fyne.KeyEscape, 0}:
		return l.Cancel
	}
	for _, key := range l.Keys {
		if newChord(key.Name, key.Modifier) == c {
			return key.Do
		}
	}
	return nil
}
