package kept

import (
	crypto "crypto/rand"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// disguise replaces texts by made-up ones of the same shape and length: letters by letters
// of the same script and case, digits by digits, all else stays where it is. What is equal
// stays equal, also when only the case of ASCII letters differs, or blanks and marks; what
// is not stays different. Nothing leads back: what is made up is random.
type disguise struct {
	random *rand.Rand
	made   map[string]string // letters and digits of a text, in lower case → others
	taken  map[string]bool   // those others
	known  map[string]bool   // texts that were replaced
}

func newDisguise() *disguise {
	var seed [32]byte
	crypto.Read(seed[:]) // never fails
	return &disguise{
		random: rand.New(rand.NewChaCha8(seed)),
		made:   map[string]string{},
		taken:  map[string]bool{},
		known:  map[string]bool{},
	}
}

// unit is a character of a text as it is written, which may be an escape.
type unit struct {
	r   rune
	raw string
}

// text is what a text becomes.
func (d *disguise) text(text string) string {
	units := make([]unit, 0, len(text))
	for i, size := 0, 0; i < len(text); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[i:])
		units = append(units, unit{r, text[i : i+size]})
	}
	return d.units(units)
}

func (d *disguise) units(units []unit) string {
	var plain, core strings.Builder
	for _, u := range units {
		plain.WriteRune(u.r)
		if telling(u.r) {
			core.WriteRune(lower(u.r))
		}
	}
	made := []rune(d.core(core.String()))
	var out strings.Builder
	for _, u := range units {
		switch {
		case u.r == utf8.RuneError && u.raw != "\ufffd" && u.raw[0] != '\\': // a byte that is no text
			out.WriteByte(0xff)
		case !telling(u.r):
			out.WriteString(u.raw)
		default:
			r := made[0]
			made = made[1:]
			if u.r != lower(u.r) && 'a' <= r && r <= 'z' {
				r += 'A' - 'a'
			}
			out.WriteRune(r)
		}
	}
	if core.Len() > 0 {
		d.known[plain.String()] = true
	}
	return out.String()
}

// telling says whether a character tells something about somebody: blanks, marks and
// separators do not.
func telling(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) && !slices.Contains(fixed, r)
}

// fixed stay: they are no letters of their own.
var fixed = []rune{'ー', '々', 'ゝ', 'ゞ', 'ヽ', 'ヾ', 'ｰ'}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// core makes up letters and digits for others, always the same for the same.
func (d *disguise) core(core string) string {
	if core == "" {
		return ""
	}
	if made, known := d.made[core]; known {
		return made
	}
	const enough = 1000 // tries, where hardly any other is left
	made, more := "", ""
	for try := 1; made == "" || d.taken[made] || alike(made, core) && try < enough; try++ {
		if try%(10*enough) == 0 {
			more += "x" // there is none of the same length
		}
		made = strings.Map(d.another, core) + more
	}
	d.made[core], d.taken[made] = made, true
	return made
}

// alike says whether more than half of the characters are the same.
func alike(made, core string) bool {
	a, b := []rune(made), []rune(core)
	same := 0
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			same++
		}
	}
	return same > len(b)/2
}

// scripts are those of which a letter is as good as another.
var scripts = []struct{ from, to rune }{
	{'a', 'z'}, {'0', '9'},
	{'ぁ', 'ゖ'}, {'ァ', 'ヺ'}, {'ｦ', 'ﾝ'},
	{'ａ', 'ｚ'}, {'Ａ', 'Ｚ'}, {'０', '９'},
	{'一', '龠'}, {'가', '힣'}, {0x20000, 0x2a6d6},
}

// another is a character like r.
func (d *disguise) another(r rune) rune {
	if unicode.Is(unicode.Han, r) && r < 0x10000 {
		r = '一' // the rare ones have blocks of their own
	}
	for _, s := range scripts {
		if s.from <= r && r <= s.to {
			for {
				if other := s.from + d.random.Int32N(s.to-s.from+1); telling(other) {
					return other
				}
			}
		}
	}
	const block = 64
	for range 10 * block {
		other := r&^(block-1) + d.random.Int32N(block)
		if telling(other) && lower(other) == other && kind(other) == kind(r) {
			return other
		}
	}
	return 'x'
}

// kind is what a character that may take the place of another has in common with it.
func kind(r rune) [4]any {
	return [4]any{unicode.IsLetter(r), unicode.IsUpper(r), unicode.IsLower(r), utf8.RuneLen(r)}
}

// digits replaces those of a number by others but 0, so that it stays one: its exponent
// stays, and where hardly any other can be read, as near 1e308, the number does.
func (d *disguise) digits(number string) string {
	const enough = 1000 // tries
	_, unread := strconv.ParseFloat(number, 64)
	for range enough {
		exponent := false
		made := strings.Map(func(r rune) rune {
			exponent = exponent || r == 'e' || r == 'E'
			if '0' <= r && r <= '9' && !exponent {
				return '1' + d.random.Int32N(9)
			}
			return r
		}, number)
		if _, err := strconv.ParseFloat(made, 64); err == nil || unread != nil {
			return made
		}
	}
	return number
}

// looksPersonal are addresses, also those of machines, and numbers in a text of which
// nothing else is known.
var looksPersonal = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+` +
	`|[0-9０-９][0-9０-９().‐－ -]{4,}[0-9０-９]|[0-9A-Fa-f]+(?::+[0-9A-Fa-f]+){3,}`)

// longWord may be something that opens a door, where there is a digit in it.
var longWord = regexp.MustCompile(`[A-Za-z0-9_+=-]{20,}`)

// scrubber replaces in texts that are for people what was replaced elsewhere, the secrets,
// and what looks like an address or a number; where a text breaks off, also what one of
// them may have begun with.
func (d *disguise) scrubber(secrets []string) func(text string, broken bool) string {
	words := make([]string, 0, 2*(len(d.known)+len(secrets)))
	texts := make([]string, 0, len(d.known))
	for text := range d.known {
		if text = strings.TrimSpace(text); len(text) > 2 { // shorter ones are in any text
			texts = append(texts, text)
		}
	}
	// The longest first, since the first that fits counts.
	longest := func(a, b string) int { return len(b) - len(a) }
	secrets = slices.SortedFunc(slices.Values(secrets), longest)
	slices.SortFunc(texts, longest)
	for _, word := range slices.Concat(secrets, texts) {
		words = append(words, word, d.text(word))
	}
	known := strings.NewReplacer(words...)
	whole := func(text string) string {
		text = longWord.ReplaceAllStringFunc(text, func(word string) string {
			if strings.ContainsAny(word, "0123456789") {
				return d.text(word)
			}
			return word
		})
		return known.Replace(looksPersonal.ReplaceAllStringFunc(text, d.text))
	}
	return func(text string, broken bool) string {
		if !broken {
			return whole(text)
		}
		end := begun(text, slices.Concat(secrets, texts))
		return whole(text[:end]) + d.text(text[end:])
	}
}

// begun is where the end of a text begins that may be one of some words, or the beginning
// of one, with what looks like an address or a number across it.
func begun(text string, words []string) int {
	end := len(text)
	for _, word := range words {
		for n := min(len(word), len(text)); n > len(text)-end; n-- {
			if strings.HasSuffix(text, word[:n]) {
				end = len(text) - n
			}
		}
	}
	for _, shape := range []*regexp.Regexp{looksPersonal, longWord} {
		for _, at := range shape.FindAllStringIndex(text, -1) {
			if at[0] < end && end < at[1] {
				end = at[0]
			}
		}
	}
	return end
}

// target is what becomes of where a redirect leads: its parameters may name anybody.
func (d *disguise) target(location string) string {
	to, err := url.Parse(location)
	if err != nil {
		return d.text(location)
	}
	query := to.Query()
	for _, values := range query {
		for i := range values {
			values[i] = d.text(values[i])
		}
	}
	to.User, to.RawQuery, to.Fragment, to.RawFragment = nil, query.Encode(), d.text(to.Fragment), ""
	return to.String()
}

// unquoted are the characters of a string of JSON, without its quotes; it may be cut off.
func unquoted(text string) []unit {
	var units []unit
	for i, size := 0, 0; i < len(text); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[i:])
		if r == '\\' && i+1 < len(text) {
			r, size = unescape(text[i:])
		}
		units = append(units, unit{r, text[i : i+size]})
	}
	return units
}

// unescape reads an escape of JSON. Half a pair of surrogates is no character.
func unescape(text string) (r rune, size int) {
	escapes := map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
	if r, simple := escapes[text[1]]; simple {
		return r, 2
	}
	first, whole := hex(text)
	if !whole {
		return utf8.RuneError, min(2, len(text))
	}
	if second, pair := hex(text[6:]); pair && 0xd800 <= first && first < 0xdc00 && 0xdc00 <= second && second < 0xe000 {
		return (first-0xd800)<<10 + (second - 0xdc00) + 0x10000, 12
	}
	if 0xd800 <= first && first < 0xe000 {
		return utf8.RuneError, 6
	}
	return first, 6
}

func hex(text string) (r rune, whole bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}
