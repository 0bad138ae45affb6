package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"anpisync/reconcile/directory"
)

// Which copies are kept: all, as long as they do not take too much room; then, the oldest
// first, all go but the first of each day, which leads back to how that day began; and
// then these. The newest ones stay, however large they are.
var keepBytes int64 = 1 << 30 // tests have less room

const keepNewest = 10

const (
	// In a copy's name, UTC. It is so fine that the history in an archive leads to no copy
	// that another directory has made on this machine.
	backupTime  = "20060102T150405.000000Z"
	backupTimes = "20060102T150405Z" // reads it, with and without the fraction
	temporary   = ".tmp"             // ends the name of a copy that is not finished
)

// Backup is a copy of the directory file.
type Backup struct {
	Path     string
	ImportID int64     // it was made before that line of the history
	At       time.Time // UTC, by the clock of then

	size int64 // bytes; only thinning asks
}

func (b Backup) name() string { return filepath.Base(b.Path) }

// BeforeImport reads the directory as it was before an import, from the copy that was
// made then; its Revision says nothing. It fails with [ErrNoBackup] where there is
// none any more and with [ErrBackup] where it does not pass its check; an older
// schema is brought up to date in a temporary copy.
func (s *Store) BeforeImport(ctx context.Context, importID int64) (*directory.Directory, error) {
	d, err := s.beforeImport(ctx, importID)
	return d, explain(fmt.Sprintf("read the copy made before import %d", importID), err)
}

// Backups are the copies in dir, the newest first by what they hold, whatever the clock
// said. None has been looked into.
func Backups(dir string) ([]Backup, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, explain("look for copies", err)
	}
	copies, err := listBackups(dir)
	return copies, explain("look for copies", err)
}

// InspectBackup looks into a copy. It fails with [ErrBackup] where it cannot be trusted.
func InspectBackup(ctx context.Context, b Backup) (Contents, error) {
	var c Contents
	err := inBackup(ctx, b.Path, func(conn *sql.Conn) (err error) {
		c, err = readContents(ctx, conn)
		return err
	})
	return c, explain("look into "+b.name(), err)
}

// KeepBackup makes a copy of the directory as it is now, where the newest one would not
// bring enough back: it holds no users, or is of another day, and something has changed
// since. The caller holds the lock.
func (s *Store) KeepBackup(ctx context.Context) (made bool, err error) {
	made, err = s.keepBackup(ctx, time.Now())
	return made, explain("copy the directory", err)
}

func (s *Store) keepBackup(ctx context.Context, now time.Time) (made bool, err error) {
	if s.readOnly {
		return false, ErrReadOnly
	}
	if due, err := s.backupDue(ctx, now); err != nil || !due {
		return false, err
	}
	if err := s.Checked(ctx); err != nil {
		return false, err
	}
	next, err := nextID(ctx, s.readers, "imports")
	if err != nil {
		return false, err
	}
	if _, err := s.backUp(ctx, next); err != nil {
		return false, err
	}
	s.thinBackups()
	return true, nil
}

func (s *Store) backupDue(ctx context.Context, now time.Time) (bool, error) {
	here, err := readState(ctx, s.readers)
	if err != nil {
		return false, err
	}
	copies, err := listBackups(s.dir)
	if err != nil {
		return false, err
	}
	if len(copies) == 0 {
		return !here.empty, nil
	}
	newest := copies[0]
	there, ours, err := s.readCopy(ctx, newest.Path)
	if err != nil || !ours {
		return err == nil, err
	}
	changed := here.revision != there.revision
	return changed && (there.empty && !here.empty || day(newest.At, now) != day(now, now)), nil
}

// state is enough of a directory to tell what a copy of it is good for.
type state struct {
	revision int64
	empty    bool   // it has neither users nor departments
	newest   string // line of the history, as text; empty: none
}

func readState(ctx context.Context, q querier) (s state, err error) {
	err = one(ctx, q, `SELECT (SELECT counter FROM revision),
		NOT EXISTS (SELECT * FROM users) AND NOT EXISTS (SELECT * FROM departments WHERE id > 1),
		coalesce((SELECT `+lineText+` FROM imports ORDER BY id DESC LIMIT 1), '')`, nil, &s.revision, &s.empty, &s.newest)
	return s, err
}

// lineColumns are what never changes of a line in the history, and is not the same in two
// directories: not even where both begin in the same second.
var lineColumns = []string{"id", "kind", "started_at", "finished_at", "departments_created", "users_created"}

var lineText = "concat_ws(' ', " + strings.Join(lineColumns, ", ") + ")"

// readCopy reads the state of a copy, and whether that is one of this directory: not of
// what was here before a restore or a take-over, nor too damaged to tell.
func (s *Store) readCopy(ctx context.Context, path string) (there state, ours bool, err error) {
	err = inFile(ctx, immutable(path), func(conn *sql.Conn) (err error) {
		there, err = readState(ctx, conn)
		return err
	})
	if err != nil {
		return state{}, false, ctx.Err()
	}
	err = s.readers.QueryRowContext(ctx, `SELECT EXISTS (SELECT * FROM imports WHERE `+lineText+` = ?1)
		OR ?1 = '' AND NOT EXISTS (SELECT * FROM imports)`, there.newest).Scan(&ours)
	return there, ours, err
}

// day is the day of t in the time zone of now.
func day(t, now time.Time) string { return t.In(now.Location()).Format(time.DateOnly) }

// backUp copies the directory while the writer holds its transaction, and gives the
// copy's name. A reader does it: SQLite refuses VACUUM inside of a transaction. Nothing is
// copied before all of it has passed the check again: a copy whose indexes are made anew
// from a damaged table would pass it for ever.
func (s *Store) backUp(ctx context.Context, importID int64) (name string, err error) {
	name = fmt.Sprintf("%s-import-%d.db", time.Now().UTC().Format(backupTime), importID)
	path := filepath.Join(s.dir, backupsName, name)
	unfinished := path + temporary
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(unfinished))
		}
	}()
	if err := check(ctx, s.readers); err != nil {
		return "", err
	}
	if err := s.vacuumInto(ctx, unfinished); err != nil {
		return "", err
	}
	return name, finishBackup(ctx, unfinished, path)
}

// finishBackup gives a copy that can be read its name.
func finishBackup(ctx context.Context, unfinished, path string) error {
	err := inFile(ctx, immutable(unfinished), func(conn *sql.Conn) error {
		return sqliteCheck(ctx, conn, "quick_check") // its indexes were made from its tables just now
	})
	if err != nil {
		return copyError(err)
	}
	return replaceFile(unfinished, path)
}

// vacuumInto copies the file as the last commit left it, to a path where nothing is.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	if err := createEmpty(path); err != nil {
		return err
	}
	_, err := s.readers.ExecContext(ctx, "VACUUM INTO ?", path)
	return diagnose(path, err)
}

func (s *Store) beforeImport(ctx context.Context, importID int64) (*directory.Directory, error) {
	var name sql.NullString
	err := s.readers.QueryRowContext(ctx, "SELECT backup FROM imports WHERE id = ?", importID).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !name.Valid {
		return nil, ErrNoBackup
	}
	if err != nil {
		return nil, err
	}
	var d *directory.Directory
	err = inBackup(ctx, filepath.Join(s.dir, backupsName, name.String), func(conn *sql.Conn) error {
		version, err := schemaVersion(ctx, conn)
		if err != nil {
			return err
		}
		if version == latestVersion {
			d, err = load(ctx, conn, nil)
			return err
		}
		migrated, err := openScratch(ctx, s.dir, func(path string) error {
			if err := createEmpty(path); err != nil {
				return err
			}
			_, err := conn.ExecContext(ctx, "VACUUM INTO ?", path)
			return err
		})
		if err != nil {
			return err
		}
		d, err = migrated.Load(ctx)
		return errors.Join(err, migrated.Checked(ctx), migrated.Close())
	})
	if err != nil {
		return nil, err
	}
	d.Revision = directory.Revision{}
	return d, nil
}

// inBackup opens a copy for reading, once it has passed the check. It fails with
// [ErrNoBackup] or [ErrBackup].
func inBackup(ctx context.Context, path string, do func(*sql.Conn) error) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrNoBackup, err)
	}
	return copyError(inFile(ctx, immutable(path), func(conn *sql.Conn) error {
		version, err := schemaVersion(ctx, conn)
		if err != nil {
			return err
		}
		if version == 0 {
			return fmt.Errorf("%w: it is empty", ErrDamaged)
		}
		if err := check(ctx, conn); err != nil {
			return err
		}
		return do(conn)
	}))
}

// copyError lays damage to the charge of a copy, not of the directory.
func copyError(err error) error {
	if KindOf(err) == ErrDamaged {
		return fmt.Errorf("%w: %v", ErrBackup, err)
	}
	return err
}

// immutable is the data source of a copy, without the companion files that SQLite would
// otherwise leave beside it.
func immutable(path string) string { return dataSource(path, "mode=ro", "immutable=1") }

// inFile opens a database for the time of one call.
func inFile(ctx context.Context, source string, do func(*sql.Conn) error) error {
	db, err := sql.Open(driverName, source)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(do(conn), conn.Close(), db.Close())
}

// verifyBackup fails with [ErrBackup] where a copy cannot be trusted.
func verifyBackup(ctx context.Context, path string) error {
	err := inBackup(ctx, path, func(*sql.Conn) error { return nil })
	return explain("check "+filepath.Base(path), err)
}

// thinBackups removes the copies that need not be kept. What cannot be removed now
// is tried again after the next import.
func (s *Store) thinBackups() {
	copies, err := listBackups(s.dir)
	if err != nil {
		return
	}
	for i := range copies {
		if info, err := os.Stat(copies[i].Path); err == nil {
			copies[i].size = info.Size()
		}
	}
	for _, b := range surplus(copies, keepBytes, time.Now()) {
		_ = os.Remove(b.Path)
	}
}

// surplus are those of copies, the newest first, that have to go so that the others fit
// into a number of bytes. A day is one of now's time zone.
func surplus(copies []Backup, most int64, now time.Time) (gone []Backup) {
	var all int64
	for _, b := range copies {
		all += b.size
	}
	older := copies[min(keepNewest, len(copies)):]
	firstOfDay := func(i int) bool { return i == len(older)-1 || day(older[i+1].At, now) != day(older[i].At, now) }
	for _, days := range []bool{false, true} {
		for i, b := range slices.Backward(older) {
			if all > most && firstOfDay(i) == days {
				gone = append(gone, b)
				all -= b.size
			}
		}
	}
	return gone
}

// removeBackup takes back the copy of an import that was not written after all.
func (s *Store) removeBackup(name string) error {
	if name == "" {
		return nil
	}
	return removeIfThere(filepath.Join(s.dir, backupsName, name))
}

// tidy removes copies that were never finished because the program was killed, unless
// somebody holds the lock and may be making one.
func (s *Store) tidy() error {
	tidyScratch(s.dir)
	file := flock.New(filepath.Join(s.dir, lockName), flock.SetPermissions(0o600))
	if free, err := file.TryLock(); err != nil || !free {
		return errors.Join(err, file.Close())
	}
	err := removeAll(s.dir, func(name string) bool { return strings.HasPrefix(name, fileName) && strings.Contains(name, temporary) })
	err = errors.Join(err, removeAll(filepath.Join(s.dir, backupsName),
		func(name string) bool { return strings.Contains(name, temporary) })) // SQLite's journal of one, too
	return errors.Join(err, file.Close())
}

// listBackups are the copies in dir, newest first by the import that they were made
// before, since a clock may have been set back; what has another kind of name is not one.
func listBackups(dir string) ([]Backup, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var copies []Backup
	for _, e := range entries {
		b, ok := parseBackupName(e.Name())
		if !ok {
			continue
		}
		b.Path = filepath.Join(dir, backupsName, e.Name())
		copies = append(copies, b)
	}
	slices.SortFunc(copies, func(a, b Backup) int {
		return cmp.Or(cmp.Compare(b.ImportID, a.ImportID), b.At.Compare(a.At))
	})
	return copies, nil
}

func parseBackupName(name string) (Backup, bool) {
	name, ok := strings.CutSuffix(name, ".db")
	if !ok {
		return Backup{}, false
	}
	at, id, _ := strings.Cut(name, "-import-")
	importID, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return Backup{}, false
	}
	t, err := time.Parse(backupTimes, at)
	return Backup{ImportID: importID, At: t}, err == nil
}

// replaceFile gives a finished file its name, and returns once that would survive a
// power cut, where folders can be synced. As in SQLite, one that cannot is no failure: the
// file is in its place, and nobody is to be told that it is not.
func replaceFile(finished, path string) error {
	f, err := os.OpenFile(finished, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(finished, path); err != nil {
		return err
	}
	if folder, err := os.Open(filepath.Dir(path)); err == nil {
		_ = errors.Join(folder.Sync(), folder.Close()) // not on Windows, where NTFS keeps a journal of them
	}
	return nil
}

func copyFile(from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if err := errors.Join(err, target.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
