package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A holder is a widget with others in it that may have the focus.
type holder interface{ inner() []fyne.CanvasObject }

func (a *TextArea) inner() []fyne.CanvasObject { return []fyne.CanvasObject{a.all} }
func (c *Card) inner() []fyne.CanvasObject     { return []fyne.CanvasObject{c.content} }
func (f *Fold) inner() []fyne.CanvasObject     { return []fyne.CanvasObject{f.all} }
func (g *Grid) inner() []fyne.CanvasObject     { return []fyne.CanvasObject{g.side} }
func (t *Tree) inner() []fyne.CanvasObject     { return []fyne.CanvasObject{t.side} }
func (m *modal) inner() []fyne.CanvasObject    { return []fyne.CanvasObject{m.body, m.foot} }

// Reveal scrolls what holds an object so that it is seen, as far as there is room.
func Reveal(object fyne.CanvasObject) { bringIntoView(object) }

// bringIntoView scrolls what holds a widget so that it is seen. Fyne moves the focus
// to what is out of sight and leaves it there.
func bringIntoView(object fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(object)
	if c == nil {
		return
	}
	path, _ := pathTo(front(c), object)
	for _, scroll := range path {
		const margin = 12
		at := driver.AbsolutePositionForObject(object).Subtract(driver.AbsolutePositionForObject(scroll))
		offset := scroll.Offset
		if under := at.Y + object.Size().Height + margin - scroll.Size().Height; under > 0 {
			offset.Y += under
			at.Y -= under
		}
		if at.Y < margin {
			offset.Y = max(offset.Y+at.Y-margin, 0)
		}
		if right := at.X + object.Size().Width + margin - scroll.Size().Width; right > 0 {
			offset.X += right
			at.X -= right
		}
		if at.X < margin {
			offset.X = max(offset.X+at.X-margin, 0)
		}
		least := scroll.Content.MinSize()
		offset.X = min(offset.X, max(least.Width-scroll.Size().Width, 0))
		offset.Y = min(offset.Y, max(least.Height-scroll.Size().Height, 0))
		if offset != scroll.Offset {
			scroll.ScrollToOffset(offset)
		}
	}
}

// front is what is in front in a window.
func front(c fyne.Canvas) fyne.CanvasObject {
	if top := c.Overlays().Top(); top != nil {
		return top
	}
	return c.Content()
}

// pathTo returns the scrollers between an object and one above it, the innermost
// first, and whether the object is there to be seen. It knows Fyne's plain containers
// and scrollers and the holders of kit.
func pathTo(root, object fyne.CanvasObject) (path []*container.Scroll, found bool) {
	if root == nil || !root.Visible() {
		return nil, false
	}
	if root == object {
		return nil, true
	}
	var below []fyne.CanvasObject
	switch o := root.(type) {
	case *fyne.Container:
		below = o.Objects
	case *container.Scroll:
		path, found = pathTo(o.Content, object)
		return append(path, o), found
	case holder:
		below = o.inner()
	}
	for _, child := range below {
		if path, found = pathTo(child, object); found {
			return path, true
		}
	}
	return nil, false
}
