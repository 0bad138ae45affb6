package format

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

// Row is what a service has of one record.
type Row = directory.ServiceRow

// Change is what happens to a record at the service.
type Change string

// The changes.
const (
	New     Change = "new"
	Changed Change = "changed"
	Leaves  Change = "leaves"
	Same    Change = "same"
)

// Entry is one record of a draft.
type Entry struct {
	ID     int64 // of the user or department
	Key    string
	Name   string // for people; of who has left, what the service has
	Change Change

	Cells  []string // as they will be written
	Before []string // as the service has them; nil: it does not have the record
	Differ []int    // the columns that change

	deep bool // below the last level that the file tells of

	// Written says whether it will be in the file.
	Written  bool
	Problems []Problem
}

// ProblemKind is why a cell cannot be handed over.
type ProblemKind string

// The problems.
const (
	ProblemEncoding  ProblemKind = "encoding"  // Characters are not in the encoding of the file
	ProblemLong      ProblemKind = "long"      // longer than Limit
	ProblemMissing   ProblemKind = "missing"   // the service wants it, and it is empty
	ProblemTwice     ProblemKind = "twice"     // With has the same key
	ProblemPassword  ProblemKind = "password"  // a new person needs the initial password, and none is given
	ProblemSeparator ProblemKind = "separator" // the department has the separator of the column in its name
)

// Problem is one thing that cannot be handed over. message.FormatProblem puts it into words.
type Problem struct {
	Kind       ProblemKind
	Key, Name  string // of the record
	Column     string // its label
	Text       string // the cell; never a password
	Characters string
	Limit      int
	With       string
	Geta       bool // 〓 could be written for the characters
}

// Options are what is to be handed over.
type Options struct {
	// Difference is only what differs from what the service has. A format that is Whole is
	// written whole all the same; then it says only which entries change.
	Difference bool
	Replace    bool   // 〓 for characters that the encoding lacks, but in the key
	Password   string // the initial one for new people; never kept

	// LeaveOut leaves records with problems as the service has them: out of the file, or,
	// where that is whole, with the old row. Without it, [Draft.Write] refuses.
	LeaveOut bool
	Skip     map[int64]bool // records that are left out likewise, by id
}

// Draft is what would be handed over, for a person to look at. It does not change.
type Draft struct {
	Format  *Format
	Options Options
	Entries []Entry // in the order of the file: new ones after those that the service has, leavers last

	rows  map[int64]*Row // what the service has
	was   map[int64]*Row // of these, the rows of strangers who have come here, by their ids here
	lines []string       // of the entries, as they would stand in the file
}

// Counts are how many records a draft has of each change, and how many are in the file.
type Counts struct {
	New, Changed, Leave, Same int
	Written                   int
	Problems                  int // records that have any

	// Vanish are leavers of a format that is whole: they are not in the file. Unmarked are
	// leavers where the format has no mark for them: they must be deleted at the service.
	Vanish, Unmarked int

	// Rekeyed are records that the service knows by another key: to it they are new ones.
	Rekeyed int

	// Emptied are people of whom the service has something that the file makes empty.
	Emptied int

	// Deep are people in the file of whose department nothing tells but levels above it.
	Deep int
}

// Prepare says what is to be handed over of a directory to a service that has rows.
func Prepare(f *Format, now *directory.Directory, rows []Row, o Options) (*Draft, error) {
	if f.Empty {
		return nil, ErrEmpty
	}
	if err := Check(f); err != nil {
		return nil, err
	}
	d := &Draft{Format: f, Options: o, rows: make(map[int64]*Row, len(rows))}
	for i := range rows {
		d.rows[rows[i].Record] = &rows[i]
	}
	r := newRenderer(f, now)
	subjects := r.subjects()
	d.adopt(r, subjects)
	here := make(map[int64]bool, len(subjects))
	for _, of := range subjects {
		here[of.id] = true
		d.Entries = append(d.Entries, d.entry(r, of))
	}
	d.arrange()
	d.check(r)
	d.choose()
	d.leave(rows, here)
	d.render()
	return d, nil
}

// adopt takes the row of a stranger, by its key, for that of who has come here since.
func (d *Draft) adopt(r *renderer, subjects []subject) {
	strangers := map[string]*Row{}
	key := d.Format.Key
	for id, row := range d.rows {
		if cells := d.Format.Shape.split(row.Line); id < 0 && row.There && key < len(cells) {
			if first := strangers[foldKey(cells[key])]; first == nil || row.Place < first.Place { // of two alike always the same
				strangers[foldKey(cells[key])] = row
			}
		}
	}
	if len(strangers) == 0 {
		return
	}
	d.was = map[int64]*Row{}
	for _, of := range subjects {
		row := strangers[foldKey(r.value(d.Format.Columns[key].Source, of, nil))]
		if row == nil || foldKey(d.Format.Shape.split(row.Line)[key]) == "" || d.rows[of.id] != nil || d.rows[row.Record] == nil {
			continue
		}
		own := *row
		own.Record = of.id
		d.rows[of.id], d.was[of.id] = &own, row
		delete(d.rows, row.Record)
	}
}

// last is what the service has of a record, or had.
func (d *Draft) last(id int64) (row *Row, cells []string) {
	row = d.rows[id]
	if row == nil {
		return nil, nil
	}
	cells = d.Format.Shape.split(row.Line)
	if cells == nil {
		cells = []string{}
	}
	return row, cells
}

func (d *Draft) entry(r *renderer, of subject) Entry {
	f := d.Format
	row, last := d.last(of.id)
	there := row != nil && row.There
	slots := r.slots(of.user, last)
	columns := f.columns(max(len(slots), f.fit(len(last))))
	e := Entry{ID: of.id, Name: of.name(), Change: New, Cells: make([]string, len(columns)), deep: r.deep(columns, slots)}
	if there {
		e.Before = make([]string, len(columns))
		copy(e.Before, last)
	}
	for i, c := range columns {
		had := ""
		if i < len(last) {
			had = last[i]
		}
		e.Cells[i] = d.cell(r, c.Source, of, slots, columns, last, had, there)
		if there && e.Cells[i] != e.Before[i] {
			e.Differ = append(e.Differ, i)
		}
	}
	for there && len(last) > len(e.Cells) { // cells without a column
		e.Cells, e.Before = append(e.Cells, last[len(e.Cells)]), append(e.Before, last[len(e.Cells)])
	}
	e.Key = e.Cells[f.Key]
	switch {
	case there && len(e.Differ) == 0:
		e.Change = Same
	case there:
		e.Change = Changed
	}
	return e
}

// cell is one of a record; had is what the service has there, or had.
func (d *Draft) cell(r *renderer, s Source, of subject, slots []int64, columns []Column, last []string, had string, there bool) string {
	switch s.What {
	case Keep:
		if s.Member > 0 && last != nil && (s.Member > len(slots) || !r.saysMember(columns, last, s.Member, slots[s.Member-1])) {
			return ""
		}
		if last == nil {
			return s.Stays
		}
		return had
	case Password:
		if there {
			return had
		}
		return cmp.Or(d.Options.Password, s.Stays)
	case Delete:
		if there && had != s.Text {
			return had
		}
		return s.Stays
	}
	value := r.value(s, of, slots)
	if last != nil && r.same(s, had, value) {
		return had
	}
	return value
}

// arrange puts what the service has in its order, and what is new after it. Departments are
// in the order of the tree where anything changes: a service takes no child before its parent.
func (d *Draft) arrange() {
	if d.Format.Kind == Departments && slices.ContainsFunc(d.Entries, func(e Entry) bool { return e.Change != Same }) {
		return // as they are
	}
	place := func(e *Entry) int {
		if e.Before == nil {
			return 1 << 40
		}
		return d.rows[e.ID].Place
	}
	slices.SortStableFunc(d.Entries, func(a, b Entry) int { return cmp.Compare(place(&a), place(&b)) })
}

// check looks for what the service would refuse. What it has is not looked at again.
func (d *Draft) check(r *renderer) {
	holders := make(map[string]int, len(d.Entries))
	for i := range d.Entries {
		e := &d.Entries[i]
		d.checkKey(holders, i)
		if e.Change == Same {
			continue
		}
		columns := d.Format.columns(d.Format.fit(len(e.Cells)))
		for k, cell := range e.Cells[:min(len(columns), len(e.Cells))] {
			if e.Before != nil && cell == e.Before[k] {
				continue
			}
			c, of := &columns[k], Problem{Key: e.Key, Name: e.Name, Column: d.Format.Label(min(k, len(d.Format.Columns)-1)), Text: cell}
			if c.Source.What == Password {
				of.Text = ""
				if c.Required && d.Options.Password == "" && c.Source.Stays == "" {
					of.Kind = ProblemPassword
					e.Problems = append(e.Problems, of)
					continue
				}
			}
			if cell == "" && (c.Required || k == d.Format.Key) {
				of.Kind = ProblemMissing
				e.Problems = append(e.Problems, of)
				continue
			}
			e.Problems = append(e.Problems, d.checkCell(r, e, k, c, of)...)
		}
	}
}

func (d *Draft) checkKey(holders map[string]int, at int) {
	e := &d.Entries[at]
	key := foldKey(e.Key)
	if key == "" {
		return
	}
	first, taken := holders[key]
	if !taken {
		holders[key] = at
		return
	}
	twice := Problem{Kind: ProblemTwice, Key: e.Key, Name: e.Name, Column: d.Format.Label(d.Format.Key), Text: e.Key, With: d.Entries[first].Name}
	e.Problems = append(e.Problems, twice)
	if f := &d.Entries[first]; !slices.ContainsFunc(f.Problems, func(p Problem) bool { return p.Kind == ProblemTwice }) {
		twice.Name, twice.With = f.Name, e.Name
		f.Problems = append(f.Problems, twice)
	}
}

func (d *Draft) checkCell(r *renderer, e *Entry, at int, c *Column, of Problem) (found []Problem) {
	cell := e.Cells[at]
	if r.misleads(c.Source, cell) || strings.ContainsRune(cell, 0) {
		of.Kind = ProblemSeparator
		found = append(found, of)
	}
	strict := at == d.Format.Key || c.Source.What == Password || c.Source.What == Code
	if missing := r.encoding.Lacking(cell, strict); missing != "" {
		of.Kind, of.Characters, of.Geta = ProblemEncoding, missing, !strict
		if strict || !d.Options.Replace {
			found = append(found, of)
		}
	}
	if !strict {
		e.Cells[at] = r.encoding.Form(cell)
	}
	if n := utf8.RuneCountInString(cell); c.Longest > 0 && n > c.Longest {
		of.Kind, of.Limit = ProblemLong, c.Longest
		found = append(found, of)
	}
	return found
}

// choose says which entries will be in the file.
func (d *Draft) choose() {
	for i := range d.Entries {
		e := &d.Entries[i]
		switch {
		case d.held(e):
			e.Written = d.Format.Whole && e.Before != nil // as the service has it
		case e.Change == Same:
			e.Written = d.Format.Whole || !d.Options.Difference
		default:
			e.Written = true
		}
	}
}

// held says whether an entry stays as the service has it, whatever is here.
func (d *Draft) held(e *Entry) bool {
	return len(e.Problems) > 0 && d.Options.LeaveOut || d.Options.Skip[e.ID]
}

// leave adds who has left, and the old keys of those whose key changes, unless another has
// that key now: who adds by keys then changes that row.
func (d *Draft) leave(rows []Row, here map[int64]bool) {
	f := d.Format
	at := f.index(Delete)
	taken := make(map[string]bool, len(d.Entries))
	stays := map[int64]bool{} // whom the service goes on knowing by the old key
	for i := range d.Entries {
		e := &d.Entries[i]
		switch {
		case !d.held(e):
			taken[foldKey(e.Key)] = true
		case e.Before != nil:
			stays[e.ID] = true
		}
	}
	var leavers []Entry
	for i := range rows {
		row := &rows[i]
		if !row.There || d.rows[row.Record] == nil || stays[row.Record] || here[row.Record] && f.Whole {
			continue
		}
		_, cells := d.last(row.Record)
		key := ""
		if f.Key < len(cells) {
			key = cells[f.Key]
		}
		if taken[foldKey(key)] {
			continue
		}
		e := Entry{ID: row.Record, Key: key, Name: d.nameOf(cells), Change: Leaves, Before: cells, Cells: slices.Clone(cells)}
		if at >= 0 && at < len(e.Cells) {
			e.Cells[at] = f.Columns[at].Source.Text
			e.Differ = []int{at}
			e.Written = !f.Whole && !d.Options.Skip[e.ID]
		}
		leavers = append(leavers, e)
	}
	slices.SortStableFunc(leavers, func(a, b Entry) int { return cmp.Compare(d.rows[a.ID].Place, d.rows[b.ID].Place) })
	d.Entries = append(d.Entries, leavers...)
}

func foldKey(key string) string { return strings.TrimSpace(key) }

// nameOf is how a row calls its record.
func (d *Draft) nameOf(cells []string) string {
	var parts []string
	for i, c := range d.Format.Columns {
		if s := c.Source; s.What == Field && s.Field == directory.FieldName && i < len(cells) && cells[i] != "" {
			parts = append(parts, cells[i])
		}
	}
	return strings.Join(parts, " ")
}

func (d *Draft) render() {
	d.lines = make([]string, len(d.Entries))
	for i := range d.Entries {
		e := &d.Entries[i]
		if row := d.rows[e.ID]; row != nil && e.Change != Leaves && (e.Change == Same || d.held(e)) {
			d.lines[i] = row.Line // to the byte
			continue
		}
		d.lines[i] = d.Format.Shape.join(e.Cells, d.Format.columns(d.Format.fit(len(e.Cells))))
	}
}

// Counts counts the entries.
func (d *Draft) Counts() Counts {
	var c Counts
	for i := range d.Entries {
		e := &d.Entries[i]
		switch e.Change {
		case New:
			c.New++
		case Changed:
			c.Changed++
		case Same:
			c.Same++
		case Leaves:
			c.Leave++
			if d.Format.Whole {
				c.Vanish++
			} else if !d.Format.Has(Delete) {
				c.Unmarked++
			}
		}
		if e.Written {
			c.Written++
			if e.Change == Changed && !d.held(e) && foldKey(e.Before[d.Format.Key]) != foldKey(e.Key) {
				c.Rekeyed++
			}
			if !d.held(e) && len(d.Format.emptied(e)) > 0 {
				c.Emptied++
			}
			if !d.held(e) && e.deep {
				c.Deep++
			}
		}
		if len(e.Problems) > 0 {
			c.Problems++
		}
	}
	return c
}

// Emptied are the labels of the columns in which the file makes empty what the service has.
func (d *Draft) Emptied() (labels []string) {
	for i := range d.Entries {
		e := &d.Entries[i]
		if !e.Written || d.held(e) {
			continue
		}
		for _, at := range d.Format.emptied(e) {
			if label := d.Format.Label(at); !slices.Contains(labels, label) {
				labels = append(labels, label)
			}
		}
	}
	return labels
}

// emptied are the columns of a field in which an entry makes empty what the service has.
func (f *Format) emptied(e *Entry) (columns []int) {
	for _, at := range e.Differ {
		if e.Change == Changed && at < len(f.Columns) && f.Columns[at].Source.What == Field && e.Cells[at] == "" {
			columns = append(columns, at)
		}
	}
	return columns
}

// Problems are those of all entries.
func (d *Draft) Problems() []Problem {
	var all []Problem
	for i := range d.Entries {
		all = append(all, d.Entries[i].Problems...)
	}
	return all
}

// open are the problems for which nothing can be written.
func (d *Draft) open() []Problem {
	var all []Problem
	for i := range d.Entries {
		if e := &d.Entries[i]; !d.held(e) {
			all = append(all, e.Problems...)
		}
	}
	return all
}

// ProblemError says that nothing was written.
type ProblemError struct {
	Kind     Kind
	Problems []Problem
}

func (e *ProblemError) Error() string {
	return fmt.Sprintf("%d cells that cannot be handed over, the first is %s of %q", len(e.Problems), e.Problems[0].Column, e.Problems[0].Key)
}

// LeftOutError says that all was written but the records with these problems.
type LeftOutError struct {
	Kind     Kind
	Problems []Problem
}

func (e *LeftOutError) Error() string {
	return fmt.Sprintf("records with %d cells that cannot be handed over are left out, the first is %s of %q", len(e.Problems), e.Problems[0].Column, e.Problems[0].Key)
}

// ErrEmpty is of a format whose file must be learned first ([Format.Empty]).
var ErrEmpty = errors.New("the file of the service must be learned first")

// Write writes the file. dir is for what does not fit into memory. It refuses with a
// *ProblemError where there are problems, unless they are to be left out.
func (d *Draft) Write(ctx context.Context, w io.Writer, dir string) error {
	if open := d.open(); len(open) > 0 {
		return &ProblemError{d.Format.Kind, open}
	}
	if d.Format.Shape.Book {
		return d.writeBook(ctx, w, dir)
	}
	var lines []string
	for i := range d.Entries {
		if d.Entries[i].Written {
			lines = append(lines, d.lines[i])
		}
	}
	buffer := bufio.NewWriterSize(w, 1<<16)
	if err := d.Format.Shape.write(ctx, buffer, lines); err != nil {
		return fmt.Errorf("write the file of a service: %w", err)
	}
	return buffer.Flush()
}

func (d *Draft) writeBook(ctx context.Context, w io.Writer, dir string) error {
	shape := &d.Format.Shape
	head := shape.head()
	var rows iter.Seq[[]string] = func(yield func([]string) bool) {
		for _, cells := range head[min(1, len(head)):] {
			if !yield(cells) {
				return
			}
		}
		for i := range d.Entries {
			if d.Entries[i].Written && !yield(shape.split(d.lines[i])) {
				return
			}
		}
	}
	sheet := xlsx.Sheet{Name: cmp.Or(shape.Sheet, "Sheet1"), Count: d.Counts().Written + max(len(head)-1, 0), Rows: rows}
	if len(head) > 0 {
		sheet.Head = head[0]
	}
	return xlsx.Write(ctx, w, dir, sheet)
}

// Rows are what the service has of the records that change once it has taken the file.
// Passwords are not in them.
func (d *Draft) Rows() []Row {
	place := 0
	for _, row := range d.rows {
		place = max(place, row.Place)
	}
	var all []Row
	known := make(map[int64]bool, len(d.Entries)) // records of which it is known what becomes of them
	gone := func(id int64) {
		row := *d.rows[id]
		row.There = false
		all = append(all, row)
	}
	for i := range d.Entries {
		e := &d.Entries[i]
		if e.Change == Leaves {
			continue
		}
		known[e.ID] = true
		was := d.was[e.ID]
		if d.held(e) || was == nil && (e.Change == Same || !e.Written) {
			continue
		}
		if was != nil {
			gone := *was
			gone.There = false
			all = append(all, gone)
		}
		row := Row{Record: e.ID, Line: d.withoutPassword(i), There: true}
		if e.Before != nil {
			row.Place = d.rows[e.ID].Place
		} else {
			place++
			row.Place = place
		}
		all = append(all, row)
	}
	for i := range d.Entries {
		if e := &d.Entries[i]; e.Change == Leaves && !known[e.ID] {
			known[e.ID] = true
			if e.Written || d.Format.Whole {
				gone(e.ID)
			}
		}
	}
	for id, row := range d.rows {
		if row.There && !known[id] { // its key is another's
			gone(id)
		}
	}
	slices.SortFunc(all, func(a, b Row) int { return cmp.Compare(a.Record, b.Record) })
	return all
}

func (d *Draft) withoutPassword(at int) string {
	e := &d.Entries[at]
	i := d.Format.index(Password)
	if i < 0 || d.Options.Password == "" || e.Before != nil || i >= len(e.Cells) || e.Cells[i] == "" {
		return d.lines[at]
	}
	cells := slices.Clone(e.Cells)
	cells[i] = d.Format.Columns[i].Source.Stays
	return d.Format.Shape.join(cells, d.Format.columns(d.Format.fit(len(cells))))
}
