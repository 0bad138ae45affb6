// Package format knows 書式: how the file looks in which another service, such as the one
// that sends the alarm, takes and gives a list of people. It learns one from a file that the
// service itself has exported ([Learn]), says what is to be handed over ([Prepare]), writes
// it to the byte as the service does ([Draft.Write]), and reads such a file as an edit of the
// directory ([Read]).
//
// A [Format] is the shape of the file and, for each [Column], its [Source]: what of ours
// stands in it. It holds nobody: it can be given to another office as a small file ([Encode],
// [Decode]). What a service has is in [Row], the line of one record as it was last read or
// written. It is kept for three things: what differs is what must be handed over; a cell that
// says what the directory says already is written as the service has it; and so are the
// columns that have no counterpart here ([Keep]).
//
// It is not for files, the database or screens: it knows an [io.Reader] and an [io.Writer].
// Cells are cleaned and checked by package csvfile, which reads what is edited.
package format

import (
	"fmt"
	"slices"
	"strconv"

	"anpisync/app/csvfile"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// Format is a 書式.
type Format struct {
	Version int    `json:"anpisync_format"` // [Version]
	Name    string `json:"name"`
	Service string `json:"service,omitempty"` // a remark: which service, which of its files
	Kind    Kind   `json:"kind"`
	Shape   Shape  `json:"shape"`

	Columns []Column `json:"columns"`
	Repeat  int      `json:"repeat,omitempty"` // so many of the last columns come again for each further membership
	Key     int      `json:"key"`              // the column by which the service knows a record

	// Whole says that a file takes the place of all that the service has: who is not in it
	// vanishes there (上書き). Otherwise rows are added, or change the one with their key.
	Whole bool `json:"whole,omitempty"`

	// Empty says that this is the name of a service alone: its own file must be learned first.
	Empty bool `json:"empty,omitempty"`
}

// Version is the newest form of the file of a format.
const Version = 1

// Kind is what a row is about.
type Kind string

// The kinds of format.
const (
	Users       Kind = "users"
	Departments Kind = "departments"
)

// Shape is how the file looks, whatever is in it.
type Shape struct {
	Book      bool   `json:"book,omitempty"`  // .xlsx; nothing else but Sheet and Head is of use then
	Sheet     string `json:"sheet,omitempty"` // of the workbook
	Encoding  string `json:"encoding"`        // "UTF-8", "CP932", "UTF-16LE" or "UTF-16BE"
	Mark      bool   `json:"mark,omitempty"`  // begins with a byte order mark
	Separator string `json:"separator"`       // ",", "\t" or ";"
	LineEnd   string `json:"line_end"`        // "\r\n", "\n" or "\r"
	Unended   bool   `json:"unended,omitempty"`
	Ragged    bool   `json:"ragged,omitempty"` // empty cells at the end of a row are left out

	// HeadLines are the lines above the records as they stand there; none: there is no header.
	HeadLines []string `json:"head,omitempty"`
}

// Column is one of the file.
type Column struct {
	Name     string `json:"name"` // its header; without one, see [Format.Label]
	Source   Source `json:"source"`
	Required bool   `json:"required,omitempty"` // the service takes no row without it
	Longest  int    `json:"longest,omitempty"`  // how many characters it takes; 0: not known
	Quote    Quote  `json:"quote,omitempty"`
}

// Quote is when a cell stands between quotation marks.
type Quote string

// The ways to quote.
const (
	QuoteNeeded Quote = ""       // where it must
	QuoteFilled Quote = "filled" // wherever it is not empty
	QuoteAlways Quote = "always"
)

// Source is what stands in a column. It is comparable; [Sources] lists those to choose from.
type Source struct {
	What What `json:"what"`

	Field  string `json:"field,omitempty"`  // of [Field]: directory.FieldLogin …
	Part   Part   `json:"part,omitempty"`   // of a name or よみ
	Script Script `json:"script,omitempty"` // of よみ, and of a number

	Member int    `json:"member,omitempty"` // of the sources of departments: which membership, from 1; 0 counts as 1
	Level  int    `json:"level,omitempty"`  // of [Level]: how deep, from 1, right below 最上位部署
	Join   string `json:"join,omitempty"`   // of [Path] and [All]: what stands between departments

	Text  string `json:"text,omitempty"`  // of [Fixed]: the text; of [Delete]: the mark of who leaves
	Stays string `json:"stays,omitempty"` // of [Delete]: the mark of who stays; of [Password]: what who is not new has; of [Keep]: what who is new has
	Space string `json:"space,omitempty"` // of a name or よみ: what stands between its parts; "": as here, "-": nothing
}

// What is the kind of a source.
type What string

// The kinds of source.
const (
	Field    What = "field"    // of the record
	Code     What = "code"     // 部署コード of a membership
	Name     What = "name"     // 部署名 of a membership
	Level    What = "level"    // the name of the department at a level of the path to it
	Path     What = "path"     // the names on the way to it
	All      What = "all"      // the codes of all memberships
	AllNames What = "allnames" // their names
	Password What = "password" // the initial password, in the rows of new people; never kept
	Delete   What = "delete"   // the mark of who leaves
	Fixed    What = "fixed"    // a text
	Keep     What = "keep"     // 「そのまま残す」: what the service has
	Nothing  What = "nothing"  // empty
)

// Part is which half of a name that has a space.
type Part string

// The parts of a name.
const (
	Full   Part = ""
	Family Part = "family"
	Given  Part = "given"
)

// Script is in which letters a text is written.
type Script string

// The scripts: of よみ, and Digits of numbers.
const (
	AsIs         Script = ""
	Hiragana     Script = "hiragana"
	Katakana     Script = "katakana"
	HalfKatakana Script = "halfkatakana"
	Digits       Script = "digits" // without hyphens
)

// Of is the source of a field as it is.
func Of(field string) Source { return Source{What: Field, Field: field} }

// Sources are all that can be chosen for a column of a kind of format, in the order in which
// they are offered. Fixed has no text in it, and Delete the usual marks; three levels and
// three memberships are offered.
func Sources(k Kind, o directory.Options) []Source {
	var all []Source
	if k == Departments {
		for _, f := range directory.DepartmentFields {
			if f.ByHand {
				all = append(all, Of(f.Name))
			}
		}
		return append(all, Source{What: Fixed}, Source{What: Keep}, Source{What: Nothing}, Source{What: Delete, Text: "1"})
	}
	for _, f := range o.UserFields() {
		if !f.ByHand {
			continue
		}
		s := Of(f.Name)
		all = append(all, s)
		switch f.Name {
		case directory.FieldName:
			all = append(all, s.With(Family, AsIs), s.With(Given, AsIs))
		case directory.FieldReading:
			for _, script := range []Script{AsIs, Katakana, HalfKatakana, Hiragana} {
				for _, part := range []Part{Full, Family, Given} {
					if part != Full || script != AsIs {
						all = append(all, s.With(part, script))
					}
				}
			}
		case directory.FieldPhone, directory.FieldMobile:
			all = append(all, s.With(Full, Digits))
		}
	}
	for member := 1; member <= 3; member++ {
		all = append(all, Source{What: Code, Member: member}, Source{What: Name, Member: member})
		if member == 1 {
			for level := 1; level <= 3; level++ {
				all = append(all, Source{What: Level, Member: 1, Level: level})
			}
			all = append(all, Source{What: Path, Member: 1, Join: "/"})
		}
	}
	return append(all, Source{What: All, Join: ";"}, Source{What: AllNames, Join: ";"},
		Source{What: Password}, Source{What: Delete, Text: "1"}, Source{What: Fixed}, Source{What: Keep}, Source{What: Nothing})
}

// With is the source with another part and script.
func (s Source) With(p Part, script Script) Source {
	s.Part, s.Script = p, script
	return s
}

// Shown is the source as [Sources] has it: without the texts that a person may type.
func (s Source) Shown() Source {
	s.Space = ""
	switch s.What {
	case Password, Keep:
		s.Stays = ""
	case Fixed:
		s.Text = ""
	case Delete:
		s.Text, s.Stays = "1", ""
	case Path:
		s.Join = "/"
	case All, AllNames:
		s.Join = ";"
	}
	return s
}

// Label is how the source is called in a list to choose from.
func (s Source) Label(k Kind) string {
	record := directory.KindUser
	if k == Departments {
		record = directory.KindDepartment
	}
	switch s.What {
	case Field:
		if s.Field == directory.FieldParent {
			return string(csvfile.ColumnParentCode)
		}
		return label.Of(record, s.Field) + map[Part]string{Family: "（姓）", Given: "（名）"}[s.Part] + map[Script]string{
			Hiragana: "（ひらがな）", Katakana: "（カタカナ）", HalfKatakana: "（半角カタカナ）", Digits: "（ハイフンなし）",
		}[s.Script]
	case Code:
		return s.membership() + "のコード"
	case Name:
		return s.membership() + "の名前"
	case Level:
		return s.membership() + "の階層" + strconv.Itoa(s.Level)
	case Path:
		return s.membership() + "の階層（上から、「" + s.Join + "」区切り）"
	case All:
		return "すべての所属部署のコード（「" + s.Join + "」区切り）"
	case AllNames:
		return "すべての所属部署の名前（「" + s.Join + "」区切り）"
	case Password:
		return "初期パスワード（新しい人だけ）"
	case Delete:
		return "削除の印"
	case Fixed:
		return "決まった文字"
	case Keep:
		return "そのまま残す"
	}
	return "空にする"
}

func (s Source) membership() string {
	if s.Member <= 1 {
		return "所属部署"
	}
	return "所属部署" + strconv.Itoa(s.Member)
}

// Label is what a column is called: its name, or its place where it has none.
func (f *Format) Label(column int) string {
	if column < len(f.Columns) && f.Columns[column].Name != "" {
		return f.Columns[column].Name
	}
	return fmt.Sprintf("%d列目", column+1)
}

// Clone is a copy that can be changed.
func (f *Format) Clone() *Format {
	c := *f
	c.Columns = slices.Clone(f.Columns)
	c.Shape.HeadLines = slices.Clone(f.Shape.HeadLines)
	return &c
}

// Has says whether any column has a source of a kind.
func (f *Format) Has(w What) bool { return f.index(w) >= 0 }

// index is the first column with a source of a kind; -1: none.
func (f *Format) index(w What) int {
	return slices.IndexFunc(f.Columns, func(c Column) bool { return c.Source.What == w })
}
