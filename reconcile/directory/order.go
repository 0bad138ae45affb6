package directory

import "cmp"

// CompareSiblings is the order in which departments with one parent are shown (D7):
// linked before local, then by their order, then by id.
func CompareSiblings(a, b *Department) int {
	if a.Linked() != b.Linked() {
		if a.Linked() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.SortOrder, b.SortOrder), cmp.Compare(a.ID, b.ID))
}
