package csvfile

import (
	"fmt"
	"strings"
)

// ErrorKind tells what is wrong with a line.
type ErrorKind string

// What may be wrong with a whole file. It is not read further then.
const (
	ErrorEmpty         ErrorKind = "empty"          // there is no header
	ErrorKindUnknown   ErrorKind = "kind-unknown"   // the header has none of the columns by which a kind is told
	ErrorColumnUnknown ErrorKind = "column-unknown" // Value is in the header and no column
	ErrorColumnTwice   ErrorKind = "column-twice"
	ErrorOtherColumn   ErrorKind = "other-column" // Value is in the header where a format has Column
	ErrorLineLong      ErrorKind = "line-long"    // more than Limit bytes
	ErrorFileLarge     ErrorKind = "file-large"   // more than Limit bytes
	ErrorManyRows      ErrorKind = "many-rows"    // more than Limit
	ErrorManyErrors    ErrorKind = "many-errors"
)

// What may be wrong with one line.
const (
	ErrorQuote     ErrorKind = "quote"      // quotation marks that do not fit together
	ErrorManyCells ErrorKind = "many-cells" // more than Limit
	ErrorNoColumn  ErrorKind = "no-column"  // Value stands to the right of the header
	ErrorBytes     ErrorKind = "bytes"      // bytes that are no text in the file's encoding
	ErrorNUL       ErrorKind = "nul"

	ErrorRequired ErrorKind = "required" // the cell is empty
	ErrorTwice    ErrorKind = "twice"    // line Other has the same login name or code
	ErrorLong     ErrorKind = "long"     // more than Limit characters
	ErrorNumber   ErrorKind = "number"
	ErrorFlag     ErrorKind = "flag" // neither 0, 1 nor empty

	ErrorPasswordLength ErrorKind = "password-length" // I3
	ErrorPasswordUnseen ErrorKind = "password-unseen" // it has characters that nobody sees
	ErrorNoPassword     ErrorKind = "no-password"     // a new user, in the line or for all (I3)

	ErrorEmailTwice        ErrorKind = "email-twice"        // U10; With has it too
	ErrorUnknownUser       ErrorKind = "unknown-user"       // Value is the login name
	ErrorUnknownDepartment ErrorKind = "unknown-department" // Value is the code
	ErrorMoveLinked        ErrorKind = "move-linked"        // D8
	ErrorParentDeleted     ErrorKind = "parent-deleted"     // the file lacks the parent, and so deletes it
	ErrorRing              ErrorKind = "ring"               // the department is below itself
)

// LineError is one thing that is wrong with a file.
type LineError struct {
	Line   int // in a text editor, from 1, the header
	Row    int // in a spreadsheet, where a cell may have lines; 0: the same
	Column Column
	Kind   ErrorKind
	Value  string // of the cell, cut short; never a password
	Limit  int
	Other  int    // a line
	Sheet  string // of a workbook; empty: the file has none
	With   string // login name of somebody whom the file does not name, or a line of it in Other
}

func (e LineError) Error() string {
	return fmt.Sprintf("line %d: %s %s %q", e.Line, e.Column, e.Kind, e.Value)
}

// Errors is everything that is wrong with a file, in the order of its lines, up to a
// limit that the last one tells of.
type Errors []LineError

// Error tells lines and kinds, for the log.
func (es Errors) Error() string {
	const told = 10
	var b strings.Builder
	fmt.Fprintf(&b, "the file has %d errors:", len(es))
	for _, e := range es[:min(told, len(es))] {
		fmt.Fprintf(&b, " line %d (%s)", e.Line, e.Kind)
	}
	return b.String()
}

const (
	maxErrors = 1000
	maxShown  = 60 // characters of a Value
)

// shown is the beginning of a value, in memory of its own.
func shown(value string) string {
	n := 0
	for i := range value {
		if n++; n > maxShown {
			return strings.ToValidUTF8(value[:i], "\uFFFD") + "…"
		}
	}
	return strings.ToValidUTF8(strings.Clone(value), "\uFFFD")
}
