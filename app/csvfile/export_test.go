package csvfile

import "anpisync/reconcile/directory"

// Result is the edited directory, with no password hashed.
func Result(e *Edit) *directory.Directory { return e.then }
