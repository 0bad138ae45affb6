package reconcile_test

import (
	"slices"
	"strings"

	"anpisync/reconcile/directory"
)

// tree draws the departments in the order of D7.
func tree(d *directory.Directory) string {
	below := map[int64][]department{}
	for _, dep := range d.Departments {
		below[dep.ParentID] = append(below[dep.ParentID], dep)
	}
	var b strings.Builder
	var draw func(parent int64, indent string)
	draw = func(parent int64, indent string) {
		slices.SortFunc(below[parent], func(a, b department) int { return directory.CompareSiblings(&a, &b) })
		for _, dep := range below[parent] {
			b.WriteString(indent + dep.Name + "\n")
			draw(dep.ID, indent+" ")
		}
	}
	draw(0, "")
	return b.String()
}
