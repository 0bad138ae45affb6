package browse

import (
	"bytes"

	"anpisync/reconcile/directory"
)

// haystack is the Loose text of all rows in one, so that a search is one pass over
// memory. Every field ends with a NUL, which no word holds. The zero value has no rows.
type haystack struct {
	text   []byte
	ends   []int // where each row ends
	folder folder
}

// newHaystack has room for rows with so many bytes of text.
func newHaystack(rows, size int) haystack {
	return haystack{text: make([]byte, 0, size), ends: make([]int, 0, rows)}
}

func (h *haystack) add(field string) { h.text = append(h.folder.appendLoose(h.text, field), 0) }

// addLoose adds a field that is in that form already.
func (h *haystack) addLoose(field string) { h.text = append(append(h.text, field...), 0) }

func (h *haystack) endRow() { h.ends = append(h.ends, len(h.text)) }

// find are the rows in which every word is, in whatever field.
func (h *haystack) find(words []string) bitset {
	found := newBitset(len(h.ends))
	found.fill()
	for _, word := range words {
		found.keep(h.findWord([]byte(word)))
	}
	return found
}

func (h *haystack) findWord(word []byte) bitset {
	found := newBitset(len(h.ends))
	row := 0
	for at := 0; ; at = h.ends[row] {
		i := bytes.Index(h.text[at:], word)
		if i < 0 {
			return found
		}
		for h.ends[row] <= at+i {
			row++
		}
		found.set(int32(row))
	}
}

// index prepares the search: what is listed, and all of a user's departments.
func (m *Model) index() {
	m.indexed.Do(func() {
		var texts []func(*directory.User) *string
		for _, f := range m.directory.Options.UserFields() {
			if f.Listed {
				texts = append(texts, f.Text)
			}
		}
		size := 0
		for i := range m.rows {
			for _, text := range texts {
				size += len(*text(m.rows[i].User)) + 1
			}
			size += len(m.rows[i].Departments) + 1
		}
		names := make([]string, len(m.nodes))
		for i := range m.nodes {
			names[i] = Loose(m.nodes[i].Name)
		}
		h := newHaystack(len(m.rows), size+size/8)
		for i := range m.rows {
			u := m.rows[i].User
			for _, text := range texts {
				h.add(*text(u))
			}
			for _, id := range u.Departments {
				if n := m.Node(id); n != nil {
					h.addLoose(names[n.at])
				}
			}
			h.endRow()
		}
		m.haystack = h
	})
}
