package csvfile

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// sheet is a file while it is read: rows of cells under a header, and what is wrong.
type sheet struct {
	encoding Encoding
	kind     Kind
	options  directory.Options

	lines    *lines
	csv      *csv.Reader
	columns  []Column // the header; "" has no name
	rows     int      // read so far, the empty ones aside
	embedded int      // lines so far that did not begin a row: cells have lines

	row    row
	muted  bool // what is wrong with the row is said already
	errors Errors
}

// row is one line of the file, or several, where a cell has lines.
type row struct {
	place
	cells []string
}

// place is where a row begins; the zero value is nowhere.
type place struct {
	line  int // from 1
	sheet int // as a spreadsheet counts, which takes a record with lines for one; 0: unknown
}

// beginning is how much of a file is looked at for its encoding and separator.
const beginning = 1 << 16

// openSheet reads up to the header. Where something is wrong with it, there are errors.
func openSheet(ctx context.Context, r io.Reader, o directory.Options) (*sheet, error) {
	source := bufio.NewReaderSize(r, beginning)
	head, err := source.Peek(beginning)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	encoding, mark, header := detect(head)
	if _, err := source.Discard(mark); err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	s := &sheet{encoding: encoding, options: o}
	s.lines = &lines{source: bufio.NewReaderSize(encoding.decoder(source), 1<<16)}
	s.csv = csv.NewReader(s.lines)
	s.csv.Comma = separator(header)
	s.csv.FieldsPerRecord = -1
	s.csv.ReuseRecord = true
	if err := s.readHeader(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *sheet) readHeader(ctx context.Context) error {
	switch more, err := s.next(ctx); {
	case err != nil:
		return err
	case !more:
		if len(s.errors) == 0 {
			s.row = row{place: place{line: 1}}
			s.fail("", ErrorEmpty)
		}
		return nil
	}
	s.rows-- // the header is none
	names := make([]Column, len(s.row.cells))
	for i, cell := range s.row.cells {
		names[i] = Column(norm.NFKC.String(reconcile.Clean(cell)))
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	login, code := slices.Contains(names, ColumnLogin), slices.Contains(names, ColumnCode)
	switch {
	case login && code:
		s.kind = Memberships
	case login:
		s.kind = Users
	case code:
		s.kind = Departments
	default:
		s.fail("", ErrorKindUnknown)
		return nil
	}
	columns := s.kind.Columns(s.options)
	for i, name := range names {
		switch {
		case name == "":
		case !slices.Contains(columns, name):
			s.failValue("", ErrorColumnUnknown, string(name))
		case s.kind == Memberships && name == ColumnCode:
		case slices.Contains(names[:i], name):
			s.fail(name, ErrorColumnTwice)
		}
	}
	s.columns = names
	return nil
}

// next reads the next row that has anything in it. It returns false at the end of the
// file, and where it cannot be read any further, with an error of the file in errors.
func (s *sheet) next(ctx context.Context) (more bool, err error) {
	for {
		if s.rows%rowsPerLook == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if len(s.errors) > maxErrors {
			return false, nil
		}
		s.muted = false
		first := s.lines.next()
		cells, err := s.csv.Read()
		if err != nil {
			if more, err := s.failed(err, first); !more {
				return false, err
			}
			continue
		}
		line, _ := s.csv.FieldPos(0)
		s.row = row{place{line, line - s.embedded}, cells}
		s.embedded += max(0, s.lines.ended-line)
		if !slices.ContainsFunc(cells, isFilled) {
			continue
		}
		if s.rows++; s.rows > maxRows {
			s.failLimit("", ErrorManyRows, maxRows)
			return false, nil
		}
		s.inspect()
		return true, nil
	}
}

func isFilled(cell string) bool { return cell != "" }

// failed says why a row was not read, and whether there may be more.
func (s *sheet) failed(err error, line int) (more bool, _ error) {
	var quote *csv.ParseError
	s.row = row{place: place{line: line}}
	switch {
	case err == io.EOF:
		return false, nil
	case errors.As(err, &quote):
		s.row.line = quote.StartLine
		s.fail("", ErrorQuote)
		return true, nil
	case errors.Is(err, errLineLong):
		s.failLimit("", ErrorLineLong, maxLine)
		return false, nil
	case errors.Is(err, errFileLarge):
		s.failLimit("", ErrorFileLarge, maxFile)
		return false, nil
	}
	return false, fmt.Errorf("read the file: %w", err)
}

// inspect looks for what no cell may hold, and for cells without a column.
func (s *sheet) inspect() {
	if len(s.row.cells) > maxCells {
		s.failLimit("", ErrorManyCells, maxCells)
		s.muted = true
		return
	}
	suspect := s.encoding != UTF8 || s.lines.suspect
	wrong := false
	for i, cell := range s.row.cells {
		switch {
		case suspect && s.encoding.broken(cell):
			s.fail(s.columnAt(i), ErrorBytes)
			wrong = true
		case suspect && strings.IndexByte(cell, 0) >= 0:
			s.fail(s.columnAt(i), ErrorNUL)
			wrong = true
		case cell != "" && s.columns != nil && s.columnAt(i) == "":
			s.failValue("", ErrorNoColumn, cell)
			wrong = true
		}
	}
	s.muted = wrong
}

// columnAt is the column at a position; what stands to the right of a header of
// memberships is a code too.
func (s *sheet) columnAt(at int) Column {
	switch {
	case at < len(s.columns):
		return s.columns[at]
	case s.kind == Memberships:
		return ColumnCode
	}
	return ""
}

// index is where a column stands; -1: nowhere.
func (s *sheet) index(c Column) int { return slices.Index(s.columns, c) }

// cell is what stands in a column, without the tick of a formula.
func (s *sheet) cell(at int) string {
	if at < 0 || at >= len(s.row.cells) {
		return ""
	}
	return restore(s.row.cells[at])
}

func (s *sheet) fail(c Column, k ErrorKind) { s.add(LineError{Column: c, Kind: k}) }
func (s *sheet) failLimit(c Column, k ErrorKind, n int) {
	s.add(LineError{Column: c, Kind: k, Limit: n})
}
func (s *sheet) failValue(c Column, k ErrorKind, v string) {
	s.add(LineError{Column: c, Kind: k, Value: v})
}

// place is where the present row is.
func (s *sheet) place() place { return s.row.place }

// add says that something is wrong with the present row.
func (s *sheet) add(e LineError) {
	if !s.muted {
		s.addAt(s.row.place, e)
	}
}

// addAt says that something is wrong with a row.
func (s *sheet) addAt(at place, e LineError) {
	e.Line = at.line
	if at.sheet != at.line {
		e.Row = at.sheet
	}
	switch {
	case len(s.errors) < maxErrors:
		e.Value = shown(e.Value)
		s.errors = append(s.errors, e)
	case len(s.errors) == maxErrors:
		s.errors = append(s.errors, LineError{Line: e.Line, Kind: ErrorManyErrors, Limit: maxErrors})
	}
}
