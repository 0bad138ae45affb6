package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"anpisync/app/csvfile"
)

// Extension ends the name of a file with a format.
const Extension = ".json"

// What is wrong with a format.
var (
	ErrFile  = errors.New("no file with a format")
	ErrNewer = errors.New("a format of a newer version")
	ErrName  = errors.New("a format without a name, or with one that is too long")
	ErrKey   = errors.New("a format whose key is no column that tells people apart")
)

// The limits of a format: far more than any service has.
const (
	mostFormat  = 1 << 20 // bytes of the file
	mostColumns = 1000
	mostHead    = 16
	longestText = 1000
	LongestName = 60
	mostMembers = 20
	mostLevels  = 20
)

// Encode writes a format as a small file, which holds nobody.
func Encode(w io.Writer, f *Format) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	g := *f
	g.Version = Version
	return out.Encode(&g)
}

// Decode reads such a file, which anybody may have written.
func Decode(r io.Reader) (*Format, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostFormat+1))
	if err != nil {
		return nil, fmt.Errorf("read the format: %w", err)
	}
	if len(text) > mostFormat || !utf8.Valid(text) {
		return nil, ErrFile
	}
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	var version struct {
		Version int `json:"anpisync_format"`
	}
	if err := json.Unmarshal(text, &version); err != nil || version.Version < 1 {
		return nil, fmt.Errorf("%w: version %d, %v", ErrFile, version.Version, err)
	}
	if version.Version > Version {
		return nil, ErrNewer
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	f := &Format{}
	if err := in.Decode(f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if err := Check(f); err != nil {
		return nil, err
	}
	return f, nil
}

// Check says what is wrong with a format: ErrName and ErrKey are for a person to mend.
func Check(f *Format) error {
	switch name := strings.TrimSpace(f.Name); {
	case name == "" || utf8.RuneCountInString(name) > LongestName || strings.ContainsFunc(name, isControl):
		return ErrName
	case f.Empty:
		return nil
	}
	if err := f.check(); err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	switch f.Columns[f.Key].Source.What {
	case Field, Keep:
		return nil
	}
	return ErrKey
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func (f *Format) check() error {
	s := &f.Shape
	_, known := csvfile.ParseEncoding(s.Encoding)
	switch {
	case f.Kind != Users && f.Kind != Departments:
		return fmt.Errorf("kind %q", f.Kind)
	case !known:
		return fmt.Errorf("encoding %q", s.Encoding)
	case len(s.Separator) != 1 || !strings.Contains(separators, s.Separator):
		return fmt.Errorf("separator %q", s.Separator)
	case s.LineEnd != "\r\n" && s.LineEnd != "\n" && s.LineEnd != "\r":
		return fmt.Errorf("line end %q", s.LineEnd)
	case len(f.Columns) == 0 || len(f.Columns) > mostColumns:
		return fmt.Errorf("%d columns", len(f.Columns))
	case f.Key < 0 || f.Key >= len(f.Columns):
		return fmt.Errorf("key %d", f.Key)
	case f.Repeat < 0 || f.Repeat >= len(f.Columns):
		return fmt.Errorf("repeat %d", f.Repeat)
	case len(s.HeadLines) > mostHead || len(s.Sheet) > longestText:
		return fmt.Errorf("%d lines above", len(s.HeadLines))
	}
	encoding, _ := csvfile.ParseEncoding(s.Encoding)
	for _, line := range s.HeadLines {
		if s.split(line) == nil || encoding.Lacking(line, true) != "" {
			return fmt.Errorf("line above %q", line)
		}
	}
	for i := range f.Columns {
		if err := f.checkColumn(&f.Columns[i]); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

func (f *Format) checkColumn(c *Column) error {
	s := c.Source
	switch {
	case c.Longest < 0, len(c.Name) > longestText, len(s.Text) > longestText, len(s.Stays) > longestText, len(s.Join) > 10, len(s.Space) > 10:
		return errors.New("a text beyond the limits")
	case s.Member < 0 || s.Member > mostMembers || s.Level < 0 || s.Level > mostLevels:
		return errors.New("a number beyond the limits")
	case c.Quote != QuoteNeeded && c.Quote != QuoteFilled && c.Quote != QuoteAlways:
		return fmt.Errorf("quote %q", c.Quote)
	case s.Part != Full && s.Part != Family && s.Part != Given:
		return fmt.Errorf("part %q", s.Part)
	case strings.ContainsFunc(s.Text+s.Stays+s.Join+s.Space, isControl):
		return errors.New("a control character")
	}
	switch s.Script {
	case AsIs, Hiragana, Katakana, HalfKatakana, Digits:
	default:
		return fmt.Errorf("script %q", s.Script)
	}
	switch s.What {
	case Field:
		var byHand bool
		if f.Kind == Users {
			field := userFields[s.Field]
			byHand = field != nil && field.ByHand
		} else {
			field := departmentFields[s.Field]
			byHand = field != nil && field.ByHand
		}
		if !byHand {
			return fmt.Errorf("field %q", s.Field)
		}
	case Level:
		if s.Level == 0 || f.Kind != Users {
			return errors.New("no level")
		}
	case Path, All, AllNames:
		if s.Join == "" || f.Kind != Users {
			return errors.New("nothing between departments")
		}
	case Code, Name, Password:
		if f.Kind != Users {
			return fmt.Errorf("%q of a department", s.What)
		}
	case Delete:
		if s.Text == s.Stays {
			return errors.New("the mark of who leaves is that of who stays")
		}
	case Fixed, Keep, Nothing:
	default:
		return fmt.Errorf("source %q", s.What)
	}
	return nil
}
