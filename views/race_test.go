//go:build race

package views

// Under the race detector the pictures take ten times as long.
func init() { watched = true }
