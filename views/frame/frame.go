// Package frame is what the desktop does with the window and Fyne tells nobody: where and
// how large it really is, how much room there is beside the task bar, whether it is
// minimised or fills the screen, and how large all in it is drawn.
//
// It is not for what is in the window.
package frame

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// Frame is that of a window that is on the screen. It belongs to Fyne's goroutine.
type Frame struct {
	win  fyne.Window
	view *glfw.Window

	normal fyne.Size // as last seen when it neither filled the screen nor was minimised
	before fyne.Size // the size that normal had before
	at     Point     // where its content was then
	from   Point     // where that was before
}

// Show shows a window in a place, or in what there is room for. It gives nil where the
// system has no window to give, of which Fyne says nothing.
func Show(win fyne.Window, p Place) *Frame {
	win.Resize(p.Size)
	win.Show()
	view := viewOf(win)
	if view == nil {
		return nil
	}
	f := &Frame{win: win, view: view}
	width, height := view.GetSize()
	f.fit(width, height, p.At)
	f.normal = win.Canvas().Size()
	if movable() {
		f.at.X, f.at.Y = view.GetPos()
		f.watchMoves()
	}
	view.SetMaximizeCallback(f.onMaximized)
	if p.Maximized {
		view.Maximize()
	}
	return f
}

// viewOf finds GLFW's window, which Fyne hands out to nobody: its drawing context is the
// current one while Fyne measures what it is given to show. What has the keys keeps them.
func viewOf(win fyne.Window) (view *glfw.Window) {
	content, focused := win.Content(), win.Canvas().Focused()
	win.SetContent(container.New(measured(func() {
		if current := glfw.GetCurrentContext(); current != nil {
			view = current
		}
	})))
	win.SetContent(content)
	if focused != nil {
		win.Canvas().Focus(focused)
	}
	return view
}

// measured is a layout of nothing that tells when it is measured.
type measured func()

func (m measured) Layout([]fyne.CanvasObject, fyne.Size) {}

func (m measured) MinSize([]fyne.CanvasObject) fyne.Size {
	m()
	return fyne.Size{}
}

// watchMoves follows the window about, after Fyne.
func (f *Frame) watchMoves() {
	var fynes glfw.PosCallback
	fynes = f.view.SetPosCallback(func(view *glfw.Window, x, y int) {
		if fynes != nil {
			fynes(view, x, y)
		}
		if !f.unusual() {
			f.from, f.at = f.at, Point{x, y}
		}
	})
}

// fit makes Fyne draw what is seen: where the system gives another size than it was
// asked for, Fyne goes on with its own, and then a click hits something else. And it
// keeps the window beside the task bar: where it was, if that is known.
func (f *Frame) fit(width, height int, at *Point) {
	if at != nil && movable() {
		f.view.SetPos(at.X, at.Y)
	}
	area := f.workArea(at)
	left, top, right, bottom := f.view.GetFrameSize()
	width, height = min(width, area.width-left-right), min(height, area.height-top-bottom)
	f.win.Resize(f.size(width, height))
	if !movable() {
		return
	}
	outer := rectangle{0, 0, width + left + right, height + top + bottom}
	if at != nil {
		outer.x, outer.y = at.X-left, at.Y-top
	} else {
		x, y := f.view.GetPos()
		outer.x, outer.y = x-left, y-top
	}
	if inside := outer.into(area, at == nil); inside != outer {
		f.view.SetPos(inside.x+left, inside.y+top)
	}
}

// movable says whether a program may know and choose where its window is.
func movable() bool { return glfw.GetPlatform() != glfw.PlatformWayland }

// size is one in Fyne's measure.
func (f *Frame) size(width, height int) fyne.Size {
	scale := f.win.Canvas().Scale()
	return fyne.NewSize(float32(width)/scale, float32(height)/scale)
}

// Room bounds a size by what a window can have here.
func (f *Frame) Room(size fyne.Size) fyne.Size {
	area := f.workArea(nil)
	left, top, right, bottom := f.view.GetFrameSize()
	return size.Min(f.size(area.width-left-right, area.height-top-bottom))
}

// workArea is that of the monitor on which most of the window is, or will be at a place.
func (f *Frame) workArea(at *Point) rectangle {
	x, y := 0, 0
	switch {
	case at != nil:
		x, y = at.X, at.Y
	case movable():
		x, y = f.view.GetPos()
	}
	width, height := f.view.GetSize()
	var areas []rectangle
	for _, m := range glfw.GetMonitors() {
		var a rectangle
		a.x, a.y, a.width, a.height = m.GetWorkarea()
		areas = append(areas, a)
	}
	return nearest(areas, rectangle{x, y, width, height})
}

// Resized is to be called with each size that the window's content gets.
func (f *Frame) Resized(size fyne.Size) {
	if !f.unusual() {
		f.before, f.normal = f.normal, size
	}
}

// unusual says whether the window is minimised, or fills the screen.
func (f *Frame) unusual() bool {
	return f.view.GetAttrib(glfw.Iconified) == glfw.True || f.view.GetAttrib(glfw.Maximized) == glfw.True || f.fullScreen()
}

// onMaximized comes, by the system, before or after the new size and the new place.
func (f *Frame) onMaximized(_ *glfw.Window, maximized bool) {
	if !maximized {
		return
	}
	if f.normal == f.size(f.view.GetSize()) {
		f.normal = f.before
	}
	if !movable() {
		return
	}
	if x, y := f.view.GetPos(); f.at == (Point{x, y}) {
		f.at = f.from
	}
}

// fullScreen says whether the window covers the whole monitor, by the desktop's doing.
func (f *Frame) fullScreen() bool {
	area := f.workArea(nil)
	width, height := f.view.GetSize()
	return width > area.width || height > area.height || width == area.width && height == area.height
}

// Place is where the window would be shown again; known is false while it is minimised.
func (f *Frame) Place() (p Place, known bool) {
	if f.view.GetAttrib(glfw.Iconified) == glfw.True {
		return Place{}, false
	}
	p = Place{Size: f.normal, Maximized: f.view.GetAttrib(glfw.Maximized) == glfw.True}
	if movable() {
		p.At = &Point{f.at.X, f.at.Y}
	}
	return p, true
}

// Raise brings the window to the front, also when it is minimised.
func (f *Frame) Raise() {
	if f.view.GetAttrib(glfw.Iconified) == glfw.True {
		f.view.Restore()
	}
	f.win.RequestFocus()
}

// Place is the size of a window when it does not fill the screen, where it then is, and
// whether it does.
type Place struct {
	Size      fyne.Size
	At        *Point // nil: wherever the system likes
	Maximized bool
}

// Point is where the content of a window begins, in the desktop's measure.
type Point struct{ X, Y int }

const maximized = " maximized"

// String is WIDTHxHEIGHT, with +X+Y behind it where that is known, followed by
// " maximized" or nothing.
func (p Place) String() string {
	text := fmt.Sprintf("%.0fx%.0f", p.Size.Width, p.Size.Height)
	if p.At != nil {
		text += fmt.Sprintf("%+d%+d", p.At.X, p.At.Y)
	}
	if p.Maximized {
		text += maximized
	}
	return text
}

// ParsePlace reads what String writes.
func ParsePlace(text string) (p Place, ok bool) {
	text, p.Maximized = strings.CutSuffix(text, maximized)
	var at Point
	n, _ := fmt.Sscanf(text, "%fx%f%d%d", &p.Size.Width, &p.Size.Height, &at.X, &at.Y)
	if n == 4 {
		p.At = &at
	}
	return p, n == 2 || n == 4
}

// rectangle is one of the desktop's, in its own measure.
type rectangle struct{ x, y, width, height int }

// into is where a rectangle has to be for an area to hold it, in its middle if that is
// wanted of one that has to move.
func (r rectangle) into(area rectangle, middle bool) rectangle {
	if area.contains(r) {
		return r
	}
	if middle {
		r.x, r.y = area.x+(area.width-r.width)/2, area.y+(area.height-r.height)/2
		return r
	}
	r.x = max(min(r.x, area.x+area.width-r.width), area.x)
	r.y = max(min(r.y, area.y+area.height-r.height), area.y)
	return r
}

func (r rectangle) contains(o rectangle) bool {
	return o.x >= r.x && o.y >= r.y && o.x+o.width <= r.x+r.width && o.y+o.height <= r.y+r.height
}

// shared is how much of another is in it.
func (r rectangle) shared(o rectangle) int {
	width := min(r.x+r.width, o.x+o.width) - max(r.x, o.x)
	height := min(r.y+r.height, o.y+o.height) - max(r.y, o.y)
	return max(width, 0) * max(height, 0)
}

// nearest is the area that shares most with a window, the first where none does. Where
// there is no area, the window has all it wants.
func nearest(areas []rectangle, window rectangle) rectangle {
	if len(areas) == 0 {
		return window
	}
	best := areas[0]
	for _, a := range areas[1:] {
		if a.shared(window) > best.shared(window) {
			best = a
		}
	}
	return best
}
