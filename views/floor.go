package views

import (
	"fyne.io/fyne/v2"

	"anpisync/views/kit"
)

// floor is a layout with a navigation at the left, a screen that takes the rest, and below
// the screen a line that is not always there. It keeps the window from getting smaller
// than a size. Where that is still narrow, on a small screen or with large texts, the
// navigation folds, and the screens are told.
type floor struct {
	least   fyne.Size
	resized func(fyne.Size) // told of the window's size
	nav     *kit.Nav
	folded  func(bool) // told when the navigation folds, and unfolds
	narrow  bool
}

func (f *floor) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.resized(size)
	nav, body, line := objects[0], objects[1], objects[2]
	if narrow := size.Width < leastSize.Width; narrow != f.narrow {
		f.narrow = narrow
		f.nav.Fold(narrow)
		f.folded(narrow)
	}
	left := nav.MinSize().Width
	nav.Resize(fyne.NewSize(left, size.Height))
	foot := size.Height
	if line.Visible() {
		line.Resize(fyne.NewSize(size.Width-left, line.Size().Height)) // in another width it has another height
		foot -= line.MinSize().Height
		line.Move(fyne.NewPos(left, foot))
		line.Resize(fyne.NewSize(size.Width-left, line.MinSize().Height))
	}
	body.Move(fyne.NewPos(left, 0))
	body.Resize(fyne.NewSize(size.Width-left, foot))
}

func (f *floor) MinSize([]fyne.CanvasObject) fyne.Size { return f.least }
