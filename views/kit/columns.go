package kit

// A Column of a list is drawn in a [Grid] and says what its cells tell of an item.
// Columns are all of one list, from left to right.
type Columns[T any] []struct {
	GridColumn
	Of func(item *T) Cell
}

// Grid makes an empty list with the columns, as [NewGrid] does.
func (c Columns[T]) Grid(empty string) *Grid {
	columns := make([]GridColumn, len(c))
	for i := range c {
		columns[i] = c[i].GridColumn
	}
	return NewGrid(columns, empty)
}

// Rows are items as the Grid shows them, each by its place, or by its key if there is a
// function for that. They stay the caller's, who must not change them.
func (c Columns[T]) Rows(items []T, key func(item *T) int64) Rows {
	return columnRows[T]{c, items, key}
}

type columnRows[T any] struct {
	columns Columns[T]
	items   []T
	key     func(item *T) int64 // nil: the place
}

func (r columnRows[T]) Len() int { return len(r.items) }

func (r columnRows[T]) Key(row int) int64 {
	if r.key == nil {
		return int64(row)
	}
	return r.key(&r.items[row])
}

func (r columnRows[T]) Cell(row, column int) Cell { return r.columns[column].Of(&r.items[row]) }
