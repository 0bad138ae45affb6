//go:build unix && !linux

package storage

import "syscall"

var linuxKinds map[error][]syscall.Errno
