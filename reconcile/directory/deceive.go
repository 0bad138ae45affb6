package directory

import (
	"fmt"
	"strings"
	"unicode"
)

// Deceives says whether a character shows nothing and yet is there, or turns the
// direction of those beside it: of two names that look alike, one may have it.
// Variation selectors are not among them, since names such as 葛󠄀城 are written with them.
func Deceives(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u3164', '\uffa0':
		return true // a joiner, and letters without a shape
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// Revealed is a text in which the characters that deceive are seen, as "[U+202E]".
func Revealed(text string) string {
	if strings.IndexFunc(text, Deceives) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if Deceives(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
