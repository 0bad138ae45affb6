package xlsx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Table is a sheet as it was read: rows of cells, where a row without any is empty too, so
// that they count as a spreadsheet counts them.
type Table struct {
	Name string
	Rows [][]string
}

// What is read at most: far more than an office has.
const (
	mostFile     = 64 << 20  // bytes of the file
	mostUnpacked = 256 << 20 // bytes of what is in it
	mostCells    = 8 << 20   // of all sheets
	mostText     = 256 << 20 // bytes of them
)

// Signature is what such a file begins with.
const Signature = "PK\x03\x04"

// The errors of files that cannot be read.
var (
	ErrFile    = errors.New("no workbook that can be read")
	ErrBeyond  = errors.New("a workbook beyond the limits")
	errNothing = errors.New("it has no sheet")
)

// Read reads the texts of all sheets; of a formula, what it last came to. What does not fit
// into memory waits in the system's folder for such files, readable by the owner alone.
func Read(ctx context.Context, r io.Reader) (tables []Table, err error) {
	file, err := io.ReadAll(io.LimitReader(r, mostFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if len(file) > mostFile {
		return nil, ErrBeyond
	}
	defer func() {
		if p := recover(); p != nil { // of a file that nobody's program wrote
			tables, err = nil, fmt.Errorf("%w: %v", ErrFile, p)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	cells, bytes := 0, 0
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
				bytes += len(cell)
			}
			if cells += len(row) + 1; cells > mostCells || bytes > mostText {
				return nil, ErrBeyond
			}
			if len(t.Rows)%rowsPerLook == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			t.Rows = append(t.Rows, row)
		}
		if err := errors.Join(rows.Error(), rows.Close()); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFile, err)
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrFile, errNothing)
	}
	return tables, nil
}
