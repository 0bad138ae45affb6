package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"anpisync/reconcile/directory"
)

// table is where records of one kind are kept, by their fields: those that are neither
// a list nor the id have a column.
type table[T directory.Department | directory.User] struct {
	name    string
	kind    directory.RecordKind // in the history
	id      func(*T) *int64
	fields  []directory.Field[T]
	columns []directory.Field[T]
}

var (
	departments = newTable("departments", directory.KindDepartment, directory.DepartmentFields,
		func(d *directory.Department) *int64 { return &d.ID })
	users = newTable("users", directory.KindUser, directory.UserFields,
		func(u *directory.User) *int64 { return &u.ID })
)

func newTable[T directory.Department | directory.User](name string, kind directory.RecordKind, fields []directory.Field[T], id func(*T) *int64) *table[T] {
	tab := &table[T]{name: name, kind: kind, id: id, fields: fields}
	for _, f := range fields {
		if _, list := f.Of(new(T)).(*[]int64); !list {
			tab.columns = append(tab.columns, f)
		}
	}
	return tab
}

// value gives what the driver takes: int64, string or nil.
func value[T directory.Department | directory.User](f *directory.Field[T], record *T) any {
	switch v := f.Of(record).(type) {
	case *string:
		if f.Null && *v == "" {
			return nil
		}
		return *v
	case *int64:
		if f.Null && *v == 0 {
			return nil
		}
		return *v
	case *bool:
		return bit(*v)
	case *directory.OptionalInt:
		if v.Valid {
			return v.Value
		}
		return nil
	}
	panic("no column can hold " + f.Name)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func orNull[V comparable](v V) any {
	var zero V
	if v == zero {
		return nil
	}
	return v
}

// put is the inverse of value: it sets a field to what the driver gives. Its error does not
// quote that, which may be personal.
func put[T directory.Department | directory.User](f *directory.Field[T], record *T, given driver.Value) error {
	field := f.Of(record)
	switch v := given.(type) {
	case string:
		if to, ok := field.(*string); ok {
			*to = v
			return nil
		}
	case []byte: // which the sqlite3 shell may have written
		if to, ok := field.(*string); ok {
			*to = string(v)
			return nil
		}
	case int64:
		switch to := field.(type) {
		case *int64:
			*to = v
			return nil
		case *bool:
			*to = v != 0
			if v == bit(*to) {
				return nil
			}
		case *directory.OptionalInt:
			*to = directory.OptionalInt{Value: v, Valid: true}
			return nil
		}
	case nil:
		if _, ok := field.(*directory.OptionalInt); ok || f.Null {
			return nil // the record is new
		}
	}
	return fmt.Errorf("%s is a %T", f.Name, given)
}

// load reads all records, in ascending id. A helper, if there is one, begins at the last one,
// until the two have met.
func (tab *table[T]) load(ctx context.Context, conn, helper *sql.Conn) ([]T, error) {
	var n int
	if err := one(ctx, conn, "SELECT count(*) FROM "+tab.name, nil, &n); err != nil {
		return nil, err
	}
	records := make([]T, n)
	var mu sync.Mutex
	first, end := 0, n // between them is what nobody has taken yet
	take := func(id int64, last bool) (*T, error) {
		mu.Lock()
		defer mu.Unlock()
		at := first
		switch {
		case first > 0 && id <= *tab.id(&records[first-1]), end < n && id >= *tab.id(&records[end]):
			return nil, io.EOF
		case first == end:
			return nil, fmt.Errorf("%w: there are more than %d %s", ErrDamaged, n, tab.name)
		case last:
			end--
			at = end
		default:
			first++
		}
		*tab.id(&records[at]) = id
		return &records[at], nil
	}
	names := []string{"id"}
	for _, f := range tab.columns {
		names = append(names, f.Name)
	}
	query := "SELECT " + strings.Join(names, ", ") + " FROM " + tab.name + " ORDER BY id"
	read := func(conn *sql.Conn, query string, last bool) error {
		return eachRow(ctx, conn, query, func(row []driver.Value) error {
			id, ok := row[0].(int64)
			if !ok {
				return fmt.Errorf("an id is a %T", row[0])
			}
			record, err := take(id, last)
			if err != nil {
				return err
			}
			for i := range tab.columns {
				if err := put(&tab.columns[i], record, row[i+1]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var helping sync.WaitGroup
	var helped error
	if helper != nil {
		helping.Go(func() { helped = read(helper, query+" DESC", true) })
	}
	err := read(conn, query, false)
	helping.Wait()
	if err = errors.Join(err, helped); err == nil && first < end {
		err = fmt.Errorf("%w: there are fewer than %d %s", ErrDamaged, n, tab.name)
	}
	return records, err
}

// deleteRecords deletes what the changes delete.
func (tab *table[T]) deleteRecords(ctx context.Context, t *tx, changes []directory.Change[T]) error {
	var ids []any
	for _, c := range changes {
		if c.After == nil {
			ids = append(ids, c.ID())
		}
	}
	for chunk := range slices.Chunk(ids, rowsPerStatement) {
		query := "DELETE FROM " + tab.name + " WHERE id IN (?" + strings.Repeat(",?", len(chunk)-1) + ")"
		if err := t.change(ctx, len(chunk), query, chunk...); err != nil {
			return fmt.Errorf("delete %s: %w", tab.name, err)
		}
	}
	return nil
}

// park empties the unique columns whose values pass to another record (D9, U10):
// SQLite checks row by row, and would refuse the one before the other.
func (tab *table[T]) park(ctx context.Context, t *tx, changes []directory.Change[T]) error {
	for i := range tab.columns {
		col := &tab.columns[i]
		if !col.Unique {
			continue
		}
		holders := map[any]int64{} // of values that are given up
		for _, c := range changes {
			if c.Before != nil && c.After != nil && !col.Empty(c.Before) && !col.Same(c.Before, c.After) {
				holders[col.Key(c.Before)] = c.ID()
			}
		}
		if len(holders) == 0 {
			continue
		}
		parked := "char(1) || id" // a control character is in no text that is unique (U12)
		if col.Null {
			parked = "NULL"
		}
		query := "UPDATE " + tab.name + " SET " + col.Name + " = " + parked + " WHERE id = ?"
		for _, c := range changes {
			if c.After == nil {
				continue
			}
			holder, held := holders[col.Key(c.After)]
			if !held {
				continue
			}
			if err := t.change(ctx, 1, query, holder); err != nil {
				return fmt.Errorf("free %s of %s %d: %w", col.Name, tab.name, holder, err)
			}
		}
	}
	return nil
}

// insertRecords writes the records that the changes create. defaults are for columns
// that such a record leaves empty.
func (tab *table[T]) insertRecords(ctx context.Context, t *tx, changes []directory.Change[T], defaults map[string]any) error {
	var created []*T
	for _, c := range changes {
		if c.Before == nil {
			created = append(created, c.After)
		}
	}
	names := []string{"id"}
	for _, col := range tab.columns {
		names = append(names, col.Name)
	}
	err := t.insert(ctx, tab.name, names, len(created), func(i int, values []driver.NamedValue) {
		values[0].Value = *tab.id(created[i])
		for k := range tab.columns {
			v := value(&tab.columns[k], created[i])
			if v == nil {
				v = defaults[tab.columns[k].Name]
			}
			values[k+1].Value = v
		}
	})
	if err != nil {
		return fmt.Errorf("create %s: %w", tab.name, err)
	}
	return nil
}

// updateRecords writes the columns that differ, and no other.
func (tab *table[T]) updateRecords(ctx context.Context, t *tx, changes []directory.Change[T]) error {
	for _, c := range changes {
		if c.Before == nil || c.After == nil {
			continue
		}
		var set []string
		var args []any
		for i := range tab.columns {
			if col := &tab.columns[i]; !col.Same(c.Before, c.After) {
				set = append(set, col.Name+" = ?")
				args = append(args, value(col, c.After))
			}
		}
		if len(set) == 0 {
			continue // memberships alone
		}
		query := "UPDATE " + tab.name + " SET " + strings.Join(set, ", ") + " WHERE id = ?"
		if err := t.change(ctx, 1, query, append(args, c.ID())...); err != nil {
			return fmt.Errorf("update %s %d: %w", tab.name, c.ID(), err)
		}
	}
	return nil
}

// writeChanges keeps each change in the history.
func (tab *table[T]) writeChanges(ctx context.Context, t *tx, importID int64, changes []directory.Change[T], whole bool) error {
	columns := []string{"import_id", "kind", "record_id", "action", "rule", "reasons", "before", "after"}
	err := t.insert(ctx, "import_changes", columns, len(changes), func(i int, values []driver.NamedValue) {
		c := &changes[i]
		reasons := string(c.Reason)
		for _, r := range c.Also {
			reasons += " " + string(r)
		}
		for k, v := range [...]any{
			importID, string(tab.kind), c.ID(), string(c.Action), string(c.Rule), strings.TrimSpace(reasons),
			tab.encode(c.Before, whole), tab.encode(c.After, whole),
		} {
			values[k].Value = v
		}
	})
	if err != nil {
		return fmt.Errorf("write the history of %s: %w", tab.name, err)
	}
	return nil
}
