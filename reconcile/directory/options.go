package directory

import (
	"slices"
	"strings"
	"time"
)

// Options are what a person has chosen of the rules. The zero value is the manual.
type Options struct {
	Extra string      // the further fields that are read (U15), as [ExtraFields] puts them
	Phone PhoneSource // where 電話番号 comes from (U15)

	HoldDays int // how long who has left is held (U14); 0: not at all
}

// PhoneSource says what at cybozu.com is 電話番号 here (U15). These words stand in the database,
// and "phone" for the standard.
type PhoneSource string

const (
	PhoneStandard      PhoneSource = ""
	PhoneMobile        PhoneSource = "mobile"
	PhoneMobileOrPhone PhoneSource = "mobile-or-phone" // the first that is not empty
	PhonePhoneOrMobile PhoneSource = "phone-or-mobile"
)

// PhoneSources are all of them, the standard first.
func PhoneSources() []PhoneSource {
	return []PhoneSource{PhoneStandard, PhoneMobile, PhoneMobileOrPhone, PhonePhoneOrMobile}
}

// Of is the one of two numbers that is 電話番号.
func (s PhoneSource) Of(phone, mobile string) string {
	switch {
	case s == PhoneMobile, s == PhoneMobileOrPhone && mobile != "", s == PhonePhoneOrMobile && phone == "":
		return mobile
	}
	return phone
}

// ExtraFields are the names of further fields in one text, in the order of [UserFields];
// names of others are left out.
func ExtraFields(names ...string) string {
	var extra []string
	for _, f := range UserFields {
		if f.Extra && slices.Contains(names, f.Name) {
			extra = append(extra, f.Name)
		}
	}
	return strings.Join(extra, ",")
}

// Reads says whether a further field is read.
func (o Options) Reads(name string) bool { return slices.Contains(strings.Split(o.Extra, ","), name) }

// UserFields are those that a person meets: in lists, forms, files and the search.
func (o Options) UserFields() []Field[User] {
	return slices.DeleteFunc(slices.Clone(UserFields), func(f Field[User]) bool { return !o.Has(&f) })
}

// Has says whether a field is one of [Options.UserFields].
func (o Options) Has(f *Field[User]) bool { return !f.Extra || o.Reads(f.Name) }

// Goes is when a held user is deleted: by the first import from then on, whatever the hour,
// so that those of one day go on one day.
func (o Options) Goes(u *User) time.Time {
	since, err := time.Parse(time.RFC3339, u.HeldSince)
	if err != nil || o.HoldDays <= 0 {
		return time.Time{} // by the next import
	}
	year, month, day := since.Local().Date()
	return time.Date(year, month, day+o.HoldDays, 0, 0, 0, 0, time.Local)
}

// Leaves says of the name of a field whether there is none such here.
func (o Options) Leaves(name string) bool {
	return slices.ContainsFunc(UserFields, func(f Field[User]) bool { return f.Name == name && !o.Has(&f) })
}
