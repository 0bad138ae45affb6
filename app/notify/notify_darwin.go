package notify

import (
	"context"
	"fmt"
	"os/exec"
)

// show has the texts given as arguments, in which AppleScript finds nothing to run.
func show(ctx context.Context, n Notice) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, "osascript",
		"-e", "on run argv",
		"-e", "display notification (item 2 of argv) with title (item 1 of argv)",
		"-e", "end run",
		n.Title, n.Text).CombinedOutput()
	if err != nil {
		return fmt.Errorf("notify: %w: %s", err, out)
	}
	return nil
}
