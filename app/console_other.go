//go:build !windows

package app

// AttachConsole makes the standard streams reach the console that started the
// program. Here they do already.
func AttachConsole() {}
