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
	default:
		if r < 0xad || 0x2070 <= r && r < 0xfeff { // nearly all that is written
			return false
		}
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u3164', '\uffa0':
		return true // a joiner, and letters without a shape
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// Revealed is a text in which the characters that deceive are seen ([Mark]).
func Revealed(text string) string {
	if strings.IndexFunc(text, Deceives) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if Deceives(r) {
			b.WriteString(Mark(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Mark is what is seen of a character that deceives: "[U+202E]".
func Mark(r rune) string { return fmt.Sprintf("[U+%04X]", r) }

// Deceptions warn of the records to which changes give a text that deceives (U12). What
// deceived before is not told again.
func Deceptions(departments []Change[Department], users []Change[User]) []Warning {
	w := Warning{Rule: "U12", Reason: ReasonDeceives}
	for _, c := range departments {
		before := Department{}
		if c.Before != nil {
			before = *c.Before
		}
		if a := c.After; a != nil && (deceivesNow(before.Code, a.Code) || deceivesNow(before.Name, a.Name)) {
			w.Parties = append(w.Parties, a.Party())
		}
	}
	for _, c := range users {
		before := User{}
		if c.Before != nil {
			before = *c.Before
		}
		if a := c.After; a != nil && (deceivesNow(before.LoginName, a.LoginName) || deceivesNow(before.Name, a.Name) ||
			deceivesNow(before.Reading, a.Reading) || deceivesNow(before.Email, a.Email) || deceivesNow(before.Phone, a.Phone)) {
			w.Parties = append(w.Parties, a.Party())
		}
	}
	if len(w.Parties) == 0 {
		return nil
	}
	return []Warning{w}
}

func deceivesNow(before, after string) bool {
	return before != after && strings.IndexFunc(after, Deceives) >= 0
}
