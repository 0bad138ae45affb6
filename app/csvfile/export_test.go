package csvfile

import (
	"context"

	"anpisync/reconcile/directory"
)

// HashesAtOnce is how many passwords are hashed side by side on so many processors.
var HashesAtOnce = hashesAtOnce

// Result is the edited directory, with no password hashed.
func Result(e *Edit) *directory.Directory { return e.then }

// SideBySide does something with each of several texts, and replaces their values.
func SideBySide(ctx context.Context, values map[string]string, do func(string) (string, error)) error {
	return sideBySide(ctx, &counter{}, values, do)
}
