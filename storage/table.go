package storage

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"anpisync/reconcile/directory"
)

// table says how records of one kind lie in their table.
type table[T directory.Department | directory.User] struct {
	name    string
	id      func(*T) int64
	columns []column[T] // without id
}

// column is one of a table. value gives what the driver takes: int64, string or nil.
type column[T directory.Department | directory.User] struct {
	name   string
	value  func(*T) any
	unique bool
	nocase bool   // unique as addresses are (U5)
	parked string // SQL for a value that no record has, where the column is unique
}

var departments = table[directory.Department]{
	name: "departments",
	id:   func(d *directory.Department) int64 { return d.ID },
	columns: []column[directory.Department]{
		{name: "parent_id", value: func(d *directory.Department) any { return orNull(d.ParentID) }},
		{name: "code", value: func(d *directory.Department) any { return orNull(d.Code) }, unique: true, parked: "NULL"},
		{name: "name", value: func(d *directory.Department) any { return d.Name }},
		{name: "sort_order", value: func(d *directory.Department) any { return d.SortOrder }},
		{name: "cybozu_id", value: func(d *directory.Department) any { return orNull(int64(d.CybozuID)) }, unique: true, parked: "NULL"},
		{name: "former_link", value: func(d *directory.Department) any { return bit(d.FormerLink) }},
	},
}

var users = table[directory.User]{
	name: "users",
	id:   func(u *directory.User) int64 { return u.ID },
	columns: []column[directory.User]{
		// A control character is in no login name (U12).
		{name: "login_name", value: func(u *directory.User) any { return u.LoginName }, unique: true, parked: "char(1) || id"},
		{name: "name", value: func(u *directory.User) any { return u.Name }},
		{name: "reading", value: func(u *directory.User) any { return u.Reading }},
		{name: "email", value: func(u *directory.User) any { return orNull(u.Email) }, unique: true, nocase: true, parked: "NULL"},
		{name: "phone", value: func(u *directory.User) any { return u.Phone }},
		{name: "memo", value: func(u *directory.User) any { return u.Memo }},
		{name: "sort_order", value: func(u *directory.User) any {
			if !u.SortOrder.Valid {
				return nil
			}
			return u.SortOrder.Value
		}},
		{name: "suspended", value: func(u *directory.User) any { return bit(u.Suspended) }},
		{name: "password_hash", value: func(u *directory.User) any { return orNull(u.PasswordHash) }},
		{name: "cybozu_id", value: func(u *directory.User) any { return orNull(int64(u.CybozuID)) }, unique: true, parked: "NULL"},
		{name: "former_link", value: func(u *directory.User) any { return bit(u.FormerLink) }},
	},
}

func orNull[V comparable](v V) any {
	var zero V
	if v == zero {
		return nil
	}
	return v
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// deleteRecords deletes what the changes delete.
func (tab *table[T]) deleteRecords(ctx context.Context, t *tx, changes []directory.Change[T]) error {
	var ids []any
	for _, c := range changes {
		if c.After == nil {
			ids = append(ids, tab.id(c.Before))
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
	for _, col := range tab.columns {
		if !col.unique {
			continue
		}
		holders := map[any]int64{} // of values that are given up
		for _, c := range changes {
			if c.Before == nil || c.After == nil {
				continue
			}
			if v := col.value(c.Before); v != nil && v != col.value(c.After) {
				holders[col.key(v)] = tab.id(c.Before)
			}
		}
		if len(holders) == 0 {
			continue
		}
		query := "UPDATE " + tab.name + " SET " + col.name + " = " + col.parked + " WHERE id = ?"
		for _, c := range changes {
			if c.After == nil {
				continue
			}
			holder, held := holders[col.key(col.value(c.After))]
			if !held {
				continue
			}
			if err := t.change(ctx, 1, query, holder); err != nil {
				return fmt.Errorf("free %s of %s %d: %w", col.name, tab.name, holder, err)
			}
		}
	}
	return nil
}

// key makes of values that are one to the database one here, and of no others: the
// holder of one is parked alone.
func (col *column[T]) key(v any) any {
	if text, ok := v.(string); ok && col.nocase {
		return directory.FoldEmail(text)
	}
	return v
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
		names = append(names, col.name)
	}
	err := t.insert(ctx, tab.name, names, len(created), func(i int, values []driver.NamedValue) {
		values[0].Value = tab.id(created[i])
		for k, col := range tab.columns {
			v := col.value(created[i])
			if v == nil {
				v = defaults[col.name]
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
		for _, col := range tab.columns {
			if v := col.value(c.After); v != col.value(c.Before) {
				set = append(set, col.name+" = ?")
				args = append(args, v)
			}
		}
		if len(set) == 0 {
			continue // memberships alone
		}
		query := "UPDATE " + tab.name + " SET " + strings.Join(set, ", ") + " WHERE id = ?"
		if err := t.change(ctx, 1, query, append(args, tab.id(c.After))...); err != nil {
			return fmt.Errorf("update %s %d: %w", tab.name, tab.id(c.After), err)
		}
	}
	return nil
}
