package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"anpisync/reconcile/directory"
)

// Outcome is how an import ended; these words stand in the database.
type Outcome string

const (
	OutcomeOK        Outcome = "ok"
	OutcomeFailed    Outcome = "failed"
	OutcomeCancelled Outcome = "cancelled"
	OutcomeStopped   Outcome = "stopped" // a person must confirm first (I4, I7)
	OutcomeUndone    Outcome = "undone"  // was ok, and was taken back (I10)
)

// Import is a line of the history.
type Import struct {
	ID         int64
	Kind       directory.ImportKind
	StartedAt  time.Time // UTC
	FinishedAt time.Time // UTC
	Domain     string
	Outcome    Outcome
	Message    string // why it did not end well

	Departments        directory.Tally
	Users              directory.Tally
	MembershipsAdded   int
	MembershipsRemoved int

	Numbers map[string]int // how the directory stood afterwards; nil: not counted

	Undoes     int64 // for an undo: the import whose before it restored
	Restorable bool  // a copy from before it is there

	backup string // the copy's name; empty: none was made
}

// RecordedChange is a change as the history keeps it: one of the two. The records in
// it have no password hash. Those whose personal data was erased have their id alone.
type RecordedChange struct {
	Department *directory.Change[directory.Department]
	User       *directory.Change[directory.User]
}

// Record writes the line of an import that changed nothing because it did not come so
// far, and gives its id.
func (s *Store) Record(ctx context.Context, run Run, outcome Outcome, message string) (importID int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		if importID, err = nextID(ctx, t.conn, "imports"); err != nil {
			return err
		}
		line := newLine(run, outcome, message)
		line.ID = importID
		return t.writeLine(ctx, line, run.Settings)
	})
	if err != nil {
		return 0, explain("write the history", err)
	}
	return importID, nil
}

// Imports are the newest lines of the history, the newest first; limit 0: all.
func (s *Store) Imports(ctx context.Context, limit int) ([]Import, error) {
	if limit == 0 {
		limit = -1 // SQLite's word for no limit
	}
	imports, err := s.imports(ctx, "ORDER BY id DESC LIMIT ?", limit)
	return imports, explain("read the history", err)
}

// LastSuccess is the newest import from cybozu.com that holds; false: there is none.
func (s *Store) LastSuccess(ctx context.Context) (Import, bool, error) {
	imports, err := s.imports(ctx, "WHERE outcome = ? AND kind IN (?, ?) ORDER BY id DESC LIMIT 1",
		OutcomeOK, directory.ImportManual, directory.ImportAuto)
	if err != nil || len(imports) == 0 {
		return Import{}, false, explain("read the history", err)
	}
	return imports[0], true, nil
}

// Changes are those of an import: departments first, in each kind deletions first, as
// in its plan.
func (s *Store) Changes(ctx context.Context, importID int64) ([]RecordedChange, error) {
	var changes []RecordedChange
	err := each(ctx, s.readers, `
		SELECT kind, record_id, action, rule, reasons, before, after FROM import_changes
		WHERE import_id = ? ORDER BY kind, after IS NOT NULL, record_id`,
		func(rows *sql.Rows) error {
			c, err := scanChange(rows)
			changes = append(changes, c)
			return err
		}, importID)
	return changes, explain(fmt.Sprintf("read the changes of import %d", importID), err)
}

const importColumns = `id, kind, started_at, finished_at, domain, outcome, message,
	departments_created, departments_updated, departments_linked, departments_unlinked, departments_deleted,
	users_created, users_updated, users_linked, users_unlinked, users_deleted,
	memberships_added, memberships_removed, backup, undoes, numbers`

func (s *Store) imports(ctx context.Context, which string, args ...any) ([]Import, error) {
	copies, err := listBackups(s.dir)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, b := range copies {
		there[b.name()] = true
	}
	var imports []Import
	err = each(ctx, s.readers, "SELECT "+importColumns+" FROM imports "+which, func(rows *sql.Rows) error {
		i, err := scanImport(rows)
		i.Restorable = there[i.backup]
		imports = append(imports, i)
		return err
	}, args...)
	return imports, err
}

func scanImport(rows *sql.Rows) (Import, error) {
	var i Import
	var started, finished string
	var backup, numbers sql.NullString
	var undoes sql.NullInt64
	d, u := &i.Departments, &i.Users
	err := rows.Scan(&i.ID, &i.Kind, &started, &finished, &i.Domain, &i.Outcome, &i.Message,
		&d.Created, &d.Updated, &d.Linked, &d.Unlinked, &d.Deleted,
		&u.Created, &u.Updated, &u.Linked, &u.Unlinked, &u.Deleted,
		&i.MembershipsAdded, &i.MembershipsRemoved, &backup, &undoes, &numbers)
	if err != nil {
		return i, err
	}
	i.backup, i.Undoes = backup.String, undoes.Int64
	if i.StartedAt, err = time.Parse(time.RFC3339, started); err != nil {
		return i, fmt.Errorf("%w: import %d: %w", ErrDamaged, i.ID, err)
	}
	if i.FinishedAt, err = time.Parse(time.RFC3339, finished); err != nil {
		return i, fmt.Errorf("%w: import %d: %w", ErrDamaged, i.ID, err)
	}
	if numbers.Valid {
		if err := json.Unmarshal([]byte(numbers.String), &i.Numbers); err != nil {
			return i, fmt.Errorf("%w: numbers of import %d: %w", ErrDamaged, i.ID, err)
		}
	}
	return i, nil
}

func scanChange(rows *sql.Rows) (RecordedChange, error) {
	var kind directory.RecordKind
	var id int64
	var action directory.Action
	var rule directory.Rule
	var reasons string
	var before, after sql.NullString
	if err := rows.Scan(&kind, &id, &action, &rule, &reasons, &before, &after); err != nil {
		return RecordedChange{}, err
	}
	if kind == directory.KindDepartment {
		c, err := restoreChange(id, action, rule, reasons, before, after, decodeDepartment)
		return RecordedChange{Department: c}, err
	}
	c, err := restoreChange(id, action, rule, reasons, before, after, decodeUser)
	return RecordedChange{User: c}, err
}

func restoreChange[T directory.Department | directory.User](
	id int64, action directory.Action, rule directory.Rule, reasons string, before, after sql.NullString,
	decode func(int64, string) (*T, error),
) (*directory.Change[T], error) {
	c := &directory.Change[T]{Action: action, Rule: rule}
	for i, r := range strings.Fields(reasons) {
		if i == 0 {
			c.Reason = directory.Reason(r)
		} else {
			c.Also = append(c.Also, directory.Reason(r))
		}
	}
	var err error
	if before.Valid {
		if c.Before, err = decode(id, before.String); err != nil {
			return nil, err
		}
	}
	if after.Valid {
		if c.After, err = decode(id, after.String); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// newLine is the line of an import that ends now.
func newLine(run Run, outcome Outcome, message string) Import {
	now := time.Now().UTC()
	started := run.StartedAt.UTC()
	if run.StartedAt.IsZero() {
		started = now
	}
	return Import{
		Kind: run.Kind, StartedAt: started, FinishedAt: now, Domain: run.Domain,
		Outcome: outcome, Message: message, Undoes: run.Undoes,
	}
}

func encodeNumbers(numbers map[string]int) any {
	if numbers == nil {
		return nil
	}
	return encode(numbers)
}

// writeLine writes a line of the history, and the settings that change with it.
func (t *tx) writeLine(ctx context.Context, i Import, settings map[string]string) error {
	d, u := i.Departments, i.Users
	err := t.exec(ctx, "INSERT INTO imports ("+importColumns+") VALUES (?"+strings.Repeat(", ?", 21)+")",
		i.ID, i.Kind, i.StartedAt.Format(time.RFC3339), i.FinishedAt.Format(time.RFC3339), i.Domain, i.Outcome, i.Message,
		d.Created, d.Updated, d.Linked, d.Unlinked, d.Deleted,
		u.Created, u.Updated, u.Linked, u.Unlinked, u.Deleted,
		i.MembershipsAdded, i.MembershipsRemoved, orNull(i.backup), orNull(i.Undoes), encodeNumbers(i.Numbers))
	for key, value := range settings {
		if err == nil {
			err = setSetting(ctx, t, key, value)
		}
	}
	return err
}

// markUndone goes back from an undo, from state to state: an import leads to the one
// before it, an undo to the one before the import that it undoes. The imports on this
// way hold, all others are taken back; so an undo of an undo brings them back.
func (t *tx) markUndone(ctx context.Context, importID int64) error {
	return t.exec(ctx, `
		WITH RECURSIVE holding(id, undoes) AS (
			SELECT id, undoes FROM imports WHERE id = ?1
			UNION ALL
			SELECT i.id, i.undoes FROM holding JOIN imports i ON i.id = (
				SELECT max(id) FROM imports
				WHERE id < coalesce(holding.undoes, holding.id) AND outcome IN (?2, ?3))
		)
		UPDATE imports SET outcome = CASE WHEN id IN (SELECT id FROM holding) THEN ?2 ELSE ?3 END
		WHERE outcome IN (?2, ?3)`, importID, OutcomeOK, OutcomeUndone)
}
