package kit

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapFile is what a file holds, for as long as the program runs. Of its pages, memory gets
// those that are looked at, and the file nothing of what is written to them.
func mapFile(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	mapping, err := windows.CreateFileMapping(windows.Handle(file.Fd()), nil, windows.PAGE_WRITECOPY, 0, 0, nil)
	if err != nil {
		return nil, err
	}
	defer windows.CloseHandle(mapping) // the view stays
	at, err := windows.MapViewOfFile(mapping, windows.FILE_MAP_COPY, 0, 0, 0)
	if err != nil {
		return nil, err
	}
	start := *(*unsafe.Pointer)(unsafe.Pointer(&at)) // no memory of Go's, which vet would take it for
	return unsafe.Slice((*byte)(start), info.Size()), nil
}
