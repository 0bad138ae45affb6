package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// NewPicture shows a picture in a size, whole.
func NewPicture(picture fyne.Resource, width, height float32) fyne.CanvasObject {
	i := canvas.NewImageFromResource(picture)
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSize(width, height))
	return i
}
