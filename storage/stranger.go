package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"unicode/utf8"
)

// What is beyond any real archive, which may come from anybody.
const (
	mostBytes   = 4 << 30
	mostID      = 1 << 40  // and of any other counter
	mostText    = 64 << 10 // bytes of a field
	mostMessage = 1 << 20  // bytes of a text of the history, of a format, or of a line of a service
)

// checkStranger looks at a file that may be anybody's before anything in it is run: a view,
// a trigger, a column that is computed or a condition could take any time, and do anything.
func checkStranger(ctx context.Context, path string) error {
	return inFile(ctx, immutable(path)+"&_pragma=trusted_schema(off)&_pragma=cell_size_check(on)", func(conn *sql.Conn) error {
		version, err := schemaVersion(ctx, conn)
		if err != nil {
			return err
		}
		should, err := schemaOf(ctx, version)
		if err != nil {
			return err
		}
		is, err := schema(ctx, conn, len(should)+1)
		if err != nil {
			return err
		}
		for i, line := range is {
			if i >= len(should) || line != should[i] {
				return fmt.Errorf("%w: the schema has %.80q", ErrDamaged, line)
			}
		}
		if len(is) < len(should) {
			return fmt.Errorf("%w: the schema lacks %d parts", ErrDamaged, len(should)-len(is))
		}
		return nil
	})
}

// schema is all that a file consists of, in sorted lines, to the letter; no more than most.
func schema(ctx context.Context, q querier, most int) ([]string, error) {
	lines, err := texts(ctx, q, "SELECT concat_ws(' ', type, name, tbl_name, sql) FROM sqlite_schema LIMIT "+fmt.Sprint(most))
	slices.Sort(lines)
	return lines, err
}

// schemaOf is the schema of a new file of a version.
func schemaOf(ctx context.Context, version int) ([]string, error) {
	return ofNewFile(ctx, version, func(ctx context.Context, q querier) ([]string, error) { return schema(ctx, q, -1) })
}

// dropForeign takes out of a copy of ours what others have put beside our tables.
func dropForeign(ctx context.Context, conn *sql.Conn) error {
	should, err := schemaOf(ctx, latestVersion)
	if err != nil {
		return err
	}
	var drop []string
	err = each(ctx, conn, "SELECT type, name, concat_ws(' ', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY type <> 'trigger', type <> 'view', type <> 'index'",
		func(rows *sql.Rows) error {
			var kind, name, line string
			err := rows.Scan(&kind, &name, &line)
			if !slices.Contains(should, line) {
				drop = append(drop, fmt.Sprintf("DROP %s IF EXISTS %q", kind, name))
			}
			return err
		})
	if err != nil {
		return err
	}
	for _, statement := range drop {
		// An index of SQLite's own goes with its table.
		if _, err := conn.ExecContext(ctx, statement); err != nil && resultCode(err)&0xff != 1 {
			return err
		}
	}
	return nil
}

// checkBounds looks for what no real archive has, in one whose schema is ours.
func checkBounds(ctx context.Context, s *Store) error {
	err := each(ctx, s.readers, `
		SELECT name, seq FROM sqlite_sequence
		UNION ALL SELECT 'revision', counter FROM revision`, func(rows *sql.Rows) error {
		var name string
		var value any
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		n, whole := value.(int64)
		if !whole || n < 0 || n > mostID || !slices.Contains([]string{"departments", "users", "imports", "revision"}, name) {
			return fmt.Errorf("the counter %.40q is %.40s, which none comes to", name, fmt.Sprint(value))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, table := range archivedTables {
		if err := checkTexts(ctx, s.readers, table); err != nil {
			return err
		}
	}
	return each(ctx, s.readers, "SELECT backup FROM imports WHERE backup IS NOT NULL", func(rows *sql.Rows) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if _, ok := parseBackupName(name); !ok { // which has no folder in it
			return fmt.Errorf("%.80q is the name of no copy", name)
		}
		return nil
	})
}

// checkTexts looks at every column of a table: it holds numbers, or texts that are texts.
func checkTexts(ctx context.Context, q querier, table string) error {
	most := mostText
	if slices.Contains([]string{"imports", "import_changes", "formats", "format_rows"}, table) {
		most = mostMessage
	}
	return each(ctx, q, "SELECT * FROM "+table, func(rows *sql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range values {
			switch v := value.(type) {
			case nil, int64:
			case string:
				if len(v) > most || !utf8.ValidString(v) {
					return fmt.Errorf("%s.%s holds %d bytes that are no text of ours", table, columns[i], len(v))
				}
			default:
				return fmt.Errorf("%s.%s holds a %T", table, columns[i], value)
			}
		}
		return nil
	})
}
