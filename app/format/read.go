package format

import (
	"context"
	"errors"
	"io"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// ReadOptions say how a file of a service is taken.
type ReadOptions struct {
	Name     string                // of the file, for the history
	Password string                // the initial one of new people (I3)
	Exclude  bool                  // as in csvfile.ReadOptions
	Progress func(done, total int) // of passwords; may be nil

	// Linked takes what an import from cybozu.com writes over from the file all the same, for
	// linked people too. Without it, only what is here alone is taken for them, as the memo.
	Linked bool
}

// Reading is a file of a service as an edit of the directory, and what the service has.
type Reading struct {
	*csvfile.Edit
	Rows    []Row    // of those who are in the file, by the ids that they have or will have
	Guessed []string // people who were found by their name alone, by login name
}

// Read reads a file in a format. What is wrong with it is csvfile.Errors, whose columns are
// those of the file.
func Read(ctx context.Context, r io.Reader, f *Format, now *directory.Directory, rows []Row, o ReadOptions) (*Reading, error) {
	return nil, errors.ErrUnsupported
}
