package directory

import "testing"

func TestU12_CharactersThatDeceiveAreSeen(t *testing.T) {
	for text, want := range map[string]string{
		"佐藤 昇":                    "佐藤 昇",
		"":                        "",
		"佐藤\u202e昇":               "佐藤[U+202E]昇",
		"sato\u200b":              "sato[U+200B]",
		"\ufeffsato\u2066":        "[U+FEFF]sato[U+2066]",
		"a\u00adb\u3164":          "a[U+00AD]b[U+3164]",
		"tag\U000e0041":           "tag[U+E0041]",
		"葛\U000e0100城":            "葛\U000e0100城", // a variant of the character, as names have
		"か\u3099":                 "か\u3099",
		"שלום":                    "שלום",
		"\u0600" + "1" + "\u06dd": "\u0600" + "1" + "\u06dd",
	} {
		if got := Revealed(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
