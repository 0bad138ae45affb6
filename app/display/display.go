// Package display finds out whether there is a display that the window can be drawn on,
// before Fyne tries: where there is none, Fyne ends the program with a panic, or with a box
// in English that nothing can intercept. Remote desktops and virtual machines on Windows
// often have no more than OpenGL 1.1, so that they alone are asked for it.
//
// The answer is remembered, as long as the display stays the same and the last window
// there came to be drawn: another process at each start would be slow.
//
// A driver may bring down the process that asks. So the program starts itself with
// [ProbeFlag], in which case it is to probe and do nothing else.
//
// It is not for drawing.
package display

import (
	"errors"
	"fmt"
	"os"
)

// ErrNone is why no window can be shown where nobody sits.
var ErrNone = errors.New("neither DISPLAY nor WAYLAND_DISPLAY is set")

// OpenGLError says that no window can be drawn on this machine.
type OpenGLError struct {
	Program string // this one's path
	Cause   error
}

func (e *OpenGLError) Error() string { return fmt.Sprintf("no OpenGL 2.1: %v", e.Cause) }

func (e *OpenGLError) Unwrap() error { return e.Cause }

// Missing is what a person is told where no window can be drawn. Why may be nil: that there
// is none is all that is known.
func Missing(why error) error {
	if why == nil {
		why = errors.New("no window")
	}
	program, err := os.Executable()
	if err != nil {
		program = "anpisync"
	}
	return &OpenGLError{Program: program, Cause: why}
}

// ProbeFlag is the one argument of a process that is to probe for OpenGL.
const ProbeFlag = "-probe-gl"
