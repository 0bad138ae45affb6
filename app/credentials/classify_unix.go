//go:build !windows && !darwin

package credentials

import (
	"errors"
	"strings"

	"github.com/godbus/dbus/v5"
)

// classify names a failure of the Secret Service. An error that does not come as an
// answer over the bus is one of reaching the bus, but for two that have no type: the
// client's own about an unlocking that a person has refused, and that about an answer of
// another shape.
func classify(err error) error {
	var answer dbus.Error
	switch {
	case errors.As(err, &answer):
		switch {
		case strings.HasPrefix(answer.Name, "org.freedesktop.Secret.Error.IsLocked"):
			return ErrLocked
		case answer.Name == "org.freedesktop.DBus.Error.ServiceUnknown",
			answer.Name == "org.freedesktop.DBus.Error.NameHasNoOwner",
			answer.Name == "org.freedesktop.DBus.Error.NoServer",
			strings.HasPrefix(answer.Name, "org.freedesktop.DBus.Error.Spawn"):
			return ErrMissing
		}
		return ErrRefused
	case strings.HasPrefix(err.Error(), "failed to unlock"):
		return ErrLocked
	case strings.HasPrefix(err.Error(), "dbus.Store"):
		return ErrRefused
	}
	return ErrMissing
}
