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
	w := Warning{Kind: WarningDeceives, Parties: append(deceptive(DepartmentFields, departments), deceptive(UserFields, users)...)}
	if len(w.Parties) == 0 {
		return nil
	}
	return []Warning{w}
}

func deceptive[T Department | User](fields []Field[T], changes []Change[T]) (who []Party) {
	for k := range changes {
		c := &changes[k]
		for i := range fields {
			f := &fields[i]
			if f.Listed && c.After != nil && (c.Before == nil || !f.Same(c.Before, c.After)) && strings.IndexFunc(*f.Text(c.After), Deceives) >= 0 {
				who = append(who, partyOf(c.After))
				break
			}
		}
	}
	return who
}
