package process

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var setAppUserModelID = windows.NewLazySystemDLL("shell32.dll").NewProc("SetCurrentProcessExplicitAppUserModelID")

// Identify makes this process one of the program that the shortcut starts, to the taskbar.
func Identify() {
	id, err := windows.UTF16PtrFromString(AppUserModelID)
	if err == nil {
		_, _, _ = setAppUserModelID.Call(uintptr(unsafe.Pointer(id))) // without it, the window is another program's
	}
}
