package opengl

import (
	"errors"
	"runtime"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// Probe makes, out of sight, a window like Fyne's.
func Probe() error {
	runtime.LockOSThread()
	if err := glfw.Init(); err != nil {
		return err
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(16, 16, "", nil, nil)
	switch {
	case err != nil:
		return err
	case w == nil: // go-gl logs what it takes for the platform's fault
		return errors.New("no window")
	}
	w.Destroy()
	return nil
}
