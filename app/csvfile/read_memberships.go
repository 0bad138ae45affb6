package csvfile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// membershipReader reads memberships. A row is all that a user belongs to, but for
// departments without a code, which no file can name (M5).
type membershipReader struct {
	*sheet
	edit *Edit

	users    []directory.User
	logins   keys
	lines    []place // where the file names the user
	codes    keys    // of departments: their ids
	nameless map[int64]bool

	login int
}

func newMembershipReader(s *sheet, e *Edit) *membershipReader {
	r := &membershipReader{
		sheet: s, edit: e,
		users:    slices.Clone(e.now.Users),
		logins:   newKeys(len(e.now.Users)),
		lines:    make([]place, len(e.now.Users)),
		codes:    newKeys(len(e.now.Departments)),
		nameless: map[int64]bool{},
		login:    s.index(ColumnLogin),
	}
	for i := range r.users {
		r.logins.add(r.users[i].LoginName, i)
	}
	for _, d := range e.now.Departments {
		if d.Code == "" {
			r.nameless[d.ID] = true
		} else {
			r.codes.add(d.Code, int(d.ID))
		}
	}
	return r
}

func (r *membershipReader) row() {
	cell := r.cell(r.login)
	at, login, found, ok := r.find(r.logins, ColumnLogin, cell, func(at int) place { return r.lines[at] })
	if ok && !found && r.edit.deletes(login) {
		return
	}
	if ok && !found {
		r.failValue(ColumnLogin, ErrorUnknownUser, cell)
	}
	if !ok || !found {
		return
	}
	r.lines[at] = r.place()
	u := &r.users[at]
	is := slices.DeleteFunc(slices.Clone(u.Departments), func(id int64) bool { return !r.nameless[id] })
	for i := range r.sheet.row.cells {
		if code := r.cell(i); code != "" && r.columnAt(i) == ColumnCode {
			if id, ok := r.department(code); ok {
				is = append(is, id)
			}
		}
	}
	slices.Sort(is)
	if is = slices.Compact(is); !slices.Equal(is, u.Departments) {
		u.Departments = is
	}
}

func (r *membershipReader) department(code string) (id int64, ok bool) {
	at, _, found := r.codes.find(code)
	if !found {
		r.failValue(ColumnCode, ErrorUnknownDepartment, code)
	}
	return int64(at), found
}

func (r *membershipReader) end() { r.edit.then.Users = r.users }
