package edit

import (
	"regexp"
	"slices"

	"anpisync/reconcile/directory"
)

// Person is what a form says of a user.
type Person struct {
	LoginName   string
	Name        string
	Reading     string
	Email       string
	Phone       string
	Memo        string
	SortOrder   directory.OptionalInt
	Departments []int64 // in any order
}

// PersonOf is what the form of a user begins with.
func PersonOf(u directory.User) Person {
	return Person{
		LoginName: u.LoginName, Name: u.Name, Reading: u.Reading, Email: u.Email, Phone: u.Phone,
		Memo: u.Memo, SortOrder: u.SortOrder, Departments: u.Departments,
	}
}

// AddUser adds a local user; hash is that of an initial password, or empty.
func AddUser(p Person, hash string) Edit {
	return func(t *Draft) error {
		u := directory.User{ID: t.d.NextUserID, PasswordHash: hash}
		if err := t.fill(&u, p); err != nil {
			return err
		}
		t.d.Users = append(t.d.Users, u)
		t.d.NextUserID++
		return nil
	}
}

// ChangeUser gives a user what a person changed in a form that was filled from before:
// a field that the person left alone keeps what it has become since.
func ChangeUser(before directory.User, p Person) Edit {
	return func(t *Draft) error {
		i := t.user(before.ID)
		if i < 0 {
			return &Error{Kind: KindGone, Field: FieldLogin, Value: p.LoginName}
		}
		u := t.d.Users[i]
		if err := t.fill(&u, p.onto(PersonOf(u), PersonOf(before))); err != nil {
			return err
		}
		t.d.Users[i] = u
		return nil
	}
}

// onto is now with the fields in which p differs from before.
func (p Person) onto(now, before Person) Person {
	for _, f := range []struct{ now, before, typed *string }{
		{&now.LoginName, &before.LoginName, &p.LoginName},
		{&now.Name, &before.Name, &p.Name},
		{&now.Reading, &before.Reading, &p.Reading},
		{&now.Email, &before.Email, &p.Email},
		{&now.Phone, &before.Phone, &p.Phone},
		{&now.Memo, &before.Memo, &p.Memo},
	} {
		if *f.typed != *f.before {
			*f.now = *f.typed
		}
	}
	if p.SortOrder != before.SortOrder {
		now.SortOrder = p.SortOrder
	}
	if !slices.Equal(slices.Sorted(slices.Values(p.Departments)), before.Departments) {
		now.Departments = p.Departments
	}
	return now
}

// DeleteUsers deletes users. With exclude, those who are linked are not imported again
// (U13).
func DeleteUsers(ids []int64, exclude bool) Edit {
	return func(t *Draft) error {
		gone := make(map[int64]bool, len(ids))
		for _, id := range ids {
			if t.user(id) < 0 {
				return &Error{Kind: KindGone, Field: FieldLogin}
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
				return &Error{Kind: KindGone, Field: FieldLogin}
			}
			t.d.Users[i].CybozuID = 0
		}
		return nil
	}
}

// CheckUser says what is wrong with a form while it is typed; id is 0 for a new user.
func CheckUser(d *directory.Directory, id int64, p Person) error {
	u := directory.User{ID: id}
	return (&Draft{*d}).fill(&u, p)
}

// address is what a person means by one; whether it exists is for the mail to find out.
var address = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

// fill checks what the form says and puts it into a user.
func (t *Draft) fill(u *directory.User, p Person) error {
	clean(&p.LoginName, &p.Name, &p.Reading, &p.Email, &p.Phone)
	switch {
	case p.LoginName == "":
		return &Error{Kind: KindEmpty, Field: FieldLogin}
	case p.Name == "":
		return &Error{Kind: KindEmpty, Field: FieldName}
	}
	// An address that was there already is none of this edit's business.
	if p.Email != "" && p.Email != u.Email && !address.MatchString(p.Email) {
		return &Error{Kind: KindAddress, Field: FieldEmail, Value: p.Email}
	}
	email := directory.FoldEmail(p.Email)
	for i := range t.d.Users {
		other := &t.d.Users[i]
		switch {
		case other.ID == u.ID:
		case other.LoginName == p.LoginName:
			return &Error{Kind: KindTaken, Field: FieldLogin, Value: p.LoginName, Holder: other.Name}
		case email != "" && directory.FoldEmail(other.Email) == email:
			return &Error{Kind: KindTaken, Field: FieldEmail, Value: p.Email, Holder: other.Name}
		}
	}
	departments := slices.Clone(p.Departments)
	slices.Sort(departments)
	for _, id := range departments {
		if t.department(id) < 0 {
			return &Error{Kind: KindGone, Field: FieldParent}
		}
	}
	u.LoginName, u.Name, u.Reading, u.Email, u.Phone = p.LoginName, p.Name, p.Reading, p.Email, p.Phone
	u.Memo, u.SortOrder, u.Departments = p.Memo, p.SortOrder, slices.Compact(departments)
	return nil
}
