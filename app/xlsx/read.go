package xlsx

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Table is a sheet as it was read: rows of cells, where a row without any is empty too, so
// that they count as a spreadsheet counts them.
type Table struct {
	Name string
	Rows [][]string
}

// limits are what is read at most.
type limits struct {
	file     int64  // its bytes
	unpacked uint64 // bytes of what is in it
	cells    int    // of all sheets, where a row counts as one more
	text     int    // bytes of them
	elements int    // of XML in the parts that are read as a whole, by their weight
}

// Far more than an office has.
const (
	mostFile     = 64 << 20
	mostUnpacked = 256 << 20
	mostCells    = 8 << 20
	mostText     = 256 << 20
	mostElements = 6 << 20
)

var usual = limits{mostFile, mostUnpacked, mostCells, mostText, mostElements}

// Signature is what such a file begins with.
const Signature = "PK\x03\x04"

// Sealed is what an older workbook (.xls) begins with, and one with a password.
const Sealed = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// The errors of files that cannot be read.
var (
	ErrFile    = errors.New("no workbook that can be read")
	ErrBeyond  = errors.New("a workbook beyond the limits")
	errNothing = errors.New("it has no sheet")
)

// Read reads the texts of all sheets; of a formula, what it last came to.
func Read(ctx context.Context, r io.Reader) ([]Table, error) {
	return safely(func() ([]Table, error) { return usual.read(ctx, r) })
}

// safely takes a panic for an error of the file, which nobody's program wrote then.
func safely(read func() ([]Table, error)) (tables []Table, err error) {
	defer func() {
		if p := recover(); p != nil {
			tables, err = nil, fmt.Errorf("%w: %v", ErrFile, p)
		}
	}()
	return read()
}

func (most limits) read(ctx context.Context, r io.Reader) (tables []Table, err error) {
	file, err := io.ReadAll(io.LimitReader(r, most.file+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if int64(len(file)) > most.file {
		return nil, ErrBeyond
	}
	if err := most.weigh(file); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: int64(most.unpacked), UnzipXMLSizeLimit: int64(most.unpacked),
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	cells, text := 0, 0
	for _, name := range f.GetSheetList() {
		t := Table{Name: name}
		rows, err := f.Rows(name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFile, err)
		}
		for rows.Next() {
			row, err := rows.Columns()
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrFile, err)
			}
			for _, cell := range row {
				text += len(cell)
			}
			if cells += len(row) + 1; cells > most.cells || text > most.text {
				return nil, ErrBeyond
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			t.Rows = append(t.Rows, row)
		}
		if err := cmp.Or(rows.Error(), rows.Close()); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFile, err)
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrFile, errNothing)
	}
	return tables, nil
}

// weigh refuses a file whose parts would become far more in memory than they are bytes: an
// empty element is little in a file, and nothing at all packed. Worksheets are read row by
// row; all else is read as a whole.
func (most limits) weigh(file []byte) error {
	parts, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	unpacked, weight := uint64(0), 0
	for _, part := range parts.File {
		if unpacked += part.UncompressedSize64; unpacked > most.unpacked || part.UncompressedSize64 > most.unpacked {
			return ErrBeyond
		}
		if strings.HasPrefix(strings.ToLower(part.Name), "xl/worksheets/") || strings.HasPrefix(strings.ToLower(part.Name), "xl/media/") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFile, err)
		}
		of, err := weightOf(r, most.elements)
		if err = errors.Join(err, r.Close()); err != nil {
			return fmt.Errorf("%w: %w", ErrFile, err)
		}
		if weight += of; weight > most.elements {
			return ErrBeyond
		}
	}
	return nil
}

// weightOf counts the elements of a part, until they are more than most: an item of the
// shared strings as several, as it is in memory.
func weightOf(r io.Reader, most int) (weight int, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var name []byte // of the element that begins here
	begins := false
	for weight <= most {
		c, err := in.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil {
			return weight, err
		}
		switch {
		case c == '<':
			begins, name = true, name[:0]
		case !begins:
		case c == ':':
			name = name[:0] // what was before is a prefix
		case c == '>' || c == '/' && len(name) > 0 || c == ' ' || c == '\t' || c == '\n' || c == '\r':
			weight++
			if string(name) == "si" {
				weight += 3
			}
			begins = false
		case c == '/' || c == '!' || c == '?': // the end of one, or none
			begins = false
		case len(name) < 8:
			name = append(name, c)
		}
	}
	return weight, nil
}
