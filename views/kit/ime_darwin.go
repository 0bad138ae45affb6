package kit

/*
#cgo CFLAGS: -x objective-c
#cgo LDFLAGS: -framework AppKit

#include <stdbool.h>
#include <stdint.h>
#import <AppKit/AppKit.h>

static bool has_marked_text(uintptr_t window)
{
	NSView *view = [(NSWindow *)(void *)window contentView];
	return [view respondsToSelector:@selector(hasMarkedText)] && [(id<NSTextInputClient>)view hasMarkedText];
}
*/
import "C"

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// placeInput does nothing here: the system asks GLFW's view, which names the window's corner.
func placeInput(fyne.Window, int, int) {}

// converts says whether an input method is converting: Fyne hears of its keys all the same.
func converts(w fyne.Window) (marked bool) {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return false
	}
	native.RunNative(func(context any) {
		if c, ok := context.(driver.MacWindowContext); ok && c.NSWindow != 0 {
			marked = bool(C.has_marked_text(C.uintptr_t(c.NSWindow)))
		}
	})
	return marked
}
