package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"anpisync/reconcile/directory"
)

// Record writes the line of an import that changed nothing because it did not come so
// far, and gives its id.
func (s *Store) Record(ctx context.Context, run directory.Run, outcome directory.Outcome, message string) (importID int64, err error) {
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
func (s *Store) Imports(ctx context.Context, limit int) ([]directory.Import, error) {
	if limit == 0 {
		limit = -1 // SQLite's word for no limit
	}
	imports, err := s.imports(ctx, "ORDER BY id DESC LIMIT ?", limit)
	return imports, explain("read the history", err)
}

// Edited is what an edit by hand has changed, as a plan to be taken back
// ([directory.TakeBack]): with the domain that was linked then, and of the lasting
// answers what came on the list of exclusions, and what went off it. It fails with
// [ErrUndone] where it has been taken back already, and with [ErrNoRecord] where the
// history has not all of it: it was erased, or an earlier version wrote it.
func (s *Store) Edited(ctx context.Context, importID int64) (directory.Import, *directory.Plan, error) {
	line, plan, err := s.edited(ctx, importID)
	return line, plan, explain(fmt.Sprintf("read edit %d", importID), err)
}

func (s *Store) edited(ctx context.Context, importID int64) (directory.Import, *directory.Plan, error) {
	lines, err := s.imports(ctx, "WHERE id = ? AND kind = ?", importID, directory.ImportEdit)
	if err == nil && len(lines) == 0 {
		err = ErrNoRecord
	}
	if err == nil {
		err = holds(ctx, s.readers, importID)
	}
	if err != nil {
		return directory.Import{}, nil, err
	}
	plan := &directory.Plan{Domain: lines[0].Domain}
	if plan.Domain == "" { // an earlier version did not keep it
		err := s.readers.QueryRowContext(ctx, `SELECT coalesce((SELECT domain FROM imports
			WHERE id < ? AND domain <> '' AND outcome IN (?, ?) ORDER BY id DESC LIMIT 1), '')`,
			importID, directory.OutcomeOK, directory.OutcomeUndone).Scan(&plan.Domain)
		if err != nil {
			return directory.Import{}, nil, err
		}
	}
	changes, err := s.changes(ctx, importID, true)
	if err != nil {
		return directory.Import{}, nil, err
	}
	for _, c := range changes {
		if c.Department != nil {
			plan.Departments = append(plan.Departments, *c.Department)
			continue
		}
		if err := completeHash(ctx, s.readers, c.User); err != nil {
			return directory.Import{}, nil, err
		}
		plan.Users = append(plan.Users, *c.User)
	}
	err = each(ctx, s.readers, "SELECT kind, cybozu_id, name, listed FROM import_exclusions WHERE import_id = ? ORDER BY kind, cybozu_id",
		func(rows *sql.Rows) error {
			var e directory.Exclusion
			var listed bool
			err := rows.Scan(&e.Kind, &e.CybozuID, &e.Name, &listed)
			if listed {
				plan.Remembered.Excluded = append(plan.Remembered.Excluded, e)
			} else {
				plan.RememberedBefore.Excluded = append(plan.RememberedBefore.Excluded, e)
			}
			return err
		}, importID)
	return lines[0], plan, err
}

// completeHash gives a change the hash that an earlier version did not keep. No edit
// changes that of a user who stays; that of one who was deleted is lost.
func completeHash(ctx context.Context, q querier, c *directory.Change[directory.User]) error {
	if c.Before != nil && c.Before.LoginName == "" || c.After != nil && c.After.LoginName == "" {
		return fmt.Errorf("%w: user %d was erased", ErrNoRecord, c.ID())
	}
	if c.After == nil {
		if c.Before.PasswordHash == notKept {
			return fmt.Errorf("%w: the password of user %d", ErrNoRecord, c.ID())
		}
		return nil
	}
	if c.After.PasswordHash != notKept {
		return nil
	}
	var hash sql.NullString
	err := q.QueryRowContext(ctx, "SELECT password_hash FROM users WHERE id = ?", c.ID()).Scan(&hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	c.After.PasswordHash = hash.String
	if c.Before != nil {
		c.Before.PasswordHash = hash.String
	}
	return nil
}

// holds fails with [ErrUndone] unless a line of the history holds; 0 is none.
func holds(ctx context.Context, q querier, importID int64) error {
	if importID == 0 {
		return nil
	}
	var outcome directory.Outcome
	err := q.QueryRowContext(ctx, "SELECT outcome FROM imports WHERE id = ?", importID).Scan(&outcome)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("import %d: %w", importID, ErrNoRecord)
	case err == nil && outcome != directory.OutcomeOK:
		return fmt.Errorf("import %d: %w", importID, ErrUndone)
	}
	return err
}

// Holds fails with [ErrUndone] where a line of the history does not hold any more, so that
// it cannot be taken back (I10), and with [ErrNoRecord] where there is none.
func (s *Store) Holds(ctx context.Context, importID int64) error {
	return explain("look for what is taken back", holds(ctx, s.readers, importID))
}

// LastSuccess is the newest import from cybozu.com that holds; false: there is none.
func (s *Store) LastSuccess(ctx context.Context) (directory.Import, bool, error) {
	imports, err := s.imports(ctx, "WHERE outcome = ? AND kind IN (?, ?) ORDER BY id DESC LIMIT 1",
		directory.OutcomeOK, directory.ImportManual, directory.ImportAuto)
	if err != nil || len(imports) == 0 {
		return directory.Import{}, false, explain("read the history", err)
	}
	return imports[0], true, nil
}

// Changes are those of an import: departments first, in each kind deletions first, as
// in its plan.
func (s *Store) Changes(ctx context.Context, importID int64) ([]directory.Recorded, error) {
	changes, err := s.changes(ctx, importID, false)
	return changes, explain(fmt.Sprintf("read the changes of import %d", importID), err)
}

func (s *Store) changes(ctx context.Context, importID int64, whole bool) ([]directory.Recorded, error) {
	return s.recorded(ctx, "import_id = ? ORDER BY kind, after IS NOT NULL, record_id", whole, importID)
}

// ofAnyImport lets SQLite look up records import by import, by the key of the table, rather
// than read all changes that ever were.
const ofAnyImport = "import_id IN (SELECT id FROM imports)"

// ChangesOf are those of one record, the newest first.
func (s *Store) ChangesOf(ctx context.Context, kind directory.RecordKind, id int64) ([]directory.Recorded, error) {
	changes, err := s.recorded(ctx, ofAnyImport+" AND kind = ? AND record_id = ? ORDER BY import_id DESC", false, kind, id)
	return changes, explain(fmt.Sprintf("read the history of %s %d", kind, id), err)
}

// DepartmentChanges are all those of departments, the newest first.
func (s *Store) DepartmentChanges(ctx context.Context) ([]directory.Recorded, error) {
	changes, err := s.recorded(ctx, ofAnyImport+" AND kind = ? ORDER BY import_id DESC", false, directory.KindDepartment)
	return changes, explain("read the history of departments", err)
}

// LastChanges are the newest change of every record in the history, departments first.
func (s *Store) LastChanges(ctx context.Context) ([]directory.Recorded, error) {
	changes, err := s.recorded(ctx, `(import_id, kind, record_id) IN (
		SELECT max(import_id), kind, record_id FROM import_changes GROUP BY kind, record_id) ORDER BY kind, record_id`, false)
	return changes, explain("read the records of the history", err)
}

func (s *Store) recorded(ctx context.Context, which string, whole bool, args ...any) ([]directory.Recorded, error) {
	var changes []directory.Recorded
	err := each(ctx, s.readers, "SELECT import_id, kind, record_id, action, rule, reasons, before, after FROM import_changes WHERE "+which,
		func(rows *sql.Rows) error {
			c, err := scanChange(rows, whole)
			changes = append(changes, c)
			return err
		}, args...)
	return changes, err
}

const importColumns = `id, kind, started_at, finished_at, domain, outcome, message,
	departments_created, departments_updated, departments_linked, departments_unlinked, departments_deleted,
	users_created, users_updated, users_linked, users_unlinked, users_deleted,
	memberships_added, memberships_removed, backup, undoes, numbers`

func (s *Store) imports(ctx context.Context, which string, args ...any) ([]directory.Import, error) {
	copies, err := listBackups(s.dir)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, b := range copies {
		there[b.name()] = true
	}
	var imports []directory.Import
	var scan importScan
	err = each(ctx, s.readers, "SELECT "+importColumns+" FROM imports "+which, func(rows *sql.Rows) error {
		i, err := scan.next(rows)
		i.Restorable = there[i.Backup]
		imports = append(imports, i)
		return err
	}, args...)
	return imports, err
}

// importScan reads line after line. Most imports without a person change nothing, so
// that their numbers are those of the line before, and shared.
type importScan struct {
	text    string
	numbers map[string]int
}

func (s *importScan) next(rows *sql.Rows) (directory.Import, error) {
	var i directory.Import
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
	i.Backup, i.Undoes = backup.String, undoes.Int64
	if i.StartedAt, err = time.Parse(time.RFC3339, started); err != nil {
		return i, fmt.Errorf("%w: import %d: %w", ErrDamaged, i.ID, err)
	}
	if i.FinishedAt, err = time.Parse(time.RFC3339, finished); err != nil {
		return i, fmt.Errorf("%w: import %d: %w", ErrDamaged, i.ID, err)
	}
	if !numbers.Valid {
		return i, nil
	}
	if numbers.String != s.text {
		s.text, s.numbers = numbers.String, nil
		if err := json.Unmarshal([]byte(s.text), &s.numbers); err != nil {
			return i, fmt.Errorf("%w: numbers of import %d: %w", ErrDamaged, i.ID, err)
		}
	}
	i.Numbers = s.numbers
	return i, nil
}

func scanChange(rows *sql.Rows, whole bool) (c directory.Recorded, err error) {
	var kind directory.RecordKind
	var id int64
	var action directory.Action
	var rule directory.Rule
	var reasons string
	var before, after sql.NullString
	if err := rows.Scan(&c.ImportID, &kind, &id, &action, &rule, &reasons, &before, &after); err != nil {
		return c, err
	}
	if kind == directory.KindDepartment {
		c.Department, err = restoreChange(id, action, rule, reasons, before, after, whole, departments.decode)
	} else {
		c.User, err = restoreChange(id, action, rule, reasons, before, after, whole, users.decode)
	}
	return c, err
}

func restoreChange[T directory.Department | directory.User](
	id int64, action directory.Action, rule directory.Rule, reasons string, before, after sql.NullString,
	whole bool, decode func(id int64, text string, whole bool) (*T, error),
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
		if c.Before, err = decode(id, before.String, whole); err != nil {
			return nil, err
		}
	}
	if after.Valid {
		if c.After, err = decode(id, after.String, whole); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// newLine is the line of an import that ends now.
func newLine(run directory.Run, outcome directory.Outcome, message string) directory.Import {
	now := time.Now().UTC()
	started := run.StartedAt.UTC()
	if run.StartedAt.IsZero() {
		started = now
	}
	return directory.Import{
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
func (t *tx) writeLine(ctx context.Context, i directory.Import, settings map[string]string) error {
	d, u := i.Departments, i.Users
	err := t.exec(ctx, "INSERT INTO imports ("+importColumns+") VALUES (?"+strings.Repeat(", ?", 21)+")",
		i.ID, i.Kind, i.StartedAt.Format(time.RFC3339), i.FinishedAt.Format(time.RFC3339), i.Domain, i.Outcome, i.Message,
		d.Created, d.Updated, d.Linked, d.Unlinked, d.Deleted,
		u.Created, u.Updated, u.Linked, u.Unlinked, u.Deleted,
		i.MembershipsAdded, i.MembershipsRemoved, orNull(i.Backup), orNull(i.Undoes), encodeNumbers(i.Numbers))
	for key, value := range settings {
		if err == nil {
			err = setSetting(ctx, t, key, value)
		}
	}
	return err
}

// markUndone says of each line of the history whether it holds, after one was written
// that undoes another.
func (t *tx) markUndone(ctx context.Context) error {
	var lines []directory.Line
	marked := map[int64]directory.Outcome{}
	err := each(ctx, t.conn, "SELECT id, kind, coalesce(undoes, 0), outcome FROM imports WHERE outcome IN (?, ?) ORDER BY id",
		func(rows *sql.Rows) error {
			var l directory.Line
			var outcome directory.Outcome
			err := rows.Scan(&l.ID, &l.Kind, &l.Undoes, &outcome)
			lines = append(lines, l)
			marked[l.ID] = outcome
			return err
		}, directory.OutcomeOK, directory.OutcomeUndone)
	if err != nil {
		return err
	}
	hold := directory.Holding(lines)
	for _, l := range lines {
		outcome := directory.OutcomeUndone
		if hold[l.ID] {
			outcome = directory.OutcomeOK
		}
		if outcome == marked[l.ID] {
			continue
		}
		if err := t.change(ctx, 1, "UPDATE imports SET outcome = ? WHERE id = ?", outcome, l.ID); err != nil {
			return fmt.Errorf("mark import %d: %w", l.ID, err)
		}
	}
	return nil
}
