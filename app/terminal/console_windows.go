package terminal

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	kernel32        = windows.NewLazySystemDLL("kernel32.dll")
	attachConsole   = kernel32.NewProc("AttachConsole")
	allocConsole    = kernel32.NewProc("AllocConsole")
	freeConsole     = kernel32.NewProc("FreeConsole")
	setConsoleTitle = kernel32.NewProc("SetConsoleTitleW")
)

// attached are the standard streams that reach a console.
var attached []**os.File

// Attach makes the standard streams reach the console that started the program, which a
// program with windows is not given. Handles that the caller gave, a pipe or a file, are
// used as they are.
func Attach() {
	if given(windows.STD_OUTPUT_HANDLE) && given(windows.STD_ERROR_HANDLE) {
		return
	}
	const parentProcess = ^uintptr(0)
	if ok, _, _ := attachConsole.Call(parentProcess); ok == 0 {
		return // started by a double click: there is none
	}
	if !given(windows.STD_OUTPUT_HANDLE) {
		attached = append(attached, &os.Stdout)
	}
	if !given(windows.STD_ERROR_HANDLE) {
		attached = append(attached, &os.Stderr)
	}
	if out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
		print(out)
	}
}

// print has the streams that reach a console reach this one.
func print(out *os.File) {
	for _, stream := range attached {
		*stream = out
	}
}

func given(std uint32) bool {
	h, err := windows.GetStdHandle(std)
	return err == nil && h != 0 && h != windows.InvalidHandle
}

const owned = true

// attended says whether the program was started from a console, and nothing else is to
// answer in its place.
func attended() bool { return len(attached) > 0 && !given(windows.STD_INPUT_HANDLE) }

// open leaves the console of the parent for one of the program's own.
func open() (in, out *os.File, err error) {
	_, _, _ = freeConsole.Call()
	if ok, _, err := allocConsole.Call(); ok == 0 {
		return nil, nil, fmt.Errorf("AllocConsole: %w", err)
	}
	_, _, _ = setConsoleTitle.Call(uintptr(unsafe.Pointer(windows.StringToUTF16Ptr("安否シンク"))))
	if in, err = os.OpenFile("CONIN$", os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	if out, err = os.OpenFile("CONOUT$", os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	print(out)
	return in, out, nil
}
