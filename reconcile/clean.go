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
	if strings.ContainsFunc(text, unclean) {
		text = withoutControls(text)
	}
	if text == "" || solid(text[0]) && solid(text[len(text)-1]) {
		return text
	}
	return strings.TrimSpace(text)
}

// solid says that a byte at the end of a text is no white space: nearly every text
// that is no Japanese is done with it.
func solid(b byte) bool { return ' ' < b && b < utf8.RuneSelf }

func withoutControls(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	inRun := false
	for _, r := range text {
		breaks := isBreak(r)
		switch {
		case breaks && !inRun:
			b.WriteByte(' ')
		case !breaks && !unicode.IsControl(r):
			b.WriteRune(r)
		}
		inRun = breaks
	}
	return b.String()
}

// unicode.IsControl holds for exactly C0, DEL and C1.
func unclean(r rune) bool { return unicode.IsControl(r) || isBreak(r) }

func isBreak(r rune) bool {
	return '\t' <= r && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
