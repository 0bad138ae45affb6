package edit_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
)

// naive is a directory as one would keep it on paper: a card a record, nothing looked up.
// Each edit is told it too, in the words of its doc comment.
type naive struct {
	departments map[int64]directory.Department
	users       map[int64]directory.User
	excluded    map[directory.Exclusion]bool

	nextDepartment, nextUser int64
}

func newNaive(d *directory.Directory) *naive {
	n := &naive{map[int64]directory.Department{}, map[int64]directory.User{}, map[directory.Exclusion]bool{}, d.NextDepartmentID, d.NextUserID}
	for _, one := range d.Departments {
		n.departments[one.ID] = one
	}
	for _, one := range d.Users {
		n.users[one.ID] = one
	}
	for _, one := range d.Remembered.Excluded {
		n.excluded[one] = true
	}
	return n
}

// told is the directory in lines, however it is kept.
func (n *naive) told() string {
	var lines []string
	for _, d := range n.departments {
		lines = append(lines, fmt.Sprintf("%+v", d))
	}
	for _, u := range n.users {
		u.Departments = slices.Sorted(slices.Values(u.Departments))
		lines = append(lines, fmt.Sprintf("%+v", u))
	}
	for e := range n.excluded {
		lines = append(lines, fmt.Sprintf("%+v", e))
	}
	slices.Sort(lines)
	return fmt.Sprintf("%s\nnext %d and %d", strings.Join(lines, "\n"), n.nextDepartment, n.nextUser)
}

// below are the ids of whatever has parent above it, however far.
func (n *naive) below(parent int64) map[int64]bool {
	found := map[int64]bool{}
	for range n.departments {
		for id, d := range n.departments {
			if d.ParentID == parent || found[d.ParentID] {
				found[id] = true
			}
		}
	}
	return found
}

func (n *naive) codeTaken(code string, by int64) bool {
	for id, d := range n.departments {
		if code != "" && d.Code == code && id != by {
			return true
		}
	}
	return false
}

// last is the place behind all siblings that are linked alike.
func (n *naive) last(parent int64, linked bool, but int64) (place int64) {
	for id, d := range n.departments {
		if d.ParentID == parent && d.Linked() == linked && id != but {
			place = max(place, d.SortOrder)
		}
	}
	return place + 1
}

func (n *naive) addDepartment(parent int64, name, code string) bool {
	if _, ok := n.departments[parent]; !ok || n.codeTaken(code, 0) {
		return false
	}
	id := n.nextDepartment
	n.departments[id] = directory.Department{ID: id, ParentID: parent, Name: name, Code: code, SortOrder: n.last(parent, false, id)}
	n.nextDepartment++
	return true
}

func (n *naive) renameDepartment(id int64, name, code string) bool {
	d, ok := n.departments[id]
	if code == "" {
		code = d.Code // it was left alone
	}
	if !ok || n.codeTaken(code, id) || id == directory.RootID && code != "" {
		return false
	}
	d.Name, d.Code = name, code
	n.departments[id] = d
	return true
}

func (n *naive) moveDepartment(id, parent int64) bool {
	d, ok := n.departments[id]
	_, there := n.departments[parent]
	if !ok || !there || id == directory.RootID || d.Linked() || parent == id || n.below(id)[parent] {
		return false
	}
	if d.ParentID != parent {
		d.ParentID, d.SortOrder = parent, n.last(parent, false, id)
		n.departments[id] = d
	}
	return true
}

// shiftDepartment lets it change places with its neighbour, time after time.
func (n *naive) shiftDepartment(id int64, by int) bool {
	d, ok := n.departments[id]
	if !ok {
		return false
	}
	var row []directory.Department
	for _, s := range n.departments {
		if s.ParentID == d.ParentID && s.Linked() == d.Linked() {
			row = append(row, s)
		}
	}
	slices.SortFunc(row, func(a, b directory.Department) int { return directory.CompareSiblings(&a, &b) })
	at := slices.IndexFunc(row, func(s directory.Department) bool { return s.ID == id })
	moved := false
	for ; by < 0 && at > 0; by++ {
		row[at], row[at-1] = row[at-1], row[at]
		at, moved = at-1, true
	}
	for ; by > 0 && at < len(row)-1; by-- {
		row[at], row[at+1] = row[at+1], row[at]
		at, moved = at+1, true
	}
	for i, s := range row {
		if moved {
			s.SortOrder = int64(i + 1)
			n.departments[s.ID] = s
		}
	}
	return true
}

// deleteDepartment takes away the linked ones below as long as there are any, and hangs
// what is left without a parent where the first one hung.
func (n *naive) deleteDepartment(id int64, exclude bool) bool {
	first, ok := n.departments[id]
	if !ok || id == directory.RootID {
		return false
	}
	gone := map[int64]directory.Department{id: first}
	for range n.departments {
		for id, d := range n.departments {
			if _, up := gone[d.ParentID]; up && d.Linked() {
				gone[id] = d
			}
		}
	}
	for id, d := range gone {
		delete(n.departments, id)
		if exclude && d.Linked() {
			n.excluded[directory.Exclusion{Kind: directory.KindDepartment, CybozuID: d.CybozuID, Name: d.Name}] = true
		}
	}
	for id, d := range n.departments {
		if _, up := gone[d.ParentID]; up {
			d.ParentID = first.ParentID
			n.departments[id] = d
		}
	}
	for id, u := range n.users {
		var left []int64
		for _, in := range u.Departments {
			if _, stays := n.departments[in]; stays {
				left = append(left, in)
			}
		}
		u.Departments = left
		n.users[id] = u
	}
	return true
}

func (n *naive) unlinkDepartment(id int64) bool {
	d, ok := n.departments[id]
	if ok {
		d.CybozuID = 0
		n.departments[id] = d
	}
	return ok
}

// good says whether a user may be as they are, beside the others.
func (n *naive) good(u directory.User, emailBefore string) bool {
	for id, other := range n.users {
		if id != u.ID && (other.LoginName == u.LoginName || u.Email != "" && strings.EqualFold(other.Email, u.Email)) {
			return false
		}
	}
	for _, in := range u.Departments {
		if _, there := n.departments[in]; !there {
			return false
		}
	}
	return u.LoginName != "" && u.Name != "" && (u.Email == emailBefore || u.Email == "" || strings.Contains(u.Email, "@"))
}

func (n *naive) addUser(u directory.User) bool {
	u.ID = n.nextUser
	u.Departments = slices.Compact(slices.Sorted(slices.Values(u.Departments)))
	if !n.good(u, "") {
		return false
	}
	n.users[u.ID] = u
	n.nextUser++
	return true
}

// changeUser takes what was typed into an empty form.
func (n *naive) changeUser(id int64, typed directory.User) bool {
	u, ok := n.users[id]
	before := u.Email
	u.LoginName, u.Name = cmp.Or(typed.LoginName, u.LoginName), cmp.Or(typed.Name, u.Name)
	u.Email, u.Phone, u.Memo = cmp.Or(typed.Email, u.Email), cmp.Or(typed.Phone, u.Phone), cmp.Or(typed.Memo, u.Memo)
	if typed.SortOrder.Valid {
		u.SortOrder = typed.SortOrder
	}
	if len(typed.Departments) > 0 {
		u.Departments = slices.Compact(slices.Sorted(slices.Values(typed.Departments)))
	}
	if !ok || !n.good(u, before) {
		return false
	}
	n.users[id] = u
	return true
}

// each changes some users, if all are there.
func (n *naive) each(ids []int64, change func(*directory.User)) bool {
	for _, id := range ids {
		if _, ok := n.users[id]; !ok {
			return false
		}
	}
	for _, id := range ids {
		u := n.users[id]
		change(&u)
		n.users[id] = u
	}
	return true
}

func (n *naive) deleteUsers(ids []int64, exclude bool) bool {
	there := n.each(ids, func(u *directory.User) {
		if exclude && u.Linked() {
			n.excluded[directory.Exclusion{Kind: directory.KindUser, CybozuID: u.CybozuID, Name: u.Name}] = true
		}
	})
	if there {
		maps.DeleteFunc(n.users, func(id int64, _ directory.User) bool { return slices.Contains(ids, id) })
	}
	return there
}

func (n *naive) assign(ids []int64, to, from int64) bool {
	if _, ok := n.departments[to]; !ok {
		return false
	}
	return n.each(ids, func(u *directory.User) {
		in := map[int64]bool{}
		for _, d := range u.Departments {
			in[d] = true
		}
		delete(in, from)
		in[to] = true
		u.Departments = slices.Sorted(maps.Keys(in))
	})
}

// anyEdit draws an edit that may well be refused, and what it should come to.
func anyEdit(t *rapid.T, d *directory.Directory) (edit.Edit, func(*naive) bool) {
	department := rapid.Int64Range(0, d.NextDepartmentID).Draw(t, "department")
	other := rapid.Int64Range(0, d.NextDepartmentID).Draw(t, "other")
	users := rapid.SliceOfN(rapid.Int64Range(1, d.NextUserID), 1, 2).Draw(t, "users")
	text := rapid.SampledFrom([]string{"", "a", "b", "A", " c ", "髙﨑", "sales", "sato"}).Draw(t, "text")
	clean := strings.TrimSpace(text)
	typed := directory.User{
		LoginName: text + fmt.Sprint(users[0]%3), Name: "名前" + text, Phone: text, Memo: text,
		Email:       rapid.SampledFrom([]string{"", "a@example.com", "A@example.com", "b@example.com", "no address"}).Draw(t, "email"),
		SortOrder:   directory.OptionalInt{Value: other, Valid: other > 0},
		Departments: rapid.SliceOfN(rapid.Int64Range(1, d.NextDepartmentID-1), 0, 3).Draw(t, "departments"),
	}
	cleaned := typed
	cleaned.LoginName, cleaned.Name, cleaned.Phone = strings.TrimSpace(typed.LoginName), strings.TrimSpace(typed.Name), clean
	exclude := rapid.Bool().Draw(t, "exclude")
	switch rapid.IntRange(0, 11).Draw(t, "edit") {
	case 0:
		return edit.AddDepartment(department, "部"+text, text), func(n *naive) bool { return n.addDepartment(department, "部"+strings.TrimRight(text, " "), clean) }
	case 1:
		return edit.RenameDepartment(directory.Department{ID: department}, "部"+text, text),
			func(n *naive) bool { return n.renameDepartment(department, "部"+strings.TrimRight(text, " "), clean) }
	case 2:
		return edit.MoveDepartment(department, other), func(n *naive) bool { return n.moveDepartment(department, other) }
	case 3:
		by := rapid.IntRange(-2, 2).Draw(t, "by")
		return edit.ShiftDepartment(department, by), func(n *naive) bool { return n.shiftDepartment(department, by) }
	case 4:
		return edit.DeleteDepartment(department, exclude), func(n *naive) bool { return n.deleteDepartment(department, exclude) }
	case 5:
		return edit.UnlinkDepartment(department), func(n *naive) bool { return n.unlinkDepartment(department) }
	case 6:
		hashed := cleaned
		hashed.PasswordHash = "hash"
		return edit.AddUser(typed, "hash"), func(n *naive) bool { return n.addUser(hashed) }
	case 7:
		return edit.ChangeUser(directory.User{ID: users[0]}, typed), func(n *naive) bool { return n.changeUser(users[0], cleaned) }
	case 8:
		return edit.DeleteUsers(users, exclude), func(n *naive) bool { return n.deleteUsers(users, exclude) }
	case 9:
		return edit.Assign(users, department, other), func(n *naive) bool { return n.assign(users, department, other) }
	case 10:
		gone := directory.Exclusion{Kind: directory.KindUser, CybozuID: directory.CybozuID(88 + other)}
		return edit.Readmit(gone), func(n *naive) bool {
			maps.DeleteFunc(n.excluded, func(e directory.Exclusion, _ bool) bool { return e.Kind == gone.Kind && e.CybozuID == gone.CybozuID })
			return true
		}
	}
	return edit.UnlinkUsers(users), func(n *naive) bool {
		return n.each(users, func(u *directory.User) { u.CybozuID, u.HeldSince = 0, "" })
	}
}
