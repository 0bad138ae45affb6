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
