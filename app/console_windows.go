package app

import (
	"os"

	"golang.org/x/sys/windows"
)

var attachConsole = windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole")

// AttachConsole makes the standard streams reach the console that started the
// program, which a GUI program is not given. Handles that the caller gave, a pipe or
// a file, are used as they are.
func AttachConsole() {
	if given(windows.STD_OUTPUT_HANDLE) && given(windows.STD_ERROR_HANDLE) {
		return
	}
	const parentProcess = ^uintptr(0)
	if ok, _, _ := attachConsole.Call(parentProcess); ok == 0 {
		return // started by a double click: there is none
	}
	console := func(std uint32, stream **os.File) {
		if given(std) {
			return
		}
		if f, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
			*stream = f
		}
	}
	console(windows.STD_OUTPUT_HANDLE, &os.Stdout)
	console(windows.STD_ERROR_HANDLE, &os.Stderr)
}

func given(std uint32) bool {
	h, err := windows.GetStdHandle(std)
	return err == nil && h != 0 && h != windows.InvalidHandle
}
