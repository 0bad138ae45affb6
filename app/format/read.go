package format

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"anpisync/app/csvfile"
	"anpisync/app/message/label"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// ReadOptions say how a file of a service is taken.
type ReadOptions struct {
	Name     string                // of the file, for the history
	Password string                // the initial one of new people (I3)
	Exclude  bool                  // as in csvfile.ReadOptions
	Progress func(done, total int) // of passwords; may be nil

	// Linked takes what an import from cybozu.com writes over from the file all the same, for
	// linked people too. Without it, only what is here alone is taken for them, as the memo.
	Linked bool

	// Strangers leaves people who are not here where they are: nobody is added, and they are
	// kept as people whom the service has ([Reading.Strangers]), who leave it with the next
	// difference.
	Strangers bool
}

// Reading is a file of a service as an edit of the directory, and what the service has.
type Reading struct {
	*csvfile.Edit
	Rows    []Row    // of all who were or are at the service, by the ids that they have or will have
	Guessed []string // people who were found by their name alone, by login name
	Unknown []string // departments that are not here: nobody is put there

	Strangers []string // people of the service who are not here and were not added, by key
}

// Read reads a file in a format: what the service has at present. An empty cell empties
// nothing. What is wrong with it is csvfile.Errors, whose columns are those of the file.
func Read(ctx context.Context, r io.Reader, f *Format, now *directory.Directory, rows []Row, o ReadOptions) (*Reading, error) {
	if f.Empty {
		return nil, ErrEmpty
	}
	if err := Check(f); err != nil {
		return nil, err
	}
	separator := f.Shape.Separator
	if f.Shape.Book {
		separator = ""
	}
	t, err := readTable(ctx, r, "", separator, func(rows [][]string) int { return f.alike(rows) })
	if err != nil {
		return nil, err
	}
	rd := &rowReader{f: f, now: now, o: o, renderer: newRenderer(f, now), before: rows, sayers: f.sayers(now.Options)}
	if rd.lines, err = f.below(t); err != nil {
		return nil, err
	}
	rd.renderer.encoding, _ = csvfile.ParseEncoding(t.shape.Encoding)
	rd.other = t.shape.Encoding != f.Shape.Encoding
	if f.Kind == Departments {
		return rd.departments(ctx)
	}
	return rd.users(ctx)
}

// alike is how many names of columns stand above the rows of a sheet.
func (f *Format) alike(rows [][]string) int {
	found := 0
	for i, c := range f.Columns {
		if c.Name != "" && slices.ContainsFunc(rows[:min(len(rows), len(f.Shape.HeadLines))], func(cells []string) bool { return i < len(cells) && sameName(cells[i], c.Name) }) {
			found++
		}
	}
	return found
}

func sameName(cell, name string) bool { return strings.Join(strings.Fields(cell), " ") == name }

// below are the records of a table, if what is above them is as the format has it.
func (f *Format) below(t *table) ([]line, error) {
	n := len(f.Shape.HeadLines)
	if len(t.lines) < n {
		return nil, fileError(1, csvfile.ErrorEmpty, 0)
	}
	head, lines := t.lines[:n], t.lines[n:]
	var wrong csvfile.Errors
	for i, c := range f.Columns {
		if n == 0 || c.Name == "" || slices.ContainsFunc(head, func(l line) bool { return i < len(l.cells) && sameName(l.cells[i], c.Name) }) {
			continue
		}
		e := csvfile.LineError{Line: head[n-1].number, Column: csvfile.Column(c.Name), Kind: csvfile.ErrorOtherColumn}
		for _, l := range head {
			if i < len(l.cells) && l.cells[i] != "" {
				e.Value = shorten(l.cells[i])
			}
		}
		wrong = append(wrong, e)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	width := len(f.Columns)
	for _, l := range lines {
		if f.Repeat == 0 && len(l.cells) > width && slices.ContainsFunc(l.cells[width:], isFilled) {
			at := width + slices.IndexFunc(l.cells[width:], isFilled)
			wrong = append(wrong, csvfile.LineError{Line: l.number, Kind: csvfile.ErrorNoColumn, Value: shorten(l.cells[at])})
		}
		if len(wrong) >= csvfile.MaxErrors {
			wrong = append(wrong, csvfile.LineError{Line: l.number, Kind: csvfile.ErrorManyErrors, Limit: csvfile.MaxErrors})
			break
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return lines, nil
}

const longestShown = 60

func shorten(text string) string {
	if runes := []rune(text); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return text
}

// sayer are the columns that say a field of a record: one, or two for a name in two.
type sayer struct {
	field   string
	columns []int
}

// sayers are those of all fields that a file can say, the login name aside.
func (f *Format) sayers(o directory.Options) []sayer {
	var all []sayer
	for i, c := range f.Columns {
		s := c.Source
		if s.What != Field || f.Kind == Users && s.Field == directory.FieldLogin || o.Leaves(s.Field) {
			continue
		}
		at := slices.IndexFunc(all, func(have sayer) bool { return have.field == s.Field })
		switch {
		case at < 0:
			all = append(all, sayer{s.Field, []int{i}})
		case s.Part == Full: // goes before a part, and before another script of the same
			if first := f.Columns[all[at].columns[0]].Source; first.Part != Full || first.Script != AsIs && s.Script == AsIs {
				all[at].columns = []int{i}
			}
		case f.Columns[all[at].columns[0]].Source.Part != Full && !slices.ContainsFunc(all[at].columns, func(k int) bool { return f.Columns[k].Source.Part == s.Part }):
			all[at].columns = append(all[at].columns, i)
		}
	}
	for _, s := range all {
		slices.SortFunc(s.columns, func(a, b int) int {
			return strings.Compare(string(f.Columns[a].Source.Part), string(f.Columns[b].Source.Part))
		})
	}
	return all
}

// rowReader makes an edit of the rows of a service.
type rowReader struct {
	*renderer
	f      *Format
	now    *directory.Directory
	o      ReadOptions
	before []Row
	lines  []line
	other  bool // the file is in another encoding than that of the format
	sayers []sayer
	wrong  csvfile.Errors
}

func (rd *rowReader) cell(l *line, column int) string {
	if column >= 0 && column < len(l.cells) {
		return l.cells[column]
	}
	return ""
}

// said is what a line says of a field in our letters; false: nothing.
func (rd *rowReader) said(l *line, s sayer) (string, bool) {
	var parts []string
	for _, i := range s.columns {
		if text := rd.cell(l, i); strings.TrimSpace(text) != "" {
			parts = append(parts, rd.ours(rd.f.Columns[i].Source, text))
		}
	}
	return strings.Join(parts, " "), len(parts) > 0
}

// ours is a cell in the letters in which it is kept here.
func (rd *rowReader) ours(s Source, cell string) string {
	switch s.Field {
	case directory.FieldReading:
		if s.Script != AsIs {
			cell = toHiragana(norm.NFKC.String(cell))
		}
		fallthrough
	case directory.FieldName:
		return strings.ReplaceAll(cell, "　", " ")
	case directory.FieldEmail:
		return norm.NFKC.String(cell)
	}
	return cell
}

// sameField says whether a line says of a field what a user has.
func (rd *rowReader) sameField(l *line, s sayer, u *directory.User) bool {
	for _, i := range s.columns {
		source := rd.f.Columns[i].Source
		if cell := rd.cell(l, i); cell != "" && !rd.same(source, cell, source.field(u)) {
			return false
		}
	}
	return true
}

// leaving says whether a line has the mark of who leaves.
func (rd *rowReader) leaving(l *line) bool {
	at := rd.f.index(Delete)
	return at >= 0 && rd.cell(l, at) == rd.f.Columns[at].Source.Text && rd.f.Columns[at].Source.Text != ""
}

func (rd *rowReader) fail(l *line, column int, kind csvfile.ErrorKind, value string, other int) {
	rd.wrong = append(rd.wrong, csvfile.LineError{Line: l.number, Column: csvfile.Column(rd.f.Label(column)), Kind: kind, Value: shorten(value), Other: other})
}

// people finds out who the lines are; nil: somebody new.
func (rd *rowReader) people() (who []*directory.User, guessed []string) {
	f := rd.f
	byID := make(map[int64]*directory.User, len(rd.now.Users))
	for i := range rd.now.Users {
		byID[rd.now.Users[i].ID] = &rd.now.Users[i]
	}
	known := make(map[string]*directory.User, len(rd.before))
	for _, row := range rd.before {
		if cells := f.Shape.split(row.Line); row.There && f.Key < len(cells) && byID[row.Record] != nil {
			known[foldKey(cells[f.Key])] = byID[row.Record]
		}
	}
	type finder struct {
		column int
		source Source
		index  map[string]*directory.User
	}
	var finders []finder
	for _, s := range keyFields {
		for i, c := range f.Columns {
			if s.Field != directory.FieldName && c.Source.What == Field && c.Source.Field == s.Field && c.Source.Part == Full {
				finders = append(finders, finder{i, s, indexBy(rd.now.Users, s)})
			}
		}
	}
	names, twice := slices.IndexFunc(rd.sayers, func(s sayer) bool { return s.field == directory.FieldName }), map[string]int{}
	name := func(l *line) string {
		if names < 0 {
			return ""
		}
		text, _ := rd.said(l, rd.sayers[names])
		return Of(directory.FieldName).fold(text)
	}
	byName := indexBy(rd.now.Users, Of(directory.FieldName))
	for i := range rd.lines {
		twice[name(&rd.lines[i])]++
	}
	taken := make(map[*directory.User]int, len(rd.lines))
	who = make([]*directory.User, len(rd.lines))
	find := func(column int, strict bool, by func(cell string) *directory.User) {
		count := map[*directory.User]int{}
		found := make([]*directory.User, len(rd.lines))
		for i := range rd.lines {
			if who[i] == nil {
				found[i] = by(rd.cell(&rd.lines[i], column))
				count[found[i]]++
			}
		}
		for i, u := range found {
			switch l := &rd.lines[i]; {
			case u == nil:
			case strict && taken[u] != 0:
				rd.fail(l, f.Key, csvfile.ErrorTwice, rd.cell(l, f.Key), taken[u])
			case taken[u] == 0 && (strict || count[u] == 1): // an address may be several people's there
				who[i], taken[u] = u, l.number
			}
		}
	}
	find(f.Key, true, func(cell string) *directory.User { return known[foldKey(cell)] })
	for _, by := range finders {
		strict := by.column == f.Key || by.source.Field == directory.FieldLogin
		find(by.column, strict, func(cell string) *directory.User { return by.index[by.source.fold(cell)] })
	}
	for i := range rd.lines { // once it is known who is taken
		l := &rd.lines[i]
		if u := byName[name(l)]; who[i] == nil && u != nil && twice[name(l)] == 1 && taken[u] == 0 {
			who[i], taken[u] = u, l.number
			guessed = append(guessed, u.LoginName)
		}
	}
	return who, guessed
}

// login is the login name of somebody new, and the column that says it.
func (rd *rowReader) login(l *line) (string, int) {
	for _, field := range []string{directory.FieldLogin, directory.FieldEmployee, directory.FieldEmail} {
		for i, c := range rd.f.Columns {
			if c.Source.What == Field && c.Source.Field == field && rd.cell(l, i) != "" {
				return reconcile.Clean(rd.cell(l, i)), i
			}
		}
	}
	return reconcile.Clean(rd.cell(l, rd.f.Key)), rd.f.Key
}

func (rd *rowReader) users(ctx context.Context) (*Reading, error) {
	who, guessed := rd.people()
	table := csvfile.Table{Kind: csvfile.Users, Columns: []csvfile.Column{csvfile.ColumnLogin, csvfile.ColumnDelete}}
	named := false
	for _, s := range rd.sayers {
		table.Columns = append(table.Columns, csvfile.Column(label.Of(directory.KindUser, s.field)))
		named = named || s.field == directory.FieldName
	}
	if !named {
		table.Columns = append(table.Columns, csvfile.Column(label.Of(directory.KindUser, directory.FieldName)))
	}
	logins := make([]string, len(rd.lines))
	first, strangers := map[string]int{}, map[string]int{} // lines by login name and by key
	reading := &Reading{Guessed: guessed}
	for i := range rd.lines {
		l := &rd.lines[i]
		at := rd.f.Key
		if who[i] == nil && rd.o.Strangers {
			key := foldKey(rd.cell(l, at))
			if key != "" && strangers[key] != 0 {
				rd.fail(l, at, csvfile.ErrorTwice, rd.cell(l, at), strangers[key])
				continue
			}
			strangers[key] = l.number
			if !rd.leaving(l) {
				reading.Strangers = append(reading.Strangers, rd.cell(l, at))
				reading.Rows = append(reading.Rows, Row{Record: strangerID(i), Place: i + 1, Line: rd.kept(l), There: true})
			}
			continue
		}
		if who[i] != nil {
			logins[i] = who[i].LoginName
		} else if logins[i], at = rd.login(l); logins[i] != "" && first[logins[i]] != 0 {
			rd.fail(l, at, csvfile.ErrorTwice, logins[i], first[logins[i]])
			continue
		}
		if logins[i] == "" {
			rd.fail(l, at, csvfile.ErrorRequired, "", 0)
			continue
		}
		first[logins[i]] = l.number
		table.Rows = append(table.Rows, rd.record(l, who[i], logins[i], !named))
		table.Lines = append(table.Lines, l.number)
	}
	if len(rd.wrong) > 0 {
		return nil, rd.wrong
	}
	edit, err := csvfile.ReadTables(ctx, rd.now, csvfile.ReadOptions{Exclude: rd.o.Exclude, Name: rd.o.Name, Password: rd.o.Password, Progress: rd.o.Progress}, table)
	if err != nil {
		return nil, rd.inColumns(err)
	}
	reading.Edit = edit
	ids := make(map[string]int, len(edit.Then().Users))
	for i := range edit.Then().Users {
		ids[edit.Then().Users[i].LoginName] = i
	}
	places := rd.departmentIndex()
	unknown := map[string]bool{}
	there := map[int64]bool{}
	for _, row := range reading.Rows {
		there[row.Record] = true
	}
	for i := range rd.lines {
		at, ok := ids[logins[i]]
		if !ok { // it has the mark of who leaves
			continue
		}
		u := &edit.Then().Users[at]
		if !rd.leaving(&rd.lines[i]) {
			rd.join(u, &rd.lines[i], places, unknown)
			there[u.ID] = true
			reading.Rows = append(reading.Rows, Row{Record: u.ID, Place: i + 1, Line: rd.kept(&rd.lines[i]), There: true})
		}
	}
	reading.Rows = append(reading.Rows, rd.gone(there)...)
	for name := range unknown {
		reading.Unknown = append(reading.Unknown, name)
	}
	slices.Sort(reading.Unknown)
	return reading, nil
}

// strangerID is the record of a line that is nobody's here: a number that is no user's. It
// says no more than that the next file of the service numbers them anew.
func strangerID(line int) int64 { return -1 - int64(line) }

// gone are the rows that the service had, and has no more.
func (rd *rowReader) gone(there map[int64]bool) []Row {
	var all []Row
	for _, row := range rd.before {
		if row.There && !there[row.Record] {
			row.There = false
			all = append(all, row)
		}
	}
	return all
}

// record is a line as one of a file of ours.
func (rd *rowReader) record(l *line, u *directory.User, login string, unnamed bool) []string {
	cells := []string{login, ""}
	if rd.leaving(l) && (u == nil || !u.Linked() || rd.o.Linked) {
		cells[1] = "1"
	}
	for _, s := range rd.sayers {
		text, filled := rd.said(l, s)
		if u != nil {
			field := userFields[s.field]
			if !filled || rd.sameField(l, s, u) || u.Linked() && field.Imported && !rd.o.Linked {
				text = field.Written(u)
			}
		}
		cells = append(cells, text)
	}
	if unnamed {
		name := login
		if u != nil {
			name = u.Name
		}
		cells = append(cells, name)
	}
	return cells
}

// departmentIndex finds departments by what a source says of them; 0: several.
func (rd *rowReader) departmentIndex() map[Source]map[string]int64 {
	all := map[Source]map[string]int64{}
	for _, s := range []Source{{What: Code}, {What: Name}, {What: Path, Join: "\n"}} {
		all[s] = map[string]int64{}
		for i := range rd.now.Departments {
			id := rd.now.Departments[i].ID
			key := rd.department(s, id)
			if s.What == Path {
				key = wayOf(key)
			} else {
				key = s.fold(key)
			}
			if key == "" {
				continue
			}
			if _, taken := all[s][key]; taken {
				all[s][key] = 0
			} else {
				all[s][key] = id
			}
		}
	}
	return all
}

// wayOf is a way to a department by which it is found: signs that stand between departments
// may stand in their names too.
func wayOf(path string) string { return strings.Join(steps(path), "") }

// join puts a user into the departments that a line says, as far as it is not cybozu.com
// that says them.
func (rd *rowReader) join(u *directory.User, l *line, index map[Source]map[string]int64, unknown map[string]bool) {
	if u.Linked() && !rd.o.Linked {
		return
	}
	columns := rd.f.columns(rd.f.fit(len(l.cells)))
	var said []int64
	find := func(s Source, key string, shown string) {
		if key == "" {
			return
		}
		if id := index[s][key]; id != 0 {
			said = append(said, id)
		} else {
			unknown[shown] = true
		}
	}
	room := 0
	paths, members := map[int][]string{}, map[int]bool{}
	for i, c := range columns {
		s, cell := c.Source, rd.cell(l, i)
		room = max(room, map[bool]int{true: s.member()}[s.isMember()])
		switch s.What {
		case Code:
			members[s.member()] = members[s.member()] || cell != ""
			find(Source{What: Code}, s.fold(cell), cell)
		case Path:
			find(Source{What: Path, Join: "\n"}, wayOf(cell), cell)
		case Level:
			for len(paths[s.member()]) < s.Level {
				paths[s.member()] = append(paths[s.member()], "")
			}
			paths[s.member()][s.Level-1] = cell
		case All, AllNames:
			room = 1 << 10
			for _, one := range strings.Split(cell, s.Join) {
				what := map[What]What{All: Code, AllNames: Name}[s.What]
				find(Source{What: what}, Source{What: what}.fold(one), one)
			}
		}
	}
	for i, c := range columns { // a name beside its code says nothing more
		if s, cell := c.Source, rd.cell(l, i); s.What == Name && !members[s.member()] {
			find(Source{What: Name}, s.fold(cell), cell)
		}
	}
	for _, path := range paths {
		path = slices.DeleteFunc(path, func(step string) bool { return step == "" })
		find(Source{What: Path, Join: "\n"}, wayOf(strings.Join(path, "/")), strings.Join(path, "/"))
	}
	slices.Sort(said)
	said = slices.Compact(said)
	if len(said) == 0 || !slices.ContainsFunc(said, func(id int64) bool { return !slices.Contains(u.Departments, id) }) && len(u.Departments) >= len(said) && len(said) >= min(room, len(u.Departments)) {
		return
	}
	is := slices.Clone(said)
	for _, id := range u.Departments {
		if d := rd.tree.Department(id); len(u.Departments) > room || d != nil && rd.coded && d.Code == "" {
			is = append(is, id) // the file has no room for it
		}
	}
	slices.Sort(is)
	u.Departments = slices.Compact(is)
}

// kept is a line as it is kept: in the shape of the format, without a password.
func (rd *rowReader) kept(l *line) string {
	if rd.other {
		encoding, _ := csvfile.ParseEncoding(rd.f.Shape.Encoding)
		same := *l
		same.raw, same.cells = encoding.Form(l.raw), nil
		for _, cell := range l.cells {
			same.cells = append(same.cells, encoding.Form(cell))
		}
		l = &same
	}
	cells := l.cells
	if at := rd.f.index(Password); at >= 0 && at < len(cells) && cells[at] != "" && !isMask(cells[at]) {
		cells = slices.Clone(cells)
		cells[at] = rd.f.Columns[at].Source.Stays
	} else if slices.Equal(rd.f.Shape.split(l.raw), cells) {
		return l.raw
	}
	return rd.f.Shape.join(cells, rd.f.columns(rd.f.fit(len(cells))))
}

// inColumns names the columns of the file in errors that name ours.
func (rd *rowReader) inColumns(err error) error {
	var errs csvfile.Errors
	if !errors.As(err, &errs) {
		return err
	}
	kind := directory.KindUser
	if rd.f.Kind == Departments {
		kind = directory.KindDepartment
	}
	for i := range errs {
		for k, c := range rd.f.Columns {
			if s := c.Source; s.What == Field && (string(errs[i].Column) == label.Of(kind, s.Field) || errs[i].Column == csvfile.ColumnParentCode && s.Field == directory.FieldParent) ||
				s.What == Password && errs[i].Column == csvfile.ColumnPassword {
				errs[i].Column = csvfile.Column(rd.f.Label(k))
				break
			}
		}
	}
	return errs
}

func (rd *rowReader) departments(ctx context.Context) (*Reading, error) {
	byCode := map[string]*directory.Department{}
	for i := range rd.now.Departments {
		if d := &rd.now.Departments[i]; d.Code != "" {
			byCode[d.Code] = d
		}
	}
	at := slices.IndexFunc(rd.f.Columns, func(c Column) bool { return c.Source == Of(directory.FieldCode) })
	if at < 0 {
		return nil, ErrKey
	}
	table := csvfile.Table{Kind: csvfile.Departments}
	for _, s := range rd.sayers {
		c := csvfile.Column(label.Of(directory.KindDepartment, s.field))
		if s.field == directory.FieldParent {
			c = csvfile.ColumnParentCode
		}
		table.Columns = append(table.Columns, c)
	}
	codes := make([]string, len(rd.lines))
	for i := range rd.lines {
		l := &rd.lines[i]
		codes[i] = reconcile.Clean(rd.cell(l, at))
		if rd.leaving(l) {
			continue
		}
		d := byCode[codes[i]]
		var cells []string
		for _, s := range rd.sayers {
			text, _ := rd.said(l, s)
			if d != nil && s.field != directory.FieldCode {
				if value := rd.departmentField(Of(s.field), d); text == "" || d.Linked() && !rd.o.Linked || rd.same(Of(s.field), text, value) {
					text = value
				}
			}
			cells = append(cells, text)
		}
		table.Rows, table.Lines = append(table.Rows, cells), append(table.Lines, l.number)
	}
	edit, err := csvfile.ReadTables(ctx, rd.now, csvfile.ReadOptions{Exclude: rd.o.Exclude, Name: rd.o.Name}, table)
	if err != nil {
		return nil, rd.inColumns(err)
	}
	ids := map[string]int64{}
	for _, d := range edit.Then().Departments {
		ids[d.Code] = d.ID
	}
	reading := &Reading{Edit: edit}
	there := map[int64]bool{}
	for i := range rd.lines {
		if id := ids[codes[i]]; id != 0 && codes[i] != "" && !rd.leaving(&rd.lines[i]) {
			there[id] = true
			reading.Rows = append(reading.Rows, Row{Record: id, Place: i + 1, Line: rd.kept(&rd.lines[i]), There: true})
		}
	}
	reading.Rows = append(reading.Rows, rd.gone(there)...)
	return reading, nil
}
