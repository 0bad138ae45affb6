package cybozutest

import "fmt"

// Large is a company of any size, for benchmarks: Administrator and [Login] are among
// its users. Every organization has up to ten below it; one user in ten is in two
// organizations, one in a hundred in none, and one in seven has no primary one. It is
// always the same.
func Large(users, organizations int) *Company {
	d := Data{
		Organizations: make([]Organization, organizations),
		Users:         make([]User, users),
		Titles:        titles,
	}
	for i := range d.Organizations {
		o := Organization{
			ID:          int64(i + 1),
			Code:        fmt.Sprintf("org%06d", i+1),
			Name:        fmt.Sprintf("第%d営業部", i+1),
			Description: "全国の拠点と連携する部署です",
		}
		if i >= 10 {
			o.ParentCode = d.Organizations[i/10-1].Code
		}
		d.Organizations[i] = o
	}
	for i := range d.Users {
		u := person(i)
		switch i {
		case 0:
			u = User{Code: builtIn, Name: builtIn}
		case 1:
			u = User{Code: Login, Name: "システム管理者", Valid: true}
		default:
			u.Code = fmt.Sprintf("%s%06d", u.Code, i)
			u.Email = u.Code + "@example.co.jp"
			if organizations > 0 && i%100 != 0 {
				u.Memberships = []Membership{{Organization: int64(i%organizations + 1), Title: int64(i % 6)}}
			}
			if organizations > 1 && i%10 == 5 {
				u.Memberships = append(u.Memberships, Membership{Organization: int64((i+1)%organizations + 1)})
			}
		}
		if i%7 == 3 {
			u.Primary = NoPrimary
		}
		u.ID = int64(i + 1)
		d.Users[i] = u
	}
	return NewCompany(d)
}
