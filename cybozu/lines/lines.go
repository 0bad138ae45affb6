// Package lines gives text a line at a time to what asks for as much as it has room for,
// such as a csv.Reader: so that a record can be refused before more than it is in memory.
//
// It is not for limits, which are its callers'.
package lines

import (
	"bufio"
	"bytes"
)

// Read puts what has come of the next line into p, at most to its end.
func Read(text *bufio.Reader, p []byte) (int, error) {
	waiting, err := text.Peek(1)
	if len(waiting) == 0 {
		return 0, err
	}
	waiting, _ = text.Peek(text.Buffered())
	if end := bytes.IndexByte(waiting, '\n'); end >= 0 {
		waiting = waiting[:end+1]
	}
	n := copy(p, waiting)
	_, err = text.Discard(n)
	return n, err
}
