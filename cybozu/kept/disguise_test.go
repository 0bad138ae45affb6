package kept

import (
	"encoding/csv"
	stdjson "encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestDisguiseKeepsShapeAndLength(t *testing.T) {
	d := newDisguise()
	for _, text := range []string{
		"sato-noboru", "Sato.Noboru@Example.co.jp", "03-1234-5678", "佐藤 昇", "髙﨑　直海", "𠮷田", "サトウ ノボル", "さとう のぼる",
		"ｻﾄｳ", "ＡＢＣ１２３", "Müller", "Иванов", "김철수", "n00012", "第1営業部（東京）", "a\tb", "①課", "", "---", "ラーメン屋々",
	} {
		got := []rune(d.text(text))
		if len(got) != len([]rune(text)) {
			t.Errorf("%q has become %q", text, string(got))
			continue
		}
		same := 0
		for i, r := range []rune(text) {
			switch {
			case !telling(r) && got[i] != r,
				telling(r) && (unicode.IsLetter(r) != unicode.IsLetter(got[i]) || unicode.IsUpper(r) != unicode.IsUpper(got[i]) || utf8.RuneLen(r) != utf8.RuneLen(got[i])),
				unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, got[i]), unicode.Is(unicode.Hiragana, r) != unicode.Is(unicode.Hiragana, got[i]):
				t.Errorf("%q has become %q: %q is %q", text, string(got), r, got[i])
			case telling(r) && r == got[i]:
				same++
			}
		}
		if n := len([]rune(text)); n > 4 && same > n/2 {
			t.Errorf("%q has become %q, of which much is the same", text, string(got))
		}
		if again := d.text(text); again != string(got) {
			t.Errorf("%q has become %q, then %q", text, string(got), again)
		}
	}
}

// What the rules compare stays equal: addresses in another case (U5), and texts that differ
// in blanks and control characters alone (U12).
func TestDisguiseKeepsWhatIsEqualEqualAndTheRestDifferent(t *testing.T) {
	d := newDisguise()
	address := d.text("Sato@Example.jp")
	if got := d.text("sato@example.jp"); !strings.EqualFold(got, address) || got == address {
		t.Errorf("%q and %q", got, address)
	}
	if d.text(" 佐藤\t昇") != " "+strings.Replace(d.text("佐藤 昇"), " ", "\t", 1) {
		t.Error("a tab in the place of a blank makes another name")
	}
	for _, space := range [][]string{strings.Split("abcdefghijklmnopqrstuvwxyz", ""), strings.Split("0123456789", ""), {"A", "B", "あ", "い"}} {
		seen := map[string]bool{}
		for _, text := range space {
			seen[d.text(text)] = true
		}
		if len(seen) != len(space) {
			t.Errorf("%d of %q have become %d", len(space), space, len(seen))
		}
	}
}

func TestDisguiseIsNeverTheSameTwice(t *testing.T) {
	if a, b := newDisguise().text("sato-noboru-12345"), newDisguise().text("sato-noboru-12345"); a == b {
		t.Errorf("both are %q", a)
	}
}

// In what is wanted, . is any letter, # any digit, and ! any but 0.
func TestJSONKeepsIDsCodesAndStructure(t *testing.T) {
	d := newDisguise()
	said := func(string) string { return "SAID" }
	for body, want := range map[string]string{
		`{"users":[]}`: `{"users":[]}`,
		`{"users":[{"id":"12","x":null,"valid":true,"primaryOrganization":7,"ctime":"2019-04-01T00:33:58Z"}]}`: `{"users":[{"id":"12","x":null,"valid":true,"primaryOrganization":7,"ctime":"2019-04-01T00:33:58Z"}]}`,
		`{"message":"佐藤さん","id":"OaLS","code":"CB_WA01","errors":{"code":{"messages":["佐藤"]}}}`:                `{"message":"SAID","id":"....","code":"CB_WA01","errors":{"code":{"messages":["SAID"]}}}`,
		` { "a" : [ 12.5 , -3 ] , "code":"CB_AU01"`:                                                            ` { "a" : [ !!.! , -! ] , "code":"CB_AU01"`,
		`{"users":[{"code":"CB_WA01","name":"a\u4f50\"b`:                                                       `{"users":[{"code":".._..##","name":"..\".`,
		`{"name":"\ud842x\ud842\udfb7\n"}`:                                                                     `{"name":"\ud842..\n"}`,
		`{"佐藤":1}`:                                                                                             `{"..":!}`,
		`[1e211,1.5E+308,0e999]`:                                                                               `[!e211,!.!E+308,0e999]`, // what can be read can be read again
		"\x00佐藤":                                                                                               "\x00..",
		"{\"name\":\"\x8d\x6c\"}":                                                                              "{\"name\":\"\xff.\"}",
	} {
		got := d.json(body, said)
		g, w := []rune(got), []rune(want)
		fits := len(g) == len(w)
		for i := range min(len(g), len(w)) {
			switch w[i] {
			case '.':
				fits = fits && (g[i] == '.' || unicode.IsLetter(g[i]))
			case '#', '!':
				fits = fits && '0' <= g[i] && g[i] <= '9' && (g[i] > '0' || w[i] == '#')
			default:
				fits = fits && g[i] == w[i]
			}
		}
		if !fits {
			t.Errorf("%q\nhas become\n%q\nwant the shape of\n%q", body, got, want)
		}
	}
}

// shapeOf is a JSON text without its texts and numbers, or "" of what is none.
func shapeOf(text string) string {
	var value any
	if stdjson.Unmarshal([]byte(text), &value) != nil {
		return ""
	}
	var shape func(any) any
	shape = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			kinds := map[string]int{}
			for _, element := range v {
				encoded, _ := stdjson.Marshal(shape(element))
				kinds[string(encoded)]++
			}
			return kinds
		case []any:
			for i := range v {
				v[i] = shape(v[i])
			}
			return v
		case string:
			return utf8.RuneCountInString(v)
		case float64:
			return "number"
		}
		return v
	}
	encoded, _ := stdjson.Marshal(shape(value))
	return string(encoded)
}

func FuzzJSON(f *testing.F) {
	for _, text := range []string{
		`{"users":[{"id":"1","code":"a\u0022b","name":"\ud842\udfb7 昇","x":1e3}]}`, `{"a":"\ud842","b":"\`, `[1,2`, `{"message":"a"`, `{"a":tru`, "\xff\"", `{"\u0061":{}}`, `[1e211,1.5e308]`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		same := func(text string) string { return text }
		got := newDisguise().json(text, same)
		if want := shapeOf(text); want != "" && utf8.ValidString(text) && shapeOf(got) != want {
			t.Errorf("%q has become %q: %s, not %s", text, got, want, shapeOf(got))
		}
	})
}

func FuzzCSV(f *testing.F) {
	for _, text := range []string{"a,b,\r\nc\r\n", "\"a,\"\"b\",c\n", "\ufeffa,b", "\"a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := newDisguise().csv(text)
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		again, errAgain := csv.NewReader(strings.NewReader(got)).ReadAll()
		if (err == nil) != (errAgain == nil) || len(rows) != len(again) {
			t.Fatalf("%q, %v, has become %q, %v", text, err, got, errAgain)
		}
		for i := range rows {
			if len(rows[i]) != len(again[i]) {
				t.Errorf("%q has become %q", rows[i], again[i])
			}
		}
	})
}
