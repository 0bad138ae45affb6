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

// order is all rows in the order of one column; made when first asked for.
type order struct {
	once   sync.Once
	rows   []int32
	starts bitset // places in rows where another key than the one before begins
}

// sortKey is what a row is sorted by. Most comparisons end with the first sixteen bytes
// of the text, which are kept as two numbers.
type sortKey struct {
	high, low uint64
	text      string
	row       int32
}

func textKey(row int, text string) sortKey {
	if text == "" {
		return sortKey{high: math.MaxUint64, row: int32(row)} // empty ones come last
	}
	var first [16]byte
	copy(first[:], text)
	return sortKey{binary.BigEndian.Uint64(first[:8]), binary.BigEndian.Uint64(first[8:]), text, int32(row)}
}

// compare compares without the rows.
func (k sortKey) compare(other sortKey) int {
	switch {
	case k.high != other.high:
		return cmp.Compare(k.high, other.high)
	case k.low != other.low:
		return cmp.Compare(k.low, other.low)
	case len(k.text) <= 16 && len(other.text) <= 16:
		return cmp.Compare(len(k.text), len(other.text)) // a NUL at the end is no padding
	}
	return strings.Compare(k.text, other.text)
}

func (m *Model) order(column int) *order {
	o := &m.orders[column]
	o.once.Do(func() {
		keys := make([]sortKey, len(m.rows))
		if special := columns[column].keys; special != nil {
			special(m, keys)
		} else {
			for i := range m.rows {
				keys[i] = textKey(i, Fold(columns[column].Text(&m.rows[i])))
			}
		}
		o.sort(keys)
	})
	return o
}

func (o *order) sort(keys []sortKey) {
	slices.SortFunc(keys, func(a, b sortKey) int {
		if c := a.compare(b); c != 0 {
			return c
		}
		return cmp.Compare(a.row, b.row)
	})
	o.rows = make([]int32, len(keys))
	o.starts = newBitset(len(keys))
	for i, k := range keys {
		o.rows[i] = k.row
		if i == 0 || k.compare(keys[i-1]) != 0 {
			o.starts.set(int32(i))
		}
	}
}

// walk visits all rows. Those with the same key come by their id in both directions.
func (o *order) walk(descending bool, visit func(row int32)) {
	if !descending {
		for _, row := range o.rows {
			visit(row)
		}
		return
	}
	for end := len(o.rows); end > 0; {
		start := end - 1
		for !o.starts.has(int32(start)) {
			start--
		}
		for _, row := range o.rows[start:end] {
			visit(row)
		}
		end = start
	}
}

// homeKeys are departments by their place in the tree.
func (m *Model) homeKeys(keys []sortKey) {
	for i, r := range m.rows {
		keys[i] = sortKey{high: uint64(r.home), low: uint64(len(r.User.Departments)), row: int32(i)}
	}
}

func (m *Model) stateKeys(keys []sortKey) {
	for i, r := range m.rows {
		keys[i] = sortKey{high: uint64(states - r.state), row: int32(i)}
	}
}

// readingKeys are readings by their kana. It makes one text of all, since one piece of memory is had more quickly
// than 100,000.
func (m *Model) readingKeys(keys []sortKey) {
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
		keys[i] = textKey(i, text[start:end])
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
