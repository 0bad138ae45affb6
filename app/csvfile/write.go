package csvfile

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"

	"anpisync/app/credentials"
	"anpisync/reconcile/directory"
)

// WriteOptions say how a file is written. The zero value is UTF-8 without passwords,
// with formulas defused.
type WriteOptions struct {
	Encoding    Encoding // UTF8 or CP932
	LetFormulas bool     // text that a spreadsheet would run gets no tick in front
	Password    string   // for the password column of every user; empty: none
	Replace     bool     // 〓 is written for what CP932 lacks, where it may be; otherwise an *UnencodableError
}

// Notes are what a person should know before a file is written.
type Notes struct {
	Omitted     []directory.Department // that are in no file: 最上位部署 and others without a code
	Unencodable []Unencodable          // empty in UTF-8
	Defused     int                    // cells that get a tick in front
}

// Unencodable is a cell with characters that CP932 does not have.
type Unencodable struct {
	Record     directory.RecordKind // of which kind of record
	Key        string               // its login name or code
	Column     Column
	Text       string // the whole cell; empty for a password
	Characters string // each once
}

// Replaceable says whether 〓 may stand in the cell: not in a password or in what names
// a record, which would be another one's.
func (u Unencodable) Replaceable() bool { return !isKey(u.Column) && u.Column != ColumnPassword }

func isKey(c Column) bool { return c == ColumnLogin || c == ColumnCode || c == ColumnParentCode }

// UnencodableError says that a file was not written.
type UnencodableError struct{ Cells []Unencodable }

func (e *UnencodableError) Error() string {
	return fmt.Sprintf("%d cells with characters that CP932 lacks, the first is %s of %q", len(e.Cells), e.Cells[0].Column, e.Cells[0].Key)
}

// Inspect tells what a file will lack, and how many cells will have a tick in front.
func Inspect(d *directory.Directory, k Kind, o WriteOptions) Notes {
	n := Notes{Unencodable: unencodable(d, k, o)}
	if k != Users {
		for _, dep := range d.Departments {
			if dep.Code == "" {
				n.Omitted = append(n.Omitted, dep)
			}
		}
	}
	if !o.LetFormulas {
		columns := k.Columns(d.Options)
		for _, cells := range records(d, k, o) {
			for i, cell := range cells {
				if columnAt(columns, i) != ColumnSortOrder && runs(cell) {
					n.Defused++
				}
			}
		}
	}
	return n
}

func unencodable(d *directory.Directory, k Kind, o WriteOptions) []Unencodable {
	if o.Encoding != CP932 {
		return nil
	}
	var all []Unencodable
	if missing := lacking(o.Password, hasCP932); k == Users && missing != "" {
		all = append(all, Unencodable{Record: directory.KindUser, Column: ColumnPassword, Characters: missing})
	}
	kind := directory.KindUser
	if k == Departments {
		kind = directory.KindDepartment
	}
	columns := k.Columns(d.Options)
	for key, cells := range records(d, k, o) {
		for i, cell := range cells {
			c := columnAt(columns, i)
			if c == ColumnPassword {
				continue
			}
			has := hasTwinInCP932
			if isKey(c) {
				has = hasCP932
			}
			if missing := lacking(cell, has); missing != "" {
				all = append(all, Unencodable{Record: kind, Key: key, Column: c, Text: cell, Characters: missing})
			}
		}
	}
	return all
}

// Write writes a file of one kind. What [Inspect] tells should have been shown before.
// A password that nobody should get (I3) is a *credentials.PasswordError; then, and on
// an *UnencodableError, nothing is written.
func Write(ctx context.Context, w io.Writer, d *directory.Directory, k Kind, o WriteOptions) error {
	if o.Password != "" {
		if err := credentials.CheckInitialPassword(o.Password); err != nil {
			return err
		}
	}
	switch o.Encoding {
	case UTF8:
		if _, err := io.WriteString(w, byteOrderMarks[0].mark); err != nil {
			return fmt.Errorf("write the byte order mark: %w", err)
		}
		return write(ctx, w, d, k, o)
	case CP932:
		refused := unencodable(d, k, o)
		if o.Replace {
			refused = slices.DeleteFunc(refused, Unencodable.Replaceable)
		}
		if len(refused) > 0 {
			return &UnencodableError{refused}
		}
		encoder := transform.NewWriter(w, japanese.ShiftJIS.NewEncoder())
		if err := write(ctx, encoder, d, k, o); err != nil {
			return err
		}
		return encoder.Close()
	}
	return fmt.Errorf("write %s: files are not written as %s", k, o.Encoding)
}

// rowsPerLook is how often a long file asks whether it is still wanted.
const rowsPerLook = 1024

func write(ctx context.Context, w io.Writer, d *directory.Directory, k Kind, o WriteOptions) error {
	buffer := bufio.NewWriterSize(w, 1<<16)
	out := csv.NewWriter(buffer)
	out.UseCRLF = true
	if err := out.Write(header(d, k)); err != nil {
		return err
	}
	row := 0
	order := slices.Index(k.Columns(d.Options), ColumnSortOrder)
	for _, cells := range records(d, k, o) {
		for i, cell := range cells {
			if i == order { // a number, which is no formula
				continue
			}
			cell = written(cell)
			if o.Encoding == CP932 {
				cell = cp932Form(cell)
			}
			cells[i] = defuse(cell, o.LetFormulas)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write %s: %w", k, err)
		}
		if row++; row%rowsPerLook == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write %s: %w", k, err)
	}
	return buffer.Flush()
}

// columnAt is the one at a position; memberships repeat the last.
func columnAt(columns []Column, at int) Column { return columns[min(at, len(columns)-1)] }

func header(d *directory.Directory, k Kind) []string {
	columns := k.Columns(d.Options)
	names := make([]string, 0, len(columns))
	for _, c := range columns {
		names = append(names, string(c))
	}
	if k == Memberships {
		for range widestMemberships(d) - 1 {
			names = append(names, string(ColumnCode))
		}
	}
	return names
}

// records are the lines of a file, each with the key of its record. The cells are the
// caller's until the next line.
func records(d *directory.Directory, k Kind, o WriteOptions) iter.Seq2[string, []string] {
	switch k {
	case Users:
		return users(d, o.Password)
	case Departments:
		return departments(d)
	}
	return memberships(d)
}

func users(d *directory.Directory, password string) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		columns := userColumns(d.Options)
		cells := make([]string, len(columns))
		for i := range d.Users {
			if !d.Users[i].Counts() {
				continue
			}
			fill(cells, columns, &d.Users[i])
			cells[1] = password
			if !yield(d.Users[i].LoginName, cells) {
				return
			}
		}
	}
}

// fill puts a record's fields into their cells; others become empty.
func fill[T directory.Department | directory.User](cells []string, columns []column[T], record *T) {
	for i, c := range columns {
		if cells[i] = ""; c.field != nil {
			cells[i] = c.field.Written(record)
		}
	}
}

// departments come as the tree shows them from top to bottom.
func departments(d *directory.Directory) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		cells := make([]string, len(departmentColumns))
		parent := slices.Index(Departments.Columns(d.Options), ColumnParentCode)
		tree := directory.NewTree(d.Departments)
		for dep := range tree.All() {
			if dep.Code == "" {
				continue
			}
			fill(cells, departmentColumns, dep)
			if up := tree.Department(dep.ParentID); up != nil {
				cells[parent] = up.Code
			}
			if !yield(dep.Code, cells) {
				return
			}
		}
	}
}

// memberships are all as wide as the widest, as spreadsheets write them.
func memberships(d *directory.Directory) iter.Seq2[string, []string] {
	codes := codesByID(d)
	return func(yield func(string, []string) bool) {
		cells := make([]string, 1+widestMemberships(d))
		for i := range d.Users {
			u := &d.Users[i]
			if !u.Counts() {
				continue
			}
			clear(cells)
			cells[0] = u.LoginName
			at := 1
			for _, id := range u.Departments {
				if code := codes[id]; code != "" {
					cells[at] = code
					at++
				}
			}
			if !yield(u.LoginName, cells) {
				return
			}
		}
	}
}

func codesByID(d *directory.Directory) map[int64]string {
	codes := make(map[int64]string, len(d.Departments))
	for _, dep := range d.Departments {
		codes[dep.ID] = dep.Code
	}
	return codes
}

// widestMemberships is the largest number of codes in a line, at least one.
func widestMemberships(d *directory.Directory) int {
	codes := codesByID(d)
	widest := 1
	for i := range d.Users {
		n := 0
		for _, id := range d.Users[i].Departments {
			if codes[id] != "" {
				n++
			}
		}
		widest = max(widest, n)
	}
	return widest
}
