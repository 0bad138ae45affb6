//go:build !windows

package process

// Identify does nothing here, where a program is known by its file.
func Identify() {}
