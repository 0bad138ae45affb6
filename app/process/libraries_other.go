//go:build !windows

package process

// TrustSystemLibraries does nothing here, where the linker knows the folders.
func TrustSystemLibraries() {}
