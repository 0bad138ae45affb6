package views

import (
	"anpisync/app/browse"
	"anpisync/views/kit"
)

// hits marks what a search found, in the form that the list draws. It uses its memory
// again: a cell is drawn before the next one is asked for.
type hits struct {
	finder *browse.Highlighter
	room   []kit.Hit
}

func newHits(search string) *hits { return &hits{finder: browse.NewHighlighter(search)} }

// in finds nothing where there was no search, or no hits at all.
func (h *hits) in(text string) []kit.Hit {
	if h == nil || h.finder == nil {
		return nil
	}
	h.room = h.room[:0]
	for _, r := range h.finder.Hits(text) {
		h.room = append(h.room, kit.Hit{From: r.Start, To: r.End})
	}
	return h.room
}
