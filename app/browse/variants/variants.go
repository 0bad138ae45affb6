// Package variants knows which kanji are written one for another in names: 辺, 邊 and 邉,
// 高 and 髙, 崎 and 﨑, 斉, 斎, 齊 and 齋. Whoever looks for 渡辺 does not remember which.
//
// The table is made by go generate of two that others keep: 異体辞書, which is in the
// public domain and has the variants of JIS X 0208 (as SKK-JISYO.itaiji), and the
// variants of Unicode's Unihan database (LICENSE), of which those are taken that Japanese
// character sets have. It is for searching, not for telling characters apart: some that
// share a line differ in meaning.
package variants

import (
	_ "embed"
	"strings"
	"sync"
)

//go:generate go run generate.go
//go:embed variants.txt
var text string

// The kanji for which there is a quick way.
const first, last = 0x4e00, 0x9fff

type table struct {
	common [last - first + 1]rune // 0: the kanji itself
	rare   map[rune]rune
}

var tables = sync.OnceValue(func() *table {
	t := &table{rare: map[rune]rune{}}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var one rune // for all of the line
		for _, r := range strings.TrimSpace(line) {
			if one == 0 {
				one = r
			}
			if first <= r && r <= last {
				t.common[r-first] = one
			} else {
				t.rare[r] = one
			}
		}
	}
	return t
})

// Folder gives the function that makes one character of all that are variants of each
// other, and leaves others as they are.
func Folder() func(rune) rune {
	t := tables()
	return func(r rune) rune {
		switch {
		case r < 0x3400:
			return r
		case first <= r && r <= last:
			if one := t.common[r-first]; one != 0 {
				return one
			}
			return r
		}
		if one, ok := t.rare[r]; ok {
			return one
		}
		return r
	}
}
