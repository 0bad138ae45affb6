//go:build !linux && !darwin && !windows

package storage

func isRemote(string) bool { return false }
