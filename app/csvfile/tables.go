package csvfile

import (
	"context"
	"slices"
	"sort"
	"strings"

	"anpisync/reconcile/directory"
)

// Table is what another reader has made of a file: rows under columns of ours.
type Table struct {
	Kind    Kind
	Columns []Column
	Rows    [][]string
	Lines   []int // where the rows stand in the file, from 1
}

// ReadTables reads tables as one edit of now, as [Read] does a workbook: departments before
// users before memberships. Errors name lines of the file.
func ReadTables(ctx context.Context, now *directory.Directory, o ReadOptions, tables ...Table) (*Edit, error) {
	return readTables(ctx, now, o, func(k Kind) *table {
		at := slices.IndexFunc(tables, func(t Table) bool { return t.Kind == k })
		if at < 0 {
			return nil
		}
		t := &tables[at]
		head := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			head[i] = string(c)
		}
		return &table{slices.Concat([][]string{head}, t.Rows), t.places}
	})
}

// places puts the lines of the file in the place of those of the table, where a row with
// cells of several lines has as many.
func (t *Table) places(errs Errors) Errors {
	starts := make([]int, len(t.Rows))
	at := 2 // the header is 1
	for i, row := range t.Rows {
		starts[i] = at
		at++
		for _, cell := range row {
			at += strings.Count(cell, "\n")
		}
	}
	place := func(line int) int {
		if i := sort.SearchInts(starts, line+1) - 1; i >= 0 {
			return t.Lines[i]
		}
		return 1
	}
	for i := range errs {
		e := &errs[i]
		e.Line, e.Row = place(e.Line), 0
		if e.Other != 0 {
			e.Other = place(e.Other)
		}
	}
	return errs
}

// Then is the directory as the file has it, before its passwords are hashed.
func (e *Edit) Then() *directory.Directory { return e.then }
