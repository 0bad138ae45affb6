//go:build !windows && !darwin

package kit

import "fyne.io/fyne/v2"

// placeInput does nothing here, where GLFW leaves the place to the input method.
func placeInput(fyne.Window, int, int) {}

// converts is always false: GLFW does not know.
func converts(fyne.Window) bool { return false }
