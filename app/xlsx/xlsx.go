// Package xlsx writes and reads workbooks (.xlsx) whose cells are all text: what a cell says
// is what a record says, so that zeros at the start stay and nothing is ever run as a
// formula. [Write] gives each sheet a head that stays in view and a filter; [Read] gives the
// cells of all sheets back, within the limits that keep a hostile file from filling memory.
//
// It knows no departments and no users: those are packages csvfile's and roster's.
package xlsx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet is one to write.
type Sheet struct {
	Name   string
	Head   []string  // in the first row; without, that is one of Rows
	Widths []float64 // of columns, in characters; those without are narrow
	Count  int       // of Rows
	Rows   iter.Seq[[]string]
	Remark []string // what stands below them, a line each
}

// What a worksheet of Excel has room for.
const (
	mostRows    = 1 << 20
	mostColumns = 1 << 14
	usualWidth  = 14
)

// ErrLarge is of what has no room in a worksheet.
var ErrLarge = errors.New("more than a worksheet has room for")

// Write writes a workbook. What does not fit into memory waits in dir, which is the
// caller's to keep from others.
func Write(ctx context.Context, w io.Writer, dir string, sheets ...Sheet) (err error) {
	f := excelize.NewFile(excelize.Options{TmpDir: dir})
	defer func() { err = errors.Join(err, f.Close()) }()
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err == nil {
			err = s.write(ctx, f, styles)
		}
		if err != nil {
			return fmt.Errorf("write the sheet %s: %w", s.Name, err)
		}
	}
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "AnpiSync", LastModifiedBy: "AnpiSync"}); err != nil {
		return err
	}
	return f.Write(w)
}

type styles struct{ head, text int }

func newStyles(f *excelize.File) (styles, error) {
	text, wrong := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top"}}) // 49: text, also once it is edited
	head, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF5"}}})
	return styles{head, text}, errors.Join(wrong, err)
}

func (s *Sheet) write(ctx context.Context, f *excelize.File, styles styles) error {
	needs := s.Count
	if len(s.Head) > 0 {
		needs++
	}
	if len(s.Remark) > 0 {
		needs += 1 + len(s.Remark)
	}
	if needs > mostRows || len(s.Head) > mostColumns {
		return fmt.Errorf("%w: %d rows, %d columns", ErrLarge, s.Count, len(s.Head))
	}
	if len(s.Head) > 0 {
		corner, err := excelize.CoordinatesToCellName(len(s.Head), s.Count+1)
		if err != nil {
			return err
		}
		if err := f.AutoFilter(s.Name, "A1:"+corner, nil); err != nil {
			return err
		}
	}
	out, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i := range slices.Backward(s.Head) { // the library puts each before those that it has
		width := float64(usualWidth)
		if i < len(s.Widths) {
			width = s.Widths[i]
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	row := 0
	put := func(texts []string, style int) error {
		row++
		cells := make([]any, len(texts))
		for i, text := range texts {
			cells[i] = excelize.Cell{StyleID: style, Value: Text(text)}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return out.SetRow(fmt.Sprintf("A%d", row), cells)
	}
	if len(s.Head) > 0 {
		if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
		if err := put(s.Head, styles.head); err != nil {
			return err
		}
	}
	for texts := range s.Rows {
		if err := put(texts, styles.text); err != nil {
			return err
		}
	}
	row++ // the filter ends above
	for _, line := range s.Remark {
		if err := put([]string{line}, styles.text); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Text is a text as a cell holds it: XML knows no control characters but tabs and line
// breaks.
func Text(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, text)
}
