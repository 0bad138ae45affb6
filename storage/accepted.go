package storage

import (
	"context"
	"database/sql"

	"anpisync/reconcile/directory"
)

// Accepted are the findings of 点検 of which a person has said 「問題なし」, and whose
// value is still the one that they saw: triggers of the schema see to that.
func (s *Store) Accepted(ctx context.Context) ([]directory.Acceptance, error) {
	accepted, err := loadAccepted(ctx, s.readers)
	return accepted, explain("read what was accepted", err)
}

// SetAccepted remembers that findings are accepted, or no longer. It does not count as
// a change of the directory.
func (s *Store) SetAccepted(ctx context.Context, accepted bool, findings ...directory.Acceptance) error {
	query := "DELETE FROM accepted WHERE kind = ? AND record_id = ? AND check_name = ?"
	if accepted {
		query = "INSERT OR IGNORE INTO accepted (kind, record_id, check_name) VALUES (?, ?, ?)"
	}
	err := s.write(ctx, func(t *tx) error {
		for _, f := range findings {
			if err := t.exec(ctx, query, f.Check.Of(), f.Record, f.Check); err != nil {
				return err
			}
		}
		return nil
	})
	return explain("remember what was accepted", err)
}

func loadAccepted(ctx context.Context, q querier) ([]directory.Acceptance, error) {
	var accepted []directory.Acceptance
	err := each(ctx, q, "SELECT check_name, record_id FROM accepted ORDER BY kind, record_id, check_name", func(rows *sql.Rows) error {
		var a directory.Acceptance
		err := rows.Scan(&a.Check, &a.Record)
		accepted = append(accepted, a)
		return err
	})
	return accepted, err
}
