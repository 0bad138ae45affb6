package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"anpisync/reconcile/directory"
)

// Roster is a 名簿 that was made.
type Roster struct {
	ID         int64
	MadeAt     time.Time
	LastImport int64 // the newest line of the history then; 0: none
	Forgotten  bool  // what has changed since cannot be told any more
	People     int
	Choices    string // as who made it understands them; no text that was typed is in it
	Title      string
	Note       string
	Search     string
	Path       string // the file; empty: none, or another machine's
}

// Settings with what was typed for the last roster: words of leavers are erased in them.
const (
	SettingRosterTitle = "roster_title"
	SettingRosterNote  = "roster_note"
)

const (
	forgotten   = -1 // in place of a line of the history
	mostRosters = 50 // the oldest go
)

// KeepRoster remembers a roster, in the place of older ones with the same choices and texts
// and of those beyond the newest fifty. It does not count as a change of the directory.
func (s *Store) KeepRoster(ctx context.Context, r Roster) error {
	err := s.write(ctx, func(t *tx) error {
		err := t.exec(ctx, "DELETE FROM rosters WHERE choices = ? AND title = ? AND note = ? AND search = ?", r.Choices, r.Title, r.Note, r.Search)
		if err != nil {
			return err
		}
		err = t.exec(ctx, `INSERT INTO rosters (made_at, last_import, people, choices, title, note, search, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			r.MadeAt.UTC().Format(time.RFC3339), r.LastImport, r.People, r.Choices, r.Title, r.Note, r.Search, r.Path)
		if err != nil {
			return err
		}
		return t.exec(ctx, "DELETE FROM rosters WHERE id NOT IN (SELECT id FROM rosters ORDER BY id DESC LIMIT ?)", mostRosters)
	})
	return explain("remember the roster", err)
}

// Rosters are those that were made, the newest first.
func (s *Store) Rosters(ctx context.Context) ([]Roster, error) {
	var all []Roster
	err := each(ctx, s.readers, `SELECT id, made_at, last_import, people, choices, title, note, search, path FROM rosters ORDER BY id DESC`,
		func(rows *sql.Rows) error {
			var r Roster
			var made string
			err := rows.Scan(&r.ID, &made, &r.LastImport, &r.People, &r.Choices, &r.Title, &r.Note, &r.Search, &r.Path)
			if err != nil {
				return err
			}
			if r.LastImport == forgotten {
				r.LastImport, r.Forgotten = 0, true
			}
			if r.MadeAt, err = time.Parse(time.RFC3339, made); err != nil {
				return fmt.Errorf("%w: roster %d: %w", ErrDamaged, r.ID, err)
			}
			all = append(all, r)
			return nil
		})
	return all, explain("read the rosters", err)
}

// ChangesSince are those of all imports after one, the oldest first.
func (s *Store) ChangesSince(ctx context.Context, importID int64) ([]directory.Recorded, error) {
	changes, err := s.recorded(ctx, "import_id > ? ORDER BY import_id, kind, record_id", false, importID)
	return changes, explain("read the history", err)
}

// LastImport is the newest line of the history; 0: there is none.
func (s *Store) LastImport(ctx context.Context) (id int64, err error) {
	err = s.readers.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM imports").Scan(&id)
	return id, explain("read the history", err)
}

// loseSight says of rosters that were made before a time that what has changed since cannot
// be told any more.
func (t *tx) loseSight(ctx context.Context, before time.Time) error {
	return t.exec(ctx, "UPDATE rosters SET last_import = ? WHERE made_at < ?", forgotten, before.UTC().Format(time.RFC3339))
}
