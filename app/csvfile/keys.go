package csvfile

import "anpisync/reconcile"

// keys are the positions of records by login name or code, as a file has them.
type keys map[string]int

func newKeys(size int) keys { return make(keys, size) }

func (k keys) add(key string, at int) { k[written(key)] = at }

// find returns where the record of a cell is, or what a new one's key would be; empty:
// the cell has none. What is found to the letter goes before what is when cleaned.
func (k keys) find(cell string) (at int, key string, found bool) {
	if at, found = k[cell]; found {
		return at, cell, true
	}
	key = reconcile.Clean(cell)
	at, found = k[key]
	return at, key, found
}

// find gives the record that the row names in a column, or what a new one's key would be;
// false: the row has none, or another row has named the record already.
func (s *sheet) find(k keys, c Column, cell string, named func(at int) place) (at int, key string, found, ok bool) {
	at, key, found = k.find(cell)
	switch {
	case key == "" && !found:
		s.fail(c, ErrorRequired)
	case found && named(at).line != 0:
		s.add(LineError{Column: c, Kind: ErrorTwice, Value: cell, Other: named(at).line})
	default:
		return at, key, found, true
	}
	return 0, "", found, false
}
