//go:build !windows

package opengl

import (
	"context"
	"os"
	"runtime"

	"anpisync/app/message"
)

// Reachable fails with message.ErrNoDisplay where there is no desktop to show a window on,
// as over SSH: Fyne would end in a panic.
func Reachable() error {
	if runtime.GOOS != "darwin" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return message.ErrNoDisplay
	}
	return nil
}

// Probe asks nothing here.
func Probe() error { return nil }

// Check asks nothing here.
func Check(context.Context, string) (answer func() error) { return func() error { return nil } }

// Prove asks nothing here.
func Prove(context.Context) error { return nil }

// Drawn remembers nothing here.
func Drawn(string) error { return nil }
