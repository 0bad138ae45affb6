package directory

// Line is what a line of the history did to what was there before it: nothing but add
// its changes, or take others back (I10).
type Line struct {
	ID     int64
	Kind   ImportKind
	Undoes int64 // for ImportUndo: the line whose before it restored; for ImportEdit: the edit that it took back; 0: none
}

// Holding says which lines still have a part in what is there now. lines are all that
// were written, in ascending id.
//
// From the newest it goes back from state to state: a line leads to the one before it,
// an undo to the one before the line that it undid. The lines on this way hold, unless
// one that holds has taken them back; so an undo of an undo brings others back, and so
// does taking back what took an edit back.
func Holding(lines []Line) map[int64]bool {
	hold, takenBack := map[int64]bool{}, map[int64]bool{}
	for i := len(lines) - 1; i >= 0; {
		l := lines[i]
		hold[l.ID] = !takenBack[l.ID]
		last := l.ID
		switch {
		case l.Kind == ImportUndo && l.Undoes != 0:
			last = l.Undoes
		case hold[l.ID]:
			takenBack[l.Undoes] = true
		}
		for i >= 0 && lines[i].ID >= last {
			i--
		}
	}
	return hold
}
