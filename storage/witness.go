package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"anpisync/reconcile/directory"
)

// place is what could be read of a table at one of the two places where it lies.
type place struct {
	rows  map[string]row // by key
	whole bool           // to the end, and all of it of the right kinds
}

// mendSchema gives a damaged file the words of its schema again, as far as it can: those of
// a new file of its version. One letter less, and SQLite finds no column, or no table.
func mendSchema(ctx context.Context, source string) error {
	err := inFile(ctx, source, func(conn *sql.Conn) error {
		var application int
		err := one(ctx, conn, "SELECT application_id FROM pragma_application_id", nil, &application)
		if err != nil || application != applicationID {
			return err
		}
		version, err := nearestVersion(ctx, conn)
		if err != nil {
			return err
		}
		words, err := wordsOf(ctx, version)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(words)) {
			_, err := conn.ExecContext(ctx, "UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1 AND sql IS NOT ?2", name, words[name])
			if err := butDamage(ctx, err); err != nil { // where one cannot be written, another may
				return err
			}
		}
		return nil
	})
	return butDamage(ctx, err)
}

// nearestVersion is the version of which most of the words of a damaged file are; of those
// that come out even the one that its header says, or the newest. The header alone may be
// what is damaged, and with the words of an older version columns would be lost.
func nearestVersion(ctx context.Context, q querier) (nearest int, err error) {
	var said int
	if err := one(ctx, q, "PRAGMA user_version", nil, &said); err != nil {
		return 0, err
	}
	is, err := schemaWords(ctx, q)
	if err := butDamage(ctx, err); err != nil { // what could be read tells enough
		return 0, err
	}
	least := len(is) + 1
	for version := latestVersion; version > 0; version-- {
		should, err := wordsOf(ctx, version)
		if err != nil {
			return 0, err
		}
		others := 0
		for name, words := range is {
			if should[name] != words {
				others++
			}
		}
		if others < least || others == least && version == said {
			nearest, least = version, others
		}
	}
	return nearest, nil
}

// wordsOf are those of a new file of a version.
func wordsOf(ctx context.Context, version int) (map[string]string, error) {
	return onceOfNewFile(ctx, &wordsKnown, version, schemaWords)
}

var wordsKnown sync.Map

// schemaWords are the statements that made the parts of a file, by the parts' names.
func schemaWords(ctx context.Context, q querier) (map[string]string, error) {
	words := map[string]string{}
	return words, each(ctx, q, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL", func(rows *sql.Rows) error {
		var name, statement string
		err := rows.Scan(&name, &statement)
		words[name] = statement
		return err
	})
}

// columnsIn are the columns of a file, by table.
func columnsIn(ctx context.Context, q querier) (map[string][]string, error) {
	columns := map[string][]string{}
	return columns, each(ctx, q, "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'", func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		columns[table] = append(columns[table], column)
		return err
	})
}

// columnsOf are those that a file has by its version, whatever of its words is damaged.
func columnsOf(ctx context.Context, q querier) (map[string][]string, error) {
	version, err := nearestVersion(ctx, q)
	if err != nil {
		return nil, err
	}
	return ofNewFile(ctx, version, columnsIn)
}

// butDamage is an error of the machine; nil: there is none, or it is of the damaged file.
func butDamage(ctx context.Context, err error) error {
	if errors.Is(damageIn(ctx, err), ErrDamaged) {
		return nil
	}
	return err
}

// readTwice reads a table of a damaged file at both places. One that the file's version,
// which has these columns, did not have yet has no rows.
func readTwice(ctx context.Context, q querier, tab *tableIn, columns map[string][]string) (table, again place) {
	there, err := texts(ctx, q, "SELECT name FROM pragma_table_info(?)", tab.name)
	if len(there) == 0 {
		missing := place{whole: err == nil && len(columns[tab.name]) == 0}
		return missing, missing
	}
	missing := func(column string) bool { return !slices.Contains(there, column) }
	if slices.ContainsFunc(columns[tab.name], missing) {
		return place{}, place{} // its name is damaged, and every row would lack what it holds
	}
	var binary []string
	for _, name := range tab.order {
		if !missing(name) {
			binary = append(binary, name+" COLLATE BINARY")
		}
	}
	return readPlace(ctx, q, tab, there, tab.itself, tab.keys()), readPlace(ctx, q, tab, there, "INDEXED BY "+tab.index, binary)
}

// readPlace reads in an order in which the rows lie there, and where that breaks off, from
// the other end. Columns that a file does not have yet get what a new row has.
func readPlace(ctx context.Context, q querier, tab *tableIn, there []string, where string, order []string) place {
	columns := make([]string, len(tab.columns))
	for i, c := range tab.columns {
		columns[i] = c.name
		if !slices.Contains(there, c.name) {
			columns[i] = c.initial
		}
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + tab.name + " " + where + " ORDER BY "
	p := place{rows: map[string]row{}, whole: true}
	for _, from := range []string{"", " DESC"} {
		err := each(ctx, q, query+strings.Join(order, from+", ")+from, func(rows *sql.Rows) error {
			r, to := make(row, len(columns)), make([]any, len(columns))
			for i := range r {
				to[i] = &r[i]
			}
			if err := rows.Scan(to...); err != nil {
				return err
			}
			if tab.fits(r) && tab.makesSense(r) {
				p.rows[tab.keyOf(r)] = r
			} else {
				p.whole = false
			}
			return nil
		})
		if err == nil {
			break
		}
		p.whole = false // a page further on is damaged, or the other place is not there
	}
	return p
}

// fits says whether a row can be one of the table.
func (tab *tableIn) fits(r row) bool {
	for i, c := range tab.columns {
		switch v := r[i].(type) {
		case nil:
			if c.filled || c.key { // that of a rowid is not said to be filled
				return false
			}
		case string:
			if c.kind != "TEXT" || !utf8.ValidString(v) || strings.ContainsFunc(v, isOdd) {
				return false
			}
		case int64:
			if c.kind != "INTEGER" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// makesSense says whether what reads the history would understand a row.
func (tab *tableIn) makesSense(r row) bool {
	for _, column := range map[string][]string{"imports": {"started_at", "finished_at"}}[tab.name] {
		if _, err := time.Parse(time.RFC3339, tab.value(r, column).(string)); err != nil {
			return false
		}
	}
	if tab.name != "import_changes" {
		return true
	}
	before, had := tab.value(r, "before").(string)
	after, has := tab.value(r, "after").(string)
	valid := func(text string) bool { return json.Unmarshal([]byte(text), &map[string]any{}) == nil }
	return (had || has) && (!had || valid(before)) && (!has || valid(after))
}

// isOdd says whether a character is in no text of ours.
func isOdd(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }

// keyOf is a row's key, as one text.
func (tab *tableIn) keyOf(r row) string {
	var parts []string
	for i, c := range tab.columns {
		if c.key {
			parts = append(parts, fmt.Sprint(r[i]))
		}
	}
	return strings.Join(parts, "\x00")
}

// keysOf are the keys of all rows that were read, in order.
func keysOf(places ...place) []string {
	var keys []string
	for _, p := range places {
		keys = slices.AppendSeq(keys, maps.Keys(p.rows))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// value is that of a column.
func (tab *tableIn) value(r row, column string) any {
	i := slices.IndexFunc(tab.columns, func(c columnIn) bool { return c.name == column })
	if i < 0 {
		return nil
	}
	return r[i]
}

// recordTables are those whose rows the history knows.
var recordTables = map[string]directory.RecordKind{
	"departments": directory.KindDepartment,
	"users":       directory.KindUser,
}

// records are departments and users as the newest change in the history left them.
type records struct {
	whole   bool // no newer change is missing
	newest  map[directory.RecordKind]map[int64]recorded
	highest map[string]int64 // ids, by table
}

// recorded is what the history keeps of a record, by column; nil: it was deleted.
type recorded map[string]any

// knownRecords reads the changes that are sure, and those that the copy has: where the
// newest is missing, the one before it would be taken for the last word.
func knownRecords(changes *salvaged) records {
	known := records{whole: changes.whole, newest: map[directory.RecordKind]map[int64]recorded{}, highest: map[string]int64{}}
	for _, kind := range recordTables {
		known.newest[kind] = map[int64]recorded{}
	}
	at := map[directory.RecordKind]map[int64]int64{directory.KindDepartment: {}, directory.KindUser: {}}
	for _, r := range slices.Concat(changes.sure, changes.filled) {
		kind := directory.RecordKind(changes.value(r, "kind").(string))
		id, importID := changes.value(r, "record_id").(int64), changes.value(r, "import_id").(int64)
		if at[kind] == nil || importID < at[kind][id] {
			continue
		}
		text, left := changes.value(r, "after").(string)
		var after recorded
		if left {
			d := json.NewDecoder(strings.NewReader(text))
			d.UseNumber()
			_ = d.Decode(&after) // as it made sense
			if len(after) == 0 {
				continue // personal data was erased
			}
		}
		at[kind][id], known.newest[kind][id] = importID, after
	}
	for table, kind := range recordTables {
		for id := range known.newest[kind] {
			known.highest[table] = max(known.highest[table], id)
		}
	}
	return known
}

// hasHistory says whether the history tells of a table's rows.
func (tab *tableIn) hasHistory() bool {
	return recordTables[tab.name] != "" || tab.name == "memberships"
}

// vouch is what the history says of a row.
func (k records) vouch(r *salvaged, version row) word {
	kind := recordTables[r.name]
	if r.name == "memberships" {
		user, ok := k.newest[directory.KindUser][r.value(version, "user_id").(int64)]
		switch {
		case !ok:
			return unknown
		case slices.Contains(user.departments(), r.value(version, "department_id").(int64)):
			return vouched
		}
		return refuted
	}
	after, ok := k.newest[kind][idOf(r, version)]
	switch {
	case !ok:
		return unknown
	case after == nil:
		return refuted
	case after.is(r.tableIn, version, r.hashes):
		return vouched
	}
	return unknown
}

func idOf(r *salvaged, version row) int64 {
	id, _ := r.value(version, "id").(int64)
	return id
}

const hashColumn = "password_hash"

// is says whether a row is the record. The history seldom has the hash of a password: one
// that was read more often than once, as those of an import are, is right.
func (after recorded) is(tab *tableIn, version row, hashes map[any]int) bool {
	for i, c := range tab.columns {
		kept, ok := after[c.name]
		switch {
		case c.name == "id":
		case c.name == hashColumn && !ok:
			if hashes[version[i]] < 2 {
				return false
			}
		case plain(kept) != plain(version[i]):
			return false
		}
	}
	return true
}

// plain is a value in words in which the history's are those of the table: there, what is
// empty is left out, and yes is true.
func plain(v any) string {
	switch text := fmt.Sprint(v); text {
	case "<nil>", "0":
		return ""
	case "true":
		return "1"
	default:
		return text
	}
}

func (after recorded) departments() (ids []int64) {
	list, _ := after["departments"].([]any)
	for _, v := range list {
		if id, err := strconv.ParseInt(plain(v), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// rowsFor are the rows that a table has by the history, the hash from the copy.
func (k records) rowsFor(r *salvaged, c *copied) (rows []row) {
	users := k.newest[directory.KindUser]
	if r.name == "memberships" {
		for _, id := range slices.Sorted(maps.Keys(users)) {
			for _, department := range users[id].departments() {
				rows = append(rows, row{id, department})
			}
		}
		return rows
	}
	kept := k.newest[recordTables[r.name]]
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		if after := kept[id]; after != nil {
			rows = append(rows, after.row(r.tableIn, id, c.rows[r.name][strconv.FormatInt(id, 10)]))
		}
	}
	return rows
}

// row is the record as a row of its table.
func (after recorded) row(tab *tableIn, id int64, held row) row {
	r := make(row, len(tab.columns))
	for i, c := range tab.columns {
		v, ok := after[c.name]
		switch {
		case c.name == "id":
			r[i] = id
		case !ok && c.name == hashColumn && held != nil:
			r[i] = held[i]
		case ok && c.kind == "INTEGER":
			r[i], _ = strconv.ParseInt(plain(v), 10, 64) // "": 0
		case ok:
			text, _ := v.(string)
			r[i] = text
		case c.filled && c.kind == "INTEGER":
			r[i] = int64(0)
		case c.filled:
			r[i] = ""
		}
	}
	return r
}

// copied is what a copy of the directory holds, by table and key; the zero value: there
// is none.
type copied struct {
	Backup
	rows map[string]map[string]row
}

// copy reads the newest good copy of this directory, once.
func (s *salvaging) copy(ctx context.Context) (*copied, error) {
	if s.copied != nil {
		return s.copied, nil
	}
	copies, err := listBackups(s.dir)
	if err != nil {
		return nil, err
	}
	s.copied = &copied{}
	for _, b := range copies {
		c := &copied{Backup: b, rows: map[string]map[string]row{}}
		var ours bool
		err := inBackup(ctx, b.Path, func(conn *sql.Conn) error {
			columns, err := columnsOf(ctx, conn)
			if err != nil {
				return err
			}
			for i := range s.tables {
				tab := &s.tables[i]
				table, _ := readTwice(ctx, conn, tab, columns)
				c.rows[tab.name] = table.rows
			}
			ours = s.isOurs(c)
			return nil
		})
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, ErrBackup), errors.Is(err, ErrNoBackup), errors.Is(err, ErrNewer), err == nil && !ours:
			continue
		case err != nil:
			return nil, err
		}
		s.copied = c
		break
	}
	return s.copied, nil
}

// isOurs says whether a copy is one of this directory, as far as the history that can be
// read tells: not of one that was here before a restore or a take-over.
func (s *salvaging) isOurs(c *copied) bool {
	history := s.rows["imports"]
	line := func(r row) (values row) {
		for _, column := range lineColumns {
			values = append(values, history.value(r, column))
		}
		return values
	}
	var newest row
	for _, r := range c.rows["imports"] {
		if newest == nil || r[0].(int64) > newest[0].(int64) {
			newest = r
		}
	}
	if newest == nil {
		return false // from before the first import, and empty
	}
	replaced := false
	for _, r := range history.sure {
		if r[0] == newest[0] {
			return slices.Equal(line(r), line(newest))
		}
		kind := directory.ImportKind(history.value(r, "kind").(string))
		if r[0].(int64) > newest[0].(int64) && (kind == directory.ImportRestore || kind == directory.ImportTakeOver) {
			replaced = true
		}
	}
	return !replaced
}

// readCounters are the counters of a damaged file, as far as they can be read and true.
func readCounters(ctx context.Context, q querier) map[string]int64 {
	const most = 1 << 53
	counters := map[string]int64{}
	_ = each(ctx, q, "SELECT name, seq FROM sqlite_sequence", func(rows *sql.Rows) error {
		var name string
		var seq any
		err := rows.Scan(&name, &seq)
		if n, _ := seq.(int64); n < most {
			counters[name] = max(counters[name], n)
		}
		return err
	})
	return counters
}
