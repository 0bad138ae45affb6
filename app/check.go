package app

import (
	"anpisync/app/credentials"
	"anpisync/cybozu"
)

// CheckURL says what is wrong with a URL while it is typed; nil: nothing.
func CheckURL(text string) error {
	_, err := cybozu.ParseHost(text)
	return err
}

// CheckInitialPassword says what is wrong with an initial password (I3).
func CheckInitialPassword(text string) error { return credentials.CheckInitialPassword(text) }
