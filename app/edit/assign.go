package edit

import (
	"slices"

	"anpisync/reconcile/directory"
)

// Assign puts users into a department, and takes them out of others that they were in. What
// an import owns of this (U7), the next one writes over.
func Assign(ids []int64, to int64, from ...int64) Edit {
	return func(t *Draft) error {
		if t.department(to) < 0 {
			return userError(KindGone, directory.FieldDepartments)
		}
		for _, id := range ids {
			i := t.user(id)
			if i < 0 {
				return userError(KindGone, directory.FieldLogin)
			}
			kept := []int64{to}
			for _, d := range t.d.Users[i].Departments {
				if !slices.Contains(from, d) {
					kept = append(kept, d)
				}
			}
			slices.Sort(kept)
			t.d.Users[i].Departments = slices.Compact(kept)
		}
		return nil
	}
}
