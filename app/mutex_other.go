//go:build !windows

package app

// HoldMutex does nothing here, where a program that runs can be replaced.
func HoldMutex() {}
