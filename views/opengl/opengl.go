// Package opengl makes a window like Fyne's, out of sight, to see whether that can be done:
// what a process of its own does for package display.
package opengl
