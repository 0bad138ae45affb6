package storage

import (
	"slices"
	"syscall"
)

// isRemote says whether a folder is on another machine's disk, by the name of its file
// system.
func isRemote(dir string) bool {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return false
	}
	var name []byte
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name = append(name, byte(c))
	}
	return slices.Contains([]string{"smbfs", "nfs", "afpfs", "webdav"}, string(name))
}
