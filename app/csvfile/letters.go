package csvfile

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// The limits that keep memory bounded, for others who read tables. See lines.go.
const (
	MaxLine   = maxLine
	MaxCells  = maxCells
	MaxRows   = maxRows
	MaxErrors = maxErrors
)

// Encodings are all of them.
func Encodings() []Encoding { return []Encoding{UTF8, CP932, UTF16LE, UTF16BE} }

// ParseEncoding is the encoding with a name.
func ParseEncoding(name string) (Encoding, bool) {
	for _, e := range Encodings() {
		if e.String() == name {
			return e, true
		}
	}
	return 0, false
}

// Mark is the byte order mark of the encoding; CP932 has none.
func (e Encoding) Mark() string {
	for _, b := range byteOrderMarks {
		if b.encoding == e {
			return b.mark
		}
	}
	return ""
}

// Detect tells the encoding of a whole file, and how long its mark is: without one it is
// UTF-16 where half of the bytes are zero, UTF-8 where all of it is, and else CP932.
func Detect(file []byte) (e Encoding, mark int) {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(file, []byte(b.mark)) {
			return b.encoding, len(b.mark)
		}
	}
	if utf8.Valid(file) && bytes.IndexByte(file, 0) < 0 {
		return UTF8, 0
	}
	var zeroes [2]int
	head := file[:min(len(file), beginning)]
	for i, b := range head {
		if b == 0 {
			zeroes[i%2]++
		}
	}
	switch { // of the separators and digits of a table, at least
	case zeroes[1] > len(head)/20 && zeroes[0] < zeroes[1]/4:
		return UTF16LE, 0
	case zeroes[0] > len(head)/20 && zeroes[1] < zeroes[0]/4:
		return UTF16BE, 0
	}
	if asUTF8, asCP932 := utf8.RuneCount(file)-utf8.RuneCountInString(strings.ToValidUTF8(string(file), "")), strings.Count(CP932.Decode(file), "\uFFFD"); asUTF8 < asCP932 {
		return UTF8, 0
	}
	return CP932, 0
}

// Decode is a text in UTF-8. Bytes that are none become U+FFFD, and in UTF-8 stay.
func (e Encoding) Decode(file []byte) string {
	if e == UTF8 {
		return string(file)
	}
	return string(e.decode(file))
}

// Encode writes a text that lacks nothing ([Encoding.Lacking]).
func (e Encoding) Encode(w io.Writer) io.WriteCloser {
	c := e.codec()
	if c == nil {
		c = encoding.Nop
	}
	return transform.NewWriter(w, c.NewEncoder())
}

// Broken is whether text that was decoded holds bytes that are none in this encoding.
func (e Encoding) Broken(text string) bool { return e.broken(text) }

// Lacking are the characters of a text that the encoding does not have, each once; to the
// letter, or so that nobody sees the difference.
func (e Encoding) Lacking(text string, toTheLetter bool) string {
	switch {
	case e != CP932:
		return ""
	case toTheLetter:
		return lacking(text, hasCP932)
	}
	return lacking(text, hasTwinInCP932)
}

// Form is a text in the letters of the encoding, with 〓 for those that it lacks.
func (e Encoding) Form(text string) string {
	if e == CP932 {
		return cp932Form(text)
	}
	return text
}
