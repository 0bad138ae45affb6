// Opens an empty window, to compare the program's start with.
package main

import "fyne.io/fyne/v2/app"

func main() { app.NewWithID("jp.anpisync.empty").NewWindow("empty window").ShowAndRun() }
