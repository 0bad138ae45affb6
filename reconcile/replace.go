package reconcile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"anpisync/reconcile/directory"
)

// Replacement is what becomes of those who are here when another directory takes the
// place of this one, as a Plan to be judged ([Guards]) and not to be applied, since the
// records of the other have ids of their own. Who is the same is told by the link, where
// one cybozu.com is linked here and there, else by login name; departments by link, by
// code, and by where they stand.
func Replacement(now, other *directory.Directory) *directory.Plan {
	oneDomain := now.Domain == other.Domain
	departments := identify(knownDepartments(now, oneDomain), knownDepartments(other, oneDomain), now.NextDepartmentID)
	users := identify(knownUsers(now, oneDomain), knownUsers(other, oneDomain), now.NextUserID)

	then := *other
	then.Departments, then.Users = slices.Clone(other.Departments), slices.Clone(other.Users)
	for i := range then.Departments {
		d := &then.Departments[i]
		d.ID, d.ParentID = departments[d.ID], departments[d.ParentID]
	}
	for i := range then.Users {
		u := &then.Users[i]
		u.ID = users[u.ID]
		in := make([]int64, len(u.Departments))
		for k, id := range u.Departments {
			in[k] = departments[id]
		}
		slices.Sort(in)
		u.Departments = in
	}
	slices.SortFunc(then.Departments, func(a, b directory.Department) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(then.Users, func(a, b directory.User) int { return cmp.Compare(a.ID, b.ID) })
	return directory.Diff(now, &then)
}

// known is a record with what it is known by, the surest first; "" is nothing.
type known struct {
	id int64
	by [3]string
}

func knownDepartments(d *directory.Directory, linked bool) []known {
	tree := directory.NewTree(d.Departments)
	all := make([]known, len(d.Departments))
	for i := range d.Departments {
		dep := &d.Departments[i]
		path := tree.Path(dep.ID)
		path[0] = "" // 最上位部署, whatever it is called (D1)
		all[i] = known{dep.ID, [...]string{knownLink(dep.CybozuID, linked), Clean(dep.Code), "\x00" + strings.Join(path, "\x00")}}
	}
	return all
}

func knownUsers(d *directory.Directory, linked bool) []known {
	all := make([]known, len(d.Users))
	for i := range d.Users {
		u := &d.Users[i]
		all[i] = known{u.ID, [3]string{knownLink(u.CybozuID, linked), Clean(u.LoginName)}}
	}
	return all
}

func knownLink(id directory.CybozuID, linked bool) string {
	if id == 0 || !linked {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

// identify gives each of others the id of the one here that is the same, or a new one.
func identify(here, others []known, next int64) map[int64]int64 {
	ids := make(map[int64]int64, len(others))
	taken := map[int64]bool{}
	for k := range len(known{}.by) {
		by := map[string]int64{}
		for _, r := range here {
			if r.by[k] != "" && !taken[r.id] {
				by[r.by[k]] = r.id
			}
		}
		for _, r := range others {
			_, done := ids[r.id]
			if id, is := by[r.by[k]]; is && !done && !taken[id] {
				ids[r.id], taken[id] = id, true
			}
		}
	}
	for _, r := range others {
		if _, done := ids[r.id]; !done {
			ids[r.id] = next
			next++
		}
	}
	return ids
}
