//go:build !windows

package schedule

import "os/exec"

// tool is where one of the system's is.
func tool(name string) string { return name }

// hide keeps the console of a tool from flashing up. Here none does.
func hide(*exec.Cmd) {}
