package csvfile

import (
	"errors"
	"slices"
	"strings"

	"anpisync/app/credentials"
	"anpisync/reconcile/directory"
)

// userReader reads users. Positions are those of then.Users, where new ones are appended
// while the file is read.
type userReader struct {
	*sheet
	edit *Edit

	users  []directory.User
	logins keys
	lines  []place // where the file names the user
	emails bool    // an address is new
	drop   []bool

	login, password, flag int
	columns               []column[directory.User]
	at                    []int // of these
}

func newUserReader(s *sheet, e *Edit) *userReader {
	columns := userColumns(e.now.Options)
	r := &userReader{
		sheet: s, edit: e,
		users:  slices.Clone(e.now.Users),
		logins: newKeys(len(e.now.Users)),
		lines:  make([]place, len(e.now.Users)),
		drop:   make([]bool, len(e.now.Users)),
		login:  s.index(ColumnLogin), password: s.index(ColumnPassword), flag: s.index(ColumnDelete),
		columns: columns, at: places(s, columns),
	}
	for i := range r.users {
		r.logins.add(r.users[i].LoginName, i)
	}
	return r
}

func (r *userReader) row() {
	at, login, found, ok := r.find(r.logins, ColumnLogin, r.cell(r.login), func(at int) place { return r.lines[at] })
	if !ok {
		return
	}
	if found {
		r.lines[at] = r.place()
	}
	if r.deletes() {
		if found {
			r.drop[at] = true
		} else {
			r.edit.strangers = append(r.edit.strangers, strings.Clone(login))
		}
		return
	}
	if !found {
		at = r.create(login)
	}
	u := &r.users[at]
	email := u.Email
	for i, c := range r.columns {
		if c.field != nil && c.name != ColumnLogin {
			set(r.sheet, c, r.at[i], u, !found)
		}
	}
	r.emails = r.emails || u.Email != email
	r.setPassword(at, !found)
}

func (r *userReader) create(login string) (at int) {
	checkLength(r.sheet, r.columns[0], login)
	at = len(r.users)
	then := r.edit.then
	if at == cap(r.users) { // append would grow by a quarter, and copy a long list of new users often
		r.users = slices.Grow(r.users, at+rowsPerLook)
	}
	r.users = append(r.users, directory.User{ID: then.NextUserID, LoginName: login})
	then.NextUserID++
	r.lines = append(r.lines, r.place())
	r.drop = append(r.drop, false)
	r.logins.add(login, at)
	return at
}

func (r *userReader) deletes() bool {
	switch flag := narrow(r.cell(r.flag)); flag {
	case "1":
		return true
	case "0", "":
		return false
	default:
		r.failValue(ColumnDelete, ErrorFlag, flag)
		return false
	}
}

func (r *userReader) setPassword(at int, isNew bool) {
	text := r.cell(r.password)
	if text == "" {
		if !isNew {
			return
		}
		if text = r.edit.options.Password; text == "" {
			r.fail(ColumnPassword, ErrorNoPassword)
			return
		}
	}
	var wrong *credentials.PasswordError
	if errors.As(credentials.CheckInitialPassword(text), &wrong) {
		kind := ErrorPasswordLength
		if wrong.Unseen {
			kind = ErrorPasswordUnseen
		}
		r.fail(ColumnPassword, kind)
		return
	}
	r.edit.passwords = append(r.edit.passwords, password{r.users[at].ID, text})
}

func (r *userReader) end() {
	if r.emails {
		r.checkEmails()
	}
	then := r.edit.then
	then.Users = r.users
	if slices.Contains(r.drop, true) {
		then.Users = r.kept()
	}
}

// kept are the users without those who are deleted.
func (r *userReader) kept() []directory.User {
	kept := r.users[:0]
	var deleted []directory.Party
	for i, u := range r.users {
		if r.drop[i] {
			deleted = append(deleted, u.Party())
		} else {
			kept = append(kept, u)
		}
	}
	r.edit.exclude(deleted)
	return kept
}

// checkEmails looks for addresses that two users of the result would have (U10).
func (r *userReader) checkEmails() {
	holders := make(map[string]int, len(r.users))
	told := map[string]bool{}
	for i := range r.users {
		email := directory.FoldEmail(r.users[i].Email)
		if email == "" || r.drop[i] {
			continue
		}
		first, taken := holders[email]
		if !taken {
			holders[email] = i
			continue
		}
		if !told[email] {
			told[email] = true
			r.emailTwice(first, i)
		}
		r.emailTwice(i, first)
	}
}

func (r *userReader) emailTwice(at, other int) {
	if r.lines[at].line != 0 {
		r.addAt(r.lines[at], LineError{
			Column: ColumnEmail, Kind: ErrorEmailTwice, Value: r.users[at].Email,
			Other: r.lines[other].line, With: shown(r.users[other].LoginName),
		})
	}
}
