//go:build !windows

package kit

import (
	"os"
	"syscall"
)

// mapFile is what a file holds, for as long as the program runs. Of its pages, memory gets
// those that are looked at, and the file nothing of what is written to them. It must not
// shrink meanwhile: who installs a font puts another file in its place.
func mapFile(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE)
}
