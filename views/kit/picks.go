package kit

import (
	"maps"
	"slices"
)

// keyed is a list whose rows have keys that outlive their places.
type keyed interface {
	Len() int
	Key(row int) int64
}

// picks is which rows of a list are selected, and where the cursor is. Rows are
// remembered by key, so that they stay selected when the list is sorted, filtered or
// read again.
type picks struct {
	rows   keyed
	keys   map[int64]struct{}
	at     int // the row with the cursor; -1: none yet
	anchor int // where a range begins that Shift extends
	single bool
	sticky bool // what is selected stays so, rows that are not shown too
}

func (p *picks) valid(row int) bool { return row >= 0 && row < p.rows.Len() }

func (p *picks) has(row int) bool {
	if len(p.keys) == 0 {
		return false
	}
	_, ok := p.keys[p.rows.Key(row)]
	return ok
}

// move puts the cursor on a row and selects nothing.
func (p *picks) move(row int) {
	if p.valid(row) {
		p.at, p.anchor = row, row
	}
}

// only selects one row.
func (p *picks) only(row int) {
	if !p.valid(row) {
		return
	}
	p.move(row)
	p.keys = map[int64]struct{}{p.rows.Key(row): {}}
}

// toggle selects a row or not, and leaves the others as they are.
func (p *picks) toggle(row int) {
	if !p.valid(row) {
		return
	}
	if p.single && !p.has(row) {
		p.only(row)
		return
	}
	p.move(row)
	key := p.rows.Key(row)
	if p.has(row) {
		delete(p.keys, key)
		return
	}
	if p.keys == nil {
		p.keys = make(map[int64]struct{})
	}
	p.keys[key] = struct{}{}
}

// through selects all from the anchor to a row, and nothing else.
func (p *picks) through(row int) {
	if !p.valid(row) {
		return
	}
	if p.single || !p.valid(p.anchor) {
		p.only(row)
		return
	}
	p.at = row
	from, to := min(p.anchor, row), max(p.anchor, row)
	p.keys = make(map[int64]struct{}, to-from+1)
	for i := from; i <= to; i++ {
		p.keys[p.rows.Key(i)] = struct{}{}
	}
}

func (p *picks) all() {
	if p.single {
		return
	}
	n := p.rows.Len()
	p.keys = make(map[int64]struct{}, n)
	for i := range n {
		p.keys[p.rows.Key(i)] = struct{}{}
	}
}

func (p *picks) none() { p.keys = nil }

// list returns the selected keys in the order of the rows.
func (p *picks) list() []int64 {
	if len(p.keys) == 0 {
		return nil
	}
	list := make([]int64, 0, len(p.keys))
	for i := range p.rows.Len() {
		if p.has(i) {
			list = append(list, p.rows.Key(i))
		}
	}
	return list
}

// rebase goes over to other rows: what is not among them is not selected any more, since nobody
// sees that it is. It also returns the new places of some keys, -1 for those gone.
func (p *picks) rebase(rows keyed, seek ...int64) (places []int, lost bool) {
	var atKey, anchorKey int64
	hadAt, hadAnchor := p.rows != nil && p.valid(p.at), p.rows != nil && p.valid(p.anchor)
	if hadAt {
		atKey = p.rows.Key(p.at)
	}
	if hadAnchor {
		anchorKey = p.rows.Key(p.anchor)
	}
	oldAt, before := p.at, p.keys
	p.rows, p.at, p.anchor, p.keys = rows, -1, -1, nil
	if p.sticky {
		p.keys = before
	}
	places = slices.Repeat([]int{-1}, len(seek))
	for i := range rows.Len() {
		key := rows.Key(i)
		if hadAt && key == atKey {
			p.at = i
		}
		if hadAnchor && key == anchorKey {
			p.anchor = i
		}
		if at := slices.Index(seek, key); at >= 0 {
			places[at] = i
		}
		if _, ok := before[key]; ok {
			if p.keys == nil {
				p.keys = make(map[int64]struct{}, len(before))
			}
			p.keys[key] = struct{}{}
		}
	}
	if hadAt && p.at < 0 {
		p.at = min(oldAt, rows.Len()-1)
	}
	if p.anchor < 0 {
		p.anchor = p.at
	}
	return places, !maps.Equal(before, p.keys)
}
