package storage

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"anpisync/reconcile/directory"
)

// ArchiveExtension ends the name of an archive.
const ArchiveExtension = ".anpisync"

// Contents are what a person should know of a directory before it takes the place of
// another.
type Contents struct {
	directory.Census
	Domain     string    // the linked one; empty: none
	LastImport time.Time // when the newest import from cybozu.com that holds ended, UTC; zero: none
	LastEdit   time.Time // when anything else last changed it, UTC; zero: nothing has
}

// Archive is a file with a whole directory in it, as it was looked at.
type Archive struct {
	Path string
	Contents
	Directory  *directory.Directory // what is in it; its Revision says nothing
	sum        [sha256.Size]byte    // of the file
	passphrase string               // "": it needs none
}

// Contents looks over the directory.
func (s *Store) Contents(ctx context.Context) (Contents, error) {
	c, err := readContents(ctx, s.readers)
	return c, explain("look over the directory", err)
}

func readContents(ctx context.Context, q querier) (c Contents, err error) {
	var lastImport, lastEdit string
	err = one(ctx, q, `
		WITH done AS (SELECT max(finished_at) AS at, kind IN (?1, ?2) AS read FROM imports
			WHERE outcome = ?3 AND kind <> ?4 GROUP BY 2)
		SELECT (SELECT count(*) FROM departments WHERE id <> ?5),
			(SELECT count(*) FROM departments WHERE id <> ?5 AND cybozu_id IS NOT NULL),
			(SELECT count(*) FROM users), (SELECT count(*) FROM users WHERE cybozu_id IS NOT NULL),
			(SELECT count(*) FROM memberships), coalesce((SELECT value FROM settings WHERE key = ?6), ''),
			coalesce((SELECT at FROM done WHERE read), ''), coalesce((SELECT at FROM done WHERE NOT read), '')`,
		[]any{directory.ImportManual, directory.ImportAuto, directory.OutcomeOK, directory.ImportRestore, directory.RootID, settingDomain},
		&c.Departments, &c.LinkedDepartments, &c.Users, &c.LinkedUsers, &c.Memberships, &c.Domain, &lastImport, &lastEdit)
	if err != nil {
		return c, err
	}
	if c.LastImport, err = parseTime(lastImport); err != nil {
		return c, err
	}
	c.LastEdit, err = parseTime(lastEdit)
	return c, err
}

func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return t, nil
}

// WriteArchive writes the whole directory to w: records, answers, the history, and of
// the settings those that are its own; others belong to this machine. With a passphrase,
// nobody can read it without. It is made in a scratch folder first, since w may lead to
// where SQLite cannot lock.
func (s *Store) WriteArchive(ctx context.Context, w io.Writer, passphrase string) error {
	return explain("save the directory", s.writeArchive(ctx, w, passphrase))
}

func (s *Store) writeArchive(ctx context.Context, w io.Writer, passphrase string) (err error) {
	scratch, err := newScratch(s.dir)
	if err != nil {
		return err
	}
	defer scratch.remove()
	path := scratch.path(fileName)
	if err := s.archiveInto(ctx, path); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sealed, err := seal(w, passphrase)
	if err != nil {
		return err
	}
	if _, err := io.Copy(sealed, cancellable{ctx, file}); err != nil {
		return err
	}
	return sealed.Close()
}

// archiveInto makes an archive of the directory as the last commit left it, at a path
// where nothing is, and checks it.
func (s *Store) archiveInto(ctx context.Context, path string) error {
	if err := s.vacuumInto(ctx, path); err != nil {
		return err
	}
	source := dataSource(path, "mode=rw", "_pragma=journal_mode(memory)", "_pragma=secure_delete(on)")
	err := inFile(ctx, source, func(conn *sql.Conn) error {
		if err := dropForeign(ctx, conn); err != nil {
			return err
		}
		_, err := conn.ExecContext(ctx, "DELETE FROM settings WHERE key NOT IN (?, ?, ?, ?)", ownSettings...)
		return err
	})
	if err != nil {
		return err
	}
	return verifyBackup(ctx, path)
}

// InspectArchive looks into a file that may be an archive, and changes nothing. It fails
// with [ErrForeign], [ErrNewer] or [ErrArchive] where it cannot be taken over, with
// [ErrSealed] or [ErrPassphrase] where it needs another passphrase, and with [ErrBusy]
// where it is a directory that some program has open. One with an older schema is as good
// as another.
func (s *Store) InspectArchive(ctx context.Context, path, passphrase string) (Archive, error) {
	a, err := s.inspectArchive(ctx, path, passphrase)
	return a, explain("look into "+filepath.Base(path), err)
}

func (s *Store) inspectArchive(ctx context.Context, path, passphrase string) (Archive, error) {
	from, sum, err := openArchive(ctx, s.dir, path, passphrase)
	if err != nil {
		return Archive{}, err
	}
	contents, err := from.Contents(ctx)
	if err != nil {
		return Archive{}, errors.Join(err, from.Close())
	}
	d, err := from.Load(ctx)
	return Archive{Path: path, Contents: contents, Directory: d, sum: sum, passphrase: passphrase}, errors.Join(err, from.Close())
}

// archiveTime is how long an archive may keep us busy; a large one takes some seconds.
const archiveTime = 10 * time.Minute

// openArchive opens a copy of an archive in a scratch folder of a data folder, brought to
// the newest schema and checked. sum is that of the file.
func openArchive(ctx context.Context, dir, path, passphrase string) (s *Store, sum [sha256.Size]byte, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, archiveTime, fmt.Errorf("%w: it takes too long", ErrArchive))
	defer cancel()
	hash := sha256.New()
	s, err = openScratch(ctx, dir, func(to string) error { return copyArchive(ctx, path, to, passphrase, hash) })
	if err == nil {
		s.dir = s.scratch.dir // there are no copies of it
		if err = checkArchive(ctx, s); err != nil {
			err = errors.Join(err, s.Close())
		}
	}
	if err != nil {
		return nil, sum, archiveError(ctx, err)
	}
	hash.Sum(sum[:0])
	return s, sum, nil
}

// copyArchive copies the database out of an archive, once it is known for one of ours.
func copyArchive(ctx context.Context, path, to, passphrase string, hash io.Writer) error {
	if err := CheckFile(path); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return err
	} else if info.Size() > mostBytes {
		return fmt.Errorf("%w: it has %d bytes", ErrArchive, info.Size())
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("%w: a part of it lies in %s", ErrBusy, log.Name())
	}
	from, err := unseal(io.TeeReader(cancellable{ctx, file}, hash), passphrase)
	if err != nil {
		return err
	}
	if err := checkHeader(from); err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, from)
	if err := errors.Join(err, target.Close()); err != nil {
		return err
	}
	return checkStranger(ctx, to)
}

// checkHeader tells a file of ours from others, before gigabytes of them are copied.
// The layout is that of https://www.sqlite.org/fileformat2.html#the_database_header.
func checkHeader(file *bufio.Reader) error {
	header, err := file.Peek(100)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: it is shorter than a database", ErrForeign)
	} else if err != nil {
		return err
	}
	version, application := binary.BigEndian.Uint32(header[60:]), binary.BigEndian.Uint32(header[68:])
	switch {
	case string(header[:16]) != "SQLite format 3\x00":
		return fmt.Errorf("%w: it is no database", ErrForeign)
	case application != applicationID || version == 0:
		return fmt.Errorf("%w: a database of another program", ErrForeign)
	}
	return nil
}

// checkArchive looks for damage of all kinds: a file that came by mail or stick may have
// been changed by anybody.
func checkArchive(ctx context.Context, s *Store) error {
	if err := s.Checked(ctx); err != nil {
		return err
	}
	if err := checkBounds(ctx, s); err != nil {
		return err
	}
	err := each(ctx, s.readers, "PRAGMA foreign_key_check", func(*sql.Rows) error {
		return errors.New("a row refers to one that is not there")
	})
	if err != nil {
		return err
	}
	d, err := s.Load(ctx)
	if err != nil {
		return err
	}
	if err := d.Validate(); err != nil {
		return err
	}
	imports, err := s.Imports(ctx, 0)
	if err != nil {
		return err
	}
	for _, line := range imports {
		if _, err := s.Changes(ctx, line.ID); err != nil {
			return err
		}
	}
	return nil
}

// archiveError lays an error to the archive's charge, unless it is the person's who has
// cancelled or does not know the passphrase, or this machine's.
func archiveError(ctx context.Context, err error) error {
	kind := KindOf(err)
	if over := context.Cause(ctx); errors.Is(over, ErrArchive) {
		return over
	}
	if ctx.Err() != nil || errors.Is(err, ErrForeign) || errors.Is(err, ErrSealed) || errors.Is(err, ErrPassphrase) || errors.Is(err, ErrNewer) || kind != nil && kind != ErrDamaged {
		return err
	}
	return fmt.Errorf("%w: %v", ErrArchive, err) // not the directory's
}

// TakeOver puts what is in an archive in the place of the whole directory, in one
// transaction, and gives the path of a copy of what was there. The copy is an archive
// too, and stays until [Store.EraseLeavers].
//
// Of the settings, those that belong to a directory are replaced. The history becomes the archive's,
// with one line more, for which note, told the copy's name, gives the message; the lines
// that were here are in the copy. No id is used again that either directory ever held.
// The caller holds the lock; the context can stop it until the commit begins. It fails as
// [InspectArchive] does, and with [ErrOtherFile] where the file is not the one any more that
// was looked at.
func (s *Store) TakeOver(ctx context.Context, a Archive, run directory.Run, note func(copied string) string) (copied string, err error) {
	copied, err = s.takeOver(ctx, a, run, note)
	return copied, explain("take over "+filepath.Base(a.Path), err)
}

func (s *Store) takeOver(ctx context.Context, a Archive, run directory.Run, note func(string) string) (path string, err error) {
	if s.readOnly {
		return "", ErrReadOnly
	}
	from, sum, err := openArchive(ctx, s.dir, a.Path, a.passphrase)
	if err != nil {
		return "", err
	}
	defer func() { err = unlessDone(err, from.Close()) }()
	if sum != a.sum {
		return "", ErrOtherFile
	}
	conn, err := s.take(ctx)
	if err != nil {
		return "", err
	}
	defer s.give(conn)
	if _, err := conn.ExecContext(ctx, "ATTACH ? AS archive", dataSource(from.path, "mode=ro")); err != nil {
		return "", err
	}
	defer func() {
		_, detached := conn.ExecContext(context.WithoutCancel(ctx), "DETACH archive")
		err = unlessDone(err, detached)
	}()
	var name string
	t := &tx{conn: conn, onStatement: s.onStatement}
	err = t.run(ctx, func() error {
		if err := t.keepSequences(ctx); err != nil {
			return err
		}
		importID, err := nextID(ctx, conn, "imports")
		if err != nil {
			return err
		}
		if name, err = s.keepReplaced(ctx, importID); err != nil {
			return fmt.Errorf("copy the directory: %w", err)
		}
		if err := t.replaceAll(ctx); err != nil {
			return err
		}
		line := newLine(run, directory.OutcomeOK, note(name))
		line.ID = importID
		now, err := load(ctx, conn, nil)
		if err != nil {
			return err
		}
		if err := t.count(ctx, &line, now, run); err != nil {
			return err
		}
		return t.writeLine(ctx, line, run.Settings)
	})
	if err != nil {
		return "", errors.Join(err, s.removeBackup(name))
	}
	return filepath.Join(s.dir, backupsName, name), nil
}

// unlessDone adds to an error what goes wrong afterwards. What is taken over is taken over,
// whatever becomes of the copy that it came from.
func unlessDone(err, afterwards error) error {
	if err == nil {
		return nil
	}
	return errors.Join(err, afterwards)
}

// keepReplaced copies the directory while the writer holds its transaction, and gives
// the copy's name. It is none of those that listBackups knows, so that it is not thinned
// and no undo takes its ids for those of the directory that came.
func (s *Store) keepReplaced(ctx context.Context, importID int64) (name string, err error) {
	name = fmt.Sprintf("%s-replaced-%d%s", time.Now().UTC().Format(backupTime), importID, ArchiveExtension)
	path := filepath.Join(s.dir, backupsName, name)
	unfinished := path + temporary
	err = s.archiveInto(ctx, unfinished)
	if err == nil {
		err = replaceFile(unfinished, path)
	}
	if err != nil {
		return "", errors.Join(err, removeIfThere(unfinished))
	}
	return name, nil
}

// keepSequences sees to it that no id is used again that either directory ever held.
func (t *tx) keepSequences(ctx context.Context) error {
	err := t.exec(ctx, `UPDATE main.sqlite_sequence AS ours SET seq = max(ours.seq, theirs.seq)
		FROM archive.sqlite_sequence AS theirs WHERE theirs.name = ours.name`)
	if err != nil {
		return err
	}
	return t.exec(ctx, `INSERT INTO main.sqlite_sequence (name, seq)
		SELECT name, seq FROM archive.sqlite_sequence WHERE name NOT IN (SELECT name FROM main.sqlite_sequence)`)
}

// archivedTables are replaced as a whole, each after those that it refers to. What was
// accepted comes last: rows that come and go end it.
var archivedTables = []string{"departments", "users", "memberships", "excluded", "email_choices", "imports", "import_changes", "import_exclusions", "rosters", "formats", "format_rows", "accepted"}

// replaceAll puts the rows of the attached archive in the place of ours.
func (t *tx) replaceAll(ctx context.Context) error {
	for _, table := range slices.Backward(archivedTables) {
		if err := t.exec(ctx, "DELETE FROM main."+table); err != nil {
			return err
		}
	}
	for _, table := range archivedTables {
		if err := t.copyRows(ctx, table); err != nil {
			return fmt.Errorf("%s: %w", table, archiveError(ctx, err))
		}
	}
	if err := t.exec(ctx, "UPDATE main.rosters SET path = ''"); err != nil { // it would be written over
		return err
	}
	if err := t.exec(ctx, "DELETE FROM main.settings WHERE key IN (?, ?, ?, ?)", ownSettings...); err != nil {
		return err
	}
	err := t.exec(ctx, "INSERT INTO main.settings (key, value) SELECT key, value FROM archive.settings WHERE key IN (?, ?, ?, ?)", ownSettings...)
	if err != nil {
		return err
	}
	return t.change(ctx, 1, "UPDATE main.revision SET counter = 1 + max(counter, (SELECT counter FROM archive.revision))")
}

// copyRows copies a table by the names of its columns. The archive must have each:
// without its table's name in front, SQLite would take one that is missing for a text.
func (t *tx) copyRows(ctx context.Context, table string) error {
	var ours, theirs string
	err := t.conn.QueryRowContext(ctx, `SELECT group_concat(name, ', '), group_concat('theirs.' || name, ', ')
		FROM pragma_table_info(?, 'main')`, table).Scan(&ours, &theirs)
	if err != nil {
		return err
	}
	return t.exec(ctx, "INSERT INTO main."+table+" ("+ours+") SELECT "+theirs+" FROM archive."+table+" AS theirs")
}

// cancellable is a Reader that ends with a context.
type cancellable struct {
	ctx context.Context
	io.Reader
}

func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}
