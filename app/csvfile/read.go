package csvfile

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"anpisync/app/credentials"
	"anpisync/app/xlsx"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// ReadOptions say how a file is taken. The zero value deletes nothing but what
// 削除フラグ says, and leaves the list 「読み込みから除外」 as it is.
type ReadOptions struct {
	DeleteMissing bool   // 「ファイルにない部署を削除する」
	Exclude       bool   // linked records that are deleted go on the list 「読み込みから除外」 (U13)
	Name          string // the file's, for the history; empty: not told
	Password      string // of new users whose line has none (I3); empty: each line must have one

	// Progress is told how many passwords of how many are hashed, from one goroutine at
	// a time. May be nil.
	Progress func(done, total int)
}

// Edit is what a file makes of a directory, before its passwords are hashed.
type Edit struct {
	Kind     Kind
	Encoding Encoding
	Rows     int // lines with a record; of a workbook, in its last sheet

	now, then *directory.Directory
	options   ReadOptions
	passwords []password
	lifted    map[int64]bool // departments whose parent is deleted (D6)
	named     map[int64]bool // departments that the file names
	before    *Edit          // what the sheets of a workbook before this one say; nil: none is
	parts     []*Edit        // these, once they are one edit
	strangers []string       // logins with 削除フラグ that are not here
}

// Read reads a file, CSV or a workbook, as an edit of now, which stays as it is. What is
// wrong with the file is told by [Errors]; a reader that fails, by its error.
func Read(ctx context.Context, r io.Reader, now *directory.Directory, o ReadOptions) (*Edit, error) {
	if o.Password != "" {
		if err := credentials.CheckInitialPassword(o.Password); err != nil {
			return nil, err
		}
	}
	source := bufio.NewReader(r)
	begins, _ := source.Peek(len(xlsx.Sealed)) // an error comes again from whoever reads on
	switch {
	case strings.HasPrefix(string(begins), xlsx.Signature):
		return readBook(ctx, source, now, o)
	case string(begins) == xlsx.Sealed:
		return nil, xlsx.ErrFile
	}
	return readTable(ctx, source, now, o, nil)
}

// readTable reads one table; before is what the sheets before it say, nil: none is.
func readTable(ctx context.Context, r io.Reader, now *directory.Directory, o ReadOptions, before *Edit) (*Edit, error) {
	s, err := openSheet(ctx, r, now.Options)
	if err != nil {
		return nil, err
	}
	if len(s.errors) > 0 {
		return nil, s.errors
	}
	then := *now
	e := &Edit{Kind: s.kind, Encoding: s.encoding, now: now, then: &then, options: o, before: before}
	reader := e.reader(s)
	for {
		more, err := s.next(ctx)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		reader.row()
	}
	reader.end()
	if len(s.errors) > 0 {
		slices.SortStableFunc(s.errors[:min(maxErrors, len(s.errors))], func(a, b LineError) int {
			return cmp.Compare(a.Line, b.Line)
		})
		return nil, s.errors
	}
	e.Rows = s.rows
	return e, nil
}

// reader makes an edit of the rows of one kind of file.
type reader interface {
	row() // takes the present row of the sheet
	end() // does what needs all rows
}

func (e *Edit) reader(s *sheet) reader {
	switch e.Kind {
	case Users:
		return newUserReader(s, e)
	case Departments:
		return newDepartmentReader(s, e)
	}
	return newMembershipReader(s, e)
}

// exclude puts linked records that are deleted on the list of U13, if so wished.
func (e *Edit) exclude(deleted []directory.Party) {
	if !e.options.Exclude {
		return
	}
	all := slices.Clone(e.then.Remembered.Excluded)
	for _, p := range deleted {
		if p.CybozuID != 0 {
			all = append(all, directory.Exclusion{Kind: p.Kind, CybozuID: p.CybozuID, Name: p.Name})
		}
	}
	e.then.Remembered.Excluded = directory.SortExclusions(all)
}

// set gives a field what its cell says, unless it says what the field has.
func set[T directory.Department | directory.User](s *sheet, c column[T], at int, record *T, isNew bool) {
	if c.field.Text == nil {
		if order, ok := c.field.Other(record).(*directory.OptionalInt); ok && at >= 0 {
			order.Value, order.Valid = s.number(at)
		}
		return
	}
	text := c.field.Text(record)
	had := *text != ""
	if at >= 0 && !says(s.cell(at), *text) {
		*text = reconcile.Clean(s.cell(at))
		if c.field.Lines {
			*text = cleanLines(s.cell(at))
		}
		checkLength(s, c, *text)
	}
	if c.field.Required && *text == "" && (isNew || had) {
		s.fail(c.name, ErrorRequired)
	}
}

// places are where the columns of a kind stand in the sheet; -1: nowhere.
func places[T directory.Department | directory.User](s *sheet, columns []column[T]) []int {
	all := make([]int, len(columns))
	for i, c := range columns {
		all[i] = s.index(c.name)
	}
	return all
}

func checkLength[T directory.Department | directory.User](s *sheet, c column[T], text string) {
	if limit := c.field.Longest; len(text) > limit && utf8.RuneCountInString(text) > limit {
		s.add(LineError{Column: c.name, Kind: ErrorLong, Value: text, Limit: limit})
	}
}

// number is what stands in a column of numbers, if anything does.
func (s *sheet) number(at int) (n int64, given bool) {
	text := narrow(s.cell(at))
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		s.failValue(s.columns[at], ErrorNumber, text)
	}
	return n, err == nil
}

// narrow is the text of a number in the digits of ASCII.
func narrow(cell string) string {
	text := reconcile.Clean(cell)
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return width.Narrow.String(text)
		}
	}
	return text
}
