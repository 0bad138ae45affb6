package terminal

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

var (
	kernel32        = windows.NewLazySystemDLL("kernel32.dll")
	attachConsole   = kernel32.NewProc("AttachConsole")
	allocConsole    = kernel32.NewProc("AllocConsole")
	freeConsole     = kernel32.NewProc("FreeConsole")
	setConsoleTitle = kernel32.NewProc("SetConsoleTitleW")
)

// shown are the standard streams that a person sees on a console.
var shown []**os.File

// Attach makes the standard streams reach the console that started the program, which a
// program with windows is not given. Handles that the caller gave, a pipe or a file, are
// used as they are.
func Attach() {
	var missing []**os.File
	for std, stream := range map[uint32]**os.File{windows.STD_OUTPUT_HANDLE: &os.Stdout, windows.STD_ERROR_HANDLE: &os.Stderr} {
		switch h, given := handle(std); {
		case !given:
			missing = append(missing, stream)
		case term.IsTerminal(int(h)):
			shown = append(shown, stream)
		}
	}
	if len(missing) == 0 {
		return
	}
	const parentProcess = ^uintptr(0)
	if ok, _, _ := attachConsole.Call(parentProcess); ok == 0 {
		return // started by a double click: there is none
	}
	if out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
		show(out, missing)
		shown = append(shown, missing...)
	}
}

func show(console *os.File, streams []**os.File) {
	for _, stream := range streams {
		*stream = console
	}
}

// handle is a standard one; given is false where there is none.
func handle(std uint32) (h windows.Handle, given bool) {
	h, err := windows.GetStdHandle(std)
	return h, err == nil && h != 0 && h != windows.InvalidHandle
}

const owned = true

// attended says whether the program was started from a console, and neither a pipe nor a
// file is to answer in its place.
func attended() bool {
	input, given := handle(windows.STD_INPUT_HANDLE)
	return len(shown) > 0 && (!given || term.IsTerminal(int(input)))
}

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
	show(out, shown)
	return in, out, nil
}
