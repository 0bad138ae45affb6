package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// imported are the memberships of an imported user: those of cybozu.com, and of the
// earlier ones those in departments that are local after this import (M1), and were
// before: those whose link this import drops are left (I4). Of those in what is hidden
// nobody knows, so that they stay (M5). What is left out at cybozu.com has no department
// here (U13). They are appended to buf.
func (d *departments) imported(buf []int64, a *account, earlier []int64) []int64 {
	for _, organization := range a.as.Organizations {
		if id, ok := d.of[directory.CybozuID(organization)]; ok {
			buf = append(buf, id)
		}
	}
	for _, id := range earlier {
		if d.lasting[id] {
			buf = append(buf, id)
		}
	}
	slices.Sort(buf)
	return slices.Compact(buf)
}

// outlast are the departments in which memberships outlast an import: what is local after it
// and was before (M1), and what is hidden (M5).
func (d *departments) outlast() map[int64]bool {
	lasting := map[int64]bool{}
	for i := range d.fates {
		if dep := &d.base.stored.Departments[i]; d.fates[i].hidden || d.stays(i) && !dep.Linked() {
			lasting[dep.ID] = true
		}
	}
	return lasting
}

// remaining are the memberships of a user who is not imported: those in departments
// that are not deleted (M3).
func (d *departments) remaining(earlier []int64) []int64 {
	if !slices.ContainsFunc(earlier, d.isDeleted) {
		return earlier
	}
	return slices.DeleteFunc(slices.Clone(earlier), d.isDeleted)
}

func (d *departments) isDeleted(id int64) bool {
	i, ok := d.positions[id]
	return ok && d.fates[i].deleted
}
