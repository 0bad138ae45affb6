// Package kit holds the widgets that every screen of the program is built from,
// on top of Fyne: theme and font, keys, forms, panels, dialogs, charts, and the two
// lists (Grid and Tree). It knows nothing of departments, users or imports; it draws what
// it is given and reports what was done. Whatever text that is, characters that would
// deceive are drawn as marks.
//
// It exists because of what Fyne's own widgets leave open. One that has the focus
// swallows Esc and every shortcut, so nothing outside kit makes a focusable widget
// of Fyne's: kit's hand on to Layers what they don't use themselves, and Layers
// gives it to the topmost screen or dialog, once a press. Fyne's table selects cells
// and makes a Tab stop of every tick in it; a row of Grid is one widget that draws
// texts and rectangles. And Fyne's theme has no Japanese of its own; NewTheme takes
// one font for Latin and Japanese from the system.
//
// Everything here belongs to the main goroutine, as all of Fyne does: from another
// one, use fyne.Do. Tab goes through widgets in the order in which a layout was
// given them; Column, Row and Grow keep it the order in which one reads.
package kit
