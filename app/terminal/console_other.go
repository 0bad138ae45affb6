//go:build !windows

package terminal

import (
	"os"

	"golang.org/x/term"
)

// Attach makes the standard streams reach the console that started the program. Here
// they do already.
func Attach() {}

const owned = false // the console is the shell's too

func attended() bool {
	return term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd()))
}

func open() (in, out *os.File, err error) { return os.Stdin, os.Stderr, nil }
