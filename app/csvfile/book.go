package csvfile

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

// sheetNames are what the sheets of a workbook are called.
var sheetNames = map[Kind]string{Users: "ユーザー", Departments: "部署", Memberships: "所属"}

// Sheet is a kind as a sheet of a workbook, whose cells are text: nothing in them is run,
// so that no tick is needed. Passwords are not in it.
func Sheet(d *directory.Directory, k Kind) xlsx.Sheet {
	count := 0
	for i := range d.Users {
		if d.Users[i].Counts() {
			count++
		}
	}
	if k == Departments {
		count = 0
		for _, dep := range d.Departments {
			if dep.Code != "" {
				count++
			}
		}
	}
	var widths []float64
	for _, c := range k.Columns(d.Options) {
		width := 18.0
		if c == ColumnEmail {
			width = 30
		} else if c == ColumnSortOrder || c == ColumnDelete || c == ColumnPassword {
			width = 10
		}
		widths = append(widths, width)
	}
	return xlsx.Sheet{Name: sheetNames[k], Head: header(d, k), Widths: widths, Count: count, Rows: func(yield func([]string) bool) {
		for _, cells := range records(d, k, WriteOptions{}) {
			if !yield(cells) {
				return
			}
		}
	}}
}

// WriteBook writes a workbook with a sheet a kind. What does not fit into memory waits in
// dir.
func WriteBook(ctx context.Context, w io.Writer, dir string, d *directory.Directory, kinds ...Kind) error {
	var sheets []xlsx.Sheet
	for _, k := range kinds {
		sheets = append(sheets, Sheet(d, k))
	}
	return xlsx.Write(ctx, w, dir, sheets...)
}

// readOrder is the order in which the sheets of a workbook are taken: each needs what is in
// those before.
var readOrder = []Kind{Departments, Users, Memberships}

// readBook reads all sheets of a workbook that are of a kind of ours, as one edit. Others,
// such as the 名簿, are left alone, unless none is ours.
func readBook(ctx context.Context, r io.Reader, now *directory.Directory, o ReadOptions) (*Edit, error) {
	tables, err := xlsx.Read(ctx, r)
	if err != nil {
		return nil, err
	}
	found := map[Kind]*xlsx.Table{}
	for i := range tables {
		s, err := openSheet(ctx, bytes.NewReader(asCSV(tables[i].Rows[:min(1, len(tables[i].Rows))])), now.Options)
		if err != nil {
			return nil, err
		}
		if len(s.errors) == 0 && found[s.kind] == nil {
			found[s.kind] = &tables[i]
		}
	}
	for _, k := range readOrder { // one with a slip in its head is told by its name
		for i := range tables {
			if tables[i].Name == sheetNames[k] && found[k] == nil {
				found[k] = &tables[i]
			}
		}
	}
	if len(found) == 0 {
		return readTable(ctx, bytes.NewReader(asCSV(tables[0].Rows)), now, o, nil)
	}
	return readTables(ctx, now, o, func(k Kind) *table {
		if t := found[k]; t != nil {
			return &table{t.Rows, func(errs Errors) Errors { return errs.in(t.Name) }}
		}
		return nil
	})
}

// table is one of several: its rows with their head, and what errors in them become.
type table struct {
	rows  [][]string
	place func(Errors) Errors
}

// readTables reads the tables that there are of each kind as one edit.
func readTables(ctx context.Context, now *directory.Directory, o ReadOptions, of func(Kind) *table) (*Edit, error) {
	var whole *Edit
	var wrong Errors
	for _, k := range readOrder {
		t := of(k)
		if t == nil || k == Memberships && len(wrong) > 0 { // it would name what is not there
			continue
		}
		base := now
		if whole != nil {
			base = whole.then
		}
		e, err := readTable(ctx, bytes.NewReader(asCSV(t.rows)), base, o, whole)
		var errs Errors
		if errors.As(err, &errs) {
			wrong = append(wrong, t.place(errs)...)
			continue
		}
		if err != nil {
			return nil, err
		}
		whole = whole.and(e, now)
	}
	if len(wrong) > 0 {
		return nil, wrong[:min(len(wrong), maxErrors)]
	}
	return whole, nil
}

// asCSV is a table as a file. Its cells are texts already, so that ticks are put in front
// where reading takes them off.
func asCSV(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString(byteOrderMarks[0].mark)
	out := csv.NewWriter(&b)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = defuse(cell, false)
		}
		_ = out.Write(cells) // a Buffer does not fail
	}
	out.Flush()
	return b.Bytes()
}

// in are the errors of a sheet, whose rows are counted as a spreadsheet does.
func (es Errors) in(sheet string) Errors {
	for i := range es {
		e := &es[i]
		e.Sheet = sheet
		if e.Row != 0 {
			e.Line, e.Row = e.Row, 0
		}
	}
	return es
}

// and is an edit that does what another does after it; nil is none.
func (e *Edit) and(next *Edit, now *directory.Directory) *Edit {
	if e == nil {
		return next
	}
	next.now = now
	next.parts = append(append(next.parts, e.parts...), e)
	next.passwords = append(e.passwords, next.passwords...)
	next.strangers = append(e.strangers, next.strangers...)
	if e.lifted != nil {
		next.lifted, next.named = e.lifted, e.named
	}
	return next
}

// deletes says whether a sheet before this one deletes the user with a login name, who may
// still stand in this one.
func (e *Edit) deletes(login string) bool {
	return e.before != nil && slices.ContainsFunc(e.before.now.Users, func(u directory.User) bool { return u.LoginName == login })
}

// of says whether the edit came from a file of a kind, or from a workbook with such a sheet.
func (e *Edit) of(k Kind) bool {
	return e.Kind == k || slices.ContainsFunc(e.parts, func(p *Edit) bool { return p.Kind == k })
}
