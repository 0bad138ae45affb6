package directory

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

const (
	joiner    = '\u200d'
	emojiLook = '\ufe0f' // a variation selector: as an emoji, not as a sign
)

// Deceptive are the places in a text of characters that deceive. A joiner between two emoji
// is none: it makes one of them, such as a family.
func Deceptive(text string) iter.Seq2[int, rune] {
	return func(yield func(int, rune) bool) {
		var before rune // the last character that is seen and is no part of the one before
		for i, r := range text {
			if Deceives(r) && !(r == joiner && pictures(before) && pictures(following(text[i:]))) {
				if !yield(i, r) {
					return
				}
			}
			if r != emojiLook && !isSkin(r) {
				before = r
			}
		}
	}
}

// IsDeceptive says whether any character of a text deceives.
func IsDeceptive(text string) bool {
	if strings.IndexFunc(text, Deceives) < 0 { // nearly always
		return false
	}
	for range Deceptive(text) {
		return true
	}
	return false
}

// following is the second character of a text.
func following(text string) rune {
	_, first := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[first:])
	return second
}

// isSkin says whether a character colours the skin of the emoji before it.
func isSkin(r rune) bool { return 0x1f3fb <= r && r <= 0x1f3ff }

// pictures says whether a character is a picture, as emoji are that are joined; letters in
// circles and squares are none.
func pictures(r rune) bool {
	switch {
	case 0x1f100 <= r && r < 0x1f200, 0x2400 <= r && r < 0x25a0:
		return false
	case 0x2190 <= r && r < 0x2c00, 0x1f000 <= r && r < 0x1fb00:
		return unicode.In(r, unicode.So, unicode.Sm)
	}
	return false
}

// Revealed is a text in which the characters that deceive are seen ([Mark]).
func Revealed(text string) string {
	if !IsDeceptive(text) {
		return text
	}
	var b strings.Builder
	rest := 0
	for i, r := range Deceptive(text) {
		b.WriteString(text[rest:i])
		b.WriteString(Mark(r))
		rest = i + utf8.RuneLen(r)
	}
	b.WriteString(text[rest:])
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
	var listed []func(*T) *string
	for _, f := range fields {
		if f.Listed {
			listed = append(listed, f.Text)
		}
	}
	for i := range changes {
		c := &changes[i]
		if c.After != nil && slices.ContainsFunc(listed, func(text func(*T) *string) bool {
			after := *text(c.After)
			return (c.Before == nil || *text(c.Before) != after) && IsDeceptive(after)
		}) {
			who = append(who, partyOf(c.After))
		}
	}
	return who
}
