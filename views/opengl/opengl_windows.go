package opengl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/go-gl/glfw/v3.4/glfw"

	"anpisync/app/message"
)

// patience is how long a driver may think. One that is slower is left to Fyne.
const patience = 10 * time.Second

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

// Check asks a process of its own, and fails with message.ErrNoOpenGL where there is no
// window to be had. What keeps it from asking is no answer.
func Check(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var complaint strings.Builder
	probe := exec.CommandContext(ctx, program, ProbeFlag)
	probe.Stderr = &complaint
	err = probe.Run()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || ctx.Err() != nil {
		return nil
	}
	cause, _, _ := strings.Cut(complaint.String(), "\n") // a driver that crashes leaves pages
	return fmt.Errorf("%w: %w: %s", message.ErrNoOpenGL, err, cause)
}
