package browse

import (
	"slices"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestSearch_FoldMakesKanaWidthAndCaseTheSame(t *testing.T) {
	for text, want := range map[string]string{
		"":          "",
		"abc":       "abc",
		"ABC ＡＢＣ":   "abc abc",
		"タカサキ":      "たかさき",
		"AZ@[":      "az@[",
		"ァヶ":        "ぁゖ",
		"ﾀｶｻｷ ｶﾞｯﾂ": "たかさき がっつ",
		"か\u3099き":  "がき",
		"カ\u3099":   "が",
		"ヴ ヵ ヶ ヽ ー": "ゔ ゕ ゖ ゝ ー",
		"サーバー":      "さーばー",
		"髙﨑 𠮷田":     "髙﨑 𠮷田",
		"㈱トヨクモ":     "(株)とよくも",
		"e\u0301 É": "é é",
		"　x":        " x",
		"①":         "1",
		"佐々木":       "佐々木",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestSearch_LooseLeavesOutWhatIsNotRead(t *testing.T) {
	for text, want := range map[string]string{
		"a b": "ab", "03-12": "0312", "a\tb\rc": "abc", "a‐b―c−d": "abcd", "a\u200bb": "ab", "サーバー": "さーばー", "a.b/c": "a.b/c", "a‖b": "a‖b", "渡邉": "渡辺", "　": "",
	} {
		if got := Loose(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestSearch_HitsAreThoseOfTheTextAlone(t *testing.T) {
	h := NewHighlighter("ab bc x yz")
	for _, c := range []struct {
		text string
		want []Range
	}{{"abc yz", []Range{{0, 3}, {4, 6}}}, {"x", []Range{{0, 1}}}, {"", nil}, {"ab", []Range{{0, 2}}}, {"zab", []Range{{1, 3}}}} {
		if got := h.Hits(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

// The quick ways give what the slow one gives.
func TestSearch_FoldIsNormalisationWhateverTheWay(t *testing.T) {
	runes := []rune("aZ1-@. あがぱんゔゖァガーヶヽ・髙﨑𠮷々㈱ｶﾞﾊﾟ\u3099\u309aÉe\u0301ſẞ　ＡＢ①가\u1100\u1161K")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(runes), 0, 12).Draw(t, "text"))
		var slow []rune
		for _, r := range norm.NFKC.String(text) {
			slow = append(slow, foldRune(r))
		}
		if got := Fold(text); got != string(slow) {
			t.Fatalf("%q: got %q, want %q", text, got, string(slow))
		}
	})
}

func TestSearch_HitsLeadBackToTheOriginal(t *testing.T) {
	for _, c := range []struct {
		query, text string
		want        []string // the parts of the text
	}{
		{"たかさき", "ﾀｶｻｷ ユキ", []string{"ﾀｶｻｷ"}},
		{"がっつ", "ｶﾞｯﾂ石松", []string{"ｶﾞｯﾂ"}},
		{"か", "ｶﾞｯﾂ", nil},
		{"き", "か\u3099き", []string{"き"}},
		{"が", "か\u3099き", []string{"か\u3099"}},
		{"株", "㈱トヨクモ", []string{"㈱"}},
		{"とよ", "㈱トヨクモ", []string{"トヨ"}},
		{"髙", "髙﨑 直海", []string{"髙"}},
		{"高", "髙﨑 直海", []string{"髙"}},
		{"高崎直海", "髙﨑 直海", []string{"髙﨑 直海"}},
		{"0312", "03-1234-5678", []string{"03-12"}},
		{"渡辺", "渡邉 渡邊", []string{"渡邉", "渡邊"}},
		{"葛城", "葛\U000e0100城", []string{"葛\U000e0100城"}},
		{"sato", "sa\u200bto", []string{"sa\u200bto"}},
		{"- ‐", "03-12", nil},
		{"さー", "サーバ", []string{"サー"}},
		{"田", "𠮷田 田中", []string{"田", "田"}},
		{"co ex", "A@Example.CO.jp", []string{"Ex", "CO"}},
		{"ab bc", "xABCx", []string{"ABC"}},
		{"aa", "aaaa", []string{"aaaa"}},
		{"", "abc", nil},
		{"abc", "", nil},
	} {
		var got []string
		for _, r := range NewHighlighter(c.query).Hits(c.text) {
			got = append(got, c.text[r.Start:r.End])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: got %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

// Whatever the search finds in a field is also marked there, in whole characters.
func TestSearch_WhatIsFoundIsMarked(t *testing.T) {
	runes := []rune("aAbあアｱがガｶﾞ\u3099㈱株(髙高𠮷É　 -‐ー\u200b\U000e0100")
	text := func(name string, n int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOfN(rapid.SampledFrom(runes), 0, n).Draw(t, name))
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		query, field := text("query", 3).Draw(t, "query"), text("field", 8).Draw(t, "field")
		var h haystack
		h.add(field)
		h.endRow()
		words := Words(query)
		hits := NewHighlighter(query).Hits(field)
		if found := len(words) > 0 && h.find(words).has(0); found && len(hits) == 0 {
			t.Fatalf("%q is found in %q and not marked", query, field)
		}
		last := -1
		for _, r := range hits {
			if r.Start <= last || r.End <= r.Start || r.End > len(field) || !utf8.RuneStart(field[r.Start]) || r.End < len(field) && !utf8.RuneStart(field[r.End]) {
				t.Fatalf("%q in %q: %v", query, field, hits)
			}
			last = r.End
		}
	})
}

func FuzzHits(f *testing.F) {
	f.Add("か\xff", "ｶﾞ\xff㈱")
	f.Fuzz(func(t *testing.T, query, text string) {
		for _, r := range NewHighlighter(query).Hits(text) {
			_ = text[r.Start:r.End]
		}
	})
}
