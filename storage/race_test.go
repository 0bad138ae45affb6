//go:build race

package storage

import "flag"

// Under the race detector SQLite, which is all Go here, takes ten times as long.
func init() {
	slow = true
	if err := flag.Set("rapid.checks", "25"); err != nil { // the command line goes over it
		panic(err)
	}
}
