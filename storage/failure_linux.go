package storage

import "syscall"

// linuxKinds are those of errnoKinds that only Linux has.
var linuxKinds = map[error][]syscall.Errno{
	ErrDevice: {
		syscall.EUCLEAN, syscall.EREMOTEIO, syscall.ENOMEDIUM, syscall.EMEDIUMTYPE, syscall.ECOMM, syscall.ENONET,
		syscall.ENOLINK, syscall.EPROTO, syscall.EBADMSG, syscall.ENODATA, syscall.ETIME,
	},
	ErrReadOnly: {syscall.ENOKEY, syscall.EKEYEXPIRED, syscall.EKEYREVOKED, syscall.EKEYREJECTED}, // an encrypted folder
}
