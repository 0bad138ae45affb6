package process

import "golang.org/x/sys/windows"

// TrustSystemLibraries has libraries come from the system's folder alone. Else the first
// place to look would be the program's own, which is the user's to write to.
func TrustSystemLibraries() {
	_ = windows.SetDefaultDllDirectories(windows.LOAD_LIBRARY_SEARCH_SYSTEM32) // since Windows 8
}
