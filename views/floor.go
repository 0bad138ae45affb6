package views

import "fyne.io/fyne/v2"

// floor is a layout with a navigation at the left and a screen that takes the rest. It
// keeps the window from getting smaller than a size.
type floor struct {
	least   fyne.Size
	resized func(fyne.Size) // told of the window's size
}

func (f floor) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.resized(size)
	nav, body := objects[0], objects[1]
	left := nav.MinSize().Width
	nav.Resize(fyne.NewSize(left, size.Height))
	body.Move(fyne.NewPos(left, 0))
	body.Resize(fyne.NewSize(size.Width-left, size.Height))
}

func (f floor) MinSize([]fyne.CanvasObject) fyne.Size { return f.least }
