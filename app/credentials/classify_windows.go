package credentials

import (
	"errors"

	"golang.org/x/sys/windows"
)

// classify names a failure of the Credential Manager. Sessions without a loaded user
// profile have none.
func classify(err error) error {
	if errors.Is(err, windows.ERROR_NO_SUCH_LOGON_SESSION) {
		return ErrMissing
	}
	return ErrRefused
}
