package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// inner implements holder.
func (c *Card) inner() fyne.CanvasObject { return c.content }

// inner implements holder.
func (f *Fold) inner() fyne.CanvasObject { return f.all }

// A holder is a widget with others in it that may have the focus.
type holder interface{ inner() fyne.CanvasObject }

// bringIntoView scrolls what holds a widget so that it is seen. Fyne moves the focus
// to what is out of sight and leaves it there.
func bringIntoView(object fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(object)
	if c == nil {
		return
	}
	root := c.Overlays().Top()
	if root == nil {
		root = c.Content()
	}
	path, _ := pathTo(root, object)
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
		if offset.Y = min(offset.Y, max(scroll.Content.MinSize().Height-scroll.Size().Height, 0)); offset != scroll.Offset {
			scroll.ScrollToOffset(offset)
		}
	}
}

// pathTo returns the scrollers between an object and one above it, the innermost
// first, and whether the object is there.
func pathTo(root, object fyne.CanvasObject) (path []*container.Scroll, found bool) {
	if root == object {
		return nil, true
	}
	switch o := root.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			if path, found = pathTo(child, object); found {
				return path, true
			}
		}
	case *container.Scroll:
		if path, found = pathTo(o.Content, object); found {
			return append(path, o), true
		}
	case holder:
		return pathTo(o.inner(), object)
	}
	return nil, false
}
