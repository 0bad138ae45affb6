package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"anpisync/views/frame"
)

// textSize is one of the sizes in which all of the window is drawn.
type textSize struct {
	name   string
	factor float32
}

var textSizes = []textSize{{"小", 0.9}, {"標準", 1}, {"大", 1.2}, {"特大", 1.4}}

const settingTextSize = "text_size" // the name of one of them

const usualTextSize = 1

// recallTextSize makes the window appear in the size that was chosen last.
func (w *window) recallTextSize() {
	var name string
	w.sizeKept = w.recall(settingTextSize, &name)
	w.size = slices.IndexFunc(textSizes, func(s textSize) bool { return s.name == name })
	if w.size < 0 {
		w.size = usualTextSize
	}
	frame.Zoom(textSizes[w.size].factor)
}

// setTextSize draws all in another size, at once, and from now on.
func (w *window) setTextSize(size int) {
	if size == w.size {
		return
	}
	w.size = size
	w.sizeKept.set(textSizes[size].name)
	if w.frame == nil {
		return
	}
	w.floor.least = fyne.Size{} // as little as the larger texts leave
	w.frame.Zoom(textSizes[size].factor)
	w.floor.least = w.frame.Room(leastSize)
	w.frameAgain()
}

// textSizeNames are the choices in 設定.
func textSizeNames() []string {
	var names []string
	for _, s := range textSizes {
		names = append(names, s.name)
	}
	return names
}
