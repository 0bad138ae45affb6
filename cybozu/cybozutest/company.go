package cybozutest

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// Company is what cybozu.com knows of one office. It may be changed while it is read:
// every answer is made from one state of it, before or after a change.
type Company struct {
	changing sync.Mutex
	state    atomic.Pointer[state]
}

// Data is a state of a Company. The order of the slices is of no importance.
type Data struct {
	Organizations []Organization
	Users         []User
	Titles        []Title

	Day    int // how many times [NextDay] was called
	people int // how many of the invented people have been hired
}

// Organization is one 組織.
type Organization struct {
	ID              int64
	Code            string
	Name            string
	ParentCode      string // empty at the top
	LocalName       string
	LocalNameLocale string
	Description     string
	Hidden          bool // by 組織間のアクセス権, from the lists of all but administrators and tokens
}

// User is one account. Its texts are empty where cybozu.com has none.
type User struct {
	ID               int64
	Code             string // login name
	Valid            bool   // false: 停止中
	Name             string // 表示名
	SurName          string
	GivenName        string
	SurNameReading   string
	GivenNameReading string
	Email            string
	Phone            string
	MobilePhone      string
	ExtensionNumber  string
	EmployeeNumber   string
	BirthDate        string
	JoinDate         string
	Locale           string // "ja", "en", …: of the messages it gets; empty: as the browser asks
	SortOrder        int    // 0: none
	Hidden           bool   // as with Organization

	Memberships []Membership // 所属組織
	Primary     int64        // 優先する組織, by id, which need not be one of them; 0: the first of them
}

// NoPrimary is the Primary of who has none, whatever the memberships.
const NoPrimary = -1

func (u *User) primary() int64 {
	switch {
	case u.Primary != 0:
		return max(u.Primary, 0)
	case len(u.Memberships) > 0:
		return u.Memberships[0].Organization
	}
	return 0
}

// Membership is a user's place in an organization.
type Membership struct {
	Organization int64 // id
	Title        int64 // id; 0: none
}

// Title is one 役職.
type Title struct {
	ID                      int64
	Code, Name, Description string
}

// NewCompany makes a company of data, which it copies.
func NewCompany(d Data) *Company {
	c := new(Company)
	c.state.Store(newState(d.clone()))
	return c
}

// Update changes the company. The change gets a copy, which takes effect as a whole
// when it returns; it must not call Update itself.
func (c *Company) Update(change func(*Data)) {
	c.changing.Lock()
	defer c.changing.Unlock()
	d := c.state.Load().data.clone()
	change(&d)
	c.state.Store(newState(d))
}

// Data is a copy of the present state, in ascending ids.
func (c *Company) Data() Data { return c.state.Load().data.clone() }

func (d Data) clone() Data {
	d.Organizations = slices.Clone(d.Organizations)
	d.Users = slices.Clone(d.Users)
	for i := range d.Users {
		d.Users[i].Memberships = slices.Clone(d.Users[i].Memberships)
	}
	d.Titles = slices.Clone(d.Titles)
	return d
}

// User finds a user by login, nil if there is none. It is valid until the next one is
// added or deleted.
func (d *Data) User(login string) *User {
	i := slices.IndexFunc(d.Users, func(u User) bool { return u.Code == login })
	if i < 0 {
		return nil
	}
	return &d.Users[i]
}

// Organization finds an organization by code, nil if there is none. It is valid until
// the next one is added or deleted.
func (d *Data) Organization(code string) *Organization {
	i := slices.IndexFunc(d.Organizations, func(o Organization) bool { return o.Code == code })
	if i < 0 {
		return nil
	}
	return &d.Organizations[i]
}

// AddUser adds a user under a new id, one more than the highest, and returns the id.
// To choose it, append to Users.
func (d *Data) AddUser(u User) int64 {
	u.ID = 1
	for i := range d.Users {
		u.ID = max(u.ID, d.Users[i].ID+1)
	}
	d.Users = append(d.Users, u)
	return u.ID
}

// AddOrganization adds an organization likewise.
func (d *Data) AddOrganization(o Organization) int64 {
	o.ID = 1
	for i := range d.Organizations {
		o.ID = max(o.ID, d.Organizations[i].ID+1)
	}
	d.Organizations = append(d.Organizations, o)
	return o.ID
}

// DeleteUser deletes a user by login.
func (d *Data) DeleteUser(login string) {
	d.Users = slices.DeleteFunc(d.Users, func(u User) bool { return u.Code == login })
}

// DeleteOrganization deletes an organization by code, with the memberships in it. What
// is below it goes up to where it was.
func (d *Data) DeleteOrganization(code string) {
	gone := d.Organization(code)
	if gone == nil {
		return
	}
	id, parent := gone.ID, gone.ParentCode
	d.Organizations = slices.DeleteFunc(d.Organizations, func(o Organization) bool { return o.ID == id })
	for i := range d.Organizations {
		if d.Organizations[i].ParentCode == code {
			d.Organizations[i].ParentCode = parent
		}
	}
	for i := range d.Users {
		d.Users[i].leave(id)
	}
}

// Move takes a user, by login, out of one organization and into another, by their codes.
func (d *Data) Move(login, from, to string) {
	u, out, in := d.User(login), d.Organization(from), d.Organization(to)
	if u == nil || out == nil || in == nil {
		return
	}
	for i := range u.Memberships {
		if u.Memberships[i].Organization == out.ID {
			u.Memberships[i] = Membership{Organization: in.ID}
		}
	}
}

func (u *User) leave(organization int64) {
	u.Memberships = slices.DeleteFunc(u.Memberships, func(m Membership) bool { return m.Organization == organization })
}

// state is one state of a company that is never changed, with what answers need.
type state struct {
	data      Data
	everybody func() *view // what administrators see
	visible   func() *view // what others see
}

func newState(d Data) *state {
	slices.SortStableFunc(d.Organizations, func(a, b Organization) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(d.Users, func(a, b User) int { return cmp.Compare(a.ID, b.ID) })
	return &state{
		data:      d,
		everybody: sync.OnceValue(func() *view { return newView(d, true) }),
		visible:   sync.OnceValue(func() *view { return newView(d, false) }),
	}
}

// view is an index of what a caller may see.
type view struct {
	users         list[User]
	organizations list[Organization]
	titles        map[int64]*Title
	named         map[int64]*Organization // those that memberships name: hidden ones too
	members       map[int64][]member      // by organization, in no useful order; hidden ones too
	csv           func() []byte
}

type list[T any] struct {
	all    []*T // ascending id
	byID   map[int64]*T
	byCode map[string]*T
}

type member struct {
	user  *User
	title *Title // nil: none
}

func newView(d Data, everything bool) *view {
	v := &view{titles: map[int64]*Title{}, named: map[int64]*Organization{}, members: map[int64][]member{}}
	v.users.init(len(d.Users))
	v.organizations.init(len(d.Organizations))
	for i := range d.Titles {
		v.titles[d.Titles[i].ID] = &d.Titles[i]
	}
	for i := range d.Organizations {
		o := &d.Organizations[i]
		v.named[o.ID] = o
		if everything || !o.Hidden {
			v.organizations.add(o, o.ID, o.Code)
		}
	}
	for i := range d.Users {
		if u := &d.Users[i]; everything || !u.Hidden {
			v.users.add(u, u.ID, u.Code)
		}
	}
	for i := range slices.Backward(d.Users) {
		u := &d.Users[i]
		for _, m := range u.Memberships {
			v.members[m.Organization] = append(v.members[m.Organization], member{u, v.titles[m.Title]})
		}
	}
	v.csv = sync.OnceValue(func() []byte { return membershipCSV(v) })
	return v
}

func (l *list[T]) init(n int) {
	l.all = make([]*T, 0, n)
	l.byID = make(map[int64]*T, n)
	l.byCode = make(map[string]*T, n)
}

func (l *list[T]) add(record *T, id int64, code string) {
	l.all = append(l.all, record)
	l.byID[id] = record
	l.byCode[code] = record
}

// inOrder are the wanted records in ascending id.
func (l *list[T]) inOrder(wanted map[*T]bool) []*T {
	ordered := make([]*T, 0, len(wanted))
	for _, record := range l.all {
		if wanted[record] {
			ordered = append(ordered, record)
		}
	}
	return ordered
}
