package views

import "anpisync/views/kit"

// The lists of each screen, and the field that searches in it, for the commands that are
// about these.

func (p *people) lists() []*kit.Grid       { return []*kit.Grid{p.shownGrid()} }
func (h *history) lists() []*kit.Grid      { return []*kit.Grid{h.grid, h.changes.grid} }
func (h *history) searchField() *kit.Entry { return h.changes.search }
func (s *settings) lists() []*kit.Grid     { return []*kit.Grid{s.excluded} }
func (c *csvScreen) lists() []*kit.Grid    { return []*kit.Grid{c.formats.grid} }

func (p *people) searchField() *kit.Entry {
	if p.chart.shown() {
		return p.chart.seek
	}
	return p.search
}

func (v *preview) lists() []*kit.Grid {
	if b, ok := v.body.(listing); ok {
		return b.lists()
	}
	return nil
}

func (v *preview) searchField() *kit.Entry { return v.body.search() }
func (b *changesBody) lists() []*kit.Grid  { return []*kit.Grid{b.changes.grid} }
func (b *problemsBody) lists() []*kit.Grid { return []*kit.Grid{b.grid} }
