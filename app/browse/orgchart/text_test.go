package orgchart

import (
	"slices"
	"testing"
)

// Every font has other widths; these are those that hardly any exceeds.
func TestOrgchart_EstimatesHowWideACharacterIs(t *testing.T) {
	for want, runes := range map[int]string{
		100: "営あア１Ａ、ー—αéｱ😀𠮷",
		95:  "MW@%mw",
		74:  "AZ&",
		38:  " ijl.,:;|!'()[]",
		60:  "axz09-_/~`{}",
		0:   "\u0301\u3099\ufe0f\U000e0100\u200d",
	} {
		for _, r := range runes {
			if got := advance(r); got != want {
				t.Errorf("%q is %d wide, want %d", r, got, want)
			}
		}
	}
	for text, want := range map[string]int{"": 0, "営業": 26, "a": 8, "営業 il": 26 + 15, "\u0301": 0} {
		if got := width(text, 13); got != want {
			t.Errorf("%q is %d wide, want %d", text, got, want)
		}
	}
}

func TestOrgchart_BreaksNamesWherePeopleWould(t *testing.T) {
	for _, c := range []struct {
		text string
		room int // in characters of ten pixels
		most int
		want []string
	}{
		{"営業部", 3, 3, []string{"営業部"}},
		{"営業部", 2, 3, []string{"営業", "部"}},
		{"  営業部  ", 3, 3, []string{"営業部"}},
		{"", 3, 3, []string{""}},
		{"営業部営業部営業部", 3, 3, []string{"営業部", "営業部", "営業部"}},
		{"営業部営業部営業部一", 3, 3, []string{"営業部", "営業部", "営業…"}},
		{"営業部営業部", 3, 1, []string{"営業…"}},
		{"営業", 1, 1, []string{"営…"}}, // one character is there however narrow it is
		{"営業 部", 3, 3, []string{"営業", "部"}},
		{"営業 部門", 4, 3, []string{"営業", "部門"}},        // at a space rather than within a word
		{" 営業部門", 3, 3, []string{"営業部", "門"}},        // not at one that nothing is before
		{"営業部 一課", 3, 3, []string{"営業部", "一課"}},      // a space is on no line where it breaks
		{"営業 部門 一課", 5, 3, []string{"営業 部門", "一課"}},  // at the last one
		{"営業部（東）京", 5, 3, []string{"営業部（", "東）京"}},   // no line begins with ）
		{"営業ー部", 2, 3, []string{"営", "業ー", "部"}},     // nor with ー
		{"営ー部", 1, 3, []string{"営", "ー", "部"}},       // but where one is alone
		{"営業本ッー部", 3, 4, []string{"営業", "本ッー", "部"}}, // nor with ッ
		{"か\u3099き", 0, 3, []string{"か\u3099", "き"}}, // one character is there however narrow it is
		{"abc", 0, 3, []string{"a", "b", "c"}},
		{"か\u3099か\u3099か\u3099", 2, 2, []string{"か\u3099か\u3099", "か\u3099"}}, // a mark stays with its character
	} {
		if got := wrap(c.text, c.room*10, 10, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: %q, want %q", c.text, c.room, got, c.want)
		}
	}
}

func TestOrgchart_CutsAnEllipsisIntoNamesThatDoNotFit(t *testing.T) {
	for room, want := range map[int]string{30: "営業部", 29: "営…", 20: "営…", 10: "営…"} {
		if got := cut("営業部", room, 10); got != want {
			t.Errorf("in %d: %q, want %q", room, got, want)
		}
	}
}
