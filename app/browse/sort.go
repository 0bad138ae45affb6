package browse

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Sort is a column by which rows are sorted. The empty come last in both directions.
type Sort struct {
	Column     int // its place
	Descending bool
}

// order is all rows in the order of one column; made when first asked for.
type order struct {
	once   sync.Once
	rows   []int32
	starts bitset // places in rows where another key than the one before begins
	empty  int    // the place where those without a key begin

	ranked sync.Once
	ranks  []int32 // of each row; the same for equal keys
}

// sortKey is what a row is sorted by. Most comparisons end with the first sixteen bytes
// of its text, which are kept as two numbers: to move a pointer costs more.
type sortKey struct {
	high, low uint64
	row       int32
	size      int32 // of the text
}

func emptyKey(row int) sortKey { return sortKey{high: math.MaxUint64, row: int32(row)} }

func (k sortKey) isEmpty() bool { return k.high == math.MaxUint64 } // no byte of a text is FF

const keyBytes = 16

func textKey(row int, text string) sortKey {
	if text == "" {
		return emptyKey(row)
	}
	var first [keyBytes]byte
	copy(first[:], text)
	return sortKey{binary.BigEndian.Uint64(first[:8]), binary.BigEndian.Uint64(first[8:]), int32(row), int32(len(text))}
}

// sortKeys are those of all rows, and the texts behind them; nil where numbers tell all.
type sortKeys struct {
	keys  []sortKey
	texts []string
}

func newSortKeys(rows int) *sortKeys { return &sortKeys{keys: make([]sortKey, rows)} }

// setText makes a text the key of a row.
func (s *sortKeys) setText(row int, text string) {
	if s.texts == nil {
		s.texts = make([]string, len(s.keys))
	}
	s.keys[row], s.texts[row] = textKey(row, text), text
}

// compare compares without the rows.
func (s *sortKeys) compare(a, b sortKey) int {
	switch {
	case a.high != b.high:
		return cmp.Compare(a.high, b.high)
	case a.low != b.low:
		return cmp.Compare(a.low, b.low)
	case a.size <= keyBytes && b.size <= keyBytes:
		return cmp.Compare(a.size, b.size) // a NUL at the end is no padding
	}
	return strings.Compare(s.texts[a.row], s.texts[b.row])
}

func (m *Model) order(column int) *order {
	o := &m.orders[column]
	o.once.Do(func() {
		s := newSortKeys(len(m.rows))
		if special := m.columns[column].keys; special != nil {
			special(m, s)
		} else {
			for i := range m.rows {
				s.setText(i, Fold(m.columns[column].Text(&m.rows[i])))
			}
		}
		o.sort(s)
	})
	return o
}

func (o *order) sort(s *sortKeys) {
	keys := s.keys
	slices.SortFunc(keys, func(a, b sortKey) int {
		if c := s.compare(a, b); c != 0 {
			return c
		}
		return cmp.Compare(a.row, b.row)
	})
	o.rows = make([]int32, len(keys))
	o.starts = newBitset(len(keys))
	o.empty = len(keys)
	for i, k := range keys {
		o.rows[i] = k.row
		if k.isEmpty() {
			o.empty = min(o.empty, i)
		}
		if i == 0 || s.compare(k, keys[i-1]) != 0 {
			o.starts.set(int32(i))
		}
	}
}

// walk visits all rows, those with equal keys together, by their id in both directions.
func (o *order) walk(descending bool, visit func(rows []int32)) {
	if !descending {
		o.forth(0, len(o.rows), visit)
		return
	}
	for end := o.empty; end > 0; {
		start := end - 1
		for !o.starts.has(int32(start)) {
			start--
		}
		visit(o.rows[start:end])
		end = start
	}
	o.forth(o.empty, len(o.rows), visit)
}

func (o *order) forth(start, stop int, visit func(rows []int32)) {
	for start < stop {
		end := start + 1
		for end < stop && !o.starts.has(int32(end)) {
			end++
		}
		visit(o.rows[start:end])
		start = end
	}
}

// rank is the place of each row, the same for equal keys, the last for empty ones.
func (o *order) rank(descending bool) func(row int32) int32 {
	o.ranked.Do(func() {
		o.ranks = make([]int32, len(o.rows))
		at := int32(0)
		o.forth(0, len(o.rows), func(rows []int32) {
			at++
			for _, row := range rows {
				o.ranks[row] = at
			}
		})
	})
	if !descending {
		return func(row int32) int32 { return o.ranks[row] }
	}
	last := int32(math.MaxInt32)
	if o.empty < len(o.rows) {
		last = o.ranks[o.rows[o.empty]]
	}
	return func(row int32) int32 {
		if r := o.ranks[row]; r < last {
			return -r
		}
		return last
	}
}

// homeKeys are departments by their place in the tree.
func (m *Model) homeKeys(s *sortKeys) {
	for i, r := range m.rows {
		s.keys[i] = sortKey{high: uint64(r.home), low: uint64(len(r.User.Departments)), row: int32(i)}
		if int(r.home) == len(m.nodes) {
			s.keys[i] = emptyKey(i)
		}
	}
}

func (m *Model) stateKeys(s *sortKeys) {
	for i, r := range m.rows {
		s.keys[i] = sortKey{high: uint64(states - r.state), row: int32(i)}
		if r.state == 0 {
			s.keys[i] = emptyKey(i)
		}
	}
}

// readingKeys are readings by their kana. It makes one text of all, since one piece of memory is had more quickly
// than 100,000.
func (m *Model) readingKeys(s *sortKeys) {
	size := 0
	for i := range m.rows {
		size += 2*len(m.rows[i].User.Reading) + 1
	}
	all := make([]byte, 0, size)
	ends := make([]int, len(m.rows))
	var folder folder
	var folded []byte
	for i := range m.rows {
		folded = folder.append(folded[:0], m.rows[i].User.Reading)
		all = appendKanaKey(all, folded)
		ends[i] = len(all)
	}
	text, start := string(all), 0
	for i, end := range ends {
		s.setText(i, text[start:end])
		start = end
	}
}

// The kana from ぁ to ゖ, what each is sorted as, and its vowel. Dictionaries compare
// without voicing and size first, and take ー for the vowel before it (JIS X 4061).
const (
	firstKana = 'ぁ'
	lastKana  = 'ゖ'
	plainKana = "ああいいううええおお" + "かかききくくけけここ" + "ささししすすせせそそ" + "たたちちつつつててとと" + "なにぬねの" +
		"はははひひひふふふへへへほほほ" + "まみむめも" + "ややゆゆよよ" + "らりるれろ" + "わわゐゑをん" + "うかけ"
	vowels = "ああいいううええおお" + "ああいいううええおお" + "ああいいううええおお" + "ああいいうううええおお" + "あいうえお" +
		"あああいいいうううえええおおお" + "あいうえお" + "ああううおお" + "あいうえお" + "ああいえおん" + "うあえ"
)

var plainRunes, vowelRunes = []rune(plainKana), []rune(vowels)

// appendKanaKey puts the kana of a folded text into the order of dictionaries: first
// without voicing and size, then with them.
func appendKanaKey(key, folded []byte) []byte {
	if len(folded) == 0 {
		return key
	}
	vowel := 'ー'
	for _, r := range string(folded) {
		switch {
		case firstKana <= r && r <= lastKana:
			key = utf8.AppendRune(key, plainRunes[r-firstKana])
			vowel = vowelRunes[r-firstKana]
		case r == 'ー':
			key = utf8.AppendRune(key, vowel)
		default:
			key = utf8.AppendRune(key, r)
			vowel = 'ー'
		}
	}
	key = append(key, 0)
	return append(key, folded...)
}
