//go:build !windows

package opengl

import "context"

// Probe asks nothing here.
func Probe() error { return nil }

// Check asks nothing here.
func Check(context.Context) error { return nil }
