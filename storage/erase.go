package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"anpisync/reconcile/directory"
)

// forgettable are the lines of the history that ended before a time, but for the last
// success.
const forgettable = `FROM imports WHERE finished_at < ? AND id IS NOT (
	SELECT max(id) FROM imports WHERE outcome = ? AND kind IN (?, ?))`

func forgettableBefore(before time.Time) []any {
	return []any{before.UTC().Format(time.RFC3339), directory.OutcomeOK, directory.ImportManual, directory.ImportAuto}
}

// Forgettable is how many lines of the history [Store.ForgetHistory] would delete.
func (s *Store) Forgettable(ctx context.Context, before time.Time) (lines int, err error) {
	err = s.readers.QueryRowContext(ctx, "SELECT count(*) "+forgettable, forgettableBefore(before)...).Scan(&lines)
	return lines, explain("read the history", err)
}

// ForgetHistory deletes the lines of the history that ended before a time, with their
// changes, and gives their number. The last success stays.
func (s *Store) ForgetHistory(ctx context.Context, before time.Time) (lines int, err error) {
	err = s.write(ctx, func(t *tx) error {
		if err := t.loseSight(ctx, before); err != nil {
			return err
		}
		result, err := t.conn.ExecContext(ctx, "DELETE "+forgettable, forgettableBefore(before)...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		lines = int(n)
		return err
	})
	if err != nil {
		return 0, explain("shorten the history", err)
	}
	return lines, nil
}

// EraseLeavers erases what the history and the copies hold of users who are not in
// the directory any more, and gives their number in the history: texts there become
// empty; in the copies, the users are missing, so that no undo brings them back.
// Copies that cannot be read, copies of another directory, which was here before, whose
// ids are those of other people, and files that [Restore] or [Store.TakeOver] set aside
// are removed. Nothing of what was erased is left in unused parts of a file. The caller
// holds the lock.
func (s *Store) EraseLeavers(ctx context.Context) (people int, err error) {
	people, err = s.eraseLeavers(ctx)
	return people, explain("erase personal data", err)
}

func (s *Store) eraseLeavers(ctx context.Context) (people int, err error) {
	if s.readOnly {
		return 0, ErrReadOnly
	}
	conn, err := s.take(ctx)
	if err != nil {
		return 0, err
	}
	defer s.give(conn)
	stay, err := userIDs(ctx, conn)
	if err != nil {
		return 0, err
	}
	if people, err = eraseFrom(ctx, conn, stay); err != nil {
		return 0, err
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return 0, err
	}
	copies, err := listBackups(s.dir)
	if err != nil {
		return 0, err
	}
	named, err := namedCopies(ctx, conn)
	if err != nil {
		return 0, err
	}
	for _, b := range copies {
		ours := named[b.name()]
		if !ours {
			_, ours, err = s.readCopy(ctx, b.Path)
		}
		switch {
		case err != nil:
		case ours:
			err = eraseFromBackup(ctx, b.Path, stay)
		default:
			err = os.Remove(b.Path)
		}
		if err != nil {
			return 0, err
		}
	}
	return people, s.removeSetAside()
}

// namedCopies are the names of the copies that the history leads to.
func namedCopies(ctx context.Context, q querier) (map[string]bool, error) {
	names := map[string]bool{}
	err := each(ctx, q, "SELECT backup FROM imports WHERE backup IS NOT NULL", func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names[name] = true
		return err
	})
	return names, err
}

// userIDs are the ids of all users, as a JSON list.
func userIDs(ctx context.Context, q querier) (string, error) {
	var ids string
	err := q.QueryRowContext(ctx, "SELECT json_group_array(id) FROM users").Scan(&ids)
	return ids, err
}

// eraseFrom erases all users but those that stay, and rewrites the file, since SQLite
// leaves deleted text where it was until the place is needed.
func eraseFrom(ctx context.Context, conn *sql.Conn, stay string) (people int, err error) {
	t := &tx{conn: conn}
	err = t.run(ctx, func() error {
		words, err := personalWords(ctx, conn, stay)
		if err != nil {
			return err
		}
		if err := t.eraseMessages(ctx, words); err != nil {
			return err
		}
		err = conn.QueryRowContext(ctx, "SELECT count(DISTINCT record_id) FROM import_changes WHERE "+ofLeavers, stay).Scan(&people)
		if err != nil {
			return err
		}
		for _, query := range []string{
			"UPDATE import_changes SET before = CASE WHEN before IS NOT NULL THEN '{}' END, after = CASE WHEN after IS NOT NULL THEN '{}' END WHERE " + ofLeavers,
			"UPDATE import_exclusions SET name = '' WHERE kind = 'user' AND cybozu_id NOT IN (SELECT cybozu_id FROM users WHERE cybozu_id IS NOT NULL AND id IN (SELECT value FROM json_each(?)))",
			"DELETE FROM format_rows WHERE kind = 'user' AND record_id NOT IN (SELECT value FROM json_each(?))",
			"DELETE FROM memberships WHERE user_id NOT IN (SELECT value FROM json_each(?))",
			"DELETE FROM users WHERE id NOT IN (SELECT value FROM json_each(?))",
		} {
			if err := t.exec(ctx, query, stay); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	_, err = conn.ExecContext(ctx, "VACUUM")
	return people, err
}

// ofLeavers are the changes of users that do not stay and were not erased yet.
const ofLeavers = `kind = 'user' AND record_id NOT IN (SELECT value FROM json_each(?))
	AND (coalesce(before, '{}') <> '{}' OR coalesce(after, '{}') <> '{}')`

// personalWords are the names, logins and addresses of the leavers, as messages of
// failed imports may hold them, longer ones first. A name of a single letter would be
// found everywhere.
func personalWords(ctx context.Context, q querier, stay string) ([]string, error) {
	var words []string
	err := each(ctx, q, "SELECT record_id, before, after FROM import_changes WHERE "+ofLeavers, func(rows *sql.Rows) error {
		var id int64
		var texts [2]sql.NullString
		if err := rows.Scan(&id, &texts[0], &texts[1]); err != nil {
			return err
		}
		for _, text := range texts {
			if !text.Valid {
				continue
			}
			u, err := users.decode(id, text.String, false)
			if err != nil {
				return err
			}
			for _, f := range users.fields {
				if f.Personal && utf8.RuneCountInString(*f.Text(u)) > 1 {
					words = append(words, *f.Text(u))
				}
			}
		}
		return nil
	}, stay)
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(words), err
}

// eraseMessages erases words from all that is told in sentences, or was typed.
func (t *tx) eraseMessages(ctx context.Context, words []string) error {
	for _, text := range []struct{ table, key, column, only string }{
		{"imports", "id", "message", "true"},
		{"rosters", "id", "title", "true"}, {"rosters", "id", "note", "true"}, {"rosters", "id", "search", "true"}, {"rosters", "id", "path", "true"},
		{"settings", "key", "value", "key IN ('" + SettingRosterTitle + "', '" + SettingRosterNote + "')"},
	} {
		if err := t.eraseWords(ctx, text.table, text.key, text.column, text.only, words); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) eraseWords(ctx context.Context, table, key, column, only string, words []string) error {
	found := map[any]string{}
	err := each(ctx, t.conn, "SELECT "+key+", "+column+" FROM "+table+" WHERE "+column+" <> '' AND "+only, func(rows *sql.Rows) error {
		var id any
		var text string
		err := rows.Scan(&id, &text)
		found[id] = text
		return err
	})
	if err != nil {
		return err
	}
	for id, text := range found {
		erased := text
		for _, word := range words {
			erased = strings.ReplaceAll(erased, word, "…")
		}
		if erased == text {
			continue
		}
		if column == "path" {
			erased = "" // it would lead to another file
		}
		if err := t.change(ctx, 1, "UPDATE "+table+" SET "+column+" = ? WHERE "+key+" = ?", erased, id); err != nil {
			return err
		}
	}
	return nil
}

// eraseFromBackup works on a copy of the copy, so that there is a whole one at any time.
func eraseFromBackup(ctx context.Context, path, stay string) (err error) {
	if err := verifyBackup(ctx, path); errors.Is(err, ErrBackup) {
		return os.Remove(path)
	} else if err != nil {
		return err
	}
	unfinished := path + temporary
	if err := errors.Join(removeIfThere(unfinished), copyFile(path, unfinished)); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(unfinished))
		}
	}()
	source := dataSource(unfinished, "mode=rw", "_pragma=journal_mode(memory)", "_pragma=foreign_keys(on)")
	err = inFile(ctx, source, func(conn *sql.Conn) error {
		if err := migrate(ctx, conn); err != nil {
			return err
		}
		_, err := eraseFrom(ctx, conn, stay)
		return err
	})
	if err != nil {
		return err
	}
	return replaceFile(unfinished, path)
}

// removeSetAside removes damaged files, and directories that an archive has replaced.
func (s *Store) removeSetAside() error {
	tidyScratch(s.dir)
	return errors.Join(
		removeAll(s.dir, func(name string) bool { return strings.Contains(name, damagedMark) }),
		removeAll(filepath.Join(s.dir, backupsName), func(name string) bool { return strings.HasSuffix(name, ArchiveExtension) }))
}

// removeAll removes the files in dir with certain names.
func removeAll(dir string, which func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if which(e.Name()) {
			err = errors.Join(err, removeIfThere(filepath.Join(dir, e.Name())))
		}
	}
	return err
}
