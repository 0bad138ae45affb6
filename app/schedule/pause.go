package schedule

import "fmt"

// Cause is why imports without a person hold still.
type Cause string

// The causes.
const (
	// The server has refused the login. Trying again and again would lock the account:
	// a person must log in first.
	CauseLogin Cause = "login"
	// A person has taken an import back (I10), which the next one would do again: a
	// person must import first.
	CauseUndo Cause = "undo"
)

// PausedError says that imports without a person hold still until a person has acted.
type PausedError struct{ Cause Cause }

func (e *PausedError) Error() string {
	return fmt.Sprintf("imports without a person are paused: %s", e.Cause)
}
