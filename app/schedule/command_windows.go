package schedule

import (
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/windows"
)

// tool is where one of the system's is: in a folder earlier in PATH, another may lie in wait.
func tool(name string) string {
	if dir, err := windows.GetSystemDirectory(); err == nil {
		return filepath.Join(dir, name+".exe")
	}
	return name
}

// hide keeps the console of a tool from flashing up before the window.
func hide(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NO_WINDOW}
}
