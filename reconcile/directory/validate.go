package directory

import (
	"errors"
	"fmt"
	"slices"
)

// Validate says everything that is wrong with a directory, joined; nil when all of it
// holds: ids ascending and below the next one; one 最上位部署, as D1 wants it; every
// other department below a known one, without a ring; codes, login names, addresses
// and links held once; memberships known, ascending, each once.
func (d *Directory) Validate() error {
	return errors.Join(append(d.validateDepartments(), d.validateUsers()...)...)
}

func (d *Directory) validateDepartments() []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	tree := NewTree(d.Departments)
	codes, links := holders[string]{}, holders[CybozuID]{}
	last := int64(0)
	for _, dep := range d.Departments {
		if dep.ID <= last || dep.ID >= d.NextDepartmentID {
			bad("department %d: id after %d, next is %d", dep.ID, last, d.NextDepartmentID)
		}
		last = dep.ID
		if other, ok := codes.put(dep.Code, dep.ID); !ok {
			bad("department %d: has the code %q of department %d", dep.ID, dep.Code, other)
		}
		if other, ok := links.put(dep.CybozuID, dep.ID); !ok {
			bad("department %d: has the link %d of department %d", dep.ID, dep.CybozuID, other)
		}
		if dep.ID == RootID && (dep.ParentID != 0 || dep.Code != "" || dep.Linked()) {
			bad("department %d: the root has a parent, a code or a link", dep.ID)
		}
	}
	if tree.Department(RootID) == nil {
		bad("department %d: the root is missing", RootID)
	}
	for _, dep := range d.Departments {
		if tree.Department(dep.ParentID) == nil && dep.ID != RootID {
			bad("department %d: parent %d does not exist", dep.ID, dep.ParentID)
		}
	}
	for _, id := range slices.Sorted(slices.Values(slices.Concat(tree.Rings()...))) {
		bad("department %d: is below itself", id)
	}
	return errs
}

func (d *Directory) validateUsers() []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	known := make(map[int64]bool, len(d.Departments))
	for _, dep := range d.Departments {
		known[dep.ID] = true
	}
	logins, emails, links := holders[string]{}, holders[string]{}, holders[CybozuID]{}
	last := int64(0)
	for _, u := range d.Users {
		if u.ID <= last || u.ID >= d.NextUserID {
			bad("user %d: id after %d, next is %d", u.ID, last, d.NextUserID)
		}
		last = u.ID
		if u.LoginName == "" {
			bad("user %d: has no login name", u.ID)
		}
		if other, ok := logins.put(u.LoginName, u.ID); !ok {
			bad("user %d: has the login name of user %d", u.ID, other)
		}
		if other, ok := emails.put(FoldEmail(u.Email), u.ID); !ok {
			bad("user %d: has the address of user %d", u.ID, other)
		}
		if other, ok := links.put(u.CybozuID, u.ID); !ok {
			bad("user %d: has the link %d of user %d", u.ID, u.CybozuID, other)
		}
		if u.Held() && !u.Linked() {
			bad("user %d: is held without a link", u.ID)
		}
		previous := int64(0)
		for _, dep := range u.Departments {
			if dep <= previous || !known[dep] {
				bad("user %d: membership in department %d, after %d", u.ID, dep, previous)
			}
			previous = dep
		}
	}
	return errs
}

// holders tells who has a value that only one may have. The zero value is had by none.
type holders[K comparable] map[K]int64

func (h holders[K]) put(value K, id int64) (other int64, ok bool) {
	var none K
	if other, taken := h[value]; taken && value != none {
		return other, false
	}
	h[value] = id
	return 0, true
}
