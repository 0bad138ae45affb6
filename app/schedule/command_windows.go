package schedule

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// hide keeps the console of a tool from flashing up before the window.
func hide(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NO_WINDOW}
}
