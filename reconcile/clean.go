package reconcile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean brings a text into the one form in which texts are compared and kept (U12):
// each run of tabs and line breaks becomes one space, control characters disappear,
// white space at both ends is trimmed. It is what it is of its own result.
func Clean(text string) string {
	if mayHoldControls(text) {
		text = withoutControls(text)
	}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	if unicode.IsSpace(first) || unicode.IsSpace(last) {
		return strings.TrimSpace(text)
	}
	return text
}

// mayBeControl says of a byte whether it may be part of a control character: C0 and DEL are
// their own, C1 begins with C2 in UTF-8, U+2028 and 2029 with E2. Hardly any Japanese text
// holds one of these.
var mayBeControl = func() (may [256]bool) {
	for b := range may {
		may[b] = b < ' ' || b == 0x7f || b == 0xc2 || b == 0xe2
	}
	return may
}()

func mayHoldControls(text string) bool {
	for i := range len(text) {
		if mayBeControl[text[i]] {
			return true
		}
	}
	return false
}

func withoutControls(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	inRun := false
	for _, r := range text {
		breaks := isBreak(r)
		switch {
		case breaks && !inRun:
			b.WriteByte(' ')
		case !breaks && !unicode.IsControl(r): // exactly C0, DEL and C1
			b.WriteRune(r)
		}
		inRun = breaks
	}
	return b.String()
}

func isBreak(r rune) bool {
	return '\t' <= r && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
