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

func TestEveryWindowsErrorOfAFileHasItsKind(t *testing.T) {
	for _, c := range []struct {
		number syscall.Errno
		kind   error
	}{
		{3, ErrGone}, {53, ErrGone}, {67, ErrGone}, {64, ErrDevice}, {1231, ErrDevice}, // a network drive that is gone
		{5, ErrReadOnly}, {19, ErrMedium}, {21, ErrDevice}, {23, ErrDevice}, {32, ErrBusy}, {33, ErrBusy}, {39, ErrFull}, {112, ErrFull},
		{123, ErrName}, {206, ErrLong}, {267, ErrPlace}, {1450, ErrMemory},
	} {
		if kind := windowsKinds[c.number]; kind != c.kind {
			t.Errorf("error %d is %v, want %v", c.number, kind, c.kind)
		}
	}
}
