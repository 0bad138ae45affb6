package format

import (
	"context"
	"errors"
	"io"

	"anpisync/reconcile/directory"
)

// Confidence is how sure it is what stands in a column.
type Confidence int

// How sure it is. What is Unsure must be looked at by a person.
const (
	Unsure Confidence = iota
	Likely
	Sure
)

// Match is why a column is taken for what it is.
type Match struct {
	Confidence Confidence
	ByName     bool // its header says so
	Same       int  // of how many people the column says what is here
	Compared   int  // of how many it could be compared
}

// Learned is what a file tells of the format that it is in.
type Learned struct {
	Format  *Format    // the proposal, to be corrected: Format.Columns[i].Source, .Key, .Whole …
	Matches []Match    // of the columns
	Key     Confidence // whether it is sure which column is the key
	Samples [][]string // the first records, five at most, a cell a column
	Known   []string   // whom of here each sample is, by name; "": nobody
	Records int        // in the file
	Sheets  []string   // of the workbook; nil: it is none

	// Differs is the first line that would not be written back to the byte as it is in the
	// file; 0: all would be.
	Differs int
}

// LearnOptions correct what was seen wrongly. The zero value leaves all to the file.
type LearnOptions struct {
	Name  string // of the format
	Head  int    // how many lines stand above the records, plus one; 0: to be found out
	Sheet string // of a workbook; "": the first that looks like people
}

// SampleRows is how many records are shown.
const SampleRows = 5

// Learn looks at a file that a service has exported. What is wrong with it is told by
// csvfile.Errors, or xlsx.ErrFile and xlsx.ErrBeyond.
func Learn(ctx context.Context, r io.Reader, now *directory.Directory, o LearnOptions) (*Learned, error) {
	return nil, errors.ErrUnsupported
}
