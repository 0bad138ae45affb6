package storage

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SQLite keeps no checksums: a damaged page whose cells still parse reads as other names
// and numbers. So from this version of the schema on, each column of each table lies once
// more in an index. SQLite keeps that up to date, whoever writes; its integrity_check
// compares the two, row by row; and where pages of the one are lost, the other is read.
const doubledSince = 4

const doubleSuffix = "_again" // ends the name of such an index

// double gives an index to every table that has none with all of its columns.
func (t *tx) double(ctx context.Context) error {
	tables, err := tablesIn(ctx, t.conn)
	if err != nil {
		return err
	}
	for _, tab := range tables {
		if tab.index != "" {
			continue
		}
		var columns []string
		for _, c := range tab.columns {
			columns = append(columns, c.name+" COLLATE BINARY")
		}
		err := t.exec(ctx, fmt.Sprintf("CREATE INDEX %s%s ON %s(%s)", tab.name, doubleSuffix, tab.name, strings.Join(columns, ", ")))
		if err != nil {
			return fmt.Errorf("double %s: %w", tab.name, err)
		}
	}
	return nil
}

// undouble drops those indexes, so that columns can be dropped and added.
func (t *tx) undouble(ctx context.Context) error {
	names, err := texts(ctx, t.conn, "SELECT name FROM sqlite_schema WHERE type = 'index' AND substr(name, -?) = ?", len(doubleSuffix), doubleSuffix)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := t.exec(ctx, "DROP INDEX "+name); err != nil {
			return err
		}
	}
	return nil
}

// tableIn is a table of a file.
type tableIn struct {
	name    string
	columns []columnIn // those of the key first
	index   string     // one that has all columns; empty: none
	itself  string     // SQL that reads the table, and no index of it
	order   []string   // of that index: its columns
}

type columnIn struct {
	name    string
	kind    string // "TEXT" or "INTEGER"
	filled  bool   // NOT NULL
	initial string // SQL of what a row has that says nothing
	key     bool
}

// tablesIn are the tables of a file but for SQLite's own.
func tablesIn(ctx context.Context, q querier) ([]tableIn, error) {
	names, err := texts(ctx, q, `SELECT name FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	var tables []tableIn
	for _, name := range names {
		tab := tableIn{name: name}
		err := each(ctx, q, `SELECT name, type, "notnull", coalesce(dflt_value, 'NULL'), pk FROM pragma_table_info(?) ORDER BY pk = 0, pk, cid`,
			func(rows *sql.Rows) error {
				var c columnIn
				var key int
				err := rows.Scan(&c.name, &c.kind, &c.filled, &c.initial, &key)
				c.key = key > 0
				tab.columns = append(tab.columns, c)
				return err
			}, name)
		if err != nil {
			return nil, err
		}
		if err := tab.findDouble(ctx, q); err != nil {
			return nil, err
		}
		tables = append(tables, tab)
	}
	return tables, nil
}

// findDouble finds an index that has all columns, compared byte by byte, and the way to the
// table beside it.
func (tab *tableIn) findDouble(ctx context.Context, q querier) error {
	// Of a table without a rowid, NOT INDEXED reads an index that has all columns.
	tab.itself = "NOT INDEXED"
	err := each(ctx, q, `SELECT i.name FROM pragma_table_list(?) t, pragma_index_list(t.name) i
		WHERE t.schema = 'main' AND t.wr AND i.origin = 'pk'`,
		func(rows *sql.Rows) error {
			var key string
			err := rows.Scan(&key)
			tab.itself = "INDEXED BY " + key
			return err
		}, tab.name)
	if err != nil {
		return err
	}
	orders := map[string][]string{}
	err = each(ctx, q, `SELECT i.name, c.name FROM pragma_index_list(?) i, pragma_index_xinfo(i.name) c
		WHERE i.origin = 'c' AND c.cid >= 0 AND c.coll = 'BINARY' AND NOT i.partial ORDER BY i.name, c.seqno`,
		func(rows *sql.Rows) error {
			var index, column string
			err := rows.Scan(&index, &column)
			orders[index] = append(orders[index], column)
			return err
		}, tab.name)
	for _, index := range slices.Sorted(maps.Keys(orders)) {
		without := func(c columnIn) bool { return !slices.Contains(orders[index], c.name) }
		if tab.index == "" && !slices.ContainsFunc(tab.columns, without) {
			tab.index, tab.order = index, orders[index]
		}
	}
	return err
}

func (tab *tableIn) keys() (names []string) {
	for _, c := range tab.columns {
		if c.key {
			names = append(names, c.name)
		}
	}
	return names
}
