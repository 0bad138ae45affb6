//go:build !windows

package schedule

import "os/exec"

// hide keeps the console of a tool from flashing up. Here none does.
func hide(*exec.Cmd) {}
