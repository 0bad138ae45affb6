// Package notify shows a notice of the operating system's own, to somebody who is not
// looking at the program, or while it has no window: what an import without a person
// came to. It bears our name and icon, and a click on it opens the window at a place.
//
// It is not for anything that must be read: notices vanish, and where a system shows
// none, [Show] fails and that is all.
package notify

import (
	"context"
	"time"

	"anpisync/app/process"
)

// patience is how long a system may take to show a notice.
const patience = 20 * time.Second

// Notice is one short line and some text below it.
type Notice struct {
	Title, Text string

	Place process.Place // what a click opens
	Data  string        // the data folder of the window; empty: the usual one
}

// Show shows a notice. Where the system tells a click to the process that has shown it and
// to no other, it waits for that, some minutes at the most; where somebody waits for the
// process, a click opens nothing.
func Show(ctx context.Context, n Notice) error { return show(ctx, n) }
