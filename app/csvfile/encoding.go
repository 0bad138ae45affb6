package csvfile

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Encoding is how characters become bytes. The first two are written, all are read.
type Encoding int

// The encodings.
const (
	UTF8 Encoding = iota
	CP932
	UTF16LE
	UTF16BE
)

func (e Encoding) String() string { return [...]string{"UTF-8", "CP932", "UTF-16LE", "UTF-16BE"}[e] }

// codec is nil for UTF-8, whose bytes are taken as they are: what is wrong with them is
// then found in its line.
func (e Encoding) codec() encoding.Encoding {
	switch e {
	case CP932:
		return japanese.ShiftJIS
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// decoder makes UTF-8 of r. Bytes that are no text become U+FFFD, and in UTF-8 stay.
func (e Encoding) decoder(r io.Reader) io.Reader {
	if c := e.codec(); c != nil {
		return transform.NewReader(r, c.NewDecoder())
	}
	return r
}

// broken is whether text that was decoded holds bytes that are none in this encoding.
func (e Encoding) broken(text string) bool {
	switch e {
	case UTF8:
		return !utf8.ValidString(text)
	case CP932: // 0x80 stands for no character there, and is decoded as a control
		return strings.ContainsAny(text, "\uFFFD\u0080")
	}
	return strings.ContainsRune(text, utf8.RuneError)
}

var byteOrderMarks = []struct {
	mark     string
	encoding Encoding
}{{"\xEF\xBB\xBF", UTF8}, {"\xFF\xFE", UTF16LE}, {"\xFE\xFF", UTF16BE}}

// detect tells the encoding of a file from its beginning, how many bytes of mark it has,
// and what stands in its first line. Where there is no mark, it is the first encoding
// in which the line has one of the columns that every file has.
func detect(beginning []byte) (e Encoding, mark int, header string) {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(beginning, []byte(b.mark)) {
			mark = len(b.mark)
			return b.encoding, mark, b.encoding.firstLine(beginning[mark:])
		}
	}
	for _, e := range []Encoding{UTF8, CP932, UTF16LE, UTF16BE} {
		header := e.firstLine(beginning)
		if known := norm.NFKC.String(header); strings.Contains(known, string(ColumnLogin)) || strings.Contains(known, string(ColumnCode)) {
			return e, 0, header
		}
	}
	return UTF8, 0, UTF8.firstLine(beginning)
}

func (e Encoding) firstLine(beginning []byte) string {
	text, _, _ := strings.Cut(string(e.decode(beginning)), "\n")
	return text
}

func (e Encoding) decode(b []byte) []byte {
	text, err := io.ReadAll(e.decoder(bytes.NewReader(b)))
	if err != nil { // of a decoder that knows no wrong bytes, and a reader that does not fail
		return nil
	}
	return text
}

// separator is what stands between the cells of a header: no column has either in it.
func separator(header string) rune {
	if strings.Contains(header, "\t") && !strings.Contains(header, ",") {
		return '\t'
	}
	return ','
}

// geta stands for a character that a file cannot hold, as in Japanese print.
const geta = '〓'

// twins are characters that CP932 has under another number of Unicode: keyboards of
// other systems than Windows send the former, and nobody sees the difference.
var twins = map[rune]rune{
	'〜': '～', '−': '－', '‖': '∥', '—': '―', '¢': '￠', '£': '￡', '¬': '￢', '¥': '￥', '‾': '￣',
}

// inCP932 has a bit for each character of the Basic Multilingual Plane that it has; it has
// none beyond.
var inCP932 = sync.OnceValue(func() *[(1 << 16) / 64]uint64 {
	var has [(1 << 16) / 64]uint64
	encoder := japanese.ShiftJIS.NewEncoder().Transformer
	var text, coded [8]byte
	for r := range rune(1 << 16) {
		n := utf8.EncodeRune(text[:], r)
		if _, _, err := encoder.Transform(coded[:], text[:n], true); err == nil {
			has[r/64] |= 1 << (r % 64)
		}
	}
	return &has
})

func hasCP932(r rune) bool {
	return r < utf8.RuneSelf || r < 1<<16 && inCP932()[r/64]&(1<<(r%64)) != 0
}

// cp932Form is a text in the letters of CP932, with 〓 for those that it lacks.
func cp932Form(text string) string {
	for _, r := range text {
		if !hasCP932(r) {
			return strings.Map(cp932Rune, text)
		}
	}
	return text
}

func cp932Rune(r rune) rune {
	if hasCP932(r) {
		return r
	}
	if twin, ok := twins[r]; ok {
		return twin
	}
	return geta
}

func hasTwinInCP932(r rune) bool { return r == geta || cp932Rune(r) != geta }

// lacking are the characters of a text that are not there, each once.
func lacking(text string, has func(rune) bool) string {
	var missing []rune
	for _, r := range text {
		if !has(r) && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return string(missing)
}
