package storage

import (
	"os"
	"syscall"
	"testing"
)

// TestWhatGoCallsOtherwiseHasItsKind: Go has names of its own for some of the system's
// numbers, and numbers of its own beside them.
func TestWhatGoCallsOtherwiseHasItsKind(t *testing.T) {
	for number, want := range map[syscall.Errno]error{
		syscall.ERROR_PATH_NOT_FOUND: ErrGone, // which is Go's ENOTDIR too
		syscall.ERROR_FILE_NOT_FOUND: ErrGone,
		syscall.ERROR_ACCESS_DENIED:  ErrReadOnly,
		syscall.EISDIR:               ErrPlace,
		syscall.ENAMETOOLONG:         ErrLong,
	} {
		if kind := KindOf(&os.PathError{Op: "open", Path: "x", Err: number}); kind != want {
			t.Errorf("%v (%d) is %v, want %v", number, number, kind, want)
		}
	}
}
