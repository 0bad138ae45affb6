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
	info, _ := debug.ReadBuildInfo()
	return fmt.Sprintf("AnpiSync %s (%s, Fyne %s, %s/%s)", version, runtime.Version(), fyne(info), runtime.GOOS, runtime.GOARCH)
}

// fyne is the version of Fyne in a program; nil: nothing is known of it.
func fyne(of *debug.BuildInfo) string {
	if of != nil {
		for _, m := range of.Deps {
			if m.Path == "fyne.io/fyne/v2" {
				return m.Version
			}
		}
	}
	return "unknown"
}
