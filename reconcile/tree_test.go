package reconcile_test

import (
	"strings"

	"anpisync/reconcile/directory"
)

// tree draws the departments in the order of D7.
func tree(d *directory.Directory) string {
	var b strings.Builder
	for dep, level := range directory.NewTree(d.Departments).All() {
		b.WriteString(strings.Repeat(" ", level) + dep.Name + "\n")
	}
	return b.String()
}
