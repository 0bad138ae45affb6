// Package frame is what the desktop does with the window and Fyne tells nobody: how large
// it really is, how much room there is beside the task bar, and whether it is minimised
// or fills the screen.
//
// It is not for what is in the window.
package frame

import (
	"fmt"

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
	f.fit()
	f.normal = win.Canvas().Size()
	view.SetMaximizeCallback(f.onMaximized)
	if p.Maximized {
		view.Maximize()
	}
	return f
}

// viewOf finds GLFW's window, which Fyne hands out to nobody: its drawing context is the
// current one while Fyne measures what it is given to show.
func viewOf(win fyne.Window) (view *glfw.Window) {
	content := win.Content()
	win.SetContent(container.New(measured(func() {
		if current := glfw.GetCurrentContext(); current != nil {
			view = current
		}
	})))
	win.SetContent(content)
	return view
}

// measured is a layout of nothing that tells when it is measured.
type measured func()

func (m measured) Layout([]fyne.CanvasObject, fyne.Size) {}

func (m measured) MinSize([]fyne.CanvasObject) fyne.Size {
	m()
	return fyne.Size{}
}

// fit makes Fyne draw what is seen: where the system gives another size than it was
// asked for, Fyne goes on with its own, and then a click hits something else. And it
// keeps the window beside the task bar.
func (f *Frame) fit() {
	area := f.workArea()
	left, top, right, bottom := f.view.GetFrameSize()
	width, height := f.view.GetSize()
	width, height = min(width, area.width-left-right), min(height, area.height-top-bottom)
	f.win.Resize(f.size(width, height))
	if !movable() {
		return
	}
	x, y := f.view.GetPos()
	if !area.contains(rectangle{x - left, y - top, width + left + right, height + top + bottom}) {
		f.view.SetPos(area.x+(area.width+left-right-width)/2, area.y+(area.height+top-bottom-height)/2)
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
	area := f.workArea()
	left, top, right, bottom := f.view.GetFrameSize()
	return size.Min(f.size(area.width-left-right, area.height-top-bottom))
}

// workArea is that of the monitor on which most of the window is.
func (f *Frame) workArea() rectangle {
	x, y := 0, 0
	if movable() {
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
	if f.view.GetAttrib(glfw.Iconified) == glfw.True || f.view.GetAttrib(glfw.Maximized) == glfw.True || f.fullScreen() {
		return
	}
	f.before, f.normal = f.normal, size
}

// onMaximized comes, by the system, before or after the new size.
func (f *Frame) onMaximized(_ *glfw.Window, maximized bool) {
	if maximized && f.normal == f.size(f.view.GetSize()) {
		f.normal = f.before
	}
}

// fullScreen says whether the window covers the whole monitor, by the desktop's doing.
func (f *Frame) fullScreen() bool {
	area := f.workArea()
	width, height := f.view.GetSize()
	return width > area.width || height > area.height || width == area.width && height == area.height
}

// Place is where the window would be shown again; known is false while it is minimised.
func (f *Frame) Place() (p Place, known bool) {
	if f.view.GetAttrib(glfw.Iconified) == glfw.True {
		return Place{}, false
	}
	return Place{f.normal, f.view.GetAttrib(glfw.Maximized) == glfw.True}, true
}

// Raise brings the window to the front, also when it is minimised.
func (f *Frame) Raise() {
	if f.view.GetAttrib(glfw.Iconified) == glfw.True {
		f.view.Restore()
	}
	f.win.RequestFocus()
}

// Place is the size of a window when it does not fill the screen, and whether it does.
type Place struct {
	Size      fyne.Size
	Maximized bool
}

const maximized = " maximized"

// String is WIDTHxHEIGHT, followed by " maximized" or nothing.
func (p Place) String() string {
	text := fmt.Sprintf("%.0fx%.0f", p.Size.Width, p.Size.Height)
	if p.Maximized {
		text += maximized
	}
	return text
}

// ParsePlace reads what String writes.
func ParsePlace(text string) (p Place, ok bool) {
	n, _ := fmt.Sscanf(text, "%fx%f", &p.Size.Width, &p.Size.Height)
	p.Maximized = len(text) > len(maximized) && text[len(text)-len(maximized):] == maximized
	return p, n == 2
}

// rectangle is one of the desktop's, in its own measure.
type rectangle struct{ x, y, width, height int }

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
