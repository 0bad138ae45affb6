package kit

/*
#cgo CFLAGS: -x objective-c
#cgo LDFLAGS: -framework AppKit

#include <stdlib.h>
#import <AppKit/AppKit.h>

static void rename_items(NSMenu *menu, NSString *from, NSString *to)
{
	if ([[menu title] isEqualToString:from])
		[menu setTitle:to];
	for (NSMenuItem *item in [menu itemArray]) {
		if ([[item title] hasPrefix:from])
			[item setTitle:to];
		if ([item hasSubmenu])
			rename_items([item submenu], from, to);
	}
}

static void rename_menu(const char *from, const char *to)
{
	@autoreleasepool {
		rename_items([NSApp mainMenu], [NSString stringWithUTF8String:from], [NSString stringWithUTF8String:to]);
	}
}
*/
import "C"

import "unsafe"

// NameSystemMenu puts the words of the menus that GLFW makes, English whatever the system's
// language is, into Japanese.
func NameSystemMenu(program string) {
	for _, words := range [][2]string{
		{"About", program + "について"}, {"Settings", "設定…"}, {"Services", "サービス"},
		{"Hide Others", "ほかを非表示"}, {"Hide ", program + "を非表示"}, {"Show All", "すべてを表示"}, {"Quit", program + "を終了"},
		{"Window", "ウインドウ"}, {"Minimize", "しまう"}, {"Zoom", "拡大／縮小"}, {"Bring All to Front", "すべてを手前に移動"},
		{"Enter Full Screen", "フルスクリーンにする"},
	} {
		from, to := C.CString(words[0]), C.CString(words[1])
		C.rename_menu(from, to)
		C.free(unsafe.Pointer(from))
		C.free(unsafe.Pointer(to))
	}
}
