package edit

import (
	"errors"
	"regexp"
	"slices"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// AddUser adds a local user with what a person typed: the fields of directory.UserFields
// that are written by hand, and departments in any order. hash is that of an initial
// password, or empty.
func AddUser(typed directory.User, hash string) Edit {
	return func(t *Draft) error {
		u := directory.User{ID: t.d.NextUserID, PasswordHash: hash}
		if err := t.fill(&u, u, typed); err != nil {
			return err
		}
		t.d.Users = append(t.d.Users, u)
		t.d.NextUserID++
		return nil
	}
}

// ChangeUser gives a user what a person changed in a form that was filled from before:
// a field that the person left alone keeps what it has become since.
func ChangeUser(before, typed directory.User) Edit {
	return func(t *Draft) error {
		i := t.user(before.ID)
		if i < 0 {
			return userError(KindGone, directory.FieldLogin)
		}
		u := t.d.Users[i]
		if err := t.fill(&u, before, typed); err != nil {
			return err
		}
		t.d.Users[i] = u
		return nil
	}
}

// DeleteUsers deletes users. With exclude, those who are linked are not imported again
// (U13).
func DeleteUsers(ids []int64, exclude bool) Edit {
	return func(t *Draft) error {
		gone := make(map[int64]bool, len(ids))
		for _, id := range ids {
			if t.user(id) < 0 {
				return userError(KindGone, directory.FieldLogin)
			}
			gone[id] = true
		}
		t.d.Users = slices.DeleteFunc(t.d.Users, func(u directory.User) bool {
			if gone[u.ID] && exclude && u.Linked() {
				t.exclude(directory.KindUser, u.CybozuID, u.Name)
			}
			return gone[u.ID]
		})
		t.sortExcluded()
		return nil
	}
}

// UnlinkUsers drops the links: 「連携を解除」.
func UnlinkUsers(ids []int64) Edit {
	return func(t *Draft) error {
		for _, id := range ids {
			i := t.user(id)
			if i < 0 {
				return userError(KindGone, directory.FieldLogin)
			}
			t.d.Users[i].CybozuID, t.d.Users[i].HeldSince = 0, ""
		}
		return nil
	}
}

// CheckUser says what is wrong with a form while it is typed, which was filled from before;
// that is empty for a new user.
func CheckUser(d *directory.Directory, before, typed directory.User) error {
	u := before
	return (&Draft{*d}).fill(&u, before, typed)
}

// address is what a person means by one; whether it exists is for the mail to find out.
var address = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

// fill gives a user the fields in which typed differs from before, and checks the user:
// all that is wrong is said at once.
func (t *Draft) fill(u *directory.User, before, typed directory.User) error {
	var wrong []error
	email := u.Email
	typed.Departments = slices.Compact(slices.Sorted(slices.Values(typed.Departments)))
	for i := range directory.UserFields {
		f := &directory.UserFields[i]
		if (f.ByHand || f.Name == directory.FieldDepartments) && !f.Same(&before, &typed) {
			f.Copy(u, &typed)
		}
		if !f.ByHand || f.Text == nil {
			continue
		}
		if text := f.Text(u); !f.Lines {
			*text = reconcile.Clean(*text)
		}
		wrong = append(wrong, t.check(f, u))
	}
	// An address that was there already is none of this edit's business.
	if u.Email != "" && u.Email != email && !address.MatchString(u.Email) {
		wrong = append(wrong, &Error{Kind: KindAddress, Record: directory.KindUser, Field: directory.FieldEmail, Value: u.Email})
	}
	for _, id := range u.Departments {
		if t.department(id) < 0 {
			return errors.Join(append(wrong, userError(KindGone, directory.FieldDepartments))...)
		}
	}
	return errors.Join(wrong...)
}

// check sees to it that a text is there where it must be, and that nobody else has it.
func (t *Draft) check(f *directory.Field[directory.User], u *directory.User) error {
	text := *f.Text(u)
	if f.Required && text == "" {
		return userError(KindEmpty, f.Name)
	}
	if !f.Unique || text == "" {
		return nil
	}
	key := f.Key(u)
	for i := range t.d.Users {
		other := &t.d.Users[i]
		if other.ID != u.ID && f.Key(other) == key {
			return &Error{Kind: KindTaken, Record: directory.KindUser, Field: f.Name, Value: text, Holder: other.Name}
		}
	}
	return nil
}

func userError(k Kind, field string) error {
	return &Error{Kind: k, Record: directory.KindUser, Field: field}
}
