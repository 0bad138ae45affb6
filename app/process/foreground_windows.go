package process

import "golang.org/x/sys/windows"

var allowSetForegroundWindow = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")

// giveUpForeground lets another process bring its window to the front, which Windows
// allows only to the one that a person has just started.
func giveUpForeground() {
	const anyProcess = ^uintptr(0) // ASFW_ANY
	_, _, _ = allowSetForegroundWindow.Call(anyProcess)
}
