package format

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"anpisync/app/csvfile"
	"anpisync/app/xlsx"
)

// line is a row of a file: its cells, and how it stands there.
type line struct {
	number int // from 1
	raw    string
	cells  []string
	quoted []bool // of the cells
}

// table is a file taken apart.
type table struct {
	shape  Shape // all but HeadLines
	lines  []line
	sheets []string // of a workbook
}

const (
	mostFile  = 64 << 20 // bytes
	mostCells = 8 << 20  // of a file
	mostLines = 4 * csvfile.MaxRows
	looked    = 1 << 16 // bytes that tell the separator
)

// fileError is one thing that is wrong with a file.
func fileError(number int, kind csvfile.ErrorKind, limit int) csvfile.Errors {
	return csvfile.Errors{{Line: number, Kind: kind, Limit: limit}}
}

// readTable takes a file apart. sheet is the one of a workbook that is wanted; "": the first
// that has anything, by choose. separator is known, or "".
func readTable(ctx context.Context, r io.Reader, sheet, separator string, choose func([][]string) int) (*table, error) {
	file, err := io.ReadAll(io.LimitReader(cancellable{ctx, r}, mostFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	switch {
	case len(file) > mostFile:
		return nil, fileError(1, csvfile.ErrorFileLarge, mostFile)
	case bytes.HasPrefix(file, []byte(xlsx.Signature)):
		return readBook(ctx, file, sheet, choose)
	case bytes.HasPrefix(file, []byte(xlsx.Sealed)):
		return nil, xlsx.ErrFile
	}
	return readText(ctx, file, separator)
}

type cancellable struct {
	ctx context.Context
	io.Reader
}

func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}

// bookShape is that of the lines of a workbook, which are kept as those of a file are.
var bookShape = Shape{Book: true, Encoding: csvfile.UTF8.String(), Separator: ",", LineEnd: "\n"}

func readBook(ctx context.Context, file []byte, sheet string, choose func([][]string) int) (*table, error) {
	books, err := xlsx.Read(ctx, bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	t := &table{shape: bookShape}
	at, most := 0, -1
	for i, b := range books {
		t.sheets = append(t.sheets, b.Name)
		if n := choose(b.Rows); sheet == "" && n > most || b.Name == sheet {
			at, most = i, n
		}
	}
	t.shape.Sheet = books[at].Name
	for i, cells := range books[at].Rows {
		if !slices.ContainsFunc(cells, isFilled) {
			continue
		}
		t.lines = append(t.lines, line{i + 1, t.shape.join(cells, nil), cells, make([]bool, len(cells))})
	}
	if len(t.lines) == 0 {
		return nil, fileError(1, csvfile.ErrorEmpty, 0)
	}
	return t, nil
}

func isFilled(cell string) bool { return cell != "" }

// readText takes a text file apart. All that is wrong with it is told at once.
func readText(ctx context.Context, file []byte, separator string) (*table, error) {
	encoding, mark := csvfile.Detect(file)
	text := encoding.Decode(file[mark:])
	t := &table{shape: Shape{Encoding: encoding.String(), Mark: mark > 0, LineEnd: "\n"}}
	switch {
	case strings.Contains(text, "\r\n"):
		t.shape.LineEnd = "\r\n"
	case strings.Contains(text, "\r") && !strings.Contains(text, "\n"):
		t.shape.LineEnd = "\r"
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	t.shape.Unended = !strings.HasSuffix(text, "\n")
	if t.shape.Separator = separator; separator == "" {
		t.shape.Separator = separatorOf(text[:min(len(text), looked)])
	}
	if n := strings.Count(text, "\n"); n > mostLines {
		return nil, fileError(n, csvfile.ErrorManyRows, csvfile.MaxRows)
	}
	source := &lineByLine{rest: text}
	reader := csv.NewReader(source)
	reader.Comma = rune(t.shape.Separator[0])
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true
	starts := lineStarts(text)
	var wrong csvfile.Errors
	cells := 0
	for {
		if len(t.lines)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		source.record = 0
		begins := sort.SearchInts(starts, int(reader.InputOffset())+1)
		record, err := reader.Read()
		if err == io.EOF {
			break
		}
		if errors.Is(err, errLineLong) {
			return nil, fileError(begins, csvfile.ErrorLineLong, csvfile.MaxLine)
		}
		var quote *csv.ParseError
		if errors.As(err, &quote) {
			// The rest would be read as what it is not.
			wrong = append(wrong, csvfile.LineError{Line: quote.StartLine, Kind: csvfile.ErrorQuote})
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		l := takeApart(text, starts, reader, len(record))
		errs := l.check(encoding)
		if wrong = append(wrong, errs...); len(wrong) > csvfile.MaxErrors {
			wrong = append(wrong[:csvfile.MaxErrors], csvfile.LineError{Line: l.number, Kind: csvfile.ErrorManyErrors, Limit: csvfile.MaxErrors})
			break
		}
		if cells += len(l.cells); cells > mostCells || len(t.lines) >= csvfile.MaxRows {
			return nil, fileError(l.number, csvfile.ErrorManyRows, csvfile.MaxRows)
		}
		if len(errs) == 0 {
			t.lines = append(t.lines, l)
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	t.lines = slices.DeleteFunc(t.lines, func(l line) bool { return !slices.ContainsFunc(l.cells, isFilled) })
	if len(t.lines) == 0 {
		return nil, fileError(1, csvfile.ErrorEmpty, 0)
	}
	return t, nil
}

// lineByLine gives a reader one line at a time, so that what is too long for a record is
// refused before it is split.
type lineByLine struct {
	rest   string
	record int // bytes given of a record
}

var errLineLong = errors.New("line too long")

func (l *lineByLine) Read(p []byte) (int, error) {
	if l.rest == "" {
		return 0, io.EOF
	}
	line := l.rest
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end+1]
	}
	n := copy(p, line)
	if l.record += n; l.record > csvfile.MaxLine {
		return 0, errLineLong
	}
	l.rest = l.rest[n:]
	return n, nil
}

// takeApart is the row that the reader has just read, as it stands in the text: the reader
// does not tell what was quoted, but where.
func takeApart(text string, starts []int, reader *csv.Reader, n int) line {
	at := func(i int) int {
		number, column := reader.FieldPos(i)
		return starts[number-1] + column - 1
	}
	end := int(reader.InputOffset())
	end = at(0) + len(strings.TrimSuffix(strings.TrimSuffix(text[at(0):end], "\n"), "\r"))
	number, _ := reader.FieldPos(0)
	l := line{number: number, raw: text[at(0):end], cells: make([]string, n), quoted: make([]bool, n)}
	for i := range n {
		stop := end
		if i+1 < n {
			stop = at(i+1) - 1
		}
		cell := text[at(i):stop]
		if l.quoted[i] = strings.HasPrefix(cell, `"`); l.quoted[i] {
			cell = strings.ReplaceAll(strings.TrimSuffix(cell[1:], `"`), `""`, `"`)
		}
		l.cells[i] = cell
	}
	return l
}

func (l *line) check(e csvfile.Encoding) (wrong csvfile.Errors) {
	switch {
	case len(l.raw) > csvfile.MaxLine:
		return fileError(l.number, csvfile.ErrorLineLong, csvfile.MaxLine)
	case len(l.cells) > csvfile.MaxCells:
		return fileError(l.number, csvfile.ErrorManyCells, csvfile.MaxCells)
	case e.Broken(l.raw):
		return fileError(l.number, csvfile.ErrorBytes, 0)
	case strings.IndexByte(l.raw, 0) >= 0:
		return fileError(l.number, csvfile.ErrorNUL, 0)
	}
	return nil
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// separators are those that files have, the usual first.
const separators = ",\t;"

// separatorOf is the one of which the lines of a text have most, as many each as the others.
func separatorOf(text string) string {
	best, most := ",", 0
	for _, s := range separators {
		reader := csv.NewReader(strings.NewReader(text))
		reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes, reader.ReuseRecord = s, -1, true, true
		widths := map[int]int{}
		for range 20 {
			record, err := reader.Read()
			if err != nil {
				break
			}
			widths[len(record)]++
		}
		for width, lines := range widths {
			if n := (width - 1) * lines; n > most {
				best, most = string(s), n
			}
		}
	}
	return best
}

// split takes a line apart that is kept, or nil where it is none.
func (s *Shape) split(raw string) []string {
	if !strings.ContainsAny(raw, "\"\r\n") {
		return strings.Split(raw, s.Separator)
	}
	reader := csv.NewReader(strings.NewReader(raw))
	reader.Comma = rune(s.Separator[0])
	reader.FieldsPerRecord = -1
	record, err := reader.Read()
	if err != nil {
		return nil
	}
	if !strings.Contains(raw, "\r") {
		return record
	}
	return takeApart(raw, lineStarts(raw), reader, len(record)).cells // with the line breaks as they are
}

// join is the line of some cells. columns say how each is quoted; nil: as needed.
func (s *Shape) join(cells []string, columns []Column) string {
	n := len(cells)
	for s.Ragged && n > 1 && cells[n-1] == "" {
		n--
	}
	var b strings.Builder
	for i, cell := range cells[:n] {
		if i > 0 {
			b.WriteString(s.Separator)
		}
		quote := QuoteNeeded
		if i < len(columns) {
			quote = columns[i].Quote
		}
		if quote == QuoteAlways || quote == QuoteFilled && cell != "" || strings.ContainsAny(cell, s.Separator+"\"\r\n") {
			b.WriteByte('"')
			b.WriteString(strings.ReplaceAll(cell, `"`, `""`))
			b.WriteByte('"')
			continue
		}
		b.WriteString(cell)
	}
	return b.String()
}

// write writes lines as a file of the shape.
func (s *Shape) write(ctx context.Context, w io.Writer, lines []string) error {
	encoding, ok := csvfile.ParseEncoding(s.Encoding)
	if !ok {
		return fmt.Errorf("%w: encoding %q", ErrFile, s.Encoding)
	}
	if s.Mark {
		if _, err := io.WriteString(w, encoding.Mark()); err != nil {
			return err
		}
	}
	out := encoding.Encode(w)
	all := slices.Concat(s.HeadLines, lines)
	for i, text := range all {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if i+1 < len(all) || !s.Unended {
			text += s.LineEnd
		}
		if _, err := io.WriteString(out, text); err != nil {
			return err
		}
	}
	return out.Close()
}

// head are the lines above the records, cell by cell.
func (s *Shape) head() [][]string {
	var all [][]string
	for _, l := range s.HeadLines {
		all = append(all, s.split(l))
	}
	return all
}
