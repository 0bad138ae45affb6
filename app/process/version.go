package process

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker from the release's tag.
var version = "dev"

// Version is that of the program.
func Version() string { return version }

// Versions is the line that -version prints: the program, Go and Fyne.
func Versions() string {
	fyne := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "fyne.io/fyne/v2" {
				fyne = m.Version
			}
		}
	}
	return fmt.Sprintf("AnpiSync %s (%s, Fyne %s, %s/%s)", version, runtime.Version(), fyne, runtime.GOOS, runtime.GOARCH)
}
