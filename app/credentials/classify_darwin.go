package credentials

import (
	"errors"
	"io/fs"
	"os/exec"
)

// Exit codes of /usr/bin/security: the last byte of the OSStatus.
const (
	exitInteractionNotAllowed = 36  // errSecInteractionNotAllowed, -25308
	exitNoDefaultKeychain     = 37  // errSecNoDefaultKeychain, -25307
	exitAuthFailed            = 51  // errSecAuthFailed, -25293
	exitUserCanceled          = 128 // errSecUserCanceled, -128
)

// classify names a failure of the keychain.
func classify(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return ErrMissing
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		switch exit.ExitCode() {
		case exitInteractionNotAllowed, exitAuthFailed, exitUserCanceled:
			return ErrLocked
		case exitNoDefaultKeychain:
			return ErrMissing
		}
	}
	return ErrRefused
}
