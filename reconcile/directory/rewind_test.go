package directory

import (
	"slices"
	"testing"
)

func TestRewind_GoesBackOverSeveralPlans(t *testing.T) {
	first := &Directory{
		Departments: []Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "営業部"}, {ID: 3, ParentID: 1, Name: "総務部"}},
		Users:       []User{{ID: 1, Name: "佐藤", Departments: []int64{2}}, {ID: 2, Name: "鈴木"}},
	}
	second := &Directory{
		Departments: []Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 3, Name: "営業一部"}, {ID: 3, ParentID: 1, Name: "総務部"}, {ID: 4, ParentID: 1, Name: "室"}},
		Users:       []User{{ID: 2, Name: "鈴木", Departments: []int64{4}}, {ID: 3, Name: "田中"}},
	}
	third := &Directory{
		Departments: []Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "営業二部"}, {ID: 3, ParentID: 1, Name: "総務部"}},
		Users:       []User{{ID: 1, Name: "佐藤", Departments: []int64{2}}, {ID: 2, Name: "鈴木一"}},
	}
	later, earlier := Diff(second, third), Diff(first, second)
	then := Rewind(third, slices.Concat(later.Departments, earlier.Departments), slices.Concat(later.Users, earlier.Users))
	if p := Diff(first, then); len(p.Departments)+len(p.Users) > 0 {
		t.Errorf("not as it was: %+v %+v", p.Departments, p.Users)
	}
}
