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
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"anpisync/reconcile/directory"
)

// Which copies are kept: the newest ones, and the first of each of the last days,
// which leads back to how that day began.
const (
	keepNewest = 10
	keepDays   = 30
)

const (
	// In a copy's name, UTC. It is so fine that the history in an archive leads to no copy
	// that another directory has made on this machine.
	backupTime  = "20060102T150405.000000Z"
	backupTimes = "20060102T150405Z" // reads it, with and without the fraction
	temporary   = ".tmp"             // ends the name of a copy that is not finished
)

// Backup is a copy of the directory file, made before an import.
type Backup struct {
	Path     string
	ImportID int64
	At       time.Time // UTC
}

func (b Backup) name() string { return filepath.Base(b.Path) }

// BeforeImport reads the directory as it was before an import, from the copy that was
// made then; its Revision says nothing. It fails with [ErrNoBackup] where there is
// none any more and with [ErrDamaged] where it does not pass its check; an older
// schema is brought up to date in a temporary copy.
func (s *Store) BeforeImport(ctx context.Context, importID int64) (*directory.Directory, error) {
	d, err := s.beforeImport(ctx, importID)
	return d, explain(fmt.Sprintf("read the copy made before import %d", importID), err)
}

// NewestBackup is the newest copy in dir that passes its check; false: there is none.
// It is what [Restore] may put in place of a damaged directory.
func NewestBackup(ctx context.Context, dir string) (Backup, bool, error) {
	copies, err := listBackups(dir)
	if err != nil {
		return Backup{}, false, explain("look for a copy", err)
	}
	for _, b := range copies {
		if err := verifyBackup(ctx, b.Path); err == nil {
			return b, true, nil
		} else if ctx.Err() != nil {
			return Backup{}, false, explain("look for a copy", err)
		}
	}
	return Backup{}, false, nil
}

// Restore puts a copy in place of the damaged directory file in dir, under the lock,
// which it takes itself. No Store may be open in dir. The damaged file is kept beside
// it, under the name that is given back.
func Restore(ctx context.Context, dir string, from Backup) (aside string, err error) {
	unlock, err := Lock(ctx, dir, time.Second, "restore")
	if err != nil {
		return "", err
	}
	aside, err = restore(ctx, dir, from.Path)
	return aside, explain("restore "+from.name(), errors.Join(err, unlock()))
}

// backUp copies the directory while the writer holds its transaction, and gives the
// copy's name. A reader does it: SQLite refuses VACUUM inside of a transaction.
func (s *Store) backUp(ctx context.Context, importID int64) (name string, err error) {
	name = fmt.Sprintf("%s-import-%d.db", time.Now().UTC().Format(backupTime), importID)
	path := filepath.Join(s.dir, backupsName, name)
	unfinished := path + temporary
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(unfinished))
		}
	}()
	if err := s.vacuumInto(ctx, unfinished); err != nil {
		return "", err
	}
	if err := verifyBackup(ctx, unfinished); err != nil {
		return "", err
	}
	return name, replaceFile(unfinished, path)
}

// vacuumInto copies the file as the last commit left it, to a path where nothing is.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	if err := createEmpty(path); err != nil {
		return err
	}
	_, err := s.readers.ExecContext(ctx, "VACUUM INTO ?", path)
	return err
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
		if err := quickCheck(ctx, conn, ""); err != nil {
			return err
		}
		version, err := schemaVersion(ctx, conn)
		if err != nil {
			return err
		}
		if version == latestVersion {
			d, err = load(ctx, conn)
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
		return errors.Join(err, migrated.Close())
	})
	if err != nil {
		return nil, err
	}
	d.Revision = directory.Revision{}
	return d, nil
}

// inBackup opens a copy for reading, without the companion files that SQLite would
// otherwise leave beside it.
func inBackup(ctx context.Context, path string, do func(*sql.Conn) error) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrNoBackup, err)
	}
	return inFile(ctx, dataSource(path, "mode=ro", "immutable=1"), do)
}

// inFile opens a database for the time of one call.
func inFile(ctx context.Context, source string, do func(*sql.Conn) error) error {
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(do(conn), conn.Close(), db.Close())
}

// verifyBackup fails with [ErrDamaged] where a copy cannot be trusted.
func verifyBackup(ctx context.Context, path string) error {
	err := inBackup(ctx, path, func(conn *sql.Conn) error {
		version, err := schemaVersion(ctx, conn)
		if err != nil {
			return err
		}
		if version == 0 {
			return fmt.Errorf("%w: it is empty", ErrDamaged)
		}
		return quickCheck(ctx, conn, "")
	})
	return explain("check "+filepath.Base(path), err)
}

func restore(ctx context.Context, dir, from string) (aside string, err error) {
	path := filepath.Join(dir, fileName)
	unfinished := path + temporary
	if err := errors.Join(removeIfThere(unfinished), copyFile(from, unfinished)); err != nil {
		return "", err
	}
	if err := verifyBackup(ctx, unfinished); err != nil {
		return "", errors.Join(err, removeIfThere(unfinished))
	}
	aside, err = setAside(path)
	if err != nil {
		return "", errors.Join(err, removeIfThere(unfinished))
	}
	return aside, replaceFile(unfinished, path)
}

// setAside gives the damaged file a second name, and takes its log from it: SQLite
// would play that into the copy.
func setAside(path string) (aside string, err error) {
	aside = strings.TrimSuffix(path, ".db") + damagedMark + time.Now().UTC().Format(backupTime) + ".db"
	if os.Link(path, aside) != nil { // a volume without links
		if err := os.Rename(path, aside); err != nil {
			return "", err
		}
	}
	if err := os.Rename(path+"-wal", aside+"-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return aside, nil
}

const damagedMark = ".damaged-" // in the name of a file that was set aside

// thinBackups removes the copies that need not be kept. What cannot be removed now
// is tried again after the next import.
func (s *Store) thinBackups() {
	copies, err := listBackups(s.dir)
	if err != nil {
		return
	}
	for _, b := range surplus(copies, time.Now()) {
		_ = os.Remove(b.Path)
	}
}

// surplus are those of copies, newest first, that need not be kept. A day is one of
// now's time zone.
func surplus(copies []Backup, now time.Time) []Backup {
	day := func(t time.Time) string { return t.In(now.Location()).Format(time.DateOnly) }
	oldest := day(now.AddDate(0, 0, 1-keepDays))
	var gone []Backup
	for i, b := range copies {
		d := day(b.At)
		firstOfDay := i == len(copies)-1 || day(copies[i+1].At) != d
		if i >= keepNewest && (!firstOfDay || d < oldest) {
			gone = append(gone, b)
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
	file := flock.New(filepath.Join(s.dir, lockName), flock.SetPermissions(0o600))
	if free, err := file.TryLock(); err != nil || !free {
		return errors.Join(err, file.Close())
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, backupsName))
	for _, e := range entries {
		if strings.Contains(e.Name(), temporary) { // SQLite's journal of one, too
			err = errors.Join(err, removeIfThere(filepath.Join(s.dir, backupsName, e.Name())))
		}
	}
	return errors.Join(err, file.Close())
}

// listBackups are the copies in dir, newest first; what has another kind of name is
// not one.
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
		if b, ok := parseBackupName(e.Name()); ok {
			b.Path = filepath.Join(dir, backupsName, e.Name())
			copies = append(copies, b)
		}
	}
	slices.SortFunc(copies, func(a, b Backup) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ImportID, a.ImportID))
	})
	return copies, nil
}

func parseBackupName(name string) (Backup, bool) {
	name, ok := strings.CutSuffix(name, ".db")
	if !ok {
		return Backup{}, false
	}
	at, id, ok := strings.Cut(name, "-import-")
	if !ok {
		return Backup{}, false
	}
	importID, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return Backup{}, false
	}
	t, err := time.Parse(backupTimes, at)
	return Backup{ImportID: importID, At: t}, err == nil
}

// replaceFile gives a finished file its name, and returns once that would survive a
// power cut.
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
	if runtime.GOOS == "windows" {
		return nil // where folders cannot be synced, and NTFS keeps a journal of them
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
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
	return errors.Join(err, target.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
