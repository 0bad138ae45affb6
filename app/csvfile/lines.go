package csvfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	linewise "anpisync/cybozu/lines"
)

// The limits that keep memory bounded. A line of the second length is far more than any
// record of ours has; the others are those of a spreadsheet and of an office.
const (
	maxFile  = 256 << 20 // bytes, once they are UTF-8
	maxLine  = 1 << 20   // bytes, once they are UTF-8, of all lines of a record
	maxCells = 16_384    // of a record, as in Excel
	maxRows  = 1 << 20   // as in Excel
)

var (
	errLineLong  = errors.New("line too long")
	errFileLarge = errors.New("file too large")
)

// lines gives a reader one line at a time, so that what it has been given is what it has
// asked for, and the rest can be refused before it is read.
type lines struct {
	source *bufio.Reader
	ended  int // lines given to the end
	all    int // bytes given

	record  int  // bytes given since next
	suspect bool // these may not be text, or have NUL
}

// next begins a record, and tells in which line.
func (l *lines) next() (line int) {
	l.record, l.suspect = 0, false
	return l.ended + 1
}

func (l *lines) Read(p []byte) (int, error) {
	n, err := linewise.Read(l.source, p)
	if l.record += n; l.record > maxLine {
		return 0, errLineLong
	}
	if l.all += n; l.all > maxFile {
		return 0, errFileLarge
	}
	if n > 0 && p[n-1] == '\n' {
		l.ended++
	}
	l.suspect = l.suspect || !utf8.Valid(p[:n]) || bytes.IndexByte(p[:n], 0) >= 0
	return n, err
}

var _ io.Reader = (*lines)(nil)
