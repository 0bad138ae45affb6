package cybozutest

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Sample is the company to show: a maker of machines with 19 organizations, four levels
// deep, and 345 users besides the built-in Administrator, who is 停止中. Ten users are in
// no organization, fourteen in two, thirteen are 停止中 and nineteen have no address; nobody
// is in 総務部. It is always the same.
func Sample() *Company {
	d := Data{Titles: slices.Clone(titles)}
	ids := map[string]int64{}
	for _, o := range sampleOrganizations {
		ids[o.code] = o.id
		d.Organizations = append(d.Organizations, Organization{
			ID:              o.id,
			Code:            o.code,
			Name:            o.name,
			ParentCode:      o.parent,
			LocalName:       o.local,
			LocalNameLocale: "en",
		})
	}
	d.AddUser(User{Code: builtIn, Name: builtIn})
	d.AddUser(User{Code: Login, Name: "システム管理者", Valid: true})
	for range 9 {
		d.hire("")
	}
	for _, o := range sampleOrganizations {
		places := o.members
		for _, c := range concurrent {
			if c.to == o.code {
				places -= c.people
			}
		}
		for _, n := range notable {
			if n.organization == o.code {
				d.AddUser(n.user(ids[o.code]))
				places--
			}
		}
		for range places {
			d.hire(o.code)
		}
	}
	d.giveTitles()
	for _, c := range concurrent {
		people := c.people
		for i := range d.Users {
			u := &d.Users[i]
			if people > 0 && u.Valid && len(u.Memberships) == 1 && u.Memberships[0].Organization == ids[c.from] {
				u.Memberships = append(u.Memberships, Membership{Organization: ids[c.to]})
				people--
			}
		}
	}
	// The ids of late are beyond what a float64 holds.
	last := &d.Users[len(d.Users)-1]
	last.ID += 7532782697181632513
	return NewCompany(d)
}

// sampleOrganizations are listed as a tree; members counts those who are there with
// another one too. A child may be older, by its id, than its parent.
var sampleOrganizations = []struct {
	id                        int64
	code, name, parent, local string
	members                   int
}{
	{1, "yakuin", "役員", "", "Directors", 3},
	{2, "dev", "開発本部", "", "Development", 4},
	{4, "dev_team", "開発チーム", "dev", "Development Team", 42},
	{6, "dev_design", "製品設計グループ", "dev_team", "Product Design", 24},
	{5, "dev_mecha", "機構設計係", "dev_design", "Mechanical Design", 12},
	{7, "dev_sys", "情シスチーム", "dev", "Information Systems", 8},
	{12, "mkt", "マーケティング本部", "", "Marketing", 4},
	{8, "mkt_promo", "プロモーションチーム", "mkt", "Promotion", 15},
	{9, "sales_1", "セールスチーム", "mkt", "Sales", 38},
	{10, "sales_jp", "国内営業グループ", "sales_1", "Domestic Sales", 27},
	{11, "東日本", "東日本係", "sales_jp", "Eastern Japan", 16},
	{7532782697181632600, "sales,overseas", "海外営業グループ", "sales_1", "Overseas Sales", 14},
	{13, "mkt_support", "サポートチーム", "mkt", "Support", 26},
	{16, "mfg", "製造本部", "", "Manufacturing", 6},
	{14, "mfg_1", "製造部", "mfg", "Production", 62},
	{15, "mfg_qa", "品質保証部", "mfg", "Quality Assurance", 23},
	{17, "keiei", "経営管理本部", "", "Administration", 12},
	{18, "keiei_01", "総務部", "keiei", "General Affairs", 0},
	{19, "keiei_02", "経理部", "keiei", "Accounting", 13},
}

// concurrent are the people of one organization who are in another one too (兼務).
var concurrent = []struct {
	from, to string
	people   int
}{
	{"yakuin", "dev", 1},
	{"yakuin", "mkt", 1},
	{"yakuin", "keiei", 1},
	{"dev_team", "dev_sys", 2},
	{"dev_design", "mfg_qa", 3},
	{"sales_1", "mkt_promo", 2},
	{"sales_jp", "mkt_support", 2},
	{"keiei_02", "keiei", 2},
}

var titles = []Title{
	{ID: 1, Code: "director", Name: "取締役"},
	{ID: 2, Code: "general-manager", Name: "本部長", Description: "本部長"},
	{ID: 3, Code: "Manager", Name: "マネージャー", Description: "マネージャー"},
	{ID: 4, Code: `manager "acting", 2nd`, Name: "マネージャー代理"},
	{ID: 5, Code: "主任", Name: "主任"},
}

// notable are the people whose names and accounts programs trip over.
var notable = []notablePerson{
	{"dev_team", "n-takasaki", "髙﨑 直海", "たかさき", "なおみ", "03-1234-5678", true},
	{"dev_team", "s-takasaki", "高崎 翔", "たかさき", "しょう", "", false},
	{"sales_1", "yoshida", "𠮷田 昇", "よしだ", "のぼる", "03-1234-5679", true},
	{"sales_1", "t-suzuki", "鈴木 太郎", "すずき", "たろう", "03-1234-5680", true},
	{"sales,overseas", "j-smith", "John Smith", "", "", "+81-3-1234-5681", true},
	{"sales,overseas", "m-santos", "マリア・サントス", "サントス", "マリア", "", true},
	{"mkt", "m-sato", "佐藤 美咲", "さとう", "みさき", "", false},
	{"mfg_1", "watanabe-ken", "渡邊 健", "わたなべ", "けん", "", true},
	{"keiei_02", "watanabe-miho", "渡邉 美穂", "わたなべ", "", "03-1234-5682", true},
	{"keiei_02", "Saito.Jun", "齋藤　純", "さいとう", "じゅん", "内線123", true}, // with an ideographic space
}

type notablePerson struct {
	organization, login, name string
	surReading, givenReading  string
	phone                     string
	valid                     bool
}

func (n notablePerson) user(organization int64) User {
	return User{
		Code:             n.login,
		Valid:            n.valid,
		Name:             n.name,
		SurNameReading:   n.surReading,
		GivenNameReading: n.givenReading,
		Email:            n.login + "@example.co.jp",
		Phone:            n.phone,
		Memberships:      []Membership{{Organization: organization}},
	}
}

// hire adds the next invented person to an organization, "" for none.
func (d *Data) hire(organization string) {
	n := d.people
	d.people++
	u := person(n)
	if d.Day > 0 {
		u.Code = fmt.Sprintf("%s%d", u.Code, n) // somebody who left may have had the short one
	}
	for i, login := 2, u.Code; d.User(u.Code) != nil; i++ {
		u.Code = fmt.Sprintf("%s%d", login, i)
	}
	if n%19 != 7 {
		u.Email = u.Code + "@example.co.jp"
	}
	u.Valid = n%31 != 17
	if n%41 == 20 {
		u.GivenNameReading = ""
	}
	if n%10 == 0 {
		u.SortOrder = n + 1
	}
	if o := d.Organization(organization); o != nil {
		u.Memberships = []Membership{{Organization: o.ID}}
	}
	d.AddUser(u)
}

// giveTitles makes the first of each organization its head, and some others something.
func (d *Data) giveTitles() {
	heads := map[int64]bool{}
	top := map[int64]bool{}
	for _, o := range d.Organizations {
		top[o.ID] = o.ParentCode == ""
	}
	for i := range d.Users {
		for j := range d.Users[i].Memberships {
			m := &d.Users[i].Memberships[j]
			switch {
			case m.Organization == 1:
				m.Title = 1
			case !heads[m.Organization] && top[m.Organization]:
				m.Title = 2
			case !heads[m.Organization]:
				m.Title = 3
			case i%23 == 0:
				m.Title = 4
			case i%11 == 0:
				m.Title = 5
			}
			heads[m.Organization] = true
		}
	}
}

// NextDay changes the [Sample] as a day in an office does: some join, some leave, one
// marries, phones and addresses change, people move. The first day it is reorganized,
// too. The same day always changes the same. A company of a handful is left alone.
func NextDay(c *Company) {
	c.Update(func(d *Data) {
		if len(d.ordinary()) < 20 {
			return
		}
		d.Day++
		if d.Day == 1 {
			d.reorganize()
		}
		people := d.ordinary()
		pick := func() *User {
			u := d.User(people[0])
			people = people[1:]
			return u
		}
		for range 3 {
			d.DeleteUser(pick().Code)
		}
		for i := range 3 {
			pick().Phone = fmt.Sprintf("03-5678-%02d%02d", d.Day%100, i)
		}
		for i := range 3 {
			pick().Memberships = []Membership{{Organization: d.somewhere(i).ID}}
		}
		married, surname := pick(), surnames[d.Day*7%len(surnames)]
		married.SurName, married.SurNameReading = surname.written, surname.reading
		married.Name = surname.written + " " + married.GivenName
		married.Email = fmt.Sprintf("%s.%s%d@example.co.jp", married.Code, surname.latin, d.Day)
		pick().Email = ""
		pick().Valid = false
		for i := range 4 {
			d.hire(d.somewhere(i + 3).Code)
		}
	})
}

// reorganize renames, moves, founds and closes an organization, whose people go up,
// and re-creates one user's account.
func (d *Data) reorganize() {
	if o := d.Organization("dev_sys"); o != nil {
		o.Name = "情報システムチーム"
	}
	if o := d.Organization("mkt_support"); o != nil {
		o.ParentCode = "sales_1"
	}
	if closed, above := d.Organization("sales,overseas"), d.Organization("sales_1"); closed != nil && above != nil {
		for i := range d.Users {
			if ms := d.Users[i].Memberships; len(ms) == 1 && ms[0].Organization == closed.ID {
				ms[0].Organization = above.ID
			}
		}
		d.DeleteOrganization(closed.Code)
	}
	founded := d.AddOrganization(Organization{Code: "keiei_03", Name: "事業推進室", ParentCode: "keiei"})
	for _, login := range []string{"j-smith", "m-santos", "yoshida"} {
		if u := d.User(login); u != nil {
			u.Memberships = append(u.Memberships, Membership{Organization: founded})
		}
	}
	if u := d.User("t-suzuki"); u != nil {
		again := *u
		d.DeleteUser(again.Code)
		d.AddUser(again)
	}
}

// ordinary are the logins of those to whom something may happen today, in an order of
// the day.
func (d *Data) ordinary() []string {
	var logins []string
	for _, u := range d.Users {
		if u.Valid && u.Email != "" && u.GivenName != "" && len(u.Memberships) == 1 {
			logins = append(logins, u.Code)
		}
	}
	shuffle := rand.New(rand.NewPCG(uint64(d.Day), 0))
	shuffle.Shuffle(len(logins), func(i, j int) { logins[i], logins[j] = logins[j], logins[i] })
	return logins
}

// somewhere is the i-th organization of the day.
func (d *Data) somewhere(i int) *Organization {
	return &d.Organizations[(d.Day*5+i*3)%len(d.Organizations)]
}
