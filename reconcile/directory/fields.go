package directory

import (
	"reflect"
	"slices"
	"strconv"
)

// Field is what is to be known about one field of a record. Whatever goes over all of
// them, from comparing two records to the form in which one is typed, goes over
// [UserFields] or [DepartmentFields], so that no place can forget one.
type Field[T Department | User] struct {
	Name  string           // of its column in the database, and its key in the history
	Text  func(*T) *string // leads to it, where it is a text; nil otherwise
	Other func(*T) any     // where it is none: *int64, *OptionalInt, *bool or *[]int64

	Imported bool // each import writes it (U7, D3)
	Extra    bool // it is there only where a person has chosen so (U15); see [Options.UserFields]
	ByHand   bool // a person may write it, in a form or a file; memberships are ticked
	Required bool // it is never empty
	Unique   bool // two records do not have the same, unless it is empty
	NoCase   bool // two of them that differ in ASCII case alone are the same (U5)
	Null     bool // where it is empty, the database has NULL
	Lines    bool // the text may have lines
	Longest  int  // how many characters the text may have; 0: any number

	Listed   bool // a text in the list of records, which the search looks into
	Personal bool // where a message names a leaver by it, it is erased
	Secret   bool // a text that the history keeps only where nothing else does
}

// The names of fields.
const (
	FieldCode        = "code"
	FieldParent      = "parent_id"
	FieldName        = "name"
	FieldSortOrder   = "sort_order"
	FieldCybozuID    = "cybozu_id"
	FieldFormerLink  = "former_link"
	FieldLogin       = "login_name"
	FieldReading     = "reading"
	FieldEmail       = "email"
	FieldPhone       = "phone"
	FieldMemo        = "memo"
	FieldDepartments = "departments"
	FieldSuspended   = "suspended"
	FieldPassword    = "password_hash"
	FieldMobile      = "mobile_phone"
	FieldEmployee    = "employee_number"
	FieldHeldSince   = "held_since"
)

// UserFields are all fields of a user but the id, in the order in which people read them.
// The lengths are cybozu.com's own limits; よみ is two of its fields and a space, and the
// memo, which is only here, has a limit that a screen can show.
//
// What another service has of a user in columns of its own is personal too, and no field: it
// lies in [ServiceRow], by the id of the user, and goes with the user (storage.format_rows).
var UserFields = []Field[User]{
	{Name: FieldLogin, Text: func(u *User) *string { return &u.LoginName },
		ByHand: true, Required: true, Unique: true, Longest: 128, Listed: true, Personal: true},
	{Name: FieldName, Text: func(u *User) *string { return &u.Name },
		Imported: true, ByHand: true, Required: true, Longest: 128, Listed: true, Personal: true},
	{Name: FieldReading, Text: func(u *User) *string { return &u.Reading },
		Imported: true, ByHand: true, Longest: 129, Listed: true, Personal: true},
	{Name: FieldEmail, Text: func(u *User) *string { return &u.Email },
		Imported: true, ByHand: true, Unique: true, NoCase: true, Null: true, Longest: 256, Listed: true, Personal: true},
	{Name: FieldPhone, Text: func(u *User) *string { return &u.Phone },
		Imported: true, ByHand: true, Longest: 100, Listed: true, Personal: true},
	{Name: FieldMobile, Text: func(u *User) *string { return &u.MobilePhone },
		Imported: true, Extra: true, ByHand: true, Longest: 100, Listed: true, Personal: true},
	{Name: FieldEmployee, Text: func(u *User) *string { return &u.EmployeeNumber },
		Imported: true, Extra: true, ByHand: true, Longest: 100, Listed: true, Personal: true},
	{Name: FieldDepartments, Other: func(u *User) any { return &u.Departments }, Imported: true},
	{Name: FieldMemo, Text: func(u *User) *string { return &u.Memo }, ByHand: true, Lines: true, Longest: 10_000},
	{Name: FieldSortOrder, Other: func(u *User) any { return &u.SortOrder }, ByHand: true},
	{Name: FieldSuspended, Other: func(u *User) any { return &u.Suspended }, Imported: true},
	{Name: FieldCybozuID, Other: func(u *User) any { return (*int64)(&u.CybozuID) }, Unique: true, Null: true},
	{Name: FieldFormerLink, Other: func(u *User) any { return &u.FormerLink }},
	{Name: FieldHeldSince, Text: func(u *User) *string { return &u.HeldSince }, Null: true},
	{Name: FieldPassword, Text: func(u *User) *string { return &u.PasswordHash }, Null: true, Secret: true},
}

// DepartmentFields are all fields of a department but the id, likewise.
var DepartmentFields = []Field[Department]{
	{Name: FieldCode, Text: func(d *Department) *string { return &d.Code },
		Imported: true, ByHand: true, Unique: true, Null: true, Longest: 128, Listed: true},
	{Name: FieldName, Text: func(d *Department) *string { return &d.Name },
		Imported: true, ByHand: true, Required: true, Longest: 128, Listed: true},
	{Name: FieldParent, Other: func(d *Department) any { return &d.ParentID }, Imported: true, ByHand: true, Null: true},
	{Name: FieldSortOrder, Other: func(d *Department) any { return &d.SortOrder }, ByHand: true},
	{Name: FieldCybozuID, Other: func(d *Department) any { return (*int64)(&d.CybozuID) }, Unique: true, Null: true},
	{Name: FieldFormerLink, Other: func(d *Department) any { return &d.FormerLink }},
}

// Of leads to the field: *string, or what Other gives.
func (f *Field[T]) Of(record *T) any {
	if f.Text != nil {
		return f.Text(record)
	}
	return f.Other(record)
}

// Written is the field as it is typed: a text, or the digits of a number; "" where there is
// nothing, and of a field that is neither.
func (f *Field[T]) Written(record *T) string {
	switch v := f.Of(record).(type) {
	case *string:
		return *v
	case *int64:
		return strconv.FormatInt(*v, 10)
	case *OptionalInt:
		if v.Valid {
			return strconv.FormatInt(v.Value, 10)
		}
	}
	return ""
}

// value is the field itself.
func (f *Field[T]) value(record *T) reflect.Value { return reflect.ValueOf(f.Of(record)).Elem() }

// Copy gives a record what another one has in the field.
func (f *Field[T]) Copy(to, from *T) { f.value(to).Set(f.value(from)) }

// Key is what a record has in a unique field, as it is compared with that of others.
func (f *Field[T]) Key(record *T) any {
	if f.Text == nil {
		return *f.Other(record).(*int64)
	}
	return f.text(record)
}

// text is the Key of a text.
func (f *Field[T]) text(record *T) string {
	if f.NoCase {
		return FoldEmail(*f.Text(record))
	}
	return *f.Text(record)
}

// Empty says whether a record has nothing in the field.
func (f *Field[T]) Empty(record *T) bool {
	v := f.value(record)
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// Same says whether two records are the same in the field.
func (f *Field[T]) Same(a, b *T) bool {
	if f.Text != nil {
		return *f.Text(a) == *f.Text(b)
	}
	switch v := f.Other(a).(type) {
	case *[]int64:
		return slices.Equal(*v, *f.Other(b).(*[]int64))
	case *bool:
		return *v == *f.Other(b).(*bool)
	case *OptionalInt:
		return *v == *f.Other(b).(*OptionalInt)
	case *int64:
		return *v == *f.Other(b).(*int64)
	}
	panic("a field of an unknown type: " + f.Name)
}

// Equal says whether two states of a department are the same in every field.
func (d *Department) Equal(e *Department) bool { return *d == *e }

// userTexts and userOthers are UserFields apart: 100,000 users are compared at once.
var userTexts, userOthers = func() (texts []func(*User) *string, others []*Field[User]) {
	for i := range UserFields {
		if f := &UserFields[i]; f.Text != nil {
			texts = append(texts, f.Text)
		} else {
			others = append(others, f)
		}
	}
	return texts, others
}()

// Equal says whether two states of a user are the same in every field.
func (u *User) Equal(v *User) bool {
	for _, text := range userTexts {
		if *text(u) != *text(v) {
			return false
		}
	}
	for _, f := range userOthers {
		if !f.Same(u, v) {
			return false
		}
	}
	return u.ID == v.ID
}
