package storage

import "syscall"

// isRemote says whether a folder is on another machine's disk, by the magic number of its
// file system (statfs(2)).
func isRemote(dir string) bool {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return false
	}
	return isNetwork(uint32(s.Type))
}

func isNetwork(magic uint32) bool {
	switch magic {
	case 0x6969, // NFS
		0x517B, 0xFE534D42, 0xFF534D42, // SMB, old and new; CIFS
		0x00C36400, // Ceph
		0x5346414F, // AFS
		0x73757245, // Coda
		0x0BD00BD0: // Lustre
		return true
	}
	return false
}
