// Package process is what the program is to the system, from its start to its end,
// whatever it does meanwhile: its version, where its data is, that it runs (for the
// installer), that it has one window, and where its libraries come from.
//
// It is not for the way of an import, which is package app's, nor for a console (package
// terminal).
package process
