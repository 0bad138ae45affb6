package schedule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"time"
)

// command runs one of the system's own tools and gives what it printed.
type command func(ctx context.Context, name string, args ...string) (string, error)

// patience is how long a tool may take.
const patience = 30 * time.Second

// run fails with ErrMissing where there is no such tool and with ErrRefused where it
// failed, in its own words.
func run(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, tool(name), args...)
	hide(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	switch {
	case err == nil:
	case errors.Is(err, exec.ErrWaitDelay): // it has ended; what it started holds its output open
		err = nil
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("%w: %w", ErrMissing, err)
	default:
		said := strings.TrimSpace(strings.ToValidUTF8(stderr.String(), "?"))
		err = fmt.Errorf("%w: %s %s: %w: %s", ErrRefused, name, strings.Join(args, " "), err, said)
	}
	return stdout.String(), err
}
