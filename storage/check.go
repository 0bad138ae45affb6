package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"time"
)

// patience is how long Open waits for the check before it lets that go on alone.
var patience = 200 * time.Millisecond

// beforeCheck is called as the check begins; tests hold it there.
var beforeCheck = func() {}

// checking is the check of a file that goes on while the file is used already.
type checking struct {
	stop context.CancelFunc
	done chan struct{} // closed at its end
	err  error         // what it found; to be read once done is closed
}

// Checked waits for the check that Open began, and fails with [ErrDamaged] where that
// found something. Nothing is written before it has ended well.
func (s *Store) Checked(ctx context.Context) error {
	select {
	case <-s.checking.done:
		return s.checking.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// startCheck checks the file on a reading connection. Its error is what was found while
// the caller was still waiting.
func (s *Store) startCheck(ctx context.Context) error {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &checking{stop: stop, done: make(chan struct{})}
	s.checking = c
	go func() {
		defer close(c.done)
		beforeCheck()
		c.err = explain("check the directory", check(ctx, s.readers))
	}()
	select {
	case <-c.done:
		return c.err
	case <-time.After(patience):
		return nil
	}
}

// end stops the check, and returns once it has let go of the file.
func (c *checking) end() {
	c.stop()
	<-c.done
}

// check looks for damage of any kind: in the schema, in what SQLite itself can tell,
// which includes every column that is not the same in its table and in its index, and in
// the counters, which have no index.
func check(ctx context.Context, q querier) error {
	version, err := schemaVersion(ctx, q)
	if err != nil {
		return err
	}
	if err := checkStructure(ctx, q, version); err != nil {
		return err
	}
	if err := sqliteCheck(ctx, q, "integrity_check(10)"); err != nil {
		return err
	}
	return checkCounters(ctx, q)
}

// sqliteCheck runs one of SQLite's own checks over the file.
func sqliteCheck(ctx context.Context, q querier, pragma string) error {
	found, err := texts(ctx, q, "PRAGMA "+pragma)
	if err != nil {
		return err
	}
	if report := strings.Join(found, "; "); report != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, report)
	}
	return nil
}

// checkStructure compares tables, columns, indexes, references and triggers with those of the
// schema of a version. What others have put beside them does no harm.
func checkStructure(ctx context.Context, q querier, version int) error {
	is, err := structure(ctx, q)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, line := range is {
		there[line] = true
	}
	should, err := structureOf(ctx, version)
	if err != nil {
		return err
	}
	for _, line := range should {
		if !there[line] {
			return fmt.Errorf("%w: the schema lacks %q", ErrDamaged, line)
		}
	}
	return nil
}

// structure describes the schema in sorted lines: one a column of a table or an index, one
// a trigger.
func structure(ctx context.Context, q querier) ([]string, error) {
	return texts(ctx, q, `
		SELECT concat_ws(' ', t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk)
		FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'
		UNION ALL
		SELECT concat_ws(' ', t.name, i.name, i."unique", c.seqno, c.cid, c.desc, c.coll, c.key)
		FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) c WHERE t.type = 'table'
		UNION ALL
		SELECT concat_ws(' ', t.name, f."table", f."from", f."to", f.on_delete)
		FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
		UNION ALL
		SELECT concat_ws(' ', name, sql) FROM sqlite_schema WHERE type = 'trigger'
		ORDER BY 1`)
}

// structureOf is the structure of a new file of a version.
func structureOf(ctx context.Context, version int) ([]string, error) {
	return onceOfNewFile(ctx, &structures, version, structure)
}

// structures are those that structureOf has found out, by the steps that lead there.
var structures sync.Map

// onceOfNewFile is ofNewFile of what is kept once it is known, by the steps that lead there.
func onceOfNewFile[T any](ctx context.Context, kept *sync.Map, version int, describe func(context.Context, querier) (T, error)) (described T, err error) {
	steps := strings.Join(migrations[:version], "\x00")
	if known, ok := kept.Load(steps); ok {
		return known.(T), nil
	}
	if described, err = ofNewFile(ctx, version, describe); err == nil {
		kept.Store(steps, described)
	}
	return described, err
}

// ofNewFile is what describes a new file of a version.
func ofNewFile[T any](ctx context.Context, version int, describe func(context.Context, querier) (T, error)) (described T, err error) {
	err = inFile(ctx, ":memory:", func(conn *sql.Conn) error {
		t := &tx{conn: conn}
		if err := t.migrate(ctx, 0, version); err != nil {
			return err
		}
		described, err = describe(ctx, conn)
		return err
	})
	return described, err
}

// checkCounters compares the counters with the highest ids that are known: an id is never
// used twice.
func checkCounters(ctx context.Context, q querier) error {
	var revision int64
	if err := one(ctx, q, "SELECT counter FROM revision", nil, &revision); err != nil {
		return err
	}
	return each(ctx, q, `
		SELECT t.name, coalesce((SELECT max(seq) FROM sqlite_sequence s WHERE s.name = t.name), 0), highest
		FROM (
			SELECT 'departments' AS name, max((SELECT max(id) FROM departments),
				coalesce((SELECT max(record_id) FROM import_changes WHERE kind = 'department'), 0)) AS highest
			UNION ALL
			SELECT 'users', max(coalesce((SELECT max(id) FROM users), 0),
				coalesce((SELECT max(record_id) FROM import_changes WHERE kind = 'user'), 0))
			UNION ALL
			SELECT 'imports', coalesce((SELECT max(id) FROM imports), 0)
		) t`, func(rows *sql.Rows) error {
		var table string
		var counter, highest int64
		if err := rows.Scan(&table, &counter, &highest); err != nil {
			return err
		}
		if counter < highest {
			return fmt.Errorf("%w: the counter of %s is %d, but %d was given", ErrDamaged, table, counter, highest)
		}
		return nil
	})
}

// texts are the rows of a query with one column.
func texts(ctx context.Context, q querier, query string, args ...any) (all []string, err error) {
	err = each(ctx, q, query, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		all = append(all, text)
		return err
	}, args...)
	return all, err
}
