//go:build !windows

package app

// TrustSystemLibraries does nothing here, where the linker knows the folders.
func TrustSystemLibraries() {}
