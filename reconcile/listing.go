package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// listing is what was read at cybozu.com as the rules see it: cleaned (U12), in
// ascending id, and without what is left out (U1, U13).
type listing struct {
	organizations []*organization
	accounts      []account

	organizationByID map[directory.CybozuID]*organization
	rings            [][]*organization // D10

	leftOutOrganizations map[directory.CybozuID]bool
	leftOutAccounts      map[directory.CybozuID]bool
	excluded             excluded
	hiddenOrganizations  map[directory.CybozuID]bool // M5
	hiddenAccounts       map[directory.CybozuID]bool

	extra       []extraField // that are read (U15)
	read        directory.Reading
	nobody      bool // not a single user, U1's Administrator aside (I7)
	selfMissing bool // the account that logged in is not among them (I7)
	nameless    int  // users without a 名前 (I7)
}

// excluded is what a person has left out (U13): no organization is below another one.
type excluded struct {
	organizations []*organization
	accounts      []account
}

// account is a cybozu user.
type account struct {
	id      directory.CybozuID
	login   string
	name    string
	reading string
	email   string
	phone   string
	as      *cybozu.User // as it was read
}

func (a *account) suspended() bool { return !a.as.Valid }

// address is the e-mail address as it is compared (U5).
func (a *account) address() string { return directory.FoldEmail(a.email) }

// administrator is the login name of cybozu.com's built-in account (U1).
const administrator = "Administrator"

// extraField is a further field, which is written only where a person has chosen so (U15).
type extraField struct {
	from func(*cybozu.User) string
	to   func(*directory.User) *string
}

var extraFields = map[string]func(*cybozu.User) string{
	directory.FieldMobile:   func(u *cybozu.User) string { return u.MobilePhone },
	directory.FieldEmployee: func(u *cybozu.User) string { return u.EmployeeNumber },
}

func extraOf(o directory.Options) (extra []extraField) {
	for _, f := range o.UserFields() {
		if from := extraFields[f.Name]; from != nil {
			extra = append(extra, extraField{from, f.Text})
		}
	}
	return extra
}

// PhoneOf is what 電話番号 becomes of an account (U6, U15).
func PhoneOf(u *cybozu.User, from directory.PhoneSource) string {
	if from == directory.PhoneStandard {
		return Clean(u.Phone)
	}
	return from.Of(Clean(u.Phone), Clean(u.MobilePhone))
}

// CountPhones counts, for each source of 電話番号, the linked users to whom the accounts at a
// host would give another one than they have.
func CountPhones(d *directory.Directory, host string, accounts []cybozu.User) map[directory.PhoneSource]int {
	counts := map[directory.PhoneSource]int{}
	if !strings.EqualFold(host, d.Domain) {
		return counts
	}
	phones := make(map[directory.CybozuID]string, len(d.Users))
	for i := range d.Users {
		if u := &d.Users[i]; u.Linked() {
			phones[u.CybozuID] = u.Phone
		}
	}
	for i := range accounts {
		phone, linked := phones[directory.CybozuID(accounts[i].ID)]
		for _, from := range directory.PhoneSources() {
			if linked && PhoneOf(&accounts[i], from) != phone {
				counts[from]++
			}
		}
	}
	return counts
}

func list(s *cybozu.Snapshot, excluded []directory.Exclusion, o directory.Options) *listing {
	out := map[directory.RecordKind]map[directory.CybozuID]bool{
		directory.KindDepartment: {}, directory.KindUser: {},
	}
	for _, e := range excluded {
		out[e.Kind][e.CybozuID] = true
	}
	l := &listing{read: directory.Reading{Organizations: len(s.Organizations), Users: len(s.Users), At: s.Read}, extra: extraOf(o)}
	l.listOrganizations(s, out[directory.KindDepartment])
	l.listAccounts(s, out[directory.KindUser], o)
	l.hiddenOrganizations = hidden(s.HiddenOrganizations, out[directory.KindDepartment], l.leftOutOrganizations)
	l.hiddenAccounts = hidden(s.HiddenUsers, out[directory.KindUser], l.leftOutAccounts)
	l.read.HiddenOrganizations, l.read.HiddenUsers = len(l.hiddenOrganizations), len(l.hiddenAccounts)
	return l
}

// hidden are the ids that stay as they are (M5). What a person has left out is not among
// them (U13).
func hidden(ids []cybozu.ID, excluded, leftOut map[directory.CybozuID]bool) map[directory.CybozuID]bool {
	stay := make(map[directory.CybozuID]bool, len(ids))
	for _, id := range ids {
		id := directory.CybozuID(id)
		if excluded[id] {
			leftOut[id] = true
		} else {
			stay[id] = true
		}
	}
	return stay
}

// ascending is a list in ascending id, whatever order it came in.
func ascending[T any](list []T, id func(*T) int64) []T {
	sorted := true
	for i := 1; i < len(list) && sorted; i++ {
		sorted = id(&list[i-1]) <= id(&list[i])
	}
	if sorted {
		return list
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(id(&list[i]), id(&list[j])) })
	inOrder := make([]T, len(list))
	for i, from := range order {
		inOrder[i] = list[from]
	}
	return inOrder
}

func (l *listing) listAccounts(s *cybozu.Snapshot, excluded map[directory.CybozuID]bool, o directory.Options) {
	self := Clean(s.Login)
	l.nobody, l.selfMissing = true, self != ""
	l.leftOutAccounts = map[directory.CybozuID]bool{}
	users := ascending(s.Users, func(u *cybozu.User) int64 { return int64(u.ID) })
	l.accounts = make([]account, 0, len(users))
	for i := range users {
		u := &users[i]
		login := Clean(u.Code)
		if login == self {
			l.selfMissing = false
		}
		name := Clean(u.Name)
		if name == "" {
			l.nameless++
		}
		a := account{
			id:      directory.CybozuID(u.ID),
			login:   login,
			name:    name,
			reading: reading(u),
			email:   Clean(u.Email),
			phone:   PhoneOf(u, o.Phone),
			as:      u,
		}
		builtIn := login == administrator && !u.Valid
		l.nobody = l.nobody && builtIn
		switch {
		case builtIn:
			l.leftOutAccounts[a.id] = true
		case excluded[a.id]:
			l.leftOutAccounts[a.id] = true
			l.excluded.accounts = append(l.excluded.accounts, a)
		default:
			l.accounts = append(l.accounts, a)
		}
	}
}

// write gives a user what an import owns of its texts (U7, U15).
func (l *listing) write(u *directory.User, a *account) {
	u.Name, u.Reading, u.Email, u.Phone = a.name, a.reading, a.email, a.phone
	for _, f := range l.extra {
		*f.to(u) = Clean(f.from(a.as))
	}
	u.Suspended = a.suspended()
}

// reading is よみ (U6).
func reading(u *cybozu.User) string {
	surname, given := Clean(u.SurNameReading), Clean(u.GivenNameReading)
	if surname == "" || given == "" {
		return surname + given
	}
	return surname + " " + given
}
