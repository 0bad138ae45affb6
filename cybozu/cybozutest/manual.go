package cybozutest

// Manual is cybozu.com's side of the vendor's manual before the change that it tells
// of: its tree of 組織, グループ1 and グループ2, and 23 users, of whom ten are in no
// organization. ユーザーA is in both groups.
func Manual() *Company {
	var d Data
	ids := map[string]int64{}
	for _, o := range []Organization{
		{Code: "yakuin", Name: "役員"},
		{Code: "dev", Name: "開発本部"},
		{Code: "dev_team", Name: "開発チーム", ParentCode: "dev"},
		{Code: "dev_sys", Name: "情シスチーム", ParentCode: "dev"},
		{Code: "mkt", Name: "マーケティング本部"},
		{Code: "mkt_promo", Name: "プロモーションチーム", ParentCode: "mkt"},
		{Code: "sales_1", Name: "セールスチーム", ParentCode: "mkt"},
		{Code: "mkt_support", Name: "サポートチーム", ParentCode: "mkt"},
		{Code: "group1", Name: "グループ1"},
		{Code: "group2", Name: "グループ2"},
	} {
		ids[o.Code] = d.AddOrganization(o)
	}
	d.AddUser(User{Code: Login, Name: "システム管理者", Valid: true})
	d.AddUser(manualUser('A', ids["group1"], ids["group2"]))
	letter := 'D' // ユーザーB and ユーザーC come later, or never
	add := func(n int, organizations ...int64) {
		for range n {
			d.AddUser(manualUser(letter, organizations...))
			letter++
		}
	}
	add(3, ids["yakuin"])
	add(4, ids["dev"])
	add(4, ids["mkt"])
	add(1, ids["mkt_promo"])
	add(9)
	return NewCompany(d)
}

// ManualLater changes [Manual] as the manual does: ユーザーA leaves グループ2, ユーザーB
// is there, in グループ2, and 開発チーム is deleted. ユーザーC is never at cybozu.com.
func ManualLater(c *Company) {
	c.Update(func(d *Data) {
		group2 := d.Organization("group2").ID
		d.User("userA").leave(group2)
		d.AddUser(manualUser('B', group2))
		d.DeleteOrganization("dev_team")
	})
}

func manualUser(letter rune, organizations ...int64) User {
	u := User{
		Code:  "user" + string(letter),
		Name:  "ユーザー" + string(letter),
		Email: "user" + string(letter) + "@example.com",
		Valid: true,
	}
	for _, o := range organizations {
		u.Memberships = append(u.Memberships, Membership{Organization: o})
	}
	return u
}
