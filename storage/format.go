package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"anpisync/reconcile/directory"
)

// Format is a 書式 that is kept.
type Format struct {
	ID         int64
	Name       string
	Definition string // as who made it understands it; nobody is in it

	ReadAt, WrittenAt time.Time // the zero time: never
	Records           int       // how many the service has, as far as is known
}

// ErrFormatName says that another format has a name.
var ErrFormatName = errors.New("another format has the name")

// Formats are all that are kept, by name.
func (s *Store) Formats(ctx context.Context) ([]Format, error) {
	var all []Format
	err := each(ctx, s.readers, `SELECT id, name, definition, read_at, written_at,
		(SELECT count(*) FROM format_rows WHERE format_id = formats.id AND there) FROM formats ORDER BY name`,
		func(rows *sql.Rows) error {
			var f Format
			var read, written string
			if err := rows.Scan(&f.ID, &f.Name, &f.Definition, &read, &written, &f.Records); err != nil {
				return err
			}
			for text, to := range map[*string]*time.Time{&read: &f.ReadAt, &written: &f.WrittenAt} {
				if *text == "" {
					continue
				}
				var err error
				if *to, err = time.Parse(time.RFC3339, *text); err != nil {
					return fmt.Errorf("%w: format %d: %w", ErrDamaged, f.ID, err)
				}
			}
			all = append(all, f)
			return nil
		})
	return all, explain("read the formats", err)
}

// SaveFormat keeps a format; id 0 is a new one. Where forget says so, it is no longer known
// what the service has. It does not count as a change of the directory.
func (s *Store) SaveFormat(ctx context.Context, id int64, name, definition string, forget bool) (saved int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		var taken int
		if err := t.conn.QueryRowContext(ctx, "SELECT count(*) FROM formats WHERE name = ? AND id <> ?", name, id).Scan(&taken); err != nil {
			return err
		}
		if taken > 0 {
			return fmt.Errorf("%w: %q", ErrFormatName, name)
		}
		if saved = id; id != 0 {
			if forget {
				if err := t.exec(ctx, "DELETE FROM format_rows WHERE format_id = ?", id); err != nil {
					return err
				}
			}
			return t.change(ctx, 1, "UPDATE formats SET name = ?, definition = ? WHERE id = ?", name, definition, id)
		}
		return t.conn.QueryRowContext(ctx, `INSERT INTO formats (name, definition, read_at, written_at, turn)
			VALUES (?, ?, '', '', 0) RETURNING id`, name, definition).Scan(&saved)
	})
	if err != nil {
		return 0, explain("save the format", err)
	}
	return saved, nil
}

// DeleteFormat forgets a format, and what the service has.
func (s *Store) DeleteFormat(ctx context.Context, id int64) error {
	err := s.write(ctx, func(t *tx) error { return t.exec(ctx, "DELETE FROM formats WHERE id = ?", id) })
	return explain("delete the format", err)
}

// ServiceRows are what the service of a format has, by id of the record.
func (s *Store) ServiceRows(ctx context.Context, formatID int64) ([]directory.ServiceRow, error) {
	var all []directory.ServiceRow
	err := each(ctx, s.readers, "SELECT record_id, place, line, there FROM format_rows WHERE format_id = ? ORDER BY record_id",
		func(rows *sql.Rows) error {
			var r directory.ServiceRow
			err := rows.Scan(&r.Record, &r.Place, &r.Line, &r.There)
			all = append(all, r)
			return err
		}, formatID)
	return all, explain("read what a service has", err)
}

// HandOver remembers what the service of a format has once it has taken a file that was
// written. rows are those that change.
func (s *Store) HandOver(ctx context.Context, formatID int64, kind directory.RecordKind, rows []directory.ServiceRow) error {
	err := s.write(ctx, func(t *tx) error {
		err := t.change(ctx, 1, "UPDATE formats SET written_at = ?, turn = turn + 1 WHERE id = ?", time.Now().UTC().Format(time.RFC3339), formatID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			err := t.change(ctx, 1, `INSERT INTO format_rows (format_id, record_id, kind, place, line, there, origin, turn, before, before_there)
				VALUES (?, ?, ?, ?, ?, ?, 0, (SELECT turn FROM formats WHERE id = ?), NULL, 0)
				ON CONFLICT (format_id, record_id) DO UPDATE SET before = line, before_there = there,
					place = excluded.place, line = excluded.line, there = excluded.there, turn = excluded.turn`,
				formatID, r.Record, kind, r.Place, r.Line, bit(r.There), formatID)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return explain("remember what a service has", err)
}

// TakeBackHandOver forgets the last file that was written, which the service did not take;
// false: no row came with it, or another file was read since.
func (s *Store) TakeBackHandOver(ctx context.Context, formatID int64) (found bool, err error) {
	const last = "format_id = ? AND turn > 0 AND turn = (SELECT turn FROM formats WHERE id = format_id)"
	err = s.write(ctx, func(t *tx) error {
		var n int
		if err := t.conn.QueryRowContext(ctx, "SELECT count(*) FROM format_rows WHERE "+last, formatID).Scan(&n); err != nil || n == 0 {
			return err
		}
		found = true
		for _, query := range []string{
			"DELETE FROM format_rows WHERE before IS NULL AND " + last,
			"UPDATE format_rows SET line = before, there = before_there, before = NULL, before_there = 0, turn = 0 WHERE " + last,
			"UPDATE formats SET written_at = '', turn = turn + 1 WHERE id = ?",
		} {
			if err := t.exec(ctx, query, formatID); err != nil {
				return err
			}
		}
		return nil
	})
	return found && err == nil, explain("take back what was written", err)
}

// keepServiceRows remembers what a file of a service says, with the import that reads it.
func (t *tx) keepServiceRows(ctx context.Context, importID int64, plan *directory.Plan, run directory.Run) error {
	if run.Undoes != 0 {
		// Whom the undone import had made of a file was at the service before, and does not leave it.
		for kind, table := range map[directory.RecordKind]string{directory.KindUser: users.name, directory.KindDepartment: departments.name} {
			err := t.exec(ctx, "DELETE FROM format_rows WHERE origin >= ? AND kind = ? AND record_id NOT IN (SELECT id FROM "+table+")", run.Undoes, kind)
			if err != nil {
				return err
			}
		}
	}
	if run.Format == 0 {
		return nil
	}
	kind := run.RowsOf
	created := map[int64]bool{}
	for _, c := range plan.Users {
		created[c.ID()] = kind == directory.KindUser && c.Before == nil
	}
	for _, c := range plan.Departments {
		if kind == directory.KindDepartment {
			created[c.ID()] = c.Before == nil
		}
	}
	err := t.change(ctx, 1, "UPDATE formats SET read_at = ?, turn = turn + 1 WHERE id = ?", time.Now().UTC().Format(time.RFC3339), run.Format)
	if err != nil {
		return err
	}
	for _, r := range run.Rows {
		origin := int64(0)
		if created[r.Record] {
			origin = importID
		}
		err := t.change(ctx, 1, `INSERT INTO format_rows (format_id, record_id, kind, place, line, there, origin, turn, before, before_there)
			VALUES (?, ?, ?, ?, ?, ?, ?, 0, NULL, 0)
			ON CONFLICT (format_id, record_id) DO UPDATE SET place = excluded.place, line = excluded.line, there = excluded.there, turn = 0, before = NULL, before_there = 0`,
			run.Format, r.Record, kind, r.Place, r.Line, bit(r.There), origin)
		if err != nil {
			return err
		}
	}
	return nil
}
