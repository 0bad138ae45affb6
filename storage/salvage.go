package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"anpisync/reconcile/directory"
)

// Salvage is what [Repair] makes of a damaged directory. Every row lies in its file
// twice, in a table and in an index, and departments and users a third time in the
// history, as the newest change left them; so most damage costs nothing. Where a row
// cannot be read at all, or its two places differ, the history decides, and then the
// newest good copy.
type Salvage struct {
	Contents          // of the directory that Repair makes
	Filled    int     // rows, but for the history's, that are as the history or the copy has them
	Passwords int     // of users among them that nothing has
	Doubtful  int     // of which two versions could be read, and nothing told which is right
	Lost      bool    // there may have been others, of which nothing is known
	History   int     // changes and lines of the history that are lost, as far as they can be counted
	From      *Backup // the copy that helped; nil: none was needed, or there is none
}

// Whole says whether all but the history is as it was.
func (s *Salvage) Whole() bool { return s.Filled == 0 && s.Doubtful == 0 && !s.Lost }

// Examine looks at what can be read of the damaged directory in dir, and changes nothing
// there. nil: nothing of use.
func Examine(ctx context.Context, dir string) (*Salvage, error) {
	found, err := examine(ctx, dir)
	return found, explain("look at the damaged directory in "+dir, err)
}

func examine(ctx context.Context, dir string) (found *Salvage, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	scratch, err := newScratch(dir)
	if err != nil {
		return nil, err
	}
	defer scratch.remove()
	found, err = salvage(ctx, dir, scratch.path(fileName))
	if errors.Is(err, ErrDamaged) {
		return nil, nil
	}
	return found, err
}

// salvage makes a new file at the path to of what can be read of the directory in dir,
// and checks it. It fails with [ErrDamaged] where that is nothing of use.
func salvage(ctx context.Context, dir, to string) (found *Salvage, err error) {
	scratch, err := newScratch(dir)
	if err != nil {
		return nil, err
	}
	defer scratch.remove()
	from := scratch.path(fileName)
	if err := copyWithLog(filepath.Join(dir, fileName), from); err != nil {
		return nil, err
	}
	if err := createEmpty(to); err != nil {
		return nil, err
	}
	s := &salvaging{dir: dir, dropped: map[int64]int{}}
	err = inFile(ctx, dataSource(to, "mode=rw", "_pragma=journal_mode(memory)"), func(conn *sql.Conn) error {
		if err := migrate(ctx, conn); err != nil {
			return err
		}
		if s.tables, err = tablesIn(ctx, conn); err != nil {
			return err
		}
		// What is wrong in one part of the schema does not keep SQLite from the others.
		source := dataSource(from, "mode=rw", "_pragma=writable_schema(on)", "_pragma=cell_size_check(on)")
		if err := mendSchema(ctx, source); err != nil {
			return err
		}
		if err := inFile(ctx, source, func(conn *sql.Conn) error { return s.read(ctx, conn) }); err != nil {
			return damageIn(ctx, err)
		}
		t := &tx{conn: conn}
		if err := t.run(ctx, func() error { return s.write(ctx, t) }); err != nil {
			return err
		}
		return s.judge(ctx, conn)
	})
	return &s.found, err
}

// damageIn lays an error of SQLite's to the charge of the damaged file, unless it is this
// machine's.
func damageIn(ctx context.Context, err error) error {
	if kind := KindOf(err); ctx.Err() != nil || kind != nil && kind != ErrDamaged || resultCode(err) == 0 {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// copyWithLog copies a file and the log beside it. A file that is not there, or too short
// to hold anything, is [ErrDamaged].
func copyWithLog(from, to string) error {
	info, err := os.Stat(from)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && info.Mode().IsRegular() && info.Size() < smallestFile:
		return fmt.Errorf("%w: nothing is left of it", ErrDamaged)
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return otherThan(from, info)
	}
	if err := copyFile(from, to); err != nil {
		return err
	}
	if err := copyFile(from+"-wal", to+"-wal"); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// salvaging is a salvage under way.
type salvaging struct {
	dir    string
	found  Salvage
	tables []tableIn // of a file of the newest schema

	rows    map[string]*salvaged // by table
	known   records              // of the history
	copied  *copied              // the newest good copy; nil: not looked for yet
	highest map[string]int64     // counters
	dropped map[int64]int        // changes of the history that are left out, by their line
}

// row has the values of a table's columns: int64, string or nil.
type row []any

// salvaged are the rows of a table: read, or as the history or the copy has them.
type salvaged struct {
	*tableIn
	sure, doubtful, filled []row
	seen                   map[string]bool // keys of the first two
	hashes                 map[any]int     // how often each was read, where the table has a column of them
	whole                  bool            // one of the two places could be read to its end
}

// read reads the damaged file. The history comes first, which decides about the others, and
// memberships before what was accepted of their users, which a trigger ends.
func (s *salvaging) read(ctx context.Context, q querier) error {
	first := []string{"imports", "import_changes", "memberships"}
	rank := func(tab tableIn) int {
		if i := slices.Index(first, tab.name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(s.tables, func(a, b tableIn) int { return rank(a) - rank(b) })
	columns, err := columnsOf(ctx, q)
	if err != nil {
		return err
	}
	s.rows = map[string]*salvaged{}
	s.highest = readCounters(ctx, q)
	for i := range s.tables {
		tab := &s.tables[i]
		table, again := readTwice(ctx, q, tab, columns)
		if err := ctx.Err(); err != nil {
			return err
		}
		r := &salvaged{tableIn: tab, seen: map[string]bool{}, whole: table.whole || again.whole}
		s.rows[tab.name] = r
		if err := s.settle(ctx, r, table, again); err != nil {
			return err
		}
		if !r.whole {
			if err := s.fill(ctx, r); err != nil {
				return err
			}
		}
		if tab.name == "import_changes" {
			s.known = knownRecords(r)
		}
	}
	if len(s.rows["departments"].sure) < 2 && len(s.rows["users"].sure) == 0 {
		return fmt.Errorf("%w: no department and no user can be read", ErrDamaged)
	}
	return nil
}

// settle decides about each row that was read: it is sure where both places have the same,
// or the other one is broken.
func (s *salvaging) settle(ctx context.Context, r *salvaged, table, again place) error {
	r.hashes = map[any]int{}
	for _, p := range []place{table, again} {
		for _, version := range p.rows {
			r.hashes[r.value(version, hashColumn)]++
		}
	}
	var opposed []string
	for _, key := range keysOf(table, again) {
		a, inTable := table.rows[key]
		b, inIndex := again.rows[key]
		switch {
		case slices.Equal(a, b), inTable && !inIndex && !again.whole:
			r.sure = append(r.sure, a)
		case inIndex && !inTable && !table.whole:
			r.sure = append(r.sure, b)
		default:
			opposed = append(opposed, key)
			continue
		}
		r.seen[key] = true
	}
	for _, key := range opposed {
		var open []row
		var right row
		for _, p := range []place{again, table} {
			version, ok := p.rows[key]
			if !ok {
				continue
			}
			switch word, err := s.vouch(ctx, r, key, version); {
			case err != nil:
				return err
			case word == vouched:
				right = version
			case word == unknown, !s.known.whole: // a deletion may not be the last word
				open = append(open, version)
			}
		}
		switch {
		case right != nil:
			r.sure = append(r.sure, right)
			r.seen[key] = true
		case len(open) > 0:
			r.doubtful = append(r.doubtful, open...)
			r.seen[key] = true
			s.doubt(r, open[0])
		}
	}
	return nil
}

// doubt counts a row of which nobody knows whether it is right.
func (s *salvaging) doubt(r *salvaged, version row) {
	switch {
	case r.name == "import_changes" && s.rows["imports"].seen[fmt.Sprint(r.value(version, "import_id"))]:
		s.dropped[r.value(version, "import_id").(int64)]++ // its line may tell of it too
	case r.isHistory():
		s.found.History++
	default:
		s.found.Doubtful++
	}
}

func (tab *tableIn) isHistory() bool {
	return tab.name == "imports" || strings.HasPrefix(tab.name, "import_")
}

// word is what a witness says of a row.
type word int

const (
	unknown word = iota
	vouched
	refuted
)

// vouch asks the history about a row of which there are two versions, or which only one
// place has, and then the copy.
func (s *salvaging) vouch(ctx context.Context, r *salvaged, key string, version row) (word, error) {
	if w := s.known.vouch(r, version); w != unknown {
		return w, nil
	}
	c, err := s.copy(ctx)
	if err != nil {
		return unknown, err
	}
	if held, ok := c.rows[r.name][key]; ok && slices.Equal(held, version) {
		s.found.From = &c.Backup
		return vouched, nil
	}
	return unknown, nil
}

// fill adds what the history and the copy know of a table whose rows cannot all be read.
func (s *salvaging) fill(ctx context.Context, r *salvaged) error {
	add := func(key string, filled row) {
		r.seen[key] = true
		r.filled = append(r.filled, filled)
		if !r.isHistory() {
			s.found.Filled++
		}
	}
	c, err := s.copy(ctx)
	if err != nil {
		return err
	}
	for _, filled := range s.known.rowsFor(r, c) {
		key := r.keyOf(filled)
		if r.seen[key] {
			continue
		}
		add(key, filled)
		if recordTables[r.name] != directory.KindUser {
			continue
		}
		if _, held := c.rows[r.name][key]; held {
			s.found.From = &c.Backup // the history seldom has the hash of a password
		} else if r.value(filled, hashColumn) == nil {
			s.found.Passwords++
		}
	}
	for _, key := range keysOf(place{rows: c.rows[r.name]}) {
		if filled := c.rows[r.name][key]; !r.seen[key] && s.known.vouch(r, filled) == unknown {
			s.found.From = &c.Backup
			add(key, filled)
		}
	}
	if r.isHistory() {
		return nil
	}
	// What has changed in the other tables since the copy, nothing tells.
	complete := r.hasHistory() && s.rows["import_changes"].whole && s.rows["imports"].seen["1"]
	s.found.Lost = s.found.Lost || !complete
	return nil
}

// write writes the rows into a new file, the surest first, so that what cannot stand beside
// them stays out.
func (s *salvaging) write(ctx context.Context, t *tx) error {
	if err := t.exec(ctx, "DELETE FROM revision"); err != nil {
		return err
	}
	if s.rows["departments"].seen["1"] {
		if err := t.exec(ctx, "DELETE FROM departments"); err != nil {
			return err
		}
	}
	for i := range s.tables {
		r := s.rows[s.tables[i].name]
		if r.name == "import_changes" {
			r.doubtful = nil // what changed, and when, nobody needs to guess
		}
		for _, group := range []struct {
			rows    []row
			refused func(row)
		}{
			{r.sure, func(version row) { s.doubt(r, version) }},
			{r.doubtful, func(row) {}}, // of two versions one must be
			{r.filled, func(row) { s.found.Lost = true }},
		} {
			if err := t.insertPossible(ctx, r.tableIn, group.rows, group.refused); err != nil {
				return err
			}
		}
	}
	for _, query := range []string{
		"INSERT OR IGNORE INTO revision (id, counter) VALUES (1, 0)",
		"UPDATE revision SET counter = counter + 1",
	} {
		if err := t.exec(ctx, query); err != nil {
			return err
		}
	}
	if err := s.countLost(ctx, t.conn); err != nil {
		return err
	}
	if err := s.tie(ctx, t); err != nil {
		return err
	}
	return s.raiseCounters(ctx, t)
}

// insertPossible writes the rows that break no rule of the schema.
func (t *tx) insertPossible(ctx context.Context, tab *tableIn, rows []row, refused func(row)) error {
	names := make([]string, len(tab.columns))
	for i, c := range tab.columns {
		names[i] = c.name
	}
	stmt, err := t.conn.PrepareContext(ctx, strings.ReplaceAll(insertQuery(tab.name, names, 1), "OR FAIL", "OR IGNORE"))
	if err != nil {
		return err
	}
	for _, values := range rows {
		result, err := stmt.ExecContext(ctx, values...)
		if err != nil {
			return errors.Join(err, stmt.Close())
		}
		if n, err := result.RowsAffected(); err != nil {
			return errors.Join(err, stmt.Close())
		} else if n == 0 {
			refused(values)
		}
	}
	return stmt.Close()
}

// tie sees to it that all that is referred to is there.
func (s *salvaging) tie(ctx context.Context, t *tx) error {
	moved, err := t.conn.ExecContext(ctx, "UPDATE departments SET parent_id = 1 WHERE id <> 1 AND parent_id NOT IN (SELECT id FROM departments)")
	if err != nil {
		return err
	}
	n, err := moved.RowsAffected()
	if err != nil {
		return err
	}
	s.found.Lost = s.found.Lost || n > 0
	for _, query := range []string{
		"DELETE FROM memberships WHERE user_id NOT IN (SELECT id FROM users) OR department_id NOT IN (SELECT id FROM departments)",
		"DELETE FROM import_changes WHERE import_id NOT IN (SELECT id FROM imports)",
		"DELETE FROM import_exclusions WHERE import_id NOT IN (SELECT id FROM imports)",
	} {
		if err := t.exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// countLost counts what the history says that there was, and is not, and what was left out of
// it: a line may tell of less than there was.
func (s *salvaging) countLost(ctx context.Context, q querier) error {
	err := each(ctx, q, `SELECT id, departments_created + departments_updated + departments_linked + departments_unlinked + departments_deleted +
			users_created + users_updated + users_linked + users_unlinked + users_deleted -
			(SELECT count(*) FROM import_changes WHERE import_id = imports.id) FROM imports`, func(rows *sql.Rows) error {
		var line int64
		var lost int
		err := rows.Scan(&line, &lost)
		s.found.History += max(lost, s.dropped[line])
		delete(s.dropped, line)
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range s.dropped { // of lines that are not there
		s.found.History += n
	}
	var lines, orphans int
	err = q.QueryRowContext(ctx, "SELECT count(DISTINCT import_id), count(*) FROM import_changes WHERE import_id NOT IN (SELECT id FROM imports)").Scan(&lines, &orphans)
	s.found.History += lines + orphans
	return err
}

// raiseCounters sees to it that no id is given that ever was, as far as is known.
func (s *salvaging) raiseCounters(ctx context.Context, t *tx) error {
	highest := s.highest
	for table, ids := range s.known.highest {
		highest[table] = max(highest[table], ids)
	}
	for _, table := range []string{"departments", "users", "imports"} {
		for _, query := range []string{
			"INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0 WHERE ?1 NOT IN (SELECT name FROM sqlite_sequence) AND ?2 > 0",
			"UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
		} {
			if err := t.exec(ctx, query, table, highest[table]); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge checks the new file like any other, and looks it over.
func (s *salvaging) judge(ctx context.Context, conn *sql.Conn) error {
	if err := check(ctx, conn); err != nil {
		return err
	}
	d, err := load(ctx, conn, nil)
	if err != nil {
		return err
	}
	if err := d.Validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	s.found.Contents, err = readContents(ctx, conn)
	return err
}
