package cybozu

import (
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// validText reads UTF-8, and fails with [encoding.ErrInvalidUTF8] where it is none. A
// body that ends within a character was cut off: that is [io.ErrUnexpectedEOF], as where
// it ends elsewhere too early, so that it is tried again alike.
func validText(r io.Reader) io.Reader {
	end := &ending{from: r}
	return &text{transform.NewReader(end, encoding.UTF8Validator), end}
}

type text struct {
	valid io.Reader
	end   *ending
}

func (t *text) Read(p []byte) (n int, err error) {
	n, err = t.valid.Read(p)
	if errors.Is(err, encoding.ErrInvalidUTF8) && t.end.withinCharacter() {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// ending remembers the last bytes of what was read.
type ending struct {
	from io.Reader
	last []byte
	over bool
}

func (e *ending) Read(p []byte) (n int, err error) {
	n, err = e.from.Read(p)
	e.last = append(e.last, p[max(n-utf8.UTFMax, 0):n]...)
	e.last = e.last[max(len(e.last)-utf8.UTFMax, 0):]
	e.over = err == io.EOF
	return n, err
}

func (e *ending) withinCharacter() bool {
	for i := len(e.last) - 1; i >= 0; i-- {
		if utf8.RuneStart(e.last[i]) {
			return e.over && !utf8.FullRune(e.last[i:])
		}
	}
	return false
}
