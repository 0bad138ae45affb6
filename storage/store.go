package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"anpisync/reconcile/directory"
)

const (
	fileName    = "directory.db"
	backupsName = "backups"

	// Long enough for another process to write its history line, short enough for
	// a person to wait for the sentence that says who is writing.
	busyWait = 10 * time.Second
)

var busyTimeout = fmt.Sprintf("_pragma=busy_timeout(%d)", busyWait.Milliseconds())

// driverName is SQLite's; tests put one in its place whose statements fail.
var driverName = "sqlite"

// DriveBy has what is opened from now on in the whole process asked through another driver
// of SQLite. It is for tests alone.
func DriveBy(driver string) { driverName = driver }

// Store is the open directory file. It is safe for use by several goroutines.
type Store struct {
	dir      string // the data folder
	path     string // of the file
	opened   fs.FileInfo
	readOnly bool
	scratch  *scratch // goes with the Store; nil: none

	db      *sql.DB        // has one connection, the one that writes
	writer  chan *sql.Conn // it lies here while nobody uses it; closed with the Store
	readers *sql.DB        // read-only connections

	checking *checking // begun by Open

	// For who has the writer.
	last *directory.Directory // what was loaded last
	seen int64                // SQLite's data version when it was last known to be stored

	onStatement func(query string) // told before each statement of a transaction; tests kill here
}

// Open opens the directory in the folder dir, which it makes where it is missing.
// An older file is brought to the newest schema. It fails with [ErrNewer],
// [ErrDamaged] (then see [Examine]) or what [KindOf] knows, and leaves the file as it
// was. A check that takes long goes on after it has returned; see [Store.Checked].
func Open(ctx context.Context, dir string) (*Store, error) {
	s, err := open(ctx, dir)
	if err != nil {
		return nil, explain("open the directory in "+dir, err)
	}
	return s, nil
}

// OpenReadOnly opens the directory for a dry run: nothing in dir is created or
// changed, and what would write fails with [ErrReadOnly]. A missing file reads as a
// new directory; one with an older schema is read from a temporary copy.
func OpenReadOnly(ctx context.Context, dir string) (*Store, error) {
	s, err := openReadOnly(ctx, dir)
	if err != nil {
		return nil, explain("read the directory in "+dir, err)
	}
	return s, nil
}

// Close waits for what is under way. Closing twice does nothing.
func (s *Store) Close() error {
	conn, open := <-s.writer
	if !open {
		return nil
	}
	close(s.writer)
	s.checking.end()
	err := errors.Join(s.readers.Close(), conn.Close(), s.db.Close())
	if s.scratch != nil {
		s.scratch.remove()
	}
	return explain("close the directory", err)
}

func open(ctx context.Context, dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, backupsName), 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fileName)
	if there, err := isThere(dir); err != nil {
		return nil, err
	} else if !there {
		if err := createEmpty(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	s, err := connect(ctx, path, func(conn *sql.Conn) error {
		if _, err := schemaVersion(ctx, conn); err != nil {
			return err
		}
		if err := checkWritable(conn); err != nil {
			return err
		}
		if err := writeAhead(ctx, conn); err != nil {
			return err
		}
		return migrate(ctx, conn)
	})
	if err != nil {
		return nil, err
	}
	s.dir = dir
	if err := s.startCheck(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.tidy(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func openReadOnly(ctx context.Context, dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fileName)
	if there, err := isThere(dir); err != nil {
		return nil, err
	} else if !there {
		return openScratch(ctx, dir, createEmpty)
	}
	var version int
	s, err := connect(ctx, path, func(conn *sql.Conn) error {
		var err error
		if version, err = schemaVersion(ctx, conn); err == nil && version == 0 {
			err = errBegun
		}
		return err
	})
	if errors.Is(err, errBegun) {
		return openScratch(ctx, dir, createEmpty)
	}
	if err != nil {
		return nil, err
	}
	if err := s.startCheck(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if version == latestVersion {
		s.dir, s.readOnly = dir, true
		return s, nil
	}
	old := s
	s, err = openScratch(ctx, dir, func(path string) error {
		if err := old.Checked(ctx); err != nil {
			return err
		}
		return old.vacuumInto(ctx, path)
	})
	if err = errors.Join(err, old.Close()); err != nil && s != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, err
}

// errBegun says that a file is there, and nothing in it: it is being made, or whoever made
// it was killed.
var errBegun = errors.New("a new file without a schema")

// openScratch opens a file that fill makes in a temporary folder, migrated, in place
// of the one in dir.
func openScratch(ctx context.Context, dir string, fill func(path string) error) (*Store, error) {
	scratch, err := newScratch(dir)
	if err != nil {
		return nil, err
	}
	path := scratch.path(fileName)
	s, err := func() (*Store, error) {
		if err := fill(path); err != nil {
			return nil, err
		}
		s, err := connect(ctx, path, func(conn *sql.Conn) error { return migrate(ctx, conn) })
		if err != nil {
			return nil, err
		}
		if err := s.startCheck(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		return s, nil
	}()
	if err != nil {
		scratch.remove()
		return nil, err
	}
	s.dir, s.readOnly, s.scratch = dir, true, scratch
	return s, nil
}

// connect opens the file at path, which exists: the writer first, which prepare gets
// to see, then the readers.
func connect(ctx context.Context, path string, prepare func(*sql.Conn) error) (*Store, error) {
	s, err := connectTo(ctx, path, prepare)
	return s, diagnose(path, err)
}

func connectTo(ctx context.Context, path string, prepare func(*sql.Conn) error) (*Store, error) {
	db, err := sql.Open(driverName, dataSource(path, "mode=rw", busyTimeout,
		"_pragma=foreign_keys(on)", "_pragma=synchronous(full)"))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := prepare(conn); err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	opened, err := os.Stat(path)
	if err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	readers, err := sql.Open(driverName, dataSource(path, "mode=ro", busyTimeout))
	if err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	readers.SetMaxOpenConns(2)
	s := &Store{path: path, opened: opened, db: db, writer: make(chan *sql.Conn, 1), readers: readers}
	s.writer <- conn
	return s, nil
}

// createEmpty makes an empty file that nobody else may read; SQLite takes it for a
// new database, and gives its companions the same mode.
func createEmpty(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// isThere says whether the folder has a directory; false: it is a new one. A file that
// lost its content, or itself, is told from one that never was by the copies of it.
func isThere(dir string) (bool, error) {
	info, err := os.Stat(filepath.Join(dir, fileName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	missing := err != nil
	if !missing && info.Size() >= smallestFile {
		return true, nil
	}
	copies, err := listBackups(dir)
	switch {
	case err != nil:
		return false, err
	case len(copies) > 0 && missing:
		return false, fmt.Errorf("%w: there are %d copies of it", ErrMissing, len(copies))
	case len(copies) > 0 || !missing && info.Size() > 0:
		return false, fmt.Errorf("%w: %s has %d bytes", ErrDamaged, fileName, info.Size())
	}
	return !missing, nil
}

// smallestFile is the smallest page of SQLite's.
const smallestFile = 512

// checkWritable tells a file that SQLite has opened for reading alone, for want of
// permission, before anything is asked of it.
func checkWritable(conn *sql.Conn) error {
	type readOnlier interface { // the driver's connection
		IsReadOnly(schema string) (bool, error)
	}
	return conn.Raw(func(driverConn any) error {
		readOnly, err := driverConn.(readOnlier).IsReadOnly("main")
		if err == nil && readOnly {
			err = ErrReadOnly
		}
		return err
	})
}

// writeAhead has the file written by a log ahead of it, so that who reads waits for nobody.
// Another process that is making the same file is waited for here: SQLite does not, since the
// switch begins as a reader, and two readers that both want to write would wait for ever.
func writeAhead(ctx context.Context, conn *sql.Conn) error {
	for began := time.Now(); ; {
		_, err := conn.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if !errors.Is(KindOf(err), ErrBusy) || time.Since(began) > busyWait {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockRetry):
		}
	}
}

// take borrows the connection that writes, until give.
func (s *Store) take(ctx context.Context) (*sql.Conn, error) {
	select {
	case conn, open := <-s.writer:
		if !open {
			return nil, errors.New("the directory is closed")
		}
		if err := s.checkThere(); err != nil {
			s.give(conn)
			return nil, err
		}
		return conn, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// checkThere fails with [ErrGone] where the file was deleted or replaced while it is open.
// SQLite would go on with one that nobody finds again.
func (s *Store) checkThere() error {
	now, err := os.Stat(s.path)
	if err == nil && !os.SameFile(now, s.opened) {
		err = fmt.Errorf("%w: another is in its place", ErrGone)
	}
	return err
}

func (s *Store) give(conn *sql.Conn) { s.writer <- conn }

// querier is a connection or a pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// each calls scan for every row of a query. What cannot be scanned is damage.
func each(ctx context.Context, q querier, query string, scan func(*sql.Rows) error, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(unscanned(ctx, err), rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// eachRow is each for many rows: it goes past database/sql, which would look at every value
// twice more. A row holds until the next one; io.EOF from scan makes it the last.
func eachRow(ctx context.Context, conn *sql.Conn, query string, scan func(row []driver.Value) error, args ...any) error {
	return conn.Raw(func(driverConn any) (err error) {
		queryer, ok := driverConn.(driver.QueryerContext)
		if !ok {
			return fmt.Errorf("a connection of type %T cannot query", driverConn)
		}
		given := make([]driver.NamedValue, len(args))
		for i, arg := range args {
			given[i] = driver.NamedValue{Ordinal: i + 1, Value: arg}
		}
		rows, err := queryer.QueryContext(ctx, query, given)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		row := make([]driver.Value, len(rows.Columns()))
		for {
			if err := rows.Next(row); err == io.EOF {
				return ctx.Err()
			} else if err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := scan(row); err == io.EOF {
				return nil
			} else if err != nil {
				return unscanned(ctx, err)
			}
		}
	})
}

// one reads the one row of a query that has one in any file of ours.
func one(ctx context.Context, q querier, query string, args []any, to ...any) error {
	return unscanned(ctx, q.QueryRowContext(ctx, query, args...).Scan(to...))
}

// unscanned is err, as damage where neither SQLite nor the system says what it is. It does
// not quote the value that was read, which may be personal.
func unscanned(ctx context.Context, err error) error {
	if err == nil || KindOf(err) != nil || resultCode(err) != 0 || ctx.Err() != nil {
		return err
	}
	where := err.Error()
	if value := errors.Unwrap(err); value != nil {
		where = strings.TrimSuffix(where, value.Error())
	}
	return fmt.Errorf("%w: %s", ErrDamaged, where)
}
