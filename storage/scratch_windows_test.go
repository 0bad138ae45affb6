package storage

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// Excel lets others read the file that it shows, but not replace it.
func TestWriteFileSaysThatAnotherProgramHoldsTheFile(t *testing.T) {
	data, path := t.TempDir(), filepath.Join(t.TempDir(), "users.csv")
	write := func(io.Writer) error { return nil }
	if err := WriteFile(data, path, write); err != nil {
		t.Fatal(err)
	}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	held, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(data, path, write); !errors.Is(err, ErrBusy) {
		t.Errorf("held: %v", err)
	}
	if err := windows.CloseHandle(held); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(data, path, write); err != nil {
		t.Errorf("let go: %v", err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}
