package kept

import (
	"regexp"
	"slices"
	"strings"
)

// Fields whose text tells nothing about anybody, and those whose number is needed.
var (
	plainTexts   = []string{"ctime", "mtime", "locale", "localNameLocale", "timezone"}
	plainNumbers = []string{"id", "primaryOrganization", "sortOrder"}

	apiCode = regexp.MustCompile(`^[A-Z0-9]+(_[A-Z0-9]+)+$`)
	digits  = regexp.MustCompile(`^[0-9]+$`)
	ordinal = regexp.MustCompile(`^[A-Za-z]+(\[[0-9]+\])?$`) // a key or a parameter
)

// json goes through a body that is JSON, or was meant to be: it may be cut off or broken
// anywhere. Structure, ids, and codes of errors stay. What is said to people is given to
// said.
type json struct {
	*disguise
	said func(text string) string

	text    string
	out     strings.Builder
	nesting []level
}

// level is an object or a list; the key of a list is that of where it stands.
type level struct {
	object bool
	key    string
	atKey  bool // a key comes next
}

func (d *disguise) json(body string, said func(string) string) string {
	j := &json{disguise: d, said: said, text: body}
	for j.text != "" {
		j.next()
	}
	return j.out.String()
}

// take copies or replaces the first n bytes.
func (j *json) take(n int, by func(string) string) {
	part := j.text[:n]
	j.text = j.text[n:]
	if by != nil {
		part = by(part)
	}
	j.out.WriteString(part)
}

func (j *json) inside() *level {
	if len(j.nesting) == 0 {
		return &level{}
	}
	return &j.nesting[len(j.nesting)-1]
}

func (j *json) next() {
	in := j.inside()
	switch b := j.text[0]; {
	case b == '{' || b == '[':
		j.nesting = append(j.nesting, level{object: b == '{', key: in.key, atKey: b == '{'})
		j.take(1, nil)
	case b == '}' || b == ']':
		if len(j.nesting) > 0 {
			j.nesting = j.nesting[:len(j.nesting)-1]
		}
		j.take(1, nil)
	case b == ',':
		in.atKey = in.object
		j.take(1, nil)
	case b == ':':
		in.atKey = false
		j.take(1, nil)
	case b == '"':
		j.string(in)
	case b == '-' || '0' <= b && b <= '9':
		j.take(j.run("+-.eE0123456789"), func(number string) string {
			if slices.Contains(plainNumbers, in.key) {
				return number
			}
			return j.digits(number)
		})
	case strings.IndexByte(" \t\r\n", b) >= 0:
		j.take(1, nil)
	default:
		j.word()
	}
}

// run is how many of the first bytes are among these.
func (j *json) run(bytes string) int {
	return len(j.text) - len(strings.TrimLeft(j.text, bytes))
}

// word is true, false or null, or what does not belong there.
func (j *json) word() {
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(j.text, word) {
			j.take(len(word), nil)
			return
		}
	}
	n := strings.IndexAny(j.text[1:], "{}[],:\" \t\r\n")
	if n < 0 {
		n = len(j.text) - 1
	}
	j.take(n+1, j.disguise.text)
}

func (j *json) string(in *level) {
	j.take(1, nil)
	end := 0
	for end < len(j.text) && j.text[end] != '"' {
		if j.text[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(j.text))
	text := j.text[:end]
	switch {
	case in.atKey && ordinal.MatchString(text):
		in.key = text
		j.take(end, nil)
	case in.atKey:
		in.key = ""
		j.take(end, j.quoted)
	default:
		j.take(end, j.value(in, text))
	}
	if j.text != "" {
		j.take(1, nil)
	}
}

func (j *json) quoted(text string) string { return j.units(unquoted(text)) }

// value is what becomes of a text in an object or list; nil: it stays.
func (j *json) value(in *level, text string) func(string) string {
	top := len(j.nesting) == 1
	switch {
	case slices.Contains(plainTexts, in.key),
		slices.Contains(plainNumbers, in.key) && digits.MatchString(text),
		top && in.key == "code" && apiCode.MatchString(text):
		return nil
	case top && in.key == "message", in.key == "messages":
		return j.said
	}
	return j.quoted
}

// csv goes through rows: separators and quotes stay.
func (d *disguise) csv(body string) string {
	var out strings.Builder
	body, marked := strings.CutPrefix(body, "\ufeff")
	if marked {
		out.WriteString("\ufeff")
	}
	for body != "" {
		n := fieldLength(body)
		out.WriteString(d.text(body[:n]))
		if body = body[n:]; body != "" {
			out.WriteByte(body[0]) // what ends the field
			body = body[1:]
		}
	}
	return out.String()
}

// fieldLength is that of the first field, with its quotes.
func fieldLength(row string) int {
	quoted := false
	for i := range len(row) {
		switch b := row[i]; {
		case b == '"':
			quoted = !quoted
		case !quoted && (b == ',' || b == '\r' || b == '\n'):
			return i
		}
	}
	return len(row)
}
