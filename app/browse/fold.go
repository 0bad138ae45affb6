package browse

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"anpisync/app/browse/variants"
	"anpisync/reconcile/directory"
)

// Fold is the form in which texts are compared: NFKC, so that ＡＢＣ is ABC and ｶﾞ is ガ;
// lower case; hiragana for katakana. A text that is folded already comes back as it is.
func Fold(s string) string {
	folded, plain := true, true
	for _, r := range s {
		if !inert(r) {
			plain = false
			break
		}
		folded = folded && foldRune(r) == r
	}
	if plain && folded {
		return s
	}
	var f folder
	return string(f.append(make([]byte, 0, len(s)), s))
}

// inert says whether NFKC leaves a character as it is, whatever stands beside it, as far
// as that beside is inert too. It has what most names are made of; for others the slow
// way finds out.
func inert(r rune) bool {
	switch {
	case r < 0x80,
		'ぁ' <= r && r <= 'ゖ',
		'ァ' <= r && r <= 'ー', // ・ among them
		0x4E00 <= r && r <= 0x9FFF,
		r == '々',
		0x20000 <= r && r <= 0x2A6DF:
		return true
	}
	return false
}

// foldRune folds a character that is in NFKC. It keeps the length of what is inert.
func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case 'ァ' <= r && r <= 'ヶ', r == 'ヽ', r == 'ヾ':
		return r - ('ァ' - 'ぁ')
	case inert(r): // it has no case
		return r
	}
	return unicode.ToLower(r)
}

// Loose is the form in which texts are searched: [Fold], without blanks, hyphens and what
// is not seen, and one kanji for all that are written one for another ([variants.Folder]).
// So 青木瞳 is in 青木 瞳, 0312 in 03-12, and 渡辺 in 渡邉.
func Loose(s string) string {
	var f folder
	return string(f.appendLoose(make([]byte, 0, len(s)), s))
}

// ignored says whether a search passes over a folded character.
func ignored(r rune) bool {
	switch {
	case r < 0x80:
		return r == ' ' || r == '-' || '\t' <= r && r <= '\r'
	case inert(r): // ー, a vowel, among them
		return false
	case 0x2010 <= r && r <= 0x2015, r == 0x2212: // hyphens, dashes and the minus
		return true
	}
	return unicode.IsSpace(r) || directory.Deceives(r) || unicode.Is(unicode.Variation_Selector, r)
}

// folder folds text after text with the same memory.
type folder struct {
	normal, plain []byte
	variant       func(rune) rune
}

// appendLoose appends the Loose form.
func (f *folder) appendLoose(dst []byte, s string) []byte {
	if f.variant == nil {
		f.variant = variants.Folder()
	}
	start := len(dst)
	for _, r := range s {
		if !inert(r) {
			return f.appendLooseSlowly(dst[:start], s)
		}
		if r = foldRune(r); !ignored(r) {
			dst = utf8.AppendRune(dst, f.variant(r))
		}
	}
	return dst
}

func (f *folder) appendLooseSlowly(dst []byte, s string) []byte {
	f.plain = f.appendSlowly(f.plain[:0], s)
	for plain := f.plain; len(plain) > 0; {
		r, n := utf8.DecodeRune(plain)
		plain = plain[n:]
		if !ignored(r) {
			dst = utf8.AppendRune(dst, f.variant(r))
		}
	}
	return dst
}

func (f *folder) append(dst []byte, s string) []byte {
	start := len(dst)
	for _, r := range s {
		if !inert(r) {
			return f.appendSlowly(dst[:start], s)
		}
		dst = utf8.AppendRune(dst, foldRune(r))
	}
	return dst
}

func (f *folder) appendSlowly(dst []byte, s string) []byte {
	f.normal = norm.NFKC.AppendString(f.normal[:0], s)
	for normal := f.normal; len(normal) > 0; {
		r, n := utf8.DecodeRune(normal)
		dst = utf8.AppendRune(dst, foldRune(r))
		normal = normal[n:]
	}
	return dst
}

// Words are the words of what is searched for, in the form in which they are ([Loose]).
func Words(query string) []string {
	words := strings.Fields(Fold(query))
	for i, word := range words {
		words[i] = Loose(word)
	}
	return slices.DeleteFunc(words, func(word string) bool { return word == "" })
}

// Range is a part of a text, in bytes.
type Range struct{ Start, End int }

// Highlighter finds the words of a search in texts that are drawn. It uses its memory
// again, so that one serves one goroutine.
type Highlighter struct {
	words    [][]byte
	folder   folder
	folded   []byte
	from, to []int // of each byte of folded: where in the text its segment begins and ends
	hits     []Range
}

// NewHighlighter finds the words of a query.
func NewHighlighter(query string) *Highlighter {
	h := new(Highlighter)
	for _, word := range Words(query) {
		h.words = append(h.words, []byte(word))
	}
	return h
}

// Hits are the parts of text that a word of the query found, from left to right and not
// overlapping; they are good until the next call. A hit in a part of what is one
// character, such as the 株 of ㈱, is the whole character.
func (h *Highlighter) Hits(text string) []Range {
	h.hits = h.hits[:0]
	if len(h.words) == 0 || text == "" {
		return nil
	}
	h.fold(text)
	for _, word := range h.words {
		for at := 0; ; {
			i := bytes.Index(h.folded[at:], word)
			if i < 0 {
				break
			}
			start, end := at+i, at+i+len(word)
			h.hits = append(h.hits, Range{h.from[start], h.to[end-1]})
			at = end
		}
	}
	return h.merge()
}

// fold keeps, for each byte of the folded text, the segment of text that it comes from.
func (h *Highlighter) fold(text string) {
	h.folded, h.from, h.to = h.folded[:0], h.from[:0], h.to[:0]
	for start := 0; start < len(text); {
		end := start + norm.NFKC.NextBoundaryInString(text[start:], true)
		h.folded = h.folder.appendLoose(h.folded, text[start:end])
		for len(h.from) < len(h.folded) {
			h.from = append(h.from, start)
			h.to = append(h.to, end)
		}
		start = end
	}
}

// merge joins hits that overlap or touch.
func (h *Highlighter) merge() []Range {
	slices.SortFunc(h.hits, func(a, b Range) int { return a.Start - b.Start })
	merged := h.hits[:0]
	for _, r := range h.hits {
		if n := len(merged); n > 0 && r.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, r.End)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}
