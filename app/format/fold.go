package format

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"anpisync/reconcile/directory"
)

// fold is a cell as it is compared with what is here: services write the same in other
// letters and with other signs.
func (s Source) fold(cell string) string {
	if cell == "" {
		return ""
	}
	text := strings.TrimSpace(norm.NFKC.String(cell))
	switch s.What {
	case Field:
		switch s.Field {
		case directory.FieldName:
			return spaceless(text)
		case directory.FieldReading:
			return toHiragana(spaceless(text))
		case directory.FieldEmail:
			return directory.FoldEmail(text)
		case directory.FieldPhone, directory.FieldMobile:
			return digits(text)
		case directory.FieldMemo:
			return strings.ReplaceAll(text, "\r\n", "\n")
		case directory.FieldSortOrder:
			if trimmed := strings.TrimLeft(text, "0"); trimmed != "" {
				return trimmed
			}
		}
	case Name, Level, AllNames:
		return spaceless(text)
	case Path:
		return strings.Join(steps(text), "\n")
	}
	return text
}

func spaceless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// pathSigns are what stands between the departments of a path.
const pathSigns = "/／>＞・\\￥|｜→"

func isPathSign(r rune) bool { return strings.ContainsRune(pathSigns, r) }

// steps are the names of a path.
func steps(text string) []string {
	all := strings.FieldsFunc(norm.NFKC.String(text), func(r rune) bool { return isPathSign(r) || unicode.IsSpace(r) })
	return all
}

// digits is a telephone number without what is put between its parts.
func digits(text string) string {
	text = norm.NFKC.String(text)
	all := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
	if strings.HasPrefix(strings.TrimSpace(text), "+") {
		return "+" + all
	}
	return all
}

const kana = 'ァ' - 'ぁ'

func toHiragana(text string) string {
	return strings.Map(func(r rune) rune {
		if 'ァ' <= r && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
			return r - kana
		}
		return r
	}, text)
}

func toKatakana(text string) string {
	return strings.Map(func(r rune) rune {
		if 'ぁ' <= r && r <= 'ゖ' || r == 'ゝ' || r == 'ゞ' {
			return r + kana
		}
		return r
	}, text)
}

// toHalf is katakana in half width, whose marks are letters of their own.
func toHalf(text string) string {
	var b strings.Builder
	for _, r := range text {
		one := string(r)
		if 'ァ' <= r && r <= 'ヺ' {
			one = norm.NFD.String(one) // width knows the marks too
		}
		b.WriteString(width.Narrow.String(one))
	}
	return b.String()
}

// in is a text in a script.
func (s Script) in(text string) string {
	switch s {
	case Hiragana:
		return toHiragana(norm.NFKC.String(text))
	case Katakana:
		return toKatakana(norm.NFKC.String(text))
	case HalfKatakana:
		return toHalf(toKatakana(norm.NFKC.String(text)))
	case Digits:
		return digits(text)
	}
	return text
}

// of is the part of a name: what is before the first space, or after it.
func (p Part) of(name string) string {
	if p == Full {
		return name
	}
	at := strings.IndexFunc(name, unicode.IsSpace)
	if at < 0 {
		if p == Family {
			return name
		}
		return ""
	}
	if p == Family {
		return name[:at]
	}
	return strings.TrimSpace(name[at:])
}

// spaced puts between the parts of a name what the service has there.
func (s Source) spaced(name string) string {
	if s.Space == "" {
		return name
	}
	between := s.Space
	if between == "-" {
		between = ""
	}
	return strings.Join(strings.Fields(name), between)
}
