package directory

import "testing"

func TestU12_CharactersThatDeceiveAreSeen(t *testing.T) {
	for text, want := range map[string]string{
		"佐藤 昇":                       "佐藤 昇",
		"":                           "",
		"佐藤\u202e昇":                  "佐藤[U+202E]昇",
		"sato\u200b":                 "sato[U+200B]",
		"\ufeffsato\u2066":           "[U+FEFF]sato[U+2066]",
		"a\u00adb\u3164":             "a[U+00AD]b[U+3164]",
		"tag\U000e0041":              "tag[U+E0041]",
		"葛\U000e0100城":               "葛\U000e0100城",       // a variant of the character, as names have
		"👨\u200d👩\u200d👧 一家":         "👨\u200d👩\u200d👧 一家", // one emoji of three
		"👩🏽\u200d⚕\ufe0f":            "👩🏽\u200d⚕\ufe0f",
		"❤\ufe0f\u200d🔥":             "❤\ufe0f\u200d🔥",
		"佐\u200d藤":                   "佐[U+200D]藤",
		"👨\u200d佐藤":                  "👨[U+200D]佐藤",
		"佐藤\u200d👨":                  "佐藤[U+200D]👨",
		"👨\u200d":                    "👨[U+200D]",
		"👨\u200d\u200d👩":             "👨[U+200D][U+200D]👩",
		"👨\u200b👩":                   "👨[U+200B]👩",
		"ⓐ\u200dⓑ":                   "ⓐ[U+200D]ⓑ",
		"👩🏻\u200d⚕\ufe0f":            "👩🏻\u200d⚕\ufe0f",
		"👩🏿\u200d⚕\ufe0f":            "👩🏿\u200d⚕\ufe0f",
		"🈀\u200d←\u200d■\u200d🀀":     "🈀\u200d←\u200d■\u200d🀀",
		"␀\u200d␀":                   "␀[U+200D]␀",
		"\U0001fb00\u200d\U0001fb00": "\U0001fb00[U+200D]\U0001fb00",
		"か\u3099":                    "か\u3099",
		"שלום":                       "שלום",
		"\u0600" + "1" + "\u06dd":    "\u0600" + "1" + "\u06dd",
	} {
		if got := Revealed(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
