package format

import (
	"context"
	"errors"
	"io"

	"anpisync/reconcile/directory"
)

// Row is what a service has of one record, as it was last read or written.
type Row struct {
	Record int64  // the id of the user or department
	Place  int    // in the file
	Line   string // as it stands there
	There  bool   // the service has it still; false: it was told to delete it
}

// Change is what happens to a record at the service.
type Change string

// The changes.
const (
	New     Change = "new"
	Changed Change = "changed"
	Leaves  Change = "leaves"
	Same    Change = "same"
)

// Entry is one record of a draft.
type Entry struct {
	ID     int64 // of the user or department
	Key    string
	Name   string // for people; of who has left, what the service has
	Change Change

	Cells  []string // as they will be written
	Before []string // as the service has them; nil: it does not have the record
	Differ []int    // the columns that change

	// Written says whether it will be in the file.
	Written  bool
	Problems []Problem
}

// ProblemKind is why a cell cannot be handed over.
type ProblemKind string

// The problems.
const (
	ProblemEncoding  ProblemKind = "encoding"  // Characters are not in the encoding of the file
	ProblemLong      ProblemKind = "long"      // longer than Limit
	ProblemMissing   ProblemKind = "missing"   // the service wants it, and it is empty
	ProblemTwice     ProblemKind = "twice"     // With has the same key
	ProblemPassword  ProblemKind = "password"  // a new person needs the initial password, and none is given
	ProblemSeparator ProblemKind = "separator" // the department has the separator of the column in its name
)

// Problem is one thing that cannot be handed over. message.FormatProblem puts it into words.
type Problem struct {
	Kind       ProblemKind
	Key, Name  string // of the record
	Column     string // its label
	Text       string // the cell; never a password
	Characters string
	Limit      int
	With       string
	Geta       bool // 〓 could be written for the characters
}

// Options are what is to be handed over.
type Options struct {
	// Difference is only what differs from what the service has. A format that is Whole is
	// written whole all the same; then it says only which entries change.
	Difference bool
	Replace    bool   // 〓 for characters that the encoding lacks, but in the key
	Password   string // the initial one for new people; never kept

	// LeaveOut leaves records with problems as the service has them: out of the file, or,
	// where that is whole, with the old row. Without it, [Draft.Write] refuses.
	LeaveOut bool
	Skip     map[int64]bool // records that are left out likewise, by id
}

// Draft is what would be handed over, for a person to look at. It does not change.
type Draft struct {
	Format  *Format
	Options Options
	Entries []Entry // in the order of the file: new ones after those that the service has, leavers last

	rows []Row
}

// Counts are how many records a draft has of each change, and how many are in the file.
type Counts struct {
	New, Changed, Leave, Same int
	Written                   int
	Problems                  int // records that have any

	// Vanish are leavers of a format that is whole: they are not in the file. Unmarked are
	// leavers where the format has no mark for them: they must be deleted at the service.
	Vanish, Unmarked int
}

// Prepare says what is to be handed over of a directory to a service that has rows.
func Prepare(f *Format, now *directory.Directory, rows []Row, o Options) (*Draft, error) {
	return nil, errors.ErrUnsupported
}

// Counts counts the entries.
func (d *Draft) Counts() Counts { return Counts{} }

// Problems are those of all entries.
func (d *Draft) Problems() []Problem { return nil }

// ProblemError says that nothing was written.
type ProblemError struct{ Problems []Problem }

func (e *ProblemError) Error() string { return "records that cannot be handed over" }

// Write writes the file. dir is for what does not fit into memory. It refuses with a
// *ProblemError where there are problems, unless they are to be left out.
func (d *Draft) Write(ctx context.Context, w io.Writer, dir string) error { return errors.ErrUnsupported }

// Rows are what the service has once it has taken the file.
func (d *Draft) Rows() []Row { return nil }
