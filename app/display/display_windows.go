package display

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// patience is how long a driver may think. One that is slower is left to Fyne.
const patience = 10 * time.Second

// Reachable asks nothing here, where a program always has a desktop.
func Reachable() error { return nil }

// provenFile, in the data folder, holds the display on which a window was last drawn.
const provenFile = "window.display"

// Check asks a process of its own, unless a window was drawn on this display before.
// answer waits for it, and says why there is no window to be had; nil: there is one. What
// keeps it from asking is no answer. dir is the data folder; empty: nothing is remembered.
func Check(ctx context.Context, dir string) (answer func() error) {
	if dir != "" {
		file := filepath.Join(dir, provenFile)
		proven, err := os.ReadFile(file)
		// Forgotten until Drawn: a window that brings the process down proves nothing more.
		if err == nil && os.Remove(file) == nil && string(proven) == display() {
			return func() error { return nil }
		}
	}
	answer = sync.OnceValue(func() error { return Prove(ctx) })
	go answer()
	return answer
}

// Drawn remembers that a window is on the screen.
func Drawn(dir string) error {
	if dir == "" {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, provenFile), []byte(display()), 0o600)
}

// Prove asks a process of its own, whatever was drawn before: why there is no window to be
// had; nil: there is one.
func Prove(ctx context.Context) error {
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
	return fmt.Errorf("%w: %s", err, cause)
}
