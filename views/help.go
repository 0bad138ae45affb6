package views

import "anpisync/app/process"

// The chapters of 使い方 that commands lead to.
const (
	helpErrors = "エラーと対処"
	helpKeys   = "キー操作"
)

// openHelp opens 使い方 at a chapter; "": at its beginning.
func (w *window) openHelp(string) {
	text := ""
	for _, line := range w.keyLines() {
		text += line + "\n"
	}
	w.layers.Tell("使い方", text)
}

// showAbout says what the program is, and where its data is.
func (w *window) showAbout() {
	w.layers.Tell(programName, process.Versions()+"\n"+w.app.Dir())
}
