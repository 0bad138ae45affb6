package storage

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"anpisync/reconcile/directory"
)

// Restore puts a copy in the place of the damaged or missing directory in dir, and gives
// the path of the damaged file, which is kept beside it. Its history has one line more,
// of which note is the message. No Store may be open in dir; the lock is taken here.
func Restore(ctx context.Context, dir string, from Backup, note string) (aside string, err error) {
	aside, err = replace(ctx, dir, func(path string) error {
		if err := verifyBackup(ctx, from.Path); err != nil {
			return err
		}
		if err := copyFile(from.Path, path); err != nil {
			return err
		}
		return finish(ctx, dir, path, note)
	})
	return aside, explain("restore "+from.name(), err)
}

// Repair puts what can be read of the damaged directory in dir in the place of it; see
// [Examine], and Restore for the rest. note is told what it is that was read.
func Repair(ctx context.Context, dir string, note func(Salvage) string) (aside string, err error) {
	aside, err = replace(ctx, dir, func(path string) error {
		found, err := salvage(ctx, dir, path)
		if err != nil {
			return err
		}
		return finish(ctx, dir, path, note(*found))
	})
	return aside, explain("repair the directory in "+dir, err)
}

// StartAnew puts a new directory in the place of the damaged or missing one in dir. The
// copies stay; see Restore for the rest.
func StartAnew(ctx context.Context, dir, note string) (aside string, err error) {
	aside, err = replace(ctx, dir, func(path string) error {
		if err := createEmpty(path); err != nil {
			return err
		}
		return finish(ctx, dir, path, note)
	})
	return aside, explain("begin a new directory in "+dir, err)
}

// replace puts the file that fill makes in the place of the directory's, under the lock.
// Whatever fails, the directory's file stays.
func replace(ctx context.Context, dir string, fill func(path string) error) (aside string, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	unlock, err := Lock(ctx, dir, time.Second, "restore")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	scratch, err := newScratch(dir)
	if err != nil {
		return "", err
	}
	defer scratch.remove()
	if err := fill(scratch.path(fileName)); err != nil {
		return "", err
	}
	path := filepath.Join(dir, fileName)
	aside, takeBack, err := setAside(path)
	if err != nil {
		return "", err
	}
	if err := replaceFile(scratch.path(fileName), path); err != nil {
		return "", errors.Join(err, takeBack())
	}
	return aside, nil
}

// finish brings a file that is to be the directory's to the newest schema, and writes the
// line of the history that tells of it. Its id is higher than any in the name of a copy:
// copies are in order by that.
func finish(ctx context.Context, dir, path, note string) error {
	copies, err := listBackups(dir)
	if err != nil {
		return err
	}
	var highest int64
	for _, b := range copies {
		highest = max(highest, b.ImportID)
	}
	return inFile(ctx, dataSource(path, "mode=rw", "_pragma=journal_mode(memory)"), func(conn *sql.Conn) error {
		if err := migrate(ctx, conn); err != nil {
			return err
		}
		t := &tx{conn: conn}
		err := t.run(ctx, func() error {
			next, err := nextID(ctx, conn, "imports")
			if err != nil {
				return err
			}
			line := newLine(directory.Run{Kind: directory.ImportRestore}, directory.OutcomeOK, note)
			line.ID = max(next, highest+1)
			return t.writeLine(ctx, line, nil)
		})
		if err != nil {
			return err
		}
		return check(ctx, conn)
	})
}

const damagedMark = ".damaged-" // in the name of a file that was set aside

// setAside gives the damaged file a second name, and takes its log from it: SQLite
// would play that into the copy. It gives that name; empty: there is no file. takeBack gives
// both their only names again: without its log, the damaged file lacks what is newest.
func setAside(path string) (aside string, takeBack func() error, err error) {
	to := strings.TrimSuffix(path, ".db") + damagedMark + time.Now().UTC().Format(backupTime) + ".db"
	if err := renameIfThere(path+"-wal", to+"-wal"); err != nil {
		return "", nil, err
	}
	takeBack = func() error {
		err := renameIfThere(to, path)
		if err == nil {
			err = removeIfThere(to) // it stays where both are names of one file
		}
		return errors.Join(err, renameIfThere(to+"-wal", path+"-wal"))
	}
	if os.Link(path, to) != nil { // a volume without links
		if err := os.Rename(path, to); errors.Is(err, fs.ErrNotExist) {
			return "", takeBack, nil
		} else if err != nil {
			return "", nil, errors.Join(err, takeBack())
		}
	}
	return to, takeBack, nil
}

func renameIfThere(path, to string) error {
	if err := os.Rename(path, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
