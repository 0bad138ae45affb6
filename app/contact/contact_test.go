package contact

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"anpisync/app/versus"
)

func TestPhoneFaults(t *testing.T) {
	for text, want := range map[string]Fault{
		"":             "",
		"03-1234-5678": "",
		"0312345678":   "",
		"03(1234)5678": "",
		"０９０－１２３４－５６７８":                  "",
		"090ー1234ー5678":                  "", // a vowel mark for a hyphen
		"090‐1234–5678":                  "",
		"050-1234-5678":                  "",
		"070-1234-5678":                  "",
		"080 1234 5678":                  "",
		"0120-123-456":                   "",
		"0800-123-4567":                  "",
		"0570-123-456":                   "",
		"+81-3-1234-5681":                "",
		"+81 (0)90-1234-5678":            "",
		"+1 415 555 2671":                "",
		"+44 20 7946 0958":               "",
		"0078-123-45678":                 "",
		"010-1-415-555-2671":             "",
		"内線123":                          PhoneExtension,
		"内線 1234":                        PhoneExtension,
		"1234":                           PhoneExtension,
		"１２３":                            PhoneExtension,
		"#12":                            PhoneExtension,
		"03-1234-5678 内線12":              PhoneExtension,
		"03-1234-5678（内線：12）":            PhoneExtension,
		"03-1234-5678 Ext. 12":           PhoneExtension,
		"90-1234-5678":                   PhoneNoZero,
		"312345678":                      PhoneNoZero,
		"1234-5678":                      PhoneNoArea,
		"22-1234":                        PhoneNoArea,
		"03-1234-567":                    PhoneUnknown,
		"03-1234-56789":                  PhoneUnknown,
		"090-1234-567":                   PhoneUnknown,
		"000-0000-0000":                  PhoneUnknown,
		"+81-3-1234":                     PhoneUnknown,
		"+999 1234 5678":                 PhoneUnknown,
		"03-1234-5678/090-1234-5678":     PhoneLetters,
		"03-1234-5678、090-1234-5678":     PhoneLetters,
		"なし":                             PhoneLetters,
		"-":                              PhoneLetters,
		"内線":                             PhoneLetters,
		"自宅 03-1234-5678":                PhoneLetters,
		"03-1234-5678 内線1 内線2":           PhoneLetters,
		"03-12\u00003-45678":             PhoneLetters,
		strings.Repeat("0312345678", 20): PhoneLetters,
		"03-1234-5678 090-1234-5678":     PhoneUnknown,
		strings.Repeat("0", 20):          PhoneUnknown,
		"\xff03-1234-5678":               PhoneLetters,
		"12345":                          PhoneExtension,
		"123456":                         PhoneNoArea,
		"12345678901":                    PhoneUnknown,
		strings.Repeat("0", 32):          PhoneUnknown,
		strings.Repeat("0", 33):          PhoneLetters,
		"03-1234-5678 内線" + strings.Repeat("1", 22): PhoneExtension,
		"03-1234-5678 内線" + strings.Repeat("1", 23): PhoneLetters,
		"内線1":           PhoneExtension,
		"03-1234-5678#": PhoneLetters,
		"+":             PhoneLetters,
	} {
		if got := ParsePhone(text).Fault; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPhoneLineIsTheSameHoweverItIsWritten(t *testing.T) {
	for _, same := range [][]string{
		{"03-1234-5678", "0312345678", "０３（１２３４）５６７８", "+81-3-1234-5678", "+81 (0)3 1234 5678"},
		{"03-1234-5678 内線12", "03-1234-5678 ext 12", "0312345678x12"},
		{"内線12", "#12", "内12", "内線番号12", "extension 12", "ext.12", "内線：12", "内線.:12", "x12"},
		{"09-9999-9900 内線90", "0999999900x90"},
		{"+1 415 555 2671", "+1-415-555-2671"},
	} {
		for _, text := range same[1:] {
			if got, want := ParsePhone(text).Line(), ParsePhone(same[0]).Line(); got != want || got == "" {
				t.Errorf("%q is %q, %q is %q", text, got, same[0], want)
			}
		}
	}
	for _, others := range [][2]string{
		{"03-1234-5678", "03-1234-5679"}, {"03-1234-5678", "03-1234-5678 内線12"}, {"+1 415 555 2671", "014155552671"},
	} {
		if a, b := ParsePhone(others[0]).Line(), ParsePhone(others[1]).Line(); a == b {
			t.Errorf("%q and %q are both %q", others[0], others[1], a)
		}
	}
	for text, want := range map[string]string{
		"03-1234-5678 内線12": "0312345678#12", "内線12": "#12", "+1 415 555 2671": "+14155552671", "12": "12",
	} {
		if got := ParsePhone(text).Line(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := ParsePhone("").Line(); got != "" {
		t.Errorf("no number is %q", got)
	}
}

// A touch on a number dials it, where a telephone knows the way.
func TestPhoneIsDialledWhereItIsRight(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "03-1234-5678": "0312345678", "+81 (0)90-1234-5678": "09012345678", "+1 415 555 2671": "+14155552671", "0120-123-456": "0120123456",
		"内線12": "", "03-1234-5678 内線12": "", "03-1234-567": "", "なし": "", "312345678": "",
	} {
		if got := ParsePhone(text).Dialled(); got != want {
			t.Errorf("%q dials %q, want %q", text, got, want)
		}
	}
}

// What is remembered of the plan of numbers is what the plan says of every number with
// the same beginning.
func TestPhoneIsInUseAsThePlanOfNumbersSays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for first := range 1000 { // the digits behind the 0
		for range 8 {
			for _, rest := range []int{6, 7} {
				digits := fmt.Sprintf("%03d%0*d", first, rest, random.IntN([]int{6: 1e6, 7: 1e7}[rest]))
				n, err := phonenumbers.Parse("0"+digits, region)
				want := err == nil && phonenumbers.IsValidNumber(n)
				if got := reachable("0" + digits); got != want {
					t.Errorf("0%s: %v, the plan says %v", digits, got, want)
				}
			}
		}
	}
}

func TestEmailFaults(t *testing.T) {
	label := strings.Repeat("a", 63)
	for address, want := range map[string]Fault{
		"":                                "",
		"sato@example.co.jp":              "",
		"o'brien+x_{}~!#$%&*/=?^`|-@e.jp": "",
		"a.b.c@example.com":               "",
		"A@EXAMPLE.JP":                    "",
		`"a b"@example.jp`:                "",
		`"a\"@,;"@example.jp`:             "",
		"a@[192.0.2.1]":                   "",
		"a@[IPv6:2001:db8::1]":            "",
		"a@xn--wgv71a119e.jp":             "",
		"a@" + label + ".jp":              "",
		strings.Repeat("a", 64) + "@e.jp": "",
		"sato":                            EmailNoAt,
		"@example.jp":                     EmailNoLocal,
		"sato@":                           EmailNoHost,
		"sato@localhost":                  EmailNoHost,
		"sato＠example.jp":                 EmailWide,
		"ｓａｔｏ@example.jp":                 EmailWide,
		"佐藤@example.jp":                   EmailWide,
		"a@日本語.jp":                        EmailWide,
		"sato　@example.jp":                EmailWide,
		"sato@example.jp suzuki@e.jp":     EmailSpace,
		"sato@example.jp,suzuki@e.jp":     EmailSpace,
		"a b@example.jp":                  EmailSpace,
		"a..b@docomo.ne.jp":               EmailDots,
		"a.@docomo.ne.jp":                 EmailDots,
		".a@docomo.ne.jp":                 EmailDots,
		"a@b@example.jp":                  EmailLocal,
		"a(b)@example.jp":                 EmailLocal,
		"<sato@example.jp>":               EmailLocal,
		`"a@example.jp`:                   EmailLocal,
		`"a"b"@example.jp`:                EmailLocal,
		"a\x01@example.jp":                EmailLocal,
		"a@example..jp":                   EmailHost,
		"a@example.jp.":                   EmailHost,
		"a@-example.jp":                   EmailHost,
		"a@exa_mple.jp":                   EmailHost,
		"a@192.0.2.1":                     EmailHost,
		"a@[192.0.2.999]":                 EmailHost,
		"a@[IPv6:192.0.2.1]":              EmailHost,
		"a@[192.0.2.1":                    EmailHost,
		"a@" + label + "a.jp":             EmailHost,
		strings.Repeat("a", 65) + "@e.jp": EmailLong,
		"z09Z@z09Z.jp":                    "",
		`""@example.jp`:                   "",
		`"~ !"@example.jp`:                "",
		`"\ "@example.jp`:                 "",
		`"\~"@example.jp`:                 "",
		`"@example.jp`:                    EmailLocal,
		"\"\x7f\"@example.jp":             EmailLocal,
		"\"\x1f\"@example.jp":             EmailLocal,
		"\"\\\x7f\"@example.jp":           EmailLocal,
		"\"\\\x1f\"@example.jp":           EmailLocal,
		`"a\"@example.jp`:                 EmailLocal,
		`"日"@example.jp`:                  EmailWide,
		"a\u0080@example.jp":              EmailWide,
		"a@.example.jp":                   EmailHost,
		"a@example.7":                     EmailHost,
		"a@example.7x":                    "",
		strings.Repeat("a", 64) + "@" + strings.Repeat(label+".", 2) + strings.Repeat("a", 58) + ".jp": "", // 254
		strings.Repeat("a", 64) + "@" + strings.Repeat(label+".", 2) + strings.Repeat("a", 59) + ".jp": EmailLong,
		"a@" + strings.Repeat(label+".", 4) + "jp":                                                     EmailLong,
	} {
		if got := CheckEmail(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

// Whatever is written somewhere, something is said of it.
func TestAnyTextIsJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[+0-9０-９ー() 内線x#@."a-z\[\]-]{0,40}`)).Draw(t, "text")
		p := ParsePhone(text)
		if text != "" && p.Fault == "" && p.Line() == "" {
			t.Errorf("%q is right and no line", text)
		}
		CheckEmail(text)
	})
}

// BenchmarkParsePhone is beside the library that knows the numbers of all countries.
func BenchmarkParsePhone(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	number := func() string { return fmt.Sprintf("03-%04d-%04d", random.IntN(10000), random.IntN(10000)) }
	versus.Run(b, "phonenumbers", func() { ParsePhone(number()) }, func() {
		if n, err := phonenumbers.Parse(number(), "JP"); err == nil {
			phonenumbers.IsValidNumber(n)
		}
	})
}
