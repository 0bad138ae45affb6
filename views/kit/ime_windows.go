package kit

import (
	"unsafe"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

var (
	imm32                   = windows.NewLazySystemDLL("imm32.dll")
	immGetContext           = imm32.NewProc("ImmGetContext")
	immReleaseContext       = imm32.NewProc("ImmReleaseContext")
	immSetCompositionWindow = imm32.NewProc("ImmSetCompositionWindow")
	immSetCandidateWindow   = imm32.NewProc("ImmSetCandidateWindow")
)

// compositionForm is COMPOSITIONFORM, and candidateForm CANDIDATEFORM.
type (
	compositionForm struct {
		style uint32
		x, y  int32
		area  [4]int32
	}
	candidateForm struct {
		index uint32
		compositionForm
	}
)

// placeInput moves the windows of the input method to a point of ours, in pixels.
func placeInput(w fyne.Window, x, y int) {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return
	}
	native.RunNative(func(context any) {
		c, ok := context.(driver.WindowsWindowContext)
		if !ok || c.HWND == 0 {
			return
		}
		input, _, _ := immGetContext.Call(c.HWND)
		if input == 0 { // there is no input method
			return
		}
		const point, candidates = 0x2, 0x40 // CFS_POINT, CFS_CANDIDATEPOS
		form := compositionForm{style: point, x: int32(x), y: int32(y)}
		_, _, _ = immSetCompositionWindow.Call(input, uintptr(unsafe.Pointer(&form)))
		form.style = candidates
		_, _, _ = immSetCandidateWindow.Call(input, uintptr(unsafe.Pointer(&candidateForm{0, form})))
		_, _, _ = immReleaseContext.Call(c.HWND, input)
	})
}

// converts is always false: Windows keeps the keys of a conversion to itself.
func converts(fyne.Window) bool { return false }
