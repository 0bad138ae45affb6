// Package notify shows a notice of the operating system's own, to somebody who is not
// looking at the program, or while it has no window: what an import without a person
// came to.
//
// It is not for anything that must be read: notices vanish, and where a system shows
// none, [Show] fails and that is all.
package notify

import (
	"context"
	"time"
)

// patience is how long a system may take to show a notice.
const patience = 20 * time.Second

// Show shows a notice of one short line and some text below it.
func Show(ctx context.Context, title, text string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return show(ctx, title, text)
}
