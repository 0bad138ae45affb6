package directory_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

type (
	department = directory.Department
	user       = directory.User
)

// sample is a small sound directory.
func sample() *directory.Directory {
	return &directory.Directory{
		Departments: []department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Code: "a", Name: "開発本部", CybozuID: 5, SortOrder: 1},
			{ID: 4, ParentID: 2, Name: "安全対策本部", SortOrder: 1},
		},
		Users: []user{
			{ID: 1, LoginName: "sato", Name: "佐藤", Email: "sato@example.jp", CybozuID: 11, Departments: []int64{2, 4}},
			{ID: 3, LoginName: "kato", Name: "加藤", Memo: "鍵", PasswordHash: "h"},
		},
		NextDepartmentID: 5, NextUserID: 4,
		Domain: "example.cybozu.com",
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// anyDirectory is sound; ids have gaps, as they do once something was deleted.
func anyDirectory(t *rapid.T) *directory.Directory {
	d := &directory.Directory{Departments: []department{{ID: 1, Name: "最上位部署"}}, NextDepartmentID: 20, NextUserID: 20}
	d.Domain = rapid.SampledFrom([]string{"", "a.cybozu.com", "b.cybozu.com"}).Draw(t, "domain")
	some := rapid.IntRange(0, 2)
	for id := int64(2); id < 9; id++ {
		if some.Draw(t, "department there") == 0 {
			continue
		}
		dep := department{ID: id, ParentID: rapid.SampledFrom(d.Departments).Draw(t, "parent").ID,
			Name: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "name"), SortOrder: int64(some.Draw(t, "order"))}
		if some.Draw(t, "linked") == 0 {
			dep.CybozuID, dep.Code = directory.CybozuID(100+id), fmt.Sprint("code", id)
		}
		d.Departments = append(d.Departments, dep)
	}
	for id := int64(1); id < 9; id++ {
		if some.Draw(t, "user there") == 0 {
			continue
		}
		u := user{ID: id, LoginName: fmt.Sprint("login", id), Name: rapid.SampledFrom([]string{"佐藤", "鈴木"}).Draw(t, "name"), FormerLink: some.Draw(t, "former") == 0}
		if some.Draw(t, "linked") == 0 {
			u.CybozuID = directory.CybozuID(200 + id)
		}
		for _, dep := range d.Departments {
			if some.Draw(t, "member") == 0 {
				u.Departments = append(u.Departments, dep.ID)
			}
		}
		d.Users = append(d.Users, u)
	}
	for id := directory.CybozuID(201); id < 209; id += 3 {
		if some.Draw(t, "excluded") == 0 {
			d.Remembered.Excluded = append(d.Remembered.Excluded, directory.Exclusion{Kind: directory.KindUser, CybozuID: id})
		}
	}
	return d
}
