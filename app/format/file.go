package format

import (
	"errors"
	"io"
)

// Extension ends the name of a file with a format.
const Extension = ".json"

// ErrFile is of what is no file with a format, ErrNewer of one that a newer version wrote.
var (
	ErrFile  = errors.New("no file with a format")
	ErrNewer = errors.New("a format of a newer version")
)

// Encode writes a format as a small file, which holds nobody.
func Encode(w io.Writer, f *Format) error { return errors.ErrUnsupported }

// Decode reads such a file, which anybody may have written.
func Decode(r io.Reader) (*Format, error) { return nil, ErrFile }
