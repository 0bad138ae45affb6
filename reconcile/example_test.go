package reconcile_test

import (
	"fmt"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// A user entered by hand is found again at cybozu.com by the address, and linked. What
// is local stays: the login name, the memo, and the department このアプリのみ.
func ExampleImport() {
	now := &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Name: "安全対策本部"},
		},
		Users: []directory.User{
			{ID: 1, LoginName: "0001", Name: "佐藤", Email: "sato@example.jp", Memo: "鍵", Departments: []int64{2}},
		},
		NextDepartmentID: 3, NextUserID: 2,
	}
	read := &cybozu.Snapshot{
		Host:          "example.cybozu.com",
		Organizations: []cybozu.Organization{{ID: 5, Code: "kaihatsu", Name: "開発本部"}},
		Users: []cybozu.User{
			{ID: 11, Code: "sato", Name: "佐藤 昇", Email: "Sato@example.jp", Valid: true, Organizations: []cybozu.ID{5}},
		},
	}

	plan, problems := reconcile.Import(now, read, directory.Choices{})
	if problems != nil {
		fmt.Println(problems)
		return
	}
	for _, c := range plan.Departments {
		fmt.Println(c.Action, c.After.Name, c.Rule, c.Reason)
	}
	for _, c := range plan.Users {
		fmt.Println(c.Action, c.After.Name, c.Rule, c.Reason)
		fmt.Println(c.After.LoginName, c.After.Memo, c.After.Departments)
	}

	then := plan.ApplyTo(now)
	again, _ := reconcile.Import(then, read, directory.Choices{})
	fmt.Println("nothing left to do:", again.Empty())
	// Output:
	// create 開発本部 D3 new
	// link 佐藤 昇 U3 email
	// 0001 鍵 [2 3]
	// nothing left to do: true
}
