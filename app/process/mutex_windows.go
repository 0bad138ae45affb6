package process

import "golang.org/x/sys/windows"

// HoldMutex tells the installer, which knows the name, that the program runs. It is held
// until the process ends; where that fails, the installer fails to replace a file.
func HoldMutex() {
	_, _ = windows.CreateMutex(nil, false, windows.StringToUTF16Ptr(`Local\AnpiSync`))
}
