// Opens an empty window, as large as the program's, to compare its start with.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
)

func main() {
	w := app.NewWithID("jp.anpisync.empty").NewWindow("empty window")
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}
