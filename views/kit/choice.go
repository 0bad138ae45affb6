package kit

import "fyne.io/fyne/v2"

// choice is one of several options that is chosen, as a Radio, a Select and Filters have.
type choice struct {
	self    fyne.Widget
	chosen  int
	options func() int // how many there are
	changed func(int)
}

// Chosen is the index of the option that is chosen.
func (c *choice) Chosen() int { return c.chosen }

// Choose chooses an option, and reports a change.
func (c *choice) Choose(option int) {
	if option == c.chosen || option < 0 || option >= c.options() {
		return
	}
	c.chosen = option
	c.self.Refresh()
	if c.changed != nil {
		c.changed(option)
	}
}
