//go:build !windows && !darwin

package credentials

import (
	"errors"
	"fmt"
	"testing"

	"github.com/godbus/dbus/v5"
)

// A person is told to unlock the keyring, or that there is none, or neither; the names are
// those of the Secret Service and of the bus.
func TestKeyring_WhatTheBusAnswersIsNamed(t *testing.T) {
	for answer, want := range map[string]error{
		"org.freedesktop.Secret.Error.IsLocked":        ErrLocked,
		"org.freedesktop.DBus.Error.ServiceUnknown":    ErrMissing,
		"org.freedesktop.DBus.Error.NameHasNoOwner":    ErrMissing,
		"org.freedesktop.DBus.Error.NoServer":          ErrMissing,
		"org.freedesktop.DBus.Error.Spawn.ExecFailed":  ErrMissing,
		"org.freedesktop.DBus.Error.AccessDenied":      ErrRefused,
		"org.freedesktop.Secret.Error.NoSuchObject":    ErrRefused,
		"org.freedesktop.DBus.Error.ServiceUnknownToo": ErrRefused,
	} {
		if got := classify(fmt.Errorf("ask: %w", dbus.Error{Name: answer})); got != want {
			t.Errorf("%s: %v, want %v", answer, got, want)
		}
	}
	for text, want := range map[string]error{
		"failed to unlock correct collection '/x'": ErrLocked,
		"dbus.Store: type mismatch":                ErrRefused,
		"dial unix /run/user/0/bus: no such file":  ErrMissing,
		"so it failed to unlock":                   ErrMissing,
	} {
		if got := classify(errors.New(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
