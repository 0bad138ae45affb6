// Package opengl finds out whether this machine can draw the window, before Fyne tries:
// where it cannot, Fyne ends the program with a box in English that nothing can
// intercept. Remote desktops and virtual machines on Windows often have no more than
// OpenGL 1.1, so that the question is asked there alone.
//
// The answer is remembered, as long as the display stays the same and the last window
// there came to be drawn: another process at each start would be slow.
//
// A driver may bring down the process that asks. So the program starts itself with
// [ProbeFlag], in which case it is to call [Probe] and do nothing else.
//
// It is not for drawing.
package opengl

import (
	"errors"
	"os"

	"anpisync/app/message"
)

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
	return &message.NoOpenGLError{Program: program, Cause: why}
}

// ProbeFlag is the one argument of a process that is to call [Probe].
const ProbeFlag = "-probe-gl"
