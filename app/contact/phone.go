package contact

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// Phone is a telephone number that was read. Two that reach the same line are equal,
// however they are written.
type Phone struct {
	digits    string // as dialled in Japan, 0 in front; foreign ones with + instead
	extension string
	Fault     Fault
}

// Line tells lines apart; numbers that are wrong are told apart by their digits. It is
// "" where there are none.
func (p Phone) Line() string {
	if p.extension == "" {
		return p.digits
	}
	return p.digits + "#" + p.extension
}

// Dialled is what a telephone dials for a number that is right; "": it is not, or only an
// exchange knows the way.
func (p Phone) Dialled() string {
	if p.Fault != "" {
		return ""
	}
	return p.digits
}

const (
	country        = 81 // Japan
	region         = "JP"
	longest        = 32 // digits; more are in no number
	extensionMost  = 5  // digits of a number that is one by itself
	areaCodeNeeded = 8  // digits of a number that at most lacks its area code
)

// ParsePhone reads a number: digits of any width, with hyphens, spaces and brackets.
// An empty text gives an empty Phone.
func ParsePhone(text string) Phone {
	if text == "" {
		return Phone{}
	}
	var room [2][longest]byte
	r := phoneReader{digits: room[0][:0], extension: room[1][:0]}
	fault := r.read(text)
	p := Phone{digits: string(r.digits), extension: string(r.extension), Fault: fault}
	if r.plus {
		p.digits = national(p.digits)
	}
	if p.Fault == "" {
		p.Fault = p.judge()
	}
	return p
}

// national is what one dials in Japan for digits that had a + in front.
func national(digits string) string {
	if rest, ok := strings.CutPrefix(digits, "81"); ok {
		return "0" + strings.TrimPrefix(rest, "0") // +81 (0)3 …
	}
	return "+" + digits
}

// phoneReader is what was read of a number so far.
type phoneReader struct {
	digits, extension []byte
	plus, inExtension bool
}

// read takes the digits out of a text.
func (r *phoneReader) read(text string) Fault {
	text = norm.NFKC.String(text)
	for len(text) > 0 {
		c, size := rune(text[0]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text)
		}
		switch {
		case '0' <= c && c <= '9' && r.inExtension:
			r.extension = append(r.extension, byte(c))
		case '0' <= c && c <= '9':
			r.digits = append(r.digits, byte(c))
		case c == '+' && len(r.digits) == 0 && !r.plus:
			r.plus = true
		case separates(c):
		default:
			word := extensionWord(text)
			if word == 0 || r.inExtension {
				return PhoneLetters
			}
			r.inExtension = true
			size = word
		}
		text = text[size:]
	}
	if len(r.digits)+len(r.extension) == 0 || len(r.digits)+len(r.extension) > longest || r.inExtension && len(r.extension) == 0 {
		return PhoneLetters
	}
	return ""
}

// separates says whether a character merely stands between digits: every hyphen and
// what is typed for one.
func separates(c rune) bool {
	switch c {
	case '-', ' ', '(', ')', '.', 'ー', '−', '〜', '~':
		return true
	}
	return c >= utf8.RuneSelf && (unicode.Is(unicode.Pd, c) || unicode.IsSpace(c))
}

var extensionWords = []string{"内線番号", "内線", "内", "extension", "ext", "x", "#"}

// extensionWord is the length of the word for an extension that a text begins with; 0:
// none.
func extensionWord(text string) int {
	for _, word := range extensionWords {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			rest := text[len(word):]
			return len(word) + len(rest) - len(strings.TrimLeft(rest, ":.："))
		}
	}
	return 0
}

// judge says what is wrong with the digits.
func (p Phone) judge() Fault {
	if p.digits == "" {
		return PhoneExtension
	}
	known := reachable(p.digits)
	switch {
	case known && p.extension != "":
		return PhoneExtension
	case known:
		return ""
	case p.digits[0] == '+' || p.digits[0] == '0':
		return PhoneUnknown
	case len(p.digits) <= extensionMost:
		return PhoneExtension
	case reachable("0" + p.digits):
		return PhoneNoZero
	case len(p.digits) <= areaCodeNeeded:
		return PhoneNoArea
	}
	return PhoneUnknown
}

// reachable says whether a number can be dialled from Japan.
func reachable(digits string) bool {
	switch {
	case digits[0] == '0' && (len(digits) == 10 || len(digits) == 11) && digits[1] != '0' && !strings.HasPrefix(digits, "010"):
		return japanese.has(digits[1:])
	case digits[0] == '0' || digits[0] == '+': // free calls, other countries
		n, err := phonenumbers.Parse(digits, region)
		return err == nil && phonenumbers.IsValidNumber(n)
	}
	return false
}

// japanese remembers which numbers of nine and of ten digits, behind the 0, are in use,
// by their beginning: a look into the plan of numbers takes some microseconds. The plan
// leaves at least the last four digits free.
var japanese numberPlan

const (
	beginning  = 5
	beginnings = 1e5
)

type numberPlan struct {
	mu    sync.Mutex
	known [2][beginnings]answer
}

type answer uint8

const (
	unasked answer = iota
	inUse
	notInUse
)

func (p *numberPlan) has(digits string) bool {
	at := 0
	for i := range beginning {
		at = 10*at + int(digits[i]-'0')
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	known := &p.known[len(digits)-9][at]
	if *known == unasked {
		*known = notInUse
		if planned(digits) {
			*known = inUse
		}
	}
	return *known == inUse
}

// planned asks the plan of numbers.
func planned(digits string) bool {
	var number uint64
	for i := range len(digits) {
		number = 10*number + uint64(digits[i]-'0')
	}
	code := int32(country)
	return phonenumbers.IsValidNumberForRegion(&phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &number}, region)
}
