package storage

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// isRemote says whether a folder is on another machine's disk: a share, or a drive that
// leads to one.
func isRemote(dir string) bool {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	volume := filepath.VolumeName(dir)
	if strings.HasPrefix(volume, `\\`) {
		return !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`)
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	return err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
