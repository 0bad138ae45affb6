package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"
)

// tx is the one write transaction that may be under way.
type tx struct {
	conn        *sql.Conn
	onStatement func(query string)
	prepared    map[string]*sql.Stmt // for statements that are run often
}

// write runs do in a transaction of the writer.
func (s *Store) write(ctx context.Context, do func(*tx) error) error {
	if s.readOnly {
		return ErrReadOnly
	}
	if err := s.Checked(ctx); err != nil {
		return err
	}
	conn, err := s.take(ctx)
	if err != nil {
		return err
	}
	defer s.give(conn)
	t := &tx{conn: conn, onStatement: s.onStatement}
	return t.run(ctx, func() error { return do(t) })
}

// run commits what do has written, or nothing. The context can stop it until the
// COMMIT begins.
func (t *tx) run(ctx context.Context, do func() error) (err error) {
	if err := t.begin(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	last := context.WithoutCancel(ctx)
	committed := false
	defer func() {
		if !committed {
			err = errors.Join(err, t.rollback(last))
		}
	}()
	if err := errors.Join(do(), t.closePrepared()); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := t.exec(last, "COMMIT"); err != nil {
		return err
	}
	committed = true
	return nil
}

// begin begins a transaction, or is as if it had not: who stops it may come when it has begun.
func (t *tx) begin(ctx context.Context, how string) error {
	err := t.exec(ctx, how)
	if err != nil {
		err = errors.Join(err, t.rollback(context.WithoutCancel(ctx)))
	}
	return err
}

func (t *tx) rollback(ctx context.Context) error {
	err := t.exec(ctx, "ROLLBACK")
	if resultCode(err)&0xff == sqlite3.SQLITE_ERROR {
		return nil // SQLite has rolled back itself, as it does when interrupted or full
	}
	return err
}

func (t *tx) exec(ctx context.Context, query string, args ...any) error {
	t.note(query)
	_, err := t.conn.ExecContext(ctx, query, args...)
	return err
}

// change is exec for a statement that must change exactly want rows; it is prepared
// once a transaction.
func (t *tx) change(ctx context.Context, want int, query string, args ...any) error {
	stmt := t.prepared[query]
	if stmt == nil {
		var err error
		if stmt, err = t.conn.PrepareContext(ctx, query); err != nil {
			return err
		}
		if t.prepared == nil {
			t.prepared = map[string]*sql.Stmt{}
		}
		t.prepared[query] = stmt
	}
	t.note(query)
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if n != int64(want) {
		return fmt.Errorf("%q changed %d rows, not %d", query, n, want)
	}
	return nil
}

func (t *tx) closePrepared() error {
	var errs []error
	for _, stmt := range t.prepared {
		errs = append(errs, stmt.Close())
	}
	t.prepared = nil
	return errors.Join(errs...)
}

func (t *tx) note(query string) {
	if t.onStatement != nil {
		t.onStatement(query)
	}
}

const rowsPerStatement = 100

// insert writes n rows, many a statement. row puts the values of row i, of the types
// that drivers take, into its argument.
//
// It goes past database/sql, which would look at every value once more, and says OR
// FAIL, which spares the journal of a single statement: an error ends the whole
// transaction anyway.
func (t *tx) insert(ctx context.Context, table string, columns []string, n int, row func(i int, values []driver.NamedValue)) error {
	width := len(columns)
	values := make([]driver.NamedValue, min(n, rowsPerStatement)*width)
	for i := range values {
		values[i].Ordinal = i + 1
	}
	return t.conn.Raw(func(driverConn any) (err error) {
		conn, ok := driverConn.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("a connection of type %T cannot prepare", driverConn)
		}
		var query string
		var stmt driver.Stmt
		defer func() { err = errors.Join(err, closeStmt(stmt)) }()
		prepared := 0 // rows of stmt
		for first := 0; first < n; first += rowsPerStatement {
			rows := min(n-first, rowsPerStatement)
			for i := range rows {
				row(first+i, values[i*width:(i+1)*width])
			}
			if rows != prepared {
				if err := closeStmt(stmt); err != nil {
					return err
				}
				prepared, query, stmt = rows, insertQuery(table, columns, rows), nil
				next, err := conn.PrepareContext(ctx, query)
				if err != nil {
					return err // next is a statement that is nil, and no nil
				}
				stmt = next
			}
			t.note(query)
			if _, err := stmt.(driver.StmtExecContext).ExecContext(ctx, values[:rows*width]); err != nil {
				return err
			}
		}
		return nil
	})
}

func closeStmt(stmt driver.Stmt) error {
	if stmt == nil {
		return nil
	}
	return stmt.Close()
}

func insertQuery(table string, columns []string, rows int) string {
	one := "(" + strings.Repeat("?,", len(columns)-1) + "?)"
	return "INSERT OR FAIL INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " +
		strings.Repeat(one+",", rows-1) + one
}
