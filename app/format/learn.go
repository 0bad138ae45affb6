package format

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"anpisync/app/contact"
	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// Confidence is how sure it is what stands in a column.
type Confidence int

// How sure it is. What is Unsure must be looked at by a person.
const (
	Unsure Confidence = iota
	Likely
	Sure
)

// Match is why a column is taken for what it is.
type Match struct {
	Confidence Confidence
	ByName     bool // its header says so
	Same       int  // of how many people the column says what is here
	Compared   int  // of how many it could be compared
	Emptied    int  // of how many the service says something that writing would empty, and reading does not take
}

// Learned is what a file tells of the format that it is in.
type Learned struct {
	Format  *Format    // the proposal, to be corrected: Format.Columns[i].Source, .Key, .Whole …
	Matches []Match    // of the columns
	Key     Confidence // whether it is sure which column is the key
	Samples [][]string // the first records, five at most, a cell a column
	Known   []string   // whom of here each sample is, by name; "": nobody
	Records int        // in the file
	Sheets  []string   // of the workbook; nil: it is none

	// Differs is the first line that would not be written back to the byte as it is in the
	// file; 0: all would be.
	Differs int
}

// LearnOptions correct what was seen wrongly. The zero value leaves all to the file.
type LearnOptions struct {
	Name  string // of the format
	Head  int    // how many lines stand above the records, plus one; 0: to be found out
	Sheet string // of a workbook; "": the first that looks like people
}

// SampleRows is how many records are shown.
const SampleRows = 5

// Learn looks at a file that a service has exported. What is wrong with it is told by
// csvfile.Errors, or xlsx.ErrFile and xlsx.ErrBeyond.
func Learn(ctx context.Context, r io.Reader, now *directory.Directory, o LearnOptions) (*Learned, error) {
	var file bytes.Buffer
	t, err := readTable(ctx, io.TeeReader(r, &file), o.Sheet, "", headScore)
	if err != nil {
		return nil, err
	}
	l := &learner{table: t, now: now, records: t.lines, width: 0}
	l.findHead(o.Head)
	for _, row := range t.lines {
		l.width = max(l.width, len(row.cells))
	}
	if l.width > mostColumns {
		return nil, fileError(t.lines[0].number, csvfile.ErrorManyCells, mostColumns)
	}
	learned := &Learned{Format: &Format{Version: Version, Name: o.Name, Kind: Users, Shape: t.shape}, Records: len(l.records), Sheets: t.sheets}
	f := learned.Format
	for _, row := range t.lines[:len(t.lines)-len(l.records)] {
		f.Shape.HeadLines = append(f.Shape.HeadLines, row.raw)
	}
	f.Columns = make([]Column, l.width)
	for i := range f.Columns {
		f.Columns[i] = Column{Name: l.name(i), Quote: l.quote(i)}
		f.Columns[i].Required = requires(f.Columns[i].Name)
	}
	f.Shape.Ragged = slices.ContainsFunc(l.records, func(row line) bool { return len(row.cells) < l.width })
	if l.ofDepartments() {
		f.Kind = Departments
		learned.Matches = l.departmentColumns(f)
	} else {
		l.link(ctx)
		learned.Matches = l.columns(f)
	}
	f.Key, learned.Key = l.key(f, learned.Matches)
	for i := range min(SampleRows, len(l.records)) {
		cells := make([]string, l.width)
		copy(cells, l.records[i].cells)
		learned.Samples = append(learned.Samples, cells)
		known := ""
		if i < len(l.people) && l.people[i] != nil {
			known = l.people[i].Name
		}
		learned.Known = append(learned.Known, known)
	}
	if !f.Shape.Book {
		learned.Differs, err = t.differs(ctx, &f.Shape, file.Bytes())
	}
	return learned, err
}

// differs is the first line of a file that is not the same once it is written; 0: none.
func (t *table) differs(ctx context.Context, shape *Shape, file []byte) (int, error) {
	var again bytes.Buffer
	var lines []string
	for _, row := range t.lines {
		lines = append(lines, row.raw)
	}
	bare := *shape
	bare.HeadLines = nil
	if err := bare.write(ctx, &again, lines); err != nil {
		return 0, err
	}
	got := again.Bytes()
	if bytes.Equal(got, file) {
		return 0, nil
	}
	at := 0
	for at < len(got) && at < len(file) && got[at] == file[at] {
		at++
	}
	return 1 + bytes.Count(file[:at], []byte("\n")), nil
}

// learner looks at a table for what its columns hold.
type learner struct {
	*table
	now     *directory.Directory
	width   int
	head    []line // above the records
	names   int    // which of these has the names; -1: none
	records []line
	people  []*directory.User // of the records, as far as they are known
}

// cell is one of a record.
func (l *learner) cell(record, column int) string {
	if cells := l.records[record].cells; column < len(cells) {
		return cells[column]
	}
	return ""
}

const (
	mostLooked = 10   // lines of which any may be a header
	mostLinked = 2000 // records that are looked for here

	mostCompared = 300 // of those that were found
)

// wordCount is how many cells of a row are words for columns.
func wordCount(cells []string) (known, filled int) {
	for _, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		filled++
		h := hintOf(cell)
		if _, department := departmentWords[wordOf(cell)]; h.known && utf8.RuneCountInString(cell) < 40 || department {
			known++
		}
	}
	return known, filled
}

// headScore is how much the beginning of a table looks like people.
func headScore(rows [][]string) int {
	most := 0
	for _, cells := range rows[:min(len(rows), mostLooked)] {
		known, _ := wordCount(cells)
		most = max(most, known)
	}
	return most
}

// isData says whether a cell can be no word for a column.
func isData(cell string) bool {
	if cell = strings.TrimSpace(cell); cell == "" {
		return false
	}
	if contact.CheckEmail(cell) == "" && strings.Contains(cell, "@") {
		return true
	}
	digit := 0
	for _, r := range norm.NFKC.String(cell) {
		if unicode.IsDigit(r) {
			digit++
		}
	}
	return digit >= 3 && digit*2 > utf8.RuneCountInString(cell)
}

// findHead parts the lines above the records from these; wanted is how many they are plus
// one, or 0.
func (l *learner) findHead(wanted int) {
	l.names = -1
	best := 0
	for i, row := range l.lines[:min(len(l.lines), mostLooked)] {
		known, filled := wordCount(row.cells)
		if enough := known >= 2 || known == 1 && filled <= 2; enough && known > best && !slices.ContainsFunc(row.cells, isData) {
			best, l.names = known, i
		}
	}
	n := l.names + 1
	switch {
	case wanted > 0:
		n = min(wanted-1, len(l.lines), mostHead)
	case l.names < 0 && l.standsOut():
		n = 1
	default:
		for n > 0 && n < len(l.lines) && n < mostHead && l.isNote(l.lines[n]) {
			n++
		}
	}
	if l.names >= n || l.names < 0 {
		l.names = n - 1
	}
	l.head, l.records = l.lines[:n], l.lines[n:]
}

// isNote says whether a line below a header belongs to it: other names, or what may be
// written in the columns.
func (l *learner) isNote(row line) bool {
	known, filled := wordCount(row.cells)
	if slices.ContainsFunc(row.cells, isData) || l.isSomebody(row) {
		return false
	}
	notes := 0
	for _, cell := range row.cells {
		switch text := strings.Trim(norm.NFKC.String(cell), "()【】[] "); {
		case text == "":
		case strings.Contains(text, "必須"), strings.Contains(text, "任意"), strings.Contains(text, "文字"), strings.Contains(text, "半角"), strings.Contains(text, "全角"),
			strings.EqualFold(text, "required"), strings.EqualFold(text, "optional"), strings.EqualFold(text, "string"), strings.EqualFold(text, "text"):
			notes++
		}
	}
	return filled > 0 && (known*2 > filled || notes*2 > filled)
}

// standsOut says whether the first line, of no known word, is one of names all the same: it
// has nothing of what the lines below have.
func (l *learner) standsOut() bool {
	if len(l.lines) < 2 || slices.ContainsFunc(l.lines[0].cells, isData) || slices.Contains(l.lines[0].cells, "") {
		return false
	}
	data := 0
	for _, row := range l.lines[1:min(len(l.lines), 20)] {
		if slices.ContainsFunc(row.cells, isData) {
			data++
		}
	}
	return data*2 > min(len(l.lines), 20)-1 && !l.isSomebody(l.lines[0])
}

// isSomebody says whether a line has the login, address or name of anybody here.
func (l *learner) isSomebody(row line) bool {
	return slices.ContainsFunc(l.now.Users, func(u directory.User) bool {
		for _, cell := range row.cells {
			if cell = strings.TrimSpace(cell); cell != "" && (cell == u.LoginName || cell == u.Name || cell == u.Email) {
				return true
			}
		}
		return false
	})
}

// name is the header of a column; where it is empty in one line, another may say it.
func (l *learner) name(column int) string {
	if l.names < 0 {
		return ""
	}
	order := append([]line{l.head[l.names]}, l.head...)
	for _, row := range order {
		if column < len(row.cells) && strings.TrimSpace(row.cells[column]) != "" {
			return strings.Join(strings.Fields(row.cells[column]), " ")
		}
	}
	return ""
}

// hint is what the lines above say of a column.
func (l *learner) hint(column int) hint {
	best := hint{}
	for i := range l.head {
		if column >= len(l.head[i].cells) {
			continue
		}
		h := hintOf(l.head[i].cells[column])
		if i == l.names && h.known {
			return h
		}
		if h.known && !best.known {
			best = h
		}
	}
	return best
}

// quote is how the cells of a column are quoted where they need not be.
func (l *learner) quote(column int) Quote {
	filled, quoted, empty, emptyQuoted := 0, 0, 0, 0
	for _, row := range l.records {
		if column >= len(row.cells) {
			continue
		}
		switch cell := row.cells[column]; {
		case cell == "" && row.quoted[column]:
			emptyQuoted++
		case cell == "":
			empty++
		case strings.ContainsAny(cell, l.shape.Separator+"\"\r\n"):
		case row.quoted[column]:
			quoted++
			filled++
		default:
			filled++
		}
	}
	if filled+empty+emptyQuoted == 0 { // there is only a header
		for _, row := range l.head {
			if column < len(row.cells) && row.quoted[column] {
				return QuoteAlways
			}
		}
		return QuoteNeeded
	}
	switch {
	case quoted*2 <= filled && filled > 0 || filled == 0 && emptyQuoted == 0:
		return QuoteNeeded
	case empty > emptyQuoted:
		return QuoteFilled
	}
	return QuoteAlways
}

// ofDepartments says whether the rows are departments: they have parents, and nobody's name.
func (l *learner) ofDepartments() bool {
	parent := false
	for i := range l.width {
		word := wordOf(l.name(i))
		parent = parent || departmentWords[word] == directory.FieldParent
		if h := hintOf(l.name(i)); h.sure && h.source.What == Field {
			switch h.source.Field {
			case directory.FieldLogin, directory.FieldEmployee, directory.FieldReading, directory.FieldMobile:
				return false
			}
		}
	}
	return parent
}

func (l *learner) departmentColumns(f *Format) []Match {
	matches := make([]Match, l.width)
	taken := map[string]bool{}
	for i := range f.Columns {
		c := &f.Columns[i]
		c.Source, matches[i] = Source{What: Keep}, Match{Confidence: Likely}
		field, known := departmentWords[wordOf(c.Name)]
		if h := hintOf(c.Name); h.source.What == Delete {
			c.Source, matches[i] = l.mark(i, h.source), Match{Confidence: Sure, ByName: true}
			if !l.marked(i, c.Source) {
				matches[i].Confidence = Unsure
			}
		} else if known && !taken[field] {
			taken[field] = true
			c.Source, matches[i] = Of(field), Match{Confidence: Sure, ByName: true}
		}
	}
	return matches
}

// most is what most cells of a column have.
func (l *learner) most(column int) string {
	count := map[string]int{}
	best := ""
	for i := range l.records {
		cell := l.cell(i, column)
		if count[cell]++; count[cell] > count[best] || count[cell] == count[best] && cell < best {
			best = cell
		}
	}
	return best
}

// key is the column by which the service knows a record: the first that tells all apart, of
// those that can.
func (l *learner) key(f *Format, matches []Match) (int, Confidence) {
	rank := func(i int) int {
		s := f.Columns[i].Source
		word := wordOf(f.Columns[i].Name)
		switch {
		case !l.tellsApart(i):
			return 0
		case f.Kind == Departments && s == Of(directory.FieldCode):
			return 9
		case s == Of(directory.FieldLogin), s == Of(directory.FieldEmployee):
			return 8
		case s == Of(directory.FieldEmail):
			return 4
		case s.What == Keep && (strings.HasSuffix(word, "id") || strings.HasSuffix(word, "コード") || strings.HasSuffix(word, "番号") || strings.HasSuffix(word, "no")):
			return 6
		}
		return 1
	}
	best, most, rivals, first := 0, -1, 0, -1
	for i := range f.Columns {
		n := rank(i)
		if n >= 6 {
			rivals++
			if first < 0 {
				first = i
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	switch {
	case first >= 0 && first < best: // services put theirs first
		return best, Unsure
	case most >= 8 && rivals == 1 && matches[best].Confidence == Sure:
		return best, Sure
	case most >= 8 && matches[best].Confidence == Sure:
		return best, Likely
	}
	return best, Unsure
}

// tellsApart says whether no two records have the same in a column, and none has nothing.
func (l *learner) tellsApart(column int) bool {
	seen := make(map[string]bool, len(l.records))
	for i := range l.records {
		cell := strings.TrimSpace(l.cell(i, column))
		if cell == "" || seen[cell] {
			return false
		}
		seen[cell] = true
	}
	return true
}
